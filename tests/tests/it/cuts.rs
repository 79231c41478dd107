//! A sync cut at every byte, both ways: everything is safe after the next try, nothing twice, nothing lost.

use client_core::{DocId, FieldEdit, Home, Kind, Notebook, Role, Safety, Value};
use testkit::{Direction, Ending, Link, LinkSpeed};
use tests::cut::{Cut, Recorded};
use tests::play::shown;
use tests::{Unit, copy_files, fields, household, key_of, transport, world};

/// An officer's day that is about to be synced: something of everything, both ways.
struct Day {
    unit: Unit,
    chief: Notebook,
    officer: Notebook,
    house: DocId,
}

impl Day {
    fn new(seed: u64) -> Day {
        let unit = Unit::new(seed);
        let mut chief = unit.found(&["Tổ 1"]);
        let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
        unit.sync(&mut chief).unwrap();
        let officer = unit.join(&mut chief, "one", Role::Officer, &["Tổ 1"]);
        Day {
            unit,
            chief,
            officer,
            house,
        }
    }

    fn visit(device: &mut Notebook, house: DocId, need: &str) -> DocId {
        let visit = serde_json::json!({ "household": house.to_string(), "purposes": ["listen"], "needs": [need] });
        device.create(Kind::Visit, fields(visit)).unwrap()
    }
}

fn note(device: &mut Notebook, house: DocId, text: &str) {
    device
        .edit(house, &[FieldEdit::set("note", Value::text(text))])
        .unwrap();
}

/// Every byte of a day's answer. The device is put back to the moment before the sync each time and its random numbers are
/// repeated, so it makes the same request again and takes the first N bytes of the same answer, as from a dying link.
#[test]
fn an_answer_cut_at_every_byte_leaves_all_safe_after_the_next_try() {
    let mut day = Day::new(11);
    Day::visit(&mut day.officer, day.house, "Sửa đèn đường");
    note(&mut day.officer, day.house, "Nhà có chó");
    day.chief
        .edit(day.house, &[FieldEdit::set("note", Value::text("Đi vắng"))])
        .unwrap();
    day.unit.sync(&mut day.chief).unwrap();
    let key = key_of(&day.unit.home("one"));
    drop(day.officer);
    let clean = day.unit.home("one");
    let again = day.unit.home("again");
    let open =
        |home: &Home| Notebook::open_with_key(home, world(&day.unit.clock, 99), &key).unwrap();

    copy_files(clean.folder(), again.folder());
    let mut recorded = Recorded::of(transport(&day.unit.relay.url()));
    let mut whole = open(&again);
    whole.sync(&mut recorded, &mut |_| {}).unwrap();
    let wanted = shown(&mut whole);
    assert_eq!(whole.conflicts().unwrap().len(), 1);
    drop(whole);
    let [answer] = &recorded.answers[..] else {
        panic!("a day is one request")
    };
    assert!(answer.len() > 500);

    let mut link = transport(&day.unit.relay.url());
    for bytes in 0..answer.len() {
        copy_files(clean.folder(), again.folder());
        let mut device = open(&again);
        let cut = device.sync(
            &mut Cut::for_good(Replay(answer.clone()), bytes),
            &mut |_| {},
        );
        assert_eq!(cut.unwrap_err().code(), "no-network", "cut after {bytes}");
        let history = device.history(day.house).unwrap();
        assert!(
            history.len() >= 2,
            "what was recorded stays recorded: {bytes}"
        );
        device.sync(&mut link, &mut |_| {}).unwrap();
        assert_eq!(device.status().unwrap().unsent, 0, "cut after {bytes}");
        assert_eq!(shown(&mut device), wanted, "cut after {bytes}");
    }
    // The relay has heard the same day a thousand times, and holds it once.
    day.unit.sync(&mut day.chief).unwrap();
    assert_eq!(shown(&mut day.chief), wanted);
}

/// Answers with bytes that were recorded.
struct Replay(Vec<u8>);

impl client_core::Transport for Replay {
    fn exchange(
        &mut self,
        _request: Vec<u8>,
        take: &mut dyn FnMut(&[u8]) -> client_core::Flow,
    ) -> Result<(), client_core::TransportError> {
        take(&self.0);
        Ok(())
    }
}

/// Lets a day cross a link that is cut after `bytes` in a direction, then syncs over a whole one.
///
/// Returns whether the cut came before the end.
fn cut_and_try_again(day: &mut Day, link: &Link, direction: Direction, bytes: u64) -> bool {
    note(&mut day.officer, day.house, &format!("lần {bytes}."));
    link.cut_after(direction, bytes, Ending::Close);
    let mut over_link = transport(&link.url());
    day.officer.sync(&mut over_link, &mut |_| {}).unwrap();
    let cut = !link.cut_is_armed();
    let record = day.officer.get(day.house).unwrap();
    assert_eq!(record.safety, Safety::OnRelay, "cut after {bytes}");
    cut
}

