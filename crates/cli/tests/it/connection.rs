//! The connection: one for many requests, patient with a slow relay, suspicious of everything else.

use cli::{HttpTransport, TransportOptions};
use client_core::{Flow, Transport, TransportError};
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{JoinHandle, spawn};
use std::time::Duration;

/// Reads one request, head and body, and returns it.
pub(crate) fn request(stream: &mut impl Read) -> Option<(String, Vec<u8>)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |n| n.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some((head, body))
}

pub(crate) fn answer(kind: &str, status: &str, body: &[u8]) -> Vec<u8> {
    let mut out = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    out.extend_from_slice(body);
    out
}

/// Serves one connection with `serve` and returns the address.
pub(crate) fn relay<T: Send + 'static>(
    serve: impl FnOnce(TcpStream) -> T + Send + 'static,
) -> (String, JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    (address, spawn(move || serve(listener.accept().unwrap().0)))
}

fn options(address: &str) -> TransportOptions {
    TransportOptions::to(address.parse().unwrap())
}

fn open(address: &str) -> HttpTransport {
    HttpTransport::open(&options(address)).unwrap()
}

fn exchange(transport: &mut HttpTransport, request: &[u8]) -> Result<Vec<u8>, TransportError> {
    let mut out = Vec::new();
    transport.exchange(request.to_vec(), &mut |bytes| {
        out.extend_from_slice(bytes);
        Flow::Continue
    })?;
    Ok(out)
}

const OCTETS: &str = "application/octet-stream";

#[test]
fn requests_share_one_connection_and_carry_few_headers() {
    let (address, served) = relay(|mut stream| {
        let mut heads = Vec::new();
        while let Some((head, body)) = request(&mut stream) {
            heads.push(head);
            stream.write_all(&answer(OCTETS, "200 OK", &body)).unwrap();
        }
        heads
    });
    let mut transport = open(&address);
    assert_eq!(exchange(&mut transport, b"first").unwrap(), b"first");
    assert_eq!(exchange(&mut transport, b"second").unwrap(), b"second");
    drop(transport);
    let heads = served.join().unwrap();
    assert_eq!(heads.len(), 2);
    for head in heads {
        assert!(head.starts_with("POST /v1/sync HTTP/1.1\r\n"), "{head}");
        assert!(head.len() < 160, "{} bytes: {head}", head.len());
    }
}

#[test]
fn a_refusal_of_the_relay_is_handed_over_whatever_its_status() {
    let (address, _) = relay(|mut stream| {
        request(&mut stream);
        stream
            .write_all(&answer(OCTETS, "401 Unauthorized", b"frame"))
            .unwrap();
    });
    assert_eq!(exchange(&mut open(&address), b"x").unwrap(), b"frame");
}

#[test]
fn a_page_that_wants_a_sign_in_is_no_relay() {
    for status in [
        "200 OK",
        "302 Found\r\nlocation: http://127.0.0.1:1/",
        "502 Bad Gateway",
    ] {
        let (address, _) = relay(move |mut stream| {
            request(&mut stream);
            stream
                .write_all(&answer("text/html", status, b"<html>"))
                .unwrap();
        });
        let refused = exchange(&mut open(&address), b"x").unwrap_err();
        assert!(
            matches!(refused, TransportError::Unreachable(_)),
            "{refused:?}"
        );
    }
}

#[test]
fn nobody_at_the_address_is_unreachable() {
    let refused = exchange(&mut open(&crate::run::closed_port()), b"x").unwrap_err();
    assert!(
        matches!(refused, TransportError::Unreachable(_)),
        "{refused:?}"
    );
}

#[test]
fn an_answer_cut_short_is_told_and_what_came_is_handed_over() {
    let (address, _) = relay(|mut stream| {
        request(&mut stream);
        let whole = answer(OCTETS, "200 OK", b"0123456789");
        stream.write_all(&whole[..whole.len() - 4]).unwrap();
    });
    let mut came = Vec::new();
    let cut = open(&address).exchange(vec![1], &mut |bytes| {
        came.extend_from_slice(bytes);
        Flow::Continue
    });
    assert!(matches!(cut, Err(TransportError::Cut(_))), "{cut:?}");
    assert_eq!(came, b"012345");
}

