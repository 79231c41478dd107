//! What a released program and a released relay said to each other, byte for byte: today's relay takes the requests and
//! answers them as then, and today's program understands the answers.
//!
//! `fixtures/traffic-N/` holds:
//!
//! - `relay.sqlite3`: the relay's store before the first request, with its key and epoch;
//! - `exchanges`: every request and its answer, in the order in which they came to the relay. Before each pair stands a line of
//!   JSON: who asked, in which turn, the time by every clock, and the lengths of the request and of the answer that follow;
//! - `officer/`: the officer's home, as it was before its first meeting with the relay;
//! - `courier.sotay`: a file that the commander's device wrote by hand when all was over.
//!
//! The session: a unit is founded, an officer joins, records, gets what the commander changed, loses what the commander erased, and
//! goes on until the commander's device merges the small packs. Both devices draw from seeds, so the officer, played again on its
//! home, says the same as then. The session was held with the relay's program, under a clock that stood still.

use cli::transport::HttpTransport;
use client_core::{
    ClientError, EraseReason, FieldEdit, Flow, Founding, Home, InviteRequest, Kind, Notebook, Role,
    Safety, SyncReport, Transport, TransportError, UnixMillis, Value,
};
use proto::{Frame, FrameReader};
use rusqlite::{Connection, OpenFlags};
use serde_json::json;
use server::{Config, InlineRelay};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use testkit::FixedClock;
use testkit::process::{Programs, Relay, Sotay, StoppedClock};
use tests::by_hand::export;
use tests::programs::{count, folder_in_memory};
use tests::tables::rows;
use tests::{MORNING, PIN, copy_files, fields, household, ids, transport, world};

/// Set to record the newest of [`RECORDED`], if nothing of it is there yet. What is there is never written again.
const WRITE: &str = "SOTAY_WRITE_FIXTURES";

/// The sessions that were recorded. A program that says something else adds one.
const RECORDED: [u32; 1] = [1];

/// Those of which today's program still makes every request as it was, to the byte. A program that asks in another way, or only
/// compresses otherwise, takes older ones out of here; what it is answered then is in [`Playback::deaf`].
const REPEATED: [u32; 1] = [1];

/// How often the officer meets the relay.
const TURNS: usize = 24;
/// The commander changes the household that the officer recorded.
const CHANGES: usize = 2;
/// The commander erases the officer's first visit.
const ERASES: usize = 4;
const SEED: u64 = 2611;

fn fixture(version: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/traffic-{version}"))
}

/// A request and its answer.
struct Exchange {
    who: String,
    turn: usize,
    at: i64,
    request: Vec<u8>,
    answer: Vec<u8>,
}

impl Exchange {
    fn write(&self, out: &mut Vec<u8>) {
        let line = json!({
            "who": self.who, "turn": self.turn, "at": self.at, "request": self.request.len(), "answer": self.answer.len(),
        });
        out.extend(format!("{line}\n").bytes());
        out.extend(&self.request);
        out.extend(&self.answer);
    }

    fn read_all(mut bytes: &[u8]) -> Vec<Exchange> {
        let mut all = Vec::new();
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            let line: serde_json::Value = serde_json::from_slice(&bytes[..end]).expect("a line");
            let number = |name: &str| line[name].as_i64().expect("a number");
            let size = |name: &str| usize::try_from(number(name)).expect("a size");
            let (request, rest) = bytes[end + 1..].split_at(size("request"));
            let (answer, rest) = rest.split_at(size("answer"));
            all.push(Exchange {
                who: line["who"].as_str().expect("a name").to_owned(),
                turn: size("turn"),
                at: number("at"),
                request: request.to_vec(),
                answer: answer.to_vec(),
            });
            bytes = rest;
        }
        assert!(bytes.is_empty() && !all.is_empty());
        all
    }

    fn of(version: u32) -> Vec<Exchange> {
        Exchange::read_all(&std::fs::read(fixture(version).join("exchanges")).unwrap())
    }
}

fn frames(answer: &[u8]) -> Vec<Frame> {
    let mut reader = FrameReader::new();
    reader.push(answer);
    let mut all = Vec::new();
    while let Some(frame) = reader.next().expect("frames") {
        all.push(frame);
    }
    assert!(reader.is_at_boundary());
    all
}

/// The relay's program on a store, under a clock that stands still.
struct Site {
    relay: Relay,
    stopped: StoppedClock,
    folder: tempfile::TempDir,
}

