//! A recovery code's secret, and the keys that grow from it.

use zeroize::Zeroizing;

use crate::code_secret::code_secret;
use crate::device::DeviceSecret;
use crate::hash::{RECOVERY_KX_LABEL, RECOVERY_SIGN_LABEL, labelled};

code_secret! {
    /// The 128 random bits in a recovery code. Wiped from memory when dropped.
    RecoverySecret
}

impl RecoverySecret {
    /// Derives the keys of the member that the code stands for.
    pub fn device(&self) -> DeviceSecret {
        let seed = Zeroizing::new(labelled(RECOVERY_SIGN_LABEL, &[&*self.0]));
        let kx = Zeroizing::new(labelled(RECOVERY_KX_LABEL, &[&*self.0]));
        DeviceSecret::from_halves(&seed, &kx)
    }
}
