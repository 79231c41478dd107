//! Packs that a request brings: checked as they arrive, and made durable.

use std::sync::Arc;

use proto::{Actor, Code, DocId, PackOutcome, RequestPart, StoredPack};
use sync::relay::Bearer;
use tokio::time::timeout;

use super::{Done, Erased};
use crate::app::{App, MEMORY_UNIT};
use crate::http::refusal::Refusal;
use crate::http::upload::Upload;
use crate::storage::{NewPack, Pending, Placed, code_of};

/// A pack on its way to disk.
struct Storing {
    index: u32,
    pack: StoredPack,
    erases: Vec<DocId>,
    /// It is its bringer's own, and fills a new place, so the bringer need not be told of it.
    is_own: bool,
    placed: Pending<'static, Placed>,
}

/// Takes the packs as they arrive. Each is queued for the disk at once, so what arrived whole before a cut is
/// kept; the answer waits until all are durable.
pub(super) async fn take(
    app: &Arc<App>,
    done: &mut Done,
    upload: &mut Upload,
) -> Result<(), Refusal> {
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
                let bearer = match done.head.actor {
                    Actor::Device(device) if device != header.author => Bearer::Another(device),
                    _ => Bearer::Author,
                };
                let is_own = bearer == Bearer::Author && !header.is_derived();
                let erases = header.erases.clone();
                let (header, hash, received) = (header.clone(), checked.hash(), done.now);
                let bytes = checked.into_bytes();
                let new = NewPack {
                    header,
                    hash,
                    bearer,
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
