//! The table of steps. A new kind of event is one line here and one small function.

use crate::sim::{Sim, copies, courier, erasing, liar, lies, people, records, troubles, versions};

/// Something that can happen.
pub struct Step {
    /// Its name in traces.
    pub name: &'static str,
    /// How often it is drawn, against the others.
    pub weight: u32,
    /// Lets it happen.
    pub run: fn(&mut Sim),
}

const fn step(name: &'static str, weight: u32, run: fn(&mut Sim)) -> Step {
    Step { name, weight, run }
}

/// Everything that can happen.
pub const TABLE: &[Step] = &[
    step("household", 12, records::household),
    step("visit", 12, records::visit),
    step("group", 5, records::group),
    step("import", 4, records::import),
    step("move", 5, records::move_household),
    step("text", 20, records::edit_text),
    step("list", 16, records::edit_list),
    step("sync", 45, troubles::sync),
    step("crash", 3, troubles::device_crashes),
    step("full", 2, troubles::disk_fills),
    step("clock", 3, troubles::clock_jumps),
    step("loses", 1, troubles::device_loses_a_change),
    step("update", 4, versions::update),
    step("relay-crash", 2, troubles::relay_crashes),
    step("relay-full", 1, troubles::relay_fills),
    step("backup", 3, troubles::relay_is_backed_up),
    step("restore", 1, troubles::relay_is_restored),
    step("wiped", 1, troubles::relay_is_wiped),
    step("revoke", 1, people::revoke),
    step("assign", 2, people::assign),
    step("role", 1, people::role),
    step("verdict", 4, people::verdict),
    step("invite", 2, people::invite),
    step("lease", 1, people::lease),
    step("erase", 2, erasing::erase),
    step("file-out", 4, courier::export),
    step("file-in", 5, courier::import),
    step("lies", 1, lies::relay_lies),
    step("liar-syncs", 3, liar::syncs),
    step("liar-forges", 1, liar::forges_a_change),
    step("liar-merges", 1, liar::merges_badly),
    step("liar-changes", 1, liar::hands_out_a_changed_pack),
    step("liar-signs", 1, liar::signs_a_bad_entry),
    step("edits", 1, lies::relay_edits_a_pack),
    step("copied", 1, copies::phone_is_copied),
];
