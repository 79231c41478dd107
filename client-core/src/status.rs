//! The notebook at a glance.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::{aside, changes, comparing, ledgers, meta, suspicions};
use crate::view;
use proto::{DocId, UnixMillis};
use records::Kind;
use std::collections::BTreeMap;

/// What is here and what is not safe yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Records by kind, by the kind's plural name.
    pub documents: BTreeMap<&'static str, u64>,
    /// Records with something that is on this device only.
    pub unsent: u64,
    /// Those of them that can only be sent once this device's officer may write there again: the role was changed meanwhile.
    pub kept_back: u64,
    /// Packs that came late and wait for a verdict of this device's officer.
    pub late_waiting: u64,
    /// Records with something that came in a courier file, and that the relay is still to be brought.
    pub by_hand: u64,
    /// Invites and the like that the relay has not heard of.
    pub unsent_ledger: u64,
    /// When the last sync came to its end.
    pub last_sync: Option<UnixMillis>,
    /// Fields in conflict.
    pub conflicts: u64,
    /// Visits that wait for a review, where this device reviews.
    pub to_review: u64,
    /// Visits of this device's officer that were returned to be corrected.
    pub returned: u64,
    /// Requests of residents that wait for an answer.
    pub requests: u64,
    /// Those of them that are late.
    pub requests_overdue: u64,
    /// Packs that could not be verified or opened, kept to be looked at.
    pub set_aside: u64,
    /// What was noticed of others and has not come right; [`Notebook::suspicions`] lists it.
    pub suspicions: u64,
    /// Differences to what others hold that have not come right; [`Notebook::differences`] lists them.
    pub differences: u64,
    /// Records that the next syncs of thirty days will erase, since the unit's policy does not keep them any longer; 0 where this
    /// device may not erase.
    pub expiring: u64,
    /// Until when this device can be used without meeting the relay, where the unit's policy sets an end.
    pub lease_until: Option<UnixMillis>,
    /// Whether that is over, so that nothing is shown or taken before the next meeting.
    pub lease_ended: bool,
    /// Whether this device's access to the unit has ended: what was there is gone once its own work was safe.
    pub access_ended: bool,
    /// How far this device's clock is behind the relay's, in milliseconds.
    pub clock_offset_millis: i64,
}

/// Whose notebook it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// The officer's record, once this device is a member.
    pub officer: Option<DocId>,
    /// The officer's name, once the record is here.
    pub officer_name: Option<String>,
    /// The device's roles in the unit.
    pub roles: Vec<&'static str>,
    /// The unit's name, once its record is here.
    pub unit: Option<String>,
    /// The areas that this device is in, by name.
    pub areas: BTreeMap<String, DocId>,
}

impl Notebook {
    /// Tells what is here and what is not safe yet.
    pub fn status(&mut self) -> Result<Status, ClientError> {
        let mut documents: BTreeMap<&'static str, u64> =
            Kind::ALL.iter().map(|kind| (kind.plural(), 0)).collect();
        for (kind, count) in changes::count_by_kind(&self.connection)? {
            documents.insert(kind.plural(), count);
        }
        let (requests, requests_overdue) = self.requests_waiting()?;
        Ok(Status {
            documents,
            unsent: changes::unsent(&self.connection)?,
            kept_back: self.kept_back()?,
            by_hand: changes::by_hand(&self.connection)?,
            late_waiting: self.escrow_waiting()?,
            unsent_ledger: ledgers::intents_waiting(&self.connection)?,
            last_sync: meta::get::<i64>(&self.connection, meta::LAST_SYNC)?.map(UnixMillis),
            conflicts: view::conflicts::count(&self.connection)?,
            to_review: self.count_to_review()?,
            returned: self.returned_to_me()?,
            requests,
            requests_overdue,
            set_aside: aside::count(&self.connection)?,
            suspicions: suspicions::open_count(&self.connection)?,
            differences: comparing::open_count(&self.connection)?,
            expiring: self.expiring_soon()?,
            lease_until: self.lease_until(),
            lease_ended: self.within_lease().is_err(),
            access_ended: self.unit_space().is_ok() && self.has_left()?,
            clock_offset_millis: self.clock_offset()?,
        })
    }

    /// Tells whose notebook it is.
    pub fn me(&mut self) -> Result<Me, ClientError> {
        let device = self.device;
        let unit_space = self.unit_space()?;
        let member = self
            .ledger(&unit_space)?
            .and_then(|ledger| ledger.member(&device))
            .cloned();
        let officer = member.as_ref().map(|member| DocId(member.officer.0));
        let officer_name = match officer {
            Some(id) => view::list::title(&self.connection, id)?,
            None => None,
        };
        let unit = self.own_unit()?.map(|(_, name)| name);
        let mut areas = BTreeMap::new();
        for id in self.areas()?.keys().copied().collect::<Vec<_>>() {
            areas.insert(
                view::list::title(&self.connection, id)?.unwrap_or_else(|| id.to_string()),
                id,
            );
        }
        let roles = member
            .map(|member| member.roles.iter().map(proto::Role::as_str).collect())
            .unwrap_or_default();
        Ok(Me {
            officer,
            officer_name,
            roles,
            unit,
            areas,
        })
    }
}
