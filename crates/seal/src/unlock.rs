//! The secret that opens a device whose officer cannot, and its sealing to those who may hand it out.

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use proto::{DeviceId, DeviceKeys, DocId, UnlockCode, UnlockShare};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::code_secret::code_secret;
use crate::device::{DeviceSecret, KeyExchange, device_id, public_key};
use crate::error::SealError;
use crate::hash::{UNLOCK_LABEL, first_half, labelled};

code_secret! {
    /// The 128 random bits of an unlock code. Wiped from memory when dropped.
    UnlockSecret
}

impl UnlockSecret {
    /// Gives the code that a person types.
    pub fn code(&self) -> UnlockCode {
        UnlockCode { secret: *self.0 }
    }
}

/// Derives the id under which a device's unlock code travels. No other device's pack may carry it.
pub fn unlock_deposit_id(device: &DeviceId) -> DocId {
    DocId(first_half(labelled(UNLOCK_LABEL, &[device.as_bytes()])))
}

/// Seals the secret of `device` to a member.
pub fn seal_unlock_secret(
    secret: &UnlockSecret,
    device: &DeviceId,
    recipient: &DeviceKeys,
    rng: &mut impl CryptoRng,
) -> Result<UnlockShare, SealError> {
    let (enc, sealed) =
        hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, KeyExchange>(
            &OpModeS::Base,
            &public_key(&recipient.kx)?,
            &info(device),
            secret.as_bytes(),
            &[],
            rng,
        )
        .map_err(|_| SealError::BadRecipient)?;
    let mut share = UnlockShare {
        recipient: device_id(recipient),
        enc: [0; 32],
        ciphertext: sealed.try_into().map_err(|_| SealError::BadRecipient)?,
    };
    enc.write_exact(&mut share.enc);
    Ok(share)
}

/// Opens the secret of `device` that was sealed to this recipient.
pub fn open_unlock_secret(
    share: &UnlockShare,
    device: &DeviceId,
    recipient: &DeviceSecret,
) -> Result<UnlockSecret, SealError> {
    let enc = <KeyExchange as Kem>::EncappedKey::from_bytes(&share.enc)
        .map_err(|_| SealError::CannotOpen)?;
    let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, KeyExchange>(
        &OpModeR::Base,
        recipient.kx(),
        &enc,
        &info(device),
        &share.ciphertext,
        &[],
    )
    .map_err(|_| SealError::CannotOpen)?;
    let opened = Zeroizing::new(opened);
    let bytes = opened.as_slice().try_into();
    bytes
        .map(UnlockSecret::from_bytes)
        .map_err(|_| SealError::CannotOpen)
}

/// HPKE's `info`: label and device.
fn info(device: &DeviceId) -> Vec<u8> {
    [UNLOCK_LABEL.as_bytes(), device.as_bytes()].concat()
}
