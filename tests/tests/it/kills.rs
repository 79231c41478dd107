//! SIGKILL of the real programs at every call of theirs that changes a file: enumerated, so no moment decides anything.

mod device;
mod relay;

use testkit::process::WritePoints;

/// Tells whether programs can be killed at a write point here; where they cannot, a test says so and holds nothing.
fn can_kill() -> bool {
    if !WritePoints::CAN_BE_KNOWN {
        eprintln!("write points are known on Linux with glibc only: nothing was tested");
    }
    WritePoints::CAN_BE_KNOWN
}
