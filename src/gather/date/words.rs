//! Dates as people write them: "samedi 14 novembre 2026, 10h15", "Sa., 14.11.2026 - 10:00", "2026年11月14日".
//!
//! One day, one month and one year must be found, and not more than a few other words, or it is no date. Which of two small
//! numbers is the month is never guessed.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// How the months begin, in the languages of the words we have and their neighbours. Longer ones first where one begins
/// like another.
const MONTHS: [&[&str]; 12] = [
    &["jan", "jän", "ene", "gen", "يناير", "كانون_الثاني", "янв"],
    &["feb", "fev", "fév", "فبراير", "شباط", "фев"],
    &["mar", "mär", "mrz", "maa", "mrt", "مارس", "آذار", "мар"],
    &["apr", "avr", "abr", "أبريل", "ابريل", "نيسان", "апр"],
    &[
        "may", "mai", "maj", "mag", "mei", "مايو", "أيار", "мая", "май",
    ],
    &["jun", "juin", "giu", "يونيو", "حزيران", "июн"],
    &["jul", "juil", "lug", "يوليو", "تموز", "июл"],
    &["aug", "aoû", "aou", "ago", "أغسطس", "اغسطس", "آب", "авг"],
    &["sep", "set", "سبتمبر", "أيلول", "сен"],
    &[
        "oct",
        "okt",
        "oko",
        "out",
        "ott",
        "أكتوبر",
        "اكتوبر",
        "تشرين_الأول",
        "окт",
    ],
    &["nov", "نوفمبر", "تشرين_الثاني", "ноя"],
    &["dec", "déc", "dez", "dic", "ديسمبر", "كانون_الأول", "дек"],
];

/// A text of more words is no date.
const MOST_WORDS: usize = 7;

/// The day and, where it is told, the time, by whatever clock.
pub(super) fn read(text: &str) -> Option<NaiveDateTime> {
    let text: String = text
        .chars()
        .map(plain_digit)
        .collect::<String>()
        .to_lowercase();
    let (time, rest) = take_time(&text);
    let day = by_dots(&rest)
        .or_else(|| in_japanese(&rest))
        .or_else(|| by_month(&rest))?;
    Some(day.and_time(time.unwrap_or_default()))
}

/// Arabic and Persian digits as ours.
fn plain_digit(c: char) -> char {
    let value = match c {
        '\u{660}'..='\u{669}' => u32::from(c) - 0x660,
        '\u{6f0}'..='\u{6f9}' => u32::from(c) - 0x6f0,
        _ => return c,
    };
    char::from_digit(value, 10).unwrap_or(c)
}

/// A time like "10:15", "10:15:30", "2:33 pm", "10h15" or "10.15 Uhr", and the text without it.
fn take_time(text: &str) -> (Option<NaiveTime>, String) {
    for (at, word) in words(text) {
        let mut clock = word.split([':', 'h']);
        let mut number = || clock.next()?.parse::<u32>().ok();
        let Some((hour, minute)) = number().zip(number()) else {
            continue;
        };
        let after = &text[at + word.len()..];
        let half = after.trim_start();
        let hour = match (hour, half.get(..2)) {
            (12, Some("am" | "a.")) => 0,
            (1..=11, Some("pm" | "p.")) => hour + 12,
            _ => hour,
        };
        let time = NaiveTime::from_hms_opt(hour, minute, number().unwrap_or(0));
        if time.is_some() {
            return (time, text[..at].to_owned());
        }
    }
    (None, text.to_owned())
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '(' | ')'))
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
        .filter(|(_, word)| !word.is_empty())
}

/// "14.11.2026", and "11/14/2026" or "14/11/2026" where only one of the two can be the month.
fn by_dots(text: &str) -> Option<NaiveDate> {
    words(text).find_map(|(_, word)| {
        let mark = ['.', '/']
            .into_iter()
            .find(|mark| word.matches(*mark).count() == 2)?;
        let mut numbers = word.split(mark).map(|part| part.parse::<u32>().ok());
        let (one, two, year) = (numbers.next()??, numbers.next()??, numbers.next()??);
        let (day, month) = match (mark, one, two) {
            ('.', ..) | (_, 13.., _) => (one, two),
            (_, _, 13..) => (two, one),
            _ if one == two => (one, two),
            _ => return None,
        };
        NaiveDate::from_ymd_opt(
            i32::try_from(year).ok().filter(|year| *year > 1900)?,
            month,
            day,
        )
    })
}

