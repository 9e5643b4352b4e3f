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
    mischief::{
        Mischief, a_hundred_pieces, emoji, long_words, markup, missing_everything, nothing,
        right_to_left,
    },
    value,
};
use crate::{
    config::Layout,
    edition::Block,
    render::{email, wrap::columns},
};

const LAYOUTS: [(&str, Layout); 3] = [
    ("teasers", Layout::Teasers),
    ("compact", Layout::Compact),
    ("digest", Layout::Digest),
];

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
            let whole = line.trim().contains(' ');
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
        number: Some("No. 47".to_owned()),
        date: view::Moment {
            text: "Friday".to_owned(),
            machine: "2026-11-20".to_owned(),
        },
        proof: None,
        corrections: Vec::new(),
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
            updated: "2026-11-20T06:00:00Z".to_owned(),
            corrections: Vec::new(),
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
#[case::a_hundred_pieces("a_hundred_pieces", a_hundred_pieces)]
fn hostile_editions(#[case] name: &str, #[case] mischief: Mischief) {
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
    let text = shortened(&rendered.text(&value));
    insta::assert_snapshot!(format!("mail_{name}"), format!("{header}\n\n{text}"));
    for (layout_name, layout) in LAYOUTS {
        example.theme.layout = layout;
        let html = outline(&example.render().html(&value));
        let (_, body) = html.split_once("<div role=\"main\"").unwrap();
        insta::assert_snapshot!(format!("html_{name}_{layout_name}"), shortened(body));
    }
}

/// Fit to be read: of long words and long texts, how long they are.
fn shortened(text: &str) -> String {
    const LINES: usize = 320;
    let text = text.replace(&"W".repeat(300), "(300 W)");
    let all = text.lines().count();
    if all <= LINES {
        return text;
    }
    let lines: Vec<_> = text.lines().collect();
    let (start, end) = (&lines[..LINES / 2], &lines[all - LINES / 4..]);
    let between = format!("(... {} lines ...)", all - start.len() - end.len());
    [start.join("\n"), between, end.join("\n")].join("\n")
}

#[test]
fn the_text_part_says_how_it_flows() {
    let mail = complete(&Example::new().render());
    let plain = "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=no\r\n";
    assert_eq!(mail.matches(plain).count(), 1);
}
