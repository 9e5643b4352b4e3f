//! CSS as the checks need it: rules and declarations as text, and their tokens. Read by a parser that takes anything.

use cssparser::{Delimiter, ParseError, Parser, Token};

/// Blocks within blocks are followed this far: `@media` in `@supports` is two.
const DEEPEST: u8 = 8;

/// A rule of a style sheet.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// `@media (...)`; the rules within it follow by themselves.
    At {
        /// Without the `@`, in lower case.
        name: String,
        prelude: String,
    },
    /// `h1, .title { ... }`.
    Style {
        /// What it stands in, outermost first: `@media (max-width:600px)`.
        within: Vec<String>,
        selectors: String,
        declarations: Vec<(String, String)>,
    },
}

/// The rules of a style sheet, those within others after them.
pub(super) fn rules(sheet: &str) -> Vec<Rule> {
    let mut found = Vec::new();
    block(&mut Parser::new(sheet), &[], &mut found);
    found
}

fn block(css: &mut Parser<'_>, within: &[String], found: &mut Vec<Rule>) {
    let mut start = css.position();
    loop {
        let before = css.position();
        let Ok(token) = css.next() else { return };
        let opens = match token {
            Token::CurlyBracketBlock => true,
            Token::Semicolon => false,
            Token::ParenthesisBlock | Token::SquareBracketBlock | Token::Function(_) => {
                // Passed over here, so that it is part of what stands before the braces.
                let _ = css.parse_nested_block(|inner| {
                    while inner.next().is_ok() {}
                    Ok::<_, ParseError<()>>(())
                });
                continue;
            }
            _ => continue,
        };
        let prelude = css.slice(start..before).trim().to_owned();
        if opens {
            let _ = css.parse_nested_block(|inner| {
                rule(&prelude, inner, within, found);
                Ok::<_, ParseError<()>>(())
            });
        } else {
            at_rule(&prelude, found);
        }
        start = css.position();
    }
}

fn rule(prelude: &str, css: &mut Parser<'_>, within: &[String], found: &mut Vec<Rule>) {
    match at_rule(prelude, found).as_deref() {
        Some("media" | "supports" | "layer" | "container") => {
            if within.len() < usize::from(DEEPEST) {
                let within = [within, &[prelude.to_ascii_lowercase()]].concat();
                block(css, &within, found);
            }
        }
        Some(_) => {}
        None => found.push(Rule::Style {
            within: within.to_vec(),
            selectors: prelude.to_owned(),
            declarations: declared(css),
        }),
    }
}

/// Keeps a rule that begins with `@`, and says its name.
fn at_rule(prelude: &str, found: &mut Vec<Rule>) -> Option<String> {
    let mut css = Parser::new(prelude);
    let Ok(Token::AtKeyword(name)) = css.next() else {
        return None;
    };
    let name = name.to_ascii_lowercase();
    found.push(Rule::At {
        name: name.clone(),
        prelude: prelude.to_owned(),
    });
    Some(name)
}

/// The declarations of a `style` attribute: names in lower case, values as they are.
pub(super) fn declarations(style: &str) -> Vec<(String, String)> {
    declared(&mut Parser::new(style))
}

fn declared(css: &mut Parser<'_>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    while let Ok(token) = css.next() {
        let Token::Ident(name) = token else { continue };
        let name = name.to_ascii_lowercase();
        if css.try_parse(Parser::expect_colon).is_err() {
            continue;
        }
        let value = css.parse_until_after(Delimiter::Semicolon, |value| {
            let start = value.position();
            while value.next().is_ok() {}
            Ok::<_, ParseError<()>>(value.slice_from(start).trim().to_owned())
        });
        found.extend(value.ok().map(|value| (name, value)));
    }
    found
}

/// Every token of a text, those within parentheses and functions, too.
pub(super) fn tokens(text: &str, each: &mut dyn FnMut(&Token<'_>)) {
    walk(&mut Parser::new(text), DEEPEST, each);
}

fn walk(css: &mut Parser<'_>, depth: u8, each: &mut dyn FnMut(&Token<'_>)) {
    while let Ok(token) = css.next() {
        let token = token.clone();
        each(&token);
        let opens = matches!(
            token,
            Token::Function(_) | Token::ParenthesisBlock | Token::SquareBracketBlock
        );
        if opens && depth > 0 {
            let _ = css.parse_nested_block(|inner| {
                walk(inner, depth - 1, each);
                Ok::<_, ParseError<()>>(())
            });
        }
    }
}

