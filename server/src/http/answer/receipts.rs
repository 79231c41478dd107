//! What the relay signs for: packs that are durable, and packs that are gone.

use proto::{Actor, DeviceId, ErasureReceiptBody, Frame, ReceiptBody, StoredPack, limits};
use seal::attest;

use super::{Answer, Broken};
use crate::app::App;
use crate::http::sink::Sink;

impl Answer {
    /// The receipt goes out before any pack: it is what the device most needs from a link that may be cut.
    pub(super) async fn write_receipt(&self, app: &App, sink: &mut Sink) -> Result<(), Broken> {
        let Actor::Device(device) = self.done.head.actor else {
            return Ok(());
        };
        let mut stored = self.done.stored.clone();
        if self.done.head.flags.probe {
            stored.extend(self.own_heads(device));
        }
        if stored.is_empty() {
            return Ok(());
        }
        for stored in stored.chunks(limits::RECEIPT_PACKS.max as usize) {
            let body = ReceiptBody {
                relay: app.relay,
                device,
                time: self.done.now,
                request: self.done.hash,
                stored: stored.to_vec(),
            };
            sink.frame(&Frame::Receipt(attest(body, &app.secret)))
                .await?;
        }
        Ok(())
    }

    /// What is gone for the sake of erased documents, in receipts of a bounded length.
    pub(super) async fn write_erased(&self, app: &App, sink: &mut Sink) -> Result<(), Broken> {
        let Actor::Device(device) = self.done.head.actor else {
            return Ok(());
        };
        for erased in &self.done.erased {
            for packs in erased.packs.chunks(limits::ERASED_PACKS.max as usize) {
                let body = ErasureReceiptBody {
                    relay: app.relay,
                    device,
                    time: self.done.now,
                    request: self.done.hash,
                    space: erased.space,
                    documents: erased.documents.clone(),
                    packs: packs.to_vec(),
                };
                sink.frame(&Frame::Erased(attest(body, &app.secret)))
                    .await?;
            }
        }
        Ok(())
    }

    /// The device's newest pack of each space. Each pack names the hash of the one before, so signing for the newest
    /// signs for all: a device whose receipt was lost with the link need not push again to be sure.
    fn own_heads(&self, device: DeviceId) -> Vec<StoredPack> {
        let heads = self.readings().filter_map(|(_, summary)| {
            let head = summary.heads.get(&device)?;
            Some(StoredPack {
                space: summary.id,
                author: device,
                number: head.number,
                hash: head.hash,
            })
        });
        heads.collect()
    }

    /// A device learns its own numbers when it asks, and unasked when the relay has a new life: it may have
    /// to give back what this store lacks.
    pub(super) async fn write_own(&self, sink: &mut Sink) -> Result<(), Broken> {
        let Actor::Device(device) = self.done.head.actor else {
            return Ok(());
        };
        if !self.done.head.flags.probe && self.same_epoch {
            return Ok(());
        }
        for (_, summary) in self.readings() {
            let (space, number) = (summary.id, summary.last_number(&device));
            sink.frame(&Frame::Own { space, number }).await?;
        }
        Ok(())
    }
}
