//! Addresses that are refused one after the other: when that is believed, and when it is about the relay. Twelve in a
//! row are enough for the bench's relay.

use roundup::{
    deliver::{Ended, Standing},
    delivery::{Cause, Outcome},
};

use crate::{
    deliver::bench::{Written, claims, job, people, run, run_job, smtp},
    support::smtp_script::{At, Script, on},
};

/// Those that failed, and those whose address is believed to be none.
fn failed_and_gone(written: &Written) -> [usize; 2] {
    let outcomes = written.outcomes();
    let failed = |cause_is: fn(Cause) -> bool| {
        let matching = outcomes
            .values()
            .filter(|outcome| matches!(outcome, Outcome::Failed { cause, .. } if cause_is(*cause)));
        matching.count()
    };
    [failed(|_| true), failed(|cause| cause == Cause::Address)]
}

fn deferred(written: &Written) -> Vec<i64> {
    let outcomes = written.outcomes().into_iter();
    outcomes
        .filter(|(_, outcome)| matches!(outcome, Outcome::Deferred { .. }))
        .map(|(id, _)| id)
        .collect()
}

#[tokio::test]
async fn a_relay_that_knows_nobody_is_not_believed() {
    let relay = Script::new()
        .rule(on(At::Rcpt).reply("550 5.1.1 no such user"))
        .start()
        .await;
    // The shorter list ends before the row is long enough to stop the run.
    for (people, refused) in [(people(15), 12), (people(8), 8)] {
        let count = people.len() as i64;
        let (ended, written) = run(&relay, people).await;
        let words =
            format!("the relay refused {refused} addresses in a row: 550 5.1.1 no such user");
        assert_eq!(ended, Ended::Refused(words));
        assert_eq!(failed_and_gone(&written), [0, 0]);
        assert_eq!(deferred(&written), (1..=refused).collect::<Vec<_>>());
        assert_eq!(
            written.returned(),
            (refused + 1..=count).collect::<Vec<_>>()
        );
    }
}

#[tokio::test]
async fn whoever_was_taken_before_a_long_row_stops_a_run() {
    for (standing, taken) in [(Standing::New, 2), (Standing::Proven, 0)] {
        let no = on(At::Rcpt).after(taken).reply("550 5.1.1 no such user");
        let relay = Script::new().rule(no).start().await;
        let mut job = job(smtp(relay.address));
        job.standing = standing;
        let (ended, written) = run_job(job, people(20)).await;
        assert!(matches!(ended, Ended::Refused(_)), "{ended:?}");
        assert_eq!(failed_and_gone(&written), [0, 0]);
        assert_eq!(deferred(&written).len(), 12);
        assert_eq!(written.accepted().len(), taken);
    }
}

#[tokio::test]
async fn with_acceptances_between_any_number_may_be_gone() {
    let no = on(At::Rcpt)
        .for_domain("gone.example")
        .reply("550 5.1.1 no such user");
    let relay = Script::new().rule(no).start().await;
    let mut list = vec!["ok@mill.example"];
    for _ in 0..9 {
        list.extend(["no@gone.example"; 11]);
        list.push("ok@mill.example");
    }
    for connections in [1, 3] {
        let mut job = job(smtp(relay.address));
        job.smtp.connections = connections;
        job.limits =
            tokio::sync::watch::Sender::new(roundup::deliver::Limits::of(&job.smtp)).subscribe();
        // With several at work an acceptance may come a little late.
        if connections > 1 {
            job.standing = Standing::Proven;
        }
        job.delivery.stop_after += u32::try_from(connections).expect("few");
        let (ended, written) = run_job(job, claims(&list)).await;
        assert_eq!(ended, Ended::Done);
        assert_eq!(failed_and_gone(&written), [99, 99]);
        assert_eq!(written.accepted().len(), 10);
    }
}

#[tokio::test]
async fn a_list_of_two_may_be_gone_altogether() {
    let relay = Script::new()
        .rule(on(At::Rcpt).reply("550 5.1.1 no such user"))
        .start()
        .await;
    let (ended, written) = run(&relay, people(2)).await;
    assert_eq!(ended, Ended::Done);
    assert_eq!(failed_and_gone(&written), [2, 2]);
}
