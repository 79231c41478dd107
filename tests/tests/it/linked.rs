//! Records of the same, linked by several people who do not know of each other.

use crate::authority::manipulate;
use client_core::{
    Beyond, DocId, EraseReason, FieldEdit, Kind, Notebook, Query, Role, SettlingChoice, Value,
};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use testkit::TestRng;
use tests::play::shown;
use tests::seeds::for_each_seed;
use tests::tables::read_models;
use tests::{PIN, Unit, fields, household, ids, key_of};

const NAMES: [&str; 4] = ["chief", "Đội trưởng", "Một", "Hai"];
/// Those of [`NAMES`] who may link, and who are in both areas.
const REVIEWERS: usize = 2;

/// A chief and a supervisor of two areas, an officer in each, and some households in both.
struct Ward {
    unit: Unit,
    devices: Vec<Notebook>,
    /// By their ids.
    houses: Vec<DocId>,
}

impl Ward {
    fn new(seed: u64, houses: usize) -> Ward {
        let areas = ["Tổ 1", "Tổ 2"];
        let unit = Unit::new(seed);
        let mut chief = unit.found(&areas);
        let supervisor = unit.join(&mut chief, "Đội trưởng", Role::Supervisor, &areas);
        let one = unit.join(&mut chief, "Một", Role::Officer, &areas[..1]);
        let two = unit.join(&mut chief, "Hai", Role::Officer, &areas[1..]);
        let mut devices = vec![chief, supervisor, one, two];
        let mut made = Vec::new();
        for number in 0..houses {
            let (device, code) = (&mut devices[2 + number % 2], format!("HB-{number}"));
            made.push(household(
                device,
                areas[number % 2],
                &code,
                "Nguyễn Thị Hoà",
            ));
        }
        made.sort();
        let mut ward = Ward {
            unit,
            devices,
            houses: made,
        };
        ward.settle();
        ward
    }

    fn sync(&mut self, who: usize) {
        self.unit.clock.advance(Duration::from_secs(7));
        self.unit.sync(&mut self.devices[who]).expect("a sync");
    }

    fn settle(&mut self) {
        for _ in 0..2 {
            (0..NAMES.len()).for_each(|who| self.sync(who));
        }
    }

    fn link(&mut self, who: usize, leading: DocId, other: DocId) {
        self.unit.clock.advance(Duration::from_secs(60));
        let device = &mut self.devices[who];
        let plan = device.plan_link(leading, &[other]).expect("a plan");
        device.link(&plan).expect("linked");
    }

    /// What is listed follows from what is held, and those who may see the same see the same.
    fn agree(&mut self) {
        for (name, device) in NAMES.iter().zip(&mut self.devices) {
            let home = self.unit.home(name);
            let key = key_of(&home);
            let live = read_models(&home, &key);
            device.rebuild(&mut |_, _| {}).expect("rebuilt");
            assert_eq!(live, read_models(&home, &key), "{name}: rebuilt");
        }
        let chief = shown(&mut self.devices[0]);
        assert_eq!(chief, shown(&mut self.devices[1]));
        let houses = self.houses.clone();
        for id in houses {
            assert_eq!(
                leads(&mut self.devices[0], id),
                leads(&mut self.devices[1], id)
            );
        }
        assert_eq!(
            ids(&mut self.devices[0], Kind::Household),
            ids(&mut self.devices[1], Kind::Household)
        );
    }
}

/// Who leads a record, and who follows.
fn leads(device: &mut Notebook, id: DocId) -> (DocId, Vec<DocId>) {
    let together = device.together(id).expect("the record");
    let following = together.following.iter().map(|linked| linked.id);
    (together.leading, following.collect())
}

fn fields_of(device: &mut Notebook, id: DocId) -> BTreeMap<String, Json> {
    device
        .get(id)
        .expect("a record")
        .fields
        .into_iter()
        .collect()
}

#[test]
fn two_who_link_the_other_way_round_see_the_same_one_lead() {
    let mut ward = Ward::new(701, 3);
    let [one, two, three] = ward.houses[..] else {
        panic!("three")
    };
    ward.link(0, one, two);
    ward.link(1, two, one);
    ward.link(1, two, three);
    ward.settle();
    for device in &mut ward.devices[..REVIEWERS] {
        assert_eq!(leads(device, three), (one, vec![two, three]));
        assert_eq!(ids(device, Kind::Household), [one]);
        assert!(device.conflicts().unwrap().is_empty(), "nobody contradicts");
    }
    ward.agree();
    // Each of them may take it apart again.
    assert_eq!(ward.devices[1].unlink(two).unwrap(), Some(one));
    ward.settle();
    assert_eq!(leads(&mut ward.devices[0], one), (one, vec![]));
    assert_eq!(leads(&mut ward.devices[0], two), (two, vec![three]));
    ward.agree();
}

