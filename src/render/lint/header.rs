//! Checks of the header: which fields are there, how often, and what is in them.

mod words;

use self::words::is_whole;
use super::Findings;
use crate::{
    message::Field,
    render::{Letterhead, gap::marker},
};

/// RFC 5322 section 2.1.1: what a line must not, and what it should not be longer than.
const LINE_LIMIT: usize = 998;
const LINE_WISH: usize = 78;
/// Servers refuse more; Exchange's limit of old.
const HEADER_LIMIT: usize = 64 * 1024;
/// RFC 2919 section 3.
const LIST_ID_LIMIT: usize = 255;
/// RFC 2047 section 2.
const WORD_LIMIT: usize = 75;

const FAULT: &str = "this is a fault of roundup's: please report it";

/// Fields that are there exactly once (RFC 5322 section 3.6, RFC 2919, RFC 2369, RFC 8058, RFC 2045).
const ONCE: [&str; 11] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Precedence",
    "MIME-Version",
    "Content-Type",
];

/// Fields that are there at most once.
const AT_MOST_ONCE: [&str; 4] = ["Reply-To", "Sender", "Cc", "Feedback-ID"];

/// Providers whose rules forbid others to send as theirs (DMARC p=reject or quarantine).
const FREE_MAIL: [&str; 22] = [
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "ymail.com",
    "aol.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "msn.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "gmx.de",
    "gmx.net",
    "gmx.com",
    "web.de",
    "t-online.de",
    "mail.ru",
    "proton.me",
    "protonmail.com",
    "orange.fr",
    "laposte.net",
];

pub(super) fn check(
    header: &str,
    letterhead: &Letterhead<'_>,
    signed: bool,
    findings: &mut Findings,
) {
    let fields = fields(header);
    occurrences(&fields, findings);
    octets(header, findings);
    leaving(&fields, findings);
    list_id(&fields, findings);
    feedback_id(&fields, findings);
    from(letterhead, findings);
    if !signed {
        findings.note(
            "setup",
            "mail leaves unsigned: Gmail, Yahoo and Outlook.com want a DKIM signature that covers both List-Unsubscribe fields (RFC 8058 section 4)",
            "nothing, where the relay signs; else make a key with `roundup dkim new`",
        );
    }
}

fn is_gap(c: char) -> bool {
    ('\u{E000}'..='\u{F8FF}').contains(&c)
}

/// Names and values, folded as they are.
fn fields(header: &str) -> Vec<(&str, String)> {
    let mut fields: Vec<(&str, String)> = Vec::new();
    for line in header.split("\r\n") {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push_str(line);
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name, value.trim_start().to_owned()));
        }
    }
    fields
}

fn value<'a>(fields: &'a [(&str, String)], name: &str) -> Option<&'a str> {
    let mut named = fields
        .iter()
        .filter(|(known, _)| known.eq_ignore_ascii_case(name));
    named.next().map(|(_, value)| value.as_str())
}

fn occurrences(fields: &[(&str, String)], findings: &mut Findings) {
    let times = |name: &str| {
        fields
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name))
            .count()
    };
    for name in ONCE {
        let times = times(name);
        if times != 1 {
            findings.error(
                "header",
                format!("{name} is there {times} times instead of once"),
                FAULT,
            );
        }
    }
    for name in AT_MOST_ONCE {
        let times = times(name);
        if times > 1 {
            findings.error("header", format!("{name} is there {times} times"), FAULT);
        }
    }
}

fn octets(header: &str, findings: &mut Findings) {
    if header.len() > HEADER_LIMIT {
        let kilobytes = header.len().div_ceil(1024);
        findings.error(
            "header",
            format!("the header has {kilobytes} KB: servers refuse it"),
            "shorten the subject and publication.name",
        );
    }
    let stray = header.replace("\r\n", "").contains(['\r', '\n']);
    // Gaps are private-use characters here, and ASCII when they are filled.
    let foreign = header.chars().any(|c| !c.is_ascii() && !is_gap(c));
    if stray || foreign {
        findings.error(
            "header",
            "the header has bare line ends or octets beyond ASCII (RFC 5322 section 2.2)",
            FAULT,
        );
    }
    for line in header.split("\r\n") {
        let name = line.split(':').next().unwrap_or_default();
        if line.len() > LINE_LIMIT {
            findings.error(
                "header",
                format!("the line of {name} is longer than {LINE_LIMIT} octets"),
                FAULT,
            );
        } else if line.len() > LINE_WISH
            && line.contains(' ')
            && !line.starts_with("List-Unsubscribe")
            && line.trim_start().contains(' ')
        {
            findings.note("header", format!("the line of {name} is longer than {LINE_WISH} octets, which some filters count against it"), FAULT);
        }
    }
    let mut words = header
        .split([' ', '\r', '\n'])
        .filter(|word| word.starts_with("=?"));
    let long = words.clone().find(|word| word.len() > WORD_LIMIT);
    let torn = words.find(|word| !is_whole(word));
    if let Some(word) = torn {
        findings.error(
            "header",
            format!("the encoded word {word} is none, or parts a character (RFC 2047 section 5)"),
            FAULT,
        );
    }
    if let Some(word) = long {
        findings.error(
            "header",
            format!(
                "the encoded word {word} is longer than {WORD_LIMIT} octets (RFC 2047 section 2)"
            ),
            FAULT,
        );
    }
}

