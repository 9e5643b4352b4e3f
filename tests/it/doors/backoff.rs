//! A domain that says "not now" again and again is left alone, and holds up nobody else.

use rstest::rstest;

use super::{figure, once_each, ready, run, smtp, url};
use crate::support::smtp_script::{At, Script, on};

fn slow(relay: &crate::support::smtp_script::Relay) -> usize {
    let record = relay.record();
    let commands = record.commands.iter();
    commands
        .filter(|line| line.starts_with("RCPT") && line.contains("@slow.example>"))
        .count()
}

#[rstest]
#[case::one_connection(1)]
#[case::four(4)]
#[tokio::test(flavor = "multi_thread")]
async fn after_three_tries_the_others_are_put_off_untried(#[case] connections: usize) {
    let no = on(At::Rcpt)
        .for_domain("slow.example")
        .reply("451 4.7.1 come back later");
    let relay = Script::new().rule(no).start().await;
    let (_site, mut project) = ready(&url(&relay)).await;
    smtp(&project, &format!("connections = {connections}"));
    let list: String = (0..50)
        .map(|n| format!("a{n}@slow.example\nb{n}@mill.example\nc{n}@weir.example\n"))
        .collect();
    super::import(&project, &list.lines().collect::<Vec<_>>()).await;
    let report = run(&project, 75).await;
    let figures = ["accepted", "deferred", "queued"].map(|name| figure(&report, name));
    assert_eq!(figures, [100, 50, 0], "{report}");
    // What was in flight on other connections when it was enough was tried, too.
    let tries = slow(&relay);
    assert!((3..=2 + connections).contains(&tries), "{tries}");

    // It rests as long as the first pause: not a moment before.
    let early = run(&project, 75).await;
    assert_eq!((figure(&early, "deferred"), slow(&relay)), (50, tries));

    // Nor is it tried more often when that is over and nothing has changed.
    project.set("ROUNDUP_CLOCK", "2026-11-20T06:31:00Z");
    let again = run(&project, 75).await;
    assert_eq!(figure(&again, "deferred"), 50, "{again}");
    let more = slow(&relay) - tries;
    assert!((3..=2 + connections).contains(&more), "{more}");

    relay.recover();
    project.set("ROUNDUP_CLOCK", "2026-11-20T06:32:00Z");
    let report = run(&project, 0).await;
    assert_eq!(figure(&report, "accepted"), 150, "{report}");
    assert_eq!(once_each(&relay.recipients()), 150);
}
