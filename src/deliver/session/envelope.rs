//! What goes over the wire for one message besides its text: its envelope commands, with all that the relay offers.

use std::fmt::Write as _;

use super::features::Features;
use crate::{
    deliver::refusal::{Refusal, Stage},
    subscriber::EmailAddress,
};

/// The longest `ENVID` (RFC 3461 section 4.4), in characters before they are encoded.
const LONGEST_ENVID: usize = 100;

/// The octets that a message's text has, as far as the envelope has to know (RFC 6152).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Octets {
    /// ASCII throughout.
    Seven,
    /// Some beyond ASCII.
    Eight,
}

impl Octets {
    /// What this text has.
    pub(crate) fn of(text: &[u8]) -> Self {
        if text.is_ascii() {
            Self::Seven
        } else {
            Self::Eight
        }
    }
}

/// For whom a message is, and what the relay should know of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Errand<'a> {
    /// The envelope sender.
    pub(crate) from: &'a EmailAddress,
    /// The recipient.
    pub(crate) to: &'a EmailAddress,
    /// What reports on it are to quote (`ENVID`, RFC 3461 section 4.4), where reports are wanted.
    pub(crate) report_id: Option<&'a str>,
    /// How long the text is, in octets before dot-stuffing.
    pub(crate) size: usize,
    /// What its octets are.
    pub(crate) octets: Octets,
}

/// The commands MAIL and RCPT.
#[derive(Debug, Default)]
pub(crate) struct Envelope {
    pub(super) mail: String,
    pub(super) rcpt: String,
}

impl Envelope {
    /// Makes the commands, with the parameters that the relay offers.
    ///
    /// # Errors
    /// When the relay lacks what this recipient needs: SMTPUTF8 for a local part beyond ASCII (RFC 6531 section 3.2),
    /// 8BITMIME for a message with 8-bit octets (RFC 6152). The recipient's matter, so at RCPT. A message larger than
    /// the relay takes is ours: at MAIL.
    pub(super) fn new(errand: &Errand<'_>, features: &Features) -> Result<Self, Refusal> {
        if let Some(limit) = features.size_limit().filter(|&limit| limit < errand.size) {
            let why = format!(
                "the message has {} octets, and the relay takes {limit}",
                errand.size
            );
            return Err(Refusal::impossible(Stage::Mail, why));
        }
        let mut envelope = Self {
            mail: format!("MAIL FROM:<{}>", errand.from),
            rcpt: format!("RCPT TO:<{}>", errand.to),
        };
        if features.offers("SIZE") {
            envelope.mail_parameter(&format!("SIZE={}", errand.size));
        }
        if errand.octets == Octets::Eight {
            needed(features, "8BITMIME", "the message has 8-bit text")?;
            envelope.mail_parameter("BODY=8BITMIME");
        }
        if errand.to.needs_smtputf8() || errand.from.needs_smtputf8() {
            needed(features, "SMTPUTF8", "the address is not ASCII")?;
            envelope.mail_parameter("SMTPUTF8");
        }
        if let Some(id) = errand.report_id
            && features.offers("DSN")
            && id.len() <= LONGEST_ENVID
        {
            envelope.ask_for_reports(id, errand.to);
        }
        envelope.mail.push_str("\r\n");
        envelope.rcpt.push_str("\r\n");
        Ok(envelope)
    }

    /// Only failures, with the header of the message: what is needed to know whom they are about (RFC 3461).
    fn ask_for_reports(&mut self, id: &str, to: &EmailAddress) {
        self.mail_parameter("RET=HDRS");
        self.mail_parameter(&format!("ENVID={}", xtext(id)));
        self.rcpt.push_str(" NOTIFY=FAILURE");
        // An address beyond ASCII has a type of its own (RFC 6533 section 3), which few relays know.
        if !to.needs_smtputf8() {
            self.rcpt
                .push_str(&format!(" ORCPT=rfc822;{}", xtext(to.as_str())));
        }
    }

    fn mail_parameter(&mut self, parameter: &str) {
        self.mail.push(' ');
        self.mail.push_str(parameter);
    }

    /// MAIL, RCPT and DATA, for one write (RFC 2920 section 3.1).
    pub(super) fn lines(&self) -> impl Iterator<Item = &[u8]> {
        [self.mail.as_bytes(), self.rcpt.as_bytes(), b"DATA\r\n"].into_iter()
    }
}

fn needed(features: &Features, keyword: &str, why: &str) -> Result<(), Refusal> {
    if features.offers(keyword) {
        return Ok(());
    }
    let text = format!("{why}, and the relay does not offer {keyword}");
    Err(Refusal::impossible(Stage::Rcpt, text))
}

/// Text for a parameter: what is not plain becomes `+` and two hexadecimal digits (RFC 3461 section 4).
fn xtext(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_graphic() && byte != b'+' && byte != b'=' {
            out.push(char::from(byte));
        } else {
            // Writing to a String can't fail.
            let _ = write!(out, "+{byte:02X}");
        }
    }
    out
}

/// The message with every line's leading dot doubled (RFC 5321 section 4.5.2) and the final dot after it.
pub(crate) fn dotted(message: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(message.len() + message.len() / 64 + 5);
    for line in message.split_inclusive(|&byte| byte == b'\n') {
        if line.first() == Some(&b'.') {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
    if !out.is_empty() && !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b".\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_dots_are_doubled_and_nothing_else_changes() {
        for (message, wire) in [
            ("a\r\n.b\r\n..c.\r\n", "a\r\n..b\r\n...c.\r\n.\r\n"),
            (".\r\n", "..\r\n.\r\n"),
            ("no end", "no end\r\n.\r\n"),
            ("", ".\r\n"),
        ] {
            assert_eq!(dotted(message.as_bytes()), wire.as_bytes(), "{message:?}");
        }
    }

    fn envelope(offers: &[&str], to: &str, size: usize) -> Result<Envelope, Refusal> {
        let features = Features {
            lines: offers.iter().map(|&line| line.to_owned()).collect(),
        };
        let errand = Errand {
            from: &EmailAddress::parse("b@weir.example").unwrap(),
            to: &EmailAddress::parse(to).unwrap(),
            report_id: Some("e7.a=1@weir.example"),
            size,
            octets: Octets::Seven,
        };
        Envelope::new(&errand, &features)
    }

    #[test]
    fn reports_are_asked_for_where_they_are_offered() {
        let envelope = envelope(&["DSN", "SIZE"], "a+b@mill.example", 9).unwrap();
        assert_eq!(
            envelope.mail,
            "MAIL FROM:<b@weir.example> SIZE=9 RET=HDRS ENVID=e7.a+3D1@weir.example\r\n"
        );
        assert_eq!(
            envelope.rcpt,
            "RCPT TO:<a+b@mill.example> NOTIFY=FAILURE ORCPT=rfc822;a+2Bb@mill.example\r\n"
        );
    }

    #[test]
    fn without_offers_the_commands_are_bare() {
        let envelope = envelope(&[], "ann@mill.example", 9).unwrap();
        assert_eq!(envelope.mail, "MAIL FROM:<b@weir.example>\r\n");
        assert_eq!(envelope.rcpt, "RCPT TO:<ann@mill.example>\r\n");
    }

    #[test]
    fn a_message_that_is_too_large_is_not_tried() {
        let refusal = envelope(&["SIZE 10"], "ann@mill.example", 11).unwrap_err();
        assert_eq!(refusal.stage, Stage::Mail);
        assert!(envelope(&["SIZE 10"], "ann@mill.example", 10).is_ok());
        assert!(envelope(&["SIZE 0"], "ann@mill.example", 11).is_ok());
    }
}
