//! What one unit asks of another: a follow-up is referred, the other unit acknowledges and answers, and the answer comes back
//! to the follow-up.

use crate::error::ClientError;
use crate::liaison::unit::other_units;
use crate::notebook::Notebook;
use crate::store::changes::{self, RecordRow};
use crate::store::spaces::{self, Space};
use crate::unit::object;
use crate::view;
use crate::view::referrals::answered;
use access::Side;
use proto::{DocId, SpaceKind};
use records::{FieldEdit, Kind, RecordChange, Value};
use serde_json::json;

/// What the unit that was asked says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferralReply {
    /// It has seen it and will look into it.
    Acknowledge,
    /// It answers.
    Answer(String),
    /// It will not do it, and says why.
    Decline(String),
}

impl Notebook {
    /// Refers a follow-up to another unit: by `text`, or by what the follow-up says. The other unit gets this text and the
    /// follow-up's id, and nothing else of it.
    ///
    /// Fails with `record-not-found`, `liaison-unknown`, `record-invalid`, `role-lacks-duty`, or `record-moved`.
    pub fn refer(
        &mut self,
        follow_up: DocId,
        to: &str,
        text: Option<&str>,
        due: Option<&str>,
    ) -> Result<DocId, ClientError> {
        let row = self.row(follow_up)?;
        if row.kind != Some(Kind::FollowUp) {
            return Err(ClientError::RecordNotFound {
                reference: follow_up.to_string(),
            });
        }
        self.refuse_moved(row.n)?;
        let (unit, space) = self.linked_unit(to)?;
        let document = self.document(follow_up, &row)?;
        let what = match (text, document.get("what")) {
            (Some(text), _) => text.to_owned(),
            (None, Some(Value::Text(what))) => what,
            (None, _) => String::new(),
        };
        let mut fields = object(json!({
            "space": space.id.to_string(),
            "what": what,
            "follow_up": follow_up.to_string(),
        }));
        if let Some(due) = due {
            fields.insert("due".to_owned(), json!(due));
        }
        let id = self.new_id();
        self.in_one_transaction(|notebook| {
            notebook.insert(Kind::Referral, id, fields)?;
            let edits = [
                FieldEdit::set("state", Value::text("referred")),
                FieldEdit::set("referred_to", Value::text(&unit)),
            ];
            notebook.write(follow_up, &row, &edits)
        })?;
        self.written.insert(id);
        Ok(id)
    }

    /// Replies to what another unit asked. A later reply takes the place of an earlier one.
    ///
    /// Fails with `record-not-found`, `referral-not-ours` where this unit asked it itself, `record-invalid`, or
    /// `role-lacks-duty`.
    pub fn reply(&mut self, referral: DocId, reply: &ReferralReply) -> Result<(), ClientError> {
        let row = self.row(referral)?;
        if row.kind != Some(Kind::Referral) {
            return Err(ClientError::RecordNotFound {
                reference: referral.to_string(),
            });
        }
        if self.is_of_ours(&row)? {
            return Err(ClientError::ReferralNotOurs);
        }
        let state = |state: &str| FieldEdit::set("state", Value::text(state));
        let edits = match reply {
            ReferralReply::Acknowledge => vec![state("acknowledged")],
            ReferralReply::Answer(text) => vec![
                state("answered"),
                FieldEdit::set("answer", Value::text(text.trim())),
            ],
            ReferralReply::Decline(text) => vec![
                state("declined"),
                FieldEdit::set("answer", Value::text(text.trim())),
            ],
        };
        self.edit(referral, &edits).map(drop)
    }

    /// Tells whether a record of a liaison was written by this unit: its first change says by whom, and the ledger whose that
    /// device is.
    pub(crate) fn is_of_ours(&mut self, row: &RecordRow) -> Result<bool, ClientError> {
        let held = changes::of_record(&self.connection, row.n)?;
        let author = records::opening(&held).map(RecordChange::device);
        let (me, space) = (self.device, spaces::by_number(&self.connection, row.space)?);
        let ledger = self.ledger(&space)?.ok_or(ClientError::NotJoinedYet)?;
        let side = |device| ledger.member(&device).map(|member| member.side);
        Ok(author.and_then(side).unwrap_or(Side::Host) == side(me).unwrap_or(Side::Host))
    }

    /// Finds a unit with which there is a liaison that this device is in.
    pub(crate) fn linked_unit(&mut self, reference: &str) -> Result<(String, Space), ClientError> {
        let unit = view::find::find(&self.connection, Some(Kind::Unit), reference);
        let unit = unit.map_err(|error| match error {
            ClientError::RecordNotFound { .. } => ClientError::LiaisonUnknown,
            other => other,
        })?;
        let units = other_units(&self.connection)?.into_iter();
        let mut linked = units.filter(|other| other.id == unit);
        let linked = linked.next().ok_or(ClientError::LiaisonUnknown)?;
        let space = linked.space.ok_or(ClientError::LiaisonUnknown)?;
        let space = spaces::by_id(&self.connection, space)?.ok_or(ClientError::LiaisonUnknown)?;
        let me = self.device;
        let is_in = |ledger: &access::Ledger| ledger.active_member(&me).is_ok();
        match self.ledger(&space)?.is_some_and(is_in) {
            true => Ok((linked.name, space)),
            false => Err(ClientError::LiaisonUnknown),
        }
    }

    /// Writes answers that came from other units to the follow-ups that are waiting for them, where this device may write: the
    /// officers whose follow-ups these are have no part in a liaison.
    pub(crate) fn bring_answers(&mut self) -> Result<(), ClientError> {
        if spaces::of_kind(&self.connection, SpaceKind::Liaison)?.is_empty() || self.has_left()? {
            return Ok(());
        }
        for (referral, follow_up) in answered(&self.connection)? {
            let (id, row) = changes::by_number(&self.connection, referral)?;
            let answer = self.document(id, &row)?.get("answer");
            let (id, row) = changes::by_number(&self.connection, follow_up)?;
            let device = self.device;
            let space = spaces::by_number(&self.connection, row.space)?;
            let Some(answer) = answer else { continue };
            let reviews = self
                .ledger(&space)?
                .and_then(|ledger| ledger.active_member(&device).ok())
                .is_some_and(|member| !super::members::part_in_liaisons(member.roles).is_empty());
            if reviews && self.document(id, &row)?.get("answer").as_ref() != Some(&answer) {
                self.write(id, &row, &[FieldEdit::set("answer", answer)])?;
            }
        }
        Ok(())
    }
}
