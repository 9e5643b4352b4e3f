//! `smtp.per_domain` is a limit for whoever runs the mail of a domain.

use super::{import, once_each, ready, run, smtp, url};
use crate::support::{
    dns::Dns,
    smtp_script::{Relay, Script},
};

/// Twelve to two domains, twelve to a third; the most that the two were ever ahead of the third by.
async fn lead_of_two_domains(servers: &[(&str, &str)]) -> usize {
    let dns = Dns::start(servers).await;
    let relay = Script::new().start().await;
    let (_site, project) = ready(&url(&relay)).await;
    smtp(
        &project,
        &format!(
            "connections = 1\nper_domain = 10.0\nresolver = \"{}\"",
            dns.address
        ),
    );
    let pairs = (0..6).map(|n| {
        let other = format!("x{n}@other.example\ny{n}@other.example");
        format!("a{n}@mill.example\nb{n}@weir.example\n{other}\n")
    });
    let list: String = pairs.collect();
    import(&project, &list.lines().collect::<Vec<_>>()).await;
    run(&project, 0).await;
    assert_eq!(once_each(&relay.recipients()), 24);
    lead(&relay)
}

fn lead(relay: &Relay) -> usize {
    let record = relay.record();
    let (mut two, mut third, mut most) = (0_usize, 0_usize, 0);
    for mail in &record.taken {
        match mail.to.ends_with("@other.example") {
            true => third += 1,
            false => two += 1,
        }
        most = most.max(two.saturating_sub(third));
    }
    most
}

/// One limit for both: they are no faster together than the third is alone.
#[tokio::test(flavor = "multi_thread")]
async fn domains_of_one_provider_share_its_limit() {
    let lead = lead_of_two_domains(&[
        ("mill.example", "mx1.large.example"),
        ("weir.example", "mx2.large.example"),
        ("other.example", "mx.other.example"),
    ])
    .await;
    assert!(lead <= 2, "{lead}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_server_that_says_nothing_holds_up_nobody() {
    let silent = tokio::net::UdpSocket::bind("127.0.0.1:0").await;
    let silent = silent.expect("a port");
    let address = silent.local_addr().expect("an address");
    let relay = Script::new().start().await;
    let (_site, project) = ready(&url(&relay)).await;
    let lines = format!("per_domain = 100.0\nresolver = \"{address}\"");
    smtp(&project, &lines);
    import(&project, &["ann@mill.example", "bob@weir.example"]).await;
    run(&project, 0).await;
    assert_eq!(once_each(&relay.recipients()), 2);
}

/// Each with a limit of its own, they are twice as fast as the third.
#[tokio::test(flavor = "multi_thread")]
async fn domains_that_nothing_connects_have_a_limit_each() {
    let lead = lead_of_two_domains(&[("mill.example", "mx.mill.example")]).await;
    assert!(lead >= 4, "{lead}");
}
