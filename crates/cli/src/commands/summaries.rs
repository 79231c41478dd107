//! Recognitions of a year, trainings and materials of a time.

use super::desk;
use super::narrowing::{SCREENFUL, narrowing};
use super::text;
use crate::failure::Failure;
use crate::screen::{Cell, Column, Listing, Tone, short_id};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{
    Kind, MaterialSummary, Recognition, RecognitionPage, RecognitionQuery, TrainingSummary,
};
use serde_json::{Value, json};

fn year(matches: &ArgMatches) -> i64 {
    matches.get_one::<i64>("year").copied().unwrap_or_default()
}

/// `sotay recognise`.
pub(crate) fn recognise(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let id = notebook.find(Some(Kind::Establishment), &text(matches, "establishment"))?;
    let (stage, name) = match matches.get_flag("registered") {
        true => (Recognition::Registered, "registered"),
        false => (Recognition::Recognised, "recognised"),
    };
    let is_new = notebook.recognise(id, year(matches), stage)?;
    if session.screen.is_json() {
        return session.screen.value(&json!({
            "establishment": id.to_string(),
            "year": year(matches),
            "stage": name,
            "changed": is_new,
        }));
    }
    let title = notebook.name_of(id)?.unwrap_or_default();
    let stage = session
        .words
        .choice(Kind::Establishment, "safety_standard", name);
    let year = year(matches).to_string();
    let values = [
        ("title", title.as_str()),
        ("stage", stage.as_str()),
        ("year", year.as_str()),
    ];
    let key = if is_new {
        "recognise-done"
    } else {
        "recognise-already"
    };
    let done = session.words.with(key, &values);
    session
        .screen
        .line(&session.screen.paint().tone(Tone::Good, &done))
}

/// `sotay recognitions`.
pub(crate) fn recognitions(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let query = RecognitionQuery {
        narrowing: narrowing(session, &notebook, matches, SCREENFUL)?,
        recognised: matches.get_flag("waiting").then_some(false),
    };
    let page = notebook.recognitions(year(matches), &query)?;
    if session.screen.is_json() {
        return session.screen.value(&recognitions_json(&page));
    }
    let words = &session.words;
    let column = |name: &str, key: &str| Column::text(name, words.text(key));
    let mut listing = Listing::new(vec![
        column("id", "column-id"),
        column("name", "column-establishment"),
        column("kind", "column-kind"),
        column("area_name", "column-area"),
        column("stage", "column-stage"),
    ]);
    for row in &page.rows {
        let stage = if row.recognised {
            "recognised"
        } else {
            "registered"
        };
        let id = row.id.to_string();
        let choice = |field: &str, code: &str| {
            let text = words.choice(Kind::Establishment, field, code);
            Cell::shown(code, Tone::Plain, text)
        };
        listing.row(vec![
            Cell::shown(id.clone(), Tone::Faint, short_id(&id)),
            Cell::of(row.name.clone()),
            choice("kind", &row.kind),
            Cell::of(row.area_name.clone()),
            choice("safety_standard", stage),
        ]);
    }
    let of = Some((query.narrowing.offset, page.total));
    desk::print(session, matches, &listing, "list-nothing", of)?;
    if desk::wants_csv(matches) {
        return Ok(());
    }
    let (recognised, registered) = (page.recognised.to_string(), page.registered.to_string());
    let values = [
        ("recognised", recognised.as_str()),
        ("registered", registered.as_str()),
        ("year", &year(matches).to_string()),
    ];
    session.screen.line(&words.with("recognitions-of", &values))
}

fn recognitions_json(page: &RecognitionPage) -> Value {
    let rows = page.rows.iter().map(|row| {
        json!({
            "id": row.id.to_string(),
            "name": row.name,
            "kind": row.kind,
            "area": row.area.map(|id| id.to_string()),
            "area_name": row.area_name,
            "recognised": row.recognised,
        })
    });
    json!({
        "registered": page.registered,
        "recognised": page.recognised,
        "establishments": rows.collect::<Vec<_>>(),
    })
}

