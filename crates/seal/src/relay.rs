//! A relay's own key, with which it signs receipts; its public half is the relay's id.

use std::fmt;

use ed25519_dalek::{Signer, SigningKey};
use proto::{RelayId, Signature};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// A relay's Ed25519 secret. Wiped from memory when dropped.
pub struct RelaySecret(SigningKey);

impl RelaySecret {
    /// Draws a new key.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut());
        Self::from_bytes(&bytes)
    }

    /// Takes a stored key.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(bytes))
    }

    /// Gives the key, to be stored where only the relay reads it.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// Gives the relay's id.
    pub fn id(&self) -> RelayId {
        RelayId(self.0.verifying_key().to_bytes())
    }

    /// Signs a hash that [`crate::hash`] made.
    pub(crate) fn sign_hash(&self, hash: &[u8; 32]) -> Signature {
        Signature(self.0.sign(hash).to_bytes())
    }
}

impl fmt::Debug for RelaySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RelaySecret({})", self.id())
    }
}
