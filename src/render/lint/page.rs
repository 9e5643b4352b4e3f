//! The HTML part as a page, read by a parser as browsers have it, and what can be seen of its markup: language,
//! direction, title, roles, alternative texts, the order of headings, and what links are called.

use dom_query::{Document, NodeRef};

use super::{Findings, css, leftovers};

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
            body_has_ground: !document
                .select("body > table[bgcolor][lang][dir]")
                .is_empty(),
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

const OWN_LAYOUT: &str = "mend the layout; where it is one of roundup's, please report it";

pub(super) fn check(page: &Page, findings: &mut Findings) {
    head(page, findings);
    directions(page, findings);
    tables(page, findings);
    pictures(page, findings);
    headings(page, findings);
    link_texts(page, findings);
    active(page, findings);
    leftovers::in_html(&page.seen(), findings);
}

fn head(page: &Page, findings: &mut Findings) {
    let html = page.document.select("html");
    for attribute in ["lang", "dir"] {
        if html.attr_or(attribute, "").trim().is_empty() {
            findings.warning(
                "html",
                format!("<html> has no {attribute}: screen readers guess how to read it"),
                OWN_LAYOUT,
            );
        }
    }
    if page.document.select("title").text().trim().is_empty() {
        findings.warning("html", "the HTML has no <title>", OWN_LAYOUT);
    }
}

/// Webmail takes `<html>` and `<body>` away, and language and direction with them.
fn directions(page: &Page, findings: &mut Findings) {
    let Some(body) = page.document.body() else {
        return;
    };
    let seen = body
        .element_children()
        .into_iter()
        .filter(|child| !child.has_name("style"));
    for attribute in ["lang", "dir"] {
        let lacking = seen
            .clone()
            .filter(|child| child.attr_or(attribute, "").trim().is_empty())
            .count();
        if lacking > 0 {
            findings.warning(
                "html",
                format!(
                    "{} right in <body> without {attribute}: webmail takes that of <html> away",
                    counted(lacking, "element")
                ),
                OWN_LAYOUT,
            );
        }
    }
}

fn tables(page: &Page, findings: &mut Findings) {
    let of_data = |table: &NodeRef<'_>| table.descendants_it().any(|node| node.has_name("th"));
    let tables = page.document.select("table");
    let bare = tables.nodes().iter().filter(|table| {
        let role = table.attr_or("role", "");
        !matches!(&*role, "presentation" | "none") && !of_data(table)
    });
    let bare = bare.count();
    if bare > 0 {
        findings.warning(
            "html",
            format!(
                "{} without role=\"presentation\": screen readers announce rows and columns",
                counted(bare, "layout table")
            ),
            OWN_LAYOUT,
        );
    }
}

fn pictures(page: &Page, findings: &mut Findings) {
    let pictures = page.document.select("img");
    let nodes = pictures.nodes();
    let silent = nodes
        .iter()
        .filter(|picture| !picture.has_attr("alt"))
        .count();
    if silent > 0 {
        findings.warning(
            "html",
            format!(
                "{} without alt: screen readers spell the address out",
                counted(silent, "picture")
            ),
            "give each an alt, an empty one where it says nothing",
        );
    }
    let links = page.document.select("a");
    let mute = links
        .nodes()
        .iter()
        .filter(|link| name(link).is_empty())
        .count();
    if mute > 0 {
        findings.warning(
            "html",
            format!(
                "{} that nothing can be read of: neither text nor alt nor aria-label",
                counted(mute, "link")
            ),
            "give each a text, or its picture an alt that says where it leads",
        );
    }
    let unmeasured = nodes
        .iter()
        .filter(|picture| !picture.has_attr("width"))
        .count();
    let logo = nodes
        .iter()
        .filter(|picture| !picture.has_attr("width") && picture.has_attr("height"))
        .count();
    if unmeasured > logo {
        findings.warning(
            "html",
            format!(
                "{} without width: Outlook shows them at their full size",
                counted(unmeasured - logo, "picture")
            ),
            OWN_LAYOUT,
        );
    }
}

fn headings(page: &Page, findings: &mut Findings) {
    let mut last = 0;
    let mut firsts = 0;
    for node in page
        .document
        .root()
        .descendants_it()
        .filter(NodeRef::is_element)
    {
        let node_name = node.node_name().unwrap_or_default();
        let Some(level) = node_name
            .strip_prefix('h')
            .and_then(|digit| digit.parse::<u8>().ok())
        else {
            continue;
        };
        firsts += usize::from(level == 1);
        if level > last + 1 {
            let text = clipped(&node.text());
            findings.warning(
                "html",
                format!(
                    "the heading \"{text}\" is an h{level} after an h{last}: a level is left out"
                ),
                OWN_LAYOUT,
            );
        }
        last = level;
    }
    if firsts != 1 {
        findings.warning(
            "html",
            format!("there are {firsts} headings of the first level instead of one"),
            OWN_LAYOUT,
        );
    }
}

/// What says nothing when it is read alone, as those do who jump from link to link.
const EMPTY_WORDS: [&str; 12] = [
    "click here",
    "here",
    "more",
    "read more",
    "link",
    "this link",
    "this",
    "hier",
    "hier klicken",
    "mehr",
    "ici",
    "aquí",
];

fn link_texts(page: &Page, findings: &mut Findings) {
    let links = page.document.select("a[href]");
    let vague: Vec<_> = links
        .nodes()
        .iter()
        .map(name)
        .filter(|text| {
            EMPTY_WORDS.contains(
                &text
                    .to_lowercase()
                    .trim_matches(|c: char| !c.is_alphanumeric()),
            )
        })
        .collect();
    if let Some(first) = vague.first() {
        findings.warning(
            "html",
            format!(
                "{} called \"{}\", which doesn't say where it goes",
                counted(vague.len(), "link"),
                clipped(first)
            ),
            "name what is behind it, in the text or in an aria-label",
        );
    }
}

/// What a mail must not hold: clients take it out, filters take it ill.
fn active(page: &Page, findings: &mut Findings) {
    for tag in [
        "script",
        "iframe",
        "object",
        "embed",
        "form",
        "base",
        "link[rel=stylesheet]",
    ] {
        if !page.document.select(tag).is_empty() {
            findings.error(
                "html",
                format!("there is a <{tag}> in the mail: clients take it out, and filters take it for an attack"),
                "take it out of the layout",
            );
        }
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

fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("there is a {what}"),
        _ => format!("there are {count} {what}s"),
    }
}

/// Enough of a text to find it by.
pub(super) fn clipped(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
