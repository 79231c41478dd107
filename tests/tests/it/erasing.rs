//! An erased record is gone: from the relay's files, from every replica, and it does not come back.

mod scripts;

use client_core::{
    ClientError, DocId, EraseReason, FieldEdit, Home, ImportFile, ImportOptions, Kind, LineFault,
    Notebook, Role, UnitPolicy, Value,
};
use proto::Frame;
use std::path::Path;
use std::time::Duration;
use testkit::FixedClock;
use tests::between::Between;
use tests::by_hand::{export, import};
use tests::{
    MORNING, PIN, Unit, copy_files, fields, household, ids, key_of, tables, transport, world,
};

const SECRET: &str = "Quách Thị Bưởi Ngọc";
const DAY: Duration = Duration::from_secs(86_400);

fn visit(device: &mut Notebook, house: DocId, text: &str) -> DocId {
    let visit = serde_json::json!({
        "household": house.to_string(), "purposes": ["listen"], "notes": [{"kind": "fact", "text": text}],
    });
    device.create(Kind::Visit, fields(visit)).expect("a visit")
}

fn note(device: &mut Notebook, house: DocId, text: &str) {
    let edits = [FieldEdit::set("note", Value::text(text))];
    device.edit(house, &edits).expect("an edit");
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// Returns the log of a device's database, sealed as it is.
fn log_of(home: &Home) -> Vec<u8> {
    std::fs::read(home.folder().join("device.db-wal")).unwrap_or_default()
}

/// Tells whether a frame of a log still stands in a later one. No two frames are sealed alike.
fn keeps_a_frame(before: &[u8], after: &[u8]) -> bool {
    const HEADER: usize = 32;
    const FRAME: usize = 24 + 4096;
    let frames = before.get(HEADER..).unwrap_or_default().chunks_exact(FRAME);
    frames
        .into_iter()
        .any(|frame| contains(after, &frame[200..240]))
}

/// Tells whether a device's database still holds a text anywhere, its free pages included.
pub(crate) fn replica_holds(home: &Home, needles: &[&[u8]]) -> bool {
    let pages = tables::pages(home, &key_of(home));
    needles.iter().any(|needle| contains(&pages, needle))
}

pub(crate) fn relay_holds(data: &Path, needles: &[Vec<u8>]) -> bool {
    let files = std::fs::read_dir(data).expect("a folder");
    files.map(|file| file.expect("a file").path()).any(|file| {
        let bytes = std::fs::read(file).unwrap_or_default();
        needles.iter().any(|needle| contains(&bytes, needle))
    })
}

/// Returns pieces of the sealed bodies of all packs that a device stores.
pub(crate) fn packs_of(home: &Home) -> Vec<(i64, Vec<u8>)> {
    let connection = tables::database(home, &key_of(home));
    let sql = "SELECT n, bytes FROM doc_pack WHERE length(bytes) > 0 ORDER BY n";
    let mut statement = connection.prepare(sql).expect("a query");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)));
    let packs = rows.expect("rows").map(|row| row.expect("a row"));
    let middle = |bytes: Vec<u8>| {
        let at = bytes.len() / 2;
        bytes[at..at + 40].to_vec()
    };
    packs.map(|(n, bytes)| (n, middle(bytes))).collect()
}

pub(crate) fn erase(device: &mut Notebook, id: DocId, reason: EraseReason) {
    let plan = device.plan_erasure(&[id]).expect("a plan");
    device.erase(&plan, reason).expect("an intent");
}

