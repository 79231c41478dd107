//! Wrong PINs and the clock: slower and slower, and never locked where nobody could unlock.

use crate::{Desk, PIN, world};
use client_core::{Act, AuditQuery, ClientError, Notebook};
use std::time::Duration;
use testkit::FixedClock;

fn attempt(desk: &Shut, pin: &str) -> Result<Notebook, ClientError> {
    Notebook::open(&desk.home, world(&desk.clock, 40), pin)
}

/// A desk whose notebook is closed.
struct Shut {
    home: client_core::Home,
    clock: FixedClock,
    _folder: tempfile::TempDir,
}

fn shut() -> Shut {
    let Desk {
        notebook,
        home,
        clock,
        folder,
    } = Desk::new(1);
    drop(notebook);
    Shut {
        home,
        clock,
        _folder: folder,
    }
}

/// Tries a wrong PIN; returns the seconds to wait, or 0 where it was judged.
fn wrong(desk: &Shut) -> i64 {
    match attempt(desk, "000001").unwrap_err() {
        ClientError::WrongPin => 0,
        ClientError::PinDelayed { seconds } => seconds,
        other => panic!("{other:?}"),
    }
}

#[test]
fn wrong_pins_wait_longer_and_longer_up_to_a_quarter_of_an_hour() {
    let desk = shut();
    let mut pauses = Vec::new();
    for _ in 0..3 {
        assert_eq!(wrong(&desk), 0);
    }
    for _ in 0..11 {
        let seconds = wrong(&desk);
        // The right one has to wait as well: nobody learns from being refused.
        assert_eq!(attempt(&desk, PIN).unwrap_err().code(), "pin-delayed");
        pauses.push(seconds);
        desk.clock.advance(Duration::from_secs(seconds as u64));
        assert_eq!(wrong(&desk), 0);
    }
    assert_eq!(pauses, [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
    desk.clock.advance(Duration::from_secs(900));
    let mut notebook = attempt(&desk, PIN).unwrap();
    let query = AuditQuery {
        limit: 10,
        ..AuditQuery::default()
    };
    let rows = notebook.audit_log(&query).unwrap().rows;
    assert_eq!((rows[0].act, rows[0].count), (Some(Act::WrongPins), 14));
    drop(notebook);
    assert_eq!(wrong(&desk), 0, "the count begins anew");
}

#[test]
fn a_clock_that_is_set_back_shortens_nothing_and_holds_up_nobody_for_a_year() {
    let desk = shut();
    for _ in 0..3 {
        wrong(&desk);
    }
    assert_eq!(wrong(&desk), 2);
    let now = desk.clock.unix_millis();
    desk.clock.set(now - 365 * 86_400_000);
    assert_eq!(wrong(&desk), 2);
    desk.clock.advance(Duration::from_secs(2));
    attempt(&desk, PIN).unwrap();
}

#[test]
fn a_try_that_is_killed_before_it_is_judged_counts() {
    let desk = shut();
    let tries = desk.home.folder().join("device.tries");
    wrong(&desk);
    let counted = std::fs::read(&tries).unwrap();
    // What stands in the file while the third and fourth PIN are being judged.
    wrong(&desk);
    wrong(&desk);
    assert_ne!(std::fs::read(&tries).unwrap(), counted);
    assert_eq!(wrong(&desk), 2);
    attempt(&desk, PIN).unwrap_err();
}

#[test]
fn without_anybody_who_could_unlock_it_a_device_is_never_locked() {
    let desk = shut();
    for _ in 0..12 {
        desk.clock.advance(Duration::from_secs(900));
        assert_eq!(wrong(&desk), 0);
    }
    desk.clock.advance(Duration::from_secs(900));
    assert!(!desk.home.is_locked());
    attempt(&desk, PIN).unwrap();
}

#[test]
fn what_is_no_unlock_code_or_not_this_devices_opens_nothing() {
    let desk = shut();
    let open = |code: &str| {
        Notebook::open_with_code(&desk.home, world(&desk.clock, 41), code, "271828").unwrap_err()
    };
    assert_eq!(open("SOTAY1-00000").code(), "unlock-code-malformed");
    let other = proto::UnlockCode { secret: [7; 16] };
    assert_eq!(open(&other.to_string()).code(), "unlock-code-wrong");
}
