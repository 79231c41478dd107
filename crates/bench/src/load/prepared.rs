//! A request that is ready before the clock starts, and the check of its answer after it has stopped.

use proto::{ManifestItem, RequestHead, SpaceState};
use seal::DeviceSecret;
use sync::client::{Effect, Exchange, OutgoingPack};

use crate::failure::Failure;

/// A signed request and what is needed to check its answer.
pub(crate) struct Prepared {
    pub(crate) request: Vec<u8>,
    exchange: Exchange,
    packs: usize,
}

impl Prepared {
    /// Signs a request of one space that brings packs.
    pub(crate) fn new(
        head: RequestHead,
        state: SpaceState,
        packs: &[OutgoingPack],
        device: &DeviceSecret,
    ) -> Self {
        let item = |pack: &OutgoingPack| ManifestItem {
            hash: pack.hash,
            length: pack.bytes.len() as u32,
        };
        let head = RequestHead {
            spaces: vec![state],
            manifest: packs.iter().map(item).collect(),
            ..head
        };
        let (exchange, request) = Exchange::begin(head, packs, device);
        Self {
            request,
            exchange,
            packs: packs.len(),
        }
    }

    /// Checks an answer as a device does: complete, nothing refused, and a receipt for every pack.
    pub(crate) fn check(mut self, answer: &[u8]) -> Result<(), Failure> {
        self.exchange.receive(answer).map_err(Failure::load)?;
        let mut durable = 0;
        while let Some(effect) = self.exchange.next_effect() {
            match effect {
                Effect::Durable { stored, .. } => durable += stored.len(),
                Effect::Refused { code } | Effect::PackRefused { code, .. } => {
                    return Err(Failure::load(code.as_str()));
                }
                _ => {}
            }
        }
        self.exchange.finish().map_err(Failure::load)?;
        if durable == self.packs {
            Ok(())
        } else {
            Err(Failure::load(format!(
                "{durable} packs are durable of {}",
                self.packs
            )))
        }
    }
}
