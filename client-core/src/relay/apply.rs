//! What becomes of each effect of an answer.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::arrive::Way;
use crate::relay::replace::gives_way;
use crate::relay::session::Session;
use crate::store::{erasing, histories, meta, packs, spaces};
use crate::suspicion::SuspicionReason;
use proto::{
    Code, Cover, ErasureReceipt, PackHash, Receipt, RelayEpoch, SpaceId, StoredPack, UnixMillis,
    Wire,
};
use sync::client::Effect;

/// A clock within this of the relay's is left alone: the difference may as well be the link's delay.
const TOLERATED_MILLIS: i64 = 2_000;

impl Notebook {
    pub(crate) fn apply(
        &mut self,
        session: &mut Session,
        effect: Effect,
    ) -> Result<(), ClientError> {
        match effect {
            Effect::Met { epoch, time } => self.met(session, epoch, time),
            Effect::Entries {
                space,
                from,
                entries,
            } => self.take_entries(session, space, from, entries),
            Effect::LedgerPushed { space, outcome } => self.ledger_pushed(session, space, outcome),
            Effect::PackRefused { hash, code } => self.pack_refused(session, hash, code),
            Effect::Durable { stored, receipt } => self.durable(session, &stored, &receipt),
            // What is safe is known from the receipt; how far the relay is follows from it.
            Effect::Own { space, number } => self.relay_has(session, space, number),
            Effect::Arrived {
                space,
                cursor,
                pack,
            } => {
                if self.begins_with_layout()? {
                    // The layout has told what is held; the next request says so.
                    (session.has_layouts, session.begins_anew) = (true, true);
                    return Ok(());
                }
                if session.halted.contains(&space) {
                    return Ok(());
                }
                let is_again = session.mending.piece.is_some();
                if let (false, Some(space)) = (is_again, spaces::by_id(&self.connection, space)?) {
                    self.note_places(session, &space, cursor, Some(&pack))?;
                }
                let way = match is_again {
                    true => Way::Again,
                    false => Way::InOrder(cursor),
                };
                let arrived = self.arrive(space, way, pack)?;
                if arrived.is_newer {
                    session.waits_for_newer_program(space);
                    return Ok(());
                }
                if arrived.is_lacking {
                    session.halted.insert(space);
                    return Ok(());
                }
                session.mending.news_in.insert(space);
                if arrived.is_faulty_merge && !session.originals && !is_again {
                    // Perhaps the relay still has what its authors brought.
                    (session.originals, session.begins_anew) = (true, true);
                    return Ok(());
                }
                session.progress.packs_pulled += 1;
                if !is_again {
                    session.progress.packs_to_pull = cursor.low;
                }
                session.progress.documents_changed += arrived.merged.documents;
                Ok(())
            }
            Effect::CursorMoved { space, .. } if session.halted.contains(&space) => Ok(()),
            Effect::CursorMoved { .. } if session.mending.piece.is_some() => Ok(()),
            Effect::CursorMoved { space, cursor } => {
                let Some(space) = spaces::by_id(&self.connection, space)? else {
                    return Ok(());
                };
                self.note_places(session, &space, cursor, None)?;
                spaces::set_cursor(&self.connection, space.n, cursor)
            }
            Effect::Layout { space, rows } => self.take_layout(session, space, &rows),
            Effect::Erased { receipt } => self.relay_erased_packs(&receipt),
            Effect::Refused { code } => self.refused(session, code),
        }
    }

    /// Learns the relay's clock and epoch.
    fn met(
        &mut self,
        session: &mut Session,
        epoch: RelayEpoch,
        time: UnixMillis,
    ) -> Result<(), ClientError> {
        let offset = time.millis_since(self.world.clock.now());
        if (offset - self.clock_offset()?).abs() > TOLERATED_MILLIS {
            meta::set(&self.connection, meta::CLOCK_OFFSET, offset)?;
        }
        let known: Option<[u8; 8]> = meta::get(&self.connection, meta::RELAY_EPOCH)?;
        if known != Some(epoch.0) {
            if known.is_some() {
                // Another life of the relay's store: its numbers are new, and it may lack what the old one signed for.
                spaces::reset_cursors(&self.connection)?;
                meta::set(&self.connection, meta::PROBE, true)?;
                meta::set(&self.connection, meta::NEW_EPOCH, true)?;
                session.settled.clear();
                session.begins_anew = true;
            }
            meta::set(&self.connection, meta::RELAY_EPOCH, epoch.0)?;
        }
        Ok(())
    }

