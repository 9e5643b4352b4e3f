//! Leaving by mail: what `List-Unsubscribe` names beside the page, for programs that know mail alone.

use anyhow::Result;

use super::Pipeline;
use crate::{
    subscriber::{Actor, Subscriber},
    subscribers::Purpose,
};

impl Pipeline {
    /// Takes whoever a mail speaks for off the list: its subject has the token of an edition's `List-Unsubscribe`. None where
    /// it has none of ours, or of somebody who was erased.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn unsubscribe_by_mail(&self, mail: &[u8]) -> Result<Option<Subscriber>> {
        let subject = subject(mail);
        let mut words = subject.split_whitespace();
        let id = words.find_map(|word| self.signer.check(Purpose::Unsubscribe, word));
        let Some(id) = id else {
            return Ok(None);
        };
        let Some(person) = self.store.subscriber_get(id).await? else {
            return Ok(None);
        };
        self.unsubscribe(&person, Actor::Reader).await?;
        Ok(Some(person))
    }
}

/// The subject in a header, its folds undone.
fn subject(mail: &[u8]) -> String {
    let text = String::from_utf8_lossy(mail);
    let mut subject = String::new();
    let mut inside = false;
    for line in text.lines().take_while(|line| !line.is_empty()) {
        let mut rest = line;
        if !line.starts_with([' ', '\t']) {
            let (name, value) = line.split_once(':').unwrap_or_default();
            inside = name.eq_ignore_ascii_case("subject");
            rest = value;
        }
        if inside {
            subject.push_str(rest);
            subject.push(' ');
        }
    }
    subject
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
            let found = subject(mail.as_bytes());
            let found: Vec<_> = found.split_whitespace().collect();
            assert_eq!(found.join(" "), words, "{mail:?}");
        }
        assert_eq!(
            subject(b"\xff: x\nSubject: \xff abc\n\n")
                .split_whitespace()
                .last(),
            Some("abc")
        );
    }
}
