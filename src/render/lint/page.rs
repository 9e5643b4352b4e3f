//! The HTML part as a page, read by a parser as browsers have it, with what several checks ask of it.

use dom_query::{Document, NodeRef};

use super::css;

/// The page and what the checks ask of it more than once.
pub(super) struct Page {
    pub(super) document: Document,
    /// The rules of its style blocks.
    pub(super) rules: Vec<css::Rule>,
    /// Whether it has styles where no client takes them away.
    pub(super) is_styled_inline: bool,
    /// Whether Outlook's Word gets tables of its own.
    pub(super) has_table_for_outlook: bool,
    /// Whether what is hidden is hidden from Word, too.
    pub(super) has_mso_hide: bool,
    /// Whether all that is hidden would have no height and hardly any type without that.
    pub(super) hides_twice: bool,
    /// Whether Word is told to keep the height of lines.
    pub(super) has_exact_lines: bool,
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
        let has_mso_hide = styles.nodes().iter().any(|node| says(node, "mso-hide", ""));
        let labels = document.select("a[aria-label]");
        let labels_repeat_text = labels.nodes().iter().all(|link| {
            let (label, text) = (link.attr_or("aria-label", ""), link.text());
            label.trim().starts_with(text.trim())
        });
        Self {
            rules,
            is_styled_inline: !styles.is_empty(),
            has_table_for_outlook: comments.contains("<table"),
            has_exact_lines: comments.contains("mso-line-height-rule"),
            body_has_ground: !document.select(GROUND).is_empty(),
            has_mso_hide,
            hides_twice,
            labels_repeat_text,
            document,
        }
    }

    /// The text that readers see: what is not hidden, and is no style, title or comment.
    pub(super) fn seen(&self) -> String {
        let mut text = String::new();
        if let Some(body) = self.document.body() {
            for node in body.descendants_it().filter(NodeRef::is_text) {
                if node
                    .parent()
                    .is_none_or(|parent| !parent.has_name("style") && !parent.has_name("script"))
                {
                    text.push_str(&node.text());
                    text.push(' ');
                }
            }
        }
        text
    }
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
