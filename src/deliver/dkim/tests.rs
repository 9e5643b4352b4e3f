//! What we sign, others verify: by the words of the standards, and by mail-auth.

use std::{
    borrow::Borrow,
    collections::HashMap,
    hash::Hash,
    sync::{LazyLock, Mutex},
    time::Instant,
};

use mail_auth::{
    AuthenticatedMessage, DkimResult, MessageAuthenticator, Parameters, ResolverCache, Txt,
    common::{parse::TxtRecordParser, verify::DomainKey},
    hickory_resolver::config::{ResolverConfig, ResolverOpts},
};
use proptest::prelude::*;

use super::*;
use crate::{config::NamedKey, dkim::Algorithm};

/// Records that are never asked for over the network.
struct Records(Mutex<HashMap<Box<str>, Txt>>);

impl ResolverCache<Box<str>, Txt> for Records {
    fn get<Q: Hash + Eq + ?Sized>(&self, name: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
    {
        self.0.lock().unwrap().get(name).cloned()
    }

    fn remove<Q: Hash + Eq + ?Sized>(&self, name: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
    {
        self.0.lock().unwrap().remove(name)
    }

    fn insert(&self, name: Box<str>, record: Txt, _: Instant) {
        self.0.lock().unwrap().insert(name, record);
    }
}

fn records(dkim: &Dkim) -> Records {
    let records = dkim.records();
    let records = records.iter().map(|record| {
        let key = DomainKey::parse(record.value.as_bytes()).unwrap();
        let name = format!("{}.", record.name).into_boxed_str();
        (name, Txt::DomainKey(key.into()))
    });
    Records(Mutex::new(records.collect()))
}

/// The result of each signature, in the order in which they stand.
async fn verdicts(message: &[u8], dkim: &Dkim) -> Vec<DkimResult> {
    let nobody = ResolverConfig::from_parts(None, Vec::new(), Vec::new());
    let verifier = MessageAuthenticator::new(nobody, ResolverOpts::default()).unwrap();
    let message = AuthenticatedMessage::parse(message).unwrap();
    let records = records(dkim);
    let parameters = Parameters::new(&message).with_txt_cache(&records);
    let outputs = verifier.verify_dkim(parameters).await;
    outputs
        .iter()
        .map(|output| output.result().clone())
        .collect()
}

fn named(selector: &str, key: SigningKey) -> NamedKey {
    NamedKey {
        selector: selector.parse().unwrap(),
        file: selector.into(),
        key,
    }
}

/// Both kinds of key, made once: an RSA key takes its time.
static BOTH: LazyLock<Dkim> = LazyLock::new(|| {
    let key = |algorithm| SigningKey::generate(algorithm).unwrap().key;
    Dkim {
        domain: "weir.example".parse().unwrap(),
        keys: vec![
            named("second", key(Algorithm::Ed25519)),
            named("first", key(Algorithm::Rsa)),
        ],
    }
});

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_528_637_909, 0).unwrap()
}

fn signed(message: &str) -> String {
    let signed = Signer::new(&BOTH).signed(message.as_bytes().to_vec(), at());
    String::from_utf8(signed.unwrap()).unwrap()
}

/// The message of RFC 8463 appendix A.3.
const FOOTBALL: &str = "From: Joe SixPack <joe@football.example.com>\r\n\
    To: Suzie Q <suzie@shopping.example.net>\r\n\
    Subject: Is dinner ready?\r\n\
    Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n\
    Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\
    \r\n\
    Hi.\r\n\
    \r\n\
    We lost the game.  Are you hungry yet?\r\n\
    \r\n\
    Joe.\r\n";

/// The key of RFC 8463 appendix A.2, in the PKCS#8 wrapping of RFC 8410 section 7.
fn football_key() -> SigningKey {
    let mut der = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20".to_vec();
    let secret = BASE64_STANDARD.decode("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=");
    der.extend(secret.unwrap());
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        BASE64_STANDARD.encode(der)
    );
    SigningKey::from_pem(pem.as_bytes()).unwrap()
}

