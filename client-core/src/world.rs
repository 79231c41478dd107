//! What the notebook takes from the world around it: a clock and randomness.
//!
//! The core never reads either by itself, so a test can replay a day from a seed and a browser can
//! bring its own.

use proto::UnixMillis;
use rand_core::CryptoRng;

/// Tells the device's own time, which may be wrong by hours or years.
pub trait Clock: Send {
    /// Returns milliseconds since the Unix epoch by this device's clock.
    fn now(&self) -> UnixMillis;
}

/// Holds the clock and the randomness that a notebook works with.
pub struct World {
    /// The device's clock, not yet corrected by what the relay said.
    pub clock: Box<dyn Clock>,
    /// The source of keys, nonces and ids; it must be cryptographically secure outside tests.
    pub random: Box<dyn CryptoRng + Send>,
}

impl World {
    /// Fills an array with random bytes.
    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.random.fill_bytes(&mut bytes);
        bytes
    }
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("World")
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use super::{Clock, World};
    use getrandom::SysRng;
    use proto::UnixMillis;
    use rand_core::UnwrapErr;
    use std::time::{SystemTime, UNIX_EPOCH};

    /// Reads the operating system's clock.
    #[derive(Debug, Clone, Copy)]
    struct SystemClock;

    impl Clock for SystemClock {
        fn now(&self) -> UnixMillis {
            let millis = match SystemTime::now().duration_since(UNIX_EPOCH) {
                Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
                Err(before) => -i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX),
            };
            UnixMillis(millis)
        }
    }

    impl World {
        /// Uses the operating system's clock and randomness.
        pub fn native() -> World {
            World {
                clock: Box::new(SystemClock),
                random: Box::new(UnwrapErr(SysRng)),
            }
        }
    }
}
