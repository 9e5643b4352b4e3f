//! A crash between a change and its message loses neither, and makes neither of the other.

use crate::support::{
    Served, Site,
    aftermath::ready,
    project::ran,
    receiver::Receiver,
    smtp_script::{At, Script, on},
};

use super::{add, configure};

#[tokio::test(flavor = "multi_thread")]
async fn around_the_delivery() {
    for (point, times) in [("webhooks::before_post", 1), ("webhooks::after_post", 2)] {
        let receiver = Receiver::start().await;
        let mut served = Served::of(Site::start().await, |project| {
            configure(project, &[receiver.webhook("crm")]);
            project.set("FAILPOINTS", &format!("{point}=panic"));
        });
        served.start().await;
        served.project.unset("FAILPOINTS");
        add(&served.project, "zoe").await;
        served.ended().await;
        assert_eq!(receiver.got("/crm").len(), times - 1, "{point}");
        let served = served.again("2026-11-23T12:03:00Z").await;
        let got = receiver.wait_for("/crm", times).await;
        assert!(got.iter().all(|it| it.id == got[0].id), "{point}: {got:?}");
        assert_eq!(got[0].body["data"]["address"], "zoe@ferry.example");
        drop(served);
        assert_eq!(receiver.got("/crm").len(), times, "{point}");
    }
}

/// Whoever has no such address is taken off the list and told of in one commit, or in none.
#[tokio::test(flavor = "multi_thread")]
async fn around_a_bounce() {
    let gone = "reader3@example.org";
    for point in ["store::inside_ledger_commit", "store::after_ledger_commit"] {
        for times_before in [0, 1, 2] {
            let receiver = Receiver::start().await;
            let refused = on(At::Rcpt)
                .for_address(gone)
                .reply("550 5.1.1 no such user");
            let relay = Script::new().rule(refused).start().await;
            let (_site, mut project) = ready(&relay).await;
            configure(&mut project, &[receiver.webhook("crm")]);
            project.set("ROUNDUP_CLOCK", "2026-11-20T06:30:00Z");
            let mut command = project.command(&["run"]);
            command.env("FAILPOINTS", format!("{point}={times_before}*off->panic"));
            assert_eq!(ran(command).await.code, None, "{point}");
            let state = project.run(&["subscribers", "show", gone, "--json"]).await;
            let bounced = state.ended(0).json()["state"] == "bounced";
            let list = project.run(&["webhook", "list", "--json"]).await.ended(0);
            let waiting = &list.json()["webhooks"][0]["messages"]["waiting"];
            assert_eq!(*waiting, u64::from(bounced), "{point} after {times_before}");
            project.run(&["run"]).await.ended(0);
            let mut kinds: Vec<_> = receiver
                .got("/crm")
                .iter()
                .map(|got| got.kind().to_owned())
                .collect();
            kinds.sort();
            let wanted: &[&str] = match kinds.len() {
                1 => &["edition.sent"],
                _ => &["edition.sent", "subscriber.bounced"],
            };
            assert_eq!(kinds, wanted, "{point} after {times_before}");
            let state = project.run(&["subscribers", "show", gone, "--json"]).await;
            let bounced = state.ended(0).json()["state"] == "bounced";
            assert_eq!(bounced, kinds.len() == 2, "{point} after {times_before}");
        }
    }
}