#[test]
fn two_who_link_one_record_with_different_ones_leave_a_choice() {
    let mut ward = Ward::new(702, 3);
    let [one, two, three] = ward.houses[..] else {
        panic!("three")
    };
    ward.link(0, one, three);
    ward.link(1, two, three);
    ward.settle();
    ward.agree();
    let conflicts = ward.devices[0].conflicts().unwrap();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(
        (conflicts[0].document, conflicts[0].key.as_str()),
        (three, "linked_to")
    );
    let meanwhile: DocId = conflicts[0].values[0]
        .value
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(leads(&mut ward.devices[1], three), (meanwhile, vec![three]));
    let choice = SettlingChoice::Take(1);
    let plan = ward.devices[0]
        .plan_settlement(three, "linked_to", choice)
        .unwrap();
    ward.devices[0].settle(&plan).unwrap();
    ward.settle();
    let chosen = if meanwhile == one { two } else { one };
    assert_eq!(leads(&mut ward.devices[1], three), (chosen, vec![three]));
    assert!(ward.devices[1].conflicts().unwrap().is_empty());
    ward.agree();
}

#[test]
fn who_sees_one_area_only_sees_that_a_record_is_linked_beyond_it() {
    let mut ward = Ward::new(703, 2);
    let [first, second] = ward.houses[..] else {
        panic!("two")
    };
    let owner = |ward: &mut Ward, id| {
        let mut officers = REVIEWERS..NAMES.len();
        officers.find(|who| ids(&mut ward.devices[*who], Kind::Household) == [id])
    };
    let (leading, following) = (owner(&mut ward, first), owner(&mut ward, second));
    let (leading, following) = (leading.unwrap(), following.unwrap());
    let refused = ward.devices[leading]
        .plan_link(first, &[first])
        .unwrap_err();
    assert_eq!(refused.code(), "role-lacks-duty");
    ward.link(1, first, second);
    ward.settle();
    let officer = &mut ward.devices[following];
    let together = officer.together(second).unwrap();
    assert_eq!(
        (together.leading, together.beyond),
        (second, Some(Beyond::Elsewhere))
    );
    assert_eq!(ids(officer, Kind::Household), [second], "it is listed here");
    assert!(!fields_of(officer, second).is_empty());
    let together = ward.devices[leading].together(first).unwrap();
    assert_eq!((together.following, together.beyond), (vec![], None));
    assert_eq!(ids(&mut ward.devices[0], Kind::Household), [first]);
    ward.agree();

    // It falls away where the one that leads is erased; what follows stays.
    let plan = ward.devices[0].plan_erasure(&[first]).unwrap();
    assert_eq!(plan.records.len(), 1);
    ward.devices[0].erase(&plan, EraseReason::Request).unwrap();
    ward.settle();
    ward.settle();
    for who in [0, 1, following] {
        let together = ward.devices[who].together(second).unwrap();
        assert_eq!(together.leading, second);
        let expected = if who == following {
            Beyond::Elsewhere
        } else {
            Beyond::Erased
        };
        assert_eq!(together.beyond, Some(expected), "{}", NAMES[who]);
        assert_eq!(ids(&mut ward.devices[who], Kind::Household), [second]);
    }
    ward.houses = vec![second];
    ward.agree();
    ward.devices[1].unlink(second).unwrap();
    ward.settle();
    assert_eq!(
        ward.devices[following].together(second).unwrap().beyond,
        None
    );
    ward.agree();
}

#[test]
fn linked_records_stay_linked_where_one_moves_to_another_area() {
    let mut ward = Ward::new(704, 2);
    let [first, second] = ward.houses[..] else {
        panic!("two")
    };
    ward.link(1, first, second);
    let area = ward.devices[0].get(second).unwrap().fields["area"].clone();
    let area: DocId = area.as_str().unwrap().parse().unwrap();
    let plan = ward.devices[0].plan_move(first, area).unwrap();
    ward.devices[0].move_record(&plan).unwrap();
    ward.settle();
    ward.settle();
    for device in &mut ward.devices[..REVIEWERS] {
        assert_eq!(leads(device, second), (first, vec![second]));
    }
    let mut there = ward.devices[REVIEWERS..].iter_mut();
    let there = there.find_map(|device| device.together(second).is_ok().then_some(device));
    let there = there.expect("an officer in its area");
    assert_eq!(
        leads(there, second),
        (first, vec![second]),
        "both are here now"
    );
    ward.agree();
}

