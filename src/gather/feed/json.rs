//! What JSON feeds get wrong and the parser drops without a word: identifiers that are numbers, addresses without a host.

use std::borrow::Cow;

use serde_json::Value;
use url::Url;

use super::entry;

/// The members of an item that are addresses.
const ADDRESSES: [&str; 4] = ["url", "external_url", "image", "banner_image"];

/// A JSON feed as it is meant; what is none stays as it is.
pub(super) fn mended<'a>(source: &'a str, base: &Url) -> Cow<'a, str> {
    if !source.starts_with('{') {
        return Cow::Borrowed(source);
    }
    let Ok(mut feed) = serde_json::from_str::<Value>(source) else {
        return Cow::Borrowed(source);
    };
    let home = feed.get("home_page_url").and_then(Value::as_str);
    let home = home.and_then(|home| base.join(home).ok());
    let base = entry::base_of(base, home.as_ref());
    let Some(items) = feed.get_mut("items").and_then(Value::as_array_mut) else {
        return Cow::Borrowed(source);
    };
    for item in items {
        if let Some(id) = item.get_mut("id").filter(|id| id.is_number()) {
            *id = Value::String(id.to_string());
        }
        for name in ADDRESSES {
            if let Some(address) = item.get_mut(name) {
                let whole = address.as_str().and_then(|written| base.join(written).ok());
                if let Some(whole) = whole {
                    *address = Value::String(whole.into());
                }
            }
        }
    }
    Cow::Owned(feed.to_string())
}
