//! Where failures come back: a return path for each delivery, which nobody else can make.

use std::collections::BTreeSet;

use crate::support::{Project, Site, site::Story, smtp_script::Script};

#[tokio::test(flavor = "multi_thread")]
async fn each_delivery_has_a_return_path_of_its_own() {
    let relay = Script::new().start().await;
    let site = Site::start().await;
    site.publish(Story::new("lock", "2026-11-18T10:00:00Z", "Waterways"));
    let mut project = Project::new(&site, &format!("smtp://{}", relay.address));
    project.set("ROUNDUP_CLOCK", "2026-11-20T07:00:00Z");
    project.set("ROUNDUP__BOUNCE__ADDRESS", "Bounce@weir.example");
    project.subscribe(5).await;
    project.run(&["run"]).await.ended(0);
    let paths: BTreeSet<String> = relay
        .record()
        .taken
        .iter()
        .map(|taken| taken.from.clone())
        .collect();
    assert_eq!(paths.len(), 5, "{paths:?}");
    for path in &paths {
        let (local, domain) = path.split_once('@').expect("an address");
        let token = local.strip_prefix("Bounce+").expect("a token");
        assert!(local.len() <= 64 && domain == "weir.example", "{path}");
        assert!(
            token
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()),
            "the case of letters must not matter: {path}"
        );
    }
}

#[tokio::test]
async fn a_base_without_room_for_a_token_is_refused() {
    let site = Site::start().await;
    let mut project = Project::new(&site, "outbox:outbox");
    let long = format!("{}@weir.example", "b".repeat(40));
    project.set("ROUNDUP__BOUNCE__ADDRESS", &long);
    let ran = project.run(&["check"]).await.ended(78);
    assert!(ran.stderr.contains("bounce.address"), "{}", ran.stderr);
}
