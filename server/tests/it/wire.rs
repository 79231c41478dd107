//! A small HTTP/1.1 client that hides nothing: status, headers, body, and the bytes they took.

use std::io;
use std::net::SocketAddr;

use proto::{Frame, FrameReader};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Bytes of status line and headers.
    pub(crate) head_size: usize,
}

impl Answer {
    pub(crate) fn frames(&self) -> Vec<Frame> {
        let mut reader = FrameReader::new();
        reader.push(&self.body);
        let mut frames = Vec::new();
        while let Some(frame) = reader.next().unwrap() {
            frames.push(frame);
        }
        assert!(reader.is_at_boundary(), "the answer ends within a frame");
        frames
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// One connection.
pub(crate) struct Connection<S> {
    pub(crate) stream: S,
    pending: Vec<u8>,
}

impl Connection<TcpStream> {
    pub(crate) async fn open(address: SocketAddr) -> Self {
        Self::over(TcpStream::connect(address).await.unwrap())
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    pub(crate) fn over(stream: S) -> Self {
        Self {
            stream,
            pending: Vec::new(),
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send_head("GET", path, "").await;
        self.answer().await.unwrap()
    }

    pub(crate) async fn post(&mut self, path: &str, body: &[u8]) -> Answer {
        let length = format!("content-length: {}\r\n", body.len());
        self.send_head("POST", path, &length).await;
        // A relay that refuses early may close before it has read all; its answer counts.
        let _ = self.stream.write_all(body).await;
        self.answer().await.unwrap()
    }

    pub(crate) async fn send_head(&mut self, method: &str, path: &str, headers: &str) {
        let head = format!("{method} {path} HTTP/1.1\r\nhost: relay\r\n{headers}\r\n");
        self.stream.write_all(head.as_bytes()).await.unwrap();
    }

    pub(crate) async fn answer(&mut self) -> io::Result<Answer> {
        let (status, headers, head_size) = self.head().await?;
        let mut answer = Answer {
            status,
            headers,
            body: Vec::new(),
            head_size,
        };
        answer.body = match (
            answer.header("content-length"),
            answer.header("transfer-encoding"),
        ) {
            (Some(length), _) => self.take(length.parse().unwrap()).await?,
            (None, Some("chunked")) => self.chunks().await?,
            _ => Vec::new(),
        };
        Ok(answer)
    }

    pub(crate) async fn head(&mut self) -> io::Result<(u16, Vec<(String, String)>, usize)> {
        let head = self.take_until(b"\r\n\r\n").await?;
        let size = head.len();
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.lines();
        let status = lines
            .next()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        Ok((status, headers.collect(), size))
    }

    /// Gives the next chunk of a chunked body; nothing at its end.
    pub(crate) async fn chunk(&mut self) -> io::Result<Option<Vec<u8>>> {
        let line = self.take_until(b"\r\n").await?;
        let text = std::str::from_utf8(&line).unwrap().trim_end();
        let size = usize::from_str_radix(text, 16).unwrap();
        let mut chunk = self.take(size + 2).await?;
        chunk.truncate(size);
        Ok((size > 0).then_some(chunk))
    }

    async fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            body.extend(chunk);
        }
        Ok(body)
    }

    async fn take(&mut self, size: usize) -> io::Result<Vec<u8>> {
        while self.pending.len() < size {
            self.fill().await?;
        }
        Ok(self.pending.drain(..size).collect())
    }

    async fn take_until(&mut self, end: &[u8]) -> io::Result<Vec<u8>> {
        loop {
            if let Some(at) = self
                .pending
                .windows(end.len())
                .position(|window| window == end)
            {
                return Ok(self.pending.drain(..at + end.len()).collect());
            }
            self.fill().await?;
        }
    }

    async fn fill(&mut self) -> io::Result<()> {
        if self.stream.read_buf(&mut self.pending).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}
