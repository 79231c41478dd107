//! Who writes, as the program asks and as a manipulated one does not.

use proto::{DeviceId, UnixMillis};
use records::{Author, Standing};

/// Makes the author that a program takes a device for at a time.
pub(crate) fn author(
    standing: impl Fn(DeviceId, UnixMillis) -> Standing,
    device: u8,
    at: i64,
) -> Author {
    let (device, at) = (DeviceId([device; 16]), UnixMillis(at));
    Author {
        device,
        at,
        standing: standing(device, at),
    }
}
