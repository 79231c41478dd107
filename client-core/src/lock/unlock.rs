//! Opening with an unlock code what wrong PINs locked, or what did not meet the relay for too long.
//!
//! Beside the PIN's wrapping of the database's key stands a second one, under a secret that the device drew. Wrong PINs
//! destroy the first one only, and only once somebody else has that secret: nothing recorded is ever out of reach.

use crate::audit::{self, Act};
use crate::error::ClientError;
use crate::home::Home;
use crate::lock::tell_wrong;
use crate::notebook::Notebook;
use crate::open::{check_pin, wrap};
use crate::store::meta;
use crate::world::World;
use proto::{AuditLine, DecodeError, Reader, UnlockCode, Writer};
use rusqlite::Connection;
use seal::{PinError, PinParams, UnlockSecret, unwrap_key};

const VERSION: u8 = 1;
/// A secret of 128 random bits needs no stretching.
const LIGHT: PinParams = PinParams {
    memory: 64,
    passes: 1,
    lanes: 1,
};

/// The spare key: the database's key under the unlock code, and what has to be known while the notebook is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spare {
    /// Whether somebody else has the code.
    deposited: bool,
    /// After how many wrong PINs the unit wants the device locked; 0 for never.
    wrong_pins: u32,
    wrapped: Vec<u8>,
}

impl Spare {
    pub(crate) fn read(bytes: &[u8]) -> Result<Spare, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.version("spare key", VERSION)?;
        Ok(Spare {
            deposited: reader.u8()? == 1,
            wrong_pins: reader.varint_u32("wrong PINs")?,
            wrapped: reader.rest().to_vec(),
        })
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.u8(VERSION);
        writer.u8(u8::from(self.deposited));
        writer.varint(u64::from(self.wrong_pins));
        writer.raw(&self.wrapped);
        writer.into_bytes()
    }

    /// Returns how many wrong PINs lock the device; without anybody who could unlock it, none do.
    pub(crate) fn limit(&self) -> Option<u32> {
        (self.deposited && self.wrong_pins > 0).then_some(self.wrong_pins)
    }
}

impl Notebook {
    /// Opens a locked notebook, or one whose lease ended, with the code that a supervisor read out, and sets a new PIN.
    /// The code is used up by it. An ended lease is extended once by its length.
    ///
    /// Fails with `unlock-code-malformed`, `unlock-code-wrong`, `pin-too-weak` or as [`Notebook::open`] does.
    pub fn open_with_code(
        home: &Home,
        world: World,
        code: &str,
        new_pin: &str,
    ) -> Result<Notebook, ClientError> {
        let code: UnlockCode = code.parse().map_err(|_| ClientError::UnlockCodeMalformed)?;
        check_pin(new_pin)?;
        let device_secret = home.read_secret()?;
        let spare = home.read_spare()?.ok_or(ClientError::UnlockCodeWrong)?;
        let key =
            unwrap_key(&spare.wrapped, &code.to_string(), &device_secret).map_err(|error| {
                match error {
                    PinError::WrongPin => ClientError::UnlockCodeWrong,
                    PinError::Damaged(_) | PinError::BadParams => ClientError::DatabaseDamaged,
                }
            })?;
        let mut notebook = Notebook::take_up(home, world, &key)?;
        tell_wrong(home, true, |wrong| notebook.use_code(wrong))?;
        home.write_key(&wrap(&key, new_pin, &device_secret, &mut notebook.world)?)?;
        notebook.keep_spare(home, &key)?;
        notebook.note_time()?;
        Ok(notebook)
    }

    /// Draws another unlock secret and writes down that the last one was used, together.
    fn use_code(&mut self, wrong: u32) -> Result<(), ClientError> {
        let secret = UnlockSecret::generate(&mut self.world.random);
        let (extended, device) = (self.extended_lease()?, self.device);
        let line = AuditLine {
            count: u64::from(wrong),
            ..self.line(Act::Unlock)?
        };
        let transaction = self.connection.transaction()?;
        audit::append(&transaction, device, &line)?;
        meta::set(&transaction, meta::LEASE_EXTENDED, extended)?;
        draw(&transaction, &secret)?;
        Ok(transaction.commit()?)
    }

    /// Draws another unlock secret where this one is not to open the device any more. The next sync leaves it with those who are to
    /// hand it out.
    fn draw_anew(&mut self) -> Result<(), ClientError> {
        if meta::get(&self.connection, meta::UNLOCK_OUTLIVED)? != Some(true) {
            return Ok(());
        }
        let secret = UnlockSecret::generate(&mut self.world.random);
        let transaction = self.connection.transaction()?;
        draw(&transaction, &secret)?;
        Ok(transaction.commit()?)
    }

    /// Makes sure that the spare key stands beside the key and says what is so now.
    pub(crate) fn keep_spare(&mut self, home: &Home, key: &[u8; 32]) -> Result<(), ClientError> {
        self.draw_anew()?;
        let secret = match self.unlock_secret()? {
            Some(secret) => secret,
            None => {
                let secret = UnlockSecret::generate(&mut self.world.random);
                meta::set(&self.connection, meta::UNLOCK_SECRET, *secret.as_bytes())?;
                secret
            }
        };
        let kept: Option<bool> = meta::get(&self.connection, meta::UNLOCK_KEPT)?;
        let held = home.read_spare()?.filter(|_| kept == Some(true));
        let wrong_pins: Option<u32> = meta::get(&self.connection, meta::WRONG_PINS)?;
        let wrapped = match &held {
            Some(spare) => spare.wrapped.clone(),
            None => seal::wrap_key(
                key,
                &secret.code().to_string(),
                &zeroize::Zeroizing::new(home.read_secret()?),
                LIGHT,
                &mut self.world.random,
            )
            .map_err(|_| ClientError::Internal("the spare key could not be wrapped"))?,
        };
        let spare = Spare {
            deposited: self.is_deposited()?,
            wrong_pins: wrong_pins.unwrap_or(0),
            wrapped,
        };
        if held.as_ref() != Some(&spare) {
            home.write_spare(&spare)?;
        }
        if kept != Some(true) {
            meta::set(&self.connection, meta::UNLOCK_KEPT, true)?;
        }
        Ok(())
    }
}

/// Puts another secret in the place of the one that is there; nobody has it yet, and the spare key is made again.
fn draw(connection: &Connection, secret: &UnlockSecret) -> Result<(), ClientError> {
    meta::set(connection, meta::UNLOCK_SECRET, *secret.as_bytes())?;
    for key in [
        meta::UNLOCK_KEPT,
        meta::UNLOCK_RECIPIENTS,
        meta::UNLOCK_PACK,
        meta::UNLOCK_OUTLIVED,
    ] {
        meta::remove(connection, key)?;
    }
    Ok(())
}
