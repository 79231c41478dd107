//! The unlock code's way to those who may hand it out.
//!
//! The code is sealed to each member whose duties include review in the first area in which this device writes, so that
//! its supervisors have it; a device without an area leaves it with those who look after the consultation log.

use crate::audit::Act;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::spaces::Space;
use crate::store::{deposits, meta, packs, spaces};
use access::{Duty, Ledger, duties};
use proto::{AuditLine, BundleDocument, DeviceId, DeviceKeys, DocId, UnlockDeposit, Wire};
use rusqlite::Connection;
use seal::UnlockSecret;

/// An unlock code and whose it is.
#[derive(Clone, PartialEq, Eq)]
pub struct UnlockHandout {
    /// The device that it unlocks.
    pub device: DeviceId,
    /// The name of its officer, once the record is here.
    pub officer_name: Option<String>,
    /// The code; whoever has it and the device can open it.
    pub code: String,
}

impl std::fmt::Debug for UnlockHandout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UnlockHandout({})", self.device)
    }
}

/// A deposit that is to be sealed.
pub(crate) struct Due {
    pub(crate) document: BundleDocument,
    serial: u64,
    recipients: Vec<u8>,
}

impl Due {
    /// Takes note of the pack that carries it.
    pub(crate) fn sealed(&self, connection: &Connection, pack: i64) -> Result<(), ClientError> {
        meta::set(connection, meta::UNLOCK_SERIAL, self.serial)?;
        meta::set(
            connection,
            meta::UNLOCK_RECIPIENTS,
            self.recipients.as_slice(),
        )?;
        meta::set(connection, meta::UNLOCK_PACK, pack)
    }
}

impl Notebook {
    /// Returns what the next pack of a space carries so that others can unlock this device, when it is the space for it
    /// and they do not have it yet.
    pub(crate) fn deposit_for(&mut self, space: &Space) -> Result<Option<Due>, ClientError> {
        let wanting = self.wanting_deposit()?;
        let Some((_, members)) = wanting.filter(|(chosen, _)| chosen.n == space.n) else {
            return Ok(None);
        };
        let Some(secret) = self.unlock_secret()? else {
            return Ok(None);
        };
        let device = self.device;
        let recipients = ids_of(&members);
        let last: Option<u64> = meta::get(&self.connection, meta::UNLOCK_SERIAL)?;
        let serial = last.max(self.arrived_serial()?).unwrap_or(0);
        let serial = serial.saturating_add(1).min(deposits::LAST_SERIAL);
        let mut shares = Vec::with_capacity(members.len());
        for keys in &members {
            // Keys that nothing can be sealed to open nothing either; the others still get their share.
            if let Ok(share) =
                seal::seal_unlock_secret(&secret, &device, keys, &mut self.world.random)
            {
                shares.push(share);
            }
        }
        let deposit = UnlockDeposit { serial, shares };
        Ok(Some(Due {
            document: BundleDocument {
                id: seal::unlock_deposit_id(&device),
                changes: vec![deposit.to_bytes().into()],
            },
            serial,
            recipients,
        }))
    }

    /// Tells whether somebody who may hand out the code does not have it yet.
    pub(crate) fn owes_deposit(&mut self) -> Result<bool, ClientError> {
        Ok(self.unlock_secret()?.is_some() && self.wanting_deposit()?.is_some())
    }

    /// Returns the space that the code goes to and who is to have it, unless they do. Where somebody has it who is not to hand it out any
    /// more, or this device had left another one later and was put back since, it takes note of that: the next opening draws another one.
    fn wanting_deposit(&mut self) -> Result<Option<(Space, Vec<DeviceKeys>)>, ClientError> {
        let device = self.device;
        let Some(space) = self.deposit_space()? else {
            return Ok(None);
        };
        let (members, is_active) = match self.ledger(&space)? {
            Some(ledger) => (
                reviewers(ledger, device),
                ledger.active_member(&device).is_ok(),
            ),
            None => (Vec::new(), false),
        };
        let known: Option<Vec<u8>> = meta::get(&self.connection, meta::UNLOCK_RECIPIENTS)?;
        // Whose own access ended cannot leave another code with anybody.
        let has_gone = known
            .as_ref()
            .is_some_and(|known| has_outlived(known, &ids_of(&members)));
        let last: Option<u64> = meta::get(&self.connection, meta::UNLOCK_SERIAL)?;
        let is_overtaken = last.is_some() && self.arrived_serial()? > last;
        if is_active && (has_gone || is_overtaken) {
            meta::set(&self.connection, meta::UNLOCK_OUTLIVED, true)?;
        }
        // What they have opens a phone that is no more; until another code is drawn they need the one that opens this.
        let known = known.filter(|_| !is_overtaken);
        let sealable = !spaces::keys(&self.connection, space.n)?.is_empty();
        let wanting = sealable && !members.is_empty() && known != Some(ids_of(&members));
        Ok(wanting.then_some((space, members)))
    }

    /// Returns the number of this device's newest deposit that the relay brought it.
    fn arrived_serial(&self) -> Result<Option<u64>, ClientError> {
        deposits::serial_of(&self.connection, self.device)
    }

