//! Every refusal, at every stage: what becomes of the delivery, of the others, and of the edition.

use std::time::Duration;

use chrono::TimeDelta;
use roundup::{
    deliver::{Ended, Limits},
    delivery::{Cause, Outcome},
};
use tokio::sync::watch;

use crate::{
    deliver::bench::{claim, claims, job, noon, people, run, run_job, smtp},
    support::smtp_script::{At, Script, on},
};

#[tokio::test]
async fn a_refused_recipient_fails_alone() {
    for pipelining in [true, false] {
        let script = if pipelining {
            Script::new()
        } else {
            Script::new().without("PIPELINING")
        };
        let no = on(At::Rcpt)
            .for_address("p2@mill.example")
            .reply("550-5.1.1 no\r\n550 5.1.1 such user");
        let relay = script.rule(no).start().await;
        let (ended, written) = run(&relay, people(3)).await;
        assert_eq!(ended, Ended::Done);
        assert_eq!(written.accepted(), [1, 3]);
        assert_eq!(
            written.outcome(2),
            Outcome::Failed {
                reply: "550 5.1.1 no such user".to_owned(),
                cause: Cause::Address,
            }
        );
        assert_eq!(relay.record().connections, 1, "the connection goes on");
    }
}

#[tokio::test]
async fn a_data_let_through_without_recipients_sends_nothing() {
    let relay = Script::new()
        .rule(
            on(At::Rcpt)
                .for_address("p1@mill.example")
                .reply("550 5.1.1 no such user"),
        )
        .rule(on(At::Data).nth(1).reply("354 go on"))
        .start()
        .await;
    let (ended, written) = run(&relay, people(2)).await;
    assert_eq!(ended, Ended::Done);
    assert_eq!(
        written.outcome(1),
        Outcome::Failed {
            reply: "550 5.1.1 no such user".to_owned(),
            cause: Cause::Address,
        }
    );
    assert_eq!(relay.recipients(), ["p2@mill.example"]);
}

#[tokio::test]
async fn a_refused_sender_is_believed_whatever_follows() {
    let relay = Script::new()
        .rule(on(At::Mail).reply("550 5.7.0 not you"))
        .rule(on(At::Rcpt).reply("250 ok"))
        .start()
        .await;
    let (ended, written) = run(&relay, people(2)).await;
    assert_eq!(ended, Ended::Refused("MAIL: 550 5.7.0 not you".to_owned()));
    assert_eq!(written.returned(), [1, 2]);
    assert!(relay.record().taken.is_empty(), "not even an empty message");
}

#[tokio::test]
async fn a_refusal_for_now_is_tried_again_later() {
    for at in [At::Rcpt, At::Data, At::Dot] {
        let later = on(at).nth(1).reply("450 4.2.1 later");
        let relay = Script::new().rule(later).start().await;
        let (ended, written) = run(&relay, people(2)).await;
        assert_eq!(ended, Ended::Done, "{at:?}");
        let Outcome::Deferred { reply, retry_at } = written.outcome(1) else {
            panic!("{at:?}: {:?}", written.outcome(1));
        };
        assert_eq!(reply, "450 4.2.1 later");
        let pause = retry_at - noon();
        assert!(
            pause >= TimeDelta::minutes(30) && pause <= TimeDelta::minutes(33),
            "{pause}"
        );
        assert_eq!(written.accepted(), [2]);
    }
}

#[tokio::test]
async fn in_the_end_it_gives_up() {
    let relay = Script::new()
        .rule(on(At::Rcpt).reply("450 4.2.1 later"))
        .start()
        .await;
    let mut old = claim(1, "p1@mill.example");
    (old.attempts, old.first_attempt) = (9, Some(noon() - TimeDelta::days(2)));
    let (_, written) = run(&relay, vec![old]).await;
    let Outcome::Failed { reply, .. } = written.outcome(1) else {
        panic!("{:?}", written.outcome(1));
    };
    assert!(
        reply.starts_with("gave up after 10 tries") && reply.contains("450 4.2.1 later"),
        "{reply}"
    );
}

#[tokio::test]
async fn messages_refused_in_a_row_stop_the_edition() {
    let relay = Script::new()
        .rule(on(At::Dot).reply("554 5.7.1 spam"))
        .start()
        .await;
    let (ended, written) = run(&relay, people(6)).await;
    let words = "the relay refused 3 messages in a row: 554 5.7.1 spam";
    assert_eq!(ended, Ended::Refused(words.to_owned()));
    assert_eq!(written.outcomes().len(), 6);
    assert_eq!(written.returned(), [4, 5, 6]);
}

