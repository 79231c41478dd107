//! Signed values: unusable until verified.

use proto::{
    Action, Actor, DecodeError, DeviceKeys, Entry, EntryHash, ErasureReceiptBody, ReceiptBody,
    RelayId, RequestHash, RequestHead, Signature, Wire,
};

use crate::device::{DeviceSecret, device_id};
use crate::error::SealError;
use crate::hash::{ERASURE_LABEL, LEDGER_LABEL, RECEIPT_LABEL, REQUEST_LABEL, labelled};

/// A value that is signed as its bytes under a label.
pub trait Signable: Wire + Clone {
    /// What the signature is for.
    const LABEL: &'static str;
    /// What stands between label and value; for a request its method and path.
    const CONTEXT: &'static str = "";
}

impl Signable for Entry {
    const LABEL: &'static str = LEDGER_LABEL;
}

impl Signable for RequestHead {
    const LABEL: &'static str = REQUEST_LABEL;
    const CONTEXT: &'static str = proto::message::REQUEST_LINE;
}

impl Signable for ReceiptBody {
    const LABEL: &'static str = RECEIPT_LABEL;
}

impl Signable for ErasureReceiptBody {
    const LABEL: &'static str = ERASURE_LABEL;
}

/// A signed ledger entry.
pub type SignedEntry = Signed<Entry>;
/// A ledger entry whose signature fits.
pub type VerifiedEntry = Verified<Entry>;
/// A signed request head.
pub type SignedRequest = Signed<RequestHead>;
/// A request head whose signature fits.
pub type VerifiedRequest = Verified<RequestHead>;

/// An Ed25519 public key that is a point of the curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

impl VerifyingKey {
    /// Reads a key; bytes that are no key fit no signature.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, SealError> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes);
        key.map(Self).map_err(|_| SealError::BadSignature)
    }

    /// Checks a signature over a hash. Strict: one message and key have no second signature form.
    pub(crate) fn check(&self, hash: &[u8; 32], signature: &Signature) -> Result<(), SealError> {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        self.0
            .verify_strict(hash, &signature)
            .map_err(|_| SealError::BadSignature)
    }
}

impl TryFrom<&DeviceKeys> for VerifyingKey {
    type Error = SealError;

    fn try_from(keys: &DeviceKeys) -> Result<Self, SealError> {
        Self::from_bytes(&keys.sign)
    }
}

impl TryFrom<&RelayId> for VerifyingKey {
    type Error = SealError;

    fn try_from(relay: &RelayId) -> Result<Self, SealError> {
        Self::from_bytes(relay.as_bytes())
    }
}

/// A value with a signature that nobody has checked yet. It cannot be used, only verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed<T> {
    payload: T,
    bytes: Vec<u8>,
    signature: Signature,
    hash: [u8; 32],
}

/// A value whose signature fits a key, which it remembers: whoever acts on it can see whose key that was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified<T> {
    signed: Signed<T>,
    key: VerifyingKey,
}

impl<T: Signable> Signed<T> {
    /// Signs a value.
    pub fn sign(payload: T, secret: &DeviceSecret) -> Self {
        let bytes = payload.to_bytes();
        let hash = hash_of::<T>(&bytes);
        Self {
            payload,
            bytes,
            signature: secret.sign_hash(&hash),
            hash,
        }
    }

    /// Reads a value's bytes beside its signature.
    pub fn parse(bytes: &[u8], signature: Signature) -> Result<Self, DecodeError> {
        let payload = T::from_bytes(bytes)?;
        Ok(Self {
            payload,
            bytes: bytes.to_vec(),
            signature,
            hash: hash_of::<T>(bytes),
        })
    }

    /// Reads a value's bytes with the signature after them.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (bytes, signature) = bytes.split_last_chunk().ok_or(DecodeError::Truncated)?;
        Self::parse(bytes, Signature(*signature))
    }

    /// Gives the value's bytes with the signature after them.
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.bytes.as_slice(), &self.signature.0].concat()
    }

    /// Checks the signature with the signer's key, which the caller must know from elsewhere.
    pub fn verify(&self, key: &VerifyingKey) -> Result<Verified<T>, SealError> {
        key.check(&self.hash, &self.signature)?;
        Ok(Verified {
            signed: self.clone(),
            key: *key,
        })
    }
}

impl<T> Signed<T> {
    /// Gives the bytes that are signed.
    pub fn signed_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Gives the signature.
    pub fn signature(&self) -> &Signature {
        &self.signature
    }
}

impl Signed<Entry> {
    /// Gives the entry's hash, which is true whoever signed.
    pub fn hash(&self) -> EntryHash {
        EntryHash(self.hash)
    }

    /// Gives who the entry says signed it, to look up the key.
    pub fn claimed_signer(&self) -> Actor {
        self.payload.signer
    }

    /// Checks a space's first entry, which brings its own key: the founder's id is a hash of it.
    pub fn verify_founding(&self) -> Result<VerifiedEntry, SealError> {
        let Action::Create(create) = &self.payload.action else {
            return Err(SealError::WrongSigner);
        };
        if self.payload.signer != Actor::Device(device_id(&create.keys)) {
            return Err(SealError::WrongSigner);
        }
        self.verify(&VerifyingKey::try_from(&create.keys)?)
    }
}

impl Signed<RequestHead> {
    /// Gives the request's hash, which is true whoever signed.
    pub fn hash(&self) -> RequestHash {
        RequestHash(self.hash)
    }

    /// Gives who the request says sent it, to look up the key.
    pub fn claimed_actor(&self) -> Actor {
        self.payload.actor
    }
}

impl<T> Verified<T> {
    /// Gives the value.
    pub fn payload(&self) -> &T {
        &self.signed.payload
    }

    /// Gives the value and forgets the rest.
    pub fn into_payload(self) -> T {
        self.signed.payload
    }

    /// Gives the signed form, to store or send.
    pub fn signed(&self) -> &Signed<T> {
        &self.signed
    }

    /// Gives the key that the signature fits.
    pub fn key(&self) -> &VerifyingKey {
        &self.key
    }
}

impl<T: Signable> Verified<T> {
    /// Gives the value's bytes with the signature after them.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.signed.to_bytes()
    }
}

impl Verified<Entry> {
    /// Gives the entry's hash.
    pub fn hash(&self) -> EntryHash {
        self.signed.hash()
    }
}

impl Verified<RequestHead> {
    /// Gives the request's hash.
    pub fn hash(&self) -> RequestHash {
        self.signed.hash()
    }
}

/// Hashes a value's bytes for signing.
pub(crate) fn hash_of<T: Signable>(bytes: &[u8]) -> [u8; 32] {
    labelled(T::LABEL, &[T::CONTEXT.as_bytes(), bytes])
}
