//! Reads a request's body part by part, and loses patience with a peer that stands still.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body_util::BodyExt;
use proto::{DecodeError, RequestPart, RequestReader, limits};
use tokio::time::{Instant, timeout, timeout_at};

use super::refusal::Refusal;

/// A peer must bring so many bytes in each stall time, or it counts as standing still: far below the slowest
/// link, far above a peer that sends one byte a minute to hold its place.
const LEAST_PROGRESS: usize = 256;

/// What is left of a refused request's body is read and thrown away up to here, so that the peer gets to read
/// the answer instead of finding its connection reset.
const DRAIN_BYTES: usize = 1 << 20;
const DRAIN_TIME: Duration = Duration::from_secs(5);

/// A request's body on its way in.
pub(super) struct Upload {
    body: Body,
    reader: RequestReader,
    stall: Duration,
    deadline: Instant,
    since_deadline: usize,
    pub(super) received: u64,
    ended: bool,
}

impl Upload {
    pub(super) fn new(body: Body, stall: Duration) -> Self {
        Self {
            body,
            reader: RequestReader::new(),
            stall,
            deadline: Instant::now() + stall,
            since_deadline: 0,
            received: 0,
            ended: false,
        }
    }

    /// Gives the next whole part, or nothing once all are given and the body has ended.
    pub(super) async fn next(&mut self) -> Result<Option<RequestPart>, Refusal> {
        loop {
            if let Some(part) = self.reader.next()? {
                return Ok(Some(part));
            }
            if self.ended {
                let complete = self.reader.is_complete();
                return if complete {
                    Ok(None)
                } else {
                    Err(DecodeError::Truncated.into())
                };
            }
            match self.chunk().await? {
                Some(chunk) => self.take(&chunk)?,
                None => self.ended = true,
            }
        }
    }

    /// Starts the stall time anew, after the relay itself was what took time.
    pub(super) fn resume(&mut self) {
        self.deadline = Instant::now() + self.stall;
        self.since_deadline = 0;
    }

    /// Reads and forgets a little of what is left.
    pub(super) async fn drain(mut self) {
        let drain = async {
            let mut left = DRAIN_BYTES;
            while let Ok(Some(chunk)) = self.chunk().await {
                left = match left.checked_sub(chunk.len()) {
                    Some(left) => left,
                    None => return,
                };
            }
        };
        // Whether it ended in time does not matter: the answer is sent either way.
        let _ = timeout(DRAIN_TIME, drain).await;
    }

    fn take(&mut self, chunk: &Bytes) -> Result<(), Refusal> {
        self.received += chunk.len() as u64;
        let most = limits::REQUEST_HEAD.max + limits::REQUEST_PACK_BYTES.max + 128;
        if self.received > most {
            return Err(DecodeError::TooLong {
                what: "request",
                limit: most,
            }
            .into());
        }
        self.reader.push(chunk);
        Ok(())
    }

    async fn chunk(&mut self) -> Result<Option<Bytes>, Refusal> {
        loop {
            let frame = timeout_at(self.deadline, self.body.frame()).await;
            match frame.map_err(|_| Refusal::Stalled)? {
                None => return Ok(None),
                Some(Err(_)) => return Err(Refusal::Cut),
                Some(Ok(frame)) => {
                    // Trailers say nothing to us.
                    let Ok(chunk) = frame.into_data() else {
                        continue;
                    };
                    self.since_deadline += chunk.len();
                    if self.since_deadline >= LEAST_PROGRESS {
                        self.resume();
                    }
                    return Ok(Some(chunk));
                }
            }
        }
    }
}
