//! A pack that arrived: verified, opened, merged, projected, and its cursor moved, together or not at all.

use crate::derive::Derived;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::branch;
use crate::relay::chain;
use crate::relay::contents::{self, Fault, Link, Part, Signers};
use crate::relay::merge::{Merged, merge};
use crate::store::packs::{PackName, PackState};
use crate::store::spaces::Space;
use crate::store::{aside, branches, erasing, holdings, packs, spaces, suspicions};
use crate::suspicion::SuspicionReason;
use access::Ledger;
use proto::{Cursor, DecodeError, DocId, SpaceId};
use seal::SignedPack;

/// What became of a pack that arrived.
#[derive(Debug, Default)]
pub(crate) struct Arrived {
    /// What it changed.
    pub(crate) merged: Merged,
    /// It was held before.
    pub(crate) is_held: bool,
    /// Why nothing of it is believed; it is kept aside.
    pub(crate) fault: Option<SuspicionReason>,
    /// It stands for packs of others and is not believed: the cursor stays before it until it comes again.
    pub(crate) is_faulty_merge: bool,
    /// The relay does not have what it says, and neither does this device: the cursor stays before it.
    pub(crate) is_lacking: bool,
    /// Only a newer program can read it: the cursor stays before it.
    pub(crate) is_newer: bool,
}

/// Which way a pack came.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Way {
    /// From the relay, in its order: this cursor holds after it.
    InOrder(Cursor),
    /// From the relay, which was asked for it once more.
    Again,
    /// In a courier file; the relay may not have it.
    ByHand,
}

impl Way {
    fn cursor(self) -> Option<Cursor> {
        match self {
            Way::InOrder(cursor) => Some(cursor),
            Way::Again | Way::ByHand => None,
        }
    }

    fn relay_has_it(self) -> bool {
        !matches!(self, Way::ByHand)
    }
}

impl Notebook {
    /// Takes a pack. What cannot be verified or opened is kept aside and does not hold up what follows.
    pub(crate) fn arrive(
        &mut self,
        id: SpaceId,
        way: Way,
        bytes: Vec<u8>,
    ) -> Result<Arrived, ClientError> {
        let Some(space) = spaces::by_id(&self.connection, id)? else {
            return Err(ClientError::AnswerMalformed {
                reason: "a pack of a space that was not asked for",
            });
        };
        let pack = match seal::parse_pack(bytes) {
            Ok(pack) => pack,
            Err(DecodeError::UnsupportedVersion { .. }) => {
                return Ok(Arrived {
                    is_newer: true,
                    ..Arrived::default()
                });
            }
            Err(_) => {
                return Err(ClientError::AnswerMalformed {
                    reason: "a pack cannot be read",
                });
            }
        };
        let header = pack.claimed_header();
        if header.space != id {
            return Err(ClientError::AnswerMalformed {
                reason: "a pack of another space",
            });
        }
        let name = PackName {
            space: space.n,
            author: header.author,
            number: header.number,
            hash: pack.hash(),
        };
        if pack.is_stub() {
            return self.arrived_without_body(&space, &name, way);
        }
        let covers = header.covers.clone();
        // What was set aside for another branch may be what the relay goes on with in a new life.
        let may_be_believed = way.relay_has_it() && branches::is_aside(&self.connection, &name)?;
        if !may_be_believed && packs::is_held(&self.connection, &name, pack.bytes())? {
            return self.arrived_again(&name, way);
        }
        let keys = spaces::keys_for(&self.connection, space.n, header.key_epoch)?;
        self.ledger(&space)?;
        let unit = self.unit_space()?;
        self.ledger(&unit)?;
        let ledger = self.ledgers.get(&space.n);
        let parts = match ledger {
            Some(ledger) => {
                let unit = self.held_unit_ledger()?;
                let signers = Signers {
                    space: ledger,
                    unit,
                };
                contents::read(signers, &keys, pack.clone())
            }
            None => Err(Fault::Unsigned),
        };

        let mut parts = parts.map_err(SuspicionReason::from);
        let (mut aside_erased, mut gave_way) = (Vec::new(), false);
        // Of a derived pack only those parts are left out that contradict what is known.
        let own = parts.as_ref().ok().and_then(|parts| parts.first());
        if let Some(own) = own.filter(|_| name.number > 0)
            && let Some(reason) = chain::contradiction(&self.connection, (space.n, id), own)?
        {
            let link = own.link;
            let gives_way = match name.author == self.device {
                _ if !way.relay_has_it() => false,
                true => self.gives_way_to(&space, &name, link)?,
                false => self.unseat(&name, link)? || self.doubt_what_was_told(&name, link)?,
            };
            gave_way = gives_way;
            if !gives_way {
                if branches::is_elsewhere(&self.connection, &name)? {
                    return self.arrived_again(&name, way);
                }
                // They are taken out of it with the others.
                if let (Ok(parts), Some(ledger)) = (&parts, self.ledgers.get(&space.n)) {
                    aside_erased = erased_in(parts, ledger);
                }
                parts = Err(reason);
            }
        }
        if let (0, true, Ok(parts)) = (name.number, way.relay_has_it(), &parts) {
            self.unseat_all(&space, parts)?;
        }
        let ledger = self.ledgers.get(&space.n);
        let holds_erased = match (&parts, ledger) {
            (Ok(parts), Some(ledger)) => !erased_in(parts, ledger).is_empty(),
            _ => false,
        };
        let kept = match holds_erased {
            true => self.without_erased(&space, &pack, way.relay_has_it())?,
            false => None,
        };
        let ledger = self.ledgers.get(&space.n);
        let now = self.now()?;
        let transaction = self.connection.unchecked_transaction()?;
        let mut arrived = Arrived::default();
        aside::forget(&transaction, &name)?;
        match (parts, ledger) {
            (Ok(parts), Some(ledger)) => {
                let n = match kept {
                    Some((derived, state)) => {
                        if name.number > 0 {
                            erasing::insert_name(&transaction, &name)?;
                        }
                        derived.store(&transaction, state)?
                    }
                    None => {
                        // The relay may not have what came another way; whoever got it brings it there.
                        let state = match (way.relay_has_it(), name.number) {
                            (true, _) => PackState::Received,
                            (false, 0) => PackState::Unfitting,
                            (false, _) => PackState::Carried,
                        };
                        let n = packs::insert(&transaction, &name, state, pack.bytes())?;
                        holdings::insert_covers(&transaction, n, &covers)?;
                        n
                    }
                };
                suspicions::heal_unread(&transaction, &name, now.0)?;
                chain::notice_contradictions(&transaction, &space, n, &parts, now)?;
                arrived.merged = merge(&transaction, &space, ledger, n, parts)?;
            }
            (parts, _) => {
                let fault = parts.err().unwrap_or(SuspicionReason::Unsigned);
                aside::set_aside(&transaction, &name, fault, now.0, pack.bytes())?;
                for id in aside_erased {
                    erasing::insert(&transaction, space.n, id, false)?;
                }
                arrived.fault = Some(fault);
                arrived.is_faulty_merge = name.number == 0;
            }
        }
        if let Some(cursor) = way.cursor().filter(|_| !arrived.is_faulty_merge) {
            spaces::set_cursor(&transaction, space.n, cursor)?;
        }
        transaction.commit()?;
        if arrived.merged.areas_changed {
            self.forget_areas();
        }
        if gave_way {
            let before = name.number.saturating_sub(1).max(1);
            self.read_merged_again(&space, name.author, before)?;
        }
        Ok(arrived)
    }

