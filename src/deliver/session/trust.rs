//! Whose certificates are believed when a connection to the relay is encrypted.
//!
//! The public roots (Mozilla's, compiled in) and those in `smtp.ca_file`. Opportunistic encryption takes
//! any certificate (RFC 7435 section 3): it is there against listeners, and its alternative is plain text.

use std::{path::Path, sync::Arc};

use rustls::{
    ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime, pem::PemObject},
};

use crate::config::{Certificate, Smtp};

/// What the other side has to prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::deliver) enum Proof {
    /// That it is the host we meant.
    Name,
    /// Nothing.
    None,
}

/// How TLS is spoken with the relay.
///
/// # Errors
/// A sentence when `ca_file` or our own certificate can't be read or won't do.
pub(in crate::deliver) fn client(
    smtp: &Smtp,
    certificate: Option<&Certificate>,
    proof: Proof,
) -> Result<Arc<ClientConfig>, String> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|why| why.to_string())?;
    let builder = match proof {
        Proof::Name => builder.with_root_certificates(roots(smtp)?),
        Proof::None => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(AnyCertificate(provider))),
    };
    let client = match certificate {
        None => builder.with_no_client_auth(),
        Some(Certificate { chain, key }) => {
            let private = PrivateKeyDer::from_pem_file(key)
                .map_err(|why| format!("smtp.client_key_file {}: {why}", key.display()))?;
            let chain = certificates("smtp.client_cert_file", chain)?;
            builder
                .with_client_auth_cert(chain, private)
                .map_err(|why| format!("smtp.client_cert_file and smtp.client_key_file: {why}"))?
        }
    };
    Ok(Arc::new(client))
}

/// The certificates in a file; at least one.
fn certificates(key: &str, file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let wrong = |why: String| format!("{key} {}: {why}", file.display());
    let certificates = CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|why| wrong(why.to_string()))?;
    if certificates.is_empty() {
        return Err(wrong("holds no certificate (PEM)".to_owned()));
    }
    Ok(certificates)
}

fn roots(smtp: &Smtp) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let Some(file) = &smtp.ca_file else {
        return Ok(roots);
    };
    for certificate in certificates("smtp.ca_file", file)? {
        roots
            .add(certificate)
            .map_err(|why| format!("smtp.ca_file {}: {why}", file.display()))?;
    }
    Ok(roots)
}

/// Believes any certificate, but still checks that the other side holds its key.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
