//! The calls that change files, in the place of the C library's.
//!
//! Each counts as a point if its file is below the folder, then asks the kernel itself: the C library's own function of that
//! name is hidden by this one. `open` and `openat` take their mode through the variable part of their argument lists, which
//! is passed like any other argument in the calling conventions of Linux's 64-bit systems; a mode that was not given is
//! passed on as it is, and the kernel does not read it.
//!
//! Changes of owner, mode and times are no points: no promise hangs on them. Memory that is mapped is none either: SQLite
//! maps its `-shm` only, which is made anew by whoever opens the database first.

use crate::place;
use crate::point::{end, reached, reached_write};
use libc::{
    AT_FDCWD, AT_REMOVEDIR, O_CREAT, O_TRUNC, O_WRONLY, c_char, c_int, c_long, c_uint, c_void,
    iovec, mode_t, off_t, size_t, ssize_t, syscall,
};

/// Defines functions of the C library.
macro_rules! in_place_of {
    ($(fn $name:ident($($argument:ident: $type:ty),*) -> $result:ty $body:block)*) => {$(
        /// Takes the place of the C library's function of this name.
        // SAFETY (of the name): the signature is the C library's. SAFETY (of the body): arguments are passed on as they
        // came, so what the caller promised to the C library holds for the kernel and for this crate's reading of names.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name($($argument: $type),*) -> $result {
            unsafe { $body }
        }
    )*};
}

/// Asks the kernel; what the C library returns fits the type, because its own function has it.
macro_rules! kernel {
    ($call:ident $(, $argument:expr)*) => { syscall(libc::$call $(, $argument)*) as _ };
}

fn on_file(call: &str, fd: c_int) {
    if let Some(path) = place::of_descriptor(fd) {
        reached(call, &path);
    }
}

fn on_bytes(call: &str, fd: c_int, bytes: usize) -> Option<usize> {
    reached_write(call, &place::of_descriptor(fd)?, bytes)
}

unsafe fn on_name(call: &str, folder: c_int, name: *const c_char) {
    // SAFETY: the caller's promise.
    if let Some(path) = unsafe { place::of_name(folder, name) } {
        reached(call, &path);
    }
}

unsafe fn on_opening(folder: c_int, name: *const c_char, flags: c_int) {
    if flags & (O_CREAT | O_TRUNC) != 0 {
        // SAFETY: the caller's promise.
        unsafe { on_name("open", folder, name) };
    }
}

/// The first of several buffers: where a write of many is torn.
unsafe fn first(buffers: *const iovec, count: c_int) -> (*const c_void, usize) {
    if count < 1 {
        return (std::ptr::null(), 0);
    }
    // SAFETY: the caller's promise that there are `count` buffers.
    let buffer = unsafe { *buffers };
    (buffer.iov_base, buffer.iov_len)
}

