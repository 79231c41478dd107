//! Reports: counts of a unit in a period with a narrative, sent to the unit above, which accepts or returns them.
//!
//! A report is a record of the unit. Sending it writes a copy into the liaison with the unit above, under an id that follows
//! from the two: whoever of the unit sends it again, after it was returned, writes on in the same copy.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::changes;
use crate::store::spaces::{self, Space};
use crate::unit::object;
use crate::view::list;
use access::Side;
use proto::{DocId, SpaceId, SpaceKind};
use records::{Document, FieldEdit, Kind, Period, Value};
use serde_json::json;
use std::collections::BTreeMap;

/// Numbers under the names of [`records::schema::REPORT_COUNTS`].
pub type ReportCounts = BTreeMap<String, i64>;

/// What the unit above says of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportReview {
    /// It counts.
    Accept,
    /// Something has to be put right, and what.
    Return(String),
}

impl Notebook {
    /// Writes the unit's report of a period: a new one, or in the place of what the one of that period says, which is a draft
    /// again.
    ///
    /// Fails with `record-invalid` or `role-lacks-duty`.
    pub fn write_report(
        &mut self,
        period: Period,
        counts: &ReportCounts,
        narrative: &[String],
    ) -> Result<DocId, ClientError> {
        let fields = json!({
            "period": period.to_string(),
            "counts": counts,
            "narrative": narrative,
            "status": "draft",
        });
        let Some(known) = self.report_of(period)? else {
            return self.create(Kind::Report, object(fields));
        };
        let edits = [
            FieldEdit::set("counts", Value::Counts(counts.clone())),
            FieldEdit::set("narrative", Value::Texts(narrative.to_vec())),
            FieldEdit::set("status", Value::text("draft")),
        ];
        self.edit(known, &edits)?;
        Ok(known)
    }

    /// Returns the unit's own report of a period.
    pub fn report_of(&mut self, period: Period) -> Result<Option<DocId>, ClientError> {
        let unit = self.unit_space()?;
        let wanted = Value::text(period.to_string());
        for n in list::of_space(&self.connection, Kind::Report, unit.n)? {
            let (id, row) = changes::by_number(&self.connection, n)?;
            if self.document(id, &row)?.get("period").as_ref() == Some(&wanted) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// Sends a report of this unit to the unit above: what it says now, under its period. Returns the copy's id.
    ///
    /// Fails with `record-not-found`, `liaison-unknown` (also where the other unit is not above: a report goes up to the unit
    /// that founded the liaison), or `role-lacks-duty`.
    pub fn submit_report(&mut self, report: DocId, to: &str) -> Result<DocId, ClientError> {
        let (row, document) = self.own_report(report)?;
        let (_, space) = self.linked_unit(to)?;
        if self.side_in(&space)? != Some(Side::Guest) {
            return Err(ClientError::LiaisonUnknown);
        }
        let copy = copy_id(space.id, report);
        let submitted = Value::text("submitted");
        self.in_one_transaction(|notebook| {
            match changes::record(&notebook.connection, copy)? {
                Some(row) => {
                    let edits = said(&document);
                    let status = FieldEdit::set("status", submitted.clone());
                    let edits: Vec<FieldEdit> = edits.into_iter().chain([status]).collect();
                    notebook.write(copy, &row, &edits)?;
                }
                None => {
                    let mut fields = document.to_json();
                    for own in ["id", "review", "status", "space"] {
                        fields.remove(own);
                    }
                    fields.insert("space".to_owned(), json!(space.id.to_string()));
                    fields.insert("status".to_owned(), json!("submitted"));
                    notebook.insert(Kind::Report, copy, fields)?;
                }
            }
            notebook.write(report, &row, &[FieldEdit::set("status", submitted)])
        })?;
        Ok(copy)
    }

    /// Accepts or returns a report that a unit below sent.
    ///
    /// Fails with `record-not-found`, `referral-not-ours` for a report of this unit itself, `record-invalid` where a return says
    /// nothing, or `role-lacks-duty`.
    pub fn review_report(
        &mut self,
        report: DocId,
        review: &ReportReview,
    ) -> Result<(), ClientError> {
        let row = self.row(report)?;
        let space = spaces::by_number(&self.connection, row.space)?;
        if row.kind != Some(Kind::Report) || self.side_in(&space)? != Some(Side::Host) {
            return Err(ClientError::ReferralNotOurs);
        }
        let status = |status: &str| FieldEdit::set("status", Value::text(status));
        let edits = match review {
            ReportReview::Accept => vec![status("accepted"), FieldEdit::clear("review")],
            ReportReview::Return(why) => vec![
                status("returned"),
                FieldEdit::set("review", Value::text(why.trim())),
            ],
        };
        self.edit(report, &edits).map(drop)
    }

    /// Writes what the unit above said of reports to the unit's own, where this device may.
    pub(crate) fn bring_reviews(&mut self) -> Result<(), ClientError> {
        let liaisons = spaces::of_kind(&self.connection, SpaceKind::Liaison)?;
        if liaisons.is_empty() || self.has_left()? {
            return Ok(());
        }
        let (unit, device) = (self.unit_space()?, self.device);
        let ledger = self.ledger(&unit)?.ok_or(ClientError::NotJoinedYet)?;
        let reviews =
            |member: &access::Member| !super::members::part_in_liaisons(member.roles).is_empty();
        if !ledger.active_member(&device).is_ok_and(reviews) {
            return Ok(());
        }
        for n in list::of_status(&self.connection, Kind::Report, unit.n, "submitted")? {
            let (id, row) = changes::by_number(&self.connection, n)?;
            for liaison in &liaisons {
                let copy = copy_id(liaison.id, id);
                let Some(copied) = changes::record(&self.connection, copy)? else {
                    continue;
                };
                let copied = self.document(copy, &copied)?;
                if let Some(status @ Value::Text(_)) = copied.get("status")
                    && status != Value::text("submitted")
                {
                    let review = match copied.get("review") {
                        Some(review) => FieldEdit::set("review", review),
                        None => FieldEdit::clear("review"),
                    };
                    self.write(id, &row, &[FieldEdit::set("status", status), review])?;
                }
            }
        }
        Ok(())
    }

    fn own_report(&mut self, report: DocId) -> Result<(changes::RecordRow, Document), ClientError> {
        let row = self.row(report)?;
        let unit = self.unit_space()?;
        if row.kind != Some(Kind::Report) || row.space != unit.n {
            return Err(ClientError::RecordNotFound {
                reference: report.to_string(),
            });
        }
        let document = self.document(report, &row)?;
        Ok((row, document))
    }

    /// Returns on which side of a liaison this device is; nothing for other spaces.
    pub(crate) fn side_in(&mut self, space: &Space) -> Result<Option<Side>, ClientError> {
        let me = self.device;
        let Some(ledger) = self.ledger(space)? else {
            return Ok(None);
        };
        let member = ledger.active_member(&me).ok();
        let is_liaison = ledger.kind() == SpaceKind::Liaison;
        Ok(member.filter(|_| is_liaison).map(|member| member.side))
    }
}

/// What a report says, as edits of another one.
fn said(document: &Document) -> Vec<FieldEdit> {
    let fields = ["period", "counts", "narrative"];
    let edits = fields.map(|field| match document.get(field) {
        Some(value) => FieldEdit::set(field, value),
        None => FieldEdit::clear(field),
    });
    edits.to_vec()
}

/// Returns the id of a report's copy in a liaison.
fn copy_id(liaison: SpaceId, report: DocId) -> DocId {
    seal::report_copy_id(&liaison, &report)
}
