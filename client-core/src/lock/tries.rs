//! Wrong PINs: counted before each is judged, so that killing the program does not help, and slower and slower.

use crate::error::ClientError;
use crate::home::Home;
use crate::world::Clock;
use proto::{Reader, UnixMillis, Writer};
use std::fs::File;
use std::io::{Read, Seek, Write};
use zeroize::Zeroizing;

/// So many wrong PINs cost nothing: fingers slip.
const FREE: u32 = 3;
/// The longest pause, in seconds.
const LONGEST_PAUSE: i64 = 900;

/// What stands in the file.
#[derive(Debug, Default, Clone, Copy)]
struct Tries {
    /// Wrong PINs in a row; one that is being judged counts as wrong.
    wrong: u32,
    /// When the last one was tried, by this device's clock.
    last: UnixMillis,
    /// Wrong PINs before the right one, which the consultation log does not tell of yet.
    untold: u32,
}

impl Tries {
    /// Reads the file; what is cut short or was never written is no tries.
    fn read(file: &mut File) -> Result<Tries, ClientError> {
        let mut bytes = Vec::new();
        file.rewind()?;
        file.read_to_end(&mut bytes)?;
        let mut reader = Reader::new(&bytes);
        let mut read = || {
            Ok::<_, proto::DecodeError>(Tries {
                wrong: reader.varint_u32("tries")?,
                last: UnixMillis(reader.zigzag()?),
                untold: reader.varint_u32("tries")?,
            })
        };
        Ok(read().unwrap_or_default())
    }

    fn write(self, file: &mut File) -> Result<(), ClientError> {
        let mut writer = Writer::new();
        writer.varint(u64::from(self.wrong));
        writer.zigzag(self.last.0);
        writer.varint(u64::from(self.untold));
        let bytes = writer.into_bytes();
        file.rewind()?;
        file.write_all(&bytes)?;
        Ok(file.set_len(bytes.len() as u64)?)
    }

    /// Tells how many seconds are left before the next try. A clock that was set back begins the pause anew.
    fn pause(&mut self, now: UnixMillis) -> i64 {
        if self.wrong < FREE {
            return 0;
        }
        let doublings = (self.wrong - FREE + 1).min(30);
        let pause = (1_i64 << doublings).min(LONGEST_PAUSE);
        if now < self.last {
            self.last = now;
        }
        (pause - now.millis_since(self.last) / 1000).max(0)
    }
}

/// Judges a PIN by `unwrap`, unless it is too early for another try or the home is locked.
///
/// Fails with `pin-delayed`, `device-locked`, `wrong-pin`, or as `unwrap` does.
pub(crate) fn judge(
    home: &Home,
    clock: &dyn Clock,
    unwrap: impl FnOnce() -> Result<Zeroizing<[u8; 32]>, ClientError>,
) -> Result<Zeroizing<[u8; 32]>, ClientError> {
    let limit = home.read_spare()?.and_then(|spare| spare.limit());
    let reached = |wrong: u32| limit.is_some_and(|limit| wrong >= limit);
    // Held to the end: of two programs that try at once, each counts.
    let mut file = home.tries()?;
    file.lock()?;
    let mut tries = Tries::read(&mut file)?;
    if home.is_locked() || reached(tries.wrong) {
        home.destroy_key()?;
        return Err(ClientError::DeviceLocked);
    }
    let now = clock.now();
    let seconds = tries.pause(now);
    if seconds > 0 {
        tries.write(&mut file)?;
        return Err(ClientError::PinDelayed { seconds });
    }
    let before = tries.wrong;
    tries = Tries {
        wrong: before.saturating_add(1),
        last: now,
        ..tries
    };
    tries.write(&mut file)?;
    file.sync_data()?;
    let judged = unwrap();
    match &judged {
        Ok(_) => {
            tries.untold = tries.untold.saturating_add(before);
            if before > 0 {
                // First, so that a write that is cut short takes nothing back that is not told of.
                tries.write(&mut file)?;
            }
            tries.wrong = 0;
            tries.write(&mut file)?;
        }
        Err(ClientError::WrongPin) if reached(tries.wrong) => {
            home.destroy_key()?;
            return Err(ClientError::DeviceLocked);
        }
        Err(ClientError::WrongPin) => {}
        // Nothing was judged.
        Err(_) => Tries {
            wrong: before,
            ..tries
        }
        .write(&mut file)?,
    }
    judged
}

/// Tells the consultation log of the wrong PINs that it does not tell of yet, after an unlock code also of those that locked the
/// device, and forgets them then: what is killed in between tells of them twice, and never of none.
pub(crate) fn tell_wrong(
    home: &Home,
    unlocked: bool,
    tell: impl FnOnce(u32) -> Result<(), ClientError>,
) -> Result<(), ClientError> {
    let mut file = home.tries()?;
    let tries = Tries::read(&mut file)?;
    let wrong = if unlocked { tries.wrong } else { 0 };
    let untold = tries.untold.saturating_add(wrong);
    tell(untold)?;
    if untold > 0 {
        Tries {
            wrong: tries.wrong - wrong,
            untold: 0,
            ..tries
        }
        .write(&mut file)?;
    }
    Ok(())
}