impl Site {
    fn start(store: &Path) -> Site {
        let folder = folder_in_memory();
        let data = folder.path().join("relay");
        std::fs::create_dir(&data).unwrap();
        std::fs::copy(store, data.join("relay.sqlite3")).unwrap();
        let programs = Programs::built().expect("sotay and sotay-relay are built");
        let stopped = StoppedClock::at(&programs, &folder.path().join("clock"), MORNING).unwrap();
        let relay = Relay::start(&programs.under(&stopped), &data).expect("the relay starts");
        Site {
            relay,
            stopped,
            folder,
        }
    }
}

/// A line to the relay on which everything is written down.
struct Recorder<'a> {
    line: HttpTransport,
    who: &'a str,
    turn: usize,
    at: i64,
    all: &'a mut Vec<Exchange>,
}

impl Transport for Recorder<'_> {
    fn exchange(
        &mut self,
        request: Vec<u8>,
        take: &mut dyn FnMut(&[u8]) -> Flow,
    ) -> Result<(), TransportError> {
        let mut answer = Vec::new();
        self.line.exchange(request.clone(), &mut |bytes| {
            answer.extend(bytes);
            Flow::Continue
        })?;
        take(&answer);
        self.all.push(Exchange {
            who: self.who.to_owned(),
            turn: self.turn,
            at: self.at,
            request,
            answer,
        });
        Ok(())
    }
}

