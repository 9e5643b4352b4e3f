//! The teaser: the first one or two paragraphs of prose, cut where a sentence ends.
//!
//! Pure: paragraphs in, paragraphs out. What is prose is decided by [`prose`], where sentences end by
//! [`sentence`].

pub(super) mod caption;
mod dateline;
pub mod furniture;
pub mod note;
mod phrases;
pub mod prose;
mod quotes;
pub(super) mod towns;

use icu_segmenter::GraphemeClusterSegmenter;

use super::text;
use crate::{config::TeaserLength, sentence};

/// A paragraph that is so like the dek is the dek.
const ALIKE: f64 = 0.85;

/// Longer texts, in bytes, are not compared letter by letter.
const COMPARED: usize = 600;

/// How many words there is room for.
#[derive(Debug, Clone, Copy)]
struct Room {
    /// The teaser ends with the sentence before this many words are passed.
    most: usize,
}

impl Room {
    /// A first paragraph of fewer words asks for the second.
    fn enough(self) -> usize {
        self.most * 12 / 19
    }

    /// A single sentence longer than this is cut inside after all.
    fn longest_sentence(self) -> usize {
        self.most * 28 / 19
    }
}

/// Makes a teaser of a piece's paragraphs. `said` is what the reader has read above it: headline and dek.
///
/// Where nothing is prose beyond doubt, what may be is better than nothing.
pub fn teaser(paragraphs: &[impl AsRef<str>], said: &[&str], length: TeaserLength) -> Vec<String> {
    let said: Vec<String> = said.iter().map(|text| text::folded(text)).collect();
    let teaser = made(paragraphs, &said, length, prose::prose);
    if teaser.is_empty() {
        made(paragraphs, &said, length, prose::prose_at_least)
    } else {
        teaser
    }
}

fn made(
    paragraphs: &[impl AsRef<str>],
    said: &[String],
    length: TeaserLength,
    prose: fn(&str) -> Option<String>,
) -> Vec<String> {
    let room = Room {
        most: length.words(),
    };
    let mut taken: Vec<String> = Vec::new();
    let mut words = 0;
    for (at, paragraph) in paragraphs.iter().enumerate() {
        // A post from a network stands above the line that says who wrote it.
        let next = paragraphs.get(at + 1);
        if next.is_some_and(|next| furniture::is_attribution(next.as_ref())) {
            continue;
        }
        let Some(paragraph) = prose(paragraph.as_ref()) else {
            continue;
        };
        if is_said(said, &paragraph) || taken.contains(&paragraph) {
            continue;
        }
        let left = room.most.saturating_sub(words);
        let (part, is_cut) = match cut(&paragraph, left) {
            Some(part) => part,
            None if taken.is_empty() => (shortened(&paragraph, room), true),
            None => break,
        };
        words += text::words(&part);
        taken.push(part);
        // What comes after the next paragraph must not stand where the rest of this one was.
        if is_cut || taken.len() == 2 || words >= room.enough() {
            break;
        }
    }
    if taken.len() == 2 {
        taken.pop_if(|last| introduces(last));
    }
    taken
}

/// "They are these:" says nothing without what follows.
fn introduces(text: &str) -> bool {
    text.trim_end().ends_with([':', '：'])
}

/// Whether a paragraph says what stands above it, perhaps with a letter changed.
fn is_said(said: &[String], paragraph: &str) -> bool {
    let paragraph = text::folded(paragraph);
    said.iter().any(|said| {
        let longest = said.len().max(paragraph.len());
        *said == paragraph
            || (longest < COMPARED
                && said.len().min(paragraph.len()) * 10 > longest * 8
                && strsim::normalized_levenshtein(said, &paragraph) > ALIKE)
    })
}

/// As many whole sentences as fit, and whether more was said; none where not even the first does.
fn cut(paragraph: &str, most: usize) -> Option<(String, bool)> {
    let (mut end, mut at, mut words) = (0, 0, 0);
    // The last end that is not inside a quotation, and the words up to there.
    let mut outside = (0, 0);
    let mut is_cut = false;
    for sentence in sentence::sentences(paragraph) {
        words += text::words(sentence);
        if words > most {
            is_cut = true;
            break;
        }
        at += sentence.len();
        // A last sentence without its end was cut off by someone before us.
        if end == 0 || (sentence::is_whole(sentence) && !introduces(sentence)) {
            end = at;
            if quotes::are_closed(&paragraph[..at]) {
                outside = (at, words);
            }
        }
    }
    is_cut |= paragraph[end..].contains(char::is_alphanumeric) && introduces(paragraph);
    // A quotation that hardly fits is not left half said, unless nothing much would be left.
    if is_cut && outside.1 * 3 >= most {
        end = outside.0;
    }
    Some(paragraph[..end].trim_end().to_owned())
        .filter(|part| !part.is_empty())
        .map(|part| (part, is_cut))
}

