//! Where an entry is, and what it is called.

use super::super::{super::links, tree::Element};

/// Where the piece is. Of several links without a word about what they are, the last one counts.
pub(super) fn link(holder: &Element) -> Option<String> {
    let mut alternate = None;
    let mut plain = None;
    for element in holder.named("link") {
        let written = element.own_text();
        let Some(href) = element
            .attribute("href")
            .or(Some(written.as_str()))
            .filter(|href| !href.is_empty())
        else {
            continue;
        };
        let url = links::relative(href, &element.place.base).unwrap_or_else(|| href.to_owned());
        match element
            .attribute("rel")
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            None => plain = Some(url),
            Some("alternate") => alternate = alternate.or(Some(url)),
            Some(_) => {}
        }
    }
    let own = || {
        let href = holder.attribute("href")?;
        Some(links::relative(href, &holder.place.base).unwrap_or_else(|| href.to_owned()))
    };
    let told = alternate.or(plain).or_else(own);
    told.or_else(|| {
        let ids = holder.named("guid").chain(holder.named("id"));
        let links = ids.filter(|id| id.attribute("ispermalink") != Some("false"));
        links.map(Element::own_text).find(|id| id.contains("://"))
    })
}

/// The entry's own name. Only what begins like a path is surely no name but an address.
pub(super) fn id(holder: &Element) -> Option<String> {
    let id = holder
        .named("guid")
        .chain(holder.named("id"))
        .find_map(|element| {
            let id = element.own_text();
            let url = id
                .starts_with('/')
                .then(|| links::relative(&id, &element.place.base));
            Some(url.flatten().unwrap_or(id)).filter(|id| !id.is_empty())
        });
    id.or_else(|| holder.attribute("rdf:about").map(str::to_owned))
}
