//! The invariants of ARCHITECTURE.md, held by reading the sources.

use std::path::{Path, PathBuf};

const STAGES: [&str; 4] = ["gather", "compose", "render", "deliver"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The sources of a module: `src/NAME.rs` and all below `src/NAME/`.
fn sources(module: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let file = root().join("src").join(format!("{module}.rs"));
    collect(&file, &mut found);
    collect(&root().join("src").join(module), &mut found);
    assert!(!found.is_empty(), "no module {module}");
    found
}

fn collect(path: &Path, found: &mut Vec<(PathBuf, String)>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).expect("a folder") {
            collect(&entry.expect("an entry").path(), found);
        }
    } else if path.extension().is_some_and(|extension| extension == "rs") {
        let text = std::fs::read_to_string(path).expect("a source");
        found.push((path.to_owned(), text));
    }
}

/// Whether a source names a module of this crate, in one `use` or in a tree of them.
fn names(text: &str, module: &str) -> bool {
    let flat: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join(" ");
    let direct = format!("crate::{module}");
    let bounded = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let named = flat
        .match_indices(&direct)
        .any(|(at, _)| bounded(&flat[at + direct.len()..]));
    let in_tree = flat.match_indices("crate::{").any(|(at, _)| {
        let tree = &flat[at + "crate::{".len()..];
        let tree = &tree[..tree.find(';').unwrap_or(tree.len())];
        top_level(tree)
            .iter()
            .any(|branch| branch.strip_prefix(module).is_some_and(bounded))
    });
    named || in_tree
}

/// The branches of a `use` tree, without those inside nested braces.
fn top_level(tree: &str) -> Vec<String> {
    let mut branches = vec![String::new()];
    let mut depth = 0;
    for c in tree.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => branches.push(String::new()),
            c if depth == 0 && !(c.is_whitespace()) => branches.last_mut().expect("one").push(c),
            _ => {}
        }
    }
    branches
}

#[track_caller]
fn never(module: &str, forbidden: &[&str]) {
    for (path, text) in sources(module) {
        for other in forbidden.iter().filter(|other| **other != module) {
            assert!(!names(&text, other), "{} imports {other}", path.display());
        }
    }
}

#[test]
fn the_check_sees_what_it_looks_for() {
    assert!(names("use crate::store::Store;", "store"));
    assert!(names(
        "use crate::{\n    clock::Clock,\n    store::{Store, Freeze},\n};",
        "store"
    ));
    assert!(!names(
        "use crate::{config::{StoreUrl, store}, piece::Piece};",
        "store"
    ));
    assert!(!names("use crate::storehouse::X;", "store"));
}

#[test]
fn stages_import_neither_each_other_nor_what_sits_on_them() {
    for stage in STAGES {
        never(stage, &STAGES);
        never(
            stage,
            &["store", "pipeline", "web", "cli", "schedule", "subscribers"],
        );
    }
}

#[test]
fn the_store_imports_data_only() {
    never("store", &STAGES);
    never(
        "store",
        &["pipeline", "web", "cli", "schedule", "subscribers"],
    );
}

#[test]
fn the_pipeline_knows_nothing_of_pages_and_commands() {
    never("pipeline", &["web", "cli"]);
    never("web", &["cli"]);
    never("cli", &["deliver", "compose"]);
}

