//! Breaking text into lines of a width that any reader shows.

/// The width of the text part (RFC 5322 section 2.1.1 recommends to stay under 78).
pub(super) const WIDTH: usize = 72;

/// Breaks a paragraph at its spaces. A word longer than a line, such as a URL, stays whole.
pub(super) fn wrap(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut column = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let width = word.chars().count();
        match lines.last_mut() {
            Some(line) if column + 1 + width <= WIDTH => {
                line.push(' ');
                line.push_str(word);
                column += 1 + width;
            }
            _ => {
                lines.push(word.to_owned());
                column = width;
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_word_is_lost_or_broken(text in "([a-zé]{1,80} ?){0,40}") {
            let lines = wrap(&text);
            prop_assert_eq!(lines.join(" "), crate::mime::one_line(&text));
            prop_assert!(lines.iter().all(|l| l.chars().count() <= WIDTH || !l.contains(' ')));
        }
    }
}