/// One click, and exactly one address for it (RFC 8058 section 3.1).
fn leaving(fields: &[(&str, String)], findings: &mut Findings) {
    let gap = format!("<{}>", marker(Field::UnsubscribeUrl));
    let list = value(fields, "List-Unsubscribe").unwrap_or_default();
    let uris: Vec<_> = list.split(',').map(str::trim).collect();
    let pages = uris
        .iter()
        .filter(|uri| **uri == gap || uri.starts_with("<https:"))
        .count();
    let others = uris
        .iter()
        .any(|uri| **uri != gap && !uri.starts_with("<https:") && !uri.starts_with("<mailto:"));
    if pages != 1 || others {
        findings.error(
            "header",
            "List-Unsubscribe has not exactly one https address (RFC 8058 section 3.1)",
            FAULT,
        );
    }
    if value(fields, "List-Unsubscribe-Post") != Some("List-Unsubscribe=One-Click") {
        findings.error(
            "header",
            "List-Unsubscribe-Post is not `List-Unsubscribe=One-Click` (RFC 8058 section 3.1)",
            FAULT,
        );
    }
}

fn list_id(fields: &[(&str, String)], findings: &mut Findings) {
    let id = value(fields, "List-Id").unwrap_or_default();
    let inner = id
        .rsplit_once('<')
        .and_then(|(_, rest)| rest.strip_suffix('>'));
    if id.len() > LIST_ID_LIMIT || inner.is_none_or(|id| !id.contains('.') || id.contains(' ')) {
        findings.error(
            "header",
            "List-Id is not a name and a domain in angle brackets (RFC 2919)",
            "look at publication.list_id",
        );
    }
}

/// Gmail's form: `a:b:c:sender`, the sender's part 5 to 15 characters, nothing in it of a reader.
fn feedback_id(fields: &[(&str, String)], findings: &mut Findings) {
    let Some(id) = value(fields, "Feedback-ID") else {
        return;
    };
    let parts: Vec<_> = id.split(':').collect();
    let sender = parts.last().map_or(0, |sender| sender.chars().count());
    let of_a_reader = id.contains(is_gap);
    if parts.len() != 4 || !(5..=15).contains(&sender) || of_a_reader {
        findings.warning(
            "header",
            format!("Feedback-ID `{id}` has not the form a:b:c:sender, the same for every reader"),
            FAULT,
        );
    }
}

fn from(letterhead: &Letterhead<'_>, findings: &mut Findings) {
    let from = &letterhead.publication.from;
    let domain = from.address.domain().to_ascii_lowercase();
    if FREE_MAIL.contains(&domain.as_str()) {
        findings.warning(
            "setup",
            format!("mail comes from {domain}, whose rules have others' servers refused (DMARC)"),
            "set publication.from to an address of a domain of your own",
        );
    }
    if from
        .name
        .as_deref()
        .is_none_or(|name| name.trim().is_empty())
    {
        findings.note(
            "setup",
            "From has no name: inboxes show the bare address",
            "give publication.from a name: \"The Weir Review <editors@weir.example>\"",
        );
    }
    let answered = letterhead.publication.reply_to.as_ref().unwrap_or(from);
    let local = answered
        .address
        .as_str()
        .split('@')
        .next()
        .unwrap_or_default();
    let local: String = local.chars().filter(char::is_ascii_alphanumeric).collect();
    if ["noreply", "donotreply", "nepasrepondre", "noresponder"]
        .contains(&local.to_ascii_lowercase().as_str())
    {
        findings.warning(
            "setup",
            format!("nobody reads answers to {}: Microsoft wants a sender who can be answered, and the law a way to reach one (CASL)", answered.address),
            "set publication.reply_to to an address that somebody reads",
        );
    }
    let public = letterhead.public_url;
    if public.scheme() != "https" {
        findings.warning(
            "setup",
            format!("the pages to unsubscribe at are not served by https ({public}): Gmail and Yahoo take that for none (RFC 8058 section 3.1)"),
            "set web.public_url to an https address",
        );
    }
}
