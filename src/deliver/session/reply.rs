//! A reply of the relay, put together from its lines (RFC 5321 section 4.2.1).

use crate::deliver::refusal::{Kind, Refusal, Stage, clean};

/// The most lines a reply may have; more is no SMTP.
const MOST_LINES: usize = 100;

/// A whole reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    /// Its code, 200 to 599.
    pub(crate) code: u16,
    /// The text of its lines, without the codes.
    pub(crate) lines: Vec<String>,
}

/// A reply in the making: feed it lines until it is whole.
#[derive(Debug, Default)]
pub(super) struct Lines {
    code: Option<u16>,
    lines: Vec<String>,
}

impl Lines {
    /// Takes one line without its line end; the whole reply when it was the last one.
    ///
    /// # Errors
    /// When the line is no SMTP reply.
    pub(super) fn take(&mut self, line: &[u8]) -> Result<Option<Reply>, String> {
        // Some servers answer in their own code page: what can't be read becomes U+FFFD.
        let line = String::from_utf8_lossy(line);
        let nonsense = || format!("this is not an SMTP reply: {}", clean(&line));
        let (code, rest) = line.split_at_checked(3).ok_or_else(nonsense)?;
        let code: u16 = code.parse().map_err(|_| nonsense())?;
        let same = self.code.is_none_or(|first| first == code);
        if !(200..600).contains(&code) || !same || self.lines.len() >= MOST_LINES {
            return Err(nonsense());
        }
        self.code = Some(code);
        let (last, text) = match rest.strip_prefix('-') {
            Some(text) => (false, text),
            None if rest.is_empty() || rest.starts_with(' ') => (true, rest),
            None => return Err(nonsense()),
        };
        self.lines.push(text.trim().to_owned());
        Ok(last.then(|| Reply {
            code,
            lines: std::mem::take(&mut self.lines),
        }))
    }
}

impl Reply {
    /// The enhanced status code of the first line (RFC 2034), if it agrees with the reply code.
    pub(crate) fn enhanced(&self) -> Option<String> {
        let first = self.lines.first()?.split(' ').next()?;
        let (class, rest) = first.split_once('.')?;
        let (subject, detail) = rest.split_once('.')?;
        // Not `parse`: it takes a sign, too.
        let is_number = |part: &str| {
            (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let agrees = class == (self.code / 100).to_string();
        (agrees && is_number(subject) && is_number(detail)).then(|| first.to_owned())
    }

    /// The text of all lines in one, without the enhanced status code that each may repeat.
    fn text(&self) -> String {
        let enhanced = self.enhanced().unwrap_or_default();
        let lines = self.lines.iter().map(|line| {
            let rest = line.strip_prefix(&enhanced).unwrap_or(line);
            rest.trim()
        });
        clean(&lines.collect::<Vec<_>>().join(" "))
    }

    /// Codes and text in one line: `250 2.0.0 queued as 4Q`.
    pub(crate) fn words(&self) -> String {
        let enhanced = self.enhanced().unwrap_or_default();
        clean(&format!("{} {enhanced} {}", self.code, self.text()))
    }

    /// Whether the code is of this class: 2 for 2xx.
    pub(crate) fn is(&self, class: u16) -> bool {
        self.code / 100 == class
    }

    /// This reply where one of another class was wanted: a refusal, or nonsense that ends the session.
    pub(in crate::deliver) fn refuses(&self, stage: Stage) -> Refusal {
        let kind = match self.code / 100 {
            4 => Kind::Transient,
            5 => Kind::Permanent,
            // A yes of the wrong kind: the two sides no longer mean the same thing.
            _ => Kind::Lost,
        };
        Refusal {
            stage,
            code: Some(self.code),
            enhanced: self.enhanced(),
            text: self.text(),
            kind,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(lines: &[&str]) -> Result<Reply, String> {
        let mut reading = Lines::default();
        for line in lines {
            if let Some(reply) = reading.take(line.as_bytes())? {
                return Ok(reply);
            }
        }
        Err("not whole".to_owned())
    }

    #[test]
    fn several_lines_make_one_reply() {
        let reply = reply(&["550-5.1.1 no such", "550 5.1.1 user \x1b[31mhere"]).unwrap();
        assert_eq!(reply.words(), "550 5.1.1 no such user [31mhere");
        assert_eq!(reply.enhanced().as_deref(), Some("5.1.1"));
    }

    #[test]
    fn what_only_looks_like_an_enhanced_code_is_text() {
        for text in [
            "+5.1.1",
            "5.+1.1",
            "05.1.1",
            "5.1",
            "5.1.1.1",
            "5..1",
            "5.1.1000",
            "4.1.1",
            "5.1.\u{661}",
        ] {
            let reply = reply(&[&format!("550 {text} no")]).unwrap();
            assert_eq!(reply.enhanced(), None, "{text}");
            assert_eq!(reply.words(), format!("550 {text} no"));
        }
    }

    #[test]
    fn a_bare_code_is_a_reply() {
        assert_eq!(reply(&["250"]).unwrap().words(), "250");
    }

    #[test]
    fn an_enhanced_code_of_another_class_is_text() {
        assert_eq!(reply(&["250 5.1.1 hm"]).unwrap().enhanced(), None);
        assert_eq!(reply(&["450 10.0.0.1 busy"]).unwrap().enhanced(), None);
    }

    #[test]
    fn anything_else_is_no_reply() {
        for lines in [
            &["HTTP/1.1 400"][..],
            &["25"],
            &["2500 x"],
            &["250-a", "251 b"],
            &["100 x"],
        ] {
            assert!(reply(lines).is_err(), "{lines:?}");
        }
        assert!(Lines::default().take(&[0xff, 0xfe]).is_err());
    }

    #[test]
    fn a_long_text_is_cut_at_500_characters() {
        let text = format!("550 {}", "ü".repeat(900));
        assert_eq!(reply(&[&text]).unwrap().words().chars().count(), 500);
    }
}
