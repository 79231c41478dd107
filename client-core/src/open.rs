//! Setting up and unlocking a notebook in a native home.

use crate::audit::Act;
use crate::error::ClientError;
use crate::home::Home;
use crate::lock::{judge, tell_wrong};
use crate::notebook::Notebook;
use crate::unit::{Founding, read_code, read_recovery};
use crate::world::{Clock, World};
use proto::AuditLine;
use rusqlite::{Connection, OpenFlags};
use seal::{PinError, PinParams, unwrap_key, wrap_key};
use zeroize::Zeroizing;

/// Fewer characters are tried through in no time, should the device secret be lost too.
const SHORTEST_PIN: usize = 6;
/// SQLCipher's page size; a database is one page at least.
const PAGE: u64 = 4096;

impl Notebook {
    /// Sets up the first device of a unit. Needs no network.
    ///
    /// Fails with `home-exists`, `pin-too-weak`, or what keeps the home from being written.
    pub fn found(
        home: &Home,
        world: World,
        pin: &str,
        founding: &Founding,
    ) -> Result<Notebook, ClientError> {
        set_up(home, world, pin, |notebook| notebook.found_unit(founding))
    }

    /// Sets up a device that was invited. The first sync enrols it.
    ///
    /// Fails with `invite-malformed`, `invite-expired`, `home-exists` or `pin-too-weak`.
    pub fn join(home: &Home, world: World, pin: &str, code: &str) -> Result<Notebook, ClientError> {
        let code = read_code(code)?;
        set_up(home, world, pin, |notebook| notebook.accept(&code))
    }

    /// Sets up a device from a unit's recovery code, with the duties of an administrator. The first sync brings everything.
    ///
    /// Fails with `recovery-malformed`, `home-exists` or `pin-too-weak`.
    pub fn recover(
        home: &Home,
        world: World,
        pin: &str,
        code: &str,
    ) -> Result<Notebook, ClientError> {
        let (code, secret) = read_recovery(code)?;
        set_up(home, world, pin, |notebook| {
            notebook.rise_from(&code, secret)
        })
    }

    /// Undoes [`Notebook::join`] when the relay refused the invite, so that the home can take another code.
    /// Nothing is lost by it: before it is a member, a device can record nothing.
    ///
    /// Fails with `home-exists` when the device is a member, and leaves it as it is.
    pub fn abandon_joining(self, home: &Home) -> Result<(), ClientError> {
        if !self.is_joining()? {
            return Err(ClientError::HomeExists);
        }
        home.clear()
    }

    /// Undoes [`Notebook::recover`] where another code has taken this one's place.
    ///
    /// Fails with `home-exists` when the device is in the unit, and leaves it as it is.
    pub fn abandon_recovery(mut self, home: &Home) -> Result<(), ClientError> {
        if !self.has_left()? {
            return Err(ClientError::HomeExists);
        }
        home.clear()
    }

    /// Unlocks the notebook of a home.
    ///
    /// Fails with `home-missing`, `wrong-pin`, `home-in-use`, `database-damaged` or `database-newer`.
    pub fn open(home: &Home, world: World, pin: &str) -> Result<Notebook, ClientError> {
        let key = Notebook::unlock(home, &*world.clock, pin)?;
        Notebook::open_with_key(home, world, &key)
    }

    /// Unwraps the database's key with the PIN; takes tens of milliseconds by design, and more and more time after
    /// wrong ones.
    ///
    /// Fails with `home-missing`, `wrong-pin`, `pin-delayed` or `device-locked`.
    pub fn unlock(
        home: &Home,
        clock: &dyn Clock,
        pin: &str,
    ) -> Result<Zeroizing<[u8; 32]>, ClientError> {
        if !home.is_set_up() {
            return Err(ClientError::HomeMissing);
        }
        judge(home, clock, || {
            let (wrapped, secret) = (home.read_key()?, home.read_secret()?);
            unwrap_key(&wrapped, pin, &secret).map_err(|error| match error {
                PinError::WrongPin => ClientError::WrongPin,
                PinError::Damaged(_) | PinError::BadParams => ClientError::DatabaseDamaged,
            })
        })
    }