    /// Lets the branch of the relay go on in the place of one that came by hand; tells whether there was one.
    pub(crate) fn unseat(&self, name: &PackName, link: Link) -> Result<bool, ClientError> {
        let now = self.now()?;
        let transaction = self.connection.unchecked_transaction()?;
        let is_unseated = branch::unseat(&transaction, name, link, now)?;
        transaction.commit()?;
        Ok(is_unseated)
    }

    fn doubt_what_was_told(&self, name: &PackName, link: Link) -> Result<bool, ClientError> {
        let now = self.now()?;
        let transaction = self.connection.unchecked_transaction()?;
        let is_doubted = branch::doubt_what_was_told(&transaction, name, link, now)?;
        transaction.commit()?;
        Ok(is_doubted)
    }

    /// Lets what the relay has merged go on in the place of what came by hand. Each part is signed by its author.
    fn unseat_all(&self, space: &Space, parts: &[Part]) -> Result<(), ClientError> {
        for part in parts.iter().filter(|part| !part.is_brought()) {
            if part.author != self.device && chain::contradicts(&self.connection, space, part)? {
                let name = PackName {
                    space: space.n,
                    author: part.author,
                    number: part.number,
                    hash: part.link.hash,
                };
                self.unseat(&name, part.link)?;
            }
        }
        Ok(())
    }

    /// Makes what is kept in the place of a pack that holds erased documents; the relay, if it had the pack, is brought it.
    fn without_erased(
        &mut self,
        space: &Space,
        pack: &SignedPack,
        relay_has_it: bool,
    ) -> Result<Option<(Derived, PackState)>, ClientError> {
        let Some(ledger) = self.ledger(space)?.cloned() else {
            return Ok(None);
        };
        match self.take_over(space, &ledger, pack.bytes().to_vec())? {
            Some(taken) => {
                let wanted = match relay_has_it {
                    true => PackState::Derived,
                    false => PackState::Unfitting,
                };
                self.replacement(space, &ledger, taken, wanted).map(Some)
            }
            None => Ok(None),
        }
    }

    /// Passes over the stub of a pack that is held in another form, and waits before one that is not: whoever brought it is
    /// to bring what stands in its place.
    fn arrived_without_body(
        &mut self,
        space: &Space,
        name: &PackName,
        way: Way,
    ) -> Result<Arrived, ClientError> {
        let held = holdings::of_space(&self.connection, space.n)?;
        let is_held = held.contains(&name.author, name.number);
        if let (true, Some(cursor)) = (is_held, way.cursor()) {
            spaces::set_cursor(&self.connection, space.n, cursor)?;
        }
        Ok(Arrived {
            is_held,
            is_lacking: !is_held,
            ..Arrived::default()
        })
    }

    /// Takes note that a held pack came again: the relay has it, and the cursor is past it.
    fn arrived_again(&mut self, name: &PackName, way: Way) -> Result<Arrived, ClientError> {
        let transaction = self.connection.transaction()?;
        if way.relay_has_it() {
            packs::relay_has(&transaction, name)?;
        }
        if let Some(cursor) = way.cursor() {
            spaces::set_cursor(&transaction, name.space, cursor)?;
        }
        transaction.commit()?;
        Ok(Arrived {
            is_held: true,
            ..Arrived::default()
        })
    }
}

fn erased_in(parts: &[Part], ledger: &Ledger) -> Vec<DocId> {
    let documents = parts.iter().flat_map(|part| &part.documents);
    let erased = documents.filter(|(id, _)| ledger.is_erased(id));
    erased.map(|(id, _)| *id).collect()
}
