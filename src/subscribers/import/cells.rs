//! What stands in the cells of a list.

use super::origin::Says;
use crate::{
    preference::{Language, Sections, Tag},
    subscriber::SubscriberState,
    subscribers::harmless,
    words::parts,
};

/// What a cell says of whether somebody gets mail. None: nothing.
pub(super) fn state(cell: &str, says: Says) -> Result<Option<SubscriberState>, String> {
    let truth = || match cell.to_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(true),
        "false" | "no" | "0" => Ok(false),
        _ => Err(format!("`{cell}` is neither true nor false")),
    };
    let left = Some(SubscriberState::Unsubscribed);
    Ok(match says {
        Says::Word => Some(word(cell)?),
        Says::LeftIfTrue => left.filter(|_| truth() != Ok(false)),
        Says::LeftIfFalse => {
            if truth()? {
                None
            } else {
                left
            }
        }
        Says::LeftIfAny => left,
        Says::BouncedIfAny => Some(SubscriberState::Bounced),
    })
}

/// Of several that are said of one person, the one that keeps the most mail away.
pub(super) fn worst(states: impl Iterator<Item = SubscriberState>) -> Option<SubscriberState> {
    states.max_by_key(|state| match state {
        SubscriberState::Active => 0,
        SubscriberState::Pending => 1,
        SubscriberState::Paused => 2,
        SubscriberState::Unsubscribed => 3,
        SubscriberState::Bounced => 4,
        SubscriberState::Complained => 5,
        SubscriberState::Forgotten => 6,
    })
}

/// Whether a cell is a word for where somebody stands, be it one that can't be imported.
pub(super) fn is_state(cell: &str) -> bool {
    word(cell).is_ok() || cell.eq_ignore_ascii_case(SubscriberState::Forgotten.word())
}

/// What other programs call the same states.
fn word(cell: &str) -> Result<SubscriberState, String> {
    match cell.to_lowercase().as_str() {
        "subscribed" | "confirmed" | "enabled" | "yes" | "true" => Ok(SubscriberState::Active),
        // How somebody pays is not whether they get mail.
        "regular" | "free" | "paid" | "monthly" | "yearly" | "annual" | "comp" | "premium"
        | "gifted" | "trialed" | "churning" | "churned" | "past_due" | "unpaid" => {
            Ok(SubscriberState::Active)
        }
        "cleaned" | "undeliverable" | "hard_bounced" => Ok(SubscriberState::Bounced),
        "blocklisted" | "inactive" | "disabled" | "no" | "false" | "removed" | "blocked"
        | "malformed" | "spammy" => Ok(SubscriberState::Unsubscribed),
        "unconfirmed" | "unactivated" => Ok(SubscriberState::Pending),
        "forgotten" => Err("`forgotten` can't be imported; leave the row out".to_owned()),
        other => other.parse(),
    }
}

/// A cell without the apostrophe that an export puts before what a spreadsheet would take for a formula.
pub(super) fn without_guard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(bare) if harmless(bare) != bare => bare,
        _ => cell,
    }
}

/// A name that can stand in a header: no control characters, white space collapsed.
pub(super) fn name(text: &str) -> String {
    let clean = text.replace(char::is_control, " ");
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names of sections, parted by `|`; nothing is all of them.
pub(super) fn sections(cell: &str, known: &[String]) -> Result<Sections, String> {
    let names = cell.split('|').map(str::trim);
    let names = names.filter(|name| !name.is_empty());
    Sections::of(known, names.map(|name| name.trim_start_matches('\'')))
}

/// A language that there are words in, or none for the publication's own, which may be one that there are no words in.
pub(super) fn language(cell: &str, own: &str) -> Result<Option<Language>, String> {
    match cell.parse() {
        Ok(language) => Ok(Some(language)),
        Err(_) if parts(cell).0 == parts(own).0 => Ok(None),
        Err(why) => Err(format!(
            "{why}; an empty cell is the publication's language"
        )),
    }
}

/// Tags, as this and other programs list them; what can't stand in one is left out.
pub(super) fn tags(cell: &str) -> Vec<Tag> {
    cell.split([',', ';', '|']).filter_map(Tag::like).collect()
}
