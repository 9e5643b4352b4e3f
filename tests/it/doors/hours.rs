//! When mail may go, and how much of it on a day.

use rstest::rstest;

use super::{figure, once_each, ready, run, smtp, url};
use crate::support::{Project, site::Story, smtp_script::Script};

fn delivery(project: &Project, lines: &str) {
    project.configure("\n[web]", &format!("\n[delivery]\n{lines}\n[web]"));
}

/// The slot is at 7:00 in Berlin, the run at 7:30; in winter that is an hour before in UTC.
#[rstest]
#[case::quiet_hours(
    "quiet_hours = [\"06:00-09:00\"]",
    "2026-11-20 09:00",
    "2026-11-20T08:00:00Z"
)]
#[case::window("window = \"10:00-20:00\"", "2026-11-20 10:00", "2026-11-20T09:00:00Z")]
#[tokio::test(flavor = "multi_thread")]
async fn out_of_hours_nothing_goes(#[case] hours: &str, #[case] until: &str, #[case] then: &str) {
    let relay = Script::new().start().await;
    let (_site, mut project) = ready(&url(&relay)).await;
    delivery(&project, hours);
    project.subscribe(20).await;
    let report = run(&project, 75).await;
    let figures = ["audience", "queued"].map(|name| figure(&report, name));
    assert_eq!(figures, [20, 20], "{report}");
    assert_eq!(report["edition"]["state"], "sending", "{report}");
    let problems = report["problems"].to_string();
    assert!(problems.contains(until), "{problems}");
    assert_eq!(relay.record().count("MAIL"), 0);

    // Who comes now is not in the audience; who goes is not sent to.
    let add = ["subscribers", "add", "late@example.org"];
    project.run(&add).await.ended(0);
    let leave = ["subscribers", "unsubscribe", "reader0@example.org"];
    project.run(&leave).await.ended(0);
    project.set("ROUNDUP_CLOCK", then);
    let report = run(&project, 0).await;
    let figures = ["accepted", "excluded"].map(|name| figure(&report, name));
    assert_eq!(figures, [19, 1], "{report}");
    assert_eq!(once_each(&relay.recipients()), 19);
}

/// Some have it, the others are still to get it, and nobody is in between.
#[rstest]
#[case::quiet_hours("quiet_hours = [\"06:00-09:00\", \"20:00-21:00\"]", "2026-11-20 21:00")]
#[case::window("window = \"10:00-20:00\"", "2026-11-21 10:00")]
#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_the_hours_ends_a_run(#[case] hours: &str, #[case] until: &str) {
    let relay = Script::new().start().await;
    let (_site, mut project) = ready(&url(&relay)).await;
    delivery(&project, hours);
    smtp(&project, "rate = 20.0");
    project.subscribe(300).await;
    // Not yet: so that the run that is cut off has nothing to do but send.
    run(&project, 75).await;

    project.set("ROUNDUP_CLOCK", "from 2026-11-20T18:59:55Z");
    let report = run(&project, 75).await;
    let [accepted, queued] = ["accepted", "queued"].map(|name| figure(&report, name));
    assert!(accepted > 0 && queued > 0, "{report}");
    assert_eq!(accepted + queued, 300, "{report}");
    assert_eq!(once_each(&relay.recipients()) as u64, accepted);
    let problems = report["problems"].to_string();
    assert!(problems.contains(until), "{problems}");
    assert_eq!(report["edition"]["state"], "sending", "{report}");

    project.configure("rate = 20.0\n", "");
    project.set("ROUNDUP_CLOCK", "2026-11-21T09:30:00Z");
    let report = run(&project, 0).await;
    assert_eq!(figure(&report, "accepted"), 300, "{report}");
    assert_eq!(once_each(&relay.recipients()), 300);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_warm_up_allows_so_many_a_day() {
    let relay = Script::new().start().await;
    let (site, mut project) = ready(&url(&relay)).await;
    delivery(
        &project,
        "batch = 2\n[delivery.warmup]\nstart = \"2026-11-20\"\nper_day = [3, 4]\n",
    );
    project.subscribe(8).await;
    let mut gone = Vec::new();
    for clock in [
        "2026-11-20T06:30:00Z",
        "2026-11-20T06:45:00Z",
        // Still that Friday in Berlin, and then no more.
        "2026-11-20T22:59:00Z",
        "2026-11-20T23:01:00Z",
        "2026-11-21T12:00:00Z",
    ] {
        project.set("ROUNDUP_CLOCK", clock);
        let report = run(&project, 75).await;
        let problems = report["problems"].to_string();
        assert!(problems.contains("warm-up"), "{problems}");
        gone.push(once_each(&relay.recipients()));
    }
    assert_eq!(gone, [3, 3, 3, 7, 7]);

    // The plan is over: the rest, and a whole edition on the next Friday.
    project.set("ROUNDUP_CLOCK", "2026-11-22T12:00:00Z");
    run(&project, 0).await;
    assert_eq!(once_each(&relay.recipients()), 8);
    site.publish(Story::new("weir", "2026-11-25T10:00:00Z", "Waterways"));
    project.set("ROUNDUP_CLOCK", "2026-11-27T06:30:00Z");
    run(&project, 0).await;
    assert_eq!(relay.recipients().len(), 16);
}

/// Who was refused has not used up the day's share, and is not sent more than it.
#[tokio::test(flavor = "multi_thread")]
async fn a_warm_up_counts_what_was_taken() {
    use crate::support::smtp_script::{At, on};
    let no = on(At::Rcpt)
        .for_address("reader1@example.org")
        .reply("550 5.1.1 no such user");
    let relay = Script::new().rule(no).start().await;
    let (_site, project) = ready(&url(&relay)).await;
    delivery(
        &project,
        "[delivery.warmup]\nstart = \"2026-11-20\"\nper_day = [3]\n",
    );
    project.subscribe(8).await;
    for _ in 0..3 {
        run(&project, 75).await;
    }
    assert_eq!(once_each(&relay.recipients()), 3);
}
