//! Records of one kind: list, show, new, edit, submit.

use super::narrowing::{SCREENFUL, found, given, narrowing, page_text};
use super::{brief, duplicates, follow_up, linking, request, texts};
use crate::args::{COMPARED, Filter, RegisterGroup, parent_flag};
use crate::entry::{Reader, object, typed};
use crate::failure::Failure;
use crate::screen::{Tone, record_card, record_json, record_table};
use crate::session::Session;
use clap::ArgMatches;
use client_core::{Brief, DocId, FieldEdit, FieldMap, Kind, Notebook, Query, Record};
use serde_json::Value;

/// `sotay KIND list`.
pub(crate) fn list(
    session: &Session,
    group: &RegisterGroup,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let query = query(session, &notebook, group, matches)?;
    let mut page = notebook.list(&query)?;
    let screen = &session.screen;
    if screen.is_json() {
        let ids: Vec<DocId> = page.rows.iter().map(|record| record.id).collect();
        notebook.handing_over(group.kind, &ids)?;
        let rows = page.rows.iter();
        let rows = rows
            .map(|record| record_json(record, &session.times))
            .collect();
        return screen.value(&Value::Array(rows));
    }
    if page.rows.is_empty() {
        return screen.line(&session.words.text("list-nothing"));
    }
    page.rows
        .iter_mut()
        .for_each(|record| name_members(&notebook, record));
    screen.line(&record_table(screen.paint(), group.kind, &page.rows, session.shower()).text())?;
    screen.line(&page_text(
        session,
        query.offset,
        page.rows.len(),
        page.total,
    ))
}

fn query(
    session: &Session,
    notebook: &Notebook,
    group: &RegisterGroup,
    matches: &ArgMatches,
) -> Result<Query, Failure> {
    let narrowing = narrowing(session, notebook, matches, SCREENFUL)?;
    let mut query = Query {
        area: narrowing.area,
        officer: narrowing.officer,
        from: narrowing.from,
        until: narrowing.until,
        status: given(matches, "status").cloned(),
        text: given(matches, "text").cloned(),
        limit: narrowing.limit.unwrap_or(u32::MAX),
        offset: narrowing.offset,
        with_followers: COMPARED.contains(&group.kind) && matches.get_flag("all"),
        ..Query::of(group.kind)
    };
    for filter in group.filters {
        if let Filter::Parent(kind) = filter {
            query.parent = found(notebook, matches, *kind, parent_flag(*kind))?.or(query.parent);
        }
    }
    Ok(query)
}

/// Finds the record that a command names.
pub(super) fn reference(
    notebook: &Notebook,
    group: &RegisterGroup,
    matches: &ArgMatches,
) -> Result<DocId, Failure> {
    let text = matches
        .get_one::<String>("id")
        .map(String::as_str)
        .unwrap_or_default();
    Ok(notebook.find(Some(group.kind), text)?)
}

/// `sotay KIND show`.
pub(crate) fn show(
    session: &Session,
    group: &RegisterGroup,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let id = reference(&notebook, group, matches)?;
    if COMPARED.contains(&group.kind) && !matches.get_flag("alone") {
        linking::show(session, &mut notebook, id)?;
        return brief::beside(session, &mut notebook, id);
    }
    print(session, &mut notebook, id, None)
}

/// `sotay follow-up assign`, `start`, `done` and `drop`.
pub(crate) fn step(session: &Session, name: &str, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let id = follow_up::step(session, &mut notebook, name, matches)?;
    print(session, &mut notebook, id, Some("edit-done"))
}

/// `sotay request answer`.
pub(crate) fn answer(session: &Session, matches: &ArgMatches) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let (plan, is_new) = request::answer(&mut notebook, matches)?;
    let heading = match is_new {
        true => "request-answered",
        false => "request-answered-before",
    };
    if session.screen.is_json() {
        let record = notebook.get(plan.request)?;
        let mut json = record_json(&record, &session.times);
        let restricts = plan
            .restricts
            .iter()
            .filter(|_| is_new)
            .map(|id| Value::from(id.to_string()));
        add(&mut json, "restricts", restricts.collect());
        add(&mut json, "linked", linking::left_json(&plan.linked));
        return session.screen.value(&json);
    }
    print(session, &mut notebook, plan.request, Some(heading))?;
    linking::name_left(session, &plan.linked, "request-leaves-linked");
    Ok(())
}

/// Adds to a record what scripts read beside its fields.
fn add(record: &mut Value, name: &str, value: Value) {
    if let Some(record) = record.as_object_mut() {
        record.insert(name.to_owned(), value);
    }
}

/// Tells what a household asked for and was promised whose visit is about to be recorded.
fn before_visit(
    notebook: &mut Notebook,
    kind: Kind,
    fields: &FieldMap,
) -> Result<Option<Brief>, Failure> {
    let household = fields.get("household").and_then(Value::as_str);
    match household.and_then(|id| id.parse().ok()) {
        Some(id) if kind == Kind::Visit => match notebook.name_of(id)? {
            Some(_) => Ok(Some(notebook.brief(id)?)),
            None => Ok(None),
        },
        _ => Ok(None),
    }
}

