//! Random histories: several devices that record, edit, import and sync in any order, over a link that is cut.

use crate::cut::Cut;
use crate::{Unit, key_of, transport};
use client_core::{
    DocId, FieldEdit, Home, ImportFile, ImportOptions, Kind, Notebook, Query, Role, Value, schema,
};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use testkit::TestRng;

/// The areas of every random unit.
pub const AREAS: [&str; 2] = ["Tổ dân phố 1", "Tổ dân phố 2"];

/// A device that plays.
pub struct Player {
    /// Its name, which is its officer's.
    pub name: &'static str,
    /// Its notebook.
    pub notebook: Notebook,
    /// The home of the notebook.
    pub home: Home,
    /// The key of the home's database.
    pub key: [u8; 32],
    /// The areas that it is in.
    pub areas: &'static [usize],
}

/// Something that a person entered, and where.
pub struct Written {
    /// The record.
    pub record: DocId,
    /// Words that occur nowhere else.
    pub words: String,
}

/// A unit whose devices do random things.
pub struct Play {
    /// The relay and the clock.
    pub unit: Unit,
    /// The devices, the founder first.
    pub players: Vec<Player>,
    /// Everything that was entered.
    pub written: Vec<Written>,
    /// The area of every record that belongs to one.
    pub area_of: BTreeMap<DocId, usize>,
    areas: Vec<DocId>,
    rng: TestRng,
    count: u32,
}

impl Play {
    /// Starts a unit of a founder, an officer in each area and a supervisor of both.
    pub fn new(seed: u64) -> Play {
        let unit = Unit::new(seed);
        let mut chief = unit.found(&AREAS);
        let areas = AREAS
            .map(|area| chief.find(Some(Kind::Area), area).expect("the area"))
            .to_vec();
        let one = unit.join(&mut chief, "one", Role::Officer, &AREAS[..1]);
        let two = unit.join(&mut chief, "two", Role::Officer, &AREAS[1..]);
        let both = unit.join(&mut chief, "both", Role::Supervisor, &AREAS);
        let mut players = Vec::new();
        let seats: [(_, _, &[usize]); 4] = [
            ("chief", chief, &[0, 1]),
            ("one", one, &[0]),
            ("two", two, &[1]),
            ("both", both, &[0, 1]),
        ];
        for (name, notebook, areas) in seats {
            let home = unit.home(name);
            let key = key_of(&home);
            players.push(Player {
                name,
                notebook,
                home,
                key,
                areas,
            });
        }
        let rng = TestRng::new(seed).fork("play");
        Play {
            unit,
            players,
            written: Vec::new(),
            area_of: BTreeMap::new(),
            areas,
            rng,
            count: 0,
        }
    }

    /// Lets a random device do a random thing.
    pub fn step(&mut self) {
        let who = self.rng.index(self.players.len());
        self.unit
            .clock
            .advance(Duration::from_millis(self.rng.below(90_000)));
        let what = self.rng.below(100);
        match what {
            0..15 => self.new_household(who),
            15..25 => self.new_visit(who),
            25..30 => self.new_group(who),
            30..35 => self.import(who),
            35..60 => self.edit_text(who),
            60..78 => self.edit_list(who),
            _ => self.sync_over_a_bad_link(who),
        }
    }

    /// Lets every device meet the relay, in a random order, until all have everything.
    pub fn settle(&mut self) {
        for _ in 0..2 {
            let mut order: Vec<usize> = (0..self.players.len()).collect();
            self.rng.shuffle(&mut order);
            for who in order {
                let report = self
                    .unit
                    .sync(&mut self.players[who].notebook)
                    .expect("a sync");
                assert_eq!(report.unsent, 0);
            }
        }
    }

    fn words(&mut self, record: DocId) -> String {
        self.count += 1;
        let words = format!("lời số {:05}.", self.count);
        self.written.push(Written {
            record,
            words: words.clone(),
        });
        words
    }

    fn phone(&mut self, record: DocId) -> String {
        self.count += 1;
        let words = format!("09{:08}", self.count);
        self.written.push(Written {
            record,
            words: words.clone(),
        });
        words
    }

    fn area(&mut self, who: usize) -> usize {
        *self.rng.pick(self.players[who].areas).expect("an area")
    }

