//! Records that may be of the same.

use super::{option, positional};
use crate::words::Words;
use clap::{Command, value_parser};
use client_core::Kind;

/// The kinds that are compared.
pub(crate) const KINDS: [Kind; 3] = [Kind::Household, Kind::Establishment, Kind::Group];

pub(super) fn command(words: &Words) -> Command {
    let of = |name, value| option(words, "duplicates", name, value);
    let listed = |name, value| option(words, "list", name, value);
    let filters = [
        of("kind", "value-kind")
            .value_parser(KINDS.map(Kind::name))
            .default_value(Kind::Household.name()),
        listed("area", "value-name"),
        of("officer", "value-name"),
        of("from", "value-date"),
        of("until", "value-date"),
        listed("limit", "value-number").value_parser(value_parser!(u32)),
        listed("offset", "value-number")
            .value_parser(value_parser!(u32))
            .default_value("0"),
    ];
    let names = filters.each_ref().map(|arg| arg.get_id().clone());
    let id = positional(words, "duplicates", "id", "value-id-or-code").conflicts_with_all(names);
    Command::new("duplicates")
        .about(words.text("about-duplicates"))
        .arg(id)
        .args(filters)
}
