//! `POST /v1/sync`: one request, worked through in the order in which it arrives.

use std::sync::Arc;
use std::time::Instant;

use access::Ledger;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response, header};
use proto::{
    Actor, Code, DocId, LedgerOutcome, LedgerPush, PackHash, PackOutcome, RequestHash, RequestHead,
    RequestPart, SpaceId, StoredPack, UnixMillis, limits,
};
use seal::SignedRequest;
use sync::relay::{self, LedgerDecision, SpaceSummary};
use tokio::time::timeout;

use super::actor::find_key;
use super::answer;
use super::refusal::Refusal;
use super::upload::Upload;
use crate::app::{App, MEMORY_UNIT};
use crate::config::Admission;
use crate::storage::{Appended, NewEntries, NewPack, Pending, Placed, code_of};

/// More entries than these are checked on a thread where nobody else waits.
const ENTRIES_INLINE: usize = 8;
/// A ledger that moves on between check and commit is checked again so many times.
const APPEND_ATTEMPTS: usize = 3;

/// What a request did, as the answer tells it.
pub(super) struct Done {
    pub(super) number: u64,
    pub(super) began: Instant,
    pub(super) now: UnixMillis,
    pub(super) hash: RequestHash,
    pub(super) head: RequestHead,
    pub(super) ledgers: Vec<(SpaceId, LedgerOutcome)>,
    pub(super) packs: Vec<(u32, PackOutcome)>,
    pub(super) stored: Vec<StoredPack>,
    /// Places of the log that this request's own packs have just filled.
    pub(super) filled: Vec<(SpaceId, u64)>,
    pub(super) erased: Vec<Erased>,
    pub(super) received: u64,
}

/// What a replacement made disappear.
pub(super) struct Erased {
    pub(super) space: SpaceId,
    pub(super) documents: Vec<DocId>,
    pub(super) packs: Vec<PackHash>,
}

/// A pack on its way to disk.
struct Storing {
    index: u32,
    pack: StoredPack,
    erases: Vec<DocId>,
    /// It is its bringer's own, and fills a new place, so the bringer need not be told of it.
    is_own: bool,
    placed: Pending<'static, Placed>,
}

/// Answers a sync request.
pub(super) async fn sync(State(app): State<Arc<App>>, request: Request<Body>) -> Response<Body> {
    let number = app.next_request();
    app.maintain();
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    let mut upload = Upload::new(request.into_body(), app.limits.stall);
    let permit = Arc::clone(&app.requests).try_acquire_owned();
    let result = match permit {
        Err(_) => Err(Code::Busy.into()),
        Ok(_) if length.is_some_and(is_too_long) => Err(Code::TooLarge.into()),
        Ok(permit) => work(&app, number, &mut upload)
            .await
            .map(|done| (done, permit)),
    };
    let answered = match result {
        Ok((done, permit)) => answer::answer(&app, done, permit).await,
        Err(refusal) => Err(refusal),
    };
    match answered {
        Ok(response) => response,
        Err(refusal) => refuse(&app, number, refusal, upload).await,
    }
}

fn is_too_long(length: u64) -> bool {
    length > limits::REQUEST_HEAD.max + limits::REQUEST_PACK_BYTES.max + 128
}

async fn refuse(app: &App, number: u64, refusal: Refusal, upload: Upload) -> Response<Body> {
    let code = refusal.code();
    app.metrics.bytes_received.add(upload.received);
    match refusal {
        Refusal::Cut | Refusal::Stalled => app.metrics.cut.add(1),
        _ => app.metrics.count_refusal(code),
    }
    tracing::info!(request = number, code = code.as_str(), cause = %refusal, "sync refused");
    let response = refusal.answer(app);
    if !matches!(refusal, Refusal::Cut | Refusal::Stalled) {
        upload.drain().await;
    }
    response
}

