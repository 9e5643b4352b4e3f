//! Datelines: where and by whom a report was filed, before its text.

use super::{super::text, towns};

/// A longer beginning is text, in characters.
const LONGEST: usize = 70;

/// A sentence after a place and a full stop has at least so many words.
const SENTENCE: usize = 8;

/// What stands between a dateline and the text.
const JOINTS: &[&str] = &[
    ".- ", ".– ", ".— ", ".-", " — ", " – ", " - ", " -- ", " | ", "— ", "—", ": ", ". ",
];

/// What Chinese datelines begin with: the names of agencies.
const CHINESE: &[&str] = &[
    "新华社",
    "新華社",
    "中新社",
    "中新网",
    "中央社",
    "人民网",
    "法新社",
    "路透社",
    "美联社",
    "共同社",
    "本报",
];

/// "LONDON (Agency) — The text", "PARIS, Nov. 6 (AFP) - The text", "(Reuters) - The text": the text alone.
pub(super) fn without(paragraph: &str) -> &str {
    let rest = slashed(paragraph)
        .or_else(|| in_guillemets(paragraph))
        .or_else(|| korean(paragraph))
        .or_else(|| chinese(paragraph))
        .or_else(|| bracketed(paragraph))
        .or_else(|| JOINTS.iter().find_map(|joint| joined(paragraph, joint)));
    rest.map_or(paragraph, str::trim_start)
}

fn joined<'a>(paragraph: &'a str, joint: &str) -> Option<&'a str> {
    let (before, after) = paragraph.split_once(joint)?;
    let begins = after.trim_start().chars().next()?;
    let fits = match joint {
        // Many a word with a full stop or a colon is shouted; a place stands before a whole sentence.
        ": " | ". " => is_place(before) && text::words(after) >= SENTENCE,
        _ => is_dateline(before),
    };
    (fits && !begins.is_lowercase()).then_some(after)
}

/// "BEIRUT", "NEW DELHI, India": in capitals, and nothing else.
fn is_place(before: &str) -> bool {
    before.split_whitespace().count() <= 4 && !before.contains('(') && is_shouted(before)
}

fn is_shouted(before: &str) -> bool {
    let city = before.split(',').next().unwrap_or(before).trim();
    city.chars().filter(|c| c.is_uppercase()).count() > 2 && !city.contains(char::is_lowercase)
}

fn is_dateline(before: &str) -> bool {
    if before.chars().count() > LONGEST {
        return false;
    }
    let (place, bracket) = match before.split_once('(') {
        Some((place, rest)) => (place.trim(), rest.trim_end().ends_with(')')),
        None => (before.trim(), false),
    };
    if place.is_empty() {
        return bracket;
    }
    let city = place.split(',').next().unwrap_or(place).trim();
    let shouted = city.chars().any(char::is_alphabetic) && !city.chars().any(char::is_lowercase);
    let capital = city
        .split_whitespace()
        .all(|word| word.starts_with(|c: char| c.is_uppercase()));
    (shouted && city.chars().count() > 2)
        || (bracket && capital && city.split_whitespace().count() <= 4)
        || (towns::is_one(city)
            && place
                .split_once(',')
                .is_none_or(|(_, rest)| is_where_or_when(rest)))
}

/// What may follow the name of a town: "le 25 novembre 2026", "D.C.", "25. November", "Texas".
fn is_where_or_when(rest: &str) -> bool {
    rest.contains(|c: char| c.is_ascii_digit()) || rest.split_whitespace().count() <= 2
}

/// How Arabic papers name themselves behind the town: "القاهرة: «الشرق الأوسط» النص".
fn in_guillemets(paragraph: &str) -> Option<&str> {
    const PAPERS: &[&str] = &[
        "الشرق الأوسط",
        "العربي الجديد",
        "القدس العربي",
        "رويترز",
        "د.ب.أ",
        "أ.ف.ب",
        "وكالات",
    ];
    let (place, rest) = paragraph.split_once(['«', '"', '“'])?;
    let (paper, after) = rest.split_once(['»', '"', '”'])?;
    let short = place.trim_end().ends_with([':', '-', '–', '،']) && text::words(place) <= 4;
    let fits = short && PAPERS.contains(&paper.trim());
    fits.then(|| after.trim_start_matches([' ', '-', '–', '—', ':', '.', '،']))
}

