//! Dates as the language of the publication writes them, on its own clock. Data: `compose` and `render` write with it.

use chrono::{DateTime, LocalResult, Locale, NaiveDateTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;

/// How dates are written in one language.
#[derive(Debug, Clone, Copy)]
pub struct Calendar {
    locale: Locale,
    long: &'static str,
    plain: &'static str,
    short: &'static str,
    time: &'static str,
    zone: Tz,
}

impl Calendar {
    /// The calendar of a language (BCP 47); of English where the language is not among the known.
    pub fn of(language: &str, zone: Tz) -> Self {
        let tag = language.to_ascii_lowercase();
        let base = tag.split('-').next().unwrap_or_default();
        let (locale, long, plain, short) = match (base, tag.as_str()) {
            (_, "en-us") => (Locale::en_US, "%A, %B %-d, %Y", "%B %-d, %Y", "%B %-d"),
            ("de", _) => (Locale::de_DE, "%A, %-d. %B %Y", "%-d. %B %Y", "%-d. %B"),
            ("fr", _) => (Locale::fr_FR, "%A %-d %B %Y", "%-d %B %Y", "%-d %B"),
            ("es", _) => (
                Locale::es_ES,
                "%A, %-d de %B de %Y",
                "%-d de %B de %Y",
                "%-d de %B",
            ),
            ("pt", _) => (
                Locale::pt_PT,
                "%A, %-d de %B de %Y",
                "%-d de %B de %Y",
                "%-d de %B",
            ),
            ("it", _) => (Locale::it_IT, "%A %-d %B %Y", "%-d %B %Y", "%-d %B"),
            ("nl", _) => (Locale::nl_NL, "%A %-d %B %Y", "%-d %B %Y", "%-d %B"),
            ("sv", _) => (Locale::sv_SE, "%A %-d %B %Y", "%-d %B %Y", "%-d %B"),
            ("da", _) => (Locale::da_DK, "%A %-d. %B %Y", "%-d. %B %Y", "%-d. %B"),
            ("pl", _) => (Locale::pl_PL, "%A, %-d %B %Y", "%-d %B %Y", "%-d %B"),
            ("ar", _) => (Locale::ar_EG, "%A، %-d %B %Y", "%-d %B %Y", "%-d %B"),
            _ => (Locale::en_GB, "%A, %-d %B %Y", "%-d %B %Y", "%-d %B"),
        };
        let time = match tag.as_str() {
            "en-us" | "en-ca" | "en-au" => "%-I:%M\u{a0}%p",
            _ => "%H:%M",
        };
        Self {
            locale,
            long,
            plain,
            short,
            time,
            zone,
        }
    }

    /// Weekday, day, month and year.
    pub fn long(&self, at: DateTime<Utc>) -> String {
        self.write(at, self.long)
    }

    /// Day, month and year.
    pub fn plain(&self, at: DateTime<Utc>) -> String {
        self.write(at, self.plain)
    }

    /// Day and month.
    pub fn short(&self, at: DateTime<Utc>) -> String {
        self.write(at, self.short)
    }

    /// Weekday, day and month.
    pub fn day(&self, at: DateTime<Utc>) -> String {
        let weekday = self.write(at, "%A");
        format!("{weekday}, {}", self.short(at))
    }

    /// The time of the day.
    pub fn time(&self, at: DateTime<Utc>) -> String {
        self.write(at, self.time)
    }

    fn write(&self, at: DateTime<Utc>, pattern: &str) -> String {
        at.with_timezone(&self.zone)
            .format_localized(pattern, self.locale)
            .to_string()
    }
}

/// A time by the clock of a zone. Of a time that comes twice the first is meant; one that the clocks skip is as if
/// they had not yet been put forward.
pub fn instant(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.to_utc(),
        LocalResult::None => zone
            .from_local_datetime(&(local - TimeDelta::hours(1)))
            .earliest()
            .map_or_else(|| local.and_utc(), |at| at.to_utc() + TimeDelta::hours(1)),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("en", "Friday, 20 November 2026")]
    #[case("en-US", "Friday, November 20, 2026")]
    #[case("de-CH", "Freitag, 20. November 2026")]
    #[case("fr", "vendredi 20 novembre 2026")]
    #[case("ar", "الجمعة، 20 نوفمبر 2026")]
    #[case("tlh", "Friday, 20 November 2026")]
    fn the_language_writes_the_date(#[case] language: &str, #[case] date: &str) {
        // Still Thursday in UTC: the publication's clock rules.
        let at = "2026-11-19T23:30:00Z".parse().unwrap();
        assert_eq!(Calendar::of(language, Tz::Europe__Berlin).long(at), date);
    }
}
