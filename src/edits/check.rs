//! Whether edits can be meant, wherever they come from.

use url::Url;

use super::{Edits, OutsideLink, PieceEdit, Pin};

/// A change that can't be meant, and where in the edits it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Which list, and which of its entries from 0; none for what is about the whole edition.
    pub entry: Option<(Entry, usize)>,
    /// The key.
    pub key: &'static str,
    /// What is wrong and what to do.
    pub why: String,
    /// Whether it is wrong by itself, or only beside other edits.
    pub fault: At,
}

/// What a mistake is at odds with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Nothing: it can't be meant.
    Itself,
    /// Other edits.
    Others,
}

impl Mistake {
    /// The mistake in the words of the command line, where nobody writes keys.
    pub fn spoken(&self) -> String {
        let what = match self.key {
            "title" => "the headline",
            "url" => "the address",
            "image" => "the photo",
            "piece" => "the edits",
            "text" => "the text of the link",
            "drop" | "pin" | "at" => "the place",
            key => return format!("the {key}: {}", self.why),
        };
        format!("{what}: {}", self.why)
    }
}

/// A list of the edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// `[[piece]]`.
    Piece,
    /// `[[link]]`.
    Link,
}

/// The longest text that is taken for a headline, a section or a credit.
const LINE_MAX: usize = 500;
/// The longest text that is taken for a note or a teaser.
const TEXT_MAX: usize = 20_000;
/// The most entries of each list.
const ENTRIES_MAX: usize = 1_000;

impl Edits {
    /// Whether the edits can be meant.
    ///
    /// # Errors
    /// The first that can't.
    pub fn check(&self) -> Result<(), Mistake> {
        if self.pieces.len() > ENTRIES_MAX || self.links.len() > ENTRIES_MAX {
            return Err(mistake(None, "piece", "there are more than 1,000 entries"));
        }
        text(None, "note", self.note.as_deref(), TEXT_MAX)?;
        line(None, "subject", self.subject.as_deref())?;
        line(None, "preheader", self.preheader.as_deref())?;
        for (at, edit) in self.pieces.iter().enumerate() {
            let entry = Some((Entry::Piece, at));
            if self.pieces[..at].iter().any(|other| other.url == edit.url) {
                let why = "this piece has an entry already; put both into one";
                return Err(clash(entry, "url", why));
            }
            edit.check(entry)?;
            let leads = |edit: &PieceEdit| edit.pin == Some(Pin::Lead);
            if leads(edit) && self.pieces[..at].iter().any(leads) {
                let why = "another piece is pinned as the lead already; there is one lead";
                return Err(clash(entry, "pin", why));
            }
        }
        for (at, link) in self.links.iter().enumerate() {
            let entry = Some((Entry::Link, at));
            if self.links[..at].iter().any(|other| other.url == link.url) {
                let why = "this address has an entry already; one is enough";
                return Err(clash(entry, "url", why));
            }
            if self.pieces.iter().any(|edit| edit.url == link.url) {
                let why = "there are edits to the piece at this address; take them back first (undo), or leave the link out";
                return Err(clash(entry, "url", why));
            }
            link.check(entry)?;
        }
        Ok(())
    }
}

type Where = Option<(Entry, usize)>;

impl PieceEdit {
    fn check(&self, entry: Where) -> Result<(), Mistake> {
        web(entry, "url", &self.url)?;
        if self.drop && self.places() {
            let why = "a piece that is dropped has no place; take `drop` away, or `pin`, `section` and `at`";
            return Err(mistake(entry, "drop", why));
        }
        if self.at.is_some() && matches!(self.pin, Some(Pin::Lead | Pin::Headline)) {
            let why = "`at` is a place within a section; it goes with pin = \"section\" or `section` only";
            return Err(clash(entry, "at", why));
        }
        line(entry, "section", self.section.as_deref())?;
        line(entry, "title", self.title.as_deref())?;
        text(entry, "teaser", self.teaser.as_deref(), TEXT_MAX)?;
        if let Some(image) = &self.image {
            web(entry, "image", &image.url)?;
            line(entry, "image", Some(&image.alt))?;
            line(entry, "image", image.credit.as_deref())?;
        }
        Ok(())
    }
}

impl OutsideLink {
    fn check(&self, entry: Where) -> Result<(), Mistake> {
        web(entry, "url", &self.url)?;
        line(entry, "title", Some(&self.title))?;
        line(entry, "outlet", self.outlet.as_deref())?;
        line(entry, "section", self.section.as_deref())?;
        text(entry, "text", self.text.as_deref(), TEXT_MAX)?;
        let needs = match (&self.text, self.at) {
            (Some(_), _) => Some("text"),
            (None, Some(_)) => Some("at"),
            (None, None) => None,
        };
        match needs.filter(|_| self.section.is_none()) {
            Some(key) => Err(mistake(
                entry,
                key,
                "this is for a link in a section; without `section` it is a headline under \"elsewhere\"",
            )),
            None => Ok(()),
        }
    }
}

fn mistake(entry: Where, key: &'static str, why: &str) -> Mistake {
    Mistake {
        entry,
        key,
        why: why.to_owned(),
        fault: At::Itself,
    }
}

fn clash(entry: Where, key: &'static str, why: &str) -> Mistake {
    Mistake {
        fault: At::Others,
        ..mistake(entry, key, why)
    }
}

/// A mail may link to http and https only.
fn web(entry: Where, key: &'static str, url: &Url) -> Result<(), Mistake> {
    if matches!(url.scheme(), "http" | "https") {
        return Ok(());
    }
    let why = format!("`{url}` is no web address; it begins with http:// or https://");
    Err(mistake(entry, key, &why))
}

fn line(entry: Where, key: &'static str, text: Option<&str>) -> Result<(), Mistake> {
    match text {
        Some(text) if text.trim().is_empty() => {
            Err(mistake(entry, key, "this is empty; leave it out instead"))
        }
        Some(text) if text.chars().any(char::is_control) => Err(mistake(
            entry,
            key,
            "this must be one line without control characters",
        )),
        text => self::text(entry, key, text, LINE_MAX),
    }
}

fn text(entry: Where, key: &'static str, text: Option<&str>, max: usize) -> Result<(), Mistake> {
    if text.is_some_and(|text| text.len() > max) {
        let why = format!("this is longer than {max} bytes");
        return Err(mistake(entry, key, &why));
    }
    Ok(())
}