#[test]
fn the_ed25519_vector_of_rfc_8463() {
    let key = football_key();
    assert_eq!(key.public(), "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
    // The header as the appendix has it signed, with our canonicalisation.
    let mut text = Vec::new();
    for name in ["From", "To", "Subject", "Date", "Message-ID"] {
        let line = FOOTBALL.lines().find(|line| line.starts_with(name));
        header::relaxed(line.unwrap().as_bytes(), &mut text);
        text.extend_from_slice(b"\r\n");
    }
    // It names them once more each, which adds nothing: there is no second one.
    let field = "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n \
        d=football.example.com; i=@football.example.com;\r\n \
        q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n \
        subject : date : message-id : from : subject : date;\r\n \
        bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b=";
    header::relaxed(field.as_bytes(), &mut text);
    assert_eq!(
        BASE64_STANDARD.encode(key.sign(&text).unwrap()),
        "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw=="
    );
}

#[test]
fn the_body_hash_of_rfc_8463() {
    let (_, body) = FOOTBALL.split_once("\r\n\r\n").unwrap();
    let mut hash = BodyHash::default();
    hash.update(body.replace("  ", " ").as_bytes());
    assert_eq!(
        BASE64_STANDARD.encode(hash.finish()),
        "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8="
    );
}

#[tokio::test]
async fn both_signatures_stand_on_top_and_hold() {
    let signed = signed(FOOTBALL);
    assert!(signed.ends_with(FOOTBALL));
    let fields = &signed[..signed.len() - FOOTBALL.len()];
    let starts: Vec<_> = fields.match_indices("DKIM-Signature: v=1; a=").collect();
    assert_eq!(starts.len(), 2);
    assert!(fields[..starts[1].0].contains("a=rsa-sha256"));
    assert!(fields[starts[1].0..].contains("a=ed25519-sha256"));
    assert!(fields.contains("\r\n h=From:Subject:To:Date:Message-ID:From:Subject:To;\r\n"));
    assert!(fields.contains(" d=weir.example;\r\n s=first; t=1528637909;\r\n"));
    assert!(!fields.contains("l="));
    assert!(
        fields.lines().all(|line| line.len() <= LINE_LIMIT),
        "{fields}"
    );
    let verdicts = verdicts(signed.as_bytes(), &BOTH).await;
    assert_eq!(verdicts, [DkimResult::Pass, DkimResult::Pass]);
}

#[test]
fn what_can_not_be_signed_says_why() {
    let signer = Signer::new(&BOTH);
    let no = |message: &str| {
        signer
            .signed(message.as_bytes().to_vec(), at())
            .unwrap_err()
    };
    assert_eq!(no("To: b\r\n\r\nx"), SignError::NoFrom);
    assert_eq!(no("From: b\r\n"), SignError::NoEnd);
    let shown = format!("{signer:?}");
    assert!(shown.contains("SigningKey(RSA)"), "{shown}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_we_sign_holds_until_it_is_changed(
        fields in prop::collection::vec(
            (
                "(Subject|To|Date|Reply-To|List-Id|List-Unsubscribe|List-Unsubscribe-Post|Feedback-ID|X-Other|subject)",
                "[ \t]{0,3}([!-~]{1,30}(\r\n)?[ \t]{1,3}){0,4}[!-~]{0,20}[ \t]{0,2}",
            ),
            0..10,
        ),
        from in "[ -~]{1,60}",
        body in prop::collection::vec("[ -~]{0,80}(\r\n){0,3}", 0..8),
        flip in any::<prop::sample::Index>(),
    ) {
        let mut header = String::new();
        for (name, value) in &fields {
            header.push_str(&format!("{name}:{value}x\r\n"));
        }
        let message = format!("{header}From: x{from}\r\n\r\n{}", body.concat());
        let signed = signed(&message);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let check = |message: &[u8]| runtime.block_on(verdicts(message, &BOTH));
        let holds = check(signed.as_bytes());
        prop_assert_eq!(holds, vec![DkimResult::Pass; 2], "{}", signed);

        // Any letter of the body, made another one.
        let mut changed = signed.into_bytes();
        let start = changed.len() - body.concat().len();
        let letters: Vec<_> = (start..changed.len()).filter(|&at| changed[at].is_ascii_graphic()).collect();
        if !letters.is_empty() {
            changed[*flip.get(&letters)] ^= 1;
            prop_assert!(!check(&changed).contains(&DkimResult::Pass));
        }
    }
}
