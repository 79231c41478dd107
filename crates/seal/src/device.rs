//! A device's secret keys.

use std::fmt;

use ed25519_dalek::{Signer, SigningKey};
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, Serializable};
use proto::{DeviceId, DeviceKeys, Signature};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::error::SealError;
use crate::hash::{DEVICE_LABEL, first_half, labelled};

/// The HPKE key encapsulation in use.
pub(crate) type KeyExchange = X25519HkdfSha256;

/// A device's secret keys: Ed25519 to sign, X25519 to receive space keys. Wiped from memory when dropped.
pub struct DeviceSecret {
    sign: SigningKey,
    kx: <KeyExchange as Kem>::PrivateKey,
    keys: DeviceKeys,
}

impl DeviceSecret {
    /// Draws new keys.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 64]);
        rng.fill_bytes(bytes.as_mut());
        Self::from_bytes(&bytes)
    }

    /// Takes the two 32-byte secrets, the signing one first. Any bytes are keys.
    pub fn from_bytes(bytes: &[u8; 64]) -> Self {
        let (seed, rest) = bytes.split_at(32);
        let mut halves = Zeroizing::new([[0; 32]; 2]);
        let [sign, kx] = &mut *halves;
        sign.copy_from_slice(seed);
        kx.copy_from_slice(rest);
        Self::from_halves(sign, kx)
    }

    /// Takes a signing seed and a key exchange secret.
    pub(crate) fn from_halves(seed: &[u8; 32], kx: &[u8; 32]) -> Self {
        let sign = SigningKey::from_bytes(seed);
        let kx = private_key(kx);
        let mut public = [0; 32];
        KeyExchange::sk_to_pk(&kx).write_exact(&mut public);
        let keys = DeviceKeys {
            sign: sign.verifying_key().to_bytes(),
            kx: public,
        };
        Self { sign, kx, keys }
    }

    /// Gives the two secrets, to be stored under encryption.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 64]> {
        let mut bytes = Zeroizing::new([0; 64]);
        let (seed, kx) = bytes.split_at_mut(32);
        seed.copy_from_slice(self.sign.as_bytes());
        self.kx.write_exact(kx);
        bytes
    }

    /// Gives the public keys.
    pub fn keys(&self) -> &DeviceKeys {
        &self.keys
    }

    /// Gives the device's id.
    pub fn id(&self) -> DeviceId {
        device_id(&self.keys)
    }

    /// Signs a hash that [`crate::hash`] made.
    pub(crate) fn sign_hash(&self, hash: &[u8; 32]) -> Signature {
        Signature(self.sign.sign(hash).to_bytes())
    }

    /// Gives the key exchange secret.
    pub(crate) fn kx(&self) -> &<KeyExchange as Kem>::PrivateKey {
        &self.kx
    }
}

impl fmt::Debug for DeviceSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceSecret({})", self.id())
    }
}

/// Derives a device's id from its public keys.
pub fn device_id(keys: &DeviceKeys) -> DeviceId {
    DeviceId(first_half(labelled(DEVICE_LABEL, &[&keys.sign, &keys.kx])))
}

/// Reads a public key exchange key.
pub(crate) fn public_key(bytes: &[u8; 32]) -> Result<<KeyExchange as Kem>::PublicKey, SealError> {
    <KeyExchange as Kem>::PublicKey::from_bytes(bytes).map_err(|_| SealError::BadRecipient)
}

fn private_key(bytes: &[u8; 32]) -> <KeyExchange as Kem>::PrivateKey {
    match <KeyExchange as Kem>::PrivateKey::from_bytes(bytes) {
        Ok(key) => key,
        // Reading an X25519 secret fails on a wrong length only, and the length is in the type.
        Err(_) => unreachable!("32 bytes are an X25519 secret"),
    }
}
