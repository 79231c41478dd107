//! Verdicts on packs of devices whose access had ended.

use proto::ledger::{Judgement, Verdict, is_document_set};
use proto::limits;

use super::{Signing, bad};
use crate::ledger::{Ledger, VerdictRecord};
use crate::refusal::Refusal;

impl Ledger {
    /// The ledger knows which numbers can be in escrow, not which packs there are.
    pub(super) fn judge(
        &mut self,
        signing: &Signing,
        judgement: &Judgement,
    ) -> Result<(), Refusal> {
        let Judgement {
            device,
            number,
            verdict,
        } = judgement;
        if let Verdict::Accept(documents) = verdict {
            if !is_document_set(documents) {
                return Err(bad("documents are named in order, none twice"));
            }
            if documents.len() as u64 > limits::ACCEPTED_DOCUMENTS.max {
                return Err(bad("one verdict does not name so many documents"));
            }
        }
        self.check_same_side(signing, *device)?;
        let member = self
            .members
            .get(device)
            .ok_or(Refusal::UnknownDevice { device: *device })?;
        if member.stands(*number) || self.verdict(device, *number).is_some() {
            return Err(Refusal::EscrowUnknown {
                device: *device,
                number: *number,
            });
        }
        let record = VerdictRecord {
            verdict: verdict.clone(),
            by: signing.device,
            time: signing.time,
        };
        self.verdicts.insert((*device, *number), record);
        Ok(())
    }
}
