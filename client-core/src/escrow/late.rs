//! What became of this device's own work in spaces that it had to leave.

use crate::error::ClientError;
use crate::escrow::list::EscrowVerdict;
use crate::notebook::Notebook;
use crate::relay::Standing;
use crate::store::{late, spaces};
use proto::{DocId, UnixMillis};
use records::Kind;

/// A record that this device wrote to after its access had ended. What it wrote is not here any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateRecord {
    /// The record.
    pub id: DocId,
    /// Its kind.
    pub kind: Option<Kind>,
    /// When it was, as far as it says so, or else was written.
    pub at: Option<UnixMillis>,
    /// The area's name.
    pub area: Option<String>,
    /// What a supervisor decided.
    pub verdict: EscrowVerdict,
}

impl Notebook {
    /// Lists this device's late work, with what was decided, as far as the last sync tells.
    pub fn late_work(&mut self) -> Result<Vec<LateRecord>, ClientError> {
        let device = self.device;
        let mut records = Vec::new();
        for space in spaces::all(&self.connection)? {
            let stored = late::of_space(&self.connection, space.n)?;
            let Some(ledger) = self.ledger(&space)? else {
                continue;
            };
            for late in stored {
                // Let in again before anybody in the unit had this pack: it counts like any other.
                if ledger
                    .member(&device)
                    .is_some_and(|member| member.stands(late.number))
                {
                    continue;
                }
                let verdict = match Standing::of_pack(ledger, device, late.number) {
                    Standing::Waits => EscrowVerdict::Waits,
                    standing if standing.covers(&late.record) => EscrowVerdict::Accepted,
                    _ => EscrowVerdict::Rejected,
                };
                records.push(LateRecord {
                    id: late.record,
                    kind: late.kind,
                    at: late.at,
                    area: late.area,
                    verdict,
                });
            }
        }
        Ok(records)
    }
}
