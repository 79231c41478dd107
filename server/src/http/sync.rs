//! `POST /v1/sync`: one request, worked through in the order in which it arrives.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response, header};
use proto::{
    Code, DocId, PackHash, PackOutcome, RequestHash, RequestHead, RequestPart, SpaceId, StoredPack,
    UnixMillis, limits,
};
use seal::SignedRequest;
use sync::relay;

use super::actor::find_key;
use super::answer;
use super::refusal::Refusal;
use super::upload::Upload;
use crate::app::App;

mod entries;
mod packs;

pub(super) use entries::Pushed;

/// What a request did, as the answer tells it.
pub(super) struct Done {
    pub(super) number: u64,
    pub(super) began: Instant,
    pub(super) now: UnixMillis,
    pub(super) hash: RequestHash,
    pub(super) head: RequestHead,
    pub(super) ledgers: Vec<Pushed>,
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
        done.ledgers.push(entries::push(app, push, now).await?);
    }
    packs::take(app, &mut done, upload).await?;
    done.received = upload.received;
    Ok(done)
}
