//! What was wrong with the arguments, said in the person's language; clap's own sentences are English.

use crate::words::Words;
use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Tells whether clap stopped because help or the version was asked for.
pub(crate) fn is_answer(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    )
}

/// Tells whether clap shows help because a command was left out.
pub(crate) fn is_help_for_want_of_command(error: &Error) -> bool {
    error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
}

/// Returns what was wrong and how to find out more.
pub(crate) fn explain(words: &Words, error: &Error, path: &str) -> String {
    let what = match error.kind() {
        ErrorKind::UnknownArgument => unknown_argument(words, error),
        ErrorKind::InvalidSubcommand => {
            let name = text(error, ContextKind::InvalidSubcommand);
            suggesting(
                words,
                "usage-unknown-command",
                &name,
                &text(error, ContextKind::SuggestedSubcommand),
            )
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => invalid_value(words, error),
        ErrorKind::MissingRequiredArgument => words.with(
            "usage-missing",
            &[("args", &text(error, ContextKind::InvalidArg))],
        ),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            words.text("usage-missing-command")
        }
        ErrorKind::ArgumentConflict => {
            let other = text(error, ContextKind::PriorArg);
            let arg = text(error, ContextKind::InvalidArg);
            if other.is_empty() || other == arg {
                words.with("usage-twice", &[("arg", &arg)])
            } else {
                words.with("usage-conflict", &[("arg", &arg), ("other", &other)])
            }
        }
        ErrorKind::TooFewValues
        | ErrorKind::TooManyValues
        | ErrorKind::WrongNumberOfValues
        | ErrorKind::NoEquals => words.with(
            "usage-number-of-values",
            &[("arg", &text(error, ContextKind::InvalidArg))],
        ),
        ErrorKind::InvalidUtf8 => words.text("usage-invalid-utf8"),
        _ => words.text("usage-other"),
    };
    format!(
        "{what}\n{}",
        words.with("usage-see-help", &[("path", path)])
    )
}

fn unknown_argument(words: &Words, error: &Error) -> String {
    let arg = text(error, ContextKind::InvalidArg);
    let key = if arg.starts_with('-') {
        "usage-unknown-option"
    } else {
        "usage-unexpected"
    };
    suggesting(words, key, &arg, &text(error, ContextKind::SuggestedArg))
}

fn suggesting(words: &Words, key: &str, given: &str, suggested: &str) -> String {
    let what = words.with(key, &[("given", given)]);
    if suggested.is_empty() {
        what
    } else {
        format!(
            "{what} {}",
            words.with("usage-perhaps", &[("suggested", suggested)])
        )
    }
}

fn invalid_value(words: &Words, error: &Error) -> String {
    let arg = text(error, ContextKind::InvalidArg);
    let value = text(error, ContextKind::InvalidValue);
    if value.is_empty() {
        return words.with("usage-value-missing", &[("arg", &arg)]);
    }
    let valid = text(error, ContextKind::ValidValue);
    if valid.is_empty() {
        return words.with("usage-value", &[("arg", &arg), ("value", &value)]);
    }
    words.with(
        "usage-value-of",
        &[("arg", &arg), ("value", &value), ("valid", &valid)],
    )
}

fn text(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}
