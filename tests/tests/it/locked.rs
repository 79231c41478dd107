//! Locked devices and ended leases: what opens them, what does not, and that nothing is lost by either.

use client_core::{
    Act, AuditQuery, ClientError, DocId, FieldEdit, Kind, Notebook, Query, Role, Safety,
    UnitPolicy, Value,
};
use proto::Frame;
use std::time::Duration;
use testkit::FixedClock;
use tests::between::Between;
use tests::by_hand::{export, import};
use tests::needles::Needles;
use tests::programs::files;
use tests::{PIN, Unit, copy_files, fields, household, put_back, transport, world};

const NEW_PIN: &str = "271828";
const DAY: u64 = 86_400;

/// A unit with a supervisor and an officer, whose devices hold the policy.
struct Scene {
    unit: Unit,
    chief: Notebook,
    supervisor: Notebook,
    officer: Option<Notebook>,
    house: DocId,
}

fn scene(seed: u64, policy: UnitPolicy) -> Scene {
    scene_in(seed, policy, &["Tổ 1"])
}

/// The same, with an officer of these areas.
fn scene_in(seed: u64, policy: UnitPolicy, areas: &[&str]) -> Scene {
    let unit = Unit::new(seed);
    let mut chief = unit.found(&["Tổ 1"]);
    let supervisor = unit.join(&mut chief, "super", Role::Supervisor, &["Tổ 1"]);
    let officer = unit.join(&mut chief, "one", Role::Officer, areas);
    chief.set_policy(&policy).unwrap();
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    unit.sync(&mut chief).unwrap();
    let mut scene = Scene {
        unit,
        chief,
        supervisor,
        officer: Some(officer),
        house,
    };
    scene.meet();
    scene
}

impl Scene {
    fn meet(&mut self) {
        let officer = self.officer.as_mut().unwrap();
        self.unit.sync(officer).unwrap();
        self.unit.sync(&mut self.supervisor).unwrap();
    }

    fn officer(&mut self) -> &mut Notebook {
        self.officer.as_mut().unwrap()
    }

    /// Closes the officer's notebook.
    fn close(&mut self) {
        self.officer = None;
    }

    /// Closes the officer's notebook and opens it again, which takes note of what was synced and of the time.
    fn reopen(&mut self, name: &str) {
        self.close();
        self.officer = Some(self.try_pin(name, PIN).unwrap());
    }

    fn try_pin(&self, name: &str, pin: &str) -> Result<Notebook, ClientError> {
        Notebook::open(&self.unit.home("one"), self.unit.world(name), pin)
    }

    fn try_code(&self, name: &str, code: &str, pin: &str) -> Result<Notebook, ClientError> {
        Notebook::open_with_code(&self.unit.home("one"), self.unit.world(name), code, pin)
    }

    /// Tries wrong PINs, waiting as long as is asked, until the device is locked; returns how many were judged.
    fn lock(&mut self) -> u32 {
        self.close();
        for judged in 1..100 {
            loop {
                match self.try_pin("thief", "000001").unwrap_err() {
                    ClientError::PinDelayed { seconds } => {
                        let pause = Duration::from_secs(seconds as u64);
                        self.unit.clock.advance(pause);
                    }
                    ClientError::DeviceLocked => return judged,
                    ClientError::WrongPin => break,
                    other => panic!("{other:?}"),
                }
            }
        }
        panic!("never locked");
    }
}

fn lock_after(wrong_pins: u32) -> UnitPolicy {
    UnitPolicy {
        wrong_pins,
        ..UnitPolicy::default()
    }
}

fn lease_of(lease_days: u32) -> UnitPolicy {
    UnitPolicy {
        lease_days,
        ..UnitPolicy::default()
    }
}

