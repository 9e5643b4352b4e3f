//! What stands on a page around its text: credits, share bars, sign-up boxes, "read more", disclaimers.

use super::{
    super::text,
    phrases::{FURNITURE_INSIDE, FURNITURE_STARTS, NETWORKS},
};

/// Above this many words, a phrase inside doesn't make a paragraph furniture.
const SHORT: usize = 45;

/// Whether a paragraph is page furniture rather than text of the piece.
pub fn is_furniture(paragraph: &str) -> bool {
    if is_share_bar(paragraph) || is_attribution(paragraph) {
        return true;
    }
    let lower = paragraph
        .trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©')
        .to_lowercase();
    if FURNITURE_STARTS
        .iter()
        .any(|start| starts_with_words(&lower, start) && is_short_for(start, &lower))
    {
        return true;
    }
    text::words(&lower) <= SHORT && FURNITURE_INSIDE.iter().any(|part| lower.contains(part))
}

/// "Loading docks are full" and "Subscribe" both begin like furniture; only the second is as short as it.
fn is_short_for(start: &str, lower: &str) -> bool {
    let most = if start.split(' ').count() > 2 || start.ends_with([':', '©']) {
        SHORT
    } else {
        14
    };
    text::words(lower) <= most
}

fn starts_with_words(lower: &str, start: &str) -> bool {
    lower.strip_prefix(start).is_some_and(|rest| {
        !start.ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric)
    })
}

/// "Facebook Twitter WhatsApp": nothing but the names of networks and what to do there.
fn is_share_bar(paragraph: &str) -> bool {
    let lower = paragraph.to_lowercase();
    let mut words = 0;
    lower
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .all(|word| {
            words += 1;
            words <= 14 && NETWORKS.contains(&word)
        })
        && words > 1
}

/// "— A. Writer (@awriter) November 5, 2026": who wrote the post that stands above.
pub fn is_attribution(paragraph: &str) -> bool {
    let handle = paragraph
        .strip_prefix(['—', '–', '-'])
        .and_then(|rest| rest.split_once("(@"))
        .and_then(|(name, rest)| Some((name, rest.split_once(')')?.0)));
    handle.is_some_and(|(name, handle)| {
        name.chars().count() <= 80 && handle.chars().count() <= 60 && !handle.contains(' ')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_and_signatures() {
        for furniture in [
            "WhatsApp Facebook Pint",
            "Share | Tweet | E-mail",
            "— A. Writer (@awriter) November 5, 2026",
            "Lesen Sie auch: Der andere Text, den Sie lesen sollten",
            "À lire aussi : l’autre texte",
            "Leia também: o outro texto",
            "Читайте также: другой текст",
            "関連記事：水の話",
        ] {
            assert!(is_furniture(furniture), "{furniture}");
        }
        for text in [
            "Facebook said on Monday that it would share more.",
            "— It rained, she said (and it did), for a week.",
            "Print",
            "",
        ] {
            assert!(!is_furniture(text), "{text}");
        }
    }
}
