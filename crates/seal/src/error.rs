//! Why something could not be sealed, opened or verified.

use proto::{Code, DecodeError};

/// Why something could not be sealed, opened or verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The bytes do not decode.
    #[error("cannot be read: {0}")]
    Decode(#[from] DecodeError),
    /// The signature does not fit the key and the bytes.
    #[error("the signature does not fit")]
    BadSignature,
    /// The bytes name another signer than the one whose key was given.
    #[error("signed by another than the named signer")]
    WrongSigner,
    /// The key does not open the sealed bytes, or they were changed.
    #[error("the key does not open this")]
    CannotOpen,
    /// A recipient's public key is no usable key.
    #[error("the recipient's key is not usable")]
    BadRecipient,
    /// Sealed contents that are no compressed bundle.
    #[error("the contents cannot be decompressed")]
    BadContents,
    /// The contents are not what the header commits to.
    #[error("the contents are not those that the author signed for")]
    WrongContents,
    /// An excerpt whose parts do not make up the tree of a pack, or whose pack before is not known.
    #[error("an excerpt does not make up the pack that it is from")]
    BadExcerpt,
    /// A derived pack with changes of its own, or an ordinary one with what only a derived one may carry.
    #[error("the contents do not fit the kind of pack")]
    WrongKind,
    /// A derived pack that does not carry each pack that it covers exactly once and whole.
    #[error("the packs that are covered are not all there, whole and once")]
    Incomplete,
    /// A derived pack that leaves out, or was made to leave out, a document that nobody erased.
    #[error("a document is left out that is not erased")]
    NotErased,
    /// A derived pack that still holds a document for whose erasure it was made.
    #[error("an erased document is still there")]
    StillHeld,
    /// The bundle could not be compressed.
    #[error("the contents cannot be compressed")]
    Compression,
}

impl SealError {
    /// Gives the code with which a relay refuses a pack or an entry for this reason.
    pub fn code(&self) -> Code {
        match self {
            SealError::Decode(DecodeError::TooLong { .. }) => Code::TooLarge,
            SealError::Decode(DecodeError::UnsupportedVersion { .. }) => Code::UnsupportedVersion,
            SealError::BadSignature | SealError::WrongSigner => Code::BadSignature,
            SealError::Decode(_)
            | SealError::CannotOpen
            | SealError::BadRecipient
            | SealError::BadContents
            | SealError::WrongContents
            | SealError::BadExcerpt
            | SealError::WrongKind
            | SealError::Incomplete
            | SealError::NotErased
            | SealError::StillHeld
            | SealError::Compression => Code::BadPack,
        }
    }
}
