//! TLS with the operator's certificate.

use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use server::{Config, Relay, StartError, TlsFiles};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::wire::Connection;

#[tokio::test]
async fn a_relay_with_a_certificate_speaks_tls_and_http_1_1() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(vec!["relay.test".to_owned()]).unwrap();
    let files = TlsFiles {
        certificate: folder.path().join("cert.pem"),
        key: folder.path().join("key.pem"),
    };
    std::fs::write(&files.certificate, made.cert.pem()).unwrap();
    std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    let mut config = Config::for_data(folder.path().join("data")).unwrap();
    config.tls = Some(files);
    let relay = Relay::start(config).await.unwrap();
    assert!(relay.url().starts_with("https://"));

    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    client.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let stream = TcpStream::connect(relay.address()).await.unwrap();
    let name = ServerName::try_from("relay.test").unwrap();
    let stream = TlsConnector::from(Arc::new(client))
        .connect(name, stream)
        .await
        .unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
    let answer = Connection::over(stream).get("/healthz").await;
    assert_eq!((answer.status, answer.text()), (200, "ok\n"));
    relay.shutdown().await.unwrap();
}

#[tokio::test]
async fn files_that_are_no_certificate_keep_the_relay_from_starting() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cert.pem");
    std::fs::write(&path, "not a certificate").unwrap();
    let mut config = Config::for_data(folder.path().join("data")).unwrap();
    config.tls = Some(TlsFiles {
        certificate: path.clone(),
        key: path,
    });
    assert!(matches!(
        Relay::start(config).await,
        Err(StartError::Tls(_))
    ));
}
