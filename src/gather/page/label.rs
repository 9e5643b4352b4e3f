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

const SEPARATORS: &[&str] = &[
    " | ", "|", " / ", " · ", " • ", " — ", " – ", " › ", " » ", " > ", ": ",
];

/// Kind and section, from the visible label first, then from the data for machines.
pub(super) fn choose(
    seen: &Seen,
    linked: &Linked,
    meta: &Meta,
) -> (Option<String>, Option<String>) {
    let (mut kind, mut section) = seen.label.as_deref().map(split).unwrap_or_default();
    for told in [linked.section.as_deref(), meta.get(meta::SECTION)]
        .into_iter()
        .flatten()
    {
        let (told_kind, told_section) = split(told);
        kind = kind.or(told_kind);
        section = section.or(told_section);
    }
    if let Some(genre) = linked.genre.as_deref().filter(|_| kind.is_none()) {
        kind = split(genre).0;
    }
    (kind, section)
}

/// Splits a label. One word alone is a kind if it names one, else a section.
pub(in super::super) fn split(label: &str) -> (Option<String>, Option<String>) {
    let label = text::clean(label);
    if label.is_empty() || label.chars().count() > 80 {
        return (None, None);
    }
    let parts = SEPARATORS
        .iter()
        .find_map(|separator| label.split_once(separator));
    let Some((first, second)) = parts else {
        return if is_kind(&label) {
            (Some(label), None)
        } else {
            (None, Some(label))
        };
    };
    let (first, second) = (text::non_empty(first), text::non_empty(second));
    match (first, second) {
        (Some(first), Some(second)) if is_kind(&second) && !is_kind(&first) => {
            (Some(second), Some(first))
        }
        (Some(first), Some(second)) => (Some(first), Some(second)),
        (first, second) => split(&first.or(second).unwrap_or_default()),
    }
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
        assert_eq!(of(""), (String::new(), String::new()));
    }
}
