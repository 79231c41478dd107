//! Closing suspicions that came right: what is true is here by now.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::store::suspicions::Kept;
use crate::store::{aside, histories, holdings, packs, spaces, suspicions};
use crate::suspicion::SuspicionReason;
use proto::{Cover, PackSet};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

impl Notebook {
    /// Closes the suspicions about packs that are held by now, as they came or inside others.
    pub(crate) fn close_what_came_right(&mut self) -> Result<(), ClientError> {
        let open = suspicions::open(&self.connection)?;
        let mut held = BTreeMap::<i64, PackSet>::new();
        for suspicion in open {
            let runs = self.packs_in_question(&suspicion)?;
            let space = spaces::by_number(&self.connection, suspicion.space)?;
            if runs.is_empty() || suspicion.first == 0 && self.may_compact(&space)? {
                // Whoever may merge closes it once another pack stands in the place of the faulty one.
                continue;
            }
            let here = match held.entry(suspicion.space) {
                Entry::Occupied(here) => here.into_mut(),
                Entry::Vacant(space) => {
                    space.insert(holdings::of_space(&self.connection, suspicion.space)?)
                }
            };
            if runs.iter().all(|run| here.contains_run(run)) {
                self.close(&suspicion)?;
            }
        }
        Ok(())
    }

    /// Closes the suspicions about ledgers of which the relay, asked just now, shows no other history than the known one, and of
    /// which none is left to be decided again; and about own packs for which it has signed again.
    pub(crate) fn close_what_the_relay_mended(
        &mut self,
        contradicted: &BTreeSet<i64>,
    ) -> Result<(), ClientError> {
        for suspicion in suspicions::open(&self.connection)? {
            let is_right = match SuspicionReason::from_word(&suspicion.reason) {
                Some(SuspicionReason::Unkept) => {
                    !packs::any_waiting_of(&self.connection, suspicion.space, suspicion.author)?
                }
                Some(reason) if reason.is_of_ledger() => {
                    !contradicted.contains(&suspicion.space)
                        && !histories::is_open(&self.connection, suspicion.space)?
                }
                _ => false,
            };
            if is_right {
                self.close(&suspicion)?;
            }
        }
        Ok(())
    }

    /// Closes one suspicion. Of a pack that nobody signed nothing has to be kept any more: it proves nothing.
    pub(crate) fn close(&mut self, suspicion: &Kept) -> Result<(), ClientError> {
        let now = self.now()?;
        let transaction = self.connection.transaction()?;
        suspicions::heal(&transaction, suspicion.n, now.0)?;
        if suspicion.reason == SuspicionReason::Unsigned.as_str()
            && let Some(pack) = suspicion.pack
        {
            aside::drop_pack(&transaction, pack)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Gives the packs of authors that a suspicion keeps from being here; none where nothing that comes could mend it.
    fn packs_in_question(&self, suspicion: &Kept) -> Result<Vec<Cover>, ClientError> {
        let reason = SuspicionReason::from_word(&suspicion.reason);
        if let (0, Some(pack)) = (suspicion.first, suspicion.pack) {
            return Ok(packs::covers_in(&packs::bytes(&self.connection, pack)?));
        }
        Ok(match reason {
            Some(
                SuspicionReason::Unsigned | SuspicionReason::Withheld | SuspicionReason::Missing,
            ) => vec![Cover {
                author: suspicion.author,
                first: suspicion.first,
                last: suspicion.last,
            }],
            _ => Vec::new(),
        })
    }
}
