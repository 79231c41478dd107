//! What holds for all devices of the unit: the lease, the lock, how long records are kept.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::Waiting;
use crate::store::ledgers;
use crate::store::spaces::Space;
use access::{Intent, Request, decide};
use proto::Actor;
use proto::ledger::{Policy, Retention};
use records::Kind;
use std::collections::BTreeMap;

/// The unit's policy. In every number 0 means: no limit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnitPolicy {
    /// For how many days a device works without meeting the relay.
    pub lease_days: u32,
    /// After how many wrong PINs in a row a device asks for an unlock code.
    pub wrong_pins: u32,
    /// For how many days records of a kind are kept; others are kept for good.
    pub retention: BTreeMap<Kind, u32>,
}

impl UnitPolicy {
    /// The kinds whose records get too old. A register's entries do not age: households and the like are erased by a person or not
    /// at all.
    pub const AGING: [Kind; 4] = [Kind::Visit, Kind::Meeting, Kind::FollowUp, Kind::Referral];

    fn of(policy: &Policy) -> UnitPolicy {
        let kept = policy.retention.iter();
        let kinds = kept.filter_map(|term| Some((Kind::from_code(term.kind)?, term.days)));
        // An older program took a term for any kind, which said nothing.
        let kinds = kinds.filter(|(kind, _)| UnitPolicy::AGING.contains(kind));
        UnitPolicy {
            lease_days: policy.lease_days,
            wrong_pins: policy.wrong_pins,
            retention: kinds.collect(),
        }
    }

    /// Fails with `kind-does-not-age` where it says how long something is kept that does not get too old.
    pub(crate) fn refuse_ageless(&self) -> Result<(), ClientError> {
        let mut terms = self.retention.iter();
        match terms.any(|(kind, days)| *days > 0 && !UnitPolicy::AGING.contains(kind)) {
            true => Err(ClientError::KindDoesNotAge),
            false => Ok(()),
        }
    }

    fn written(&self) -> Policy {
        let terms: BTreeMap<u8, u32> = self
            .retention
            .iter()
            .filter(|(_, days)| **days > 0)
            .map(|(kind, days)| (kind.code(), *days))
            .collect();
        Policy {
            lease_days: self.lease_days,
            wrong_pins: self.wrong_pins,
            retention: terms
                .into_iter()
                .map(|(kind, days)| Retention { kind, days })
                .collect(),
        }
    }
}

impl Notebook {
    /// Returns the unit's policy, with what this device set and the relay has not heard of yet.
    pub fn policy(&mut self) -> Result<UnitPolicy, ClientError> {
        let unit = self.unit_space()?;
        if let Some(policy) = self.policy_waiting(&unit)? {
            return Ok(UnitPolicy::of(&policy));
        }
        let ledger = self.ledger(&unit)?.ok_or(ClientError::NotJoinedYet)?;
        Ok(UnitPolicy::of(ledger.policy()))
    }

    /// Sets the unit's policy for all devices; each learns it when it syncs. Fails with `role-lacks-duty`, or
    /// `kind-does-not-age` where it says how long something is kept that does not get too old.
    pub fn set_policy(&mut self, policy: &UnitPolicy) -> Result<(), ClientError> {
        policy.refuse_ageless()?;
        let (unit, actor) = (self.unit_space()?, Actor::Device(self.device));
        let ledger = self.ledger(&unit)?.ok_or(ClientError::NotJoinedYet)?;
        if !decide(ledger, actor, Request::Administer).is_allowed() {
            return Err(ClientError::RoleLacksDuty);
        }
        let intent = Waiting::Intent(Intent::Policy(policy.written()));
        ledgers::add_intent(&self.connection, unit.n, &intent.to_bytes())
    }

    fn policy_waiting(&self, unit: &Space) -> Result<Option<Policy>, ClientError> {
        let mut newest = None;
        for (_, bytes) in ledgers::intents(&self.connection, unit.n)? {
            if let Some(Intent::Policy(policy)) = Waiting::from_bytes(&bytes)?.intent() {
                newest = Some(policy.clone());
            }
        }
        Ok(newest)
    }
}
