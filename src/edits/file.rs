//! The edits as one TOML file: written for an editor to change, and read back with errors that name line and key.

use std::fmt::Write as _;

use serde::Deserialize;
use toml::{Spanned, Value};
use url::Url;

use super::{Edits, Entry, Mistake, OutsideLink, PieceEdit, Pin};
use crate::config::in_plain_words;

/// The most bytes of a file of edits.
const BYTES_MAX: usize = 1_000_000;

/// What is wrong with a file of edits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct FileError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, with the key.
    pub why: String,
}

/// A piece as the file shows it, so that an editor need not look addresses up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its address.
    pub url: Url,
    /// Its headline.
    pub title: String,
    /// Where it stands, or why it is out.
    pub place: String,
    /// Whether it is in the edition.
    pub shown: bool,
}

const HEAD: &str = "\
# What you write here is laid over the pieces whenever the draft is made anew. Take the # away from a line to use it;
# an entry with nothing but its url changes nothing.
#
#   pin = \"lead\"         at the top          drop = true           leave it out
#   pin = \"section\"      in its section      section = \"Trade\"     in another section
#   pin = \"headline\"     as a headline       at = 1                the first of its section
#   title = \"...\"        another headline    image = { url = \"https://...\", alt = \"...\", credit = \"...\" }
#   teaser = \"\"\"...\"\"\"   another teaser; an empty line parts its paragraphs
";

const LINK: &str = "\
# A link of your own: with `section` (and `text`) it is a teaser there, without one a headline under \"elsewhere\".
# [[link]]
# url = \"https://example.org/\"
# title = \"...\"
# section = \"...\"
# text = \"\"\"...\"\"\"
";

/// Writes the edits, with the pieces of the edition around them.
pub fn write(heading: &str, edits: &Edits, pieces: &[Listed]) -> String {
    let mut file = format!("# {}\n{HEAD}\n", plain(heading));
    for (key, value) in [
        ("note", &edits.note),
        ("subject", &edits.subject),
        ("preheader", &edits.preheader),
    ] {
        match value {
            Some(value) => put(&mut file, key, value),
            None => file.push_str(&format!("# {key} = \"...\"\n")),
        }
    }
    for (number, piece) in pieces.iter().enumerate() {
        entry(&mut file, edits, piece, number + 1);
    }
    let gone = |edit: &&PieceEdit| !pieces.iter().any(|piece| piece.url == edit.url);
    for edit in edits.pieces.iter().filter(gone) {
        file.push_str("\n# no piece of this edition's time any more\n[[piece]]\n");
        put(&mut file, "url", edit.url.as_str());
        changes(&mut file, edit);
    }
    let unlisted = |link: &&OutsideLink| !pieces.iter().any(|piece| piece.url == link.url);
    for link in edits.links.iter().filter(unlisted) {
        file.push_str("\n[[link]]\n");
        own_link(&mut file, link);
    }
    file.push('\n');
    file.push_str(LINK);
    file
}

/// A piece that is in, or that is changed, is an entry; the others are comments.
fn entry(file: &mut String, edits: &Edits, piece: &Listed, number: usize) {
    // Nothing fails in writing to a string.
    if let Some(link) = edits.links.iter().find(|link| link.url == piece.url) {
        let _ = writeln!(file, "\n# {number}  {}\n[[link]]", plain(&piece.place));
        own_link(file, link);
        return;
    }
    let edit = edits.piece(&piece.url);
    let comment = if piece.shown || edit.is_some() {
        ""
    } else {
        "# "
    };
    let _ = writeln!(file, "\n# {number}  {}", plain(&piece.place));
    let _ = writeln!(file, "{comment}[[piece]]");
    let _ = writeln!(file, "{comment}url = {}", quoted(piece.url.as_str()));
    if edit.is_none_or(|edit| edit.title.is_none()) {
        let _ = writeln!(file, "# title = {}", quoted(&piece.title));
    }
    if let Some(edit) = edit {
        changes(file, edit);
    }
}

fn changes(file: &mut String, edit: &PieceEdit) {
    if edit.drop {
        file.push_str("drop = true\n");
    }
    match edit.pin {
        Some(Pin::Lead) => file.push_str("pin = \"lead\"\n"),
        Some(Pin::Section) => file.push_str("pin = \"section\"\n"),
        Some(Pin::Headline) => file.push_str("pin = \"headline\"\n"),
        None => {}
    }
    for (key, value) in [
        ("section", &edit.section),
        ("title", &edit.title),
        ("teaser", &edit.teaser),
    ] {
        value.iter().for_each(|value| put(file, key, value));
    }
    if let Some(at) = edit.at {
        file.push_str(&format!("at = {at}\n"));
    }
    if let Some(image) = &edit.image {
        let credit = image.credit.as_deref();
        let credit = credit.map_or_else(String::new, |by| format!(", credit = {}", quoted(by)));
        file.push_str(&format!(
            "image = {{ url = {}, alt = {}{credit} }}\n",
            quoted(image.url.as_str()),
            quoted(&image.alt)
        ));
    }
}

