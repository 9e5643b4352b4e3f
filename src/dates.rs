//! Dates as the language of the publication writes them, on its own clock. Data: `compose` and `render` write with it.

use chrono::{
    DateTime, Datelike as _, LocalResult, Locale, NaiveDateTime, TimeDelta, TimeZone as _,
    Timelike as _, Utc,
};
use chrono_tz::Tz;

use crate::words::{Phrasebook, parts};

/// How dates are written in one language: the order of a date is one of its phrases, the names of months and weekdays
/// are chrono's.
#[derive(Debug, Clone, Copy)]
pub struct Calendar {
    locale: Locale,
    words: Phrasebook,
    zone: Tz,
}

impl Calendar {
    /// The calendar of a language (BCP 47); of English where the language is not among the known.
    pub fn of(language: &str, zone: Tz) -> Self {
        Self {
            locale: locale(language),
            words: Phrasebook::of(language),
            zone,
        }
    }

    /// Weekday, day, month and year.
    pub fn long(&self, at: DateTime<Utc>) -> String {
        let (weekday, month) = (self.name(at, "%A"), self.name(at, "%B"));
        self.words.date_long(
            &weekday,
            self.day_of_month(at),
            &month,
            &self.name(at, "%Y"),
        )
    }

    /// Day, month and year.
    pub fn plain(&self, at: DateTime<Utc>) -> String {
        let month = self.name(at, "%B");
        self.words
            .date_plain(self.day_of_month(at), &month, &self.name(at, "%Y"))
    }

    /// The names of the month and the year.
    pub fn month(&self, at: DateTime<Utc>) -> (String, String) {
        (self.name(at, "%B"), self.name(at, "%Y"))
    }

    /// Day and month.
    pub fn short(&self, at: DateTime<Utc>) -> String {
        self.words
            .date_short(self.day_of_month(at), &self.name(at, "%B"))
    }

    /// Weekday, day and month.
    pub fn day(&self, at: DateTime<Utc>) -> String {
        let (weekday, month) = (self.name(at, "%A"), self.name(at, "%B"));
        self.words.date_day(&weekday, self.day_of_month(at), &month)
    }

    /// The same with the weekday cut short, where a language does that: two of them stand beside each other.
    pub fn day_brief(&self, at: DateTime<Utc>) -> String {
        let brief = self.name(at, "%a");
        // A single letter, in Arabic, is read by nobody.
        let weekday = match brief.chars().count() {
            0 | 1 => self.name(at, "%A"),
            _ => brief,
        };
        let month = self.name(at, "%B");
        self.words.date_day(&weekday, self.day_of_month(at), &month)
    }

    /// The time of the day.
    pub fn time(&self, at: DateTime<Utc>) -> String {
        let local = at.with_timezone(&self.zone);
        let (is_pm, hour12) = local.hour12();
        let half = if is_pm { "pm" } else { "am" };
        let (hour, minute) = (self.name(at, "%H"), self.name(at, "%M"));
        self.words.clock(&hour, local.hour(), hour12, &minute, half)
    }

    fn day_of_month(&self, at: DateTime<Utc>) -> u32 {
        at.with_timezone(&self.zone).day()
    }

    fn name(&self, at: DateTime<Utc>, which: &str) -> String {
        at.with_timezone(&self.zone)
            .format_localized(which, self.locale)
            .to_string()
    }
}

/// Where the names of months and weekdays are from. Months have other names in Austria, and four sets of them in Arabic.
fn locale(language: &str) -> Locale {
    let (base, region) = parts(language);
    match (base.as_str(), region.as_deref()) {
        ("ar", Some("iq" | "jo" | "lb" | "ps" | "sy")) => Locale::ar_SY,
        ("ar", Some("dz" | "tn")) => Locale::ar_TN,
        ("ar", Some("ma")) => Locale::ar_MA,
        ("ar", _) => Locale::ar_EG,
        ("da", _) => Locale::da_DK,
        ("de", Some("at")) => Locale::de_AT,
        ("de", _) => Locale::de_DE,
        ("es", _) => Locale::es_ES,
        ("fr", _) => Locale::fr_FR,
        ("it", _) => Locale::it_IT,
        ("nl", _) => Locale::nl_NL,
        ("pl", _) => Locale::pl_PL,
        ("pt", _) => Locale::pt_PT,
        ("sv", _) => Locale::sv_SE,
        _ => Locale::en_GB,
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
    #[case("es", "viernes 20 de noviembre de 2026")]
    #[case("ar", "الجمعة، 20 نوفمبر 2026")]
    #[case("ar-LB", "الجمعة، 20 تشرين الثاني 2026")]
    #[case("it", "venerdì 20 novembre 2026")]
    #[case("nl-BE", "vrijdag 20 november 2026")]
    #[case("pt", "sexta, 20 de novembro de 2026")]
    #[case("sv", "fredag 20 november 2026")]
    #[case("da", "fredag 20. november 2026")]
    #[case("pl", "piątek, 20 listopada 2026")]
    #[case("tlh", "Friday, 20 November 2026")]
    fn the_language_writes_the_date(#[case] language: &str, #[case] date: &str) {
        // Still Thursday in UTC: the publication's clock rules.
        let at = "2026-11-19T23:30:00Z".parse().unwrap();
        assert_eq!(Calendar::of(language, Tz::Europe__Berlin).long(at), date);
    }

    #[rstest]
    #[case("en", "1 January 2026", "1 January", "Thursday, 1 January", "09:05")]
    #[case(
        "en-US",
        "January 1, 2026",
        "January 1",
        "Thursday, January 1",
        "9:05\u{A0}AM"
    )]
    #[case("de", "1. Januar 2026", "1. Januar", "Donnerstag, 1. Januar", "09:05")]
    #[case(
        "de-AT",
        "1. Jänner 2026",
        "1. Jänner",
        "Donnerstag, 1. Jänner",
        "09:05"
    )]
    #[case("fr", "1er janvier 2026", "1er janvier", "jeudi 1er janvier", "9h05")]
    #[case("es", "1 de enero de 2026", "1 de enero", "jueves 1 de enero", "9:05")]
    #[case("ar", "1 يناير 2026", "1 يناير", "الخميس 1 يناير", "09:05")]
    #[case("ar-DZ", "1 جانفي 2026", "1 جانفي", "الخميس 1 جانفي", "09:05")]
    fn so_does_it_a_day_and_a_time(
        #[case] language: &str,
        #[case] plain: &str,
        #[case] short: &str,
        #[case] day: &str,
        #[case] time: &str,
    ) {
        let at = "2026-01-01T08:05:00Z".parse().unwrap();
        let calendar = Calendar::of(language, Tz::Europe__Berlin);
        assert_eq!(calendar.plain(at), plain);
        assert_eq!(calendar.short(at), short);
        assert_eq!(calendar.day(at), day);
        assert_eq!(calendar.time(at), time);
    }
}
