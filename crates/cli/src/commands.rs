//! What each command does, in terms of the library.

mod about;
mod assessments;
mod audit;
mod brief;
mod check;
mod conflicts;
mod courier;
mod coverage;
mod day;
mod desk;
mod duplicates;
mod erase;
mod escrow;
mod files;
mod follow_up;
mod groups;
mod liaison;
mod linking;
mod load;
mod lock;
mod meet;
mod membership;
mod merging;
mod moving;
mod narrowing;
mod person_file;
mod presence;
mod referrals;
mod register;
mod report_print;
mod reports;
mod request;
mod review;
mod setup;
mod spellings;
mod summaries;
mod surveys;
mod suspicions;
mod unit;

use crate::args::{GROUPS, RegisterGroup};
use crate::failure::Failure;
use crate::session::Session;
use clap::{ArgMatches, Command};
use client_core::Kind;

/// Does what was asked for.
pub(crate) fn run(
    session: &Session,
    matches: &ArgMatches,
    command: Command,
) -> Result<(), Failure> {
    let Some((name, matches)) = matches.subcommand() else {
        return Ok(());
    };
    match name {
        "init" => setup::init(session, matches),
        "join" => setup::join(session, matches),
        "invite" => unit::invite(session, matches),
        "devices" => unit::devices(session),
        "liaison" => liaison::run(session, matches),
        "revoke" => membership::revoke(session, matches),
        "role" => membership::role(session, matches),
        "reassign" => membership::reassign(session, matches),
        "recovery" => membership::recovery(session, matches),
        "recover" => membership::recover(session, matches),
        "sync" => meet::sync(session, matches),
        "status" => about::status(session),
        "search" => about::search(session, matches),
        "history" => about::history(session, matches),
        "conflicts" => conflicts::list(session, matches),
        "coverage" => coverage::run(session, matches),
        "load" => load::run(session, matches),
        "presence" => presence::run(session, matches),
        "plan" => day::run(session, matches),
        "settle" => conflicts::settle(session, matches),
        "review" => review::run(session, matches),
        "groups" => groups::run(session, matches),
        "assess" => assessments::assess(session, matches),
        "assessments" => assessments::list(session, matches),
        "recognise" => summaries::recognise(session, matches),
        "recognitions" => summaries::recognitions(session, matches),
        "trainings" => summaries::trainings(session, matches),
        "materials" => summaries::materials(session, matches),
        "file" => person_file::run(session, matches),
        "duplicates" => duplicates::run(session, matches),
        "link" => linking::link(session, matches),
        "unlink" => linking::unlink(session, matches),
        "spellings" => spellings::list(session, matches),
        "respell" => spellings::respell(session, matches),
        "unlike" => linking::unlike(session, matches),
        "suspicions" => suspicions::suspicions(session),
        "check" => check::check(session),
        "import" => files::import(session, matches),
        "export" => files::export(session, matches),
        "rebuild" => files::rebuild(session),
        "escrow" => escrow::run(session, matches),
        "courier" => courier::run(session, matches),
        "erase" => erase::erase(session, matches),
        "erasures" => erase::erasures(session),
        "retention" => erase::retention(session, matches),
        "policy" => lock::policy(session, matches),
        "audit" => audit::run(session, matches),
        "unlock-code" => lock::unlock_code(session, matches),
        "unlock" => lock::unlock(session, matches),
        "help" => help(session, matches, command),
        _ => match GROUPS.iter().find(|group| group.name == name) {
            Some(group) => register(session, group, matches),
            None => Ok(()),
        },
    }
}

fn register(session: &Session, group: &RegisterGroup, matches: &ArgMatches) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("list", matches)) if group.kind == Kind::Request => request::list(session, matches),
        Some(("answer", matches)) if group.kind == Kind::Request => {
            register::answer(session, matches)
        }
        Some(("list", matches)) if group.kind == Kind::Referral => {
            referrals::list(session, matches)
        }
        Some(("list", matches)) => register::list(session, group, matches),
        Some(("show", matches)) => register::show(session, group, matches),
        Some(("new", matches)) => register::new(session, group, matches),
        Some(("edit", matches)) => register::edit(session, group, matches),
        Some(("move", matches)) => moving::run(session, group, matches),
        Some((verb, matches)) if group.kind == Kind::Report => {
            reports::run(session, group, verb, matches)
        }
        Some(("merge", matches)) => merging::merge(session, group, matches),
        Some(("stop", matches)) => merging::stop(session, group, matches),
        Some((verb @ ("submit" | "return" | "approve"), matches)) if group.kind == Kind::Survey => {
            surveys::run(session, group, verb, matches)
        }
        Some(("submit", matches)) => register::submit(session, group, matches),
        Some(("brief", matches)) => brief::run(session, matches),
        Some(("from", matches)) => follow_up::from(session, matches),
        Some(("due", matches)) => follow_up::list(session, matches),
        Some((step @ ("assign" | "start" | "done" | "drop"), matches)) => {
            register::step(session, step, matches)
        }
        Some(("refer", matches)) => referrals::refer(session, group, matches),
        Some((verb @ ("acknowledge" | "answer" | "decline"), matches)) => {
            referrals::reply(session, group, verb, matches)
        }
        _ => Ok(()),
    }
}

/// Returns what was given for an argument; nothing where it was left out.
fn text(matches: &ArgMatches, name: &str) -> String {
    matches.get_one::<String>(name).cloned().unwrap_or_default()
}

/// Returns all that was given for an argument.
fn texts<'a>(matches: &'a ArgMatches, name: &str) -> impl Iterator<Item = &'a String> {
    matches.get_many::<String>(name).into_iter().flatten()
}

/// Shows the help of the program or of a command.
fn help(session: &Session, matches: &ArgMatches, command: Command) -> Result<(), Failure> {
    let mut at = command;
    at.build();
    for name in matches.get_many::<String>("command").into_iter().flatten() {
        at = match at.find_subcommand(name) {
            Some(below) => below.clone(),
            None => {
                let what = session
                    .words
                    .with("usage-unknown-command", &[("given", name)]);
                return Err(Failure::Usage(what));
            }
        };
    }
    let text = at.render_help();
    let text = if session.screen.paint().is_coloured() {
        text.ansi().to_string()
    } else {
        text.to_string()
    };
    session.screen.line(text.trim_end())
}
