//! Where sentences end: Unicode's rules (UAX 29), mended for abbreviations, initials and ordinals. Two stages cut by them:
//! what is read into teasers, and what is shown in a line.
//!
//! A doubtful end is no end: a teaser that is a sentence longer does no harm, one that stops after
//! "Dr." does.

use icu_segmenter::SentenceSegmenter;

/// Abbreviations that a name, a number or more text follows.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "mx", "dr", "prof", "rev", "fr", "sr", "jr", "st", "mt", "ft", "gen", "lt",
    "col", "maj", "capt", "cpt", "sgt", "cpl", "pvt", "adm", "cmdr", "cdr", "brig", "gov", "sen",
    "rep", "hon", "pres", "sec", "amb", "dep", "det", "insp", "supt", "messrs", "mme", "mlle",
    "vs", "v", "etc", "eg", "ie", "cf", "al", "viz", "ca", "approx", "est", "no", "nos", "nr",
    "vol", "vols", "p", "pp", "fig", "figs", "art", "arts", "ch", "chap", "para", "sect", "ed",
    "eds", "op", "cit", "inc", "ltd", "co", "corp", "bros", "dept", "univ", "assn", "ave", "blvd",
    "rd", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "usw", "bzw", "z", "b", "d", "h", "u", "a",
    "bzgl", "ggf", "hr", "fra", "bspw", "evtl", "inkl", "exkl", "sog", "vgl", "mio", "mrd", "bd",
    "hrsg", "str", "tel", "abs", "geb", "gest", "jh", "jhd", "aufl", "allg", "mag", "ing", "dipl",
    "m", "mm", "mgr", "me", "av", "apr", "env", "ex", "adj", "janv", "févr", "juill", "sra",
    "srta", "dra", "ud", "uds", "ee", "uu", "pág", "págs", "núm", "avda", "exmo", "exma", "sig",
    "sigg", "dott", "avv", "on", "ecc", "pag", "dhr", "mevr", "mw", "drs", "bijv", "bv", "nl",
    "mln", "mld", "resp", "kl", "bl", "dvs", "osv", "tlf", "eks", "f", "ex", "t", "o", "ul", "np",
    "tzw", "godz", "r", "tys", "tj", "tzv", "např", "atd", "popř", "č", "sv", "г", "гг", "ул",
    "им", "тыс", "млн", "млрд", "руб", "т", "д", "п", "др", "проф", "акад", "стр", "см", "напр",
    "в", "вв", "н", "э", "ald", "atty", "rt", "msgr", "calif", "mass", "penn", "conn", "ariz",
    "ind", "rs", "med", "phil", "jur", "rer", "dez", "okt", "mär", "std", "tsd", "gem", "hl",
    "chr", "fa", "dt", "frz", "engl", "lat", "zt", "pr", "boul", "éd", "réf", "hab", "dña", "lic",
    "gral", "cnel", "ej", "cía", "mons", "pdte", "pdta", "sto", "sta", "sres", "sras", "ntra",
    "tte", "dpto", "هـ",
];

/// What is joined to the front of a French word.
const ELIDED: &[&str] = &["l’", "d’", "qu’", "l'", "d'", "qu'"];

/// What may stand after the end of a sentence.
const CLOSERS: &[char] = &[
    '"', '\'', '”', '’', '»', ')', ']', '“', '‘', '」', '』', '›', '«', '）', '】', '》',
];

/// What a sentence ends with.
const ENDS: &[char] = &[
    '.', '!', '?', '。', '！', '？', '।', '؟', '۔', '։', '።', '။', '‼', '⁇', '⁉', '．', '｡', ':',
];

/// The sentences of a text; joined they are the text.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let segmenter = SentenceSegmenter::new(Default::default());
    let mut start = 0;
    let ends: Vec<usize> = segmenter.segment_str(text).filter(|end| *end > 0).collect();
    ends.into_iter().filter_map(move |end| {
        // The white space behind a closing quote may have ends of its own: they are passed already.
        if end <= start {
            return None;
        }
        let end = end + closing(&text[end..]);
        let so_far = &text[start..end];
        if end < text.len() && !ends_sentence(so_far, &text[end..]) {
            return None;
        }
        start = end;
        Some(so_far)
    })
}

/// How long the closing quote is that stands after a space, as French has it: "« Non. » Puis".
fn closing(next: &str) -> usize {
    let Some(after) = next.strip_prefix(['»', '”', '›']) else {
        return 0;
    };
    let rest = after.trim_start();
    if rest.len() == after.len() && !rest.is_empty() {
        // Nothing between the mark and a word: it opens, as in German books.
        return 0;
    }
    next.len() - rest.len()
}

/// Whether a sentence has its end, rather than having been cut off.
pub fn is_whole(sentence: &str) -> bool {
    let sentence = sentence
        .trim_end()
        .trim_end_matches(|c: char| c.is_whitespace() || CLOSERS.contains(&c));
    sentence.ends_with(ENDS) && !sentence.ends_with("...")
}

fn ends_sentence(sentence: &str, next: &str) -> bool {
    let whole = sentence;
    let sentence = sentence.trim_end();
    // What follows in lower case goes on with the sentence, as in: "Really?" he asked.
    if next.trim_start().starts_with(char::is_lowercase) {
        return false;
    }
    let Some(body) = sentence.strip_suffix('.') else {
        return true;
    };
    // Arabic letters have no case to tell by: "أ.د. أحمد".
    if sentence.len() == whole.len() && next.starts_with(char::is_alphanumeric) {
        return false;
    }
    let word = body
        .rsplit(|c: char| {
            c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“' | '‘' | '—' | '–' | '/')
        })
        .next()
        .unwrap_or(body);
    !(is_abbreviation(word) || is_initials(word) || is_ordinal(word, next) || is_roman(word))
}

