//! Ledgers: entries that come from the relay, and intents that go out as entries.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::entry::Followed;
use crate::relay::session::Session;
use crate::store::spaces::Space;
use crate::store::{ledgers, liaisons, meta, spaces};
use access::{Intent, Ledger};
use proto::{Action, Code, Entry, LedgerOutcome, SpaceId, Wire};
use rusqlite::Connection;
use seal::{SignedEntry, SpaceKey};

/// A ledger action that waits for the relay.
pub(crate) enum Waiting {
    /// A space's first entry, signed when the space was made: its hash is the space's id.
    Founding(Vec<u8>),
    /// Any other action, signed when it is sent, onto the head of that moment.
    Intent(Intent),
    /// The same, with the entry that was signed last. While the ledger does not move on, it is that entry that is sent: the
    /// relay may have passed it on before it lost it, and two entries of one place are two histories.
    Signed(Intent, Vec<u8>),
    /// A new epoch with a key of a history that was given up.
    Key(SpaceKey),
}

/// Stands where an entry was pushed for no intent: an enrolment follows from its invite, and what is given back was
/// signed long ago.
pub(crate) const NO_INTENT: i64 = 0;

const NOT_FOLLOWING: ClientError = ClientError::AnswerMalformed {
    reason: "a ledger that does not follow from the known one",
};

const FOUNDING: u8 = 0;
const INTENT: u8 = 1;
const SIGNED: u8 = 2;
const KEY: u8 = 3;

impl Waiting {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        match self {
            Waiting::Founding(entry) => [&[FOUNDING], entry.as_slice()].concat(),
            Waiting::Intent(intent) => [&[INTENT], intent.to_bytes().as_slice()].concat(),
            Waiting::Signed(intent, entry) => {
                let intent = intent.to_bytes();
                let length = (intent.len() as u32).to_be_bytes();
                [&[SIGNED], length.as_slice(), &intent, entry].concat()
            }
            Waiting::Key(key) => [&[KEY], key.as_bytes().as_slice()].concat(),
        }
    }

    /// Returns what is wanted of a ledger; nothing for a space's first entry, which is made already, and for a known key.
    pub(crate) fn intent(&self) -> Option<&Intent> {
        match self {
            Waiting::Founding(_) | Waiting::Key(_) => None,
            Waiting::Intent(intent) | Waiting::Signed(intent, _) => Some(intent),
        }
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Waiting, ClientError> {
        match bytes.split_first() {
            Some((&FOUNDING, entry)) => Ok(Waiting::Founding(entry.to_vec())),
            Some((&INTENT, intent)) => Intent::from_bytes(intent)
                .map(Waiting::Intent)
                .map_err(|_| ClientError::DatabaseDamaged),
            Some((&SIGNED, rest)) => {
                let parts = rest.split_first_chunk().and_then(|(length, rest)| {
                    rest.split_at_checked(u32::from_be_bytes(*length) as usize)
                });
                let (intent, entry) = parts.ok_or(ClientError::DatabaseDamaged)?;
                Intent::from_bytes(intent)
                    .map(|intent| Waiting::Signed(intent, entry.to_vec()))
                    .map_err(|_| ClientError::DatabaseDamaged)
            }
            Some((&KEY, key)) => <[u8; 32]>::try_from(key)
                .map(|key| Waiting::Key(SpaceKey::from_bytes(key)))
                .map_err(|_| ClientError::DatabaseDamaged),
            _ => Err(ClientError::DatabaseDamaged),
        }
    }

    /// Tells whether it waits to erase records.
    pub(crate) fn erases(&self) -> bool {
        matches!(self, Waiting::Intent(Intent::Erase { .. }))
    }

    /// Tells whether an entry does what this waits to do.
    pub(crate) fn is_fulfilled_by(&self, action: &Action) -> bool {
        let Some(intent) = self.intent() else {
            return matches!((self, action), (Waiting::Founding(_), Action::Create(_)));
        };
        match (intent, action) {
            (Intent::Invite { keys, .. }, Action::Invite(invite)) => *keys == invite.keys,
            (Intent::CancelInvite { invite }, Action::CancelInvite { invite: done }) => {
                invite == done
            }
            (
                Intent::Role { device, roles },
                Action::Role {
                    device: done,
                    roles: given,
                },
            ) => device == done && roles == given,
            (Intent::Revoke { device, .. }, Action::Revoke(revoke)) => *device == revoke.device,
            (Intent::NewEpoch, Action::NewEpoch(_)) => true,
            (Intent::Admit { keys, .. }, Action::Admit(admit)) => *keys == admit.keys,
            (Intent::Erase { documents, .. }, Action::Erase(erase)) => documents
                .iter()
                .all(|document| erase.documents.contains(document)),
            (Intent::Verdict(wanted), Action::Verdict(given)) => {
                (wanted.device, wanted.number) == (given.device, given.number)
            }
            (Intent::Policy(wanted), Action::Policy(set)) => wanted == set,
            _ => false,
        }
    }
}

