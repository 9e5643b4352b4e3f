//! TLS for the client: rustls with ring, trusting Mozilla's roots.
//!
//! The roots are compiled in so that a container without certificate files works the same; the relay's
//! client (lettre) does likewise. The provider is named here rather than installed for the process, so
//! that nothing depends on who came first.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};

pub(super) fn config() -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