async fn work(app: &Arc<App>, number: u64, upload: &mut Upload) -> Result<Done, Refusal> {
    let Some(RequestPart::Head {
        bytes,
        head,
        signature,
    }) = upload.next().await?
    else {
        return Err(Code::BadRequest.into());
    };
    let began = Instant::now();
    let now = app.now();
    relay::admit(&head, &app.relay, now)?;
    let spaces = head.spaces.iter().map(|state| state.space);
    let spaces = spaces.chain(head.ledger_pushes.iter().map(|push| push.space));
    let key = find_key(app, &head.actor, spaces, &head.ledger_pushes).await?;
    let signed = SignedRequest::parse(&bytes, signature)?;
    drop(bytes);
    let verified = signed.verify(&key).map_err(|_| Code::BadSignature)?;
    let hash = verified.hash();
    let mut done = Done {
        number,
        began,
        now,
        hash,
        head,
        ledgers: Vec::new(),
        packs: Vec::new(),
        stored: Vec::new(),
        filled: Vec::new(),
        erased: Vec::new(),
        received: 0,
    };
    for push in std::mem::take(&mut done.head.ledger_pushes) {
        let space = push.space;
        let outcome = push_entries(app, push, now).await?;
        done.ledgers.push((space, outcome));
    }
    take_packs(app, &mut done, upload).await?;
    done.received = upload.received;
    Ok(done)
}

async fn push_entries(
    app: &Arc<App>,
    mut push: LedgerPush,
    now: UnixMillis,
) -> Result<LedgerOutcome, Refusal> {
    for _ in 0..APPEND_ATTEMPTS {
        let known = app.storage.space(push.space).await?;
        let (back, decision) = decide(app, push, known, now).await?;
        push = back;
        match decision {
            LedgerDecision::Refuse(code) => return Ok(LedgerOutcome::Refused { code }),
            LedgerDecision::Compare { from } => return compare(app, &push, from).await,
            LedgerDecision::Append { after, ledger } => {
                let (space, entries) = (push.space, push.entries.clone());
                let new = NewEntries {
                    space,
                    after,
                    entries,
                    ledger: Arc::new(*ledger),
                };
                if let Appended::Durable(summary) = app.storage.append(new).await? {
                    app.metrics.ledger_pushes.add(1);
                    let length = summary.ledger.length();
                    return Ok(LedgerOutcome::Accepted { length });
                }
            }
        }
    }
    Ok(LedgerOutcome::Refused {
        code: Code::StaleHead,
    })
}

async fn decide(
    app: &Arc<App>,
    push: LedgerPush,
    known: Option<Arc<SpaceSummary>>,
    now: UnixMillis,
) -> Result<(LedgerPush, LedgerDecision), Refusal> {
    let unit = match (&known, relay::unit_of(&push)) {
        (None, Some(unit)) => app
            .storage
            .space(unit)
            .await?
            .map(|unit| Arc::clone(&unit.ledger)),
        _ => None,
    };
    let admission = match app.admission {
        Admission::Open => relay::Admission::Open,
        Admission::Closed => relay::Admission::Closed,
    };
    let is_long = push.entries.len() > ENTRIES_INLINE;
    let decide = move || {
        let ledger: Option<&Ledger> = known.as_deref().map(|space| &*space.ledger);
        let decision = relay::decide_push(&push, ledger, unit.as_deref(), admission, now);
        (push, decision)
    };
    if !is_long {
        return Ok(decide());
    }
    tokio::task::spawn_blocking(decide)
        .await
        .map_err(|_| Code::RelayFailed.into())
}

/// Entries that stand where the ledger has some already: the same again, or too late.
async fn compare(app: &App, push: &LedgerPush, from: u64) -> Result<LedgerOutcome, Refusal> {
    let size = push.entries.iter().map(Vec::len).sum();
    let stored = app.storage.entries(push.space, from, size).await?;
    if !relay::are_stored(push, &stored) {
        return Ok(LedgerOutcome::Refused {
            code: Code::StaleHead,
        });
    }
    let length = app
        .storage
        .space(push.space)
        .await?
        .map_or(0, |space| space.ledger.length());
    Ok(LedgerOutcome::Accepted { length })
}