#[test]
fn wrong_pins_lock_and_a_supervisors_code_opens_with_everything_still_there() {
    let mut scene = scene(1, lock_after(5));
    scene.reopen("second");
    let (house, device) = (scene.house, scene.officer().device());
    let note = FieldEdit::set("note", Value::text("Chưa gửi đi đâu"));
    scene.officer().edit(house, &[note]).unwrap();
    let home = scene.unit.home("one");

    assert_eq!(scene.lock(), 5);
    assert!(home.is_locked() && home.is_set_up());
    let error = scene.try_pin("right", PIN).unwrap_err();
    assert_eq!(error.code(), "device-locked");

    let handout = scene.supervisor.unlock_code("one").unwrap();
    assert_eq!(handout.device, device);
    let error = scene.try_code("weak", &handout.code, "1").unwrap_err();
    assert_eq!(error.code(), "pin-too-weak");
    let typed = handout.code.to_lowercase();
    let mut officer = scene.try_code("unlocked", &typed, NEW_PIN).unwrap();
    let record = officer.get(house).unwrap();
    assert_eq!(record.fields["note"], "Chưa gửi đi đâu");
    let query = AuditQuery {
        limit: 100,
        ..AuditQuery::default()
    };
    let find = |notebook: &mut Notebook, act: Act| {
        let rows = notebook.audit_log(&query).unwrap().rows;
        rows.into_iter().find(|row| row.act == Some(act)).unwrap()
    };
    assert_eq!(find(&mut officer, Act::Unlock).count, 5);
    let told = find(&mut scene.supervisor, Act::UnlockCode);
    assert_eq!(told.subject, Some(DocId(device.0)));
    drop(officer);

    // The code is used up, the old PIN is gone, the new one holds; the next code comes with the next sync.
    let error = scene.try_code("twice", &handout.code, NEW_PIN).unwrap_err();
    assert_eq!(error.code(), "unlock-code-wrong");
    assert_eq!(scene.try_pin("old", PIN).unwrap_err().code(), "wrong-pin");
    let mut officer = scene.try_pin("new", NEW_PIN).unwrap();
    scene.unit.sync(&mut officer).unwrap();
    assert_eq!(officer.get(house).unwrap().safety, Safety::OnRelay);
    drop(officer);
    scene.unit.sync(&mut scene.supervisor).unwrap();
    let next = scene.supervisor.unlock_code("one").unwrap();
    assert_ne!(next.code, handout.code);
    scene.try_code("next", &next.code, NEW_PIN).unwrap();
}

#[test]
fn a_device_whose_code_nobody_has_yet_is_not_locked_a_second_time() {
    let mut scene = scene(7, lock_after(4));
    scene.reopen("second");
    assert_eq!(scene.lock(), 4);
    let code = scene.supervisor.unlock_code("one").unwrap().code;
    drop(scene.try_code("unlocked", &code, NEW_PIN).unwrap());
    for _ in 0..8 {
        scene.unit.clock.advance(Duration::from_secs(900));
        let error = scene.try_pin("thief", "000001").unwrap_err();
        assert_eq!(error.code(), "wrong-pin");
    }
    scene.unit.clock.advance(Duration::from_secs(900));
    scene.try_pin("right", NEW_PIN).unwrap();
}

/// Uses a code up, which leaves another one, and puts the phone back to a copy from before. Whoever holds codes has the later one.
fn put_back_before_its_code(scene: &mut Scene, seed: &str) {
    scene.reopen(&format!("{seed} before"));
    scene.close();
    let (home, copy) = (scene.unit.home("one"), scene.unit.path("copy"));
    copy_files(home.folder(), &copy);
    scene.lock();
    scene.unit.sync(&mut scene.chief).unwrap();
    let code = scene.chief.unlock_code("one").unwrap().code;
    scene.officer = Some(scene.try_code("unlocked", &code, NEW_PIN).unwrap());
    scene.meet();
    scene.unit.sync(&mut scene.chief).unwrap();
    assert_ne!(scene.chief.unlock_code("one").unwrap().code, code);
    scene.close();
    put_back(&copy, home.folder());
    scene.unit.clock.advance(Duration::from_secs(900));
    assert_eq!(
        scene.try_pin("slip", NEW_PIN).unwrap_err().code(),
        "wrong-pin"
    );
    scene.officer = Some(scene.try_pin("back", PIN).unwrap());
}

