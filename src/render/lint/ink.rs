//! Colours as mails write them: `#9a2a1f`, `#fff`, names, `rgb()`.

use cssparser::{
    Parser, Token,
    color::{parse_hash_color, parse_named_color},
};

use crate::config::Colour;

/// A colour, and how much of it covers what is behind: 0 to 1.
pub(super) type Ink = (Colour, f64);

/// None where it is not understood here.
pub(super) fn read(text: &str) -> Option<Ink> {
    let mut css = Parser::new(text);
    match css.next().ok()?.clone() {
        Token::Hash(digits) | Token::IDHash(digits) => {
            let (red, green, blue, alpha) = parse_hash_color(digits.as_bytes()).ok()?;
            Some((Colour::new(red, green, blue), f64::from(alpha)))
        }
        Token::Ident(name) if name.eq_ignore_ascii_case("transparent") => {
            Some((Colour::BLACK, 0.0))
        }
        Token::Ident(name) => {
            let (red, green, blue) = parse_named_color(&name).ok()?;
            Some((Colour::new(red, green, blue), 1.0))
        }
        Token::Function(name)
            if name.eq_ignore_ascii_case("rgb") || name.eq_ignore_ascii_case("rgba") =>
        {
            let numbers = css.parse_nested_block(|inner| {
                let mut numbers = Vec::new();
                while let Ok(token) = inner.next() {
                    match token {
                        Token::Number { value, .. } => numbers.push(f64::from(*value)),
                        Token::Percentage { unit_value, .. } => {
                            let whole = if numbers.len() < 3 { 255.0 } else { 1.0 };
                            numbers.push(f64::from(*unit_value) * whole);
                        }
                        _ => {}
                    }
                }
                Ok::<_, cssparser::ParseError<()>>(numbers)
            });
            let numbers = numbers.ok()?;
            let &[red, green, blue, ref alpha @ ..] = numbers.as_slice() else {
                return None;
            };
            let [red, green, blue] = [red, green, blue].map(octet);
            let alpha = alpha.first().copied().unwrap_or(1.0).clamp(0.0, 1.0);
            Some((Colour::new(red, green, blue), alpha))
        }
        _ => None,
    }
}

/// The ground of a `background`, which may say much else; none where a picture lies on it, or no colour is told.
pub(super) fn of_background(value: &str) -> Option<Ink> {
    let lower = value.to_ascii_lowercase();
    if lower.contains("url(") || lower.contains("gradient(") {
        return None;
    }
    let mut depth = 0_usize;
    let words = lower.split(|c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && c.is_whitespace()
    });
    words.into_iter().find_map(read)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to what an octet holds"
)]
fn octet(number: f64) -> u8 {
    number.round().clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_in_every_form() {
        let rust = Some((Colour::new(0x9a, 0x2a, 0x1f), 1.0));
        for text in ["#9a2a1f", "#9A2A1F", "rgb(154, 42, 31)", "rgb(154 42 31)"] {
            assert_eq!(read(text), rust, "{text}");
        }
        assert_eq!(read("White"), Some((Colour::WHITE, 1.0)));
        assert_eq!(read("#fff"), Some((Colour::WHITE, 1.0)));
        assert_eq!(read("rgba(0,0,0,.5)"), Some((Colour::BLACK, 0.5)));
        assert_eq!(read("transparent"), Some((Colour::BLACK, 0.0)));
        for text in ["", "inherit", "var(--x)", "#12", "rgb(1,2)"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(of_background("no-repeat #fff"), Some((Colour::WHITE, 1.0)));
        assert_eq!(of_background("url(x.png) #fff"), None);
        assert_eq!(of_background("linear-gradient(#fff, #000)"), None);
    }
}
