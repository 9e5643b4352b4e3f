//! The tags of a filled layout: every one is closed where it should be, and none lies too deep.
//!
//! MJML is forgiving where it should not be (any closing tag closes what is open, unknown elements are passed on), and
//! both ways go down as deep as the markup does.

use super::{LayoutError, fill::Filled};
use crate::config::LayoutFile;

/// How deep elements may lie in each other.
const DEPTH: usize = 120;
/// Elements without an end.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];
/// Elements whose content is no markup.
const VERBATIM: [&str; 3] = ["mj-style", "style", "script"];

/// A tag, a comment, or the text between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text.
    Text(&'a str),
    /// What an element of [`VERBATIM`] holds.
    Verbatim(&'a str),
    /// `<!-- ... -->`.
    Comment(&'a str),
    /// What begins or ends what only Outlook sees, and doctypes.
    Aside(&'a str),
    /// `<name ...>`: the tag, and its name.
    Open(&'a str, &'a str),
    /// `</name>`: the tag, and its name.
    Close(&'a str, &'a str),
    /// What begins like a tag and has no end.
    Broken(&'a str),
}

/// The tokens of a text, with where they begin.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = (usize, Token<'_>)> {
    let mut at = 0;
    let mut verbatim: Option<&str> = None;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let begin = at;
        let token = match verbatim.take() {
            Some(name) => {
                let end = end_of(rest, name);
                Token::Verbatim(&rest[..end])
            }
            None => token(rest),
        };
        if let Token::Open(tag, name) = token
            && VERBATIM.contains(&name)
            && !tag.ends_with("/>")
        {
            verbatim = Some(name);
        }
        at += match token {
            Token::Text(part)
            | Token::Verbatim(part)
            | Token::Comment(part)
            | Token::Aside(part)
            | Token::Open(part, _)
            | Token::Close(part, _)
            | Token::Broken(part) => part.len(),
        };
        Some((begin, token))
    })
    .filter(|(_, token)| *token != Token::Verbatim(""))
}

/// Where `</name` begins, or the end.
fn end_of(text: &str, name: &str) -> usize {
    let closes = |(at, _): &(usize, &str)| {
        text[at + 2..]
            .get(..name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name))
    };
    text.match_indices("</")
        .find(closes)
        .map_or(text.len(), |(at, _)| at)
}

fn token(rest: &str) -> Token<'_> {
    let Some(after) = rest.strip_prefix('<') else {
        let end = rest.find('<').unwrap_or(rest.len());
        return Token::Text(&rest[..end]);
    };
    let upto = |end: Option<usize>, length: usize| end.map(|end| &rest[..end + length]);
    if after.starts_with("!--[if")
        || after.starts_with("!--<!")
        || after.starts_with('!') && !after.starts_with("!--")
    {
        let revealed = upto(rest.find("]><!-->"), 7).filter(|tag| !tag[1..].contains("<!["));
        let plain = upto(rest.find('>'), 1);
        let end = match revealed {
            Some(tag)
                if after.starts_with("!--[if")
                    && plain.is_some_and(|plain| plain.len() + 6 == tag.len()) =>
            {
                Some(tag)
            }
            _ if after.starts_with("!--<!") => upto(rest.find("-->"), 3),
            _ => plain,
        };
        return end.map_or(Token::Broken(rest), Token::Aside);
    }
    if after.starts_with("!--") {
        return upto(rest.find("-->"), 3).map_or(Token::Broken(rest), Token::Comment);
    }
    let (closes, name) = match after.strip_prefix('/') {
        Some(name) => (true, name),
        None => (false, after),
    };
    let name_end = name
        .find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        .unwrap_or(name.len());
    let name = &name[..name_end];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Token::Text(&rest[..1 + after.find('<').unwrap_or(after.len())]);
    }
    match tag_end(rest) {
        Some(end) if closes => Token::Close(&rest[..end], name),
        Some(end) => Token::Open(&rest[..end], name),
        None => Token::Broken(rest),
    }
}

/// Where a tag ends; a value in quotes may hold anything.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '>' => return Some(at + 1),
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None => {}
        }
    }
    None
}

