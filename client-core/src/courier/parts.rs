//! Writing a set of files, none larger than was asked for.

use crate::error::ClientError;
use proto::{COURIER_LINE, CourierItem};
use std::io::{self, Write};

/// Opens the file of a part, counted from 1.
pub(crate) type OpenPart<'a> = dyn FnMut(u32) -> io::Result<Box<dyn Write>> + 'a;

/// A set of files that is being written.
pub(crate) struct Parts<'a> {
    open: &'a mut OpenPart<'a>,
    opening: CourierItem,
    limit: u64,
    part: u32,
    out: Option<Box<dyn Write>>,
    /// Bytes of this part; of them, those that every part begins with.
    written: u64,
    begun_with: u64,
    total: u64,
}

/// Room for the item that closes a file.
const CLOSING_ROOM: u64 = 8;

impl<'a> Parts<'a> {
    /// Begins a set; `opening` is repeated in each part with the part's number.
    pub(crate) fn begin(
        open: &'a mut OpenPart<'a>,
        opening: CourierItem,
        limit: Option<u64>,
    ) -> Result<Self, ClientError> {
        let mut parts = Self {
            open,
            opening,
            limit: limit.unwrap_or(u64::MAX),
            part: 0,
            out: None,
            written: 0,
            begun_with: 0,
            total: 0,
        };
        parts.next_part()?;
        Ok(parts)
    }

    /// Writes an item, in a new part if it does not fit into this one. An item that is larger than a part may be gets a
    /// part of its own.
    pub(crate) fn put(&mut self, item: &CourierItem) -> Result<(), ClientError> {
        self.put_bytes(&item.to_framed_bytes())
    }

    /// Writes an item that has its length before it already.
    pub(crate) fn put_bytes(&mut self, bytes: &[u8]) -> Result<(), ClientError> {
        let end = self.written + bytes.len() as u64 + CLOSING_ROOM;
        if end > self.limit && self.written > self.begun_with {
            self.write(&CourierItem::Closing { more: true }.to_framed_bytes())?;
            self.next_part()?;
        }
        self.write(bytes)
    }

    /// Closes the set; returns how many parts it has and all their bytes.
    pub(crate) fn end(mut self) -> Result<(u32, u64), ClientError> {
        self.write(&CourierItem::Closing { more: false }.to_framed_bytes())?;
        self.flush()?;
        Ok((self.part, self.total))
    }

    fn next_part(&mut self) -> Result<(), ClientError> {
        self.flush()?;
        self.part += 1;
        self.out = Some((self.open)(self.part).map_err(ClientError::ExportUnwritable)?);
        self.written = 0;
        if let CourierItem::Opening { part, .. } = &mut self.opening {
            *part = self.part;
        }
        let opening = self.opening.to_framed_bytes();
        self.write(COURIER_LINE)?;
        self.write(&opening)?;
        self.begun_with = self.written;
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), ClientError> {
        if let Some(out) = &mut self.out {
            out.write_all(bytes)
                .map_err(ClientError::ExportUnwritable)?;
        }
        self.written += bytes.len() as u64;
        self.total += bytes.len() as u64;
        Ok(())
    }

    fn flush(&mut self) -> Result<(), ClientError> {
        match &mut self.out {
            Some(out) => out.flush().map_err(ClientError::ExportUnwritable),
            None => Ok(()),
        }
    }
}
