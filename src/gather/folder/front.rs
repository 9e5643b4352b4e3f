//! Front matter: YAML between `---`, TOML between `+++`, into one kind of values.

use serde_json::Value;

use super::super::text;

/// A longer front matter is none.
const MOST_BYTES: usize = 64 << 10;

/// A file with front matter.
#[derive(Debug)]
pub(super) struct Split<'a> {
    /// What the front matter says.
    pub(super) values: Value,
    /// What comes after it.
    pub(super) body: &'a str,
}

/// Takes a file apart; none where it has no front matter. An error has its line.
pub(super) fn split(text: &str) -> Result<Option<Split<'_>>, (usize, String)> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let fence = match first.trim_end() {
        fence @ ("---" | "+++") => fence,
        _ => return Ok(None),
    };
    let start = text.find('\n').map_or(text.len(), |at| at + 1);
    let rest = &text[start..];
    let Some((front, body)) = closed(rest, fence) else {
        return Err((
            1,
            format!("the front matter has no end: a line with {fence} and nothing else"),
        ));
    };
    if front.len() > MOST_BYTES {
        return Err((
            1,
            format!("the front matter is longer than {MOST_BYTES} bytes"),
        ));
    }
    let values = if fence == "---" {
        yaml(front)?
    } else {
        toml(front)?
    };
    if !values.is_object() {
        return Err((2, "the front matter has no keys with values".to_owned()));
    }
    Ok(Some(Split { values, body }))
}

/// Where the front matter ends, and what comes after it.
fn closed<'a>(rest: &'a str, fence: &str) -> Option<(&'a str, &'a str)> {
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        let bare = line.trim_end();
        if bare == fence || (fence == "---" && bare == "...") {
            return Some((&rest[..at], &rest[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

fn yaml(front: &str) -> Result<Value, (usize, String)> {
    if front.trim().is_empty() {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    serde_saphyr::from_str(front).map_err(|why| {
        let line = why.location().map_or(1, |location| location.line());
        let line = usize::try_from(line).unwrap_or(1);
        // The first line says what is wrong; the others draw a picture of it.
        let why = why.without_snippet().to_string();
        let why = text::clean(why.lines().next().unwrap_or_default());
        // It counts lines from the fence on; ours are the file's.
        let why = why.split(" at line ").next().unwrap_or_default();
        // One more, because the fence is the file's first line.
        (
            line + 1,
            format!("the front matter is not valid YAML: {why}"),
        )
    })
}

fn toml(front: &str) -> Result<Value, (usize, String)> {
    let table: toml::Table = front.parse().map_err(|why: toml::de::Error| {
        let at = why.span().map_or(0, |span| span.start);
        let before = front.get(..at).unwrap_or_default();
        let line = before.matches('\n').count();
        let why = text::clean(why.message());
        (
            line + 2,
            format!("the front matter is not valid TOML: {why}"),
        )
    })?;
    Ok(plain(toml::Value::Table(table)))
}

/// The same value as JSON has it: dates become texts.
fn plain(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(yes) => yes.into(),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(list) => list.into_iter().map(plain).collect(),
        toml::Value::Table(table) => Value::Object(
            table
                .into_iter()
                .map(|(key, value)| (key, plain(value)))
                .collect(),
        ),
    }
}

/// The line on which a key stands.
pub(super) fn line_of(text: &str, key: &str) -> usize {
    let stands = |line: &str| {
        let rest = line.trim_start().strip_prefix(key);
        rest.is_some_and(|rest| rest.trim_start().starts_with([':', '=']))
    };
    text.lines().position(stands).map_or(1, |at| at + 1)
}
