//! Files as the three generators write them, and files with mistakes.

use super::*;
use crate::config::Reach;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    dir
}

fn read_all(files: &[(&str, &str)]) -> Feed {
    let rules = Folder {
        base: "https://weir.example/{section}/{slug}/".parse().unwrap(),
        reach: Reach { days: 31, most: 10 },
        zone: chrono_tz::Europe::Berlin,
    };
    let dir = folder(files);
    let now = "2026-11-20T06:00:00Z".parse().unwrap();
    let mut feed = scan(&rules, dir.path(), now).unwrap();
    let prefix = format!("{}/", dir.path().display());
    for problem in &mut feed.problems {
        *problem = problem.replace(&prefix, "");
    }
    feed
}

fn link(feed: &Feed) -> &str {
    feed.entries[0].link.as_ref().unwrap().as_str()
}

#[test]
fn hugo() {
    let feed = read_all(&[(
        "waterways/the-lock/index.en.md",
        "---\ntitle: \"The lock: a story\"\ndate: 2026-11-18T09:00:00+01:00\nlastmod: 2026-11-19\ndescription: Three shut gates.\n\
         authors:\n  - name: Ada Writer\n    title: Staff Writer\n  - Ben Scribe\ncover:\n  image: lock.jpg\n  alt: The lock at dusk\n  caption: \"The lock. Photo: Cam Era\"\n\
         draft: false\n---\n\nThe **gates** were shut.\n",
    )]);
    assert_eq!(feed.problems, Vec::<String>::new());
    assert_eq!(link(&feed), "https://weir.example/waterways/the-lock/");
    let entry = &feed.entries[0];
    assert_eq!(entry.title.as_deref(), Some("The lock: a story"));
    assert_eq!(
        entry.content.as_deref(),
        Some("<p>The <strong>gates</strong> were shut.</p>\n")
    );
    assert_eq!(entry.authors[0].title.as_deref(), Some("Staff Writer"));
    assert_eq!(entry.authors[1].name, "Ben Scribe");
    assert_eq!(entry.categories, ["Waterways"]);
    assert_eq!(entry.language.as_deref(), Some("en"));
    let image = entry.image.as_ref().unwrap();
    assert_eq!(
        image.url.as_str(),
        "https://weir.example/waterways/the-lock/lock.jpg"
    );
    assert_eq!(image.alt.as_deref(), Some("The lock at dusk"));
    assert_eq!(image.credit.as_deref(), Some("Cam Era"));
}

#[test]
fn jekyll() {
    let post = "---\ntitle: Who pays\ncategories: [Trade, Tolls]\nauthor: Dov Quill\nlayout: post\n---\nNobody does.\n";
    let feed = read_all(&[
        ("_posts/2026-11-17-who-pays.md", post),
        ("_drafts/later.md", post),
        ("_posts/2020-01-01-old.md", post),
        ("README.md", "# A site\n"),
    ]);
    assert_eq!(feed.entries.len(), 1, "{feed:?}");
    assert_eq!(link(&feed), "https://weir.example/trade/who-pays/");
    assert_eq!(feed.entries[0].categories, ["Trade", "Tolls"]);
    let day = feed.entries[0].published.unwrap();
    assert_eq!(day.to_rfc3339(), "2026-11-16T23:00:00+00:00");
    let permalink = post.replace("layout: post", "permalink: /:year/:day/:title.html");
    let feed = read_all(&[("_posts/2026-11-17-who-pays.md", &permalink)]);
    assert_eq!(link(&feed), "https://weir.example/2026/17/who-pays.html");
    // Jekyll takes a line of categories for several.
    let line = post
        .replace("[Trade, Tolls]", "culture boats")
        .replace("layout: post", "permalink: /:categories/:title/");
    let feed = read_all(&[("_posts/2026-11-17-who-pays.md", &line)]);
    assert_eq!(link(&feed), "https://weir.example/culture/boats/who-pays/");
    assert_eq!(feed.entries[0].categories, ["culture", "boats"]);
    let zoned = post.replace("layout: post", "date: 2026-11-17 09:00:00 -0500");
    let feed = read_all(&[("_posts/2026-11-17-who-pays.md", &zoned)]);
    let moment = feed.entries[0].published.unwrap();
    assert_eq!(moment.to_rfc3339(), "2026-11-17T14:00:00+00:00");
}

