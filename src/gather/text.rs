//! Plain text out of what strangers send: markup gone, characters that only disturb gone, typography kept.
//!
//! No knowledge of feeds or pages; where paragraphs begin and end is `blocks`.

use dom_query::Document;

use super::nesting;
use crate::sentence::is_unspaced;

/// More than this of one text is never of use.
const MOST_CHARS: usize = 2_000_000;

/// Text with white space collapsed and without control, private-use and other invisible characters.
///
/// No-break spaces that stand alone stay (they are typography), as do the joiners that emoji and Persian
/// need. Characters that turn the direction of the text for all that follows go: they could turn the
/// rest of an edition around.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(MOST_CHARS));
    let mut space: Option<char> = None;
    for c in text.chars().take(MOST_CHARS) {
        if let Some(kind) = space_of(c) {
            space = Some(match space {
                None => kind,
                Some(_) => ' ',
            });
        } else if !is_unwanted(c) {
            if let Some(space) = space.take().filter(|_| !out.is_empty()) {
                out.push(space);
            }
            out.push(c);
        }
    }
    out
}

/// [`clean`], and none where nothing is left.
pub fn non_empty(text: &str) -> Option<String> {
    Some(clean(text)).filter(|text| !text.is_empty())
}

/// What a white space character becomes: itself where it is a no-break space, else a plain one.
fn space_of(c: char) -> Option<char> {
    match c {
        '\u{a0}' | '\u{202f}' => Some(c),
        _ if c.is_whitespace() || c == '\u{2028}' || c == '\u{2029}' => Some(' '),
        _ => None,
    }
}

fn is_unwanted(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{feff}' | '\u{fffc}'
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{206a}'..='\u{206f}'
        | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' | '\u{e0000}'..='\u{e0fff}'
        | '\u{fdd0}'..='\u{fdef}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
        || c.is_control()
}

/// The text of a piece of HTML, as one line.
pub fn from_html(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return clean(html);
    }
    if nesting::too_deep(html) {
        return clean(&without_tags(html));
    }
    clean(&Document::fragment(html).text())
}

/// The text of a value that should be plain but often is HTML, escaped once or twice.
///
/// A bare "a < b" or "R&D" stays as it is; `AT&amp;T` and `<i>Nature</i>` are read as HTML.
pub fn from_maybe_html(text: &str) -> String {
    let mut text = clean(text);
    for _ in 0..2 {
        if !looks_like_html(&text) {
            break;
        }
        text = from_html(&text);
    }
    text
}

/// [`from_maybe_html`], and none where nothing is left.
pub fn some_from_maybe_html(text: &str) -> Option<String> {
    Some(from_maybe_html(text)).filter(|text| !text.is_empty())
}

pub(super) fn looks_like_html(text: &str) -> bool {
    holds_tag(text) || holds_entity(text)
}

pub(super) fn holds_tag(text: &str) -> bool {
    // Looked for once, not from every bracket on: texts of nothing but brackets have been seen.
    let Some(last) = text.rfind('>') else {
        return false;
    };
    text[..last].match_indices('<').any(|(at, _)| {
        let rest = &text[at + 1..];
        let name = rest.strip_prefix('/').unwrap_or(rest);
        name.starts_with(|c: char| c.is_ascii_alphabetic())
    })
}

fn holds_entity(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| {
        let rest = &text.as_bytes()[at + 1..];
        let rest = rest.strip_prefix(b"#").unwrap_or(rest);
        let name = rest
            .iter()
            .take(32)
            .take_while(|b| b.is_ascii_alphanumeric());
        let length = name.count();
        (1..=31).contains(&length) && rest.get(length) == Some(&b';')
    })
}

/// For markup too deep to be parsed: what stands between the tags.
fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars().take(MOST_CHARS) {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                out.push(' ');
            }
            _ if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// How many words a text has. Where words are not spaced (Chinese, Japanese), two characters count as one.
pub fn words(text: &str) -> usize {
    let spaced = text
        .split_whitespace()
        .filter(|word| word.chars().any(|c| c.is_alphanumeric() && !is_unspaced(c)))
        .count();
    spaced + text.chars().filter(|c| is_unspaced(*c)).count().div_ceil(2)
}

/// Whether a text is rather a label than something said: a word alone that does not end as a sentence does.
pub fn is_label(text: &str) -> bool {
    words(text) < 2 && !text.trim_end().ends_with(['.', '!', '?', '…', '。'])
}

/// A text reduced to what counts when asking whether two say the same.
pub fn folded(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().filter(|c| c.is_alphanumeric()) {
        out.extend(c.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disturbing_characters_go_and_typography_stays() {
        assert_eq!(clean(" a\u{202e}b\u{0}\u{7}\r\n\t c\u{e001} "), "ab c");
        assert_eq!(clean("“It’s” 5\u{a0}km — fin…"), "“It’s” 5\u{a0}km — fin…");
        assert_eq!(clean("\u{a0} x \u{a0}"), "x");
        assert_eq!(
            clean("soft\u{ad}hyphen zero\u{200b}width"),
            "softhyphen zerowidth"
        );
        assert_eq!(clean("👩\u{200d}🚀"), "👩\u{200d}🚀");
    }

    #[test]
    fn html_becomes_text() {
        assert_eq!(from_html("<p>One &amp; <b>two</b></p>"), "One & two");
        assert_eq!(from_maybe_html("AT&amp;amp;T &#8217;"), "AT&T ’");
        assert_eq!(from_maybe_html("a < b & c; R&D"), "a < b & c; R&D");
        assert_eq!(from_maybe_html("Fish &amp; chips"), "Fish & chips");
    }

    #[test]
    fn depth_does_not_matter() {
        let deep = format!("{}hello", "<b>".repeat(50_000));
        assert_eq!(from_html(&deep), "hello");
    }

    #[test]
    fn texts_of_nothing_but_brackets_take_no_time() {
        // Looked through once each; from every bracket on, it would take minutes.
        for text in ["&", "<", "<a", "&a"] {
            assert!(!looks_like_html(&text.repeat(1 << 20)));
        }
    }

    #[test]
    fn words_are_counted_in_scripts_without_spaces_too() {
        assert_eq!(words("one two — three"), 3);
        assert_eq!(words("今日は天気"), 3);
    }
}