    /// Creates a record, with words that are only told apart from its id afterwards.
    fn create(
        &mut self,
        who: usize,
        kind: Kind,
        area: usize,
        fields: Json,
        words: Vec<String>,
    ) -> DocId {
        let fields = crate::fields(fields);
        let id = self.players[who]
            .notebook
            .create(kind, fields)
            .expect("a record");
        self.area_of.insert(id, area);
        self.written
            .extend(words.into_iter().map(|words| Written { record: id, words }));
        id
    }

    /// Draws words for a record that has no id yet.
    fn fresh(&mut self) -> String {
        self.count += 1;
        format!("lời số {:05}.", self.count)
    }

    fn new_household(&mut self, who: usize) {
        let area = self.area(who);
        let [head, note, member] = [self.fresh(), self.fresh(), self.fresh()];
        let fields = json!({
            "area": self.areas[area].to_string(), "code": format!("HB-{}", self.count),
            "head": head, "note": note, "members": [member],
        });
        self.create(who, Kind::Household, area, fields, vec![head, note, member]);
    }

    fn new_visit(&mut self, who: usize) {
        let Some((household, area)) = self.pick(who, Kind::Household) else {
            return;
        };
        let [need, fact] = [self.fresh(), self.fresh()];
        let fields = json!({
            "household": household.to_string(), "purposes": ["listen"], "needs": [need],
            "notes": [{ "kind": "fact", "text": fact }],
        });
        let id = self.create(who, Kind::Visit, area, fields, vec![need, fact]);
        if self.rng.chance(30) {
            self.players[who]
                .notebook
                .submit_visit(id)
                .expect("submitted");
        }
    }

    fn new_group(&mut self, who: usize) {
        let area = self.area(who);
        let name = self.fresh();
        let fields =
            json!({ "area": self.areas[area].to_string(), "model": "tổ liên gia", "name": name });
        self.create(who, Kind::Group, area, fields, vec![name]);
    }

    /// Imports a household under an id from a small pool, so that two devices bring the same one.
    fn import(&mut self, who: usize) {
        let area = self.area(who);
        let id = format!(
            "00000000-0000-4000-8000-0000000{area}00{:02}",
            self.rng.below(4)
        );
        let record: DocId = id.parse().expect("an id");
        let [head, note] = [self.words(record), self.words(record)];
        self.area_of.insert(record, area);
        let line = json!({ "id": id, "area": self.areas[area].to_string(), "code": "NK", "head": head, "note": note });
        let reader = Box::new(std::io::Cursor::new(format!("{line}\n")));
        let file = ImportFile {
            name: "households.jsonl".to_owned(),
            reader,
        };
        let imported =
            self.players[who]
                .notebook
                .import(vec![file], ImportOptions::default(), &mut |_| {});
        imported.expect("an import");
    }

    fn edit_text(&mut self, who: usize) {
        let kind = if self.rng.chance(70) {
            Kind::Household
        } else {
            Kind::Group
        };
        let Some((id, _)) = self.pick(who, kind) else {
            return;
        };
        let edit = match (kind, self.rng.below(4)) {
            (Kind::Group, _) => FieldEdit::set("name", Value::text(self.words(id))),
            (_, 0) => FieldEdit::set("phone", Value::text(self.phone(id))),
            (_, 1) => FieldEdit::set("note", Value::text(self.words(id))),
            (_, 2) => FieldEdit::clear("note"),
            _ => FieldEdit::set("address", Value::text(self.words(id))),
        };
        self.edit(who, id, edit);
    }

    fn edit_list(&mut self, who: usize) {
        let choice = self.rng.below(6);
        let kind = if choice < 3 {
            Kind::Household
        } else {
            Kind::Visit
        };
        let Some((id, area)) = self.pick(who, kind) else {
            return;
        };
        let edit = match choice {
            0 => FieldEdit::add("members", Value::Texts(vec![self.words(id)])),
            1 => match self.first_item(who, id, "members") {
                Some(item) => FieldEdit::remove("members", Value::Texts(vec![item])),
                None => return,
            },
            2 => return self.edit_members(who, area, id),
            3 => FieldEdit::add("needs", Value::Texts(vec![self.words(id)])),
            4 => FieldEdit::set("topics", Value::Codes(vec![self.words(id), self.words(id)])),
            _ => {
                let kind = client_core::from_text(notes(), &format!("hearsay: {}", self.words(id)));
                FieldEdit::add("notes", kind.expect("a statement"))
            }
        };
        self.edit(who, id, edit);
    }

