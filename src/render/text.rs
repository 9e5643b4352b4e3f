//! The text part, written from the same view model as the HTML: who reads text alone misses nothing.
//!
//! It is made to be skimmed, on a terminal, a watch or read aloud: the preheader first, because some inboxes show the
//! beginning of the text; headings on lines of their own and underlined; a piece's link numbered at its headline and
//! written out right below its text, those of a list below the list. Prose is `format=flowed` (RFC 3676), all else is
//! fixed. There is no signature line (`-- `) before the footer: mail programs fold or grey what comes after it, and how to
//! leave must be seen.

mod pen;

use roundup_templates::view::{
    Author, Block, Email, Event, Footer, Headline, Label, Note, Photo, Promo, Teaser,
};

use self::pen::Pen;

/// What stands above and below words of the publication's own.
const PARTED: &str = "* * *";

/// The text part, lines ended by LF, gaps still in it.
pub(super) fn plain(email: &Email) -> String {
    let mut pen = Pen::default();
    masthead(&mut pen, email);
    if let Some(own) = &email.note {
        note(&mut pen, own);
    }
    for block in &email.blocks {
        pen.separator();
        self::block(&mut pen, block, email);
    }
    pen.separator();
    footer(&mut pen, &email.footer, email);
    pen.finish()
}

fn masthead(pen: &mut Pen, email: &Email) {
    if !email.preheader.is_empty() {
        pen.paragraph(&email.preheader);
    }
    pen.facts(&email.masthead.name);
    pen.facts(&email.masthead.line.join(" · "));
    pen.space();
    pen.address(&email.words.view_in_browser, &email.view_url);
}

fn note(pen: &mut Pen, note: &Note) {
    for paragraph in &note.paragraphs {
        pen.paragraph(paragraph);
    }
    if let Some(by) = &note.by {
        pen.facts(by);
    }
}

fn block(pen: &mut Pen, block: &Block, email: &Email) {
    match block {
        Block::Lead(lead) => teaser(pen, lead, email),
        Block::Section { title, teasers } => {
            section(pen, title);
            for (index, item) in teasers.iter().enumerate() {
                if index > 0 {
                    pen.separator();
                }
                teaser(pen, item, email);
            }
        }
        Block::Promo(own) => promo(pen, own, email),
        Block::Events { title, events } => {
            section(pen, title);
            events.iter().for_each(|item| event(pen, item));
        }
        Block::Headlines {
            title, headlines, ..
        } => {
            section(pen, title);
            headlines.iter().for_each(|item| headline(pen, item));
            pen.links();
        }
    }
}

fn section(pen: &mut Pen, title: &str) {
    pen.heading(&title.to_uppercase(), "=");
    pen.space();
}

fn teaser(pen: &mut Pen, teaser: &Teaser, email: &Email) {
    if let Some(label) = label(&teaser.label) {
        pen.facts(&label);
    }
    let title = pen.linked(&teaser.title, teaser.url.as_deref());
    pen.heading(&title, "-");
    if let Some(dek) = &teaser.dek {
        pen.prose(dek);
    }
    let facts = [byline(&teaser.byline), teaser.outlet.clone()];
    facts.iter().flatten().for_each(|line| pen.facts(line));
    let also = teaser.also.iter();
    let also =
        also.map(|outlet| outlet.before.clone() + &pen.linked(&outlet.name, outlet.url.as_deref()));
    let also: String = also.collect();
    if !also.is_empty() {
        pen.facts(&also);
    }
    pen.space();
    for paragraph in &teaser.paragraphs {
        pen.paragraph(paragraph);
    }
    photo(pen, teaser.photo.as_ref(), email);
    if teaser.url.is_some() {
        pen.line(&format!("{}:", email.words.keep_reading));
    }
    pen.links();
}

/// Under the publication's name and without the line that headlines have, so that nobody takes it for a piece.
fn promo(pen: &mut Pen, promo: &Promo, email: &Email) {
    pen.line(PARTED);
    pen.space();
    pen.facts(&email.masthead.name.to_uppercase());
    pen.facts(&promo.title);
    pen.space();
    for paragraph in &promo.paragraphs {
        pen.paragraph(paragraph);
    }
    photo(pen, promo.photo.as_ref(), email);
    if let Some((words, url)) = &promo.link {
        pen.address(words, url);
    }
    pen.line(PARTED);
}

/// What, and below it, set in, when, where and the link, always in this order and each on a line of its own.
fn event(pen: &mut Pen, event: &Event) {
    let title = pen.linked(&event.title, event.url.as_deref());
    pen.facts(&title);
    let when = [Some(&event.day), event.time.as_ref()];
    let when: Vec<_> = when.into_iter().flatten().map(String::as_str).collect();
    pen.set_in(&when.join(" · "));
    event.again.iter().for_each(|again| pen.set_in(again));
    if let Some(place) = &event.place {
        pen.set_in(place);
    }
    pen.links();
}

fn headline(pen: &mut Pen, headline: &Headline) {
    let title = pen.linked(&headline.title, headline.url.as_deref());
    pen.facts(&title);
    if !headline.details.is_empty() {
        pen.facts(&headline.details.join(" · "));
    }
    pen.space();
}

fn footer(pen: &mut Pen, footer: &Footer, email: &Email) {
    pen.paragraph(&footer.reason);
    pen.address(&email.words.preferences, &footer.preferences_url);
    pen.address(&email.words.unsubscribe, &footer.unsubscribe_url);
    pen.facts(&footer.name);
    pen.line(&footer.home);
    pen.facts(&footer.address);
}

fn label(label: &Label) -> Option<String> {
    let words = [&label.kind, &label.section];
    let words: Vec<_> = words
        .into_iter()
        .flatten()
        .map(|word| word.to_uppercase())
        .collect();
    (!words.is_empty()).then(|| words.join(" | "))
}

fn byline(authors: &[Author]) -> Option<String> {
    let one = |author: &Author| match &author.title {
        Some(title) => format!(
            "{}{}{}{title}",
            author.before, author.name, author.before_title
        ),
        None => format!("{}{}", author.before, author.name),
    };
    (!authors.is_empty()).then(|| authors.iter().map(one).collect())
}

/// What a photo shows, where somebody said so, and whose it is.
fn photo(pen: &mut Pen, photo: Option<&Photo>, email: &Email) {
    let Some(photo) = photo else { return };
    let word = &email.words.photo;
    let line = match (photo.alt.as_str(), &photo.credit) {
        ("", None) => return,
        ("", Some(credit)) => format!("[{word} {credit}]"),
        (alt, None) => format!("[{word} {alt}]"),
        (alt, Some(credit)) => format!("[{word} {alt} ({credit})]"),
    };
    pen.paragraph(&line);
}
