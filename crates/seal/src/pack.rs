//! Sealing a bundle into a pack, and opening it again.
//!
//! The body is a random nonce and the sealed contents; the contents are the bundle's size as a varint and one
//! Zstandard frame (RFC 8878) with the dictionary of the protocol. The size is held against its limit before memory is
//! taken for it.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use proto::pack::{DICTIONARY, NONCE_SIZE, TAG_SIZE};
use proto::{
    Bundle, BundleDocument, Cover, DecodeError, DeviceKeys, DocId, Excerpt, Origin, PackHash,
    PackHeader, Reader, Signature, SpaceId, UnixMillis, Wire, Writer, limits,
};
use rand_core::CryptoRng;
use zstd::bulk::{Compressor, Decompressor};

use crate::contents::{check_kind, contents_of, resolve};
use crate::device::{DeviceSecret, device_id};
use crate::error::SealError;
use crate::hash::{pack_hash, sha256};
use crate::signed::VerifyingKey;
use crate::space_key::SpaceKey;

/// A pack's header as far as its author decides it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackDraft {
    /// The space.
    pub space: SpaceId,
    /// The epoch of the key that will seal it.
    pub key_epoch: u32,
    /// The author's count of packs in this space, from 1; 0 for a derived pack.
    pub number: u64,
    /// The author's pack before; zero for number 1 and for a derived pack.
    pub previous: PackHash,
    /// The packs that it replaces.
    pub covers: Vec<Cover>,
    /// The erased documents for whose sake it replaces them.
    pub erases: Vec<DocId>,
    /// When a relay may drop it.
    pub expires: Option<UnixMillis>,
}

/// A pack that this device made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedPack {
    /// The header.
    pub header: PackHeader,
    /// The whole pack.
    pub bytes: Vec<u8>,
    /// Its hash.
    pub hash: PackHash,
}

/// A pack whose signature nobody has checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedPack {
    header: PackHeader,
    header_size: usize,
    bytes: Vec<u8>,
    body_hash: [u8; 32],
    hash: PackHash,
}

/// A pack that its author has signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedPack(SignedPack);

/// What a pack says, found to be what its author signed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedPack {
    /// The documents whose changes the pack's author made.
    pub documents: Vec<BundleDocument>,
    /// What earlier packs said; each is to be held against its own author's signature.
    pub excerpts: Vec<Excerpt>,
}

/// Seals a bundle. `level` is Zstandard's, 1 to 22. A bundle that passes a limit is refused and must be split.
pub fn seal_pack(
    draft: &PackDraft,
    bundle: &Bundle,
    key: &SpaceKey,
    author: &DeviceSecret,
    level: i32,
    rng: &mut impl CryptoRng,
) -> Result<SealedPack, SealError> {
    let mut excerpts = bundle.excerpts.clone();
    resolve(&mut excerpts)?;
    let compressed = compress(bundle, level)?;
    let body_size = NONCE_SIZE + compressed.len() + TAG_SIZE;
    limits::PACK_BODY.check(body_size as u64)?;
    let header = PackHeader {
        space: draft.space,
        key_epoch: draft.key_epoch,
        author: author.id(),
        number: draft.number,
        previous: draft.previous,
        covers: draft.covers.clone(),
        erases: draft.erases.clone(),
        expires: draft.expires,
        contents: contents_of(&bundle.documents, &excerpts)?,
        body_length: body_size as u32,
    };
    let mut bytes = header.to_bytes();
    // What the reader would refuse must not be signed.
    PackHeader::from_bytes(&bytes)?;
    check_kind(&header, bundle)?;
    let mut nonce = [0; NONCE_SIZE];
    rng.fill_bytes(&mut nonce);
    let sealed = cipher(key)
        .encrypt(
            &XNonce::from(nonce),
            Payload {
                msg: &compressed,
                aad: &bytes,
            },
        )
        .map_err(|_| SealError::Compression)?;
    let body = [nonce.as_slice(), &sealed].concat();
    let hash = pack_hash(&bytes, &sha256(&body));
    bytes.extend_from_slice(&body);
    bytes.extend_from_slice(&author.sign_hash(hash.as_bytes()).0);
    Ok(SealedPack {
        header,
        bytes,
        hash,
    })
}

/// Reads a pack's form. Nothing in it is to be believed before [`SignedPack::verify`].
pub fn parse_pack(bytes: impl Into<Vec<u8>>) -> Result<SignedPack, DecodeError> {
    let bytes = bytes.into();
    limits::PACK.check(bytes.len() as u64)?;
    if bytes.first() == Some(&STUB) {
        return parse_stub(bytes);
    }
    let mut reader = Reader::new(&bytes);
    let header = PackHeader::read(&mut reader)?;
    let header_size = bytes.len() - reader.remaining();
    if (header.body_length as usize) < NONCE_SIZE + TAG_SIZE {
        return Err(DecodeError::Invalid { what: "pack body" });
    }
    match bytes.len().cmp(&header.pack_size(header_size)) {
        std::cmp::Ordering::Less => return Err(DecodeError::Truncated),
        std::cmp::Ordering::Greater => return Err(DecodeError::TrailingBytes),
        std::cmp::Ordering::Equal => {}
    }
    let (body_hash, hash) = {
        let (head, rest) = bytes
            .split_at_checked(header_size)
            .ok_or(DecodeError::Truncated)?;
        let body = rest.get(..header.body_length as usize);
        let body_hash = sha256(body.ok_or(DecodeError::Truncated)?);
        (body_hash, pack_hash(head, &body_hash))
    };
    Ok(SignedPack {
        header,
        header_size,
        bytes,
        body_hash,
        hash,
    })
}

/// The byte with which a stub begins. No version of a pack's format has this number.
const STUB: u8 = 0;

