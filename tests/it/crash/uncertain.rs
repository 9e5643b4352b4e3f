//! What becomes of those about whom nobody knows, after a crash.

use crate::support::{
    aftermath::{READERS, arrivals, finish_and_count, ready},
    project::ran,
    smtp_script::Script,
};

/// `resolve` decides, and what is to be sent again goes out once.
#[tokio::test(flavor = "multi_thread")]
async fn the_operator_decides_about_uncertain_ones() {
    let relay = Script::new().start().await;
    let (_site, project) = ready(&relay).await;
    project.configure("tls = \"none\"", "connections = 1\ntls = \"none\"");
    let mut command = project.command(&["run"]);
    command.env("FAILPOINTS", "deliver::after_mark=2*off->panic");
    assert_eq!(ran(command).await.code, None);
    let report = finish_and_count(&project, &relay, "resolve").await;
    assert_eq!(report["uncertain"], 1, "{report}");
    let ledger = project
        .run(&["edition", "report", "--csv"])
        .await
        .ended(0)
        .stdout;
    let line = ledger
        .lines()
        .find(|line| line.contains(",uncertain,"))
        .expect("the uncertain one")
        .to_owned();
    let cells: Vec<_> = line.split(',').collect();
    let message_id = cells
        .iter()
        .find(|cell| cell.contains("@quay.example"))
        .expect("its Message-ID");
    let resolved = project
        .run(&[
            "edition",
            "resolve",
            "--as",
            "resend",
            "--message-id",
            message_id,
            "--json",
        ])
        .await
        .ended(0)
        .json();
    assert_eq!(resolved["resolved"], 1, "{resolved}");
    let report = finish_and_count(&project, &relay, "after resolve").await;
    assert_eq!(report["accepted"], READERS, "{report}");
    let again = relay
        .record()
        .taken
        .iter()
        .filter(|mail| mail.to == cells[0])
        .map(|mail| mail.data.clone())
        .collect::<Vec<_>>();
    assert_eq!(again.len(), 1);
    assert!(
        again[0].contains(message_id),
        "the Message-ID never changes"
    );
}

/// Who would rather send twice than never has said so beforehand, and everybody has it.
#[tokio::test(flavor = "multi_thread")]
async fn uncertain_ones_are_sent_again_where_the_config_says_so() {
    let relay = Script::new().start().await;
    let (_site, mut project) = ready(&relay).await;
    project.set("ROUNDUP__DELIVERY__UNCERTAIN", "resend");
    let mut command = project.command(&["run"]);
    command.env("FAILPOINTS", "deliver::after_data=2*off->panic");
    assert_eq!(ran(command).await.code, None);
    let report = project.run(&["run", "--json"]).await.ended(0).json();
    let arrived = arrivals(&relay);
    assert_eq!(arrived.len(), READERS, "{arrived:?}");
    assert!(arrived.values().all(|times| *times <= 2), "{arrived:?}");
    assert_eq!(
        (&report["accepted"], &report["uncertain"]),
        (&READERS.into(), &0.into()),
        "{report}"
    );
}
