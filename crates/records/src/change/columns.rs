//! The column encodings of Automerge's storage format, read with bounds.

use crate::change::ChangeError;

/// A position in bytes that only moves forward.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a>(pub(super) &'a [u8]);

impl<'a> Cursor<'a> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn take(&mut self, count: u64) -> Result<&'a [u8], ChangeError> {
        let count = usize::try_from(count).map_err(|_| ChangeError::Truncated)?;
        let (taken, rest) = self
            .0
            .split_at_checked(count)
            .ok_or(ChangeError::Truncated)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], ChangeError> {
        let (taken, rest) = self
            .0
            .split_first_chunk::<N>()
            .ok_or(ChangeError::Truncated)?;
        self.0 = rest;
        Ok(*taken)
    }

    fn byte(&mut self) -> Result<u8, ChangeError> {
        let (first, rest) = self.0.split_first().ok_or(ChangeError::Truncated)?;
        self.0 = rest;
        Ok(*first)
    }

    /// Reads an unsigned LEB128 in its shortest form.
    pub(super) fn unsigned(&mut self) -> Result<u64, ChangeError> {
        let mut value = 0_u64;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            if shift == 63 && byte > 1 {
                return Err(ChangeError::Malformed("number too large"));
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                if byte == 0 && shift > 0 {
                    return Err(ChangeError::Malformed("overlong number"));
                }
                return Ok(value);
            }
        }
        Err(ChangeError::Malformed("number too large"))
    }

    /// Reads a signed LEB128 in its shortest form.
    pub(super) fn signed(&mut self) -> Result<i64, ChangeError> {
        let mut value = 0_i64;
        let mut previous = 0_u8;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            if shift == 63 && byte != 0 && byte != 0x7f {
                return Err(ChangeError::Malformed("number too large"));
            }
            value |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let repeats_sign =
                    (byte == 0 && previous & 0x40 == 0) || (byte == 0x7f && previous & 0x40 != 0);
                if shift > 0 && repeats_sign {
                    return Err(ChangeError::Malformed("overlong number"));
                }
                if shift < 57 && byte & 0x40 != 0 {
                    value |= -1 << (shift + 7);
                }
                return Ok(value);
            }
            previous = byte;
        }
        Err(ChangeError::Malformed("number too large"))
    }

    /// Reads a text after its length.
    pub(super) fn text(&mut self) -> Result<&'a str, ChangeError> {
        let length = self.unsigned()?;
        utf8(self.take(length)?)
    }
}

pub(super) fn utf8(bytes: &[u8]) -> Result<&str, ChangeError> {
    std::str::from_utf8(bytes).map_err(|_| ChangeError::Malformed("text is not UTF-8"))
}

type Read<'a, T> = fn(&mut Cursor<'a>) -> Result<T, ChangeError>;

/// A run-length column: runs, literals and nulls. Yields as many items as asked, never more at once.
pub(super) struct Runs<'a, T> {
    cursor: Cursor<'a>,
    read: Read<'a, T>,
    left: u64,
    state: State<T>,
}

enum State<T> {
    Literal,
    Run(T),
    Nulls,
}

impl<'a, T: Copy> Runs<'a, T> {
    pub(super) fn new(bytes: &'a [u8], read: Read<'a, T>) -> Self {
        Self {
            cursor: Cursor(bytes),
            read,
            left: 0,
            state: State::Nulls,
        }
    }

    pub(super) fn is_done(&self) -> bool {
        self.left == 0 && self.cursor.is_empty()
    }

    /// Gives the next item, nothing for a null.
    pub(super) fn next(&mut self) -> Result<Option<T>, ChangeError> {
        if self.left == 0 {
            self.next_run()?;
        }
        self.left -= 1;
        match self.state {
            State::Literal => (self.read)(&mut self.cursor).map(Some),
            State::Run(value) => Ok(Some(value)),
            State::Nulls => Ok(None),
        }
    }

    fn next_run(&mut self) -> Result<(), ChangeError> {
        let count = self.cursor.signed()?;
        self.left = count.unsigned_abs();
        self.state = match count {
            1.. => State::Run((self.read)(&mut self.cursor)?),
            0 => {
                self.left = self.cursor.unsigned()?;
                State::Nulls
            }
            _ => State::Literal,
        };
        if self.left == 0 {
            Err(ChangeError::Malformed("empty run"))
        } else {
            Ok(())
        }
    }

    pub(super) fn present(&mut self, what: &'static str) -> Result<T, ChangeError> {
        self.next()?.ok_or(ChangeError::Malformed(what))
    }
}
