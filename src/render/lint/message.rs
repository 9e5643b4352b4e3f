//! Checks of weight, and of what the law wants to be seen before the cut: unsubscribing and the postal address.

use super::{Findings, Letterhead, page::Page, paint::Mode};
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

/// Unsubscribing and the postal address are the law's (CAN-SPAM, CASL), so they must be seen, in whatever way readers have
/// the mail. CASL wants the sender's name beside them.
fn footer(page: &Page, parts: &Parts, letterhead: &Letterhead<'_>, findings: &mut Findings) {
    let address = postal_address(letterhead.publication);
    let own = letterhead.theme.layout_file.is_some();
    let leave = marker(Field::UnsubscribeUrl);
    let left = whole(&parts.html).map(Page::read);
    let left = left.as_ref().unwrap_or(page);
    let holds = |text: &str| !address.is_empty() && bare(text).contains(&bare(&address));
    let unled = |mode: &Mode| !left.leads(leave, *mode);
    let unaddressed = |mode: &Mode| !holds(&left.seen(*mode));
    let lacking = |lacks: &dyn Fn(&Mode) -> bool| -> Vec<Mode> {
        Mode::ALL.into_iter().filter(lacks).collect()
    };
    let (leaves, addressed) = (lacking(&unled), lacking(&unaddressed));
    seen("text", in_text(parts, &address), own, findings);
    seen("html", (words(&leaves), words(&addressed)), own, findings);
    let name = bare(&letterhead.publication.name);
    if !bare(&page.seen(Mode::Light)).contains(&name) && !bare(&page.pictured()).contains(&name) {
        findings.warning(
            "html",
            "the publication's name is not in what readers see: they should know who writes to them",
            "put {{ footer.name }} into your layout",
        );
    }
}

/// Who sees no way to leave in the text, and who no address.
fn in_text(parts: &Parts, address: &str) -> (&'static str, &'static str) {
    let lacks = |there: bool| if there { "" } else { "see" };
    (
        lacks(parts.text.contains(marker(Field::UnsubscribeUrl))),
        lacks(!address.is_empty() && bare(&parts.text).contains(&bare(address))),
    )
}

/// Tells what is missing, and for whom. `own` is whether the layout is the publication's own.
fn seen(location: &str, (leaves, addressed): (&str, &str), own: bool, findings: &mut Findings) {
    if !leaves.is_empty() {
        findings.error(
            location,
            format!("there is no way to unsubscribe in what readers {leaves}"),
            match own {
                true => "put {{ footer.unsubscribe_url }} into a link of your layout, with words that can be seen, and keep the edition short",
                false => "make the edition shorter; if it is short, report this as a fault of roundup's",
            },
        );
    }
    if !addressed.is_empty() {
        findings.error(
            location,
            format!("the postal address is not in what readers {addressed}"),
            match own {
                true => "put {{ footer.address }} into your layout where it can be seen, set publication.postal_address, and keep the edition short",
                false => "set publication.postal_address, and make the edition shorter if it is long",
            },
        );
    }
}

/// Who doesn't see it.
fn words(lacking: &[Mode]) -> &'static str {
    match lacking {
        [] => "",
        [Mode::Dark] => "see in dark mode",
        [Mode::Phone] => "see on a phone",
        [Mode::Bare] => "see whose program drops style blocks",
        _ => "see",
    }
}

/// What Gmail leaves of HTML that it cuts.
fn whole(html: &str) -> Option<&str> {
    let cut =
        (CUT < html.len()).then(|| (0..=CUT).rev().find(|at| html.is_char_boundary(*at)))??;
    html.get(..cut)
}

/// Without regard to how lines are broken.
fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}
