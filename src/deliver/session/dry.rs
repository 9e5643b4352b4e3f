//! Replies read from octets instead of a wire, and their properties, whatever a relay says.

use super::{
    reply::{Lines, Reply},
    wire::take_line,
};

/// Reads replies that come in these pieces, until they are used up; and why it read no further, if it did not.
pub(in crate::deliver) fn replies(pieces: &[&[u8]]) -> (Vec<Reply>, Option<String>) {
    let (mut unread, mut lines, mut whole) = (Vec::new(), Lines::default(), Vec::new());
    for piece in pieces {
        unread.extend_from_slice(piece);
        loop {
            let taken = match take_line(&mut unread).map_err(|why| why.to_string()) {
                Ok(None) => break,
                Ok(Some(line)) => lines.take(&line),
                Err(why) => Err(why),
            };
            match taken {
                Ok(None) => {}
                Ok(Some(reply)) => {
                    whole.push(reply);
                    // Each reply is read by a reading of its own.
                    lines = Lines::default();
                }
                Err(why) => return (whole, Some(why)),
            }
        }
    }
    (whole, None)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::deliver::refusal::{Kind, Stage};

    /// Something like replies, and some that are not.
    fn octets() -> impl Strategy<Value = Vec<u8>> {
        let line = prop_oneof![
            8 => "[2-5][0-9]{2}[ -]([245]\\.[0-9]{1,3}\\.[0-9]{1,3} )?[ -~]{0,80}",
            1 => "[+0-9]{0,4}[ -]?[+]?[0-9.+]{0,9} ?(\\PC|[\\x00-\\x1f]){0,40}",
            1 => "250-a{4000,4200}",
        ];
        let line = (
            line,
            prop_oneof![Just("\r\n"), Just("\n"), Just(""), Just("\r")],
        );
        let noise = proptest::collection::vec(any::<u8>(), 0..4);
        let some = (line, noise, any::<bool>()).prop_map(|((line, end), noise, noisy)| {
            let noise = if noisy { &noise[..] } else { &[] };
            [line.as_bytes(), noise, end.as_bytes()].concat()
        });
        proptest::collection::vec(some, 0..12).prop_map(|lines| lines.concat())
    }

    proptest! {
        #[test]
        fn no_relay_says_anything_that_we_misread(octets in octets(), at in any::<prop::sample::Index>()) {
            let (whole, end) = replies(&[&octets]);
            let (left, right) = octets.split_at(at.index(octets.len() + 1));
            prop_assert_eq!(&replies(&[left, right]), &(whole.clone(), end.clone()));
            let single: Vec<&[u8]> = octets.chunks(1).collect();
            prop_assert_eq!(&replies(&single), &(whole.clone(), end));
            for reply in whole {
                prop_assert!((200..600).contains(&reply.code));
                prop_assert!((1..=100).contains(&reply.lines.len()));
                let words = reply.words();
                prop_assert!(words.starts_with(&reply.code.to_string()));
                prop_assert!(words.chars().count() <= 500 && !words.contains(char::is_control), "{:?}", words);
                if let Some(enhanced) = reply.enhanced() {
                    prop_assert!(enhanced.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'), "{:?}", enhanced);
                    prop_assert_eq!(&enhanced[..2], &format!("{}.", reply.code / 100));
                }
                let kind = reply.refuses(Stage::Rcpt).kind;
                prop_assert_eq!(kind == Kind::Permanent, reply.is(5));
                prop_assert_eq!(kind == Kind::Transient, reply.is(4));
            }
        }
    }
}
