//! The names in the words of a byline, and the titles behind them.

use super::{
    super::super::{teaser::towns, text},
    bare::{until_date, without_brackets, without_by, without_place},
    roles,
};
use crate::piece::Author;

/// The authors in a byline like "By Ana Lyst and Bo Baker, Staff Writer".
pub(in super::super::super) fn authors(byline: &str) -> Vec<Author> {
    let byline = without_brackets(&text::from_maybe_html(byline));
    let mut found: Vec<Author> = Vec::new();
    for part in without_by(&byline).split([';', '|', '·', '•', ',', '、']) {
        for part in AND.iter().fold(vec![part], |parts, and| {
            parts
                .into_iter()
                .flat_map(|part| people(part, and))
                .collect()
        }) {
            add(part, &mut found);
        }
    }
    found
}

/// The names alone.
#[cfg(test)]
fn names(byline: &str) -> Vec<String> {
    let authors = authors(byline);
    authors.into_iter().map(|author| author.name).collect()
}

/// What one part of a byline adds: an author, the title of the one before, or nothing.
fn add(part: &str, found: &mut Vec<Author>) {
    let part = without_by(part);
    if let Some(before) = found.last_mut()
        && roles::are_in(part)
    {
        // A title of several says nothing of one.
        if before.title.is_none() && !roles::are_many(part) {
            before.title = Some(part.to_owned());
        }
        return;
    }
    let name = without_place(until_date(part));
    // Behind whole names, a word alone is where they were.
    let whole = |author: &Author| author.name.contains(' ');
    let is_place = found.iter().any(whole) && (!name.contains(' ') || towns::is_one(name));
    if is_name(name) && !is_place {
        found.push(Author {
            name: name.to_owned(),
            title: None,
        });
    }
}

/// What stands between two names.
const AND: &[&str] = &[
    " and ",
    " & ",
    " und ",
    " et ",
    " y ",
    " e ",
    " en ",
    " och ",
    " og ",
    " i ",
    " и ",
    " with ",
    " mit ",
    " avec ",
    " con ",
    " edited by ",
    " Edited by ",
];

/// The two sides of an "and", where both can be people: "Salt & Water" is one name.
fn people<'a>(part: &'a str, and: &str) -> Vec<&'a str> {
    let sides: Vec<&str> = part.split(and).map(str::trim).collect();
    let person = |side: &&str| {
        let side = without_by(side);
        side.chars().count() > 1 && side.starts_with(|c: char| !c.is_lowercase())
    };
    let full = |side: &&str| without_by(side).split_whitespace().count() > 1;
    if sides.iter().all(person) && sides.iter().any(full) {
        sides
    } else {
        vec![part]
    }
}

/// Who is nobody, in lower case.
const NOBODY: &[&str] = &[
    "admin",
    "administrator",
    "phd",
    "ph.d.",
    "jr.",
    "sr.",
    "md",
    "m.d.",
    "published",
    "updated",
    "follow",
    "share",
    "by",
    "view all posts",
    "twitter",
    "facebook",
    "email",
    "more",
    "see all",
    "bio",
    "guest author",
    "unknown",
    "webmaster",
    "editor",
    "noreply",
    "no-reply",
    "home",
];

/// Whether a name is that of an account or a button rather than of a person.
pub(in super::super::super) fn is_nobody(name: &str) -> bool {
    NOBODY.contains(&name.trim().to_lowercase().as_str())
}

