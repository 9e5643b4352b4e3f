//! What a refusal means: for the delivery, for the edition, for the connection. Pure.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    config::Smtp,
    deliver::refusal::{Kind, Refusal, Stage},
    delivery::{Claim, Outcome},
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
    /// Not this delivery, ever; `ours` when the fault is likely the message's or the sender's.
    Fail { ours: bool },
    /// The relay won't have us at all.
    Stop,
    /// The relay is in trouble, or the connection is: another connection may do.
    Trouble,
}

/// Judges a refusal by its stage and kind.
pub(super) fn judge(refusal: &Refusal) -> Verdict {
    use Stage::{Auth, Connect, Data, Dot, Hello, Mail, Rcpt, Tls};
    match (refusal.stage, refusal.kind) {
        (Dot, Kind::Lost) => Verdict::Uncertain,
        (Rcpt | Data | Dot, Kind::Transient | Kind::Lost) => Verdict::Defer,
        (Data | Dot, Kind::Permanent) => Verdict::Fail {
            ours: !is_address(refusal),
        },
        // Only a refusal that speaks of the address is surely about it (`relay not permitted` is not); what we
        // found impossible ourselves has no code.
        (Rcpt, Kind::Permanent) => Verdict::Fail {
            ours: refusal.code.is_some() && !is_address(refusal),
        },
        (Connect | Hello | Tls | Auth | Mail, Kind::Permanent) => Verdict::Stop,
        (Connect | Hello | Tls | Auth | Mail, Kind::Transient | Kind::Lost) => Verdict::Trouble,
    }
}

/// X.7.Z is security and policy (RFC 3463 section 3.8): `relaying denied` says nothing about the recipient.
pub(super) fn is_policy(refusal: &Refusal) -> bool {
    is_of(refusal, &["5.7."])
}

/// X.1.Z and X.2.Z are about the address and its mailbox; some relays find out only after the text.
fn is_address(refusal: &Refusal) -> bool {
    is_of(refusal, &["5.1.", "5.2."])
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
        return Outcome::Failed { reply };
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

    #[test]
    fn the_enhanced_code_tells_whose_fault_it_is() {
        let ours = |stage, enhanced: &str| {
            judge(&Refusal {
                stage,
                code: Some(550),
                enhanced: Some(enhanced.to_owned()).filter(|code| !code.is_empty()),
                text: String::new(),
                kind: Kind::Permanent,
            }) == Verdict::Fail { ours: true }
        };
        assert!(ours(Stage::Rcpt, "5.7.1") && !ours(Stage::Rcpt, "5.1.1"));
        assert!(
            ours(Stage::Rcpt, ""),
            "`relay not permitted` without a code"
        );
        assert!(ours(Stage::Dot, "5.7.1") && ours(Stage::Dot, "") && ours(Stage::Data, "5.5.1"));
        assert!(!ours(Stage::Dot, "5.1.1") && !ours(Stage::Dot, "5.2.2"));
    }
}
