//! The pictures of an entry, in whatever namespace they come.

use super::{
    super::{super::links, tree::Element},
    attribute,
};

/// Pictures and what is said of them, wherever in the entry they are.
pub(super) fn write(out: &mut String, holder: &Element) {
    for element in holder.elements() {
        match element.name.as_str() {
            "enclosure" => write_enclosure(out, element, "url"),
            "link" if element.attribute("rel") == Some("enclosure") => {
                write_enclosure(out, element, "href");
            }
            "media:group" => write(out, element),
            "media:content" | "media:thumbnail" => {
                out.extend(["<", &element.name]);
                for name in ["url", "type", "medium", "width", "height"] {
                    attribute(out, name, address(element, name));
                }
                out.push_str("/>");
                write(out, element);
            }
            "media:credit" => {
                out.push_str("<media:credit");
                attribute(out, "role", element.attribute("role").map(str::to_owned));
                out.push('>');
                out.push_str(&links::escaped(&element.own_text()));
                out.push_str("</media:credit>");
            }
            _ => {}
        }
    }
}

fn write_enclosure(out: &mut String, element: &Element, url: &str) {
    out.push_str("<link rel=\"enclosure\"");
    attribute(out, "href", address(element, url));
    for name in ["type", "length"] {
        attribute(out, name, element.attribute(name).map(str::to_owned));
    }
    out.push_str("/>");
}

/// The value of an attribute, absolute if it is an address.
fn address(element: &Element, name: &str) -> Option<String> {
    let value = element.attribute(name)?;
    let is_address = matches!(name, "url" | "href");
    let url = is_address
        .then(|| links::relative(value, &element.place.base))
        .flatten();
    Some(url.unwrap_or_else(|| value.to_owned()))
}
