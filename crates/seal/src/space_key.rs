//! A space's key of one epoch, and its sealing to a device or an invite.

use std::fmt;

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use proto::SealedKey;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::device::{DeviceSecret, KeyExchange, public_key};
use crate::error::SealError;
use crate::hash::SPACE_KEY_LABEL;

/// The key under which one epoch's packs of a space are sealed. Wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct SpaceKey(Zeroizing<[u8; 32]>);

impl SpaceKey {
    /// Draws a new key.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut());
        Self(bytes)
    }

    /// Takes a stored key.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Gives the key, to be stored under encryption.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for SpaceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SpaceKey(…)")
    }
}

/// Seals a space key to a recipient's key exchange key. `binding` is the space's id, or the nonce of the
/// entry that creates the space, and must be the same on opening.
pub fn seal_space_key(
    key: &SpaceKey,
    binding: &[u8; 16],
    epoch: u32,
    recipient_kx: &[u8; 32],
    rng: &mut impl CryptoRng,
) -> Result<SealedKey, SealError> {
    let recipient = public_key(recipient_kx)?;
    let (enc, sealed) =
        hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, KeyExchange>(
            &OpModeS::Base,
            &recipient,
            &info(binding, epoch),
            key.as_bytes(),
            &[],
            rng,
        )
        .map_err(|_| SealError::BadRecipient)?;
    let mut sealed_key = SealedKey {
        epoch,
        enc: [0; 32],
        ciphertext: [0; 48],
    };
    enc.write_exact(&mut sealed_key.enc);
    sealed_key.ciphertext = sealed.try_into().map_err(|_| SealError::BadRecipient)?;
    Ok(sealed_key)
}

/// Opens a space key that was sealed to this device or invite.
pub fn open_space_key(
    sealed: &SealedKey,
    binding: &[u8; 16],
    recipient: &DeviceSecret,
) -> Result<SpaceKey, SealError> {
    let enc = <KeyExchange as Kem>::EncappedKey::from_bytes(&sealed.enc)
        .map_err(|_| SealError::CannotOpen)?;
    let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, KeyExchange>(
        &OpModeR::Base,
        recipient.kx(),
        &enc,
        &info(binding, sealed.epoch),
        &sealed.ciphertext,
        &[],
    )
    .map_err(|_| SealError::CannotOpen)?;
    let opened = Zeroizing::new(opened);
    let mut key = Zeroizing::new([0; 32]);
    if opened.len() != key.len() {
        return Err(SealError::CannotOpen);
    }
    key.copy_from_slice(&opened);
    Ok(SpaceKey(key))
}

/// HPKE's `info`: label, binding, and the epoch as four bytes, the highest first.
fn info(binding: &[u8; 16], epoch: u32) -> Vec<u8> {
    [SPACE_KEY_LABEL.as_bytes(), binding, &epoch.to_be_bytes()].concat()
}
