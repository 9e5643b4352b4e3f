//! Making strangers' text plain: what could break a line, a header or the reading order is dropped.

/// The text on one line: white space collapsed, and without the characters that no reader sees but
/// that could change what others see: controls, overrides of the writing direction, private use.
///
/// Joiners and the plain direction marks stay: emoji and mixed-script text need them.
///
/// ```
/// assert_eq!(roundup::mime::one_line(" A\r\nBcc: b@c.example\u{202E} "), "A Bcc: b@c.example");
/// ```
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(breaks).filter(|word| !word.is_empty()) {
        let start = line.len();
        if start > 0 {
            line.push(' ');
        }
        let before = line.len();
        line.extend(word.chars().filter(|c| !is_unsafe(*c)));
        if line.len() == before {
            // Nothing of the word was left, so neither is the space before it.
            line.truncate(start);
        }
    }
    line
}

/// Whether a character ends a word: white space, and controls such as a lone CR.
/// A no-break space is part of its word: it says that the line may not be broken there.
fn breaks(c: char) -> bool {
    (c.is_whitespace() && !is_no_break_space(c)) || c.is_control()
}

fn is_no_break_space(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{202F}')
}

/// Whether a character changes the direction of its surroundings (UAX 9): embeddings, overrides, isolates.
fn overrides_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The weak direction marks, which belong into text but have no business in a header.
pub(super) fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{61C}')
}

fn is_unsafe(c: char) -> bool {
    let private = matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}');
    let no_character = (u32::from(c) & 0xFFFE) == 0xFFFE || matches!(c, '\u{FDD0}'..='\u{FDEF}');
    private || no_character || overrides_direction(c) || c == '\u{FEFF}' || c == '\u{FFF9}'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_and_nothing_else() {
        assert_eq!(one_line("  a \t b\n\nc "), "a b c");
        assert_eq!(one_line("a \u{E000} b"), "a b");
        assert_eq!(one_line("\u{202E}gnihsif\u{202C}"), "gnihsif");
        assert_eq!(one_line("12\u{A0}km"), "12\u{A0}km");
        assert_eq!(one_line("a\u{2028}b\u{85}c\0d"), "a b c d");
    }

    #[test]
    fn joined_emoji_stay_joined() {
        assert_eq!(one_line("👩\u{200D}🌾"), "👩\u{200D}🌾");
    }
}
