//! Private keys: made, read from PEM, signing. No key ever prints.

use std::{fmt, sync::Arc};

use aws_lc_rs::{
    digest,
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    error::KeyRejected,
    rand::SystemRandom,
    rsa::{self, KeySize},
    signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use rustls::pki_types::{PrivateKeyDer, pem::PemObject};
use secrecy::SecretString;

/// How a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Algorithm {
    /// `rsa-sha256` (RFC 6376 section 3.3): what everybody can check.
    Rsa,
    /// `ed25519-sha256` (RFC 8463): small and quick, and not yet checked by everybody.
    Ed25519,
}

impl Algorithm {
    /// The `a=` of a signature.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Rsa => "rsa-sha256",
            Self::Ed25519 => "ed25519-sha256",
        }
    }

    /// The `k=` of a DNS record.
    pub fn key_type(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::Ed25519 => "ed25519",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rsa => "RSA",
            Self::Ed25519 => "Ed25519",
        })
    }
}

/// What is wrong with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// There is no PEM block with a private key in it.
    #[error("it holds no private key in PEM form")]
    NotPem,
    /// Receivers take no heed of signatures by RSA keys below 1024 bits, and distrust those below 2048 (RFC 8301
    /// section 3.2).
    #[error("its RSA key has fewer than 2048 bits, which receivers distrust (RFC 8301)")]
    TooSmall,
    /// A key of a kind that DKIM has not, an encrypted one, or a broken one.
    #[error("its key is neither RSA nor Ed25519, or it is encrypted or broken")]
    Unknown,
    /// The system gave no randomness or no memory.
    #[error("the system can't make or use a key now")]
    System,
}

/// A private key, ready to sign. Cheap to clone.
#[derive(Clone)]
pub struct SigningKey {
    pair: Arc<Pair>,
    public: Arc<str>,
}

enum Pair {
    Rsa(rsa::KeyPair),
    Ed25519(Ed25519KeyPair),
}

/// A key just made, and the text to keep it in.
#[derive(Debug)]
pub struct NewKey {
    /// The key.
    pub key: SigningKey,
    /// PKCS#8 in PEM form (RFC 7468 section 10).
    pub pem: SecretString,
}

impl SigningKey {
    /// Makes a key: RSA with 2048 bits (RFC 8301 section 3.2), or Ed25519.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn generate(algorithm: Algorithm) -> Result<NewKey, KeyError> {
        let pair = match algorithm {
            Algorithm::Rsa => rsa::KeyPair::generate(KeySize::Rsa2048).map(Pair::Rsa),
            Algorithm::Ed25519 => Ed25519KeyPair::generate().map(Pair::Ed25519),
        }
        .map_err(|_| KeyError::System)?;
        Ok(NewKey {
            pem: pem(&pair)?,
            key: Self::new(pair)?,
        })
    }

    /// Reads a key from PEM: `PRIVATE KEY` (PKCS#8, RFC 5958) or `RSA PRIVATE KEY` (PKCS#1, RFC 8017).
    ///
    /// # Errors
    /// When there is no such key in the text, or none that may sign.
    pub fn from_pem(text: &[u8]) -> Result<Self, KeyError> {
        match PrivateKeyDer::from_pem_slice(text).map_err(|_| KeyError::NotPem)? {
            PrivateKeyDer::Pkcs8(der) => Self::from_pkcs8(der.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(der) => {
                Self::from_rsa(rsa::KeyPair::from_der(der.secret_pkcs1_der()))
            }
            _ => Err(KeyError::Unknown),
        }
    }

    fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        match Ed25519KeyPair::from_pkcs8_maybe_unchecked(der) {
            Ok(pair) => Self::new(Pair::Ed25519(pair)),
            Err(_) => Self::from_rsa(rsa::KeyPair::from_pkcs8(der)),
        }
    }

    fn from_rsa(read: Result<rsa::KeyPair, KeyRejected>) -> Result<Self, KeyError> {
        read.map_err(|why| match why.description_() {
            "TooSmall" => KeyError::TooSmall,
            _ => KeyError::Unknown,
        })
        .and_then(|pair| Self::new(Pair::Rsa(pair)))
    }

    fn new(pair: Pair) -> Result<Self, KeyError> {
        Ok(Self {
            public: public(&pair)?.into(),
            pair: Arc::new(pair),
        })
    }

    /// How it signs.
    pub fn algorithm(&self) -> Algorithm {
        match *self.pair {
            Pair::Rsa(_) => Algorithm::Rsa,
            Pair::Ed25519(_) => Algorithm::Ed25519,
        }
    }

    /// The signature over the SHA-256 of `text`.
    ///
    /// # Errors
    /// When the system has no memory to give.
    pub fn sign(&self, text: &[u8]) -> Result<Vec<u8>, KeyError> {
        match &*self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                let random = SystemRandom::new();
                pair.sign(&RSA_PKCS1_SHA256, &random, text, &mut signature)
                    .map(|()| signature)
            }
            // RFC 8463 section 3: PureEdDSA over the hash, not over the text.
            Pair::Ed25519(pair) => pair
                .try_sign(digest::digest(&digest::SHA256, text).as_ref())
                .map(|signature| signature.as_ref().to_vec()),
        }
        .map_err(|_| KeyError::System)
    }

    /// The public key as its record holds it, in base64.
    pub fn public(&self) -> &str {
        &self.public
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.algorithm())
    }
}