    /// Puts a household into a group of its area, or takes it out.
    fn edit_members(&mut self, who: usize, area: usize, household: DocId) {
        let Some((group, group_area)) = self.pick(who, Kind::Group) else {
            return;
        };
        if group_area == area {
            let members = Value::References(vec![household]);
            let add = self.rng.chance(60);
            let edit = if add {
                FieldEdit::add("members", members)
            } else {
                FieldEdit::remove("members", members)
            };
            self.edit(who, group, edit);
        }
    }

    fn edit(&mut self, who: usize, id: DocId, edit: FieldEdit) {
        self.players[who]
            .notebook
            .edit(id, &[edit])
            .expect("an edit");
    }

    fn first_item(&mut self, who: usize, id: DocId, field: &str) -> Option<String> {
        let record = self.players[who].notebook.get(id).expect("a record");
        Some(
            record
                .fields
                .get(field)?
                .as_array()?
                .first()?
                .as_str()?
                .to_owned(),
        )
    }

    fn pick(&mut self, who: usize, kind: Kind) -> Option<(DocId, usize)> {
        let query = Query {
            limit: 10_000,
            ..Query::of(kind)
        };
        let rows = self.players[who]
            .notebook
            .list(&query)
            .expect("a list")
            .rows;
        let id = self.rng.pick(&rows)?.id;
        Some((id, self.area_of[&id]))
    }

    fn sync_over_a_bad_link(&mut self, who: usize) {
        let link = transport(&self.unit.relay.url());
        let bytes = self.rng.index(4_000);
        let notebook = &mut self.players[who].notebook;
        let ended = match self.rng.below(3) {
            0 => notebook.sync(&mut Cut::once(link, bytes), &mut |_| {}),
            1 => notebook.sync(&mut Cut::for_good(link, bytes), &mut |_| {}),
            _ => self.unit.sync(notebook),
        };
        if let Err(error) = ended {
            assert_eq!(error.code(), "no-network", "{error}");
        }
    }
}

fn notes() -> &'static schema::FieldSpec {
    schema::field(Kind::Visit, "notes").expect("visits have notes")
}

/// A record as every device must show it.
#[derive(Debug, PartialEq)]
pub struct Shown {
    /// Its fields.
    pub fields: Json,
    /// Its conflicts: key, and values with their officers and times.
    pub conflicts: Vec<Json>,
    /// Its history.
    pub history: Vec<Json>,
}

impl Shown {
    /// Returns everything that a person can get to see of the record, as text.
    pub fn text(&self) -> String {
        format!(
            "{} {} {}",
            self.fields,
            Json::from(self.conflicts.clone()),
            Json::from(self.history.clone())
        )
    }
}

/// Reads every record of a device.
pub fn shown(notebook: &mut Notebook) -> BTreeMap<DocId, Shown> {
    let mut records = BTreeMap::new();
    for kind in Kind::ALL {
        let query = Query {
            with_followers: true,
            limit: 100_000,
            ..Query::of(kind)
        };
        for record in notebook.list(&query).expect("a list").rows {
            let conflicts = notebook.conflicts_of(record.id).expect("conflicts");
            let conflicts = conflicts.iter().map(|conflict| {
                let values = conflict.values.iter();
                let values = values.map(|value| {
                    json!([
                        value.value,
                        value.officer.map(|id| id.to_string()),
                        value.at.0
                    ])
                });
                json!([conflict.key, values.collect::<Vec<_>>()])
            });
            let history = notebook
                .history(record.id)
                .expect("a history")
                .into_iter()
                .map(|line| {
                    let edits = line
                        .edits
                        .into_iter()
                        .map(|edit| json!([edit.field, edit.before, edit.after]));
                    json!([
                        line.device.to_string(),
                        line.at.0,
                        edits.collect::<Vec<_>>()
                    ])
                });
            let shown = Shown {
                fields: Json::Object(record.fields),
                conflicts: conflicts.collect(),
                history: history.collect(),
            };
            records.insert(record.id, shown);
        }
    }
    records
}

/// Returns the ids of a set of records.
pub fn ids_of(records: &BTreeMap<DocId, Shown>) -> BTreeSet<DocId> {
    records.keys().copied().collect()
}
