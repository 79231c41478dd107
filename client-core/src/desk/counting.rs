//! What a report counts, from the registers on this device.

use super::fields::texts;
use super::follow_ups::day_after;
use super::models::Models;
use super::presence::{PresenceQuery, PresenceState};
use super::{GroupQuery, GroupRegister, RecognitionQuery};
use crate::error::ClientError;
use crate::liaison::ReportCounts;
use crate::moving;
use crate::notebook::Notebook;
use crate::view::counting;
use crate::view::follow_ups;
use crate::view::narrowing::Narrowing;
use proto::DocId;
use records::{Kind, Period, fold, follow_up_id};
use std::collections::{BTreeMap, BTreeSet};

/// What a period's visits come to.
#[derive(Debug, Default)]
struct Visits {
    all: u64,
    reviewed: u64,
    listen: u64,
    inform: u64,
    support: u64,
    needs: u64,
    taken_up: u64,
    answered: u64,
    households: BTreeSet<i64>,
}

impl Notebook {
    /// Counts what the unit's report of a period tells, under the names of [`records::schema::REPORT_COUNTS`] and
    /// [`records::schema::REPORT_COUNTS_BY_CODE`].
    ///
    /// Only numbers come out, so the consultation log has no line of it. What happened is counted by when it happened, also what
    /// is still a draft; how things stand, as they are now. So devices with the same documents count the same on the same day.
    pub fn count_report(&mut self, period: Period) -> Result<ReportCounts, ClientError> {
        self.within_lease()?;
        let mut counts = ReportCounts::new();
        self.count_visits(period, &mut counts)?;
        self.count_follow_ups(period, &mut counts)?;
        self.count_load(&mut counts)?;
        self.count_groups(period, &mut counts)?;
        self.count_presence(period, &mut counts)?;
        self.count_trainings(period, &mut counts)?;
        Ok(counts)
    }

    fn count_visits(
        &mut self,
        period: Period,
        counts: &mut ReportCounts,
    ) -> Result<(), ClientError> {
        let mut found = Visits::default();
        for made in counting::visits(&self.connection, period.from(), period.until())? {
            found.all += 1;
            found.households.extend(made.household);
            found.needs += made.needs;
            if made.status.as_deref() == Some("reviewed") {
                found.reviewed += 1;
            }
            for purpose in &made.purposes {
                match purpose.as_str() {
                    "listen" => found.listen += 1,
                    "inform" => found.inform += 1,
                    _ => found.support += 1,
                }
            }
            // Only of what has to be done after it does its record have to be read.
            if made.needs == 0 || !made.has_follow_ups {
                continue;
            }
            let document = moving::document(&self.connection, made.n)?;
            for need in texts(&document, "needs") {
                if let Some(state) =
                    follow_ups::state(&self.connection, follow_up_id(made.id, &need))?
                {
                    found.taken_up += 1;
                    found.answered += u64::from(state == "done");
                }
            }
        }
        let households = counting::of_kind(&self.connection, Kind::Household)?;
        add(counts, "households", households);
        add(counts, "households_visited", found.households.len() as u64);
        add(counts, "visits", found.all);
        add(counts, "visits_reviewed", found.reviewed);
        add(counts, "visits_listen", found.listen);
        add(counts, "visits_inform", found.inform);
        add(counts, "visits_support", found.support);
        add(counts, "needs", found.needs);
        add(counts, "needs_taken_up", found.taken_up);
        add(counts, "needs_answered", found.answered);
        Ok(())
    }

    fn count_follow_ups(
        &mut self,
        period: Period,
        counts: &mut ReportCounts,
    ) -> Result<(), ClientError> {
        // Nothing is overdue before its day is over, nor by a day after the period.
        let today = day_after(self.now()?, 0).min(period.last_day());
        let open = follow_ups::Filter::default();
        let open = follow_ups::count(&self.connection, &open, &today, &today)?;
        add(counts, "follow_ups_open", open.open);
        add(counts, "follow_ups_overdue", open.overdue);
        let done = counting::in_status(&self.connection, Kind::FollowUp, "done")?;
        add(counts, "follow_ups_done", done);
        Ok(())
    }