/// Whether a text can be a name: a few words with capitals, no address, no role, no date.
fn is_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let words = name.split_whitespace().count();
    (1..=6).contains(&words)
        && (2..=60).contains(&name.chars().count())
        && name.chars().any(char::is_alphabetic)
        && !name.contains(['@', '/', '<', '>', '{', '#', '=', '?', '!'])
        && !name.chars().any(|c| c.is_ascii_digit())
        && !lower.starts_with("http")
        && !lower.ends_with(".com")
        && !["print ", "follow ", "share ", "view ", "edited ", "read "]
            .iter()
            .any(|verb| lower.starts_with(verb))
        && !NOBODY.contains(&lower.as_str())
        && !roles::ends(&lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_bylines() {
        assert_eq!(
            names("By Ana Lyst and Bo Baker, Staff Writer"),
            ["Ana Lyst", "Bo Baker"]
        );
        assert_eq!(names("BY ANA LYST"), ["ANA LYST"]);
        assert_eq!(
            names("By Ana Lyst and Bo Baker, staff writers | Nov. 25, 2026"),
            ["Ana Lyst", "Bo Baker"]
        );
        assert_eq!(
            names("By Ana Lyst in Beirut and Bo Baker in London"),
            ["Ana Lyst", "Bo Baker"]
        );
        assert_eq!(
            names("By Ana Lyst, Ph.D., and Bo L. Baker, Jr."),
            ["Ana Lyst", "Bo L. Baker"]
        );
        assert_eq!(names("Lyst, Baker"), ["Lyst", "Baker"]);
        assert_eq!(names("Ana Lyst & Bo O’Neil"), ["Ana Lyst", "Bo O’Neil"]);
        for (byline, one) in [
            ("Salt & Water", "Salt & Water"),
            ("Mac & i", "Mac & i"),
            ("Ana Lyst (https://river.example/ana/)", "Ana Lyst"),
            ("By Ana Lyst March 25, 2015", "Ana Lyst"),
            ("Ana Lyst 3 hours ago", "Ana Lyst"),
            ("By Ana Lyst | Nov. 25, 2026", "Ana Lyst"),
            (
                "By Ana Lyst Updated Nov. 25, 2026, 10:00 a.m. ET",
                "Ana Lyst",
            ),
            ("Von Ana Lyst, Berlin", "Ana Lyst"),
            ("By Ana Lyst, New York", "Ana Lyst"),
            ("By May Augustin", "May Augustin"),
            ("von Ana Lyst", "Ana Lyst"),
            ("Par Ana Lyst", "Ana Lyst"),
        ] {
            assert_eq!(names(byline), [one], "{byline}");
        }
        assert_eq!(names("Ana Lyst et Bo Baker"), ["Ana Lyst", "Bo Baker"]);
        for nobody in [
            "https://example.org/author/x",
            "admin",
            "12 min",
            "a@example.org",
            "",
        ] {
            assert_eq!(names(nobody), Vec::<String>::new(), "{nobody}");
        }
    }

    #[test]
    fn titles_stand_behind_names() {
        let of = |byline| -> Vec<(String, String)> {
            let authors = authors(byline).into_iter();
            authors
                .map(|author| (author.name, author.title.unwrap_or_default()))
                .collect()
        };
        let pair = |name: &str, title: &str| (name.to_owned(), title.to_owned());
        for (byline, title) in [
            ("By Ana Lyst, Senior Analyst", "Senior Analyst"),
            (
                "Ana Lyst, Senior Fellow at the Institute",
                "Senior Fellow at the Institute",
            ),
            ("Von Ana Lyst, Korrespondentin", "Korrespondentin"),
            ("Ana Lyst | Editor-in-Chief", "Editor-in-Chief"),
        ] {
            assert_eq!(of(byline), [pair("Ana Lyst", title)], "{byline}");
        }
        assert_eq!(
            of("By Ana Lyst, senior analyst, and Bo Baker"),
            [pair("Ana Lyst", "senior analyst"), pair("Bo Baker", "")]
        );
        assert_eq!(
            of("By Ana Lyst, Senior Analyst and Bo Baker, Reporter"),
            [
                pair("Ana Lyst", "Senior Analyst"),
                pair("Bo Baker", "Reporter")
            ]
        );
        assert_eq!(
            of("By Ana Lyst and Bo Baker, staff writers"),
            [pair("Ana Lyst", ""), pair("Bo Baker", "")]
        );
    }
}
