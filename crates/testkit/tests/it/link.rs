use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use testkit::{Direction, Ending, Link, LinkSpeed, LinkStats};

/// Answers each connection with `answer` after reading everything, and returns what it read.
fn server(connections: usize, answer: Vec<u8>) -> (SocketAddr, JoinHandle<Vec<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let thread = thread::spawn(move || {
        let serve = |_| {
            let (mut stream, _) = listener.accept().unwrap();
            let mut read = Vec::new();
            drop(stream.read_to_end(&mut read));
            drop(stream.write_all(&answer));
            read
        };
        (0..connections).map(serve).collect()
    });
    (address, thread)
}

fn exchange(link: &Link, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(link.address()).unwrap();
    drop(stream.write_all(bytes));
    drop(stream.shutdown(Shutdown::Write));
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer));
    answer
}

#[test]
fn bytes_arrive_unchanged_and_counted() {
    let sent: Vec<u8> = (0..200_000_u32)
        .map(|i| u8::try_from(i % 251).unwrap())
        .collect();
    let (address, server) = server(2, b"done".to_vec());
    let link = Link::open(address, LinkSpeed::LOOPBACK).unwrap();
    assert_eq!(exchange(&link, &sent), b"done");
    assert_eq!(exchange(&link, b"x"), b"done");
    assert_eq!(server.join().unwrap(), [sent, b"x".to_vec()]);
    assert_eq!(
        link.stats(),
        LinkStats {
            up: 200_001,
            down: 8,
            connections: 2
        }
    );
}

#[test]
fn a_request_costs_no_less_than_two_round_trips_and_the_time_of_its_bytes() {
    let (address, server) = server(1, vec![7; 2_500]);
    let speed = LinkSpeed {
        round_trip: Duration::from_millis(100),
        kbit_per_s: 100,
    };
    let link = Link::open(address, speed).unwrap();
    let start = Instant::now();
    assert_eq!(exchange(&link, &[0; 2_500]).len(), 2_500);
    let took = start.elapsed().as_millis();
    // Handshake 100 ms, bytes up 200 ms, half a round trip 50 ms, bytes down 200 ms, half a round trip 50 ms.
    assert!(took >= 595, "{took} ms");
    server.join().unwrap();
}

#[test]
fn a_long_transfer_is_no_faster_than_the_link() {
    let (address, server) = server(1, vec![7; 50_000]);
    let link = Link::open(
        address,
        LinkSpeed {
            round_trip: Duration::ZERO,
            kbit_per_s: 1_000,
        },
    )
    .unwrap();
    let start = Instant::now();
    exchange(&link, b"");
    let took = start.elapsed().as_millis();
    assert!(took >= 395, "{took} ms for 400 ms of bytes");
    server.join().unwrap();
}

#[test]
fn a_cut_lets_exactly_its_bytes_through() {
    for cut_at in [0, 1, 1_447, 1_448, 5_000] {
        let (address, server) = server(2, b"done".to_vec());
        let link = Link::open(
            address,
            LinkSpeed {
                round_trip: Duration::from_millis(2),
                kbit_per_s: 50_000,
            },
        )
        .unwrap();
        link.cut_after(Direction::Up, cut_at, Ending::Close);
        assert_eq!(exchange(&link, &[9; 10_000]), b"");
        assert!(!link.cut_is_armed());
        assert_eq!(
            exchange(&link, &[9; 10_000]),
            b"done",
            "the next connection is whole"
        );
        let read: Vec<usize> = server.join().unwrap().iter().map(Vec::len).collect();
        assert_eq!(read, [usize::try_from(cut_at).unwrap(), 10_000]);
    }
}

#[test]
fn a_cut_in_the_answer_lets_exactly_its_bytes_through() {
    let (address, server) = server(1, vec![7; 100_000]);
    let link = Link::open(address, LinkSpeed::LOOPBACK).unwrap();
    link.cut_after(Direction::Down, 70_001, Ending::Close);
    assert_eq!(exchange(&link, b"x").len(), 70_001);
    server.join().unwrap();
}

#[test]
fn a_silent_cut_tells_nobody() {
    let (address, _server) = server(1, vec![7; 100]);
    let link = Link::open(address, LinkSpeed::LOOPBACK).unwrap();
    link.cut_after(Direction::Down, 10, Ending::Silence);
    let mut stream = TcpStream::connect(link.address()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answer = [0; 10];
    stream.read_exact(&mut answer).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_millis(100)))
        .unwrap();
    let error = stream.read(&mut answer).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
        "{error}"
    );
}

#[test]
fn a_severed_link_carries_nothing_until_it_is_restored() {
    let (address, server) = server(1, b"done".to_vec());
    let link = Link::open(address, LinkSpeed::LOOPBACK).unwrap();
    link.sever();
    assert_eq!(exchange(&link, b"x"), b"");
    link.restore();
    assert_eq!(exchange(&link, b"x"), b"done");
    server.join().unwrap();
}