/// "МОСКВА, 25 ноября. /ТАСС/. Текст".
fn slashed(paragraph: &str) -> Option<&str> {
    let (place, rest) = paragraph.split_once('/')?;
    let (agency, after) = rest.split_once('/')?;
    let fits = place.chars().count() <= LONGEST
        && agency.chars().count() <= 20
        && is_shouted(place)
        && place.trim_end().ends_with(['.', ',']);
    fits.then(|| after.trim_start_matches(['.', '-', '–', '—', ' ']))
}

/// "【東京＝共同】…", "（中央社台北25日電）…".
fn bracketed(paragraph: &str) -> Option<&str> {
    let (close, inside) = [('】', '【'), ('）', '（')]
        .iter()
        .find_map(|(close, open)| Some((*close, paragraph.strip_prefix(*open)?)))?;
    let (inside, after) = inside.split_once(close)?;
    let short = inside.chars().count() <= 30;
    let fits = short && (close == '】' || inside.contains(['電', '电']));
    fits.then_some(after)
}

/// "新华社北京11月25日电（记者张三）…".
fn chinese(paragraph: &str) -> Option<&str> {
    let agency = CHINESE.iter().any(|agency| paragraph.starts_with(agency));
    let (before, after) = paragraph.split_once(['电', '電', '讯', '訊'])?;
    if !agency || before.chars().count() > 30 || before.contains(['，', '。']) {
        return None;
    }
    let reporter = after
        .strip_prefix('（')
        .and_then(|rest| rest.split_once('）'));
    Some(reporter.map_or(after, |(_, after)| after))
}

/// "(서울=연합뉴스) 홍길동 기자 = …".
fn korean(paragraph: &str) -> Option<&str> {
    let (inside, after) = paragraph.strip_prefix('(')?.split_once(')')?;
    if inside.chars().count() > 30 || !inside.contains('=') {
        return None;
    }
    let reporter = after.split_once(" = ");
    let reporter = reporter.filter(|(names, _)| names.chars().count() <= 40);
    Some(reporter.map_or(after, |(_, after)| after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_go() {
        let text = "The river rose again on Monday, and with it the worry.";
        for dateline in [
            "LONDON (Agency) — ",
            "LONDON — ",
            "LONDON, Nov 25 (Reuters) - ",
            "LONDON, Nov. 25 (Reuters) – ",
            "TEL AVIV/LONDON, Nov 25 (Reuters) - ",
            "PARIS, Nov. 6 (AFP) - ",
            "New York (AP) – ",
            "(Reuters) - ",
            "NEW DELHI, India — ",
            "WASHINGTON, D.C. — ",
            "MADRID (EFE).- ",
            "Madrid, 25 nov (EFE).- ",
            "МОСКВА, 25 ноября. /ТАСС/. ",
            "BERLIN. ",
            "BEIRUT: ",
            "القاهرة (رويترز) – ",
            "ירושלים (רויטרס) – ",
            "Berlin – ",
            "Brüssel/Berlin - ",
            "Frankfurt a. M. – ",
            "Paris, le 25 novembre 2026 – ",
            "Madrid, 25 de noviembre - ",
            "New York — ",
            "Washington, D.C. — ",
            "بيروت - ",
            "القاهرة: «الشرق الأوسط» ",
            "ROME | ",
        ] {
            assert_eq!(without(&format!("{dateline}{text}")), text, "{dateline}");
        }
        let text = "東の水門は火曜日に閉鎖された。";
        for dateline in [
            "【東京＝共同】",
            "新华社北京11月25日电（记者张三）",
            "新华社北京11月25日电 ",
            "（中央社記者張三台北25日電）",
            "(서울=연합뉴스) 홍길동 기자 = ",
        ] {
            assert_eq!(without(&format!("{dateline}{text}")), text, "{dateline}");
        }
    }

    #[test]
    fn what_only_looks_like_one_stays() {
        for text in [
            "The river — it had rained — rose again on Monday.",
            "NATO: the alliance that nobody wants.",
            "SMOKE. Then fire.",
            "Berlin. The name alone makes people who were young there dream of a town.",
            "The lock (built in 1890) - A ruin now - is for sale.",
            "Ana – She was the last keeper of the lock, and the first to leave it.",
            "Paris, Bo and Cy – They were the last keepers of the lock, and left it.",
            "القاهرة: «لن نغلق البوابة» قال الحارس يوم الاثنين.",
            "U.S. Army Corps engineers said that the gates of the lock were past saving.",
        ] {
            assert_eq!(without(text), text);
        }
    }
}
