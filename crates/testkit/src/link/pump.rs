//! One connection's bytes, each way.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::line::Line;
use super::{Direction, Ending};

/// How long before the line is free the next bytes are taken in, so that timers' coarseness (1 ms) leaves no gaps on the line.
const AHEAD: Duration = Duration::from_millis(5);

/// What is on its way.
enum Parcel {
    Bytes(Vec<u8>),
    /// The sender has closed its half.
    End,
    Cut(Ending),
}

struct Sent {
    parcel: Parcel,
    arrives: Instant,
}

/// Carries a connection until both halves are closed, it is cut, or the link is severed.
pub(super) async fn both(client: TcpStream, server: TcpStream, line: Arc<Line>) {
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let up = one_way(from_client, to_server, Direction::Up, &line);
    let down = one_way(from_server, to_client, Direction::Down, &line);
    let whole = async {
        tokio::pin!(up, down);
        tokio::select! {
            ended = &mut up => if ended { down.await; },
            ended = &mut down => if ended { up.await; },
        }
    };
    tokio::select! {
        () = whole => {}
        () = line.severed() => {}
    }
}

/// Carries one direction; false if the whole connection must end with it.
async fn one_way(
    from: OwnedReadHalf,
    to: OwnedWriteHalf,
    direction: Direction,
    line: &Line,
) -> bool {
    let (sender, receiver) = mpsc::unbounded_channel();
    let (_, ended) = tokio::join!(
        take_in(from, direction, line, sender),
        hand_out(to, receiver)
    );
    ended
}

/// Reads no faster than the line carries: a sender feels the link's width in its socket, as on a real one.
async fn take_in(
    mut from: OwnedReadHalf,
    direction: Direction,
    line: &Line,
    sender: mpsc::UnboundedSender<Sent>,
) {
    let mut chunk = vec![0; line.chunk()];
    let flight = line.speed().round_trip / 2;
    loop {
        let read = from.read(&mut chunk).await.unwrap_or(0);
        let passage = line.pass(direction, read);
        let left = line.book(direction, passage.bytes, Instant::now());
        let mut bytes = chunk.get(..passage.bytes).unwrap_or_default().to_vec();
        bytes.shrink_to_fit();
        let post = |parcel| {
            sender.send(Sent {
                parcel,
                arrives: left + flight,
            })
        };
        let carried = bytes.is_empty() || post(Parcel::Bytes(bytes)).is_ok();
        if let Some(ending) = passage.ending {
            return drop(post(Parcel::Cut(ending)));
        }
        if read == 0 {
            return drop(post(Parcel::End));
        }
        if !carried {
            return;
        }
        sleep_until(left.checked_sub(AHEAD).unwrap_or(left)).await;
    }
}

async fn hand_out(mut to: OwnedWriteHalf, mut receiver: mpsc::UnboundedReceiver<Sent>) -> bool {
    while let Some(sent) = receiver.recv().await {
        sleep_until(sent.arrives).await;
        match sent.parcel {
            Parcel::Bytes(bytes) => {
                if to.write_all(&bytes).await.is_err() {
                    return false;
                }
            }
            Parcel::End => return to.shutdown().await.is_ok(),
            Parcel::Cut(Ending::Close) => return false,
            Parcel::Cut(Ending::Silence) => std::future::pending::<()>().await,
        }
    }
    false
}
