//! Joining a unit by an invite: the device acts as the invite until every space has enrolled it.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::entries::NO_INTENT;
use crate::store::spaces::Space;
use crate::store::{meta, spaces};
use access::{DraftError, Refusal};
use proto::InviteId;
use seal::{DeviceSecret, InviteSecret};

/// Who signs requests and entries.
pub(crate) enum Signer<'a> {
    /// This device, a member.
    Device(&'a DeviceSecret),
    /// The invite that this device is taking up.
    Invite {
        /// Its id.
        id: InviteId,
        /// The keys that grow from its secret.
        secret: Box<DeviceSecret>,
    },
}

impl AsRef<DeviceSecret> for Signer<'_> {
    fn as_ref(&self) -> &DeviceSecret {
        match self {
            Signer::Device(secret) => secret,
            Signer::Invite { secret, .. } => secret,
        }
    }
}

impl Notebook {
    pub(crate) fn signer(&self) -> Result<Signer<'_>, ClientError> {
        Ok(match self.invite_secret()? {
            Some(secret) if !self.acts_as_device()? => Signer::Invite {
                id: secret.id(),
                secret: Box::new(secret.pair()),
            },
            _ => Signer::Device(&self.secret),
        })
    }

    /// Tells whether this device was invited but is not enrolled in all of its spaces yet.
    pub fn is_joining(&self) -> Result<bool, ClientError> {
        Ok(self.invite_secret()?.is_some())
    }

    fn invite_secret(&self) -> Result<Option<InviteSecret>, ClientError> {
        let bytes: Option<[u8; 16]> = meta::get(&self.connection, meta::INVITE_SECRET)?;
        Ok(bytes.map(InviteSecret::from_bytes))
    }

    /// Makes the entry that enrols this device in a space, once the space's ledger with the invite is here.
    pub(crate) fn enrolment(&mut self, space: &Space) -> Result<Vec<(i64, Vec<u8>)>, ClientError> {
        let Some(secret) = self.invite_secret()? else {
            return Ok(Vec::new());
        };
        let (device, time, keys) = (self.device, self.now()?, *self.secret.keys());
        let Some(ledger) = self.ledger(space)?.cloned() else {
            return Ok(Vec::new());
        };
        if ledger.member(&device).is_some() {
            return Ok(Vec::new());
        }
        match access::enrol(&ledger, &secret, &keys, time, &mut self.world.random) {
            Ok(entry) => Ok(vec![(NO_INTENT, entry.to_bytes())]),
            // A sync that was cut short has left the beginning of the ledger; the relay, which knows the invite, sends the rest.
            Err(DraftError::Refused(Refusal::InviteUnknown { .. })) => Ok(Vec::new()),
            Err(error) => Err(refusal(error)),
        }
    }

    fn is_enrolled_everywhere(&mut self) -> Result<bool, ClientError> {
        let device = self.device;
        for space in spaces::all(&self.connection)? {
            if self
                .ledger(&space)?
                .is_none_or(|ledger| ledger.member(&device).is_none())
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Ends the joining if every space has enrolled this device.
    pub(crate) fn finish_joining_where_enrolled(&mut self) -> Result<(), ClientError> {
        if self.is_joining()? && self.is_enrolled_everywhere()? {
            meta::remove(&self.connection, meta::JOINING_AS_DEVICE)?;
            meta::remove(&self.connection, meta::INVITE_SECRET)?;
        }
        Ok(())
    }

    /// Tells whether this device signs by itself although its joining is not complete.
    pub(crate) fn acts_as_device(&self) -> Result<bool, ClientError> {
        Ok(meta::get(&self.connection, meta::JOINING_AS_DEVICE)?.unwrap_or(false))
    }

    pub(crate) fn act_as_device(&mut self, yes: bool) -> Result<(), ClientError> {
        meta::set(&self.connection, meta::JOINING_AS_DEVICE, yes)
    }
}

fn refusal(error: DraftError) -> ClientError {
    let code = match error {
        DraftError::Refused(refusal) => refusal.code(),
        DraftError::Keys(error) => error.code(),
    };
    ClientError::Refused {
        code: code.as_str().to_owned(),
    }
}
