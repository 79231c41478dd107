//! Makes the next request: what this device has, and what it brings.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::entries::Waiting;
use crate::relay::joining::Signer;
use crate::relay::session::Session;
use crate::store::spaces::Space;
use crate::store::{ledgers, meta, packs, spaces};
use proto::{
    Actor, LedgerPush, ManifestItem, RelayEpoch, RelayId, RequestFlags, RequestHead, SpaceState,
};
use std::collections::{BTreeMap, BTreeSet};
use sync::client::OutgoingPack;

/// A request before it is signed.
pub(crate) struct Prepared {
    pub(crate) head: RequestHead,
    pub(crate) packs: Vec<OutgoingPack>,
    /// Signed entries by space number, each with its intent.
    pub(crate) pushed: BTreeMap<i64, Vec<(i64, Vec<u8>)>>,
    /// More is waiting than this request carries.
    pub(crate) left_over: bool,
}

impl Notebook {
    /// Makes the next request. `give_back` names the spaces of whose ledgers the relay lacks the end, and from where on.
    pub(crate) fn prepare(
        &mut self,
        session: &Session,
        give_back: &BTreeMap<i64, u64>,
    ) -> Result<Prepared, ClientError> {
        let relay: Option<[u8; 32]> = meta::get(&self.connection, meta::RELAY_ID)?;
        let relay = RelayId(relay.ok_or(ClientError::RelayNotMet)?);
        let spaces = spaces::all(&self.connection)?;
        let joining = self.is_joining()?;
        // After a cut the request asks first what arrived, so packs that the relay already has are not sent twice; and a
        // relay that lost the end of a ledger may have lost packs too.
        let probe: Option<bool> = meta::get(&self.connection, meta::PROBE)?;
        let only = session.mending.only.as_ref();
        let probe = only.is_none() && (probe.unwrap_or(false) || !give_back.is_empty());
        let begins = self.begins_with_layout()? && !joining;
        let mut packs = Vec::new();
        let mut concerned = BTreeSet::new();
        let left_over = match (joining || only.is_some(), probe || session.fetches_own) {
            (true, _) => false,
            (false, true) => packs::waiting_count(&self.connection, &session.read_only)? > 0,
            (false, false) => {
                let budget = session.pace.budget();
                self.fill(session, &spaces, budget, &mut packs, &mut concerned)?
            }
        };
        let mut pushed = BTreeMap::new();
        let mut ledger_pushes = Vec::new();
        let undecidable = session.undecidable();
        let brings = |space: &&Space| only.is_none() && !undecidable.contains(&space.n);
        for space in spaces.iter().filter(brings) {
            let entries = match give_back.get(&space.n) {
                Some(from) => self.entries_to_give_back(space, *from)?,
                None if session.asks_length.contains(&space.n) => Vec::new(),
                None => self.entries_to_push(session, space)?,
            };
            if !entries.is_empty() {
                let bytes = entries.iter().map(|(_, bytes)| bytes.clone()).collect();
                ledger_pushes.push(LedgerPush {
                    space: space.id,
                    entries: bytes,
                });
                pushed.insert(space.n, entries);
                concerned.insert(space.n);
            }
        }
        // What there was to hear, the last answer told. A request that brings nothing after all asks as ever.
        let brings_something = !concerned.is_empty();
        let only_brings =
            session.only_brings && brings_something && !probe && !begins && !session.asks_layout;
        let named = |space: &&Space| match only {
            Some(only) => only.contains(&space.n),
            None => !only_brings || concerned.contains(&space.n),
        };
        let states = self.space_states(session, spaces.iter().filter(named))?;
        let epoch: Option<[u8; 8]> = meta::get(&self.connection, meta::RELAY_EPOCH)?;
        let include_own: Option<bool> = meta::get(&self.connection, meta::INCLUDE_OWN)?;
        let head = RequestHead {
            relay,
            actor: self.actor()?,
            time: self.now()?,
            relay_epoch: epoch.map_or(RelayEpoch::ZERO, RelayEpoch),
            // The first answer of a new life of the relay is for its layout.
            answer_budget: match &session.mending.piece {
                Some(piece) => piece.budget,
                None => u64::from(begins || !session.parted.whole.is_empty()),
            },
            flags: RequestFlags {
                probe,
                include_own: include_own.unwrap_or(false),
                layout: begins || session.asks_layout,
                originals: session.originals,
            },
            spaces: states,
            ledger_pushes,
            manifest: packs
                .iter()
                .map(|pack: &OutgoingPack| ManifestItem {
                    hash: pack.hash,
                    length: pack.bytes.len() as u32,
                })
                .collect(),
        };
        Ok(Prepared {
            head,
            packs,
            pushed,
            left_over,
        })
    }

    /// Collects packs up to the budget and the numbers of their spaces, sealing what is not sealed yet; returns whether
    /// something is left.
    fn fill(
        &mut self,
        session: &Session,
        spaces: &[Space],
        budget: usize,
        packs: &mut Vec<OutgoingPack>,
        concerned: &mut BTreeSet<i64>,
    ) -> Result<bool, ClientError> {
        let mut room = budget;
        let erases = self.is_about_to_erase(session, spaces)?;
        let log = self.audit_space()?.map(|log| log.n);
        for space in spaces {
            if room == 0 {
                return Ok(true);
            }
            let used: usize = packs.iter().map(|pack| pack.bytes.len()).sum();
            room = budget.saturating_sub(used);
            let waiting = packs::waiting_bytes(&self.connection, space.n)?;
            // An erasure writes two lines, before and after. They go in one pack, with what replaces the erased.
            let with_own = !session.read_only.contains(&space.n);
            if with_own && !(erases && log == Some(space.n)) {
                self.seal_outbox(space, room.saturating_sub(waiting))?;
            }
            for pack in packs::waiting(&self.connection, space.n, (with_own, room))? {
                room = room.saturating_sub(pack.bytes.len());
                concerned.insert(space.n);
                packs.push(OutgoingPack {
                    hash: pack.hash,
                    bytes: pack.bytes,
                });
            }
        }
        Ok(false)
    }

    fn is_about_to_erase(&self, session: &Session, spaces: &[Space]) -> Result<bool, ClientError> {
        let undecidable = session.undecidable();
        for space in spaces
            .iter()
            .filter(|space| !undecidable.contains(&space.n))
        {
            for (_, intent) in ledgers::intents(&self.connection, space.n)? {
                if Waiting::from_bytes(&intent)?.erases() {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn space_states<'a>(
        &mut self,
        session: &Session,
        spaces: impl Iterator<Item = &'a Space>,
    ) -> Result<Vec<SpaceState>, ClientError> {
        let mut states = Vec::new();
        for space in spaces {
            // A ledger that the relay does not have yet says so by a length of zero: its Create is being pushed.
            let known = self
                .ledger(space)?
                .map(|ledger| (ledger.length(), ledger.head().prefix()));
            let known = known.filter(|_| !session.parted.whole.contains_key(&space.n));
            let (ledger_length, ledger_head) = known.unwrap_or((0, [0; 8]));
            states.push(SpaceState {
                space: space.id,
                cursor: match &session.mending.piece {
                    Some(piece) => piece.cursor,
                    None => space.cursor,
                },
                ledger_length,
                ledger_head,
            });
        }
        Ok(states)
    }

    /// Names who signs the next request: this device, or the invite by which it joins.
    pub(crate) fn actor(&self) -> Result<Actor, ClientError> {
        Ok(match self.signer()? {
            Signer::Device(secret) => Actor::Device(secret.id()),
            Signer::Invite { id, .. } => Actor::Invite(id),
        })
    }
}
