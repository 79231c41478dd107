//! Steps of people who record: what they were told is written down, to be looked for at the end.

use crate::fields;
use crate::sim::{Sim, Told};
use client_core::{
    DocId, FieldEdit, ImportFile, ImportOptions, Kind, Notebook, Query, Value, schema,
};
use serde_json::{Value as Json, json};

impl Sim {
    /// Draws a device whose person may record, as far as the device knows.
    pub(super) fn writer(&mut self) -> usize {
        for _ in 0..20 {
            let who = self.rng.index(self.devices.len());
            let me = self.devices[who].notebook().me().expect("a member");
            if !me.areas.is_empty() && me.roles != ["auditor"] {
                let name = self.devices[who].name;
                self.note(name);
                return who;
            }
        }
        0
    }

    /// Counts the areas that a device is in, as far as it knows.
    fn areas_of(&mut self, who: usize) -> usize {
        let me = self.devices[who].notebook().me().expect("a member");
        me.areas.len()
    }

    /// Draws an area that a device is in, as far as it knows.
    fn area(&mut self, who: usize) -> usize {
        let me = self.devices[who].notebook().me().expect("a member");
        let known: Vec<usize> = (0..self.areas.len())
            .filter(|at| me.areas.values().any(|id| *id == self.areas[*at]))
            .collect();
        *self.rng.pick(&known).expect("an area")
    }

    /// Draws words that occur nowhere else.
    pub(super) fn words(&mut self) -> String {
        self.count += 1;
        format!("lời số {:05}.", self.count)
    }

    fn tell(&mut self, record: DocId, words: impl IntoIterator<Item = String>) {
        let told = words.into_iter().map(|words| Told { record, words });
        self.told.extend(told);
    }

    fn create(&mut self, who: usize, kind: Kind, area: usize, record: Json, words: Vec<String>) {
        let id = self.act(who, |notebook| notebook.create(kind, fields(record)));
        if let Some(id) = id {
            self.area_of.insert(id, area);
            self.tell(id, words);
        }
    }

    fn edit(&mut self, who: usize, id: DocId, edit: FieldEdit, words: Vec<String>) {
        if self
            .act(who, |notebook| notebook.edit(id, &[edit]))
            .is_some()
        {
            self.tell(id, words);
        }
    }

    /// Draws a record of whose area a person knows.
    pub(super) fn pick(&mut self, who: usize, kind: Kind) -> Option<(DocId, usize)> {
        let query = Query {
            limit: 10_000,
            ..Query::of(kind)
        };
        let notebook = self.devices[who].notebook();
        if notebook.within_lease().is_err() {
            return None;
        }
        let rows = notebook.list(&query).expect("a list").rows;
        let known: Vec<(DocId, usize)> = rows
            .iter()
            .filter_map(|row| Some((row.id, *self.area_of.get(&row.id)?)))
            .collect();
        self.rng.pick(&known).copied()
    }
}

/// Somebody records a household.
pub fn household(sim: &mut Sim) {
    let who = sim.writer();
    let area = sim.area(who);
    let [head, note, member] = [sim.words(), sim.words(), sim.words()];
    let record = json!({
        "area": sim.areas[area].to_string(), "code": format!("HB-{}", sim.count),
        "head": head, "note": note, "members": [member],
    });
    sim.create(who, Kind::Household, area, record, vec![head, note, member]);
}

/// Somebody moves a household to another area in which they are as well, if they are in several.
pub fn move_household(sim: &mut Sim) {
    let who = sim.writer();
    let to = sim.area(who);
    if sim.areas_of(who) > 1
        && let Some((household, _)) = sim.pick(who, Kind::Household)
    {
        let to = sim.areas[to];
        let moved = sim.act(who, |notebook| {
            let plan = notebook.plan_move(household, to)?;
            notebook.move_record(&plan)
        });
        sim.note(format!("{household} {moved:?}"));
    }
}

/// Somebody records a visit, and submits it at times.
pub fn visit(sim: &mut Sim) {
    let who = sim.writer();
    let Some((household, area)) = sim.pick(who, Kind::Household) else {
        return;
    };
    let [need, fact] = [sim.words(), sim.words()];
    let record = json!({
        "household": household.to_string(), "purposes": ["listen"], "needs": [need],
        "notes": [{ "kind": "fact", "text": fact }],
    });
    sim.create(who, Kind::Visit, area, record, vec![need, fact]);
    if sim.rng.chance(30)
        && let Some((id, _)) = sim.pick(who, Kind::Visit)
    {
        sim.act(who, |notebook| notebook.submit_visit(id));
    }
}

