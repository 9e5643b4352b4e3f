//! Tokens for links: who, for what, and a signature that no one else can make.
//!
//! A token is `version | purpose | number of the key | id (8 bytes) | first 16 bytes of HMAC-SHA256`, in base64url
//! without padding: 36 characters. One that lets its reader leave never expires: a mail of years ago must still do
//! (CASL asks for 60 days, CAN-SPAM for 30).
//!
//! The return path of a delivery has a token of another shape, because mail servers change the case of addresses and a
//! local part has 64 octets at most: `version | number of the key | delivery id (6 bytes) | first 8 bytes of
//! HMAC-SHA256`, in base32 of small letters: 26 characters.
//!
//! Tokens of version 1 name no key and were signed by the first.

use std::sync::{Arc, PoisonError, RwLock};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
// Small letters in, letters of any case out, no padding.
use data_encoding::BASE32_DNSSEC as BASE32;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{
    consent::ConsentId,
    delivery::DeliveryId,
    edition::EditionId,
    link_key::{self, KeyNumber, KeyStanding, LinkKey},
    subscriber::{EmailAddress, SubscriberId},
};

const VERSION: u8 = 2;
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

/// The purpose byte of the link to an edition that has not gone out.
const PROOF: u8 = b'e';

/// The purpose byte of the puzzle that signing up may take.
const PUZZLE: u8 = b'w';

/// What a withdrawn key still opens: whoever it may have leaked to can do no worse than take people off the list.
const EVER: [u8; 1] = [b'u'];

/// Makes and checks tokens and suppression hashes with the store's keys. Cheap to clone; all clones see new keys.
#[derive(Clone)]
pub struct Signer {
    ring: Arc<RwLock<Ring>>,
}

/// The keys, and which of them signs.
struct Ring {
    keys: Vec<Key>,
    signs: usize,
}

struct Key {
    number: KeyNumber,
    standing: KeyStanding,
    keyed: Hmac<Sha256>,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer(..)")
    }
}

/// There is no key to sign with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the store has no key to sign links with")]
pub struct NoKey;

impl Signer {
    /// A signer with these keys, at this moment.
    ///
    /// # Errors
    /// When none of them is good, or the first is not among them.
    pub fn new(keys: &[LinkKey], now: DateTime<Utc>) -> Result<Self, NoKey> {
        let ring = Ring::new(keys, now)?;
        Ok(Self {
            ring: Arc::new(RwLock::new(ring)),
        })
    }

    /// Takes these keys instead, for all clones.
    ///
    /// # Errors
    /// When none of them is good; then nothing changes.
    pub fn take_over(&self, keys: &[LinkKey], now: DateTime<Utc>) -> Result<(), NoKey> {
        let ring = Ring::new(keys, now)?;
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = ring;
        Ok(())
    }

    /// Which key signs.
    pub fn signs(&self) -> KeyNumber {
        self.with(|ring| ring.signing().number)
    }

    /// The token for a subscriber and a purpose: the same for as long as the key signs.
    pub fn token(&self, purpose: Purpose, subscriber: SubscriberId) -> String {
        self.seal(purpose.byte(), subscriber.0)
    }

    /// Whose token this is, if it is one of ours for this purpose; compared in constant time.
    pub fn check(&self, purpose: Purpose, token: &str) -> Option<SubscriberId> {
        self.open(purpose.byte(), token).map(SubscriberId)
    }

    /// Who leaves by this token, and how good the key is that signed it: who holds one of a withdrawn key may have made it,
    /// and is shown nothing.
    pub fn leaver(&self, token: &str) -> Option<(SubscriberId, KeyStanding)> {
        let (id, standing) = self.open_about(Purpose::Unsubscribe.byte(), token, "")?;
        Some((SubscriberId(id), standing))
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

    /// The token by which an edition can be read before it goes out, until then; none where either is beyond 32 bits.
    pub fn proof_token(&self, edition: EditionId, until: DateTime<Utc>) -> Option<String> {
        let edition = u32::try_from(edition.0).ok()?;
        let until = u32::try_from(until.timestamp()).ok()?;
        let both = u64::from(edition) << 32 | u64::from(until);
        Some(self.seal(PROOF, both.cast_signed()))
    }

    /// Which edition this token shows, and until when, if it is one of ours.
    pub fn proof_of(&self, token: &str) -> Option<(EditionId, DateTime<Utc>)> {
        let both = self.open(PROOF, token)?.cast_unsigned();
        let until = DateTime::from_timestamp((both & u64::from(u32::MAX)).try_into().ok()?, 0)?;
        Some((EditionId((both >> 32).try_into().ok()?), until))
    }

    /// The puzzle that whoever signs this address up on this page has to solve.
    pub fn puzzle(&self, address: &EmailAddress, page: &str, at: DateTime<Utc>) -> String {
        self.seal_about(PUZZLE, at.timestamp(), &format!("{address}\n{page}"))
    }

    /// When a puzzle was made, if it is one of ours for this address and this page.
    pub fn puzzle_made(
        &self,
        token: &str,
        address: &EmailAddress,
        page: &str,
    ) -> Option<DateTime<Utc>> {
        let (made, _) = self.open_about(PUZZLE, token, &format!("{address}\n{page}"))?;
        DateTime::from_timestamp(made, 0)
    }

    fn seal(&self, purpose: u8, id: i64) -> String {
        self.seal_about(purpose, id, "")
    }

    fn open(&self, purpose: u8, token: &str) -> Option<i64> {
        self.open_about(purpose, token, "").map(|(id, _)| id)
    }

    /// Signs more than the token says.
    fn seal_about(&self, purpose: u8, id: i64, about: &str) -> String {
        self.with(|ring| {
            let key = ring.signing();
            let mut bytes = vec![VERSION, purpose, key.number.0];
            bytes.extend(id.to_be_bytes());
            let mut mac = key.mac(&bytes);
            mac.update(about.as_bytes());
            let signature = mac.finalize().into_bytes();
            bytes.extend(&signature[..MAC_BYTES]);
            URL_SAFE_NO_PAD.encode(bytes)
        })
    }

    fn open_about(&self, purpose: u8, token: &str, about: &str) -> Option<(i64, KeyStanding)> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (claim, signature) = bytes.split_at_checked(bytes.len().checked_sub(MAC_BYTES)?)?;
        let (number, id) = match *claim {
            [1, meant, ref id @ ..] if meant == purpose => (KeyNumber::FIRST, id),
            [VERSION, meant, number, ref id @ ..] if meant == purpose => (KeyNumber(number), id),
            _ => return None,
        };
        let id = id.try_into().ok()?;
        let standing = self.with(|ring| {
            let key = ring.key(number)?;
            if key.standing == KeyStanding::Withdrawn && !EVER.contains(&purpose) {
                return None;
            }
            let mut mac = key.mac(claim);
            mac.update(about.as_bytes());
            mac.verify_truncated_left(signature).ok()?;
            Some(key.standing)
        })?;
        Some((i64::from_be_bytes(id), standing))
    }

