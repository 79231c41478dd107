//! Writes a request's body, and cuts it into head and packs as bytes arrive.

use crate::codec::{DecodeError, Wire, Writer, varint_prefix};
use crate::key::Signature;
use crate::limits;
use crate::message::{ManifestItem, RequestHead};
use crate::stream_buffer::StreamBuffer;

/// Gives the part of a request's body that stands before the packs.
pub fn request_prefix(head: &[u8], signature: &Signature) -> Vec<u8> {
    let mut writer = Writer::with_capacity(head.len() + 5 + Signature::SIZE);
    writer.bytes(head);
    signature.write(&mut writer);
    writer.into_bytes()
}

/// One part of a request's body.
#[allow(
    clippy::large_enum_variant,
    reason = "there is one head a request, and it is taken apart at once"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestPart {
    /// The head, once, before all else. Nothing in it is to be believed before its signature is checked.
    Head {
        /// The bytes that the signature covers.
        bytes: Vec<u8>,
        /// The same, decoded.
        head: RequestHead,
        /// The signature.
        signature: Signature,
    },
    /// A pack of the announced length; its hash is still to be checked.
    Pack {
        /// Its place in the manifest, from 0.
        index: u32,
        /// Its bytes.
        bytes: Vec<u8>,
    },
}

/// An incremental reader of a request's body. It holds at most one head's or one pack's limit and what was
/// last pushed, provided that [`RequestReader::next`] is called until it gives `None` before more is pushed.
#[derive(Debug, Default)]
pub struct RequestReader {
    buffer: StreamBuffer,
    manifest: Option<Vec<ManifestItem>>,
    packs_read: usize,
    failed: Option<DecodeError>,
}

impl RequestReader {
    /// Makes a reader at the start of a request's body.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds bytes that have arrived.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.failed.is_none() {
            self.buffer.push(bytes);
        }
    }

    /// Gives the next whole part, or `None` if more bytes are needed or all parts were given. Bytes after the
    /// last pack are an error, and an error is repeated for ever.
    #[allow(
        clippy::should_implement_trait,
        reason = "an iterator cannot say that it needs more bytes"
    )]
    pub fn next(&mut self) -> Result<Option<RequestPart>, DecodeError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let result = if self.manifest.is_none() {
            self.read_head()
        } else {
            self.read_pack()
        };
        if let Err(error) = result {
            self.failed = Some(error);
        }
        result
    }

    /// Tells whether the head and every announced pack were given.
    pub fn is_complete(&self) -> bool {
        let all_read = |manifest: &Vec<ManifestItem>| self.packs_read == manifest.len();
        self.failed.is_none() && self.manifest.as_ref().is_some_and(all_read)
    }

    fn read_head(&mut self) -> Result<Option<RequestPart>, DecodeError> {
        let pending = self.buffer.pending();
        let Some((length, prefix)) = varint_prefix(pending)? else {
            return Ok(None);
        };
        limits::REQUEST_HEAD.check(length)?;
        let end = prefix + length as usize;
        let Some(bytes) = pending.get(prefix..end) else {
            return Ok(None);
        };
        let Some(signature) = pending.get(end..).and_then(|rest| rest.first_chunk()) else {
            return Ok(None);
        };
        let head = RequestHead::from_bytes(bytes)?;
        let (bytes, signature) = (bytes.to_vec(), Signature(*signature));
        self.buffer.take(end + Signature::SIZE);
        self.manifest = Some(head.manifest.clone());
        Ok(Some(RequestPart::Head {
            bytes,
            head,
            signature,
        }))
    }

    fn read_pack(&mut self) -> Result<Option<RequestPart>, DecodeError> {
        let pending = self.buffer.pending();
        let manifest = self.manifest.as_deref().unwrap_or_default();
        let Some(item) = manifest.get(self.packs_read) else {
            return if pending.is_empty() {
                Ok(None)
            } else {
                Err(DecodeError::TrailingBytes)
            };
        };
        let Some(bytes) = pending.get(..item.length as usize) else {
            return Ok(None);
        };
        let (index, bytes) = (self.packs_read as u32, bytes.to_vec());
        self.buffer.take(bytes.len());
        self.packs_read += 1;
        Ok(Some(RequestPart::Pack { index, bytes }))
    }
}