/// Checks that the founder sees every edit of every round once.
fn nothing_is_lost_or_doubled(mut day: Day, rounds: &[u64]) {
    day.unit.sync(&mut day.chief).unwrap();
    let history = day.chief.history(day.house).unwrap();
    let notes: Vec<String> = history
        .iter()
        .flat_map(|line| &line.edits)
        .filter(|edit| edit.field == "note")
        .map(|edit| edit.after.as_ref().unwrap().as_str().unwrap().to_owned())
        .collect();
    let wanted: Vec<String> = rounds.iter().map(|bytes| format!("lần {bytes}.")).collect();
    assert_eq!(notes, wanted);
}

fn over_a_socket(seed: u64, direction: Direction, first: u64, stride: u64) {
    let mut day = Day::new(seed);
    let relay = day.unit.relay.url();
    let target = relay.strip_prefix("http://").unwrap().parse().unwrap();
    let link = Link::open(target, LinkSpeed::LOOPBACK).unwrap();
    let mut rounds = Vec::new();
    for bytes in (first..).step_by(stride as usize) {
        rounds.push(bytes);
        if !cut_and_try_again(&mut day, &link, direction, bytes) {
            break;
        }
    }
    assert!(
        rounds.len() as u64 > 300 / stride,
        "{} rounds",
        rounds.len()
    );
    nothing_is_lost_or_doubled(day, &rounds);
}

/// Every second byte of a day's request through real sockets, HTTP's own bytes included; the other test has the others.
#[test]
fn a_request_cut_at_every_even_byte_arrives_once_with_the_next_try() {
    over_a_socket(12, Direction::Up, 0, 2);
}

#[test]
fn a_request_cut_at_every_odd_byte_arrives_once_with_the_next_try() {
    over_a_socket(13, Direction::Up, 1, 2);
}

/// Every seventh byte: what an answer's every byte does to the device is tested above without sockets.
#[test]
fn an_answer_cut_on_the_wire_is_asked_for_again_in_the_same_sync() {
    over_a_socket(14, Direction::Down, 0, 7);
}

/// The relay does not send back the entries that it took, so the result alone must do.
#[test]
fn entries_whose_answer_is_cut_anywhere_stand_once_and_wait_no_longer() {
    let unit = Unit::new(14);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    unit.sync(&mut chief).unwrap();
    let mut link = transport(&unit.relay.url());
    let (mut bytes, mut was_cut) = (0, true);
    while was_cut {
        let role = [Role::Officer, Role::Supervisor][usize::from(bytes % 2 == 0)];
        let plan = chief.plan_roles("Cúc", &[role]).unwrap();
        assert_eq!(plan.steps.len(), 3);
        chief.carry_out(&plan).unwrap();
        let cut = chief.sync(
            &mut Cut::for_good(transport(&unit.relay.url()), bytes),
            &mut |_| {},
        );
        was_cut = cut.is_err();
        chief.sync(&mut link, &mut |_| {}).unwrap();
        let status = chief.status().unwrap();
        assert_eq!((status.unsent, status.unsent_ledger), (0, 0), "{bytes}");
        officer.sync(&mut link, &mut |_| {}).unwrap();
        assert_eq!(officer.me().unwrap().roles, [role.as_str()], "{bytes}");
        bytes += 7;
    }
    assert!(bytes > 150, "{bytes}");
}

/// The record that names the area may have arrived before the cut, and is not sent twice.
#[test]
fn an_officer_who_gets_another_area_over_a_link_that_is_cut_anywhere_is_in_it_after_the_next_sync()
{
    let unit = Unit::new(15);
    let mut chief = unit.found(&["Tổ 1", "Tổ 2"]);
    household(&mut chief, "Tổ 2", "HB-2", "Trần Văn Minh");
    drop(unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]));
    unit.sync(&mut chief).unwrap();
    let plan = chief.plan_assignment("Cúc", None, Some("Tổ 2")).unwrap();
    chief.carry_out(&plan).unwrap();
    unit.sync(&mut chief).unwrap();
    let (clean, again) = (unit.home("Cúc"), unit.home("again"));
    let key = key_of(&clean);
    let (mut bytes, mut was_cut) = (0, true);
    while was_cut {
        copy_files(clean.folder(), again.folder());
        let mut officer = Notebook::open_with_key(&again, world(&unit.clock, 98), &key).unwrap();
        let mut dying = Cut::for_good(transport(&unit.relay.url()), bytes);
        was_cut = officer.sync(&mut dying, &mut |_| {}).is_err();
        drop(officer);
        let mut officer = Notebook::open_with_key(&again, world(&unit.clock, 99), &key).unwrap();
        unit.sync(&mut officer).unwrap();
        let areas = officer.me().unwrap().areas;
        assert_eq!(areas.len(), 2, "cut after {bytes}");
        assert!(officer.find(Some(Kind::Household), "HB-2").is_ok());
        bytes += 7;
    }
    assert!(bytes > 300, "{bytes}");
}
