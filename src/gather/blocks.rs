//! HTML to paragraphs: where one block of text ends and the next begins.
//!
//! Used for feed content and for what an extractor returns. Which paragraphs are prose is `teaser`'s to say.

use dom_query::{Document, NodeRef};

use super::{nesting, text};

/// More paragraphs than this are not an article.
const MOST: usize = 4_000;

/// Elements that begin and end a block of text.
const BLOCK: &[&str] = &[
    "address",
    "article",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Elements whose text is never the article's.
const SKIPPED: &[&str] = &[
    "aside",
    "audio",
    "button",
    "canvas",
    "figcaption",
    "figure",
    "form",
    "head",
    "iframe",
    "input",
    "math",
    "nav",
    "noscript",
    "object",
    "picture",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "video",
];

/// Classes of captions in the feeds of common content systems.
const CAPTIONS: &[&str] = &[
    "wp-caption",
    "caption",
    "credit",
    "image-caption",
    "photo-credit",
];

/// The paragraphs of a piece of HTML, or of plain text with blank lines between its paragraphs.
pub(super) fn paragraphs(html: &str) -> Vec<String> {
    if !html.contains('<') {
        return plain_paragraphs(html);
    }
    if nesting::too_deep(html) {
        return text::non_empty(&text::from_html(html))
            .into_iter()
            .collect();
    }
    let document = Document::fragment(html);
    let mut walk = Walk::default();
    walk.children(&document.root());
    walk.flush();
    walk.found
}

fn plain_paragraphs(text: &str) -> Vec<String> {
    text.replace("\r\n", "\n")
        .split("\n\n")
        .map(text::from_maybe_html)
        .filter(|block| !block.is_empty())
        .take(MOST)
        .collect()
}

#[derive(Default)]
struct Walk {
    found: Vec<String>,
    line: String,
    breaks: usize,
}

impl Walk {
    // Recursion is safe: the depth was measured before the tree was built.
    fn children(&mut self, node: &NodeRef<'_>) {
        for child in node.children_it(false) {
            if child.is_text() {
                self.text(&child.text());
            } else if child.is_element() {
                self.element(&child);
            }
        }
    }

    fn text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.breaks = 0;
        }
        self.line.push_str(text);
    }

    fn element(&mut self, node: &NodeRef<'_>) {
        let name = node.node_name().unwrap_or_default();
        let name: &str = &name;
        if name == "br" {
            self.breaks += 1;
            self.line.push(' ');
            // Two line breaks in a row are how old editors wrote a paragraph.
            if self.breaks > 1 {
                self.flush();
            }
        } else if SKIPPED.contains(&name) || is_caption(node) {
            self.line.push(' ');
        } else if BLOCK.contains(&name) {
            self.flush();
            self.children(node);
            self.flush();
        } else {
            self.children(node);
        }
    }

    fn flush(&mut self) {
        self.breaks = 0;
        let line = std::mem::take(&mut self.line);
        if let Some(text) = text::non_empty(&line).filter(|_| self.found.len() < MOST) {
            self.found.push(text);
        }
    }
}

fn is_caption(node: &NodeRef<'_>) -> bool {
    let Some(class) = node.class() else {
        return false;
    };
    class
        .split_whitespace()
        .any(|class| CAPTIONS.contains(&class.to_ascii_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_breaks() {
        assert_eq!(
            paragraphs("<div>One <b>bold</b> word.<p>Two</p>Three<br><br>Four<br>still</div>"),
            ["One bold word.", "Two", "Three", "Four still"]
        );
    }

    #[test]
    fn captions_and_scripts_are_left_out() {
        let html = "<figure><img><figcaption>Caption</figcaption></figure><p>Text</p><script>x()</script><div class='wp-caption'>A boat</div>";
        assert_eq!(paragraphs(html), ["Text"]);
    }

    #[test]
    fn plain_text_is_split_at_blank_lines() {
        assert_eq!(paragraphs("One &amp; two\n\nThree"), ["One & two", "Three"]);
        assert!(paragraphs("").is_empty());
    }

    #[test]
    fn depth_is_survived() {
        assert_eq!(
            paragraphs(&format!("{}deep", "<div>".repeat(100_000))),
            ["deep"]
        );
    }
}
