//! Certificates, made by `openssl` when the sink starts.

use std::{fs, path::Path, process::Command, sync::Arc};

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

/// What is right or wrong with the certificate. All are by the authority in `ca.pem`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Certificate {
    /// For localhost and 127.0.0.1, and valid.
    Good,
    /// For localhost and 127.0.0.1, until yesterday.
    Expired,
    /// Valid, for somebody else.
    WrongName,
}

/// Makes the certificate in a folder.
pub(crate) fn acceptor(kind: Certificate, dir: &Path) -> Result<TlsAcceptor> {
    make(kind, dir)?;
    let certificate = CertificateDer::from_pem_file(dir.join("cert.pem"))?;
    let key = PrivateKeyDer::from_pem_file(dir.join("key.pem"))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn make(kind: Certificate, dir: &Path) -> Result<()> {
    let names = match kind {
        Certificate::WrongName => "subjectAltName=DNS:elsewhere.example\n",
        _ => "subjectAltName=DNS:localhost,IP:127.0.0.1\n",
    };
    fs::write(dir.join("names"), names)?;
    let days = if kind == Certificate::Expired { -1 } else { 2 };
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    for line in [
        format!("req -x509 {key} -days 2 -subj /CN=authority -keyout ca.key -out ca.pem"),
        format!("req {key} -subj /CN=sink -keyout key.pem -out request.pem"),
        format!(
            "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days {days} -extfile names -out cert.pem"
        ),
    ] {
        let mut openssl = Command::new("openssl");
        let made = openssl.args(line.split(' ')).current_dir(dir).output();
        let made = made.context("openssl does not start")?;
        ensure!(
            made.status.success(),
            "openssl {line}: {}",
            String::from_utf8_lossy(&made.stderr)
        );
    }
    Ok(())
}
