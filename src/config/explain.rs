//! What is wrong with a file, in the words of whoever writes it: what the TOML reader says is about the types that it reads
//! into.

use super::ConfigError;

/// Turns serde's "unknown field `x`, expected one of `a`, `b`" into a sentence with the nearest key.
pub(super) fn message(message: &str) -> ConfigError {
    if let Some(words) = of_wrong_kind(message) {
        return ConfigError::new(words);
    }
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let [unknown, known @ ..] = quoted.as_slice() else {
        return ConfigError::new(message);
    };
    if message.starts_with("unknown field") {
        let hint = match (
            later_issue(unknown),
            nearest(unknown, known.iter().copied()),
        ) {
            (Some(hint), _) => hint.to_owned(),
            (None, Some(near)) => format!("did you mean `{near}`?"),
            (None, None) => format!("known here are {}", known.join(", ")),
        };
        return ConfigError {
            hint: Some(hint),
            ..ConfigError::new(format!("unknown key `{unknown}`"))
        };
    }
    if message.starts_with("unknown variant") {
        return ConfigError {
            hint: Some(format!("write one of {}", known.join(", "))),
            ..ConfigError::new(format!("`{unknown}` is not known here"))
        };
    }
    if message.starts_with("missing field") {
        return ConfigError {
            hint: Some(format!(
                "add a line `{unknown} = ...`; `roundup init` writes a file that has them all"
            )),
            ..ConfigError::new(format!("the key `{unknown}` is missing"))
        };
    }
    ConfigError::new(message)
}

/// A value of another kind than is wanted, in the words of whoever writes the file, not of the types that it is read into.
fn of_wrong_kind(message: &str) -> Option<String> {
    if message == "invalid socket address syntax" {
        return Some("this is no address with a port; write \"127.0.0.1:53\"".to_owned());
    }
    let (found, wanted) = message.trim().split_once(", expected ")?;
    let (_, found) = found
        .strip_prefix("invalid ")
        .and_then(|found| found.split_once(": "))?;
    let wanted = match wanted {
        "f64" => "a number, such as 50",
        "a sequence" => "a list, such as [\"one\", \"two\"]",
        "a string" => "a text in quotes",
        "a boolean" => "true or false",
        kind if kind.starts_with("a nonzero u") => "a whole number above 0",
        "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more",
        _ => return None,
    };
    Some(format!("{found} won't do here; write {wanted}"))
}

/// Keys that the design has and this version has not: said so, rather than guessed at.
fn later_issue(key: &str) -> Option<&'static str> {
    match key {
        "imap" | "maildir" | "soft_limit" => Some(
            "this version does not read bounces by itself; set `address` to a mailbox somebody reads",
        ),
        _ => None,
    }
}

/// The known word nearest to what was typed, if it is near at all.
pub(crate) fn nearest<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|word| {
            (
                strsim::jaro_winkler(&typed.to_lowercase(), &word.to_lowercase()),
                word,
            )
        })
        .filter(|(score, _)| *score > 0.75)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, word)| word)
}

/// What the TOML reader says of a small file that an editor writes (edits, promos).
pub(crate) fn in_plain_words(told: &str) -> String {
    if let Some(key) = quoted(told).filter(|_| told.starts_with("missing field")) {
        return format!("`{key}` is missing here");
    }
    if told.starts_with("relative URL") || told.contains("URL") || told == "empty host" {
        return "this is no web address; it begins with https://".to_owned();
    }
    let error = message(told);
    match error.hint {
        Some(hint) => format!("{}: {hint}", error.message),
        None => error.message,
    }
}

fn quoted(told: &str) -> Option<&str> {
    told.split('`').nth(1)
}