/// What the officer does before a meeting with the relay.
fn works(officer: &mut Notebook, turn: usize) {
    if turn == 0 {
        return;
    }
    if turn == 1 {
        household(officer, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    }
    let house = ids(officer, Kind::Household)[0];
    let visit = json!({
        "household": house.to_string(), "purposes": ["listen"], "needs": [format!("Sửa đèn đường, lần {turn}")],
        "notes": [{ "kind": "hearsay", "text": "Sắp chuyển đi" }], "met": ["Bà Hoà"],
    });
    officer.create(Kind::Visit, fields(visit)).expect("a visit");
}

/// What the commander does after the officer's meeting; tells whether the relay is to hear of it.
fn commands(chief: &mut Notebook, turn: usize) -> bool {
    if turn == CHANGES {
        let house = ids(chief, Kind::Household)[0];
        let phone = FieldEdit::set("phone", Value::text("0900000001"));
        chief.edit(house, &[phone]).expect("an edit");
    }
    if turn == ERASES {
        let first = ids(chief, Kind::Visit)[0];
        let plan = chief.plan_erasure(&[first]).expect("a plan");
        chief.erase(&plan, EraseReason::Mistake).expect("erased");
    }
    [CHANGES - 1, CHANGES, ERASES, TURNS - 1].contains(&turn)
}

/// Holds the session and writes it down.
fn record(kept: &Path) {
    std::fs::create_dir(kept).unwrap();
    let store = kept.join("relay.sqlite3");
    let connection = Connection::open(&store).unwrap();
    let now = Arc::new(|| UnixMillis(MORNING));
    let config = Config::for_data(kept).unwrap();
    let relay = InlineRelay::open(connection, &config, now).unwrap();
    let id = relay.relay();
    relay.close().unwrap();
    drop(relay_leftovers(kept));
    let site = Site::start(&store);
    let clock = FixedClock::at(MORNING);
    let mut all = Vec::new();
    let mut sync = |device: &mut Notebook, who: &str, turn: usize| -> SyncReport {
        let mut recorder = Recorder {
            line: transport(&site.relay.url()),
            who,
            turn,
            at: clock.unix_millis(),
            all: &mut all,
        };
        site.stopped.set(recorder.at).unwrap();
        device.sync(&mut recorder, &mut |_| {}).unwrap()
    };

    let founding = Founding {
        relay_url: "https://relay.example".to_owned(),
        unit: "Công an phường Hoà Bình".to_owned(),
        officer: "Chỉ huy Trần Văn Bình".to_owned(),
        areas: vec!["Tổ 1".to_owned()],
    };
    let home = |name: &str| Home::at(site.folder.path().join(name));
    let mut chief =
        Notebook::found(&home("chief"), world(&clock, SEED + 1), PIN, &founding).unwrap();
    chief.learn_relay(id).unwrap();
    sync(&mut chief, "chief", 0);
    let request = InviteRequest {
        role: Role::Officer,
        officer: "Lê Thị Cúc".to_owned(),
        areas: vec!["Tổ 1".to_owned()],
    };
    let invitation = chief.invite(&request).unwrap();
    sync(&mut chief, "chief", 0);
    let world_of_joining = world(&clock, SEED + 2);
    drop(Notebook::join(&home("officer"), world_of_joining, PIN, &invitation.code).unwrap());
    copy_files(home("officer").folder(), &kept.join("officer"));
    drop(std::fs::remove_file(kept.join("officer/lock")));

    let mut officer = Notebook::open(&home("officer"), world(&clock, SEED), PIN).unwrap();
    let (mut merged, mut erased) = (0, 0);
    for turn in 0..TURNS {
        clock.advance(Duration::from_secs(3_600));
        works(&mut officer, turn);
        sync(&mut officer, "officer", turn);
        if turn == CHANGES || turn == ERASES {
            sync(&mut chief, "chief", turn);
        }
        if commands(&mut chief, turn) {
            let report = sync(&mut chief, "chief", turn);
            match turn {
                ERASES => erased = report.packs_pushed,
                _ => merged = report.packs_pushed,
            }
        }
    }
    assert!(erased > 0 && merged > 0, "{erased} {merged}");
    household(&mut chief, "Tổ 1", "HB-2", "Phạm Văn Đức");
    std::fs::write(kept.join("courier.sotay"), export(&mut chief)).unwrap();
    let mut bytes = Vec::new();
    all.iter().for_each(|exchange| exchange.write(&mut bytes));
    std::fs::write(kept.join("exchanges"), bytes).unwrap();
}

/// Removes what a closed database leaves beside its file.
fn relay_leftovers(kept: &Path) -> std::io::Result<()> {
    std::fs::remove_file(kept.join("relay.sqlite3-wal"))?;
    std::fs::remove_file(kept.join("relay.sqlite3-shm"))
}

/// The requests are played in their order, to a relay that has nothing but the key of then. Answers are compared frame by
/// frame: how the bytes are cut on the way may differ, and nothing else does, since a relay draws nothing but key and epoch.
#[test]
fn a_relay_answers_recorded_requests_as_it_did() {
    if !StoppedClock::CAN_BE_STOPPED {
        eprintln!("the clock of a program can be stopped on Linux with glibc only");
        return;
    }
    for version in RECORDED {
        let kept = fixture(version);
        if std::env::var_os(WRITE).is_some() && !kept.exists() {
            record(&kept);
        }
        let site = Site::start(&kept.join("relay.sqlite3"));
        let mut line = transport(&site.relay.url());
        let mut kinds = [0; 5];
        for (number, exchange) in Exchange::of(version).iter().enumerate() {
            site.stopped.set(exchange.at).unwrap();
            let mut answer = Vec::new();
            line.exchange(exchange.request.clone(), &mut |bytes| {
                answer.extend(bytes);
                Flow::Continue
            })
            .unwrap();
            let then = frames(&exchange.answer);
            let place = format!("{version}: exchange {number} of {}", exchange.who);
            assert_eq!(frames(&answer), then, "{place}");
            for frame in &then {
                match frame {
                    Frame::Ledger { .. } => kinds[0] += 1,
                    Frame::Pack { .. } => kinds[1] += 1,
                    Frame::Receipt(_) => kinds[2] += 1,
                    Frame::Erased(_) => kinds[3] += 1,
                    Frame::Layout { .. } => kinds[4] += 1,
                    _ => {}
                }
            }
        }
        assert!(
            kinds.iter().all(|frames| *frames > 0),
            "{version}: the session has all kinds: {kinds:?}"
        );
        // A merged pack stands in the place of so many, which the relay still holds for a while.
        let store = site.folder.path().join("relay/relay.sqlite3");
        let store = Connection::open_with_flags(store, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let in_grace = rows(&store, "SELECT count(*) FROM grace");
        assert!(
            in_grace[0].parse::<usize>().unwrap() > 8,
            "{version}: {in_grace:?}"
        );
    }
}

/// The recorded answers, for a device that asks again.
struct Playback<'a> {
    left: std::vec::IntoIter<&'a Exchange>,
    /// The device is taken for one that asks for something else than was recorded: the relay's signatures and the outcomes of packs
    /// are of another request than its own, and are left out.
    deaf: bool,
}

impl Transport for Playback<'_> {
    fn exchange(
        &mut self,
        request: Vec<u8>,
        take: &mut dyn FnMut(&[u8]) -> Flow,
    ) -> Result<(), TransportError> {
        let Some(exchange) = self.left.next() else {
            return Err(TransportError::Unreachable(
                "nothing more was recorded".to_owned(),
            ));
        };
        if !self.deaf {
            assert!(
                request == exchange.request,
                "the request of turn {} is another than it was",
                exchange.turn
            );
            take(&exchange.answer);
            return Ok(());
        }
        for frame in frames(&exchange.answer) {
            let is_of_the_request = matches!(
                frame,
                Frame::Receipt(_) | Frame::Erased(_) | Frame::PackResult { .. }
            );
            if !is_of_the_request && take(&frame.to_framed_bytes()) == Flow::Stop {
                break;
            }
        }
        Ok(())
    }
}

