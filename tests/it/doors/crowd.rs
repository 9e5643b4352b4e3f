//! More connections than the relay takes: fewer are used, until it takes more again.

use std::time::Duration;

use super::{figure, once_each, ready, run, smtp, url};
use crate::support::smtp_script::{At, Script, on};

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_takes_two_at_once_is_not_besieged() {
    let relay = Script::new().at_once(2).start().await;
    let (_site, project) = ready(&url(&relay)).await;
    smtp(&project, "connections = 16");
    project.subscribe(1_500).await;
    let report = run(&project, 0).await;
    assert_eq!(figure(&report, "accepted"), 1_500, "{report}");
    assert_eq!(once_each(&relay.recipients()), 1_500);
    let record = relay.record();
    assert_eq!(record.most_served, 2);
    assert!(
        record.turned_away < 100,
        "{} turned away",
        record.turned_away
    );
}

/// Slow enough that the crowd outside would go through all its patience before the next message is taken.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_relay_that_takes_one_at_once_is_not_besieged_either() {
    let relay = Script::new().at_once(1).start().await;
    let (_site, project) = ready(&url(&relay)).await;
    smtp(&project, "connections = 16\nrate = 4.0");
    project.subscribe(30).await;
    let report = run(&project, 0).await;
    assert_eq!(figure(&report, "accepted"), 30, "{report}");
    assert_eq!(once_each(&relay.recipients()), 30);
    let turned_away = relay.record().turned_away;
    assert!(turned_away < 100, "{turned_away} turned away");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_takes_more_again_is_used_more_again() {
    let relay = Script::new().at_once(2).start().await;
    let (_site, project) = ready(&url(&relay)).await;
    smtp(&project, "connections = 16\nrate = 500.0");
    project.subscribe(1_500).await;
    let mut command = project.command(&["run"]);
    let run = tokio::spawn(async move { command.status().await });
    while relay.record().taken.len() < 300 {
        assert!(!run.is_finished(), "it ends too soon");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(relay.record().most_served, 2);
    relay.serve(16);
    let ended = run.await.expect("no panic").expect("it ends");
    assert_eq!(ended.code(), Some(0));
    assert_eq!(once_each(&relay.recipients()), 1_500);
    let most = relay.record().most_served;
    assert!(most >= 6, "only {most}");
}

/// 452 4.3.1 is no matter of the recipients: fewer connections are used, until that has gone well for a while.
#[tokio::test(flavor = "multi_thread")]
async fn a_relay_without_room_is_left_alone_and_then_used_again() {
    let full = on(At::Rcpt)
        .first(8)
        .reply("452 4.3.1 too much mail at once");
    let relay = Script::new().rule(full).start().await;
    let (_site, mut project) = ready(&url(&relay)).await;
    smtp(&project, "connections = 8");
    project.subscribe(400).await;
    let report = run(&project, 75).await;
    let figures = ["accepted", "deferred"].map(|name| figure(&report, name));
    assert_eq!(figures, [392, 8], "{report}");

    let open: Vec<usize> = {
        let record = relay.record();
        record.taken.iter().map(|mail| mail.open).collect()
    };
    let (fewest, at) = (0..200).map(|at| (open[at], at)).min().expect("some");
    assert!(fewest <= 6, "{open:?}");
    assert_eq!(open[at..].iter().max(), Some(&8), "{open:?}");

    project.set("ROUNDUP_CLOCK", "2026-11-20T07:30:00Z");
    run(&project, 0).await;
    assert_eq!(once_each(&relay.recipients()), 400);
}
