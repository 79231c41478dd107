//! `sotay plan`: whom to visit today, on a short way, and what to remember.

use super::coverage::{cells, columns, days, of_whom};
use super::desk;
use crate::args::Position;
use crate::failure::Failure;
use crate::screen::{Cell, Column, Listing, Tone};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{DayPlan, DayPlanQuery, HeardNeed, Kind, OpenFollowUp, Stop};
use serde_json::{Value, json};

/// `sotay plan`.
pub(crate) fn run(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let from = matches.get_one::<Position>("from");
    let whom = of_whom(&notebook, matches)?;
    let plan = notebook.plan_day(&DayPlanQuery {
        from: from.map(|position| (position.lat, position.lon)),
        count: matches.get_one::<u32>("count").copied().unwrap_or_default(),
        days: days(matches),
        area: whom.area,
        officer: whom.officer,
    })?;
    if session.screen.is_json() || desk::wants_csv(matches) {
        return desk::print(
            session,
            matches,
            &listing(session, &plan),
            "plan-none",
            None,
        );
    }
    show(session, &plan)
}

fn listing(session: &Session, plan: &DayPlan) -> Listing {
    let mut all = columns(session);
    let more = ["lat", "lon", "metres", "promised", "needs", "needs_heard"];
    all.extend(more.map(Column::hidden));
    let mut listing = Listing::new(all);
    for stop in &plan.stops {
        let mut row = cells(session, &stop.household);
        let promised = stop.brief.promised.iter().map(|promise| {
            json!({
                "id": promise.id.to_string(),
                "what": promise.what,
                "due": promise.due,
                "state": promise.state.as_str(),
            })
        });
        let heard: Vec<&str> = unanswered(stop).map(|need| need.text.as_str()).collect();
        row.extend([
            Cell::of(stop.position.map(|(lat, _)| lat)),
            Cell::of(stop.position.map(|(_, lon)| lon)),
            Cell::of(stop.metres),
            Cell::of(promised.collect::<Vec<Value>>()),
            Cell::of(json!(stop.brief.standing_needs)),
            Cell::of(json!(heard)),
        ]);
        listing.row(row);
    }
    listing
}

fn show(session: &Session, plan: &DayPlan) -> Result<(), Failure> {
    let (screen, words) = (&session.screen, &session.words);
    if plan.stops.is_empty() {
        return screen.line(&words.text("plan-none"));
    }
    for (place, stop) in plan.stops.iter().enumerate() {
        screen.line(&stop_text(session, place + 1, stop))?;
    }
    let (count, total) = (plan.stops.len().to_string(), plan.total.to_string());
    let arguments = [
        ("count", count.as_str()),
        ("total", &total),
        ("distance", &distance(plan.metres)),
    ];
    let end = words.with("plan-end", &arguments);
    screen.line(&screen.paint().tone(Tone::Faint, &end))
}

fn stop_text(session: &Session, number: usize, stop: &Stop) -> String {
    let (paint, words, times) = (session.screen.paint(), &session.words, &session.times);
    let household = &stop.household;
    let name = format!("{number}. {}  {}", household.code, household.head);
    let way = match stop.metres {
        Some(metres) => distance(u64::from(metres)),
        None => words.text("plan-unplaced"),
    };
    let address = household.address.as_deref().unwrap_or_default();
    let place = format!("  {way}  {address}, {}", household.area_name);
    let mut lines = vec![
        paint.tone(Tone::Strong, &name),
        paint.tone(Tone::Faint, place.trim_end_matches(", ")),
    ];
    let last = match household.last_visit {
        Some(at) => times.show_millis(at.0),
        None => words.text("coverage-never"),
    };
    lines.push(format!("  {}: {last}", words.text("coverage-last-visit")));
    if let Some(day) = &household.next_due {
        let day = times.show_day(day);
        lines.push(format!("  {}: {day}", words.text("coverage-next-due")));
    }
    for promise in &stop.brief.promised {
        lines.push(paint.tone(Tone::Warn, &promise_text(session, promise)));
    }
    for need in &stop.brief.standing_needs {
        let label = words.field(Kind::Household, "standing_needs");
        lines.push(format!("  {label}: {need}"));
    }
    for need in unanswered(stop) {
        let need = words.with("plan-heard", &[("need", &need.text)]);
        lines.push(format!("  {need}"));
    }
    lines.join("\n")
}

/// The needs that were heard and of which nobody has made a follow-up.
fn unanswered(stop: &Stop) -> impl Iterator<Item = &HeardNeed> {
    let needs = stop.brief.needs.iter();
    needs.filter(|need| need.follow_up.is_none())
}

fn promise_text(session: &Session, promise: &OpenFollowUp) -> String {
    let words = &session.words;
    let day = promise
        .due
        .as_deref()
        .map(|day| session.times.show_day(day));
    let text = match &day {
        Some(day) => words.with("plan-promise-by", &[("what", &promise.what), ("day", day)]),
        None => words.with("plan-promise", &[("what", &promise.what)]),
    };
    format!("  {text}")
}

/// Says how far it is.
fn distance(metres: u64) -> String {
    match metres {
        0..=999 => format!("{metres} m"),
        metres => format!("{},{} km", metres / 1000, metres % 1000 / 100),
    }
}
