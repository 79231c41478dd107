//! From what was heard at a visit to follow-ups that somebody owns.
//!
//! What was heard in confidence is never offered: a follow-up's text stands in lists.

use super::fields::reference;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::changes;
use proto::DocId;
use records::{Document, FollowUpState, Kind, Value, follow_up_id};
use serde_json::{Map, Value as Json};

/// Where something was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferedIn {
    /// It is a need.
    Need,
    /// It is a statement.
    Statement,
}

/// Something that was heard at a visit and may be taken up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Whether it is a need or a statement.
    pub of: OfferedIn,
    /// Its number among them, from 1.
    pub number: u32,
    /// What was heard.
    pub text: String,
    /// The follow-up that it has, and how far that has come.
    pub follow_up: Option<(DocId, FollowUpState)>,
}

/// What of a visit is taken up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TakeUp {
    /// Needs by number.
    pub needs: Vec<u32>,
    /// Statements by number.
    pub statements: Vec<u32>,
    /// Every need.
    pub all_needs: bool,
}

/// What taking up will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeUpPlan {
    /// The visit.
    pub visit: DocId,
    /// What gets a follow-up.
    pub new: Vec<Offer>,
    /// What has one already, and is left as it is.
    pub existing: Vec<Offer>,
    /// Who answers for it where nobody else is named: whose visit it was.
    pub officer: Option<DocId>,
    household: Option<DocId>,
}

/// What taking up did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TakenUp {
    /// The follow-ups that were made.
    pub made: Vec<DocId>,
    /// Those that were there already.
    pub existing: Vec<DocId>,
}

impl TakeUp {
    fn has(&self, offer: &Offer) -> bool {
        match offer.of {
            OfferedIn::Need => self.all_needs || self.needs.contains(&offer.number),
            OfferedIn::Statement => self.statements.contains(&offer.number),
        }
    }
}

impl Notebook {
    /// Lists what was heard at a visit with the follow-up that each has. It stands in the consultation log as the visit's opening.
    ///
    /// Fails with `record-not-found`.
    pub fn offers_of(&mut self, visit: DocId) -> Result<Vec<Offer>, ClientError> {
        let document = self.heard_at(visit)?;
        self.offers(&document)
    }

    /// Plans to take up what was heard at a visit. Fails with `record-not-found` or `need-unknown`.
    pub fn plan_take_up(
        &mut self,
        visit: DocId,
        asked: &TakeUp,
    ) -> Result<TakeUpPlan, ClientError> {
        let document = self.heard_at(visit)?;
        let offers = self.offers(&document)?;
        let is_there = |of: OfferedIn, number: &u32| {
            let mut offers = offers.iter();
            offers.any(|offer| offer.of == of && offer.number == *number)
        };
        let known = asked.needs.iter().all(|n| is_there(OfferedIn::Need, n));
        let mut statements = asked.statements.iter();
        if !known || !statements.all(|n| is_there(OfferedIn::Statement, n)) {
            return Err(ClientError::NeedUnknown);
        }
        let asked = offers.into_iter().filter(|offer| asked.has(offer));
        let (existing, mut new): (Vec<Offer>, Vec<Offer>) =
            asked.partition(|offer| offer.follow_up.is_some());
        // Said twice, it is one thing to do.
        let mut texts = std::collections::BTreeSet::new();
        new.retain(|offer| texts.insert(offer.text.clone()));
        Ok(TakeUpPlan {
            visit,
            new,
            existing,
            officer: reference(&document, "officer"),
            household: reference(&document, "household"),
        })
    }

    /// Makes the follow-ups of a plan, all or none, for one assignee (nobody, where none is given) and one day. What got one
    /// meanwhile is left as it is.
    ///
    /// Fails as making a record fails.
    pub fn make_follow_ups(
        &mut self,
        plan: &TakeUpPlan,
        assignee: Option<DocId>,
        due: Option<&str>,
    ) -> Result<TakenUp, ClientError> {
        let had = plan.existing.iter();
        let mut taken = TakenUp {
            made: Vec::new(),
            existing: had.filter_map(|offer| Some(offer.follow_up?.0)).collect(),
        };
        self.in_one_transaction(|notebook| {
            for offer in &plan.new {
                let id = follow_up_id(plan.visit, &offer.text);
                notebook.refuse_erased(id)?;
                if changes::record(&notebook.connection, id)?.is_some() {
                    taken.existing.push(id);
                    continue;
                }
                let mut fields = Map::new();
                let id_of = |id: Option<DocId>| id.map_or(Json::Null, |id| id.to_string().into());
                fields.insert("visit".to_owned(), plan.visit.to_string().into());
                fields.insert("household".to_owned(), id_of(plan.household));
                fields.insert("what".to_owned(), offer.text.clone().into());
                fields.insert("assignee".to_owned(), id_of(assignee));
                fields.insert("due".to_owned(), due.into());
                notebook.insert(Kind::FollowUp, id, fields)?;
                taken.made.push(id);
            }
            Ok(())
        })?;
        self.written.extend(taken.made.iter().copied());
        Ok(taken)
    }

    fn heard_at(&mut self, visit: DocId) -> Result<Document, ClientError> {
        let row = self.row(visit)?;
        if row.kind != Some(Kind::Visit) {
            return Err(ClientError::RecordNotFound {
                reference: visit.to_string(),
            });
        }
        self.log_open(visit, row.kind)?;
        self.document(visit, &row)
    }

    fn offers(&mut self, visit: &Document) -> Result<Vec<Offer>, ClientError> {
        let needs = match visit.get("needs") {
            Some(Value::Texts(needs)) => needs,
            _ => Vec::new(),
        };
        let statements = match visit.get("notes") {
            Some(Value::Statements(statements)) => statements,
            _ => Vec::new(),
        };
        let open = statements.into_iter().filter(|one| !one.sensitive);
        let statements = open.map(|one| one.text).zip(1..);
        let mut offers = Vec::new();
        let needs = needs.into_iter().zip(1..);
        for (of, (text, number)) in needs
            .map(|need| (OfferedIn::Need, need))
            .chain(statements.map(|statement| (OfferedIn::Statement, statement)))
        {
            let follow_up = self.follow_up_of(visit.id(), &text)?;
            offers.push(Offer {
                of,
                number,
                text,
                follow_up,
            });
        }
        Ok(offers)
    }

    /// Returns the follow-up that was made of words heard at a visit, and how far it has come.
    pub(super) fn follow_up_of(
        &mut self,
        visit: DocId,
        text: &str,
    ) -> Result<Option<(DocId, FollowUpState)>, ClientError> {
        let id = follow_up_id(visit, text);
        let Some(row) = changes::record(&self.connection, id)? else {
            return Ok(None);
        };
        let state = match self.document(id, &row)?.get("state") {
            Some(Value::Text(code)) => FollowUpState::parse(&code),
            _ => None,
        };
        Ok(Some((id, state.unwrap_or(FollowUpState::Open))))
    }
}
