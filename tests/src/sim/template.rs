//! How every history begins: a unit whose devices have joined and know each other. Made once a process, then copied.

use crate::sim::relay::RelaySite;
use crate::sim::wire::Direct;
use crate::{MORNING, PIN, fields, key_of, world};
use client_core::{DeviceId, DocId, Founding, Home, InviteRequest, Kind, Notebook, Role};
use serde_json::json;
use simdisk::Snapshot;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;
use testkit::FixedClock;

/// The areas of the unit.
pub const AREAS: [&str; 2] = ["Tổ dân phố 1", "Tổ dân phố 2"];

/// Who is in the unit: the device's name, its officer, the officer's role, and areas. The founder comes before them.
/// The last is a liar.
pub const SEATS: [(&str, &str, Role, &[usize]); 6] = [
    ("one", "Officer one", Role::Officer, &[0]),
    ("one-b", "Officer one", Role::Officer, &[0]),
    ("two", "Officer two", Role::Officer, &[1]),
    ("both", "Supervisor", Role::Supervisor, &[0, 1]),
    ("auditor", "Auditor", Role::Auditor, &[0, 1]),
    ("liar", "Liar", Role::Supervisor, &[0, 1]),
];

/// A device as it is when a history begins.
pub struct Seat {
    /// Its name.
    pub name: &'static str,
    /// Its id.
    pub device: DeviceId,
    /// Its files.
    pub files: Snapshot,
    /// The raw key of its database.
    pub key: [u8; 32],
}

/// The unit as it is when a history begins.
pub struct Template {
    /// The devices, the founder first and the liar last.
    pub seats: Vec<Seat>,
    /// The relay's files.
    pub relay: Snapshot,
    /// The areas' records.
    pub areas: Vec<DocId>,
    /// The area of each record that belongs to one.
    pub area_of: BTreeMap<DocId, usize>,
}

/// Returns the template, which the first caller makes.
pub fn template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(make)
}

fn make() -> Template {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let clock = FixedClock::at(MORNING);
    let mut relay = RelaySite::of(Snapshot::new());
    let home = |name: &str| Home::at(folder.path().join(name));
    let founding = Founding {
        relay_url: "http://relay.example".to_owned(),
        unit: "Công an phường Hoà Bình".to_owned(),
        officer: "Chỉ huy".to_owned(),
        areas: AREAS.map(str::to_owned).to_vec(),
    };
    let mut chief =
        Notebook::found(&home("chief"), world(&clock, 1), PIN, &founding).expect("founded");
    chief.learn_relay(relay.id()).expect("a first meeting");
    let sync = |device: &mut Notebook, relay: &RelaySite| {
        device
            .sync(&mut Direct(relay), &mut |_| {})
            .expect("a sync");
    };
    sync(&mut chief, &relay);
    let areas: Vec<DocId> = AREAS
        .iter()
        .map(|area| chief.find(Some(Kind::Area), area).expect("the area"))
        .collect();
    let mut area_of = BTreeMap::new();
    for (at, area) in areas.iter().enumerate() {
        let household = json!({ "area": area.to_string(), "code": format!("HB-{at}"), "head": format!("Chủ hộ {at}") });
        let id = chief
            .create(Kind::Household, fields(household))
            .expect("a household");
        area_of.insert(id, at);
    }
    let mut notebooks = vec![("chief", chief)];
    for (at, (name, officer, role, in_areas)) in SEATS.into_iter().enumerate() {
        let request = InviteRequest {
            role,
            officer: officer.to_owned(),
            areas: in_areas
                .iter()
                .map(|area| AREAS[*area].to_owned())
                .collect(),
        };
        let chief = &mut notebooks[0].1;
        let invitation = chief.invite(&request).expect("an invitation");
        sync(chief, &relay);
        let world = world(&clock, 2 + at as u64);
        let mut device = Notebook::join(&home(name), world, PIN, &invitation.code).expect("joins");
        sync(&mut device, &relay);
        notebooks.push((name, device));
    }
    for _ in 0..2 {
        for (_, device) in &mut notebooks {
            sync(device, &relay);
        }
    }
    let seats = notebooks.into_iter().map(|(name, notebook)| {
        let device = notebook.device();
        drop(notebook);
        let home = home(name);
        Seat {
            name,
            device,
            key: key_of(&home),
            files: files(home.folder()),
        }
    });
    let seats = seats.collect();
    relay.stop();
    Template {
        seats,
        relay: relay.disk.snapshot(),
        areas,
        area_of,
    }
}

/// Reads the database of a closed home.
fn files(home: &Path) -> Snapshot {
    let bytes = std::fs::read(home.join("device.db")).expect("a database");
    Snapshot::from([("device.db".to_owned(), bytes)])
}
