//! A relay that lies. It has its own key, so what it signs is good; what members signed it cannot make.

use crate::sim::relay::RelaySite;
use crate::sim::{Sim, wire};
use proto::{Frame, FrameReader};
use testkit::TestRng;

/// What a relay does to the truth.
#[derive(Default)]
pub struct Lies {
    /// It lies now.
    pub now: bool,
    /// It lied at some time, so that its operator was changed: a new epoch begins before the end.
    pub ever: bool,
    /// A second store under the same key, shown to some.
    pub other: Option<Box<RelaySite>>,
    /// Answers that it gave before.
    pub old: Vec<Vec<u8>>,
    /// It changed bytes of packs that others signed.
    pub edited: bool,
}

/// The relay begins to lie, or stops.
pub fn relay_lies(sim: &mut Sim) {
    let lies = &mut sim.lies;
    lies.now = !lies.now;
    lies.ever = true;
    if lies.now && lies.other.is_none() {
        let files = match sim.rng.pick(&sim.relay.backups) {
            Some(files) => files.clone(),
            None => sim.relay.copy(),
        };
        lies.other = Some(Box::new(RelaySite::of(files)));
    }
    sim.note(if sim.lies.now { "begins" } else { "ends" });
}

/// Somebody syncs with the relay while it changes a byte of a pack, which must be noticed.
pub fn relay_edits_a_pack(sim: &mut Sim) {
    let who = sim.anybody();
    let device = &mut sim.devices[who];
    if device.is_full || sim.relay.is_full {
        return;
    }
    let before = device.notebook().status().expect("a status").set_aside;
    let mut editor = wire::Editor::new(&sim.relay, &mut sim.rng);
    let result = device.notebook().sync(&mut editor, &mut |_| {});
    (sim.lies.ever, sim.lies.edited) = (true, true);
    if editor.edited {
        let after = device.notebook().status().expect("a status").set_aside;
        assert!(
            result.is_err() || after > before,
            "{} believes an edited pack",
            device.name
        );
        sim.note("edited");
    }
}

/// Leaves packs out of an answer, which says all the same that it is whole.
pub fn without_some_packs(answer: &[u8], rng: &mut TestRng) -> Vec<u8> {
    change(answer, |frame| match frame {
        Frame::Pack { .. } if rng.chance(50) => None,
        other => Some(other),
    })
}

/// Changes a byte of a pack in an answer; tells whether there was one.
pub fn with_an_edited_pack(answer: &[u8], rng: &mut TestRng) -> (Vec<u8>, bool) {
    let (mut edited, mut done) = (false, false);
    let answer = change(answer, |frame| match frame {
        Frame::Pack {
            space,
            cursor,
            mut pack,
        } if !done => {
            done = true;
            let hash = |bytes: &[u8]| {
                seal::parse_pack(bytes.to_vec())
                    .ok()
                    .map(|pack| pack.hash())
            };
            let before = hash(&pack);
            let at = rng.index(pack.len());
            pack[at] ^= 1 << rng.below(8);
            // A pack that is held, with another signature, is not looked at again.
            edited = hash(&pack) != before;
            Some(Frame::Pack {
                space,
                cursor,
                pack,
            })
        }
        other => Some(other),
    });
    (answer, edited)
}

fn change(answer: &[u8], mut each: impl FnMut(Frame) -> Option<Frame>) -> Vec<u8> {
    let mut reader = FrameReader::new();
    reader.push(answer);
    let mut out = Vec::new();
    while let Ok(Some(frame)) = reader.next() {
        if let Some(frame) = each(frame) {
            out.extend(frame.to_framed_bytes());
        }
    }
    out
}
