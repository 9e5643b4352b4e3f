//! `[dkim]`: what mail is signed with (RFC 6376), and where the keys lie.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::publication::Publication;
use crate::dkim::{Algorithm, Domain, Record, Selector, SigningKey};

/// What mail is signed with.
#[derive(Debug, Clone)]
pub struct Dkim {
    /// The domain that the signatures speak for.
    pub domain: Domain,
    /// The keys: RSA, and perhaps Ed25519 after it. Each makes a signature of its own.
    pub keys: Vec<NamedKey>,
}

/// A key and where it comes from.
#[derive(Debug, Clone)]
pub struct NamedKey {
    /// Under which name it is published.
    pub selector: Selector,
    /// The file that holds it.
    pub file: PathBuf,
    /// The key.
    pub key: SigningKey,
}

impl Dkim {
    /// The DNS record of each key, in their order.
    pub fn records(&self) -> Vec<Record> {
        self.keys
            .iter()
            .map(|named| Record::new(&self.domain, &named.selector, &named.key))
            .collect()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    domain: Option<Domain>,
    selector: Selector,
    key_file: PathBuf,
    ed25519_selector: Option<Selector>,
    ed25519_key_file: Option<PathBuf>,
}

impl Raw {
    pub(super) fn check(self, publication: &Publication, dir: &Path) -> Result<Dkim, String> {
        let mut keys = vec![named(
            self.selector,
            dir.join(self.key_file),
            "key_file",
            Algorithm::Rsa,
        )?];
        match (self.ed25519_selector, self.ed25519_key_file) {
            (None, None) => {}
            (Some(selector), Some(_)) if selector == keys[0].selector => {
                return Err(format!(
                    "`selector` and `ed25519_selector` are both `{selector}`; each key needs a name of its own"
                ));
            }
            (Some(selector), Some(file)) => keys.push(named(
                selector,
                dir.join(file),
                "ed25519_key_file",
                Algorithm::Ed25519,
            )?),
            _ => {
                return Err(
                    "give `ed25519_selector` and `ed25519_key_file` both, or neither".to_owned(),
                );
            }
        }
        Ok(Dkim {
            domain: self
                .domain
                .unwrap_or_else(|| Domain::of(&publication.from.address)),
            keys,
        })
    }
}

/// Reads a key that has to be of this kind.
fn named(
    selector: Selector,
    file: PathBuf,
    config_key: &str,
    wanted: Algorithm,
) -> Result<NamedKey, String> {
    let wrong = |why: String| format!("{config_key} {}: {why}", file.display());
    let text = std::fs::read(&file)
        .map_err(|why| wrong(format!("{why}; `roundup dkim new` makes a key")))?;
    let key = SigningKey::from_pem(&text).map_err(|why| wrong(why.to_string()))?;
    match key.algorithm() {
        found if found == wanted => Ok(NamedKey {
            selector,
            file,
            key,
        }),
        found => Err(wrong(format!("it holds an {found} key, not {wanted}"))),
    }
}
