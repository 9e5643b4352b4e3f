//! From filled MJML to HTML.
//!
//! mrml writes attributes as Rust would write strings (a backslash before quotes, a code for what is not printable, and
//! gaps are not), so they are written here in a way that passes unchanged: with references, which the last step takes
//! for what they mean.

use mrml::prelude::{
    parser::{Error, Span, WarningKind},
    render::RenderOptions,
};

use super::{
    LayoutError,
    fill::Filled,
    tags::{Open, Token, tokens, wrong},
};
use crate::config::{LayoutFile, nearest};

/// What holds what is to be seen.
const BLOCKS: &[&str] = &["mj-column", "mj-hero"];
/// What holds what holds it.
const ROWS: &[&str] = &["mj-body", "mj-wrapper"];
const HEAD: &[&str] = &["mj-head"];
/// The elements of MJML that a layout may use, and in which they may stand; nothing for anywhere.
const ELEMENTS: [(&str, &[&str]); 33] = [
    ("mjml", &[]),
    ("mj-accordion", BLOCKS),
    ("mj-accordion-element", &["mj-accordion"]),
    ("mj-accordion-text", &["mj-accordion-element"]),
    ("mj-accordion-title", &["mj-accordion-element"]),
    ("mj-all", &["mj-attributes"]),
    ("mj-attributes", HEAD),
    ("mj-body", &["mjml"]),
    ("mj-breakpoint", HEAD),
    ("mj-button", BLOCKS),
    ("mj-carousel", BLOCKS),
    ("mj-carousel-image", &["mj-carousel"]),
    ("mj-class", &["mj-attributes"]),
    ("mj-column", &["mj-section", "mj-group"]),
    ("mj-divider", BLOCKS),
    ("mj-group", &["mj-section"]),
    ("mj-head", &["mjml"]),
    ("mj-hero", ROWS),
    ("mj-image", BLOCKS),
    ("mj-navbar", BLOCKS),
    ("mj-navbar-link", &["mj-navbar"]),
    ("mj-preview", HEAD),
    ("mj-raw", &[]),
    ("mj-section", ROWS),
    ("mj-social", BLOCKS),
    ("mj-social-element", &["mj-social"]),
    ("mj-spacer", BLOCKS),
    ("mj-style", HEAD),
    ("mj-table", BLOCKS),
    ("mj-text", BLOCKS),
    ("mj-title", HEAD),
    ("mj-wrapper", &["mj-body"]),
    ("mj-font", HEAD),
];
/// Elements that hold HTML: there, a new line is a space.
const CONTENT: [&str; 8] = [
    "mj-text",
    "mj-button",
    "mj-table",
    "mj-raw",
    "mj-accordion-text",
    "mj-accordion-title",
    "mj-navbar-link",
    "mj-social-element",
];

/// The HTML of a filled layout.
pub(super) fn html(layout: &LayoutFile, filled: &Filled) -> Result<String, LayoutError> {
    let prepared = Prepared::of(layout, filled)?;
    let at = |span: Span| prepared.origin(span.start);
    let parsed =
        mrml::parse(&prepared.text).map_err(|why| told(layout, filled, &prepared, &why))?;
    if let Some(warning) = parsed.warnings.first() {
        let (message, hint) = match warning.kind {
            WarningKind::InlineStyleUnsupported => (
                "styles of <mj-style inline=\"inline\"> are not put into the elements",
                "leave inline=\"inline\" out, or set the attributes with <mj-attributes>",
            ),
            WarningKind::UnexpectedAttribute => (
                "this element does not have this attribute",
                "take it away; see the documentation of MJML",
            ),
        };
        return Err(wrong(
            layout,
            filled,
            at(warning.span),
            message.to_owned(),
            hint,
        ));
    }
    let options = RenderOptions {
        disable_comments: true,
        // Mail loads nothing but pictures.
        fonts: Default::default(),
        ..RenderOptions::default()
    };
    parsed.element.render(&options).map_err(|why| {
        LayoutError::of(
            layout,
            format!("MJML can't be made into HTML: {why}"),
            "simplify it, and report this",
        )
    })
}

/// Filled MJML as mrml needs it.
struct Prepared {
    text: String,
    /// Where a stretch begins in `text`, and where it began in the filled text.
    stretches: Vec<(usize, usize)>,
}

impl Prepared {
    fn of(layout: &LayoutFile, filled: &Filled) -> Result<Self, LayoutError> {
        let mut prepared = Self {
            text: String::with_capacity(filled.text.len() * 5 / 4),
            stretches: Vec::new(),
        };
        let mut open = Open::default();
        for (at, token) in tokens(&filled.text) {
            if let Token::Open(_, name) = token {
                fits(name, open.innermost())
                    .map_err(|(message, hint)| wrong(layout, filled, at, message, &hint))?;
            }
            if let (Token::Text(text), Some(parent)) = (token, open.innermost())
                && structural(parent)
                && !text.trim().is_empty()
            {
                let at = at + text.len() - text.trim_start().len();
                let message = format!("text can't stand in `<{parent}>`");
                return Err(wrong(layout, filled, at, message, IN_CONTENT));
            }
            open.take(layout, filled, at, token)?;
            prepared.stretches.push((prepared.text.len(), at));
            match token {
                // A comment may stand anywhere, and is nobody's business but the author's.
                Token::Comment(_) => {}
                Token::Text(text) if open.within(&CONTENT) => {
                    prepared.text.push_str(&unindented(text));
                }
                // mrml knows white space between elements only where it begins with a new line.
                Token::Text(text) if text.trim().is_empty() => prepared.text.push('\n'),
                Token::Open(tag, _) => prepared.tag(tag),
                Token::Text(text)
                | Token::Verbatim(text)
                | Token::Aside(text)
                | Token::Close(text, _)
                | Token::Broken(text) => {
                    prepared.text.push_str(text);
                }
            }
        }
        open.end(layout, filled)?;
        Ok(prepared)
    }

