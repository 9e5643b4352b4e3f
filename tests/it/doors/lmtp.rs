//! LMTP into a real Dovecot: the last answer is the mailbox's own.

use rstest::rstest;

use super::{checked, figure, import, ready, run};
use crate::support::{
    Project,
    dovecot::{Dovecot, WhenFull},
};

async fn state_of(project: &Project, address: &str) -> String {
    let list = project.run(&["subscribers", "list", "--json"]).await;
    let list = list.ended(0).json();
    let mut all = list.as_array().expect("a list").iter();
    let found = all.find(|subscriber| subscriber["address"] == address);
    let state = &found.expect("a subscriber")["state"];
    state.as_str().expect("a state").to_owned()
}

fn by_socket(dovecot: &Dovecot) -> String {
    format!("lmtp://{}", dovecot.socket().display())
}

fn by_port(dovecot: &Dovecot) -> String {
    format!("lmtp://127.0.0.1:{}", dovecot.port)
}

#[rstest]
#[case::by_socket(by_socket)]
#[case::by_port(by_port)]
#[tokio::test(flavor = "multi_thread")]
async fn each_mailbox_has_it_once(#[case] url: fn(&Dovecot) -> String) {
    let Some(dovecot) = Dovecot::start(WhenFull::Never) else {
        return;
    };
    let (_site, project) = ready(&url(&dovecot)).await;
    import(&project, &["ann@mill.example", "bob@mill.example"]).await;
    let [(standing, found)] = &checked(&project).await[..] else {
        panic!("one relay");
    };
    assert_eq!(standing, "ok", "{found}");
    let report = run(&project, 0).await;
    assert_eq!(figure(&report, "accepted"), 2, "{report}");
    for user in ["ann@mill.example", "bob@mill.example"] {
        let mails = dovecot.mails(user);
        assert_eq!(mails.len(), 1, "{user}");
        assert!(mails[0].contains(&format!("To: {user}")), "{}", mails[0]);
        assert!(mails[0].contains(" with LMTP"), "{}", mails[0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_exist_is_not_in_the_next_audience() {
    let Some(dovecot) = Dovecot::start(WhenFull::Never) else {
        return;
    };
    let (site, mut project) = ready(&by_socket(&dovecot)).await;
    import(&project, &["ann@mill.example", "nobody@mill.example"]).await;
    let report = run(&project, 0).await;
    let figures = ["accepted", "failed"].map(|name| figure(&report, name));
    assert_eq!(figures, [1, 1], "{report}");
    let problems = report["problems"].to_string();
    assert!(problems.contains("550 5.1.1"), "{problems}");
    assert_eq!(state_of(&project, "nobody@mill.example").await, "bounced");
    assert_eq!(state_of(&project, "ann@mill.example").await, "active");

    let next = crate::support::site::Story::new("weir", "2026-11-25T10:00:00Z", "Waterways");
    site.publish(next);
    project.set("ROUNDUP_CLOCK", "2026-11-27T06:30:00Z");
    let report = run(&project, 0).await;
    let figures = ["audience", "accepted"].map(|name| figure(&report, name));
    assert_eq!(figures, [1, 1], "{report}");
    assert_eq!(dovecot.mails("ann@mill.example").len(), 2);
}

#[rstest]
#[case::later(WhenFull::Later, "deferred", "452 4.2.2", 75)]
#[case::never(WhenFull::Never, "failed", "552 5.2.2", 0)]
#[tokio::test(flavor = "multi_thread")]
async fn a_full_mailbox_is_not_the_end_of_a_subscription(
    #[case] when_full: WhenFull,
    #[case] becomes: &str,
    #[case] words: &str,
    #[case] code: i32,
) {
    let Some(dovecot) = Dovecot::start(when_full) else {
        return;
    };
    let (_site, project) = ready(&by_socket(&dovecot)).await;
    import(&project, &["full@mill.example", "ann@mill.example"]).await;
    let report = run(&project, code).await;
    let figures = ["accepted", becomes].map(|name| figure(&report, name));
    assert_eq!(figures, [1, 1], "{report}");
    assert!(report["problems"].to_string().contains(words), "{report}");
    assert_eq!(state_of(&project, "full@mill.example").await, "active");
    assert!(dovecot.mails("full@mill.example").is_empty());
}
