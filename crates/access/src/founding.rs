//! Founding spaces.

use proto::ledger::{Create, FIRST_EPOCH};
use proto::{Action, Actor, Entry, EntryHash, OfficerId, RoleSet, SpaceId, SpaceKind, UnixMillis};
use rand_core::CryptoRng;
use seal::{DeviceSecret, SignedEntry, SpaceKey, seal_space_key};

use crate::intent::DraftError;
use crate::ledger::Ledger;

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

/// What is to be founded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewSpace {
    /// A unit's own space.
    Unit,
    /// The space of an area.
    Area {
        /// The unit's space.
        unit: SpaceId,
    },
    /// The space of a unit's consultation log.
    Audit {
        /// The unit's space.
        unit: SpaceId,
    },
    /// The space of what two units say to each other.
    Liaison {
        /// The space of the unit that founds it.
        unit: SpaceId,
    },
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

impl NewSpace {
    fn kind(self) -> SpaceKind {
        match self {
            NewSpace::Unit => SpaceKind::Unit,
            NewSpace::Area { .. } => SpaceKind::Area,
            NewSpace::Audit { .. } => SpaceKind::Audit,
            NewSpace::Liaison { .. } => SpaceKind::Liaison,
        }
    }

    fn unit(self) -> Option<SpaceId> {
        match self {
            NewSpace::Unit => None,
            NewSpace::Area { unit } | NewSpace::Audit { unit } | NewSpace::Liaison { unit } => {
                Some(unit)
            }
        }
    }
}

/// Founds a space.
pub fn found(
    founder: Founder<'_>,
    new: NewSpace,
    time: UnixMillis,
    rng: &mut impl CryptoRng,
) -> Result<Founding, DraftError> {
    let keys = *founder.device.keys();
    let key = SpaceKey::generate(rng);
    let mut nonce = [0; 16];
    rng.fill_bytes(&mut nonce);
    let create = Create {
        kind: new.kind(),
        unit: new.unit(),
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
