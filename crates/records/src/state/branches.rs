//! Branches of one device, as of a phone that was restored from a copy: two changes whose operations have the same numbers.
//!
//! What replaces such an operation names it by its number. Meant is the one that its writer had seen; the other stands.

use std::collections::{BTreeMap, BTreeSet};

use proto::{ChangeHash, DeviceId};

use crate::change::RecordChange;

/// By change, those whose numbers another change has too, and that the change's writer had not seen.
pub(super) type Unseen = BTreeMap<ChangeHash, BTreeSet<ChangeHash>>;

/// Finds what each change had not seen of branches; nothing where no device has two. `order` has each change after those it
/// depends on.
pub(super) fn unseen(order: &[&RecordChange]) -> Unseen {
    let twins = twins(order);
    if twins.is_empty() {
        return Unseen::new();
    }
    let mut seen: BTreeMap<ChangeHash, BTreeSet<ChangeHash>> = BTreeMap::new();
    for change in order {
        let mut before = BTreeSet::new();
        for dep in change.deps() {
            before.extend(seen.get(dep).into_iter().flatten().copied());
            before.extend(twins.get(dep).copied());
        }
        seen.insert(change.hash(), before);
    }
    let others = |(hash, seen): (ChangeHash, BTreeSet<ChangeHash>)| {
        (hash, twins.difference(&seen).copied().collect())
    };
    seen.into_iter().map(others).collect()
}

/// Finds the changes of which some operations have the numbers of another change of the same device.
fn twins(order: &[&RecordChange]) -> BTreeSet<ChangeHash> {
    let mut twins = BTreeSet::new();
    if order.len() < 2 {
        return twins;
    }
    let mut by_place: Vec<(DeviceId, u64, &RecordChange)> = (order.iter())
        .map(|change| (change.device(), change.start_op(), *change))
        .collect();
    by_place.sort_unstable_by_key(|(device, start, change)| (*device, *start, change.hash()));
    let mut furthest: Option<(DeviceId, u64, ChangeHash)> = None;
    for (device, start, change) in by_place {
        match furthest {
            Some((other, end, hash)) if other == device && start <= end => {
                twins.extend([hash, change.hash()]);
            }
            _ => {}
        }
        let end = change.max_op();
        if furthest.is_none_or(|(other, furthest, _)| other != device || furthest < end) {
            furthest = Some((device, end, change.hash()));
        }
    }
    twins
}
