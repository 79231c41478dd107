//! What the desk is measured on: a generated register, and the records of a year that belong to it besides.

use std::io::Cursor;
use std::path::Path;
use std::time::Instant;

use client_core::{
    Founding, Home, ImportFile, ImportOptions, Kind, Notebook, PresenceRule, Role, UnitRules, World,
};
use serde_json::{Value, json};
use testkit::{Register, Size};

use crate::failure::Failure;
use crate::ward::{PIN, text};

/// The year that is reported.
pub(super) const YEAR: i64 = 2026;
/// How many models there are; the generated groups write the codes of some.
const MODELS: usize = 13;

/// Founds a unit and imports the whole register.
pub(super) fn fill(home: &Path, size: &Size, seed: u64) -> Result<(), Failure> {
    let mut register = Register::generate(size, seed);
    // At the end of some visits it is said when the next one is due.
    for visit in register.visits.iter_mut().step_by(10) {
        add(visit, "next_visit_due", json!("2026-11-20"));
    }
    for (n, establishment) in register.establishments.iter_mut().enumerate() {
        match n % 4 {
            0..3 => add(establishment, "recognised_years", json!([2026])),
            _ => add(establishment, "registered_years", json!([2025, 2026])),
        }
    }
    let founding = Founding {
        relay_url: "http://127.0.0.1:1".to_owned(),
        unit: "Đơn vị đo".to_owned(),
        officer: "Chỉ huy đo".to_owned(),
        areas: Vec::new(),
    };
    let began = Instant::now();
    let mut notebook = Notebook::found(&Home::at(home), World::native(), PIN, &founding)?;
    for kind in testkit::Kind::ALL {
        import(&mut notebook, kind.file_stem(), register.lines(kind))?;
    }
    for (kind, rows) in beside(&register) {
        let lines = rows.iter().map(|row| format!("{row}\n")).collect();
        import(&mut notebook, kind.plural(), lines)?;
    }
    // All visits count for presence, which is more than a unit asks for.
    notebook.set_rules(&UnitRules {
        norm_households: 300,
        presence: PresenceRule {
            roles: Role::ALL.into_iter().collect(),
            ..PresenceRule::default()
        },
    })?;
    eprintln!(
        "{} documents are there after {:.1} s",
        size.documents(),
        began.elapsed().as_secs_f64()
    );
    Ok(())
}

fn import(notebook: &mut Notebook, stem: &str, lines: String) -> Result<(), Failure> {
    let file = ImportFile {
        name: format!("{stem}.jsonl"),
        reader: Box::new(Cursor::new(lines)),
    };
    notebook.import(vec![file], ImportOptions::default(), &mut |_| {})?;
    Ok(())
}

fn add(row: &mut Value, field: &str, value: Value) {
    if let Some(fields) = row.as_object_mut() {
        fields.insert(field.to_owned(), value);
    }
}

/// Makes the kinds that no generated register has, in its proportions.
fn beside(register: &Register) -> [(Kind, Vec<Value>); 6] {
    let id = |kind: Kind, n: usize| format!("{:08x}-0000-4000-8000-{n:012x}", kind.code());
    let officers: Vec<String> = register
        .officers
        .iter()
        .map(|row| text(row, "id"))
        .collect();
    let of = |n: usize| officers.get(n % officers.len().max(1));
    let models = (0..MODELS).map(|n| {
        json!({"id": id(Kind::Model, n), "code": format!("m{n:02}"), "name": format!("Mô hình {n:02}")})
    });
    // Two reviewers look at each group, and every fifth time they disagree.
    let assessments = register.groups.iter().enumerate().flat_map(|(n, group)| {
        [0, 1].map(|reviewer| {
            let result = match n % 5 == reviewer {
                true => "weak",
                false => "good",
            };
            json!({
                "id": id(Kind::Assessment, 2 * n + reviewer), "group": group["id"], "area": group["area"],
                "period": "2026-Q3", "officer": of(reviewer + 1), "result": result, "recommendation": "keep",
            })
        })
    });
    let trainings = (0..officers.len().min(70)).map(|n| {
        json!({
            "id": id(Kind::Training, n), "held_at": format!("2026-{:02}-10T08:00:00+07:00", n % 10 + 1),
            "topics": [format!("Chuyên đề {}", n % 7)], "officers": officers.iter().skip(n).take(20).collect::<Vec<_>>(),
        })
    });
    let materials = (0..10).map(|n| {
        json!({"id": id(Kind::Material, n), "title": format!("Cẩm nang {n}"), "printed": 400, "printed_on": "2026-03-02"})
    });
    let hand_outs = register.areas.iter().enumerate().flat_map(|(n, area)| {
        (0..10).map(move |month| {
            json!({
                "id": id(Kind::HandOut, 10 * n + month), "material": id(Kind::Material, n % 10), "copies": 3,
                "area": area["id"], "officer": of(n), "handed_out_at": format!("2026-{:02}-12T09:00:00+07:00", month + 1),
            })
        })
    });
    let requests = register.households.iter().step_by(200).enumerate().map(|(n, household)| {
        json!({
            "id": id(Kind::Request, n), "household": household["id"], "area": household["area"], "kind": "access",
            "received_at": "2026-11-18T09:00:00+07:00",
        })
    });
    [
        (Kind::Model, models.collect()),
        (Kind::Assessment, assessments.collect()),
        (Kind::Training, trainings.collect()),
        (Kind::Material, materials.collect()),
        (Kind::HandOut, hand_outs.collect()),
        (Kind::Request, requests.collect()),
    ]
}
