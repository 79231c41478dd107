//! Lines about records: seeing, writing, handing out and erasing them.

use super::{Try, edit, within};
use client_core::{
    DuplicateQuery, EraseReason, ExportFormat, FileSubject, ImportFile, ImportOptions, Kind,
    Notebook, Query, Sensitive, SpellingQuery,
};
use serde_json::json;
use tests::fields;

pub(super) const TRIES: &[(&str, Try)] = &[
    ("see a record", |device, scene| {
        let record = scene.here.household;
        device.get(record).is_ok() && device.history(record).is_ok()
    }),
    ("list a register", |device, scene| {
        let query = Query {
            area: Some(scene.here.area),
            ..Query::of(Kind::Household)
        };
        let rows = device.list(&query).unwrap().rows;
        rows.iter().any(|row| row.id == scene.here.household)
    }),
    ("search", |device, scene| {
        let found = device.search(scene.here.name, 10).unwrap();
        found.iter().any(|hit| hit.id == scene.here.household)
    }),
    (
        "open what was heard in confidence, with a reason",
        |device, scene| {
            device.because("Trả lời đơn của hộ").unwrap();
            let visit = device.get(scene.here.visit);
            visit.is_ok_and(|visit| visit.fields.contains_key("sensitive_needs"))
        },
    ),
    ("gather a person's file, with a reason", |device, scene| {
        device.because("Trả lời đơn của hộ").unwrap();
        let file = device.person_file(&FileSubject::Household(scene.here.household));
        file.is_ok_and(|file| file.records.iter().any(|one| one.id == scene.here.visit))
    }),
    ("look for duplicates", |device, scene| {
        let query = DuplicateQuery {
            kind: Kind::Household,
            narrowing: within(scene.here),
        };
        device.duplicates(&query).unwrap().total > 0
    }),
    ("link duplicates, and separate them", |device, scene| {
        let (leading, other) = (scene.here.household, scene.here.again);
        let plan = device.plan_link(leading, &[other]);
        plan.is_ok_and(|plan| device.link(&plan).is_ok() && device.unlink(other).is_ok())
    }),
    (
        "say of two records that they are not the same",
        |device, scene| {
            let (one, other) = (scene.here.household, scene.here.again);
            device.set_unlike(one, other).is_ok()
        },
    ),
    ("look for names written in two ways", |device, scene| {
        let query = SpellingQuery {
            narrowing: within(scene.here),
            ..SpellingQuery::default()
        };
        device.spellings(&query).unwrap().total > 0
    }),
    ("write a name in one way", |device, scene| {
        let (household, from, to) = (scene.here.household, &scene.here.met, &scene.here.head);
        let plan = device.plan_respelling(household, from, to);
        plan.is_ok_and(|plan| device.respell(&plan).is_ok())
    }),
    ("export", |device, scene| {
        let mut out = Vec::new();
        let format = ExportFormat::JsonLines;
        device
            .export(Kind::Household, format, Sensitive::Withheld, &mut out)
            .unwrap();
        let text = String::from_utf8(out).unwrap();
        text.contains(&scene.here.household.to_string())
    }),
    ("import", |device, scene| {
        let line = json!({
            "id": "00000000-0000-4000-8000-0000000000ff", "area": scene.here.area.to_string(), "code": "HB-10",
            "head": "Vũ Thị Mười",
        });
        let file = ImportFile {
            name: "households.jsonl".to_owned(),
            reader: Box::new(std::io::Cursor::new(line.to_string())),
        };
        let report = device.import(vec![file], ImportOptions::default(), &mut |_| {});
        report.is_ok_and(|report| report.kinds["households"].created == 1)
    }),
    ("record a household", |device, scene| {
        let house = json!({
            "area": scene.here.area.to_string(), "code": "HB-9", "head": "Đỗ Văn Chín",
        });
        makes(device, Kind::Household, house)
    }),
    ("record a visit and hand it in", |device, scene| {
        let visit =
            json!({ "household": scene.here.household.to_string(), "purposes": ["listen"] });
        let visit = device.create(Kind::Visit, fields(visit));
        visit.is_ok_and(|visit| device.submit_visit(visit).is_ok())
    }),
    (
        "record a group, a meeting or an establishment",
        |device, scene| {
            let area = scene.here.area.to_string();
            let group = json!({ "area": area, "name": "Tổ tự quản 3" });
            let meeting = json!({ "group": scene.here.group.to_string() });
            let establishment = json!({ "area": area, "kind": "food", "name": "Phở Thìn" });
            makes(device, Kind::Group, group)
                && makes(device, Kind::Meeting, meeting)
                && makes(device, Kind::Establishment, establishment)
        },
    ),
    ("edit a record", |device, scene| {
        edit(device, scene.here.household, "note", "Cổng xanh")
    }),
    ("move a household to another area", |device, scene| {
        let plan = device.plan_move(scene.here.household, scene.there.area);
        plan.is_ok_and(|plan| device.move_record(&plan).is_ok())
    }),
    ("erase a record", |device, scene| {
        let plan = device.plan_erasure(&[scene.here.household]);
        plan.is_ok_and(|plan| device.erase(&plan, EraseReason::Request).is_ok())
    }),
    ("see what was erased", |device, scene| {
        let rows = device.erasures().unwrap();
        let mut erased = rows.iter().flat_map(|row| &row.records);
        erased.any(|id| *id == scene.here.erased)
    }),
];

/// Makes a record, and tells whether it was let.
pub(super) fn makes(device: &mut Notebook, kind: Kind, record: serde_json::Value) -> bool {
    device.create(kind, fields(record)).is_ok()
}