    /// Opens the notebook of a home whose key is at hand, as an app does that was unlocked before.
    pub fn open_with_key(
        home: &Home,
        world: World,
        key: &[u8; 32],
    ) -> Result<Notebook, ClientError> {
        let mut notebook = Notebook::take_up(home, world, key)?;
        tell_wrong(home, false, |wrong| {
            if wrong == 0 {
                return Ok(());
            }
            notebook.log(AuditLine {
                count: u64::from(wrong),
                ..notebook.line(Act::WrongPins)?
            })
        })?;
        notebook.keep_spare(home, key)?;
        Ok(notebook)
    }

    /// Opens the database under the home's lock.
    pub(crate) fn take_up(
        home: &Home,
        world: World,
        key: &[u8; 32],
    ) -> Result<Notebook, ClientError> {
        let lock = home.lock()?;
        let connection = connect(home, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let mut notebook = Notebook::on(connection, key, world).map_err(|error| match error {
            // The PIN was right, so a notebook was set up here: its database is gone or empty.
            ClientError::HomeMissing => ClientError::DatabaseDamaged,
            other => other,
        })?;
        notebook.lock = Some(lock);
        Ok(notebook)
    }
}

fn set_up(
    home: &Home,
    mut world: World,
    pin: &str,
    fill: impl FnOnce(&mut Notebook) -> Result<(), ClientError>,
) -> Result<Notebook, ClientError> {
    if home.is_set_up() {
        return Err(ClientError::HomeExists);
    }
    check_pin(pin)?;
    home.make()?;
    let lock = home.lock()?;
    // Left over from a set-up that was cut short: without a key file nothing in it can ever be read.
    home.clear_database()?;
    let (secret, key) = (
        Zeroizing::new(world.bytes::<32>()),
        Zeroizing::new(world.bytes::<32>()),
    );
    let wrapped = wrap(&key, pin, &secret, &mut world)?;
    let connection = connect(
        home,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
    )?;
    let mut notebook = Notebook::begin(connection, &key, world)?;
    fill(&mut notebook)?;
    // Last, because a home with a key file is a home that is set up; the spare key can be made at any opening.
    home.write_secret(&secret)?;
    home.write_key(&wrapped)?;
    notebook.keep_spare(home, &key)?;
    notebook.lock = Some(lock);
    Ok(notebook)
}

/// Wraps the database's key with a PIN.
pub(crate) fn wrap(
    key: &[u8; 32],
    pin: &str,
    secret: &[u8; 32],
    world: &mut World,
) -> Result<Vec<u8>, ClientError> {
    wrap_key(key, pin, secret, PinParams::DEFAULT, &mut world.random)
        .map_err(|_| ClientError::Internal("the key could not be wrapped"))
}

fn connect(home: &Home, flags: OpenFlags) -> Result<Connection, ClientError> {
    let path = home.database();
    // SQLite takes a file of next to nothing for a new database, and would write over what is left of a damaged one.
    let is_there = std::fs::metadata(&path).is_ok_and(|file| file.len() >= PAGE);
    if !flags.contains(OpenFlags::SQLITE_OPEN_CREATE) && !is_there {
        return Err(ClientError::DatabaseDamaged);
    }
    Ok(Connection::open_with_flags(
        path,
        flags | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?)
}

pub(crate) fn check_pin(pin: &str) -> Result<(), ClientError> {
    let mut characters = pin.chars();
    let first = characters.next();
    if pin.chars().count() < SHORTEST_PIN || characters.all(|other| Some(other) == first) {
        return Err(ClientError::PinTooWeak);
    }
    Ok(())
}
