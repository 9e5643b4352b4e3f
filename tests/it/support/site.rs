//! A small publication on a loopback port: a feed and its article pages, changeable while it is served.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Response, StatusCode, Uri},
};

/// An answer to be given.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// A piece as the site shows it.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    pub(crate) slug: String,
    pub(crate) title: String,
    /// RFC 3339.
    pub(crate) published: String,
    pub(crate) section: String,
    pub(crate) body: String,
}

impl Story {
    pub(crate) fn new(slug: &str, published: &str, section: &str) -> Self {
        Self {
            slug: slug.to_owned(),
            title: format!("The story of {slug}"),
            published: published.to_owned(),
            section: section.to_owned(),
            body: format!(
                "The {slug} opened on a grey morning, and by noon the whole quay had come to see what the engineers had left behind. \
                 Nobody had asked for it, and everybody had an opinion about it before the first barge went through."
            ),
        }
    }
}

#[derive(Debug, Default)]
struct Content {
    answers: HashMap<String, Answer>,
    stories: Vec<Story>,
    asked: Vec<(String, HeaderMap)>,
}

/// The site, served until the test ends.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) address: SocketAddr,
    content: Arc<Mutex<Content>>,
}

impl Site {
    pub(crate) async fn start() -> Self {
        let content = Arc::new(Mutex::new(Content::default()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        let site = Self { address, content };
        let served = site.clone();
        let router = Router::new().fallback(move |uri: Uri, headers: HeaderMap| {
            let site = served.clone();
            async move { site.answer(&uri, headers) }
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        site
    }

    /// Its address, without a slash at the end.
    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Puts a story into the feed and its page on the site.
    pub(crate) fn publish(&self, story: Story) {
        let mut content = self.content.lock().expect("the content");
        content.stories.retain(|known| known.slug != story.slug);
        content.stories.insert(0, story);
    }

    /// Answers a path (with or without its query) with this from now on, whatever else is there.
    pub(crate) fn set(
        &self,
        path: &str,
        status: u16,
        headers: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
    ) {
        let headers = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let answer = Answer {
            status,
            headers,
            body: body.into(),
        };
        self.content
            .lock()
            .expect("the content")
            .answers
            .insert(path.to_owned(), answer);
    }

    /// Answers a path from the stories again.
    pub(crate) fn unset(&self, path: &str) {
        self.content
            .lock()
            .expect("the content")
            .answers
            .remove(path);
    }

    /// How often a path was asked for, and with which headers.
    pub(crate) fn asked(&self, path: &str) -> Vec<HeaderMap> {
        let content = self.content.lock().expect("the content");
        content
            .asked
            .iter()
            .filter(|(asked, _)| asked == path)
            .map(|(_, headers)| headers.clone())
            .collect()
    }

    fn answer(&self, uri: &Uri, headers: HeaderMap) -> Response<Body> {
        let mut content = self.content.lock().expect("the content");
        content.asked.push((uri.path().to_owned(), headers.clone()));
        let whole = uri.path_and_query().map_or("", |asked| asked.as_str());
        let answers = &content.answers;
        if let Some(answer) = answers.get(whole).or_else(|| answers.get(uri.path())) {
            let mut response = Response::builder().status(answer.status);
            for (name, value) in &answer.headers {
                response = response.header(name, value);
            }
            return response
                .body(Body::from(answer.body.clone()))
                .expect("a response");
        }
        if uri.path() == "/feed.xml" {
            return self.feed(&content.stories, &headers);
        }
        let slug = uri.path().trim_start_matches('/').trim_end_matches(".html");
        match content.stories.iter().find(|story| story.slug == slug) {
            Some(story) => with_type("text/html; charset=utf-8", page(story, &self.base())),
            None => Response::builder()
                .status(StatusCode::NOT_FOUND)
                .body(Body::from("no"))
                .expect("a response"),
        }
    }

    fn feed(&self, stories: &[Story], headers: &HeaderMap) -> Response<Body> {
        let tag = format!(
            "\"{}\"",
            stories
                .iter()
                .map(|story| story.title.len() + story.body.len())
                .sum::<usize>()
        );
        if headers
            .get("if-none-match")
            .is_some_and(|asked| asked.as_bytes() == tag.as_bytes())
        {
            return Response::builder()
                .status(304)
                .body(Body::empty())
                .expect("a response");
        }
        let mut response = with_type("application/rss+xml", feed(stories, &self.base()));
        response
            .headers_mut()
            .insert("etag", tag.parse().expect("a tag"));
        response
    }
}

fn with_type(kind: &str, body: String) -> Response<Body> {
    Response::builder()
        .header("content-type", kind)
        .body(Body::from(body))
        .expect("a response")
}

fn feed(stories: &[Story], base: &str) -> String {
    let items: String = stories
        .iter()
        .map(|story| {
            let date = chrono::DateTime::parse_from_rfc3339(&story.published).expect("a date").to_rfc2822();
            format!(
                "<item><title>{}</title><link>{base}/{}.html</link><guid>{}</guid><pubDate>{date}</pubDate><description>{}</description></item>",
                story.title, story.slug, story.slug, story.body
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Quay</title><link>{base}/</link><language>en</language>{items}</channel></rss>"
    )
}

fn page(story: &Story, base: &str) -> String {
    let Story {
        slug,
        title,
        published,
        section,
        body,
    } = story;
    format!(
        r#"<!doctype html><html lang="en"><head><title>{title} - Quay</title><link rel="canonical" href="{base}/{slug}.html">
<meta property="og:title" content="{title}"><meta property="article:published_time" content="{published}"><meta property="article:section" content="{section}">
<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{title}","datePublished":"{published}","articleSection":"{section}","author":{{"@type":"Person","name":"Ada Merrow","jobTitle":"Staff Writer"}}}}</script></head>
<body><article><h1>{title}</h1><p class="dek">What happened at the {slug}.</p><p class="byline">By Ada Merrow, Staff Writer</p>
<p>{body}</p><p>It went on like this for a while: a second paragraph that is long enough to be one, and says nothing that the first had not said before it.</p>
<p>And there was a third one, so that the page has a body that an extractor can believe in without any doubt about it.</p></article></body></html>"#
    )
}