/// `sotay trainings`.
pub(crate) fn trainings(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let narrowing = narrowing(session, &notebook, matches, SCREENFUL)?;
    let summary = notebook.training_summary(&narrowing)?;
    if session.screen.is_json() {
        return session.screen.value(&trainings_json(&summary));
    }
    let words = &session.words;
    let text = |name: &str, key: &str| Column::text(name, words.text(key));
    let number = |name: &str, key: &str| Column::number(name, words.text(key));
    let mut topics = Listing::new(vec![
        text("topic", "column-topic"),
        number("trainings", "column-trainings"),
        number("officers", "column-officers"),
    ]);
    for topic in &summary.topics {
        topics.row(vec![
            Cell::of(topic.topic.clone()),
            Cell::of(topic.trainings),
            Cell::of(topic.officers),
        ]);
    }
    let mut officers = Listing::new(vec![
        Column::hidden("officer"),
        text("officer_name", "column-officer"),
        number("trainings", "column-trainings"),
    ]);
    for officer in &summary.officers {
        officers.row(vec![
            Cell::of(officer.officer.to_string()),
            Cell::of(officer.name.clone()),
            Cell::of(officer.trainings),
        ]);
    }
    if !desk::wants_csv(matches) && !topics.is_empty() {
        session.screen.line(&topics.table(session.screen.paint()))?;
        session.screen.line("")?;
    }
    desk::print(session, matches, &officers, "list-nothing", None)?;
    if desk::wants_csv(matches) || summary.trainings == 0 {
        return Ok(());
    }
    let numbers = [
        ("trainings", summary.trainings.to_string()),
        ("officers", summary.officers.len().to_string()),
        ("topics", summary.topics.len().to_string()),
        ("others", summary.others_attended.to_string()),
    ];
    let numbers = numbers
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    session.screen.line(&words.with("trainings-of", &numbers))
}

fn trainings_json(summary: &TrainingSummary) -> Value {
    let topics = summary.topics.iter().map(|topic| {
        json!({ "topic": topic.topic, "trainings": topic.trainings, "officers": topic.officers })
    });
    let officers = summary.officers.iter().map(|officer| {
        json!({
            "officer": officer.officer.to_string(),
            "officer_name": officer.name,
            "trainings": officer.trainings,
        })
    });
    json!({
        "trainings": summary.trainings,
        "topics": topics.collect::<Vec<_>>(),
        "officers": officers.collect::<Vec<_>>(),
        "others_attended": summary.others_attended,
    })
}

/// `sotay materials`.
pub(crate) fn materials(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let narrowing = narrowing(session, &notebook, matches, SCREENFUL)?;
    let summary = notebook.material_summary(&narrowing)?;
    if session.screen.is_json() {
        return session.screen.value(&materials_json(&summary));
    }
    let words = &session.words;
    let text = |name: &str, key: &str| Column::text(name, words.text(key));
    let number = |name: &str, key: &str| Column::number(name, words.text(key));
    let mut materials = Listing::new(vec![
        Column::hidden("material"),
        text("title", "column-material"),
        number("printed", "column-printed"),
        number("handed_out", "column-handed-out"),
    ]);
    for material in &summary.materials {
        materials.row(vec![
            Cell::of(material.material.to_string()),
            Cell::of(material.title.clone()),
            Cell::of(material.printed),
            Cell::of(material.handed_out),
        ]);
    }
    let mut officers = Listing::new(vec![
        text("officer_name", "column-officer"),
        number("handed_out", "column-handed-out"),
    ]);
    for officer in &summary.officers {
        officers.row(vec![
            Cell::of(officer.name.clone()),
            Cell::of(officer.handed_out),
        ]);
    }
    desk::print(session, matches, &materials, "list-nothing", None)?;
    if desk::wants_csv(matches) || materials.is_empty() {
        return Ok(());
    }
    session.screen.line("")?;
    session
        .screen
        .line(&officers.table(session.screen.paint()))?;
    let (printed, handed_out) = (summary.printed.to_string(), summary.handed_out.to_string());
    let values = [
        ("printed", printed.as_str()),
        ("handed_out", handed_out.as_str()),
    ];
    session.screen.line(&words.with("materials-of", &values))
}

fn materials_json(summary: &MaterialSummary) -> Value {
    let materials = summary.materials.iter().map(|material| {
        json!({
            "material": material.material.to_string(),
            "title": material.title,
            "printed": material.printed,
            "handed_out": material.handed_out,
        })
    });
    let officers = summary.officers.iter().map(|officer| {
        json!({
            "officer": officer.officer.to_string(),
            "officer_name": officer.name,
            "handed_out": officer.handed_out,
        })
    });
    json!({
        "printed": summary.printed,
        "handed_out": summary.handed_out,
        "materials": materials.collect::<Vec<_>>(),
        "officers": officers.collect::<Vec<_>>(),
    })
}