#[test]
fn an_erased_household_is_gone_from_the_relay_and_from_every_replica() {
    let unit = Unit::new(71);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let before = packs_of(&unit.home("Cúc"));
    let house = household(&mut officer, "Tổ 1", "HB-77", SECRET);
    let other = household(&mut officer, "Tổ 1", "HB-78", "Phạm Văn Đức");
    visit(&mut officer, house, "Kể chuyện riêng của gia đình.");
    unit.sync(&mut officer).unwrap();
    unit.sync(&mut chief).unwrap();
    note(&mut officer, house, "Con trai đi làm xa");
    unit.sync(&mut officer).unwrap();
    unit.sync(&mut chief).unwrap();
    let holds: Vec<Vec<u8>> = packs_of(&unit.home("Cúc"))
        .into_iter()
        .filter(|pack| !before.contains(pack))
        .map(|(_, middle)| middle)
        .collect();
    assert!(holds.len() >= 2 && relay_holds(unit.relay.data(), &holds));

    let plan = chief.plan_erasure(&[house]).unwrap();
    assert_eq!(plan.records.len(), 2, "the visit goes along");
    chief.erase(&plan, EraseReason::Request).unwrap();
    unit.sync(&mut chief).unwrap();
    let log = log_of(&unit.home("Cúc"));
    assert!(log.len() > 4096, "the visit stood in the log");
    unit.sync(&mut officer).unwrap();
    assert!(!keeps_a_frame(&log, &log_of(&unit.home("Cúc"))));
    unit.sync(&mut chief).unwrap();

    assert!(
        !relay_holds(unit.relay.data(), &holds),
        "sealed bytes of the packs stay on the relay"
    );
    let texts = [
        SECRET,
        "quach thi buoi",
        "buoi",
        "HB-77",
        "chuyện riêng",
        "đi làm xa",
    ];
    let texts = texts.map(str::as_bytes);
    let mut needles: Vec<&[u8]> = holds.iter().map(Vec::as_slice).collect();
    needles.extend(texts);
    for (device, name) in [(&mut chief, "chief"), (&mut officer, "Cúc")] {
        assert_eq!(ids(device, Kind::Household), [other], "{name}");
        assert!(ids(device, Kind::Visit).is_empty(), "{name}");
        assert!(device.search("ngoc", 10).unwrap().is_empty());
        let error = device.get(house).unwrap_err();
        assert!(matches!(error, ClientError::RecordErased), "{error}");
        let error = device.find(None, &house.to_string()).unwrap_err();
        assert!(matches!(error, ClientError::RecordErased), "{error}");
    }
    let mut fresh = unit.join(&mut chief, "Dung", Role::Officer, &["Tổ 1"]);
    assert_eq!(ids(&mut fresh, Kind::Household), [other]);
    assert_eq!(fresh.history(other).unwrap().len(), 1);
    assert_eq!(fresh.status().unwrap().set_aside, 0);

    let rows = chief.erasures().unwrap();
    assert_eq!((rows.len(), rows[0].reason), (1, EraseReason::Request));
    assert!(rows[0].relay.is_some(), "the relay signed for it");
    assert_eq!(rows[0].devices.len(), 2, "those who were there");
    assert!(
        rows[0].devices.iter().all(|device| device.at.is_some()),
        "{rows:?}"
    );
    for name in ["chief", "Cúc", "Dung"] {
        assert!(!replica_holds(&unit.home(name), &needles), "{name}");
    }
    drop((chief, officer, fresh));
}

