//! An invite's secret, and the keys that grow from it.

use std::fmt;

use proto::{DeviceKeys, InviteId};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::device::DeviceSecret;
use crate::hash::{INVITE_KX_LABEL, INVITE_LABEL, INVITE_SIGN_LABEL, first_half, labelled};

/// The 128 random bits in an invite code. Wiped from memory when dropped.
#[derive(Clone)]
pub struct InviteSecret(Zeroizing<[u8; 16]>);

impl InviteSecret {
    /// Draws a new secret.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 16]);
        rng.fill_bytes(bytes.as_mut());
        Self(bytes)
    }

    /// Takes the bytes of a code.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Gives the bytes for a code.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Derives the invite's keys: they sign its enrolment and open the space keys sealed to it.
    pub fn pair(&self) -> DeviceSecret {
        let seed = Zeroizing::new(labelled(INVITE_SIGN_LABEL, &[&*self.0]));
        let kx = Zeroizing::new(labelled(INVITE_KX_LABEL, &[&*self.0]));
        DeviceSecret::from_halves(&seed, &kx)
    }

    /// Gives the invite's id.
    pub fn id(&self) -> InviteId {
        invite_id(self.pair().keys())
    }
}

impl fmt::Debug for InviteSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InviteSecret(…)")
    }
}

/// Derives an invite's id from its public keys.
pub fn invite_id(keys: &DeviceKeys) -> InviteId {
    InviteId(first_half(labelled(INVITE_LABEL, &[&keys.sign, &keys.kx])))
}
