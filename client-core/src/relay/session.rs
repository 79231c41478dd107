//! One sync: as many requests as it takes, usually one.

use crate::database;
use crate::error::ClientError;
use crate::notebook::Notebook;
use crate::relay::history::Parted;
use crate::relay::mend::Mending;
use crate::relay::prepare::Prepared;
use crate::relay::rebase::OwnPlaces;
use crate::relay::report::{SyncProgress, SyncReport};
use crate::store::spaces::Space;
use crate::store::{changes, ledgers, meta, packs};
use proto::{Code, PackHash, SpaceId, StoredPack};
use std::collections::{BTreeMap, BTreeSet};
use sync::client::{Brought, Effect, Exchange, ExchangeError, Pace};

/// Whether the transport shall go on reading the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// More bytes are wanted.
    Continue,
    /// The answer is of no use any more; close the connection.
    Stop,
}

/// Carries one request to the relay and its answer back.
pub trait Transport {
    /// Posts `request` to `/v1/sync` and hands over the answer's body as it arrives, whatever its status.
    ///
    /// Returns when the body has ended or the taker said `Stop`; fails when the relay cannot be reached or
    /// the link breaks or stalls.
    fn exchange(
        &mut self,
        request: Vec<u8>,
        take: &mut dyn FnMut(&[u8]) -> Flow,
    ) -> Result<(), TransportError>;
}

impl<T: Transport + ?Sized> Transport for &mut T {
    fn exchange(
        &mut self,
        request: Vec<u8>,
        take: &mut dyn FnMut(&[u8]) -> Flow,
    ) -> Result<(), TransportError> {
        (**self).exchange(request, take)
    }
}

/// Why the relay could not be reached. Nothing is lost by any of them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No connection: no signal, wrong address, relay down.
    #[error("unreachable: {0}")]
    Unreachable(String),
    /// The connection broke.
    #[error("cut: {0}")]
    Cut(String),
    /// No byte came for too long.
    #[error("stalled")]
    Stalled,
    /// The relay's certificate is not trusted or not for this address.
    #[error("certificate: {0}")]
    Certificate(String),
}

/// So many cuts in a row without a byte of progress end a sync.
const MOST_CUTS: u32 = 3;
/// So many rounds without End bring nothing: a guard against a relay that asks for ever more.
const MOST_REQUESTS: u64 = 10_000;

