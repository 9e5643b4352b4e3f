//! A page that lists pieces, such as a section's front page: its links become entries, whose pages say the rest.

use std::collections::HashSet;

use dom_query::{Document, Selection};
use url::Url;

use super::{
    Gatherer, charset,
    feed::{Entry, Feed, http_url},
    http::{Body, Fetched, Want, robots::Leave, shown},
    identity, nesting,
};
use crate::{config::PageList, piece::Validators};

/// Headlines that are links, or stand within one.
const HEADLINES: &str =
    "h1 a[href], h2 a[href], h3 a[href], a[href]:has(h1), a[href]:has(h2), a[href]:has(h3)";

/// Parts of a page that list other things than its pieces.
const AROUND: &str = "nav, footer, aside";

pub(super) async fn read(
    gatherer: &Gatherer,
    rules: &PageList,
    url: &Url,
    validators: &Validators,
) -> Result<Option<(Feed, Validators)>, String> {
    match gatherer.robots.leave(&gatherer.fetcher, url).await {
        Leave::Given => {}
        Leave::Refused => {
            return Err(format!(
                "{}: the site's robots.txt keeps programs off this page; ask the site, or use its feed or sitemap",
                shown(url)
            ));
        }
        Leave::Unknown => {
            return Err(format!(
                "{}: the site's robots.txt can't be read just now; the page is tried again next time",
                shown(url)
            ));
        }
    }
    let body = match gatherer
        .fetcher
        .fetch(url, Want::Anything, validators)
        .await
    {
        Ok(Fetched::NotModified) => return Ok(None),
        Ok(Fetched::Body(body)) => *body,
        Err(why) => return Err(why.to_string()),
    };
    let (place, rules) = (shown(url), rules.clone());
    let validators = body.validators.clone();
    // A large page takes a while to read; the other sources go on meanwhile.
    let feed = tokio::task::spawn_blocking(move || listed(&body, &rules))
        .await
        .map_err(|why| format!("{place}: {why}"))?
        .map_err(|why| format!("{place}: {why}"))?;
    Ok(Some((feed, validators)))
}

fn listed(body: &Body, rules: &PageList) -> Result<Feed, String> {
    let html = charset::decode_page(&body.bytes, body.content_type.as_deref());
    if nesting::too_deep(&html) {
        return Err("this page is nested too deeply to be read".to_owned());
    }
    let document = Document::from(html.as_str());
    let own = &body.final_url;
    let base = document.select_single("base[href]");
    let base = base.attr("href").and_then(|base| own.join(&base).ok());
    let base = base.as_ref().unwrap_or(own);
    let mut links = match &rules.links {
        Some(selector) => chosen(&document, selector, base),
        None => usual(&document, base)
            .into_iter()
            .filter(|link| link.host_str() == own.host_str())
            .collect(),
    };
    let mut seen = HashSet::from([identity::canonical(own), identity::canonical(base)]);
    links.retain(|link| link.path() != "/" && seen.insert(identity::canonical(link)));
    if links.is_empty() {
        return Err(match &rules.links {
            Some(selector) => {
                format!("nothing on this page matches links = \"{selector}\"; look at its source")
            }
            None => "no headline on this page is a link; say which links lead to pieces with `links`, a CSS selector".to_owned(),
        });
    }
    let mut problems = Vec::new();
    if links.len() > rules.most {
        problems.push(format!(
            "{}: {} links, of which the first {} were read (most = {})",
            shown(own),
            links.len(),
            rules.most,
            rules.most
        ));
        links.truncate(rules.most);
    }
    let entry = |link| Entry {
        link: Some(link),
        ..Entry::default()
    };
    Ok(Feed {
        entries: links.into_iter().map(entry).collect(),
        problems,
        ..Feed::default()
    })
}

/// The links that the selector names, or that stand within what it names.
fn chosen(document: &Document, selector: &str, base: &Url) -> Vec<Url> {
    let found = document.try_select(selector);
    let mut links = Vec::new();
    for node in found.iter().flat_map(Selection::iter) {
        if node.is("a[href]") {
            links.extend(target(&node, base));
        } else {
            let within = node.select("a[href]");
            links.extend(within.iter().filter_map(|link| target(&link, base)));
        }
    }
    links
}

/// The links of headlines; of an article without one, its first link.
fn usual(document: &Document, base: &Url) -> Vec<Url> {
    document.select(AROUND).remove();
    let headlines = document.select(HEADLINES);
    let mut links: Vec<Url> = headlines
        .iter()
        .filter_map(|link| target(&link, base))
        .collect();
    let articles = document.select("article");
    for article in articles.iter() {
        if article.select_single(HEADLINES).is_empty() {
            links.extend(target(&article.select_single("a[href]"), base));
        }
    }
    links
}

fn target(link: &Selection<'_>, base: &Url) -> Option<Url> {
    http_url(&link.attr("href")?, base)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(html: &str, selector: Option<&str>) -> Result<Vec<String>, String> {
        let body = Body {
            bytes: html.as_bytes().to_vec(),
            content_type: None,
            final_url: Url::parse("https://weir.example/trade/").unwrap(),
            validators: Validators::default(),
            robots: Vec::new(),
        };
        let rules = PageList {
            links: selector.map(str::to_owned),
            most: 3,
        };
        let feed = listed(&body, &rules)?;
        let links = feed.entries.into_iter().filter_map(|entry| entry.link);
        Ok(links.map(|link| link.path().to_owned()).collect())
    }

    const PAGE: &str = "<nav><h2><a href='/about'>About</a></h2></nav><a href='/imprint'>x</a>
        <article><h2><a href='one?utm_source=x'>One</a></h2><a href='/tag/x'>x</a></article>
        <article><a href='/two'>Two</a></article><a href='/three'><h3>Three</h3></a>
        <h3><a href='https://elsewhere.example/'>E</a></h3><h3><a href='mailto:a@b'>M</a></h3><h1><a href='/'>Home</a></h1>
        <h2><a href='one'>One again</a></h2>";

    #[test]
    fn headlines_of_the_site_are_the_usual_links() {
        assert_eq!(links(PAGE, None).unwrap(), ["/trade/one", "/three", "/two"]);
    }

    #[test]
    fn a_selector_chooses_links_or_what_holds_them() {
        assert_eq!(links(PAGE, Some("nav")).unwrap(), ["/about"]);
        assert_eq!(
            links(PAGE, Some("article > a")).unwrap(),
            ["/tag/x", "/two"]
        );
        assert!(links(PAGE, Some(".none")).unwrap_err().contains(".none"));
        assert!(links("<p>no</p>", None).unwrap_err().contains("`links`"));
    }
}
