//! Lies that a device notices, by the relay or by members, and how it comes to what is true all the same.

mod members;
mod merged;

use client_core::{DocId, FieldEdit, Kind, Notebook, Role, Suspicion, SuspicionReason, Value};
use proto::Frame;
use tests::between::Between;
use tests::{Unit, household, ids, transport};

/// Returns what a device noticed and has not come right.
fn open(device: &mut Notebook) -> Vec<Suspicion> {
    let all = device.suspicions().expect("a list");
    let is_open = |one: &Suspicion| one.healed_at.is_none();
    all.into_iter().filter(is_open).collect()
}

fn reasons(list: &[Suspicion]) -> Vec<SuspicionReason> {
    list.iter().map(|one| one.reason).collect()
}

fn note(device: &mut Notebook, house: DocId, text: &str) {
    let edits = [FieldEdit::set("note", Value::text(text))];
    device.edit(house, &edits).expect("an edit");
}

/// A chief and an officer in one area; the officer brings the relay so many packs, one household each.
fn with_packs(unit: &Unit, count: usize) -> (Notebook, Notebook, Vec<DocId>) {
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    unit.sync(&mut chief).expect("the officer's first pack");
    let mut houses = Vec::new();
    for n in 0..count {
        houses.push(household(
            &mut officer,
            "Tổ 1",
            &format!("HB-{n}"),
            "Nguyễn Thị Hoà",
        ));
        unit.sync(&mut officer).expect("a pack");
    }
    houses.sort();
    (chief, officer, houses)
}

/// Drops the packs of the given places among those that come, counted from 0 over all answers, and says that this is all.
fn dropping(unit: &Unit, places: &[usize]) -> impl client_core::Transport {
    let places = places.to_vec();
    let mut next = 0;
    Between::new(transport(&unit.relay.url()), move |frame| {
        if let Frame::Pack { space, cursor, .. } = frame {
            next += 1;
            if places.contains(&(next - 1)) {
                return Some(Frame::Cursor { space, cursor });
            }
        }
        Some(frame)
    })
}

#[test]
fn a_pack_left_out_of_an_answer_is_noticed_and_fetched_in_the_same_sync() {
    let unit = Unit::new(301);
    let (mut chief, _officer, houses) = with_packs(&unit, 4);
    let report = chief
        .sync(&mut dropping(&unit, &[1, 2]), &mut |_| {})
        .unwrap();
    assert_eq!(ids(&mut chief, Kind::Household), houses);
    assert!(report.requests <= 3, "{report:?}");
    let noticed = chief.suspicions().unwrap();
    assert_eq!(reasons(&noticed)[0], SuspicionReason::Withheld);
    assert_eq!(noticed[0].officer_name.as_deref(), Some("Cúc"));
    assert_eq!(noticed[0].area.as_deref(), Some("Tổ 1"));
    assert!(open(&mut chief).is_empty(), "{noticed:?}");
    let idle = unit.sync(&mut chief).unwrap();
    assert_eq!((idle.requests, idle.packs_pulled), (1, 0));
}

#[test]
fn where_nothing_is_amiss_one_request_brings_everything() {
    let unit = Unit::new(302);
    let (mut chief, _officer, houses) = with_packs(&unit, 4);
    let report = unit.sync(&mut chief).unwrap();
    assert_eq!((report.requests, report.packs_pulled), (1, 4));
    assert_eq!(ids(&mut chief, Kind::Household), houses);
    assert!(chief.suspicions().unwrap().is_empty());
}

