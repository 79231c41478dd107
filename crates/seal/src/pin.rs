//! Wrapping a key by a PIN and a secret of the device, so that neither alone unwraps it.
//!
//! A PIN has few digits: whoever copies the wrapped key without the device secret can try no PIN at all, and
//! whoever has both pays for Argon2id with each try.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use proto::codec::{DecodeError, Reader, Writer};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// The version of a wrapped key's form.
const VERSION: u8 = 1;
const SALT_SIZE: usize = 16;
const NONCE_SIZE: usize = 24;

/// How hard each try is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinParams {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl PinParams {
    /// What OWASP's password storage cheat sheet recommends for Argon2id: 19 MiB, two passes, one lane.
    pub const DEFAULT: PinParams = PinParams {
        memory: 19456,
        passes: 2,
        lanes: 1,
    };

    /// Keeps a foreign file from asking for all memory or for ever: 1 GiB, 64 passes, 16 lanes.
    fn is_reasonable(self) -> bool {
        self.memory <= 1 << 20 && self.passes <= 64 && self.lanes <= 16
    }
}

/// Why a key was not wrapped or unwrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// The PIN is wrong, or the wrapped key belongs to another device secret, or was changed.
    #[error("wrong PIN")]
    WrongPin,
    /// The bytes are no wrapped key.
    #[error("not a wrapped key: {0}")]
    Damaged(#[from] DecodeError),
    /// The parameters are out of range.
    #[error("Argon2 parameters out of range")]
    BadParams,
}

/// Wraps a 32-byte key.
pub fn wrap_key(
    key: &[u8; 32],
    pin: &str,
    device_secret: &[u8; 32],
    params: PinParams,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, PinError> {
    let mut salt = [0; SALT_SIZE];
    let mut nonce = [0; NONCE_SIZE];
    rng.fill_bytes(&mut salt);
    rng.fill_bytes(&mut nonce);
    let cipher = cipher(pin, device_secret, &salt, params)?;
    let mut writer = Writer::new();
    writer.u8(VERSION);
    for parameter in [params.memory, params.passes, params.lanes] {
        writer.varint(u64::from(parameter));
    }
    writer.raw(&salt);
    writer.raw(&nonce);
    let mut bytes = writer.into_bytes();
    let sealed = cipher
        .encrypt(
            &XNonce::from(nonce),
            Payload {
                msg: key,
                aad: &bytes,
            },
        )
        .map_err(|_| PinError::BadParams)?;
    bytes.extend_from_slice(&sealed);
    Ok(bytes)
}

/// Unwraps a key that [`wrap_key`] wrapped.
pub fn unwrap_key(
    wrapped: &[u8],
    pin: &str,
    device_secret: &[u8; 32],
) -> Result<Zeroizing<[u8; 32]>, PinError> {
    let mut reader = Reader::new(wrapped);
    reader.version("wrapped key", VERSION)?;
    let params = PinParams {
        memory: reader.varint_u32("memory")?,
        passes: reader.varint_u32("passes")?,
        lanes: reader.varint_u32("lanes")?,
    };
    let salt = reader.array::<SALT_SIZE>()?;
    let nonce = reader.array::<NONCE_SIZE>()?;
    let header = wrapped
        .get(..wrapped.len() - reader.remaining())
        .unwrap_or_default();
    let sealed = reader.array::<48>()?;
    reader.finish()?;
    let opened = cipher(pin, device_secret, &salt, params)?
        .decrypt(
            &XNonce::from(nonce),
            Payload {
                msg: &sealed,
                aad: header,
            },
        )
        .map_err(|_| PinError::WrongPin)?;
    let opened = Zeroizing::new(opened);
    let mut key = Zeroizing::new([0; 32]);
    key.copy_from_slice(opened.get(..32).ok_or(PinError::WrongPin)?);
    Ok(key)
}

/// Derives the wrapping key: Argon2id with the device secret as its secret value (RFC 9106).
fn cipher(
    pin: &str,
    device_secret: &[u8; 32],
    salt: &[u8; SALT_SIZE],
    params: PinParams,
) -> Result<XChaCha20Poly1305, PinError> {
    if !params.is_reasonable() {
        return Err(PinError::BadParams);
    }
    let params = Params::new(params.memory, params.passes, params.lanes, Some(32))
        .map_err(|_| PinError::BadParams)?;
    let argon2 =
        Argon2::new_with_secret(device_secret, Algorithm::Argon2id, Version::V0x13, params)
            .map_err(|_| PinError::BadParams)?;
    let mut key = Zeroizing::new([0; 32]);
    argon2
        .hash_password_into(pin.as_bytes(), salt, key.as_mut())
        .map_err(|_| PinError::BadParams)?;
    Ok(XChaCha20Poly1305::new((&*key).into()))
}
