//! Leaving by mail: what `List-Unsubscribe` names beside the page, for programs that know mail alone.

use anyhow::Result;

use super::Pipeline;
use crate::{
    subscriber::{Actor, EmailAddress, Mailbox, Subscriber},
    subscribers::Purpose,
};

/// What came of a mail to the address to leave by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeftByMail {
    /// Whoever it speaks for is off the list.
    Left(Box<Subscriber>),
    /// It has no token of ours, so that nobody can tell whom it speaks for: anybody can write any sender.
    NoToken {
        /// Who is on the list by the address it claims to be from.
        claims: Option<EmailAddress>,
    },
    /// Its token is of somebody who was erased.
    Erased,
}

impl Pipeline {
    /// Takes whoever a mail speaks for off the list: its subject has the token of an edition's `List-Unsubscribe`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn unsubscribe_by_mail(&self, mail: &[u8]) -> Result<LeftByMail> {
        let subject = field(mail, "subject");
        let mut words = subject.split_whitespace();
        let id = words.find_map(|word| self.signer.check(Purpose::Unsubscribe, word));
        let Some(id) = id else {
            let claims = self.claims(mail).await?;
            return Ok(LeftByMail::NoToken { claims });
        };
        let Some(person) = self.store.subscriber_get(id).await? else {
            return Ok(LeftByMail::Erased);
        };
        self.unsubscribe(&person, Actor::Reader).await?;
        Ok(LeftByMail::Left(Box::new(person)))
    }

    async fn claims(&self, mail: &[u8]) -> Result<Option<EmailAddress>> {
        let Ok(from) = field(mail, "from").parse::<Mailbox>() else {
            return Ok(None);
        };
        let known = self.store.subscriber_find(&from.address).await?;
        Ok(known.map(|known| known.address))
    }
}

/// The value of a header, its folds undone.
fn field(mail: &[u8], wanted: &str) -> String {
    let text = String::from_utf8_lossy(mail);
    let mut found = String::new();
    let mut inside = false;
    for line in text.lines().take_while(|line| !line.is_empty()) {
        let mut rest = line;
        if !line.starts_with([' ', '\t']) {
            let (name, value) = line.split_once(':').unwrap_or_default();
            inside = name.eq_ignore_ascii_case(wanted);
            rest = value;
        }
        if inside {
            found.push_str(rest);
            found.push(' ');
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_is_found_and_the_body_is_not_read() {
        for (mail, words) in [
            ("Subject: unsubscribe abc\r\n\r\nx", "unsubscribe abc"),
            (
                "From: a\nSUBJECT: Re:\n unsubscribe\n\tabc\nTo: b\n\n",
                "Re: unsubscribe abc",
            ),
            ("From: a\r\n\r\nSubject: abc\r\n", ""),
            ("X-Subject: abc\r\n folded\r\n\r\n", ""),
            ("S\u{e9}bject: abc\n\n", ""),
            ("", ""),
        ] {
            let found = field(mail.as_bytes(), "subject");
            let found: Vec<_> = found.split_whitespace().collect();
            assert_eq!(found.join(" "), words, "{mail:?}");
        }
        assert_eq!(
            field(b"\xff: x\nSubject: \xff abc\n\n", "subject")
                .split_whitespace()
                .last(),
            Some("abc")
        );
    }
}
