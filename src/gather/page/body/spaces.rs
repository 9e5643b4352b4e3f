//! No-break spaces on their way through extractors, which take them for plain ones: stand-ins go instead of them.

/// What stands for which: characters that no text has a use for.
const STAND_INS: &[(char, char, &[&str])] = &[
    (
        '\u{e0a0}',
        '\u{a0}',
        &["\u{a0}", "&nbsp;", "&#160;", "&#xa0;", "&#xA0;"],
    ),
    (
        '\u{e0af}',
        '\u{202f}',
        &["\u{202f}", "&#8239;", "&#x202f;", "&#x202F;"],
    ),
];

/// The markup with stand-ins for the no-break spaces between two words or marks. Others are layout: an extractor
/// has to see that nothing but space is there.
pub(super) fn hidden(html: &str) -> String {
    let mut whole = html.to_owned();
    for (stand_in, _, written) in STAND_INS {
        for written in *written {
            if whole.contains(written) {
                whole = whole.replace(written, stand_in.encode_utf8(&mut [0; 4]));
            }
        }
    }
    let mut out = String::with_capacity(whole.len());
    let mut letters = whole.chars().peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        let after = letters.peek().copied().unwrap_or(' ');
        let space = space(letter);
        let alone = is_text(before) && is_text(after) && (before, after) != ('>', '<');
        out.push(space.filter(|_| !alone).unwrap_or(letter));
        before = letter;
    }
    out
}

/// A text with the spaces that were hidden.
pub(super) fn shown(text: &str) -> String {
    text.chars()
        .map(|letter| space(letter).unwrap_or(letter))
        .collect()
}

fn space(letter: char) -> Option<char> {
    STAND_INS
        .iter()
        .find(|(stand_in, ..)| *stand_in == letter)
        .map(|(_, space, _)| *space)
}

fn is_text(letter: char) -> bool {
    !letter.is_whitespace() && space(letter).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_words_only() {
        let html =
            "<p>&nbsp;</p><p>100&nbsp;000 «\u{a0}Non\u{202f}!\u{a0}» &#160; <b>a</b>&#8239;: </p>";
        let hidden = hidden(html);
        assert_eq!(
            hidden,
            "<p>\u{a0}</p><p>100\u{e0a0}000 «\u{e0a0}Non\u{e0af}!\u{e0a0}» \u{a0} <b>a</b>\u{e0af}: </p>"
        );
        assert_eq!(
            shown(&hidden),
            "<p>\u{a0}</p><p>100\u{a0}000 «\u{a0}Non\u{202f}!\u{a0}» \u{a0} <b>a</b>\u{202f}: </p>"
        );
    }
}