/// What kinds of selectors there are in a list: `selector:child`, `pseudo:hover` and so on.
pub(super) fn selector_kinds(selectors: &str) -> Vec<String> {
    let mut kinds = Vec::new();
    let mut css = Parser::new(selectors);
    let (mut classes, mut after_space, mut in_compound) = (0, false, false);
    while let Ok(token) = css.next_including_whitespace() {
        let token = token.clone();
        let combinator = match token {
            Token::Delim('>') => Some("selector:child"),
            Token::Delim('+') => Some("selector:adjacent-sibling"),
            Token::Delim('~') => Some("selector:general-sibling"),
            Token::Comma => Some("selector:grouping"),
            _ => None,
        };
        if let Some(combinator) = combinator {
            kinds.push(combinator.to_owned());
            (classes, after_space, in_compound) = (0, false, false);
            continue;
        }
        if matches!(token, Token::WhiteSpace(_)) {
            after_space = in_compound;
            continue;
        }
        if after_space {
            kinds.push("selector:descendant".to_owned());
            (classes, after_space) = (0, false);
        }
        in_compound = true;
        match token {
            Token::Delim('*') => kinds.push("selector:universal".to_owned()),
            Token::IDHash(_) => kinds.push("selector:id".to_owned()),
            Token::SquareBracketBlock => kinds.push("selector:attribute".to_owned()),
            Token::Ident(_) => kinds.push("selector:type".to_owned()),
            Token::Delim('.') => {
                let _ = css.next();
                kinds.push("selector:class".to_owned());
                classes += 1;
                if classes > 1 {
                    kinds.push("selector:chaining".to_owned());
                }
            }
            Token::Colon => kinds.extend(pseudo(&mut css)),
            _ => {}
        }
    }
    kinds
}

/// How much a selector counts against others: ids, then classes and the like, then elements.
pub(super) fn specificity(selector: &str) -> (usize, usize, usize) {
    let kinds = selector_kinds(selector);
    let count = |named: &[&str]| {
        let those = kinds.iter().filter(|kind| {
            named.iter().any(|name| {
                kind.strip_prefix(name)
                    .is_some_and(|rest| rest.is_empty() || name.ends_with(':'))
            })
        });
        those.count()
    };
    (
        count(&["selector:id"]),
        count(&["selector:class", "selector:attribute", "pseudo:"]),
        count(&["selector:type"]),
    )
}

/// The name after one colon or two.
fn pseudo(css: &mut Parser<'_>) -> Option<String> {
    let _ = css.try_parse(Parser::expect_colon);
    match css.next().ok()? {
        Token::Ident(name) | Token::Function(name) => {
            Some(format!("pseudo:{}", name.to_ascii_lowercase()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_taken_apart() {
        let sheet = "@import 'x';/* a{b:c} */p,.a .b.c{color:red!important;width:calc(1em + 2%)}@media (min-width:1px){a:hover{gap:1px}}";
        let found = rules(sheet);
        assert_eq!(found.len(), 4, "{found:?}");
        assert!(matches!(&found[0], Rule::At { name, .. } if name == "import"));
        let Rule::Style {
            declarations,
            within,
            ..
        } = &found[1]
        else {
            panic!("{found:?}")
        };
        assert_eq!(
            declarations[0],
            ("color".to_owned(), "red!important".to_owned())
        );
        assert_eq!(declarations[1].1, "calc(1em + 2%)");
        assert!(within.is_empty());
        assert!(matches!(&found[3], Rule::Style { selectors, within, .. }
                if selectors == "a:hover" && within == &["@media (min-width:1px)"]));
    }

    #[test]
    fn selectors_are_told_apart() {
        let kinds = selector_kinds("p, .a .b.c > a:hover::before");
        for kind in [
            "type",
            "grouping",
            "class",
            "descendant",
            "chaining",
            "child",
        ] {
            assert!(
                kinds.contains(&format!("selector:{kind}")),
                "{kind}: {kinds:?}"
            );
        }
        assert!(
            kinds.contains(&"pseudo:hover".to_owned())
                && kinds.contains(&"pseudo:before".to_owned())
        );
        assert!(!selector_kinds("#a[b]").contains(&"selector:type".to_owned()));
    }

    #[test]
    fn garbage_ends() {
        for garbage in [
            "}}}}",
            "{{{{{{{{{{{{",
            "a{b:c",
            "@media{@media{@media{",
            "a:b;;;:",
            "((((",
            "\u{0}",
        ] {
            let _ = (
                rules(garbage),
                declarations(garbage),
                selector_kinds(garbage),
            );
        }
    }
}
