//! `sotay link`, `sotay unlink`, `sotay unlike`, and linked records on the screen.

use super::register::print;
use super::{brief, text, texts};
use crate::failure::Failure;
use crate::screen::{Shower, Table, Tone, record_json, short_id};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{Beyond, DocId, Kind, LinkPlan, Linked, LinkedBeside, Notebook};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// `sotay link`.
pub(crate) fn link(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let leading = notebook.find(None, &text(matches, "leading"))?;
    let others: Result<Vec<DocId>, _> = texts(matches, "other")
        .map(|text| notebook.find(None, text))
        .collect();
    let plan = notebook.plan_link(leading, &others?)?;
    let is_done = !matches.get_flag("plan") && !plan.following.is_empty();
    if is_done {
        notebook.link(&plan)?;
    }
    if session.screen.is_json() {
        return session.screen.value(&plan_json(&plan, is_done));
    }
    for link in &plan.following {
        session
            .screen
            .line(&linked_text(session, plan.kind, &link.record))?;
    }
    let key = match (is_done, plan.following.is_empty()) {
        (true, _) => "link-done",
        (false, true) => "link-nothing",
        (false, false) => "link-plan",
    };
    let count = |kind| {
        let count: Option<&u64> = plan.seen_together.get(&kind);
        count.copied().unwrap_or(0).to_string()
    };
    let values = [
        ("title", plan.title.clone().unwrap_or_default()),
        ("visits", count(Kind::Visit)),
        ("meetings", count(Kind::Meeting)),
        ("follow-ups", count(Kind::FollowUp)),
    ];
    let values = values
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let line = session.words.with(key, &values);
    session
        .screen
        .line(&session.screen.paint().tone(Tone::Good, &line))
}

/// `sotay unlink`.
pub(crate) fn unlink(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let id = notebook.find(None, &text(matches, "record"))?;
    let from = notebook.unlink(id)?;
    if session.screen.is_json() {
        let from = from.map(|from| from.to_string());
        let unlinked = json!({ "id": id.to_string(), "from": from });
        return session.screen.value(&unlinked);
    }
    let title = title(&notebook, id)?;
    let line = match from {
        Some(from) => {
            let from = self::title(&notebook, from)?;
            let values = [("title", title.as_str()), ("from", from.as_str())];
            session.words.with("unlink-done", &values)
        }
        None => {
            let values = [("title", title.as_str())];
            session.words.with("unlink-done-elsewhere", &values)
        }
    };
    session
        .screen
        .line(&session.screen.paint().tone(Tone::Good, &line))
}

/// `sotay unlike`.
pub(crate) fn unlike(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let first = notebook.find(None, &text(matches, "first"))?;
    let second = notebook.find(None, &text(matches, "second"))?;
    let is_undone = matches.get_flag("undo");
    let changed = match is_undone {
        true => notebook.unset_unlike(first, second)?,
        false => notebook.set_unlike(first, second)?,
    };
    if session.screen.is_json() {
        return session.screen.value(&json!({
            "first": first.to_string(),
            "second": second.to_string(),
            "unlike": !is_undone,
            "changed": changed,
        }));
    }
    let key = match (is_undone, changed) {
        (false, true) => "unlike-done",
        (true, true) => "unlike-undone",
        (_, false) => "unlike-nothing",
    };
    let titles = [title(&notebook, first)?, title(&notebook, second)?];
    let values = [
        ("first", titles[0].as_str()),
        ("second", titles[1].as_str()),
    ];
    let line = session.words.with(key, &values);
    session
        .screen
        .line(&session.screen.paint().tone(Tone::Good, &line))
}

/// Shows a record with those that are linked with it: the one that leads, and what the others say otherwise.
pub(super) fn show(session: &Session, notebook: &mut Notebook, id: DocId) -> Result<(), Failure> {
    let together = notebook.together(id)?;
    if session.screen.is_json() {
        let mut shown = record_json(&notebook.get(together.leading)?, &session.times);
        if let Some(shown) = shown.as_object_mut() {
            let linked = together.following.iter().map(linked_json);
            shown.insert("linked".to_owned(), linked.collect::<Vec<_>>().into());
            if let Some(brief) = brief::of_shown(session, notebook, together.leading)? {
                shown.insert("brief".to_owned(), brief);
            }
            if let Some(beyond) = together.beyond {
                shown.insert("linked_beyond".to_owned(), beyond_code(beyond).into());
            }
        }
        return session.screen.value(&shown);
    }
    if together.leading != id {
        follows(session, notebook, (id, together.leading), "show-follows")?;
    }
    print(session, notebook, together.leading, None)?;
    if let Some(beyond) = together.beyond {
        let key = format!("linked-beyond-{}", beyond_code(beyond));
        session.screen.note(&session.words.text(&key));
    }
    if together.following.is_empty() {
        return Ok(());
    }
    let heading = session.words.text("linked-heading");
    let heading = session.screen.paint().tone(Tone::Strong, &heading);
    session.screen.line(&format!("\n{heading}"))?;
    let kind = notebook.get(together.leading)?.kind;
    together
        .following
        .iter()
        .try_for_each(|linked| session.screen.line(&linked_text(session, kind, linked)))
}

