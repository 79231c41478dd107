//! One request and its answer.

use proto::codec::Wire;
use proto::{
    Actor, Code, Cursor, DecodeError, DeviceId, ErasureReceipt, Frame, FrameReader, LayoutRow,
    LedgerOutcome, PackHash, PackOutcome, Receipt, RelayEpoch, RelayId, RequestHash, RequestHead,
    SpaceId, StoredPack, UnixMillis, Writer,
};
use seal::{DeviceSecret, SignedRequest};
use std::collections::VecDeque;

/// A pack that the request brings.
#[derive(Debug, Clone)]
pub struct OutgoingPack {
    /// Its hash.
    pub hash: PackHash,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What an answer asks the device to do, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The relay's clock and epoch; the offset is relay time minus the request's time.
    Met {
        /// The relay's epoch.
        epoch: RelayEpoch,
        /// The relay's time.
        time: UnixMillis,
    },
    /// Ledger entries to verify and keep.
    Entries {
        /// The space.
        space: SpaceId,
        /// Index of the first.
        from: u64,
        /// Signed entries in order.
        entries: Vec<Vec<u8>>,
    },
    /// What became of the entries pushed for a space.
    LedgerPushed {
        /// The space.
        space: SpaceId,
        /// Accepted or refused.
        outcome: LedgerOutcome,
    },
    /// The relay did not take a pack.
    PackRefused {
        /// The pack.
        hash: PackHash,
        /// Why.
        code: Code,
    },
    /// The relay signed that these packs are durable; the signature was checked.
    Durable {
        /// The packs.
        stored: Vec<StoredPack>,
        /// The whole receipt, to be kept.
        receipt: Receipt,
    },
    /// The relay signed that it deleted packs for the sake of erased documents; the signature was checked.
    Erased {
        /// The whole receipt, to be kept.
        receipt: ErasureReceipt,
    },
    /// How far the relay has this device's own packs.
    Own {
        /// The space.
        space: SpaceId,
        /// Highest contiguous number.
        number: u64,
    },
    /// A pack to verify, open and merge; its cursor holds once that is done.
    Arrived {
        /// The space.
        space: SpaceId,
        /// The cursor after it.
        cursor: Cursor,
        /// The pack's bytes.
        pack: Vec<u8>,
    },
    /// A cursor that moves without a pack.
    CursorMoved {
        /// The space.
        space: SpaceId,
        /// The new cursor.
        cursor: Cursor,
    },
    /// What stands at the places of a space's log: the whole of it, as it was when the relay looked.
    Layout {
        /// The space.
        space: SpaceId,
        /// Rows in the order of their places.
        rows: Vec<LayoutRow>,
    },
    /// The relay refused the whole request.
    Refused {
        /// Why.
        code: Code,
    },
}

/// What is wrong with an answer.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ExchangeError {
    /// The bytes are no frames.
    #[error("answer cannot be read: {0}")]
    Undecodable(#[from] DecodeError),
    /// The answer speaks of a pack that was not sent.
    #[error("answer names a pack that was not in the request")]
    UnknownPack,
    /// A receipt is not signed by this relay for this request.
    #[error("receipt does not verify")]
    BadReceipt,
    /// The answer ended before it said so; retry.
    #[error("answer was cut")]
    Cut,
    /// A layout that comes in several frames is broken off or out of order.
    #[error("layout is broken off or out of order")]
    BadLayout,
}

/// A request that was sent, and how far its answer was read.
#[derive(Debug)]
pub struct Exchange {
    relay: RelayId,
    actor: Actor,
    hash: RequestHash,
    manifest: Vec<PackHash>,
    frames: FrameReader,
    waiting: VecDeque<Effect>,
    /// A layout of which more frames are to come.
    layout: Option<(SpaceId, Vec<LayoutRow>)>,
    ended: Option<bool>,
    refused: bool,
}

/// What an exchange ended with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brought {
    /// The relay has more to give than the answer's budget allowed.
    pub more: bool,
}

impl Exchange {
    /// Signs a request; returns it with the exchange that reads its answer.
    ///
    /// The head's manifest must list `packs` in their order.
    pub fn begin(
        head: RequestHead,
        packs: &[OutgoingPack],
        secret: &DeviceSecret,
    ) -> (Exchange, Vec<u8>) {
        let (relay, actor) = (head.relay, head.actor);
        let manifest = head.manifest.iter().map(|item| item.hash).collect();
        let signed = SignedRequest::sign(head, secret);
        let hash = signed.hash();
        let size: usize = packs.iter().map(|pack| pack.bytes.len()).sum();
        let mut writer = Writer::with_capacity(signed.signed_bytes().len() + size + 80);
        writer.bytes(signed.signed_bytes());
        signed.signature().write(&mut writer);
        for pack in packs {
            writer.raw(&pack.bytes);
        }
        let exchange = Exchange {
            relay,
            actor,
            hash,
            manifest,
            frames: FrameReader::new(),
            waiting: VecDeque::new(),
            layout: None,
            ended: None,
            refused: false,
        };
        (exchange, writer.into_bytes())
    }

