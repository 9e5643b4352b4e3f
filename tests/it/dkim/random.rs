//! Headers and bodies of any shape: whatever the library signs, mail-auth verifies.

use std::sync::LazyLock;

use chrono::DateTime;
use proptest::{prelude::*, sample::Index};
use roundup::{
    config::{Dkim, NamedKey},
    deliver::dkim::Signer,
    dkim::{Algorithm, SigningKey},
};

use super::verifiers::{Verdict, Verifier};

/// Both kinds of key, made once: an RSA key takes its time.
pub(super) static BOTH: LazyLock<Dkim> = LazyLock::new(|| Dkim {
    domain: "weir.example".parse().expect("a domain"),
    keys: [("one", Algorithm::Rsa), ("two", Algorithm::Ed25519)]
        .map(|(selector, algorithm)| NamedKey {
            selector: selector.parse().expect("a selector"),
            file: selector.into(),
            key: SigningKey::generate(algorithm).expect("a key").key,
        })
        .to_vec(),
});

const NAME: &str = "(Subject|subject|To|Date|Reply-To|List-Id|List-Unsubscribe|List-Unsubscribe-Post|Feedback-ID|X-Other)";
/// Words with white space and folds between them, before them and after them.
const VALUE: &str = "[ \t]{0,3}([!-~]{1,30}(\r\n)?[ \t]{1,3}){0,4}[!-~]{1,20}[ \t]{0,2}";
const LINES: &str = "[ -~]{0,80}(\r\n){0,3}";

fn verdicts(message: &[u8]) -> Vec<Verdict> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(Verifier::MailAuth.verdicts(message, &BOTH.records()))
}

fn signed(message: &str) -> Vec<u8> {
    let at = DateTime::from_timestamp(1_732_258_800, 0).expect("a time");
    Signer::new(&BOTH)
        .signed(message.as_bytes().to_vec(), at)
        .expect("signed")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_signed_holds_until_it_is_changed(
        fields in prop::collection::vec((NAME, VALUE), 0..10),
        from in "[ -~]{1,60}",
        body in prop::collection::vec(LINES, 0..8),
        which in any::<Index>(),
    ) {
        let fields: String = fields.iter().map(|(name, value)| format!("{name}:{value}\r\n")).collect();
        let body = body.concat();
        let mut message = signed(&format!("{fields}From: x{from}\r\n\r\n{body}"));
        let text = String::from_utf8_lossy(&message).into_owned();
        prop_assert_eq!(verdicts(&message), [Verdict::Pass; 2], "{}", text);

        let start = message.len() - body.len();
        let letters: Vec<_> = (start..message.len())
            .filter(|&at| message[at].is_ascii_graphic())
            .collect();
        if !letters.is_empty() {
            message[*which.get(&letters)] ^= 1;
            prop_assert_eq!(verdicts(&message), [Verdict::Fail; 2], "{}", text);
        }
    }
}
