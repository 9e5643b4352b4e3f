//! Layouts of a publication's own: the ones to start from, slips of all kinds, and hostile texts.

use std::{collections::BTreeSet, path::PathBuf};

use minijinja::value::{Value, ValueKind};
use rstest::rstest;

use super::*;
use crate::{
    config::File,
    message::Field,
    render::{
        Circumstances, Level, RenderError, lint, render,
        tests::{
            Example, MISCHIEF, bare, rtl, show_mail, speaks_for_itself, value, week,
            with_english_pieces,
        },
        view,
    },
};

mod hostile;
mod slips;

/// The layouts that `roundup init --layout` writes.
const STARTING: [(Markup, &str); 2] = [
    (
        Markup::Mjml,
        include_str!("../../../config/layouts/weekly.mjml"),
    ),
    (
        Markup::Html,
        include_str!("../../../config/layouts/weekly.html"),
    ),
];

/// A layout of these files, the first of which is the layout itself.
fn layout(markup: Markup, files: &[(&str, &str)]) -> LayoutFile {
    let (name, _) = files[0];
    LayoutFile {
        path: PathBuf::from("layouts").join(name),
        markup,
        name: name.to_owned(),
        files: files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), File::Text((*text).to_owned())))
            .collect(),
        cut: false,
    }
}

fn starting(markup: Markup) -> LayoutFile {
    let (_, text) = STARTING
        .into_iter()
        .find(|(kind, _)| *kind == markup)
        .unwrap();
    layout(markup, &[("weekly", text)])
}

/// The example with everything in it, and this layout.
fn example(layout: LayoutFile) -> Example {
    let mut example = Example::new();
    example.edition = sample("2026-11-20T06:00:00Z".parse().unwrap());
    example.theme.layout_file = Some(layout);
    example
}

/// Every name in a context, at any depth.
fn names(value: &Value, found: &mut BTreeSet<String>) {
    if !matches!(value.kind(), ValueKind::Map | ValueKind::Seq) {
        return;
    }
    for item in value.try_iter().unwrap() {
        match value.kind() {
            ValueKind::Map => {
                names(&value.get_item(&item).unwrap(), found);
                found.insert(item.to_string());
            }
            _ => names(&item, found),
        }
    }
}

fn context_names() -> BTreeSet<String> {
    let example = example(starting(Markup::Mjml));
    let context = context::context(&view::email(&example.edition, &example.letterhead()));
    let mut found = BTreeSet::new();
    names(&context, &mut found);
    found
}

#[test]
fn every_field_of_the_view_model_has_a_name() {
    let names = context_names();
    let sources = [
        include_str!("../../../templates/src/view/email.rs"),
        include_str!("../../../templates/src/view/look.rs"),
    ];
    let fields: BTreeSet<&str> = sources
        .iter()
        .flat_map(|source| source.lines())
        .filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(": "))
        .filter(|(name, _)| !name.contains(' '))
        .map(|(name, _)| name)
        .collect();
    assert!(fields.len() > 40, "{fields:?}");
    let missing: Vec<_> = fields
        .iter()
        .filter(|field| !names.contains(**field))
        .collect();
    assert!(missing.is_empty(), "{missing:?} are not in {names:?}");
}

#[test]
fn the_starting_layouts_explain_every_name() {
    for (_, text) in STARTING {
        let words: BTreeSet<&str> = text
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .collect();
        for name in context_names() {
            assert!(words.contains(name.as_str()), "{name} is not explained");
        }
    }
}

