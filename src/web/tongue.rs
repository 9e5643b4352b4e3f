//! Which language a visitor is spoken to in, before anything is known of them: what the form says that they filled in, or what
//! their browser asks for (Accept-Language, RFC 9110 section 12.5.4).

use axum::http::{HeaderMap, header};

use crate::preference::Language;

/// The languages of a form: what was to be read on it, and what whoever filled it in is spoken to in. None is the
/// publication's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Speech {
    pub(super) read: Option<Language>,
    pub(super) spoken: Option<Language>,
}

impl Speech {
    /// A form that says nothing of its language is in the publication's, whatever its reader's is.
    pub(super) fn of(own: &str, form: Option<&str>, asked: &HeaderMap) -> Self {
        let form = form.and_then(|tag| tag.parse::<Language>().ok());
        let other = |language: &Language| !language.covers(own);
        Self {
            read: form.filter(other),
            spoken: form.or_else(|| wished(own, asked)).filter(other),
        }
    }
}

/// The first of the languages that a browser asks for that we can speak; of the publication's own we say what we can.
fn wished(own: &str, asked: &HeaderMap) -> Option<Language> {
    let values = asked.get_all(header::ACCEPT_LANGUAGE).iter();
    let values = values.filter_map(|value| value.to_str().ok());
    let mut wishes: Vec<_> = values
        .flat_map(|value| value.split(','))
        .filter_map(wish)
        .collect();
    // Stable: of two that are wished for alike, the first.
    wishes.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let base = |tag: &str| {
        tag.split('-')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let can_be_spoken = |tag: &str| base(tag) == base(own) || tag.parse::<Language>().is_ok();
    let (tag, _) = wishes.iter().find(|(tag, _)| can_be_spoken(tag))?;
    tag.parse().ok()
}

/// A language and how much it is wished for; none where it is not at all.
fn wish(part: &str) -> Option<(&str, f32)> {
    let mut parts = part.split(';').map(str::trim);
    let tag = parts.next().filter(|tag| !tag.is_empty())?;
    let weight = parts.find_map(|part| part.strip_prefix("q="));
    let weight = weight.map_or(Some(1.0), |weight| weight.trim().parse().ok())?;
    (weight > 0.0).then_some((tag, weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_says_it_or_the_browser() {
        for (own, form, asked, speaks) in [
            ("en", None, "", None),
            ("en", None, "de-AT,de;q=0.9,en;q=0.8", Some("de")),
            ("en", None, "en-US,de;q=0.9", None),
            ("en", None, "da, en-gb;q=0.8, de;q=0.9", Some("de")),
            ("en", None, "de;q=0, fr;q=nonsense, ar", Some("ar")),
            ("en", None, "zh, *", None),
            ("en", Some("fr"), "de", Some("fr")),
            ("en", Some("en"), "de", None),
            ("en", Some("xx"), "de", Some("de")),
            ("de-AT", None, "de", None),
            // Of which there are few words, but it is the publication's.
            ("it", None, "it-IT, de;q=0.5", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, asked.parse().unwrap());
            let speech = Speech::of(own, form, &headers);
            let tag = |language: Option<Language>| language.map(Language::tag);
            assert_eq!(tag(speech.spoken), speaks, "{own} {form:?} {asked}");
            // What nobody could read on a form was not agreed to.
            assert_eq!(
                tag(speech.read),
                form.filter(|tag| *tag == "fr"),
                "{form:?}"
            );
        }
    }
}
