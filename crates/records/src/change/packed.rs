//! A change as it travels: in parts that are alike from change to change, without what follows from the rest.
//!
//! Side by side in a pack, parts compress better than changes do: a ward's packs shrink by an eighth. Left out are magic
//! and checksum, lengths, the device where it is the pack's author, and all that is the same in every new record. The
//! bytes of the change come back exactly; what would not is carried whole.

use proto::DeviceId;
use sha2::{Digest, Sha256};

use super::columns::{Cursor, Runs};
use super::reader::{self, CHANGE_CHUNK, Columns, column};
use super::{CHECKSUM, ChangeError, MAGIC, MAX_CHANGE, MAX_OPS, RecordChange};

// Bits of the form, the first byte of the first part. No bit: the change follows whole, but for magic and checksum.
const CUT: u8 = 1;
const OTHER_DEVICE: u8 = 2;
const LATER: u8 = 4;

/// Types of values, the lower four bits of a value's meta.
const TEXT: u64 = 6;
const BYTES: u64 = 7;

/// The parts of a change, in the order in which they travel.
#[derive(Default)]
struct Parts {
    /// Form, and the device where it is another than the pack's author.
    form: Vec<u8>,
    /// What a new record's change does not have: numbers, dependencies, other devices, predecessors.
    history: Vec<u8>,
    time: Vec<u8>,
    keys: Vec<u8>,
    metas: Vec<u8>,
    ids: Vec<u8>,
    numbers: Vec<u8>,
    texts: Vec<u8>,
}

impl Parts {
    fn into_list(self) -> Vec<Vec<u8>> {
        let mut list = vec![
            self.form,
            self.history,
            self.time,
            self.keys,
            self.metas,
            self.ids,
            self.numbers,
            self.texts,
        ];
        while list.last().is_some_and(Vec::is_empty) {
            list.pop();
        }
        list
    }
}

/// Gives a change as it travels in a pack of this author; see `proto/spec/packs.md`.
#[must_use]
pub fn packed(bytes: &[u8], author: DeviceId) -> Vec<Vec<u8>> {
    if let Ok(parts) = cut(bytes, author)
        && joined(&parts, author).is_ok_and(|whole| whole == bytes)
    {
        return parts;
    }
    let rest = bytes.get(MAGIC.len() + CHECKSUM..).unwrap_or_default();
    vec![[&[0], rest].concat()]
}

impl RecordChange {
    /// Reads a change as it travels in a pack of this author; see [`packed`].
    ///
    /// # Errors
    ///
    /// As [`RecordChange::parse`].
    pub fn unpack(parts: &[Vec<u8>], author: DeviceId) -> Result<Self, ChangeError> {
        if parts.iter().map(Vec::len).sum::<usize>() > MAX_CHANGE {
            return Err(ChangeError::TooLarge);
        }
        reader::read(&joined(parts, author)?)
    }
}

fn cut(bytes: &[u8], author: DeviceId) -> Result<Vec<Vec<u8>>, ChangeError> {
    let (_, mut body) = reader::chunk(bytes)?;
    let deps = reader::deps(&mut body)?;
    let device = reader::device(&mut body)?;
    let (sequence, start_op) = (body.unsigned()?, body.unsigned()?);
    let time = spanned(&mut body, |body| body.signed().map(drop))?;
    body.text()?;
    let others = spanned(&mut body, |body| {
        (0..body.unsigned()?).try_for_each(|_| reader::device(body).map(drop))
    })?;
    let columns = Columns::read(&mut body)?;

    let mut parts = Parts {
        form: vec![CUT],
        time: time.to_vec(),
        keys: columns.key.to_vec(),
        metas: columns.value_meta.to_vec(),
        ..Parts::default()
    };
    if device != author {
        add_bit(&mut parts.form, OTHER_DEVICE);
        parts.form.extend_from_slice(device.as_bytes());
    }
    let mut values = Cursor(columns.value);
    let metas = metas(columns.value_meta)?;
    for meta in &metas {
        let value = values.take(meta >> 4)?;
        parts.of(meta & 15).extend_from_slice(value);
    }
    let later = sequence != 1 || start_op != 1 || !deps.is_empty() || others != [0];
    if later || !is_new(&columns, metas.len()) {
        add_bit(&mut parts.form, LATER);
        unsigned(&mut parts.history, sequence);
        unsigned(&mut parts.history, start_op);
        unsigned(&mut parts.history, deps.len() as u64);
        deps.iter().for_each(|dep| parts.history.extend(dep.0));
        parts.history.extend_from_slice(others);
        for column in explicit(&columns) {
            unsigned(&mut parts.history, column.len() as u64);
            parts.history.extend_from_slice(column);
        }
    }
    Ok(parts.into_list())
}

