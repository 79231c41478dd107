//! Records that the unit keeps only for so long.

use crate::erase::{ErasurePlan, PlannedErasure};
use crate::error::ClientError;
use crate::moving;
use crate::notebook::Notebook;
use crate::relay::Waiting;
use crate::store::spaces::Space;
use crate::store::{changes, ledgers, spaces};
use crate::unit::UnitPolicy;
use crate::view::{list, moved};
use access::Intent;
use proto::ledger::EraseReason;
use proto::{DocId, UnixMillis};
use records::{Kind, Row};
use std::collections::{BTreeMap, BTreeSet};

const DAY_MILLIS: i64 = 86_400_000;
/// What goes within so many days is told beforehand.
const SOON_DAYS: i64 = 30;
/// The states of a referral in which nobody waits for its answer any more.
const ANSWERED: [&str; 2] = ["answered", "declined"];

/// What a policy would erase now, as far as this device can tell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RetentionOutlook {
    /// By kind, how many records would go and how old the oldest is.
    pub kinds: BTreeMap<Kind, Expired>,
    /// Whether this device is in every area, so that nothing else would go elsewhere.
    pub sees_all: bool,
}

/// What would go of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Expired {
    /// How many records.
    pub records: u64,
    /// From when the oldest of them is that is too old by itself.
    pub oldest: Option<UnixMillis>,
}

/// The spaces in which something is to be erased, with what is erased there already or waits to be.
type Reach = BTreeMap<i64, BTreeSet<DocId>>;

/// A record with what belongs to it, each with that to which it belongs.
type Family = Vec<(DocId, Option<DocId>)>;

impl Notebook {
    /// Plans to erase the records that are older than the unit's policy keeps them, with what belongs to them, in the spaces in
    /// which this device may erase.
    ///
    /// Visits, meetings and referrals count from when they were, follow-ups from when they were done or dropped. What is still to be
    /// done stays, and so does the visit or meeting of which it comes.
    pub fn plan_retention(&mut self) -> Result<ErasurePlan, ClientError> {
        let plan = self.outdated_by_policy()?;
        self.log_listed(plan.records.iter().map(|record| record.kind))?;
        Ok(plan)
    }

    /// Tells what would go at once under a policy that is not set yet, here and on devices that see the same areas.
    ///
    /// Fails with `kind-does-not-age`.
    pub fn retention_outlook(
        &mut self,
        policy: &UnitPolicy,
    ) -> Result<RetentionOutlook, ClientError> {
        policy.refuse_ageless()?;
        let now = self.now_by_both()?;
        let reach = self.reach(false)?;
        let mut kinds = BTreeMap::<Kind, Expired>::new();
        for record in self.outdated(policy, now, &reach)?.records {
            let expired = kinds.entry(record.kind).or_default();
            expired.records += 1;
            expired.oldest = match (expired.oldest, record.at) {
                (Some(oldest), Some(at)) => Some(oldest.min(at)),
                (oldest, at) => oldest.or(at),
            };
        }
        let areas = list::all_of(&self.connection, Kind::Area)?.len();
        Ok(RetentionOutlook {
            kinds,
            sees_all: areas <= self.areas()?.len(),
        })
    }

    /// Counts what this device will erase within thirty days, as the policy stands.
    pub(crate) fn expiring_soon(&mut self) -> Result<u64, ClientError> {
        let Some(policy) = self.standing_retention()? else {
            return Ok(0);
        };
        let soon = self.now_by_both()?.plus_millis(SOON_DAYS * DAY_MILLIS);
        let reach = self.reach(true)?;
        Ok(self.outdated(&policy, soon, &reach)?.records.len() as u64)
    }

    /// Erases what the policy does not keep any longer; part of every sync, once the relay has told the time.
    /// Returns how many records that are.
    pub(crate) fn keep_no_longer(&mut self) -> Result<u64, ClientError> {
        if self.standing_retention()?.is_none() {
            return Ok(0);
        }
        let plan = self.outdated_by_policy()?;
        if !plan.records.is_empty() {
            self.erase(&plan, EraseReason::Retention)?;
        }
        Ok(plan.records.len() as u64)
    }

    /// Returns the policy, where the unit's ledger says of any kind how long it is kept.
    fn standing_retention(&mut self) -> Result<Option<UnitPolicy>, ClientError> {
        let Ok(unit) = self.unit_space() else {
            return Ok(None);
        };
        let Some(ledger) = self.ledger(&unit)? else {
            return Ok(None);
        };
        if ledger.policy().retention.is_empty() {
            return Ok(None);
        }
        self.policy().map(Some)
    }

    /// Returns the earlier of this device's time and what the relay said of it: what is erased does not come back, so it is old by
    /// both.
    fn now_by_both(&self) -> Result<UnixMillis, ClientError> {
        Ok(self.now()?.min(self.world.clock.now()))
    }

    fn outdated_by_policy(&mut self) -> Result<ErasurePlan, ClientError> {
        let policy = self.policy()?;
        let now = self.now_by_both()?;
        let reach = self.reach(true)?;
        self.outdated(&policy, now, &reach)
    }

    fn outdated(
        &mut self,
        policy: &UnitPolicy,
        now: UnixMillis,
        reach: &Reach,
    ) -> Result<ErasurePlan, ClientError> {
        let mut plan = ErasurePlan::default();
        let mut seen = BTreeSet::new();
        for (kind, days) in &policy.retention {
            if *days == 0 || !UnitPolicy::AGING.contains(kind) {
                continue;
            }
            let before = now.plus_millis(-i64::from(*days).saturating_mul(DAY_MILLIS));
            for (id, at) in self.older_than(*kind, before, reach)? {
                if !seen.contains(&id)
                    && let Some(family) = self.family_over(id)?
                {
                    self.add_family(&mut plan, &mut seen, (family, at), reach)?;
                }
            }
        }
        Ok(plan)
    }

