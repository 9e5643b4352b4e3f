//! What readers are told, in the language of the publication: words, sentences, plural forms, numbers and the order
//! of a date. What commands print stays English. Data: `compose` and `render` write with it, `web` and `pipeline` too.
//!
//! The words stand in Fluent files (`words/*.ftl`), compiled in. A phrase that a language does not have comes from its
//! base (`de-AT` from `de`), and at last from English, so that there is always one; nothing here can fail. Some
//! languages are whole, others know how a date is written and no more.

mod book;
mod numbers;
mod phrases;
#[cfg(test)]
mod tests;

use fluent_bundle::FluentValue;

use self::book::{BOOKS, Book, Extent};

/// The words of one language.
#[derive(Debug, Clone, Copy)]
pub struct Phrasebook {
    /// Those of the region, of the language, and of English: the first that has a phrase gives it.
    books: [Option<&'static Book>; 3],
}

impl Phrasebook {
    /// The words for a language tag (BCP 47).
    pub fn of(language: &str) -> Self {
        let (base, region) = parts(language);
        let regional = region.map(|region| format!("{base}-{region}"));
        let find = |tag: &str| BOOKS.iter().find(|book| book.is_for(tag));
        Self {
            books: [regional.as_deref().and_then(find), find(&base), find("en")],
        }
    }

    /// Whether the language has all words of its own, so that English is never needed.
    pub fn is_whole(self) -> bool {
        let [_, own, _] = self.books;
        own.is_some_and(|book| book.extent == Extent::Whole)
    }

    /// The tags of the languages that have all words.
    pub fn whole() -> Vec<&'static str> {
        let books = BOOKS.iter().filter(|book| book.extent == Extent::Whole);
        books.map(Book::tag).collect()
    }

    /// The names as a list, without an "and".
    pub fn list(self, names: impl IntoIterator<Item = String>) -> Option<String> {
        names
            .into_iter()
            .reduce(|before, name| self.next_name(&before, &name))
    }

    /// A phrase that no language has is its own name: a test sees to it that there is none.
    fn say(self, phrase: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
        let books = self.books.iter().flatten();
        let mut said = books.filter_map(|book| book.say(phrase, arguments));
        said.next().unwrap_or_else(|| phrase.to_owned())
    }
}

/// The language and the region of a tag, in small letters: `de` and `at` of `de-Latn-AT`.
pub(crate) fn parts(tag: &str) -> (String, Option<String>) {
    let tag = tag.to_ascii_lowercase();
    let mut subtags = tag.split('-');
    let base = subtags.next().unwrap_or_default().to_owned();
    // What comes after a single letter is an extension.
    let region = subtags
        .take_while(|subtag| subtag.len() > 1)
        .find(|subtag| subtag.len() == 2);
    (base, region.map(str::to_owned))
}

/// What a phrase says before and after one of its arguments: that one is set otherwise, or shown with more markup.
pub fn around(phrase: impl FnOnce(&str) -> String) -> (String, String) {
    // No text of a stranger's keeps a control character.
    const GAP: &str = "\u{1}";
    let said = phrase(GAP);
    let (before, after) = said.split_once(GAP).unwrap_or((&said, ""));
    (before.to_owned(), after.to_owned())
}
