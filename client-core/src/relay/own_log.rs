//! The packs of this device's consultation log where the relay has others under their numbers, as after the phone was put back
//! to an older copy. Their lines are sealed again behind the relay's, so both branches are there for whoever reads logs.
//!
//! Most devices get no packs of the log, not even their own: [`own_heads`](crate::relay::own_heads) tells what theirs follow.

use crate::error::ClientError;
use crate::lock;
use crate::notebook::Notebook;
use crate::store::spaces::Space;
use crate::store::{branches, meta, packs};
use access::Ledger;
use std::collections::BTreeSet;

impl Notebook {
    /// Lets the lines in packs of this device's log from a number on wait to be sealed again; tells whether it did. A pack with
    /// lines of others is set aside, and they are brought like those of any second branch.
    pub(crate) fn take_back_log(
        &mut self,
        space: &Space,
        ledger: &Ledger,
        first: u64,
    ) -> Result<bool, ClientError> {
        let (me, now) = (self.device, self.now()?);
        let own = branches::own_from(&self.connection, space.n, me, first)?;
        let (mut sealed, mut deposits) = (self.sealed_lines()?, false);
        let mut with_others = BTreeSet::new();
        for (pack, ..) in &own {
            let bytes = packs::bytes(&self.connection, *pack)?;
            let Some((_, opened)) = self.open_stored(space, ledger, bytes.clone())? else {
                return Ok(false);
            };
            if !opened.excerpts.is_empty() {
                with_others.insert(*pack);
            }
            let mut documents = opened.documents.iter();
            deposits |= documents.any(|document| lock::read(document, me).is_some());
            for (_, segments) in self.segments_of(space, bytes)? {
                let lines = segments.iter().map(|segment| segment.first);
                sealed = lines.fold(sealed, u64::min);
            }
        }
        let transaction = self.connection.transaction()?;
        for (pack, number, hash) in own {
            let aside = with_others.contains(&pack).then_some(pack);
            branches::notice_own(&transaction, space.n, me, (number, hash), aside, now)?;
            match aside {
                Some(_) => drop(branches::take_back(&transaction, pack)?),
                None => branches::unseal(&transaction, pack)?,
            }
        }
        branches::forget_names(&transaction, space.n, me, first)?;
        branches::forget_chain(&transaction, space.n, me, first)?;
        meta::set(&transaction, meta::AUDIT_SEALED, sealed)?;
        if deposits {
            // What unlocks this device was in them, and is sealed again too.
            for key in [meta::UNLOCK_PACK, meta::UNLOCK_RECIPIENTS] {
                meta::remove(&transaction, key)?;
            }
        }
        transaction.commit()?;
        Ok(true)
    }
}