fn own_link(file: &mut String, link: &OutsideLink) {
    put(file, "url", link.url.as_str());
    put(file, "title", &link.title);
    for (key, value) in [
        ("outlet", &link.outlet),
        ("section", &link.section),
        ("text", &link.text),
    ] {
        value.iter().for_each(|value| put(file, key, value));
    }
    if let Some(at) = link.at {
        file.push_str(&format!("at = {at}\n"));
    }
}

fn put(file: &mut String, key: &str, value: &str) {
    file.push_str(&format!("{key} = {}\n", quoted(value)));
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// A comment is one line, whatever a headline holds.
fn plain(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// Reads a file of edits.
///
/// # Errors
/// The line, and what is wrong with which key.
pub fn read(text: &str) -> Result<Edits, FileError> {
    if text.len() > BYTES_MAX {
        let why = format!("the file is longer than {BYTES_MAX} bytes");
        return Err(FileError { line: 1, why });
    }
    let edits: Edits = toml::from_str(text).map_err(|why| explained(text, &why))?;
    match edits.check() {
        Ok(()) => Ok(edits.tidied()),
        Err(mistake) => Err(FileError {
            line: line_of(text, &mistake),
            why: format!("{}: {}", mistake.key, mistake.why),
        }),
    }
}

fn explained(text: &str, why: &toml::de::Error) -> FileError {
    let start = why.span().map_or(0, |span| span.start.min(text.len()));
    let line = line_at(text, start);
    let written = text.lines().nth(line - 1).unwrap_or_default();
    let key = written.split_once('=').map(|(key, _)| key.trim());
    let message = why.message();
    let plain = in_plain_words(message);
    // What is said of a key names it already.
    let names_it = |key: &&str| !key.is_empty() && !message.contains(&format!("`{key}`"));
    let why = match key.filter(names_it) {
        Some(key) => format!("{key}: {plain}"),
        None => plain,
    };
    FileError { line, why }
}

fn line_at(text: &str, at: usize) -> usize {
    text.as_bytes()[..at]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}

/// Where the entries of a file begin.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Places {
    piece: Vec<Spanned<toml::Table>>,
    link: Vec<Spanned<toml::Table>>,
}

/// The line of a mistake: that of its key within its entry, else that of the entry.
fn line_of(text: &str, mistake: &Mistake) -> usize {
    let places: Places = toml::from_str(text).unwrap_or_default();
    let entry = mistake.entry.and_then(|(entry, at)| match entry {
        Entry::Piece => places.piece.get(at),
        Entry::Link => places.link.get(at),
    });
    let first = entry.map_or(1, |entry| line_at(text, entry.span().start.min(text.len())));
    let is_key = |line: &str| {
        let rest = line.trim_start().strip_prefix(mistake.key);
        rest.is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    let mut lines = text.lines().enumerate().skip(first - 1);
    lines
        .find(|(_, line)| is_key(line))
        .map_or(first, |(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(name: &str, shown: bool) -> Listed {
        Listed {
            url: Url::parse(&format!("https://quay.example/{name}")).expect("a URL"),
            title: format!("The \"{name}\" story"),
            place: format!("Trade: {name}"),
            shown,
        }
    }

    #[test]
    fn what_is_written_reads_the_same() {
        let text = "note = \"Good morning.\\n\\nTwo lines.\"\n[[piece]]\nurl = \"https://quay.example/a\"\npin = \"lead\"\ntitle = \"A \\\"new\\\" one\"\n\
             [[piece]]\nurl = \"https://quay.example/gone\"\ndrop = true\n\
             [[link]]\nurl = \"https://quay.example/linked\"\ntitle = \"Shown\"\n\
             [[link]]\nurl = \"https://other.example/\"\ntitle = \"Elsewhere\"\nsection = \"Trade\"\ntext = \"Read it.\"\nat = 2\n";
        let edits = read(text).expect("it reads");
        let written = write(
            "Edition 7",
            &edits,
            &[
                listed("a", true),
                listed("b", true),
                listed("linked", true),
                listed("c", false),
            ],
        );
        assert_eq!(read(&written).expect("it reads back"), edits, "{written}");
        insta::assert_snapshot!(written);
    }

    #[test]
    fn mistakes_name_line_and_key() {
        let wrong = |text: &str| {
            let error = read(text).expect_err("a mistake");
            format!("{}: {}", error.line, error.why)
        };
        let piece = "note = \"x\"\n\n[[piece]]\nurl = \"https://quay.example/a\"\n";
        let told = [
            wrong("nite = \"x\""),
            wrong(&format!("{piece}pin = \"top\"")),
            wrong(&format!("{piece}title = 7")),
            wrong(&format!("{piece}pin = \"lead\"\ndrop = true")),
            wrong(&format!(
                "{piece}[[piece]]\nurl = \"https://quay.example/a\"\n"
            )),
            wrong("[[piece]]\nurl = \"quay\""),
            wrong("[[piece]]\nurl = \"javascript:alert(1)\""),
            wrong(
                "[[link]]\nurl = \"https://quay.example/a\"\ntitle = \"T\"\ntext = \"without a section\"",
            ),
            wrong("[[link]]\nurl = \"https://quay.example/a\""),
            wrong("note = \"x"),
        ];
        insta::assert_snapshot!(told.join("\n"));
    }
}