    /// Counts officers by how much falls to them; of whom so much falls to, the report says nothing. Without a norm it says
    /// nothing of that either.
    fn count_load(&mut self, counts: &mut ReportCounts) -> Result<(), ClientError> {
        let load = self.load(&Narrowing::default())?;
        let norm = u64::from(load.norm);
        let nobodys = load.rows.iter().filter(|row| row.officer.is_none());
        let nobodys = nobodys.map(|row| row.count.households).sum();
        let officers = || load.rows.iter().filter(|row| row.officer.is_some());
        let above = |most: u64| officers().filter(|row| row.count.households > most).count() as u64;
        add(counts, "areas", self.areas()?.len() as u64);
        add(counts, "officers_in_field", officers().count() as u64);
        add(counts, "households_without_officer", nobodys);
        if norm > 0 {
            add(counts, "officers_above_norm", above(norm));
            add(counts, "officers_above_twice_norm", above(2 * norm));
        }
        Ok(())
    }

    fn count_groups(
        &mut self,
        period: Period,
        counts: &mut ReportCounts,
    ) -> Result<(), ClientError> {
        let GroupRegister {
            total: register,
            models,
            ..
        } = self.group_register(&GroupQuery::default())?;
        let state = |state: &str| register.states.get(state).copied().unwrap_or_default();
        add(counts, "groups", register.groups);
        add(counts, "groups_active", state("active"));
        add(counts, "groups_weak", state("weak"));
        add(counts, "households_in_groups", register.member_households);
        let groups_of = |id: DocId| {
            let mut models = models.iter().filter(|model| model.model == Some(id));
            models.next().map_or(0, |model| model.counts.groups)
        };
        let mut by_model: BTreeMap<String, u64> = BTreeMap::new();
        for (id, code) in Models::read(self)?.kept() {
            *by_model.entry(fold(code)).or_default() += groups_of(id);
        }
        add(counts, "models", by_model.len() as u64);
        add_by_code(counts, "groups_of_model", by_model);
        let (from, until) = (period.from(), period.until());
        let meetings = counting::within(&self.connection, Kind::Meeting, from, until)?;
        add(counts, "meetings", meetings);
        let nothing = RecognitionQuery {
            narrowing: Narrowing {
                limit: Some(0),
                ..Narrowing::default()
            },
            ..RecognitionQuery::default()
        };
        let year = period.of_year();
        let recognitions = self.recognitions(year, &nothing)?;
        let all = counting::of_kind(&self.connection, Kind::Establishment)?;
        add(counts, "establishments", all);
        add(counts, "establishments_registered", recognitions.registered);
        add(counts, "establishments_recognised", recognitions.recognised);
        Ok(())
    }

    fn count_presence(
        &mut self,
        period: Period,
        counts: &mut ReportCounts,
    ) -> Result<(), ClientError> {
        let query = PresenceQuery {
            narrowing: within(period),
            weeks: None,
        };
        let table = self.presence(&query)?;
        let cells = || table.rows.iter().flat_map(|row| &row.cells);
        let of = |state| cells().filter(|cell| cell.state == state).count() as u64;
        add(counts, "commander_presence", of(PresenceState::Met));
        add(counts, "commander_gaps", of(PresenceState::Gap));
        Ok(())
    }

    fn count_trainings(
        &mut self,
        period: Period,
        counts: &mut ReportCounts,
    ) -> Result<(), ClientError> {
        let trained = self.training_summary(&within(period))?;
        add(counts, "trainings", trained.trainings);
        let topics = trained.topics.iter();
        let topics = topics.map(|topic| (fold(&topic.topic), topic.officers));
        add(counts, "topics_trained", trained.topics.len() as u64);
        add_by_code(counts, "officers_of_topic", topics);
        add(counts, "officers_trained", trained.officers.len() as u64);
        let copies = self.material_summary(&within(period))?;
        add(counts, "copies_printed", copies.printed);
        add(counts, "copies_handed_out", copies.handed_out);
        Ok(())
    }
}

fn within(period: Period) -> Narrowing {
    Narrowing {
        from: Some(period.from()),
        until: Some(period.until()),
        ..Narrowing::default()
    }
}

/// Adds numbers under a name and codes, folded: what two units mean by a code is the same, however each writes it.
fn add_by_code(
    counts: &mut ReportCounts,
    name: &str,
    numbers: impl IntoIterator<Item = (String, u64)>,
) {
    for (code, number) in numbers {
        add(counts, &format!("{name}:{code}"), number);
    }
}

fn add(counts: &mut ReportCounts, name: &str, number: u64) {
    counts.insert(name.to_owned(), i64::try_from(number).unwrap_or(i64::MAX));
}
