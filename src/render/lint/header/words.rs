//! Encoded words of the header (RFC 2047).

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Whether an encoded word is one, and has whole characters of UTF-8 in it.
pub(super) fn is_whole(word: &str) -> bool {
    let end = word.rfind("?=").map_or(word.len(), |at| at + 2);
    let fields: Vec<_> = word[..end].split('?').collect();
    let &["=", charset, encoding, text, "="] = fields.as_slice() else {
        return false;
    };
    let octets = match encoding {
        "B" | "b" => STANDARD.decode(text).ok(),
        "Q" | "q" => q_decoded(text),
        _ => None,
    };
    charset.eq_ignore_ascii_case("utf-8")
        && octets.is_some_and(|octets| std::str::from_utf8(&octets).is_ok())
}

fn q_decoded(text: &str) -> Option<Vec<u8>> {
    let mut parts = text.split('=');
    let mut octets = parts.next()?.as_bytes().to_vec();
    for part in parts {
        octets.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        octets.extend(part.get(2..)?.as_bytes());
    }
    Some(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_is_never_parted() {
        for whole in ["=?utf-8?Q?b=C3=BC?=", "=?UTF-8?B?w7w=?=", "=?utf-8?Q?a_b?="] {
            assert!(is_whole(whole), "{whole}");
        }
        for torn in [
            "=?utf-8?Q?b=C3?=",
            "=?utf-8?B?ww==?=",
            "=?utf-8?X?a?=",
            "=?utf-8?Q?a",
        ] {
            assert!(!is_whole(torn), "{torn}");
        }
    }
}