    /// Lets a device that deposits in its log leave its code anew, numbered behind any that as many packs can hold: it was put
    /// back, and is not sent what it had left with others since.
    pub(crate) fn deposit_behind(&mut self, space: &Space, packs: u64) -> Result<(), ClientError> {
        let is_here = self.deposit_space()?.is_some_and(|here| here.n == space.n);
        let last: Option<u64> = meta::get(&self.connection, meta::UNLOCK_SERIAL)?;
        let (Some(last), true) = (last, is_here) else {
            return Ok(());
        };
        let behind = last.saturating_add(packs).min(deposits::LAST_SERIAL);
        meta::set(&self.connection, meta::UNLOCK_SERIAL, behind)?;
        meta::set(&self.connection, meta::UNLOCK_OUTLIVED, true)?;
        meta::remove(&self.connection, meta::UNLOCK_RECIPIENTS)
    }

    fn deposit_space(&mut self) -> Result<Option<Space>, ClientError> {
        let device = self.device;
        let audit = self.audit_space()?;
        for n in self.areas()?.values().copied().collect::<Vec<_>>() {
            let space = spaces::by_number(&self.connection, n)?;
            let writes = self
                .ledger(&space)?
                .is_some_and(|ledger| crate::record::is_writer(ledger, device));
            if writes {
                return Ok(Some(space));
            }
        }
        Ok(audit)
    }

    pub(crate) fn unlock_secret(&self) -> Result<Option<UnlockSecret>, ClientError> {
        let bytes: Option<[u8; 16]> = meta::get(&self.connection, meta::UNLOCK_SECRET)?;
        Ok(bytes.map(UnlockSecret::from_bytes))
    }

    /// Tells whether somebody else can get this device's unlock code: whether the relay has it.
    pub(crate) fn is_deposited(&self) -> Result<bool, ClientError> {
        match meta::get(&self.connection, meta::UNLOCK_PACK)? {
            Some(pack) => packs::is_acknowledged(&self.connection, pack),
            None => Ok(false),
        }
    }

    /// Hands out the code that unlocks a device, named by its id or its officer; that is written down.
    ///
    /// Fails with `unlock-code-missing` when the device has not sent one to this device, `device-unknown`,
    /// `record-not-found`, or `reference-ambiguous` when several devices of the officer did.
    pub fn unlock_code(&mut self, reference: &str) -> Result<UnlockHandout, ClientError> {
        let mut handouts = Vec::new();
        for device in self.devices_meant(reference)?.1 {
            if let Some(secret) = self.deposited_secret(device)? {
                handouts.push((device, secret));
            }
        }
        let (device, secret) = match handouts.as_slice() {
            [] => return Err(ClientError::UnlockCodeMissing),
            [one] => one,
            many => {
                return Err(ClientError::ReferenceAmbiguous {
                    reference: reference.to_owned(),
                    count: many.len(),
                });
            }
        };
        self.log(AuditLine {
            subject: Some(DocId(device.0)),
            ..self.line(Act::UnlockCode)?
        })?;
        let officer_name = self.officer_of(*device)?.and_then(|(_, name)| name);
        Ok(UnlockHandout {
            device: *device,
            officer_name,
            code: secret.code().to_string(),
        })
    }

    /// Opens what a device deposited for this one.
    fn deposited_secret(&self, device: DeviceId) -> Result<Option<UnlockSecret>, ClientError> {
        let deposit = deposits::of(&self.connection, device)?
            .and_then(|bytes| UnlockDeposit::from_bytes(&bytes).ok());
        let shares = deposit.map(|deposit| deposit.shares).unwrap_or_default();
        let mine = shares.iter().find(|share| share.recipient == self.device);
        Ok(mine.and_then(|share| seal::open_unlock_secret(share, &device, &self.secret).ok()))
    }
}

/// Keeps the newest deposit of a device.
pub(crate) fn keep(
    connection: &Connection,
    device: DeviceId,
    deposit: &UnlockDeposit,
) -> Result<(), ClientError> {
    deposits::keep(connection, device, deposit.serial, &deposit.to_bytes())
}

/// Reads a deposit out of a pack's document, when it is its author's.
pub(crate) fn read(document: &BundleDocument, author: DeviceId) -> Option<Vec<UnlockDeposit>> {
    if document.id != seal::unlock_deposit_id(&author) {
        return None;
    }
    let changes = document.changes.iter();
    changes
        .map(|change| UnlockDeposit::from_bytes(&change.parts.concat()).ok())
        .collect()
}

/// Writes down which devices have the code, to notice when others should.
fn ids_of(members: &[DeviceKeys]) -> Vec<u8> {
    members
        .iter()
        .flat_map(|keys| seal::device_id(keys).0)
        .collect()
}

/// Tells whether one of those who have the code is not among those who are to have it.
fn has_outlived(known: &[u8], wanted: &[u8]) -> bool {
    const ID: usize = std::mem::size_of::<DeviceId>();
    let mut known = known.chunks_exact(ID);
    known.any(|id| wanted.chunks_exact(ID).all(|other| other != id))
}

/// Returns the keys of those who review in a space, in the order of their devices; a recovery code on paper hears
/// nothing.
fn reviewers(ledger: &Ledger, me: DeviceId) -> Vec<DeviceKeys> {
    let members = ledger.members().filter(|(device, member)| {
        let reviews = duties(member.roles, ledger.kind()).contains(Duty::Review);
        **device != me && member.is_active() && !member.is_paper() && reviews
    });
    members.map(|(_, member)| member.keys).collect()
}
