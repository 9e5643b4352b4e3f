//! The lines of a calendar: folded lines joined, names and parameters taken apart, escapes resolved.

/// A longer value is cut: descriptions can be whole pages.
const LONGEST: usize = 16 << 10;

/// More parameters than these say nothing more.
const MOST_PARAMETERS: usize = 16;

/// A property: `DTSTART;TZID=Europe/Berlin:20261121T180000`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Its name, in capitals.
    pub(super) name: String,
    parameters: Vec<(String, String)>,
    /// Its value as written.
    pub(super) value: String,
    /// Which line of the file it begins on.
    pub(super) number: usize,
}

impl Line {
    /// A parameter's value.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name)?;
        Some(&found.1)
    }

    /// The value as text, without escapes.
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(self.value.len());
        let mut letters = self.value.chars();
        while let Some(c) = letters.next() {
            match c {
                '\\' => match letters.next() {
                    Some('n' | 'N') => text.push('\n'),
                    Some(c) => text.push(c),
                    None => {}
                },
                c => text.push(c),
            }
        }
        text
    }

    fn of(written: &str, number: usize) -> Option<Self> {
        let mut parts = vec![String::new()];
        let mut quoted = false;
        let mut value = None;
        for (at, c) in written.char_indices() {
            match c {
                '"' => quoted = !quoted,
                ':' if !quoted => {
                    value = Some(&written[at + 1..]);
                    break;
                }
                ';' if !quoted && parts.len() <= MOST_PARAMETERS => parts.push(String::new()),
                c => parts.last_mut()?.push(c),
            }
        }
        let mut parts = parts.into_iter();
        let name = parts.next()?.trim().to_ascii_uppercase();
        let parameters = parts.filter_map(|part| {
            let (name, value) = part.split_once('=')?;
            Some((name.trim().to_ascii_uppercase(), value.trim().to_owned()))
        });
        let parameters = parameters.collect();
        let is_name = |c: u8| c.is_ascii_alphanumeric() || c == b'-';
        (!name.is_empty() && name.bytes().all(is_name)).then_some(Self {
            name,
            parameters,
            value: value?.to_owned(),
            number,
        })
    }
}

/// The properties of a file; lines that are none are passed over.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line> {
    let text = text.trim_start_matches('\u{feff}');
    let mut written = text.split('\n').enumerate().peekable();
    std::iter::from_fn(move || {
        loop {
            let (number, first) = written.next()?;
            let mut whole = first.trim_end_matches('\r').to_owned();
            while let Some((_, more)) = written.next_if(|(_, line)| line.starts_with([' ', '\t'])) {
                if whole.len() + more.len() <= LONGEST {
                    whole.push_str(more[1..].trim_end_matches('\r'));
                }
            }
            if whole.len() > LONGEST * 2 {
                continue;
            }
            if let Some(line) = Line::of(&whole, number + 1) {
                return Some(line);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_quotes_and_escapes() {
        let text = "DTSTART;TZID=\"a:b;c\";X=1:2026\r\nSUMMARY:One\\, t\r\n wo\\;\\nthree\r\n\tfour\\\\\r\nnothing\r\n:x\r\n";
        let lines: Vec<Line> = lines(text).collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].parameter("TZID"), Some("a:b;c"));
        assert_eq!(lines[0].value, "2026");
        assert_eq!(lines[1].text(), "One, two;\nthreefour\\");
        assert_eq!(lines[1].number, 2);
    }
}
