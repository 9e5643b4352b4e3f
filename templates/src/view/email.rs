//! What a round-up shows. The text part is written from the same structs.

use super::look::Look;

/// A whole round-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    /// The language of the mail (BCP 47).
    pub language: String,
    /// The language of the publication's own words, where that is another.
    pub own_language: Option<String>,
    /// Its subject.
    pub title: String,
    /// The line an inbox shows after the subject.
    pub preheader: String,
    /// Where the mail can be read on the web.
    pub view_url: String,
    /// What is on top.
    pub masthead: Masthead,
    /// The editor's note.
    pub note: Option<Note>,
    /// The blocks in reading order.
    pub blocks: Vec<Block>,
    /// What is at the bottom.
    pub footer: Footer,
    /// Colours and measures.
    pub look: Look,
    /// The fixed words.
    pub words: Words,
}

/// Name, date and number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masthead {
    /// The publication's name.
    pub name: String,
    /// A picture of the name.
    pub logo: Option<String>,
    /// The same for a dark ground.
    pub logo_dark: Option<String>,
    /// The size that both are shown at, width and height in CSS pixels.
    pub logo_size: Option<(u32, u32)>,
    /// What stands under it: title, date, number.
    pub line: Vec<String>,
}

/// A note to readers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
    /// Who signs it.
    pub by: Option<String>,
}

/// One block of the round-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The piece at the top.
    Lead(Box<Teaser>),
    /// A section with its teasers.
    Section {
        /// Its heading.
        title: String,
        /// Its teasers.
        teasers: Vec<Teaser>,
    },
    /// What takes place in the days to come.
    Events {
        /// Its heading.
        title: String,
        /// The events, the next first.
        events: Vec<Event>,
    },
    /// A list of headlines.
    Headlines {
        /// Which one.
        list: List,
        /// Its heading.
        title: String,
        /// The headlines.
        headlines: Vec<Headline>,
    },
    /// A few words of the publication's own.
    Promo(Promo),
}

/// Which list of headlines it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// What found no room above: "in case you missed it".
    Missed,
    /// Pieces in other outlets.
    Elsewhere,
}

/// Something to go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What it is called.
    pub title: String,
    /// Where to read more.
    pub url: Option<String>,
    /// On which day, or from which to which.
    pub day: String,
    /// From when to when; none where whole days are meant, or `day` says it.
    pub time: Option<String>,
    /// Its other days, each with its time.
    pub again: Vec<String>,
    /// Where it is.
    pub place: Option<String>,
}

/// A few words of the publication's own, with a way on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promo {
    /// Its heading.
    pub title: String,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
    /// The words of its link, and where that leads.
    pub link: Option<(String, String)>,
    /// Its picture.
    pub photo: Option<Photo>,
}

/// A piece as on the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Teaser {
    /// Kind and section.
    pub label: Label,
    /// The photo.
    pub photo: Option<Photo>,
    /// The headline.
    pub title: String,
    /// Where the piece is; none where its address is not one that a mail may link to.
    pub url: Option<String>,
    /// The language of the piece, where it is not the mail's.
    pub language: Option<String>,
    /// The line under the headline.
    pub dek: Option<String>,
    /// That line, or else how the piece begins: a sentence for where there is no room for more.
    pub brief: Option<String>,
    /// Who wrote it.
    pub byline: Vec<Author>,
    /// The outlet where it ran, with the date.
    pub outlet: Option<String>,
    /// Where else it can be read.
    pub also: Vec<Outlet>,
    /// Its first paragraphs.
    pub paragraphs: Vec<String>,
    /// The link to go on reading, as it is said to who hears the link alone: "Keep reading: The lock".
    pub keep_reading: String,
}

/// Another outlet that has the piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlet {
    /// What joins the name to what stands before it: "Also in ", ", ".
    pub before: String,
    /// Its name.
    pub name: String,
    /// Where the piece is there.
    pub url: Option<String>,
}

/// Kind and section: `Analysis | Middle East`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    /// What kind of writing it is.
    pub kind: Option<String>,
    /// What it is about.
    pub section: Option<String>,
}

/// A photo, with the size it is shown at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// Where it is.
    pub url: String,
    /// What it shows; empty when nobody said.
    pub alt: String,
    /// Who made it.
    pub credit: Option<String>,
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels, where the picture's shape is known.
    pub height: Option<u32>,
    /// Whether it fills its column, and may grow to the full width of a phone.
    pub fills: bool,
}

impl Photo {
    /// Whether it is higher than wide.
    pub fn is_upright(&self) -> bool {
        self.height.is_some_and(|height| height > self.width)
    }
}

/// One author of a byline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// What joins the name to what stands before it: "By ", " and ".
    pub before: String,
    /// The name.
    pub name: String,
    /// What joins the title to the name: ", ".
    pub before_title: String,
    /// The author's title.
    pub title: Option<String>,
}

/// A headline in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headline {
    /// The headline.
    pub title: String,
    /// Where the piece is.
    pub url: Option<String>,
    /// The language of the piece, where it is not the mail's.
    pub language: Option<String>,
    /// What stands after it: section, or outlet and date, or time and place.
    pub details: Vec<String>,
}

/// Why this mail came, and how to have no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Footer {
    /// Why the reader gets it.
    pub reason: String,
    /// The reader's preferences.
    pub preferences_url: String,
    /// Where to unsubscribe.
    pub unsubscribe_url: String,
    /// The publication's name.
    pub name: String,
    /// Its site.
    pub home: String,
    /// The postal address.
    pub address: String,
}

/// The fixed words of a mail, in its language. Headings of blocks stand with their blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The link to the web version.
    pub view_in_browser: String,
    /// Before a credit.
    pub photo: String,
    /// The link under a teaser.
    pub keep_reading: String,
    /// The link to the preferences.
    pub preferences: String,
    /// The link to unsubscribe.
    pub unsubscribe: String,
}
