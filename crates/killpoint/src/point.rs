//! Counting the write points, and the end of the program at one of them.

use crate::order::{self, Order};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// Points reached, and those of them that write more than a byte.
static POINTS: AtomicU64 = AtomicU64::new(0);
static WRITES: AtomicU64 = AtomicU64::new(0);

/// Counts a call that writes no bytes; does not return if the program ends before it.
pub(crate) fn reached(call: &str, path: &Path) {
    let Some(order) = Order::current() else {
        return;
    };
    next(order, &format!("{call} {}", path.display()));
}

/// Counts a call that writes so many bytes; returns how many are to be written before [`end`], if it is to be torn.
///
/// A single byte cannot be torn: it counts as a point, not among the writes.
pub(crate) fn reached_write(call: &str, path: &Path, bytes: usize) -> Option<usize> {
    let order = Order::current()?;
    next(order, &format!("{call} {} {bytes}", path.display()));
    if bytes < 2 {
        return None;
    }
    let write = WRITES.fetch_add(1, Ordering::SeqCst) + 1;
    (order == Order::Torn(write)).then_some(bytes / 2)
}

fn next(order: Order, told: &str) {
    let point = POINTS.fetch_add(1, Ordering::SeqCst) + 1;
    order::tell(&format!("{point} {told}"));
    if order == Order::Before(point) {
        end();
    }
}

/// Ends the program as a loss of power would.
pub(crate) fn end() -> ! {
    order::tell("killed");
    // SAFETY: no memory is touched, and nothing of this program runs after it.
    unsafe {
        libc::kill(libc::getpid(), libc::SIGKILL);
    }
    // Not reached: the signal takes effect before `kill` returns to the thread that sent it.
    std::process::abort()
}
