//! Derived packs that somebody made wrongly, and that stand in the relay's log: whoever may merge puts right ones in their
//! place, so that those who come later get what is true.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::packs::PackState;
use crate::store::spaces::Space;
use crate::store::{holdings, packs, suspicions};
use access::Ledger;
use proto::{LayoutRow, StoredPack, UnixMillis};
use rusqlite::Connection;
use std::collections::BTreeSet;

impl Notebook {
    /// Makes derived packs anew that are suspected, where this device may and holds all that they stand for. Suspicions
    /// against packs that gave way to others already are closed.
    pub(crate) fn replace_faulty(
        &mut self,
        space: &Space,
        ledger: &Ledger,
        rows: &[LayoutRow],
    ) -> Result<(), ClientError> {
        if !self.may_compact(space)? {
            return Ok(());
        }
        for suspicion in suspicions::open(&self.connection)? {
            let Some(pack) = suspicion.pack else {
                continue;
            };
            if suspicion.space != space.n || suspicion.first > 0 {
                continue;
            }
            let bytes = packs::bytes(&self.connection, pack)?;
            let covers = packs::covers_in(&bytes);
            let is_it = |row: &&LayoutRow| row.covers == covers && row.size == bytes.len() as u64;
            match rows.iter().find(is_it) {
                Some(row) => {
                    let row = std::slice::from_ref(row);
                    if let Some(derived) = self.merged(space, ledger, row, &BTreeSet::new())? {
                        derived.store(&self.connection, PackState::Derived)?;
                    }
                }
                None => {
                    let held = holdings::of_space(&self.connection, space.n)?;
                    if covers.iter().all(|cover| held.contains_run(cover)) {
                        self.close(&suspicion)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Closes the suspicions against derived packs that stood where the relay now has one of this device.
pub(crate) fn gives_way(
    connection: &Connection,
    space: i64,
    stored: &StoredPack,
    at: UnixMillis,
) -> Result<(), ClientError> {
    if stored.number > 0 {
        return Ok(());
    }
    let Some(instead) = packs::derived_waiting(connection, space, stored.hash)? else {
        return Ok(());
    };
    let runs = holdings::runs_of(connection, instead)?;
    for suspicion in suspicions::open(connection)? {
        if let Some(pack) = suspicion.pack
            && (suspicion.space, suspicion.first) == (space, 0)
            && packs::covers_in(&packs::bytes(connection, pack)?) == runs
        {
            suspicions::heal(connection, suspicion.n, at.0)?;
        }
    }
    Ok(())
}