#[test]
fn silence_is_a_stall_and_a_trickle_is_not() {
    let (address, _) = relay(|mut stream| {
        request(&mut stream);
        stream
            .write_all(&answer(OCTETS, "200 OK", b"0123456789")[..70])
            .unwrap();
        // Until the other side has had enough.
        request(&mut stream);
    });
    let stall = Duration::from_millis(200);
    let mut transport = HttpTransport::open(&TransportOptions {
        stall,
        ..options(&address)
    })
    .unwrap();
    let stalled = exchange(&mut transport, b"x");
    assert!(
        matches!(stalled, Err(TransportError::Stalled)),
        "{stalled:?}"
    );
}

#[test]
fn the_taker_can_stop_an_answer_that_never_ends() {
    let (address, served) = relay(|mut stream| {
        request(&mut stream);
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\n\r\n")
            .unwrap();
        while stream.write_all(&[0; 1024]).is_ok() {}
    });
    let mut transport = open(&address);
    transport.exchange(vec![1], &mut |_| Flow::Stop).unwrap();
    drop(transport);
    served.join().unwrap();
}

#[test]
fn the_relay_says_who_it_is() {
    let (address, _) = relay(|mut stream| {
        let (head, _) = request(&mut stream).unwrap();
        assert!(
            head.starts_with("GET /below/v1/relay HTTP/1.1\r\n"),
            "{head}"
        );
        stream
            .write_all(&answer("application/json", "200 OK", b"{\"relay\":\"00\"}"))
            .unwrap();
    });
    assert_eq!(
        open(&format!("{address}/below/")).describe().unwrap(),
        "{\"relay\":\"00\"}"
    );
}

/// Serves one TLS connection with a self-made certificate for `name`; returns the address and the certificate.
fn tls_relay(name: &str, is_authority: bool) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.is_ca = if is_authority {
        IsCa::Ca(BasicConstraints::Unconstrained)
    } else {
        IsCa::ExplicitNoCa
    };
    let certificate = params.self_signed(&key).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(
        rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .unwrap()
    .with_no_client_auth()
    .with_single_cert(
        vec![certificate.der().clone()],
        key.serialize_der().try_into().unwrap(),
    )
    .unwrap();
    let (address, _) = relay(move |stream| {
        let session = rustls::ServerConnection::new(Arc::new(config)).unwrap();
        let mut stream = rustls::StreamOwned::new(session, stream);
        while let Some((_, body)) = request(&mut stream) {
            stream.write_all(&answer(OCTETS, "200 OK", &body)).unwrap();
        }
    });
    (address.replace("http://", "https://"), certificate.pem())
}

#[test]
fn a_self_made_certificate_is_trusted_when_named_even_one_that_calls_itself_an_authority() {
    for is_authority in [false, true] {
        let (address, pem) = tls_relay("relay.example", is_authority);
        let place = crate::run::Place::empty();
        let file = place.file("relay.pem", pem.as_bytes());
        let named = TransportOptions {
            certificates: Some(file.into()),
            ..options(&address)
        };
        assert_eq!(
            exchange(&mut HttpTransport::open(&named).unwrap(), b"safe").unwrap(),
            b"safe"
        );
    }
}

#[test]
fn a_certificate_that_nobody_named_is_refused() {
    let (address, _) = tls_relay("127.0.0.1", false);
    let (_, other) = tls_relay("127.0.0.1", false);
    let place = crate::run::Place::empty();
    let file = place.file("other.pem", other.as_bytes());
    let named = TransportOptions {
        certificates: Some(file.into()),
        ..options(&address)
    };
    let refused = exchange(&mut HttpTransport::open(&named).unwrap(), b"x").unwrap_err();
    assert!(
        matches!(refused, TransportError::Certificate(_)),
        "{refused:?}"
    );
}

#[test]
fn a_file_without_a_certificate_is_refused_before_anything_is_sent() {
    let place = crate::run::Place::empty();
    for file in [
        place.file("empty.pem", b""),
        place.path().join("none.pem").display().to_string(),
    ] {
        let named = TransportOptions {
            certificates: Some(file.into()),
            ..options("https://127.0.0.1:1")
        };
        assert!(HttpTransport::open(&named).is_err());
    }
}
