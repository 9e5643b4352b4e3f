//! A name bare of what stands around it in a byline: "By", where, when, and what is in brackets.

/// "Ana Lyst (The River)" and `Ana Lyst [staff]` without what is in brackets.
pub(super) fn without_brackets(byline: &str) -> String {
    let mut depth = 0_usize;
    byline
        .chars()
        .filter(|c| match c {
            '(' | '[' | '（' => {
                depth += 1;
                false
            }
            ')' | ']' | '）' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

/// "Ana Lyst March 25", "Ana Lyst 3 hours ago" and "Ana Lyst Updated Nov. 25" without the date.
pub(super) fn until_date(part: &str) -> &str {
    const MONTHS: &[&str] = &[
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan.",
        "feb.",
        "mar.",
        "apr.",
        "jun.",
        "jul.",
        "aug.",
        "sep.",
        "sept.",
        "oct.",
        "nov.",
        "dec.",
    ];
    let dated = part.contains(|c: char| c.is_ascii_digit());
    let mut starts = std::iter::once(0).chain(part.match_indices(' ').map(|(at, _)| at + 1));
    let date = starts.find(|at| {
        let word = part[*at..].split(' ').next().unwrap_or_default();
        let lower = word.to_lowercase();
        word.starts_with(|c: char| c.is_ascii_digit())
            || (dated && MONTHS.contains(&lower.as_str()))
            || (*at > 0
                && ["updated", "published", "posted"].contains(&lower.trim_end_matches(':')))
    });
    date.map_or(part, |at| &part[..at]).trim()
}

pub(super) fn without_by(text: &str) -> &str {
    let text = text.trim();
    for by in [
        "by: ",
        "by ",
        "written by ",
        "von ",
        "par ",
        "por ",
        "author: ",
        "words by ",
        "story by ",
        "posted by ",
        "reported by ",
        "text: ",
        "text von ",
        "door ",
        "af ",
        "av ",
        "autor: ",
        "autorin: ",
        "auteur : ",
        "بقلم: ",
        "بقلم : ",
        "بقلم/ ",
        "بقلم ",
        "كتب: ",
        "كتبت: ",
        "كتابة: ",
        "إعداد: ",
        "تحرير: ",
        "and ",
    ] {
        if let Some(start) = text
            .get(..by.len())
            .filter(|start| start.eq_ignore_ascii_case(by))
        {
            return without_by(&text[start.len()..]);
        }
    }
    text
}

/// "Ana Lyst in Beirut" without where she was.
pub(super) fn without_place(name: &str) -> &str {
    [" in ", " reporting from ", " from ", " aus "]
        .iter()
        .find_map(|joint| name.split_once(joint))
        .filter(|(name, place)| name.contains(' ') && place.starts_with(char::is_uppercase))
        .map_or(name, |(name, _)| name.trim())
}
