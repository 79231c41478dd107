//! Gives a program the time that a file says, from outside and without any change to the program.
//!
//! It is no part of what ships and nothing links it: a test names it in `LD_PRELOAD`, so that questions for the time of day
//! come here first. `STOPCLOCK_FILE` names the file, which holds milliseconds since 1970-01-01T00:00:00Z; whoever writes another
//! number moves the clock of every program that runs under it. Clocks that measure how long something takes go on.
//!
//! Only on Linux with a C library that is linked dynamically; elsewhere the library is empty.

#![allow(
    unsafe_code,
    reason = "taking the place of a function of the C library cannot be said otherwise"
)]

#[cfg(target_os = "linux")]
mod clock;