/// Reads a ledger from its stored entries, verifying each.
pub(crate) fn load(connection: &Connection, space: &Space) -> Result<Option<Ledger>, ClientError> {
    let stored = ledgers::entries(connection, space.n)?;
    if stored.is_empty() {
        return Ok(None);
    }
    let entries: Result<Vec<SignedEntry>, _> = stored
        .iter()
        .map(|bytes| SignedEntry::from_bytes(bytes))
        .collect();
    let entries = entries.map_err(|_| ClientError::DatabaseDamaged)?;
    Ledger::replay(space.id, &entries)
        .map(Some)
        .map_err(|_| ClientError::DatabaseDamaged)
}

impl Notebook {
    /// Signs the waiting intents of a space onto its head; returns each with its intent's number.
    pub(crate) fn entries_to_push(
        &mut self,
        session: &Session,
        space: &Space,
    ) -> Result<Vec<(i64, Vec<u8>)>, ClientError> {
        if self.is_joining()? {
            return self.enrolment(space);
        }
        if self.enters_as_guest(space)? {
            return self.enrolment_as_guest(space);
        }
        let intents = ledgers::intents(&self.connection, space.n)?;
        if intents.is_empty() {
            return Ok(Vec::new());
        }
        let time = self.now()?;
        let missing = ClientError::Internal("intent for a ledger that is not here");
        let mut ledger = self.ledger(space)?.ok_or(missing)?.clone();
        let mut entries = Vec::with_capacity(intents.len());
        for (n, bytes) in intents {
            let waiting = Waiting::from_bytes(&bytes)?;
            if matches!(waiting.intent(), Some(Intent::Invite { expires, .. }) if *expires < time) {
                // It was made long ago, or by a clock far behind. The relay refuses it, and all that comes after it.
                ledgers::remove_intent(&self.connection, n)?;
                continue;
            }
            let entry = match waiting {
                Waiting::Founding(entry) => entry,
                Waiting::Signed(_, entry) if follows(&mut ledger, &entry) => entry,
                Waiting::Key(key) => match self.key_to_publish(space, &mut ledger, &key)? {
                    Some(entry) => entry,
                    None => {
                        ledgers::remove_intent(&self.connection, n)?;
                        continue;
                    }
                },
                Waiting::Intent(intent) | Waiting::Signed(intent, _) => {
                    let Ok(signed) =
                        intent.sign(&ledger, &self.secret, time, &mut self.world.random)
                    else {
                        // What this ledger refuses, every relay would: the right was lost, or another did it first.
                        ledgers::remove_intent(&self.connection, n)?;
                        continue;
                    };
                    ledger
                        .extend(&signed, None)
                        .map_err(|_| ClientError::Internal("own entry does not follow"))?;
                    let entry = signed.to_bytes();
                    let waiting = Waiting::Signed(intent, entry.clone()).to_bytes();
                    ledgers::replace_intent(&self.connection, n, &waiting)?;
                    entry
                }
            };
            entries.push((n, entry));
            if session.one_by_one.contains(&space.n) {
                break;
            }
        }
        Ok(entries)
    }

