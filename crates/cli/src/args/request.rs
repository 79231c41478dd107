//! `sotay request`: what residents ask for under the law on personal data; and the file of a person.

use super::coverage::format;
use super::narrowing::narrowing;
use super::{option, positional, switch};
use crate::words::Words;
use clap::{Command, value_parser};
use std::path::PathBuf;

const REQUEST: &str = "request";

pub(super) fn list(command: Command, words: &Words) -> Command {
    command
        .arg(switch(words, REQUEST, "all"))
        .args(narrowing(words, REQUEST))
        .arg(format(words))
}

pub(super) fn answer(words: &Words) -> Command {
    Command::new("answer")
        .about(words.text("about-request-answer"))
        .args([
            positional(words, REQUEST, "id", "value-id").required(true),
            option(words, REQUEST, "outcome", "value-text").required(true),
            switch(words, REQUEST, "refused"),
            switch(words, REQUEST, "linked"),
        ])
}

pub(super) fn file(words: &Words) -> Command {
    Command::new("file").about(words.text("about-file")).args([
        positional(words, "file", "who", "value-id-or-code").required(true),
        switch(words, "file", "person"),
        option(words, "file", "out", "value-file").value_parser(value_parser!(PathBuf)),
    ])
}
