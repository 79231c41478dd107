//! Moving a record to another area.

use crate::error::ClientError;
use crate::moving;
use crate::notebook::Notebook;
use crate::store::changes::RecordRow;
use crate::store::{scattered, spaces};
use crate::view::{list, moved};
use proto::DocId;
use records::{FieldEdit, Kind, Value};
use std::collections::BTreeSet;

/// What a move takes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovePlan {
    /// The household or establishment.
    pub id: DocId,
    /// What it is called.
    pub title: Option<String>,
    /// The area where it is now.
    pub from: Option<DocId>,
    /// The area to which it moves.
    pub to: DocId,
    /// What belongs to it and goes along: its visits and their follow-ups, each after what it belongs to.
    pub along: Vec<(DocId, Kind)>,
}

impl Notebook {
    /// Plans to move a household or an establishment to another area, with all that was written of it.
    ///
    /// Fails with `record-not-found`, `other-area` for other kinds, `record-moved`, `area-unknown`, or `move-needs-both-areas`
    /// where this device may not write in both areas.
    pub fn plan_move(&mut self, id: DocId, to: DocId) -> Result<MovePlan, ClientError> {
        let row = self.row(id)?;
        if !matches!(row.kind, Some(Kind::Household | Kind::Establishment)) {
            return Err(ClientError::OtherArea);
        }
        self.refuse_moved(row.n)?;
        if self.row(to)?.kind != Some(Kind::Area) {
            return Err(ClientError::AreaUnknown);
        }
        let there = self
            .area_space(to)?
            .ok_or(ClientError::MoveNeedsBothAreas)?;
        for space in [row.space, there] {
            let space = spaces::by_number(&self.connection, space)?;
            self.may_write(&space)
                .map_err(|_| ClientError::MoveNeedsBothAreas)?;
        }
        let from = match self.document(id, &row)?.get("area") {
            Some(Value::Reference(area)) => Some(area),
            _ => None,
        };
        let (mut along, mut next) = (Vec::new(), vec![id]);
        while let Some(owner) = next.pop() {
            for child in list::children(&self.connection, owner)? {
                let kind = self.row(child)?.kind;
                if let Some(kind @ (Kind::Visit | Kind::FollowUp)) = kind {
                    along.push((child, kind));
                    next.push(child);
                }
            }
        }
        Ok(MovePlan {
            id,
            title: list::title(&self.connection, id)?,
            from,
            to,
            along,
        })
    }

    /// Moves what was planned; returns whether anything changed. Where the record's area was in conflict, this settles it.
    ///
    /// It needs no network. Fails as [`Notebook::plan_move`] does.
    pub fn move_record(&mut self, plan: &MovePlan) -> Result<bool, ClientError> {
        let plan = self.plan_move(plan.id, plan.to)?;
        let row = self.row(plan.id)?;
        let moves = FieldEdit::set("area", Value::Reference(plan.to));
        let changed = self.write(plan.id, &row, &[moves])?;
        self.carry_after(changed)?;
        Ok(changed)
    }

    /// Carries what a move takes along. Where the move is written, a failure is none of it: what does not get carried now, for
    /// want of room perhaps, is carried by the next sync, which tells if it cannot.
    pub(crate) fn carry_after(&mut self, has_moved: bool) -> Result<(), ClientError> {
        match self.follow_moves() {
            Err(error) if !has_moved => Err(error),
            _ => Ok(()),
        }
    }

    /// Returns the spaces that hold something of a record; nothing where one of them cannot be read here.
    pub(crate) fn whereabouts(&self, row: &RecordRow) -> Result<Option<Vec<i64>>, ClientError> {
        let (holders, all) = self.holders(row)?;
        Ok(all.then(|| holders.into_iter().collect()))
    }

    /// Returns the spaces that can be read here and hold something of a record, and whether there are no others.
    pub(crate) fn holders(&self, row: &RecordRow) -> Result<(BTreeSet<i64>, bool), ClientError> {
        if !row.scattered && moved::of(&self.connection, row.n)?.is_none() {
            return Ok((BTreeSet::from([row.space]), true));
        }
        let mut is_all = true;
        let said = scattered::said(&self.connection, row.n)?;
        let mut all: BTreeSet<i64> = said.iter().map(|said| said.carrier).collect();
        for space in moving::lived_by(&self.connection, row.n)? {
            match moving::is_readable(&self.connection, space)? {
                Some(space) => {
                    all.insert(space);
                }
                None => is_all = false,
            }
        }
        Ok((all, is_all))
    }
}
