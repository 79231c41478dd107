//! Entering another unit's liaison: this device is in its own unit, and for one space it is a guest who brings an invite.
//!
//! Until the liaison's ledger lists this device the relay shows the ledger to the invite alone. So that is read in a request
//! that the invite signs; the entry by which the device enrols goes with its own next request.

use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::entries::NO_INTENT;
use crate::relay::session::{Flow, Session, Transport};
use crate::store::liaisons::{self, GuestInvite};
use crate::store::meta;
use crate::store::spaces::{self, Space};
use access::Ledger;
use proto::{
    Actor, Code, Cursor, LedgerOutcome, RelayEpoch, RequestFlags, RequestHead, SpaceState,
};
use sync::client::{Effect, Exchange};

impl Notebook {
    /// Reads the ledgers of liaisons to which this device is invited; returns whether there is one to enrol in.
    ///
    /// A code that the relay refuses is forgotten, and the sync says why.
    pub(crate) fn look_in_as_guest(
        &mut self,
        session: &mut Session,
        transport: &mut dyn Transport,
    ) -> Result<bool, ClientError> {
        let mut may_enrol = false;
        for invite in liaisons::all(&self.connection)? {
            let space = spaces::by_number(&self.connection, invite.space)?;
            match self.read_as_guest(session, transport, &space, &invite)? {
                None => may_enrol = true,
                // The relay was not reached, or has no time.
                Some(Code::Busy | Code::RelayFailed) => {}
                Some(code) => {
                    liaisons::forget(&self.connection, space.n)?;
                    session.refusal.get_or_insert(code);
                }
            }
        }
        Ok(may_enrol)
    }

    /// Reads one ledger; returns why the relay, or the ledger itself, refuses the invite.
    fn read_as_guest(
        &mut self,
        session: &mut Session,
        transport: &mut dyn Transport,
        space: &Space,
        invite: &GuestInvite,
    ) -> Result<Option<Code>, ClientError> {
        let relay = self.relay()?.id.ok_or(ClientError::RelayNotMet)?;
        let known = self
            .ledger(space)?
            .map(|ledger| (ledger.length(), ledger.head().prefix()));
        let (ledger_length, ledger_head) = known.unwrap_or((0, [0; 8]));
        let epoch: Option<[u8; 8]> = meta::get(&self.connection, meta::RELAY_EPOCH)?;
        let head = RequestHead {
            relay,
            actor: Actor::Invite(invite.secret.id()),
            time: self.now()?,
            relay_epoch: epoch.map_or(RelayEpoch::ZERO, RelayEpoch),
            answer_budget: 0,
            flags: RequestFlags::default(),
            spaces: vec![SpaceState {
                space: space.id,
                cursor: Cursor::default(),
                ledger_length,
                ledger_head,
            }],
            ledger_pushes: Vec::new(),
            manifest: Vec::new(),
        };
        let (mut exchange, request) = Exchange::begin(head, &[], &invite.secret.pair());
        session.requests += 1;
        session.progress.bytes_up += request.len() as u64;
        let (mut refused, mut failure) = (None, None);
        let carried = transport.exchange(request, &mut |bytes| {
            session.progress.bytes_down += bytes.len() as u64;
            match exchange.receive(bytes) {
                Ok(()) => {}
                Err(error) => {
                    failure = Some(super::session::exchange_error(error));
                    return Flow::Stop;
                }
            }
            while let Some(effect) = exchange.next_effect() {
                match self.take_as_guest(session, effect) {
                    Ok(code) => refused = refused.or(code),
                    Err(error) => {
                        failure = Some(error);
                        return Flow::Stop;
                    }
                }
            }
            Flow::Continue
        });
        if let Some(error) = failure {
            return Err(error);
        }
        if refused.is_some() {
            return Ok(refused);
        }
        match carried {
            Ok(()) => self.judged_as_guest(space, invite),
            // The rest of the sync has told, or will tell, that the link is bad. The invite keeps.
            Err(_) => Ok(Some(Code::Busy)),
        }
    }

    fn take_as_guest(
        &mut self,
        session: &mut Session,
        effect: Effect,
    ) -> Result<Option<Code>, ClientError> {
        match effect {
            Effect::Entries {
                space,
                from,
                entries,
            } => self
                .take_entries(session, space, from, entries)
                .map(|()| None),
            Effect::LedgerPushed {
                outcome: LedgerOutcome::Refused { code },
                ..
            }
            | Effect::Refused { code } => Ok(Some(code)),
            _ => Ok(None),
        }
    }

    /// Tells why the ledger itself would not take the invite.
    fn judged_as_guest(
        &mut self,
        space: &Space,
        invite: &GuestInvite,
    ) -> Result<Option<Code>, ClientError> {
        let me = self.device;
        let Some(ledger) = self.ledger(space)? else {
            return Ok(Some(Code::UnknownSpace));
        };
        if ledger.active_member(&me).is_ok() {
            return Ok(None);
        }
        if ledger.member(&me).is_some() {
            return Ok(Some(Code::AccessEnded));
        }
        let state = ledger.invite(&invite.secret.id()).map(|known| known.state);
        Ok(match state {
            Some(access::InviteState::Open) if !ledger.has_guests() => None,
            Some(access::InviteState::Open | access::InviteState::Used { .. }) => {
                Some(Code::InviteUsed)
            }
            Some(access::InviteState::Cancelled) => Some(Code::InviteCancelled),
            None => Some(Code::InviteUnknown),
        })
    }

    /// Tells whether this device is about to enter a liaison by an invite.
    pub(crate) fn enters_as_guest(&mut self, space: &Space) -> Result<bool, ClientError> {
        let device = self.device;
        let is_in = |ledger: &Ledger| ledger.active_member(&device).is_ok();
        Ok(liaisons::secret_of(&self.connection, space.n)?.is_some()
            && !self.ledger(space)?.is_some_and(is_in))
    }

    /// Makes the entry that enrols this device in a liaison, once the ledger with the invite is here.
    pub(crate) fn enrolment_as_guest(
        &mut self,
        space: &Space,
    ) -> Result<Vec<(i64, Vec<u8>)>, ClientError> {
        let (time, keys) = (self.now()?, *self.secret.keys());
        let secret = liaisons::secret_of(&self.connection, space.n)?;
        let ledger = self.ledger(space)?.cloned();
        let (Some(secret), Some(ledger)) = (secret, ledger) else {
            return Ok(Vec::new());
        };
        let entry = access::enrol(&ledger, &secret, &keys, time, &mut self.world.random);
        // What is wrong with the invite is told when the ledger is read.
        let entry = entry.ok().map(|entry| (NO_INTENT, entry.to_bytes()));
        Ok(entry.into_iter().collect())
    }
}
