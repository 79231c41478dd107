//! Just enough HTTP/1.1 to keep connections busy without spending on them what the relay should have.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// One device's connection, kept open.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer's body and how long it took from the request's first byte.
pub(crate) struct Answered {
    pub(crate) body: Vec<u8>,
    pub(crate) took: Duration,
}

impl Connection {
    /// Connects.
    pub(crate) async fn open(relay: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(relay).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(64 * 1_024),
        })
    }

    /// Posts to `/v1/sync` and reads the whole answer, which must be a success.
    pub(crate) async fn post(&mut self, request: &[u8]) -> io::Result<Answered> {
        let head = format!(
            "POST /v1/sync HTTP/1.1\r\nhost: relay\r\ncontent-type: application/octet-stream\r\ncontent-length: {}\r\n\r\n",
            request.len()
        );
        let whole = [head.as_bytes(), request].concat();
        let began = Instant::now();
        self.stream.write_all(&whole).await?;
        let body = self.answer().await?;
        Ok(Answered {
            body,
            took: began.elapsed(),
        })
    }

    async fn answer(&mut self) -> io::Result<Vec<u8>> {
        let head = self.until(b"\r\n\r\n").await?;
        let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
        if !head.starts_with("http/1.1 200") {
            return Err(io::Error::other(format!(
                "the relay answers {}",
                head.lines().next().unwrap_or_default()
            )));
        }
        let field = |name: &str| {
            head.lines()
                .find_map(|line| line.strip_prefix(name))
                .map(str::trim)
        };
        if let Some(length) = field("content-length:") {
            let length = length.parse().map_err(io::Error::other)?;
            return self.exactly(length).await;
        }
        let mut body = Vec::new();
        loop {
            let line = self.until(b"\r\n").await?;
            let size = String::from_utf8_lossy(&line);
            let size = usize::from_str_radix(size.trim(), 16).map_err(io::Error::other)?;
            let chunk = self.exactly(size + 2).await?;
            if size == 0 {
                return Ok(body);
            }
            body.extend(chunk.into_iter().take(size));
        }
    }

    /// Takes everything up to and with `end`.
    async fn until(&mut self, end: &[u8]) -> io::Result<Vec<u8>> {
        loop {
            if let Some(at) = self
                .buffer
                .windows(end.len())
                .position(|window| window == end)
            {
                return self.exactly(at + end.len()).await;
            }
            self.more().await?;
        }
    }

    async fn exactly(&mut self, length: usize) -> io::Result<Vec<u8>> {
        while self.buffer.len() < length {
            self.more().await?;
        }
        let rest = self.buffer.split_off(length);
        Ok(std::mem::replace(&mut self.buffer, rest))
    }

    async fn more(&mut self) -> io::Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}
