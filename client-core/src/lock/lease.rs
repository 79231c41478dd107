//! The lease: a device that did not meet the relay for as long as the unit's policy says shows and takes nothing until
//! it does. Unsent work stays, and goes out with that sync.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::{changes, meta, packs};
use proto::UnixMillis;
use rusqlite::Connection;

const DAY_MILLIS: i64 = 24 * 3_600_000;
/// An opening under a clock that does not move on is taken for so long, and one under a clock that is behind for no longer.
const NOTED_MILLIS: i64 = 60_000;

/// What a notebook knows of its lease while it is open.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lease {
    /// Until when the notebook can be used; none without a policy.
    until: Option<UnixMillis>,
    /// The latest time that this device has seen. Whoever sets the clock back gains little.
    latest: UnixMillis,
    /// What the clock said when the notebook was opened.
    opened: UnixMillis,
}

impl Lease {
    /// Reads what was written down.
    pub(crate) fn read(connection: &Connection) -> Result<Lease, ClientError> {
        let days: i64 = meta::get(connection, meta::LEASE_DAYS)?.unwrap_or(0);
        let (from, extended): (Option<i64>, Option<i64>) = (
            meta::get(connection, meta::LEASE_FROM)?,
            meta::get(connection, meta::LEASE_EXTENDED)?,
        );
        let until = from
            .filter(|_| days > 0)
            .map(|from| from.saturating_add(days.saturating_mul(DAY_MILLIS)))
            .map(|until| UnixMillis(until.max(extended.unwrap_or(until))));
        let latest: Option<i64> = meta::get(connection, meta::LATEST_TIME)?;
        Ok(Lease {
            until,
            latest: UnixMillis(latest.unwrap_or(i64::MIN)),
            opened: UnixMillis(i64::MAX),
        })
    }
}

impl Notebook {
    /// Returns until when this device can be used without meeting the relay; nothing where the unit's policy sets no end.
    pub fn lease_until(&self) -> Option<UnixMillis> {
        self.lease.until
    }

    /// Fails with `lease-ended` when this device has to meet the relay before it shows or takes anything.
    pub fn within_lease(&self) -> Result<(), ClientError> {
        match self.lease.until {
            Some(until) if self.time_seen()? > until => Err(ClientError::LeaseEnded),
            _ => Ok(()),
        }
    }

    /// Gives the latest time that this device has seen. Behind a clock that was set back it moves on while the notebook is open.
    fn time_seen(&self) -> Result<UnixMillis, ClientError> {
        let now = self.now()?;
        let open_for = now.0.saturating_sub(self.lease.opened.0).max(0);
        Ok(now.max(self.lease.latest.plus_millis(open_for)))
    }

    /// Takes note of the clock when the notebook opens. Behind what was seen, as much time is taken to have passed as since the opening
    /// before, or a minute where the clock has not moved on since: one that is set back before each opening does not stand still.
    pub(crate) fn note_time(&mut self) -> Result<(), ClientError> {
        self.lease = Lease::read(&self.connection)?;
        let now = self.now()?;
        self.lease.opened = now;
        if self.lease.until.is_none() {
            return Ok(());
        }
        let before: Option<i64> = meta::get(&self.connection, meta::OPENED_AT)?;
        let passed = now.0.saturating_sub(before.unwrap_or(i64::MIN));
        let latest = self.lease.latest;
        let seen = match (now > latest, passed) {
            (true, _) => now,
            (false, 1..=NOTED_MILLIS) => latest.plus_millis(passed),
            (false, _) => latest.plus_millis(NOTED_MILLIS),
        };
        let transaction = self.connection.transaction()?;
        meta::set(&transaction, meta::LATEST_TIME, seen.0)?;
        meta::set(&transaction, meta::OPENED_AT, now.0)?;
        transaction.commit()?;
        self.lease.latest = seen;
        Ok(())
    }

    /// Lets a sync that has nothing to send ask for the relay's signature, where the lease needs a newer one: only that
    /// renews it, since anybody can play a relay.
    pub(crate) fn ask_for_renewal(&mut self) -> Result<(), ClientError> {
        let Some(from) = meta::get::<i64>(&self.connection, meta::LEASE_FROM)? else {
            return Ok(());
        };
        let read_only = self.read_only_spaces()?;
        let sends = packs::waiting_count(&self.connection, &read_only)? > 0
            || changes::any_unsealed(&self.connection, &read_only)?
            || self.owes_lines()?;
        let age = self.now()?.0.saturating_sub(from);
        // A clock that ran ahead for an hour locks a device that has a signature of today.
        let is_needed = age.abs() > DAY_MILLIS || self.within_lease().is_err();
        if self.lease.until.is_some() && !sends && is_needed {
            meta::set(&self.connection, meta::PROBE, true)?;
        }
        Ok(())
    }

    /// After a sync: takes note of the unit's policy, and of when the relay last signed something for this device.
    pub(crate) fn renew_lease(&mut self) -> Result<(), ClientError> {
        let unit = self.unit_space()?;
        let Some(policy) = self.ledger(&unit)?.map(|ledger| ledger.policy().clone()) else {
            return Ok(());
        };
        let known: Option<i64> = meta::get(&self.connection, meta::LEASE_FROM)?;
        let signed = packs::newest_receipt(&self.connection, self.device)?;
        // A device that has nothing signed yet counts from its first meeting.
        let from = match known.max(signed) {
            Some(from) => from,
            None => self.now()?.0,
        };
        let transaction = self.connection.transaction()?;
        meta::set(&transaction, meta::LEASE_DAYS, policy.lease_days)?;
        meta::set(&transaction, meta::WRONG_PINS, policy.wrong_pins)?;
        if known != Some(from) {
            meta::set(&transaction, meta::LEASE_FROM, from)?;
            // The relay's word on the time ends what a clock that ran ahead had seen.
            meta::set(&transaction, meta::LATEST_TIME, from)?;
            // An unlock code helps out until the relay is met; then the unit's policy holds again.
            meta::remove(&transaction, meta::LEASE_EXTENDED)?;
        }
        transaction.commit()?;
        self.lease = Lease::read(&self.connection)?;
        Ok(())
    }

    /// Extends the lease by its length from now on.
    pub(crate) fn extended_lease(&self) -> Result<i64, ClientError> {
        let days: i64 = meta::get(&self.connection, meta::LEASE_DAYS)?.unwrap_or(0);
        let now = self.time_seen()?;
        Ok(now.0.saturating_add(days.saturating_mul(DAY_MILLIS)))
    }
}
