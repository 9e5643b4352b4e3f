//! The relay's certificate, and whose certificates it asks for.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
        server::WebPkiClientVerifier,
    },
};

/// The file that makes the relay's certificate believed.
pub(crate) fn ca_file() -> PathBuf {
    tls_file("ca.pem")
}

fn tls_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/support/smtp_script/tls")
        .join(name)
}

/// Speaks TLS with everybody, or with those only who show a certificate by `clients_ca`.
pub(super) fn acceptor(clients_ca: Option<&Path>) -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_file(tls_file("cert.pem")).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(tls_file("key.pem")).expect("a key");
    let provider = Arc::new(ring::default_provider());
    let config = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("TLS versions");
    let config = match clients_ca {
        None => config.with_no_client_auth(),
        Some(ca_file) => {
            let mut roots = RootCertStore::empty();
            let authority = CertificateDer::from_pem_file(ca_file).expect("an authority");
            roots.add(authority).expect("it will do");
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            config.with_client_cert_verifier(verifier.build().expect("a verifier"))
        }
    };
    let config = config.with_single_cert(vec![certificate], key);
    TlsAcceptor::from(Arc::new(config.expect("they fit")))
}
