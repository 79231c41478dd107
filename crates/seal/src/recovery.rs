//! A recovery code's secret, and the keys that grow from it.

use std::fmt;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::device::DeviceSecret;
use crate::hash::{RECOVERY_KX_LABEL, RECOVERY_SIGN_LABEL, labelled};

/// The 128 random bits in a recovery code. Wiped from memory when dropped.
#[derive(Clone)]
pub struct RecoverySecret(Zeroizing<[u8; 16]>);

impl RecoverySecret {
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

    /// Derives the keys of the member that the code stands for.
    pub fn device(&self) -> DeviceSecret {
        let seed = Zeroizing::new(labelled(RECOVERY_SIGN_LABEL, &[&*self.0]));
        let kx = Zeroizing::new(labelled(RECOVERY_KX_LABEL, &[&*self.0]));
        DeviceSecret::from_halves(&seed, &kx)
    }
}

impl fmt::Debug for RecoverySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoverySecret(…)")
    }
}
