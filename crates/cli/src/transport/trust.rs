//! Which certificates of a relay are trusted: the system's authorities, and those that a person named.

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ClientConfig, WebPkiServerVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_platform_verifier::Verifier as SystemVerifier;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reports certificates that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrustError {
    /// The file cannot be read, or holds no PEM certificate.
    #[error("relay-cert-unreadable")]
    File {
        /// Which file.
        file: PathBuf,
        /// Why.
        #[source]
        source: rustls::pki_types::pem::Error,
    },
    /// The system has no certificates and none were named.
    #[error("system-certs-missing: {0}")]
    System(#[source] rustls::Error),
    /// The TLS library would not take the configuration.
    #[error("tls-setup-failed: {0}")]
    Setup(#[source] rustls::Error),
}

/// Makes the TLS side of a connection; for a relay without TLS no certificate is loaded.
pub(crate) fn client_config(
    encrypted: bool,
    file: Option<&Path>,
) -> Result<ClientConfig, TrustError> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(TrustError::Setup)?;
    if !encrypted {
        return Ok(builder
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth());
    }
    let verifier = match file {
        Some(file) => Verifier::with_named(read_certificates(file)?, provider)?,
        None => Verifier::of_system(provider)?,
    };
    Ok(builder
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}

fn read_certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, TrustError> {
    let unreadable = |source| TrustError::File {
        file: file.to_owned(),
        source,
    };
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_file_iter(file)
        .map_err(unreadable)?
        .collect();
    let certificates = certificates.map_err(unreadable)?;
    if certificates.is_empty() {
        Err(unreadable(rustls::pki_types::pem::Error::NoItemsFound))
    } else {
        Ok(certificates)
    }
}

/// Trusts a named certificate itself, whatever it says of itself; what an authority of the system or a
/// named one vouches for; and nothing else.
///
/// The first rule is there because a certificate that somebody made with one `openssl` command calls itself an
/// authority, which the usual rules refuse in a server's own certificate.
#[derive(Debug)]
struct Verifier {
    named: Vec<CertificateDer<'static>>,
    authorities: Arc<dyn ServerCertVerifier>,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    fn of_system(provider: Arc<CryptoProvider>) -> Result<Verifier, TrustError> {
        let authorities =
            Arc::new(SystemVerifier::new(provider.clone()).map_err(TrustError::System)?);
        Ok(Verifier {
            named: Vec::new(),
            authorities,
            provider,
        })
    }

    fn with_named(
        named: Vec<CertificateDer<'static>>,
        provider: Arc<CryptoProvider>,
    ) -> Result<Verifier, TrustError> {
        let authorities: Arc<dyn ServerCertVerifier> =
            match SystemVerifier::new_with_extra_roots(named.clone(), provider.clone()) {
                Ok(system) => Arc::new(system),
                Err(_) => only_named(&named, provider.clone())?,
            };
        Ok(Verifier {
            named,
            authorities,
            provider,
        })
    }
}

/// Makes a verifier for a system whose own certificates do not load.
fn only_named(
    named: &[CertificateDer<'static>],
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, TrustError> {
    let mut roots = RootCertStore::empty();
    for certificate in named {
        roots.add(certificate.clone()).map_err(TrustError::Setup)?;
    }
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
        .build()
        .map(|verifier| verifier as Arc<dyn ServerCertVerifier>)
        .map_err(|error| TrustError::Setup(rustls::Error::General(error.to_string())))
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if self.named.iter().any(|named| named == end_entity) {
            return Ok(ServerCertVerified::assertion());
        }
        let checked = self.authorities.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        );
        checked.map_err(|error| match error {
            rustls::Error::InvalidCertificate(_) => error,
            _ => rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer),
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