/// SubjectPublicKeyInfo for RSA (RFC 6376 section 3.6.1), the bare 32 octets for Ed25519 (RFC 8463 section 4.2).
fn public(pair: &Pair) -> Result<String, KeyError> {
    match pair {
        Pair::Rsa(pair) => {
            let der: PublicKeyX509Der<'_> =
                pair.public_key().as_der().map_err(|_| KeyError::System)?;
            Ok(BASE64_STANDARD.encode(der.as_ref()))
        }
        Pair::Ed25519(pair) => Ok(BASE64_STANDARD.encode(pair.public_key().as_ref())),
    }
}

fn pem(pair: &Pair) -> Result<SecretString, KeyError> {
    let der: Pkcs8V1Der<'_> = match pair {
        Pair::Rsa(pair) => pair.as_der(),
        Pair::Ed25519(pair) => pair.as_der(),
    }
    .map_err(|_| KeyError::System)?;
    let base64 = BASE64_STANDARD.encode(der.as_ref());
    let lines: Vec<_> = base64.as_bytes().chunks(64).map(ascii).collect();
    let text = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        lines.join("\n")
    );
    Ok(text.into())
}

/// Base64 is ASCII, so that cutting it anywhere leaves text.
fn ascii(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn what_is_made_is_read_again_and_never_prints() {
        for algorithm in [Algorithm::Rsa, Algorithm::Ed25519] {
            let made = SigningKey::generate(algorithm).unwrap();
            let pem = made.pem.expose_secret();
            let read = SigningKey::from_pem(pem.as_bytes()).unwrap();
            assert_eq!(read.public(), made.key.public());
            assert_eq!(read.algorithm(), algorithm);
            assert!(pem.lines().all(|line| line.len() <= 64));
            let shown = format!("{made:?}");
            assert!(shown.contains(&format!("SigningKey({algorithm})")));
            assert!(!shown.contains("PRIVATE"), "{shown}");
            assert!(!shown.contains(pem.lines().nth(1).unwrap()), "{shown}");
        }
    }

    #[test]
    fn what_is_no_key_says_so() {
        let no = |text: &str| SigningKey::from_pem(text.as_bytes()).unwrap_err();
        assert_eq!(no("nothing"), KeyError::NotPem);
        let pem = |kind: &str| format!("-----BEGIN {kind}-----\nMAMCAQA=\n-----END {kind}-----\n");
        assert_eq!(no(&pem("CERTIFICATE")), KeyError::NotPem);
        for kind in ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"] {
            assert_eq!(no(&pem(kind)), KeyError::Unknown, "{kind}");
        }
        assert_eq!(no(&pem("ENCRYPTED PRIVATE KEY")), KeyError::NotPem);
    }
}