#[rstest]
#[case::mjml(Markup::Mjml)]
#[case::html(Markup::Html)]
fn a_starting_layout_says_what_ours_say_and_has_nothing_to_be_sorry_for(#[case] markup: Markup) {
    let ours = Example::new();
    let mut own = Example::new();
    own.theme.layout_file = Some(starting(markup));
    let findings = lint(
        &own.render(),
        &own.edition,
        &own.letterhead(),
        &Circumstances::default(),
    );
    let worst: Vec<_> = findings
        .iter()
        .filter(|found| found.level != Level::Note)
        .collect();
    assert!(worst.is_empty(), "{worst:#?}");
    let (ours, own) = (ours.render().html(&value), own.render().html(&value));
    for tag in ["<h1", "<h2", "<h3", "aria-label=\"Keep", "<img "] {
        assert_eq!(ours.matches(tag).count(), own.matches(tag).count(), "{tag}");
    }
    let (ours, own) = (words(&ours), words(&own));
    let missing: Vec<_> = ours.difference(&own).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// The words that readers see.
fn words(html: &str) -> BTreeSet<String> {
    let body = html.split_once("<body").unwrap().1;
    let texts = body
        .split('<')
        .filter_map(|part| Some(part.split_once('>')?.1));
    let words = texts.flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    words
        .filter(|word| word.len() > 1)
        .map(str::to_owned)
        .collect()
}

#[rstest]
#[case::mjml(Markup::Mjml, "en")]
#[case::html(Markup::Html, "en")]
#[case::mjml_from_the_right(Markup::Mjml, "ar")]
#[case::html_from_the_right(Markup::Html, "ar")]
fn a_starting_layout_takes_an_edition_that_has_everything(
    #[case] markup: Markup,
    #[case] language: &str,
) {
    let mut own = example(starting(markup));
    own.publication.language = language.to_owned();
    let html = own.render().html(&value);
    let mut week = match language {
        "ar" => rtl(),
        _ => week(),
    };
    week.theme.layout_file.clone_from(&own.theme.layout_file);
    let full = show_mail(&format!("own-{markup:?}-{language}").to_lowercase(), &week);
    assert!(full.len() < 90_000, "{} octets", full.len());
    assert_eq!(full.matches("role=\"main\"").count(), 1);
    assert_eq!(
        html.matches(&value(Field::UnsubscribeUrl).replace('&', "&amp;"))
            .count(),
        1
    );
    let styles = html
        .split("<style")
        .skip(1)
        .map(|block| block.split("</style>").next().unwrap());
    let styles: Vec<_> = styles.collect();
    assert!(
        styles
            .iter()
            .any(|block| block.contains("prefers-color-scheme"))
    );
    assert!(
        styles
            .iter()
            .all(|block| block.len() < 8_192 && !block.contains(".para {")),
        "{styles:#?}"
    );
    // What is otherwise by night is so, too, where Outlook on the web darkens; in a block that no other mail program loses
    // by it.
    let marked: Vec<_> = styles
        .iter()
        .filter(|block| block.contains("[data-ogs"))
        .collect();
    assert!(
        matches!(marked[..], [block] if !block.contains("@media")),
        "{styles:#?}"
    );
    let plain = marked[0]
        .replace("[data-ogsc] ", "")
        .replace("[data-ogsb] ", "");
    for rule in plain.lines().map(str::trim).filter(|rule| !rule.is_empty()) {
        let night = styles
            .iter()
            .filter(|block| block.contains("prefers-color-scheme"));
        assert!(night.clone().any(|block| block.contains(rule)), "{rule}");
    }
    assert!(plain.matches('{').count() > 10, "{plain}");
    assert!(language == "en" || !html.contains("direction:ltr"));
    assert!(html.contains(&format!("<html lang=\"{language}\"")));
    assert!(
        !html.contains("{{") && !html.contains("data-css-inline") && !html.contains("googleapis")
    );
    assert!(
        !html.contains("\\u{") && !html.contains("<mj-"),
        "nothing of our tools is left"
    );
}

#[rstest]
#[case::mjml(Markup::Mjml)]
#[case::html(Markup::Html)]
fn a_starting_layout_keeps_languages_apart(#[case] markup: Markup) {
    let mut own = with_english_pieces();
    own.theme.layout_file = Some(starting(markup));
    speaks_for_itself(&own);
}

/// What some mail programs lack, or know in part only, and have nothing for.
#[rstest]
#[case::mjml(Markup::Mjml)]
#[case::html(Markup::Html)]
fn a_starting_layout_has_something_for_who_lacks_a_feature(#[case] markup: Markup) {
    for (name, mischief) in MISCHIEF {
        let mut own = Example::full();
        own.theme.layout_file = Some(starting(markup));
        own.theme.logo = Some("https://weir.example/logo.png".parse().unwrap());
        own.theme.logo_dark.clone_from(&own.theme.logo);
        own.theme.logo_size = Some((240, 48));
        mischief(&mut own);
        let bare = bare(&own);
        assert!(bare.is_empty(), "{name}: {bare:#?}");
    }
}

/// What is wrong with a layout that is only this text, and these files.
fn wrong(markup: Markup, files: &[(&str, &str)]) -> String {
    let example = example(layout(markup, files));
    match render(&example.edition, &example.letterhead()) {
        Err(RenderError::Layout(why)) => match &why.hint {
            Some(hint) => format!("{why}\n  -> {hint}"),
            None => why.to_string(),
        },
        other => panic!("{other:?}"),
    }
}
