//! One entry of a ledger that came: it follows from what is known and is kept, or it contradicts that and is noticed.

use crate::erase;
use crate::error::ClientError;
use crate::moving;
use crate::notebook::Notebook;
use crate::record::roles_differ;
use crate::relay::entries::Waiting;
use crate::store::spaces::Space;
use crate::store::suspicions::{self, Noticed};
use crate::store::{ledgers, meta, spaces};
use crate::suspicion::SuspicionReason;
use crate::view::project::Projection;
use access::Ledger;
use proto::{Action, Actor, DecodeError, DeviceId, SpaceId, SpaceKind};
use rusqlite::Connection;
use seal::{SignedEntry, VerifiedEntry};

const KEYS_SPOILT: ClientError = ClientError::AnswerMalformed {
    reason: "keys of a ledger that cannot be opened",
};

/// What became of an entry that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Followed {
    /// It was here before.
    Held,
    /// It is the next one.
    Added,
    /// Entries before it are missing.
    Waits,
    /// It is not the one that is known, or may not follow: it is noticed, and changes nothing.
    Contradicts,
    /// It is of a version, or does what, this program does not know: it waits for a newer program.
    IsNewer,
}

impl Notebook {
    /// Takes one entry of a ledger.
    pub(crate) fn take_entry(
        &mut self,
        space: &Space,
        position: u64,
        bytes: &[u8],
    ) -> Result<Followed, ClientError> {
        let length = self.ledger(space)?.map_or(0, Ledger::length);
        if position > length {
            return Ok(Followed::Waits);
        }
        if position < length && self.entry_at(space, position)?.as_deref() == Some(bytes) {
            return Ok(Followed::Held);
        }
        // Where another one is known, too: who signed it, and whether it follows from what was before, is not known here.
        if is_newer(bytes) {
            return Ok(Followed::IsNewer);
        }
        let extended = match position == length {
            true => self.extended(space, bytes)?,
            false => None,
        };
        match extended {
            Some((ledger, entry)) => {
                self.keep_entry(space, position, bytes, ledger, &entry)?;
                Ok(Followed::Added)
            }
            None => {
                self.notice_entry(space, position, bytes)?;
                Ok(Followed::Contradicts)
            }
        }
    }

    fn entry_at(&self, space: &Space, position: u64) -> Result<Option<Vec<u8>>, ClientError> {
        let mut known = ledgers::entries(&self.connection, space.n)?;
        let at = usize::try_from(position).unwrap_or(usize::MAX);
        Ok((at < known.len()).then(|| known.swap_remove(at)))
    }

    /// Returns the ledger with an entry, unless it may not follow.
    fn extended(
        &mut self,
        space: &Space,
        bytes: &[u8],
    ) -> Result<Option<(Ledger, VerifiedEntry)>, ClientError> {
        let Ok(signed) = SignedEntry::from_bytes(bytes) else {
            return Ok(None);
        };
        Ok(match self.ledger(space)? {
            Some(ledger) => {
                let mut ledger = ledger.clone();
                let entry = ledger.verify(&signed).ok();
                entry.and_then(|entry| ledger.apply(&entry, None).ok().map(|()| (ledger, entry)))
            }
            None => {
                let ledger = Ledger::replay(space.id, std::slice::from_ref(&signed)).ok();
                ledger.zip(signed.verify_founding().ok())
            }
        })
    }

    /// Keeps a suspicion about an entry, and the entry: a signature under a second history speaks against its signer.
    pub(crate) fn notice_entry(
        &mut self,
        space: &Space,
        position: u64,
        bytes: &[u8],
    ) -> Result<(), ClientError> {
        let signed = SignedEntry::from_bytes(bytes).ok();
        let claimed = signed.as_ref().map(SignedEntry::claimed_signer);
        let signer = match claimed {
            Some(Actor::Device(device)) => device,
            _ => DeviceId::ZERO,
        };
        let reason = match &signed {
            Some(signed) if self.is_other_history(space, signed, bytes)? => {
                SuspicionReason::LedgerForked
            }
            _ => SuspicionReason::LedgerRefused,
        };
        let noticed = Noticed {
            space: space.n,
            reason: reason.as_str(),
            author: signer,
            first: position,
            last: position,
            hash: signed.map_or([0; 32], |signed| signed.hash().0),
            pack: None,
            evidence: Some(bytes),
            at: self.now()?.0,
        };
        suspicions::notice(&self.connection, &noticed)
    }