#[test]
fn a_phone_that_was_put_back_is_opened_by_the_code_that_it_leaves_with_the_next_sync() {
    let mut scene = scene(18, lock_after(5));
    put_back_before_its_code(&mut scene, "area");
    let (house, edit) = (scene.house, |text| {
        [FieldEdit::set("note", Value::text(text))]
    });
    scene.officer().edit(house, &edit("đã gửi")).unwrap();
    scene.meet();
    scene.officer().edit(house, &edit("chưa gửi")).unwrap();
    scene.lock();
    let code = scene.supervisor.unlock_code("one").unwrap().code;
    let mut officer = scene.try_code("opened", &code, NEW_PIN).unwrap();
    assert_eq!(officer.get(house).unwrap().fields["note"], "chưa gửi");
}

#[test]
fn a_phone_that_was_put_back_draws_another_code_than_the_one_used_up_since() {
    let mut scene = scene(19, lock_after(5));
    let used = scene.supervisor.unlock_code("one").unwrap().code;
    put_back_before_its_code(&mut scene, "used");
    let edit = [FieldEdit::set("note", Value::text("đã gửi"))];
    let house = scene.house;
    scene.officer().edit(house, &edit).unwrap();
    scene.meet();
    scene.reopen("draws another one");
    let error = scene.try_code("used", &used, NEW_PIN).unwrap_err();
    assert_eq!(error.code(), "unlock-code-wrong");
    scene.meet();
    scene.reopen("knows that it is there");
    scene.lock();
    let code = scene.supervisor.unlock_code("one").unwrap().code;
    scene.try_code("opened", &code, NEW_PIN).unwrap();
}

/// An unlock code helps out until the relay is met.
#[test]
fn a_lease_that_an_unlock_code_extended_ends_with_the_units_policy_once_the_relay_is_met() {
    let policy = |lease_days| UnitPolicy {
        lease_days,
        ..lock_after(5)
    };
    let mut scene = scene(30, policy(30));
    scene.reopen("second");
    scene.lock();
    let code = scene.supervisor.unlock_code("one").unwrap().code;
    scene.officer = Some(scene.try_code("opened", &code, NEW_PIN).unwrap());
    let long = scene.officer().lease_until().unwrap();
    scene.chief.set_policy(&policy(1)).unwrap();
    scene.unit.sync(&mut scene.chief).unwrap();
    scene.unit.clock.advance(Duration::from_secs(60));
    scene.meet();
    let short = scene.officer().lease_until().unwrap();
    assert!(
        short.0 < long.0 - 28 * DAY as i64 * 1000,
        "{short:?} {long:?}"
    );
}

/// Its codes are in its log, of which it is sent nothing back.
#[test]
fn a_phone_without_an_area_that_was_put_back_is_opened_by_the_code_that_it_leaves_next() {
    let mut scene = scene_in(20, lock_after(5), &[]);
    put_back_before_its_code(&mut scene, "log");
    scene.meet();
    scene.unit.sync(&mut scene.chief).unwrap();
    scene.lock();
    let code = scene.chief.unlock_code("one").unwrap().code;
    scene.try_code("opened", &code, NEW_PIN).unwrap();
}

#[test]
fn a_locked_device_has_nothing_in_clear() {
    let mut scene = scene(2, lock_after(4));
    scene.reopen("second");
    let house = scene.house;
    scene.officer().search("nguyen thi hoa", 5).unwrap();
    scene.officer().get(house).unwrap();
    let code = scene.supervisor.unlock_code("one").unwrap().code;
    assert_eq!(scene.lock(), 4);
    let files = files(scene.unit.home("one").folder());
    assert!(!files.iter().any(|file| file.ends_with("device.key")));
    let joined = code.replace('-', "");
    let words = [
        "Nguyễn Thị Hoà",
        "nguyen thi hoa",
        "0912345678",
        "HB-1",
        "Tổ 1",
        "Công an phường",
        "household",
        PIN,
        &code,
        &joined,
    ];
    let mut needles = Needles::of(words.into_iter());
    words.iter().for_each(|word| needles.add_exactly(word));
    for file in files {
        let found = needles.found_in(&std::fs::read(&file).unwrap());
        assert!(found.is_empty(), "{found:?} in {}", file.display());
    }
}

