//! An excerpt: part of an earlier pack, carried in another one, with what proves that its author said it.
//!
//! From the parts that are there and the hashes of those that are not, a reader computes what the pack's header
//! committed to, from that the pack's hash, and holds the author's signature against it.

use crate::bundle::{BundleDocument, repeat};
use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::id::{DeviceId, DocId, PackHash, SpaceId, UnixMillis};
use crate::key::Signature;
use crate::limits;

/// Part of an earlier pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The pack that it is from.
    pub origin: Origin,
    /// The pack's own documents and changes, as far as they are carried.
    pub documents: Vec<BundleDocument>,
    /// The excerpts that the pack itself carried, as far as they are carried on; these carry none themselves.
    pub excerpts: Vec<Excerpt>,
    /// What is left out, in the order of the pack's leaves.
    pub pruned: Vec<Pruned>,
}

/// What an ordinary pack's header, body and signature say beside its contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The space that the pack belongs to.
    pub space: SpaceId,
    /// The epoch of the space key that sealed it.
    pub key_epoch: u32,
    /// The device that made and signed it.
    pub author: DeviceId,
    /// The author's count of packs.
    pub number: u64,
    /// The hash of the author's pack before. It does not travel where it follows from what does: for number 1, and
    /// where the excerpt before this one is of that very pack. A reader then finds `None` here.
    pub previous: Option<PackHash>,
    /// When a relay might drop it.
    pub expires: Option<UnixMillis>,
    /// Bytes of the sealed body.
    pub body_length: u32,
    /// The SHA-256 of the sealed body.
    pub body_hash: [u8; 32],
    /// The author's signature.
    pub signature: Signature,
}

/// Something left out of an excerpt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pruned {
    /// How many leaves that are carried stand between what was left out before, or the beginning, and this.
    pub after: u32,
    /// What it was.
    pub part: PrunedPart,
}

/// What is known of a part that was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrunedPart {
    /// A change of an erased document.
    Tombstone(Tombstone),
    /// A subtree of the pack's tree, which stays secret.
    Subtree {
        /// Its leaves.
        count: u32,
        /// Its root.
        hash: [u8; 32],
    },
}

/// What is left of a change of an erased document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tombstone {
    /// The document.
    pub document: DocId,
    /// The SHA-256 of the change.
    pub change: [u8; 32],
}

impl Origin {
    /// Tells whether this is the author's next pack in the same space after `other`.
    pub fn follows(&self, other: &Origin) -> bool {
        self.space == other.space
            && self.author == other.author
            && other.number.checked_add(1) == Some(self.number)
    }
}

impl Excerpt {
    /// Makes an excerpt that says nothing yet, to be filled column by column.
    fn signed(signature: Signature) -> Self {
        Self {
            origin: Origin {
                space: SpaceId::ZERO,
                key_epoch: 0,
                author: DeviceId::ZERO,
                number: 0,
                previous: None,
                expires: None,
                body_length: 0,
                body_hash: [0; 32],
                signature,
            },
            documents: Vec::new(),
            excerpts: Vec::new(),
            pruned: Vec::new(),
        }
    }
}

/// Tells whether an origin's `previous` follows from its number or from the excerpt before it in the same list.
fn is_implied(before: Option<&Origin>, origin: &Origin) -> bool {
    origin.number == 1 || before.is_some_and(|before| origin.follows(before))
}

/// Gives each excerpt with its own excerpts behind it, and beside it the origin before it in the same list.
pub(crate) fn in_order(excerpts: &[Excerpt]) -> impl Iterator<Item = (Option<&Origin>, &Excerpt)> {
    with_before(excerpts).flat_map(|row| std::iter::once(row).chain(with_before(&row.1.excerpts)))
}

fn with_before(excerpts: &[Excerpt]) -> impl Iterator<Item = (Option<&Origin>, &Excerpt)> {
    let before = std::iter::once(None).chain(excerpts.iter().map(|excerpt| Some(&excerpt.origin)));
    before.zip(excerpts)
}

/// Does something with each excerpt in the order of [`in_order`].
pub(crate) fn each(
    excerpts: &mut [Excerpt],
    act: &mut impl FnMut(Option<Origin>, &mut Excerpt) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    let mut before = None;
    for excerpt in excerpts {
        act(before, excerpt)?;
        before = Some(excerpt.origin);
        each(&mut excerpt.excerpts, act)?;
    }
    Ok(())
}