    /// A tag: its values are written in ASCII, without what Rust writes with a backslash.
    fn tag(&mut self, tag: &str) {
        let mut quote = None;
        for c in tag.chars() {
            match quote {
                None if matches!(c, '"' | '\'') => {
                    quote = Some(c);
                    self.text.push('"');
                }
                None => self.text.push(c),
                Some(open) if c == open => {
                    quote = None;
                    self.text.push('"');
                }
                Some(_) if c.is_ascii_graphic() && !matches!(c, '"' | '\\') || c == ' ' => {
                    self.text.push(c);
                }
                Some(_) => self.text.push_str(&format!("&#x{:X};", u32::from(c))),
            }
        }
    }

    /// Where in the filled text this octet comes from.
    fn origin(&self, at: usize) -> usize {
        let next = self.stretches.partition_point(|(start, _)| *start <= at);
        next.checked_sub(1)
            .and_then(|last| self.stretches.get(last))
            .map_or(0, |(start, origin)| origin + (at - start))
    }

    /// The octet at a line and a column, both counted from one.
    fn octet(&self, line: usize, column: usize) -> usize {
        let start: usize = self
            .text
            .split_inclusive('\n')
            .take(line.saturating_sub(1))
            .map(str::len)
            .sum();
        let within = self.text[start..]
            .chars()
            .take(column.saturating_sub(1))
            .map(char::len_utf8)
            .sum::<usize>();
        start + within
    }
}

/// Text in one line: a new line and what indents the next one are a space.
fn unindented(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').collect();
    let trimmed = lines.iter().enumerate().map(|(index, line)| {
        let line = if index > 0 {
            line.trim_ascii_start()
        } else {
            line
        };
        if index + 1 < lines.len() {
            line.trim_ascii_end()
        } else {
            line
        }
    });
    trimmed.collect::<Vec<_>>().join(" ")
}

/// Whether an element may stand in another; HTML's are at home in content.
fn fits(name: &str, parent: Option<&str>) -> Result<(), (String, String)> {
    let known = ELEMENTS.into_iter().find(|(known, _)| *known == name);
    let (message, hint) = match (name, known, parent) {
        ("mj-include", ..) => (
            "`<mj-include>` is not to be had here".to_owned(),
            "write {% include \"file.mjml\" %}; it takes in files of the layout's folder"
                .to_owned(),
        ),
        ("mj-font", ..) => (
            "`<mj-font>` would have readers' programs load a font from somebody else".to_owned(),
            "name fonts that readers have: font-family=\"{{ look.serif }}\"".to_owned(),
        ),
        (_, Some((_, parents)), Some(parent)) => {
            if parents.is_empty() || parents.contains(&parent) || parent == "mj-attributes" {
                return Ok(());
            }
            (
                format!("`<{name}>` can't stand in `<{parent}>`"),
                format!("it stands in `<{}>`", parents.join(">` or `<")),
            )
        }
        (_, Some(_), None) => return Ok(()),
        (_, None, _) if name.starts_with("mj-") => {
            let near = nearest(name, ELEMENTS.into_iter().map(|(known, _)| known));
            let hint = near.map_or_else(
                || "see the documentation of MJML".to_owned(),
                |near| format!("did you mean `<{near}>`?"),
            );
            (format!("MJML has no element `<{name}>`"), hint)
        }
        (_, None, Some(parent)) if structural(parent) => (
            format!("`<{name}>` can't stand in `<{parent}>`"),
            IN_CONTENT.to_owned(),
        ),
        (_, None, _) => return Ok(()),
    };
    Err((message, hint))
}

const IN_CONTENT: &str = "HTML and text stand in <mj-text> or <mj-raw>, and those in <mj-column>";

/// Whether this is an element of MJML that holds only others.
fn structural(name: &str) -> bool {
    let known = ELEMENTS.iter().any(|(known, _)| *known == name);
    known && !CONTENT.contains(&name) && !matches!(name, "mj-preview" | "mj-title" | "mj-style")
}

/// What mrml can't read all the same.
fn told(layout: &LayoutFile, filled: &Filled, prepared: &Prepared, why: &Error) -> LayoutError {
    let (at, message) = match why {
        Error::UnexpectedElement { position, .. } => {
            (position.start, "this element can't stand here".to_owned())
        }
        Error::UnexpectedToken { position, .. } => {
            (position.start, "this can't stand here".to_owned())
        }
        Error::MissingAttribute { name, position, .. } => (
            position.start,
            format!("this element needs the attribute `{name}`"),
        ),
        Error::ParserError { source, .. } => {
            let place = source.pos();
            (
                prepared.octet(place.row as usize, place.col as usize),
                "this can't be read as MJML".to_owned(),
            )
        }
        Error::NoRootNode => (0, "there is no <mjml> element".to_owned()),
        why => (0, format!("this can't be read as MJML: {why}")),
    };
    let hint = "sections hold columns, columns hold texts, buttons and images; HTML stands in <mj-text> or <mj-raw>";
    wrong(layout, filled, prepared.origin(at), message, hint)
}
