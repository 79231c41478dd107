//! `sotay presence`: in which weeks a commander was in each area.

use super::desk;
use super::narrowing::{SCREENFUL, narrowing};
use crate::failure::Failure;
use crate::screen::{Cell, Column, Listing, Tone};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{Kind, PresenceCell, PresenceQuery, PresenceRule, PresenceState, PresenceTable};
use serde_json::{Value, json};

/// `sotay presence`.
pub(crate) fn run(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let query = PresenceQuery {
        narrowing: narrowing(session, &notebook, matches, SCREENFUL)?,
        weeks: matches.get_one::<u32>("weeks").copied(),
    };
    let table = notebook.presence(&query)?;
    if session.screen.is_json() {
        return session.screen.value(&table_json(&table));
    }
    let listing = listing(session, &table);
    let page = Some((query.narrowing.offset, table.total));
    desk::print(session, matches, &listing, "presence-none", page)?;
    session.screen.note(&rule_text(session, &table.rule));
    Ok(())
}

fn listing(session: &Session, table: &PresenceTable) -> Listing {
    let words = &session.words;
    let mut columns = vec![
        Column::hidden("area"),
        Column::text("name", words.field(Kind::Household, "area")),
    ];
    let weeks = table.weeks.iter();
    columns.extend(weeks.map(|week| Column::text(week.as_str(), week.as_str())));
    columns.push(Column::number("gaps", words.text("presence-gaps")));
    let mut listing = Listing::new(columns);
    for row in &table.rows {
        let mut cells = vec![
            Cell::of(row.area.to_string()),
            Cell::shown(row.name.as_str(), Tone::Strong, &row.name),
        ];
        cells.extend(row.cells.iter().map(|cell| week(session, cell)));
        let gaps = gaps(&row.cells);
        let tone = if gaps > 0 { Tone::Bad } else { Tone::Plain };
        cells.push(Cell::shown(gaps, tone, gaps.to_string()));
        listing.row(cells);
    }
    listing
}

fn gaps(cells: &[PresenceCell]) -> usize {
    let gaps = cells.iter();
    gaps.filter(|cell| cell.state == PresenceState::Gap).count()
}

/// A week for people: how many visits, and whose.
fn week(session: &Session, cell: &PresenceCell) -> Cell {
    let names: Vec<&str> = cell
        .officers
        .iter()
        .map(|(_, name)| name.as_str())
        .collect();
    let (tone, mark) = match cell.state {
        PresenceState::Met => (Tone::Good, String::new()),
        PresenceState::Gap => (Tone::Bad, session.words.text("presence-gap")),
        PresenceState::Open => (Tone::Warn, session.words.text("presence-open")),
    };
    let shown = match (cell.visits, names.is_empty()) {
        (0, _) | (_, true) => mark,
        (visits, false) => format!("{visits} {} {mark}", names.join(", "))
            .trim_end()
            .to_owned(),
    };
    Cell::shown(cell.visits, tone, shown)
}

fn table_json(table: &PresenceTable) -> Value {
    let cell = |(week, cell): (&String, &PresenceCell)| {
        let officers = cell.officers.iter();
        let officers: Vec<Value> = officers
            .map(|(id, name)| json!({ "id": id.to_string(), "name": name }))
            .collect();
        let state = match cell.state {
            PresenceState::Met => "met",
            PresenceState::Gap => "gap",
            PresenceState::Open => "open",
        };
        json!({ "week": week, "visits": cell.visits, "officers": officers, "state": state })
    };
    let rows = table.rows.iter().map(|row| {
        let weeks: Vec<Value> = table.weeks.iter().zip(&row.cells).map(cell).collect();
        json!({
            "area": row.area.to_string(),
            "name": row.name,
            "weeks": weeks,
            "gaps": gaps(&row.cells),
        })
    });
    json!({ "rule": rule_json(&table.rule), "areas": rows.collect::<Vec<Value>>() })
}

/// Returns a rule as scripts read it.
pub(super) fn rule_json(rule: &PresenceRule) -> Value {
    let roles: Vec<&str> = rule.roles.iter().map(|role| role.as_str()).collect();
    json!({
        "visits": rule.visits,
        "roles": roles,
        "whom": rule.whom,
        "purposes": rule.purposes,
    })
}

/// Says by which rule presence is counted.
pub(super) fn rule_text(session: &Session, rule: &PresenceRule) -> String {
    let words = &session.words;
    let roles: Vec<String> = rule
        .roles
        .iter()
        .map(|role| words.role(role.as_str()))
        .collect();
    let choices = |field: &str, codes: &[String]| {
        let named = codes
            .iter()
            .map(|code| words.choice(Kind::Visit, field, code));
        match codes.is_empty() {
            true => words.text("presence-any"),
            false => named.collect::<Vec<_>>().join(", "),
        }
    };
    words.with(
        "presence-rule",
        &[
            ("visits", &rule.visits.to_string()),
            ("roles", &roles.join(", ")),
            ("whom", &choices("whom", &rule.whom)),
            ("purposes", &choices("purposes", &rule.purposes)),
        ],
    )
}
