//! A unit with people to join it.

use access::{Founder, Founding, Intent, Ledger, NewSpace, Refusal, enrol, found};
use proto::{Action, Actor, Entry, OfficerId, Role, RoleSet, SpaceId, SpaceKind, UnixMillis};
use seal::{DeviceSecret, InviteSecret, SignedEntry};
use testkit::TestRng;

pub(crate) const NOW: UnixMillis = UnixMillis(1_760_000_000_000);
pub(crate) const LATER: UnixMillis = UnixMillis(1_760_000_600_000);
pub(crate) const TOO_LATE: UnixMillis = UnixMillis(1_760_000_600_001);

pub(crate) struct World {
    pub(crate) rng: TestRng,
    pub(crate) founder: DeviceSecret,
    pub(crate) ledger: Ledger,
    pub(crate) entries: Vec<SignedEntry>,
}

pub(crate) fn officer(n: u8) -> OfficerId {
    OfficerId([n; 16])
}

pub(crate) fn roles(roles: &[Role]) -> RoleSet {
    roles.iter().copied().collect()
}

impl World {
    pub(crate) fn unit(seed: u64) -> Self {
        Self::found(seed, NewSpace::Unit)
    }

    pub(crate) fn area(seed: u64) -> Self {
        let unit = SpaceId([0xa5; 16]);
        Self::found(seed, NewSpace::Area { unit })
    }

    pub(crate) fn audit(seed: u64) -> Self {
        let unit = SpaceId([0xa5; 16]);
        Self::found(seed, NewSpace::Audit { unit })
    }

    pub(crate) fn liaison(seed: u64) -> Self {
        let unit = SpaceId([0xa5; 16]);
        Self::found(seed, NewSpace::Liaison { unit })
    }

    /// One space of each kind.
    pub(crate) fn of_each_kind(seed: u64) -> [Self; 4] {
        [
            Self::area(seed),
            Self::unit(seed),
            Self::audit(seed),
            Self::liaison(seed),
        ]
    }

    fn found(seed: u64, new: NewSpace) -> Self {
        let mut rng = TestRng::new(seed);
        let device = DeviceSecret::generate(&mut rng);
        let roles = roles(&[Role::Commander, Role::Administrator]);
        let founder = Founder {
            device: &device,
            officer: officer(1),
            roles,
        };
        let Founding { entry, ledger, .. } = found(founder, new, NOW, &mut rng).unwrap();
        Self {
            rng,
            founder: device,
            ledger,
            entries: vec![entry],
        }
    }

    pub(crate) fn push(&mut self, entry: SignedEntry) -> Result<(), Refusal> {
        self.ledger.extend(&entry, Some(NOW))?;
        self.entries.push(entry);
        Ok(())
    }

    pub(crate) fn founders(&mut self, intent: &Intent) -> SignedEntry {
        intent
            .sign(&self.ledger, &self.founder, NOW, &mut self.rng)
            .unwrap()
    }

    /// Invites with these roles and gives the secret.
    pub(crate) fn invite(&mut self, given: RoleSet) -> InviteSecret {
        let secret = InviteSecret::generate(&mut self.rng);
        let entry = self.founders(&invite_intent(&secret, given));
        self.push(entry).unwrap();
        secret
    }

    /// Lets a new device of the founder's unit in with these roles.
    pub(crate) fn member(&mut self, given: RoleSet) -> DeviceSecret {
        if self.ledger.kind() == SpaceKind::Liaison {
            let founder = DeviceSecret::from_bytes(&self.founder.to_bytes());
            return self.admitted(&founder, given);
        }
        self.invited(given)
    }

    /// Lets a new device in by another one.
    pub(crate) fn admitted(&mut self, by: &DeviceSecret, given: RoleSet) -> DeviceSecret {
        let device = DeviceSecret::generate(&mut self.rng);
        let intent = Intent::Admit {
            keys: *device.keys(),
            officer: officer(2),
            roles: given,
            resumes: 0,
        };
        let entry = intent.sign(&self.ledger, by, NOW, &mut self.rng).unwrap();
        self.push(entry).unwrap();
        device
    }

    /// Lets a new device take up an invite with these roles.
    pub(crate) fn invited(&mut self, given: RoleSet) -> DeviceSecret {
        let secret = self.invite(given);
        let device = DeviceSecret::generate(&mut self.rng);
        let entry = enrol(&self.ledger, &secret, device.keys(), NOW, &mut self.rng).unwrap();
        self.push(entry).unwrap();
        device
    }

    /// Ends a device's access by the founder, with its packs standing up to this number.
    pub(crate) fn revoke(&mut self, device: &DeviceSecret, last: u64) {
        let device = device.id();
        let entry = self.founders(&Intent::Revoke { device, last });
        self.push(entry).unwrap();
    }

    /// Signs an action without asking whether the ledger would take it.
    pub(crate) fn force(&self, signer: &DeviceSecret, action: Action) -> SignedEntry {
        self.force_as(Actor::Device(signer.id()), signer, action)
    }

    pub(crate) fn force_as(
        &self,
        actor: Actor,
        signer: &DeviceSecret,
        action: Action,
    ) -> SignedEntry {
        let entry = Entry {
            space: self.ledger.space(),
            index: self.ledger.length(),
            previous: self.ledger.head(),
            time: NOW,
            signer: actor,
            action,
        };
        SignedEntry::sign(entry, signer)
    }

    /// Expects a refusal, and that it changed nothing.
    pub(crate) fn refused(&self, entry: &SignedEntry) -> Refusal {
        let mut ledger = self.ledger.clone();
        let refusal = ledger.extend(entry, Some(NOW)).unwrap_err();
        assert_eq!(ledger, self.ledger, "a refused entry changes nothing");
        refusal
    }
}

pub(crate) fn invite_intent(secret: &InviteSecret, given: RoleSet) -> Intent {
    Intent::Invite {
        keys: *secret.pair().keys(),
        officer: officer(2),
        roles: given,
        expires: LATER,
    }
}