/// "2026年11月14日".
fn in_japanese(text: &str) -> Option<NaiveDate> {
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let (day, _) = rest.split_once('日')?;
    let number = |text: &str| text.trim().parse::<u32>().ok();
    NaiveDate::from_ymd_opt(
        i32::try_from(number(year)?).ok()?,
        number(month)?,
        number(day)?,
    )
}

/// A month by its name, with a day and a year around it in any order.
fn by_month(text: &str) -> Option<NaiveDate> {
    let text = text.replace("كانون ", "كانون_").replace("تشرين ", "تشرين_");
    let all: Vec<&str> = words(&text).map(|(_, word)| word).collect();
    if all.len() > MOST_WORDS {
        return None;
    }
    let number = |word: &&str| {
        let ends = ["st", "nd", "rd", "th", "er", "º"];
        let word = word.trim_end_matches(['.', ';']);
        let bare = ends.iter().find_map(|end| word.strip_suffix(end));
        bare.unwrap_or(word).parse::<u32>().ok()
    };
    let numbers: Vec<u32> = all.iter().filter_map(number).collect();
    let only = |fits: fn(&u32) -> bool| {
        let mut found = numbers.iter().copied().filter(fits);
        found.next().filter(|_| found.next().is_none())
    };
    let year = only(|number| (1970..2200).contains(number))?;
    let day = only(|number| (1..=31).contains(number))?;
    let mut months = all.iter().filter_map(|word| month(word));
    let month = months.next().filter(|_| months.next().is_none())?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// The number of a month, by its whole name or a short form of it.
fn month(word: &str) -> Option<u32> {
    let word = word.trim_end_matches('.');
    // Weekdays that begin like a month: "Mardi", "martes", "Sept" is none of them.
    if ["mardi", "martes", "martedì", "maandag", "sett", "setzen"].contains(&word) {
        return None;
    }
    let at = MONTHS.iter().position(|begins| {
        begins.iter().any(|begin| {
            word.strip_prefix(begin).is_some_and(|rest| {
                rest.chars().count() <= 7 && rest.chars().all(char::is_alphabetic)
            })
        })
    })?;
    u32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_people_write_them() {
        for text in [
            "14. November 2026",
            "14 de noviembre de 2026",
            "samedi 14 novembre 2026",
            "Publié le 14 novembre 2026",
            "mardi 14 novembre 2026",
            "14 نوفمبر 2026",
            "١٤ نوفمبر ٢٠٢٦",
            "14 تشرين الثاني 2026",
            "2026年11月14日",
            "14.11.2026",
            "11/14/2026",
            "14/11/2026",
            "14 ноября 2026",
            "November 14th, 2026",
        ] {
            let read = read(text).map(|date| date.to_string());
            assert_eq!(read.as_deref(), Some("2026-11-14 00:00:00"), "{text}");
        }
        for text in [
            "Sa., 14.11.2026 - 14:15",
            "Saturday, November 14, 2026 - 14:15",
            "Sat, 11/14/2026 - 14:15",
            "11/14/2026 2:15:00 PM",
            "14 novembre 2026 à 14h15",
            "14. November 2026, 14:15 Uhr",
            "14 de noviembre de 2026 a las 14:15",
        ] {
            let read = read(text).map(|date| date.to_string());
            assert_eq!(read.as_deref(), Some("2026-11-14 14:15:00"), "{text}");
        }
    }

    #[test]
    fn what_is_none_or_may_be_two() {
        for text in [
            "05/11/2026",
            "31. Februar 2026",
            "November 2026",
            "14 November",
            "Mr. Marsh, 14, was born in 2026 on a boat in the harbour of the old town",
            "14 November 2026 and 15 November 2026",
            "Montag 10:15",
            "1.2.3",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
