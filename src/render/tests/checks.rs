//! What editors see of the pre-flight checks: nothing where all is well, and all that is wrong where it is not.

mod footer;

use super::example::Example;
use crate::{
    config::Layout,
    edition::{Block, Edition, EditionId, EditionNumber},
    render::{Circumstances, Finding, Level, Rendered, lint},
};

fn signed() -> Circumstances {
    Circumstances {
        before: Vec::new(),
        signed: true,
    }
}

fn findings(example: &Example, circumstances: &Circumstances) -> Vec<Finding> {
    lint(
        &example.render(),
        &example.edition,
        &example.letterhead(),
        circumstances,
    )
}

/// As people read them; what only some mail programs lack is left to its own test.
fn shown(findings: &[Finding]) -> String {
    let lines = findings.iter().filter(|finding| finding.support.is_none());
    let lines = lines.map(|finding| {
        format!(
            "{:?} {}: {}",
            finding.level, finding.location, finding.message
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Editions like the example's, of the weeks before it, the newest first.
fn before(example: &Example, count: u32) -> Vec<Edition> {
    let one = |back: u32| {
        let mut edition = example.edition.clone();
        edition.id = EditionId(i64::from(57 - back));
        edition.number = Some(EditionNumber(47 - back));
        edition.composition.subject = format!("Week {back}");
        for block in &mut edition.composition.blocks {
            let pieces: Vec<_> = match block {
                Block::Lead { piece } => vec![&mut **piece],
                Block::Section { pieces, .. }
                | Block::Icymi { pieces }
                | Block::Elsewhere { pieces } => pieces.iter_mut().collect(),
                Block::Events { .. } | Block::Promo { .. } => Vec::new(),
            };
            for piece in pieces {
                piece.title.push_str(&format!(" {back}"));
                piece.url.set_path(&format!("{}-{back}", piece.url.path()));
            }
        }
        edition
    };
    (1..=count).map(one).collect()
}

#[test]
fn no_layout_of_ours_has_anything_to_be_sorry_for() {
    let mut example = Example::new();
    for layout in [Layout::Teasers, Layout::Compact, Layout::Digest] {
        for language in ["en", "ar"] {
            example.theme.layout = layout;
            example.publication.language = language.to_owned();
            let circumstances = Circumstances {
                before: before(&example, 8),
                signed: true,
            };
            let found = findings(&example, &circumstances);
            let worst: Vec<_> = found
                .iter()
                .filter(|found| found.level != Level::Note)
                .collect();
            assert!(worst.is_empty(), "{layout:?} {language}: {worst:#?}");
            // Each feature that some program lacks has something that stands in for it there.
            let bare: Vec<_> = found
                .iter()
                .filter_map(|found| found.support.as_ref())
                .filter(|support| support.fallback.is_none())
                .collect();
            assert!(bare.is_empty(), "{layout:?}: {bare:#?}");
            assert!(found.iter().filter(|found| found.support.is_some()).count() > 20);
        }
    }
}

#[test]
fn a_hostile_week_shows_all_of_it() {
    let mut example = Example::new();
    let mut earlier = before(&example, 4);
    let lead = example.lead().clone();
    earlier[1].composition.blocks.push(Block::Icymi {
        pieces: vec![lead.clone()],
    });
    earlier[0].composition.subject = "RE: BREAKING!! 🔥🔥🔥 THE LOCK {lead}".to_owned();
    let composition = &mut example.edition.composition;
    composition.subject = "RE: BREAKING!! 🔥🔥🔥 THE LOCK {lead}".to_owned();
    composition.preheader = "Dear *|FNAME|*".to_owned();
    composition.note = Some("Lorem ipsum dolor sit amet".to_owned());
    composition.blocks.truncate(1);
    composition.blocks.push(Block::Icymi { pieces: vec![lead] });
    let lead = example.lead();
    lead.title = "The lock: TK metres deep".to_owned();
    (lead.dek, lead.authors) = (None, Vec::new());
    lead.teaser = vec!["Hello %recipient.name%, and welcome.".to_owned()];
    let image = lead.image.as_mut().unwrap();
    (image.alt, image.credit) = (None, None);
    image.url = "http://weir.example/photos/lead.jpg".parse().unwrap();
    example.publication.from = "weir.review@gmail.com".parse().unwrap();
    example.publication.postal_address = String::new();
    example.public_url = "http://mail.weir.example/".parse().unwrap();
    let circumstances = Circumstances {
        before: earlier,
        signed: false,
    };
    insta::assert_snapshot!(shown(&findings(&example, &circumstances)));
}

/// A layout of somebody's own is judged like ours.
#[test]
fn a_page_that_does_all_wrong_is_told_all_of_it() {
    let example = Example::new();
    let html = r##"<html><body><table><tr><td style="color:#aaa;display:flex;gap:1rem">
        <h1>One</h1><h3>Three</h3><h1>Another</h1><p>Dear {{ reader.name }}</p>
        <a href="https://weir.example/nowhere">click here</a><a href="javascript:alert(1)"><img src="cid:x"></a>
        <a href="/relative">Relative</a><script>alert(1)</script><form></form>
        <div style="position:absolute;background-image:url(x.png)">over</div></td></tr></table></body></html>"##;
    let message = crate::render::assemble::message(
        &example.edition,
        &example.letterhead(),
        "Only text.",
        Some(html),
    );
    let found = lint(
        &Rendered::from(message),
        &example.edition,
        &example.letterhead(),
        &signed(),
    );
    insta::assert_snapshot!(shown(&found));
    let lacking = found.iter().filter(|found| found.level == Level::Warning);
    let lacking = lacking.filter_map(|found| found.support.as_ref());
    let lacking: Vec<_> = lacking.map(|support| support.feature.as_str()).collect();
    for feature in [
        "css-display-flex",
        "css-gap",
        "css-unit-rem",
        "css-position",
    ] {
        assert!(lacking.contains(&feature), "{feature}: {lacking:?}");
    }
}

/// Whoever reads `--json` finds these names next year, too.
#[test]
fn findings_keep_their_names() {
    let found = findings(&Example::new(), &signed());
    let feature = found.iter().find(|found| {
        let support = found.support.as_ref();
        support.is_some_and(|support| support.feature == "css-border-radius")
    });
    insta::assert_json_snapshot!([&found[0], feature.unwrap()]);
}

#[test]
fn a_photo_is_told_once_whatever_it_lacks_and_whoever_has_it() {
    let mut example = Example::new();
    let image = example.lead().image.as_mut().unwrap();
    (image.alt, image.credit) = (None, None);
    image.url = "http://weir.example/photos/lead.jpg".parse().unwrap();
    let image = example.lead().image.clone();
    let Some(Block::Section { pieces, .. }) = example.edition.composition.blocks.get_mut(1) else {
        panic!("the second block is a section");
    };
    pieces[0].image = image;
    let found = shown(&findings(&example, &signed()));
    let of_photos = found.lines().filter(|line| line.contains("photo"));
    insta::assert_snapshot!(of_photos.collect::<Vec<_>>().join("\n"));
}

#[test]
fn much_of_a_kind_is_one_finding() {
    let mut example = Example::new();
    let Some(Block::Section { pieces, .. }) = example.edition.composition.blocks.get_mut(1) else {
        panic!("the second block is a section");
    };
    let piece = pieces[1].clone();
    for number in 0..6 {
        let mut piece = piece.clone();
        piece.title = format!("Story {number}");
        piece.url.set_path(&format!("/{number}"));
        pieces.push(piece);
    }
    let found = shown(&findings(&example, &signed()));
    assert!(
        found.contains("Note pieces: 8 pieces have no dek: \"Grain does not wait for committees\", \"Who pays the tolls when no one may pass\" and 6 more"),
        "{found}"
    );
}