    /// Takes bytes of the answer as they arrive. Fails when they cannot be an answer to this request.
    pub fn receive(&mut self, bytes: &[u8]) -> Result<(), ExchangeError> {
        self.frames.push(bytes);
        while let Some(frame) = self.frames.next()? {
            self.take(frame)?;
        }
        Ok(())
    }

    /// Returns the next thing to do, or nothing until more bytes arrive.
    pub fn next_effect(&mut self) -> Option<Effect> {
        self.waiting.pop_front()
    }

    /// Closes the exchange when the answer's bytes have ended. Fails with `Cut` when they ended too soon.
    pub fn finish(self) -> Result<Brought, ExchangeError> {
        match self.ended {
            Some(more) if self.frames.is_at_boundary() => Ok(Brought { more }),
            None if self.refused => Ok(Brought { more: false }),
            _ => Err(ExchangeError::Cut),
        }
    }

    fn take(&mut self, frame: Frame) -> Result<(), ExchangeError> {
        let goes_on = matches!(&frame, Frame::Layout { .. } | Frame::Error { .. });
        if self.layout.is_some() && !goes_on {
            return Err(ExchangeError::BadLayout);
        }
        let effect = match frame {
            Frame::Hello { epoch, time } => Effect::Met { epoch, time },
            Frame::Ledger {
                space,
                from,
                entries,
            } => Effect::Entries {
                space,
                from,
                entries,
            },
            Frame::LedgerResult { space, outcome } => Effect::LedgerPushed { space, outcome },
            Frame::PackResult { index, outcome } => {
                let hash = *self
                    .manifest
                    .get(index as usize)
                    .ok_or(ExchangeError::UnknownPack)?;
                match outcome {
                    PackOutcome::Refused { code } => Effect::PackRefused { hash, code },
                    // Only the signed receipt counts as safe.
                    PackOutcome::Stored { .. } | PackOutcome::Known { .. } => return Ok(()),
                }
            }
            Frame::Own { space, number } => Effect::Own { space, number },
            Frame::Pack {
                space,
                cursor,
                pack,
            } => Effect::Arrived {
                space,
                cursor,
                pack,
            },
            Frame::Cursor { space, cursor } => Effect::CursorMoved { space, cursor },
            Frame::Receipt(receipt) => self.verify(receipt)?,
            Frame::Erased(receipt) => self.verify_erased(receipt)?,
            Frame::Error { code } => {
                self.refused = true;
                Effect::Refused { code }
            }
            Frame::End { more } => {
                self.ended = Some(more);
                return Ok(());
            }
            Frame::Layout { space, rows, more } => match self.gather(space, rows, more)? {
                Some(rows) => Effect::Layout { space, rows },
                None => return Ok(()),
            },
        };
        self.waiting.push_back(effect);
        Ok(())
    }

    /// Puts a space's layout together; gives it once it is whole.
    fn gather(
        &mut self,
        space: SpaceId,
        rows: Vec<LayoutRow>,
        more: bool,
    ) -> Result<Option<Vec<LayoutRow>>, ExchangeError> {
        let (begun, mut all) = self.layout.take().unwrap_or((space, Vec::new()));
        all.extend(rows);
        let in_order = all.is_sorted_by(|before, after| before.place < after.place);
        if begun != space || !in_order {
            return Err(ExchangeError::BadLayout);
        }
        if more {
            self.layout = Some((space, all));
            return Ok(None);
        }
        Ok(Some(all))
    }

    fn verify(&self, receipt: Receipt) -> Result<Effect, ExchangeError> {
        let body = &receipt.body;
        let is_ours = self.is_ours(&body.request, &body.relay, body.device);
        if !is_ours || seal::verify_attested(&receipt, &self.relay).is_err() {
            return Err(ExchangeError::BadReceipt);
        }
        Ok(Effect::Durable {
            stored: body.stored.clone(),
            receipt,
        })
    }

    fn verify_erased(&self, receipt: ErasureReceipt) -> Result<Effect, ExchangeError> {
        let body = &receipt.body;
        let is_ours = self.is_ours(&body.request, &body.relay, body.device);
        if !is_ours || seal::verify_attested(&receipt, &self.relay).is_err() {
            return Err(ExchangeError::BadReceipt);
        }
        Ok(Effect::Erased { receipt })
    }

    fn is_ours(&self, request: &RequestHash, relay: &RelayId, device: DeviceId) -> bool {
        *request == self.hash && *relay == self.relay && Actor::Device(device) == self.actor
    }
}

#[cfg(test)]
mod tests;
