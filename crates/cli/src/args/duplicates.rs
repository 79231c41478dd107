//! Records that may be of the same.

use super::coverage::format;
use super::narrowing::narrowing;
use super::{option, positional};
use crate::words::Words;
use clap::Command;
use client_core::Kind;

/// The kinds that are compared.
pub(crate) const KINDS: [Kind; 3] = [Kind::Household, Kind::Establishment, Kind::Group];

pub(super) fn command(words: &Words) -> Command {
    let kind = option(words, "duplicates", "kind", "value-kind")
        .value_parser(KINDS.map(Kind::name))
        .default_value(Kind::Household.name());
    let narrowing = narrowing(words, "duplicates");
    let names = narrowing.each_ref().map(|arg| arg.get_id().clone());
    let id = positional(words, "duplicates", "id", "value-id-or-code")
        .conflicts_with_all(names)
        .conflicts_with("kind");
    Command::new("duplicates")
        .about(words.text("about-duplicates"))
        .arg(id)
        .arg(kind)
        .args(narrowing)
        .arg(format(words))
}