/// Whether this is an element without an end.
pub(super) fn is_void(tag: &str, name: &str) -> bool {
    tag.ends_with("/>") || VOID.contains(&name.to_ascii_lowercase().as_str())
}

/// An error at this octet of the filled text, named with the line of the layout that wrote it.
pub(super) fn wrong(
    layout: &LayoutFile,
    filled: &Filled,
    at: usize,
    message: String,
    hint: &str,
) -> LayoutError {
    LayoutError::of(layout, message, hint).at(layout, filled.place(at))
}

/// The elements that are open, the outermost first.
#[derive(Debug, Default)]
pub(super) struct Open<'a>(Vec<(&'a str, usize)>);

impl<'a> Open<'a> {
    /// Takes a tag in. Only MJML wants every element closed.
    pub(super) fn take(
        &mut self,
        layout: &LayoutFile,
        filled: &Filled,
        at: usize,
        token: Token<'a>,
    ) -> Result<(), LayoutError> {
        match token {
            Token::Open(tag, name) if !is_void(tag, name) => self.0.push((name, at)),
            Token::Close(_, name) => match self.0.pop() {
                Some((open, _)) if open.eq_ignore_ascii_case(name) => {}
                Some((open, began)) => {
                    let line = filled
                        .place(began)
                        .map_or_else(String::new, |(_, line)| format!(" of line {line}"));
                    return Err(wrong(
                        layout,
                        filled,
                        at,
                        format!("`</{name}>` stands where `<{open}>`{line} has to be closed first"),
                        "close what was opened last; an element without content may be written <name />",
                    ));
                }
                None => {
                    return Err(wrong(
                        layout,
                        filled,
                        at,
                        format!("`</{name}>` closes nothing"),
                        "take it away, or open it above",
                    ));
                }
            },
            Token::Broken(text) => {
                let start: String = text.chars().take(24).collect();
                return Err(wrong(
                    layout,
                    filled,
                    at,
                    format!("`{start}` has no end"),
                    "look for a missing > or quote; a < in text is written &lt;",
                ));
            }
            _ => {}
        }
        if self.0.len() > DEPTH {
            return Err(wrong(
                layout,
                filled,
                at,
                format!("more than {DEPTH} elements lie in each other"),
                "look for a loop that opens what it does not close",
            ));
        }
        Ok(())
    }

    /// The element that was opened last.
    pub(super) fn innermost(&self) -> Option<&'a str> {
        self.0.last().map(|(name, _)| *name)
    }

    /// Whether any of these is open.
    pub(super) fn within(&self, names: &[&str]) -> bool {
        self.0.iter().any(|(open, _)| names.contains(open))
    }

    /// Nothing may be left open at the end.
    pub(super) fn end(self, layout: &LayoutFile, filled: &Filled) -> Result<(), LayoutError> {
        match self.0.last() {
            Some((name, at)) => Err(wrong(
                layout,
                filled,
                *at,
                format!("`<{name}>` is never closed"),
                "close it; an element without content may be written <name />",
            )),
            None => Ok(()),
        }
    }
}

/// HTML: its elements are closed in their order, but for those whose end may be left out.
pub(super) fn balanced(layout: &LayoutFile, filled: &Filled) -> Result<(), LayoutError> {
    /// Their end may be left out (and Outlook's parts close what they did not open).
    const CLOSED_BY_ITSELF: [&str; 12] = [
        "p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "option", "colgroup",
    ];
    let mut open = Open::default();
    let mut aside = false;
    for (at, token) in tokens(&filled.text) {
        match token {
            Token::Aside(text) => aside = text.starts_with("<!--[if") && !text.ends_with("<!-->"),
            // What only Outlook sees is a comment to all others, and need not be whole by itself.
            _ if aside => {}
            Token::Open(_, name) | Token::Close(_, name)
                if CLOSED_BY_ITSELF.contains(&name.to_ascii_lowercase().as_str()) => {}
            token => open.take(layout, filled, at, token)?,
        }
    }
    open.end(layout, filled)
}
