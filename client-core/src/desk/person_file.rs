//! All that is held on a household, or on a person by name, for the person who asks to see it.

use super::fields::reference;
use crate::audit::{Act, shortened};
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::record::HistoryLine;
use crate::store::changes;
use crate::view::{list, restricted};
use proto::{AuditLine, DocId, UnixMillis};
use records::{Document, Kind, Value, fold};
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet};

/// Whom a file is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileSubject {
    /// A household: its record, its visits, follow-ups, requests, and the groups that it is a member of.
    Household(DocId),
    /// Whoever bears a name: every record that says it, as head, member, met, or in a text. Namesakes are told apart by nobody
    /// but the reader.
    Named(String),
}

/// All that is held on somebody on this device.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonFile {
    /// What the household, or the person, is called.
    pub title: String,
    /// When the file was made.
    pub made_at: UnixMillis,
    /// Who made it.
    pub made_by: Option<String>,
    /// Why.
    pub why: String,
    /// The records, by kind, then by when they were made.
    pub records: Vec<FiledRecord>,
    /// The groups of which the household is a member, by name; what these do is not about it.
    pub groups: Vec<String>,
}

/// A record of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct FiledRecord {
    /// The record.
    pub id: DocId,
    /// Its kind.
    pub kind: Kind,
    /// Its fields in interchange form, with what was said in confidence.
    pub fields: Map<String, Json>,
    /// What the records are called to which it refers, by id.
    pub names: BTreeMap<String, String>,
    /// Who recorded what, when.
    pub history: Vec<HistoryLine>,
    /// Whether it is restricted, or belongs to a household that is.
    pub is_restricted: bool,
}

impl Notebook {
    /// Gathers all that this device holds on somebody, with what was said in confidence and what is restricted, because the
    /// person asks for it. It stands in the consultation log as an export, with the reason.
    ///
    /// Fails with `why-missing`, or `record-not-found` where nothing is held.
    pub fn person_file(&mut self, subject: &FileSubject) -> Result<PersonFile, ClientError> {
        self.within_lease()?;
        if self.why.is_empty() {
            return Err(ClientError::WhyMissing);
        }
        let (title, ids, groups) = match subject {
            FileSubject::Household(id) => self.of_household(*id)?,
            FileSubject::Named(name) => (name.trim().to_owned(), self.saying(name)?, Vec::new()),
        };
        if ids.is_empty() {
            return Err(ClientError::RecordNotFound { reference: title });
        }
        let line = AuditLine {
            kind: Kind::Household.code(),
            count: ids.len() as u64,
            ..self.line(Act::Export)?
        };
        self.log(match subject {
            FileSubject::Household(id) => AuditLine {
                subject: Some(*id),
                ..line
            },
            // As a search for it would stand there.
            FileSubject::Named(name) => AuditLine {
                words: shortened(name),
                ..line
            },
        })?;
        let mut records = Vec::with_capacity(ids.len());
        for id in ids {
            records.push(self.filed(id)?);
        }
        Ok(PersonFile {
            title,
            made_at: self.now()?,
            made_by: self.me()?.officer_name,
            why: self.why.clone(),
            records,
            groups,
        })
    }

    fn of_household(
        &mut self,
        id: DocId,
    ) -> Result<(String, Vec<DocId>, Vec<String>), ClientError> {
        let row = self.row(id)?;
        if row.kind != Some(Kind::Household) {
            return Err(ClientError::RecordNotFound {
                reference: id.to_string(),
            });
        }
        let title = match self.name_of(id)? {
            Some(title) => Some(title),
            None => restricted::title(&self.connection, id)?,
        };
        // Those that are linked with it, then children of children: a visit's follow-ups.
        let mut ids = vec![id];
        ids.extend(self.linked_with(id)?);
        let households: BTreeSet<DocId> = ids.iter().copied().collect();
        let mut found = households.clone();
        let mut at = 0;
        while let Some(parent) = ids.get(at).copied() {
            at += 1;
            let children = list::children(&self.connection, parent)?;
            ids.extend(children.into_iter().filter(|child| found.insert(*child)));
        }
        let mut groups = Vec::new();
        for n in list::all_of(&self.connection, Kind::Group)? {
            let (group, row) = changes::by_number(&self.connection, n)?;
            let members = self.document(group, &row)?.get("members");
            let is_one = |member: &DocId| households.contains(member);
            if matches!(members, Some(Value::References(members)) if members.iter().any(is_one)) {
                groups.extend(self.name_of(group)?);
            }
        }
        Ok((title.unwrap_or_default(), ids, groups))
    }

    /// Finds every record about residents in which a name stands, however it is written. The search index would not do: what was
    /// said in confidence is not in it.
    fn saying(&mut self, name: &str) -> Result<Vec<DocId>, ClientError> {
        let name = words(name);
        if name.is_empty() {
            return Ok(Vec::new());
        }
        let mut found: Vec<(u8, Option<UnixMillis>, DocId)> = Vec::new();
        for (id, row) in changes::all_records(&self.connection)? {
            let Some(kind) = row.kind.filter(|kind| crate::audit::is_about_people(*kind)) else {
                continue;
            };
            let document = self.document(id, &row)?;
            if says(&document, &name) {
                found.push((kind.code(), document.created_at(), id));
            }
        }
        found.sort();
        Ok(found.into_iter().map(|(.., id)| id).collect())
    }

    fn filed(&mut self, id: DocId) -> Result<FiledRecord, ClientError> {
        let row = self.row(id)?;
        let document = self.document(id, &row)?;
        let mut names = self.names(&document)?;
        let parent = reference(&document, "household");
        for id in [Some(id), parent].into_iter().flatten() {
            if let Some(title) = restricted::title(&self.connection, id)? {
                names.insert(id.to_string(), title);
            }
        }
        Ok(FiledRecord {
            id,
            kind: document.kind().ok_or(ClientError::DatabaseDamaged)?,
            fields: document.to_json(),
            names,
            history: self.history_unlogged(id, &row)?,
            is_restricted: restricted::has(&self.connection, id)?,
        })
    }
}

/// Whether a name stands in one of a record's texts, as whole words in a row.
fn says(document: &Document, name: &str) -> bool {
    let has = |text: &str| words(text).contains(name);
    document.fields().any(|(_, value)| match value {
        Value::Text(text) => has(&text),
        Value::Texts(texts) | Value::Codes(texts) => texts.iter().any(|text| has(text)),
        Value::Statements(statements) => statements
            .iter()
            .any(|one| has(&one.text) || one.source.as_deref().is_some_and(has)),
        _ => false,
    })
}

/// Returns the folded words of a text, each between spaces, so that one text is found in another only by whole words.
fn words(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    match words.is_empty() {
        true => String::new(),
        false => format!(" {} ", words.join(" ")),
    }
}