/// The state of a running sync.
pub(crate) struct Session {
    pub(crate) progress: SyncProgress,
    pub(crate) pace: Pace,
    /// Entries of this request that wait for the relay's word, by space number: intent and signed bytes.
    pub(crate) pushed: BTreeMap<i64, Vec<(i64, Vec<u8>)>>,
    /// The relay asked for another round: a stale ledger head, a corrected clock, a finished enrolment.
    pub(crate) again: bool,
    /// Spaces of which this device may send nothing of its own, as far as the ledgers told when the request was made.
    pub(crate) read_only: BTreeSet<i64>,
    /// The first refusal that a person has to hear of.
    pub(crate) refusal: Option<Code>,
    pub(crate) clock_corrected: bool,
    /// Spaces of whose ledgers the relay lacks the end, and from where on; for the next request.
    pub(crate) to_give_back: BTreeMap<i64, u64>,
    /// Spaces whose ledgers were given back in this sync.
    pub(crate) given_back: BTreeSet<i64>,
    /// Spaces of which the next request pushes no entries, so that the relay tells how much of the ledger it has.
    pub(crate) asks_length: BTreeSet<i64>,
    /// The request in which the relay first lacked an earlier pack.
    pub(crate) gap_in: Option<u64>,
    /// The relay told how far it has this device's packs; of all spaces, once the answer has come to its end.
    pub(crate) relay_answered_probe: bool,
    /// This device's own packs were asked for.
    pub(crate) asked_for_own: bool,
    /// The rest of the answer is of no use: the request was made before something was known that changes it.
    pub(crate) begins_anew: bool,
    /// This answer has told how the logs are cut, of all spaces.
    pub(crate) has_layouts: bool,
    /// Spaces of which no more packs are taken in this sync: the relay lacks what one of them says.
    pub(crate) halted: BTreeSet<SpaceId>,
    /// Spaces in which something waits for a newer program. They are halted too.
    pub(crate) newer: BTreeSet<SpaceId>,
    /// The next request asks how the logs are cut.
    pub(crate) asks_layout: bool,
    /// Small rows of the logs are merged once it is known how they are cut.
    pub(crate) compacts: bool,
    /// A derived pack was wrong: packs are asked for as their authors brought them.
    pub(crate) originals: bool,
    /// The next request only brings what came up since the last answer, which was complete; it asks for no news.
    pub(crate) only_brings: bool,
    /// Spaces of which the relay shows another ledger than the known one: nothing is pushed to it in this sync.
    pub(crate) contradicted: BTreeSet<i64>,
    /// Spaces of whose ledgers the relay has entries of a newer program: nothing can be signed behind these.
    pub(crate) outgrown: BTreeSet<i64>,
    /// Spaces of which the relay refused several entries at once, so each goes by itself.
    pub(crate) one_by_one: BTreeSet<i64>,
    /// Places of this device's packs in the relay's logs, by space number.
    pub(crate) own_places: BTreeMap<i64, OwnPlaces>,
    /// The relay was asked how far it has this device's packs, since it seemed to have more than it was brought.
    pub(crate) asked_how_far: bool,
    /// Spaces in which packs that the relay has others in the place of were taken back.
    pub(crate) taken_back: BTreeSet<i64>,
    /// Spaces in which this device's own packs are fetched, so that it seals behind them.
    pub(crate) sealed_again: BTreeSet<i64>,
    /// The relay was asked for this device's newest packs, since it refused one that follows another.
    pub(crate) asked_for_own_heads: bool,
    /// This device's newest packs that the relay has, as far as this answer tells.
    pub(crate) own_heads: Vec<StoredPack>,
    /// This device's own packs are still to come: nothing is sealed behind those that are here.
    pub(crate) fetches_own: bool,
    /// Ledgers that are not those of the relay.
    pub(crate) parted: Parted,
    /// The relay did not take packs of others, since it lacks those before them: they are not brought again in this sync.
    pub(crate) held_back: bool,
    /// Derived packs that the relay has, or that fit no rows of its log: they are not brought again as they are in this sync.
    pub(crate) settled: BTreeSet<PackHash>,
    /// Rows of logs, by space, place and size, for which a replacement was cut: what the relay refused of it, it refuses again.
    pub(crate) cut: BTreeSet<(i64, u64, u64)>,
    /// Spaces whose packs were held against the sizes in the layout: what the relay signs for after that is true of its new life.
    pub(crate) sized: BTreeSet<i64>,
    /// The relay did not take packs, which wait until it knows again what it lost.
    pub(crate) postponed: bool,
    /// What should be here and is not.
    pub(crate) mending: Mending,
    pub(crate) requests: u64,
}

impl Session {
    /// Lets a space wait for a program that can read what comes: what this one cannot judge, it neither believes nor blames anybody for.
    pub(crate) fn waits_for_newer_program(&mut self, space: SpaceId) {
        self.newer.insert(space);
        self.halted.insert(space);
    }

    /// Names the spaces in which nothing can be decided in this sync: what the relay has of their ledgers is not what is known.
    pub(crate) fn undecidable(&self) -> BTreeSet<i64> {
        self.contradicted.union(&self.outgrown).copied().collect()
    }

    /// Lets the next request give the end of a ledger back, once a sync.
    pub(crate) fn give_back(
        &mut self,
        space: &Space,
        from: u64,
        held: u64,
    ) -> Result<(), ClientError> {
        if from < held && self.given_back.insert(space.n) {
            self.to_give_back.insert(space.n, from);
            self.again = true;
        }
        Ok(())
    }
}

