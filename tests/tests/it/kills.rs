//! SIGKILL of the real programs at every call of theirs that changes a file: enumerated, so no moment decides anything.

mod decided;
mod device;
mod ends;
mod locked;
mod merged;
mod moved;
mod operator;
mod relay;

use client_core::{Kind, Notebook};
use serde_json::json;
use testkit::process::WritePoints;
use tests::fields;

/// Tells whether programs can be killed at a write point here; where they cannot, a test says so and holds nothing.
fn can_kill() -> bool {
    if !WritePoints::CAN_BE_KNOWN {
        eprintln!("write points are known on Linux with glibc only: nothing was tested");
    }
    WritePoints::CAN_BE_KNOWN
}

/// Records a visit to the household `HB-1`.
fn record_visit(device: &mut Notebook, need: &str) {
    let house = device.find(Some(Kind::Household), "HB-1").unwrap();
    let visit = json!({ "household": house.to_string(), "purposes": ["support"], "needs": [need] });
    device.create(Kind::Visit, fields(visit)).unwrap();
}
