//! What people are called who write: the words that make a part of a byline a title rather than a name.

const ROLES: &[&str] = &[
    "writer",
    "reporter",
    "editor",
    "editor-in-chief",
    "correspondent",
    "columnist",
    "contributor",
    "author",
    "fellow",
    "analyst",
    "journalist",
    "professor",
    "lecturer",
    "researcher",
    "scholar",
    "director",
    "producer",
    "photographer",
    "critic",
    "chief",
    "redakteur",
    "redakteurin",
    "korrespondent",
    "korrespondentin",
    "autor",
    "autorin",
    "journaliste",
    "correspondant",
    "correspondante",
    "rédacteur",
    "rédactrice",
    "corresponsal",
    "periodista",
    "redactor",
    "redactora",
    "giornalista",
    "redacteur",
    "корреспондент",
    "обозреватель",
];

/// A longer part of a byline is something else.
const MOST_WORDS: usize = 12;

/// Whether a part of a byline names a role, and so is a title.
pub(super) fn are_in(part: &str) -> bool {
    let mut all = words(part);
    all.clone().count() <= MOST_WORDS && all.any(|word| is_role(&word) || is_plural(&word))
}

/// Whether it names one of several: "staff writers".
pub(super) fn are_many(part: &str) -> bool {
    words(part).any(|word| is_plural(&word))
}

/// Whether a text in lower case ends with a role: "staff writer".
pub(super) fn ends(lower: &str) -> bool {
    words(lower)
        .last()
        .is_some_and(|word| is_role(&word) || is_plural(&word))
}

fn words(part: &str) -> impl Iterator<Item = String> + Clone {
    part.split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

fn is_role(word: &str) -> bool {
    ROLES.contains(&word)
}

fn is_plural(word: &str) -> bool {
    word.strip_suffix('s').is_some_and(is_role)
}
