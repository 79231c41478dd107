//! Recognitions of a year, trainings and materials of a time.

use super::narrowing::{SCREENFUL, narrowing, page_text};
use super::text;
use crate::failure::Failure;
use crate::screen::{Sheet, Tone, short_id};
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
    let header = [
        "column-id",
        "column-establishment",
        "column-kind",
        "column-area",
        "column-stage",
    ];
    let mut sheet = Sheet::of(header.map(|key| words.text(key)).to_vec());
    for row in &page.rows {
        let stage = if row.recognised {
            "recognised"
        } else {
            "registered"
        };
        sheet.row(vec![
            short_id(&row.id.to_string()).to_owned(),
            row.name.clone(),
            words.choice(Kind::Establishment, "kind", &row.kind),
            row.area_name.clone(),
            words.choice(Kind::Establishment, "safety_standard", stage),
        ]);
    }
    if matches.get_flag("csv") {
        return session.screen.sheet(&sheet);
    }
    if !page.rows.is_empty() {
        session.screen.line(&sheet.text(session.screen.paint()))?;
        let shown = page_text(session, query.narrowing.offset, page.rows.len(), page.total);
        session.screen.line(&shown)?;
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
    let header = ["column-topic", "column-trainings", "column-officers"];
    let mut topics = Sheet::of(header.map(|key| words.text(key)).to_vec()).numbers([1, 2]);
    for topic in &summary.topics {
        topics.row(vec![
            topic.topic.clone(),
            topic.trainings.to_string(),
            topic.officers.to_string(),
        ]);
    }
    let header = ["column-officer", "column-trainings"];
    let mut officers = Sheet::of(header.map(|key| words.text(key)).to_vec()).numbers([1]);
    for officer in &summary.officers {
        officers.row(vec![officer.name.clone(), officer.trainings.to_string()]);
    }
    if matches.get_flag("csv") {
        return session.screen.sheet(&officers);
    }
    if summary.trainings == 0 {
        return session.screen.line(&words.text("list-nothing"));
    }
    let paint = session.screen.paint();
    session.screen.line(&topics.text(paint))?;
    session.screen.line("")?;
    session.screen.line(&officers.text(paint))?;
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
    let header = ["column-material", "column-printed", "column-handed-out"];
    let mut materials = Sheet::of(header.map(|key| words.text(key)).to_vec()).numbers([1, 2]);
    for material in &summary.materials {
        materials.row(vec![
            material.title.clone(),
            material.printed.to_string(),
            material.handed_out.to_string(),
        ]);
    }
    let header = ["column-officer", "column-handed-out"];
    let mut officers = Sheet::of(header.map(|key| words.text(key)).to_vec()).numbers([1]);
    for officer in &summary.officers {
        officers.row(vec![officer.name.clone(), officer.handed_out.to_string()]);
    }
    if matches.get_flag("csv") {
        return session.screen.sheet(&materials);
    }
    if summary.materials.is_empty() {
        return session.screen.line(&words.text("list-nothing"));
    }
    let paint = session.screen.paint();
    session.screen.line(&materials.text(paint))?;
    session.screen.line("")?;
    session.screen.line(&officers.text(paint))?;
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
