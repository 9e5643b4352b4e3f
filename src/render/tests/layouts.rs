//! Every layout, the page and the feed of the archive, with a good edition and with hostile ones.
//!
//! Snapshots hold what is worth reading: the outline of each layout's HTML and the headers for the sample, the text part for
//! all. What must hold of all markup is asserted instead. After a change that was meant:
//! `INSTA_UPDATE=always cargo test --lib render::tests::layouts`, and look at what `git diff` shows.

use mail_parser::MessageParser;
use roundup_templates::{page, view};
use rstest::rstest;

use super::{
    complete,
    complete::says_everything,
    example::Example,
    markup::{headings_are_in_order, is_closed, is_inert, outline},
    value,
};
use crate::{
    config::Layout,
    edition::Block,
    piece::Piece,
    render::{email, wrap::columns},
};

const LAYOUTS: [(&str, Layout); 3] = [
    ("teasers", Layout::Teasers),
    ("compact", Layout::Compact),
    ("digest", Layout::Digest),
];

/// What strangers do to an edition.
type Mischief = fn(&mut Example);

const MARKUP: &str =
    "</title></td><script>alert(1)</script>\"'><img src=x onerror=y> &amp; <![endif]-->";
const EMOJI: &str =
    "👩\u{200D}🌾 plants 👍🏽 in the 🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F} valley";
const ARABIC: &str = "القفل الذي أوقف الوادي (3 بوابات) Weirbridge \u{202E}gpj.exe";

fn nothing(_: &mut Example) {}

fn markup(example: &mut Example) {
    everywhere(example, MARKUP);
}

fn long_words(example: &mut Example) {
    everywhere(example, &"W".repeat(300));
}

fn emoji(example: &mut Example) {
    everywhere(example, EMOJI);
}

fn right_to_left(example: &mut Example) {
    example.publication.language = "ar".to_owned();
    everywhere(example, ARABIC);
}

fn missing_everything(example: &mut Example) {
    example.publication.reply_to = None;
    (example.rules.note, example.rules.note_by) = (None, None);
    example.edition.composition.preheader = String::new();
    for block in &mut example.edition.composition.blocks {
        if let Block::Promo { promo } = block {
            promo.text.clear();
            (promo.link, promo.image) = (None, None);
        }
        if let Block::Events { events } = block {
            for event in events {
                (event.place, event.url, event.ends) = (None, None, None);
            }
        }
        pieces(block).for_each(|piece| {
            *piece = Piece {
                dek: None,
                kind: None,
                section: None,
                authors: Vec::new(),
                outlet: None,
                published: None,
                image: None,
                teaser: Vec::new(),
                elsewhere: Vec::new(),
                language: None,
                ..piece.clone()
            };
        });
    }
}

fn a_hundred_pieces(example: &mut Example) {
    let lead = example.edition.composition.pieces().next().unwrap().clone();
    let many = (0..99).map(|n| Piece {
        title: format!("Piece {n}"),
        ..lead.clone()
    });
    let section = Block::Section {
        title: "Everything".to_owned(),
        pieces: many.collect(),
    };
    let lead = Block::Lead {
        piece: Box::new(lead),
    };
    example.edition.composition.blocks = vec![lead, section];
}

/// Puts a text into every place that a text can come to.
fn everywhere(example: &mut Example, text: &str) {
    let said = || Some(text.to_owned());
    example.publication.name = text.to_owned();
    example.publication.postal_address = text.to_owned();
    example.rules.title = text.to_owned();
    (example.rules.note, example.rules.note_by) = (said(), said());
    let composition = &mut example.edition.composition;
    composition.subject = text.to_owned();
    composition.preheader = text.to_owned();
    for block in &mut composition.blocks {
        match block {
            Block::Section { title, .. } => *title = text.to_owned(),
            Block::Events { events } => {
                for event in events {
                    event.title = text.to_owned();
                    event.place = said();
                }
            }
            Block::Promo { promo } => {
                promo.title = text.to_owned();
                promo.text = vec![text.to_owned()];
                if let Some(link) = &mut promo.link {
                    link.text = text.to_owned();
                }
            }
            Block::Lead { .. } | Block::Icymi { .. } | Block::Elsewhere { .. } => {}
        }
        pieces(block).for_each(|piece| {
            piece.title = text.to_owned();
            piece.teaser = vec![text.to_owned()];
            for field in [
                &mut piece.dek,
                &mut piece.kind,
                &mut piece.section,
                &mut piece.outlet,
            ] {
                *field = said();
            }
            for author in &mut piece.authors {
                author.name = text.to_owned();
                author.title = said();
            }
            if let Some(image) = &mut piece.image {
                (image.alt, image.credit) = (said(), said());
            }
        });
    }
}

fn pieces(block: &mut Block) -> impl Iterator<Item = &mut Piece> {
    match block {
        Block::Lead { piece } => std::slice::from_mut(piece.as_mut()),
        Block::Section { pieces, .. } | Block::Icymi { pieces } | Block::Elsewhere { pieces } => {
            pieces.as_mut_slice()
        }
        Block::Events { .. } | Block::Promo { .. } => &mut [],
    }
    .iter_mut()
}