fn is_abbreviation(word: &str) -> bool {
    let word = word.to_lowercase();
    let bare = ELIDED.iter().find_map(|elided| word.strip_prefix(elided));
    // German joins its streets: "Bahnhofstr."
    ABBREVIATIONS.contains(&bare.unwrap_or(&word)) || word.ends_with("str")
}

/// "XIV": what emperors, centuries and wars are counted by.
fn is_roman(word: &str) -> bool {
    (2..=6).contains(&word.len()) && word.chars().all(|c| "IVXL".contains(c))
}

/// "J", "J.R", "U.S", "e.g", "Ph.D", "J.-C", "د", "ق.م".
fn is_initials(word: &str) -> bool {
    let mut parts = word.split('.');
    let short = |part: &str| {
        let part = part.trim_start_matches('-');
        (1..=2).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic)
    };
    if word.contains('.') {
        return parts.all(short);
    }
    let mut letters = word.chars();
    let alone = letters.next().filter(|_| letters.next().is_none());
    alone.is_some_and(|c| c.is_alphabetic() && c != 'I' && !is_unspaced(c))
}

/// "am 3. Oktober": a small number before a capital; in English it costs a longer teaser at most.
fn is_ordinal(word: &str, next: &str) -> bool {
    let small = word.len() <= 2 && !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    small && next.trim_start().starts_with(char::is_alphabetic)
}

/// Whether it is a character of a script without spaces between words.
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).map(str::trim_end).collect()
    }

    #[test]
    fn ordinary_ends() {
        assert_eq!(
            split("One. Two! Three? Four"),
            ["One.", "Two!", "Three?", "Four"]
        );
        assert_eq!(
            split("He said, “No.” Then he left."),
            ["He said, “No.”", "Then he left."]
        );
        assert_eq!(split("今日は。明日も。"), ["今日は。", "明日も。"]);
        assert!(split("").is_empty());
    }

    #[test]
    fn ends_that_are_none() {
        for text in [
            "Mr. Smith met Dr. A. B. Jones of the U.S. Navy and Sen. Doe.",
            "See No. 4 and Art. 5, e.g. Smith et al. Nature, vol. 7.",
            "Am 3. Oktober war Feiertag.",
            "“Really?” he asked.",
            "It cost $4.5 million at 5.30 p.m. Friday.",
            "J.R.R. Tolkien wrote it.",
            "Das kostet ca. 3 Mio. Euro, z. B. für Schleusen, u. a. in Mainz.",
            "M. Dupont et Mme. Durand sont venus.",
            "La Sra. López y el Dr. Ruiz viven en EE. UU. desde 2001.",
            "Il sig. Rossi e il dott. Bianchi parlano.",
            "Это было в 1990 г. Москва тогда, в т. ч. им. Горького.",
            "He met Atty. Gen. Cole, Ald. Roe and the Rt. Hon. Bo Ord in Springfield, Mass. Tuesday.",
            "Nach dem Zweiten Weltkrieg traf Ludwig XIV. Dr. med. Meier am 24. Dez. Abends.",
            "In der Bahnhofstr. Nummer vier wohnen rund 300 Tsd. Tauben, 40 v. Chr. Geborene.",
            "Gem. § 5 Abs. 2 haftet die Fa. Meier aus der Hl. Geist-Gasse, wie die Dt. Bahn sagt.",
            "En 50 av. J.-C. Rome et l’éd. Gallimard, au boul. Saint-Michel, avec le Pr. Durand.",
            "Vio al Gral. Ruiz, a Dña. Ana, al Lic. Paz y a Mons. Gil en el s. XX. La Cía. Ruiz, p. ej. Hoy.",
            "قابل د. أحمد وأ.د. علي في سنة 500 ق.م. وكان معهما م. سعيد.",
        ] {
            assert_eq!(split(text).len(), 1, "{:?}", split(text));
        }
    }

    #[test]
    fn quotes_of_other_languages() {
        assert_eq!(
            split("« Non. » Puis il partit. Fin."),
            ["« Non. »", "Puis il partit.", "Fin."]
        );
        assert_eq!(
            split("„Das Wasser steigt.“ Dann ging er."),
            ["„Das Wasser steigt.“", "Dann ging er."]
        );
        assert_eq!(
            split("Er ging. »Ja«, sagte er."),
            ["Er ging.", "»Ja«, sagte er."]
        );
        assert_eq!(split("هل جاء؟ نعم جاء."), ["هل جاء؟", "نعم جاء."]);
        assert_eq!(split("वह आया। वह गया।"), ["वह आया।", "वह गया।"]);
    }

    /// Found by fuzzing: each line break is an end, and all of them stand behind the quote.
    #[test]
    fn line_breaks_behind_a_closing_quote() {
        let text = "« Non. »\r\r\r\r";
        assert_eq!(sentences(text).collect::<String>(), text);
        let text = "« Non. »\n\n\nPuis il partit.";
        assert_eq!(sentences(text).collect::<String>(), text);
    }

    #[test]
    fn cut_off_or_whole() {
        assert!(is_whole("« Non. »"));
        assert!(is_whole("He said “no.” "));
        assert!(!is_whole("He said"));
        assert!(!is_whole("He said [...]"));
        assert!(!is_whole("He said…"));
    }
}