    /// Takes entries that this device lacks, keeps them, and drops the intents that they fulfil.
    pub(crate) fn take_entries(
        &mut self,
        session: &mut Session,
        space: SpaceId,
        from: u64,
        entries: Vec<Vec<u8>>,
    ) -> Result<(), ClientError> {
        let Some(space) = spaces::by_id(&self.connection, space)? else {
            return Ok(());
        };
        if session.parted.gather(space.n, from, &entries) {
            return Ok(());
        }
        for (position, bytes) in (from..).zip(&entries) {
            match self.take_entry(&space, position, bytes)? {
                Followed::Held | Followed::Added => {}
                Followed::Contradicts if !self.is_joining()? => {
                    // What is known stays believed, and the rest of the sync goes on.
                    session.contradicted.insert(space.n);
                    session.parted.found.insert(space.n);
                    break;
                }
                Followed::IsNewer if !self.is_joining()? => {
                    session.waits_for_newer_program(space.id);
                    session.outgrown.insert(space.n);
                    break;
                }
                Followed::IsNewer => {
                    return Err(ClientError::Refused {
                        code: Code::UnsupportedVersion.as_str().to_owned(),
                    });
                }
                Followed::Contradicts | Followed::Waits => return Err(NOT_FOLLOWING),
            }
        }
        self.ledger_has_grown(session, &space)
    }

    /// Does what more entries of a ledger make possible.
    fn ledger_has_grown(
        &mut self,
        session: &mut Session,
        space: &Space,
    ) -> Result<(), ClientError> {
        self.remake_all()?;
        let merged = self.reconsider_after(space)?;
        session.progress.documents_changed += merged.documents;
        self.ask_for_own_packs(session)?;
        self.go_on_joining(session)
    }

    /// After entries came in: enrols where that is possible now, or finishes where it is done.
    fn go_on_joining(&mut self, session: &mut Session) -> Result<(), ClientError> {
        if self.is_joining()? {
            session.again = true;
            self.finish_joining_where_enrolled()?;
        }
        Ok(())
    }

    /// Takes the relay's word on the entries that this request pushed for a space.
    pub(crate) fn ledger_pushed(
        &mut self,
        session: &mut Session,
        space: SpaceId,
        outcome: LedgerOutcome,
    ) -> Result<(), ClientError> {
        let Some(space) = spaces::by_id(&self.connection, space)? else {
            return Ok(());
        };
        let Some(entries) = session.pushed.remove(&space.n) else {
            return self.relay_shows(session, &space, outcome);
        };
        let as_guest = liaisons::secret_of(&self.connection, space.n)?.is_some();
        match outcome {
            LedgerOutcome::Accepted { .. } => self.accepted(session, &space, entries),
            // The ledger is read as a guest again, at the next sync.
            LedgerOutcome::Refused { .. } if as_guest => Ok(()),
            LedgerOutcome::Refused { code }
                if session.given_back.contains(&space.n) && !may_pass(code) =>
            {
                // What the relay has there is not what it had once.
                session.contradicted.insert(space.n);
                session.parted.found.insert(space.n);
                Ok(())
            }
            LedgerOutcome::Refused {
                code: Code::StaleHead,
            } => {
                session.again = true;
                if !self.has_moved_on(&space, &entries)? {
                    // The relay lacks what these follow, and says so to whoever pushes nothing.
                    session.asks_length.insert(space.n);
                }
                Ok(())
            }
            // The relay lost the space. It gets it back with the next request, and then what waits.
            LedgerOutcome::Refused {
                code: Code::UnknownSpace,
            } if !self.is_joining()? => {
                let held = self.ledger(&space)?.map_or(0, Ledger::length);
                session.give_back(&space, 0, held)
            }
            LedgerOutcome::Refused { code } => self.ledger_refused(session, &space, code, entries),
        }
    }

    /// Tells whether the ledger has grown since entries were signed onto it.
    fn has_moved_on(
        &mut self,
        space: &Space,
        signed: &[(i64, Vec<u8>)],
    ) -> Result<bool, ClientError> {
        let head = self.ledger(space)?.map(Ledger::head);
        let first = signed
            .first()
            .and_then(|(_, bytes)| SignedEntry::from_bytes(bytes).ok());
        let onto = first.and_then(|entry| Entry::from_bytes(entry.signed_bytes()).ok());
        Ok(onto.map(|entry| entry.previous) != head)
    }