    fn durable(
        &mut self,
        session: &mut Session,
        stored: &[StoredPack],
        receipt: &Receipt,
    ) -> Result<(), ClientError> {
        for pack in stored {
            if pack.author == self.device && pack.number > 0 {
                session.own_heads.push(*pack);
            }
        }
        let transaction = self.connection.transaction()?;
        for pack in stored {
            if pack.number == 0 {
                // It may be inside another one that was merged since, and no row of the layout shows it.
                session.settled.insert(pack.hash);
            }
            if let Some(space) = spaces::by_id(&transaction, pack.space)? {
                gives_way(&transaction, space.n, pack, receipt.body.time)?;
                let known = packs::acknowledge(&transaction, space.n, pack)?;
                session.progress.packs_pushed += known;
                if pack.author == self.device && pack.number > 0 {
                    session.own_places.entry(space.n).or_default().brought += known;
                }
            }
        }
        packs::insert_receipt(&transaction, receipt.body.time.0, &receipt.to_bytes())?;
        session.progress.packs_waiting = packs::waiting_count(&transaction, &session.read_only)?;
        transaction.commit()?;
        Ok(())
    }

    /// Keeps what the relay signed to have deleted.
    fn relay_erased_packs(&mut self, receipt: &ErasureReceipt) -> Result<(), ClientError> {
        match spaces::by_id(&self.connection, receipt.body.space)? {
            Some(space) => erasing::insert_receipt(
                &self.connection,
                space.n,
                receipt.body.time.0,
                &receipt.to_bytes(),
            ),
            None => Ok(()),
        }
    }

    /// Takes note of how far the relay has this device's packs, after a cut or a relay's new epoch.
    fn relay_has(
        &mut self,
        session: &mut Session,
        space: SpaceId,
        number: u64,
    ) -> Result<(), ClientError> {
        if let Some(space) = spaces::by_id(&self.connection, space)? {
            // A relay in a new life says so; in the same one it has to keep what it signed for. Where it lacks packs that are
            // here inside others only, it may have signed for later ones without having those.
            let signed = packs::newest_acknowledged(&self.connection, space.n, self.device)?;
            let lost = Cover {
                author: self.device,
                first: number.saturating_add(1),
                last: signed,
            };
            if signed > number
                && !self.begins_with_layout()?
                && packs::holds_as_they_came(&self.connection, space.n, &lost)?
            {
                self.notice_packs(space.n, SuspicionReason::Unkept, &lost)?;
            }
            packs::wait_again_after(&self.connection, space.n, self.device, number)?;
            self.fetch_own_up_to(session, &space, number)?;
        }
        session.relay_answered_probe = true;
        Ok(())
    }