#[test]
fn only_commands_print() {
    for module in [
        "gather",
        "compose",
        "render",
        "deliver",
        "store",
        "pipeline",
        "schedule",
        "subscribers",
        "config",
    ] {
        for (path, text) in sources(module) {
            for printing in ["println!", "print!(", "stdout()"] {
                // The cage's child speaks over its standard output; that is its wire, not a message.
                let wire = path.ends_with("gather/cage/child.rs") && printing == "stdout()";
                assert!(
                    wire || !text.contains(printing),
                    "{} has {printing}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn only_the_store_has_sql() {
    for module in [
        "gather",
        "compose",
        "render",
        "deliver",
        "pipeline",
        "web",
        "cli",
        "subscribers",
        "schedule",
    ] {
        for (path, text) in sources(module) {
            assert!(
                !text.contains("sqlx::"),
                "{} talks to the database",
                path.display()
            );
        }
    }
}

#[test]
fn templates_depend_on_maud_only() {
    let manifest =
        std::fs::read_to_string(root().join("templates/Cargo.toml")).expect("the manifest");
    let manifest: toml::Table = manifest.parse().expect("TOML");
    let names: Vec<_> = manifest["dependencies"]
        .as_table()
        .expect("a table")
        .keys()
        .collect();
    assert_eq!(names, ["maud"]);
}

#[test]
fn check_constraints_are_the_states() {
    use roundup::{
        consent::NoticeState,
        delivery::DeliveryState,
        edition::EditionState,
        preference::{Format, Frequency},
        subscriber::{Actor, SubscriberState},
        variant::Issue,
        webhook::{MessageState, WebhookEvent},
    };
    let tables = [
        "0001_start",
        "0009_joining",
        "0010_trail",
        "0011_preferences",
        "0012_variants",
        "0016_webhooks",
        "0020_who_changed_what",
    ];
    let sql: String = tables
        .map(|file| root().join(format!("src/store/migrations/sqlite/{file}.sql")))
        .map(|file| std::fs::read_to_string(file).expect("the tables"))
        .concat();
    let list = |words: Vec<&str>| format!("check (state in ('{}'))", words.join("', '"));
    for wanted in [
        list(EditionState::ALL.map(EditionState::word).to_vec()),
        list(DeliveryState::ALL.map(DeliveryState::word).to_vec()),
        list(SubscriberState::ALL.map(SubscriberState::word).to_vec()),
        list(NoticeState::ALL.map(NoticeState::word).to_vec()),
        list(MessageState::ALL.map(MessageState::word).to_vec()),
        list(WebhookEvent::ALL.map(WebhookEvent::word).to_vec()).replace("state in", "event in"),
        list(Actor::ALL.map(Actor::word).to_vec()).replace("state in", "changed_by in"),
        list(Actor::ALL.map(Actor::word).to_vec()).replace("state in", "preferences_by in"),
        list(Actor::ALL.map(Actor::word).to_vec()).replace("state in", "named_by in"),
        list(Frequency::ALL.iter().map(|word| word.word()).collect())
            .replace("state in", "frequency in"),
        list(Issue::ALL.map(Issue::word).to_vec()).replace("state in", "issue in"),
        list(Format::ALL.iter().map(|word| word.word()).collect()).replace("state in", "format in"),
    ] {
        assert!(sql.contains(&wanted), "no {wanted}");
    }
}

#[test]
fn the_top_level_has_nothing_without_a_reason() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        // Links the program with packed relocations; cargo looks for it here.
        "build.rs",
        "src",
        "templates",
        "config",
        "tests",
        "README.md",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "LICENSE",
        "proptest-regressions",
        "target",
    ];
    for entry in std::fs::read_dir(root()).expect("the root") {
        let name = entry
            .expect("an entry")
            .file_name()
            .into_string()
            .expect("UTF-8");
        assert!(
            name.starts_with('.') || allowed.contains(&name.as_str()),
            "what is {name} for?"
        );
    }
}

/// The threat model names the tests that hold it: `module::test`, under `tests/it` or `src`.
#[test]
fn every_threat_has_its_test() {
    let map = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("the map");
    let (_, model) = map.split_once("## Threat model").expect("the model");
    let model = model.split("\n## ").next().unwrap_or_default();
    let rows = model.lines().filter(|line| line.starts_with("| "));
    let mut held = 0;
    for row in rows.skip(1) {
        let tests = row.split('|').nth(3).expect("three columns");
        let tests: Vec<_> = tests.split('`').skip(1).step_by(2).collect();
        assert!(!tests.is_empty(), "no test holds: {row}");
        for test in tests {
            let (_, name) = test.rsplit_once("::").expect("a path");
            let first = test.split("::").next().unwrap_or_default();
            let there = ["tests/it", "src"].iter().any(|dir| {
                let mut found = Vec::new();
                for path in [format!("{first}.rs"), first.to_owned()] {
                    let path = root().join(dir).join(path);
                    if path.exists() {
                        collect(&path, &mut found);
                    }
                }
                found
                    .iter()
                    .any(|(_, text)| text.contains(&format!("fn {name}(")))
            });
            assert!(there, "there is no test {test}");
            held += 1;
        }
    }
    assert!(held >= 20, "{held} tests");
}
