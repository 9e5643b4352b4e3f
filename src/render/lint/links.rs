//! Links and pictures of the finished mail: what kind of address each has, whether the text part has the same, and
//! [`remote`], the list of those that can be asked for.

use std::collections::HashSet;

use url::{Host, Url};

use super::{
    Findings,
    page::{self, Page},
};
use crate::{
    message::Field,
    render::{Rendered, gap::marker, parts, parts::Parts},
};

/// What a mail points to on the web.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Remote {
    /// Each address linked to, once, in the order of the mail.
    pub links: Vec<Linked>,
    /// Each picture, once.
    pub pictures: Vec<Shown>,
}

/// An address that the mail links to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// Where it leads.
    pub url: Url,
    /// What it is called.
    pub text: String,
}

/// A picture of the mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Where it is loaded from.
    pub url: Url,
    /// The width it is shown at, where the mail says.
    pub width: Option<u32>,
}

/// What the mail points to on the web. What differs from reader to reader is not in it.
pub fn remote(rendered: &Rendered) -> Remote {
    let page = Page::read(&parts::of(&rendered.message).html);
    let mut remote = Remote::default();
    let mut seen = HashSet::new();
    for link in page.document.select("a[href]").nodes() {
        if let Some(url) =
            on_the_web(&link.attr_or("href", "")).filter(|url| seen.insert(url.clone()))
        {
            let text = page::clipped(&page::name(link));
            remote.links.push(Linked { url, text });
        }
    }
    let mut seen = HashSet::new();
    for picture in page.document.select("img[src]").nodes() {
        if let Some(url) =
            on_the_web(&picture.attr_or("src", "")).filter(|url| seen.insert(url.clone()))
        {
            let width = picture
                .attr("width")
                .and_then(|width| width.trim().parse().ok());
            remote.pictures.push(Shown { url, width });
        }
    }
    remote
}

fn on_the_web(address: &str) -> Option<Url> {
    let mut url = Url::parse(address.trim()).ok()?;
    url.set_fragment(None);
    matches!(url.scheme(), "http" | "https").then_some(url)
}

/// Private-use characters stand for what differs from reader to reader.
fn is_gap(address: &str) -> bool {
    address.starts_with([Field::UnsubscribeUrl, Field::PreferencesUrl].map(marker))
}

pub(super) fn check(page: &Page, parts: &Parts, findings: &mut Findings) {
    let links = page.document.select("a[href]");
    let addresses: Vec<_> = links
        .nodes()
        .iter()
        .map(|link| link.attr_or("href", "").trim().to_owned())
        .collect();
    for address in &addresses {
        let is_known = ["https://", "http://", "mailto:", "#"]
            .iter()
            .any(|start| address.starts_with(start));
        if !is_known && !is_gap(address) {
            findings.error(
                "html",
                format!("`{address}` is not a web address"),
                "link to http or https addresses only",
            );
        }
    }
    same_in_text(&addresses, &parts.text, findings);
    pictures(page, findings);
}

/// Both parts say the same (RFC 2046 section 5.1.4): where the HTML leads, the text leads, too.
fn same_in_text(addresses: &[String], text: &str, findings: &mut Findings) {
    let text: String = text.split_whitespace().collect();
    let lacking = |address: &&String| {
        let bare: String = address.split_whitespace().collect();
        !address.starts_with('#') && !text.contains(bare.trim_start_matches("mailto:"))
    };
    let missing: HashSet<_> = addresses.iter().filter(lacking).collect();
    if let Some(first) = addresses.iter().find(|address| missing.contains(address)) {
        let more = match missing.len() {
            1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        findings.warning(
            "text",
            format!("the text part does not link to `{first}`{more}, which the HTML does"),
            "both parts should lead to the same; where the layout is one of roundup's, please report it",
        );
    }
}

/// On this machine itself it is a trial, and no reader's program asks for it.
fn is_tried_out(address: &str) -> bool {
    match Url::parse(address).as_ref().map(Url::host) {
        Ok(Some(Host::Domain(name))) => name == "localhost",
        Ok(Some(Host::Ipv4(address))) => address.is_loopback(),
        Ok(Some(Host::Ipv6(address))) => address.is_loopback(),
        _ => false,
    }
}

fn pictures(page: &Page, findings: &mut Findings) {
    let pictures = page.document.select("img[src]");
    let sources: Vec<_> = pictures
        .nodes()
        .iter()
        .map(|picture| picture.attr_or("src", ""))
        .collect();
    let mut known = HashSet::new();
    let plain: Vec<_> = sources
        .iter()
        .filter(|source| !source.starts_with("https://") && !is_tried_out(source))
        .filter(|source| known.insert(source.to_string()))
        .collect();
    if let Some(first) = plain.first() {
        let (what, verb) = match plain.len() {
            1 => (format!("the picture `{first}`"), "is"),
            count => (format!("{count} pictures, `{first}` first,"), "are"),
        };
        findings.warning(
            "html",
            format!("{what} {verb} not loaded by https"),
            "serve pictures by https: some readers won't show others",
        );
    }
}