    fn pack_refused(
        &mut self,
        session: &mut Session,
        hash: PackHash,
        code: Code,
    ) -> Result<(), ClientError> {
        if code == Code::Busy {
            session.refusal.get_or_insert(code);
            return Ok(());
        }
        if code == Code::SpaceFull && packs::is_brought_replacement(&self.connection, hash)? {
            // What was erased is still there: somebody has to hear of it, and it is brought again once there is room.
            session.refusal.get_or_insert(code);
            return Ok(());
        }
        if code == Code::RoleLacksDuty && self.keeps_to_itself(hash)? {
            session.settled.insert(hash);
            return Ok(());
        }
        if packs::set_unfitting(&self.connection, hash)? {
            // Somebody else's derived pack stands there meanwhile.
            session.settled.insert(hash);
            return Ok(());
        }
        if matches!(code, Code::Fork | Code::BrokenChain)
            && packs::give_up_stub(&self.connection, hash)?
        {
            return Ok(());
        }
        if code == Code::SpaceFull {
            // A pack is brought again as it is once there is room: held back, it would be missing before those that follow it.
            session.refusal.get_or_insert(code);
            return Ok(());
        }
        if packs::hold_back(&self.connection, hash)? {
            // Somebody else's pack, that came another way: it waits for those before it.
            session.held_back = true;
            return Ok(());
        }
        if code == Code::UnknownSpace && !session.to_give_back.is_empty() {
            // The relay lost the space. It gets it back with the next request, and the pack with it.
            return Ok(());
        }
        if matches!(code, Code::Fork | Code::BrokenChain)
            && self.seal_again(session, hash, code == Code::Fork)?
        {
            return Ok(());
        }
        if code == Code::RoleLacksDuty && self.is_kept_back(hash)? {
            return Ok(());
        }
        let waits_for_ledger = matches!(
            code,
            Code::UnknownEpoch | Code::NotAMember | Code::RoleLacksDuty
        );
        let may_be_parted = !self.ledgers_agreed()? || histories::any_open(&self.connection)?;
        let waits_for_another = code == Code::Gap && session.postponed;
        let may_be_behind = !session.newer.is_empty();
        // What of this device stands there, as a copy sealed it, may be behind what only a newer program reads.
        let waits_for_own = matches!(code, Code::Fork | Code::BrokenChain) && may_be_behind;
        let waits_for_ledger = waits_for_ledger && (may_be_parted || may_be_behind);
        if waits_for_another || waits_for_own || waits_for_ledger {
            // It may follow from what the relay is still to learn, or what is to be decided again.
            session.postponed = true;
            return Ok(());
        }
        if code == Code::Gap && session.gap_in.is_none_or(|first| first == session.requests) {
            // The relay lacks an earlier pack that it once signed for: ask how far it is, then send from there.
            session.gap_in = Some(session.requests);
            session.again = true;
            return meta::set(&self.connection, meta::PROBE, true);
        }
        if code == Code::Gap && self.follows_what_is_not_here(hash)? {
            // The relay lost what a copy of this device wrote, and whoever holds that brings it.
            session.postponed = true;
            return Ok(());
        }
        session.refusal.get_or_insert(code);
        Ok(())
    }

    fn refused(&mut self, session: &mut Session, code: Code) -> Result<(), ClientError> {
        match code {
            Code::ClockSkew if !session.clock_corrected => {
                session.clock_corrected = true;
                session.again = true;
                Ok(())
            }
            Code::WrongRelay => Err(ClientError::WrongRelay),
            // A relay that was restored from before this unit met it or this device joined, or founded anew: it gets
            // everything back.
            Code::UnknownSpace | Code::NotAMember
                if !self.is_joining()? && session.given_back.is_empty() =>
            {
                for space in spaces::all(&self.connection)? {
                    let held = self.ledger(&space)?.map_or(0, access::Ledger::length);
                    session.give_back(&space, 0, held)?;
                }
                Ok(())
            }
            Code::UnknownSpace | Code::NotAMember
                if self.is_joining()? && !self.acts_as_device()? =>
            {
                Err(ClientError::Refused {
                    code: Code::InviteUnknown.as_str().to_owned(),
                })
            }
            // Perhaps used by this very device, in a sync whose answer was lost: then its own key is known.
            Code::InviteUsed if self.is_joining()? && !self.acts_as_device()? => {
                session.again = true;
                self.act_as_device(true)
            }
            Code::NotAMember if self.is_joining()? && self.acts_as_device()? => {
                self.act_as_device(false)?;
                Err(ClientError::Refused {
                    code: Code::InviteUsed.as_str().to_owned(),
                })
            }
            _ => Err(ClientError::Refused {
                code: code.as_str().to_owned(),
            }),
        }
    }
}
