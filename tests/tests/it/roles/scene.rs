//! The ward in which the table is tried: something of everything in two areas, a device of each role, and units around it.

use crate::units::{ask, founded};
use client_core::{
    DocId, EraseReason, FieldEdit, InviteRequest, Kind, Notebook, Period, Role, Value, Verdict,
};
use serde_json::{Value as Json, json};
use std::time::Duration;
use tests::by_hand::export;
use tests::{Unit, fields, household};

const OWN: &str = "Tổ 1";
const OTHER: &str = "Tổ 2";
/// An officer whose device is not asked anything.
pub(super) const COLLEAGUE: &str = "Cán bộ Hai";
/// One who leaves, having written in both areas without having met the relay again.
const GONE: &str = "Cán bộ Ba";
/// What the founded unit is called.
const NAME: &str = "Công an phường Hoà Bình";
/// The unit to which this one reports.
pub(super) const ABOVE: &str = "Công an quận Đống Đa";
/// The unit that reports to this one.
pub(super) const BELOW: &str = "Tổ công tác Chợ";
/// The model that the groups follow.
pub(super) const MODEL: &str = "lien-gia";

/// What there is of an area.
pub(super) struct Place {
    pub(super) area: DocId,
    pub(super) name: &'static str,
    /// A household that was visited, with the name of its head as its visit writes it.
    pub(super) household: DocId,
    pub(super) head: String,
    pub(super) met: String,
    /// The same household, written down again and never visited; its note is in conflict.
    pub(super) again: DocId,
    /// A visit that waits for its review, in which something was said in confidence.
    pub(super) visit: DocId,
    pub(super) follow_up: DocId,
    pub(super) group: DocId,
    pub(super) other_group: DocId,
    pub(super) establishment: DocId,
    /// A survey that waits for its approval.
    pub(super) survey: DocId,
    pub(super) request: DocId,
    pub(super) erased: DocId,
}

/// Where a line is tried.
pub(super) struct Scene<'a> {
    /// The area in which.
    pub(super) here: &'a Place,
    /// The other one.
    pub(super) there: &'a Place,
    /// A code of a unit with which there is no liaison.
    pub(super) code: &'a str,
    /// A courier file that brings a pack.
    pub(super) carried: &'a [u8],
}

/// A unit with a device of each role.
pub(super) struct Ward {
    pub(super) unit: Unit,
    places: [Place; 2],
    code: String,
    carried: Vec<u8>,
}

/// The period of the reports.
pub(super) fn month() -> Period {
    "2026-11".parse().unwrap()
}

fn make(device: &mut Notebook, kind: Kind, record: Json) -> DocId {
    device.create(kind, fields(record)).unwrap()
}

fn note(device: &mut Notebook, record: DocId, text: &str) {
    let edit = FieldEdit::set("note", Value::text(text));
    device.edit(record, &[edit]).unwrap();
}

/// Records something of everything in an area.
fn fill(chief: &mut Notebook, name: &'static str) -> Place {
    let area = chief.find(Some(Kind::Area), name).unwrap();
    let head = format!("Nguyễn Thị Hoà {name}");
    let met = records::fold(&head);
    let house = household(chief, name, "HB-1", &head);
    let again = household(chief, name, "HB-2", &format!("Nguyễn Thị Hòa {name}"));
    let erased = household(chief, name, "HB-3", "Phan Văn Bảy");
    let visit = |more: Json| {
        let mut visit = fields(json!({ "household": house.to_string(), "purposes": ["listen"] }));
        visit.extend(fields(more));
        Json::Object(visit)
    };
    let answered = make(chief, Kind::Visit, visit(json!({})));
    let waiting = json!({
        "needs": ["Sửa đèn đường"], "sensitive_needs": ["Nợ người quen"], "met": [met], "next_visit_due": "2026-11-21",
    });
    let waiting = make(chief, Kind::Visit, visit(waiting));
    for visit in [answered, waiting] {
        chief.submit_visit(visit).unwrap();
    }
    let plan = chief.plan_review(&[answered], Verdict::Accept).unwrap();
    chief.review(&plan).unwrap();
    let [group, other_group] = ["Tổ tự quản 1", "Tổ tự quản 2"].map(|name| {
        let group = json!({ "area": area.to_string(), "name": name, "model": MODEL });
        make(chief, Kind::Group, group)
    });
    let assessment = json!({ "group": group.to_string(), "period": "2026-Q3", "result": "good" });
    make(chief, Kind::Assessment, assessment);
    let survey = json!({ "area": area.to_string(), "period": "2026-Q3" });
    let survey = make(chief, Kind::Survey, survey);
    chief.submit_survey(survey).unwrap();
    let follow_up =
        json!({ "household": house.to_string(), "what": "Cấp thẻ", "due": "2026-11-25" });
    let establishment = json!({
        "area": area.to_string(), "kind": "karaoke", "name": "Hoa Sen", "registered_years": ["2026"],
    });
    let request = json!({ "household": house.to_string(), "kind": "access" });
    Place {
        area,
        name,
        household: house,
        head,
        met,
        again,
        visit: waiting,
        follow_up: make(chief, Kind::FollowUp, follow_up),
        group,
        other_group,
        establishment: make(chief, Kind::Establishment, establishment),
        survey,
        request: make(chief, Kind::Request, request),
        erased,
    }
}

