//! What a refusal means: for the delivery, for the edition, for the connection. Pure.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    config::Smtp,
    deliver::refusal::{Kind, Refusal, Stage},
    delivery::{Cause, Claim, Outcome},
};

/// The longest pause between two tries of a delivery.
const LONGEST_PAUSE: Duration = Duration::from_secs(4 * 3_600);

/// Whom a refusal is about, and how final it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nobody knows whether it was taken.
    Uncertain,
    /// Not this delivery, not now.
    Defer,
    /// Not this delivery, ever.
    Fail(Fault),
    /// The relay won't have us at all.
    Stop,
    /// The relay is in trouble, or the connection is: another connection may do.
    Trouble,
}

/// Whose fault a refusal for good is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// There is no such address.
    Address,
    /// The mailbox has no room, or the recipient can't be served as they are.
    Recipient,
    /// The message's or the sender's, most likely.
    Ours,
}

/// Judges a refusal by its stage and kind.
pub(super) fn judge(refusal: &Refusal) -> Verdict {
    use Stage::{Auth, Connect, Data, Dot, Hello, Mail, Rcpt, Tls};
    match (refusal.stage, refusal.kind) {
        (Dot, Kind::Lost) => Verdict::Uncertain,
        (Rcpt | Data | Dot, Kind::Transient | Kind::Lost) => Verdict::Defer,
        (Rcpt | Data | Dot, Kind::Permanent) => Verdict::Fail(fault(refusal)),
        (Connect | Hello | Tls | Auth | Mail, Kind::Permanent) => Verdict::Stop,
        (Connect | Hello | Tls | Auth | Mail, Kind::Transient | Kind::Lost) => Verdict::Trouble,
    }
}

/// X.7.Z is security and policy (RFC 3463 section 3.8): `relaying denied` says nothing about the recipient.
pub(super) fn is_policy(refusal: &Refusal) -> bool {
    is_of(refusal, &["5.7."])
}

/// What the enhanced status code says (RFC 3463); some relays find out only after the text.
///
/// Only a refusal that speaks of the address is surely about it: `relay not permitted` is not. 5.1.7 and 5.1.8 speak of
/// the sender's. What we found impossible ourselves has no code.
fn fault(refusal: &Refusal) -> Fault {
    match refusal.enhanced.as_deref() {
        Some("5.1.1" | "5.1.2" | "5.1.3" | "5.1.6" | "5.1.10" | "5.2.1") => Fault::Address,
        Some("5.1.7" | "5.1.8") => Fault::Ours,
        Some(code) if code.starts_with("5.1.") || code.starts_with("5.2.") => Fault::Recipient,
        None if refusal.code.is_none() => Fault::Recipient,
        _ => Fault::Ours,
    }
}

/// Whether the relay has too much of us: fewer connections may do. A full mailbox (4.2.2) is not that.
pub(super) fn is_crowded(refusal: &Refusal) -> bool {
    let enhanced = refusal.enhanced.as_deref().unwrap_or_default();
    let of_recipient = enhanced.starts_with("4.1.") || enhanced.starts_with("4.2.");
    match refusal.code {
        Some(421) => true,
        Some(452) => !of_recipient,
        Some(400..500) => refusal.text.to_ascii_lowercase().contains("too many"),
        _ => false,
    }
}

fn is_of(refusal: &Refusal, classes: &[&str]) -> bool {
    let code = refusal.enhanced.as_deref().unwrap_or_default();
    classes.iter().any(|class| code.starts_with(class))
}

/// Tries it again later, or gives up when that has been done for `retry_for`.
///
/// `jitter` is between 0 and 1 and lengthens the pause by up to a tenth, so that those refused together
/// don't come back together.
pub(super) fn later(
    refusal: &Refusal,
    claim: &Claim,
    smtp: &Smtp,
    now: DateTime<Utc>,
    jitter: f64,
) -> Outcome {
    let since = claim.first_attempt.unwrap_or(now);
    if claim.first_attempt.is_some() && now - since >= smtp.retry_for.delta() {
        let tries = claim.attempts.saturating_add(1);
        let reply = format!("gave up after {tries} tries since {since}: {refusal}");
        let cause = Cause::Other;
        return Outcome::Failed { reply, cause };
    }
    let pause = pause(smtp.retry_after.0, claim.attempts, jitter);
    Outcome::Deferred {
        reply: words(refusal),
        retry_at: now + TimeDelta::from_std(pause).unwrap_or(TimeDelta::MAX),
    }
}

