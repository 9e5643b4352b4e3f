//! The pre-flight checks: what an editor would be sorry to have sent.
//!
//! They look at the message as sealed (its header, both parts, its HTML by a parser), at the edition for the names of its
//! pieces, and at the editions before it. Pure: what the network knows is `pipeline/preflight`'s. A finding says where,
//! what, and what to do; an error keeps an edition from being sent, a warning doesn't.
//!
//! The rules of bulk mail, each with its check, or why no message can show it:
//!
//! | rule | standard | check |
//! |---|---|---|
//! | 1 | RFC 8058 s. 3.1, RFC 2369 | `header`: one https URI (the gap), `List-Unsubscribe-Post` as prescribed |
//! | 2 | RFC 8058 s. 4 | `header` notes mail that is not signed here; the signature is made with the gaps (`deliver/dkim`) |
//! | 3-6 | RFC 8058 s. 3.2, RFC 9110 | the server's: tested in `tests/it/web.rs`; `preflight` asks whether it answers |
//! | 7, 9 | SPF, DMARC, PTR | the DNS's: `roundup check` |
//! | 8 | TLS | the connection's: `[smtp] tls` |
//! | 10 | RFC 5322; Gmail's and Yahoo's rules | `header`: fields, and `From` at no free mail provider |
//! | 11, 18 | complaint rates, SPF and DKIM in line with `From` | what receivers count, and `roundup check` |
//! | 12 | CAN-SPAM, Gmail | `message`: a link to leave in both parts |
//! | 13 | RFC 8301 | keys under 2048 bits are refused when they are read |
//! | 14 | RFC 2919 | `header`: `List-Id` (ARC is for those who pass mail on) |
//! | 15 | RFC 3463 | replies, not messages: `deliver/engine/verdict.rs` |
//! | 16 | Gmail's Feedback-ID | `header`: four parts, the sender's 5 to 15 characters, the same for everybody |
//! | 17 | Gmail's cut | `message`: warning at 90 KB, error at 100; unsubscribe and address before it |
//! | 19 | Microsoft | `header`: somebody reads the answers; SPF, DKIM and DMARC are the DNS's: `roundup check` |
//! | 20 | RFC 5322 s. 2.1.1, RFC 5321 s. 4.5.2 | `header`, `mime`: lines, no bare CR or LF, no line that begins with a dot |
//! | 21 | RFC 6152, RFC 6531 | `header`: ASCII only; addresses beyond it are the recipient's (`deliver`) |
//! | 22 | RFC 2045 s. 6.7, RFC 2047 | `mime`: lines of 76; `header`: encoded words of 75, each with whole characters |
//! | 23 | RFC 2046 s. 5.1.4, RFC 5322 s. 3.6 | `mime`: text first, HTML last, utf-8; `links`: the same links; `header`: once each |
//! | 24 | RFC 2369, RFC 2919 | `header`: URIs in angle brackets, `List-Id` of at most 255 octets |
//! | 25 | RFC 3834 | `header`: `Precedence: bulk` (notices carry `Auto-Submitted`; editions are no notices) |
//! | 26 | RFC 6376 | made with the gaps, last of all: `deliver/dkim` |
//! | 27-29 | RFC 5321, RFC 3461 | the session's: `deliver` |
//! | 30-32 | RFC 3464, RFC 5965, RFC 3834 | what comes back, not what goes out |
//! | 33, 34 | CAN-SPAM, CASL | `message`: postal address, unsubscribe and the sender's name, all seen; `subject`: nothing that deceives by its form |
//! | 35 | GDPR | the store's: what was consented to, and when |
//! | 36 | BIMI | the DNS's |
//! | 37 | WCAG 2.2, accessibility of mail | `accessible`: lang, dir, title, roles, alt, headings, link texts; `contrast`, by day and by night |
//!
//! `tests/rules.rs` breaks each that a message can show.

use super::{Letterhead, Rendered, parts};
use crate::edition::Edition;

mod accessible;
mod caniemail;
mod contrast;
mod css;
mod finding;
mod header;
mod ink;
mod leftovers;
mod links;
mod message;
mod mime;
mod page;
mod paint;
mod past;
mod pieces;
mod subject;

use finding::Findings;
pub use finding::{Finding, Level, Support};
pub use links::{Linked, Remote, Shown, remote};

/// What is known beside the edition.
#[derive(Debug, Clone, Default)]
pub struct Circumstances {
    /// The editions that were sent before it, the newest first.
    pub before: Vec<Edition>,
    /// Whether mail is signed before it leaves.
    pub signed: bool,
}

/// Runs every check; the worst findings first.
pub fn lint(
    rendered: &Rendered,
    edition: &Edition,
    letterhead: &Letterhead<'_>,
    circumstances: &Circumstances,
) -> Vec<Finding> {
    let parts = parts::of(&rendered.message);
    let page = page::Page::read(&parts.html);
    let mut findings = Findings::default();
    subject::check(&edition.composition, &mut findings);
    header::check(
        &parts.header,
        letterhead,
        circumstances.signed,
        &mut findings,
    );
    mime::check(&rendered.message, &mut findings);
    message::check(&page, &parts, letterhead, &mut findings);
    links::check(&page, &parts, &mut findings);
    accessible::check(&page, &mut findings);
    contrast::check(&page, &mut findings);
    pieces::check(edition, letterhead, &mut findings);
    past::check(edition, &circumstances.before, &mut findings);
    caniemail::check(&page, &mut findings);
    findings
        .0
        .sort_by_key(|finding| (finding.level, finding.support.is_some()));
    findings.0
}

/// The checks of what a variant of an edition has of its own: not its pieces, and not the week.
pub fn lint_variant(
    rendered: &Rendered,
    edition: &Edition,
    letterhead: &Letterhead<'_>,
    circumstances: &Circumstances,
) -> Vec<Finding> {
    let parts = parts::of(&rendered.message);
    let page = page::Page::read(&parts.html);
    let mut findings = Findings::default();
    subject::check(&edition.composition, &mut findings);
    let signed = circumstances.signed;
    header::check(&parts.header, letterhead, signed, &mut findings);
    mime::check(&rendered.message, &mut findings);
    message::check(&page, &parts, letterhead, &mut findings);
    links::check(&page, &parts, &mut findings);
    accessible::check(&page, &mut findings);
    contrast::check(&page, &mut findings);
    findings.0
}

/// The checks of a message that is text alone.
pub fn lint_text(
    rendered: &Rendered,
    edition: &Edition,
    letterhead: &Letterhead<'_>,
    circumstances: &Circumstances,
) -> Vec<Finding> {
    let parts = parts::of(&rendered.message);
    let mut findings = Findings::default();
    subject::check(&edition.composition, &mut findings);
    let signed = circumstances.signed;
    header::check(&parts.header, letterhead, signed, &mut findings);
    mime::check_text(&rendered.message, &mut findings);
    message::check_text(&parts, letterhead, &mut findings);
    findings.0
}
