//! The flags of a record's fields, made from the records' schema so that none is ever missing.

use super::option;
use crate::words::Words;
use clap::{Arg, ArgAction, value_parser};
use client_core::Kind;
use client_core::schema::{self, FieldSpec, Shape};

/// The flags under which statements are entered, each its own kind of statement.
pub(crate) const STATEMENTS: [&str; 3] = ["fact", "assessment", "hearsay"];

/// The flag that marks the statements entered with it as heard in confidence.
pub(crate) const SENSITIVE: &str = "sensitive";

/// Flags that read better than their field's name with hyphens: lists are entered one item a flag.
const SHORTER: [(&str, &str); 19] = [
    ("accuracy_m", "accuracy"),
    ("areas", "area"),
    ("counts", "count"),
    ("criteria", "criterion"),
    ("decisions", "decision"),
    ("handed_out_at", "at"),
    ("held_at", "at"),
    ("members", "member"),
    ("needs", "need"),
    ("officers", "officer"),
    ("purposes", "purpose"),
    ("recognised_years", "recognised-year"),
    ("recommendation", "recommend"),
    ("registered_years", "registered-year"),
    ("sensitive_needs", "sensitive-need"),
    ("standing_needs", "standing-need"),
    ("received_at", "at"),
    ("started_at", "at"),
    ("topics", "topic"),
];

/// Returns the flag of a field.
pub(crate) fn flag(field: &str) -> String {
    let shorter = SHORTER
        .iter()
        .find(|(name, _)| *name == field)
        .map(|(_, flag)| (*flag).to_owned());
    shorter.unwrap_or_else(|| field.replace('_', "-"))
}

/// Returns the fields of a kind that a person enters; links are made by commands of their own.
pub(crate) fn entered(kind: Kind) -> impl Iterator<Item = &'static FieldSpec> {
    schema::fields(kind)
        .iter()
        .filter(|spec| !matches!(spec.shape, Shape::Space) && !spec.is_link())
}

/// Makes the flags of a new record.
pub(super) fn new_args(words: &Words, kind: Kind) -> Vec<Arg> {
    let mut args: Vec<Arg> = entered(kind)
        .flat_map(|spec| field_args(words, kind, spec, true))
        .collect();
    args.push(option(words, "new", "set", "value-assignment").action(ArgAction::Append));
    args
}

/// Makes the flags of an edit, where everything may be left out.
pub(super) fn edit_args(words: &Words, kind: Kind) -> Vec<Arg> {
    let mut args: Vec<Arg> = entered(kind)
        .flat_map(|spec| field_args(words, kind, spec, false))
        .collect();
    let more = [
        ("set", "value-assignment"),
        ("remove", "value-assignment"),
        ("clear", "value-field"),
    ];
    args.extend(
        more.map(|(name, value)| option(words, "edit", name, value).action(ArgAction::Append)),
    );
    args
}

fn field_args(words: &Words, kind: Kind, spec: &FieldSpec, new: bool) -> Vec<Arg> {
    let heading = words.text("heading-fields");
    if let Shape::Statements { .. } = spec.shape {
        let statement = |name: &'static str| {
            let label = words.choice(Kind::Visit, "notes", name);
            let help = words.with("help-statement", &[("label", &label)]);
            Arg::new(name)
                .long(name)
                .value_name(words.text("value-text"))
                .help(help)
                .action(ArgAction::Append)
        };
        let mut args = STATEMENTS
            .map(|name| statement(name).help_heading(heading.clone()))
            .to_vec();
        let mark = Arg::new(SENSITIVE)
            .long(SENSITIVE)
            .action(ArgAction::SetTrue);
        args.push(
            mark.help(words.text("help-sensitive"))
                .help_heading(heading),
        );
        return args;
    }
    let flag = flag(spec.name);
    let arg = Arg::new(flag.clone())
        .long(flag)
        .value_name(words.text(value_key(&spec.shape)));
    let arg = arg
        .help(help(words, kind, spec, new))
        .help_heading(heading)
        .allow_negative_numbers(true);
    vec![shaped(arg, spec, new)]
}

fn shaped(arg: Arg, spec: &FieldSpec, new: bool) -> Arg {
    match spec.shape {
        Shape::Codes { of, .. } if !of.is_empty() && new => arg
            .action(ArgAction::Append)
            .value_delimiter(',')
            .num_args(1..),
        Shape::Codes { of, .. } if !of.is_empty() => {
            arg.action(ArgAction::Append).value_delimiter(',')
        }
        _ if spec.is_list() => arg.action(ArgAction::Append),
        _ => arg.action(ArgAction::Set),
    }
    .value_parser(value_parser!(String))
}

fn value_key(shape: &Shape) -> &'static str {
    match shape {
        Shape::Reference(_) | Shape::References { .. } => "value-id",
        Shape::Integer { .. } | Shape::Metres { .. } | Shape::Latitude | Shape::Longitude => {
            "value-number"
        }
        Shape::Date => "value-date",
        Shape::Instant => "value-time",
        Shape::Period => "value-period",
        Shape::Years { .. } => "value-year",
        Shape::Counts { .. } => "value-count",
        Shape::Choice(_) => "value-choice",
        Shape::Codes { .. } => "value-code",
        Shape::Phone => "value-phone",
        Shape::Text { .. } | Shape::TextList { .. } | Shape::Statements { .. } | Shape::Space => {
            "value-text"
        }
    }
}

/// Fields that the notebook fills in by itself where it can, from whom the record is about and who writes it.
const FOLLOWING: [&str; 6] = [
    "area",
    "officer",
    "started_at",
    "held_at",
    "handed_out_at",
    "received_at",
];

fn help(words: &Words, kind: Kind, spec: &FieldSpec, new: bool) -> String {
    let label = words.field(kind, spec.name);
    let mut text = match spec.shape {
        Shape::Choice(of) => choices(words, kind, spec.name, of),
        Shape::Codes { of, .. } if !of.is_empty() => choices(words, kind, spec.name, of),
        Shape::Date => words.with("help-date", &[("label", &label)]),
        Shape::Instant => words.with("help-instant", &[("label", &label)]),
        Shape::Period => words.with("help-period", &[("label", &label)]),
        Shape::Counts { .. } => words.with("help-counts", &[("label", &label)]),
        Shape::Reference(_) => words.with("help-reference", &[("label", &label)]),
        Shape::References { .. } => words.with("help-reference", &[("label", &label)]),
        _ => label,
    };
    if spec.is_list() {
        text.push_str(&words.text("help-again"));
    }
    if new && spec.required && !FOLLOWING.contains(&spec.name) {
        text.push_str(&words.text("help-required"));
    }
    text
}

/// Puts what a code means beside it, where that is not the code itself.
fn named(code: &str, meaning: &str) -> String {
    if code == meaning {
        code.to_owned()
    } else {
        format!("{code} ({meaning})")
    }
}

fn choices(words: &Words, kind: Kind, field: &str, of: &[&str]) -> String {
    let named: Vec<String> = of
        .iter()
        .map(|code| named(code, &words.choice(kind, field, code)))
        .collect();
    words.with(
        "help-choices",
        &[
            ("label", &words.field(kind, field)),
            ("choices", &named.join(", ")),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Command;
    use client_core::messages::Language;

    #[test]
    fn every_field_that_a_person_enters_has_a_flag_of_its_own() {
        let words = Words::new(Language::English);
        for kind in Kind::ALL {
            let command = Command::new("new").args(new_args(&words, kind));
            // Clap itself refuses two flags of one name here.
            command.debug_assert();
        }
    }
}
