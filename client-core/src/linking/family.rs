//! Which records are linked with one, also where lists do not show them.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::changes;
use crate::view::{links, list, restricted};
use likeness::Profile;
use proto::DocId;
use records::Value;
use records::schema::LINKED_TO;
use std::collections::BTreeSet;

/// A record that is linked with one that a plan is about, and that the plan leaves as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedBeside {
    /// The record.
    pub id: DocId,
    /// What it is called.
    pub title: Option<String>,
}

impl Notebook {
    /// Returns the records on this device that are linked with one over any number of steps; restricted households too, which
    /// stand in no list.
    pub(crate) fn linked_with(&mut self, id: DocId) -> Result<BTreeSet<DocId>, ClientError> {
        let mut unlisted = Vec::new();
        for household in restricted::households(&self.connection)? {
            if let Some(leading) = self.linked_to(household)? {
                unlisted.push((household, leading));
            }
        }
        let mut found = BTreeSet::from([id]);
        let mut next = vec![id];
        while let Some(at) = next.pop() {
            let mut beside = links::sources(&self.connection, at)?;
            beside.extend(self.linked_to(at)?);
            let follows = unlisted.iter().filter(|(_, leading)| *leading == at);
            beside.extend(follows.map(|(household, _)| *household));
            next.extend(beside.into_iter().filter(|other| found.insert(*other)));
        }
        found.remove(&id);
        Ok(found)
    }

    /// Names the records that are linked with some of these and are not among them.
    pub(crate) fn linked_beside(
        &mut self,
        among: &BTreeSet<DocId>,
    ) -> Result<Vec<LinkedBeside>, ClientError> {
        let mut beside = BTreeSet::new();
        for id in among {
            beside.extend(self.linked_with(*id)?);
        }
        let mut named = Vec::new();
        for id in beside.difference(among).copied() {
            let title = match list::title(&self.connection, id)? {
                None => restricted::title(&self.connection, id)?,
                title => title,
            };
            named.push(LinkedBeside { id, title });
        }
        Ok(named)
    }

    /// Returns the record that one names as leading, where it is here.
    fn linked_to(&mut self, id: DocId) -> Result<Option<DocId>, ClientError> {
        let row = changes::record(&self.connection, id)?;
        let Some(row) = row.filter(|row| row.kind.is_some_and(Profile::is_of)) else {
            return Ok(None);
        };
        let Some(Value::Reference(leading)) = self.document(id, &row)?.get(LINKED_TO) else {
            return Ok(None);
        };
        let leading_row = changes::record(&self.connection, leading)?;
        Ok(leading_row
            .filter(|leading| leading.kind == row.kind)
            .map(|_| leading))
    }
}
