//! How deep a piece of HTML nests, estimated without building a tree.
//!
//! Tree builders and the extractors on top of them recurse, or take time in the square of the depth; a
//! stack overflow cannot be caught. So depth is measured first, in one pass over the bytes.

/// Deeper than this is no page that people wrote. Real pages reach about 60.
const DEEPEST: usize = 400;

/// Elements without content.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements whose end may be left out; they nest only through others, which are counted.
const SELF_CLOSING: &[&str] = &[
    "p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "rp",
    "rt", "html", "head", "body", "colgroup", "caption",
];

/// Formatting elements: their parent's end does not end them, the parser opens them again.
const FORMATTING: &[&str] = &[
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// An end tag does not reach through these.
const BARRIERS: &[&str] = &[
    "applet", "marquee", "object", "table", "template", "svg", "math", "button", "select",
];

/// Elements whose content is text, whatever it looks like.
const RAW: &[&str] = &[
    "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes",
];

/// Whether the HTML nests deeper than any parser here should be asked to follow.
pub(super) fn too_deep(html: &str) -> bool {
    let mut open = Open::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end..]);
            continue;
        }
        let (closing, name_on) = match rest.strip_prefix('/') {
            Some(after) => (true, after),
            None => (false, rest),
        };
        let Some(name) = tag_name(name_on) else {
            continue;
        };
        rest = &name_on[name.len()..];
        let name = name.to_ascii_lowercase();
        if closing {
            open.close(&name);
        } else if RAW.contains(&name.as_str()) {
            rest = after_raw(rest, &name);
        } else {
            open.open(name);
        }
        if open.depth() > DEEPEST {
            return true;
        }
    }
    false
}

fn tag_name(text: &str) -> Option<&str> {
    let end = text
        .find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/' || c == '<')
        .unwrap_or(text.len());
    let name = &text[..end];
    (name.len() <= 40 && name.starts_with(|c: char| c.is_ascii_alphabetic())).then_some(name)
}

fn after_raw<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = &rest[at..];
        let candidate = rest.as_bytes().get(2..2 + name.len());
        if candidate.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
            return rest;
        }
        rest = &rest[2..];
    }
    ""
}

#[derive(Default)]
struct Open {
    elements: Vec<String>,
    formatting: std::collections::HashMap<String, usize>,
    formats: usize,
}

impl Open {
    fn depth(&self) -> usize {
        self.elements.len() + self.formats
    }

    fn open(&mut self, name: String) {
        if VOID.contains(&name.as_str()) || SELF_CLOSING.contains(&name.as_str()) {
            return;
        }
        if FORMATTING.contains(&name.as_str()) {
            // A second link ends the first.
            if name == "a" {
                self.close("a");
            }
            *self.formatting.entry(name).or_default() += 1;
            self.formats += 1;
        } else {
            self.elements.push(name);
        }
    }

    fn close(&mut self, name: &str) {
        if let Some(count) = self.formatting.get_mut(name).filter(|count| **count > 0) {
            *count -= 1;
            self.formats -= 1;
            return;
        }
        for at in (0..self.elements.len()).rev() {
            if self.elements[at] == name {
                self.elements.truncate(at);
                return;
            }
            if BARRIERS.contains(&self.elements[at].as_str()) {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_markup_is_not_deep() {
        let list = "<ul>".to_owned() + &"<li>item <b>x</b>".repeat(5_000) + "</ul>";
        assert!(!too_deep(&list));
        assert!(!too_deep(&"<p>para<br>".repeat(10_000)));
        assert!(!too_deep(&format!(
            "<script>{}</script>",
            "'<div>'+".repeat(1_000)
        )));
        assert!(!too_deep(&"<div><p>x</div>".repeat(5_000)));
    }

    #[test]
    fn depth_by_any_trick_is_seen() {
        assert!(too_deep(&"<b>".repeat(50_000)));
        assert!(too_deep(&"<DIV >".repeat(100_000)));
        assert!(too_deep(&"<table><tr><td>".repeat(5_000)));
        assert!(too_deep(&"<b></i>".repeat(1_000)));
        assert!(too_deep(&"<div><b></div>".repeat(1_000)));
        assert!(too_deep(&"<div><object></div>".repeat(1_000)));
        assert!(too_deep(&"<x-y>".repeat(1_000)));
    }
}
