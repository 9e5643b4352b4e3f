//! Crashes at every step of a sending: afterwards everybody has it once, or is listed as uncertain.

mod uncertain;

use crate::support::{
    aftermath::{CONNECTIONS, READERS, arrivals, finish_and_count, ready},
    project::ran,
    smtp_script::{At, Script, on},
};

async fn crash_at(point: &str, times_before: usize) {
    let relay = Script::new().start().await;
    let (_site, project) = ready(&relay).await;
    let mut command = project.command(&["run"]);
    command.env("FAILPOINTS", format!("{point}={times_before}*off->panic"));
    let what = format!("{point} after {times_before}");
    let crashed = ran(command).await;
    assert_eq!(
        crashed.code, None,
        "{what}: the point was not reached, or did not kill: {crashed:?}"
    );
    let sent = arrivals(&relay);
    assert!(sent.values().all(|times| *times == 1), "{what}: {sent:?}");
    finish_and_count(&project, &relay, &what).await;
}

/// Crashes before anything can be on the wire leave nobody uncertain.
#[tokio::test(flavor = "multi_thread")]
async fn before_the_sending() {
    for point in [
        "pipeline::after_draft",
        "pipeline::after_approve",
        "pipeline::before_freeze",
        "store::before_freeze_commit",
        "pipeline::after_freeze",
        "pipeline::after_claim",
    ] {
        let relay = Script::new().start().await;
        let (_site, project) = ready(&relay).await;
        let mut command = project.command(&["run"]);
        command.env("FAILPOINTS", format!("{point}=panic"));
        let crashed = ran(command).await;
        assert_eq!(crashed.code, None, "{point}: {crashed:?}");
        let report = finish_and_count(&project, &relay, point).await;
        assert_eq!(report["accepted"], READERS, "{point}: {report}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn around_the_mark() {
    for (point, later) in [
        ("deliver::after_claim", 1),
        ("deliver::after_ahead_claim", 2),
        ("deliver::before_mark", 5),
        ("deliver::before_ahead_mark", 2),
        ("deliver::after_mark", 5),
    ] {
        for times_before in [0, later] {
            crash_at(point, times_before).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn around_the_data() {
    for (point, later) in [
        ("deliver::before_data", 6),
        ("deliver::after_data", 6),
        ("deliver::after_ride", 2),
        ("deliver::after_dot", 6),
    ] {
        for times_before in [0, later] {
            crash_at(point, times_before).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn around_the_outcome() {
    for (point, times_before) in [
        ("deliver::after_outcome", 0),
        ("deliver::after_outcome", 7),
        ("store::before_ledger_commit", 0),
        ("store::before_ledger_commit", 3),
        ("store::after_ledger_commit", 0),
        ("store::after_ledger_commit", 3),
        ("pipeline::before_finish", 0),
    ] {
        crash_at(point, times_before).await;
    }
}

/// A commit that takes somebody off the list, too: both or neither, and they get nothing more.
#[tokio::test(flavor = "multi_thread")]
async fn around_an_address_that_does_not_exist() {
    let gone = "reader3@example.org";
    for point in ["store::inside_ledger_commit", "store::after_ledger_commit"] {
        let refused = on(At::Rcpt)
            .for_address(gone)
            .reply("550 5.1.1 no such user");
        let relay = Script::new().rule(refused).start().await;
        let (_site, project) = ready(&relay).await;
        let mut command = project.command(&["run"]);
        command.env("FAILPOINTS", format!("{point}=panic"));
        assert_eq!(ran(command).await.code, None, "{point}");
        let ended = project.run(&["run", "--json"]).await.ended(0).json();
        let figure = |name: &str| ended[name].as_u64().expect("a figure");
        assert_eq!(figure("queued") + figure("deferred"), 0, "{point}: {ended}");
        assert!(figure("uncertain") <= CONNECTIONS, "{point}: {ended}");
        let arrived = arrivals(&relay);
        assert!(
            arrived.values().all(|times| *times == 1),
            "{point}: {arrived:?}"
        );
        assert!(!arrived.contains_key(gone), "{point}: {arrived:?}");
        let known = arrived.len() as u64 + figure("failed") + figure("uncertain");
        assert!(known >= READERS as u64, "{point}: {ended}");
    }
}

/// Who leaves after the claim gets nothing, though the envelope may be out: not before a crash, and not after it.
#[tokio::test(flavor = "multi_thread")]
async fn around_the_withdrawal_of_who_left() {
    let gone = "reader1@example.org";
    for point in [
        "store::inside_withdrawal=panic",
        "store::inside_withdrawal=off",
    ] {
        let relay = Script::new().start().await;
        let (_site, project) = ready(&relay).await;
        project.configure("tls = \"none\"", "connections = 1\ntls = \"none\"");
        let mut command = project.command(&["run"]);
        let sleeps = format!("deliver::before_ahead_mark=1*sleep(2000)->off;{point}");
        command.env("FAILPOINTS", sleeps);
        let sending = tokio::spawn(ran(command));
        while arrivals(&relay).is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        project
            .run(&["subscribers", "unsubscribe", gone])
            .await
            .ended(0);
        let code = sending.await.expect("it ran").code;
        assert_eq!(
            code.is_none(),
            point.ends_with("panic"),
            "{point}: {code:?}"
        );
        let rode = format!("RCPT TO:<{gone}>");
        let offers = relay.record().commands.clone();
        assert!(
            offers.iter().any(|line| line.starts_with(&rode)),
            "{point}: {offers:?}"
        );
        project.run(&["run"]).await.ended(0);
        let report = project
            .run(&["edition", "report", "--json"])
            .await
            .ended(0)
            .json();
        let rest = READERS - 1;
        let figure = |name: &str| report[name].as_u64().expect("a figure");
        // The crash takes the outcome that shared the commit with it: one connection, one uncertain.
        assert_eq!(figure("excluded"), 1, "{point}: {report}");
        assert_eq!(
            figure("accepted") + figure("uncertain"),
            rest as u64,
            "{point}: {report}"
        );
        assert!(
            figure("uncertain") <= u64::from(point.ends_with("panic")),
            "{point}: {report}"
        );
        assert_eq!(relay.record().taken.len(), rest, "{point}");
        assert!(!arrivals(&relay).contains_key(gone), "{point}");
    }
}

/// Crashes while the work of a sender that died is taken over, and while that is taken over in turn.
#[tokio::test(flavor = "multi_thread")]
async fn around_a_takeover() {
    for (first, second) in [
        ("deliver::after_data", "pipeline::after_outlive"),
        ("deliver::after_mark", "store::takeover"),
        ("deliver::after_ride", "store::takeover"),
        ("deliver::after_dot", "store::takeover=1*off->panic"),
    ] {
        let relay = Script::new().start().await;
        let (_site, project) = ready(&relay).await;
        for point in [first, second] {
            let mut command = project.command(&["run"]);
            let whole = if point.contains('=') {
                point.to_owned()
            } else {
                format!("{point}=panic")
            };
            command.env("FAILPOINTS", whole);
            let crashed = ran(command).await;
            assert_eq!(crashed.code, None, "{point}: {crashed:?}");
        }
        finish_and_count(&project, &relay, second).await;
    }
}

/// Killed again and again at moments that nobody chose.
#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment() {
    for pause in [15, 40, 60, 80, 100, 130, 160, 200] {
        let relay = Script::new().start().await;
        let (_site, project) = ready(&relay).await;
        for _ in 0..3 {
            let mut child = project.command(&["run"]).spawn().expect("it starts");
            tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
            child.kill().await.expect("killed, or over");
        }
        let relay_saw = arrivals(&relay);
        assert!(
            relay_saw.values().all(|times| *times == 1),
            "{pause} ms: {relay_saw:?}"
        );
        let ended = project.run(&["run", "--json"]).await.ended(0).json();
        if ended["edition"].is_object() {
            assert_eq!(ended["edition"]["state"], "sent", "{pause} ms: {ended}");
        }
        let report = project
            .run(&["edition", "report", "--json"])
            .await
            .ended(0)
            .json();
        let uncertain = report["uncertain"].as_u64().expect("a figure");
        assert!(uncertain <= 3 * CONNECTIONS, "{pause} ms: {report}");
        let twice: Vec<_> = arrivals(&relay)
            .into_iter()
            .filter(|(_, times)| *times > 1)
            .collect();
        assert_eq!(twice, [], "{pause} ms");
        let missing = READERS - arrivals(&relay).len();
        assert!(
            missing as u64 <= uncertain,
            "{pause} ms: {missing} got nothing: {report}"
        );
    }
}
