//! What a page may cost in memory, as the kernel counts it for the child that reads it.

use std::{fs, process::Command, thread, time::Duration};

/// 64 MiB in a release build; the kernel maps more of a program that was built for tests.
const MOST: u64 = 96 << 10;

fn wrap(inner: &str) -> String {
    format!(
        "<!doctype html><html><head><title>A page of much</title></head><body><article><h1>A page of much</h1>{inner}</article></body></html>"
    )
}

/// The most memory that any child of this process has had, in KiB.
fn peak(parent: u32) -> u64 {
    let Ok(threads) = fs::read_dir(format!("/proc/{parent}/task")) else {
        return 0;
    };
    let children = threads.flatten().filter_map(|thread| {
        let children = fs::read_to_string(thread.path().join("children")).ok()?;
        Some(
            children
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>(),
        )
    });
    let most = |child: String| {
        let status = fs::read_to_string(format!("/proc/{child}/status")).ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.split_whitespace().next()?.parse().ok()
    };
    children.flatten().filter_map(most).max().unwrap_or(0)
}

#[test]
fn a_page_within_the_limits_takes_no_more_than_is_said() {
    let sentence =
        "The river rose by a hand in the night, and the keeper wrote it down as keepers do. ";
    let attributes: String = (0..40).map(|at| format!(" a{at}")).collect();
    let pages = [
        (
            "paragraphs",
            wrap(&format!("<p>{}</p>", sentence.repeat(3)).repeat(15_000)),
        ),
        ("one text", wrap(&format!("<p>{}", sentence.repeat(48_000)))),
        (
            "attributes",
            wrap(&format!("<p{attributes}>x</p>").repeat(15_000)),
        ),
        ("ends of nothing", wrap(&"</p>".repeat(1_000_000))),
        ("comments", wrap(&"<!---->".repeat(590_000))),
        (
            "formatting",
            wrap(
                &((0..380)
                    .map(|at| format!("<b id={at}>"))
                    .collect::<String>()
                    + &"<p>x".repeat(15_000)),
            ),
        ),
        (
            "data",
            format!(
                "<script type='application/ld+json'>[{}{{}}]</script>{}",
                "{\"@type\":\"NewsArticle\"},".repeat(150_000),
                wrap(&format!("<p>{}", sentence.repeat(20)))
            ),
        ),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    for (name, html) in pages {
        let file = folder.path().join("page.html");
        fs::write(&file, html).expect("a page");
        let mut command = Command::new(env!("CARGO_BIN_EXE_roundup"))
            .current_dir(folder.path())
            .args([
                "extract",
                "page.html",
                "--url",
                "https://river.example/water",
            ])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("roundup");
        let mut most = 0;
        let ended = loop {
            most = most.max(peak(command.id()));
            if let Some(status) = command.try_wait().expect("its end") {
                break status;
            }
            thread::sleep(Duration::from_millis(2));
        };
        // Read or refused, but told of; and the child was seen.
        assert!(matches!(ended.code(), Some(0 | 65)), "{name}: {ended}");
        assert!((1..MOST).contains(&most), "{name}: {most} KiB");
    }
}
