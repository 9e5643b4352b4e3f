//! The editors' layer and what was seen of the live pages, laid over the pieces before they are judged.
//!
//! Pure, as all of `compose`: the pieces come out as they are to be shown, and what an edit wishes for a piece's place is
//! asked of here by `judge` and `arrange`. An edit that can't be followed is told, never lost.

use std::{collections::HashSet, num::NonZeroUsize};

use url::Url;

use super::{Request, judge::Judged, sections};
use crate::{
    edition::{Reason, Seen, Verdict},
    edits::{Edits, OutsideLink, PieceEdit, Pin, paragraphs},
    piece::{Image, Piece, PieceId, PieceKey, SourceName, StoredPiece},
};

/// Where an editor wants a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Wish {
    /// Where the rules have it.
    #[default]
    None,
    /// Nowhere.
    Dropped,
    /// At the top.
    Lead,
    /// In its section.
    Section(Option<NonZeroUsize>),
    /// Among the headlines.
    Headline,
}

impl Wish {
    /// Whether it is to be in the edition, whatever the rules say.
    pub(super) fn is_in(self) -> bool {
        !matches!(self, Self::None | Self::Dropped)
    }
}

/// What an editor said about a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edit<'a> {
    /// A change to one of ours.
    Piece(&'a PieceEdit),
    /// A link of their own.
    Link(&'a OutsideLink),
}

impl<'a> Edit<'a> {
    pub(super) fn about(edits: &'a Edits, url: &Url) -> Option<Self> {
        let link = || edits.links.iter().find(|link| link.url == *url);
        match edits.piece(url) {
            Some(edit) => Some(Self::Piece(edit)),
            None => link().map(Self::Link),
        }
    }

    pub(super) fn wish(self) -> Wish {
        match self {
            Self::Piece(edit) if edit.drop => Wish::Dropped,
            Self::Piece(edit) => match edit.pin {
                Some(Pin::Lead) => Wish::Lead,
                Some(Pin::Headline) => Wish::Headline,
                Some(Pin::Section) => Wish::Section(edit.at),
                None if edit.places() => Wish::Section(edit.at),
                None => Wish::None,
            },
            Self::Link(link) if link.section.is_some() => Wish::Section(link.at),
            Self::Link(_) => Wish::Headline,
        }
    }

    /// What was done, for the reason: "pinned and retitled by an editor".
    pub(super) fn mark(self) -> Option<String> {
        let Self::Piece(edit) = self else {
            return Some("added by an editor".to_owned());
        };
        let done = [
            (edit.drop, "dropped"),
            (edit.pin.is_some(), "pinned"),
            (edit.section.is_some() || edit.at.is_some(), "moved"),
            (edit.title.is_some(), "retitled"),
            (edit.teaser.is_some(), "its teaser rewritten"),
            (edit.image.is_some(), "its image changed"),
        ];
        let done: Vec<_> = done
            .iter()
            .filter(|(is, _)| *is)
            .map(|(_, word)| *word)
            .collect();
        let (last, rest) = done.split_last()?;
        Some(if rest.is_empty() {
            format!("{last} by an editor")
        } else {
            format!("{} and {last} by an editor", rest.join(", "))
        })
    }
}

/// What editors wrote that is about no piece, each with its reason, under the publication's own address.
pub(super) fn written(request: &Request<'_>) -> Vec<Reason> {
    let edits = request.edits;
    let texts = [
        ("Subject", &edits.subject),
        ("Preheader", &edits.preheader),
        ("Note to readers", &edits.note),
    ];
    let texts = texts
        .into_iter()
        .filter_map(|(what, text)| Some((what, text.as_deref()?)));
    texts
        .map(|(what, text)| Reason {
            url: request.publication.url.clone(),
            title: what.to_owned(),
            verdict: Verdict::In,
            why: match text.trim() {
                "" => "taken away by an editor".to_owned(),
                _ => "written by an editor".to_owned(),
            },
        })
        .collect()
}

/// The pieces as they are to be shown, the editors' links among them.
pub(super) fn lay(request: &Request<'_>) -> Vec<StoredPiece> {
    let edits = request.edits;
    let linked: HashSet<PieceKey> = edits
        .links
        .iter()
        .map(|link| PieceKey::of(&link.url))
        .collect();
    let is_linked = |url: &Url| !linked.is_empty() && linked.contains(&PieceKey::of(url));
    let mut pieces: Vec<StoredPiece> = request
        .pieces
        .iter()
        // The editors' own words about an address stand for the piece that is there, unless that was sent.
        .filter(|stored| stored.used_in.is_some() || !is_linked(&stored.piece.url))
        .cloned()
        .collect();
    for stored in &mut pieces {
        if let Some(Seen::Retitled { title }) = seen(request, &stored.piece.url) {
            stored.piece.title.clone_from(title);
        }
        if let Some(edit) = edits.piece(&stored.piece.url) {
            change(&mut stored.piece, edit);
        }
    }
    // What is left of these was sent.
    let sent = pieces.iter().map(|stored| &stored.piece.url);
    let sent: HashSet<PieceKey> = sent
        .filter(|url| is_linked(url))
        .map(PieceKey::of)
        .collect();
    let links: Vec<_> = edits
        .links
        .iter()
        .filter(|link| !sent.contains(&PieceKey::of(&link.url)))
        .map(|link| StoredPiece {
            id: PieceId(0),
            first_seen: request.window.from,
            used_in: None,
            gone: None,
            piece: linked_piece(link),
        })
        .collect();
    pieces.extend(links);
    pieces
}

/// What was seen of a piece's page.
pub(super) fn seen<'a>(request: &Request<'a>, url: &Url) -> Option<&'a Seen> {
    let found = request.seen.iter().find(|seen| seen.url == *url);
    found.map(|found| &found.seen)
}

