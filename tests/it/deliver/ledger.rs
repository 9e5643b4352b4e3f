//! The engine and its ledger: nothing on the wire before the mark, no claim lost, nothing after a failure.

use std::{sync::Arc, time::Duration};

use roundup::{
    deliver::{Change, Ended, NotKept},
    delivery::Outcome,
};
use tokio_util::sync::CancellationToken;

use crate::{
    deliver::bench::{job, people, run_with, smtp},
    support::smtp_script::{At, Script, on},
};

#[tokio::test]
async fn no_text_is_on_the_wire_before_its_mark() {
    let relay = Arc::new(Script::new().start().await);
    let seen = Arc::clone(&relay);
    let mut job = job(smtp(relay.address));
    job.smtp.connections = 3;
    let (ended, written) = run_with(
        job,
        people(30),
        CancellationToken::new(),
        move |id, change| {
            if matches!(change, Change::Sending) {
                // Long enough for a text that rode ahead to be taken.
                std::thread::sleep(Duration::from_millis(5));
                let reader = format!("p{}@mill.example", id.0);
                assert!(!seen.recipients().contains(&reader), "{reader}");
            }
            Ok(())
        },
    )
    .await;
    assert_eq!((ended, written.accepted().len()), (Ended::Done, 30));
    assert!((1..=30).all(|id| written.was_marked(id)));
}

#[tokio::test]
async fn a_failed_mark_sends_nothing_and_ends_the_run() {
    let relay = Script::new().start().await;
    let (ended, written) = run_with(
        job(smtp(relay.address)),
        people(5),
        CancellationToken::new(),
        |id, _| {
            if id.0 == 3 {
                Err(NotKept::Store)
            } else {
                Ok(())
            }
        },
    )
    .await;
    assert_eq!(ended, Ended::StoreFailed);
    assert_eq!(written.accepted(), [1, 2]);
    assert_eq!(relay.recipients(), ["p1@mill.example", "p2@mill.example"]);
    assert_eq!(written.0.len(), 4, "the rest stays as it is");
}

#[tokio::test]
async fn a_failed_outcome_ends_the_run() {
    let relay = Script::new().start().await;
    let (ended, written) = run_with(
        job(smtp(relay.address)),
        people(5),
        CancellationToken::new(),
        |_, change| match change {
            Change::Outcome(_) => Err(NotKept::Store),
            Change::Sending => Ok(()),
        },
    )
    .await;
    assert_eq!(ended, Ended::StoreFailed);
    assert!(written.outcomes().is_empty());
    assert_eq!(
        relay.record().taken.len(),
        1,
        "the next was marked, but not sent"
    );
}

#[tokio::test]
async fn who_was_withdrawn_gets_nothing() {
    let relay = Script::new().start().await;
    let (ended, written) = run_with(
        job(smtp(relay.address)),
        people(3),
        CancellationToken::new(),
        |id, _| {
            if id.0 == 2 {
                Err(NotKept::Withdrawn)
            } else {
                Ok(())
            }
        },
    )
    .await;
    assert_eq!((ended, written.accepted()), (Ended::Done, vec![1, 3]));
    assert_eq!(relay.recipients(), ["p1@mill.example", "p3@mill.example"]);
}

#[tokio::test]
async fn told_to_stop_it_finishes_and_gives_back() {
    let relay = Script::new().start().await;
    let stop = CancellationToken::new();
    let button = stop.clone();
    let (ended, written) = run_with(
        job(smtp(relay.address)),
        people(9),
        stop,
        move |id, change| {
            if id.0 == 4 && matches!(change, Change::Sending) {
                button.cancel();
            }
            Ok(())
        },
    )
    .await;
    assert_eq!(ended, Ended::Stopped);
    assert_eq!(written.accepted(), [1, 2, 3]);
    // The fourth's envelope was on the wire already, its text was not.
    assert_eq!(written.returned(), [4, 5, 6, 7, 8, 9]);
    assert_eq!(relay.record().taken.len(), 3);
}

#[tokio::test]
async fn stopped_before_it_began_it_gives_everything_back() {
    let relay = Script::new().start().await;
    let stop = CancellationToken::new();
    stop.cancel();
    let (ended, written) = run_with(job(smtp(relay.address)), people(4), stop, |_, _| Ok(())).await;
    assert_eq!(
        (ended, written.returned()),
        (Ended::Stopped, vec![1, 2, 3, 4])
    );
    assert_eq!(relay.record().connections, 0);
}

#[tokio::test]
async fn stopped_while_the_relay_is_silent_it_does_not_wait() {
    let relay = Script::new().rule(on(At::Greeting).hang()).start().await;
    let stop = CancellationToken::new();
    let mut job = job(smtp(relay.address));
    job.smtp.timeout = roundup::config::Span::seconds(3_600);
    let button = stop.clone();
    let press = async {
        while relay.record().connections == 0 {
            tokio::task::yield_now().await;
        }
        button.cancel();
    };
    let ((ended, written), ()) = tokio::join!(run_with(job, people(2), stop, |_, _| Ok(())), press);
    assert_eq!((ended, written.returned()), (Ended::Stopped, vec![1, 2]));
}

#[tokio::test]
async fn a_paced_run_sends_the_same_mail() {
    let relay = Script::new().start().await;
    let mut job = job(smtp(relay.address));
    (job.smtp.rate, job.smtp.per_domain, job.smtp.connections) = (Some(500.0), Some(200.0), 4);
    let (ended, written) = run_with(job, people(20), CancellationToken::new(), |_, _| Ok(())).await;
    assert_eq!((ended, written.accepted().len()), (Ended::Done, 20));
    assert_eq!(relay.recipients().len(), 20);
}

#[tokio::test]
async fn a_deferral_is_an_outcome_like_any_other() {
    let relay = Script::new()
        .rule(on(At::Rcpt).reply("450 4.2.1 later"))
        .start()
        .await;
    let (_, written) = run_with(
        job(smtp(relay.address)),
        people(3),
        CancellationToken::new(),
        |_, _| Ok(()),
    )
    .await;
    let outcomes = written.outcomes();
    assert_eq!(outcomes.len(), 3);
    assert!(
        outcomes
            .values()
            .all(|outcome| matches!(outcome, Outcome::Deferred { .. }))
    );
}