    /// Takes the relay's word on a space of which this request pushed nothing: why it shows nothing of it, or that it
    /// has less of the ledger than this device, which then gives the rest back.
    fn relay_shows(
        &mut self,
        session: &mut Session,
        space: &Space,
        outcome: LedgerOutcome,
    ) -> Result<(), ClientError> {
        let held = self.ledger(space)?.map_or(0, Ledger::length);
        let joining = self.is_joining()?;
        if session.contradicted.contains(&space.n) {
            return Ok(());
        }
        match outcome {
            LedgerOutcome::Refused { code } if joining && !self.acts_as_device()? => {
                Err(ClientError::Refused {
                    code: code.as_str().to_owned(),
                })
            }
            LedgerOutcome::Refused {
                code: Code::UnknownSpace,
            } if !joining => session.give_back(space, 0, held),
            LedgerOutcome::Accepted { length } if !joining => {
                session.give_back(space, length, held)
            }
            _ => Ok(()),
        }
    }

    /// Returns the stored entries of a space from a place on, which no intent waits for.
    pub(crate) fn entries_to_give_back(
        &self,
        space: &Space,
        from: u64,
    ) -> Result<Vec<(i64, Vec<u8>)>, ClientError> {
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        let entries = ledgers::entries(&self.connection, space.n)?;
        Ok(entries
            .into_iter()
            .skip(from)
            .map(|bytes| (NO_INTENT, bytes))
            .collect())
    }

    /// Takes the entries that were pushed for the ledger's own: the relay does not send back what it has just taken.
    fn accepted(
        &mut self,
        session: &mut Session,
        space: &Space,
        entries: Vec<(i64, Vec<u8>)>,
    ) -> Result<(), ClientError> {
        if session.given_back.contains(&space.n) {
            // A relay that had lost the ledger lacks packs too: ask how far it is.
            meta::set(&self.connection, meta::PROBE, true)?;
            session.again = true;
        }
        for (intent, bytes) in entries {
            let signed = SignedEntry::from_bytes(&bytes)
                .map_err(|_| ClientError::Internal("own entry cannot be read"))?;
            let founding = SpaceId::of_create(&signed.hash()) == space.id;
            let held = ledgers::entries(&self.connection, space.n)?.contains(&bytes);
            if !founding && !held {
                let position = self.ledger(space)?.map_or(0, Ledger::length);
                if self.take_entry(space, position, &bytes)? != Followed::Added {
                    return Err(NOT_FOLLOWING);
                }
            }
            ledgers::remove_intent(&self.connection, intent)?;
        }
        self.ledger_has_grown(session, space)
    }

    /// Drops an intent that the relay will never take, so that it does not come back at every sync. Of several that were refused
    /// together one may be at fault: they go again one by one.
    fn ledger_refused(
        &mut self,
        session: &mut Session,
        space: &Space,
        code: Code,
        entries: Vec<(i64, Vec<u8>)>,
    ) -> Result<(), ClientError> {
        if self.is_joining()? {
            return Err(ClientError::Refused {
                code: code.as_str().to_owned(),
            });
        }
        if matches!(code, Code::Busy | Code::RelayFailed) {
            session.refusal.get_or_insert(code);
            return Ok(());
        }
        let is_given_back = entries.iter().any(|(intent, _)| *intent == NO_INTENT);
        if entries.len() > 1 && !is_given_back && session.one_by_one.insert(space.n) {
            session.again = true;
            return Ok(());
        }
        for (intent, _) in entries {
            ledgers::remove_intent(&self.connection, intent)?;
        }
        if code != Code::AlreadyKnown {
            session.refusal.get_or_insert(code);
        }
        Ok(())
    }
}

/// Tells whether a refusal of entries that are given back says nothing against them.
fn may_pass(code: Code) -> bool {
    matches!(
        code,
        Code::UnknownSpace | Code::Busy | Code::RelayFailed | Code::AlreadyKnown
    )
}

/// Adds an entry to a ledger if it follows the last one.
fn follows(ledger: &mut Ledger, entry: &[u8]) -> bool {
    SignedEntry::from_bytes(entry).is_ok_and(|entry| ledger.extend(&entry, None).is_ok())
}
