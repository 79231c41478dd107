//! Cuts an answer's frames, or a courier file's items, out of bytes as they arrive.

use std::marker::PhantomData;

use crate::codec::{DecodeError, Wire, Writer, varint_prefix};
use crate::courier::CourierItem;
use crate::limits;
use crate::message::Frame;
use crate::stream_buffer::StreamBuffer;

/// Reads an answer.
pub type FrameReader = FramedReader<Frame>;

/// Reads a courier file, after its first line.
pub type CourierReader = FramedReader<CourierItem>;

/// An incremental reader of values that each have their length before them. It holds at most one frame's limit and
/// what was last pushed, provided that [`FramedReader::next`] is called until it gives `None` before more is pushed.
#[derive(Debug)]
pub struct FramedReader<T> {
    buffer: StreamBuffer,
    failed: Option<DecodeError>,
    of: PhantomData<T>,
}

impl<T> Default for FramedReader<T> {
    fn default() -> Self {
        Self {
            buffer: StreamBuffer::default(),
            failed: None,
            of: PhantomData,
        }
    }
}

impl<T: Wire> FramedReader<T> {
    /// Makes a reader at the start of a stream.
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
    pub fn next(&mut self) -> Result<Option<T>, DecodeError> {
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

    fn read_frame(&mut self) -> Result<Option<T>, DecodeError> {
        let pending = self.buffer.pending();
        let Some((length, prefix)) = varint_prefix(pending)? else {
            return Ok(None);
        };
        limits::FRAME.check(length)?;
        let end = prefix + length as usize;
        let Some(body) = pending.get(prefix..end) else {
            return Ok(None);
        };
        let frame = T::from_bytes(body)?;
        self.buffer.take(end);
        Ok(Some(frame))
    }
}

/// Gives a value with its length before it, as a [`FramedReader`] takes it.
pub(crate) fn framed(value: &impl Wire) -> Vec<u8> {
    let body = value.to_bytes();
    let mut writer = Writer::with_capacity(body.len() + 5);
    writer.bytes(&body);
    writer.into_bytes()
}