#[test]
fn whoever_reviews_in_the_area_has_the_code_and_nobody_else() {
    let mut scene = scene(3, lock_after(5));
    let unlocks = |notebook: &mut Notebook| notebook.unlock_code("one").map(|handout| handout.code);
    let mut two = scene
        .unit
        .join(&mut scene.chief, "two", Role::Officer, &["Tổ 1"]);
    scene.unit.sync(&mut two).unwrap();
    assert_eq!(unlocks(&mut two).unwrap_err().code(), "unlock-code-missing");
    scene.unit.sync(&mut scene.chief).unwrap();
    let code = unlocks(&mut scene.supervisor).unwrap();
    assert_eq!(unlocks(&mut scene.chief).unwrap(), code);
    // Somebody who reviews from now on gets it with the officer's next sync.
    let mut later = scene
        .unit
        .join(&mut scene.chief, "later", Role::Supervisor, &["Tổ 1"]);
    assert_eq!(
        unlocks(&mut later).unwrap_err().code(),
        "unlock-code-missing"
    );
    scene.meet();
    scene.unit.sync(&mut later).unwrap();
    assert_eq!(unlocks(&mut later).unwrap(), code);
}

#[test]
fn a_supervisor_who_was_removed_cannot_unlock_a_phone_any_more() {
    let mut scene = scene(14, lock_after(5));
    scene.reopen("second");
    let known = scene.supervisor.unlock_code("one").unwrap().code;
    let plan = scene.chief.plan_revocation("super").unwrap();
    scene.chief.carry_out(&plan).unwrap();
    scene.unit.sync(&mut scene.chief).unwrap();
    // The officer hears of it, the next opening draws another code, and the sync after that leaves it with who is still there.
    scene.unit.sync(scene.officer.as_mut().unwrap()).unwrap();
    scene.reopen("third");
    scene.unit.sync(scene.officer.as_mut().unwrap()).unwrap();
    scene.unit.sync(&mut scene.chief).unwrap();
    scene.reopen("fourth");
    assert!(scene.lock() <= 5);
    let error = scene.try_code("thief", &known, NEW_PIN).unwrap_err();
    assert_eq!(error.code(), "unlock-code-wrong");
    let fresh = scene.chief.unlock_code("one").unwrap().code;
    assert_ne!(fresh, known);
    scene.try_code("unlocked", &fresh, NEW_PIN).unwrap();
}

#[test]
fn a_lease_ends_whatever_the_clock_is_set_to_and_a_sync_renews_it() {
    let mut scene = scene(4, lease_of(7));
    let (began, house) = (scene.unit.clock.unix_millis(), scene.house);
    let until = scene.officer().lease_until().unwrap();
    assert_eq!(until.0, began + 7 * DAY as i64 * 1000);
    scene.unit.clock.advance(Duration::from_secs(6 * DAY));
    scene.reopen("sixth");
    let note = FieldEdit::set("note", Value::text("Ngày thứ sáu"));
    scene
        .officer()
        .edit(house, std::slice::from_ref(&note))
        .unwrap();
    scene.unit.clock.advance(Duration::from_secs(2 * DAY));
    scene.reopen("eighth");
    // The clock is set back to the morning on which it all began.
    let today = scene.unit.clock.unix_millis();
    scene.unit.clock.set(began);
    scene.reopen("back");
    let query = Query::of(Kind::Household);
    let officer = scene.officer();
    for refused in [
        officer.get(house).map(drop),
        officer.list(&query).map(drop),
        officer.search("hoa", 3).map(drop),
        officer.history(house).map(drop),
        officer.edit(house, &[note]).map(drop),
    ] {
        assert_eq!(refused.unwrap_err().code(), "lease-ended");
    }
    let status = officer.status().unwrap();
    assert!(status.lease_ended && status.unsent == 1, "{status:?}");
    scene.unit.clock.set(today);
    scene.meet();
    let record = scene.officer().get(house).unwrap();
    assert_eq!(record.fields["note"], "Ngày thứ sáu");
    assert!(!scene.officer().status().unwrap().lease_ended);
}

#[test]
fn a_clock_that_is_set_back_before_each_opening_does_not_stand_still() {
    let mut scene = scene(12, lease_of(7));
    let began = scene.unit.clock.unix_millis();
    scene.unit.clock.advance(Duration::from_secs(7 * DAY - 90));
    scene.reopen("seventh");
    scene.unit.clock.set(began);
    scene.reopen("back");
    scene.officer().within_lease().unwrap();
    scene.reopen("again");
    let ended = scene.officer().within_lease();
    assert_eq!(ended.unwrap_err().code(), "lease-ended");
}

