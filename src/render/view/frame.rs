//! What stands around the pieces: masthead, note, footer.

use roundup_templates::view::{Footer, Masthead, Note};

use super::{Maker, line, way::apart, web_link};
use crate::{
    config::Publication, edition::Edition, edits::paragraphs, message::Field, mime::one_line,
    render::gap::marker,
};

impl Maker<'_> {
    pub(super) fn masthead(&self, edition: &Edition) -> Masthead {
        let heading = edition.composition.heading.as_deref();
        let publication = self.letterhead.publication;
        let mut items = vec![
            one_line(heading.unwrap_or(&self.letterhead.rules.title)),
            self.calendar.long(edition.slot.0),
        ];
        let number = edition.number.map(|number| number.to_string());
        items.extend(number.map(|number| self.words.edition_number(&number)));
        let logo = self
            .letterhead
            .theme
            .logo
            .as_ref()
            .or(publication.logo.as_ref());
        Masthead {
            name: one_line(&publication.name),
            logo: logo.and_then(web_link),
            logo_dark: self.letterhead.theme.logo_dark.as_ref().and_then(web_link),
            logo_size: self.letterhead.theme.logo_size,
            line: items,
        }
    }

    /// The editors' note, or else the one from the configuration; an empty line parts its paragraphs.
    pub(super) fn note(&self, edition: &Edition) -> Option<Note> {
        let rules = self.letterhead.rules;
        let own = edition.composition.note.as_deref();
        let paragraphs = paragraphs(own.or(rules.note.as_deref())?);
        let paragraphs: Vec<_> = paragraphs.iter().filter_map(|text| line(text)).collect();
        (!paragraphs.is_empty()).then(|| Note {
            paragraphs,
            by: rules.note_by.as_deref().and_then(line),
        })
    }

    pub(super) fn footer(&self) -> Footer {
        let publication = self.letterhead.publication;
        let name = one_line(&publication.name);
        Footer {
            reason: self
                .words
                .reason(&one_line(&self.letterhead.rules.title), &name),
            preferences_url: marker(Field::PreferencesUrl).to_string(),
            unsubscribe_url: marker(Field::UnsubscribeUrl).to_string(),
            name,
            home: publication.url.to_string(),
            address: apart(postal_address(publication), self.direction),
        }
    }
}

/// The postal address as the footer has it: the name stands above it, and is not said twice.
pub(in crate::render) fn postal_address(publication: &Publication) -> String {
    let address = one_line(&publication.postal_address);
    let rest = address
        .strip_prefix(publication.name.trim())
        .unwrap_or(&address);
    let rest = rest.trim_start_matches([',', ' ']);
    if rest.is_empty() { &address } else { rest }.to_owned()
}
