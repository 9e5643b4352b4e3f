//! What can be seen of the markup: language, direction, title, roles, alternative texts, the order of headings, what
//! links are called, and what no mail must hold.

use dom_query::NodeRef;

use super::{
    Findings, leftovers,
    page::{Page, clipped, name},
    paint::Mode,
};

const OWN_LAYOUT: &str = "mend the layout; where it is one of roundup's, please report it";

pub(super) fn check(page: &Page, findings: &mut Findings) {
    head(page, findings);
    directions(page, findings);
    tables(page, findings);
    pictures(page, findings);
    headings(page, findings);
    link_texts(page, findings);
    active(page, findings);
    leftovers::in_html(&page.seen(Mode::Light), findings);
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
                    counted(lacking, "block")
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
    if logo > 0 {
        findings.warning(
            "setup",
            "the logo has no width, so the mail jumps when it is loaded, and Outlook guesses",
            "set theme.logo_size to the width and height it is to be shown at, such as [240, 48]",
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
const EMPTY_WORDS: [&str; 19] = [
    "click here",
    "here",
    "more",
    "read more",
    "read on",
    "keep reading",
    "continue reading",
    "link",
    "this link",
    "this",
    "hier",
    "hier klicken",
    "mehr",
    "weiterlesen",
    "ici",
    "lire la suite",
    "aquí",
    "leer más",
    "seguir leyendo",
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

fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("there is a {what}"),
        _ => format!("there are {count} {what}s"),
    }
}