    /// Tells whether a member signed an entry for a place at which, or before which, another one is known. An entry that is
    /// known, or breaks a rule, is no such.
    fn is_other_history(
        &mut self,
        space: &Space,
        signed: &SignedEntry,
        bytes: &[u8],
    ) -> Result<bool, ClientError> {
        let Some(ledger) = self.ledger(space)?.cloned() else {
            return Ok(false);
        };
        let Ok(entry) = ledger.verify(signed) else {
            return Ok(false);
        };
        let entry = entry.payload();
        if entry.space != space.id || entry.index > ledger.length() {
            return Ok(false);
        }
        if entry.index == ledger.length() {
            return Ok(entry.previous != ledger.head());
        }
        Ok(self.entry_at(space, entry.index)?.as_deref() != Some(bytes))
    }

    /// Keeps an entry that follows, and does what follows from it.
    fn keep_entry(
        &mut self,
        space: &Space,
        position: u64,
        bytes: &[u8],
        ledger: Ledger,
        entry: &VerifiedEntry,
    ) -> Result<(), ClientError> {
        let action = &entry.payload().action;
        let rejudged = self.rejudged_by(space, &ledger, action)?;
        let now = self.now()?;
        let transaction = self.connection.unchecked_transaction()?;
        ledgers::append(&transaction, space.n, position, bytes)?;
        if position == 0 {
            take_note_of_kind(&transaction, space, &ledger)?;
        }
        fulfil(&transaction, space.n, action)?;
        let before = self.ledgers.get(&space.n);
        if before.is_some_and(|before| roles_differ(before, &ledger)) {
            let mut projection = Projection::default();
            projection.judged_again(&transaction, space.n, &ledger)?;
            projection.finish(&transaction)?;
        }
        let own_roles = |ledger: &Ledger| ledger.member(&self.device).map(|own| own.roles);
        if before.and_then(own_roles) != own_roles(&ledger) {
            // Which areas this device asks for follows from its roles, too, and the officer's record may have come before.
            meta::set(&transaction, meta::AREAS_CHANGED, true)?;
        }
        if let Action::Admit(admit) = action
            && admit.resumes > 0
            && seal::device_id(&admit.keys) == self.device
        {
            // Back in a space that it had to leave, this device needs its own packs of it too.
            meta::set(&transaction, meta::INCLUDE_OWN, true)?;
        }
        if let Some(rejudged) = rejudged {
            rejudged.apply(&transaction, space, &ledger)?;
        }
        if matches!(
            action,
            Action::Revoke(_) | Action::Admit(_) | Action::Verdict(_)
        ) {
            moving::judge_brought(&transaction, space.id)?;
        }
        if let Action::Erase(erase) = action {
            let by = (entry.payload().signer, erase);
            erase::forget(&transaction, space, &ledger, (self.device, now), by)?;
        }
        let is_member = |member: &access::Member| member.is_active();
        if ledger.member(&self.device).is_some_and(is_member) {
            let keys = ledger.open_keys(&self.secret).map_err(|_| KEYS_SPOILT)?;
            for (epoch, key) in &keys {
                spaces::insert_key(&transaction, space.n, *epoch, key)?;
            }
        }
        transaction.commit()?;
        self.ledgers.insert(space.n, ledger);
        self.forget_areas();
        Ok(())
    }
}

/// Keeps what a space that others founded holds. Of several consultation logs the one counts that this device met
/// first: whoever invited it named that of the unit's founder.
fn take_note_of_kind(
    connection: &Connection,
    space: &Space,
    ledger: &Ledger,
) -> Result<(), ClientError> {
    spaces::set_kind(connection, space.n, ledger.kind())?;
    let known: Option<[u8; 16]> = meta::get(connection, meta::AUDIT_SPACE)?;
    let unit: Option<[u8; 16]> = meta::get(connection, meta::UNIT_SPACE)?;
    if ledger.kind() == SpaceKind::Audit && known.is_none() && ledger.unit() == unit.map(SpaceId) {
        meta::set(connection, meta::AUDIT_SPACE, space.id.0)?;
    }
    Ok(())
}

/// Drops the first intent of a space that asked for what an entry does.
fn fulfil(connection: &Connection, space: i64, action: &Action) -> Result<(), ClientError> {
    for (n, bytes) in ledgers::intents(connection, space)? {
        if Waiting::from_bytes(&bytes)?.is_fulfilled_by(action) {
            return ledgers::remove_intent(connection, n);
        }
    }
    Ok(())
}

/// Tells whether an entry says what only a newer program can read.
fn is_newer(bytes: &[u8]) -> bool {
    matches!(
        SignedEntry::from_bytes(bytes),
        Err(DecodeError::UnsupportedVersion { .. } | DecodeError::UnknownTag { .. })
    )
}
