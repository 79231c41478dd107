//! An invite's secret, and the keys that grow from it.

use proto::{DeviceKeys, InviteId};
use zeroize::Zeroizing;

use crate::code_secret::code_secret;
use crate::device::DeviceSecret;
use crate::hash::{INVITE_KX_LABEL, INVITE_LABEL, INVITE_SIGN_LABEL, first_half, labelled};

code_secret! {
    /// The 128 random bits in an invite code. Wiped from memory when dropped.
    InviteSecret
}

impl InviteSecret {
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

/// Derives an invite's id from its public keys.
pub fn invite_id(keys: &DeviceKeys) -> InviteId {
    InviteId(first_half(labelled(INVITE_LABEL, &[&keys.sign, &keys.kx])))
}
