//! Connections that go, and relays that fall silent: uncertain exactly when the final dot went out.

use std::sync::Arc;

use roundup::{
    deliver::{Ended, Sheet, Sheets},
    delivery::Outcome,
    message::Segment,
};

use crate::{
    deliver::bench::{SHORT, job, message, people, run, run_job, smtp},
    support::smtp_script::{At, Script, on},
};

fn is_deferred(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Deferred { .. })
}

#[tokio::test]
async fn taken_without_a_word_is_uncertain_and_never_sent_again() {
    let relay = Script::new()
        .rule(on(At::Dot).nth(2).take_and_drop())
        .start()
        .await;
    let (ended, written) = run(&relay, people(3)).await;
    assert_eq!((ended, written.accepted()), (Ended::Done, vec![1, 3]));
    let Outcome::Uncertain { reply } = written.outcome(2) else {
        panic!("{:?}", written.outcome(2));
    };
    assert_eq!(
        reply,
        "the end of the message: the relay closed the connection"
    );
    assert_eq!(relay.recipients().len(), 3);
}

#[tokio::test]
async fn silence_after_the_dot_is_uncertain() {
    let relay = Script::new().rule(on(At::Dot).nth(1).hang()).start().await;
    let mut job = job(smtp(relay.address));
    job.smtp.timeout = SHORT;
    let (ended, written) = run_job(job, people(2)).await;
    assert_eq!((ended, written.accepted()), (Ended::Done, vec![2]));
    assert!(matches!(written.outcome(1), Outcome::Uncertain { .. }));
}

#[tokio::test]
async fn nonsense_after_the_dot_is_uncertain() {
    for nonsense in ["354 go on", "hello there", "250-no end\r\n251 of it"] {
        let relay = Script::new()
            .rule(on(At::Dot).nth(1).reply(nonsense))
            .start()
            .await;
        let (_, written) = run(&relay, people(2)).await;
        assert!(
            matches!(written.outcome(1), Outcome::Uncertain { .. }),
            "{nonsense}"
        );
        assert_eq!(written.accepted(), [2], "{nonsense}");
    }
}

#[tokio::test]
async fn lost_before_the_text_is_certain() {
    for (at, pipelining) in [
        (At::Rcpt, true),
        (At::Rcpt, false),
        (At::Data, true),
        (At::Data, false),
    ] {
        let script = if pipelining {
            Script::new()
        } else {
            Script::new().without("PIPELINING")
        };
        let who = "p2@mill.example";
        let relay = script
            .rule(on(at).for_address(who).drop_connection())
            .start()
            .await;
        let (ended, written) = run(&relay, people(3)).await;
        assert_eq!(
            (ended, written.accepted()),
            (Ended::Done, vec![1, 3]),
            "{at:?} {pipelining}"
        );
        assert!(
            is_deferred(&written.outcome(2)),
            "{at:?} {:?}",
            written.outcome(2)
        );
    }
}

#[tokio::test]
async fn lost_at_mail_is_tried_again_at_once() {
    let relay = Script::new()
        .rule(on(At::Mail).nth(2).drop_connection())
        .start()
        .await;
    let (ended, written) = run(&relay, people(3)).await;
    assert_eq!((ended, written.accepted()), (Ended::Done, vec![1, 2, 3]));
    assert_eq!(relay.recipients().len(), 3);
}

#[tokio::test]
async fn lost_in_the_middle_of_the_text_is_certain() {
    let middle = on(At::Text)
        .for_address("p1@mill.example")
        .drop_after(100_000);
    let relay = Script::new().rule(middle).start().await;
    let mut job = job(smtp(relay.address));
    // More than all buffers between the two can hold, so that the dot can't have gone out.
    let line = format!("{}\r\n", "x".repeat(76));
    let mut message = message();
    message
        .segments
        .push(Segment::Literal(line.repeat(400_000)));
    job.sheets = Arc::new(Sheets::of_one(Sheet::new(&message, None)));
    let (ended, written) = run_job(job, people(2)).await;
    assert_eq!((ended, written.accepted()), (Ended::Done, vec![2]));
    assert!(is_deferred(&written.outcome(1)), "{:?}", written.outcome(1));
}

#[tokio::test]
async fn a_reply_in_the_middle_of_the_text_counts() {
    let full = on(At::Text)
        .for_address("p1@mill.example")
        .reply_and_drop("552 5.3.4 too big");
    let relay = Script::new().rule(full).start().await;
    let (ended, written) = run(&relay, people(2)).await;
    assert_eq!((ended, written.accepted()), (Ended::Done, vec![2]));
    // The system may throw the words away with the connection; then nobody can know.
    match written.outcome(1) {
        Outcome::Failed { reply, .. } => assert_eq!(reply, "552 5.3.4 too big"),
        other => assert!(matches!(other, Outcome::Uncertain { .. }), "{other:?}"),
    }
}

#[tokio::test]
async fn silence_at_any_other_stage_ends() {
    for at in [At::Rcpt, At::Data] {
        let relay = Script::new()
            .without("PIPELINING")
            .rule(on(at).nth(1).hang())
            .start()
            .await;
        let mut job = job(smtp(relay.address));
        job.smtp.timeout = SHORT;
        let (ended, written) = run_job(job, people(2)).await;
        assert_eq!(
            (ended, written.accepted()),
            (Ended::Done, vec![2]),
            "{at:?}"
        );
        assert!(is_deferred(&written.outcome(1)), "{at:?}");
    }
    for at in [At::Greeting, At::Ehlo, At::Mail] {
        let relay = Script::new().rule(on(at).nth(1).hang()).start().await;
        let mut job = job(smtp(relay.address));
        job.smtp.timeout = SHORT;
        let (ended, written) = run_job(job, people(2)).await;
        assert_eq!(
            (ended, written.accepted()),
            (Ended::Done, vec![1, 2]),
            "{at:?}"
        );
    }
}

#[tokio::test]
async fn a_relay_that_is_not_there_is_down() {
    let relay = Script::new().start().await;
    let address = relay.address;
    drop(relay);
    tokio::task::yield_now().await;
    let mut job = job(smtp(address));
    job.smtp.connections = 3;
    let (ended, written) = run_job(job, people(9)).await;
    assert!(matches!(ended, Ended::RelayDown(_)), "{ended:?}");
    assert_eq!(written.returned().len(), 9);
    assert!(
        !(1..=9).any(|id| written.was_marked(id)),
        "nothing was on the wire"
    );
}

#[tokio::test]
async fn a_relay_that_takes_few_connections_is_not_down() {
    let relay = Script::new()
        .rule(
            on(At::Greeting)
                .nth(2)
                .reply_and_drop("421 4.7.0 too many connections"),
        )
        .start()
        .await;
    let mut job = job(smtp(relay.address));
    job.smtp.connections = 2;
    let (ended, written) = run_job(job, people(40)).await;
    assert_eq!((ended, written.accepted().len()), (Ended::Done, 40));
    assert_eq!(relay.recipients().len(), 40);
}
