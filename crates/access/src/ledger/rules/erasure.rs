//! Documents that are erased, for good.

use proto::ledger::{Erase, is_document_set};
use proto::limits;

use super::{Signing, bad};
use crate::ledger::{Erasure, Ledger};
use crate::refusal::Refusal;

impl Ledger {
    pub(super) fn erase(&mut self, signing: &Signing, erase: &Erase) -> Result<(), Refusal> {
        if !is_document_set(&erase.documents) {
            return Err(bad("documents are named in order, none twice"));
        }
        if erase.documents.len() as u64 > limits::ERASED_DOCUMENTS.max {
            return Err(bad("one entry does not erase so many documents"));
        }
        if let Some(document) = erase.documents.iter().find(|id| self.is_erased(id)) {
            return Err(Refusal::AlreadyErased {
                document: *document,
            });
        }
        let erasure = Erasure {
            index: signing.index,
            reason: erase.reason,
            by: signing.device,
            time: signing.time,
        };
        self.erasures
            .extend(erase.documents.iter().map(|document| (*document, erasure)));
        Ok(())
    }
}