impl Notebook {
    /// Meets the relay: pushes what is unsent, pulls what is new, merges it.
    ///
    /// Fails with `no-network` when the relay cannot be reached (nothing is lost, what arrived is kept), with
    /// `wrong-relay` or the relay's code when it refuses.
    pub fn sync(
        &mut self,
        transport: &mut dyn Transport,
        progress: &mut dyn FnMut(&SyncProgress),
    ) -> Result<SyncReport, ClientError> {
        let began = self.world.clock.now();
        // A kill may have come between the last enrolment and this.
        self.finish_joining_where_enrolled()?;
        let budget: Option<u32> = meta::get(&self.connection, meta::UPLOAD_BUDGET)?;
        let mut session = Session {
            progress: SyncProgress::default(),
            pace: Pace::resume(budget.map(|budget| budget as usize)),
            pushed: BTreeMap::new(),
            again: false,
            read_only: BTreeSet::new(),
            refusal: None,
            clock_corrected: false,
            to_give_back: BTreeMap::new(),
            given_back: BTreeSet::new(),
            asks_length: BTreeSet::new(),
            gap_in: None,
            relay_answered_probe: false,
            asked_for_own: meta::get(&self.connection, meta::INCLUDE_OWN)?.unwrap_or(false),
            begins_anew: false,
            has_layouts: false,
            halted: BTreeSet::new(),
            newer: BTreeSet::new(),
            asks_layout: false,
            compacts: false,
            originals: false,
            only_brings: false,
            contradicted: BTreeSet::new(),
            outgrown: BTreeSet::new(),
            one_by_one: BTreeSet::new(),
            own_places: BTreeMap::new(),
            asked_how_far: false,
            taken_back: BTreeSet::new(),
            sealed_again: BTreeSet::new(),
            asked_for_own_heads: false,
            own_heads: Vec::new(),
            fetches_own: meta::get(&self.connection, meta::INCLUDE_OWN)?.unwrap_or(false),
            parted: Parted::default(),
            held_back: false,
            settled: BTreeSet::new(),
            cut: BTreeSet::new(),
            sized: BTreeSet::new(),
            postponed: false,
            mending: Mending::default(),
            requests: 0,
        };
        self.look_for_losses()?;
        self.ask_for_renewal()?;
        self.finish_erasing()?;
        self.follow_moves()?;
        self.carry_branches()?;
        self.remake_all()?;
        self.reconsider_all()?;
        let mut result = self.rounds(&mut session, transport, progress);
        if result.is_ok() && self.follow_histories(&mut session, transport, progress)? {
            (session.refusal, session.postponed) = (None, false);
            self.remake_all()?;
            result = self.rounds(&mut session, transport, progress);
        }
        if result.is_ok()
            && session.refusal.is_none()
            && self.look_in_as_guest(&mut session, transport)?
        {
            result = self.rounds(&mut session, transport, progress);
        }
        let mut erased_by_retention = 0;
        if result.is_ok() && session.refusal.is_none() {
            erased_by_retention = self.keep_no_longer()?;
            if erased_by_retention > 0 {
                result = self.rounds(&mut session, transport, progress);
            }
        }
        if result.is_ok() && session.refusal.is_none() && self.asks_for_layout(&mut session)? {
            session.asks_layout = true;
            result = self.rounds(&mut session, transport, progress);
        }
        if result.is_ok() && session.refusal.is_none() && self.fetch_own_put_off(&mut session)? {
            result = self.rounds(&mut session, transport, progress);
        }
        if result.is_ok()
            && session.refusal.is_none()
            && !session.sealed_again.is_empty()
            && !session.fetches_own
        {
            meta::remove(&self.connection, meta::INCLUDE_OWN)?;
            self.carry_branches()?;
            result = self.rounds(&mut session, transport, progress);
        }
        if result.is_ok() && session.refusal.is_none() && self.unload_cargo()? {
            result = self.rounds(&mut session, transport, progress);
        }
        if result.is_ok() && session.refusal.is_none() {
            result = self.mend(&mut session, transport, progress);
        }
        if result.is_ok() && session.refusal.is_none() && !self.is_joining()? {
            self.compare_tallies()?;
            if self.owes_tally()? {
                result = self.rounds(&mut session, transport, progress);
            }
        }
        meta::set(&self.connection, meta::UPLOAD_BUDGET, session.pace.budget())?;
        result?;
        if let Some(code) = session.refusal {
            // The relay was met all the same: who is kept from writing by a full space is not to be locked out as well, and
            // what is not this device's any more and holds nothing unsent goes.
            self.keep_to_the_ledgers()?;
            return Err(ClientError::Refused {
                code: code.as_str().to_owned(),
            });
        }
        if !self.is_joining()? {
            self.close_what_the_relay_mended(&session.contradicted)?;
            self.note_agreement(&session)?;
        }
        let now = self.now()?;
        meta::set(&self.connection, meta::LAST_SYNC, now.0)?;
        self.put_off_own(&session)?;
        meta::remove(&self.connection, meta::INCLUDE_OWN)?;
        self.keep_to_the_ledgers()?;
        self.count_what_is_here()?;
        if session.progress.packs_pulled > 0 {
            database::settle(&self.connection)?;
        }
        Ok(SyncReport {
            requests: session.requests,
            bytes_up: session.progress.bytes_up,
            bytes_down: session.progress.bytes_down,
            packs_pushed: session.progress.packs_pushed,
            packs_pulled: session.progress.packs_pulled,
            documents_changed: session.progress.documents_changed,
            erased_by_retention,
            unsent: changes::unsent(&self.connection)?,
            kept_back: self.kept_back()?,
            newer: session.newer.len() as u64,
            seconds: self.world.clock.now().millis_since(began) as f64 / 1000.0,
        })
    }

