//! What goes over the wire for one message: its envelope commands, and its text made fit for DATA.

use lettre::{
    Address,
    transport::smtp::{
        commands::{Mail, Rcpt},
        extension::{MailBodyParameter, MailParameter},
    },
};

use super::features::Features;
use crate::{
    deliver::refusal::{Refusal, Stage},
    subscriber::EmailAddress,
};

/// The MAIL and RCPT lines.
#[derive(Debug)]
pub(super) struct Envelope {
    pub(super) mail: String,
    pub(super) rcpt: String,
}

impl Envelope {
    /// Makes the commands, with the parameters that the relay offers.
    ///
    /// # Errors
    /// When the relay lacks what this recipient needs: SMTPUTF8 for a local part beyond ASCII (RFC 6531
    /// section 3.2), 8BITMIME for a message with 8-bit octets (RFC 6152). The recipient's matter, so at RCPT.
    pub(super) fn new(
        from: &EmailAddress,
        to: &EmailAddress,
        message: &[u8],
        features: &Features,
    ) -> Result<Self, Refusal> {
        let wants = |needed: bool, keyword: &str, why: &str| {
            if needed && !features.offers(keyword) {
                let text = format!("{why}, and the relay does not offer {keyword}");
                return Err(Refusal::impossible(Stage::Rcpt, text));
            }
            Ok(needed)
        };
        let utf8 = to.needs_smtputf8() || from.needs_smtputf8();
        let mut parameters = Vec::new();
        if features.offers("SIZE") {
            parameters.push(MailParameter::Size(message.len()));
        }
        if wants(
            !message.is_ascii(),
            "8BITMIME",
            "the message has 8-bit text",
        )? {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        if wants(utf8, "SMTPUTF8", "the address is not ASCII")? {
            parameters.push(MailParameter::SmtpUtfEight);
        }
        Ok(Self {
            mail: Mail::new(Some(address(from)?), parameters).to_string(),
            rcpt: Rcpt::new(address(to)?, Vec::new()).to_string(),
        })
    }
}

fn address(address: &EmailAddress) -> Result<Address, Refusal> {
    address
        .as_str()
        .parse()
        .map_err(|why| Refusal::impossible(Stage::Rcpt, why))
}

/// The message with every line's leading dot doubled (RFC 5321 section 4.5.2) and the final dot after it.
pub(super) fn dotted(message: &[u8]) -> Vec<u8> {
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
    use super::dotted;

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
}
