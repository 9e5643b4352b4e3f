use super::*;
use crate::link_key::KeyBytes;

fn key(number: u8, byte: u8, standing: KeyStanding) -> LinkKey {
    LinkKey {
        number: KeyNumber(number),
        secret: KeyBytes([byte; 32]),
        made: DateTime::default(),
        standing,
    }
}

fn later() -> DateTime<Utc> {
    DateTime::default() + chrono::TimeDelta::hours(1)
}

fn signer(keys: &[LinkKey]) -> Signer {
    Signer::new(keys, later()).unwrap()
}

pub(in crate::subscribers) fn of(byte: u8) -> Signer {
    signer(&[key(1, byte, KeyStanding::Good)])
}

#[test]
fn any_changed_character_fails() {
    let signer = of(7);
    let token = signer.token(Purpose::Unsubscribe, SubscriberId(41));
    assert_eq!(token.len(), 36);
    assert_eq!(
        signer.check(Purpose::Unsubscribe, &token),
        Some(SubscriberId(41))
    );
    assert_eq!(signer.check(Purpose::Preferences, &token), None);
    for at in 0..token.len() {
        for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".chars() {
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
    let token = of(1).token(Purpose::Unsubscribe, SubscriberId(1));
    assert_eq!(of(2).check(Purpose::Unsubscribe, &token), None);
}

#[test]
fn a_return_path_names_its_delivery_in_any_case_and_nothing_else() {
    let signer = of(7);
    let address = |text: &str| EmailAddress::parse(text).unwrap();
    let base = address("bounce@weir.example");
    let path = signer.return_path(&base, DeliveryId(41)).unwrap();
    assert_eq!(path.local().len(), base.local().len() + 27);
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
    let another = of(8);
    assert_eq!(another.delivery_of(&base, &path), None);
    let long = address(&format!("{}@weir.example", "b".repeat(40)));
    assert_eq!(signer.return_path(&long, DeliveryId(41)), None);
}

#[test]
fn old_keys_go_on_opening_what_they_signed() {
    let (good, withdrawn) = (KeyStanding::Good, KeyStanding::Withdrawn);
    let reader = SubscriberId(41);
    let base = EmailAddress::parse("bounce@weir.example").unwrap();
    let old = of(7);
    let leave = old.token(Purpose::Unsubscribe, reader);
    let choose = old.token(Purpose::Preferences, reader);
    let path = old.return_path(&base, DeliveryId(9)).unwrap();

    let rotated = signer(&[key(1, 7, good), key(2, 8, good)]);
    assert_eq!(rotated.signs(), KeyNumber(2));
    assert_ne!(rotated.token(Purpose::Unsubscribe, reader), leave);
    assert_eq!(rotated.check(Purpose::Unsubscribe, &leave), Some(reader));
    assert_eq!(rotated.check(Purpose::Preferences, &choose), Some(reader));
    assert_eq!(rotated.delivery_of(&base, &path), Some(DeliveryId(9)));

    // A key that others know opens the way out alone.
    let leaked = signer(&[key(1, 7, withdrawn), key(2, 8, good)]);
    assert_eq!(leaked.check(Purpose::Unsubscribe, &leave), Some(reader));
    assert_eq!(leaked.check(Purpose::Preferences, &choose), None);
    assert_eq!(leaked.delivery_of(&base, &path), None);
    let address = EmailAddress::parse("zoe@weir.example").unwrap();
    assert_eq!(leaked.hash(&address), old.hash(&address));

    // All clones see it at once.
    let serving = old.clone();
    old.take_over(&[key(1, 7, withdrawn), key(2, 8, good)], later())
        .unwrap();
    assert_eq!(serving.check(Purpose::Preferences, &choose), None);
    assert_eq!(serving.signs(), KeyNumber(2));
    assert_eq!(
        serving.take_over(&[key(1, 7, withdrawn)], later()),
        Err(NoKey)
    );
}

#[test]
fn links_from_before_keys_had_numbers_still_work() {
    let signer = signer(&[key(1, 7, KeyStanding::Good), key(2, 8, KeyStanding::Good)]);
    for (purpose, token) in [
        (Purpose::Unsubscribe, "AXUAAAAAAAAAKbgZhoSjZrSVLHNdrBV0W3g"),
        (Purpose::Preferences, "AXAAAAAAAAAAKTgj0smYlFIm_Zg2tpSSMCo"),
    ] {
        assert_eq!(signer.check(purpose, token), Some(SubscriberId(41)));
    }
    let base = EmailAddress::parse("bounce@weir.example").unwrap();
    let path = EmailAddress::parse("bounce+0400000000kk459cvr58gbup@weir.example").unwrap();
    assert_eq!(signer.delivery_of(&base, &path), Some(DeliveryId(41)));
}