/// What a phone sealed, its new unlock code in it, stands under a number that a copy of it used as well.
#[test]
fn a_phone_whose_unsent_pack_holds_its_unlock_code_gives_way_to_what_its_copy_wrote() {
    let mut scene = scene(17, lock_after(5));
    scene.reopen("before");
    scene.close();
    let (home, copy) = (scene.unit.home("one"), scene.unit.home("copy"));
    copy_files(home.folder(), copy.folder());
    let edit = |field, text| [FieldEdit::set(field, Value::text(text))];
    let mut copied = Notebook::open(&copy, scene.unit.world("copy"), PIN).unwrap();
    copied.edit(scene.house, &edit("note", "bản sao")).unwrap();
    import(&mut scene.supervisor, &export(&mut copied));
    scene.unit.sync(&mut scene.supervisor).unwrap();

    scene.lock();
    let code = scene.supervisor.unlock_code("one").unwrap().code;
    scene.officer = Some(scene.try_code("unlocked", &code, NEW_PIN).unwrap());
    let house = scene.house;
    let edits = edit("address", "bản chính");
    scene.officer().edit(house, &edits).unwrap();
    // What is written out is sealed before.
    export(scene.officer());
    for _ in 0..2 {
        scene.meet();
    }
    for device in [scene.officer.as_mut().unwrap(), &mut scene.supervisor] {
        let fields = device.get(house).unwrap().fields;
        assert_eq!(fields["note"], "bản sao");
        assert_eq!(fields["address"], "bản chính");
    }
    // Opened again, it knows that somebody has its new code, and may lock.
    scene.close();
    drop(scene.try_pin("noted", NEW_PIN).unwrap());
    scene.lock();
    let next = scene.supervisor.unlock_code("one").unwrap().code;
    scene.try_code("next", &next, PIN).unwrap();
}

#[test]
fn a_clock_that_is_set_to_the_same_moment_before_each_opening_does_not_stand_still() {
    for back in [0, 4 * 60] {
        let mut scene = scene(14, lease_of(7));
        scene.unit.clock.advance(Duration::from_secs(7 * DAY - 90));
        scene.reopen("seventh");
        let same = scene.unit.clock.unix_millis() - back * 1000;
        for opening in ["first", "second"] {
            scene.officer().within_lease().unwrap();
            scene.unit.clock.set(same);
            scene.reopen(opening);
        }
        let ended = scene.officer().within_lease();
        assert_eq!(ended.unwrap_err().code(), "lease-ended", "{back}");
    }
}

#[test]
fn a_notebook_that_is_opened_again_and_again_runs_no_faster_than_its_clock() {
    let mut scene = scene(15, lease_of(7));
    scene.unit.clock.advance(Duration::from_secs(7 * DAY - 200));
    for opening in 0..90 {
        scene.reopen(&opening.to_string());
        scene.unit.clock.advance(Duration::from_secs(2));
    }
    scene.officer().within_lease().unwrap();
    scene.unit.clock.advance(Duration::from_secs(60));
    let ended = scene.officer().within_lease();
    assert_eq!(ended.unwrap_err().code(), "lease-ended");
}

#[test]
fn a_colleagues_receipt_that_comes_in_a_file_renews_no_lease() {
    let mut scene = scene(16, lease_of(7));
    let until = scene.officer().lease_until().unwrap();
    scene.unit.clock.advance(Duration::from_secs(5 * DAY));
    let house = scene.house;
    let visit = serde_json::json!({ "household": house.to_string(), "purposes": ["listen"] });
    scene.chief.create(Kind::Visit, fields(visit)).unwrap();
    scene.unit.sync(&mut scene.chief).unwrap();
    let file = export(&mut scene.chief);
    import(scene.officer(), &file);
    // Somebody who plays the relay can let a sync end, and sign nothing.
    let real = transport(&scene.unit.relay.url());
    let mut played = Between::new(real, |frame| {
        (!matches!(frame, Frame::Receipt { .. })).then_some(frame)
    });
    scene.officer().sync(&mut played, &mut |_| {}).unwrap();
    assert_eq!(scene.officer().lease_until().unwrap(), until);
}