/// Somebody records a group.
pub fn group(sim: &mut Sim) {
    let who = sim.writer();
    let area = sim.area(who);
    let name = sim.words();
    let record =
        json!({ "area": sim.areas[area].to_string(), "model": "tổ liên gia", "name": name });
    sim.create(who, Kind::Group, area, record, vec![name]);
}

/// Somebody imports a household under an id from a small pool, so that two devices bring the same one.
pub fn import(sim: &mut Sim) {
    let who = sim.writer();
    let area = sim.area(who);
    let id = format!(
        "00000000-0000-4000-8000-0000000{area}00{:02}",
        sim.rng.below(4)
    );
    let record: DocId = id.parse().expect("an id");
    let [head, note, newer] = [sim.words(), sim.words(), sim.words()];
    // A newer program's register has fields of which this one knows nothing.
    let line = json!({
        "id": id, "area": sim.areas[area].to_string(), "code": "NK", "head": head, "note": note,
        "meter": { "water": newer },
    });
    let file = ImportFile {
        name: "households.jsonl".to_owned(),
        reader: Box::new(std::io::Cursor::new(format!("{line}\n"))),
    };
    let import = |notebook: &mut Notebook| {
        // What was erased is left out.
        let options = ImportOptions {
            skip_bad: true,
            ..ImportOptions::default()
        };
        notebook.import(vec![file], options, &mut |_| {})
    };
    let left_out = sim.act(who, import).map(|report| report.left_out.len());
    if left_out == Some(0) {
        sim.area_of.insert(record, area);
        sim.tell(record, [head, note, newer]);
    }
}

/// Somebody edits a single value.
pub fn edit_text(sim: &mut Sim) {
    let who = sim.writer();
    let kind = if sim.rng.chance(70) {
        Kind::Household
    } else {
        Kind::Group
    };
    let Some((id, _)) = sim.pick(who, kind) else {
        return;
    };
    let words = sim.words();
    let phone = format!("09{:08}", sim.count);
    let (field, words) = match (kind, sim.rng.below(4)) {
        (Kind::Group, _) => ("name", words),
        (_, 0) => ("phone", phone),
        (_, 1) => ("note", words),
        (_, 2) => return sim.edit(who, id, FieldEdit::clear("note"), Vec::new()),
        _ => ("address", words),
    };
    let edit = FieldEdit::set(field, Value::text(words.clone()));
    sim.edit(who, id, edit, vec![words]);
}

/// Somebody edits a list.
pub fn edit_list(sim: &mut Sim) {
    let who = sim.writer();
    let choice = sim.rng.below(6);
    let kind = if choice < 3 {
        Kind::Household
    } else {
        Kind::Visit
    };
    let Some((id, area)) = sim.pick(who, kind) else {
        return;
    };
    let [word, other] = [sim.words(), sim.words()];
    let (edit, words) = match choice {
        0 => (
            FieldEdit::add("members", Value::Texts(vec![word.clone()])),
            vec![word],
        ),
        1 => {
            let Some(record) = sim.act(who, |notebook| notebook.get(id)) else {
                return;
            };
            let first = record
                .fields
                .get("members")
                .and_then(|members| members[0].as_str());
            let Some(first) = first else { return };
            (
                FieldEdit::remove("members", Value::Texts(vec![first.to_owned()])),
                Vec::new(),
            )
        }
        2 => return edit_members(sim, who, id, area),
        3 => (
            FieldEdit::add("needs", Value::Texts(vec![word.clone()])),
            vec![word],
        ),
        4 => {
            let topics = Value::Codes(vec![word.clone(), other.clone()]);
            (FieldEdit::set("topics", topics), vec![word, other])
        }
        _ => {
            let notes = schema::field(Kind::Visit, "notes").expect("visits have notes");
            let statement = client_core::from_text(notes, &format!("hearsay: {word}"));
            (
                FieldEdit::add("notes", statement.expect("a statement")),
                vec![word],
            )
        }
    };
    sim.edit(who, id, edit, words);
}

/// Puts a household into a group of its area, or takes it out.
fn edit_members(sim: &mut Sim, who: usize, household: DocId, area: usize) {
    let Some((group, group_area)) = sim.pick(who, Kind::Group) else {
        return;
    };
    if group_area == area {
        let members = Value::References(vec![household]);
        let edit = if sim.rng.chance(60) {
            FieldEdit::add("members", members)
        } else {
            FieldEdit::remove("members", members)
        };
        sim.edit(who, group, edit, Vec::new());
    }
}
