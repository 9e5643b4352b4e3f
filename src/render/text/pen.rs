//! The pen that the text part is written with: lines, headings, numbered links.

use super::super::wrap::{WIDTH, columns, flow, wrap, wrap_to};

/// What stands before facts that are set in.
const SET_IN: &str = "  ";

/// Lines under the pen.
#[derive(Default)]
pub(super) struct Pen {
    lines: Vec<String>,
    /// How many links were numbered.
    numbered: usize,
    /// The links whose addresses are still to be written.
    open: Vec<(usize, String)>,
}

impl Pen {
    /// A line as it is, however long.
    pub(super) fn line(&mut self, text: &str) {
        self.lines.push(text.to_owned());
    }

    /// An empty line, but never a second one.
    pub(super) fn space(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.line("");
        }
    }

    /// Two empty lines.
    pub(super) fn separator(&mut self) {
        self.space();
        if !self.lines.is_empty() {
            self.line("");
        }
    }

    /// Facts: lines that stay as they are.
    pub(super) fn facts(&mut self, text: &str) {
        self.lines.extend(wrap(text));
    }

    /// Facts that belong to what stands above them.
    pub(super) fn set_in(&mut self, text: &str) {
        // The space that is stuffed before them takes a column, too.
        let lines = wrap_to(WIDTH - SET_IN.len() - 1, text);
        self.lines
            .extend(lines.iter().map(|line| format!("{SET_IN}{line}")));
    }

    /// Prose, which a reader may join to the width of its screen.
    pub(super) fn prose(&mut self, text: &str) {
        self.lines.extend(flow(text));
    }

    /// Prose and an empty line.
    pub(super) fn paragraph(&mut self, text: &str) {
        self.prose(text);
        self.space();
    }

    /// A text and under it a line as wide as its widest.
    pub(super) fn heading(&mut self, text: &str, under: &str) {
        let lines = wrap(text);
        let widest = lines.iter().map(|line| columns(line)).max().unwrap_or(0);
        self.lines.extend(lines);
        self.line(&under.repeat(widest.min(WIDTH)));
    }

    /// The words with the number of their link; its address is written by [`Self::links`].
    pub(super) fn linked(&mut self, words: &str, url: Option<&str>) -> String {
        let Some(url) = url else {
            return words.to_owned();
        };
        self.numbered += 1;
        self.open.push((self.numbered, url.to_owned()));
        // The number stays on the line of the last word.
        format!("{words}\u{A0}[{}]", self.numbered)
    }

    /// The addresses of what was linked since the last time.
    pub(super) fn links(&mut self) {
        for (number, url) in std::mem::take(&mut self.open) {
            self.line(&format!("[{number}] {url}"));
        }
        self.space();
    }

    /// An address under the words that say where it leads.
    pub(super) fn address(&mut self, words: &str, url: &str) {
        self.facts(&format!("{words}:"));
        self.line(url);
        self.space();
    }

    /// All of it, lines ended by LF.
    pub(super) fn finish(mut self) -> String {
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        let mut text = String::new();
        for line in &self.lines {
            if is_stuffed(line) {
                text.push(' ');
            }
            text.push_str(line);
            text.push('\n');
        }
        text
    }
}

/// Whether a line needs a space before it, which readers of `format=flowed` take away (RFC 3676 section 4.4): it would be
/// taken for a quotation, for the start of a message in a mailbox, or for such a space.
fn is_stuffed(line: &str) -> bool {
    line.starts_with([' ', '>']) || line.starts_with("From ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_would_misread_is_stuffed() {
        let mut pen = Pen::default();
        for line in ["> not a quotation", "From here on", "Fromage", ""] {
            pen.line(line);
        }
        assert_eq!(pen.finish(), " > not a quotation\n From here on\nFromage\n");
    }

    #[test]
    fn links_are_numbered_through_and_listed_where_they_are_wanted() {
        let mut pen = Pen::default();
        assert_eq!(pen.linked("A", Some("https://a.example/")), "A\u{A0}[1]");
        assert_eq!(pen.linked("B", None), "B");
        pen.links();
        assert_eq!(pen.linked("C", Some("https://c.example/")), "C\u{A0}[2]");
        pen.links();
        assert_eq!(
            pen.finish(),
            "[1] https://a.example/\n\n[2] https://c.example/\n"
        );
    }
}
