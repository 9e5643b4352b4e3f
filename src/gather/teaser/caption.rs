//! What stands under a picture: a caption with its credit, or the credit alone; and the agency's name at the end
//! of a text, which is neither.

use super::super::text;
use crate::sentence;

/// What a credit begins with, in lower case.
const LABELS: &[&str] = &[
    "photo:",
    "photo :",
    "photos:",
    "photos :",
    "photo by ",
    "photos by ",
    "photograph:",
    "photographs:",
    "photograph by ",
    "photographs by ",
    "photo credit",
    "photo courtesy",
    "photo/",
    "photo | ",
    "image:",
    "image by ",
    "image credit",
    "picture:",
    "credit:",
    "illustration:",
    "illustration by ",
    "graphic:",
    "graphic by ",
    "©",
    "(c) ",
    "foto:",
    "fotos:",
    "foto von ",
    "foto di ",
    "foto de ",
    "bild:",
    "bilder:",
    "crédit photo",
    "crédits photo",
    "crédit :",
    "crédit:",
    "crédito:",
    "fotografía:",
    "fotografia:",
    "imagen:",
    "imagem:",
    "zdjęcie:",
    "fot. ",
    "фото:",
    "صورة:",
    "تصوير:",
    "צילום:",
    "写真:",
    "写真：",
    "撮影：",
    "图片来源",
    "摄影：",
    "사진:",
    "사진=",
];

/// Who makes or sells pictures, as words of a credit.
const AGENCIES: &[&str] = &[
    "reuters",
    "getty",
    "ap",
    "afp",
    "dpa",
    "epa",
    "efe",
    "ansa",
    "tass",
    "тасс",
    "риа",
    "lusa",
    "anp",
    "apa",
    "pti",
    "upi",
    "xinhua",
    "anadolu",
    "bloomberg",
    "shutterstock",
    "istock",
    "istockphoto",
    "alamy",
    "imago",
    "alliance",
    "unsplash",
    "pexels",
    "pixabay",
    "wikimedia",
    "flickr",
    "zuma",
    "sipa",
    "nurphoto",
    "scanpix",
    "keystone",
    "magnum",
    "corbis",
    "redux",
    "رويترز",
    "רויטרס",
];

/// A caption is not longer, in words.
const CAPTION: usize = 45;

/// A labelled credit is not longer; one that is a whole sentence may be text already when it is longer than the second.
const LABELLED: usize = 12;
const SENTENCE: usize = 5;

/// A credit without a label is not longer.
const BARE: usize = 7;

/// A longer paragraph that an agency's name ends is its report.
const REPORT: usize = 20;

/// Whether a paragraph is a caption with its credit, or a credit alone.
pub(super) fn is_caption(paragraph: &str) -> bool {
    if signature(paragraph).is_some() {
        return false;
    }
    let credit = labelled(paragraph)
        .or_else(|| bracketed(paragraph))
        .or_else(|| bare(paragraph));
    credit.is_some_and(|at| text::words(&paragraph[..at]) <= CAPTION)
}

/// Where the credit in a caption begins that has no label but the name of an agency.
pub(in super::super) fn credit_at(caption: &str) -> Option<usize> {
    bracketed(caption).or_else(|| bare(caption))
}

/// A text without the agency's name at its end: "The gates are shut. (Reuters)".
pub(super) fn without_signature(paragraph: &str) -> &str {
    signature(paragraph).map_or(paragraph, |at| paragraph[..at].trim_end())
}

fn signature(paragraph: &str) -> Option<usize> {
    let at = bracketed(paragraph).or_else(|| bare(paragraph))?;
    let inside = paragraph[at..].trim_matches(|c: char| !c.is_alphanumeric());
    let report = &paragraph[..at];
    (text::words(inside) == 1 && sentence::is_whole(report) && text::words(report) >= REPORT)
        .then_some(at)
}

/// Where a credit that says what it is begins: "A boat. Photo: Zed Cam".
fn labelled(paragraph: &str) -> Option<usize> {
    let lower = paragraph.to_lowercase();
    // Lower case can change a text's length; then positions in one are not positions in the other.
    if lower.len() != paragraph.len() {
        return None;
    }
    LABELS
        .iter()
        .flat_map(|label| {
            lower
                .match_indices(label)
                .map(|(at, label)| (at, at + label.len()))
        })
        .filter(|(at, end)| {
            let after = &paragraph[*end..];
            let name = !paragraph[..*end].ends_with(' ') || !after.starts_with(char::is_lowercase);
            name && begins(paragraph, *at) && is_credit(after)
        })
        .map(|(at, _)| at)
        .min()
}

/// Whether what begins here is no longer the sentence before.
fn begins(paragraph: &str, at: usize) -> bool {
    let before = paragraph[..at].trim_end();
    let label = &paragraph[at..];
    before.is_empty()
        || before.ends_with([
            '.', '(', '[', '|', '!', '?', ']', ')', '”', '"', '»', '/', '-', '–', '—', '…', '。', '（', '【',
        ])
        // A capital in the middle of a line is the beginning of the next.
        || (label.starts_with(char::is_uppercase)
            && before.len() < at
            && text::words(label) <= BARE)
}

