//! Whether a file is below the folder that `KILLPOINT_BELOW` names.

use libc::{c_char, c_int};
use std::env;
use std::ffi::{CStr, OsStr};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Returns the path of an open regular file below the folder.
pub(crate) fn of_descriptor(fd: c_int) -> Option<PathBuf> {
    // First, because it is all that may be done in a signal handler, where Tokio writes to its own socket.
    if !is_regular(fd) {
        return None;
    }
    let path = fs::read_link(format!("/proc/self/fd/{fd}")).ok()?;
    is_below(&path).then_some(path)
}

/// Returns a name below the folder, relative to an open folder or `AT_FDCWD`.
///
/// # Safety
///
/// `name` is null or a string as the C library takes it.
pub(crate) unsafe fn of_name(folder: c_int, name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    // SAFETY: not null, and the caller's promise.
    let name = Path::new(OsStr::from_bytes(
        unsafe { CStr::from_ptr(name) }.to_bytes(),
    ));
    let path = if name.is_absolute() {
        name.to_owned()
    } else if folder == libc::AT_FDCWD {
        env::current_dir().ok()?.join(name)
    } else {
        fs::read_link(format!("/proc/self/fd/{folder}"))
            .ok()?
            .join(name)
    };
    is_below(&path).then_some(path)
}

fn is_regular(fd: c_int) -> bool {
    // SAFETY: a `stat` is numbers only, for which zeros are values, and `fstat` fills it or fails.
    unsafe {
        let mut status: libc::stat = std::mem::zeroed();
        libc::fstat(fd, &raw mut status) == 0 && status.st_mode & libc::S_IFMT == libc::S_IFREG
    }
}

fn is_below(path: &Path) -> bool {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| env::var_os("KILLPOINT_BELOW").map(PathBuf::from));
    folder
        .as_deref()
        .is_some_and(|folder| path.starts_with(folder))
}
