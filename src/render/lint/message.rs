//! Checks of weight, and of what the law wants to be seen before the cut: unsubscribing and the postal address.

use super::{Findings, Letterhead, page::Page};
use crate::{
    message::Field,
    render::{gap::marker, parts::Parts, view::postal_address},
};

/// Gmail hides what comes after about 102 KB of HTML.
const CUT: usize = 100 * 1024;
const NEARLY_CUT: usize = 90 * 1024;
/// Gmail drops a style block of this many characters or more.
const STYLE_LIMIT: usize = 8_192;

pub(super) fn check(
    page: &Page,
    parts: &Parts,
    letterhead: &Letterhead<'_>,
    findings: &mut Findings,
) {
    size(&parts.html, findings);
    styles(page, findings);
    footer(page, parts, letterhead, findings);
}

/// The same for a message that is text alone.
pub(super) fn check_text(parts: &Parts, letterhead: &Letterhead<'_>, findings: &mut Findings) {
    let address = postal_address(letterhead.publication);
    let own = letterhead.theme.layout_file.is_some();
    seen("text", in_text(parts, &address), own, findings);
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
}

fn styles(page: &Page, findings: &mut Findings) {
    for block in page.document.select("style").nodes() {
        let length = block.text().chars().count();
        if length >= STYLE_LIMIT {
            findings.error(
                "html",
                format!("a style block has {length} characters: Gmail drops it"),
                "shorten theme.font, or the style block of your layout",
            );
        }
    }
}

/// Unsubscribing and the postal address are the law's (CAN-SPAM, CASL), so they must be seen.
fn footer(page: &Page, parts: &Parts, letterhead: &Letterhead<'_>, findings: &mut Findings) {
    let address = postal_address(letterhead.publication);
    let own = letterhead.theme.layout_file.is_some();
    let leave = marker(Field::UnsubscribeUrl);
    let html = match whole(&parts.html) {
        Some(whole) => sees(&Page::read(whole), leave, &address),
        None => sees(page, leave, &address),
    };
    seen("text", in_text(parts, &address), own, findings);
    seen("html", html, own, findings);
}

/// Whether there is a way to leave in the text, and the address.
fn in_text(parts: &Parts, address: &str) -> (bool, bool) {
    (
        parts.text.contains(marker(Field::UnsubscribeUrl)),
        !address.is_empty() && bare(&parts.text).contains(&bare(address)),
    )
}

/// Tells what is missing. `own` is whether the layout is the publication's own.
fn seen(location: &str, (leaves, addressed): (bool, bool), own: bool, findings: &mut Findings) {
    if !leaves {
        findings.error(
            location,
            "there is no way to unsubscribe in what readers see",
            match own {
                true => "put {{ footer.unsubscribe_url }} into a link of your layout, and keep the edition short",
                false => "make the edition shorter; if it is short, report this as a fault of roundup's",
            },
        );
    }
    if !addressed {
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

/// What Gmail leaves of HTML that it cuts.
fn whole(html: &str) -> Option<&str> {
    let cut =
        (CUT < html.len()).then(|| (0..=CUT).rev().find(|at| html.is_char_boundary(*at)))??;
    html.get(..cut)
}

/// Whether there is a link to leave by, and the address.
fn sees(page: &Page, leave: char, address: &str) -> (bool, bool) {
    let links = page.document.select("a[href]");
    let leaves = links
        .nodes()
        .iter()
        .any(|link| link.attr_or("href", "").starts_with(leave));
    (
        leaves,
        !address.is_empty() && bare(&page.seen()).contains(&bare(address)),
    )
}

/// Without regard to how lines are broken.
fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}
