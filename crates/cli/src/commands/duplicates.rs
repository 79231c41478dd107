//! `sotay duplicates`, and the hint after a record was made.

use super::about::hit_json;
use super::desk;
use super::narrowing::{narrowing, page_text};
use crate::args::COMPARED;
use crate::failure::Failure;
use crate::screen::{Tone, short_id};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{
    Candidate, DocId, Duplicate, DuplicateQuery, Hit, Kind, Notebook, Reason, Strength,
};
use serde_json::{Value, json};

/// Pairs on a terminal where no other number was asked for.
const SCREENFUL: u32 = 20;

/// `sotay duplicates`: of one record, or of a whole register.
pub(crate) fn run(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    match matches.get_one::<String>("id") {
        Some(reference) => of_one(session, matches, reference),
        None => of_register(session, matches),
    }
}

fn of_one(session: &Session, matches: &ArgMatches, reference: &str) -> Result<(), Failure> {
    let notebook = session.notebook()?;
    let candidates = notebook.similar_to(notebook.find(None, reference)?)?;
    let rows = candidates_json(session, &candidates);
    let rows = rows.as_array().map_or(&[][..], Vec::as_slice);
    if desk::print_rows(session, matches, rows)? {
        return Ok(());
    }
    if candidates.is_empty() {
        return session.screen.line(&session.words.text("duplicates-none"));
    }
    candidates
        .iter()
        .try_for_each(|candidate| session.screen.line(&candidate_text(session, candidate)))
}

fn of_register(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let kind = matches.get_one::<String>("kind");
    let kind = kind.and_then(|kind| kind.parse().ok());
    let query = DuplicateQuery {
        kind: kind.unwrap_or(Kind::Household),
        narrowing: narrowing(session, &notebook, matches, SCREENFUL)?,
    };
    let page = notebook.duplicates(&query)?;
    let rows = page.pairs.iter().map(|pair| pair_json(session, pair));
    let rows: Vec<Value> = rows.collect();
    if desk::print_rows(session, matches, &rows)? {
        return Ok(());
    }
    if page.pairs.is_empty() {
        return session.screen.line(&session.words.text("duplicates-none"));
    }
    for pair in &page.pairs {
        session.screen.line(&pair_text(session, pair))?;
    }
    let shown = page.pairs.len();
    let line = page_text(session, query.narrowing.offset, shown, page.total);
    session.screen.line(&line)
}

/// Looks for records like one that was just made; nothing where its kind is not compared.
pub(super) fn candidates_of(
    notebook: &Notebook,
    kind: Kind,
    id: DocId,
) -> Result<Option<Vec<Candidate>>, Failure> {
    if !COMPARED.contains(&kind) {
        return Ok(None);
    }
    Ok(Some(notebook.similar_to(id)?))
}

/// Says which records are like the one that was just made, should there be any.
pub(super) fn hint(session: &Session, candidates: &[Candidate]) -> Result<(), Failure> {
    if candidates.is_empty() {
        return Ok(());
    }
    let heading = session.words.text("duplicates-hint");
    let heading = session.screen.paint().tone(Tone::Warn, &heading);
    session.screen.line(&format!("\n{heading}"))?;
    candidates
        .iter()
        .try_for_each(|candidate| session.screen.line(&candidate_text(session, candidate)))
}

/// Returns records as scripts read them.
pub(super) fn candidates_json(session: &Session, candidates: &[Candidate]) -> Value {
    let one = |candidate: &Candidate| {
        json!({
            "record": hit_json(session, &candidate.record),
            "strength": candidate.strength.code(),
            "reasons": reasons_json(&candidate.reasons),
        })
    };
    candidates.iter().map(one).collect()
}

fn pair_json(session: &Session, pair: &Duplicate) -> Value {
    json!({
        "first": hit_json(session, &pair.first),
        "second": hit_json(session, &pair.second),
        "strength": pair.strength.code(),
        "reasons": reasons_json(&pair.reasons),
    })
}

fn reasons_json(reasons: &[Reason]) -> Value {
    let one = |reason: &Reason| json!({ "code": reason.code(), "supports": reason.supports(), "number": reason.number() });
    reasons.iter().map(one).collect()
}

fn pair_text(session: &Session, pair: &Duplicate) -> String {
    let (first, second) = (
        hit_text(session, &pair.first),
        hit_text(session, &pair.second),
    );
    let why = reasons_text(session, pair.strength, &pair.reasons);
    format!("{first}\n{second}\n{why}\n")
}

fn candidate_text(session: &Session, candidate: &Candidate) -> String {
    let record = hit_text(session, &candidate.record);
    let why = reasons_text(session, candidate.strength, &candidate.reasons);
    format!("{record}\n{why}")
}

fn hit_text(session: &Session, hit: &Hit) -> String {
    let id = hit.id.to_string();
    let paint = session.screen.paint();
    let id = paint.tone(Tone::Faint, short_id(&id));
    let title = paint.tone(Tone::Strong, &hit.title);
    match hit.subtitle.as_deref() {
        Some(subtitle) => format!("{id}  {title}  {subtitle}"),
        None => format!("{id}  {title}"),
    }
}

/// Says how sure it is and why, on two lines: what speaks for it and what speaks against it.
fn reasons_text(session: &Session, strength: Strength, reasons: &[Reason]) -> String {
    let words = &session.words;
    let said = |supports: bool| {
        let reasons = reasons
            .iter()
            .filter(|reason| reason.supports() == supports);
        let texts: Vec<String> = reasons.map(|reason| reason_text(session, reason)).collect();
        texts.join(", ")
    };
    let paint = session.screen.paint();
    let strength = words.text(&format!("duplicates-{}", strength.code()));
    let mut lines = vec![format!(
        "  {strength}: {}",
        paint.tone(Tone::Good, &said(true))
    )];
    let against = said(false);
    if !against.is_empty() {
        let against = words.with("duplicates-against", &[("reasons", &against)]);
        lines.push(format!("  {}", paint.tone(Tone::Faint, &against)));
    }
    lines.join("\n")
}

fn reason_text(session: &Session, reason: &Reason) -> String {
    let number = reason.number().unwrap_or_default().to_string();
    let key = format!("reason-{}", reason.code());
    session.words.with(&key, &[("number", &number)])
}
