//! A WordPress site by its REST interface: its newest posts, whole, with authors, categories and photos.
//!
//! The interface gives everything that a teaser needs, so pages are visited only for posts whose text it keeps back.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::Value;
use url::Url;

use super::{
    Gatherer, credit, date,
    feed::{Entry, Feed, http_url},
    http::{FetchError, Fetched, Want, shown},
    text,
};
use crate::{
    config::Reach,
    piece::{Author, Image, Validators},
};

/// Posts of one answer: with all that is embedded, some hundred kilobytes.
const PER_PAGE: usize = 20;

/// Answers that are asked for.
const MOST_PAGES: usize = 50;

pub(super) async fn read(
    gatherer: &Gatherer,
    reach: Reach,
    site: &Url,
    now: DateTime<Utc>,
) -> Result<Option<(Feed, Validators)>, String> {
    let after = now - TimeDelta::days(i64::from(reach.days));
    let mut feed = Feed::default();
    for page in 1..=MOST_PAGES {
        let url = address(site, after, page)?;
        let posts = match posts(gatherer, &url).await {
            Ok(posts) => posts,
            // The page after the last one is refused, which is how one learns that it was the last.
            Err(Miss::Fetch(FetchError::Status { status: 400, .. })) if page > 1 => break,
            Err(why) if page > 1 => {
                feed.problems.push(why.told(&url));
                break;
            }
            Err(why) => return Err(why.told(&url)),
        };
        let last = posts.len() < PER_PAGE;
        for post in &posts {
            match entry(post, site) {
                Some(entry) => feed.entries.push(entry),
                None => feed
                    .problems
                    .push(format!("{}: a post without a link", shown(&url))),
            }
        }
        if last {
            break;
        }
        if feed.entries.len() >= reach.most || page == MOST_PAGES {
            feed.problems.push(format!(
                "{}: there may be more posts of the last {} days than the {} that were read (days = {}, most = {})",
                shown(site),
                reach.days,
                feed.entries.len().min(reach.most),
                reach.days,
                reach.most
            ));
            break;
        }
    }
    feed.entries.truncate(reach.most);
    Ok(Some((feed, Validators::default())))
}

/// Why there are no posts.
enum Miss {
    Fetch(FetchError),
    Other(String),
}

impl Miss {
    fn told(&self, url: &Url) -> String {
        match self {
            Self::Fetch(FetchError::Status { status, .. }) => format!(
                "{} answered with status {status}; check that the site is WordPress and that its REST interface is open, or use its feed",
                shown(url)
            ),
            Self::Fetch(why) => why.to_string(),
            Self::Other(why) => format!("{}: {why}", shown(url)),
        }
    }
}

fn address(site: &Url, after: DateTime<Utc>, page: usize) -> Result<Url, String> {
    let mut url = site.clone();
    let within = url.path().trim_end_matches('/').to_owned();
    // A site may have its interface elsewhere, and then its whole address is given.
    if !within.contains("/wp/v2/") {
        url.set_path(&format!("{within}/wp-json/wp/v2/posts"));
    }
    url.query_pairs_mut()
        .append_pair("_embed", "1")
        .append_pair("per_page", &PER_PAGE.to_string())
        .append_pair("page", &page.to_string())
        .append_pair("after", &after.to_rfc3339_opts(SecondsFormat::Secs, true));
    Ok(url)
}

async fn posts(gatherer: &Gatherer, url: &Url) -> Result<Vec<Value>, Miss> {
    let anew = Validators::default();
    let fetched = gatherer.fetcher.fetch(url, Want::Anything, &anew).await;
    let body = match fetched.map_err(Miss::Fetch)? {
        Fetched::Body(body) => *body,
        Fetched::NotModified => return Err(Miss::Other("no answer but \"304\"".to_owned())),
    };
    let read = move || serde_json::from_slice(&body.bytes);
    let value = tokio::task::spawn_blocking(read)
        .await
        .map_err(|why| Miss::Other(why.to_string()))?;
    match value {
        Ok(Value::Array(mut posts)) => {
            posts.truncate(PER_PAGE);
            Ok(posts)
        }
        _ => Err(Miss::Other(
            "this is not WordPress's list of posts; check the address, or use the site's feed"
                .to_owned(),
        )),
    }
}

