//! Replies of relays, in whatever pieces they come: see ../README.md.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roundup::deliver::{Kind, fuzzing::replies};

// The first octet says where the rest is cut in two.
fuzz_target!(|input: &[u8]| {
    let Some((&at, octets)) = input.split_first() else {
        return;
    };
    let heard = replies(&[octets]);
    let (left, right) = octets.split_at(usize::from(at).min(octets.len()));
    assert_eq!(replies(&[left, right]), heard, "the pieces matter");
    let single: Vec<&[u8]> = octets.chunks(1).collect();
    assert_eq!(replies(&single), heard, "the pieces matter");
    for reply in heard.0 {
        assert!((200..600).contains(&reply.code) && (1..=100).contains(&reply.lines));
        assert!(reply.words.starts_with(&reply.code.to_string()));
        for text in [&reply.words, &reply.refusal.text] {
            assert!(text.chars().count() <= 500 && !text.contains(char::is_control));
        }
        if let Some(enhanced) = &reply.enhanced {
            assert!(
                enhanced
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'.')
            );
            assert!(enhanced.starts_with(&format!("{}.", reply.code / 100)));
        }
        let kind = match reply.code / 100 {
            4 => Kind::Transient,
            5 => Kind::Permanent,
            _ => Kind::Lost,
        };
        assert_eq!(reply.refusal.kind, kind);
    }
});