fn pause(first: Duration, attempts: u32, jitter: f64) -> Duration {
    let doubled = first.saturating_mul(2_u32.saturating_pow(attempts.min(30)));
    doubled
        .min(LONGEST_PAUSE.max(first))
        .mul_f64(1.0 + jitter / 10.0)
}

/// The relay's own words; where it said nothing, what went wrong and at which stage.
pub(super) fn words(refusal: &Refusal) -> String {
    match refusal.code {
        Some(_) => refusal.words(),
        None => refusal.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_to_four_hours_and_no_further() {
        let minutes =
            |attempts, jitter| pause(Duration::from_secs(1_800), attempts, jitter).as_secs() / 60;
        let pauses: Vec<_> = (0..5).map(|attempts| minutes(attempts, 0.0)).collect();
        assert_eq!(pauses, [30, 60, 120, 240, 240]);
        assert_eq!((minutes(0, -1.0), minutes(0, 1.0)), (27, 33));
        assert_eq!(minutes(u32::MAX, 0.0), 240);
    }

    #[test]
    fn a_configured_pause_beyond_four_hours_is_kept() {
        let day = Duration::from_secs(86_400);
        assert_eq!(pause(day, 3, 0.0), day);
    }

    #[test]
    fn only_a_loss_after_the_dot_is_uncertain() {
        for stage in [
            Stage::Connect,
            Stage::Mail,
            Stage::Rcpt,
            Stage::Data,
            Stage::Dot,
        ] {
            let verdict = judge(&Refusal::lost(stage, "gone"));
            assert_eq!(
                verdict == Verdict::Uncertain,
                stage == Stage::Dot,
                "{stage}"
            );
        }
    }

    fn refused(stage: Stage, code: u16, enhanced: &str, text: &str) -> Refusal {
        Refusal {
            stage,
            code: Some(code),
            enhanced: Some(enhanced.to_owned()).filter(|code| !code.is_empty()),
            text: text.to_owned(),
            kind: if code < 500 {
                Kind::Transient
            } else {
                Kind::Permanent
            },
        }
    }

    #[test]
    fn the_enhanced_code_tells_whose_fault_it_is() {
        let fault = |enhanced| fault(&refused(Stage::Rcpt, 550, enhanced, ""));
        for address in ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"] {
            assert_eq!(fault(address), Fault::Address, "{address}");
        }
        for recipient in ["5.2.2", "5.2.3", "5.1.4", "5.1.0"] {
            assert_eq!(fault(recipient), Fault::Recipient, "{recipient}");
        }
        // `relay not permitted` often comes without a code.
        for ours in ["5.7.1", "5.7.515", "5.3.4", "5.1.8", "5.5.1", ""] {
            assert_eq!(fault(ours), Fault::Ours, "{ours}");
        }
        let impossible = Refusal::impossible(Stage::Rcpt, "no SMTPUTF8");
        assert_eq!(judge(&impossible), Verdict::Fail(Fault::Recipient));
    }

    #[test]
    fn a_crowd_is_told_from_a_full_mailbox() {
        let crowded =
            |code, enhanced, text| is_crowded(&refused(Stage::Rcpt, code, enhanced, text));
        assert!(crowded(421, "4.7.0", "") && crowded(452, "4.3.1", "") && crowded(452, "", ""));
        assert!(crowded(451, "4.7.1", "Too many connections from you"));
        assert!(!crowded(452, "4.2.2", "mailbox full") && !crowded(451, "4.7.1", "greylisted"));
        assert!(!crowded(550, "5.7.1", "too many complaints"));
    }
}
