//! Mails to one person about their subscription: the words, both parts, and the message.
//!
//! Such a mail is answered by nobody's machine (RFC 3834), says nothing that a stranger typed but the address it goes
//! to, and loads nothing.

use lettre::{
    Message,
    address::Envelope,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use roundup_templates::{email, view::Letter};

use super::{Letterhead, RenderError, html, view, wrap::wrap};
use crate::{
    consent::{Notice, NoticeKind},
    subscriber,
    words::Phrasebook,
};

/// Where the links of a letter lead.
#[derive(Debug, Clone)]
pub enum Way {
    /// To the button that confirms.
    Confirm(String),
    /// To the preferences.
    Preferences(String),
}

/// The whole message, ready to be signed: bytes with CRLF line ends.
///
/// # Errors
/// When the theme's styles can't be laid into the HTML, or our own mailbox won't go into a header.
pub fn notice(
    notice: &Notice,
    way: &Way,
    letterhead: &Letterhead<'_>,
) -> Result<Vec<u8>, RenderError> {
    let letter = written(notice, way, letterhead);
    let markup = email::letter(&letter);
    let page = html::inlined(&markup, &letter.look)?;
    let publication = letterhead.publication;
    let to = address(&notice.address)?;
    // Told, because lettre doesn't find a quoted local part in the header it made; nothing here is sent by it.
    let envelope = Envelope::new(None, vec![to.clone()])?;
    let mut message = Message::builder()
        .envelope(envelope)
        .from(mailbox(&publication.from)?)
        .to(Mailbox::new(None, to))
        .subject(&letter.title)
        .message_id(Some(format!("<{}>", notice.message_id)))
        .date(notice.queued.into());
    if let Some(reply_to) = &publication.reply_to {
        message = message.reply_to(mailbox(reply_to)?);
    }
    let body = MultiPart::alternative_plain_html(plain(&letter), page);
    let mut message = message.multipart(body)?;
    for (name, value) in [
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
    ] {
        let name = HeaderName::new_from_ascii_str(name);
        let value = HeaderValue::new(name, value.to_owned());
        message.headers_mut().insert_raw(value);
    }
    Ok(message.formatted())
}

fn written(notice: &Notice, way: &Way, letterhead: &Letterhead<'_>) -> Letter {
    let site = view::site(letterhead);
    let address = &notice.address;
    let (roundup, name, address) = (&site.roundup, &site.name, address.as_str());
    let words = Phrasebook::of(letterhead.language);
    let (title, text, button, last) = match (notice.kind, way) {
        (NoticeKind::Confirm(_), Way::Confirm(url)) => (
            words.letter_confirm(roundup),
            words.letter_confirm_text(roundup, name, address),
            (words.confirm_button(), url.clone()),
            words.letter_confirm_small(),
        ),
        (_, Way::Confirm(url) | Way::Preferences(url)) => (
            words.letter_known(roundup),
            words.letter_known_text(roundup, name, address),
            (words.your_preferences(), url.clone()),
            words.letter_known_small(),
        ),
    };
    Letter {
        language: site.language,
        title,
        name: site.name.clone(),
        paragraphs: vec![text],
        button,
        small: vec![
            last,
            [site.name, view::postal_address(letterhead.publication)]
                .map(|part| view::apart(part, site.look.direction))
                .join(", "),
        ],
        look: site.look,
    }
}

fn plain(letter: &Letter) -> String {
    let mut lines = wrap(&letter.title);
    for paragraph in &letter.paragraphs {
        lines.push(String::new());
        lines.extend(wrap(paragraph));
    }
    let (words, url) = &letter.button;
    lines.extend([
        String::new(),
        format!("{words}:"),
        url.clone(),
        String::new(),
    ]);
    lines.push("-- ".to_owned());
    for small in &letter.small {
        lines.extend(wrap(small));
    }
    lines.push(String::new());
    lines.join("\r\n")
}

fn mailbox(mailbox: &subscriber::Mailbox) -> Result<Mailbox, RenderError> {
    Ok(Mailbox::new(
        mailbox.name.clone(),
        address(&mailbox.address)?,
    ))
}

fn address(address: &subscriber::EmailAddress) -> Result<lettre::Address, RenderError> {
    let parsed = address.as_str().parse::<lettre::Address>();
    parsed.map_err(|why| RenderError::Letter(why.to_string()))
}
