//! Making entries. A device keeps *intents*, which name no place in the ledger, and signs an entry when it
//! sends: if the relay's ledger has moved on meanwhile, the same intent is signed onto the new head.

use std::collections::BTreeMap;

use proto::ledger::{Admit, Create, Enrol, FIRST_EPOCH, Invite};
use proto::{
    Action, Actor, DecodeError, DeviceId, DeviceKeys, Entry, EntryHash, InviteId, OfficerId,
    Reader, RoleSet, SealedKey, SpaceId, SpaceKind, UnixMillis, Wire, Writer,
};
use rand_core::CryptoRng;
use seal::{DeviceSecret, InviteSecret, SealError, SignedEntry, SpaceKey, seal_space_key};

use crate::ledger::Ledger;
use crate::refusal::Refusal;

/// Why no entry was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// The ledger would refuse the entry.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A space key could not be opened or sealed.
    #[error("a space key could not be opened or sealed: {0}")]
    Keys(#[from] SealError),
}

/// Who founds a space.
#[derive(Debug, Clone, Copy)]
pub struct Founder<'a> {
    /// The device's keys.
    pub device: &'a DeviceSecret,
    /// The officer's document.
    pub officer: OfficerId,
    /// Its roles, administrator among them.
    pub roles: RoleSet,
}

/// A new space.
#[derive(Debug, Clone)]
pub struct Founding {
    /// The first entry.
    pub entry: SignedEntry,
    /// What the entry adds up to, the space's id included.
    pub ledger: Ledger,
    /// The space's first key.
    pub key: SpaceKey,
}

/// Founds a unit's space, or with `unit` given the space of an area of that unit.
pub fn found(
    founder: Founder<'_>,
    unit: Option<SpaceId>,
    time: UnixMillis,
    rng: &mut impl CryptoRng,
) -> Result<Founding, DraftError> {
    let keys = *founder.device.keys();
    let key = SpaceKey::generate(rng);
    let mut nonce = [0; 16];
    rng.fill_bytes(&mut nonce);
    let create = Create {
        kind: if unit.is_some() {
            SpaceKind::Area
        } else {
            SpaceKind::Unit
        },
        unit,
        nonce,
        keys,
        officer: founder.officer,
        roles: founder.roles,
        key: seal_space_key(&key, &nonce, FIRST_EPOCH, &keys.kx, rng)?,
    };
    let entry = Entry {
        space: SpaceId::ZERO,
        index: 0,
        previous: EntryHash::ZERO,
        time,
        signer: Actor::Device(founder.device.id()),
        action: Action::Create(create),
    };
    let entry = SignedEntry::sign(entry, founder.device);
    let ledger = Ledger::found(&entry.verify_founding()?)?;
    Ok(Founding { entry, ledger, key })
}

/// What a member wants to do to a ledger, whatever its head. Can be stored as bytes; holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// Invites an officer's device.
    Invite {
        /// The public keys of the invite's secret.
        keys: DeviceKeys,
        /// The officer.
        officer: OfficerId,
        /// The roles that the device will have.
        roles: RoleSet,
        /// The last instant at which it can be taken up.
        expires: UnixMillis,
    },
    /// Withdraws an invite.
    CancelInvite {
        /// The invite.
        invite: InviteId,
    },
    /// Gives a member other roles.
    Role {
        /// The member's device.
        device: DeviceId,
        /// All roles that it has from then on.
        roles: RoleSet,
    },
    /// Ends a device's access.
    Revoke {
        /// The device.
        device: DeviceId,
    },
    /// Begins a new key epoch.
    NewEpoch,
    /// Makes a known device a member.
    Admit {
        /// The device's keys.
        keys: DeviceKeys,
        /// The officer to whom it belongs.
        officer: OfficerId,
        /// The roles that it will have.
        roles: RoleSet,
    },
}

impl Intent {
    /// Signs the intent onto the ledger's head. The entry is tried on the ledger first, so what a relay with
    /// the same ledger would refuse is refused here; the ledger itself stays as it is.
    pub fn sign(
        &self,
        ledger: &Ledger,
        signer: &DeviceSecret,
        time: UnixMillis,
        rng: &mut impl CryptoRng,
    ) -> Result<SignedEntry, DraftError> {
        ledger.active_member(&signer.id())?;
        let action = match self {
            Intent::Invite {
                keys,
                officer,
                roles,
                expires,
            } => Action::Invite(Invite {
                keys: *keys,
                officer: *officer,
                roles: *roles,
                expires: *expires,
                space_keys: seal_all(ledger, &ledger.open_keys(signer)?, keys, rng)?,
            }),
            Intent::CancelInvite { invite } => Action::CancelInvite { invite: *invite },
            Intent::Role { device, roles } => Action::Role {
                device: *device,
                roles: *roles,
            },
            Intent::Revoke { device } => Action::Revoke { device: *device },
            Intent::NewEpoch => new_epoch(ledger, rng)?,
            Intent::Admit {
                keys,
                officer,
                roles,
            } => Action::Admit(Admit {
                keys: *keys,
                officer: *officer,
                roles: *roles,
                space_keys: seal_all(ledger, &ledger.open_keys(signer)?, keys, rng)?,
            }),
        };
        sign_next(ledger, Actor::Device(signer.id()), action, signer, time)
    }
}