/// Says after an edit that the record follows another one, which lists show.
pub(super) fn hint(session: &Session, notebook: &mut Notebook, id: DocId) -> Result<(), Failure> {
    match notebook.leading(id)? {
        leading if leading != id && !session.screen.is_json() => {
            follows(session, notebook, (id, leading), "edit-follows")
        }
        _ => Ok(()),
    }
}

fn follows(
    session: &Session,
    notebook: &Notebook,
    (id, leading): (DocId, DocId),
    key: &str,
) -> Result<(), Failure> {
    let (title, leading_title) = (title(notebook, id)?, self::title(notebook, leading)?);
    let (id, leading) = (id.to_string(), leading.to_string());
    let values = [
        ("title", title.as_str()),
        ("id", short_id(&id)),
        ("leading", leading_title.as_str()),
        ("leading-id", short_id(&leading)),
    ];
    let line = session.words.with(key, &values);
    session
        .screen
        .line(&session.screen.paint().tone(Tone::Warn, &line))
}

const fn beyond_code(beyond: Beyond) -> &'static str {
    match beyond {
        Beyond::Elsewhere => "elsewhere",
        Beyond::Erased => "erased",
    }
}

fn title(notebook: &Notebook, id: DocId) -> Result<String, Failure> {
    Ok(notebook.name_of(id)?.unwrap_or_default())
}

fn plan_json(plan: &LinkPlan, is_done: bool) -> Value {
    let following = plan.following.iter().map(|link| {
        let mut one = linked_json(&link.record);
        let along: Vec<String> = link.along.iter().map(DocId::to_string).collect();
        one.insert("along".to_owned(), json!(along));
        one
    });
    let counts = plan.seen_together.iter();
    let counts: BTreeMap<&str, u64> = counts.map(|(kind, count)| (kind.name(), *count)).collect();
    json!({
        "kind": plan.kind.name(),
        "leading": plan.leading.to_string(),
        "title": plan.title,
        "following": following.collect::<Vec<_>>(),
        "seen_together": counts,
        "linked": is_done,
    })
}

/// Returns a record that follows another one, as scripts read it.
fn linked_json(linked: &Linked) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("id".to_owned(), json!(linked.id.to_string()));
    out.insert("title".to_owned(), json!(linked.title));
    out.insert("differs".to_owned(), Value::Object(linked.differs.clone()));
    out
}

/// Lays out what a record says otherwise than the one that leads it.
fn linked_text(session: &Session, kind: Kind, linked: &Linked) -> String {
    let (words, paint) = (&session.words, session.screen.paint());
    let id = linked.id.to_string();
    let title = linked.title.clone().unwrap_or_default();
    let values = [("title", title.as_str()), ("id", short_id(&id))];
    let heading = paint.tone(Tone::Strong, &words.with("linked-record", &values));
    if linked.differs.is_empty() {
        let same = paint.tone(Tone::Faint, &words.text("linked-says-the-same"));
        return format!("{heading}\n  {same}");
    }
    let shower = Shower {
        names: &linked.names,
        ..session.shower()
    };
    let mut table = Table::bare(paint);
    for (field, value) in &linked.differs {
        let shown = shower.brief(kind, field, value);
        table.row(vec![
            (Tone::Plain, String::new()),
            (Tone::Faint, words.field(kind, field)),
            (Tone::Plain, shown),
        ]);
    }
    format!("{heading}\n{}", table.text())
}

/// Names the records that are linked with those of a plan and stay as they are.
pub(super) fn name_left(session: &Session, left: &[LinkedBeside], key: &str) {
    for record in left {
        let id = record.id.to_string();
        let title = record.title.as_deref().unwrap_or_default();
        let arguments = [("id", short_id(&id)), ("title", title)];
        session.screen.note(&session.words.with(key, &arguments));
    }
}

/// Returns the same for scripts.
pub(super) fn left_json(left: &[LinkedBeside]) -> Value {
    let ids = left.iter().map(|record| Value::from(record.id.to_string()));
    ids.collect()
}
