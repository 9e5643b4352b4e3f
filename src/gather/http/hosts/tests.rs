//! The pace and the rests of hosts.

use super::*;

#[tokio::test]
async fn a_host_that_rests_is_left_alone() {
    let hosts = Hosts::new(2, Some(Duration::ZERO));
    let url = Url::parse("https://example.org/a").unwrap();
    assert!(hosts.turn(&url).await.is_ok());
    hosts.rest(&url, 429, Some(Duration::from_secs(60)));
    let refused = hosts.turn(&url).await.unwrap_err();
    assert!(matches!(refused, FetchError::Busy { status: 429, .. }));
    let other = Url::parse("https://example.com/").unwrap();
    assert!(hosts.turn(&other).await.is_ok());
}

#[tokio::test]
async fn fetches_from_one_host_keep_their_distance() {
    let hosts = Hosts::new(4, Some(Duration::from_millis(40)));
    let url = Url::parse("https://example.org/a").unwrap();
    let began = Instant::now();
    for _ in 0..3 {
        drop(hosts.turn(&url).await.unwrap());
    }
    assert!(began.elapsed() >= Duration::from_millis(80));
    hosts.slow_down(&url, Duration::from_millis(150));
    drop(hosts.turn(&url).await.unwrap());
    drop(hosts.turn(&url).await.unwrap());
    assert!(began.elapsed() >= Duration::from_millis(80 + 150));
    hosts.slow_down(&url, Duration::from_secs(86_400));
    assert_eq!(hosts.with(&url, |host| host.wish), SLOWEST_PACE);
}

#[test]
fn servers_of_this_machine_need_no_pace_unless_told() {
    let of = |pace, url| Hosts::new(2, pace).pace_of(&Url::parse(url).unwrap());
    assert_eq!(of(None, "http://127.0.0.1:8/"), Duration::ZERO);
    assert_eq!(of(None, "https://example.org/"), PACE);
    let told = Duration::from_secs(1);
    assert_eq!(of(Some(told), "http://localhost/"), told);
}

#[tokio::test]
async fn a_host_that_never_answers_is_left_alone_and_forgiven() {
    let hosts = Hosts::new(2, Some(Duration::ZERO));
    let url = Url::parse("https://example.org/a").unwrap();
    for did in [false, false, true, false, false] {
        if did {
            hosts.answered(&url);
        } else {
            hosts.was_silent(&url);
        }
    }
    assert!(hosts.turn(&url).await.is_ok());
    hosts.was_silent(&url);
    let refused = hosts.turn(&url).await.unwrap_err();
    assert!(matches!(refused, FetchError::Silent { .. }), "{refused}");
    assert!(hosts.resting().is_empty(), "it asked for nothing");
}

#[tokio::test]
async fn what_a_host_asked_for_outlives_the_run() {
    let hosts = Hosts::new(2, None);
    let url = Url::parse("https://example.org/a").unwrap();
    hosts.rest(&url, 429, None);
    let resting = hosts.resting();
    assert_eq!(
        (resting[0].host.as_str(), resting[0].status),
        ("example.org", 429)
    );
    let next = Hosts::new(2, None);
    next.remember(&resting[0]);
    assert!(matches!(
        next.turn(&url).await,
        Err(FetchError::Busy { .. })
    ));
    // A page that is not there for a while says nothing about the others.
    let other = Url::parse("https://example.com/a").unwrap();
    hosts.rest(&other, 503, None);
    assert!(hosts.turn(&other).await.is_ok());
}
