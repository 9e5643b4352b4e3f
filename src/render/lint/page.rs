//! The HTML part as a page, read by a parser as browsers have it, with what several checks ask of it.

use dom_query::{Document, NodeRef};

use super::{
    css,
    paint::{self, Mode},
};

/// The page and what the checks ask of it more than once.
pub(super) struct Page {
    pub(super) document: Document,
    /// The rules of its style blocks.
    pub(super) rules: Vec<css::Rule>,
    /// Whether it has styles where no client takes them away.
    pub(super) is_styled_inline: bool,
    /// Whether all that is hidden would have no height and hardly any type without that.
    pub(super) hides_twice: bool,
    /// What Word is told to keep the height of lines of: `td,p`.
    exact_lines: String,
    /// Whether a table within `<body>` says what `<body>` says.
    pub(super) body_has_ground: bool,
    /// Whether each `aria-label` of a link begins with what can be read there (WCAG 2.2, 2.5.3).
    pub(super) labels_repeat_text: bool,
}

/// A block right in `<body>` that says what that says, with its ground on it or on the table in it.
const GROUND: &str = "body > table[bgcolor][lang][dir], body > [lang][dir] > table[bgcolor], body > div[lang][dir][style*=\"background-color\"]";

impl Page {
    pub(super) fn read(html: &str) -> Self {
        let document = Document::from(html);
        let blocks = document.select("style");
        let rules = blocks
            .nodes()
            .iter()
            .flat_map(|block| css::rules(&block.text()))
            .collect();
        let comments: String = document
            .root()
            .descendants_it()
            .filter(NodeRef::is_comment)
            .map(|comment| comment.html().to_ascii_lowercase())
            .filter(|comment| comment.contains("[if") && comment.contains("mso"))
            .collect();
        let styles = document.select("[style]");
        let says = |node: &NodeRef<'_>, name: &str, start: &str| {
            let declared = css::declarations(&node.attr_or("style", ""));
            declared
                .iter()
                .any(|(known, value)| known == name && value.starts_with(start))
        };
        let mut hidden = styles
            .nodes()
            .iter()
            .filter(|node| says(node, "display", "none"));
        let hides_twice =
            hidden.all(|node| says(node, "max-height", "0") && says(node, "font-size", "1px"));
        let labels = document.select("a[aria-label]");
        let labels_repeat_text = labels.nodes().iter().all(|link| {
            let [label, text] = [link.attr_or("aria-label", ""), link.text()]
                .map(|words| words.split_whitespace().collect::<Vec<_>>().join(" "));
            label.starts_with(&text)
        });
        Self {
            rules,
            is_styled_inline: !styles.is_empty(),
            exact_lines: exact_lines(&comments).unwrap_or_default().to_owned(),
            body_has_ground: !document.select(GROUND).is_empty(),
            hides_twice,
            labels_repeat_text,
            document,
        }
    }

    /// Whether Word keeps the height of lines of elements of this name.
    pub(super) fn has_exact_lines(&self, name: &str) -> bool {
        let mut told = self.exact_lines.split(',').map(str::trim);
        told.any(|told| told == name || told == "*")
    }

    /// The text that readers see, where they have the mail in this way.
    pub(super) fn seen(&self, mode: Mode) -> String {
        let mut text = String::new();
        paint::walk(self, mode, &mut |node, paint| {
            if node.is_text() && paint.is_seen() {
                text.push_str(&node.text());
                text.push(' ');
            }
        });
        text
    }

    /// What the pictures that are shown say instead of themselves.
    pub(super) fn pictured(&self) -> String {
        let mut words = String::new();
        paint::walk(self, Mode::Light, &mut |node, paint| {
            if !node.is_text() && paint.shows() {
                words.push_str(&node.attr_or("alt", ""));
                words.push(' ');
            }
        });
        words
    }

    /// Whether there is a link to an address that begins so, with words or a picture with words that readers see.
    pub(super) fn leads(&self, start: char, mode: Mode) -> bool {
        let mut found = false;
        paint::walk(self, mode, &mut |node, paint| {
            let words = if node.is_text() {
                paint.is_seen().then(|| node.text())
            } else {
                paint.shows().then(|| node.attr_or("alt", ""))
            };
            let named = words.is_some_and(|words| words.contains(char::is_alphanumeric));
            found |= named
                && node.ancestors_it(None).any(|above| {
                    above.has_name("a") && above.attr_or("href", "").trim().starts_with(start)
                });
        });
        found
    }
}

/// The selectors of the rule, in a comment for Word, that has it keep the height of lines.
fn exact_lines(comments: &str) -> Option<&str> {
    let (before, _) = comments.split_once("mso-line-height-rule")?;
    let (before, _) = before.rsplit_once('{')?;
    before.rsplit(['}', '>', ';']).next()
}

/// What a screen reader calls a link.
pub(super) fn name(link: &NodeRef<'_>) -> String {
    let label = link.attr_or("aria-label", "");
    if !label.trim().is_empty() {
        return label.trim().to_owned();
    }
    let text = link.text();
    if !text.trim().is_empty() {
        return text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let pictures = link.descendants_it().filter(|node| node.has_name("img"));
    let words: Vec<_> = pictures
        .map(|picture| picture.attr_or("alt", "").trim().to_owned())
        .collect();
    words.join(" ").trim().to_owned()
}

/// Enough of a text to find it by.
pub(super) fn clipped(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
