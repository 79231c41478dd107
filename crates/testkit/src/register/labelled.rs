//! A register in which some records are of the same household, establishment or group, and it is known which.
//!
//! Each record that is there twice has a story: somebody typed it again without looking, wrote down what was heard in haste, the
//! household moved, another person of it was asked. Beside them stand those that only look alike: sisters and brothers next
//! door or in one house, namesakes in one area, tenants of one house, relatives with one telephone, two shops of one owner,
//! groups of one name with another number.

mod community;
mod households;
mod spelling;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::people;
use super::places::{self, Position};
use crate::{Register, Size, TestRng};

/// A register with records that are there twice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabelledRegister {
    /// All records, in no telling order.
    pub register: Register,
    /// The pairs of ids that are of the same, the lesser id first.
    pub duplicates: BTreeSet<(String, String)>,
}

impl LabelledRegister {
    /// Generates a register of a size, in which about one household in thirty is there twice and as many look as if they
    /// were. It has no visits, meetings and follow-ups.
    #[must_use]
    pub fn generate(size: &Size, seed: u64) -> Self {
        let rng = TestRng::new(seed).fork("labelled");
        let standing = Size {
            visits: 0,
            meetings: 0,
            follow_ups: 0,
            ..size.clone()
        };
        let register = Register::generate(&standing, seed);
        let mut labelled = Self {
            register,
            ..Self::default()
        };
        let areas: Vec<String> = labelled
            .register
            .areas
            .iter()
            .map(|area| text(area, "id"))
            .collect();
        let ward = Ward { areas: &areas };
        let households = households::doubled(
            &mut rng.fork("households"),
            &ward,
            &labelled.register.households,
        );
        labelled.take(households, |register| &mut register.households);
        community::fill(
            &mut rng.fork("fill"),
            &ward,
            &mut labelled.register.establishments,
        );
        let establishments = community::establishments(
            &mut rng.fork("establishments"),
            &ward,
            &labelled.register.establishments,
        );
        labelled.take(establishments, |register| &mut register.establishments);
        let groups = community::groups(&mut rng.fork("groups"), &labelled.register.groups);
        labelled.take(groups, |register| &mut register.groups);
        let mut order = rng.fork("order");
        for rows in [
            &mut labelled.register.households,
            &mut labelled.register.establishments,
            &mut labelled.register.groups,
        ] {
            order.shuffle(rows);
        }
        labelled
    }

    fn take(&mut self, added: Vec<Added>, rows: impl Fn(&mut Register) -> &mut Vec<Value>) {
        for added in added {
            let id = text(&added.row, "id");
            if let Some(original) = added.same_as {
                let (first, second) = if original < id {
                    (original, id)
                } else {
                    (id, original)
                };
                self.duplicates.insert((first, second));
            }
            rows(&mut self.register).push(added.row);
        }
    }
}

/// A record to add, and the id of the one of which it says the same.
struct Added {
    row: Value,
    same_as: Option<String>,
}

/// The areas by number.
struct Ward<'a> {
    areas: &'a [String],
}

impl Ward<'_> {
    fn number_of(&self, row: &Value) -> usize {
        let area = text(row, "area");
        self.areas.iter().position(|id| *id == area).unwrap_or(0)
    }

    fn id(&self, number: usize) -> &str {
        self.areas.get(number).map_or("", String::as_str)
    }
}

/// Makes a further record out of one: with an id of its own.
fn again(rng: &mut TestRng, row: &Value) -> Value {
    let mut row = row.clone();
    set(&mut row, "id", json!(rng.uuid().to_string()));
    row
}

fn set(row: &mut Value, field: &str, value: Value) {
    if let Some(fields) = row.as_object_mut() {
        fields.insert(field.to_owned(), value);
    }
}

fn unset(row: &mut Value, field: &str) {
    if let Some(fields) = row.as_object_mut() {
        fields.remove(field);
    }
}

fn text(row: &Value, field: &str) -> String {
    row.get(field)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

/// Changes a text of a row.
fn rewrite(row: &mut Value, field: &str, write: impl FnOnce(&str) -> String) {
    let written = write(&text(row, field));
    set(row, field, json!(written));
}

/// Measures the position again, some metres away; or leaves it out, now and then.
fn measure_again(rng: &mut TestRng, row: &mut Value, left_out: u64) {
    let degrees = |field: &str| row.get(field).and_then(Value::as_f64);
    let Some((lat, lon)) = degrees("lat").zip(degrees("lon")) else {
        return;
    };
    if rng.chance(left_out) {
        unset(row, "lat");
        unset(row, "lon");
        return;
    }
    // Up to 400 millionths of a degree each way: 30 m mostly.
    let mut moved = |degrees: f64| {
        let micro = (rng.between(-400, 400) + rng.between(-400, 400)) / 2;
        places::rounded(degrees, micro)
    };
    let (lat, lon) = (moved(lat), moved(lon));
    set(row, "lat", json!(lat));
    set(row, "lon", json!(lon));
}

/// Puts a row at another address of an area, with a position there.
fn put_at(rng: &mut TestRng, ward: &Ward<'_>, row: &mut Value, area: usize) {
    let position = Position::in_area(rng, area);
    set(row, "area", json!(ward.id(area)));
    set(row, "address", json!(places::address(rng, area)));
    set(row, "lat", json!(position.lat()));
    set(row, "lon", json!(position.lon()));
}

/// Gives a row a telephone of its own, or none.
fn other_phone(rng: &mut TestRng, row: &mut Value, none: u64) {
    let phone = if rng.chance(none) {
        String::new()
    } else {
        people::phone(rng)
    };
    set(row, "phone", json!(phone));
}
