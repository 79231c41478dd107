//! `sotay follow-up from`, its steps, and what is due.

use super::narrowing::{SCREENFUL, found, narrowing};
use super::{desk, text, texts};
use crate::failure::Failure;
use crate::screen::{Cell, Column, Listing, Table, Tone, short_id};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{
    DocId, Due, FollowUpCounts, FollowUpQuery, FollowUpStep, Kind, Notebook, Offer, OfferedIn,
    OpenFollowUp, TakeUp,
};
use serde_json::{Value, json};

/// `sotay follow-up from`.
pub(crate) fn from(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let visit = notebook.find(Some(Kind::Visit), &text(matches, "visit"))?;
    let numbers = |name: &str| matches.get_many::<u32>(name).into_iter().flatten().copied();
    let asked = TakeUp {
        needs: numbers("need").collect(),
        statements: numbers("statement").collect(),
        all_needs: matches.get_flag("all"),
    };
    if asked == TakeUp::default() {
        return show_offers(session, &notebook.offers_of(visit)?);
    }
    let plan = notebook.plan_take_up(visit, &asked)?;
    let assignee = match matches.get_flag("unassigned") {
        true => None,
        false => found(&notebook, matches, Kind::Officer, "assignee")?.or(plan.officer),
    };
    let taken = notebook.make_follow_ups(&plan, assignee, due(session, matches)?.as_deref())?;
    let (screen, words) = (&session.screen, &session.words);
    if screen.is_json() {
        let ids = |ids: &[DocId]| -> Vec<String> { ids.iter().map(DocId::to_string).collect() };
        return screen.value(&json!({
            "visit": visit.to_string(),
            "made": ids(&taken.made),
            "existing": ids(&taken.existing),
        }));
    }
    let made = taken.made.len().to_string();
    let line = words.with("follow-up-made", &[("count", &made)]);
    screen.line(&screen.paint().tone(Tone::Good, &line))?;
    if !taken.existing.is_empty() {
        let count = taken.existing.len().to_string();
        screen.note(&words.with("follow-up-existing", &[("count", &count)]));
    }
    show_offers(session, &notebook.offers_of(visit)?)
}

fn due(session: &Session, matches: &ArgMatches) -> Result<Option<String>, Failure> {
    let day = texts(matches, "due").next();
    Ok(day.map(|day| session.times.day(day)).transpose()?)
}

fn show_offers(session: &Session, offers: &[Offer]) -> Result<(), Failure> {
    let (screen, words) = (&session.screen, &session.words);
    let of = |offer: &Offer| match offer.of {
        OfferedIn::Need => "need",
        OfferedIn::Statement => "statement",
    };
    if screen.is_json() {
        let rows = offers.iter().map(|offer| {
            json!({
                "of": of(offer),
                "number": offer.number,
                "text": offer.text,
                "follow_up": offer.follow_up.map(|(id, _)| id.to_string()),
                "state": offer.follow_up.map(|(_, state)| state.as_str()),
            })
        });
        return screen.value(&rows.collect());
    }
    if offers.is_empty() {
        return screen.line(&words.text("follow-up-no-offers"));
    }
    let mut table = Table::bare(screen.paint());
    for offer in offers {
        let (tone, state) = match offer.follow_up {
            Some((id, state)) => {
                let id = id.to_string();
                let state = words.choice(Kind::FollowUp, "state", state.as_str());
                (Tone::Good, format!("{} ({})", state, short_id(&id)))
            }
            None => (Tone::Warn, words.text("follow-up-none-yet")),
        };
        table.row(vec![
            (Tone::Faint, format!("--{} {}", of(offer), offer.number)),
            (Tone::Plain, offer.text.clone()),
            (tone, state),
        ]);
    }
    screen.line(&table.text())
}

/// `sotay follow-up assign`, `start`, `done` and `drop`; returns the follow-up, which is shown then.
pub(crate) fn step(
    session: &Session,
    notebook: &mut Notebook,
    name: &str,
    matches: &ArgMatches,
) -> Result<DocId, Failure> {
    let id = notebook.find(Some(Kind::FollowUp), &text(matches, "id"))?;
    let step = match name {
        "assign" => FollowUpStep::Assign {
            to: notebook.find(Some(Kind::Officer), &text(matches, "officer"))?,
            due: due(session, matches)?,
        },
        "done" => FollowUpStep::Finish {
            outcome: text(matches, "outcome"),
        },
        "drop" => FollowUpStep::Drop {
            reason: text(matches, "reason"),
        },
        _ => FollowUpStep::Start,
    };
    notebook.follow_up_step(id, &step)?;
    Ok(id)
}

