//! Kind and section, out of the label above a headline: "Analysis | Middle East".

use super::{
    super::text,
    linked::Linked,
    markup::Seen,
    meta::{self, Meta},
};

/// Words that name a kind of writing rather than a subject.
const KINDS: &[&str] = &[
    "analysis",
    "opinion",
    "news",
    "reporting",
    "report",
    "commentary",
    "comment",
    "interview",
    "interviews",
    "review",
    "reviews",
    "essay",
    "essays",
    "feature",
    "features",
    "column",
    "columns",
    "editorial",
    "editorials",
    "explainer",
    "explainers",
    "investigation",
    "investigations",
    "profile",
    "profiles",
    "op-ed",
    "op-eds",
    "perspective",
    "perspectives",
    "video",
    "podcast",
    "q&a",
    "letter",
    "letters",
    "obituary",
    "dispatch",
    "dispatches",
    "briefing",
    "fact check",
    "blog",
    "live",
    "long read",
    "longread",
    "viewpoint",
    "viewpoints",
    "analyse",
    "meinung",
    "kommentar",
    "reportage",
    "opinión",
    "análisis",
];

/// What content systems file pieces under that have no section.
const NOTHING: &[&str] = &[
    "all",
    "article",
    "articles",
    "blog",
    "bookmark",
    "category",
    "default",
    "featured",
    "follow",
    "general",
    "home",
    "homepage",
    "image",
    "menu",
    "misc",
    "other",
    "page",
    "post",
    "posts",
    "save",
    "section",
    "sections",
    "share",
    "slider",
    "stories",
    "story",
    "survey",
    "top stories",
    "uncategorised",
    "uncategorized",
    "web",
];

const SEPARATORS: &[&str] = &[
    " | ", "|", " - ", " / ", " · ", " • ", " — ", " – ", " › ", " » ", " > ", ": ",
];

/// Kind and section, from the visible label first, then from the data for machines.
pub(super) fn choose(
    seen: &Seen,
    linked: &Linked,
    meta: &Meta,
) -> (Option<String>, Option<String>) {
    let (mut kind, mut section) = seen.label.as_deref().map(split).unwrap_or_default();
    let shouted = section.take_if(|section| is_shouted(section));
    let linked_sections = linked.sections.iter().map(String::as_str);
    for told in linked_sections.chain(meta.get(meta::SECTION)) {
        let (told_kind, told_section) = split(told);
        kind = kind.or(told_kind);
        section = section.or(told_section);
    }
    section = section.or(shouted);
    if let Some(genre) = linked.genre.as_deref().filter(|_| kind.is_none()) {
        kind = split(genre).0;
    }
    (kind, section)
}

/// Splits a label. One word alone is a kind if it names one, else a section.
pub(in super::super) fn split(label: &str) -> (Option<String>, Option<String>) {
    let label = text::clean(label);
    let label = without_lead(&label);
    if !is_label(label) && !SEPARATORS.iter().any(|joint| label.contains(joint)) {
        return (None, None);
    }
    let parts = SEPARATORS
        .iter()
        .find_map(|separator| label.split_once(separator));
    let Some((first, second)) = parts else {
        return if is_kind(label) {
            (Some(capital(label)), None)
        } else {
            (None, Some(label.to_owned()))
        };
    };
    let (first, second) = (text::clean(first), text::clean(second));
    match (is_label(&first), is_label(&second)) {
        (true, true) if first == second => split(&first),
        (true, true) if is_kind(&second) && !is_kind(&first) => {
            (Some(capital(&second)), Some(first))
        }
        (true, true) => (Some(capital(&first)), Some(second)),
        (true, false) => split(&first),
        (false, _) => split(&second),
    }
}

/// "Posted in News" is "News".
fn without_lead(label: &str) -> &str {
    [
        "posted in ",
        "filed under ",
        "in: ",
        "category: ",
        "section: ",
        "topic: ",
    ]
    .iter()
    .find_map(|lead| {
        let start = label.get(..lead.len())?;
        start
            .eq_ignore_ascii_case(lead)
            .then(|| &label[lead.len()..])
    })
    .map_or(label, |rest| rest.trim_start_matches(':').trim())
}

/// Data for machines has "news" where readers see "News".
fn capital(kind: &str) -> String {
    let mut letters = kind.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// A few words that are shouted are a remark on the news, not a section.
fn is_shouted(section: &str) -> bool {
    section.split_whitespace().count() > 2 && !section.contains(char::is_lowercase)
}

/// Whether a text can be a label: a few words that say something.
fn is_label(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
        && text.chars().count() <= 60
        && text.split_whitespace().count() <= 7
        && !text.contains([',', '/', '_', '@'])
        && !NOTHING.contains(&text.to_lowercase().as_str())
}

fn is_kind(text: &str) -> bool {
    KINDS.contains(&text.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        let of = |label| {
            let (kind, section) = split(label);
            (kind.unwrap_or_default(), section.unwrap_or_default())
        };
        assert_eq!(
            of("Analysis | Middle East"),
            ("Analysis".into(), "Middle East".into())
        );
        assert_eq!(
            of("Middle East | Analysis"),
            ("Analysis".into(), "Middle East".into())
        );
        assert_eq!(of("Opinion"), ("Opinion".into(), String::new()));
        assert_eq!(of("Waterways"), (String::new(), "Waterways".into()));
        assert_eq!(of(" | Waterways"), (String::new(), "Waterways".into()));
        assert_eq!(of("News - News"), ("News".into(), String::new()));
        assert_eq!(
            of("Uncategorized | Waterways"),
            (String::new(), "Waterways".into())
        );
        assert_eq!(
            of("Posted in Waterways"),
            (String::new(), "Waterways".into())
        );
        assert_eq!(of("opinion"), ("Opinion".into(), String::new()));
        assert_eq!(of("/world/water_ways"), (String::new(), String::new()));
        assert_eq!(of("game,news,slider"), (String::new(), String::new()));
        assert_eq!(of(""), (String::new(), String::new()));
    }
}
