//! Whether all quotations and brackets that a text opens are closed in it.

/// What opens, and what closes it. German closes with what English opens with.
const PAIRS: &[(char, &[char])] = &[
    ('“', &['”']),
    ('„', &['“', '”']),
    ('«', &['»']),
    ('»', &['«']),
    ('「', &['」']),
    ('『', &['』']),
    ('(', &[')']),
    ('[', &[']']),
    ('（', &['）']),
];

/// Whether nothing is left open at the end of this text.
pub(super) fn are_closed(text: &str) -> bool {
    let mut open: Vec<&[char]> = Vec::new();
    let mut straight = false;
    for c in text.chars() {
        if open.last().is_some_and(|closes| closes.contains(&c)) {
            open.pop();
        } else if c == '"' {
            straight = !straight;
        } else if let Some((_, closes)) = PAIRS.iter().find(|(opens, _)| *opens == c) {
            open.push(closes);
        }
    }
    open.is_empty() && !straight
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_and_closed() {
        for text in [
            "“No,” he said.",
            "„Nein“, sagte er.",
            "« Non », dit-il.",
            "»Nein«, sagte er.",
            "He (she) said \"no\".",
            "",
        ] {
            assert!(are_closed(text), "{text}");
        }
        for text in ["“No.", "„Nein.", "« Non.", "(He said.", "He said \"no."] {
            assert!(!are_closed(text), "{text}");
        }
    }
}
