//! SIGKILL of the real relay and of the real client, at seeded moments in the middle of syncs.

use client_core::{
    DocId, Founding, Home, InviteRequest, Kind, Notebook, Query, Role, Safety, World,
};
use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::{Duration, Instant};
use testkit::TestRng;
use testkit::process::Sotay;
use tests::programs::{Station, new_household};
use tests::seeds::for_each_seed;
use tests::{PIN, fields, household, transport};

const ROUNDS: u32 = 20;

/// Lets so much time pass: the moment of a kill is what these tests are about.
fn wait(moment: Duration) {
    std::thread::sleep(moment);
}

fn found(station: &Station) -> Notebook {
    let founding = Founding {
        relay_url: station.relay.url(),
        unit: "Công an phường Hoà Bình".to_owned(),
        officer: "Trần Văn Bình".to_owned(),
        areas: vec!["Tổ 1".to_owned()],
    };
    let mut chief = Notebook::found(
        &Home::at(station.path("chief")),
        World::native(),
        PIN,
        &founding,
    )
    .unwrap();
    let described: serde_json::Value =
        serde_json::from_str(&transport(&station.relay.url()).describe().unwrap()).unwrap();
    chief
        .learn_relay(described["relay"].as_str().unwrap().parse().unwrap())
        .unwrap();
    chief
}

fn sync(
    device: &mut Notebook,
    station: &Station,
) -> Result<client_core::SyncReport, client_core::ClientError> {
    device.sync(&mut transport(&station.relay.url()), &mut |_| {})
}

fn visits(device: &mut Notebook) -> BTreeSet<DocId> {
    let query = Query {
        limit: 10_000,
        ..Query::of(Kind::Visit)
    };
    device
        .list(&query)
        .unwrap()
        .rows
        .iter()
        .map(|row| row.id)
        .collect()
}

/// The visits that this device believes to be safe on the relay.
fn acknowledged(device: &mut Notebook) -> BTreeSet<DocId> {
    let query = Query {
        limit: 10_000,
        ..Query::of(Kind::Visit)
    };
    let rows = device.list(&query).unwrap().rows;
    rows.iter()
        .filter(|row| row.safety == Safety::OnRelay)
        .map(|row| row.id)
        .collect()
}

#[test]
fn a_relay_killed_in_the_middle_of_syncs_keeps_all_that_it_acknowledged() {
    for_each_seed("a_relay_killed", 2, |seed| {
        let mut rng = TestRng::new(seed);
        let mut station = Station::start();
        let mut chief = found(&station);
        let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
        sync(&mut chief, &station).unwrap();
        let request = InviteRequest {
            role: Role::Officer,
            officer: "Cúc".to_owned(),
            areas: Vec::new(),
        };
        let code = chief.invite(&request).unwrap().code;
        sync(&mut chief, &station).unwrap();
        let home = Home::at(station.path("officer"));
        let mut officer = Notebook::join(&home, World::native(), PIN, &code).unwrap();
        let began = Instant::now();
        sync(&mut officer, &station).unwrap();
        let usual = began.elapsed().max(Duration::from_millis(10));

        let mut recorded = BTreeSet::new();
        let mut cut = 0;
        for round in 0..ROUNDS {
            for _ in 0..=rng.below(3) {
                let visit = serde_json::json!({
                    "household": house.to_string(), "purposes": ["listen"], "needs": [format!("nhu cầu {round}")],
                });
                recorded.insert(officer.create(Kind::Visit, fields(visit)).unwrap());
            }
            let moment = Duration::from_micros(rng.below(usual.as_micros() as u64));
            let mut link = transport(&station.relay.url());
            let relay = &mut station.relay;
            std::thread::scope(|scope| {
                scope.spawn(move || {
                    wait(moment);
                    relay.kill().unwrap();
                });
                match officer.sync(&mut link, &mut |_| {}) {
                    Ok(_) => {}
                    Err(error) => {
                        assert_eq!(error.code(), "no-network", "{error}");
                        cut += 1;
                    }
                }
            });
            let safe = acknowledged(&mut officer);
            station.relay.restart().unwrap();
            sync(&mut chief, &station).unwrap();
            let held = visits(&mut chief);
            assert!(
                safe.is_subset(&held),
                "the relay lost {:?}",
                safe.difference(&held)
            );
        }
        assert!(cut > 0, "no kill came in the middle");
        assert_eq!(sync(&mut officer, &station).unwrap().unsent, 0);
        sync(&mut chief, &station).unwrap();
        assert_eq!(visits(&mut chief), recorded);
        assert!(
            recorded
                .iter()
                .all(|id| chief.history(*id).unwrap().len() == 1),
            "nothing twice"
        );
    });
}

/// Runs a command and kills it at a moment; returns what it printed if it came to its end before.
fn run_until(device: &Sotay, arguments: &[&str], moment: Duration) -> Option<serde_json::Value> {
    let mut command = device.command(&["--json"]);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    wait(moment);
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    // A command that is killed after it printed has told its user that the work is done.
    serde_json::from_slice(&output.stdout).ok()
}

#[test]
fn a_client_killed_while_recording_and_syncing_loses_nothing_that_it_confirmed() {
    for_each_seed("a_client_killed", 1, |seed| {
        let mut rng = TestRng::new(seed);
        let station = Station::start();
        let chief = station.found(&["Tổ 1"]);
        new_household(&chief, "Tổ 1", "HB-1");
        chief.json(&["sync"]).unwrap();
        let officer = station.join(&chief, "officer", "Lê Thị Cúc", &["Tổ 1"]);
        let new = [
            "visit",
            "new",
            "--household",
            "HB-1",
            "--purpose",
            "listen",
            "--need",
            "Sửa đèn đường",
        ];
        let began = Instant::now();
        officer.json(&new).unwrap();
        officer.json(&["sync"]).unwrap();
        let usual = began.elapsed() / 2;
        let moment =
            |rng: &mut TestRng| Duration::from_micros(rng.below(usual.as_micros() as u64 * 5 / 4));

        let mut confirmed = BTreeSet::new();
        let mut killed = 0;
        for _ in 0..ROUNDS {
            match run_until(&officer, &new, moment(&mut rng)) {
                Some(visit) => drop(confirmed.insert(visit["id"].as_str().unwrap().to_owned())),
                None => killed += 1,
            }
            run_until(&officer, &["sync"], moment(&mut rng));
        }
        assert!(
            killed > 0 && !confirmed.is_empty(),
            "{killed} killed, {} confirmed",
            confirmed.len()
        );
        assert_eq!(officer.json(&["sync"]).unwrap()["unsent"], 0);
        chief.json(&["sync"]).unwrap();
        let ids = |device: &Sotay| -> Vec<String> {
            let list = device.json(&["visit", "list", "--limit", "1000"]).unwrap();
            let mut ids: Vec<String> = list
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["id"].as_str().unwrap().to_owned())
                .collect();
            ids.sort();
            ids
        };
        let (here, there) = (ids(&officer), ids(&chief));
        assert_eq!(here, there);
        assert!(
            confirmed.iter().all(|id| here.contains(id)),
            "a confirmed visit is gone"
        );
    });
}
