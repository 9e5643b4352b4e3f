//! Checks of the message itself: header fields, sizes, footer, links.

use super::{Findings, Letterhead};
use crate::{
    message::{Field, Message},
    render::{gap::marker, parts, parts::Parts, view::postal_address},
};

/// Gmail hides what comes after about 102 KB of HTML.
const CUT: usize = 100 * 1024;
const NEARLY_CUT: usize = 90 * 1024;
/// Gmail drops a style block of this many characters or more.
const STYLE_LIMIT: usize = 8_192;
/// RFC 5322 section 2.1.1.
const LINE_LIMIT: usize = 998;

/// Fields that are there exactly once (RFC 5322 section 3.6, RFC 2919, RFC 2369, RFC 8058, RFC 2045).
const ONCE: [&str; 10] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Content-Type",
];

pub(super) fn check(
    message: &Message,
    parts: &Parts,
    letterhead: &Letterhead<'_>,
    findings: &mut Findings,
) {
    fields(&parts.header, findings);
    if parts::joined(message)
        .split("\r\n")
        .any(|line| line.len() > LINE_LIMIT)
    {
        findings.error(
            "message",
            format!("a line is longer than {LINE_LIMIT} octets"),
            "this is a fault of roundup's: please report it",
        );
    }
    size(&parts.html, findings);
    footer(parts, letterhead, findings);
    addresses(&parts.html, findings);
}

fn fields(header: &str, findings: &mut Findings) {
    let names: Vec<_> = header
        .split("\r\n")
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split_once(':'))
        .map(|(name, _)| name)
        .collect();
    for field in ONCE {
        let times = names
            .iter()
            .filter(|name| name.eq_ignore_ascii_case(field))
            .count();
        if times != 1 {
            findings.error(
                "header",
                format!("{field} is there {times} times instead of once"),
                "this is a fault of roundup's: please report it",
            );
        }
    }
}

fn size(html: &str, findings: &mut Findings) {
    let kilobytes = html.len().div_ceil(1024);
    if html.len() > CUT {
        findings.error(
            "html",
            format!("the HTML has {kilobytes} KB: Gmail cuts it off at about 102 KB"),
            "lower max_pieces, or use theme.layout = \"compact\"",
        );
    } else if html.len() > NEARLY_CUT {
        findings.warning(
            "html",
            format!("the HTML has {kilobytes} KB: Gmail cuts it off at about 102 KB"),
            "lower max_pieces a little",
        );
    }
    let blocks = html.split("<style").skip(1);
    for block in blocks.filter_map(|rest| rest.split_once("</style>")) {
        if block.0.len() >= STYLE_LIMIT {
            findings.error(
                "html",
                format!(
                    "a style block has {} characters: Gmail drops it",
                    block.0.len()
                ),
                "shorten theme.font",
            );
        }
    }
}

/// Unsubscribing and the postal address are the law's (CAN-SPAM, CASL), so they must be seen.
fn footer(parts: &Parts, letterhead: &Letterhead<'_>, findings: &mut Findings) {
    let address = postal_address(letterhead.publication);
    // The serialiser leaves quotes in text as they are.
    let escaped = maud::html! { (address) }
        .into_string()
        .replace("&quot;", "\"");
    let unsubscribe = marker(Field::UnsubscribeUrl).to_string();
    let own = letterhead.theme.layout_file.is_some();
    for (location, part, address) in [
        ("text", &parts.text, address),
        ("html", &parts.html, escaped),
    ] {
        // The text part is wrapped, so its address is looked for without regard to line ends.
        let part = if location == "text" {
            one_line_with_gaps(part)
        } else {
            part.clone()
        };
        if part.find(&unsubscribe).is_none_or(|at| at > CUT) {
            findings.error(
                location,
                "there is no way to unsubscribe in what readers see",
                match own {
                    true => "put {{ footer.unsubscribe_url }} into a link of your layout, and keep the edition short",
                    false => "make the edition shorter; if it is short, report this as a fault of roundup's",
                },
            );
        }
        if address.is_empty() || part.find(&address).is_none_or(|at| at > CUT) {
            findings.error(
                location,
                "the postal address is not in what readers see",
                match own {
                    true => "put {{ footer.address }} into your layout, set publication.postal_address, and keep the edition short",
                    false => "set publication.postal_address, and make the edition shorter if it is long",
                },
            );
        }
    }
}

fn one_line_with_gaps(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn addresses(html: &str, findings: &mut Findings) {
    let gaps = [Field::UnsubscribeUrl, Field::PreferencesUrl].map(marker);
    for link in attributes(html, "href") {
        if !link.starts_with("https://") && !link.starts_with("http://") && !link.starts_with(gaps)
        {
            findings.error(
                "html",
                format!("`{link}` is not a web address"),
                "link to http or https addresses only",
            );
        }
    }
    for picture in attributes(html, "src") {
        if !picture.starts_with("https://") {
            findings.warning(
                "html",
                format!("the picture `{picture}` is not loaded by https"),
                "serve pictures by https: some readers won't show others",
            );
        }
    }
}

/// The values of an attribute, looked for inside tags only: text may hold anything.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let wanted = format!(" {name}=\"");
    // Values are escaped by the serialiser, so that a tag ends at its first `>`.
    html.split('<')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('>')?.0))
        .filter_map(|tag| Some(tag.split_once(&wanted)?.1.split_once('"')?.0))
        .collect()
}