/// Looks up what the records are called that a list of ids names; the core does it for single ones.
pub(super) fn name_members(notebook: &Notebook, record: &mut Record) {
    let ids = record
        .fields
        .values()
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(Value::as_str);
    let missing: Vec<String> = ids
        .filter(|id| !record.names.contains_key(*id))
        .map(str::to_owned)
        .collect();
    for id in missing {
        let name = id.parse().ok().and_then(|id| notebook.name_of(id).ok());
        if let Some(name) = name.flatten() {
            record.names.insert(id, name);
        }
    }
}

/// Prints a record, under a heading that says what became of it.
pub(super) fn print(
    session: &Session,
    notebook: &mut Notebook,
    id: DocId,
    heading: Option<&str>,
) -> Result<(), Failure> {
    let mut record = notebook.get(id)?;
    if session.screen.is_json() {
        return session.screen.value(&record_json(&record, &session.times));
    }
    name_members(notebook, &mut record);
    let conflicts = notebook.conflicts_of(id)?;
    let paint = session.screen.paint();
    if let Some(key) = heading {
        session
            .screen
            .line(&paint.tone(Tone::Good, &session.words.text(key)))?;
    }
    session
        .screen
        .line(&record_card(paint, &record, &conflicts, session.shower()))
}

/// `sotay KIND new`.
pub(crate) fn new(
    session: &Session,
    group: &RegisterGroup,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    notebook.within_unit()?;
    let fields = {
        let find = |kind: Kind, text: &str| Ok(notebook.find(Some(kind), text)?.to_string());
        let reader = Reader {
            kind: group.kind,
            times: &session.times,
            find: &find,
        };
        let flags = reader
            .flags(matches)?
            .into_iter()
            .map(|(spec, value)| (spec.name.to_owned(), value));
        let set: Result<Vec<(String, Value)>, Failure> = texts(matches, "set")
            .map(|text| reader.assignment(text))
            .collect();
        object(flags.chain(set?))
    };
    let before = before_visit(&mut notebook, group.kind, &fields)?;
    let id = notebook.create(group.kind, fields)?;
    let similar = duplicates::candidates_of(&notebook, group.kind, id)?;
    if session.screen.is_json() {
        let mut record = record_json(&notebook.get(id)?, &session.times);
        if let Some(similar) = similar {
            let similar = duplicates::candidates_json(session, &similar);
            add(&mut record, "similar", similar);
        }
        if let Some(before) = before {
            add(&mut record, "brief", brief::brief_json(session, &before));
        }
        return session.screen.value(&record);
    }
    print(session, &mut notebook, id, Some("new-done"))?;
    if let Some(before) = before {
        let before = brief::brief_text(session, &before);
        session.screen.note(&format!("\n{before}"));
    }
    duplicates::hint(session, similar.as_deref().unwrap_or_default())
}

/// `sotay KIND edit`.
pub(crate) fn edit(
    session: &Session,
    group: &RegisterGroup,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let id = reference(&notebook, group, matches)?;
    let edits = {
        let find = |kind: Kind, text: &str| Ok(notebook.find(Some(kind), text)?.to_string());
        let reader = Reader {
            kind: group.kind,
            times: &session.times,
            find: &find,
        };
        edits(&reader, matches)?
    };
    if edits.is_empty() {
        return Err(Failure::NothingToEdit);
    }
    let changed = notebook.edit(id, &edits)?;
    print(
        session,
        &mut notebook,
        id,
        Some(if changed { "edit-done" } else { "edit-nothing" }),
    )?;
    linking::hint(session, &mut notebook, id)
}

/// Gathers what to change: a flag sets a field or adds to a list.
fn edits(reader: &Reader<'_>, matches: &ArgMatches) -> Result<Vec<FieldEdit>, Failure> {
    let mut edits = Vec::new();
    for field in texts(matches, "clear") {
        edits.push(FieldEdit::clear(reader.field(field)?.name));
    }
    for text in texts(matches, "remove") {
        let (spec, item) = reader.item(text)?;
        edits.push(FieldEdit::remove(spec.name, typed(spec, &item)?));
    }
    for text in texts(matches, "set") {
        let (name, value) = reader.assignment(text)?;
        let spec = reader.field(&name)?;
        edits.push(FieldEdit::set(spec.name, typed(spec, &value)?));
    }
    for (spec, value) in reader.flags(matches)? {
        let value = typed(spec, &value)?;
        edits.push(if spec.is_list() {
            FieldEdit::add(spec.name, value)
        } else {
            FieldEdit::set(spec.name, value)
        });
    }
    Ok(edits)
}

/// `sotay visit submit`.
pub(crate) fn submit(
    session: &Session,
    group: &RegisterGroup,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    let mut notebook = session.notebook()?;
    let id = reference(&notebook, group, matches)?;
    let changed = notebook.submit_visit(id)?;
    print(
        session,
        &mut notebook,
        id,
        Some(if changed {
            "submit-done"
        } else {
            "submit-already"
        }),
    )
}
