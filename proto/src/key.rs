//! Public keys, sealed keys and signatures as bytes. What they mean is `seal`'s matter.

use std::fmt;

use crate::codec::{DecodeError, Reader, Wire, Writer};

/// The public keys of a device or of an invite.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceKeys {
    /// The Ed25519 key that checks its signatures.
    pub sign: [u8; 32],
    /// The X25519 key to which space keys are sealed.
    pub kx: [u8; 32],
}

impl fmt::Debug for DeviceKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceKeys(")?;
        self.sign
            .iter()
            .take(4)
            .try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str("…)")
    }
}

impl Wire for DeviceKeys {
    fn write(&self, writer: &mut Writer) {
        writer.raw(&self.sign);
        writer.raw(&self.kx);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            sign: reader.array()?,
            kx: reader.array()?,
        })
    }
}

/// A space's key of one epoch, sealed to one recipient (HPKE, RFC 9180).
#[derive(Clone, PartialEq, Eq)]
pub struct SealedKey {
    /// The key's epoch.
    pub epoch: u32,
    /// The encapsulated key.
    pub enc: [u8; 32],
    /// The sealed 32-byte key and its tag.
    pub ciphertext: [u8; 48],
}

impl fmt::Debug for SealedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedKey(epoch {})", self.epoch)
    }
}

impl Wire for SealedKey {
    fn write(&self, writer: &mut Writer) {
        writer.varint(u64::from(self.epoch));
        writer.raw(&self.enc);
        writer.raw(&self.ciphertext);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            epoch: reader.varint_u32("key epoch")?,
            enc: reader.array()?,
            ciphertext: reader.array()?,
        })
    }
}

/// An Ed25519 signature's bytes (RFC 8032).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(pub [u8; 64]);

impl Signature {
    /// The size in bytes.
    pub const SIZE: usize = 64;
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(")?;
        self.0
            .iter()
            .take(4)
            .try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str("…)")
    }
}

impl Wire for Signature {
    fn write(&self, writer: &mut Writer) {
        writer.raw(&self.0);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.array().map(Self)
    }
}
