//! The configuration: its documentation is the truth, and its errors say where and what to do.

use std::path::Path;

use roundup::{
    config::Config,
    dkim::{Algorithm, SigningKey},
};
use secrecy::ExposeSecret as _;

use crate::support::Project;

fn documented() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/roundup.toml");
    std::fs::read_to_string(file).expect("the documented configuration")
}

/// The lines that are commented-out keys, with the comment sign taken away. Alternatives to a key that is there
/// are set off by more spaces.
fn uncommented(text: &str) -> String {
    text.lines()
        .map(|line| match line.strip_prefix("#").map(str::trim_start) {
            Some(key) if is_key(key) => key,
            _ => line,
        })
        .collect::<Vec<_>>()
        .join("\n")
}

fn is_key(line: &str) -> bool {
    line.split_once('=').is_some_and(|(key, _)| {
        let key = key.trim();
        !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')
    })
}

#[test]
fn the_documented_configuration_is_valid() {
    let project = Project::empty();
    let file = project.write("roundup.toml", &documented());
    Config::load(&file, std::iter::empty()).expect("valid as it stands");
}

#[test]
fn every_documented_key_is_real() {
    let text = documented();
    let keys: Vec<_> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .filter(|line| !line.starts_with(' ') && is_key(line))
        .collect();
    assert!(keys.len() > 20, "{keys:?}");
    let dkim = SigningKey::generate(Algorithm::Rsa).expect("a key");
    for key in keys {
        let project = Project::empty();
        project.write("dkim-roundup.pem", dkim.pem.expose_secret());
        std::fs::create_dir(project.path("layouts")).expect("a folder");
        project.write("layouts/weekly.mjml", "<mjml></mjml>");
        let changed = text.replacen(&format!("# {key}"), key, 1);
        let file = project.write("roundup.toml", &changed);
        if let Err(why) = Config::load(&file, std::iter::empty()) {
            panic!("{key}: {} {:?}", why.message, why.hint);
        }
    }
    assert_ne!(uncommented(&text), text);
}

#[test]
fn every_real_key_is_documented() {
    let text = uncommented(&documented());
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/config");
    let mut checked = 0;
    for entry in std::fs::read_dir(dir).expect("the folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            continue;
        }
        let source = std::fs::read_to_string(path).expect("a source");
        for part in source.split("pub(super) struct Raw").skip(1) {
            let body = &part[..part.find("\n}").unwrap_or(part.len())];
            for line in body.lines().skip(1) {
                let Some((key, _)) = line.trim().split_once(':') else {
                    continue;
                };
                if !key.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
                    continue;
                }
                let written = text.lines().any(|line| {
                    let is_table = line
                        .trim_start_matches(['#', ' ', '['])
                        .trim_end_matches(']');
                    is_table.ends_with(&format!(".{key}"))
                        || line
                            .strip_prefix(key)
                            .is_some_and(|rest| rest.trim_start().starts_with('='))
                });
                assert!(written, "config/roundup.toml does not name `{key}`");
                checked += 1;
            }
        }
    }
    assert!(checked > 40, "only {checked} keys found");
}

