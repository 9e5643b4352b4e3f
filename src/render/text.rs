//! The text part, written from the same view model as the HTML: who reads text alone misses nothing.
//!
//! Headings stand on lines of their own and are underlined, links too, so that it can be skimmed and
//! that no mail reader cuts a link in two.

use roundup_templates::view::{
    Author, Block, Email, Event, Footer, Headline, Label, Photo, Promo, Teaser,
};

use super::wrap::{WIDTH, wrap};

/// The text part, lines ended by LF, gaps still in it.
pub(super) fn plain(email: &Email) -> String {
    let mut page = Page::default();
    masthead(&mut page, email);
    for block in &email.blocks {
        match block {
            Block::Lead(lead) => {
                page.separator();
                teaser(&mut page, lead, email);
            }
            Block::Section { title, teasers } => {
                page.section(title);
                for item in teasers {
                    teaser(&mut page, item, email);
                }
            }
            Block::Promo(own) => {
                page.separator();
                promo(&mut page, own);
            }
            Block::Events { title, events } => {
                page.section(title);
                for item in events {
                    event(&mut page, item);
                }
            }
            Block::Headlines {
                title, headlines, ..
            } => {
                page.section(title);
                for item in headlines {
                    headline(&mut page, item);
                }
            }
        }
    }
    footer(&mut page, &email.footer, email);
    page.finish()
}

fn masthead(page: &mut Page, email: &Email) {
    page.paragraph(&email.masthead.name);
    page.paragraph(&email.masthead.line.join(" · "));
    page.space();
    page.link(&email.words.view_in_browser, &email.view_url);
    page.space();
    let Some(note) = &email.note else { return };
    for paragraph in &note.paragraphs {
        page.paragraph(paragraph);
        page.space();
    }
    if let Some(by) = &note.by {
        page.paragraph(by);
        page.space();
    }
}

fn teaser(page: &mut Page, teaser: &Teaser, email: &Email) {
    if let Some(label) = label(&teaser.label) {
        page.paragraph(&label);
    }
    page.heading(&teaser.title, '-');
    let lines = [
        teaser.dek.clone(),
        byline(&teaser.byline),
        teaser.outlet.clone(),
    ];
    for line in lines.iter().flatten() {
        page.paragraph(line);
    }
    page.space();
    if let Some(photo) = teaser
        .photo
        .as_ref()
        .and_then(|p| photo(p, &email.words.photo))
    {
        page.paragraph(&photo);
        page.space();
    }
    for paragraph in &teaser.paragraphs {
        page.paragraph(paragraph);
        page.space();
    }
    if let Some(url) = &teaser.url {
        page.link(&email.words.keep_reading, url);
    }
    page.space();
    page.space();
}

fn promo(page: &mut Page, promo: &Promo) {
    page.heading(&promo.title, '-');
    page.space();
    for paragraph in &promo.paragraphs {
        page.paragraph(paragraph);
        page.space();
    }
    if let Some((words, url)) = &promo.link {
        page.link(words, url);
        page.space();
    }
}

fn event(page: &mut Page, event: &Event) {
    page.paragraph(&event.title);
    let when = [Some(&event.day), event.time.as_ref(), event.place.as_ref()];
    let when: Vec<_> = when.into_iter().flatten().map(String::as_str).collect();
    page.paragraph(&when.join(" · "));
    if let Some(url) = &event.url {
        page.line(url);
    }
    page.space();
}

fn headline(page: &mut Page, headline: &Headline) {
    page.paragraph(&headline.title);
    if !headline.details.is_empty() {
        page.paragraph(&headline.details.join(" · "));
    }
    if let Some(url) = &headline.url {
        page.line(url);
    }
    page.space();
}

fn footer(page: &mut Page, footer: &Footer, email: &Email) {
    page.separator();
    page.paragraph(&footer.reason);
    page.space();
    page.link(&email.words.preferences, &footer.preferences_url);
    page.space();
    page.link(&email.words.unsubscribe, &footer.unsubscribe_url);
    page.space();
    page.paragraph(&footer.name);
    page.paragraph(&footer.address);
}

fn label(label: &Label) -> Option<String> {
    let words: Vec<_> = [&label.kind, &label.section]
        .into_iter()
        .flatten()
        .collect();
    let words: Vec<_> = words.iter().map(|word| word.to_uppercase()).collect();
    (!words.is_empty()).then(|| words.join(" | "))
}

fn byline(authors: &[Author]) -> Option<String> {
    let one = |author: &Author| match &author.title {
        Some(title) => [&author.before, &author.name, &author.before_title, title]
            .map(String::as_str)
            .concat(),
        None => format!("{}{}", author.before, author.name),
    };
    (!authors.is_empty()).then(|| authors.iter().map(one).collect())
}

fn photo(photo: &Photo, word: &str) -> Option<String> {
    match (photo.alt.as_str(), &photo.credit) {
        ("", None) => None,
        ("", Some(credit)) => Some(format!("[{word} {credit}]")),
        (alt, None) => Some(format!("[{word} {alt}]")),
        (alt, Some(credit)) => Some(format!("[{word} {alt} ({credit})]")),
    }
}

/// Lines under the pen.
#[derive(Default)]
struct Page {
    lines: Vec<String>,
}

impl Page {
    fn line(&mut self, text: &str) {
        self.lines.push(text.to_owned());
    }

    fn space(&mut self) {
        self.line("");
    }

    fn paragraph(&mut self, text: &str) {
        self.lines.extend(wrap(text));
    }

    /// A text and under it a line as wide as its widest.
    fn heading(&mut self, text: &str, under: char) {
        let lines = wrap(text);
        let width = lines
            .iter()
            .map(|line| line.chars().count())
            .max()
            .unwrap_or(0);
        self.lines.extend(lines);
        self.line(&under.to_string().repeat(width.min(WIDTH)));
    }

    fn section(&mut self, title: &str) {
        self.separator();
        self.heading(&title.to_uppercase(), '=');
        self.space();
    }

    /// Two empty lines, however many there were.
    fn separator(&mut self) {
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        self.space();
        self.space();
    }

    /// A link on a line of its own, under what it is.
    fn link(&mut self, what: &str, url: &str) {
        self.line(&format!("{what}:"));
        self.line(url);
    }

    fn finish(self) -> String {
        let mut text = self.lines.join("\n");
        text.push('\n');
        text
    }
}