fn entry(post: &Value, site: &Url) -> Option<Entry> {
    let link = http_url(post["link"].as_str()?, site)?;
    let html = |field: &Value| {
        let html = field["rendered"].as_str()?;
        Some(html.to_owned()).filter(|html| !html.trim().is_empty())
    };
    let content = html(&post["content"]).filter(|_| post["content"]["protected"] != true);
    Some(Entry {
        guid: post["guid"]["rendered"].as_str().and_then(text::non_empty),
        title: html(&post["title"]).and_then(|title| text::some_from_maybe_html(&title)),
        title_html: None,
        summary: html(&post["excerpt"]),
        content,
        authors: authors(&post["_embedded"]["author"]),
        published: moment(post, "date_gmt", "date"),
        updated: moment(post, "modified_gmt", "modified"),
        categories: categories(&post["_embedded"]["wp:term"]),
        image: image(&post["_embedded"]["wp:featuredmedia"][0], &link),
        other_images: Vec::new(),
        language: None,
        link: Some(link),
    })
}

/// The moment in UTC; the local one, whose zone nobody says, only where that is missing.
fn moment(post: &Value, utc: &str, local: &str) -> Option<DateTime<Utc>> {
    let read = |key| post[key].as_str().and_then(date::parse);
    read(utc).or_else(|| read(local))
}

fn listed(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn authors(embedded: &Value) -> Vec<Author> {
    // A site that keeps its users to itself embeds an error without a name.
    listed(embedded)
        .filter_map(|author| text::some_from_maybe_html(author["name"].as_str()?))
        .map(|name| Author { name, title: None })
        .take(20)
        .collect()
}

/// The names of the categories; "Uncategorized" is WordPress's word for none.
fn categories(terms: &Value) -> Vec<String> {
    listed(terms)
        .flat_map(listed)
        .filter(|term| term["taxonomy"] == "category" && term["slug"] != "uncategorized")
        .filter_map(|term| text::some_from_maybe_html(term["name"].as_str()?))
        .take(20)
        .collect()
}

fn image(media: &Value, link: &Url) -> Option<Image> {
    if media["media_type"]
        .as_str()
        .is_some_and(|kind| kind != "image")
    {
        return None;
    }
    let size = |key| {
        let size = media["media_details"][key].as_u64()?;
        u32::try_from(size).ok().filter(|size| *size > 0)
    };
    let caption = media["caption"]["rendered"].as_str().map(text::from_html);
    let meta = media["media_details"]["image_meta"]["credit"].as_str();
    Some(Image {
        url: http_url(media["source_url"].as_str()?, link)?,
        caption: caption.as_deref().and_then(credit::without),
        alt: media["alt_text"]
            .as_str()
            .and_then(text::some_from_maybe_html),
        credit: caption
            .and_then(|caption| credit::from_caption(&caption))
            .or_else(|| credit::tidy(meta?)),
        width: size("width"),
        height: size("height"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interface_is_found_below_the_site_or_where_it_is_said_to_be() {
        let after = "2026-10-20T06:00:00Z".parse().unwrap();
        let of = |site: &str| {
            address(&Url::parse(site).unwrap(), after, 2)
                .unwrap()
                .to_string()
        };
        assert_eq!(
            of("https://weir.example/blog/"),
            "https://weir.example/blog/wp-json/wp/v2/posts?_embed=1&per_page=20&page=2&after=2026-10-20T06%3A00%3A00Z"
        );
        assert!(
            of("https://api.weir.example/x/wp/v2/essays")
                .starts_with("https://api.weir.example/x/wp/v2/essays?_embed")
        );
    }

    #[test]
    fn posts_with_holes_are_read_as_far_as_they_go() {
        let site = Url::parse("https://weir.example/").unwrap();
        let post = serde_json::json!({
            "link": "/a", "title": {"rendered": "Locks &#038; gates"}, "content": {"rendered": "", "protected": true},
            "date": "2026-11-18T09:00:00", "_embedded": {"author": [{"code": "rest_user_invalid_id"}],
            "wp:term": [[{"taxonomy": "category", "slug": "uncategorized", "name": "Uncategorized"}], [{"taxonomy": "post_tag", "name": "x"}]],
            "wp:featuredmedia": [{"code": "rest_forbidden"}]}
        });
        let entry = entry(&post, &site).unwrap();
        assert_eq!(entry.title.as_deref(), Some("Locks & gates"));
        assert!(entry.published.is_some() && entry.content.is_none() && entry.image.is_none());
        assert!(entry.authors.is_empty() && entry.categories.is_empty());
        assert!(super::entry(&serde_json::json!({"title": 7}), &site).is_none());
    }
}