fn is_credit(after: &str) -> bool {
    let words = text::words(after);
    let quoted = after.contains(['"', '“', '”', '«', '„']);
    let sentences = sentence::sentences(after).count();
    words <= LABELLED
        && sentences <= 1
        && !quoted
        && (words <= SENTENCE || !sentence::is_whole(after.trim_end_matches([')', ']'])))
}

/// Where a credit in brackets at the end begins: "A boat (Zed Cam/Reuters)".
fn bracketed(paragraph: &str) -> Option<usize> {
    let end = paragraph.trim_end().trim_end_matches('.');
    let closed = end.strip_suffix([')', ']', '）'])?;
    let at = closed.rfind(['(', '[', '（'])?;
    let inside = &closed[at..];
    // With the full stop behind the bracket, it is part of the sentence.
    let outside = end.len() == paragraph.trim_end().len() || sentence::is_whole(&closed[..at]);
    (outside && text::words(inside) <= BARE && names_agency(inside)).then_some(at)
}

/// Where a credit without label or bracket begins: "A boat. Zed Cam/Getty Images", "A boat. Zed Cam for The Weir".
fn bare(paragraph: &str) -> Option<usize> {
    let last = sentence::sentences(paragraph).last()?;
    let at = paragraph.len() - last.len();
    let credit = names_agency(last) || (at > 0 && is_made_for(last));
    (!sentence::is_whole(last) && text::words(last) <= BARE && credit).then_some(at)
}

/// "Zed Cam for The Weir Review".
fn is_made_for(credit: &str) -> bool {
    let name = |text: &str| {
        text.split(' ')
            .all(|word| word.starts_with(char::is_uppercase))
    };
    credit
        .trim()
        .split_once(" for ")
        .is_some_and(|(maker, paper)| name(maker) && maker.contains(' ') && name(paper))
}

fn names_agency(credit: &str) -> bool {
    credit.split(|c: char| !c.is_alphanumeric()).any(|word| {
        // Short ones are words of their own but for the capitals.
        let short = word.chars().count() <= 3 && word.contains(char::is_lowercase);
        let word_lower = word.to_lowercase();
        AGENCIES.contains(&word_lower.as_str()) && (!short || word == "dpa")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_with_credits() {
        for caption in [
            "A boat in the harbour at dawn. Photograph: Zed Cam/Getty",
            "The old lock keeper stands at the gate of the harbour on Tuesday. Photo: Zed Cam",
            "The old lock keeper stands at the gate of the harbour on Tuesday. (Zed Cam/Reuters)",
            "Der alte Wärter steht am Dienstag am Tor des Hafens. Foto: Zed Cam/dpa",
            "The mayor speaks to the press on Monday. REUTERS/Zed Cam",
            "The mayor speaks to the press on Monday. AP Photo/Zed Cam",
            "The mayor speaks to the press on Monday. © Zed Cam",
            "The mayor speaks to the press on Monday (Getty Images)",
            "The mayor speaks to the press on Monday Photo: Zed Cam",
            "The mayor speaks to the press. (Reuters)",
            "Le maire parle à la presse lundi matin devant tout le monde. © AFP",
            "A boat on the river. (Photo by A. Camera/Getty Images)",
            "Photo: A. Camera / Agency",
            "Photographs by Zed Cam.",
            "A ship leaves the harbour on Tuesday. Zed Cam for The Weir Review",
            "A ship leaves the harbour on Tuesday. Photograph: Zed Cam/The Weir Review.",
            "写真：共同通信",
            "Zed Cam/Getty Images",
        ] {
            assert!(is_caption(caption), "{caption}");
        }
    }

    #[test]
    fn texts_with_pictures_and_agencies_in_them() {
        for text in [
            "Photos by Zed Cam of the old lock were found in the archive on Monday.",
            "The man in the photo: a boat keeper.",
            "The mayor held up the photograph. “Photo: Zed Cam,” it said on the back.",
            "The boat sank at dawn, and nobody came. Photo by photo, the court went through it.",
            "He was hit by a car, as first reported by others (Bloomberg).",
            "The mayor told a reporter (Getty Images was there) that he would not go.",
            "Getty Images sued the maker of a picture generator on Monday.",
            "She sold her pictures to Reuters.",
            "",
        ] {
            assert!(!is_caption(text), "{text}");
        }
        let text = "The gates are shut until the tides return in spring and the fleet can leave, the board said on Monday night.";
        let report = format!("{text} (Reuters)");
        assert!(!is_caption(&report));
        assert_eq!(without_signature(&report), text);
        assert_eq!(without_signature(&format!("{text} PTI")), text);
        assert_eq!(without_signature(text), text);
    }
}
