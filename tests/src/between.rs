//! Somebody between a device and its relay who changes what is answered.

use client_core::{Flow, Transport, TransportError};
use proto::{Frame, FrameReader};

/// Hands each frame of an answer to a liar, who lets it through, changes it or drops it.
pub struct Between<T, F> {
    transport: T,
    liar: F,
    /// A frame that is put in behind the first.
    made_up: Option<Frame>,
}

impl<T: Transport, F: FnMut(Frame) -> Option<Frame>> Between<T, F> {
    /// Puts a liar before a transport.
    pub fn new(transport: T, liar: F) -> Between<T, F> {
        Between {
            transport,
            liar,
            made_up: None,
        }
    }

    /// Puts a frame behind the first of the next answer, as if the relay had sent it.
    pub fn putting_in(mut self, frame: Frame) -> Between<T, F> {
        self.made_up = Some(frame);
        self
    }
}

impl<T: Transport, F: FnMut(Frame) -> Option<Frame>> Transport for Between<T, F> {
    fn exchange(
        &mut self,
        request: Vec<u8>,
        take: &mut dyn FnMut(&[u8]) -> Flow,
    ) -> Result<(), TransportError> {
        let (mut reader, liar) = (FrameReader::new(), &mut self.liar);
        let made_up = &mut self.made_up;
        self.transport.exchange(request, &mut |bytes| {
            reader.push(bytes);
            while let Ok(Some(frame)) = reader.next() {
                if let Some(frame) = liar(frame)
                    && take(&frame.to_framed_bytes()) == Flow::Stop
                {
                    return Flow::Stop;
                }
                if let Some(frame) = made_up.take()
                    && take(&frame.to_framed_bytes()) == Flow::Stop
                {
                    return Flow::Stop;
                }
            }
            Flow::Continue
        })
    }
}