#[rstest]
#[case::sample(nothing)]
#[case::markup(markup)]
#[case::long_words(long_words)]
#[case::emoji(emoji)]
#[case::right_to_left(right_to_left)]
#[case::missing_everything(missing_everything)]
#[case::a_hundred_pieces(a_hundred_pieces)]
fn every_layout_holds(#[case] mischief: Mischief) {
    let mut example = Example::full();
    mischief(&mut example);
    says_everything(&example);
    for (name, layout) in LAYOUTS {
        example.theme.layout = layout;
        let rendered = example.render();
        let mail = complete(&rendered);
        assert!(mail.is_ascii(), "{name}");
        let (_, body) = mail.split_once("\r\n\r\n").unwrap();
        assert!(body.split("\r\n").all(|line| line.len() <= 76), "{name}");
        let read = MessageParser::default().parse(mail.as_bytes()).unwrap();
        assert_eq!(read.parts.len(), 3, "{name}");
        assert_eq!(
            read.headers().len(),
            13 - usize::from(example.publication.reply_to.is_none())
        );

        let html = rendered.html(&value);
        is_closed(&html);
        is_inert(&html);
        headings_are_in_order(&html);
        let dir = if example.publication.language == "ar" {
            "rtl"
        } else {
            "ltr"
        };
        assert!(html.contains(&format!(" dir=\"{dir}\"")), "{name}");
        assert!(html.contains("/unsubscribe/0123456789"), "{name}");
        assert!(!html.contains('\u{202E}'), "{name}");
        for line in rendered.text(&value).lines() {
            let whole = line.trim_end().contains(' ');
            let address = line.starts_with('[');
            assert!(columns(line) <= 73 || !whole || address, "{line}");
        }
    }
}

#[rstest]
#[case::sample(nothing)]
#[case::markup(markup)]
#[case::long_words(long_words)]
#[case::emoji(emoji)]
#[case::right_to_left(right_to_left)]
#[case::missing_everything(missing_everything)]
#[case::a_hundred_pieces(a_hundred_pieces)]
fn page_and_feed_hold(#[case] mischief: Mischief) {
    let mut example = Example::full();
    mischief(&mut example);
    let site = example.letterhead().site();
    let email = email(&example.edition, &example.letterhead());
    let pieces: usize = example.edition.composition.pieces().count();
    let html = page::edition(&view::EditionPage {
        site: site.clone(),
        email: email.clone(),
        url: "https://mail.weir.example/archive/47".to_owned(),
        number: "No. 47".to_owned(),
        date: view::Moment {
            text: "Friday".to_owned(),
            machine: "2026-11-20".to_owned(),
        },
        listing: None,
    })
    .into_string();
    is_closed(&html);
    is_inert(&html);
    headings_are_in_order(&html);
    assert!(
        !html.contains("/unsubscribe/") && !html.contains(['\u{E004}', '\u{E005}', '\u{202E}'])
    );
    if pieces < 10 {
        assert!(
            html.contains("/archive/47") && html.len() < 40_000,
            "{}",
            html.len()
        );
    }
    let feed = page::feed(&view::Feed {
        site,
        url: "https://mail.weir.example/archive/feed.xml".to_owned(),
        archive_url: "https://mail.weir.example/archive".to_owned(),
        updated: "2026-11-20T06:00:00Z".to_owned(),
        entries: vec![view::FeedEntry {
            url: "https://mail.weir.example/archive/47".to_owned(),
            sent: "2026-11-20T06:00:00Z".to_owned(),
            email,
        }],
    })
    .into_string();
    let mut reader = quick_xml::Reader::from_str(&feed);
    while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
    assert!(
        !feed.contains("<p>") && !feed.contains("<script"),
        "markup within is text"
    );
}

#[test]
fn the_sample_in_every_layout() {
    let mut example = Example::full();
    for (name, layout) in LAYOUTS {
        example.theme.layout = layout;
        let html = example.render().html(&value);
        assert!(html.len() < 90_000, "{name}: {}", html.len());
        insta::assert_snapshot!(format!("html_{name}"), outline(&html));
    }
}

#[rstest]
#[case::markup("markup", markup)]
#[case::long_words("long_words", long_words)]
#[case::emoji("emoji", emoji)]
#[case::right_to_left("right_to_left", right_to_left)]
#[case::missing_everything("missing_everything", missing_everything)]
fn hostile_editions_as_text(#[case] name: &str, #[case] mischief: Mischief) {
    let mut example = Example::full();
    // One of each kind is enough to read.
    for block in &mut example.edition.composition.blocks {
        if let Block::Section { pieces, .. } | Block::Icymi { pieces } = block {
            pieces.truncate(1);
        }
    }
    mischief(&mut example);
    let rendered = example.render();
    let mail = complete(&rendered);
    let (header, _) = mail.split_once("\r\n\r\n").unwrap();
    let (header, _) = header.split_once("\r\nMIME-Version").unwrap();
    let header = header.replace("\r\n", "\n");
    let shown = format!("{header}\n\n{}", rendered.text(&value));
    let shown = shown.replace(&"W".repeat(300), "(300 W)");
    insta::assert_snapshot!(format!("mail_{name}"), shown);
}

#[test]
fn the_text_part_says_how_it_flows() {
    let mail = complete(&Example::new().render());
    let plain = "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=no\r\n";
    assert_eq!(mail.matches(plain).count(), 1);
}
