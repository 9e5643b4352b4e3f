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

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    domain: Option<Domain>,
    selector: Option<Selector>,
    key_file: Option<PathBuf>,
    ed25519_selector: Option<Selector>,
    ed25519_key_file: Option<PathBuf>,
}

impl Raw {
    /// `None` without a key: then mail leaves unsigned.
    pub(super) fn check(
        self,
        publication: &Publication,
        dir: &Path,
    ) -> Result<Option<Dkim>, String> {
        let second = self.second(dir)?;
        let Some(file) = self.key_file else {
            return match second {
                Some(_) => Err(NO_FIRST.to_owned()),
                None => Ok(None),
            };
        };
        let selector = self
            .selector
            .unwrap_or_else(|| Selector::usual(Algorithm::Rsa));
        let first = named(selector, dir.join(file), "key_file", Algorithm::Rsa)?;
        if let Some(second) = &second
            && second.selector == first.selector
        {
            let selector = &first.selector;
            return Err(format!(
                "`selector` and `ed25519_selector` are both `{selector}`; each key needs a name of its own"
            ));
        }
        Ok(Some(Dkim {
            domain: self
                .domain
                .unwrap_or_else(|| Domain::of(&publication.from.address)),
            keys: std::iter::once(first).chain(second).collect(),
        }))
    }

    fn second(&self, dir: &Path) -> Result<Option<NamedKey>, String> {
        match (&self.ed25519_selector, &self.ed25519_key_file) {
            (None, None) => Ok(None),
            (Some(_), None) => {
                Err("there is an ed25519_selector but no ed25519_key_file".to_owned())
            }
            (selector, Some(file)) => {
                let usual = || Selector::usual(Algorithm::Ed25519);
                let selector = selector.clone().unwrap_or_else(usual);
                let file = dir.join(file);
                named(selector, file, "ed25519_key_file", Algorithm::Ed25519).map(Some)
            }
        }
    }
}

/// RFC 8463 section 5: the old algorithm stays beside the new one for as long as not everybody knows it.
const NO_FIRST: &str = "there is an ed25519_key_file but no key_file: many receivers check RSA only, so an Ed25519 signature goes beside one by RSA";

/// Reads a key that has to be of this kind.
fn named(
    selector: Selector,
    file: PathBuf,
    config_key: &str,
    wanted: Algorithm,
) -> Result<NamedKey, String> {
    let wrong = |why: String| format!("{config_key} {}: {why}", file.display());
    let text = std::fs::read(&file).map_err(|why| {
        wrong(match why.kind() {
            std::io::ErrorKind::PermissionDenied => {
                format!("{why}; make the user that roundup runs as its owner")
            }
            _ => format!("{why}; `roundup dkim new --domain DOMAIN` makes a key"),
        })
    })?;
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
