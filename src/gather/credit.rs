//! Who made a picture: found in captions and credits, written without the word "Photo:".

use super::{teaser::caption, text};

/// What a credit begins with, lower case, longest first.
const LABELS: &[&str] = &[
    "photograph by",
    "photographs by",
    "photography by",
    "photo credit:",
    "photo credit",
    "image credit:",
    "image credit",
    "picture credit:",
    "photo courtesy of",
    "image courtesy of",
    "illustration by",
    "photos by",
    "photo by",
    "image by",
    "picture by",
    "photograph:",
    "photographer:",
    "illustration:",
    "graphic by",
    "graphic:",
    "photos:",
    "photo:",
    "photo |",
    "image:",
    "images:",
    "picture:",
    "pictures:",
    "credits:",
    "credit:",
    "credit",
    "source:",
    "courtesy of",
    "courtesy:",
    "foto:",
    "bild:",
    "fotos:",
    "crédit photo :",
    "crédits photo :",
    "crédit photo",
    "crédit :",
    "crédit:",
    "photo :",
    "crédito:",
    "fotografía:",
    "foto di",
    "foto de",
    "foto von",
    "تصوير:",
    "صورة:",
    "copyright",
    "©",
    "(c)",
    "photo/",
];

/// A longer text is a caption, not a credit.
const LONGEST: usize = 160;

/// A longer text is no caption, but an article of its own.
const LONGEST_CAPTION: usize = 600;

/// A credit without its label and brackets; none where nothing is left or it is too long to be one.
pub(super) fn tidy(credit: &str) -> Option<String> {
    let mut credit = text::clean(credit);
    for _ in 0..3 {
        let bare = without_label(unwrapped(&credit)).to_owned();
        if bare == credit {
            break;
        }
        credit = bare;
    }
    let credit = credit.trim_end_matches(['.', ';', ',', ':']).trim();
    let fits = credit.chars().count() <= LONGEST && credit.chars().any(char::is_alphabetic);
    fits.then(|| credit.to_owned())
}

/// A caption without the credit at its end; none where nothing else is said.
pub(super) fn without(caption: &str) -> Option<String> {
    let caption = text::clean(caption);
    let said = match label_at(&caption) {
        Some(at) => caption.get(..at).unwrap_or_default(),
        None => &caption,
    };
    let said = said.trim_end_matches(['(', '[', '|', '/', '-', '–', '—', ';', ' ']);
    let fits = said.chars().any(char::is_alphabetic) && said.chars().count() <= LONGEST_CAPTION;
    fits.then(|| said.to_owned())
}

/// The credit that stands at the end of a caption: "A boat. (Photo by A. Camera/Agency)",
/// "A boat. Photo: A. Camera", "A boat. © Agency".
pub(super) fn from_caption(caption: &str) -> Option<String> {
    let caption = text::clean(caption);
    tidy(caption.get(label_at(&caption)?..)?)
}

/// Where the credit in a caption begins.
fn label_at(caption: &str) -> Option<usize> {
    let lower = caption.to_lowercase();
    // Lower case can change a text's length; then positions in one are not positions in the other.
    if lower.len() != caption.len() {
        return None;
    }
    LABELS
        .iter()
        .filter(|label| **label != "credit" && **label != "source:" && **label != "copyright")
        .filter_map(|label| starts_of(&lower, label).last())
        .min()
        // Without a label, an agency's name shows that it is one.
        .or_else(|| caption::credit_at(caption))
}

/// Where a label stands at the beginning of a sentence or bracket.
fn starts_of<'a>(lower: &'a str, label: &'a str) -> impl Iterator<Item = usize> + 'a {
    lower
        .match_indices(label)
        .map(|(at, _)| at)
        .filter(move |at| {
            let before = lower[..*at].trim_end();
            before.is_empty()
                || before.ends_with([
                    '.', '(', '[', '|', '!', '?', ']', ')', '”', '"', ';', '/', '-', '–', '—',
                ])
        })
}

fn unwrapped(credit: &str) -> &str {
    let credit = credit.trim();
    for (open, close) in [('(', ')'), ('[', ']')] {
        let inner = credit
            .strip_prefix(open)
            .map(|inner| inner.strip_suffix(close).unwrap_or(inner));
        if let Some(inner) =
            inner.filter(|_| !credit.starts_with("(c)") && !credit.starts_with("(C)"))
        {
            return inner.trim();
        }
    }
    // A closing bracket whose opening one stood before the label.
    match credit.strip_suffix(')') {
        Some(inner) if !inner.contains('(') => inner.trim(),
        _ => credit,
    }
}

fn without_label(credit: &str) -> &str {
    for label in LABELS {
        let Some(start) = credit.get(..label.len()) else {
            continue;
        };
        if !start.eq_ignore_ascii_case(label) {
            continue;
        }
        let rest = &credit[label.len()..];
        // "Creditor Press" begins with "Credit" but not with the word.
        let ends_word = label.ends_with(|c: char| c.is_alphanumeric());
        if ends_word && rest.starts_with(|c: char| c.is_alphanumeric()) {
            continue;
        }
        return rest.trim_start_matches([':', '|', ' ', '\u{a0}']);
    }
    credit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_brackets_go() {
        for (written, meant) in [
            ("Photo: A. Camera / Agency", "A. Camera / Agency"),
            ("(Photo by A. Camera/Agency)", "A. Camera/Agency"),
            ("Credit: © Agency", "Agency"),
            ("PHOTO CREDIT: Agency.", "Agency"),
            ("Creditor Press", "Creditor Press"),
            ("A. Camera (Agency)", "A. Camera (Agency)"),
            ("Photo:", ""),
        ] {
            assert_eq!(tidy(written).unwrap_or_default(), meant, "{written}");
        }
        assert_eq!(tidy(&"long ".repeat(100)), None);
    }

    #[test]
    fn captions_are_left_without_their_credits() {
        for (caption, meant) in [
            (
                "A boat on the river. (Photo by A. Camera/Agency)",
                "A boat on the river.",
            ),
            (
                "A boat on the river. Photo: A. Camera",
                "A boat on the river.",
            ),
            ("A boat on the river", "A boat on the river"),
            ("Photo: A. Camera", ""),
            (" ", ""),
        ] {
            assert_eq!(without(caption).unwrap_or_default(), meant, "{caption}");
        }
        assert_eq!(without(&"word ".repeat(500)), None);
    }

    #[test]
    fn credits_are_found_in_captions() {
        for (caption, meant) in [
            (
                "A boat on the river. (Photo by A. Camera/Agency via Pool)",
                "A. Camera/Agency via Pool",
            ),
            ("A boat on the river. Photo: A. Camera", "A. Camera"),
            ("A boat. Image credit: Agency", "Agency"),
            ("A boat. © Agency", "Agency"),
            (
                "A boat in the harbour (AP Photo/Zed Cam)",
                "AP Photo/Zed Cam",
            ),
            (
                "Un bateau au port, le 25 novembre. ZED CAM / AFP",
                "ZED CAM / AFP",
            ),
            ("قارب في الميناء (رويترز)", "رويترز"),
            ("Un bateau. Crédit photo : Zed Cam", "Zed Cam"),
            ("Reuters says that a boat is on the river.", ""),
            ("The man in the photo: a boat", ""),
            ("A boat on the river", ""),
        ] {
            assert_eq!(
                from_caption(caption).unwrap_or_default(),
                meant,
                "{caption}"
            );
        }
    }
}
