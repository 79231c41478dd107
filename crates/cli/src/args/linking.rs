//! Records of the same, linked by a person.

use super::{positional, switch};
use crate::words::Words;
use clap::Command;

pub(super) fn commands(words: &Words) -> [Command; 3] {
    let command =
        |name: &'static str| Command::new(name).about(words.text(&format!("about-{name}")));
    let record = |of, name| positional(words, of, name, "value-id-or-code").required(true);
    [
        command("link").args([
            record("link", "leading"),
            record("link", "other").num_args(1..),
            switch(words, "link", "plan"),
        ]),
        command("unlink").arg(record("unlink", "record")),
        command("unlike").args([
            record("unlike", "first"),
            record("unlike", "second"),
            switch(words, "unlike", "undo"),
        ]),
    ]
}