    /// Returns the records of a kind from before an instant, wherever they are at home: each space erases what it holds.
    fn older_than(
        &self,
        kind: Kind,
        before: UnixMillis,
        reach: &Reach,
    ) -> Result<Vec<(DocId, UnixMillis)>, ClientError> {
        let mut found = Vec::new();
        for space in reach.keys() {
            found.extend(match kind {
                Kind::FollowUp => list::ended(&self.connection, kind, *space, before)?,
                _ => list::older(&self.connection, kind, *space, before)?,
            });
        }
        for (n, _) in moved::all(&self.connection)? {
            let (id, row) = changes::by_number(&self.connection, n)?;
            if row.kind != Some(kind) {
                continue;
            }
            let at = self.row_of_any(n)?.and_then(|row| age(&row));
            if let Some(at) = at.filter(|at| *at < before) {
                found.push((id, at));
            }
        }
        Ok(found)
    }

    /// Returns a record with what belongs to it, each after that to which it belongs; nothing where some of it is still to be done.
    fn family_over(&self, root: DocId) -> Result<Option<Family>, ClientError> {
        let mut family = Vec::new();
        let mut next = vec![(root, None)];
        while let Some((id, of)) = next.pop() {
            let held = changes::record(&self.connection, id)?;
            let row = held.map(|held| self.row_of_any(held.n)).transpose()?;
            let Some(row) = row.flatten() else {
                continue;
            };
            // A referral goes along with a follow-up that is over, answered or not.
            let goes_along = row.kind == Kind::Referral && of.is_some();
            if !goes_along && !is_over(&row) {
                return Ok(None);
            }
            family.push((id, of));
            let belonging = self.belonging(id, row.kind)?;
            next.extend(belonging.into_iter().rev().map(|child| (child, Some(id))));
        }
        Ok(Some(family))
    }

    fn belonging(&self, id: DocId, kind: Kind) -> Result<BTreeSet<DocId>, ClientError> {
        let kind = match kind {
            Kind::Visit | Kind::Meeting => Kind::FollowUp,
            Kind::FollowUp => Kind::Referral,
            _ => return Ok(BTreeSet::new()),
        };
        let listed = list::children_of_kind(&self.connection, id, kind)?;
        let mut all: BTreeSet<DocId> = listed.into_iter().collect();
        // Some of it is at home where it is not listed.
        for n in moved::family(&self.connection, id)? {
            let (member, row) = changes::by_number(&self.connection, n)?;
            if row.kind == Some(kind) {
                all.insert(member);
            }
        }
        Ok(all)
    }

    fn add_family(
        &self,
        plan: &mut ErasurePlan,
        seen: &mut BTreeSet<DocId>,
        (family, at): (Family, UnixMillis),
        reach: &Reach,
    ) -> Result<(), ClientError> {
        for (id, of) in family {
            if !seen.insert(id) {
                continue;
            }
            let row = changes::record(&self.connection, id)?;
            let Some((row, kind)) = row.and_then(|row| row.kind.map(|kind| (row, kind))) else {
                continue;
            };
            let (holders, _) = self.holders(&row)?;
            let is_there = |space: &i64| reach.get(space).is_some_and(|gone| !gone.contains(&id));
            let spaces: Vec<i64> = holders.into_iter().filter(is_there).collect();
            if spaces.is_empty() {
                continue;
            }
            plan.records.push(PlannedErasure {
                id,
                kind,
                title: list::title(&self.connection, id)?,
                of,
                at: of.is_none().then_some(at),
                spaces,
            });
        }
        Ok(())
    }

    fn row_of_any(&self, n: i64) -> Result<Option<Row>, ClientError> {
        let document = moving::document(&self.connection, n)?;
        Ok(records::row(&document))
    }

    /// Returns the spaces that this device has, or those in which it may erase.
    fn reach(&mut self, only_erasable: bool) -> Result<Reach, ClientError> {
        let mut reach = Reach::new();
        for space in spaces::all(&self.connection)? {
            if only_erasable && !self.may_erase(&space)? {
                continue;
            }
            let gone = self.going_or_gone(&space)?;
            reach.insert(space.n, gone);
        }
        Ok(reach)
    }

    fn going_or_gone(&mut self, space: &Space) -> Result<BTreeSet<DocId>, ClientError> {
        let erased = self.ledger(space)?.map(|ledger| ledger.erasures());
        let mut gone: BTreeSet<DocId> = erased.into_iter().flatten().map(|(id, _)| *id).collect();
        for (_, bytes) in ledgers::intents(&self.connection, space.n)? {
            if let Some(Intent::Erase { documents, .. }) = Waiting::from_bytes(&bytes)?.intent() {
                gone.extend(documents);
            }
        }
        Ok(gone)
    }
}

/// Tells from when on a record counts as old.
fn age(row: &Row) -> Option<UnixMillis> {
    match row.kind {
        Kind::FollowUp => row.ended_at,
        _ => row.at,
    }
}

/// Tells whether nobody waits for anything of a record.
fn is_over(row: &Row) -> bool {
    match row.kind {
        Kind::FollowUp => row.ended_at.is_some(),
        Kind::Referral => row
            .status
            .as_deref()
            .is_some_and(|state| ANSWERED.contains(&state)),
        _ => true,
    }
}
