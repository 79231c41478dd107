//! What SQLite calls: a virtual file system (sqlite.org/vfs.html) whose files are those of a [`Drive`].
//!
//! The only unsafe code of the simulation. Each function is called by SQLite with pointers that SQLite got from here: a
//! file system's `pAppData` is its drive, which is never freed, and neither is the file system; a file's memory is
//! `szOsFile` bytes that hold an [`OpenFile`] from `xOpen` to `xClose`. Memory that connections share is freed when no
//! file of the disk is open.
#![allow(unsafe_code)]

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::sync::MutexGuard;

use rusqlite::ffi;

use crate::drive::Drive;
use crate::file::SECTOR;
use crate::state::{Fault, State};

/// What SQLite's memory for a file holds.
#[repr(C)]
struct OpenFile {
    base: ffi::sqlite3_file,
    drive: &'static Drive,
    name: *mut c_char,
    delete_on_close: bool,
}

/// Makes a drive known to SQLite under its name, for good.
pub(crate) fn register(drive: &'static Drive) -> Result<(), c_int> {
    // SAFETY: the default file system lives as long as the process.
    let default = unsafe { ffi::sqlite3_vfs_find(std::ptr::null()) };
    if default.is_null() {
        return Err(ffi::SQLITE_ERROR);
    }
    // SAFETY: just checked; plain data that may be copied. Clock, randomness and sleep stay the default's.
    let mut vfs = unsafe { std::ptr::read(default) };
    vfs.iVersion = 2;
    vfs.szOsFile = size_of::<OpenFile>() as c_int;
    vfs.mxPathname = 256;
    vfs.pNext = std::ptr::null_mut();
    vfs.zName = drive.name().as_ptr();
    vfs.pAppData = std::ptr::from_ref(drive).cast_mut().cast();
    vfs.xOpen = Some(open);
    vfs.xDelete = Some(delete);
    vfs.xAccess = Some(access);
    vfs.xFullPathname = Some(full_path_name);
    // SAFETY: a whole file system that lives as long as the process, as its name and its drive do.
    match unsafe { ffi::sqlite3_vfs_register(Box::leak(Box::new(vfs)), 0) } {
        ffi::SQLITE_OK => Ok(()),
        code => Err(code),
    }
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(lock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

fn code(fault: Fault) -> c_int {
    match fault {
        Fault::NoPower => ffi::SQLITE_IOERR,
        Fault::Full => ffi::SQLITE_FULL,
        Fault::NoFile => ffi::SQLITE_CANTOPEN,
    }
}

fn answer(result: Result<(), Fault>) -> c_int {
    result.map_or_else(code, |()| ffi::SQLITE_OK)
}

/// SAFETY: `vfs` is one that [`register`] made.
unsafe fn drive_of(vfs: *mut ffi::sqlite3_vfs) -> &'static Drive {
    // SAFETY: see the module's text.
    unsafe { &*(*vfs).pAppData.cast::<Drive>() }
}

/// SAFETY: `file` was opened by [`open`] and not closed since.
unsafe fn opened<'a>(file: *mut ffi::sqlite3_file) -> (MutexGuard<'a, State>, &'a str) {
    // SAFETY: see the module's text.
    let file = unsafe { &*file.cast::<OpenFile>() };
    // SAFETY: the name was made by `CString::into_raw`, and lives until `xClose`.
    let name = unsafe { CStr::from_ptr(file.name) };
    (file.drive.state(), name.to_str().unwrap_or_default())
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives room for an `OpenFile`; without methods it will not call `xClose`.
    unsafe { (*file).pMethods = std::ptr::null() };
    let name = if name.is_null() {
        c"temporary".to_owned()
    } else {
        // SAFETY: a name that SQLite made.
        unsafe { CStr::from_ptr(name) }.to_owned()
    };
    // SAFETY: see the module's text.
    let drive = unsafe { drive_of(vfs) };
    {
        let mut state = drive.state();
        let text = name.to_str().unwrap_or_default();
        if flags & ffi::SQLITE_OPEN_CREATE == 0 && !state.exists(text) {
            return ffi::SQLITE_CANTOPEN;
        }
        if let Err(fault) = state.open(text) {
            return code(fault);
        }
    }
    // SAFETY: as above; SQLite reads the fields only through the methods.
    unsafe {
        file.cast::<OpenFile>().write(OpenFile {
            base: ffi::sqlite3_file {
                pMethods: &raw const METHODS,
            },
            drive,
            name: name.into_raw(),
            delete_on_close: flags & ffi::SQLITE_OPEN_DELETEONCLOSE != 0,
        });
        if !out_flags.is_null() {
            *out_flags = flags;
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite closes what it opened, once.
    unsafe {
        let open = file.cast::<OpenFile>();
        if (*open).delete_on_close {
            let (mut state, name) = opened(file);
            // Gone with the power, or already: either way it is not wanted any more.
            let _ = state.delete(name);
        }
        let name = CString::from_raw((*open).name);
        (*open).drive.closed(name.to_str().unwrap_or_default());
        (*open).base.pMethods = std::ptr::null();
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    _sync: c_int,
) -> c_int {
    // SAFETY: see the module's text; the name is SQLite's.
    let (drive, name) = unsafe { (drive_of(vfs), CStr::from_ptr(name)) };
    match drive.state().delete(name.to_str().unwrap_or_default()) {
        Err(Fault::NoFile) => ffi::SQLITE_IOERR_DELETE_NOENT,
        other => answer(other),
    }
}

unsafe extern "C" fn access(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    _flags: c_int,
    result: *mut c_int,
) -> c_int {
    // SAFETY: see the module's text.
    unsafe {
        let name = CStr::from_ptr(name).to_str().unwrap_or_default();
        let exists = drive_of(vfs).state().exists(name);
        *result = c_int::from(exists);
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn full_path_name(
    _vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    room: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: SQLite gives `room` bytes at `out`.
    unsafe {
        let bytes = CStr::from_ptr(name).to_bytes_with_nul();
        if bytes.len() > room.unsigned_abs() as usize {
            return ffi::SQLITE_CANTOPEN;
        }
        std::ptr::copy_nonoverlapping(bytes.as_ptr().cast(), out, bytes.len());
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    buffer: *mut c_void,
    amount: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    let amount = amount.unsigned_abs() as usize;
    // SAFETY: SQLite gives `amount` bytes at `buffer`; they are set before they are looked at.
    let buffer = unsafe {
        std::ptr::write_bytes(buffer.cast::<u8>(), 0, amount);
        std::slice::from_raw_parts_mut(buffer.cast::<u8>(), amount)
    };
    // SAFETY: an open file.
    let (mut state, name) = unsafe { opened(file) };
    match state.file(name) {
        Ok(file) if file.read(offset.unsigned_abs() as usize, buffer) == amount => ffi::SQLITE_OK,
        Ok(_) => ffi::SQLITE_IOERR_SHORT_READ,
        Err(fault) => code(fault),
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    bytes: *const c_void,
    amount: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite gives `amount` bytes at `bytes`.
    let bytes = unsafe { std::slice::from_raw_parts(bytes.cast(), amount.unsigned_abs() as usize) };
    // SAFETY: an open file.
    let (mut state, name) = unsafe { opened(file) };
    answer(state.write(name, offset.unsigned_abs() as usize, bytes))
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    // SAFETY: an open file.
    let (mut state, name) = unsafe { opened(file) };
    answer(state.resize(name, size.unsigned_abs() as usize))
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: an open file.
    let (mut state, name) = unsafe { opened(file) };
    answer(state.sync(name))
}

unsafe extern "C" fn file_size(
    file: *mut ffi::sqlite3_file,
    size: *mut ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: an open file.
    let (mut state, name) = unsafe { opened(file) };
    match state.file(name) {
        Ok(file) => {
            // SAFETY: SQLite wants the answer there.
            unsafe { *size = file.bytes().len() as ffi::sqlite3_int64 };
            ffi::SQLITE_OK
        }
        Err(fault) => code(fault),
    }
}

/// One program at a time uses a disk, so there is nothing to lock.
unsafe extern "C" fn lock(_file: *mut ffi::sqlite3_file, _level: c_int) -> c_int {
    ffi::SQLITE_OK
}

unsafe extern "C" fn check_reserved_lock(
    _file: *mut ffi::sqlite3_file,
    result: *mut c_int,
) -> c_int {
    // SAFETY: SQLite wants the answer there.
    unsafe { *result = 0 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_control(
    _file: *mut ffi::sqlite3_file,
    _op: c_int,
    _argument: *mut c_void,
) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_file: *mut ffi::sqlite3_file) -> c_int {
    SECTOR as c_int
}

/// A sector that is being written when the power fails keeps its neighbours: what disks promise today.
unsafe extern "C" fn device_characteristics(_file: *mut ffi::sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    region: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    let (region, size) = (region.unsigned_abs() as usize, size.unsigned_abs() as usize);
    // SAFETY: an open file.
    let (mut state, name) = unsafe { opened(file) };
    let file = match state.file(name) {
        Ok(file) => file,
        Err(fault) => return code(fault),
    };
    while extend != 0 && file.shared.len() <= region {
        file.shared.push(vec![0; size].into_boxed_slice());
    }
    let memory = file.shared.get_mut(region);
    // SAFETY: SQLite wants the answer there, null for a region that is not there; the box stays where it is until no
    // file of the disk is open.
    unsafe { *out = memory.map_or(std::ptr::null_mut(), |memory| memory.as_mut_ptr().cast()) };
    ffi::SQLITE_OK
}

unsafe extern "C" fn shm_lock(
    _file: *mut ffi::sqlite3_file,
    _offset: c_int,
    _count: c_int,
    _flags: c_int,
) -> c_int {
    ffi::SQLITE_OK
}

unsafe extern "C" fn shm_barrier(_file: *mut ffi::sqlite3_file) {}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    if delete != 0 {
        // SAFETY: an open file.
        let (mut state, name) = unsafe { opened(file) };
        state.empty_shared(name);
    }
    ffi::SQLITE_OK
}