/// `sotay follow-up due`.
pub(crate) fn list(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let within = matches.get_one::<u32>("within").copied();
    let query = FollowUpQuery {
        narrowing: narrowing(session, &notebook, matches, SCREENFUL)?,
        due: match within {
            Some(days) => Due::Within(days),
            None if matches.get_flag("overdue") => Due::Overdue,
            None if matches.get_flag("undated") => Due::Undated,
            None => Due::Any,
        },
        unassigned: matches.get_flag("unassigned"),
    };
    let page = notebook.open_follow_ups(&query)?;
    let screen = &session.screen;
    if screen.is_json() {
        let rows: Vec<Value> = page.rows.iter().map(to_json).collect();
        return screen.value(&json!({
            "counts": counts_json(page.counts),
            "total": page.total,
            "rows": rows,
        }));
    }
    if !desk::wants_csv(matches) {
        screen.line(&counts_text(session, page.counts))?;
    }
    let listing = listing(session, &page.rows);
    let pages = Some((query.narrowing.offset, page.total));
    desk::print(session, matches, &listing, "list-nothing", pages)
}

fn counts_json(counts: FollowUpCounts) -> Value {
    json!({
        "open": counts.open,
        "overdue": counts.overdue,
        "due_soon": counts.due_soon,
        "undated": counts.undated,
        "unassigned": counts.unassigned,
    })
}

fn counts_text(session: &Session, counts: FollowUpCounts) -> String {
    let numbers = [
        ("open", counts.open.to_string()),
        ("overdue", counts.overdue.to_string()),
        ("soon", counts.due_soon.to_string()),
        ("unassigned", counts.unassigned.to_string()),
    ];
    let numbers: Vec<(&str, &str)> = numbers
        .iter()
        .map(|(name, number)| (*name, number.as_str()))
        .collect();
    let tone = match counts.overdue {
        0 => Tone::Plain,
        _ => Tone::Warn,
    };
    let line = session.words.with("follow-up-counts", &numbers);
    session.screen.paint().tone(tone, &line)
}

/// Returns a follow-up as scripts read it.
pub(super) fn to_json(row: &OpenFollowUp) -> Value {
    let text = |id: Option<DocId>| id.map(|id| id.to_string());
    json!({
        "id": row.id.to_string(),
        "what": row.what,
        "state": row.state.as_str(),
        "due": row.due,
        "days_left": row.days_left,
        "overdue": row.is_overdue,
        "assignee": text(row.assignee),
        "assignee_name": row.assignee_name,
        "area": text(row.area),
        "area_name": row.area_name,
        "visit": text(row.visit),
        "whom": text(row.whom),
        "whom_name": row.whom_name,
        "outcome": row.outcome,
        "referred_to": row.referred_to,
        "answer": row.answer,
    })
}

fn listing(session: &Session, rows: &[OpenFollowUp]) -> Listing {
    let heading = |key: &str| session.words.text(key);
    let mut listing = Listing::new(vec![
        Column::text("id", heading("column-id")),
        Column::text("due", heading("column-due")),
        Column::text("what", heading("column-what")),
        Column::text("whom_name", heading("column-whom")),
        Column::text("assignee_name", heading("column-assignee")),
        Column::text("area_name", heading("column-area")),
        Column::text("state", heading("column-state")),
        Column::hidden("overdue"),
        Column::hidden("visit"),
    ]);
    for row in rows {
        let id = row.id.to_string();
        let state = row.state.as_str();
        let nobody = || session.words.text("follow-up-nobody");
        let assignee = row.assignee_name.clone();
        listing.row(vec![
            Cell::shown(id.clone(), Tone::Faint, short_id(&id)),
            Cell::shown(row.due.clone(), tone(row), due_text(session, row)),
            Cell::of(row.what.clone()),
            Cell::of(row.whom_name.clone()),
            Cell::shown(
                assignee.clone(),
                Tone::Plain,
                assignee.unwrap_or_else(nobody),
            ),
            Cell::of(row.area_name.clone()),
            Cell::shown(
                state,
                Tone::Plain,
                session.words.choice(Kind::FollowUp, "state", state),
            ),
            Cell::of(row.is_overdue),
            Cell::of(row.visit.map(|id| id.to_string())),
        ]);
    }
    listing
}

pub(super) fn tone(row: &OpenFollowUp) -> Tone {
    match row.is_overdue {
        true => Tone::Bad,
        false => Tone::Plain,
    }
}

/// Says when a follow-up is due, and that it is overdue.
pub(super) fn due_text(session: &Session, row: &OpenFollowUp) -> String {
    let Some(due) = &row.due else {
        return session.words.text("follow-up-undated");
    };
    let day = session.times.show_day(due);
    match row.is_overdue {
        true => session.words.with("follow-up-overdue", &[("day", &day)]),
        false => day,
    }
}
