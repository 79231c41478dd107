//! Bytes on the wire, HTTP's own included, for what a unit does now and then.

use client_core::{DocId, EraseReason, Kind, Notebook, Role, SyncReport};
use testkit::{Link, LinkSpeed, TestRng};
use tests::{Unit, fields, household, key_of, tables, transport};

/// Syncs a device and counts what went over its line.
fn counted(unit: &Unit, device: &mut Notebook) -> (SyncReport, u64) {
    let address = unit.relay.url();
    let address = address.trim_start_matches("http://").parse().unwrap();
    let link = Link::open(address, LinkSpeed::LOOPBACK).unwrap();
    let report = device
        .sync(&mut transport(&link.url()), &mut |_| {})
        .unwrap();
    let moved = link.stats();
    (report, moved.up + moved.down)
}

#[test]
fn revoking_a_device_of_forty_in_twenty_spaces_moves_20_kb_both_ways() {
    let unit = Unit::new(91);
    let areas: Vec<String> = (1..=18).map(|number| format!("Tổ {number}")).collect();
    let areas: Vec<&str> = areas.iter().map(String::as_str).collect();
    let mut chief = unit.found(&areas);
    for number in 0..36 {
        let name = format!("officer {number}");
        unit.join(&mut chief, &name, Role::Officer, &[areas[number % 18]]);
    }
    let mut supervisors: Vec<Notebook> = (0..3)
        .map(|number| {
            let name = format!("supervisor {number}");
            unit.join(&mut chief, &name, Role::Supervisor, &areas)
        })
        .collect();
    unit.sync(&mut chief).unwrap();
    let leaves = supervisors.pop().unwrap();
    let plan = chief.plan_revocation(&leaves.device().to_string()).unwrap();
    assert_eq!(plan.steps.len(), 20);
    chief.carry_out(&plan).unwrap();
    let (report, bytes) = counted(&unit, &mut chief);
    assert_eq!(report.requests, 2, "{report:?}");
    assert_eq!(chief.status().unwrap().unsent_ledger, 0);
    assert!(bytes <= 20_000, "{bytes} bytes");
}

/// Words of visits, for packs that shrink about as real ones do.
const WORDS: &str = "gia đình đề nghị lắp đèn chiếu sáng đầu ngõ đường ngập khi mưa lớn con nhỏ học xa bà cụ đau \
    lưng cần khám hộ khẩu chuyển về quê xe máy để trước cửa camera hỏng nước yếu buổi tối chó thả rông họp tổ chủ nhật";

fn visits(device: &mut Notebook, house: DocId, count: usize) -> Vec<DocId> {
    let mut rng = TestRng::new(count as u64);
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut text = || {
        let drawn = (0..24).map(|_| *rng.pick(&words).unwrap());
        drawn.collect::<Vec<_>>().join(" ")
    };
    let mut visit = || {
        let fields = fields(serde_json::json!({
            "household": house.to_string(), "purposes": ["listen"], "needs": [text()],
            "notes": [{"kind": "fact", "text": text()}],
        }));
        device.create(Kind::Visit, fields).unwrap()
    };
    (0..count).map(|_| visit()).collect()
}

/// Erases a visit out of a pack of so many; returns the size of the pack, and what moved because of the erasure: all of
/// the sync that it needs, but for what an idle one moves.
fn erased_out_of(count: usize) -> (u64, u64) {
    let unit = Unit::new(92);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let house = household(&mut officer, "Tổ 1", "HB-77", "Nguyễn Thị Hoà");
    unit.sync(&mut officer).unwrap();
    let visits = visits(&mut officer, house, count);
    unit.sync(&mut officer).unwrap();
    let home = unit.home("Cúc");
    let newest = "SELECT length(bytes) FROM doc_pack WHERE state = 1 ORDER BY n DESC LIMIT 1";
    let pack = tables::rows(&tables::database(&home, &key_of(&home)), newest);
    unit.sync(&mut chief).unwrap();
    unit.sync(&mut chief).unwrap();
    let (_, idle) = counted(&unit, &mut chief);
    let plan = chief.plan_erasure(&visits[..1]).unwrap();
    chief.erase(&plan, EraseReason::Mistake).unwrap();
    let (report, moved) = counted(&unit, &mut chief);
    assert_eq!((report.requests, report.packs_pushed), (2, 2), "{report:?}");
    let (_, idle_again) = counted(&unit, &mut chief);
    assert!(idle_again <= idle, "nothing is left to do");
    assert!(chief.erasures().unwrap()[0].relay.is_some());
    (pack[0].parse().unwrap(), moved - idle)
}

/// The pack that takes the place of the other is brought whole, since the relay can cut nothing out of what it cannot
/// read. The entry, the two lines in the log and the relay's signatures come to that; they are the same for every pack.
#[test]
fn erasing_a_record_moves_the_pack_that_held_it_and_little_more() {
    const BESIDES: u64 = 1_700;
    for count in [1, 30] {
        let (pack, moved) = erased_out_of(count);
        assert!(moved <= pack + BESIDES, "{moved} for {pack}");
    }
}
