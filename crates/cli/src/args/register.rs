//! The commands of each kind of record: `visit list`, `household edit`…

use super::{COMPARED, between, fields, follow_up, option, positional, request, switch};
use crate::words::Words;
use clap::{Arg, ArgAction, Command, value_parser};
use client_core::Kind;

/// One kind of record on the command line.
#[derive(Debug)]
pub(crate) struct RegisterGroup {
    /// The command.
    pub(crate) name: &'static str,
    /// The kind of record.
    pub(crate) kind: Kind,
    /// Whether a person writes it here; officers come from invites.
    pub(crate) writable: bool,
    /// What a list can be narrowed by, beside area, text and page.
    pub(crate) filters: &'static [Filter],
}

/// Something that a list can be narrowed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filter {
    /// Records under a record of this kind: a household's visits.
    Parent(Kind),
    /// An officer's records.
    Officer,
    /// A status or state.
    Status,
    /// From a day, until a day.
    Period,
}

/// Every kind that has commands.
pub(crate) const GROUPS: [RegisterGroup; 17] = [
    RegisterGroup {
        name: "visit",
        kind: Kind::Visit,
        writable: true,
        filters: &[
            Filter::Parent(Kind::Household),
            Filter::Parent(Kind::Establishment),
            Filter::Parent(Kind::Group),
            Filter::Officer,
            Filter::Status,
            Filter::Period,
        ],
    },
    RegisterGroup {
        name: "household",
        kind: Kind::Household,
        writable: true,
        filters: &[],
    },
    RegisterGroup {
        name: "establishment",
        kind: Kind::Establishment,
        writable: true,
        filters: &[],
    },
    RegisterGroup {
        name: "group",
        kind: Kind::Group,
        writable: true,
        filters: &[Filter::Status],
    },
    RegisterGroup {
        name: "meeting",
        kind: Kind::Meeting,
        writable: true,
        filters: &[Filter::Parent(Kind::Group), Filter::Officer, Filter::Period],
    },
    RegisterGroup {
        name: "follow-up",
        kind: Kind::FollowUp,
        writable: true,
        filters: &[
            Filter::Parent(Kind::Visit),
            Filter::Officer,
            Filter::Status,
            Filter::Period,
        ],
    },
    RegisterGroup {
        name: "model",
        kind: Kind::Model,
        writable: true,
        filters: &[Filter::Status],
    },
    RegisterGroup {
        name: "assessment",
        kind: Kind::Assessment,
        writable: true,
        filters: &[
            Filter::Parent(Kind::Group),
            Filter::Officer,
            Filter::Status,
            Filter::Period,
        ],
    },
    RegisterGroup {
        name: "survey",
        kind: Kind::Survey,
        writable: true,
        filters: &[Filter::Officer, Filter::Status, Filter::Period],
    },
    RegisterGroup {
        name: "training",
        kind: Kind::Training,
        writable: true,
        filters: &[Filter::Period],
    },
    RegisterGroup {
        name: "material",
        kind: Kind::Material,
        writable: true,
        filters: &[],
    },
    RegisterGroup {
        name: "hand-out",
        kind: Kind::HandOut,
        writable: true,
        filters: &[
            Filter::Parent(Kind::Material),
            Filter::Officer,
            Filter::Period,
        ],
    },
    RegisterGroup {
        name: "request",
        kind: Kind::Request,
        writable: true,
        filters: &[],
    },
    RegisterGroup {
        name: "report",
        kind: Kind::Report,
        writable: false,
        filters: &[Filter::Status, Filter::Period],
    },
    RegisterGroup {
        name: "referral",
        kind: Kind::Referral,
        writable: false,
        filters: &[],
    },
    RegisterGroup {
        name: "area",
        kind: Kind::Area,
        writable: true,
        filters: &[],
    },
    RegisterGroup {
        name: "officer",
        kind: Kind::Officer,
        writable: false,
        filters: &[],
    },
];

/// Builds the commands of every kind.
pub(super) fn commands(words: &Words) -> Vec<Command> {
    GROUPS
        .iter()
        .map(|group| self::group(words, group))
        .collect()
}

