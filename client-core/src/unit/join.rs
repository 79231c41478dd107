//! Joining a unit: the local part. The first sync enrols the device.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::{meta, spaces};
use proto::{InviteCode, SpaceKind};

/// Reads an invite code. Fails with `invite-malformed`.
pub(crate) fn read_code(code: &str) -> Result<InviteCode, ClientError> {
    code.trim()
        .parse()
        .map_err(|_| ClientError::InviteMalformed)
}

impl Notebook {
    /// Takes note of the invite on this fresh notebook.
    pub(crate) fn accept(&mut self, code: &InviteCode) -> Result<(), ClientError> {
        let transaction = self.connection.transaction()?;
        meta::set(&transaction, meta::RELAY_URL, code.relay_url.as_str())?;
        meta::set(&transaction, meta::RELAY_ID, code.relay.0)?;
        meta::set(&transaction, meta::UNIT_SPACE, code.unit.0)?;
        meta::set(&transaction, meta::INVITE_SECRET, code.secret)?;
        for space in code.spaces() {
            let kind = if space == code.unit {
                SpaceKind::Unit
            } else {
                SpaceKind::Area
            };
            spaces::insert(&transaction, space, kind)?;
        }
        transaction.commit()?;
        Ok(())
    }
}
