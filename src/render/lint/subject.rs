//! Checks of what an inbox shows: subject and preheader.

use super::{Findings, leftovers};
use crate::{edition::Composition, mime::one_line};

/// Longer subjects are cut by most inboxes.
const LONGEST: usize = 78;
/// What a phone held upright shows of a subject.
const ON_A_PHONE: usize = 45;
/// More than these are cut by every inbox.
const LONGEST_PREHEADER: usize = 150;
/// A headline may have one of these; rows of them are what filters know junk by.
const MOST_SHOUTS: usize = 1;
const MOST_EMOJI: usize = 2;

pub(super) fn check(composition: &Composition, findings: &mut Findings) {
    let subject = one_line(&composition.subject);
    if subject.is_empty() {
        findings.error(
            "subject",
            "the subject is empty",
            "give [edition] subject a pattern such as \"{lead}\", and the lead a headline",
        );
    } else {
        length(&subject, findings);
        manners(&subject, findings);
    }
    if subject != composition.subject.trim() {
        findings.warning(
            "subject",
            "the subject holds control characters or double spaces, which were taken out",
            "look at the headline it was made from",
        );
    }
    leftovers::in_words("subject", "the subject", &subject, findings);
    preheader(&one_line(&composition.preheader), &subject, findings);
}

fn length(subject: &str, findings: &mut Findings) {
    let length = subject.chars().count();
    if length > LONGEST {
        findings.warning(
            "subject",
            format!("the subject has {length} characters; inboxes show about {LONGEST}"),
            "say the most important part first, or write a shorter subject",
        );
    } else if let Some((at, _)) = subject.char_indices().nth(ON_A_PHONE) {
        findings.note(
            "subject",
            format!(
                "phones show about {ON_A_PHONE} of the subject's {length} characters: \"{}…\"",
                &subject[..at]
            ),
            "see that it makes sense so far",
        );
    }
}

/// The form of a subject must not deceive (CAN-SPAM), and what shouts is filtered.
fn manners(subject: &str, findings: &mut Findings) {
    let letters: Vec<char> = subject.chars().filter(|c| c.is_alphabetic()).collect();
    let capitals = letters.iter().filter(|c| c.is_uppercase()).count();
    let has_case = letters.iter().any(|c| c.is_lowercase() || c.is_uppercase());
    if has_case && letters.len() >= 8 && capitals == letters.len() {
        findings.warning(
            "subject",
            "the subject is all in capitals",
            "write it as a headline is written: filters take capitals for shouting",
        );
    }
    let shouts = subject
        .chars()
        .filter(|c| matches!(c, '!' | '！' | '¡'))
        .count();
    if shouts > MOST_SHOUTS {
        findings.warning(
            "subject",
            format!("the subject has {shouts} exclamation marks"),
            "one is enough; filters count them",
        );
    }
    let emoji = subject.chars().filter(|c| is_emoji(*c)).count();
    if emoji > MOST_EMOJI {
        findings.warning(
            "subject",
            format!("the subject has {emoji} emoji"),
            "one or two are read; more are read out, one by one",
        );
    }
    let lower = subject.to_lowercase();
    if ["re:", "fw:", "fwd:", "aw:", "wg:"]
        .iter()
        .any(|start| lower.starts_with(start))
    {
        findings.warning(
            "subject",
            "the subject looks like an answer to the reader's own mail",
            "begin it otherwise: the law forbids subjects that deceive (CAN-SPAM)",
        );
    }
}

/// Signs that are drawn as pictures; what joins or colours them is not counted.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F300}'..='\u{1F3FA}' | '\u{1F400}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B50}' | '\u{2B55}')
}

fn preheader(preheader: &str, subject: &str, findings: &mut Findings) {
    let length = preheader.chars().count();
    if preheader.is_empty() {
        findings.warning(
            "preheader",
            "there is no preheader: inboxes will show \"View in browser\" after the subject",
            "give [edition] preheader a pattern such as \"{second} · {third}\"",
        );
    } else if preheader.to_lowercase() == subject.to_lowercase() {
        findings.warning(
            "preheader",
            "the preheader says the same as the subject",
            "give [edition] preheader a pattern such as \"{second} · {third}\"",
        );
    } else if length > LONGEST_PREHEADER {
        findings.note(
            "preheader",
            format!("the preheader has {length} characters; inboxes show about {LONGEST_PREHEADER} at most"),
            "say the most important part first",
        );
    }
    leftovers::in_words("preheader", "the preheader", preheader, findings);
}
