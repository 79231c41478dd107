//! What a relay signs for when it has deleted what erased documents were in.

use crate::codec::{DecodeError, Reader, Wire, Writer};
use crate::id::{DeviceId, DocId, PackHash, RelayId, RequestHash, SpaceId, UnixMillis};
use crate::limits;
use crate::message::receipt::Attested;

/// A signed erasure receipt.
pub type ErasureReceipt = Attested<ErasureReceiptBody>;

/// What an erasure receipt says: these packs are gone from the relay's store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureReceiptBody {
    /// The relay that signs.
    pub relay: RelayId,
    /// The device that brought the replacement.
    pub device: DeviceId,
    /// The relay's time.
    pub time: UnixMillis,
    /// The request that brought it.
    pub request: RequestHash,
    /// The space.
    pub space: SpaceId,
    /// The erased documents for whose sake it was made: sorted.
    pub documents: Vec<DocId>,
    /// The packs that were deleted.
    pub packs: Vec<PackHash>,
}

impl Wire for ErasureReceiptBody {
    fn write(&self, writer: &mut Writer) {
        self.relay.write(writer);
        self.device.write(writer);
        self.time.write(writer);
        self.request.write(writer);
        self.space.write(writer);
        writer.list(&self.documents);
        writer.list(&self.packs);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            relay: RelayId::read(reader)?,
            device: DeviceId::read(reader)?,
            time: UnixMillis::read(reader)?,
            request: RequestHash::read(reader)?,
            space: SpaceId::read(reader)?,
            documents: reader.list(limits::ERASED_DOCUMENTS)?,
            packs: reader.list(limits::ERASED_PACKS)?,
        })
    }
}
