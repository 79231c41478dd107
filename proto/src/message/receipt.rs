//! What a relay signs for: packs that it has made durable.

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::id::{DeviceId, PackHash, RelayId, RequestHash, SpaceId, UnixMillis};
use crate::key::Signature;
use crate::limits;

/// What a relay says, with its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attested<T> {
    /// What the relay says.
    pub body: T,
    /// Its signature over the body.
    pub signature: Signature,
}

/// A signed receipt.
pub type Receipt = Attested<ReceiptBody>;

/// What a receipt says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptBody {
    /// The relay that signs.
    pub relay: RelayId,
    /// The device that brought the packs.
    pub device: DeviceId,
    /// The relay's time.
    pub time: UnixMillis,
    /// The request that brought them.
    pub request: RequestHash,
    /// The packs that are durable, those that the relay knew before included.
    pub stored: Vec<StoredPack>,
}

/// One durable pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoredPack {
    /// The space.
    pub space: SpaceId,
    /// The pack's author.
    pub author: DeviceId,
    /// The author's number.
    pub number: u64,
    /// The pack's hash.
    pub hash: PackHash,
}

impl<T: Wire> Wire for Attested<T> {
    fn write(&self, writer: &mut Writer) {
        self.body.write(writer);
        self.signature.write(writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            body: T::read(reader)?,
            signature: Signature::read(reader)?,
        })
    }
}

impl Wire for ReceiptBody {
    fn write(&self, writer: &mut Writer) {
        self.relay.write(writer);
        self.device.write(writer);
        self.time.write(writer);
        self.request.write(writer);
        writer.list(&self.stored);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            relay: RelayId::read(reader)?,
            device: DeviceId::read(reader)?,
            time: UnixMillis::read(reader)?,
            request: RequestHash::read(reader)?,
            stored: reader.list(limits::RECEIPT_PACKS)?,
        })
    }
}

impl Wire for StoredPack {
    fn write(&self, writer: &mut Writer) {
        self.space.write(writer);
        self.author.write(writer);
        writer.varint(self.number);
        self.hash.write(writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            space: SpaceId::read(reader)?,
            author: DeviceId::read(reader)?,
            number: reader.varint()?,
            hash: PackHash::read(reader)?,
        })
    }
}
