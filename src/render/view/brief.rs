//! A piece in one line: what it says of itself, or how it begins.

use crate::sentence::sentences;

/// A dek up to this many characters stays as it is, and so does a first sentence.
const LONGEST: usize = 200;
/// What is shorter says little by itself: a question before the point.
const SHORTEST: usize = 40;

/// The dek; or else the first sentence of the first paragraph, cut at a word where it is too long for a line or three.
pub(super) fn brief(dek: Option<&str>, paragraph: Option<&str>) -> Option<String> {
    match dek {
        Some(dek) if count(dek) <= LONGEST => Some(dek.to_owned()),
        _ => Some(first_sentence(dek.or(paragraph)?)),
    }
}

fn first_sentence(text: &str) -> String {
    let mut end = 0;
    for sentence in sentences(text) {
        end += sentence.len();
        if count(text[..end].trim_end()) >= SHORTEST {
            break;
        }
    }
    let sentence = text[..end].trim_end();
    if count(sentence) <= LONGEST {
        return sentence.to_owned();
    }
    let most: String = sentence.chars().take(LONGEST - 1).collect();
    let whole = most
        .rsplit_once(' ')
        .map_or(most.as_str(), |(whole, _)| whole);
    format!(
        "{}…",
        whole.trim_end_matches([',', ';', ':', '–', '-', ' '])
    )
}

fn count(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::a_sentence(
        "The gates at Weirbridge were shut on Tuesday. By noon there were nineteen barges.",
        "The gates at Weirbridge were shut on Tuesday."
    )]
    #[case::too_short_for_one(
        "Who pays? Dr. Trell says that nobody knows. And nobody asks.",
        "Who pays? Dr. Trell says that nobody knows."
    )]
    #[case::abbreviated(
        "The barges of Weirbridge were counted at noon by Mr. Trell of the lock. It rains.",
        "The barges of Weirbridge were counted at noon by Mr. Trell of the lock."
    )]
    #[case::quoted(
        "“The river keeps its own minutes, as it always did.” She laughs. It rains.",
        "“The river keeps its own minutes, as it always did.”"
    )]
    #[case::arabic(
        "أُغلقت البوابات للمرة الثالثة هذا الشهر يوم الثلاثاء. هل يفتحها أحد؟ لا.",
        "أُغلقت البوابات للمرة الثالثة هذا الشهر يوم الثلاثاء."
    )]
    #[case::one("The eels are late", "The eels are late")]
    fn the_first_sentence_is_enough(#[case] text: &str, #[case] brief: &str) {
        assert_eq!(super::brief(None, Some(text)).as_deref(), Some(brief));
    }

    #[test]
    fn what_goes_on_and_on_is_cut_at_a_word() {
        let long = "barges, ".repeat(60);
        let cut = brief(Some(&long), None).unwrap();
        assert!(cut.ends_with("barges…") && count(&cut) <= LONGEST, "{cut}");
        assert_eq!(
            count(&brief(None, Some(&"x".repeat(300))).unwrap()),
            LONGEST
        );
    }

    #[test]
    fn a_dek_stays_as_it_is() {
        let dek = "One. Two! Three?";
        assert_eq!(brief(Some(dek), Some("A paragraph.")).as_deref(), Some(dek));
        assert_eq!(brief(None, None), None);
    }
}