/// Puts the bytes of a change together again.
fn joined(parts: &[Vec<u8>], author: DeviceId) -> Result<Vec<u8>, ChangeError> {
    let part = |place: usize| Cursor(parts.get(place).map_or(&[], Vec::as_slice));
    let mut head = part(0);
    let [form] = head.array()?;
    if form == 0 {
        return Ok(framed(head.0));
    }
    if form & CUT == 0 || form > CUT | OTHER_DEVICE | LATER {
        return Err(ChangeError::Malformed("form of a packed change"));
    }
    let device = if form & OTHER_DEVICE == 0 {
        author
    } else {
        DeviceId(head.array()?)
    };
    let metas = metas(part(4).0)?;
    let values = values(&metas, [part(5), part(6), part(7)])?;
    let new = new_columns(metas.len());
    let mut history = part(1);
    let (mut numbers, mut deps, mut others) = ((1, 1), Vec::new(), &[0][..]);
    let mut explicit = new.each_ref().map(Vec::as_slice);
    if form & LATER != 0 {
        numbers = (history.unsigned()?, history.unsigned()?);
        deps = reader::deps(&mut history)?;
        others = spanned(&mut history, |history| {
            (0..history.unsigned()?).try_for_each(|_| reader::device(history).map(drop))
        })?;
        for column in &mut explicit {
            let length = history.unsigned()?;
            *column = history.take(length)?;
        }
    }
    if !head.is_empty() || !history.is_empty() {
        return Err(ChangeError::Malformed("bytes after a packed change"));
    }

    let mut body = Vec::new();
    unsigned(&mut body, deps.len() as u64);
    deps.iter().for_each(|dep| body.extend(dep.0));
    unsigned(&mut body, DeviceId::SIZE as u64);
    body.extend_from_slice(device.as_bytes());
    unsigned(&mut body, numbers.0);
    unsigned(&mut body, numbers.1);
    body.extend_from_slice(part(2).0);
    body.push(0); // No message.
    body.extend_from_slice(others);
    let [insert, action, pred_count, pred_device, pred_counter] = explicit;
    write_columns(
        &mut body,
        &[
            (column::KEY, part(3).0),
            (column::INSERT, insert),
            (column::ACTION, action),
            (column::VALUE_META, part(4).0),
            (column::VALUE, &values),
            (column::PRED_COUNT, pred_count),
            (column::PRED_DEVICE, pred_device),
            (column::PRED_COUNTER, pred_counter),
        ],
    );
    let mut hashed = vec![CHANGE_CHUNK];
    unsigned(&mut hashed, body.len() as u64);
    hashed.append(&mut body);
    Ok(framed(&hashed))
}

impl Parts {
    fn of(&mut self, kind: u64) -> &mut Vec<u8> {
        match kind {
            BYTES => &mut self.ids,
            TEXT => &mut self.texts,
            _ => &mut self.numbers,
        }
    }
}

/// Brings the values back into the order of the operations.
fn values(
    metas: &[u64],
    [mut ids, mut numbers, mut texts]: [Cursor<'_>; 3],
) -> Result<Vec<u8>, ChangeError> {
    let mut values = Vec::new();
    for meta in metas {
        let length = meta >> 4;
        let part = match meta & 15 {
            BYTES => &mut ids,
            TEXT => &mut texts,
            _ => &mut numbers,
        };
        values.extend_from_slice(part.take(length)?);
    }
    if ids.is_empty() && numbers.is_empty() && texts.is_empty() {
        Ok(values)
    } else {
        Err(ChangeError::Malformed("values of a packed change"))
    }
}

fn metas(column: &[u8]) -> Result<Vec<u64>, ChangeError> {
    let mut runs = Runs::new(column, Cursor::unsigned);
    let mut metas = Vec::new();
    while !runs.is_done() {
        if metas.len() == MAX_OPS {
            return Err(ChangeError::TooMany("operations"));
        }
        metas.push(runs.present("value")?);
    }
    Ok(metas)
}

/// The columns that are the same in the change of every new record with as many values.
fn explicit<'a>(columns: &Columns<'a>) -> [&'a [u8]; 5] {
    [
        columns.insert,
        columns.action,
        columns.pred_count,
        columns.pred_device,
        columns.pred_counter,
    ]
}

fn is_new(columns: &Columns<'_>, ops: usize) -> bool {
    explicit(columns) == new_columns(ops).each_ref().map(Vec::as_slice)
}

/// Writes those columns for puts without predecessors: no inserts, all puts, no predecessors.
fn new_columns(ops: usize) -> [Vec<u8>; 5] {
    let mut insert = Vec::new();
    unsigned(&mut insert, ops as u64);
    [
        insert,
        run(ops, reader::PUT as u8),
        run(ops, 0),
        Vec::new(),
        Vec::new(),
    ]
}

/// Writes one small number `count` times as a run-length column; a single one is a literal there.
fn run(count: usize, value: u8) -> Vec<u8> {
    let mut column = Vec::new();
    match i64::try_from(count) {
        Ok(1) => signed(&mut column, -1),
        count => signed(&mut column, count.unwrap_or(i64::MAX)),
    }
    column.push(value);
    column
}

fn write_columns(body: &mut Vec<u8>, columns: &[(u64, &[u8])]) {
    let written = || columns.iter().filter(|(_, bytes)| !bytes.is_empty());
    unsigned(body, written().count() as u64);
    for (id, bytes) in written() {
        unsigned(body, *id);
        unsigned(body, bytes.len() as u64);
    }
    written().for_each(|(_, bytes)| body.extend_from_slice(bytes));
}

/// Puts magic and checksum before what they follow from.
fn framed(hashed: &[u8]) -> Vec<u8> {
    let hash: [u8; 32] = Sha256::digest(hashed).into();
    let checksum = hash.get(..CHECKSUM).unwrap_or_default();
    [&MAGIC, checksum, hashed].concat()
}

/// Runs a reader and gives the bytes that it took.
fn spanned<'a>(
    cursor: &mut Cursor<'a>,
    read: impl FnOnce(&mut Cursor<'a>) -> Result<(), ChangeError>,
) -> Result<&'a [u8], ChangeError> {
    let before = cursor.0;
    read(cursor)?;
    Ok(before
        .get(..before.len() - cursor.0.len())
        .unwrap_or_default())
}

fn add_bit(form: &mut [u8], bit: u8) {
    if let Some(first) = form.first_mut() {
        *first |= bit;
    }
}

fn unsigned(bytes: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn signed(bytes: &mut Vec<u8>, mut value: i64) {
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if (value == 0 && byte & 0x40 == 0) || (value == -1 && byte & 0x40 != 0) {
            bytes.push(byte);
            return;
        }
        bytes.push(byte | 0x80);
    }
}
