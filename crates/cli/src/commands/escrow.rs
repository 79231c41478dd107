//! Work that came after a device's access had ended: what waits, what it says, and what is decided.

use super::{about, meet, membership, text};
use crate::failure::Failure;
use crate::screen::{Shower, Table, Tone, short_id};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{
    ClientError, DocId, EscrowDecision, EscrowVerdict, EscrowedDocument, EscrowedPack, HistoryLine,
    LateRecord, Notebook,
};
use serde_json::{Value, json};

/// `sotay escrow`.
pub(crate) fn run(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("list", _)) => list(session),
        Some(("show", matches)) => show(session, matches),
        Some(("accept", matches)) => accept(session, matches),
        Some(("reject", matches)) => {
            judge(session, matches, |_| Ok(EscrowDecision::Reject), "rejected")
        }
        Some(("own", _)) => own(session),
        _ => Ok(()),
    }
}

fn list(session: &Session) -> Result<(), Failure> {
    let packs = session.notebook()?.escrow()?;
    let (screen, words) = (&session.screen, &session.words);
    if screen.is_json() {
        let packs = packs.iter().map(|pack| pack_json(session, pack));
        return screen.value(&packs.collect());
    }
    if packs.is_empty() {
        return screen.line(&words.text("escrow-none"));
    }
    let header = [
        "column-pack",
        "column-officer",
        "column-space",
        "column-records",
        "column-verdict",
    ];
    let mut table = Table::with_header(screen.paint(), &header.map(|key| words.text(key)));
    for pack in &packs {
        let titles: Vec<String> = pack
            .documents
            .iter()
            .map(|one| title(session, one))
            .collect();
        table.row(vec![
            (Tone::Strong, pack.pack.clone()),
            (Tone::Plain, officer(session, pack)),
            (Tone::Plain, place(session, pack)),
            (Tone::Plain, titles.join("; ")),
            judged(session, pack),
        ]);
    }
    screen.line(&table.text())?;
    screen.line(&words.text("escrow-how"))
}

fn show(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let pack = named(&mut session.notebook()?, matches)?;
    let (screen, words) = (&session.screen, &session.words);
    if screen.is_json() {
        return screen.value(&pack_json(session, &pack));
    }
    let place = place(session, &pack);
    let heading = [
        ("pack", pack.pack.as_str()),
        ("officer", &officer(session, &pack)),
        ("place", &place),
    ];
    screen.line(&words.with("escrow-heading", &heading))?;
    let (tone, state) = judged(session, &pack);
    screen.line(&screen.paint().tone(tone, &state))?;
    for document in &pack.documents {
        let id = document.id.to_string();
        let heading = format!("\n{} {}", short_id(&id), title(session, document));
        screen.line(&screen.paint().tone(Tone::Strong, &heading))?;
        if let Some(counts) = document.counts {
            let (tone, key) = match counts {
                true => (Tone::Good, "escrow-counts"),
                false => (Tone::Warn, "escrow-does-not-count"),
            };
            screen.line(&screen.paint().tone(tone, &words.text(key)))?;
        }
        tell(session, document, &document.lines)?;
        if !document.upon.is_empty() {
            let heading = words.text("escrow-upon");
            screen.line(&screen.paint().tone(Tone::Faint, &heading))?;
            tell(session, document, &document.upon)?;
        }
    }
    match pack.verdict {
        EscrowVerdict::Waits if !pack.is_own => {
            let next = words.with("escrow-next", &[("pack", &pack.pack)]);
            screen.line(&format!("\n{next}"))
        }
        _ => Ok(()),
    }
}

/// Shows lines of a record's history.
fn tell(
    session: &Session,
    document: &EscrowedDocument,
    lines: &[HistoryLine],
) -> Result<(), Failure> {
    for (kind, line) in document
        .kind
        .iter()
        .flat_map(|kind| lines.iter().map(|line| (*kind, line)))
    {
        let shower = Shower {
            names: &document.names,
            ..session.shower()
        };
        let text = about::history_text(session, kind, line, shower);
        session.screen.line(text.trim_end())?;
    }
    Ok(())
}

fn accept(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let decide = |pack: &EscrowedPack| {
        let mut only = Vec::new();
        for given in matches.get_many::<String>("only").into_iter().flatten() {
            only.push(record(pack, given)?);
        }
        Ok(match only.is_empty() {
            true => EscrowDecision::Accept,
            false => EscrowDecision::AcceptOnly(only),
        })
    };
    judge(session, matches, decide, "accepted")
}

/// Decides on a pack, and lets the relay know.
fn judge(
    session: &Session,
    matches: &ArgMatches,
    decide: impl FnOnce(&EscrowedPack) -> Result<EscrowDecision, Failure>,
    done: &str,
) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let pack = named(&mut notebook, matches)?;
    let decision = decide(&pack)?;
    notebook.judge_escrow(&pack.pack, &decision)?;
    let met = meet::try_meet(session, &mut notebook);
    if session.screen.is_json() {
        let verdict = match &decision {
            EscrowDecision::Accept => EscrowVerdict::Accepted,
            EscrowDecision::AcceptOnly(_) => EscrowVerdict::AcceptedInPart,
            EscrowDecision::Reject => EscrowVerdict::Rejected,
        };
        let value = json!({ "pack": pack.pack, "verdict": word(&verdict), "synced": matches!(met, Ok(true)) });
        session.screen.value(&value)?;
    } else {
        let done = match decision {
            EscrowDecision::AcceptOnly(_) => "accepted-only",
            _ => done,
        };
        let done = session.words.text(&format!("escrow-{done}-done"));
        let done = session.screen.paint().tone(Tone::Good, &done);
        session.screen.line(&done)?;
    }
    membership::note_offline(session, met)
}