#[test]
fn a_device_that_was_off_for_a_year_does_not_bring_it_back() {
    let unit = Unit::new(72);
    let mut chief = unit.found(&["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-77", SECRET);
    unit.sync(&mut chief).unwrap();
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    note(&mut officer, house, "Lời ghi trên máy tắt cả năm");
    let kept = household(&mut officer, "Tổ 1", "HB-79", "Lý Thị Mận");
    erase(&mut chief, house, EraseReason::Mistake);
    unit.sync(&mut chief).unwrap();
    unit.clock.advance(DAY * 365);
    unit.sync(&mut officer).unwrap();
    // It brings what it has, learns of the erasure by the answer, and sees to it that the relay forgets it again.
    let mut newcomer = unit.join(&mut chief, "Em", Role::Officer, &["Tổ 1"]);
    assert_eq!(ids(&mut newcomer, Kind::Household), [kept]);
    let author = officer.device().to_string().replace('-', "");
    let sql = format!(
        "SELECT count(*) FROM doc_pack WHERE author = x'{author}' AND number > 0 AND length(bytes) = 0"
    );
    let home = unit.home("chief");
    let emptied = tables::rows(&tables::database(&home, &key_of(&home)), &sql);
    assert_eq!(emptied, ["0"], "nothing erased came to the commander");
    let mut devices = [chief, officer];
    for _ in 0..2 {
        for device in &mut devices {
            unit.sync(device).unwrap();
            assert_eq!(ids(device, Kind::Household), [kept]);
            assert_eq!(device.status().unwrap().unsent, 0);
        }
    }
    let [mut chief, mut officer] = devices;
    let mut fresh = unit.join(&mut chief, "Dung", Role::Officer, &["Tổ 1"]);
    assert_eq!(ids(&mut fresh, Kind::Household), [kept]);
    let needles: [&[u8]; 2] = [SECRET.as_bytes(), "máy tắt cả năm".as_bytes()];
    for name in ["chief", "Cúc", "Dung"] {
        assert!(!replica_holds(&unit.home(name), &needles), "{name}");
    }
    // Its chain goes on behind the pack that was replaced.
    note(&mut officer, kept, "sau đó");
    unit.sync(&mut officer).unwrap();
    unit.sync(&mut chief).unwrap();
    assert_eq!(chief.get(kept).unwrap().fields["note"], "sau đó");
}

#[test]
fn an_officer_may_not_erase() {
    let unit = Unit::new(73);
    let mut chief = unit.found(&["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-77", SECRET);
    unit.sync(&mut chief).unwrap();
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let error = officer.plan_erasure(&[house]).unwrap_err();
    assert!(matches!(error, ClientError::RoleLacksDuty), "{error}");
    let area = chief.find(Some(Kind::Area), "Tổ 1").unwrap();
    let error = chief.plan_erasure(&[area]).unwrap_err();
    assert!(matches!(error, ClientError::NotErasable), "{error}");
}

/// What a copied phone wrote comes to a supervisor by hand, and with the next answer of the relay come the phone's own pack of that
/// number and an erasure.
#[test]
fn erasing_takes_no_other_words_along_that_a_copied_phone_wrote_and_that_are_still_to_be_brought() {
    let unit = Unit::new(80);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let mut supervisor = unit.join(&mut chief, "Dung", Role::Supervisor, &["Tổ 1"]);
    let kept = household(&mut officer, "Tổ 1", "HB-77", "Nguyễn Thị Hoà");
    let gone = household(&mut officer, "Tổ 1", "HB-78", SECRET);
    for device in [&mut officer, &mut chief, &mut supervisor] {
        unit.sync(device).unwrap();
    }
    let (home, copy) = (unit.home("Cúc"), unit.home("copy"));
    copy_files(home.folder(), copy.folder());
    let mut other = Notebook::open(&copy, unit.world("copy"), PIN).unwrap();
    note(&mut other, kept, "bản sao");
    note(&mut other, gone, "bản sao");
    let file = export(&mut other);
    import(&mut supervisor, &file);
    note(&mut officer, gone, "máy chính");
    unit.sync(&mut officer).unwrap();
    erase(&mut chief, gone, EraseReason::Request);
    unit.sync(&mut chief).unwrap();
    for _ in 0..2 {
        for device in [&mut supervisor, &mut chief, &mut officer] {
            unit.sync(device).unwrap();
        }
    }
    for device in [&mut chief, &mut supervisor, &mut officer] {
        assert_eq!(ids(device, Kind::Household), [kept]);
        assert_eq!(device.get(kept).unwrap().fields["note"], "bản sao");
    }
    // What was erased does not come back with the file.
    import(&mut supervisor, &file);
    assert_eq!(supervisor.status().unwrap().set_aside, 0);
    assert_eq!(ids(&mut supervisor, Kind::Household), [kept]);
}

/// Others drop what is said of an erased record, so it would be on one device alone.
#[test]
fn a_register_that_still_has_an_erased_household_does_not_bring_it_back() {
    let unit = Unit::new(79);
    let mut chief = unit.found(&["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-77", SECRET);
    unit.sync(&mut chief).unwrap();
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    erase(&mut chief, house, EraseReason::Request);
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut officer).unwrap();
    let area = chief.find(Some(Kind::Area), "Tổ 1").unwrap();
    let line = |id: &str, code| serde_json::json!({ "id": id, "area": area.to_string(), "code": code, "head": "Trần Văn Khoai" });
    let other = "00000000-0000-4000-8000-000000000078";
    let lines = [line(&house.to_string(), "HB-77"), line(other, "HB-78")];
    let text: String = lines.map(|line| format!("{line}\n")).concat();
    for device in [&mut chief, &mut officer] {
        let file = || ImportFile {
            name: "households.jsonl".to_owned(),
            reader: Box::new(std::io::Cursor::new(text.clone())),
        };
        let mut import = |skip_bad| {
            let options = ImportOptions {
                skip_bad,
                ..ImportOptions::default()
            };
            device.import(vec![file()], options, &mut |_| {})
        };
        let refused = import(false).unwrap_err();
        assert_eq!(refused.code(), "import-refused");
        let report = import(true).unwrap();
        let [left] = report.left_out.as_slice() else {
            panic!("one line: {report:?}");
        };
        assert_eq!((left.line, &left.fault), (1, &LineFault::Erased));
        assert_eq!(ids(device, Kind::Household), [other.parse().unwrap()]);
        unit.sync(device).unwrap();
    }
}

#[test]
fn what_the_policy_keeps_no_longer_goes_with_a_sync_and_households_stay() {
    let unit = Unit::new(74);
    let mut chief = unit.found(&["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-77", SECRET);
    let old = visit(&mut chief, house, "Chuyện cũ.");
    let mut policy = UnitPolicy::default();
    policy.retention.insert(Kind::Visit, 30);
    chief.set_policy(&policy).unwrap();
    unit.sync(&mut chief).unwrap();
    unit.clock.advance(DAY * 20);
    let new = visit(&mut chief, house, "Chuyện mới.");
    unit.sync(&mut chief).unwrap();
    let mut both = [old, new];
    both.sort();
    assert_eq!(ids(&mut chief, Kind::Visit), both);
    unit.clock.advance(DAY * 11);
    assert_eq!(chief.plan_retention().unwrap().records.len(), 1);
    assert_eq!(chief.status().unwrap().expiring, 2, "within thirty days");
    let report = unit.sync(&mut chief).unwrap();
    assert_eq!(report.erased_by_retention, 1);
    assert_eq!(ids(&mut chief, Kind::Visit), [new]);
    assert_eq!(ids(&mut chief, Kind::Household), [house]);
    assert_eq!(chief.erasures().unwrap()[0].reason, EraseReason::Retention);
}

#[test]
fn a_device_whose_access_ended_before_it_let_go_stays_in_the_list() {
    let unit = Unit::new(419);
    let mut chief = unit.found(&["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    unit.sync(&mut chief).unwrap();
    erase(&mut chief, house, EraseReason::Request);
    unit.sync(&mut chief).unwrap();
    unit.clock.advance(Duration::from_secs(60));
    let plan = chief.plan_revocation("Cúc").unwrap();
    chief.carry_out(&plan).unwrap();
    unit.sync(&mut chief).unwrap();
    let rows = chief.erasures().unwrap();
    let told = (rows[0].devices.iter()).find(|told| told.device == officer.device());
    let told = told.expect("it may still hold the record");
    assert!(told.has_left && told.at.is_none(), "{told:?}");
    // It is no member any more of what is erased later.
    unit.sync(&mut officer).unwrap();
    let other = household(&mut chief, "Tổ 1", "HB-2", "Trần Văn Minh");
    erase(&mut chief, other, EraseReason::Request);
    unit.sync(&mut chief).unwrap();
    let rows = chief.erasures().unwrap();
    assert_eq!(rows[0].devices.len(), 1, "{rows:?}");
}

fn follow_up(device: &mut Notebook, of: (&str, DocId), due: Option<&str>) -> DocId {
    let (field, id) = of;
    let area = device.find(Some(Kind::Area), "Tổ 1").unwrap().to_string();
    let mut follow_up = serde_json::json!({ "what": "Làm hồ sơ vay vốn", "area": area });
    follow_up[field] = id.to_string().into();
    if let Some(due) = due {
        follow_up["due"] = due.into();
    }
    device.create(Kind::FollowUp, fields(follow_up)).unwrap()
}

fn finish(device: &mut Notebook, id: DocId) {
    let edits = [
        FieldEdit::set("state", Value::text("done")),
        FieldEdit::set("outcome", Value::text("xong")),
    ];
    device.edit(id, &edits).unwrap();
}

#[test]
fn an_open_promise_does_not_vanish_when_it_is_overdue_and_one_that_ended_goes_though_nobody_dated_it()
 {
    let unit = Unit::new(78);
    let mut chief = unit.found(&["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-77", SECRET);
    let open = follow_up(&mut chief, ("household", house), Some("2020-01-31"));
    let undated = follow_up(&mut chief, ("household", house), None);
    finish(&mut chief, undated);
    let mut policy = UnitPolicy::default();
    policy.retention.insert(Kind::FollowUp, 30);
    chief.set_policy(&policy).unwrap();
    unit.sync(&mut chief).unwrap();
    unit.clock.advance(DAY * 20);
    let later = follow_up(&mut chief, ("household", house), Some("2020-01-31"));
    finish(&mut chief, later);
    unit.clock.advance(DAY * 20);
    unit.sync(&mut chief).unwrap();
    let mut left = [open, later];
    left.sort();
    assert_eq!(
        ids(&mut chief, Kind::FollowUp),
        left,
        "{undated} ended 40 days ago"
    );
}

#[test]
fn a_visit_that_is_too_old_takes_its_follow_ups_along_once_they_are_done() {
    let unit = Unit::new(79);
    let mut chief = unit.found(&["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-77", SECRET);
    let old = visit(&mut chief, house, "Chuyện cũ.");
    let promise = follow_up(&mut chief, ("visit", old), None);
    let mut policy = UnitPolicy::default();
    policy.retention.insert(Kind::Visit, 30);
    chief.set_policy(&policy).unwrap();
    unit.clock.advance(DAY * 40);
    assert_eq!(unit.sync(&mut chief).unwrap().erased_by_retention, 0);
    assert_eq!(ids(&mut chief, Kind::Visit), [old], "its promise is open");
    finish(&mut chief, promise);
    let plan = chief.plan_retention().unwrap();
    assert_eq!(plan.records[1].of, Some(old));
    assert_eq!(unit.sync(&mut chief).unwrap().erased_by_retention, 2);
    assert!(ids(&mut chief, Kind::Visit).is_empty());
    assert!(ids(&mut chief, Kind::FollowUp).is_empty());
}

#[test]
fn erasing_one_of_a_days_records_brings_nobody_the_others_again() {
    let unit = Unit::new(75);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let house = household(&mut officer, "Tổ 1", "HB-77", SECRET);
    let visits: Vec<DocId> = (0..60)
        .map(|n| {
            let text = format!("Chuyện thứ {n} của ngõ {}, đã hẹn ngày {}.", n * 37, n * 91);
            visit(&mut officer, house, &text)
        })
        .collect();
    unit.sync(&mut officer).unwrap();
    unit.sync(&mut chief).unwrap();
    erase(&mut chief, visits[30], EraseReason::Mistake);
    unit.sync(&mut chief).unwrap();
    // Whoever has the rest gets nothing again.
    assert_eq!(unit.sync(&mut officer).unwrap().packs_pulled, 0);
    assert_eq!(ids(&mut officer, Kind::Visit).len(), 59);
}

#[test]
fn a_clock_that_ran_ahead_erases_nothing_by_retention() {
    let unit = Unit::new(76);
    let mut chief = unit.found(&["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-77", SECRET);
    let kept = visit(&mut chief, house, "Chuyện mới.");
    let mut policy = UnitPolicy::default();
    policy.retention.insert(Kind::Visit, 30);
    chief.set_policy(&policy).unwrap();
    unit.sync(&mut chief).unwrap();
    drop(chief);
    // The battery was empty, and the phone believes to be years ahead. The relay knows better.
    let ahead = FixedClock::at(MORNING);
    ahead.advance(DAY * 3 * 365);
    let open = |clock: &FixedClock| {
        Notebook::open(&unit.home("chief"), world(clock, 8), PIN).expect("the notebook")
    };
    let mut chief = open(&ahead);
    for _ in 0..2 {
        unit.sync(&mut chief).unwrap();
        assert_eq!(ids(&mut chief, Kind::Visit), [kept]);
    }
    // And if it is the relay whose clock is wrong, the phone knows better.
    drop(chief);
    let (right, wrong) = (FixedClock::at(MORNING), &unit.clock);
    wrong.advance(DAY * 3 * 365);
    let mut chief = open(&right);
    for _ in 0..2 {
        unit.sync(&mut chief).unwrap();
        assert_eq!(ids(&mut chief, Kind::Visit), [kept]);
    }
    assert!(chief.erasures().unwrap().is_empty());
}

#[test]
fn who_erased_in_an_area_before_writing_there_can_write_there() {
    let unit = Unit::new(77);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut second = unit.join(&mut chief, "Phó", Role::Commander, &["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-77", SECRET);
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut second).unwrap();
    erase(&mut second, house, EraseReason::Mistake);
    unit.sync(&mut second).unwrap();
    // What stands in the place of the erased is the second one's, and no beginning of its chain.
    let other = household(&mut second, "Tổ 1", "HB-78", "Phạm Văn Đức");
    unit.sync(&mut second).unwrap();
    unit.sync(&mut chief).unwrap();
    assert_eq!(ids(&mut chief, Kind::Household), [other]);
}

#[test]
fn an_answer_that_is_cut_behind_its_receipt_takes_no_word_with_it_that_the_erased_is_gone() {
    let unit = Unit::new(190);
    let mut chief = unit.found(&["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-1", SECRET);
    household(&mut chief, "Tổ 1", "HB-2", "Trần Văn Minh");
    unit.sync(&mut chief).unwrap();
    let plan = chief.plan_erasure(&[house]).unwrap();
    chief.erase(&plan, EraseReason::Request).unwrap();
    let (mut cuts, mut is_cut) = (0, false);
    let mut cut = Between::new(transport(&unit.relay.url()), move |frame| {
        is_cut &= !matches!(frame, Frame::Hello { .. });
        let passes = !is_cut;
        if matches!(frame, Frame::Receipt(_)) && cuts == 0 {
            (cuts, is_cut) = (1, true);
        }
        passes.then_some(frame)
    });
    chief.sync(&mut cut, &mut |_| {}).unwrap();
    unit.sync(&mut chief).unwrap();
    let erasures = chief.erasures().unwrap();
    assert!(
        erasures.iter().all(|erasure| erasure.relay.is_some()),
        "{erasures:?}"
    );
}
