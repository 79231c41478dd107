//! The C library's question for a time, in whose place this one stands.

use libc::{
    CLOCK_REALTIME, CLOCK_REALTIME_COARSE, SYS_clock_gettime, c_int, clockid_t, syscall, timespec,
};
use std::env;
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

/// Takes the place of the C library's function of this name.
///
/// # Safety
///
/// `at` is as the C library takes it.
#[unsafe(no_mangle)]
unsafe extern "C" fn clock_gettime(clock: clockid_t, at: *mut timespec) -> c_int {
    let stopped = (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)
        .then(told)
        .flatten();
    let Some(time) = stopped.filter(|_| !at.is_null()) else {
        // SAFETY: the caller's promise; what the C library returns fits the type, because its own function has it.
        return unsafe { syscall(SYS_clock_gettime, clock, at) } as c_int;
    };
    // SAFETY: not null, and the caller's promise that it may be written.
    unsafe { *at = time };
    0
}

/// Reads the file; none where no file is named.
///
/// A file that is named and cannot be read is a mistake in a test, which must not pass for a clock that goes on.
fn told() -> Option<timespec> {
    static FILE: OnceLock<Option<PathBuf>> = OnceLock::new();
    let file = FILE.get_or_init(|| env::var_os("STOPCLOCK_FILE").map(PathBuf::from));
    let text = fs::read_to_string(file.as_ref()?);
    let millis = text.ok().and_then(|text| text.trim().parse::<i64>().ok());
    let Some(millis) = millis else {
        std::process::abort()
    };
    Some(timespec {
        tv_sec: millis.div_euclid(1_000),
        tv_nsec: millis.rem_euclid(1_000) * 1_000_000,
    })
}