/// Takes the packs as they arrive. Each is queued for the disk at once, so what arrived whole before a cut is
/// kept; the answer waits until all are durable.
async fn take_packs(app: &Arc<App>, done: &mut Done, upload: &mut Upload) -> Result<(), Refusal> {
    let mut storing = Vec::new();
    for index in 0.. {
        let Some(item) = done.head.manifest.get(index).copied() else {
            break;
        };
        let units = (item.length as usize).div_ceil(MEMORY_UNIT) as u32;
        let memory = Arc::clone(&app.upload_memory).acquire_many_owned(units);
        let memory = timeout(app.limits.stall, memory).await;
        let memory = memory.ok().and_then(Result::ok).ok_or(Code::Busy)?;
        upload.resume();
        let Some(RequestPart::Pack { index, bytes }) = upload.next().await? else {
            return Err(Code::BadRequest.into());
        };
        match check_pack(app, &done.head.actor, item.hash, bytes).await? {
            Err(code) => done.packs.push((index, PackOutcome::Refused { code })),
            Ok(checked) => {
                let header = checked.header();
                let pack = StoredPack {
                    space: header.space,
                    author: header.author,
                    number: header.number,
                    hash: checked.hash(),
                };
                let is_own =
                    Actor::Device(header.author) == done.head.actor && !header.is_derived();
                let erases = header.erases.clone();
                let (header, hash, received) = (header.clone(), checked.hash(), done.now);
                let bytes = checked.into_bytes();
                let new = NewPack {
                    header,
                    hash,
                    bytes,
                    received,
                    memory: Some(memory),
                };
                storing.push(Storing {
                    index,
                    pack,
                    erases,
                    is_own,
                    placed: place(app, new),
                });
            }
        }
    }
    // The body must end where the manifest does.
    if upload.next().await?.is_some() {
        return Err(Code::BadRequest.into());
    }
    settle(app, done, storing).await
}

/// Queues a pack for the disk.
fn place(app: &App, pack: NewPack) -> Pending<'static, Placed> {
    if pack.header.is_derived() {
        let grace = i64::try_from(app.limits.grace.as_millis()).unwrap_or(i64::MAX);
        let until = pack.received.plus_millis(grace);
        return app.storage.derive(pack, until);
    }
    let stored = app.storage.store(pack);
    Box::pin(async move {
        let (outcome, gone) = (stored.await?, Vec::new());
        Ok(Placed { outcome, gone })
    })
}

/// Checks all of a pack that needs no look at its neighbours: hash, form, the carrier's and author's
/// membership, signature. Whoever may read a space may carry its packs; the author need not read to bring its own.
async fn check_pack(
    app: &App,
    carrier: &Actor,
    announced: proto::PackHash,
    bytes: Vec<u8>,
) -> Result<Result<seal::VerifiedPack, Code>, Refusal> {
    let parsed = match seal::parse_pack(bytes) {
        Ok(parsed) => parsed,
        Err(error) => return Ok(Err(seal::SealError::from(error).code())),
    };
    if parsed.hash() != announced {
        return Ok(Err(Code::WrongHash));
    }
    let (space, author) = (
        parsed.claimed_header().space,
        parsed.claimed_header().author,
    );
    let Some(summary) = app.storage.space(space).await? else {
        return Ok(Err(Code::UnknownSpace));
    };
    if *carrier != Actor::Device(author) {
        let may_carry = access::decide(&summary.ledger, *carrier, access::Request::ReadPacks);
        if let Err(refusal) = may_carry.into_result() {
            return Ok(Err(refusal.code()));
        }
    }
    let Some(keys) = summary.ledger.keys_of(&Actor::Device(author)) else {
        return Ok(Err(Code::NotAMember));
    };
    Ok(parsed.verify(keys).map_err(|error| error.code()))
}

/// Waits until every pack is durable, known or refused.
async fn settle(app: &App, done: &mut Done, storing: Vec<Storing>) -> Result<(), Refusal> {
    let mut failure = None;
    for Storing {
        index,
        pack,
        erases,
        is_own,
        placed,
    } in storing
    {
        let Placed { outcome, gone } = placed.await.unwrap_or_else(|error| {
            let code = code_of(&error);
            failure = Some(error);
            Placed::refused(code)
        });
        if !gone.is_empty() {
            done.erased.push(Erased {
                space: pack.space,
                documents: erases,
                packs: gone,
            });
        }
        match outcome {
            PackOutcome::Stored { seq } => {
                app.metrics.packs_stored.add(1);
                done.stored.push(pack);
                if is_own {
                    done.filled.push((pack.space, seq));
                }
            }
            PackOutcome::Known { .. } => {
                app.metrics.packs_known.add(1);
                done.stored.push(pack);
            }
            PackOutcome::Refused { .. } => {}
        }
        done.packs.push((index, outcome));
    }
    done.packs.sort_by_key(|(index, _)| *index);
    let refused = done
        .packs
        .iter()
        .filter(|(_, outcome)| is_refused(outcome))
        .count();
    app.metrics.packs_refused.add(refused as u64);
    match failure {
        Some(error) if done.stored.is_empty() => Err(error.into()),
        _ => Ok(()),
    }
}

fn is_refused(outcome: &PackOutcome) -> bool {
    matches!(outcome, PackOutcome::Refused { .. })
}
