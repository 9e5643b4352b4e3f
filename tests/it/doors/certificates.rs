//! A relay that asks who we are in TLS.

use std::{fs, path::Path, process::Command};

use rstest::rstest;
use tempfile::TempDir;

use super::{once_each, ready, run, smtp, trust};
use crate::support::{
    Project, Site,
    smtp_script::{Relay, Script, Tls},
};

/// An authority for clients, and a certificate by it: `ca.pem`, `client.pem`, `key.pem`.
fn certificates() -> Option<TempDir> {
    if !Path::new("/usr/bin/openssl").exists() {
        eprintln!("skipped: openssl is not installed");
        return None;
    }
    let dir = TempDir::new().expect("a folder");
    fs::write(dir.path().join("use"), "extendedKeyUsage=clientAuth\n").expect("a file");
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    for line in [
        format!("req -x509 {key} -days 2 -subj /CN=authority -keyout ca.key -out ca.pem"),
        format!("req {key} -subj /CN=roundup -keyout key.pem -out request.pem"),
        "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile use -out client.pem".to_owned(),
    ] {
        let openssl = Command::new("openssl")
            .args(line.split(' '))
            .current_dir(dir.path())
            .output();
        assert!(openssl.expect("it starts").status.success(), "{line}");
    }
    Some(dir)
}

/// A relay that talks only with clients of this authority, and a project that goes there.
async fn guarded(dir: &TempDir, tls: Tls) -> (Relay, Site, Project) {
    let relay = Script::new().tls(tls).clients_of(dir.path().join("ca.pem"));
    let relay = relay.start().await;
    let scheme = match tls {
        Tls::Implicit => "smtps",
        _ => "smtp",
    };
    let url = format!("{scheme}://localhost:{}", relay.address.port());
    let (site, project) = ready(&url).await;
    trust(&project);
    if tls != Tls::Implicit {
        smtp(&project, "tls = \"required\"");
    }
    project.subscribe(5).await;
    (relay, site, project)
}

fn show(project: &Project, chain: &Path, key: &Path) {
    let (chain, key) = (chain.display(), key.display());
    smtp(
        project,
        &format!("client_cert_file = \"{chain}\"\nclient_key_file = \"{key}\""),
    );
}

#[rstest]
#[case::upgrade(Tls::Upgrade)]
#[case::implicit(Tls::Implicit)]
#[tokio::test(flavor = "multi_thread")]
async fn ours_is_welcome_and_nobody_without_one_is(#[case] tls: Tls) {
    let Some(dir) = certificates() else {
        return;
    };
    let (relay, _site, project) = guarded(&dir, tls).await;
    let report = run(&project, 75).await;
    let problems = report["problems"].to_string().to_lowercase();
    assert!(problems.contains("certificate"), "{problems}");
    assert_eq!(report["queued"], 5, "{report}");
    assert!(relay.recipients().is_empty());

    show(
        &project,
        &dir.path().join("client.pem"),
        &dir.path().join("key.pem"),
    );
    run(&project, 0).await;
    assert_eq!(once_each(&relay.recipients()), 5);
    assert!(relay.record().taken.iter().all(|mail| mail.encrypted));
}

/// Nobody wants their mail in the clear because of a wrong path.
#[rstest]
#[case::missing("client.pem", "nothing.pem", "smtp.client_key_file")]
#[case::no_chain("use", "key.pem", "smtp.client_cert_file")]
#[case::strangers(
    "client.pem",
    "ca.key",
    "smtp.client_cert_file and smtp.client_key_file"
)]
#[tokio::test(flavor = "multi_thread")]
async fn files_that_will_not_do_are_named(
    #[case] chain: &str,
    #[case] key: &str,
    #[case] setting: &str,
    #[values("required", "opportunistic")] tls: &str,
) {
    let Some(dir) = certificates() else {
        return;
    };
    let (relay, _site, project) = guarded(&dir, Tls::Upgrade).await;
    project.configure("tls = \"required\"", &format!("tls = \"{tls}\""));
    let wrong = if setting.ends_with("key_file") {
        key
    } else {
        chain
    };
    let wrong = dir.path().join(wrong);
    show(&project, &dir.path().join(chain), &dir.path().join(key));
    let report = run(&project, 75).await;
    let problems = report["problems"].to_string();
    assert!(problems.contains(setting), "{problems}");
    if !setting.contains(" and ") {
        assert!(
            problems.contains(&wrong.display().to_string()),
            "{problems}"
        );
    }
    assert!(relay.recipients().is_empty(), "not in the clear either");
}
