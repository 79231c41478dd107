//! Referrals: what this unit asked of others and they of it, with the follow-ups that they came from.

use crate::error::ClientError;
use crate::liaison::other_units;
use crate::notebook::Notebook;
use crate::store::changes;
use crate::store::spaces;
use crate::view::list;
use crate::view::narrowing::Narrowing;
use crate::view::referrals::{self, Filter};
use proto::{DocId, SpaceId};
use records::{Document, Kind, Value};
use std::collections::BTreeMap;

/// Says which referrals a list shows. Everything left out does not narrow.
#[derive(Debug, Clone, Default)]
pub struct ReferralQuery {
    /// Only those of the liaison with a unit.
    pub unit: Option<DocId>,
    /// Only those that this unit sent, or only those that it got.
    pub sent: Option<bool>,
    /// Only those in a state.
    pub state: Option<String>,
    /// Only those of a follow-up.
    pub follow_up: Option<DocId>,
    /// Only those of follow-ups of a household and of those that are linked with it, or of visits to them.
    pub household: Option<DocId>,
    /// Only those of follow-ups in the area and of the officer, and sent within the time.
    pub narrowing: Narrowing,
}

/// A page of referrals, the newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferralPage {
    /// The referrals of the page.
    pub rows: Vec<ReferralRow>,
    /// How many there are on all pages.
    pub total: u64,
}

/// One referral.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferralRow {
    /// Its id.
    pub id: DocId,
    /// The other unit's record, where it is here.
    pub unit: Option<DocId>,
    /// The other unit's name.
    pub unit_name: Option<String>,
    /// Whether this unit asks; else it is asked.
    pub sent: bool,
    /// What is asked.
    pub what: String,
    /// When it was sent, as written.
    pub sent_at: String,
    /// By when an answer is wanted: `2026-01-31`.
    pub due: Option<String>,
    /// What became of it.
    pub state: Option<String>,
    /// The answer.
    pub answer: Option<String>,
    /// The follow-up that it came from: an id alone where that is the other unit's.
    pub follow_up: Option<DocId>,
    /// What the follow-up is called, where it is here.
    pub follow_up_title: Option<String>,
}

impl Notebook {
    /// Lists referrals. A list too long to read stands in the consultation log.
    pub fn list_referrals(&mut self, query: &ReferralQuery) -> Result<ReferralPage, ClientError> {
        self.within_lease()?;
        let units: BTreeMap<SpaceId, (DocId, String)> = other_units(&self.connection)?
            .into_iter()
            .filter_map(|unit| Some((unit.space?, (unit.id, unit.name))))
            .collect();
        let filter = self.referral_filter(query, &units)?;
        let found = referrals::all(&self.connection, &filter)?;
        let (mut kept, all) = (Vec::new(), query.sent.is_none());
        for n in found {
            let (_, row) = changes::by_number(&self.connection, n)?;
            if all || query.sent == Some(self.is_of_ours(&row)?) {
                kept.push(n);
            }
        }
        let (total, mut rows) = (kept.len() as u64, Vec::new());
        for n in query.narrowing.page(kept) {
            let (id, row) = changes::by_number(&self.connection, n)?;
            let sent = self.is_of_ours(&row)?;
            let space = spaces::by_number(&self.connection, row.space)?.id;
            let document = self.document(id, &row)?;
            rows.push(self.referral_row(&document, units.get(&space), sent)?);
        }
        self.log_list(Kind::Referral, rows.len())?;
        Ok(ReferralPage { rows, total })
    }

    fn referral_filter(
        &mut self,
        query: &ReferralQuery,
        units: &BTreeMap<SpaceId, (DocId, String)>,
    ) -> Result<Filter, ClientError> {
        // No space has this number, so what is not here lists nothing.
        const NOWHERE: i64 = -1;
        let space = match query.unit {
            None => None,
            Some(unit) => {
                let mut linked = units.iter().filter(|(_, (id, _))| *id == unit);
                let space = linked.next().map(|(space, _)| *space);
                let space = space.map(|space| spaces::by_id(&self.connection, space));
                let space = space.transpose()?.flatten();
                Some(space.map_or(NOWHERE, |space| space.n))
            }
        };
        let mut households = Vec::from_iter(query.household);
        if let Some(household) = query.household {
            households.extend(self.linked_with(household)?);
        }
        let asked = &query.narrowing;
        Ok(Filter {
            space,
            area: self.narrowed_space(asked.area)?,
            state: query.state.clone(),
            from: asked.from,
            until: asked.until,
            follow_up: query.follow_up,
            officer: asked.officer,
            households,
        })
    }

    fn referral_row(
        &self,
        document: &Document,
        unit: Option<&(DocId, String)>,
        sent: bool,
    ) -> Result<ReferralRow, ClientError> {
        let text = |field: &str| match document.get(field) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        };
        let follow_up = match document.get("follow_up") {
            Some(Value::Reference(id)) => Some(id),
            _ => None,
        };
        let follow_up_title = match follow_up {
            Some(id) => list::title(&self.connection, id)?,
            None => None,
        };
        Ok(ReferralRow {
            id: document.id(),
            unit: unit.map(|(id, _)| *id),
            unit_name: unit.map(|(_, name)| name.clone()),
            sent,
            what: text("what").unwrap_or_default(),
            sent_at: text("sent_at").unwrap_or_default(),
            due: text("due"),
            state: text("state"),
            answer: text("answer"),
            follow_up,
            follow_up_title,
        })
    }
}
