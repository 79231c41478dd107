//! A relay's signatures for what it made durable, and for what it deleted.

use proto::{ErasureReceipt, ErasureReceiptBody, Receipt, ReceiptBody, RelayId, Wire};

use crate::error::SealError;
use crate::relay::RelaySecret;
use crate::signed::{Signed, Verified, VerifyingKey, hash_of};

/// Signs a receipt; its `relay` field is the signer's id whatever the body says.
pub fn sign_receipt(mut body: ReceiptBody, secret: &RelaySecret) -> Receipt {
    body.relay = secret.id();
    let signature = secret.sign_hash(&hash_of::<ReceiptBody>(&body.to_bytes()));
    Receipt { body, signature }
}

/// Checks that `relay` signed the receipt.
pub fn verify_receipt(
    receipt: &Receipt,
    relay: &RelayId,
) -> Result<Verified<ReceiptBody>, SealError> {
    if receipt.body.relay != *relay {
        return Err(SealError::WrongSigner);
    }
    let signed = Signed::<ReceiptBody>::parse(&receipt.body.to_bytes(), receipt.signature)?;
    signed.verify(&VerifyingKey::try_from(relay)?)
}

/// Signs an erasure receipt; its `relay` field is the signer's id whatever the body says.
pub fn sign_erasure(mut body: ErasureReceiptBody, secret: &RelaySecret) -> ErasureReceipt {
    body.relay = secret.id();
    let signature = secret.sign_hash(&hash_of::<ErasureReceiptBody>(&body.to_bytes()));
    ErasureReceipt { body, signature }
}

/// Checks that `relay` signed the erasure receipt.
pub fn verify_erasure(
    receipt: &ErasureReceipt,
    relay: &RelayId,
) -> Result<Verified<ErasureReceiptBody>, SealError> {
    if receipt.body.relay != *relay {
        return Err(SealError::WrongSigner);
    }
    let bytes = receipt.body.to_bytes();
    let signed = Signed::<ErasureReceiptBody>::parse(&bytes, receipt.signature)?;
    signed.verify(&VerifyingKey::try_from(relay)?)
}
