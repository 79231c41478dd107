//! A supervisor's device that merges packs and leaves something out, or changes it.

use super::{household, open, reasons};
use client_core::{DocId, Kind, Notebook, Role, SuspicionReason};
use proto::{Cover, DeviceId, Excerpt, Frame};
use std::time::Duration;
use tests::between::Between;
use tests::by_hand::{export, import};
use tests::member::Member;
use tests::{PIN, Unit, ids, transport};

/// What becomes of packs while they are merged.
type Lie = fn(Vec<Excerpt>) -> Vec<Excerpt>;

/// A unit whose second supervisor has put a dishonest pack in the place of the officer's packs. The chief and one more officer
/// have not synced since before.
struct Scene {
    unit: Unit,
    chief: Notebook,
    other: Notebook,
    officer: Notebook,
    houses: Vec<DocId>,
}

fn scene(seed: u64, lie: Lie) -> Scene {
    scene_in_which(seed, lie, |_, _| {})
}

/// The same, but that something happens with the chief's device before the packs are merged.
fn scene_in_which(seed: u64, lie: Lie, before: fn(&Unit, &mut Notebook)) -> Scene {
    let unit = Unit::new(seed);
    let mut chief = unit.found(&["Tổ 1"]);
    drop(unit.join(&mut chief, "Em", Role::Supervisor, &["Tổ 1"]));
    let other = unit.join(&mut chief, "Dung", Role::Officer, &["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let mut houses = Vec::new();
    for n in 0..4 {
        houses.push(household(&mut officer, "Tổ 1", &format!("HB-{n}"), "Hoà"));
        unit.sync(&mut officer).unwrap();
    }
    houses.sort();
    before(&unit, &mut chief);
    let home = unit.home("Em");
    let mut liar = Notebook::open(&home, unit.world("Em later"), PIN).unwrap();
    unit.sync(&mut liar).unwrap();
    drop(liar);
    merge_wrongly(&home, officer.device(), lie);
    let mut liar = Notebook::open(&home, unit.world("Em again"), PIN).unwrap();
    let report = unit.sync(&mut liar).unwrap();
    assert_eq!(report.packs_pushed, 1, "the relay cannot know: {report:?}");
    Scene {
        unit,
        chief,
        other,
        officer,
        houses,
    }
}

fn merge_wrongly(home: &client_core::Home, author: DeviceId, lie: Lie) {
    let mut member = Member::of(home, 5);
    let excerpts = member.excerpts_of(author);
    let covers = vec![Cover {
        author,
        first: 1,
        last: excerpts.len() as u64,
    }];
    let pack = member.merge(lie(excerpts), covers);
    member.brings(&pack);
}

fn leaves_a_household_out(mut excerpts: Vec<Excerpt>) -> Vec<Excerpt> {
    let excerpt = excerpts
        .iter_mut()
        .rev()
        .find(|one| !one.documents.is_empty());
    excerpt.unwrap().documents.pop();
    excerpts
}

fn changes_a_word(mut excerpts: Vec<Excerpt>) -> Vec<Excerpt> {
    let excerpt = excerpts
        .iter_mut()
        .rev()
        .find(|one| !one.documents.is_empty());
    let change = &mut excerpt.unwrap().documents[0].changes[0];
    let part = change.parts.last_mut().unwrap();
    *part.last_mut().unwrap() ^= 1;
    excerpts
}

fn leaves_a_pack_out(mut excerpts: Vec<Excerpt>) -> Vec<Excerpt> {
    excerpts.pop();
    excerpts
}

/// Another device gets the packs as their author brought them, puts a right one in the place of the wrong one, and whoever
/// joins later sees no trace of it.
fn is_noticed_and_mended(seed: u64, reason: SuspicionReason, lie: Lie) {
    let Scene {
        unit,
        mut chief,
        other: mut officer,
        houses,
        ..
    } = scene(seed, lie);
    unit.sync(&mut officer).unwrap();
    assert_eq!(ids(&mut officer, Kind::Household), houses);
    let noticed = officer.suspicions().unwrap();
    assert_eq!(reasons(&noticed), [reason]);
    assert_eq!(noticed[0].officer_name.as_deref(), Some("Em"));
    assert!(open(&mut officer).is_empty(), "the originals have come");

    unit.sync(&mut chief).unwrap();
    assert_eq!(ids(&mut chief, Kind::Household), houses);
    let noticed = chief.suspicions().unwrap();
    assert_eq!(reasons(&noticed), [reason]);
    assert!(open(&mut chief).is_empty(), "{noticed:?}");

    let mut fresh = unit.join(&mut chief, "Giang", Role::Officer, &["Tổ 1"]);
    assert_eq!(ids(&mut fresh, Kind::Household), houses);
    assert!(fresh.suspicions().unwrap().is_empty());
}

#[test]
fn a_merged_pack_that_leaves_a_record_out_is_noticed_and_mended_for_all() {
    is_noticed_and_mended(311, SuspicionReason::Forged, leaves_a_household_out);
}

#[test]
fn a_merged_pack_that_changes_a_word_is_noticed_and_mended_for_all() {
    is_noticed_and_mended(312, SuspicionReason::Forged, changes_a_word);
}

#[test]
fn a_merged_pack_that_leaves_a_pack_out_is_noticed_and_mended_for_all() {
    is_noticed_and_mended(313, SuspicionReason::Incomplete, leaves_a_pack_out);
}

#[test]
fn after_the_time_of_grace_a_wrong_merged_pack_is_a_suspicion_until_somebody_replaces_it() {
    let Scene {
        mut unit,
        mut chief,
        mut other,
        mut officer,
        houses,
    } = scene(314, leaves_a_household_out);
    let before = ids(&mut other, Kind::Household);
    unit.clock.advance(Duration::from_secs(40 * 86_400));
    unit.relay.stop();
    unit.relay.start_again();
    for _ in 0..2 {
        unit.sync(&mut other).unwrap();
        assert_eq!(reasons(&open(&mut other)), [SuspicionReason::Forged]);
        assert_eq!(ids(&mut other, Kind::Household), before);
    }
    // The chief lacks the packs as well: only their author has them.
    unit.sync(&mut chief).unwrap();
    assert_eq!(reasons(&open(&mut chief)), [SuspicionReason::Forged]);
    import(&mut chief, &export(&mut officer));
    assert_eq!(ids(&mut chief, Kind::Household), houses);
    unit.sync(&mut chief).unwrap();
    assert!(open(&mut chief).is_empty());
    unit.sync(&mut other).unwrap();
    assert_eq!(ids(&mut other, Kind::Household), houses);
    assert!(open(&mut other).is_empty());
}

#[test]
fn a_wrong_merged_pack_is_replaced_by_who_never_needed_it_once_another_shows_what_it_lacks() {
    let has_all = |unit: &Unit, chief: &mut Notebook| {
        unit.sync(chief).unwrap();
    };
    let Scene {
        mut unit,
        mut chief,
        mut other,
        houses,
        ..
    } = scene_in_which(316, leaves_a_household_out, has_all);
    assert_eq!(ids(&mut chief, Kind::Household), houses);
    unit.clock.advance(Duration::from_secs(40 * 86_400));
    unit.relay.stop();
    unit.relay.start_again();
    unit.sync(&mut chief).unwrap();
    assert!(
        chief.suspicions().unwrap().is_empty(),
        "it has no need of it"
    );
    let before = ids(&mut other, Kind::Household);
    unit.sync(&mut other).unwrap();
    assert_eq!(reasons(&open(&mut other)), [SuspicionReason::Forged]);
    assert_eq!(ids(&mut other, Kind::Household), before);

    // What a device says once a day of what it holds shows what it could not get.
    let own = household(&mut other, "Tổ 1", "HB-9", "Hoà");
    unit.sync(&mut other).unwrap();
    unit.sync(&mut chief).unwrap();
    let noticed = chief.suspicions().unwrap();
    assert_eq!(reasons(&noticed), [SuspicionReason::Forged]);
    assert_eq!(noticed[0].officer_name.as_deref(), Some("Em"));
    unit.sync(&mut chief).unwrap();
    assert!(open(&mut chief).is_empty());
    unit.sync(&mut other).unwrap();
    let mut all = houses;
    all.push(own);
    all.sort();
    assert_eq!(ids(&mut other, Kind::Household), all);
    assert!(open(&mut other).is_empty());
    let quiet = unit.sync(&mut chief).unwrap();
    assert_eq!((quiet.packs_pulled, quiet.packs_pushed), (0, 0));
}

/// Returns the sizes of the merged packs in the relay's log, as a device sees them in its layout.
fn merged_sizes(unit: &Unit, device: &mut Notebook) -> Vec<u64> {
    let mut sizes = Vec::new();
    let mut between = Between::new(transport(&unit.relay.url()), |frame| {
        if let Frame::Layout { rows, .. } = &frame {
            let merged = rows.iter().filter(|row| row.packs() > 1);
            sizes.extend(merged.map(|row| row.size));
        }
        Some(frame)
    });
    device.sync(&mut between, &mut |_| {}).unwrap();
    sizes
}

#[test]
fn a_right_merged_pack_of_the_size_of_the_wrong_one_is_fetched_the_next_day() {
    let Scene {
        mut unit,
        mut chief,
        mut other,
        mut officer,
        houses,
    } = scene(315, changes_a_word);
    unit.clock.advance(Duration::from_secs(40 * 86_400));
    unit.relay.stop();
    unit.relay.start_again();
    let wrong = merged_sizes(&unit, &mut other);
    assert_eq!(reasons(&open(&mut other)), [SuspicionReason::Forged]);
    let quiet = unit.sync(&mut other).unwrap();
    assert_eq!(quiet.packs_pulled, 0, "it is not fetched at each sync");
    import(&mut chief, &export(&mut officer));
    unit.sync(&mut chief).unwrap();
    assert!(open(&mut chief).is_empty());
    let right = merged_sizes(&unit, &mut other);
    assert_eq!(
        wrong.last(),
        right.last(),
        "nothing in the layout tells them apart"
    );
    assert_eq!(reasons(&open(&mut other)), [SuspicionReason::Forged]);
    unit.clock.advance(Duration::from_secs(22 * 3_600));
    unit.sync(&mut other).unwrap();
    assert_eq!(ids(&mut other, Kind::Household), houses);
    assert!(open(&mut other).is_empty());
}
