//! Writes what readers see into the folder named by `ROUNDUP_LOOK`, to be looked at (`tests/look`). Without the
//! variable nothing is written, and only that it can be made is tested.

use std::{env, fs, path::PathBuf};

use roundup_templates::{page, view};
use url::Url;

use super::{
    complete,
    example::Example,
    rtl::rtl,
    value,
    week::{photo, week},
};
use crate::{
    config::{Labels, Layout, More, Rules},
    edition::Block,
    render::email,
};

/// The layouts that are ours.
pub(super) const LAYOUTS: [(&str, Layout); 3] = [
    ("teasers", Layout::Teasers),
    ("compact", Layout::Compact),
    ("digest", Layout::Digest),
];

fn folder() -> Option<PathBuf> {
    env::var_os("ROUNDUP_LOOK").map(PathBuf::from)
}

/// Photos from the folder itself, for a browser without a network.
fn local(html: &str) -> String {
    html.replace("https://weir.example/photos/", "photos/")
}

fn show(name: &str, content: &str) {
    if let Some(dir) = folder() {
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join(name), content).unwrap();
    }
}

/// A mail with its photos beside it, for a browser without a network.
pub(in crate::render) fn show_mail(name: &str, example: &Example) -> String {
    let html = example.render().html(&value);
    show(&format!("mail-{name}.html"), &local(&html));
    html
}

fn in_layout(mut example: Example, layout: Layout) -> Example {
    example.theme.layout = layout;
    example
}

#[test]
fn every_layout_in_both_directions() {
    for (name, layout) in LAYOUTS {
        let html = show_mail(name, &in_layout(week(), layout));
        // Gmail cuts a mail at about 102 KB; with fifteen teasers there is room left.
        assert!(html.len() < 90_000, "{name}: {} octets", html.len());
        show_mail(&format!("{name}-rtl"), &in_layout(rtl(), layout));
    }
    let rendered = week().render();
    show("week.eml", &complete(&rendered));
    show("week.txt", &rendered.text(&value));
}

fn logo(name: &str) -> Option<Url> {
    let url = format!("https://weir.example/photos/{name}.png");
    Some(url.parse().unwrap())
}

/// The other choices of `[theme]`.
pub(super) fn other_theme() -> Example {
    let mut bold = week();
    bold.theme.rules = Rules::Hairline;
    bold.theme.labels = Labels::Plain;
    bold.theme.more = More::Button;
    bold.theme.corners = 10;
    bold.theme.font = "Helvetica, Arial, sans-serif".to_owned();
    bold.theme.headline_font = bold.theme.font.clone();
    bold.theme.logo = logo("logo");
    bold.theme.logo_dark = logo("logo-dark");
    bold.theme.logo_size = Some((240, 48));
    bold
}

/// Photos that are no use as they are.
pub(super) fn tall_lead() -> Example {
    let mut tall = week();
    tall.theme.logo = logo("logo");
    tall.theme.logo_size = Some((240, 48));
    tall.theme.rules = Rules::None;
    let picture = photo("heron-tall", 600, 900, "A heron on a platform");
    for block in &mut tall.edition.composition.blocks {
        match block {
            Block::Lead { piece } => piece.image.clone_from(&picture),
            Block::Promo { promo } => promo.image.clone_from(&picture),
            _ => {}
        }
    }
    tall
}

#[test]
fn other_looks() {
    show_mail("other-theme", &other_theme());
    show_mail("tall-lead", &tall_lead());
    let mut long = Example::new();
    long.lead().title = "W".repeat(300);
    show_mail("long-word", &long);
}

/// What `[theme]` can't make too small or too many is measured where it matters: Gmail's limit on styles.
#[test]
fn styles_stay_below_what_gmail_reads() {
    let html = week().render().html(&value);
    let styles: usize = html
        .split("<style>")
        .skip(1)
        .filter_map(|rest| rest.split("</style>").next())
        .map(str::len)
        .sum();
    assert!(styles < 8_192, "{styles} characters");
}

/// The photos of the sample, a tall one among them, and two logos.
#[test]
fn photos() {
    let Some(dir) = folder().map(|dir| dir.join("photos")) else {
        return;
    };
    fs::create_dir_all(&dir).unwrap();
    for file in fs::read_dir("config/sample/photos").unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), dir.join(file.file_name())).unwrap();
    }
    let heron = image::open("config/sample/photos/heron.jpg").unwrap();
    heron
        .crop_imm(380, 0, 450, 675)
        .save(dir.join("heron-tall.jpg"))
        .unwrap();
    heron
        .crop_imm(500, 200, 90, 90)
        .save(dir.join("badge.jpg"))
        .unwrap();
    for (name, shade) in [("logo", 0x1b_u8), ("logo-dark", 0xee)] {
        // Letters by rectangles: an outline of a weir, and transparent around it.
        let mut logo = image::RgbaImage::new(480, 96);
        for (x, y, pixel) in logo.enumerate_pixels_mut() {
            let wave = (x / 24 % 2) * 24;
            if y > 24 + wave && y < 60 + wave {
                *pixel = image::Rgba([shade, shade, shade, 255]);
            }
        }
        logo.save(dir.join(format!("{name}.png"))).unwrap();
    }
}

