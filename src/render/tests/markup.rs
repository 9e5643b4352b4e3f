//! Looking at markup of ours: what it is made of, whether it is closed, and its outline for a snapshot.

/// Elements that have no end.
const VOID: [&str; 7] = ["br", "hr", "img", "input", "link", "meta", "col"];

/// A comment, a tag or the text between two. Values of ours have no angle brackets, so a `>` ends a tag.
fn tokens(html: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|at| at + 3)
        } else if rest.starts_with('<') {
            rest.find('>').map(|at| at + 1)
        } else {
            rest.find('<')
        };
        let (token, after) = rest.split_at(end.unwrap_or(rest.len()));
        tokens.push(token);
        rest = after;
    }
    tokens
}

/// The name of an opening tag.
fn opened(token: &str) -> Option<&str> {
    let tag = token.strip_prefix('<')?;
    tag.starts_with(|c: char| c.is_ascii_alphabetic())
        .then(|| tag.split([' ', '>']).next().unwrap_or_default())
}

/// Every element is closed, in the order it was opened.
#[track_caller]
pub(super) fn is_closed(html: &str) {
    let mut open = Vec::new();
    for token in tokens(html) {
        if let Some(name) = token.strip_prefix("</") {
            assert_eq!(open.pop(), name.strip_suffix('>'), "in {html}");
        } else if let Some(name) = opened(token).filter(|name| !VOID.contains(name)) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} is left open");
}

/// One heading of the first level, and none that skips a level on the way down.
#[track_caller]
pub(super) fn headings_are_in_order(html: &str) {
    let level = |token| match opened(token)?.strip_prefix('h')? {
        level @ ("1" | "2" | "3" | "4" | "5" | "6") => level.parse::<u8>().ok(),
        _ => None,
    };
    let levels: Vec<_> = tokens(html).into_iter().filter_map(level).collect();
    assert_eq!(levels.first(), Some(&1), "{levels:?}");
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    assert!(
        levels.windows(2).all(|pair| pair[1] <= pair[0] + 1),
        "{levels:?}"
    );
}

/// Nothing that acts, whatever a title holds.
#[track_caller]
pub(super) fn is_inert(html: &str) {
    for token in tokens(html)
        .into_iter()
        .filter(|token| !token.starts_with("<!--"))
    {
        let Some(name) = opened(token) else { continue };
        assert!(
            !["script", "iframe", "object", "embed", "form"].contains(&name),
            "{token}"
        );
        let mut names = token.split('"').step_by(2);
        assert!(
            names.all(|part| !part.contains(" on") && !part.contains("srcdoc")),
            "{token}"
        );
        assert!(!token.to_lowercase().contains("=\"javascript:"), "{token}");
    }
}

/// The markup a line an element, without styles: those are reviewed in the style sheets.
pub(super) fn outline(html: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    let mut in_style = false;
    for token in tokens(html) {
        let text = token.trim();
        if text.is_empty() || (in_style && !text.starts_with("</")) {
            continue;
        }
        if token.starts_with("</") {
            depth -= 1;
        }
        let line = without_style(text).replace("\u{34F}\u{200C}&nbsp;", "");
        out.push_str(&format!("{}{line}\n", "  ".repeat(depth)));
        let name = opened(token);
        in_style = name == Some("style");
        depth += usize::from(name.is_some_and(|name| !VOID.contains(&name)));
    }
    out
}

fn without_style(tag: &str) -> String {
    match tag.split_once(" style=\"") {
        Some((before, rest)) if opened(tag).is_some() => {
            let after = rest.split_once('"').map_or("", |(_, after)| after);
            format!("{before}{after}")
        }
        _ => tag.to_owned(),
    }
}

#[test]
fn the_checks_see_what_they_look_for() {
    is_closed("<p>a<br><b>c</b></p><!-- <i> -->");
    assert!(std::panic::catch_unwind(|| is_closed("<p><b></p></b>")).is_err());
    assert!(std::panic::catch_unwind(|| is_inert("<p a=\"b\" onclick=\"c\">")).is_err());
    assert!(std::panic::catch_unwind(|| headings_are_in_order("<h1></h1><h3></h3>")).is_err());
    assert_eq!(
        outline("<p class=\"a\" style=\"b: c\">d</p>"),
        "<p class=\"a\">\n  d\n</p>\n"
    );
}
