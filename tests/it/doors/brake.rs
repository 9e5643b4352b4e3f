//! A relay that knows nobody, or nobody any more: the list is not believed to be gone.

use std::time::Duration;

use rstest::rstest;
use serde_json::Value;

use super::{figure, once_each, ready, run, smtp, url};
use crate::support::{
    Project,
    smtp_script::{At, Script, on},
};

const NOBODY: &str = "550 5.1.1 no such user";

/// How many of the list have this state.
async fn count(project: &Project, state: &str) -> usize {
    let list = project.run(&["subscribers", "list", "--json"]).await;
    let list = list.ended(0).json();
    let all = list.as_array().expect("a list").iter();
    all.filter(|subscriber: &&Value| subscriber["state"] == state)
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_knows_nobody_costs_nobody_their_subscription() {
    for knows in [0, 10] {
        let no = on(At::Rcpt).after(knows).reply(NOBODY);
        let relay = Script::new().rule(no).start().await;
        let (_site, mut project) = ready(&url(&relay)).await;
        // With several an acceptance may come a little late, and the one before it is believed to be gone.
        smtp(&project, "connections = 1");
        project.subscribe(60).await;
        // However often cron tries it.
        for _ in 0..3 {
            let report = run(&project, 75).await;
            let problems = report["problems"].to_string();
            assert!(problems.contains("addresses in a row"), "{problems}");
            assert!(problems.contains(NOBODY), "{problems}");
            assert_eq!(figure(&report, "failed"), 0, "{report}");
            assert_eq!(count(&project, "active").await, 60);
            if knows > 0 {
                break;
            }
        }
        relay.recover();
        project.set("ROUNDUP_CLOCK", "2026-11-20T07:30:00Z");
        let report = run(&project, 0).await;
        assert_eq!(figure(&report, "accepted"), 60, "{report}");
        assert_eq!(once_each(&relay.recipients()), 60);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_gone_among_others_is_believed_to_be() {
    let no = on(At::Rcpt).for_domain("gone.example").reply(NOBODY);
    let relay = Script::new().rule(no).start().await;
    let (_site, project) = ready(&url(&relay)).await;
    // With several an acceptance may come a little late.
    smtp(&project, "connections = 1");
    let list: String = (0..40)
        .map(|n| format!("a{n}@mill.example\nb{n}@gone.example\nc{n}@gone.example\n"))
        .collect();
    super::import(&project, &list.lines().collect::<Vec<_>>()).await;
    let report = run(&project, 0).await;
    let figures = ["accepted", "failed"].map(|name| figure(&report, name));
    assert_eq!(figures, [40, 80], "{report}");
    assert_eq!(count(&project, "bounced").await, 80);
}

/// Imported lists have dead addresses side by side, and those are heard of before the first acceptance is.
#[rstest]
#[case::one_after_the_other(1, 0, 19)]
#[case::while_the_first_ones_are_on_their_way(4, 3, 30)]
#[tokio::test(flavor = "multi_thread")]
async fn dead_addresses_at_the_head_of_a_list_stop_nothing(
    #[case] connections: usize,
    #[case] first: usize,
    #[case] dead: usize,
) {
    let relay = Script::new()
        .rule(on(At::Rcpt).for_domain("gone.example").reply(NOBODY))
        .rule(on(At::Dot).first(first).take_late(Duration::from_secs(2)));
    let relay = relay.start().await;
    let (_site, project) = ready(&url(&relay)).await;
    smtp(&project, &format!("connections = {connections}"));
    let list = (0..first).map(|n| format!("a{n}@mill.example"));
    let list = list.chain((0..dead).map(|n| format!("b{n}@gone.example")));
    let list: Vec<_> = list
        .chain((0..9).map(|n| format!("c{n}@mill.example")))
        .collect();
    super::import(
        &project,
        &list.iter().map(String::as_str).collect::<Vec<_>>(),
    )
    .await;
    let report = run(&project, 0).await;
    let figures = ["accepted", "failed"].map(|name| figure(&report, name));
    assert_eq!(figures, [first as u64 + 9, dead as u64], "{report}");
    assert_eq!(count(&project, "bounced").await, dead);
}

/// Shorter than what stops a run, and not believed either.
#[tokio::test(flavor = "multi_thread")]
async fn a_short_list_of_nobody_keeps_its_subscribers() {
    let relay = Script::new().rule(on(At::Rcpt).reply(NOBODY)).start().await;
    let (_site, project) = ready(&url(&relay)).await;
    project.subscribe(8).await;
    let report = run(&project, 75).await;
    assert_eq!(figure(&report, "deferred"), 8, "{report}");
    let problems = report["problems"].to_string();
    assert!(
        problems.contains("refused 8 addresses in a row"),
        "{problems}"
    );
    assert_eq!(count(&project, "active").await, 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_two_may_be_gone_altogether() {
    let relay = Script::new().rule(on(At::Rcpt).reply(NOBODY)).start().await;
    let (_site, project) = ready(&url(&relay)).await;
    project.subscribe(2).await;
    let report = run(&project, 0).await;
    assert_eq!(figure(&report, "failed"), 2, "{report}");
    assert_eq!(count(&project, "bounced").await, 2);
}