in_place_of! {
    fn write(fd: c_int, bytes: *const c_void, count: size_t) -> ssize_t {
        if let Some(half) = on_bytes("write", fd, count) {
            syscall(libc::SYS_write, fd, bytes, half);
            end();
        }
        kernel!(SYS_write, fd, bytes, count)
    }
    fn pwrite(fd: c_int, bytes: *const c_void, count: size_t, at: off_t) -> ssize_t {
        if let Some(half) = on_bytes("pwrite", fd, count) {
            syscall(libc::SYS_pwrite64, fd, bytes, half, at);
            end();
        }
        kernel!(SYS_pwrite64, fd, bytes, count, at)
    }
    fn pwrite64(fd: c_int, bytes: *const c_void, count: size_t, at: off_t) -> ssize_t {
        pwrite(fd, bytes, count, at)
    }
    fn writev(fd: c_int, buffers: *const iovec, count: c_int) -> ssize_t {
        let (bytes, length) = first(buffers, count);
        if let Some(half) = on_bytes("writev", fd, length) {
            syscall(libc::SYS_write, fd, bytes, half);
            end();
        }
        kernel!(SYS_writev, fd, buffers, count)
    }
    fn pwritev(fd: c_int, buffers: *const iovec, count: c_int, at: off_t) -> ssize_t {
        let (bytes, length) = first(buffers, count);
        if let Some(half) = on_bytes("pwritev", fd, length) {
            syscall(libc::SYS_pwrite64, fd, bytes, half, at);
            end();
        }
        // The kernel takes the offset in two halves, of which 64-bit systems read the first alone.
        kernel!(SYS_pwritev, fd, buffers, count, at, 0 as c_long)
    }
    fn pwritev64(fd: c_int, buffers: *const iovec, count: c_int, at: off_t) -> ssize_t {
        pwritev(fd, buffers, count, at)
    }
    fn copy_file_range(from: c_int, at: *mut off_t, to: c_int, to_at: *mut off_t, count: size_t, flags: c_uint) -> ssize_t {
        on_file("copy_file_range", to);
        kernel!(SYS_copy_file_range, from, at, to, to_at, count, flags)
    }
    fn sendfile(to: c_int, from: c_int, at: *mut off_t, count: size_t) -> ssize_t {
        on_file("sendfile", to);
        kernel!(SYS_sendfile, to, from, at, count)
    }
    fn sendfile64(to: c_int, from: c_int, at: *mut off_t, count: size_t) -> ssize_t {
        sendfile(to, from, at, count)
    }

    fn ftruncate(fd: c_int, length: off_t) -> c_int {
        on_file("ftruncate", fd);
        kernel!(SYS_ftruncate, fd, length)
    }
    fn ftruncate64(fd: c_int, length: off_t) -> c_int {
        ftruncate(fd, length)
    }
    fn truncate(name: *const c_char, length: off_t) -> c_int {
        on_name("truncate", AT_FDCWD, name);
        kernel!(SYS_truncate, name, length)
    }
    fn truncate64(name: *const c_char, length: off_t) -> c_int {
        truncate(name, length)
    }
    fn fallocate(fd: c_int, mode: c_int, at: off_t, length: off_t) -> c_int {
        on_file("fallocate", fd);
        kernel!(SYS_fallocate, fd, mode, at, length)
    }
    fn fallocate64(fd: c_int, mode: c_int, at: off_t, length: off_t) -> c_int {
        fallocate(fd, mode, at, length)
    }
    fn posix_fallocate(fd: c_int, at: off_t, length: off_t) -> c_int {
        // It returns the error, where the others leave it in `errno`.
        if fallocate(fd, 0, at, length) == 0 { 0 } else { *libc::__errno_location() }
    }
    fn posix_fallocate64(fd: c_int, at: off_t, length: off_t) -> c_int {
        posix_fallocate(fd, at, length)
    }

    fn fsync(fd: c_int) -> c_int {
        on_file("fsync", fd);
        kernel!(SYS_fsync, fd)
    }
    fn fdatasync(fd: c_int) -> c_int {
        on_file("fdatasync", fd);
        kernel!(SYS_fdatasync, fd)
    }
    fn sync_file_range(fd: c_int, at: off_t, length: off_t, flags: c_uint) -> c_int {
        on_file("sync_file_range", fd);
        kernel!(SYS_sync_file_range, fd, at, length, flags)
    }

    fn open(name: *const c_char, flags: c_int, mode: mode_t) -> c_int {
        on_opening(AT_FDCWD, name, flags);
        kernel!(SYS_openat, AT_FDCWD, name, flags, mode)
    }
    fn open64(name: *const c_char, flags: c_int, mode: mode_t) -> c_int {
        open(name, flags, mode)
    }
    fn openat(folder: c_int, name: *const c_char, flags: c_int, mode: mode_t) -> c_int {
        on_opening(folder, name, flags);
        kernel!(SYS_openat, folder, name, flags, mode)
    }
    fn openat64(folder: c_int, name: *const c_char, flags: c_int, mode: mode_t) -> c_int {
        openat(folder, name, flags, mode)
    }
    fn creat(name: *const c_char, mode: mode_t) -> c_int {
        open(name, O_CREAT | O_WRONLY | O_TRUNC, mode)
    }
    fn creat64(name: *const c_char, mode: mode_t) -> c_int {
        creat(name, mode)
    }

    fn rename(from: *const c_char, to: *const c_char) -> c_int {
        renameat2(AT_FDCWD, from, AT_FDCWD, to, 0)
    }
    fn renameat(folder: c_int, from: *const c_char, to_folder: c_int, to: *const c_char) -> c_int {
        renameat2(folder, from, to_folder, to, 0)
    }
    fn renameat2(folder: c_int, from: *const c_char, to_folder: c_int, to: *const c_char, flags: c_uint) -> c_int {
        on_name("rename", to_folder, to);
        kernel!(SYS_renameat2, folder, from, to_folder, to, flags)
    }
    fn link(from: *const c_char, to: *const c_char) -> c_int {
        linkat(AT_FDCWD, from, AT_FDCWD, to, 0)
    }
    fn linkat(folder: c_int, from: *const c_char, to_folder: c_int, to: *const c_char, flags: c_int) -> c_int {
        on_name("link", to_folder, to);
        kernel!(SYS_linkat, folder, from, to_folder, to, flags)
    }
    fn unlink(name: *const c_char) -> c_int {
        unlinkat(AT_FDCWD, name, 0)
    }
    fn unlinkat(folder: c_int, name: *const c_char, flags: c_int) -> c_int {
        on_name("unlink", folder, name);
        kernel!(SYS_unlinkat, folder, name, flags)
    }
    fn rmdir(name: *const c_char) -> c_int {
        unlinkat(AT_FDCWD, name, AT_REMOVEDIR)
    }
    fn mkdir(name: *const c_char, mode: mode_t) -> c_int {
        mkdirat(AT_FDCWD, name, mode)
    }
    fn mkdirat(folder: c_int, name: *const c_char, mode: mode_t) -> c_int {
        on_name("mkdir", folder, name);
        kernel!(SYS_mkdirat, folder, name, mode)
    }
    fn symlink(target: *const c_char, name: *const c_char) -> c_int {
        on_name("symlink", AT_FDCWD, name);
        kernel!(SYS_symlinkat, target, AT_FDCWD, name)
    }
}