#[test]
fn a_link_that_an_officer_made_hides_nothing_and_is_shown_as_such() {
    let mut ward = Ward::new(705, 3);
    let officer = ward.devices.remove(REVIEWERS);
    let [one, other] = ids_of(&officer, &ward.houses)[..] else {
        panic!("two of three are in the first area")
    };
    let (device, home) = (officer.device(), ward.unit.home(NAMES[REVIEWERS]));
    drop(officer);
    let edit = FieldEdit::set("linked_to", Value::Reference(one));
    manipulate(&home, device, other, edit, &ward.unit);
    let again = Notebook::open(&home, ward.unit.world("again"), PIN).unwrap();
    ward.devices.insert(REVIEWERS, again);
    ward.settle();
    for device in &mut ward.devices[..=REVIEWERS] {
        assert!(ids(device, Kind::Household).contains(&other));
        assert_eq!(leads(device, other), (other, vec![]));
        let record = device.get(other).unwrap();
        assert_eq!(record.unauthorised.len(), 1);
        assert_eq!(record.unauthorised[0].field, "linked_to");
    }
    ward.agree();
}

/// Those of some records that a device has.
fn ids_of(device: &Notebook, records: &[DocId]) -> Vec<DocId> {
    let here = |id: &&DocId| device.leading(**id).is_ok();
    records.iter().filter(here).copied().collect()
}

/// What a random history remembers of what was written.
#[derive(Default)]
struct Written {
    /// What was noted on which record.
    needs: BTreeMap<DocId, BTreeSet<String>>,
    count: u32,
}

impl Written {
    fn need(&mut self, id: DocId) -> String {
        self.count += 1;
        let need = format!("nguyện vọng {:04}", self.count);
        self.needs.entry(id).or_default().insert(need.clone());
        need
    }
}

fn step(ward: &mut Ward, rng: &mut TestRng, written: &mut Written) {
    ward.unit
        .clock
        .advance(Duration::from_millis(1 + rng.below(90_000)));
    let (one, other) = (
        *rng.pick(&ward.houses).unwrap(),
        *rng.pick(&ward.houses).unwrap(),
    );
    let who = rng.index(REVIEWERS);
    let device = &mut ward.devices[who];
    match rng.below(100) {
        0..25 => {
            if let Ok(plan) = device.plan_link(one, &[other]) {
                device.link(&plan).expect("linked");
            }
        }
        25..40 => drop(device.unlink(one)),
        40..45 => drop(device.set_unlike(one, other)),
        45..75 => {
            let need = Value::Texts(vec![written.need(one)]);
            let edit = FieldEdit::add("standing_needs", need);
            assert!(device.edit(one, &[edit]).expect("an edit"));
        }
        75..80 => {
            let visit = json!({ "household": one.to_string(), "purposes": ["listen"] });
            device.create(Kind::Visit, fields(visit)).expect("a visit");
        }
        _ => ward.sync(rng.index(NAMES.len())),
    }
}

#[test]
fn whoever_links_unlinks_and_writes_offline_all_see_the_same_and_every_word_stays_where_it_was_written()
 {
    for_each_seed("whoever_links_unlinks", 2, |seed| {
        let mut ward = Ward::new(seed, 6);
        let mut rng = TestRng::new(seed).fork("linked");
        let houses = ward.houses.clone();
        let before: Vec<_> = houses
            .iter()
            .map(|id| fields_of(&mut ward.devices[0], *id))
            .collect();
        let mut written = Written::default();
        for _ in 0..50 {
            step(&mut ward, &mut rng, &mut written);
        }
        ward.settle();
        ward.agree();
        let visits = ids(&mut ward.devices[0], Kind::Visit);
        seen_once(&mut ward.devices[0], &visits);

        // Taken apart again, each is what it was, with what was written into it since.
        for id in &houses {
            drop(ward.devices[1].unlink(*id));
        }
        for id in &houses {
            for other in &houses {
                drop(ward.devices[1].unset_unlike(*id, *other));
            }
        }
        ward.settle();
        ward.agree();
        assert_eq!(ids(&mut ward.devices[0], Kind::Household), houses);
        for (id, before) in houses.iter().zip(before) {
            let mut now = fields_of(&mut ward.devices[0], *id);
            let needs = now.remove("standing_needs").unwrap_or(json!([]));
            let needs: Vec<&str> = needs
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Json::as_str)
                .collect();
            let expected = written.needs.remove(id).unwrap_or_default();
            assert_eq!(needs.len(), expected.len());
            assert_eq!(
                needs
                    .into_iter()
                    .map(str::to_owned)
                    .collect::<BTreeSet<_>>(),
                expected
            );
            assert_eq!(now, before, "but for that it is as it was");
        }
    });
}

/// Each visit is seen with exactly one of the households that are listed.
fn seen_once(device: &mut Notebook, visits: &[DocId]) {
    let mut seen = Vec::new();
    for house in ids(device, Kind::Household) {
        let query = Query {
            parent: Some(house),
            limit: 1000,
            ..Query::of(Kind::Visit)
        };
        let page = device.list(&query).expect("a list");
        assert_eq!(page.total, page.rows.len() as u64);
        seen.extend(page.rows.into_iter().map(|record| record.id));
    }
    seen.sort();
    assert_eq!(seen, visits);
}
