//! The choosing, by example and by property; what all of them begin with.

mod choosing;
mod edits;
mod properties;
mod weights;

use std::{
    collections::{BTreeMap, HashSet},
    sync::LazyLock,
};

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::*;
use crate::{
    config::{AuthorRule, LeadRule, ListId, Recheck, SectionRule, Span},
    edition::{Block, EditionId, Seen, SeenAgain, Verdict},
    edits::Edits,
    piece::{Image, Piece, PieceId, SourceName},
};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

fn week() -> Window {
    Window {
        from: at("2026-11-13T06:00:00Z"),
        to: at("2026-11-20T06:00:00Z"),
    }
}

fn publication() -> Publication {
    Publication {
        name: "The Quay".to_owned(),
        url: Url::parse("https://quay.example/").expect("a URL"),
        from: "The Quay <editors@quay.example>"
            .parse()
            .expect("a mailbox"),
        leave_to: None,
        reply_to: None,
        list_id: "weekly.quay.example".parse::<ListId>().expect("an id"),
        postal_address: "1 Harbour Lane".to_owned(),
        timezone: chrono_tz::Europe::Berlin,
        language: "en".to_owned(),
        logo: None,
    }
}

fn rules() -> EditionRules {
    EditionRules {
        title: "Weekly Round-Up".to_owned(),
        max_pieces: 4,
        min_pieces: 1,
        sections: vec![
            SectionRule {
                name: "Trade".to_owned(),
                max: 1,
                weight: 1.0,
            },
            SectionRule {
                name: "Politics".to_owned(),
                max: 4,
                weight: 1.0,
            },
        ],
        authors: Vec::new(),
        lead: LeadRule::Newest,
        icymi: 2,
        elsewhere: 1,
        subject: "{lead}".to_owned(),
        preheader: "{second} · {third}".to_owned(),
        events: 8,
        events_days: 7,
        note: None,
        note_by: None,
        promos: None,
        promos_max: 1,
        recheck: Recheck::Off,
        recheck_within: Span::seconds(1),
    }
}

fn piece(name: &str, published: &str, section: &str) -> StoredPiece {
    StoredPiece {
        id: PieceId(0),
        first_seen: at(published) + TimeDelta::hours(1),
        used_in: None,
        gone: None,
        piece: Piece {
            url: Url::parse(&format!("https://quay.example/{name}")).expect("a URL"),
            guid: None,
            title: format!("About {name}"),
            dek: None,
            kind: None,
            section: Some(section.to_owned()).filter(|section| !section.is_empty()),
            authors: Vec::new(),
            outlet: None,
            published: Some(at(published)),
            updated: None,
            image: None,
            other_images: Vec::new(),
            teaser: vec![format!("What there is to say about {name}.")],
            words: Some(500),
            language: None,
            source: SourceName("quay".to_owned()),
            original: None,
            on_page: None,
            elsewhere: Vec::new(),
        },
    }
}

fn compose_with(
    rules: &EditionRules,
    pieces: &[StoredPiece],
    previous: Option<Previous<'_>>,
) -> Composed {
    compose_after(rules, pieces, previous, &HashSet::new())
}

fn compose_after(
    rules: &EditionRules,
    pieces: &[StoredPiece],
    previous: Option<Previous<'_>>,
    released: &HashSet<Url>,
) -> Composed {
    compose(&Request {
        previous,
        released,
        ..request(rules, pieces, &publication())
    })
}

/// A request for this week, with nothing said about it.
fn request<'a>(
    rules: &'a EditionRules,
    pieces: &'a [StoredPiece],
    publication: &'a Publication,
) -> Request<'a> {
    static NONE: LazyLock<(HashSet<Url>, Edits)> = LazyLock::new(Default::default);
    Request {
        window: week(),
        previous: None,
        released: &NONE.0,
        slot: Slot(week().to),
        number: EditionNumber(7),
        pieces,
        events: &[],
        rules,
        sources: &[],
        edits: &NONE.1,
        seen: &[],
        promos: &[],
        publication,
    }
}

fn last_week() -> Window {
    Window {
        from: at("2026-11-06T06:00:00Z"),
        to: week().from,
    }
}

fn url(name: &str) -> Url {
    Url::parse(&format!("https://quay.example/{name}")).expect("a URL")
}

fn edition(composed: Composed) -> Composition {
    match composed {
        Composed::Edition(composition) => composition,
        Composed::TooLittle { found, wanted, .. } => panic!("{found} of {wanted}"),
    }
}

fn why(composition: &Composition, name: &str) -> String {
    let reason = composition
        .reasons
        .iter()
        .find(|reason| reason.url.path() == format!("/{name}"))
        .expect("a reason");
    format!("{:?}: {}", reason.verdict, reason.why)
}
