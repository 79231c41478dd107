//! Spaces in which this device's role has lost the right to write: what it wrote there before and did not send waits here.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::{branches, changes, spaces};
use access::{Refusal, Request, decide};
use proto::{Actor, PackHash};
use std::collections::BTreeSet;

impl Notebook {
    /// Names the spaces, by number, of which the relay takes nothing that this device wrote. Whose access has ended still gives its
    /// work in; who stays and may only read gets the right back first.
    pub(crate) fn read_only_spaces(&mut self) -> Result<BTreeSet<i64>, ClientError> {
        let actor = Actor::Device(self.device);
        let mut read_only = BTreeSet::new();
        for space in spaces::all(&self.connection)? {
            let Some(ledger) = self.ledger(&space)? else {
                continue;
            };
            let key_epoch = ledger.epoch();
            let decision = decide(ledger, actor, Request::EscrowPack { key_epoch });
            if let Err(Refusal::RoleLacksDuty { .. }) = decision.into_result() {
                read_only.insert(space.n);
            }
        }
        Ok(read_only)
    }

    /// Tells whether a pack that the relay refused is this device's own and waits until it may write there again.
    pub(crate) fn is_kept_back(&mut self, hash: PackHash) -> Result<bool, ClientError> {
        Ok(
            match branches::own_waiting(&self.connection, self.device, hash)? {
                Some((space, _)) => self.read_only_spaces()?.contains(&space),
                None => false,
            },
        )
    }

    /// Counts the records with something that cannot be sent until this device may write there again.
    pub(crate) fn kept_back(&mut self) -> Result<u64, ClientError> {
        let mut kept = 0;
        for space in self.read_only_spaces()? {
            kept += changes::unsent_in(&self.connection, space)?;
        }
        Ok(kept)
    }
}
