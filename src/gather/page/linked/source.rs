//! JSON as pages have it: wrapped, with line breaks in its strings, with a comma too many.

use serde_json::Value;

/// Content systems put raw line breaks into strings, comments or CDATA around the JSON, and a semicolon after it.
pub(super) fn parse(source: &str) -> Option<Value> {
    let source = source.split_once("<![CDATA[").map_or(source, |(_, inner)| {
        inner.split("]]>").next().unwrap_or(inner)
    });
    let start = source.find(['{', '['])?;
    let end = source.rfind(['}', ']'])?;
    let json = source.get(start..=end)?;
    serde_json::from_str(json).ok().or_else(|| {
        let mended: String = json
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        serde_json::from_str(&without_last_commas(&mended)).ok()
    })
}

/// Templates write a comma after the last of a list, too.
fn without_last_commas(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut in_string, mut escaped) = (false, false);
    for c in json.chars() {
        if in_string {
            in_string = c != '"' || escaped;
            escaped = c == '\\' && !escaped;
        } else if matches!(c, '}' | ']') {
            let kept = out.trim_end().strip_suffix(',').map(str::len);
            out.truncate(kept.unwrap_or(out.len()));
        } else {
            in_string = c == '"';
        }
        out.push(c);
    }
    out
}