    /// The keyed hash that remains of a forgotten address: with the first key, whatever became of it, because the address
    /// to hash anew is not there any more.
    pub fn hash(&self, address: &EmailAddress) -> String {
        self.with(|ring| {
            let mut mac = ring.keys[0].mac(b"suppression:");
            mac.update(address.as_str().to_lowercase().as_bytes());
            URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
        })
    }

    /// The envelope sender of a delivery (VERP): `bounce+TOKEN@weir.example` for `bounce@weir.example`.
    ///
    /// None when the address has no room for the token, or the delivery no room in it.
    pub fn return_path(&self, base: &EmailAddress, delivery: DeliveryId) -> Option<EmailAddress> {
        let id = u64::try_from(delivery.0).ok().filter(|id| id >> 48 == 0)?;
        let token = self.with(|ring| {
            let key = ring.signing();
            let mut bytes = vec![VERSION, key.number.0];
            bytes.extend(&id.to_be_bytes()[2..]);
            let signature = key.return_mac(&bytes).finalize().into_bytes();
            bytes.extend(&signature[..SHORT_MAC_BYTES]);
            BASE32.encode(&bytes)
        });
        EmailAddress::parse(&format!("{}+{token}@{}", base.local(), base.domain())).ok()
    }

    /// Which delivery came back to this address, if it is one of ours; the case of letters does not matter.
    pub fn delivery_of(&self, base: &EmailAddress, address: &EmailAddress) -> Option<DeliveryId> {
        let (local, token) = address.local().rsplit_once('+')?;
        if !local.eq_ignore_ascii_case(base.local()) || address.domain() != base.domain() {
            return None;
        }
        let bytes = BASE32.decode(token.as_bytes()).ok()?;
        let (claim, signature) =
            bytes.split_at_checked(bytes.len().checked_sub(SHORT_MAC_BYTES)?)?;
        let (number, short) = match *claim {
            [1, ref id @ ..] if id.len() == 6 => (KeyNumber::FIRST, id),
            [VERSION, number, ref id @ ..] if id.len() == 6 => (KeyNumber(number), id),
            _ => return None,
        };
        let mut id = [0; 8];
        id[2..].copy_from_slice(short);
        self.with(|ring| {
            let key = ring
                .key(number)
                .filter(|key| key.standing == KeyStanding::Good)?;
            key.return_mac(claim).verify_truncated_left(signature).ok()
        })?;
        i64::try_from(u64::from_be_bytes(id)).ok().map(DeliveryId)
    }

    fn with<T>(&self, look: impl FnOnce(&Ring) -> T) -> T {
        look(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Ring {
    fn new(keys: &[LinkKey], now: DateTime<Utc>) -> Result<Self, NoKey> {
        let signing = link_key::signing(keys, now).ok_or(NoKey)?;
        if keys.first().map(|key| key.number) != Some(KeyNumber::FIRST) {
            return Err(NoKey);
        }
        let number = signing.number;
        Ok(Self {
            signs: keys
                .iter()
                .position(|key| key.number == number)
                .ok_or(NoKey)?,
            keys: keys.iter().map(Key::new).collect(),
        })
    }

    fn signing(&self) -> &Key {
        &self.keys[self.signs]
    }

    fn key(&self, number: KeyNumber) -> Option<&Key> {
        self.keys.iter().find(|key| key.number == number)
    }
}

impl Key {
    fn new(key: &LinkKey) -> Self {
        // 32 bytes are a whole SHA-256 key; any length would do (RFC 2104 section 2).
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        let keyed = Hmac::new_from_slice(&key.secret.0).expect("any key length");
        Self {
            number: key.number,
            standing: key.standing,
            keyed,
        }
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
pub(super) mod tests;
