//! Cuts an answer's frames out of bytes as they arrive.

use crate::codec::{DecodeError, Wire, varint_prefix};
use crate::limits;
use crate::message::Frame;
use crate::stream_buffer::StreamBuffer;

/// An incremental reader of frames. It holds at most one frame's limit and what was last pushed, provided
/// that [`FrameReader::next`] is called until it gives `None` before more is pushed.
#[derive(Debug, Default)]
pub struct FrameReader {
    buffer: StreamBuffer,
    failed: Option<DecodeError>,
}

impl FrameReader {
    /// Makes a reader at the start of an answer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds bytes that have arrived.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.failed.is_none() {
            self.buffer.push(bytes);
        }
    }

    /// Gives the next whole frame, or `None` if more bytes are needed. After an error it repeats the error:
    /// there is no way to find the next frame.
    #[allow(
        clippy::should_implement_trait,
        reason = "an iterator cannot say that it needs more bytes"
    )]
    pub fn next(&mut self) -> Result<Option<Frame>, DecodeError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let result = self.read_frame();
        if let Err(error) = result {
            self.failed = Some(error);
        }
        result
    }

    /// Tells whether the input may end here: no frame is half read.
    pub fn is_at_boundary(&self) -> bool {
        self.failed.is_none() && self.buffer.pending().is_empty()
    }

    fn read_frame(&mut self) -> Result<Option<Frame>, DecodeError> {
        let pending = self.buffer.pending();
        let Some((length, prefix)) = varint_prefix(pending)? else {
            return Ok(None);
        };
        limits::FRAME.check(length)?;
        let end = prefix + length as usize;
        let Some(body) = pending.get(prefix..end) else {
            return Ok(None);
        };
        let frame = Frame::from_bytes(body)?;
        self.buffer.take(end);
        Ok(Some(frame))
    }
}
