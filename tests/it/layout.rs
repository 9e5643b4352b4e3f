//! A publication's own layout: from `init --layout` to mail, and what is said when it has a fault.

use std::path::Path;

use crate::support::{Project, Site, site::Story};

/// The Thursday before the sample's slot.
const THURSDAY: &str = "2026-11-19T12:00:00Z";
/// An hour after the slot.
const FRIDAY: &str = "2026-11-20T07:00:00Z";

/// The sample publication of the demo, with a draft.
async fn sample() -> (Site, Project) {
    let site = Site::start().await;
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/sample");
    serve(&site, &dir, "");
    let mut project = Project::empty();
    let config =
        std::fs::read_to_string(dir.join("roundup.toml")).expect("the sample's configuration");
    project.write(
        "roundup.toml",
        &config.replace("http://sample.invalid", &site.base()),
    );
    project.set("ROUNDUP_CLOCK", FRIDAY);
    project.subscribe(1).await;
    project.run(&["gather"]).await.ended(0);
    project.run(&["draft"]).await.ended(0);
    (site, project)
}

fn serve(site: &Site, dir: &Path, prefix: &str) {
    for entry in std::fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = format!(
            "{prefix}/{}",
            path.file_name().expect("a name").to_string_lossy()
        );
        if path.is_dir() {
            serve(site, &path, &name);
            continue;
        }
        let bytes = std::fs::read(&path).expect("a file");
        let body = match String::from_utf8(bytes) {
            Ok(text) => text
                .replace("http://sample.invalid", &site.base())
                .into_bytes(),
            Err(other) => other.into_bytes(),
        };
        site.set(&name, 200, &[], body);
    }
}

/// A project with pieces on Thursday, and this layout.
async fn with_layout(name: &str, text: &str) -> (Site, Project) {
    let site = Site::start().await;
    for (slug, day) in [("lock", 14), ("bridge", 16)] {
        site.publish(Story::new(
            slug,
            &format!("2026-11-{day}T10:00:00Z"),
            "Trade",
        ));
    }
    let mut project = Project::new(&site, "outbox:outbox");
    project.set("ROUNDUP_CLOCK", THURSDAY);
    project.subscribe(1).await;
    std::fs::create_dir(project.path("layouts")).expect("a folder");
    project.write(&format!("layouts/{name}"), text);
    project.configure(
        "[web]",
        &format!("[theme]\nlayout_file = \"layouts/{name}\"\n\n[web]"),
    );
    project.run(&["gather"]).await.ended(0);
    (site, project)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_starting_layouts_show_the_sample_and_lint_clean() {
    let (_site, project) = sample().await;
    for kind in ["mjml", "html"] {
        let ran = project.run(&["init", "--layout", kind]).await.ended(0);
        let line = format!("layout_file = \"layouts/weekly.{kind}\"");
        assert!(ran.stdout.contains(&line), "{}", ran.stdout);
        project.configure("[theme]\n", &format!("[theme]\n{line}\n"));
        project.run(&["preview", "--out", "look"]).await.ended(0);
        let html = std::fs::read_to_string(project.path("look/edition.html")).expect("the preview");
        assert!(
            html.contains("Keep reading") && html.contains("/unsubscribe/"),
            "{html}"
        );
        assert!(html.len() < 90 * 1024, "{} octets", html.len());
        let findings = project.run(&["lint", "--json"]).await.ended(0).json();
        let findings = findings["findings"].as_array().expect("findings");
        let errors: Vec<_> = findings
            .iter()
            .filter(|found| found["level"] == "error")
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let check = project.run(&["check", "--json"]).await.json();
        let checks = check["checks"].as_array().expect("checks");
        let found = checks
            .iter()
            .find(|check| check["what"] == "layout")
            .expect("a line");
        assert_eq!(found["standing"], "ok", "{found}");
        project.configure(&format!("{line}\n"), "");
    }
    let again = project.run(&["init", "--layout"]).await.ended(73);
    assert!(
        again
            .stderr
            .contains("layouts/weekly.mjml is there already and stays as it is"),
        "{}",
        again.stderr
    );
}

/// The same words and the same exit code, whoever meets the slip; and nothing is lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_slip_stops_every_command_with_the_same_words_and_loses_nothing() {
    let slip = "<p>\n{{ titel }} <a href=\"{{ footer.unsubscribe_url }}\">Leave</a> {{ footer.address }}</p>";
    let (_site, mut project) = with_layout("weekly.html", slip).await;
    let words = "layouts/weekly.html:2: there is no `titel` here";
    for arguments in [
        &["draft"] as &[&str],
        &["preview", "--out", "look"],
        &["lint"],
        &["edition", "approve"],
    ] {
        let ran = project.run(arguments).await.ended(78);
        assert!(ran.stderr.contains(words), "{arguments:?}: {}", ran.stderr);
        assert!(
            ran.stderr.contains("did you mean `title`?"),
            "{}",
            ran.stderr
        );
    }
    let json = project
        .run(&["preview", "--out", "look", "--json"])
        .await
        .ended(78)
        .json();
    assert_eq!(json["error"]["where"], "layouts/weekly.html:2");
    let check = project.run(&["check"]).await;
    assert!(check.stdout.contains(words), "{}", check.stdout);
    project.set("ROUNDUP_CLOCK", FRIDAY);
    let ran = project.run(&["run"]).await.ended(78);
    assert!(ran.stderr.contains(words), "{}", ran.stderr);
    project.write("layouts/weekly.html", &slip.replace("titel", "title"));
    let ran = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(
        (&ran["accepted"], &ran["audience"]),
        (&1.into(), &1.into()),
        "{ran}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_law_wants_is_missed_in_a_layout_and_named() {
    let (_site, project) = with_layout("weekly.mjml", "<mjml><mj-body></mj-body></mjml>").await;
    project.run(&["draft"]).await.ended(0);
    let lint = project.run(&["lint"]).await.ended(65).stdout;
    let errors: Vec<_> = lint
        .split("FAIL")
        .skip(1)
        .map(|part| part.lines().take(2).collect::<Vec<_>>().join("\n"))
        .collect();
    insta::assert_snapshot!(errors.join("\n"));
    project.run(&["edition", "approve"]).await.ended(65);
    let check = project.run(&["check"]).await;
    assert!(
        check.stdout.contains("there is no way to unsubscribe"),
        "{}",
        check.stdout
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_a_layout_may_not_have_are_refused_with_their_reason() {
    let (_site, project) = with_layout("weekly.html", "{% include 'parts/big.html' %}").await;
    project.write("secret.txt", "secret");
    std::fs::create_dir(project.path("layouts/parts")).expect("a folder");
    project.write("layouts/parts/big.html", &"x".repeat(300_000));
    std::os::unix::fs::symlink("../secret.txt", project.path("layouts/out.txt")).expect("a link");
    let mut told = vec![project.run(&["draft"]).await.ended(78).stderr];
    for layout in [
        "{% include 'out.txt' %}",
        "\n{% include '../secret.txt' %}",
        "{% include '/etc/hostname' %}",
    ] {
        project.write("layouts/weekly.html", layout);
        told.push(project.run(&["draft"]).await.ended(78).stderr);
    }
    project.write("layouts/weekly.html", &"x".repeat(300_000));
    told.push(project.run(&["draft"]).await.ended(78).stderr);
    std::fs::remove_file(project.path("layouts/weekly.html")).expect("it was there");
    told.push(project.run(&["draft"]).await.ended(78).stderr);
    insta::assert_snapshot!(told.concat());
}
