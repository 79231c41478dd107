//! How long visits wait for their review and their correction.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::view::narrowing::Narrowing;
use crate::view::reviews;
use proto::DocId;
use records::Measure;
use std::collections::BTreeMap;

/// How long was waited in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewTimes {
    /// Of all officers together.
    pub total: ReviewFigures,
    /// Of each officer whose visits they were, by name.
    pub officers: Vec<ReviewFigures>,
}

/// How long the visits of an officer, or of all, waited.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReviewFigures {
    /// The officer; none of all.
    pub officer: Option<DocId>,
    /// The officer's name.
    pub officer_name: Option<String>,
    /// From submitted to the answer, be it returned or reviewed.
    pub answer: WaitingTime,
    /// From returned to submitted again.
    pub correction: WaitingTime,
    /// From first submitted to reviewed, corrections included.
    pub whole: WaitingTime,
}

/// How long was waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WaitingTime {
    /// How often.
    pub count: u64,
    /// The median, in milliseconds: of an even number the lower of the two in the middle.
    pub median_millis: i64,
    /// The longest, in milliseconds.
    pub longest_millis: i64,
}

impl WaitingTime {
    fn of(mut millis: Vec<i64>) -> WaitingTime {
        millis.sort_unstable();
        let middle = millis.len().saturating_sub(1) / 2;
        WaitingTime {
            count: millis.len() as u64,
            median_millis: millis.get(middle).copied().unwrap_or_default(),
            longest_millis: millis.last().copied().unwrap_or_default(),
        }
    }
}

type Millis = BTreeMap<Measure, Vec<i64>>;

impl Notebook {
    /// Measures how long visits waited whose waiting ended within the time asked for. It speaks of officers' work and of no
    /// resident.
    pub fn review_times(&mut self, asked: &Narrowing) -> Result<ReviewTimes, ClientError> {
        self.within_lease()?;
        let space = self.narrowed_space(asked.area)?;
        let mut total = Millis::new();
        let mut officers: BTreeMap<Option<DocId>, Millis> = BTreeMap::new();
        for waited in reviews::waited(&self.connection, asked, space)? {
            let own = officers.entry(waited.officer).or_default();
            for millis in [own, &mut total] {
                millis
                    .entry(waited.measure)
                    .or_default()
                    .push(waited.millis);
            }
        }
        let mut rows = Vec::with_capacity(officers.len());
        for (officer, millis) in officers {
            let officer_name = match officer {
                Some(officer) => self.name_of(officer)?,
                None => None,
            };
            rows.push(ReviewFigures {
                officer,
                officer_name,
                ..figures(millis)
            });
        }
        rows.sort_by(|a, b| (&a.officer_name, a.officer).cmp(&(&b.officer_name, b.officer)));
        Ok(ReviewTimes {
            total: figures(total),
            officers: rows,
        })
    }
}

fn figures(mut millis: Millis) -> ReviewFigures {
    let mut of = |measure| WaitingTime::of(millis.remove(&measure).unwrap_or_default());
    ReviewFigures {
        officer: None,
        officer_name: None,
        answer: of(Measure::Answer),
        correction: of(Measure::Correction),
        whole: of(Measure::Whole),
    }
}
