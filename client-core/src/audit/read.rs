//! Reading consultation logs, a page at a time.

use crate::audit::Act;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::audit::{self, Filter, StoredLine};
use crate::view;
use proto::{AuditLine, DeviceId, DocId, UnixMillis};
use records::Kind;

/// Says which lines to show. Everything left out does not filter.
#[derive(Debug, Clone, Default)]
pub struct AuditQuery {
    /// Only those of a device.
    pub device: Option<DeviceId>,
    /// Only those of an officer's devices.
    pub officer: Option<DocId>,
    /// Only those about a record or a device.
    pub subject: Option<DocId>,
    /// Only those at or after an instant.
    pub since: Option<UnixMillis>,
    /// At most so many lines.
    pub limit: u32,
    /// Leaves out so many lines first.
    pub offset: u32,
}

/// A line as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// The device whose log it is.
    pub device: DeviceId,
    /// The line's number in it.
    pub number: u64,
    /// The officer, where the unit's ledger knows the device.
    pub officer: Option<DocId>,
    /// The officer's name.
    pub officer_name: Option<String>,
    /// When, by the device's clock as corrected by the relay.
    pub at: UnixMillis,
    /// What was done, or nothing for an act of a newer program.
    pub act: Option<Act>,
    /// The kind of record.
    pub kind: Option<Kind>,
    /// The record, or the device that the act was about.
    pub subject: Option<DocId>,
    /// What the record is called, where it is here.
    pub title: Option<String>,
    /// How many records were found, listed or exported, or what the act counts.
    pub count: u64,
    /// What was searched for; empty for other acts.
    pub words: String,
    /// Why; empty where nobody said.
    pub why: String,
}

/// One page of lines, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPage {
    /// The lines of the page.
    pub rows: Vec<AuditRow>,
    /// How many there are on all pages.
    pub total: u64,
}

impl Notebook {
    /// Reads the consultation logs that are here: this device's own, and everybody's for those who may read them.
    /// That it was read is written down too.
    pub fn audit_log(&mut self, query: &AuditQuery) -> Result<AuditPage, ClientError> {
        self.within_lease()?;
        let devices = match (query.device, query.officer) {
            (Some(device), None) => Some(vec![device]),
            (device, Some(officer)) => {
                let mut devices = self.devices_of(officer)?;
                devices.retain(|one| device.is_none_or(|wanted| *one == wanted));
                Some(devices)
            }
            (None, None) => None,
        };
        let filter = Filter {
            devices,
            subject: query.subject,
            since: query.since,
        };
        let (stored, total) = audit::page(&self.connection, &filter, query.limit, query.offset)?;
        let rows = stored
            .into_iter()
            .map(|line| self.audit_row(line))
            .collect::<Result<_, _>>()?;
        self.log(AuditLine {
            subject: query.subject,
            count: total,
            ..self.line(Act::Audit)?
        })?;
        Ok(AuditPage { rows, total })
    }

    /// Finds the one device that an id, or the beginning of one, names. Fails with `device-unknown` or
    /// `reference-ambiguous`.
    pub fn device_meant(&mut self, reference: &str) -> Result<DeviceId, ClientError> {
        let unit = self.unit_space()?;
        let ledger = self.ledger(&unit)?.ok_or(ClientError::NotJoinedYet)?;
        let typed = reference.trim().to_lowercase();
        let begins = |device: &&DeviceId| device.to_string().starts_with(&typed);
        let devices: Vec<DeviceId> = ledger
            .members()
            .map(|(device, _)| device)
            .filter(begins)
            .copied()
            .collect();
        match devices.as_slice() {
            [] => Err(ClientError::DeviceUnknown),
            [one] => Ok(*one),
            many => Err(ClientError::ReferenceAmbiguous {
                reference: reference.to_owned(),
                count: many.len(),
            }),
        }
    }

    pub(crate) fn devices_of(&mut self, officer: DocId) -> Result<Vec<DeviceId>, ClientError> {
        let unit = self.unit_space()?;
        let ledger = self.ledger(&unit)?.ok_or(ClientError::NotJoinedYet)?;
        let devices = ledger
            .members()
            .filter(|(_, member)| member.officer.0 == officer.0)
            .map(|(device, _)| *device);
        Ok(devices.collect())
    }

    fn audit_row(&mut self, stored: StoredLine) -> Result<AuditRow, ClientError> {
        let StoredLine {
            device,
            number,
            line,
            ..
        } = stored;
        let (officer, officer_name) = match self.officer_of(device)? {
            Some((officer, name)) => (Some(officer), name),
            None => (None, None),
        };
        let title = match line.subject {
            Some(subject) => view::list::title(&self.connection, subject)?,
            None => None,
        };
        Ok(AuditRow {
            device,
            number,
            officer,
            officer_name,
            at: line.at,
            act: Act::from_code(line.act),
            kind: Kind::from_code(line.kind),
            subject: line.subject,
            title,
            count: line.count,
            words: line.words,
            why: line.why,
        })
    }
}