#[test]
fn a_pack_that_a_relay_keeps_back_stays_a_suspicion_until_it_comes() {
    let unit = Unit::new(303);
    let (mut chief, _officer, houses) = with_packs(&unit, 4);
    // The second pack is never handed out, however often it is asked for.
    let mut second = None;
    let mut next = 0;
    let mut keeping_back = Between::new(transport(&unit.relay.url()), |frame| {
        if let Frame::Pack { pack, .. } = &frame {
            next += 1;
            if next == 2 {
                second = Some(pack.clone());
            }
            return (second.as_ref() != Some(pack)).then_some(frame);
        }
        Some(frame)
    });
    for _ in 0..3 {
        let report = chief.sync(&mut keeping_back, &mut |_| {}).unwrap();
        assert!(report.requests <= 3, "{report:?}");
        let open = open(&mut chief);
        assert_eq!(reasons(&open), [SuspicionReason::Withheld]);
        assert_eq!(chief.status().unwrap().suspicions, 1);
    }
    assert_eq!(ids(&mut chief, Kind::Household).len(), houses.len() - 1);
    let report = unit.sync(&mut chief).unwrap();
    assert_eq!((report.requests, report.packs_pulled), (3, 1));
    assert_eq!(ids(&mut chief, Kind::Household), houses);
    assert!(open(&mut chief).is_empty());
}

#[test]
fn the_newest_pack_kept_back_is_noticed_by_the_next_one() {
    let unit = Unit::new(304);
    let (mut chief, mut officer, houses) = with_packs(&unit, 3);
    // To a device that has nothing of a space they come newest first.
    chief.sync(&mut dropping(&unit, &[0]), &mut |_| {}).unwrap();
    let noticed = chief.suspicions().unwrap();
    assert!(noticed.is_empty(), "nobody can tell: {noticed:?}");
    assert_eq!(ids(&mut chief, Kind::Household).len(), 2);
    note(&mut officer, houses[0], "sau");
    unit.sync(&mut officer).unwrap();
    unit.sync(&mut chief).unwrap();
    assert_eq!(ids(&mut chief, Kind::Household), houses);
    let noticed = chief.suspicions().unwrap();
    assert_eq!(reasons(&noticed), [SuspicionReason::Withheld]);
    assert!(open(&mut chief).is_empty());
}

#[test]
fn a_pack_that_came_changed_is_asked_for_again_in_the_same_sync() {
    let unit = Unit::new(305);
    let (mut chief, _officer, houses) = with_packs(&unit, 3);
    let mut next = 0;
    let mut forger = Between::new(transport(&unit.relay.url()), |mut frame| {
        if let Frame::Pack { pack, .. } = &mut frame {
            next += 1;
            if next == 2 {
                let at = pack.len() - 70;
                pack[at] ^= 4;
            }
        }
        Some(frame)
    });
    chief.sync(&mut forger, &mut |_| {}).unwrap();
    assert_eq!(ids(&mut chief, Kind::Household), houses);
    let noticed = chief.suspicions().unwrap();
    assert_eq!(reasons(&noticed), [SuspicionReason::Unsigned]);
    assert_eq!(chief.status().unwrap().set_aside, 0);
    assert!(open(&mut chief).is_empty());
}

/// Takes a request and gives no answer.
struct Silent;

impl client_core::Transport for Silent {
    fn exchange(
        &mut self,
        _request: Vec<u8>,
        _take: &mut dyn FnMut(&[u8]) -> client_core::Flow,
    ) -> Result<(), client_core::TransportError> {
        Err(client_core::TransportError::Stalled)
    }
}

#[test]
fn a_relay_that_has_less_than_it_signed_for_is_noticed_and_gets_it_back() {
    let unit = Unit::new(306);
    let (_chief, mut officer, _houses) = with_packs(&unit, 3);
    // After an answer that never came a device asks how far the relay has its packs.
    assert!(officer.sync(&mut Silent, &mut |_| {}).is_err());
    let mut asked = 0;
    let mut forgetting = Between::new(transport(&unit.relay.url()), |mut frame| {
        if let Frame::Own { number, .. } = &mut frame {
            asked += 1;
            *number = (*number).min(1);
        }
        Some(frame)
    });
    officer.sync(&mut forgetting, &mut |_| {}).unwrap();
    assert!(asked > 0);
    let noticed = officer.suspicions().unwrap();
    assert_eq!(reasons(&noticed), [SuspicionReason::Unkept]);
    assert_eq!((noticed[0].number, noticed[0].last), (2, 3));
    assert!(open(&mut officer).is_empty(), "it signed for them again");
    assert_eq!(officer.status().unwrap().unsent, 0);
}
