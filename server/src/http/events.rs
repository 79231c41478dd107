//! `GET /v1/events`: tells a connected device, as server-sent events, that one of its spaces moved.
//!
//! The event says which space and how far, nothing else; the device then syncs. A listener who is too slow
//! loses events, never truth: what it missed it finds at its next sync.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use access::{Request as Wish, decide};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Response, header};
use proto::{Actor, Code, Reader, RequestHead, Signature, SpaceId, SpaceState, Wire, limits};
use sync::relay::{self, SignedSubscription};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, sleep_until};

use super::actor::find_key;
use super::refusal::Refusal;
use super::sink::{Gone, Sink};
use crate::app::App;
use crate::storage::Moved;

/// A comment is sent after so much silence, so that neither end nor anything between gives the stream up.
const HEARTBEAT: Duration = Duration::from_secs(20);
const SCHEME: &str = "Sotay ";

/// Answers a subscription.
pub(super) async fn events(State(app): State<Arc<App>>, headers: HeaderMap) -> Response<Body> {
    let number = app.next_request();
    match subscribe(&app, &headers).await {
        Ok(body) => {
            let mut response = Response::new(body);
            let headers = response.headers_mut();
            headers.insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("text/event-stream"),
            );
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(refusal) => {
            let code = refusal.code();
            tracing::info!(request = number, code = code.as_str(), "events refused");
            refusal.answer(&app)
        }
    }
}

async fn subscribe(app: &Arc<App>, headers: &HeaderMap) -> Result<Body, Refusal> {
    let permit = Arc::clone(&app.listeners)
        .try_acquire_owned()
        .map_err(|_| Code::Busy)?;
    let head = authenticate(app, headers).await?;
    let moves = app.storage.moves();
    let (sink, body) = Sink::pieces(app.limits.stall);
    let app = Arc::clone(app);
    tokio::spawn(async move {
        let mut listener = Listener::new(&app, head, sink);
        // The end of a stream needs no reason: the device connects again.
        let _ = listener.serve(moves).await;
        drop(permit);
    });
    Ok(Body::new(body))
}

async fn authenticate(app: &App, headers: &HeaderMap) -> Result<RequestHead, Refusal> {
    let bytes = credentials(headers).ok_or(Code::BadRequest)?;
    let mut reader = Reader::new(&bytes);
    let head_bytes = reader.bytes(limits::REQUEST_HEAD)?;
    let signature = Signature::read(&mut reader)?;
    reader.finish()?;
    let head = RequestHead::from_bytes(head_bytes)?;
    relay::admit(&head, &app.relay, app.now())?;
    let spaces = head.spaces.iter().map(|state| state.space);
    let key = find_key(app, &head.actor, spaces, &[]).await?;
    let signed = SignedSubscription::parse(head_bytes, signature)?;
    signed.verify(&key).map_err(|_| Code::BadSignature)?;
    Ok(head)
}

fn credentials(headers: &HeaderMap) -> Option<Vec<u8>> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (pairs, rest) = value.strip_prefix(SCHEME)?.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |[high, low]: &[u8; 2]| u8::try_from(digit(*high)? << 4 | digit(*low)?).ok();
    if rest.is_empty() {
        pairs.iter().map(byte).collect()
    } else {
        None
    }
}

/// One open stream.
struct Listener<'a> {
    app: &'a App,
    actor: Actor,
    /// What the device was last known to have of each space: place in the log, entries.
    spaces: BTreeMap<SpaceId, (u64, u64)>,
    sink: Sink,
}

/// Of what in a space a device may hear. Whoever gets no packs is not to learn when others write.
enum Hearing {
    All,
    Ledger,
    Nothing,
}

impl<'a> Listener<'a> {
    fn new(app: &'a App, head: RequestHead, sink: Sink) -> Self {
        let same_epoch = head.relay_epoch == app.storage.epoch();
        let known = |state: &SpaceState| {
            let high = if same_epoch { state.cursor.high } else { 0 };
            (state.space, (high, state.ledger_length))
        };
        let spaces = head.spaces.iter().map(known).collect();
        Self {
            app,
            actor: head.actor,
            spaces,
            sink,
        }
    }

    async fn serve(&mut self, mut moves: Receiver<Moved>) -> Result<(), Gone> {
        let mut stopped = std::pin::pin!(self.app.stopped());
        self.comment().await?;
        self.tell_all().await?;
        let mut silence = Instant::now() + HEARTBEAT;
        loop {
            tokio::select! {
                () = stopped.as_mut() => return Ok(()),
                () = sleep_until(silence) => self.comment().await?,
                moved = moves.recv() => match moved {
                    Ok(moved) => {
                        if !self.spaces.contains_key(&moved.space) {
                            continue;
                        }
                        self.tell(moved).await?;
                    }
                    Err(RecvError::Lagged(_)) => self.tell_all().await?,
                    Err(RecvError::Closed) => return Ok(()),
                },
            }
            silence = Instant::now() + HEARTBEAT;
        }
    }

    /// Tells of every space that has moved past what the device has.
    async fn tell_all(&mut self) -> Result<(), Gone> {
        let spaces: Vec<_> = self.spaces.keys().copied().collect();
        for space in spaces {
            let Ok(Some(summary)) = self.app.storage.space(space).await else {
                continue;
            };
            let (top, ledger_length) = (summary.top, summary.ledger.length());
            self.tell(Moved {
                space,
                top,
                ledger_length,
            })
            .await?;
        }
        Ok(())
    }

    async fn tell(&mut self, moved: Moved) -> Result<(), Gone> {
        let news = (moved.top, moved.ledger_length);
        let Some(known) = self.spaces.get_mut(&moved.space) else {
            return Ok(());
        };
        if news.0 <= known.0 && news.1 <= known.1 {
            return Ok(());
        }
        let has_entries = news.1 > known.1;
        *known = news;
        let top = match self.hearing(moved.space).await {
            Hearing::All => moved.top,
            Hearing::Ledger if has_entries => 0,
            Hearing::Ledger | Hearing::Nothing => return Ok(()),
        };
        let event = format!(
            "event: space\ndata: {{\"space\":\"{}\",\"seq\":{top},\"ledger\":{}}}\n\n",
            moved.space, moved.ledger_length
        );
        self.send(event.as_bytes()).await
    }

    /// Asked anew for each event, since access may have ended since the stream began.
    async fn hearing(&self, space: SpaceId) -> Hearing {
        let Ok(Some(summary)) = self.app.storage.space(space).await else {
            return Hearing::Nothing;
        };
        let may = |wish| decide(&summary.ledger, self.actor, wish).is_allowed();
        let now = self.app.now();
        if may(Wish::ReadPacks) {
            Hearing::All
        } else if may(Wish::ReadLedger { now }) {
            Hearing::Ledger
        } else {
            Hearing::Nothing
        }
    }

    async fn comment(&mut self) -> Result<(), Gone> {
        self.send(b":\n\n").await
    }

    async fn send(&mut self, bytes: &[u8]) -> Result<(), Gone> {
        self.sink.bytes(bytes).await?;
        self.sink.flush().await
    }
}
