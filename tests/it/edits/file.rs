//! All edits as one file.

use super::{drafted, edit, reason, site, told};

#[tokio::test(flavor = "multi_thread")]
async fn the_printed_file_reads_back_as_it_is() {
    let site = site().await;
    let project = drafted(&site).await;
    edit(&project, &["drop", "2"]).await.ended(0);
    let printed = edit(&project, &["--print"]).await.ended(0).stdout;
    insta::assert_snapshot!("file", told(&site, &printed));
    project.write("edits.toml", &printed);
    let before = edit(&project, &["--print", "--json"]).await.ended(0).stdout;
    edit(&project, &["--file", "edits.toml"]).await.ended(0);
    let after = edit(&project, &["--print", "--json"]).await.ended(0).stdout;
    assert_eq!(before, after);
    edit(&project, &["reset"]).await.ended(0);
    let reset = edit(&project, &["--print", "--json"]).await.ended(0).json();
    assert_eq!(reset["edits"], serde_json::json!({}));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_editor_changes_the_file_and_a_bad_one_is_kept() {
    let site = site().await;
    let mut project = drafted(&site).await;
    let scratch = tempfile::TempDir::new().expect("a folder");
    project.set("TMPDIR", scratch.path().to_str().expect("a path"));
    let mill = format!("{}/mill.html", site.base());
    let script = |body: &str| {
        project.write("editor.sh", &format!("f=$1\n{body}\n"));
        format!("sh {}", project.path("editor.sh").display())
    };
    let good = script(&format!(
        "printf '\\n[[link]]\\nurl = \"https://other.example/\"\\ntitle = \"Ours\"\\n' >> \"$f\"; sed -i 's|^url = \"{mill}\"|&\\ndrop = true|' \"$f\""
    ));
    project.set("EDITOR", &good);
    let report = edit(&project, &["--json"]).await.ended(0).json();
    assert_eq!(reason(&report, &mill), "out: dropped by an editor");
    assert!(reason(&report, "https://other.example/").contains("added by an editor"));
    assert_eq!(kept(&scratch), Vec::<String>::new());

    project.write("editor.sh", "echo 'pan = 1' > \"$1\"\n");
    let bad = edit(&project, &[]).await.ended(65);
    let files = kept(&scratch);
    assert_eq!(files.len(), 1, "{files:?}");
    assert!(
        bad.stderr.contains(&format!("{}:1: ", files[0])),
        "{}",
        bad.stderr
    );
    assert!(bad.stderr.contains("unknown key `pan`"), "{}", bad.stderr);
    assert!(
        bad.stderr.contains(&format!("--file {}", files[0])),
        "{}",
        bad.stderr
    );
    let text = std::fs::read_to_string(&files[0]).expect("what was written");
    assert_eq!(text, "pan = 1\n");
    let after = edit(&project, &["--print", "--json"]).await.ended(0).json();
    assert_eq!(after["edits"]["piece"][0]["url"], mill, "{after}");

    project.unset("EDITOR");
    let mut command = project.command(&["edition", "edit"]);
    command.env_remove("EDITOR").env_remove("VISUAL");
    let none = crate::support::project::ran(command).await.ended(64);
    assert!(none.stderr.contains("VISUAL nor EDITOR"), "{}", none.stderr);
}

fn kept(scratch: &tempfile::TempDir) -> Vec<String> {
    std::fs::read_dir(scratch.path())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path().display().to_string())
        .collect()
}
