//! Tokens for links: who, for what, and a signature that no one else can make.
//!
//! A token is `version | purpose | subscriber id (8 bytes) | first 16 bytes of HMAC-SHA256`, in base64url
//! without padding: 35 characters. It never expires: a mail of years ago must still let its reader leave
//! (CASL asks for 60 days, CAN-SPAM for 30).
//!
//! The return path of a delivery has a token of another shape, because mail servers change the case of addresses and a
//! local part has 64 octets at most: `version | delivery id (6 bytes) | first 8 bytes of HMAC-SHA256`, in base32 of
//! small letters: 24 characters.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
// Small letters in, letters of any case out, no padding.
use data_encoding::BASE32_DNSSEC as BASE32;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{
    consent::ConsentId,
    delivery::DeliveryId,
    subscriber::{EmailAddress, SubscriberId},
};

const VERSION: u8 = 1;
const MAC_BYTES: usize = 16;
const SHORT_MAC_BYTES: usize = 8;

/// What a token lets its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Leave the list (RFC 8058).
    Unsubscribe,
    /// See and change what is sent.
    Preferences,
}

/// The purpose byte of the link that confirms a consent.
const CONFIRM: u8 = b'c';

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
    keyed: Hmac<Sha256>,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer(..)")
    }
}

impl Signer {
    /// A signer with this key.
    pub fn new(key: [u8; 32]) -> Self {
        // 32 bytes are a whole SHA-256 key; any length would do (RFC 2104 section 2).
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        let keyed = Hmac::new_from_slice(&key).expect("any key length");
        Self { keyed }
    }

    /// The token for a subscriber and a purpose: always the same.
    pub fn token(&self, purpose: Purpose, subscriber: SubscriberId) -> String {
        self.seal(purpose.byte(), subscriber.0)
    }

    /// Whose token this is, if it is one of ours for this purpose; compared in constant time.
    pub fn check(&self, purpose: Purpose, token: &str) -> Option<SubscriberId> {
        self.open(purpose.byte(), token).map(SubscriberId)
    }

    /// The token by which somebody confirms that they want to join: it names the consent, so an older one is no key
    /// to a later list.
    pub fn confirm_token(&self, consent: ConsentId) -> String {
        self.seal(CONFIRM, consent.0)
    }

    /// Which consent this token confirms, if it is one of ours.
    pub fn consent_of(&self, token: &str) -> Option<ConsentId> {
        self.open(CONFIRM, token).map(ConsentId)
    }

    fn seal(&self, purpose: u8, id: i64) -> String {
        let mut bytes = vec![VERSION, purpose];
        bytes.extend(id.to_be_bytes());
        let signature = self.mac(&bytes).finalize().into_bytes();
        bytes.extend(&signature[..MAC_BYTES]);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn open(&self, purpose: u8, token: &str) -> Option<i64> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (claim, signature) = bytes.split_at_checked(10)?;
        if signature.len() != MAC_BYTES || claim[..2] != [VERSION, purpose] {
            return None;
        }
        self.mac(claim).verify_truncated_left(signature).ok()?;
        let id = claim[2..].try_into().ok()?;
        Some(i64::from_be_bytes(id))
    }

    /// The keyed hash that remains of a forgotten address.
    pub fn hash(&self, address: &EmailAddress) -> String {
        let mut mac = self.mac(b"suppression:");
        mac.update(address.as_str().to_lowercase().as_bytes());
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    }

    /// The envelope sender of a delivery (VERP): `bounce+TOKEN@weir.example` for `bounce@weir.example`.
    ///
    /// None when the address has no room for the token, or the delivery no room in it.
    pub fn return_path(&self, base: &EmailAddress, delivery: DeliveryId) -> Option<EmailAddress> {
        let id = u64::try_from(delivery.0).ok().filter(|id| id >> 48 == 0)?;
        let mut bytes = vec![VERSION];
        bytes.extend(&id.to_be_bytes()[2..]);
        let signature = self.return_mac(&bytes).finalize().into_bytes();
        bytes.extend(&signature[..SHORT_MAC_BYTES]);
        let token = BASE32.encode(&bytes);
        EmailAddress::parse(&format!("{}+{token}@{}", base.local(), base.domain())).ok()
    }

    /// Which delivery came back to this address, if it is one of ours; the case of letters does not matter.
    pub fn delivery_of(&self, base: &EmailAddress, address: &EmailAddress) -> Option<DeliveryId> {
        let (local, token) = address.local().rsplit_once('+')?;
        if !local.eq_ignore_ascii_case(base.local()) || address.domain() != base.domain() {
            return None;
        }
        let bytes = BASE32.decode(token.as_bytes()).ok()?;
        let (claim, signature) = bytes.split_at_checked(7)?;
        if signature.len() != SHORT_MAC_BYTES || claim[0] != VERSION {
            return None;
        }
        self.return_mac(claim)
            .verify_truncated_left(signature)
            .ok()?;
        let mut id = [0; 8];
        id[2..].copy_from_slice(&claim[1..]);
        i64::try_from(u64::from_be_bytes(id)).ok().map(DeliveryId)
    }

    fn return_mac(&self, bytes: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.mac(b"return path:");
        mac.update(bytes);
        mac
    }

    fn mac(&self, bytes: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.keyed.clone();
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

    #[test]
    fn a_return_path_names_its_delivery_in_any_case_and_nothing_else() {
        let signer = Signer::new([7; 32]);
        let address = |text: &str| EmailAddress::parse(text).unwrap();
        let base = address("bounce@weir.example");
        let path = signer.return_path(&base, DeliveryId(41)).unwrap();
        assert_eq!(path.local().len(), base.local().len() + 25);
        assert_eq!(signer.delivery_of(&base, &path), Some(DeliveryId(41)));
        let loud = address(&path.as_str().to_uppercase());
        assert_eq!(signer.delivery_of(&base, &loud), Some(DeliveryId(41)));
        let token = path.local().rsplit_once('+').unwrap().1;
        for at in 0..token.len() {
            for other in "0123456789abcdefghijklmnopqrstuv".chars() {
                let mut changed: Vec<char> = token.chars().collect();
                if changed[at] == other {
                    continue;
                }
                changed[at] = other;
                let changed: String = changed.into_iter().collect();
                let changed = address(&format!("bounce+{changed}@weir.example"));
                assert_eq!(signer.delivery_of(&base, &changed), None, "{changed}");
            }
        }
        assert_eq!(signer.delivery_of(&base, &base), None);
        assert_eq!(
            signer.delivery_of(&address("other@weir.example"), &path),
            None
        );
        let another = Signer::new([8; 32]);
        assert_eq!(another.delivery_of(&base, &path), None);
        let long = address(&format!("{}@weir.example", "b".repeat(40)));
        assert_eq!(signer.return_path(&long, DeliveryId(41)), None);
    }
}