fn change(piece: &mut Piece, edit: &PieceEdit) {
    if let Some(section) = &edit.section {
        piece.section = Some(section.trim().to_owned());
    }
    if let Some(title) = &edit.title {
        piece.title = title.trim().to_owned();
    }
    if let Some(teaser) = &edit.teaser {
        piece.teaser = paragraphs(teaser);
    }
    if let Some(image) = &edit.image {
        piece.image = Some(Image {
            alt: Some(image.alt.clone()),
            credit: image.credit.clone(),
            ..Image::at(image.url.clone())
        });
    }
}

fn linked_piece(link: &OutsideLink) -> Piece {
    let host = || {
        link.url
            .host_str()
            .map(|host| host.trim_start_matches("www.").to_owned())
    };
    Piece {
        url: link.url.clone(),
        guid: None,
        title: link.title.trim().to_owned(),
        dek: None,
        kind: None,
        section: link
            .section
            .as_deref()
            .map(|section| section.trim().to_owned()),
        authors: Vec::new(),
        outlet: link.outlet.clone().or_else(host),
        published: None,
        updated: None,
        image: None,
        other_images: Vec::new(),
        teaser: link.text.as_deref().map(paragraphs).unwrap_or_default(),
        words: None,
        language: None,
        source: SourceName(SourceName::EDITORS.to_owned()),
        original: None,
        on_page: None,
        elsewhere: Vec::new(),
    }
}

/// The edits that came to nothing, each with the reason.
pub(super) fn unheeded(
    request: &Request<'_>,
    judged: &Judged<'_>,
    placed: &[Reason],
) -> Vec<String> {
    let edits = request.edits;
    let wishes = edits
        .pieces
        .iter()
        .map(|edit| (&edit.url, Edit::Piece(edit)))
        .chain(edits.links.iter().map(|link| (&link.url, Edit::Link(link))));
    let reasons = || placed.iter().chain(&judged.out);
    wishes
        .filter_map(|(url, edit)| {
            let what = match edit {
                Edit::Piece(_) => "an edit",
                Edit::Link(_) => "an editor's link",
            };
            // A link may name a piece of ours by another of its addresses.
            let key = matches!(edit, Edit::Link(_)).then(|| PieceKey::of(url));
            let is_about = |reason: &&Reason| {
                reason.url == *url || key.as_ref().is_some_and(|key| *key == PieceKey::of(&reason.url))
            };
            match reasons().find(is_about) {
                None => Some(format!(
                    "{what} is about {url}, which is no piece of this edition's time any more; it is kept"
                )),
                Some(reason) if edit.wish().is_in() && reason.verdict == Verdict::Out => Some(
                    format!("{what} can't be followed: {url} is out: {}; it is kept", reason.why),
                ),
                Some(_) => None,
            }
        })
        .chain(new_sections(request))
        .collect()
}

/// The sections that nobody but an edit knows: each may be a slip of the pen.
fn new_sections(request: &Request<'_>) -> Vec<String> {
    let edits = request.edits;
    let moved = edits
        .pieces
        .iter()
        .filter_map(|edit| edit.section.as_deref());
    let added = edits
        .links
        .iter()
        .filter_map(|link| link.section.as_deref());
    let edited = |url: &Url| match Edit::about(edits, url) {
        Some(Edit::Piece(edit)) => edit.section.is_some(),
        Some(Edit::Link(_)) => true,
        None => false,
    };
    let of_pieces = request.pieces.iter().map(|stored| &stored.piece);
    let of_pieces = of_pieces.filter(|piece| !edited(&piece.url));
    let known = sections::section_names(request.rules, of_pieces);
    let mut made: Vec<&str> = Vec::new();
    for name in moved.chain(added).map(str::trim) {
        if sections::named(name, &known).is_none() && sections::named(name, &made).is_none() {
            made.push(name);
        }
    }
    let mut told: Vec<String> = made
        .into_iter()
        .map(|name| match sections::nearest(name, &known) {
            Some(near) => format!(
                "an edit makes a section \"{name}\", which no other piece has and `sections` does not name; did you mean \"{near}\"?"
            ),
            None => format!(
                "an edit makes a section \"{name}\", which no other piece has and `sections` does not name"
            ),
        })
        .collect();
    told.sort();
    told
}
