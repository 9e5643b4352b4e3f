//! What is looked at in a layout's text before it is filled: no value stands where escaping would not be enough.

use crate::config::LayoutFile;

use super::LayoutError;

/// A stretch of a layout's text.
enum Part<'a> {
    /// Markup, as it stands.
    Data(&'a str),
    /// `{{ ... }}`.
    Output,
    /// `{% word ... %}`.
    Statement(&'a str),
}

/// Refuses what would undo the escaping: values without quotes around them, and `autoescape`.
pub(super) fn check(layout: &LayoutFile, name: &str, text: &str) -> Result<(), LayoutError> {
    let mut place = Place::Text;
    for (at, part) in parts(text) {
        let wrong = |message: &str, hint: &str| {
            let line = 1 + text[..at].matches('\n').count();
            Err(LayoutError::of(layout, message, hint).at(layout, Some((name, line))))
        };
        match part {
            Part::Data(data) => place = place.after(data),
            Part::Output if place == Place::Name => {
                return wrong(
                    "a value stands among the names of a tag's attributes",
                    "write the attribute out, with the value in quotes: alt=\"{{ photo.alt }}\"",
                );
            }
            Part::Output if place == Place::Bare => {
                return wrong(
                    "the value of this attribute has no quotes around it",
                    "write quotes: alt=\"{{ photo.alt }}\"; without them a space would end the value",
                );
            }
            Part::Statement("autoescape") => {
                return wrong(
                    "`autoescape` is not to be had here: what is filled in is always escaped",
                    "take the tag and its end away",
                );
            }
            Part::Output | Part::Statement(_) => {}
        }
    }
    Ok(())
}

/// Where in the markup a value would stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Between tags, or in a comment.
    Text,
    /// In a tag, where names of attributes stand.
    Name,
    /// After the `=` of an attribute, or in a value without quotes.
    Bare,
    /// In a value with these quotes.
    Quoted(char),
}

impl Place {
    fn after(self, data: &str) -> Self {
        let mut place = self;
        for (at, c) in data.char_indices() {
            place = match (place, c) {
                (Self::Text, '<') if begins_tag(&data[at + 1..]) => Self::Name,
                (Self::Text, _) => Self::Text,
                (Self::Quoted(quote), c) if c == quote => Self::Name,
                (Self::Quoted(quote), _) => Self::Quoted(quote),
                (_, '>') => Self::Text,
                (Self::Name, '=') => Self::Bare,
                (Self::Bare, '"' | '\'') => Self::Quoted(c),
                (Self::Bare, c) if c.is_whitespace() && !data[..at].trim_end().ends_with('=') => {
                    Self::Name
                }
                (place, _) => place,
            };
        }
        place
    }
}

/// A tag's name, or the end of the text: then the name is what is filled in.
fn begins_tag(after: &str) -> bool {
    after
        .chars()
        .next()
        .is_none_or(|c| c.is_ascii_alphabetic() || c == '/')
}

/// The stretches of a text, with where they begin. What is not closed is left to the template engine to complain of.
fn parts(text: &str) -> Vec<(usize, Part<'_>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let open = ["{{", "{%", "{#"]
            .into_iter()
            .filter_map(|open| rest.find(open))
            .min();
        let data = open.unwrap_or(rest.len());
        if data > 0 {
            found.push((at, Part::Data(&rest[..data])));
        }
        let Some(open) = open else { break };
        let code = &rest[open..];
        let start = at + open;
        let length = if code.starts_with("{#") {
            code.find("#}").map_or(code.len(), |end| end + 2)
        } else if code.starts_with("{{") {
            found.push((start, Part::Output));
            end(code, "}}")
        } else {
            let word = word(code);
            found.push((start, Part::Statement(word)));
            let head = end(code, "%}");
            match word {
                "raw" => {
                    let (data, whole) = raw(&code[head..]);
                    found.push((start + head, Part::Data(&code[head..head + data])));
                    head + whole
                }
                _ => head,
            }
        };
        at = start + length;
    }
    found
}

/// The first word of `{% word ... %}`.
fn word(code: &str) -> &str {
    let inner = code[2..].trim_start_matches(['-', '+']).trim_start();
    let end = inner.find(|c: char| !c.is_alphanumeric() && c != '_');
    &inner[..end.unwrap_or(inner.len())]
}

/// The length of a tag, its end included; a string in it may hold what looks like its end.
fn end(code: &str, close: &str) -> usize {
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in code.char_indices().skip(2) {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if code[at..].starts_with(close) => return at + close.len(),
            None if c == '"' || c == '\'' => quote = Some(c),
            None => {}
        }
    }
    code.len()
}

/// The lengths of what `raw` keeps as it is, and of that with its end.
fn raw(text: &str) -> (usize, usize) {
    let ends = text
        .match_indices("{%")
        .find(|(at, _)| word(&text[*at..]) == "endraw");
    match ends {
        Some((at, _)) => (at, at + end(&text[at..], "%}")),
        None => (text.len(), text.len()),
    }
}
