//! Several units whose devices meet one relay, which is a process of its own, and whose reports go up.

use crate::programs::Station;
use crate::{PIN, transport};
use client_core::{
    Founding, Home, ImportFile, ImportOptions, InviteRequest, Kind, Notebook, Period, ReportCounts,
    ReportReview, Role, UnitTable, World,
};
use serde_json::Value;
use std::io::Cursor;
use std::time::Duration;
use testkit::TestRng;

/// The relay, and the homes of all units. Clocks are the system's, as the relay's is: what is counted has to be of the past.
pub struct Units {
    station: Station,
    seed: u64,
}

impl Units {
    /// Starts the relay; everything random of the devices follows from `seed`.
    pub fn start(seed: u64) -> Units {
        Units {
            station: Station::start(),
            seed,
        }
    }

    fn home(&self, name: &str) -> Home {
        Home::at(self.station.path(name)).with_patience(Duration::ZERO)
    }

    fn world(&self, name: &str) -> World {
        let label = name.bytes().fold(self.seed, |seed, byte| {
            seed.wrapping_mul(131).wrapping_add(u64::from(byte))
        });
        World {
            random: Box::new(TestRng::new(label)),
            ..World::native()
        }
    }

    /// Founds a unit without areas.
    pub fn found(&self, unit: &str) -> Notebook {
        let founding = Founding {
            relay_url: self.station.relay.url(),
            unit: unit.to_owned(),
            officer: format!("Chỉ huy {unit}"),
            areas: Vec::new(),
        };
        let mut chief =
            Notebook::found(&self.home(unit), self.world(unit), PIN, &founding).expect("founded");
        let relay = transport(&self.station.relay.url()).describe();
        let relay: Value = serde_json::from_str(&relay.expect("the relay")).expect("its word");
        let id = relay["relay"].as_str().expect("its key");
        chief
            .learn_relay(id.parse().expect("a key"))
            .expect("a first meeting");
        chief
    }

    /// Lets a device of a supervisor of all areas join.
    pub fn supervisor(&self, chief: &mut Notebook, unit: &str) -> Notebook {
        let request = InviteRequest {
            role: Role::Supervisor,
            officer: format!("Đội trưởng {unit}"),
            areas: Vec::new(),
        };
        let invitation = chief.invite(&request).expect("an invitation");
        self.sync(chief);
        let name = format!("{unit}, đội trưởng");
        let home = self.home(&name);
        let joined = Notebook::join(&home, self.world(&name), PIN, &invitation.code);
        let mut supervisor = joined.expect("a valid code");
        self.sync(&mut supervisor);
        supervisor
    }

    /// Lets a unit report to another one.
    pub fn link(&self, above: &mut Notebook, below: &mut Notebook, unit: &str) {
        let invitation = above.new_liaison(unit).expect("a liaison");
        self.sync(above);
        let taken = below.accept_liaison(&invitation.code, None);
        taken.expect("taken up");
        self.sync(below);
    }

    /// Lets a device meet the relay; it has then sent all that it has.
    pub fn sync(&self, device: &mut Notebook) {
        let mut transport = transport(&self.station.relay.url());
        let report = device.sync(&mut transport, &mut |_| {});
        assert_eq!(report.expect("a sync").unsent, 0);
    }

    /// Lets a device report what its unit counts of a period to the unit above, and tells what that is.
    pub fn report(&self, device: &mut Notebook, period: Period, above: &str) -> ReportCounts {
        self.sync(device);
        let counts = device.count_report(period).expect("counted");
        let report = device.write_report(period, &counts, &[]);
        let sent = device.submit_report(report.expect("written"), above);
        sent.expect("sent");
        self.sync(device);
        counts
    }

    /// Lets a unit's supervisor report, who counts what the chief counts. The chief's device lets the supervisor's into the liaison.
    pub fn report_by_supervisor(
        &self,
        chief: &mut Notebook,
        supervisor: &mut Notebook,
        period: Period,
        above: &str,
    ) -> ReportCounts {
        self.sync(chief);
        let counts = self.report(supervisor, period, above);
        assert_eq!(counts, chief.count_report(period).expect("counted"));
        counts
    }

    /// Lets a unit accept the reports of those below, and adds them to its own, which it writes.
    pub fn merge(&self, device: &mut Notebook, period: Period) -> UnitTable {
        self.sync(device);
        let table = device.reports_of_units(period).expect("a table");
        for report in table.rows.iter().filter_map(|row| row.report) {
            let accepted = device.review_report(report, &ReportReview::Accept);
            accepted.expect("accepted");
        }
        let own = device.count_report(period).expect("counted");
        let written = device.write_report(period, &table.with(&own), &[]);
        written.expect("written");
        self.sync(device);
        device.reports_of_units(period).expect("a table")
    }
}

/// Imports the rows of a kind.
pub fn import(device: &mut Notebook, kind: Kind, rows: &[Value]) {
    let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
    let file = ImportFile {
        name: format!("{}.jsonl", kind.plural()),
        reader: Box::new(Cursor::new(lines.join("\n"))),
    };
    let imported = device.import(vec![file], ImportOptions::default(), &mut |_| {});
    let count = imported.expect("an import").kinds[kind.plural()];
    assert_eq!(count.created, rows.len() as u64);
}

/// Makes the id of a record of an imported register: of which unit, of which kind, and which.
pub fn id(unit: usize, kind: Kind, n: usize) -> String {
    format!("{:08x}-{unit:04x}-4000-8000-{n:012x}", kind.code())
}

/// Returns the numbers under some names.
pub fn numbers<const N: usize>(counts: &ReportCounts, names: [&str; N]) -> [i64; N] {
    names.map(|name| counts.get(name).copied().unwrap_or_default())
}
