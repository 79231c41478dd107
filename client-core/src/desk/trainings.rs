//! Trainings of a time: on which topics, and who attended.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::changes;
use crate::view::list::{self, Query};
use crate::view::narrowing::Narrowing;
use proto::DocId;
use records::{Kind, Value, fold};
use std::collections::{BTreeMap, BTreeSet};

/// The trainings of a time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrainingSummary {
    /// How many there were.
    pub trainings: u64,
    /// By topic, in the order of their names. A topic is the same however it is written (case, marks, hyphens).
    pub topics: Vec<TrainedTopic>,
    /// Officers of the unit who attended, by name.
    pub officers: Vec<TrainedOfficer>,
    /// Others who attended; one who came twice counts twice.
    pub others_attended: u64,
}

/// A topic on which officers were trained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainedTopic {
    /// The topic, as first written.
    pub topic: String,
    /// Trainings on it.
    pub trainings: u64,
    /// Officers who attended one of them; each counts once.
    pub officers: u64,
}

/// An officer who attended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainedOfficer {
    /// The officer.
    pub officer: DocId,
    /// The name.
    pub name: String,
    /// Trainings attended.
    pub trainings: u64,
}

impl Notebook {
    /// Counts the trainings of a time, only those that an officer attended where one is named. They are of no area.
    pub fn training_summary(
        &mut self,
        narrowing: &Narrowing,
    ) -> Result<TrainingSummary, ClientError> {
        self.within_lease()?;
        let query = Query {
            from: narrowing.from,
            until: narrowing.until,
            limit: u32::MAX,
            ..Query::of(Kind::Training)
        };
        let mut summary = TrainingSummary::default();
        let mut topics: BTreeMap<String, (String, u64, BTreeSet<DocId>)> = BTreeMap::new();
        let mut officers: BTreeMap<DocId, u64> = BTreeMap::new();
        // From the oldest on, so that a topic is called what it was called first.
        for n in list::page(&self.connection, &query, None)?
            .into_iter()
            .rev()
        {
            let (id, row) = changes::by_number(&self.connection, n)?;
            let document = self.document(id, &row)?;
            let attended = match document.get("officers") {
                Some(Value::References(attended)) => attended,
                _ => Vec::new(),
            };
            if narrowing
                .officer
                .is_some_and(|officer| !attended.contains(&officer))
            {
                continue;
            }
            summary.trainings += 1;
            if let Some(Value::Codes(of_training)) = document.get("topics") {
                let written: BTreeMap<String, String> = of_training
                    .into_iter()
                    .map(|topic| (fold(&topic), topic))
                    .collect();
                for (folded, topic) in written {
                    let (_, trainings, trained) = topics
                        .entry(folded)
                        .or_insert_with(|| (topic, 0, BTreeSet::new()));
                    *trainings += 1;
                    trained.extend(&attended);
                }
            }
            if let Some(Value::Integer(others)) = document.get("others_attended") {
                summary.others_attended += u64::try_from(others).unwrap_or(0);
            }
            for officer in attended {
                *officers.entry(officer).or_default() += 1;
            }
        }
        summary.topics = topics
            .into_values()
            .map(|(topic, trainings, trained)| TrainedTopic {
                topic,
                trainings,
                officers: trained.len() as u64,
            })
            .collect();
        for (officer, trainings) in officers {
            summary.officers.push(TrainedOfficer {
                officer,
                name: self.name_of(officer)?.unwrap_or_default(),
                trainings,
            });
        }
        summary
            .officers
            .sort_by_cached_key(|officer| (fold(&officer.name), officer.officer));
        Ok(summary)
    }
}
