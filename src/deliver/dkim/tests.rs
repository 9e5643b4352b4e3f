//! What we sign, by the words of the standards. That others verify it is `tests/it/dkim`'s to show.

use std::sync::LazyLock;

use super::*;
use crate::{config::NamedKey, dkim::Algorithm};

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

#[test]
fn both_signatures_stand_on_top() {
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