fn choice(value: &str, label: &str, chosen: bool) -> view::Choice {
    view::Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        language: None,
        chosen,
    }
}

fn how_often() -> view::ChoiceGroup {
    view::ChoiceGroup {
        name: "frequency",
        legend: "How often".to_owned(),
        hint: None,
        how_many: view::HowMany::One,
        choices: vec![
            choice("every", "Every edition", true),
            choice("monthly", "Once a month, the best of it", false),
        ],
    }
}

fn sections() -> view::ChoiceGroup {
    view::ChoiceGroup {
        name: "section",
        legend: "Sections".to_owned(),
        hint: Some("With all of them ticked you get new ones, too.".to_owned()),
        how_many: view::HowMany::Several,
        choices: vec![
            choice("Waterways", "Waterways", true),
            choice("Trade", "Trade", false),
        ],
    }
}

#[test]
fn pages() {
    let site = Example::new().letterhead().site();
    let about = |before: &str, after: &str| view::About {
        before: before.to_owned(),
        address: "zoe@reader.example".to_owned(),
        after: after.to_owned(),
    };
    let action = "/preferences/t".to_owned();
    show(
        "page-unsubscribe.html",
        &page::unsubscribe(&view::UnsubscribePage {
            site: site.clone(),
            subscription: Some(about("", " gets Weekly Round-Up from The Weir Review.")),
            action: "/unsubscribe/t".to_owned(),
            offers: Some(view::Offers {
                preferences_url: action.clone(),
                monthly: true,
                sections: Some(sections()),
            }),
        })
        .into_string(),
    );
    show(
        "page-unsubscribed.html",
        &page::unsubscribed(&view::UnsubscribedPage {
            site: site.clone(),
            farewell: Some(about("", " will get no more of Weekly Round-Up.")),
            undo_action: Some(action.clone()),
        })
        .into_string(),
    );
    show(
        "page-preferences.html",
        &page::preferences(&view::PreferencesPage {
            site: site.clone(),
            standing: about("", " gets every edition."),
            membership: view::Membership::Active,
            groups: vec![how_often(), sections()],
            earliest: "2026-11-28".to_owned(),
            action,
            notice: Some("Saved: you will get every edition.".to_owned()),
        })
        .into_string(),
    );
    show(
        "page-message.html",
        &page::message(&view::MessagePage {
            site,
            title: "This link is not valid".to_owned(),
            paragraphs: vec!["It may have been cut off by your mail program. Open the newest mail and press its link.".to_owned()],
            link: Some(view::Link { text: "Past editions".to_owned(), url: "/archive".to_owned() }),
        })
        .into_string(),
    );
}

#[test]
fn archive() {
    let example = Example::full();
    let entry = |number: u32, day: u32, subject: &str| view::ArchivedEdition {
        number: format!("No. {number}"),
        date: view::Moment {
            text: format!("Friday, {day} November 2026"),
            machine: format!("2026-11-{day:02}"),
        },
        subject: subject.to_owned(),
        url: format!("/archive/{number}"),
        cover: None,
        corrected: (number == 46).then(|| "corrected".to_owned()),
    };
    let email = email(&example.edition, &example.letterhead());
    let mut editions = vec![
        entry(47, 20, "The lock that stopped a valley"),
        entry(46, 13, "Who counts the eels, and why it matters to a mill"),
        entry(45, 6, "Fog, figures and a ferry"),
    ];
    editions[0].cover = Some(view::Cover {
        summary: email.preheader.clone(),
        photo: page::photos(&email).next().cloned(),
    });
    let mut edition = view::EditionPage {
        site: example.letterhead().site(),
        email,
        url: "https://mail.weir.example/archive/47".to_owned(),
        number: Some("No. 47".to_owned()),
        date: editions[0].date.clone(),
        proof: None,
        corrections: vec![view::Correction {
            heading: view::Moment {
                text: "Correction, Monday, 23 November 2026".to_owned(),
                machine: "2026-11-23".to_owned(),
            },
            paragraphs: vec![
                "The lock opens on Monday, not on Sunday, as this edition said.".to_owned(),
            ],
        }],
        listing: Some(view::Listing {
            archive_url: "/archive".to_owned(),
            feed_url: "/archive/feed.xml".to_owned(),
            earlier: Some(editions[1].clone()),
            later: Some(entry(48, 27, "What the frost was told")),
        }),
    };
    let page = page::edition(&edition);
    let page = page.into_string();
    assert!(page.len() < 20_000, "{} octets", page.len());
    show("page-edition.html", &local(&page));
    edition.listing = None;
    edition.corrections.clear();
    edition.proof = Some("Proof: this edition has not been sent yet.".to_owned());
    let page = page::edition(&edition);
    show("page-proof.html", &local(&page.into_string()));
    let index = page::archive(&view::ArchivePage {
        site: example.letterhead().site(),
        url: "/archive".to_owned(),
        editions,
        feed_url: "/archive/feed.xml".to_owned(),
        newer_url: None,
        older_url: Some("/archive?page=2".to_owned()),
    });
    show("page-archive.html", &local(&index.into_string()));
}