#[tokio::test]
async fn a_wrong_key_names_file_line_column_and_the_nearest() {
    let project = Project::empty();
    project.write(
        "roundup.toml",
        &documented().replacen(
            "[publication]\n",
            "[publication]\npostal_adress = \"x\"\n",
            1,
        ),
    );
    let ran = project.run(&["check"]).await.ended(78);
    assert!(ran.stderr.contains("roundup.toml:"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("unknown key `postal_adress`"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("did you mean `postal_address`?"),
        "{}",
        ran.stderr
    );
    let json = project.run(&["check", "--json"]).await.ended(78).json();
    assert_eq!(json["error"]["code"], 78);
    assert!(
        json["error"]["where"]
            .as_str()
            .is_some_and(|place| place.starts_with("roundup.toml:")),
        "{json}"
    );
}

#[tokio::test]
async fn wrong_values_say_what_to_write() {
    let text = documented();
    for (line, wrong, words) in [
        ("timezone =", "timezone = \"Europe/Berln\"", "Europe/Berlin"),
        ("cron =", "cron = \"every friday\"", "0 7 * * FRI"),
        ("from =", "from = \"nobody\"", "has no @"),
        (
            "public_url =",
            "public_url = \"http://weir.example\"",
            "RFC 8058",
        ),
        (
            "# accent =",
            "accent = \"#e0b040\"",
            "has a contrast of 1.9:1, and text needs 4.5:1; #926d18 would do",
        ),
        ("# font =", "font = \"Georgia\"", "sans-serif"),
        ("# logo_size =", "logo_size = [9, 9]", "[240, 48]"),
    ] {
        let project = Project::empty();
        let changed: Vec<_> = text
            .lines()
            .map(|old| if old.starts_with(line) { wrong } else { old })
            .collect();
        assert_ne!(changed.join("\n"), text.trim_end(), "no line {line}");
        project.write("roundup.toml", &changed.join("\n"));
        let ran = project.run(&["check"]).await.ended(78);
        assert!(ran.stderr.contains(words), "{wrong}: {}", ran.stderr);
    }
}

#[tokio::test]
async fn the_environment_is_laid_over_the_file_and_named_when_it_is_wrong() {
    let mut project = Project::empty();
    project.write("roundup.toml", &documented());
    project.set("ROUNDUP__SMTP__URL", "outbox:elsewhere");
    project.set("ROUNDUP__EDITION__MAX_PIECES", "seven");
    let ran = project.run(&["subscribers", "list"]).await.ended(78);
    assert!(
        ran.stderr.contains("ROUNDUP__EDITION__MAX_PIECES"),
        "{}",
        ran.stderr
    );
    project.set("ROUNDUP__EDITION__MAX_PIECES", "7");
    project.run(&["subscribers", "list"]).await.ended(0);
}

#[tokio::test]
async fn no_password_is_ever_shown() {
    let project = Project::empty();
    let text = documented();
    let changed: Vec<_> = text
        .lines()
        .map(|line| {
            if line.starts_with("url = \"outbox") || line.starts_with("url = \"smtp") {
                "url = \"smtp://me:hunter2@127.0.0.1:1\""
            } else {
                line
            }
        })
        .collect();
    project.write("roundup.toml", &changed.join("\n"));
    for arguments in [&["check"][..], &["check", "--json"]] {
        let ran = project.run(arguments).await;
        assert!(ran.stdout.contains("127.0.0.1:1"), "{}", ran.stdout);
        assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("hunter2"));
    }
    let broken = changed
        .join("\n")
        .replace("smtp://me:hunter2@127.0.0.1:1", "smpt://me:hunter2@host");
    project.write("roundup.toml", &broken);
    let ran = project.run(&["check"]).await.ended(78);
    assert!(!ran.stderr.contains("hunter2"), "{}", ran.stderr);
}

#[tokio::test]
async fn the_commands_of_the_readme_exist() {
    let project = Project::empty();
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(readme).expect("the README");
    let mut found = 0;
    for rest in readme.split("roundup ").skip(1) {
        let words: Vec<_> = rest
            .split(|c: char| !(c.is_ascii_lowercase() || c == '-' || c == ' '))
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .take_while(|word| !word.starts_with('-'))
            .collect();
        let commands: &[&str] = match words.as_slice() {
            ["subscribers" | "edition" | "dkim", ..] if words.len() > 1 => &words[..2],
            [
                "demo" | "init" | "check" | "gather" | "draft" | "preview" | "lint" | "proof"
                | "run" | "serve",
                ..,
            ] => &words[..1],
            _ => continue,
        };
        let mut arguments = commands.to_vec();
        arguments.push("--help");
        let help = project.run(&arguments).await.ended(0);
        assert!(
            help.stdout.contains("Example"),
            "{arguments:?} has no example"
        );
        found += 1;
    }
    assert!(found > 10, "only {found} commands in the README");
}

/// Who writes the file does not know our types.
#[tokio::test]
async fn a_value_of_the_wrong_kind_is_told_in_the_words_of_who_writes_it() {
    for (key, value, words) in [
        ("SMTP__RATE", "fast", "write a number, such as 50"),
        ("SMTP__CONNECTIONS", "0", "write a whole number above 0"),
        ("SMTP__CONNECTION_AGE", "5", "write a text in quotes"),
        ("SMTP__RESOLVER", "dns.local", "write \"127.0.0.1:53\""),
        ("DELIVERY__QUIET_HOURS", "12:30-13:30", "write a list"),
        (
            "DELIVERY__WARMUP__PER_DAY",
            "[-1]",
            "write a whole number, 0 or more",
        ),
    ] {
        let mut project = Project::empty();
        project.write("roundup.toml", &documented());
        project.set(&format!("ROUNDUP__{key}"), value);
        if key.contains("WARMUP") {
            project.set("ROUNDUP__DELIVERY__WARMUP__START", "2026-11-20");
        }
        let ran = project.run(&["edition", "list"]).await.ended(78);
        assert!(ran.stderr.contains(words), "{key}: {}", ran.stderr);
        assert!(!ran.stderr.contains("expected"), "{key}: {}", ran.stderr);
    }
}
