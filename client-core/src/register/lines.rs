//! The lines of a file to import, each held to the limits before it is looked at.

use records::Problem;
use std::io::{BufRead, Read};

/// A longer line cannot hold a valid record.
pub(crate) const LONGEST_LINE: usize = 512 * 1024;

/// A line that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// The file's name.
    pub file: String,
    /// The line's number, from 1.
    pub line: u64,
    /// Why.
    pub fault: LineFault,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineFault {
    /// It is longer than any record.
    TooLong,
    /// It is not UTF-8.
    NotUtf8,
    /// It is not JSON.
    NotJson,
    /// Its area is unknown here, or this device may not write there.
    AreaUnknown,
    /// Its record belongs to another area already; an import does not move it.
    OtherArea,
    /// A record of this id was erased, and stays erased everywhere.
    Erased,
    /// What it says is not a valid record.
    Record(Vec<Problem>),
}

/// Reads one line after another without ever holding more than the longest.
pub(crate) struct Lines<R> {
    reader: R,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(reader: R) -> Self {
        Lines { reader, number: 0 }
    }

    /// Returns the next line that is not blank, with its number.
    pub(crate) fn next(&mut self) -> std::io::Result<Option<(u64, Result<String, LineFault>)>> {
        loop {
            let mut bytes = Vec::new();
            let read = (&mut self.reader)
                .take(LONGEST_LINE as u64 + 1)
                .read_until(b'\n', &mut bytes)?;
            if read == 0 {
                return Ok(None);
            }
            self.number += 1;
            if bytes.last() != Some(&b'\n') && bytes.len() > LONGEST_LINE {
                self.skip_rest()?;
                return Ok(Some((self.number, Err(LineFault::TooLong))));
            }
            match String::from_utf8(bytes) {
                // Spreadsheets and editors on Windows begin a file with a byte-order mark.
                Ok(text) if text.trim_start_matches('\u{feff}').trim().is_empty() => continue,
                Ok(text) => {
                    let text = text.trim_start_matches('\u{feff}').trim().to_owned();
                    return Ok(Some((self.number, Ok(text))));
                }
                Err(_) => return Ok(Some((self.number, Err(LineFault::NotUtf8)))),
            }
        }
    }

    fn skip_rest(&mut self) -> std::io::Result<()> {
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(());
            }
            match buffer.iter().position(|byte| *byte == b'\n') {
                Some(end) => {
                    self.reader.consume(end + 1);
                    return Ok(());
                }
                None => {
                    let length = buffer.len();
                    self.reader.consume(length);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_ten_megabytes_is_refused_and_the_next_one_read() {
        let mut text = vec![b'x'; 10 << 20];
        text.extend_from_slice(b"\n\n{}\n");
        let mut lines = Lines::new(std::io::Cursor::new(text));
        assert_eq!(lines.next().unwrap(), Some((1, Err(LineFault::TooLong))));
        assert_eq!(lines.next().unwrap(), Some((3, Ok("{}".to_owned()))));
        assert_eq!(lines.next().unwrap(), None);
    }

    #[test]
    fn invalid_utf8_is_named_by_its_line() {
        let mut lines = Lines::new(&b"{}\n\xff\xfe\n"[..]);
        assert_eq!(lines.next().unwrap(), Some((1, Ok("{}".to_owned()))));
        assert_eq!(lines.next().unwrap(), Some((2, Err(LineFault::NotUtf8))));
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_line() {
        let mut lines = Lines::new("\u{feff}{\"a\":1}".as_bytes());
        assert_eq!(lines.next().unwrap(), Some((1, Ok("{\"a\":1}".to_owned()))));
    }
}