#[test]
fn a_notebook_that_stays_open_under_a_clock_that_was_set_back_locks_in_time() {
    let mut scene = scene(13, lease_of(7));
    let began = scene.unit.clock.unix_millis();
    scene.unit.clock.advance(Duration::from_secs(6 * DAY));
    scene.reopen("sixth");
    scene.unit.clock.set(began);
    scene.reopen("back");
    scene.unit.clock.advance(Duration::from_secs(DAY / 2));
    scene.officer().within_lease().unwrap();
    scene.unit.clock.advance(Duration::from_secs(DAY / 2));
    let ended = scene.officer().within_lease();
    assert_eq!(ended.unwrap_err().code(), "lease-ended");
}

#[test]
fn a_sync_with_nothing_to_send_renews_the_lease_by_the_relays_signature() {
    let mut scene = scene(8, lease_of(7));
    for _ in 0..4 {
        scene.unit.clock.advance(Duration::from_secs(3 * DAY));
        scene.meet();
        let now = scene.unit.clock.unix_millis();
        let until = scene.officer().lease_until().unwrap();
        assert_eq!(until.0, now + 7 * DAY as i64 * 1000);
    }
}

#[test]
fn a_code_extends_an_ended_lease_once() {
    let mut scene = scene(5, lease_of(3));
    let (code, house) = (
        scene.supervisor.unlock_code("one").unwrap().code,
        scene.house,
    );
    scene.close();
    scene.unit.clock.advance(Duration::from_secs(4 * DAY));
    let mut officer = scene.try_code("extended", &code, NEW_PIN).unwrap();
    officer.get(house).unwrap();
    drop(officer);
    scene.unit.clock.advance(Duration::from_secs(4 * DAY));
    let mut officer = scene.try_pin("later", NEW_PIN).unwrap();
    assert_eq!(officer.get(house).unwrap_err().code(), "lease-ended");
    drop(officer);
    let error = scene.try_code("again", &code, NEW_PIN).unwrap_err();
    assert_eq!(error.code(), "unlock-code-wrong");
}

#[test]
fn a_clock_that_ran_ahead_is_put_right_by_the_relay() {
    let mut scene = scene(6, lease_of(7));
    let (home, house) = (scene.unit.home("one"), scene.house);
    scene.close();
    let ahead = FixedClock::at(tests::MORNING + 400 * DAY as i64 * 1000);
    let mut officer = Notebook::open(&home, world(&ahead, 9), PIN).unwrap();
    assert_eq!(officer.get(house).unwrap_err().code(), "lease-ended");
    drop(officer);
    let mut officer = scene.try_pin("right", PIN).unwrap();
    assert_eq!(officer.get(house).unwrap_err().code(), "lease-ended");
    scene.unit.clock.advance(Duration::from_secs(2 * DAY));
    scene.unit.sync(&mut officer).unwrap();
    officer.get(house).unwrap();
}

#[test]
fn a_clock_that_was_wrong_for_an_hour_locks_until_the_next_sync_and_no_longer() {
    let mut scene = scene(7, lease_of(7));
    scene.unit.clock.advance(Duration::from_secs(3600));
    let (home, house) = (scene.unit.home("one"), scene.house);
    // The relay signs for the officer's work, and within the hour the clock runs ahead and is put right.
    let phone = [FieldEdit::set("phone", Value::text("0987654321"))];
    scene.officer().edit(house, &phone).unwrap();
    scene.meet();
    scene.close();
    let ahead = FixedClock::at(tests::MORNING + 400 * DAY as i64 * 1000);
    drop(Notebook::open(&home, world(&ahead, 9), PIN).unwrap());
    let mut officer = scene.try_pin("right", PIN).unwrap();
    assert_eq!(officer.get(house).unwrap_err().code(), "lease-ended");
    scene.unit.clock.advance(Duration::from_secs(3600));
    scene.unit.sync(&mut officer).unwrap();
    officer.get(house).unwrap();
}
