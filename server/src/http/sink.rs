//! Where an answer's frames go: into one piece when the answer is small, else out bit by bit.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame as BodyFrame};
use proto::Frame;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// What is sent in one go, so that the stall time is measured against little.
const PIECE: usize = 16 << 10;
/// So many pieces wait for a slow peer.
const PIECES_WAITING: usize = 2;

/// The peer has gone, or takes nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the peer takes nothing any more")]
pub(super) struct Gone;

/// Takes frames.
#[derive(Debug)]
pub(super) struct Sink {
    buffer: Vec<u8>,
    out: Option<mpsc::Sender<Bytes>>,
    stall: Duration,
    pub(super) sent: u64,
}

/// The receiving end of a sink, as a response's body.
#[derive(Debug)]
pub(super) struct PieceBody(mpsc::Receiver<Bytes>);

impl Sink {
    /// Makes a sink that keeps all.
    pub(super) fn whole() -> Self {
        Self {
            buffer: Vec::new(),
            out: None,
            stall: Duration::ZERO,
            sent: 0,
        }
    }

    /// Makes a sink that sends piece by piece, and its body.
    pub(super) fn pieces(stall: Duration) -> (Self, PieceBody) {
        let (out, pieces) = mpsc::channel(PIECES_WAITING);
        (
            Self {
                buffer: Vec::new(),
                out: Some(out),
                stall,
                sent: 0,
            },
            PieceBody(pieces),
        )
    }

    pub(super) async fn frame(&mut self, frame: &Frame) -> Result<(), Gone> {
        let bytes = frame.to_framed_bytes();
        self.bytes(&bytes).await
    }

    /// Sends what is waiting for company, as before a slow read.
    pub(super) async fn flush(&mut self) -> Result<(), Gone> {
        let Some(out) = &self.out else { return Ok(()) };
        let mut bytes = Bytes::from(std::mem::take(&mut self.buffer));
        while !bytes.is_empty() {
            let piece = bytes.split_to(bytes.len().min(PIECE));
            match timeout(self.stall, out.send(piece)).await {
                Ok(Ok(())) => {}
                _ => return Err(Gone),
            }
        }
        Ok(())
    }

    /// Adds bytes as they are.
    pub(super) async fn bytes(&mut self, bytes: &[u8]) -> Result<(), Gone> {
        self.sent += bytes.len() as u64;
        self.buffer.extend_from_slice(bytes);
        if self.out.is_some() && self.buffer.len() >= PIECE {
            self.flush().await
        } else {
            Ok(())
        }
    }

    /// Gives all, of a sink that keeps all.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.buffer
    }
}

impl Body for PieceBody {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<BodyFrame<Bytes>, Self::Error>>> {
        self.0
            .poll_recv(context)
            .map(|piece| piece.map(|piece| Ok(BodyFrame::data(piece))))
    }
}
