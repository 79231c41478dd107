//! Ends a program with SIGKILL at its N-th write point, from outside and without any change to the program.
//!
//! It is no part of what ships and nothing links it: a test names it in `LD_PRELOAD`, so that the program's calls which
//! change files come here first. A *write point* is such a call on a regular file or a name below one folder; sockets, pipes,
//! terminals and all other folders do not count. What is to be done at which point stands in a file, the `order`.
//!
//! - `order`: what the test asks for, and the list of points that it gets back;
//! - `place`: whether a file is below the folder;
//! - `point`: counting the points, and the end of the program at one of them;
//! - `calls`: the calls themselves.
//!
//! Only on Linux with a C library that is linked dynamically; elsewhere the library is empty.

#![allow(
    unsafe_code,
    reason = "taking the place of functions of the C library cannot be said otherwise"
)]

#[cfg(target_os = "linux")]
mod calls;
#[cfg(target_os = "linux")]
mod order;
#[cfg(target_os = "linux")]
mod place;
#[cfg(target_os = "linux")]
mod point;