/// Plays the officer on its home.
fn play(version: u32, home: &Home, deaf: bool) -> Notebook {
    let kept = fixture(version);
    copy_files(&kept.join("officer"), home.folder());
    let exchanges = Exchange::of(version);
    let clock = FixedClock::at(MORNING);
    let mut officer = Notebook::open(home, world(&clock, SEED), PIN).unwrap();
    for turn in 0..TURNS {
        let own = exchanges
            .iter()
            .filter(|exchange| exchange.who == "officer" && exchange.turn == turn);
        let own: Vec<&Exchange> = own.collect();
        clock.set(own[0].at);
        works(&mut officer, turn);
        let mut playback = Playback {
            left: own.into_iter(),
            deaf,
        };
        match officer.sync(&mut playback, &mut |_| {}) {
            Ok(_) => assert_eq!(playback.left.len(), 0, "{version}: turn {turn}"),
            Err(ClientError::NoNetwork(TransportError::Unreachable(_))) if deaf => {}
            Err(error) => panic!("{version}: turn {turn}: {error}"),
        }
    }
    let [house] = ids(&mut officer, Kind::Household)[..] else {
        panic!("{version}: one household")
    };
    let house = officer.get(house).unwrap();
    assert_eq!(house.fields["phone"], "0900000001", "what the chief wrote");
    let visits = ids(&mut officer, Kind::Visit);
    assert_eq!(visits.len(), TURNS - 2, "all but the erased one");
    assert!(officer.suspicions().unwrap().is_empty(), "{version}");
    assert_eq!(officer.status().unwrap().set_aside, 0, "{version}");
    officer
}

#[test]
fn a_device_understands_the_answers_that_were_recorded_and_the_file_that_a_colleague_wrote() {
    for version in REPEATED {
        let folder = folder_in_memory();
        let home = Home::at(folder.path().join("officer"));
        let mut officer = play(version, &home, false);
        assert_eq!(officer.status().unwrap().unsent, 0, "{version}");
        for record in ids(&mut officer, Kind::Visit) {
            assert_eq!(officer.get(record).unwrap().safety, Safety::OnRelay);
        }
        drop(officer);
        let officer = by_hand(version, folder.path(), home.folder());
        assert!(officer.is_none_or(|officer| count(&officer, "visit") == TURNS - 2));
    }
    for version in RECORDED {
        let folder = folder_in_memory();
        let home = Home::at(folder.path().join("officer"));
        // Nothing is believed to be safe without a signature for it.
        let mut officer = play(version, &home, true);
        for record in ids(&mut officer, Kind::Visit) {
            assert_eq!(officer.get(record).unwrap().safety, Safety::OnDevice);
        }
        drop(officer);
        // Who asks otherwise draws otherwise: its visits are others than those of its namesake in the file.
        by_hand(version, folder.path(), home.folder());
    }
}

/// Today's program takes in what was written by hand, on the home as the session left it.
fn by_hand(version: u32, folder: &Path, home: &Path) -> Option<Sotay> {
    if !StoppedClock::CAN_BE_STOPPED {
        eprintln!("the clock of a program can be stopped on Linux with glibc only");
        return None;
    }
    let last = Exchange::of(version).pop().unwrap();
    let programs = Programs::built().expect("sotay and sotay-relay are built");
    let clock = StoppedClock::at(&programs, &folder.join("clock"), last.at).unwrap();
    let officer = Sotay::new(&programs.under(&clock), home, PIN);
    let file = fixture(version).join("courier.sotay");
    let import = ["courier", "import", file.to_str().unwrap()];
    let report = officer.json(&import).unwrap();
    let [report] = &report.as_array().unwrap()[..] else {
        panic!("{version}: one file")
    };
    let says = |what: &str| report[what].as_u64().unwrap();
    assert_eq!(report["complete"], true, "{version}: {report}");
    assert!(says("packs") > 0, "{version}: {report}");
    assert_eq!((says("set_aside"), says("newer")), (0, 0), "{report}");
    assert_eq!(count(&officer, "household"), 2);
    Some(officer)
}
