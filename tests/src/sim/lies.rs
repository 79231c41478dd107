//! A relay that lies. It has its own key, so what it signs is good; what members signed it cannot make.

use crate::sim::relay::RelaySite;
use crate::sim::{Sim, wire};
use crate::tables::rows;
use proto::{DeviceId, Frame, FrameReader, PackHash, SpaceId};
use std::collections::BTreeMap;
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
    /// Somebody was shown it.
    pub other_ever: bool,
    /// Answers that it gave before.
    pub old: Vec<Vec<u8>>,
    /// It changed bytes of packs that others signed.
    pub edited: bool,
}

/// The relay begins to lie, or stops.
pub fn relay_lies(sim: &mut Sim) {
    if sim.relay_is_kept {
        return;
    }
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

/// Somebody syncs with the relay while it changes a bit of a pack, of which nothing may be believed.
pub fn relay_edits_a_pack(sim: &mut Sim) {
    let who = sim.anybody();
    let device = &mut sim.devices[who];
    // Of a pack that only a newer program can read it cannot be told whether it was changed.
    if device.is_full || sim.relay.is_full || sim.versions.is_behind(device) {
        return;
    }
    let mut editor = wire::Editor::new(&sim.relay, &mut sim.rng);
    // It may be called an error; or the device asks for something else first, and throws the pack away.
    let synced = device.notebook().sync(&mut editor, &mut |_| {});
    // With another version it is taken for what a newer program wrote, and waits.
    let looks_newer = synced.as_ref().is_ok_and(|report| report.newer > 0);
    let code = synced.err();
    let (edited, was_read) = (editor.edited, editor.was_read);
    (sim.lies.ever, sim.lies.edited) = (true, true);
    if let Some(hash) = edited {
        let sql = format!("SELECT n FROM doc_pack WHERE hash = X'{hash}' AND state <> 3");
        let believed = rows(&device.tables(), &sql);
        assert!(
            believed.is_empty(),
            "{} believes an edited pack",
            device.name
        );
        if was_read && code.is_none() && !looks_newer {
            let sql = format!("SELECT n FROM doc_suspicion WHERE hash = X'{hash}'");
            let noticed = rows(&device.tables(), &sql);
            assert!(!noticed.is_empty(), "{} notices no edit", device.name);
        }
    }
    sim.note(code.map_or("done".to_owned(), |error| error.code().to_string()));
}

/// A pack that was left out, though a later one of its author was not: space, author and number.
pub type Dropped = (SpaceId, DeviceId, u64);

/// Leaves packs out of an answer, which says all the same that it is whole. Returns those that their authors' later ones give
/// away.
pub fn without_some_packs(answer: &[u8], rng: &mut TestRng) -> (Vec<u8>, Vec<Dropped>) {
    let (mut dropped, mut newest) = (Vec::new(), BTreeMap::new());
    let answer = change(answer, |frame| {
        let Frame::Pack { pack, .. } = &frame else {
            return Some(frame);
        };
        let is_left_out = rng.chance(50);
        if let Ok(pack) = seal::parse_pack(pack.clone())
            && !pack.is_stub()
            && pack.claimed_header().number > 0
        {
            let header = pack.claimed_header();
            let newest = newest.entry((header.space, header.author)).or_insert(0);
            match is_left_out {
                true => dropped.push((header.space, header.author, header.number)),
                false => *newest = header.number.max(*newest),
            }
        }
        (!is_left_out).then_some(frame)
    });
    dropped.retain(|(space, author, number)| newest.get(&(*space, *author)) > Some(number));
    (answer, dropped)
}

/// Changes a bit of the first pack in an answer; returns the hash of what became of it, where it has another one than
/// before: a hash says nothing of the signature.
pub fn with_an_edited_pack(answer: &[u8], rng: &mut TestRng) -> (Vec<u8>, Option<PackHash>) {
    let hash = |bytes: &[u8]| {
        seal::parse_pack(bytes.to_vec())
            .ok()
            .map(|pack| pack.hash())
    };
    let (mut done, mut edited) = (false, None);
    let answer = change(answer, |mut frame| {
        if let Frame::Pack { pack, .. } = &mut frame
            && !done
        {
            done = true;
            let before = hash(pack);
            let at = rng.index(pack.len());
            pack[at] ^= 1 << rng.below(8);
            edited = hash(pack).filter(|hash| Some(*hash) != before);
        }
        Some(frame)
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
