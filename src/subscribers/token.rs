//! Tokens for links: who, for what, and a signature that no one else can make.
//!
//! A token is `version | purpose | subscriber id (8 bytes) | first 16 bytes of HMAC-SHA256`, in base64url
//! without padding: 35 characters. It never expires: a mail of years ago must still let its reader leave
//! (CASL asks for 60 days, CAN-SPAM for 30).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::subscriber::{EmailAddress, SubscriberId};

const VERSION: u8 = 1;
const MAC_BYTES: usize = 16;

/// What a token lets its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Leave the list (RFC 8058).
    Unsubscribe,
    /// See and change what is sent.
    Preferences,
}

impl Purpose {
    fn byte(self) -> u8 {
        match self {
            Self::Unsubscribe => b'u',
            Self::Preferences => b'p',
        }
    }
}

/// Makes and checks tokens and suppression hashes with the store's key.
#[derive(Clone)]
pub struct Signer {
    key: [u8; 32],
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer(..)")
    }
}

impl Signer {
    /// A signer with this key.
    pub fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    /// The token for a subscriber and a purpose: always the same.
    pub fn token(&self, purpose: Purpose, subscriber: SubscriberId) -> String {
        let mut bytes = vec![VERSION, purpose.byte()];
        bytes.extend(subscriber.0.to_be_bytes());
        let signature = self.mac(&bytes).finalize().into_bytes();
        bytes.extend(&signature[..MAC_BYTES]);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Whose token this is, if it is one of ours for this purpose; compared in constant time.
    pub fn check(&self, purpose: Purpose, token: &str) -> Option<SubscriberId> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (claim, signature) = bytes.split_at_checked(10)?;
        if signature.len() != MAC_BYTES || claim[..2] != [VERSION, purpose.byte()] {
            return None;
        }
        self.mac(claim).verify_truncated_left(signature).ok()?;
        let id = claim[2..].try_into().ok()?;
        Some(SubscriberId(i64::from_be_bytes(id)))
    }

    /// The keyed hash that remains of a forgotten address.
    pub fn hash(&self, address: &EmailAddress) -> String {
        let mut mac = self.mac(b"suppression:");
        mac.update(address.as_str().to_lowercase().as_bytes());
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    }

    fn mac(&self, bytes: &[u8]) -> Hmac<Sha256> {
        // 32 bytes are a whole SHA-256 key; any length would do (RFC 2104 section 2).
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("any key length");
        mac.update(bytes);
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_changed_character_fails() {
        let signer = Signer::new([7; 32]);
        let token = signer.token(Purpose::Unsubscribe, SubscriberId(41));
        assert_eq!(token.len(), 35);
        assert_eq!(
            signer.check(Purpose::Unsubscribe, &token),
            Some(SubscriberId(41))
        );
        assert_eq!(signer.check(Purpose::Preferences, &token), None);
        for at in 0..token.len() {
            for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".chars()
            {
                let mut changed: Vec<char> = token.chars().collect();
                if changed[at] == other {
                    continue;
                }
                changed[at] = other;
                let changed: String = changed.into_iter().collect();
                assert_eq!(
                    signer.check(Purpose::Unsubscribe, &changed),
                    None,
                    "{changed}"
                );
            }
        }
    }

    #[test]
    fn another_key_makes_another_token() {
        let token = Signer::new([1; 32]).token(Purpose::Unsubscribe, SubscriberId(1));
        assert_eq!(
            Signer::new([2; 32]).check(Purpose::Unsubscribe, &token),
            None
        );
    }
}
