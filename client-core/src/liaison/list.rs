//! With whom this unit has a liaison.

use crate::error::ClientError;
use crate::liaison::unit::other_units;
use crate::notebook::Notebook;
use crate::store::{liaisons, spaces};
use access::{Ledger, Side};
use proto::{DeviceId, DocId};

/// A liaison of this unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiaisonRow {
    /// The other unit's record; none while an invite has not brought this device in.
    pub unit: Option<DocId>,
    /// What the other unit is called here.
    pub name: String,
    /// Whose the liaison is; none while this device is not in it.
    pub side: Option<Side>,
    /// How many devices of this unit are in it.
    pub ours: usize,
    /// How many devices of the other unit are in it; none while it has not taken up the code.
    pub theirs: usize,
}

impl Notebook {
    /// Lists the liaisons that this device knows of, by the other unit's name.
    pub fn liaisons(&mut self) -> Result<Vec<LiaisonRow>, ClientError> {
        let (me, mut rows) = (self.device, Vec::new());
        for unit in other_units(&self.connection)? {
            let Some(space) = unit.space else { continue };
            let row = LiaisonRow {
                unit: Some(unit.id),
                name: unit.name,
                side: None,
                ours: 0,
                theirs: 0,
            };
            rows.push(match spaces::by_id(&self.connection, space)? {
                Some(space) => counted(row, self.ledger(&space)?, &me),
                None => row,
            });
        }
        for invite in liaisons::all(&self.connection)? {
            rows.push(LiaisonRow {
                unit: None,
                name: invite.name,
                side: None,
                ours: 0,
                theirs: 0,
            });
        }
        rows.sort_by(|one, other| (&one.name, one.unit).cmp(&(&other.name, other.unit)));
        Ok(rows)
    }
}

fn counted(row: LiaisonRow, ledger: Option<&Ledger>, me: &DeviceId) -> LiaisonRow {
    let Some(ledger) = ledger else { return row };
    let Ok(member) = ledger.active_member(me) else {
        return row;
    };
    let side = member.side;
    let of = |wanted: bool| {
        let members = ledger.members();
        let of = members.filter(|(_, one)| one.is_active() && (one.side == side) == wanted);
        of.count()
    };
    LiaisonRow {
        side: Some(side),
        ours: of(true),
        theirs: of(false),
        ..row
    }
}
