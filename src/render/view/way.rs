//! Names that run the other way than the mail around them: `The Estuary Post` in an Arabic line.

use roundup_templates::view::Direction;

/// The name, so that it is read as it is written and what follows it stands where the mail's direction has it. Left to
/// itself, `The Estuary Post، 18` is one stretch in an Arabic line, with the day torn from its month, and the number of
/// `1 Mill Lane` stands behind it. It is done with marks, because Word knows them, and the text part has no markup.
pub(in crate::render) fn apart(name: String, around: Direction) -> String {
    let away = |way: Option<Direction>| way.filter(|way| *way != around);
    let first = away(name.chars().find_map(strong));
    let last = away(name.chars().rev().find_map(strong));
    let (begins, ends) = (name.chars().next(), name.chars().next_back());
    let is_loose = |c: Option<char>| c.and_then(strong).is_none();
    let mut out = String::with_capacity(name.len() + 6);
    out.extend(first.filter(|_| is_loose(begins)).map(mark));
    out.push_str(&name);
    out.extend(last.filter(|_| is_loose(ends)).map(mark));
    out.extend(last.map(|_| mark(around)));
    out
}

/// The name without the marks around it.
pub(super) fn plain(name: &str) -> &str {
    name.trim_matches(['\u{200E}', '\u{200F}'])
}

/// The direction of a character that has one of its own; digits and punctuation have none.
fn strong(c: char) -> Option<Direction> {
    match c {
        '\u{200E}' => Some(Direction::Ltr),
        '\u{200F}' | '\u{61C}' => Some(Direction::Rtl),
        c if !c.is_alphabetic() => None,
        '\u{590}'..='\u{8FF}'
        | '\u{FB1D}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFF}'
        | '\u{10800}'..='\u{10FFF}'
        | '\u{1E800}'..='\u{1EFFF}' => Some(Direction::Rtl),
        _ => Some(Direction::Ltr),
    }
}

fn mark(way: Direction) -> char {
    match way {
        Direction::Ltr => '\u{200E}',
        Direction::Rtl => '\u{200F}',
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("The Estuary Post", Direction::Rtl, "The Estuary Post>")]
    #[case("1 Mill Lane, WB1 2AA", Direction::Rtl, "<1 Mill Lane, WB1 2AA>")]
    #[case("Jo (Reuters)", Direction::Rtl, "Jo (Reuters)<>")]
    #[case("ليلى", Direction::Rtl, "ليلى")]
    #[case("47", Direction::Rtl, "47")]
    #[case("Mill Lane 1", Direction::Ltr, "Mill Lane 1")]
    #[case("ليلى", Direction::Ltr, "ليلى<")]
    fn only_what_runs_the_other_way_is_marked(
        #[case] name: &str,
        #[case] around: Direction,
        #[case] marked: &str,
    ) {
        let shown = apart(name.to_owned(), around)
            .replace('\u{200E}', "<")
            .replace('\u{200F}', ">");
        assert_eq!(shown, marked);
    }
}
