//! The teaser: the first one or two paragraphs of prose, cut where a sentence ends.
//!
//! Pure: paragraphs in, paragraphs out. What is prose is decided by [`prose`], where sentences end by
//! [`sentence`].

mod caption;
mod dateline;
pub mod furniture;
mod phrases;
pub mod prose;
pub mod sentence;

use icu_segmenter::GraphemeClusterSegmenter;

use super::text;
use crate::config::TeaserLength;

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
pub fn teaser(paragraphs: &[String], said: &[&str], length: TeaserLength) -> Vec<String> {
    let said: Vec<String> = said.iter().map(|text| text::folded(text)).collect();
    let teaser = made(paragraphs, &said, length, prose::prose);
    if teaser.is_empty() {
        made(paragraphs, &said, length, prose::prose_at_least)
    } else {
        teaser
    }
}

fn made(
    paragraphs: &[String],
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
        if next.is_some_and(|next| furniture::is_attribution(next)) {
            continue;
        }
        let Some(paragraph) = prose(paragraph) else {
            continue;
        };
        if is_said(said, &paragraph) || taken.contains(&paragraph) {
            continue;
        }
        let left = room.most.saturating_sub(words);
        match cut(&paragraph, left) {
            Some(part) => {
                words += text::words(&part);
                taken.push(part);
            }
            None if taken.is_empty() => taken.push(shortened(&paragraph, room)),
            None => break,
        }
        if taken.len() == 2 || words >= room.enough() {
            break;
        }
    }
    taken
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

/// As many whole sentences as fit; none where not even the first does.
fn cut(paragraph: &str, most: usize) -> Option<String> {
    let (mut end, mut at, mut words) = (0, 0, 0);
    for sentence in sentence::sentences(paragraph) {
        at += sentence.len();
        words += text::words(sentence);
        if words > most {
            break;
        }
        // A last sentence without its end was cut off by someone before us.
        if end == 0 || sentence::is_whole(sentence) {
            end = at;
        }
    }
    Some(paragraph[..end].trim_end().to_owned()).filter(|part| !part.is_empty())
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
