//! Character references: those of XML, those of HTML, and those that a document declares for itself.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use feedparser_rs::util::sanitize::decode_entities;

use super::super::super::charset::western;

/// The longest name of an entity, and the longest text of a declared one.
const LONGEST_NAME: usize = 40;
const LONGEST_TEXT: usize = 2_000;

/// All that declared entities may add to a document: what grows beyond this is no text but a bomb.
const MOST_ADDED: usize = 64 << 10;

/// What a document's references stand for.
#[derive(Debug, Default)]
pub(super) struct Entities {
    declared: HashMap<String, String>,
    added: usize,
    /// Whether a bomb was cut.
    pub(super) too_much: bool,
}

impl Entities {
    /// Learns the entities of a document type. Those that are of use to a feed stand for a few characters; one that leads
    /// elsewhere, stands for others of them, or is longer than any text is an attack, whether or not it is used. (Sets of
    /// characters that are kept elsewhere, `<!ENTITY % HTMLlat1 PUBLIC ...>`, are never fetched and do no harm.)
    pub(super) fn declare(&mut self, doctype: &str) -> Result<(), String> {
        let mut written = Vec::new();
        for declaration in doctype.split("<!ENTITY").skip(1).take(500) {
            let mut parts = declaration.trim_start().splitn(2, char::is_whitespace);
            let (Some(name), Some(rest)) = (parts.next(), parts.next()) else {
                continue;
            };
            let rest = rest.trim_start();
            let shown: String = name.chars().take(LONGEST_NAME).collect();
            let Some(quote @ ('"' | '\'')) = rest.chars().next() else {
                if name != "%" && (rest.starts_with("SYSTEM") || rest.starts_with("PUBLIC")) {
                    return Err(format!("\"{shown}\" leads to another file"));
                }
                continue;
            };
            let text = rest[1..].split(quote).next().unwrap_or_default();
            if text.len() > LONGEST_TEXT {
                return Err(format!("\"{shown}\" is longer than {LONGEST_TEXT} bytes"));
            }
            if name.len() <= LONGEST_NAME {
                written.push((name, text));
            }
        }
        let names: HashSet<&str> = written.iter().map(|(name, _)| *name).collect();
        for (name, text) in &written {
            let mut referred = text
                .split('&')
                .skip(1)
                .filter_map(|after| after.split_once(';'));
            if let Some((other, _)) = referred.find(|(other, _)| names.contains(other)) {
                return Err(format!("\"{name}\" stands for \"{other}\""));
            }
            let text = self.plain(text);
            self.declared.entry((*name).to_owned()).or_insert(text);
        }
        Ok(())
    }

    fn plain(&self, text: &str) -> String {
        Self::default().text(text).into_owned()
    }

    /// The text with its references resolved; what is none (`AT&T`) stays as it is.
    pub(super) fn text<'a>(&mut self, written: &'a str) -> Cow<'a, str> {
        let Some(first) = written.find('&') else {
            return Cow::Borrowed(written);
        };
        let mut out = String::with_capacity(written.len());
        let (before, mut rest) = written.split_at(first);
        out.push_str(before);
        while let Some(after) = rest.strip_prefix('&') {
            let (length, meaning) = self.reference(after);
            match meaning {
                Some(meaning) => out.push_str(&meaning),
                None => out.push('&'),
            }
            rest = &after[length..];
            let next = rest.find('&').unwrap_or(rest.len());
            out.push_str(&rest[..next]);
            rest = &rest[next..];
        }
        Cow::Owned(out)
    }

    /// How long the reference after the "&" is, with its semicolon, and what it stands for.
    fn reference(&mut self, after: &str) -> (usize, Option<String>) {
        if let Some(number) = after.strip_prefix('#') {
            return numeric(number)
                .map_or((0, None), |(length, c)| (length + 1, Some(c.to_string())));
        }
        let length = after
            .bytes()
            .take(LONGEST_NAME)
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
            .count();
        let name = &after[..length];
        if length == 0 || !after[length..].starts_with(';') {
            return (0, None);
        }
        let known = self.declared(name).or_else(|| html(name));
        known.map_or((0, None), |text| (length + 1, Some(text)))
    }

    fn declared(&mut self, name: &str) -> Option<String> {
        let text = self.declared.get(name)?;
        if self.added + text.len() > MOST_ADDED {
            self.too_much = true;
            return Some(String::new());
        }
        self.added += text.len();
        Some(text.clone())
    }
}

fn html(name: &str) -> Option<String> {
    let written = format!("&{name};");
    let text = decode_entities(&written);
    (text != written).then_some(text)
}

fn numeric(after: &str) -> Option<(usize, char)> {
    let (radix, prefix) = if after.starts_with(['x', 'X']) {
        (16, 1)
    } else {
        (10, 0)
    };
    let digits = after[prefix..]
        .bytes()
        .take(9)
        .take_while(|b| char::from(*b).is_digit(radix))
        .count();
    let end = prefix + digits;
    let number = u32::from_str_radix(&after[prefix..end], radix).ok()?;
    let length = end + usize::from(after[end..].starts_with(';'));
    let c = char::from_u32(number)
        .filter(|c| *c != '\0')
        .unwrap_or('\u{fffd}');
    Some((length, western(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_of_all_kinds() {
        let mut entities = Entities::default();
        assert_eq!(
            entities.text("a &lt;&#x41;&#66;&eacute;&#146; R&D &nosuch; &#; &"),
            "a <ABé’ R&D &nosuch; &#; &"
        );
        assert_eq!(entities.text("plain"), "plain");
    }

    #[test]
    fn declared_ones_are_told_and_bombs_are_not_taken() {
        let mut entities = Entities::default();
        let harmless = "<!DOCTYPE a [<!ENTITY % HTMLlat1 PUBLIC \"-//W3C//x\" \"x.ent\"> %HTMLlat1; \
             <!ENTITY weir \"The Weir\"><!ENTITY nbsp '&#160;'><!ENTITY b '&amp;c'>";
        entities.declare(harmless).unwrap();
        assert_eq!(entities.text("&weir;&nbsp;&b;"), "The Weir\u{a0}&c");
        let long = format!("<!ENTITY a '{}'>", "x".repeat(3_000));
        for (bomb, why) in [
            (
                "<!ENTITY a 'x'><!ENTITY b '&a;&a;'>",
                "\"b\" stands for \"a\"",
            ),
            ("<!ENTITY a '&a;'>", "\"a\" stands for \"a\""),
            (
                "<!ENTITY a SYSTEM 'file:///etc/passwd'>",
                "\"a\" leads to another file",
            ),
            (long.as_str(), "\"a\" is longer than 2000 bytes"),
        ] {
            assert_eq!(Entities::default().declare(bomb).unwrap_err(), why);
        }
        entities
            .declare(&format!("<!ENTITY long '{}'>", "x".repeat(LONGEST_TEXT)))
            .unwrap();
        let text = entities.text(&"&long;".repeat(1_000)).len();
        assert!(text <= MOST_ADDED && entities.too_much, "{text}");
    }
}
