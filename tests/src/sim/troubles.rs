//! Steps of bad luck: the network, power, room, clocks, and the relay's store.

use crate::sim::Sim;
use simdisk::Snapshot;

/// Somebody syncs over the network as it is.
pub fn sync(sim: &mut Sim) {
    let who = sim.anybody();
    sim.sync(who);
}

/// A device loses power while it does nothing.
pub fn device_crashes(sim: &mut Sim) {
    let who = sim.anybody();
    sim.devices[who].crash(&mut sim.rng);
}

/// A change that somebody else wrote is gone from a device's tables. What the device wrote itself must not be gone: what it
/// writes next would stand under the same numbers.
pub fn device_loses_a_change(sim: &mut Sim) {
    let who = sim.anybody();
    let which = sim.rng.below(1_000);
    let device = &mut sim.devices[who];
    let own = device.id.to_string().replace('-', "");
    let others = format!(
        "doc_change c JOIN doc_pack p ON p.n = c.pack WHERE p.number > 0 AND p.author <> x'{own}'"
    );
    let sql = format!(
        "DELETE FROM doc_change WHERE n = (SELECT c.n FROM {others} ORDER BY c.n
         LIMIT 1 OFFSET {which} % max(1, (SELECT count(*) FROM {others})))"
    );
    let is_lost = !device.is_full && device.tampered(|tables| tables.execute(&sql, [])) == Ok(1);
    if !is_lost {
        return;
    }
    sim.has_lost = true;
    // Until the next sync what is shown of the record may be wrong.
    sim.sync(who);
    // If the power failed before anything was done, somebody looks what is wrong.
    let device = &mut sim.devices[who];
    device.notebook().check().expect("a check");
}

/// A device's disk gets full, or has room again.
pub fn disk_fills(sim: &mut Sim) {
    let who = sim.anybody();
    let device = &mut sim.devices[who];
    device.is_full = !device.is_full;
    let room = device
        .is_full
        .then(|| used(&device.disk.snapshot()) + sim.rng.below(60_000));
    device.disk.limit(room);
}

/// A device's clock jumps by minutes to years, ahead or back, or is set right.
pub fn clock_jumps(sim: &mut Sim) {
    const MINUTE: i64 = 60_000;
    const YEAR: i64 = 365 * 24 * 60 * MINUTE;
    let who = sim.anybody();
    let reach = *sim
        .rng
        .pick(&[0, 10 * MINUTE, 26 * 60 * MINUTE, 3 * YEAR])
        .expect("a reach");
    let skew = sim.rng.between(-reach, reach);
    sim.devices[who].skew = skew;
    sim.note(format!("{}s", skew / 1000));
    sim.pass(0);
}

/// The relay loses power while nobody asks.
pub fn relay_crashes(sim: &mut Sim) {
    sim.relay.crash(&mut sim.rng);
}

/// The relay's disk gets full, or has room again.
pub fn relay_fills(sim: &mut Sim) {
    let relay = &mut sim.relay;
    relay.is_full = !relay.is_full;
    let room = relay
        .is_full
        .then(|| used(&relay.disk.snapshot()) + sim.rng.below(30_000));
    relay.disk.limit(room);
}

/// Somebody keeps a copy of the relay's store.
pub fn relay_is_backed_up(sim: &mut Sim) {
    sim.relay.back_up();
}

/// The relay's store is put back to a copy.
pub fn relay_is_restored(sim: &mut Sim) {
    let count = sim.relay.backups.len();
    if count > 0 && !sim.relay_is_kept {
        let which = sim.rng.index(count);
        sim.note(which);
        sim.relay.restore(which);
    }
}

/// The relay's store is lost; only its key was kept.
pub fn relay_is_wiped(sim: &mut Sim) {
    if !sim.relay_is_kept {
        sim.relay.wipe();
    }
}

fn used(files: &Snapshot) -> u64 {
    files.values().map(|bytes| bytes.len() as u64).sum()
}