/// The first sentence of a paragraph, however long; where it hardly ends, as many words as a teaser has.
fn shortened(paragraph: &str, room: Room) -> String {
    let first = sentence::sentences(paragraph)
        .next()
        .unwrap_or(paragraph)
        .trim_end();
    if text::words(first) <= room.longest_sentence() {
        return first.to_owned();
    }
    let kept: Vec<&str> = first.split(' ').take(room.most).collect();
    let mut kept = kept.join(" ");
    if kept.len() == first.len() {
        // No spaces: cut between two characters as readers see them.
        let ends = GraphemeClusterSegmenter::new().segment_str(first);
        let end = ends.take(room.most * 3 + 1).last().unwrap_or(first.len());
        kept = first[..end].to_owned();
    }
    kept.trim_end_matches([',', ';', ':', '—', '–', ' '])
        .to_owned()
        + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(paragraphs: &[&str]) -> Vec<String> {
        let paragraphs: Vec<String> = paragraphs.iter().map(|text| (*text).to_owned()).collect();
        teaser(
            &paragraphs,
            &[
                "The Headline of It",
                "A dek under the headline, which is a sentence.",
            ],
            TeaserLength::default(),
        )
    }

    fn sentence(words: usize) -> String {
        format!("Every{}.", " word".repeat(words - 1))
    }

    #[test]
    fn one_long_paragraph_is_cut_at_a_sentence() {
        let long = vec![sentence(30); 6].join(" ");
        let teaser = of(&[&long, "Another paragraph that follows the first one here."]);
        assert_eq!(teaser, [vec![sentence(30); 3].join(" ")]);
    }

    #[test]
    fn it_is_as_long_as_configured() {
        let paragraphs = [vec![sentence(12); 30].join(" ")];
        for (words, sentences) in [(20, 1), (40, 3), (95, 7), (200, 16)] {
            let length = TeaserLength::try_from(words).unwrap();
            let teaser = teaser(&paragraphs, &[], length);
            assert_eq!(teaser, [vec![sentence(12); sentences].join(" ")], "{words}");
        }
    }

    #[test]
    fn a_short_one_takes_the_second_along() {
        let teaser = of(&[
            &sentence(20),
            &vec![sentence(30); 4].join(" "),
            &sentence(20),
        ]);
        assert_eq!(teaser, [sentence(20), vec![sentence(30); 2].join(" ")]);
    }

    #[test]
    fn no_hole_is_left_where_a_paragraph_was_cut() {
        let teaser = of(&[
            &format!("{} {}", sentence(30), sentence(110)),
            &sentence(20),
        ]);
        assert_eq!(teaser, [sentence(30)]);
    }

    #[test]
    fn a_quotation_is_not_left_half_said() {
        let quoted = format!(
            "{} “{} {}” said the keeper.",
            sentence(50),
            sentence(30),
            sentence(30)
        );
        assert_eq!(of(&[&quoted]), [sentence(50)]);
        let german = quoted.replace('“', "„").replace('”', "“");
        assert_eq!(of(&[&german]), [sentence(50)]);
        // Where nothing else is said, half of it is better than nothing.
        let long = format!(
            "“{} {} {}” she said.",
            sentence(50),
            sentence(30),
            sentence(30)
        );
        assert_eq!(
            of(&[&long]),
            [format!("“{} {}", sentence(50), sentence(30))]
        );
    }

    #[test]
    fn what_is_only_introduced_does_not_end_it() {
        let list = "Build the wall higher than it was.";
        let ways = format!("{} They are these:", sentence(20));
        assert_eq!(of(&[&ways, list]), [sentence(20)]);
        assert_eq!(
            of(&[&sentence(20), "Then the mayor of it said this:", list]),
            [sentence(20)]
        );
    }

    #[test]
    fn what_was_said_above_is_not_said_again() {
        let teaser = of(&[
            "The headline of it!",
            "A dek under the headline which is a sentence…",
            "It rained on the lock keepers for a week and nobody came.",
            "— Ana Lyst (@analyst) November 5, 2026",
            &sentence(70),
        ]);
        assert_eq!(teaser, [sentence(70)]);
    }

    #[test]
    fn a_sentence_without_end_still_ends() {
        let endless = format!("Begin{}", " and so on".repeat(500));
        let teaser = of(&[&endless]);
        assert!(
            teaser[0].ends_with('…') && text::words(&teaser[0]) <= 95,
            "{teaser:?}"
        );
        let joined = of(&[&"か\u{3099}".repeat(5_000)]);
        assert!(joined[0].ends_with("か\u{3099}…"), "{joined:?}");
        assert!(of(&[&"字".repeat(5_000)])[0].chars().count() < 400);
        assert!(of(&[]).is_empty());
    }
}
