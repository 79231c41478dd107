//! What the relay answers over HTTP/1.1.
//!
//! [`connections`] accepts and serves connections, [`router`] sends each request to its handler. A sync is read
//! by `upload`, worked through by `sync`, and answered by `answer` through a `sink`; `refusal` is the answer to
//! a request that is refused as a whole.

mod actor;
mod answer;
pub(crate) mod connections;
mod events;
mod pages;
mod refusal;
pub(crate) mod router;
mod sink;
mod sync;
pub(crate) mod tls;
mod upload;