/// Writes all of excerpts but their documents, column by column.
pub(crate) fn write_columns(excerpts: &[Excerpt], writer: &mut Writer) {
    let rows = || in_order(excerpts).map(|(_, excerpt)| excerpt);
    let origins = || rows().map(|excerpt| &excerpt.origin);
    writer.varint(rows().count() as u64);
    origins().for_each(|origin| origin.signature.write(writer));
    origins().for_each(|origin| writer.raw(&origin.body_hash));
    origins().for_each(|origin| origin.space.write(writer));
    origins().for_each(|origin| origin.author.write(writer));
    origins().for_each(|origin| writer.varint(origin.number));
    origins().for_each(|origin| writer.varint(u64::from(origin.key_epoch)));
    origins().for_each(|origin| writer.option(origin.expires.as_ref()));
    origins().for_each(|origin| writer.varint(u64::from(origin.body_length)));
    rows().for_each(|excerpt| writer.list(&excerpt.pruned));
    rows().for_each(|excerpt| writer.varint(excerpt.excerpts.len() as u64));
    for (before, excerpt) in in_order(excerpts) {
        if !is_implied(before, &excerpt.origin) {
            let previous = excerpt.origin.previous.unwrap_or(PackHash::ZERO);
            previous.write(writer);
        }
    }
}

/// Reads what [`write_columns`] wrote.
pub(crate) fn read_columns(reader: &mut Reader<'_>) -> Result<Vec<Excerpt>, DecodeError> {
    let count = reader.length(limits::BUNDLE_EXCERPTS)?;
    // The largest column comes first: an excerpt takes memory only once much of it has been there.
    let mut rows = repeat(count, || Signature::read(reader).map(Excerpt::signed))?;
    for row in &mut rows {
        row.origin.body_hash = reader.array()?;
    }
    for row in &mut rows {
        row.origin.space = SpaceId::read(reader)?;
    }
    for row in &mut rows {
        row.origin.author = DeviceId::read(reader)?;
    }
    for row in &mut rows {
        row.origin.number = read_number(reader)?;
    }
    for row in &mut rows {
        row.origin.key_epoch = reader.varint_u32("key epoch")?;
    }
    for row in &mut rows {
        row.origin.expires = reader.option("expiry")?;
    }
    for row in &mut rows {
        row.origin.body_length = reader.varint_u32("pack body")?;
        limits::PACK_BODY.check(u64::from(row.origin.body_length))?;
    }
    for row in &mut rows {
        row.pruned = reader.list(limits::EXCERPT_PRUNED)?;
    }
    let inner = repeat(count, || reader.length(limits::BUNDLE_EXCERPTS))?;
    let mut excerpts = nest(rows, inner)?;
    each(&mut excerpts, &mut |before, excerpt| {
        if !is_implied(before.as_ref(), &excerpt.origin) {
            excerpt.origin.previous = Some(PackHash::read(reader)?);
        }
        Ok(())
    })?;
    Ok(excerpts)
}

/// Reads the number of an ordinary pack.
fn read_number(reader: &mut Reader<'_>) -> Result<u64, DecodeError> {
    match reader.varint()? {
        0 => Err(DecodeError::Invalid {
            what: "pack number",
        }),
        number => Ok(number),
    }
}

/// Puts excerpts that stand behind one into it; `inner` says how many each has.
fn nest(rows: Vec<Excerpt>, inner: Vec<usize>) -> Result<Vec<Excerpt>, DecodeError> {
    let mut rows = rows.into_iter().zip(inner);
    let mut excerpts = Vec::new();
    let invalid = DecodeError::Invalid { what: "excerpts" };
    while let Some((mut excerpt, count)) = rows.next() {
        for _ in 0..count {
            match rows.next() {
                Some((row, 0)) => excerpt.excerpts.push(row),
                _ => return Err(invalid),
            }
        }
        excerpts.push(excerpt);
    }
    Ok(excerpts)
}

impl Wire for Pruned {
    fn write(&self, writer: &mut Writer) {
        writer.varint(u64::from(self.after));
        match &self.part {
            PrunedPart::Tombstone(tombstone) => {
                writer.u8(1);
                tombstone.document.write(writer);
                writer.raw(&tombstone.change);
            }
            PrunedPart::Subtree { count, hash } => {
                writer.u8(2);
                writer.varint(u64::from(*count));
                writer.raw(hash);
            }
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let after = read_leaves(reader)?;
        let part = match reader.u8()? {
            1 => PrunedPart::Tombstone(Tombstone {
                document: DocId::read(reader)?,
                change: reader.array()?,
            }),
            2 => PrunedPart::Subtree {
                count: read_leaves(reader)?,
                hash: reader.array()?,
            },
            tag => {
                return Err(DecodeError::UnknownTag {
                    what: "pruned part",
                    tag: u64::from(tag),
                });
            }
        };
        Ok(Self { after, part })
    }
}

fn read_leaves(reader: &mut Reader<'_>) -> Result<u32, DecodeError> {
    let count = reader.varint_u32(limits::PACK_LEAVES.name)?;
    limits::PACK_LEAVES.check(u64::from(count))?;
    Ok(count)
}