#[test]
fn zola() {
    let feed = read_all(&[
        (
            "trade/grain.md",
            "+++\ntitle = \"Grain\"\ndate = 2026-11-16\npath = \"short/grain\"\n[taxonomies]\ncategories = [\"Trade\"]\n[extra]\nauthor = \"Cleo Penn\"\nimage = \"/grain.jpg\"\nimage_alt = \"Barley\"\nimage_credit = \"Photo: Cam Era\"\n+++\nIt does not wait.\n",
        ),
        ("trade/_index.md", "+++\ntitle = \"Trade\"\n+++\n"),
        (
            "trade/draft.md",
            "+++\ntitle = \"No\"\ndate = 2026-11-16\ndraft = true\n+++\n",
        ),
    ]);
    assert_eq!(feed.entries.len(), 1, "{feed:?}");
    assert_eq!(link(&feed), "https://weir.example/short/grain");
    let entry = &feed.entries[0];
    assert_eq!(entry.authors[0].name, "Cleo Penn");
    let image = entry.image.as_ref().unwrap();
    assert_eq!(image.url.as_str(), "https://weir.example/grain.jpg");
    assert_eq!(image.credit.as_deref(), Some("Cam Era"));
}

#[test]
fn a_bad_file_is_named_with_its_line_and_stops_no_other() {
    let feed = read_all(&[
        ("a.md", "---\ntitle: Good\ndate: 2026-11-18\n---\nText.\n"),
        ("b.md", "---\ntitle: x\ndate: [2026\n---\nText.\n"),
        ("c.md", "+++\ntitle = \"x\"\ndate = = 2\n+++\n"),
        ("d.md", "---\ntitle: No end\n"),
        ("e.md", "---\ntitle: x\ndate: someday\n---\n"),
        ("f.md", "---\ndate: 2026-11-18\n---\nText.\n"),
        ("g.md", "---\n- a\n---\n"),
        (
            "h.md",
            "---\na: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\ntitle: T\ndate: 2026-11-18\nslug: ../../x\n---\nText.\n",
        ),
    ]);
    insta::assert_snapshot!(feed.problems.join("\n"));
    assert_eq!(feed.entries.len(), 2);
    assert_eq!(
        feed.entries[1].link.as_ref().unwrap().as_str(),
        "https://weir.example/x/"
    );
}

#[test]
fn aliases_that_grow_without_end_are_refused() {
    let mut text = "---\na0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for n in 1..12 {
        let before = vec![format!("*a{}", n - 1); 9].join(",");
        text.push_str(&format!("a{n}: &a{n} [{before}]\n"));
    }
    text.push_str("title: T\ndate: 2026-11-18\n---\n");
    let feed = read_all(&[("bomb.md", &text)]);
    assert!(feed.entries.is_empty());
    assert!(
        feed.problems[0].starts_with("bomb.md:"),
        "{:?}",
        feed.problems
    );
}

#[test]
fn files_without_a_date_are_told_in_one_line() {
    let undated = "---\ntitle: Some day\n---\nText.\n";
    let feed = read_all(&[
        ("a.md", undated),
        ("b.md", undated),
        ("c.md", undated),
        ("trade/d.md", undated),
        ("about.md", "---\ntitle: About us\nlayout: page\n---\nWe.\n"),
        ("index.md", undated),
        ("notes.md", "No front matter.\n"),
    ]);
    assert!(feed.entries.is_empty());
    insta::assert_snapshot!(feed.problems.join("\n"), @"a.md, b.md, c.md and 1 more: without a `date` in the front matter or the file's name this is no piece; pages that are none say `layout: page` or `type: page`");
}
