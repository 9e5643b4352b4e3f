//! The rules by their numbers.

use super::Mail;
use crate::{message::Field, render::gap::marker};

/// Spoils a message.
pub(super) type Spoil = fn(&mut Mail);

/// Number, what is done to the message, and what a finding says of it.
pub(super) const SHOWN: &[(u8, Spoil, &str)] = &[
    (
        1,
        |mail| mail.in_message("List-Unsubscribe=One-Click", "List-Unsubscribe=Maybe"),
        "List-Unsubscribe-Post is not",
    ),
    (
        1,
        |mail| {
            mail.in_message(
                "List-Unsubscribe: <",
                "List-Unsubscribe: <https://x.example/>, <",
            );
        },
        "not exactly one https address",
    ),
    (
        1,
        |mail| mail.example.public_url = "http://mail.weir.example/".parse().unwrap(),
        "not served by https",
    ),
    (
        2,
        |mail| mail.circumstances.signed = false,
        "leaves unsigned",
    ),
    (
        10,
        |mail| mail.example.publication.from = "weir@gmail.com".parse().unwrap(),
        "mail comes from gmail.com",
    ),
    (
        12,
        |mail| {
            mail.in_html(
                &marker(Field::UnsubscribeUrl).to_string(),
                "https://weir.example/",
            );
        },
        "no way to unsubscribe",
    ),
    (
        12,
        |mail| {
            mail.in_text(
                &marker(Field::UnsubscribeUrl).to_string(),
                "https://weir.example/",
            );
        },
        "no way to unsubscribe",
    ),
    (
        14,
        |mail| mail.in_message("<weekly.weir.example>", "weekly"),
        "List-Id is not a name",
    ),
    (
        16,
        |mail| mail.in_message(":roundup:", ":"),
        "has not the form a:b:c:sender",
    ),
    (
        17,
        |mail| mail.example.lead().teaser = vec!["Words. ".repeat(14_000)],
        "Gmail cuts it off",
    ),
    (
        17,
        |mail| mail.in_html("<style>", &format!("<style>{}", "a{b:c}".repeat(1_500))),
        "Gmail drops it",
    ),
    (
        19,
        |mail| mail.example.publication.reply_to = Some("no-reply@weir.example".parse().unwrap()),
        "nobody reads answers to no-reply@weir.example",
    ),
    (
        20,
        |mail| mail.in_message("\r\nPrecedence", "\nPrecedence"),
        "bare line ends",
    ),
    (
        20,
        |mail| {
            let long = Box::leak(format!("Precedence: {}", "x".repeat(1_000)).into_boxed_str());
            mail.in_message("Precedence: bulk", long);
        },
        "longer than 998 octets",
    ),
    (
        20,
        |mail| {
            mail.in_message(
                "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
                "\r\n\r\n.",
            );
        },
        "begins with a dot",
    ),
    (
        21,
        |mail| mail.in_message("Precedence: bulk", "Precedence: bülk"),
        "octets beyond ASCII",
    ),
    (
        22,
        |mail| {
            let long = Box::leak(format!("\r\n\r\n{}", "x".repeat(77)).into_boxed_str());
            mail.in_message("\r\n\r\n<!DOCTYPE", long);
        },
        "quoted-printable allows 76",
    ),
    (
        22,
        |mail| {
            let long =
                Box::leak(format!("Precedence: =?utf-8?Q?{}?=", "x".repeat(80)).into_boxed_str());
            mail.in_message("Precedence: bulk", long);
        },
        "longer than 75 octets",
    ),
    (
        22,
        |mail| mail.in_message("Precedence: bulk", "Precedence: =?utf-8?Q?b=C3?="),
        "parts a character",
    ),
    (
        23,
        |mail| mail.in_message("text/plain; charset=utf-8", "text/html; charset=utf-8"),
        "not text, then HTML",
    ),
    (
        23,
        |mail| mail.in_message("Precedence", "From: <b@weir.example>\r\nPrecedence"),
        "From is there 2 times",
    ),
    (
        23,
        |mail| {
            mail.in_text(
                "https://weir.example/2026/11/the-lock",
                "https://weir.example/",
            );
        },
        "the text part does not link to",
    ),
    (
        24,
        |mail| mail.in_message("List-Unsubscribe: <", "List-Unsubscribe: "),
        "not exactly one https address",
    ),
    (
        24,
        |mail| {
            let long = Box::leak(format!("List-Id: {} ", "x".repeat(250)).into_boxed_str());
            mail.in_message("List-Id: ", long);
        },
        "List-Id is not",
    ),
    (
        25,
        |mail| mail.in_message("Precedence: bulk\r\n", ""),
        "Precedence is there 0 times",
    ),
    (
        33,
        |mail| mail.in_html("1 Mill Lane, Weirbridge WB1 2AA", ""),
        "the postal address is not",
    ),
    (
        33,
        |mail| mail.example.edition.composition.subject = "Re: your mail".to_owned(),
        "looks like an answer",
    ),
    (
        34,
        |mail| mail.in_html("The Weir Review", ""),
        "the publication's name is not",
    ),
    (
        37,
        |mail| mail.in_html("<html lang=\"en\"", "<html"),
        "<html> has no lang",
    ),
    (
        37,
        |mail| mail.in_html("role=\"main\" lang=\"en\" dir=\"ltr\"", "role=\"main\""),
        "right in <body> without dir",
    ),
    (
        37,
        |mail| mail.in_html("<title>", "<title></title><!--"),
        "no <title>",
    ),
    (
        37,
        |mail| mail.in_html("role=\"presentation\"", ""),
        "without role=\"presentation\"",
    ),
    (
        37,
        |mail| mail.in_html(" alt=\"", " data-alt=\""),
        "without alt",
    ),
    (37, |mail| mail.in_html("<h2", "<h4"), "a level is left out"),
    (
        37,
        |mail| mail.in_html("aria-label=\"Keep reading", "data-x=\""),
        "called \"Keep",
    ),
    (
        37,
        |mail| mail.in_html("color:#1b1b19", "color:#aaaaaa"),
        "can hardly be read: #aaaaaa",
    ),
];

/// What no message shows, and what holds it.
pub(super) const NOT_SHOWN: &[(u8, &str)] = &[
    (
        3,
        "the server: forged tokens change nothing (tests/it/web.rs)",
    ),
    (4, "the server: a bare POST leaves (tests/it/web.rs)"),
    (
        5,
        "the server: no redirect, again and again (tests/it/web.rs)",
    ),
    (6, "the server: GET changes nothing (tests/it/web.rs)"),
    (7, "the DNS: `roundup check`"),
    (8, "the connection: [smtp] tls"),
    (9, "the DNS of the relay"),
    (11, "what receivers count"),
    (13, "keys are refused when they are read (dkim)"),
    (15, "replies (deliver/engine/verdict.rs)"),
    (18, "what receivers count, and the connection"),
    (26, "made with the gaps (deliver/dkim)"),
    (27, "the session (deliver)"),
    (28, "the ledger (tests/it/crash.rs)"),
    (29, "the session (deliver)"),
    (30, "what comes back"),
    (31, "what comes back"),
    (32, "what comes back"),
    (35, "the store: consents"),
    (36, "the DNS"),
];
