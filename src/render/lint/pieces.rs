//! Checks of the pieces: what a teaser lacks, what is there twice, what was left to be filled in.

use std::collections::HashSet;

use super::{Finding, Findings, Letterhead, Level, leftovers};
use crate::{
    edition::{Block, Composition, Edition},
    mime::one_line,
    piece::Piece,
};

/// What more pieces than these have in common is one finding.
const LISTED: usize = 3;

/// Of these, the first are named in it; all of them where it is more than a note, as each is one to look at.
const NAMED: usize = 2;

pub(super) fn check(edition: &Edition, letterhead: &Letterhead<'_>, findings: &mut Findings) {
    let composition = &edition.composition;
    twice(composition, findings);
    for piece in composition.pieces() {
        basics(piece, findings);
    }
    for lack in LACKS {
        lacking(lack, composition, findings);
    }
    let note = composition
        .note
        .as_deref()
        .or(letterhead.rules.note.as_deref());
    if let Some(note) = note {
        leftovers::in_words("note", "the note to readers", note, findings);
    }
}

fn twice(composition: &Composition, findings: &mut Findings) {
    let mut urls = HashSet::new();
    let mut titles = HashSet::new();
    for piece in composition.pieces() {
        let title = one_line(&piece.title);
        if !urls.insert(&piece.url) {
            findings.error(
                piece.url.as_str(),
                format!("\"{title}\" is in the edition twice"),
                "take one of them out",
            );
        } else if !titles.insert(title.to_lowercase()) {
            findings.warning(
                piece.url.as_str(),
                format!("two pieces are called \"{title}\""),
                "look whether they are the same story under two addresses",
            );
        }
    }
}

fn basics(piece: &Piece, findings: &mut Findings) {
    let url = piece.url.as_str();
    let title = one_line(&piece.title);
    if title.is_empty() {
        findings.error(
            url,
            "the piece has no headline",
            "look at it with `roundup extract`",
        );
    }
    if !matches!(piece.url.scheme(), "http" | "https") {
        findings.error(
            url,
            format!(
                "\"{}\" is not at a web address, so nothing links to it",
                piece.title
            ),
            "link to http or https addresses only",
        );
    }
    let texts = [Some(&piece.title), piece.dek.as_ref()];
    for text in texts.into_iter().flatten().chain(&piece.teaser) {
        leftovers::in_words(url, &format!("\"{title}\""), text, findings);
    }
}

/// Something that a teaser may lack.
struct Lack {
    level: Level,
    /// Of what: empty for the piece itself.
    of: &'static str,
    /// Of one piece: "... has no dek".
    one: &'static str,
    /// Of many: "... have no dek".
    many: &'static str,
    advice: &'static str,
    lacks: fn(&Piece) -> bool,
}

const LACKS: [Lack; 7] = [
    Lack {
        level: Level::Warning,
        of: "",
        one: "is undated, so it may be old",
        many: "pieces are undated, so they may be old",
        advice: "look when it came out; its feed or page should say so",
        lacks: Piece::is_undated,
    },
    Lack {
        level: Level::Note,
        of: "",
        one: "has no dek",
        many: "pieces have no dek",
        advice: "add one on the site, if you like; a word alone counts as a label",
        lacks: |piece| blank(piece.dek.as_ref()),
    },
    Lack {
        level: Level::Note,
        of: "",
        one: "has no byline",
        many: "pieces have no byline",
        advice: "see what the page says of its author",
        lacks: |piece| blank(piece.authors.first().map(|author| &author.name)),
    },
    Lack {
        level: Level::Warning,
        of: "",
        one: "has no first paragraph to show",
        many: "pieces have no first paragraph to show",
        advice: "see what `roundup extract` makes of its page",
        lacks: |piece| blank(piece.teaser.first()),
    },
    Lack {
        level: Level::Warning,
        of: "the photo of ",
        one: "has neither credit nor alternative text",
        many: "pieces have a photo with neither credit nor alternative text",
        advice: "name the photographer on the site, and say what it shows",
        lacks: |piece| silence(piece) == (true, true),
    },
    Lack {
        level: Level::Warning,
        of: "the photo of ",
        one: "has no credit",
        many: "pieces have a photo without credit",
        advice: "name the photographer on the site",
        lacks: |piece| silence(piece) == (true, false),
    },
    Lack {
        level: Level::Warning,
        of: "the photo of ",
        one: "has no alternative text",
        many: "pieces have a photo without alternative text",
        advice: "say on the site what it shows",
        lacks: |piece| silence(piece) == (false, true),
    },
];

/// Whether the photo of a piece lacks its credit, and what it shows.
fn silence(piece: &Piece) -> (bool, bool) {
    piece.image.as_ref().map_or((false, false), |image| {
        (blank(image.credit.as_ref()), blank(image.alt.as_ref()))
    })
}

fn blank(text: Option<&String>) -> bool {
    text.is_none_or(|text| one_line(text).is_empty())
}

/// What the pieces shown as teasers lack: a line each, or one for all of them.
fn lacking(lack: Lack, composition: &Composition, findings: &mut Findings) {
    let teasers = composition
        .blocks
        .iter()
        .filter(|block| matches!(block, Block::Lead { .. } | Block::Section { .. }));
    let mut photos = HashSet::new();
    let those: Vec<_> = teasers
        .flat_map(Block::pieces)
        .filter(|piece| (lack.lacks)(piece))
        // A photo that two pieces have is told once.
        .filter(|piece| {
            let photo = piece.image.as_ref().map(|image| &image.url);
            lack.of.is_empty() || photo.is_some_and(|photo| photos.insert(photo))
        })
        .collect();
    let titled = |piece: &Piece| format!("\"{}\"", one_line(&piece.title));
    if those.len() > LISTED {
        let named = match lack.level {
            Level::Note => NAMED,
            _ => those.len(),
        };
        let names: Vec<_> = those
            .iter()
            .take(named)
            .map(|piece| titled(piece))
            .collect();
        let more = match those.len() - named {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!("{} {}: {}{more}", those.len(), lack.many, names.join(", "));
        findings
            .0
            .push(Finding::new(lack.level, "pieces", message, lack.advice));
        return;
    }
    for piece in those {
        let message = format!("{}{} {}", lack.of, titled(piece), lack.one);
        findings.0.push(Finding::new(
            lack.level,
            piece.url.as_str(),
            message,
            lack.advice,
        ));
    }
}
