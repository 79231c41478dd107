//! Ledger entries that a request brings: all or none of them, onto the ledger as it is.

use access::{Ledger, Request, decide};
use proto::{Action, Code, DecodeError, Entry, EntryHash, LedgerPush, SpaceId, UnixMillis, Wire};
use seal::{SignedEntry, VerifiedEntry};

/// Whether units may be founded on a relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// By anybody.
    Open,
    /// By nobody; other spaces of known units still are.
    Closed,
}

/// What is to become of pushed entries.
#[derive(Debug, Clone)]
pub enum LedgerDecision {
    /// They are good; they are to be stored after the entry `after` (none: as a new space).
    Append {
        /// The last entry of the ledger that they were checked against.
        after: Option<EntryHash>,
        /// The ledger with them.
        ledger: Box<Ledger>,
    },
    /// They begin where the ledger has entries already. As far as those are the very same ([`count_stored`]), the push is
    /// one whose answer was lost, or of somebody who cannot know how much was lost here, and counts as accepted; what goes
    /// on behind them is decided on by itself. If they are others, it is stale.
    Compare {
        /// The place of the first.
        from: u64,
    },
    /// They are refused.
    Refuse(Code),
}

/// Gives the unit that a pushed new space names; its ledger is needed to decide.
pub fn unit_of(push: &LedgerPush) -> Option<SpaceId> {
    let first = SignedEntry::from_bytes(push.entries.first()?).ok()?;
    match Entry::from_bytes(first.signed_bytes()).ok()?.action {
        Action::Create(create) => create.unit,
        _ => None,
    }
}

/// Decides on a push. `known` is the space's ledger; `unit` that of the unit of [`unit_of`].
pub fn decide_push(
    push: &LedgerPush,
    known: Option<&Ledger>,
    unit: Option<&Ledger>,
    admission: Admission,
    now: UnixMillis,
) -> LedgerDecision {
    let decided = parse(&push.entries).and_then(|entries| match known {
        Some(ledger) => extend(ledger, &entries, now),
        None => found(push.space, &entries, unit, admission, now),
    });
    decided.unwrap_or_else(LedgerDecision::Refuse)
}

/// How many of a push's entries are the very ones that are stored from the push's first place on: all of them, or all that
/// are stored there; none if they are others.
pub fn count_stored(push: &LedgerPush, stored: &[Vec<u8>]) -> usize {
    let both = push.entries.iter().zip(stored);
    match both.clone().all(|(pushed, stored)| pushed == stored) {
        true => both.count(),
        false => 0,
    }
}

fn parse(entries: &[Vec<u8>]) -> Result<Vec<SignedEntry>, Code> {
    let parse = |bytes: &Vec<u8>| SignedEntry::from_bytes(bytes);
    entries
        .iter()
        .map(parse)
        .collect::<Result<_, DecodeError>>()
        .map_err(|_| Code::BadEntry)
}

fn extend(
    ledger: &Ledger,
    entries: &[SignedEntry],
    now: UnixMillis,
) -> Result<LedgerDecision, Code> {
    let first = entries.first().ok_or(Code::BadEntry)?;
    let index = place(first)?;
    if index < ledger.length() {
        return Ok(LedgerDecision::Compare { from: index });
    }
    let after = Some(ledger.head());
    let mut ledger = ledger.clone();
    extend_all(&mut ledger, entries, now)?;
    Ok(LedgerDecision::Append {
        after,
        ledger: Box::new(ledger),
    })
}

fn found(
    space: SpaceId,
    entries: &[SignedEntry],
    unit: Option<&Ledger>,
    admission: Admission,
    now: UnixMillis,
) -> Result<LedgerDecision, Code> {
    let (first, rest) = entries.split_first().ok_or(Code::BadEntry)?;
    if place(first)? != 0 || SpaceId::of_create(&first.hash()) != space {
        return Err(Code::UnknownSpace);
    }
    let founding = first.verify_founding().map_err(|_| Code::BadSignature)?;
    let mut ledger = Ledger::found(&founding).map_err(|refusal| refusal.code())?;
    may_found(&founding, unit, admission)?;
    extend_all(&mut ledger, rest, now)?;
    Ok(LedgerDecision::Append {
        after: None,
        ledger: Box::new(ledger),
    })
}

/// A unit is the relay's matter; any other space is the matter of its unit's ledger.
fn may_found(
    founding: &VerifiedEntry,
    unit: Option<&Ledger>,
    admission: Admission,
) -> Result<(), Code> {
    let entry = founding.payload();
    let Action::Create(create) = &entry.action else {
        return Err(Code::BadEntry);
    };
    match &create.unit {
        None if admission == Admission::Open => Ok(()),
        None => Err(Code::RelayClosed),
        Some(id) => {
            let unit = unit
                .filter(|unit| unit.space() == *id)
                .ok_or(Code::UnknownSpace)?;
            let decision = decide(unit, entry.signer, Request::FoundSpace);
            decision.into_result().map_err(|refusal| refusal.code())
        }
    }
}

fn extend_all(ledger: &mut Ledger, entries: &[SignedEntry], now: UnixMillis) -> Result<(), Code> {
    let mut add = |entry| ledger.extend(entry, Some(now));
    entries
        .iter()
        .try_for_each(&mut add)
        .map_err(|refusal| refusal.code())
}

/// Reads an entry's place. It is not verified yet, and only decides which check comes next.
fn place(entry: &SignedEntry) -> Result<u64, Code> {
    Entry::from_bytes(entry.signed_bytes())
        .map(|entry| entry.index)
        .map_err(|_| Code::BadEntry)
}
