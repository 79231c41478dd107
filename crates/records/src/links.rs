//! Records that are linked, being of one household, establishment or group: which of them leads.

use std::collections::BTreeMap;

use proto::DocId;

/// Tells which record leads each of those that links name. `links` says for each that follows one whom it follows.
///
/// Chains are followed to their end. Where two people linked the same records the other way round without knowing of each
/// other, the links go round in a circle: there the smallest id leads. So the answer depends on the links alone.
#[must_use]
pub fn leaders(links: &BTreeMap<DocId, DocId>) -> BTreeMap<DocId, DocId> {
    let mut leaders = BTreeMap::new();
    for start in links.keys() {
        let (mut way, mut at) = (Vec::new(), *start);
        let mut places = BTreeMap::new();
        let leader = loop {
            if let Some(known) = leaders.get(&at) {
                break *known;
            }
            if let Some(place) = places.insert(at, way.len()) {
                break way.iter().skip(place).min().copied().unwrap_or(at);
            }
            way.push(at);
            match links.get(&at) {
                Some(next) => at = *next,
                None => break at,
            }
        };
        leaders.extend(way.into_iter().map(|id| (id, leader)));
    }
    leaders
}

#[cfg(test)]
mod tests {
    use super::*;

    fn led(links: &[(u8, u8)]) -> Vec<(u8, u8)> {
        let id = |n: u8| DocId([n; 16]);
        let links = links.iter().map(|(one, other)| (id(*one), id(*other)));
        leaders(&links.collect())
            .into_iter()
            .map(|(one, leader)| (one.0[0], leader.0[0]))
            .collect()
    }

    #[test]
    fn chains_are_followed_to_their_end() {
        assert_eq!(led(&[]), []);
        assert_eq!(led(&[(2, 1)]), [(1, 1), (2, 1)]);
        assert_eq!(
            led(&[(1, 5), (5, 3), (4, 5), (9, 8)]),
            [(1, 3), (3, 3), (4, 3), (5, 3), (8, 8), (9, 8)]
        );
    }

    #[test]
    fn in_a_circle_the_smallest_id_leads() {
        assert_eq!(led(&[(2, 1), (1, 2)]), [(1, 1), (2, 1)]);
        assert_eq!(led(&[(7, 7)]), [(7, 7)]);
        assert_eq!(
            led(&[(1, 3), (3, 4), (4, 2), (2, 3), (9, 4)]),
            [(1, 2), (2, 2), (3, 2), (4, 2), (9, 2)]
        );
    }

    #[test]
    fn a_long_chain_takes_one_pass() {
        let id = |n: u32| {
            let mut id = [0; 16];
            id[..4].copy_from_slice(&n.to_be_bytes());
            DocId(id)
        };
        let links = (0..100_000).map(|n| (id(n), id(n + 1))).collect();
        let leaders = leaders(&links);
        assert_eq!(leaders.len(), 100_001);
        assert!(leaders.values().all(|leader| *leader == id(100_000)));
    }
}