/// Signs the taking up of an invite by a device onto the ledger's head.
pub fn enrol(
    ledger: &Ledger,
    secret: &InviteSecret,
    device: &DeviceKeys,
    time: UnixMillis,
    rng: &mut impl CryptoRng,
) -> Result<SignedEntry, DraftError> {
    let invite = secret.id();
    let space_keys = seal_all(ledger, &ledger.open_invite_keys(secret)?, device, rng)?;
    let action = Action::Enrol(Enrol {
        invite,
        keys: *device,
        space_keys,
    });
    sign_next(ledger, Actor::Invite(invite), action, &secret.pair(), time)
}

fn sign_next(
    ledger: &Ledger,
    signer: Actor,
    action: Action,
    secret: &DeviceSecret,
    time: UnixMillis,
) -> Result<SignedEntry, DraftError> {
    let entry = Entry {
        space: ledger.space(),
        index: ledger.length(),
        previous: ledger.head(),
        time,
        signer,
        action,
    };
    let entry = SignedEntry::sign(entry, secret);
    // Without a time: the relay's clock decides on an invite's expiry, not this device's.
    ledger.clone().extend(&entry, None)?;
    Ok(entry)
}

fn seal_all(
    ledger: &Ledger,
    keys: &BTreeMap<u32, SpaceKey>,
    recipient: &DeviceKeys,
    rng: &mut impl CryptoRng,
) -> Result<Vec<SealedKey>, SealError> {
    let space = ledger.space();
    let seal = |(epoch, key): (&u32, &SpaceKey)| {
        seal_space_key(key, space.as_bytes(), *epoch, &recipient.kx, rng)
    };
    keys.iter().map(seal).collect()
}

fn new_epoch(ledger: &Ledger, rng: &mut impl CryptoRng) -> Result<Action, SealError> {
    let epoch = ledger.epoch().saturating_add(1);
    let key = SpaceKey::generate(rng);
    let space = ledger.space();
    let mut space_keys = Vec::new();
    for (device, member) in ledger.members().filter(|(_, member)| member.is_active()) {
        let sealed = seal_space_key(&key, space.as_bytes(), epoch, &member.keys.kx, rng)?;
        space_keys.push((*device, sealed));
    }
    Ok(Action::NewEpoch { epoch, space_keys })
}

/// The form in which a device stores an intent; it does not travel.
impl Wire for Intent {
    fn write(&self, writer: &mut Writer) {
        match self {
            Intent::Invite {
                keys,
                officer,
                roles,
                expires,
            } => {
                writer.u8(1);
                keys.write(writer);
                officer.write(writer);
                roles.write(writer);
                expires.write(writer);
            }
            Intent::CancelInvite { invite } => {
                writer.u8(2);
                invite.write(writer);
            }
            Intent::Role { device, roles } => {
                writer.u8(3);
                device.write(writer);
                roles.write(writer);
            }
            Intent::Revoke { device } => {
                writer.u8(4);
                device.write(writer);
            }
            Intent::NewEpoch => writer.u8(5),
            Intent::Admit {
                keys,
                officer,
                roles,
            } => {
                writer.u8(6);
                keys.write(writer);
                officer.write(writer);
                roles.write(writer);
            }
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u8()? {
            1 => Ok(Intent::Invite {
                keys: Wire::read(reader)?,
                officer: Wire::read(reader)?,
                roles: Wire::read(reader)?,
                expires: Wire::read(reader)?,
            }),
            2 => Ok(Intent::CancelInvite {
                invite: Wire::read(reader)?,
            }),
            3 => Ok(Intent::Role {
                device: Wire::read(reader)?,
                roles: Wire::read(reader)?,
            }),
            4 => Ok(Intent::Revoke {
                device: Wire::read(reader)?,
            }),
            5 => Ok(Intent::NewEpoch),
            6 => Ok(Intent::Admit {
                keys: Wire::read(reader)?,
                officer: Wire::read(reader)?,
                roles: Wire::read(reader)?,
            }),
            tag => Err(DecodeError::UnknownTag {
                what: "intent",
                tag: u64::from(tag),
            }),
        }
    }
}
