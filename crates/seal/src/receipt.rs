//! A relay's signatures for what it made durable, and for what it deleted.

use proto::{Attested, ErasureReceiptBody, ReceiptBody, RelayId};

use crate::error::SealError;
use crate::relay::RelaySecret;
use crate::signed::{Signable, Signed, Verified, VerifyingKey, hash_of};

/// What a relay signs for. It names the relay.
pub trait Attestable: Signable {
    /// Gives the place where the relay is named.
    fn relay_mut(&mut self) -> &mut RelayId;
    /// Gives the relay that is named.
    fn relay(&self) -> &RelayId;
}

impl Attestable for ReceiptBody {
    fn relay_mut(&mut self) -> &mut RelayId {
        &mut self.relay
    }

    fn relay(&self) -> &RelayId {
        &self.relay
    }
}

impl Attestable for ErasureReceiptBody {
    fn relay_mut(&mut self) -> &mut RelayId {
        &mut self.relay
    }

    fn relay(&self) -> &RelayId {
        &self.relay
    }
}

/// Signs a receipt; its `relay` field is the signer's id whatever the body says.
pub fn attest<T: Attestable>(mut body: T, secret: &RelaySecret) -> Attested<T> {
    *body.relay_mut() = secret.id();
    let signature = secret.sign_hash(&hash_of::<T>(&body.to_bytes()));
    Attested { body, signature }
}

/// Checks that `relay` signed the receipt.
pub fn verify_attested<T: Attestable>(
    receipt: &Attested<T>,
    relay: &RelayId,
) -> Result<Verified<T>, SealError> {
    if receipt.body.relay() != relay {
        return Err(SealError::WrongSigner);
    }
    let signed = Signed::<T>::parse(&receipt.body.to_bytes(), receipt.signature)?;
    signed.verify(&VerifyingKey::try_from(relay)?)
}
