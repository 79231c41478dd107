//! Somebody between a device and its relay who changes what is answered.

use client_core::{Flow, Transport, TransportError};
use proto::{Frame, FrameReader};

/// Hands each frame of an answer to a liar, who lets it through, changes it or drops it.
pub struct Between<T, F> {
    transport: T,
    liar: F,
}

impl<T: Transport, F: FnMut(Frame) -> Option<Frame>> Between<T, F> {
    /// Puts a liar before a transport.
    pub fn new(transport: T, liar: F) -> Between<T, F> {
        Between { transport, liar }
    }
}

impl<T: Transport, F: FnMut(Frame) -> Option<Frame>> Transport for Between<T, F> {
    fn exchange(
        &mut self,
        request: Vec<u8>,
        take: &mut dyn FnMut(&[u8]) -> Flow,
    ) -> Result<(), TransportError> {
        let (mut reader, liar) = (FrameReader::new(), &mut self.liar);
        self.transport.exchange(request, &mut |bytes| {
            reader.push(bytes);
            while let Ok(Some(frame)) = reader.next() {
                if let Some(frame) = liar(frame)
                    && take(&frame.to_framed_bytes()) == Flow::Stop
                {
                    return Flow::Stop;
                }
            }
            Flow::Continue
        })
    }
}
