//! Checks of what an inbox shows: subject and preheader.

use super::Findings;
use crate::{edition::Composition, mime::one_line};

/// Longer subjects are cut by most inboxes.
const LONGEST: usize = 78;

pub(super) fn check(composition: &Composition, findings: &mut Findings) {
    let subject = one_line(&composition.subject);
    let length = subject.chars().count();
    if subject.is_empty() {
        findings.error(
            "subject",
            "the subject is empty",
            "give [edition] subject a pattern such as \"{lead}\", and the lead a headline",
        );
    } else if length > LONGEST {
        findings.warning(
            "subject",
            format!("the subject has {length} characters; inboxes show about {LONGEST}"),
            "say the most important part first, or write a shorter subject",
        );
    }
    if subject != composition.subject.trim() {
        findings.warning(
            "subject",
            "the subject holds control characters or double spaces, which were taken out",
            "look at the headline it was made from",
        );
    }
    if one_line(&composition.preheader).is_empty() {
        findings.warning(
            "preheader",
            "there is no preheader: inboxes will show \"View in browser\" after the subject",
            "give [edition] preheader a pattern such as \"{second} · {third}\"",
        );
    }
}