fn group(words: &Words, group: &RegisterGroup) -> Command {
    let mut command = Command::new(group.name)
        .about(words.text(&format!("about-{}", group.name)))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(list(words, group))
        .subcommands(between::verbs(words, group.kind))
        .subcommand(show(words, group));
    if group.writable {
        command = command
            .subcommand(verb(words, group, "new").args(fields::new_args(words, group.kind)))
            .subcommand(
                verb(words, group, "edit")
                    .arg(reference(words, group))
                    .args(fields::edit_args(words, group.kind)),
            );
    }
    if matches!(group.kind, Kind::Household | Kind::Establishment) {
        let to = option(words, "move", "to", "value-name").required(true);
        command =
            command.subcommand(verb(words, group, "move").args([reference(words, group), to]));
    }
    command = command.subcommands(decisions(words, group));
    if group.kind == Kind::Visit {
        command = command.subcommand(verb(words, group, "submit").arg(reference(words, group)));
    }
    match group.kind {
        Kind::FollowUp => command.subcommands(follow_up::commands(words)),
        Kind::Request => command.subcommand(request::answer(words)),
        Kind::Household => {
            let brief = Command::new("brief").about(words.text("about-household-brief"));
            command.subcommand(brief.arg(reference(words, group)))
        }
        _ => command,
    }
}

fn list(words: &Words, group: &RegisterGroup) -> Command {
    let list = verb(words, group, "list");
    match group.kind {
        Kind::Request => request::list(list, words),
        Kind::Referral => between::referral_list(list, words),
        _ => list.args(list_args(words, group)),
    }
}

fn show(words: &Words, group: &RegisterGroup) -> Command {
    let show = verb(words, group, "show").arg(reference(words, group));
    match COMPARED.contains(&group.kind) {
        true => show.arg(switch(words, "show", "alone")),
        false => show,
    }
}

/// The decisions that a reviewer takes of records of some kinds.
fn decisions(words: &Words, group: &RegisterGroup) -> Vec<Command> {
    let decision = |name: &'static str| {
        let about = words.text(&format!("about-{}-{name}", group.name));
        Command::new(name).about(about).arg(reference(words, group))
    };
    let into = || option(words, group.name, "into", "value-id").required(true);
    let note = || option(words, "survey", "note", "value-text");
    let yes = || switch(words, "revoke", "yes");
    match group.kind {
        Kind::Group => vec![decision("merge").args([into(), yes()])],
        Kind::Model => vec![
            decision("stop").arg(yes()),
            decision("merge").args([into(), yes()]),
        ],
        Kind::Survey => vec![
            decision("submit"),
            decision("return").arg(note().required(true)),
            decision("approve").arg(note()),
        ],
        _ => Vec::new(),
    }
}

fn verb(words: &Words, group: &RegisterGroup, verb: &'static str) -> Command {
    let one = words.text(&format!("one-{}", group.name));
    let many = words.text(&format!("many-{}", group.name));
    Command::new(verb)
        .about(words.with(&format!("about-{verb}"), &[("one", &one), ("many", &many)]))
}

fn reference(words: &Words, group: &RegisterGroup) -> Arg {
    let value = if group.kind == Kind::Household {
        "value-id-or-code"
    } else {
        "value-id"
    };
    positional(words, group.name, "id", value).required(true)
}

fn list_args(words: &Words, group: &RegisterGroup) -> Vec<Arg> {
    let of = |name, value| option(words, "list", name, value);
    let mut args = Vec::new();
    if !is_of_the_unit(group.kind) {
        args.push(of("area", "value-name"));
    }
    for filter in group.filters {
        match filter {
            Filter::Parent(kind) => args.push(
                of(parent_flag(*kind), "value-id").conflicts_with_all(other_parents(group, *kind)),
            ),
            Filter::Officer => args.push(of("officer", "value-name")),
            Filter::Status => args.push(of("status", "value-status")),
            Filter::Period => args.extend([of("from", "value-date"), of("until", "value-date")]),
        }
    }
    if COMPARED.contains(&group.kind) {
        args.push(switch(words, "list", "all"));
    }
    args.push(of("text", "value-text"));
    args.push(
        of("limit", "value-number")
            .value_parser(value_parser!(u32))
            .action(ArgAction::Set),
    );
    args.push(
        of("offset", "value-number")
            .value_parser(value_parser!(u32))
            .default_value("0"),
    );
    args
}

/// Tells whether records of a kind are in no area; officers are listed by the areas that they have.
fn is_of_the_unit(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Area | Kind::Model | Kind::Training | Kind::Material | Kind::Report
    )
}

/// Returns the flag of a parent record.
pub(crate) fn parent_flag(kind: Kind) -> &'static str {
    match kind {
        Kind::Establishment => "establishment",
        Kind::Group => "group",
        Kind::Visit => "visit",
        Kind::Material => "material",
        _ => "household",
    }
}

fn other_parents(group: &RegisterGroup, kind: Kind) -> Vec<&'static str> {
    group
        .filters
        .iter()
        .filter_map(|filter| match filter {
            Filter::Parent(other) if *other != kind => Some(parent_flag(*other)),
            _ => None,
        })
        .collect()
}
