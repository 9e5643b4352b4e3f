//! Real feeds and pages that others wrote, read where they lie (`ROUNDUP_CORPORA`): nothing panics, hangs or comes
//! out empty. How well they are read is a benchmark's question, not this test's.

use std::{
    io::Read,
    path::{Path, PathBuf},
    time::Duration,
};

use roundup::{
    config::TeaserLength,
    gather::{self, Cage, teaser},
};
use url::Url;

fn corpora() -> Option<PathBuf> {
    let found = std::env::var_os("ROUNDUP_CORPORA").map(PathBuf::from);
    if found.is_none() {
        eprintln!("skipped: ROUNDUP_CORPORA names no folder of real feeds and pages");
    }
    found
}

fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn every_feed_is_read_or_refused_in_words() {
    let Some(corpora) = corpora() else { return };
    let mut feeds = Vec::new();
    files(&corpora.join("feeds"), &mut feeds);
    let base = Url::parse("http://feeds.example/feed").expect("a URL");
    let mut read = 0;
    for feed in &feeds {
        match gather::read_feed(
            &std::fs::read(feed).expect("a feed"),
            None,
            &base,
            TeaserLength::default(),
        ) {
            Ok(document) => read += usize::from(!document.pieces.is_empty()),
            Err(why) => assert!(
                !why.to_string().contains("breaks the feed parser"),
                "{}",
                feed.display()
            ),
        }
    }
    assert!(
        read * 2 > feeds.len(),
        "only {read} of {} have pieces",
        feeds.len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nearly_every_page_has_a_teaser() {
    let Some(corpora) = corpora() else { return };
    let mut pages = Vec::new();
    files(&corpora.join("articles"), &mut pages);
    pages.retain(|page| {
        page.to_string_lossy().ends_with(".html.gz") && !page.to_string_lossy().contains("expected")
    });
    let cage = Cage::new(PathBuf::from(env!("CARGO_BIN_EXE_roundup")), 2);
    let url = Url::parse("https://articles.example/an-article").expect("a URL");
    let mut bare = Vec::new();
    for page in &pages {
        let mut html = Vec::new();
        let packed = std::fs::File::open(page).expect("a page");
        flate2::read::GzDecoder::new(packed)
            .read_to_end(&mut html)
            .expect("a page");
        let extracted = tokio::time::timeout(
            Duration::from_secs(60),
            cage.page(&html, Some("text/html"), &url),
        )
        .await;
        let page_read = extracted.expect("the cage gives up by itself");
        if !page_read
            .is_ok_and(|page| !teaser::teaser(&page.body, &[], TeaserLength::default()).is_empty())
        {
            bare.push(page.display().to_string());
        }
    }
    assert!(!pages.is_empty());
    assert!(
        bare.len() * 20 <= pages.len(),
        "{} of {} without a teaser: {bare:?}",
        bare.len(),
        pages.len()
    );
}
