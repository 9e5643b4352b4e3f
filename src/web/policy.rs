//! What browsers may do with our answers: as little as each page needs (Content Security Policy).

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use roundup_templates::{page, view::Look};
use sha2::{Digest as _, Sha256};
use url::Url;

/// More origins of photos than this, and the policy names none: it would be longer than the page.
const MOST_ORIGINS: usize = 20;

/// Where the photos of a page come from; [`guard`] lets browsers load from there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Photos(Vec<String>);

impl Photos {
    /// The origins of these addresses, each once.
    pub(super) fn of<'a>(urls: impl Iterator<Item = &'a str>) -> Self {
        let mut origins: Vec<String> = urls
            .filter_map(|url| Url::parse(url).ok())
            .map(|url| url.origin().ascii_serialization())
            .collect();
        origins.sort();
        origins.dedup();
        if origins.len() > MOST_ORIGINS {
            origins = vec!["https:".to_owned(), "http:".to_owned()];
        }
        Self(origins)
    }
}

/// A page that brings a script of ours; [`guard`] lets browsers run it.
#[derive(Debug, Clone, Copy)]
pub(super) struct WithScript;

/// What is the same for every answer.
#[derive(Debug, Clone)]
pub(super) struct Policy {
    /// The style sheets of the pages by their hashes; nothing else may style a page.
    styles: String,
    /// Whether browsers are told to come back over TLS alone (RFC 6797): where the public address is one of https.
    transport: Option<HeaderValue>,
}

impl Policy {
    pub(super) fn of(look: &Look, public_url: &Url) -> Self {
        let hash = |style: String| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(style)));
        Self {
            styles: page::styles(look).into_iter().map(hash).collect(),
            transport: (public_url.scheme() == "https")
                .then(|| HeaderValue::from_static("max-age=31536000")),
        }
    }
}

/// What every answer says to browsers: no scripts but ours, no frames, no referrer with a token in it.
pub(super) async fn guard(State(ours): State<Policy>, mut response: Response) -> Response {
    let scripts = match response.extensions().get::<WithScript>() {
        Some(WithScript) => "; script-src 'self'",
        None => "",
    };
    let photos = response.extensions().get::<Photos>();
    let photos = match photos.map_or(&[][..], |photos| &photos.0) {
        [] => String::new(),
        origins => format!("; img-src {}", origins.join(" ")),
    };
    let policy = format!(
        "default-src 'none'; style-src{}{scripts}{photos}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        ours.styles
    );
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // For browsers that don't know frame-ancestors.
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(transport) = ours.transport {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, transport);
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_places_of_photos_are_let_in() {
        let photos = Photos::of(
            [
                "https://a.example/1.jpg",
                "https://a.example/2.jpg?x=1; script-src *",
                "http://127.0.0.1:8025/images/3.jpg",
                "no address",
            ]
            .into_iter(),
        );
        assert_eq!(
            photos,
            Photos(vec![
                "http://127.0.0.1:8025".to_owned(),
                "https://a.example".to_owned()
            ])
        );
        let many: Vec<_> = (0..21).map(|n| format!("https://a{n}.example/")).collect();
        let many = Photos::of(many.iter().map(String::as_str));
        assert_eq!(many, Photos(vec!["https:".to_owned(), "http:".to_owned()]));
    }
}