/// Records what is the whole unit's.
fn fill_unit(chief: &mut Notebook) {
    let model = json!({ "code": MODEL, "name": "Tổ liên gia tự quản" });
    make(chief, Kind::Model, model);
    let material = json!({ "title": "Phòng cháy", "printed": 400 });
    make(chief, Kind::Material, material);
    make(chief, Kind::Training, json!({ "topics": ["phong_chay"] }));
    let counts = chief.count_report(month()).unwrap();
    chief.write_report(month(), &counts, &[]).unwrap();
}

impl Ward {
    pub(super) fn new(seed: u64) -> Ward {
        let unit = Unit::new(seed);
        let mut chief = unit.found(&[OWN, OTHER]);
        let places = [OWN, OTHER].map(|name| fill(&mut chief, name));
        fill_unit(&mut chief);
        let mut devices = Vec::new();
        for role in Role::ALL {
            let areas: &[&str] = match role {
                Role::Officer | Role::Supervisor => &[OWN],
                _ => &[],
            };
            devices.push(unit.join(&mut chief, role.as_str(), role, areas));
        }
        unit.join(&mut chief, COLLEAGUE, Role::Officer, &[OWN]);
        let mut gone = unit.join(&mut chief, GONE, Role::Officer, &[OWN, OTHER]);
        for place in &places {
            note(&mut gone, place.again, "Cổng đỏ");
            note(&mut chief, place.again, "Cổng xanh");
        }
        unit.sync(&mut gone).unwrap();
        unit.sync(&mut chief).unwrap();
        for area in [OWN, OTHER] {
            household(&mut gone, area, "HB-8", "Phạm Văn Tám");
        }
        let plan = chief.plan_revocation(GONE).unwrap();
        chief.carry_out(&plan).unwrap();
        let invite = InviteRequest {
            role: Role::Officer,
            officer: "Cán bộ Bốn".to_owned(),
            areas: vec![OWN.to_owned()],
        };
        chief.invite(&invite).unwrap();
        let erased = places.each_ref().map(|place| place.erased);
        let plan = chief.plan_erasure(&erased).unwrap();
        chief.erase(&plan, EraseReason::Request).unwrap();
        unit.sync(&mut chief).unwrap();
        unit.sync(&mut gone).unwrap();
        let code = link_units(&unit, &mut chief);
        // Each sends its consultation log, and reads those of the others; who reviews comes into the liaisons.
        for _ in 0..2 {
            for device in &mut devices {
                device.search("Hoà", 10).unwrap();
                unit.sync(device).unwrap();
            }
            unit.clock.advance(Duration::from_secs(1));
            unit.sync(&mut chief).unwrap();
        }
        for device in &mut devices {
            unit.sync(device).unwrap();
        }
        // Devices of both areas and of one bring the same file in; it waits where it cannot be read.
        note(&mut chief, places[0].household, "Ngõ 5");
        let carried = export(&mut chief);
        Ward {
            unit,
            places,
            code,
            carried,
        }
    }

    /// Gives each area as the one in which a line is tried.
    pub(super) fn scenes(&self) -> [Scene<'_>; 2] {
        let [own, other] = &self.places;
        [(own, other), (other, own)].map(|(here, there)| Scene {
            here,
            there,
            code: &self.code,
            carried: &self.carried,
        })
    }
}

/// Links the unit with one above it and one below it, which reports and asks something; returns the code of a third unit.
fn link_units(unit: &Unit, chief: &mut Notebook) -> String {
    let mut above = founded(unit, "above", ABOVE, "Khối 9");
    let code = above.new_liaison(NAME).unwrap().code;
    unit.sync(&mut above).unwrap();
    chief.accept_liaison(&code, None).unwrap();
    unit.sync(chief).unwrap();
    let mut below = founded(unit, "below", BELOW, "Chợ");
    let code = chief.new_liaison(BELOW).unwrap().code;
    unit.sync(chief).unwrap();
    below.accept_liaison(&code, None).unwrap();
    unit.sync(&mut below).unwrap();
    let counts = [("visits".to_owned(), 7)].into();
    let report = below.write_report(month(), &counts, &[]).unwrap();
    below.submit_report(report, NAME).unwrap();
    ask(&mut below, NAME, "Xin hỗ trợ dân phòng");
    unit.sync(&mut below).unwrap();
    unit.sync(chief).unwrap();
    let mut third = founded(unit, "third", "Công an phường Ô", "Tổ 7");
    let code = third.new_liaison(NAME).unwrap().code;
    unit.sync(&mut third).unwrap();
    code
}
