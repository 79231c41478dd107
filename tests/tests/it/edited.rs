//! A pack that is changed on its way, by whoever carries it.

use client_core::{Flow, Kind, Role, SuspicionReason, Transport, TransportError};
use proto::{Frame, FrameReader};
use tests::{Unit, household, ids, transport};

/// Changes a bit of the signature of every pack that comes through.
struct Forger<T>(T);

impl<T: Transport> Transport for Forger<T> {
    fn exchange(
        &mut self,
        request: Vec<u8>,
        take: &mut dyn FnMut(&[u8]) -> Flow,
    ) -> Result<(), TransportError> {
        let mut reader = FrameReader::new();
        self.0.exchange(request, &mut |bytes| {
            reader.push(bytes);
            while let Ok(Some(mut frame)) = reader.next() {
                if let Frame::Pack { pack, .. } = &mut frame {
                    *pack = with_another_signature(pack);
                }
                if take(&frame.to_framed_bytes()) == Flow::Stop {
                    return Flow::Stop;
                }
            }
            Flow::Continue
        })
    }
}

/// A pack's hash says nothing of its signature, so the other pack has the same one.
fn with_another_signature(pack: &[u8]) -> Vec<u8> {
    let hash = |bytes: &[u8]| {
        seal::parse_pack(bytes.to_vec())
            .map(|pack| pack.hash())
            .ok()
    };
    let wanted = hash(pack);
    let changed = (0..pack.len()).rev().find_map(|at| {
        let mut other = pack.to_vec();
        other[at] ^= 1;
        (hash(&other) == wanted).then_some(other)
    });
    changed.expect("a pack has a signature")
}

#[test]
fn a_pack_whose_signature_was_changed_on_the_way_is_taken_when_it_comes_right() {
    let mut unit = Unit::new(61);
    let mut chief = unit.found(&["Tổ 1"]);
    let mut officer = unit.join(&mut chief, "Cúc", Role::Officer, &["Tổ 1"]);
    let house = household(&mut chief, "Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    unit.sync(&mut chief).unwrap();
    let mut forger = Forger(transport(&unit.relay.url()));
    officer.sync(&mut forger, &mut |_| {}).unwrap();
    assert_eq!(officer.status().unwrap().set_aside, 1);
    let noticed = officer.suspicions().unwrap();
    assert_eq!(noticed.len(), 1);
    assert_eq!(noticed[0].reason, SuspicionReason::Unsigned);
    assert_eq!(noticed[0].healed_at, None);
    assert!(ids(&mut officer, Kind::Household).is_empty());

    // In a new epoch of the relay's a device asks for everything once more.
    let backup = unit.path("backup");
    unit.relay.back_up(&backup);
    unit.relay.restore(&backup);
    unit.sync(&mut officer).unwrap();
    assert_eq!(ids(&mut officer, Kind::Household), [house]);
    assert_eq!(officer.status().unwrap().set_aside, 0);
    assert!(officer.suspicions().unwrap()[0].healed_at.is_some());
}
