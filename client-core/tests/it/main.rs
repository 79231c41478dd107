//! The notebook alone, without any network.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod audit;
mod coverage;
mod day;
mod duplicates;
mod follow_ups;
mod groups;
mod home;
mod linking;
mod lock;
mod messages;
mod offline;
mod presence;
mod recording;
mod registers;
mod review;
mod rights;
mod sensitive;
mod spellings;
mod summaries;

use client_core::{
    Clock, FieldMap, Founding, Home, ImportFile, ImportOptions, Kind, Notebook, UnixMillis, World,
};
use testkit::{FixedClock, TestRng};

/// The PIN of every notebook here.
const PIN: &str = "493817";

struct Stopped(FixedClock);

impl Clock for Stopped {
    fn now(&self) -> UnixMillis {
        UnixMillis(self.0.unix_millis())
    }
}

/// A folder with a notebook of a unit of two areas, which never meets a relay.
struct Desk {
    notebook: Notebook,
    home: Home,
    clock: FixedClock,
    folder: tempfile::TempDir,
}

fn founding() -> Founding {
    Founding {
        relay_url: "http://127.0.0.1:1".to_owned(),
        unit: "Công an phường Hoà Bình".to_owned(),
        officer: "Trần Văn Bình".to_owned(),
        areas: vec!["Tổ 1".to_owned(), "Tổ 2".to_owned()],
    }
}

fn world(clock: &FixedClock, seed: u64) -> World {
    World {
        clock: Box::new(Stopped(clock.clone())),
        random: Box::new(TestRng::new(seed)),
    }
}

impl Desk {
    fn new(seed: u64) -> Desk {
        let (clock, folder) = (FixedClock::default(), tempfile::tempdir().unwrap());
        let home = Home::at(folder.path().join("home")).with_patience(std::time::Duration::ZERO);
        let notebook = Notebook::found(&home, world(&clock, seed), PIN, &founding()).unwrap();
        Desk {
            notebook,
            home,
            clock,
            folder,
        }
    }

    fn area(&self, name: &str) -> client_core::DocId {
        self.notebook.find(Some(Kind::Area), name).unwrap()
    }

    fn household(&mut self, area: &str, code: &str, head: &str) -> client_core::DocId {
        let area = self.area(area).to_string();
        let household =
            serde_json::json!({ "area": area, "code": code, "head": head, "phone": "0912345678" });
        self.notebook
            .create(Kind::Household, fields(household))
            .unwrap()
    }

    fn import(&mut self, file: &str, lines: &str) {
        let file = ImportFile {
            name: file.to_owned(),
            reader: Box::new(std::io::Cursor::new(lines.to_owned())),
        };
        let options = ImportOptions::default();
        let imported = self.notebook.import(vec![file], options, &mut |_| {});
        imported.unwrap();
    }

    fn visit(&mut self, household: client_core::DocId, need: &str) -> client_core::DocId {
        let visit = serde_json::json!({ "household": household.to_string(), "purposes": ["listen"], "needs": [need] });
        self.notebook.create(Kind::Visit, fields(visit)).unwrap()
    }
}

fn fields(value: serde_json::Value) -> FieldMap {
    value.as_object().cloned().unwrap()
}
