//! The wish to hear of spaces that move: a request's head, signed for another path.
//!
//! It travels in the header `authorization: Sotay HEX`, where HEX is the head and its signature. A head signed for
//! one path is worth nothing on the other.

use proto::{DecodeError, Reader, RequestHead, Wire, Writer};
use seal::{Signable, Signed};

/// The method and path that a subscription's signature covers.
pub const EVENTS_LINE: &str = "GET /v1/events";

/// A head whose spaces are those to be heard of; it brings nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription(pub RequestHead);

/// A subscription with its signature.
pub type SignedSubscription = Signed<Subscription>;

impl Wire for Subscription {
    fn write(&self, writer: &mut Writer) {
        self.0.write(writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        RequestHead::read(reader).map(Self)
    }
}

impl Signable for Subscription {
    const LABEL: &'static str = "sotay request v1";
    const CONTEXT: &'static str = EVENTS_LINE;
}
