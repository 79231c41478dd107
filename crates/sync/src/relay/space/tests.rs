//! An author's chain, whatever order packs come in.

use proptest::prelude::*;
use proto::{Code, OfficerId, PackHash, PackHeader, PackOutcome, Role, UnixMillis};
use seal::DeviceSecret;
use testkit::TestRng;

use super::*;

fn space(secret: &DeviceSecret) -> SpaceSummary {
    let founder = access::Founder {
        device: secret,
        officer: OfficerId([1; 16]),
        roles: [Role::Administrator, Role::Commander].into_iter().collect(),
    };
    let founding = access::found(
        founder,
        access::NewSpace::Unit,
        UnixMillis(0),
        &mut TestRng::new(1),
    )
    .unwrap();
    SpaceSummary::new(founding.ledger.space(), Arc::new(founding.ledger))
}

fn hash_of(number: u64, variant: u8) -> PackHash {
    if number == 0 {
        PackHash::ZERO
    } else {
        PackHash([number as u8 ^ variant << 6; 32])
    }
}

fn header(space: &SpaceSummary, author: &DeviceSecret, number: u64, variant: u8) -> PackHeader {
    PackHeader {
        space: space.id,
        key_epoch: 1,
        author: author.id(),
        number,
        previous: hash_of(number - 1, variant),
        covers: Vec::new(),
        erases: Vec::new(),
        expires: None,
        contents: [0; 32],
        body_length: 40,
    }
}

proptest! {
    /// Two variants of each pack, as of a device whose store was put back, in any order.
    #[test]
    fn the_chain_stays_whole_in_any_order(order in prop::collection::vec((1..6u64, 0..2u8), 0..60)) {
        let author = DeviceSecret::from_bytes(&[4; 64]);
        let mut space = space(&author);
        let mut stored: Vec<PackHash> = Vec::new();
        for (number, variant) in order {
            let (header, hash) = (header(&space, &author, number, variant), hash_of(number, variant));
            let before = space.last_number(&author.id());
            match space.place(&header, Bearer::Author, UnixMillis(0)) {
                Placement::Append => {
                    prop_assert_eq!(number, before + 1);
                    prop_assert_eq!(header.previous, stored.last().copied().unwrap_or(PackHash::ZERO));
                    let seq = space.append(&header, hash, 100);
                    stored.push(hash);
                    prop_assert_eq!(seq, stored.len() as u64);
                }
                Placement::Compare => {
                    let seq = number;
                    let outcome = compare((seq, stored[number as usize - 1]), &hash);
                    let same = stored[number as usize - 1] == hash;
                    let fork = PackOutcome::Refused { code: Code::Fork };
                    prop_assert_eq!(outcome, if same { PackOutcome::Known { seq } } else { fork });
                }
                Placement::SetAside { .. } => prop_assert!(false, "nobody's access ended"),
                Placement::AfterGap => prop_assert!(number > before + 1),
                Placement::Refuse(code) => {
                    prop_assert_eq!(code, Code::BrokenChain);
                    prop_assert_eq!(number, before + 1);
                }
            }
            prop_assert_eq!(space.last_number(&author.id()), stored.len() as u64);
        }
    }
}

#[test]
fn a_pack_of_nobody_here_is_refused_before_its_number_is_looked_at() {
    let space = space(&DeviceSecret::from_bytes(&[4; 64]));
    let stranger = DeviceSecret::from_bytes(&[5; 64]);
    let placement = space.place(
        &header(&space, &stranger, 7, 0),
        Bearer::Another(stranger.id()),
        UnixMillis(0),
    );
    assert_eq!(placement, Placement::Refuse(Code::NotAMember));
}