/// One that was in hand when the row ended the run says nothing for those in the row.
#[tokio::test]
async fn a_late_acceptance_costs_nobody_in_the_row_their_mail() {
    let relay = Script::new()
        .rule(
            on(At::Dot)
                .for_address("p1@mill.example")
                .take_late(Duration::from_millis(400)),
        )
        .rule(on(At::Dot).reply("554 5.7.1 spam"))
        .start()
        .await;
    let mut job = job(smtp(relay.address));
    job.smtp.connections = 2;
    job.limits = watch::Sender::new(Limits::of(&job.smtp)).subscribe();
    let (ended, written) = run_job(job, people(6)).await;
    assert!(matches!(ended, Ended::Refused(_)), "{ended:?}");
    assert_eq!(written.accepted(), [1]);
    for (id, outcome) in written.outcomes() {
        assert!(
            !matches!(outcome, Outcome::Failed { .. }),
            "{id}: {outcome:?}"
        );
    }
}

/// Who is put off untried again and again gives up when their time is over, like everybody.
#[tokio::test]
async fn a_domain_that_rests_keeps_nobody_for_ever() {
    let relay = Script::new()
        .rule(on(At::Rcpt).reply("450 4.2.1 later"))
        .start()
        .await;
    let mut list = people(5);
    list[4].first_attempt = Some(noon() - TimeDelta::days(2));
    let (_, written) = run(&relay, list).await;
    assert!(matches!(written.outcome(4), Outcome::Postponed { .. }));
    let Outcome::Failed { reply, .. } = written.outcome(5) else {
        panic!("{:?}", written.outcome(5));
    };
    assert!(reply.starts_with("gave up"), "{reply}");
}

#[tokio::test]
async fn an_acceptance_between_breaks_the_row() {
    let relay = Script::new()
        .rule(
            on(At::Dot)
                .for_address("no@mill.example")
                .reply("554 5.6.0 no"),
        )
        .start()
        .await;
    let list = ["no@mill.example", "no@mill.example", "ok@mill.example"].repeat(3);
    let (ended, written) = run(&relay, claims(&list)).await;
    assert_eq!(ended, Ended::Done);
    assert_eq!(written.accepted(), [3, 6, 9]);
}

#[tokio::test]
async fn refused_relaying_stops_the_edition() {
    let relay = Script::new()
        .rule(on(At::Rcpt).reply("554 5.7.1 relay access denied"))
        .start()
        .await;
    let (ended, written) = run(&relay, people(8)).await;
    assert!(matches!(ended, Ended::Refused(_)), "{ended:?}");
    assert_eq!(written.returned().len(), 5);
}

#[tokio::test]
async fn what_is_about_us_costs_nobody_their_mail() {
    for at in [At::Greeting, At::Ehlo, At::Mail] {
        let relay = Script::new()
            .rule(on(at).reply("550 5.7.0 not you"))
            .start()
            .await;
        let (ended, written) = run(&relay, people(3)).await;
        let Ended::Refused(words) = ended else {
            panic!("{at:?}: {ended:?}");
        };
        assert!(words.contains("550 5.7.0 not you"), "{words}");
        assert_eq!(written.returned(), [1, 2, 3], "{at:?}");
        assert!(relay.record().taken.is_empty());
    }
}

#[tokio::test]
async fn a_busy_relay_is_asked_again() {
    for at in [At::Greeting, At::Mail] {
        let busy = on(at).first(2).reply_and_drop("421 4.3.2 busy");
        let relay = Script::new().rule(busy).start().await;
        let (ended, written) = run(&relay, people(2)).await;
        assert_eq!(
            (ended, written.accepted()),
            (Ended::Done, vec![1, 2]),
            "{at:?}"
        );
        assert_eq!(relay.recipients().len(), 2);
    }
}

#[tokio::test]
async fn a_relay_that_stays_busy_is_down() {
    let relay = Script::new()
        .rule(on(At::Mail).reply("451 4.3.0 busy"))
        .start()
        .await;
    let (ended, written) = run(&relay, people(3)).await;
    assert_eq!(ended, Ended::RelayDown("MAIL: 451 4.3.0 busy".to_owned()));
    assert_eq!(written.returned(), [1, 2, 3]);
}

#[tokio::test]
async fn the_421_of_one_is_not_counted_against_the_others() {
    for at in [At::Rcpt, At::Data, At::Dot] {
        let bye = on(at).nth(2).reply_and_drop("421 4.7.0 too many");
        let relay = Script::new().without("PIPELINING").rule(bye).start().await;
        let (ended, written) = run(&relay, people(3)).await;
        assert_eq!(
            (ended, written.accepted()),
            (Ended::Done, vec![1, 3]),
            "{at:?}"
        );
        assert!(
            matches!(written.outcome(2), Outcome::Deferred { .. }),
            "{at:?}"
        );
        assert_eq!(relay.record().connections, 2);
    }
}
