//! `roundup dkim`, the `[dkim]` section, and what `check` has to say of both.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

use super::{ready, records, texts};
use crate::support::{Project, Site};

const OPENSSL: &str = "/usr/bin/openssl";

/// A key as openssl writes it; none where it is not installed.
fn openssl(project: &Project, file: &str, arguments: &[&str]) -> Option<()> {
    if !Path::new(OPENSSL).exists() {
        eprintln!("skipped: {OPENSSL} is not installed");
        return None;
    }
    let mut command = Command::new(OPENSSL);
    let output = command
        .args(arguments)
        .arg("-out")
        .arg(project.path(file))
        .output()
        .expect("it starts");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    let private = fs::Permissions::from_mode(0o600);
    fs::set_permissions(project.path(file), private).expect("ours");
    Some(())
}

async fn unsigned() -> (Site, Project) {
    let site = Site::start().await;
    let project = Project::new(&site, "outbox:outbox");
    (site, project)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_is_for_its_owner_alone_and_never_goes_over_another() {
    let (_site, project) = unsigned().await;
    let made = project.run(&["dkim", "new"]).await.ended(0);
    let file = project.path("dkim-roundup.pem");
    let pem = fs::read_to_string(&file).expect("the key");
    let mode = fs::metadata(&file).expect("the key").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    for words in [
        "roundup._domainkey.quay.example",
        "v=DKIM1; k=rsa; p=MII",
        "key_file = \"dkim-roundup.pem\"",
    ] {
        assert!(made.stdout.contains(words), "{}", made.stdout);
    }
    let line = pem.lines().nth(1).expect("base64");
    assert!(!made.stdout.contains(line));
    let again = project.run(&["dkim", "new"]).await.ended(73);
    assert!(again.stderr.contains("stays as it is"), "{}", again.stderr);
    assert_eq!(fs::read_to_string(&file).expect("the key"), pem);
}

#[tokio::test]
async fn a_key_needs_no_configuration() {
    let project = Project::empty();
    let arguments = [
        "dkim",
        "new",
        "--domain",
        "Bücher.example",
        "--selector",
        "2026",
    ];
    let made = project
        .run(&[&arguments[..], &["--out", "k.pem", "--json"]].concat())
        .await
        .ended(0)
        .json();
    assert_eq!(
        made["record"]["name"],
        "2026._domainkey.xn--bcher-kva.example"
    );
    let strings = texts(&made["record"]["strings"]);
    assert!(strings.iter().all(|string| string.len() <= 255));
    assert_eq!(made["record"]["value"], strings.concat());
    assert!(texts(&made["config"]).contains(&"key_file = \"k.pem\"".to_owned()));
    project
        .run(&["dkim", "new", "--domain", "x"])
        .await
        .ended(64);
    project.run(&["dkim", "new"]).await.ended(78);
}

#[tokio::test(flavor = "multi_thread")]
async fn show_says_what_new_said() {
    let (_site, project) = unsigned().await;
    let none = project.run(&["dkim", "show"]).await.ended(65);
    assert!(none.stderr.contains("roundup dkim new"), "{}", none.stderr);
    let (_site, _relay, project, records) = ready().await;
    let shown = project.run(&["dkim", "show"]).await.ended(0);
    for record in &records {
        assert!(shown.stdout.contains(&record.name), "{}", shown.stdout);
        assert!(shown.stdout.contains(&record.value), "{}", shown.stdout);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_environment_names_another_key() {
    let (_site, mut project) = unsigned().await;
    project
        .run(&["dkim", "new", "--out", "other.pem"])
        .await
        .ended(0);
    project.set("ROUNDUP__DKIM__KEY_FILE", "other.pem");
    project.set("ROUNDUP__DKIM__SELECTOR", "2026");
    project.set("ROUNDUP__DKIM__DOMAIN", "mail.quay.example");
    let shown = project.run(&["dkim", "show", "--json"]).await.ended(0);
    assert_eq!(
        records(&shown.json())[0].name,
        "2026._domainkey.mail.quay.example"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_openssl_are_read() {
    let (_site, mut project) = unsigned().await;
    for (file, kind) in [("pkcs8.pem", None), ("pkcs1.pem", Some("-traditional"))] {
        let arguments: Vec<_> = ["genrsa"].into_iter().chain(kind).collect();
        let Some(()) = openssl(&project, file, &arguments) else {
            return;
        };
        let pem = fs::read_to_string(project.path(file)).expect("the key");
        assert_eq!(pem.contains("RSA PRIVATE KEY"), kind.is_some());
        project.set("ROUNDUP__DKIM__KEY_FILE", file);
        project.run(&["dkim", "show"]).await.ended(0);
    }
    openssl(&project, "ed.pem", &["genpkey", "-algorithm", "ed25519"]);
    project.set("ROUNDUP__DKIM__ED25519_KEY_FILE", "ed.pem");
    let shown = project.run(&["dkim", "show", "--json"]).await.ended(0);
    assert_eq!(records(&shown.json()).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_will_not_do_is_named_with_its_file() {
    let (_site, mut project) = unsigned().await;
    project
        .run(&["dkim", "new", "--ed25519", "--out", "ed.pem"])
        .await
        .ended(0);
    project
        .run(&["dkim", "new", "--out", "rsa.pem"])
        .await
        .ended(0);
    project.write("no.pem", "nothing");
    let mut cases = vec![
        (
            vec![("KEY_FILE", "gone.pem")],
            "key_file gone.pem: No such file",
        ),
        (
            vec![("KEY_FILE", "no.pem")],
            "key_file no.pem: it holds no private key",
        ),
        (
            vec![("KEY_FILE", "ed.pem")],
            "key_file ed.pem: it holds an Ed25519 key, not RSA",
        ),
        (vec![("ED25519_KEY_FILE", "ed.pem")], "no key_file"),
        (
            vec![("KEY_FILE", "rsa.pem"), ("ED25519_SELECTOR", "x")],
            "no ed25519_key_file",
        ),
        (
            vec![("KEY_FILE", "rsa.pem"), ("ED25519_KEY_FILE", "rsa.pem")],
            "ed25519_key_file rsa.pem: it holds an RSA key, not Ed25519",
        ),
        (
            vec![
                ("KEY_FILE", "rsa.pem"),
                ("ED25519_KEY_FILE", "ed.pem"),
                ("ED25519_SELECTOR", "roundup"),
            ],
            "a name of its own",
        ),
    ];
    let bits = "rsa_keygen_bits:1024";
    let small = ["genpkey", "-algorithm", "RSA", "-pkeyopt", bits];
    if openssl(&project, "small.pem", &small).is_some() {
        cases.push((vec![("KEY_FILE", "small.pem")], "fewer than 2048 bits"));
    }
    for (settings, words) in cases {
        for key in ["KEY_FILE", "ED25519_KEY_FILE", "ED25519_SELECTOR"] {
            project.unset(&format!("ROUNDUP__DKIM__{key}"));
        }
        for (key, value) in settings {
            project.set(&format!("ROUNDUP__DKIM__{key}"), value);
        }
        let ran = project.run(&["dkim", "show"]).await.ended(78);
        assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn check_looks_at_files_domain_and_dns() {
    let (_site, mut project) = unsigned().await;
    let line = |checks: &serde_json::Value, what: &str| {
        let lines = checks["checks"].as_array().expect("lines");
        let found = lines.iter().find(|line| line["what"] == what);
        found
            .unwrap_or_else(|| panic!("no {what}: {checks}"))
            .clone()
    };
    let without = project.run(&["check", "--json"]).await.json();
    assert_eq!(line(&without, "dkim")["standing"], "ok");

    project.run(&["dkim", "new"]).await.ended(0);
    let open = fs::Permissions::from_mode(0o644);
    fs::set_permissions(project.path("dkim-roundup.pem"), open).expect("ours");
    project.set("ROUNDUP__DKIM__KEY_FILE", "dkim-roundup.pem");
    project.set("ROUNDUP__DKIM__DOMAIN", "elsewhere.example");
    let with = project.run(&["check", "--json"]).await.json();
    assert_eq!(line(&with, "dkim")["standing"], "warning");
    let key = line(&with, "dkim key");
    assert!(
        key["found"]
            .as_str()
            .is_some_and(|words| words.contains("644")),
        "{key}"
    );
    // There is no such domain, or no network to ask.
    let record = line(&with, "DKIM of roundup._domainkey.elsewhere.example");
    assert_eq!(record["standing"], "warning", "{record}");
}