    /// Does what a meeting with the relay asks of a device: leaves the spaces in which its access has ended, or works on for a
    /// lease.
    fn keep_to_the_ledgers(&mut self) -> Result<(), ClientError> {
        self.leave_ended_spaces()?;
        match self.has_left()? {
            true => Ok(()),
            false => self.renew_lease(),
        }
    }

    /// Makes requests until there is nothing to push or pull any more.
    pub(crate) fn rounds(
        &mut self,
        session: &mut Session,
        transport: &mut dyn Transport,
        progress: &mut dyn FnMut(&SyncProgress),
    ) -> Result<(), ClientError> {
        let mut cuts = 0;
        while session.requests < MOST_REQUESTS {
            let before = session.progress;
            match self.round(session, transport, progress) {
                Ok(more) => {
                    cuts = 0;
                    // A refusal would be repeated for ever; what can wait, waits for the next sync.
                    if !more || session.refusal.is_some() {
                        return Ok(());
                    }
                }
                Err(ClientError::NoNetwork(error)) => {
                    session.pace.interrupted();
                    // What the lost request gave back may not have arrived.
                    session.given_back.clear();
                    session.gap_in = None;
                    meta::set(&self.connection, meta::PROBE, true)?;
                    let moved = session.progress.packs_pulled > before.packs_pulled;
                    cuts = if moved { 0 } else { cuts + 1 };
                    if matches!(
                        error,
                        TransportError::Unreachable(_) | TransportError::Certificate(_)
                    ) || cuts >= MOST_CUTS
                    {
                        return Err(ClientError::NoNetwork(error));
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Err(ClientError::AnswerMalformed {
            reason: "the relay never comes to an end",
        })
    }

    /// Makes one request and applies its answer; returns whether another one is needed.
    pub(crate) fn round(
        &mut self,
        session: &mut Session,
        transport: &mut dyn Transport,
        progress: &mut dyn FnMut(&SyncProgress),
    ) -> Result<bool, ClientError> {
        session.read_only = self.read_only_spaces()?;
        let Prepared {
            head,
            packs,
            pushed,
            left_over,
        } = {
            let give_back = std::mem::take(&mut session.to_give_back);
            self.prepare(session, &give_back)?
        };
        (session.asks_layout, session.only_brings) = (false, false);
        session.asks_length.clear();
        let begins = head.flags.layout && self.begins_with_layout()?;
        let includes_own = head.flags.include_own && !begins && session.mending.only.is_none();
        let pack_bytes: usize = packs.iter().map(|pack| pack.bytes.len()).sum();
        session.pushed = pushed;
        session.again = false;
        session.relay_answered_probe = false;
        session.has_layouts = false;
        session.own_heads.clear();
        let (mut exchange, request) = Exchange::begin(head, &packs, self.signer()?.as_ref());
        session.requests += 1;
        session.progress.bytes_up += request.len() as u64;
        session.progress.packs_waiting =
            packs::waiting_count(&self.connection, &session.read_only)?;
        progress(&session.progress);

        let sent_at = self.world.clock.now();
        let mut failure = None;
        let carried = transport.exchange(request, &mut |bytes| {
            session.progress.bytes_down += bytes.len() as u64;
            match self.take(session, &mut exchange, bytes, progress) {
                Ok(()) if session.begins_anew => Flow::Stop,
                Ok(()) => Flow::Continue,
                Err(error) => {
                    failure = Some(error);
                    Flow::Stop
                }
            }
        });
        if let Some(error) = failure {
            return Err(error);
        }
        if std::mem::take(&mut session.begins_anew) {
            if session.has_layouts {
                // All but packs was told.
                self.has_told_all(session)?;
                return Ok(true);
            }
            // What the relay took of the request is not known.
            meta::set(&self.connection, meta::PROBE, true)?;
            return Ok(true);
        }
        carried.map_err(ClientError::NoNetwork)?;
        let Brought { more } = exchange.finish().map_err(exchange_error)?;
        session.has_layouts |= begins;
        session.fetches_own &= !includes_own || more;
        self.has_told_all(session)?;
        self.ask_how_far(session)?;
        session
            .pace
            .answered(pack_bytes, self.world.clock.now().millis_since(sent_at));
        session.again |= self.adopt_spaces()?;
        if more || left_over || !session.pushed.is_empty() || session.again {
            return Ok(true);
        }
        if !self.is_joining()? {
            self.follow_moves()?;
            self.follow_liaisons()?;
            self.bring_answers()?;
            self.bring_reviews()?;
            self.carry_branches()?;
        }
        session.only_brings = self.has_more_to_push(session)?;
        Ok(session.only_brings)
    }

    /// Draws the conclusions from an answer that has told all but packs.
    fn has_told_all(&mut self, session: &mut Session) -> Result<(), ClientError> {
        session.read_only = self.read_only_spaces()?;
        self.follow_own_heads(session)?;
        if session.relay_answered_probe {
            meta::remove(&self.connection, meta::PROBE)?;
        }
        self.finish_erasing()?;
        // A relay in a new life is first given back what it lost. Then its layout tells that all this is held here.
        let gives_back = !session.to_give_back.is_empty()
            || packs::waiting_count(&self.connection, &session.read_only)? > 0;
        let goes_on =
            !gives_back || session.refusal.is_some() || session.postponed || session.fetches_own;
        if session.has_layouts && goes_on {
            meta::remove(&self.connection, meta::NEW_EPOCH)?;
        }
        Ok(())
    }

    /// Back in a space that it had to leave, this device lacks its own packs of it: the answer to a request that does not
    /// ask for them is broken off, before it brings the others' packs without them.
    pub(crate) fn ask_for_own_packs(&mut self, session: &mut Session) -> Result<(), ClientError> {
        let wanted: Option<bool> = meta::get(&self.connection, meta::INCLUDE_OWN)?;
        if wanted == Some(true) && !session.asked_for_own {
            session.asked_for_own = true;
            session.begins_anew = packs::any_emptied(&self.connection)?;
        }
        Ok(())
    }

    fn take(
        &mut self,
        session: &mut Session,
        exchange: &mut Exchange,
        bytes: &[u8],
        progress: &mut dyn FnMut(&SyncProgress),
    ) -> Result<(), ClientError> {
        exchange.receive(bytes).map_err(exchange_error)?;
        while !session.begins_anew
            && let Some(effect) = exchange.next_effect()
        {
            let counts = matches!(effect, Effect::Arrived { .. } | Effect::Durable { .. });
            self.apply(session, effect)?;
            if counts {
                progress(&session.progress);
            }
        }
        Ok(())
    }

    /// Tells whether this device holds something that another request of the same sync should carry.
    fn has_more_to_push(&mut self, session: &Session) -> Result<bool, ClientError> {
        if session.refusal.is_some() || session.postponed || self.is_joining()? {
            return Ok(false);
        }
        Ok(
            packs::waiting_count(&self.connection, &session.read_only)? > 0
                || changes::any_unsealed(&self.connection, &session.read_only)?
                || ledgers::waits_elsewhere(&self.connection, &session.undecidable())?
                || self.owes_lines()?
                || self.owes_deposit()?
                || self.owes_tally()?,
        )
    }
}

pub(crate) fn exchange_error(error: ExchangeError) -> ClientError {
    match error {
        ExchangeError::Cut => {
            ClientError::NoNetwork(TransportError::Cut("the answer ended early".to_owned()))
        }
        ExchangeError::Undecodable(_) => ClientError::AnswerMalformed {
            reason: "not frames of this protocol",
        },
        ExchangeError::UnknownPack => ClientError::AnswerMalformed {
            reason: "names a pack that was not sent",
        },
        ExchangeError::BadLayout => ClientError::AnswerMalformed {
            reason: "a layout that cannot be",
        },
        ExchangeError::BadReceipt => ClientError::AnswerMalformed {
            reason: "a receipt does not verify",
        },
    }
}
