//! The names in the words of a byline.

use super::super::super::text;

/// The names in a byline like "By Ana Lyst and Bo Reporter, Staff Writer".
pub(in super::super) fn names(byline: &str) -> Vec<String> {
    let byline = without_brackets(&text::from_maybe_html(byline));
    let mut found = Vec::new();
    for part in without_by(&byline).split([';', '|', '·', '•', ',', '、']) {
        for part in AND.iter().fold(vec![part], |parts, and| {
            parts
                .into_iter()
                .flat_map(|part| people(part, and))
                .collect()
        }) {
            let name = until_date(without_by(part));
            if is_name(name) {
                found.push(name.to_owned());
            }
        }
    }
    found
}

/// What stands between two names.
const AND: &[&str] = &[
    " and ",
    " & ",
    " und ",
    " et ",
    " y ",
    " e ",
    " en ",
    " och ",
    " og ",
    " i ",
    " и ",
    " with ",
    " mit ",
    " avec ",
    " con ",
    " edited by ",
    " Edited by ",
];

/// The two sides of an "and", where both can be people: "Salt & Water" is one name.
fn people<'a>(part: &'a str, and: &str) -> Vec<&'a str> {
    let sides: Vec<&str> = part.split(and).map(str::trim).collect();
    let person = |side: &&str| {
        let side = without_by(side);
        side.chars().count() > 1 && side.starts_with(|c: char| !c.is_lowercase())
    };
    let full = |side: &&str| without_by(side).split_whitespace().count() > 1;
    if sides.iter().all(person) && sides.iter().any(full) {
        sides
    } else {
        vec![part]
    }
}

/// "Ana Lyst (The River)" and `Ana Lyst [staff]` without what is in brackets.
fn without_brackets(byline: &str) -> String {
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

/// "Ana Lyst March 25" and "Ana Lyst 3 hours ago" without the date.
fn until_date(part: &str) -> &str {
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
    ];
    let mut words = part.match_indices(' ').filter(|(at, _)| {
        let next = part[at + 1..].split(' ').next().unwrap_or_default();
        let digits = next.starts_with(|c: char| c.is_ascii_digit());
        digits
            || (MONTHS.contains(&next.to_lowercase().as_str())
                && part.contains(|c: char| c.is_ascii_digit()))
    });
    match words.next() {
        Some((at, _)) => part[..at].trim(),
        None => part.trim(),
    }
}

fn without_by(text: &str) -> &str {
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

/// Whether a text can be a name: a few words with capitals, no address, no role, no date.
fn is_name(name: &str) -> bool {
    const ROLES: &[&str] = &[
        "writer",
        "reporter",
        "editor",
        "correspondent",
        "columnist",
        "contributor",
        "admin",
        "administrator",
        "author",
        "fellow",
        "analyst",
        "staff writer",
        "senior editor",
        "staff reporter",
        "contributing writer",
        "phd",
        "ph.d.",
        "jr.",
        "sr.",
        "md",
        "m.d.",
        "published",
        "updated",
        "follow",
        "share",
        "by",
        "view all posts",
        "twitter",
        "facebook",
        "email",
        "more",
        "see all",
        "bio",
        "guest author",
        "home",
    ];
    let lower = name.to_lowercase();
    let words = name.split_whitespace().count();
    (1..=6).contains(&words)
        && (2..=60).contains(&name.chars().count())
        && name.chars().any(char::is_alphabetic)
        && !name.contains(['@', '/', '<', '>', '{', '#', '=', '?', '!'])
        && !name.chars().any(|c| c.is_ascii_digit())
        && !lower.starts_with("http")
        && !lower.ends_with(".com")
        && !["print ", "follow ", "share ", "view ", "edited ", "read "]
            .iter()
            .any(|verb| lower.starts_with(verb))
        && !ROLES.contains(&lower.as_str())
        && !ROLES
            .iter()
            .any(|role| words > 1 && role.len() > 5 && lower.ends_with(&format!(" {role}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_bylines() {
        assert_eq!(
            names("By Ana Lyst and Bo Baker, Staff Writer"),
            ["Ana Lyst", "Bo Baker"]
        );
        assert_eq!(names("BY ANA LYST"), ["ANA LYST"]);
        assert_eq!(names("Ana Lyst & Bo O’Neil"), ["Ana Lyst", "Bo O’Neil"]);
        for (byline, one) in [
            ("Salt & Water", "Salt & Water"),
            ("Mac & i", "Mac & i"),
            ("Ana Lyst (https://river.example/ana/)", "Ana Lyst"),
            ("By Ana Lyst March 25, 2015", "Ana Lyst"),
            ("Ana Lyst 3 hours ago", "Ana Lyst"),
            ("von Ana Lyst", "Ana Lyst"),
            ("Par Ana Lyst", "Ana Lyst"),
        ] {
            assert_eq!(names(byline), [one], "{byline}");
        }
        assert_eq!(names("Ana Lyst et Bo Baker"), ["Ana Lyst", "Bo Baker"]);
        for nobody in [
            "https://example.org/author/x",
            "admin",
            "12 min",
            "a@example.org",
            "",
        ] {
            assert_eq!(names(nobody), Vec::<String>::new(), "{nobody}");
        }
    }
}