/// Makes the stub of a pack: all that proves who made it, without what it says.
pub(crate) fn stub(header: &PackHeader, body_hash: &[u8; 32], signature: &Signature) -> Vec<u8> {
    let head = header.to_bytes();
    [&[STUB], head.as_slice(), body_hash, &signature.0].concat()
}

fn parse_stub(bytes: Vec<u8>) -> Result<SignedPack, DecodeError> {
    let mut reader = Reader::new(&bytes);
    reader.u8()?;
    let header = PackHeader::read(&mut reader)?;
    let header_size = bytes.len() - reader.remaining();
    if header.is_derived() {
        return Err(DecodeError::Invalid { what: "stub" });
    }
    let body_hash = reader.array()?;
    reader.array::<64>()?;
    reader.finish()?;
    let head = bytes.get(1..header_size).ok_or(DecodeError::Truncated)?;
    let hash = pack_hash(head, &body_hash);
    Ok(SignedPack {
        header,
        header_size,
        bytes,
        body_hash,
        hash,
    })
}

impl SignedPack {
    /// Tells whether it proves that its author made the pack, and does not say what the pack says.
    pub fn is_stub(&self) -> bool {
        self.bytes.first() == Some(&STUB)
    }

    /// Gives what the header says, to find the author's key and to route; it may be a lie.
    pub fn claimed_header(&self) -> &PackHeader {
        &self.header
    }

    /// Gives the pack's hash, which is true whoever signed.
    pub fn hash(&self) -> PackHash {
        self.hash
    }

    /// Gives the pack's bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Checks that the keys are the named author's and that they signed.
    pub fn verify(self, author: &DeviceKeys) -> Result<VerifiedPack, SealError> {
        if device_id(author) != self.header.author {
            return Err(SealError::WrongSigner);
        }
        let signature = self.signature()?;
        VerifyingKey::try_from(author)?.check(self.hash.as_bytes(), &signature)?;
        Ok(VerifiedPack(self))
    }

    fn signature(&self) -> Result<Signature, DecodeError> {
        let last = self.bytes.last_chunk().ok_or(DecodeError::Truncated)?;
        Ok(Signature(*last))
    }
}

impl VerifiedPack {
    /// Gives the header.
    pub fn header(&self) -> &PackHeader {
        &self.0.header
    }

    /// Gives the pack's hash.
    pub fn hash(&self) -> PackHash {
        self.0.hash
    }

    /// Gives the pack's bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0.bytes
    }

    /// Gives what proves, beside the contents, that the author made the pack. A derived pack is no origin.
    pub(crate) fn origin(&self) -> Result<Origin, SealError> {
        let header = self.header();
        if header.is_derived() {
            return Err(SealError::WrongKind);
        }
        Ok(Origin {
            space: header.space,
            key_epoch: header.key_epoch,
            author: header.author,
            number: header.number,
            previous: Some(header.previous),
            expires: header.expires,
            body_length: header.body_length,
            body_hash: self.0.body_hash,
            signature: self.0.signature()?,
        })
    }

    /// Gives the pack's bytes and forgets the rest.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.bytes
    }
}

/// Opens a pack with the key of its space and epoch, and holds what it says against what its header commits to.
pub fn open(pack: &VerifiedPack, key: &SpaceKey) -> Result<OpenedPack, SealError> {
    if pack.0.is_stub() {
        return Err(SealError::WrongKind);
    }
    let SignedPack {
        header_size, bytes, ..
    } = &pack.0;
    let (header, rest) = bytes
        .split_at_checked(*header_size)
        .ok_or(DecodeError::Truncated)?;
    let (nonce, rest) = rest
        .split_first_chunk::<NONCE_SIZE>()
        .ok_or(DecodeError::Truncated)?;
    let sealed_size = rest.len().saturating_sub(Signature::SIZE);
    let sealed = rest.get(..sealed_size).ok_or(DecodeError::Truncated)?;
    let contents = cipher(key)
        .decrypt(
            &XNonce::from(*nonce),
            Payload {
                msg: sealed,
                aad: header,
            },
        )
        .map_err(|_| SealError::CannotOpen)?;
    let mut bundle = decompress(&contents)?;
    check_kind(pack.header(), &bundle)?;
    resolve(&mut bundle.excerpts)?;
    if contents_of(&bundle.documents, &bundle.excerpts)? != pack.header().contents {
        return Err(SealError::WrongContents);
    }
    Ok(OpenedPack {
        documents: bundle.documents,
        excerpts: bundle.excerpts,
    })
}

fn cipher(key: &SpaceKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.as_bytes().into())
}

fn compress(bundle: &Bundle, level: i32) -> Result<Vec<u8>, SealError> {
    let plain = bundle.to_bytes();
    limits::BUNDLE.check(plain.len() as u64)?;
    // A pack that nobody can read would block its author's chain for ever.
    Bundle::from_bytes(&plain)?;
    let compressed = Compressor::with_dictionary(level, DICTIONARY)
        .and_then(|mut compressor| compressor.compress(&plain))
        .map_err(|_| SealError::Compression)?;
    let mut writer = Writer::with_capacity(compressed.len() + 5);
    writer.varint(plain.len() as u64);
    writer.raw(&compressed);
    Ok(writer.into_bytes())
}

fn decompress(contents: &[u8]) -> Result<Bundle, SealError> {
    let mut reader = Reader::new(contents);
    let size = reader.length(limits::BUNDLE)?;
    let plain = Decompressor::with_dictionary(DICTIONARY)
        .and_then(|mut decompressor| decompressor.decompress(reader.rest(), size))
        .map_err(|_| SealError::BadContents)?;
    if plain.len() != size {
        return Err(SealError::BadContents);
    }
    Ok(Bundle::from_bytes(&plain)?)
}