fn own(session: &Session) -> Result<(), Failure> {
    let late = session.notebook_at_any_time()?.late_work()?;
    let (screen, words) = (&session.screen, &session.words);
    if screen.is_json() {
        return screen.value(
            &late
                .iter()
                .map(|record| late_json(session, record))
                .collect(),
        );
    }
    if late.is_empty() {
        return screen.line(&words.text("escrow-own-none"));
    }
    let header = [
        "column-id",
        "column-kind",
        "column-when",
        "column-area",
        "column-verdict",
    ];
    let mut table = Table::with_header(screen.paint(), &header.map(|key| words.text(key)));
    for record in &late {
        let kind = record.kind.map(|kind| words.kind(kind));
        let at = record.at.map(|at| session.times.show_millis(at.0));
        table.row(vec![
            (Tone::Faint, short_id(&record.id.to_string()).to_owned()),
            (Tone::Plain, kind.unwrap_or_default()),
            (Tone::Plain, at.unwrap_or_default()),
            (Tone::Plain, record.area.clone().unwrap_or_default()),
            verdict(session, &record.verdict),
        ]);
    }
    screen.line(&table.text())
}

/// Finds the pack that is meant, by its name or the beginning of it.
fn named(notebook: &mut Notebook, matches: &ArgMatches) -> Result<EscrowedPack, Failure> {
    let given = text(matches, "pack");
    let packs = notebook.escrow()?;
    let whole = packs.iter().find(|pack| pack.pack == given).cloned();
    let meant = packs
        .into_iter()
        .filter(|pack| pack.pack.starts_with(&given));
    one(whole.into_iter().chain(meant).collect(), given, |pack| {
        pack.pack.clone()
    })
}

fn record(pack: &EscrowedPack, given: &str) -> Result<DocId, Failure> {
    let ids = pack.documents.iter().map(|document| document.id);
    let meant = ids.filter(|id| id.to_string().starts_with(given));
    one(meant.collect(), given.to_owned(), DocId::to_string)
}

/// Takes the one thing that is meant; the first where a whole name was given.
fn one<T>(found: Vec<T>, reference: String, name: impl Fn(&T) -> String) -> Result<T, Failure> {
    let count = found.len();
    let mut found = found.into_iter();
    match found.next() {
        None => Err(ClientError::RecordNotFound { reference }.into()),
        Some(first) if count == 1 || name(&first) == reference => Ok(first),
        Some(_) => Err(ClientError::ReferenceAmbiguous { reference, count }.into()),
    }
}

fn title(session: &Session, document: &EscrowedDocument) -> String {
    let kind = document.kind.map(|kind| session.words.kind(kind));
    let parts = [kind, document.title.clone()];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(" ")
}

fn officer(session: &Session, pack: &EscrowedPack) -> String {
    let name = pack.officer_name.clone();
    name.unwrap_or_else(|| session.words.text("someone"))
}

fn place(session: &Session, pack: &EscrowedPack) -> String {
    let area = pack.area.clone();
    area.unwrap_or_else(|| session.words.text("space-unit"))
}

/// Tells what was decided on a pack, and where its own author did or would.
fn judged(session: &Session, pack: &EscrowedPack) -> (Tone, String) {
    let (tone, text) = verdict(session, &pack.verdict);
    let key = match (&pack.verdict, pack.is_own, pack.judged_by_author) {
        (EscrowVerdict::Waits, true, _) => "escrow-waits-for-others",
        (_, _, true) => "escrow-judged-by-author",
        _ => return (tone, text),
    };
    (Tone::Warn, format!("{text} ({})", session.words.text(key)))
}

fn verdict(session: &Session, verdict: &EscrowVerdict) -> (Tone, String) {
    let tone = match verdict {
        EscrowVerdict::Waits => Tone::Warn,
        EscrowVerdict::Accepted | EscrowVerdict::AcceptedInPart => Tone::Good,
        EscrowVerdict::Rejected => Tone::Bad,
    };
    let key = format!("verdict-{}", word(verdict));
    (tone, session.words.text(&key))
}

fn word(verdict: &EscrowVerdict) -> &'static str {
    match verdict {
        EscrowVerdict::Waits => "waits",
        EscrowVerdict::Accepted => "accepted",
        EscrowVerdict::AcceptedInPart => "accepted-in-part",
        EscrowVerdict::Rejected => "rejected",
    }
}

fn pack_json(session: &Session, pack: &EscrowedPack) -> Value {
    let documents: Vec<Value> = pack
        .documents
        .iter()
        .map(|document| {
            let [lines, upon] = [&document.lines, &document.upon].map(|lines| {
                let lines = lines.iter();
                let lines = lines.map(|line| about::history_json(session, line));
                lines.collect::<Vec<Value>>()
            });
            json!({
                "id": document.id.to_string(),
                "kind": document.kind.map(client_core::Kind::name),
                "title": document.title,
                "counts": document.counts,
                "lines": lines,
                "upon": upon,
            })
        })
        .collect();
    json!({
        "pack": pack.pack,
        "device": pack.device.to_string(),
        "officer": pack.officer.map(|id| id.to_string()),
        "officer_name": pack.officer_name,
        "area": pack.area,
        "verdict": word(&pack.verdict),
        "own": pack.is_own,
        "judged_by_author": pack.judged_by_author,
        "documents": documents,
    })
}

fn late_json(session: &Session, record: &LateRecord) -> Value {
    json!({
        "id": record.id.to_string(),
        "kind": record.kind.map(client_core::Kind::name),
        "at": record.at.and_then(|at| session.times.rfc3339(at.0)),
        "area": record.area,
        "verdict": word(&record.verdict),
    })
}
