//! A transport that loses the signal at an exact byte of the answer.

use client_core::{Flow, Transport, TransportError};

/// Carries requests until the answers have brought so many bytes, then loses the link.
pub struct Cut<T> {
    inner: T,
    left: Option<usize>,
    /// What follows the cut: another try in the same sync, or no network at all.
    dead: bool,
    ends: bool,
}

impl<T: Transport> Cut<T> {
    /// Cuts once after `bytes` of answers; what comes afterwards is carried.
    pub fn once(inner: T, bytes: usize) -> Cut<T> {
        Cut {
            inner,
            left: Some(bytes),
            dead: false,
            ends: false,
        }
    }

    /// Cuts after `bytes` of answers, and there is no network any more.
    pub fn for_good(inner: T, bytes: usize) -> Cut<T> {
        Cut {
            ends: true,
            ..Cut::once(inner, bytes)
        }
    }

    /// Tells whether the cut has happened.
    pub fn has_cut(&self) -> bool {
        self.left.is_none()
    }
}

impl<T: Transport> Transport for Cut<T> {
    fn exchange(
        &mut self,
        request: Vec<u8>,
        take: &mut dyn FnMut(&[u8]) -> Flow,
    ) -> Result<(), TransportError> {
        if self.dead {
            return Err(TransportError::Unreachable("no signal".to_owned()));
        }
        let Some(mut left) = self.left else {
            return self.inner.exchange(request, take);
        };
        let mut cut = false;
        let carried = self
            .inner
            .exchange(request, &mut |bytes| match bytes.get(..left) {
                Some(before) if before.len() < bytes.len() => {
                    cut = true;
                    if !before.is_empty() {
                        take(before);
                    }
                    Flow::Stop
                }
                _ => {
                    left -= bytes.len();
                    take(bytes)
                }
            });
        self.left = Some(left);
        if cut {
            (self.left, self.dead) = (None, self.ends);
            return Err(TransportError::Cut("the signal is lost".to_owned()));
        }
        carried
    }
}

/// Keeps the bytes of every answer.
pub struct Recorded<T> {
    inner: T,
    /// The answers so far.
    pub answers: Vec<Vec<u8>>,
}

impl<T: Transport> Recorded<T> {
    /// Listens in on a transport.
    pub fn of(inner: T) -> Recorded<T> {
        Recorded {
            inner,
            answers: Vec::new(),
        }
    }
}

impl<T: Transport> Transport for Recorded<T> {
    fn exchange(
        &mut self,
        request: Vec<u8>,
        take: &mut dyn FnMut(&[u8]) -> Flow,
    ) -> Result<(), TransportError> {
        let mut answer = Vec::new();
        let carried = self.inner.exchange(request, &mut |bytes| {
            answer.extend_from_slice(bytes);
            take(bytes)
        });
        self.answers.push(answer);
        carried
    }
}
