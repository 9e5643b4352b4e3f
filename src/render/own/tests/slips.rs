//! What a layout's author gets to read.

use super::*;

const TOP: &str = "<mjml>\n<mj-body>\n";
const END: &str = "</mj-body>\n</mjml>\n";

/// A slip in the body of an MJML layout; it stands in line 3.
fn in_mjml(body: &str) -> String {
    wrong(
        Markup::Mjml,
        &[("weekly.mjml", &format!("{TOP}{body}\n{END}"))],
    )
}

fn in_html(body: &str) -> String {
    wrong(Markup::Html, &[("weekly.html", body)])
}

#[test]
fn slips_in_filling_are_told_with_their_line() {
    let told = [
        in_html("<p>\n{{ titel }}</p>"),
        in_html("{% for block in blocks %}\n{{ block.teasers }}\n{% endfor %}"),
        in_html(
            "{% for block in blocks %}{% if block.kind == 'lead' %}\n\n{{ block.teaser.photo.cridet }}{% endif %}{% endfor %}",
        ),
        in_html("{{ masthead }}"),
        in_html("<p>{% if note %}</p>\n"),
        in_html("<p>{{ title </p>\n"),
        in_html("<p>{{ title | safe }}</p>"),
        in_html("<p>{{ title | shout }}</p>"),
        in_html("\n{% autoescape false %}{{ title }}{% endautoescape %}"),
        in_html("<img alt={{ title }}>"),
        in_html("<p\n {{ title }}>"),
        in_html("{% for a in range(9999) %}{% for b in range(9999) %}\n{% endfor %}{% endfor %}"),
        in_html(
            "{% set n = namespace(t='x') %}{% for a in range(99) %}{% set n.t = n.t ~ n.t %}{% endfor %}",
        ),
        in_html("{% for a in range(9000) %}{{ 'x' * 200 }}{% endfor %}"),
        in_html("{% macro again() %}{{ again() }}{% endmacro %}\n{{ again() }}"),
        in_html("<p>\u{E000}</p>"),
        in_html("\n{% for a in range(500) %}<div>{% endfor %}"),
    ];
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn slips_with_files_are_told_with_their_line() {
    let with = |markup: &str, part: &str| {
        wrong(
            Markup::Html,
            &[("weekly.html", markup), ("parts/one.html", part)],
        )
    };
    let told = [
        with("\n{% include '../secret.txt' %}", ""),
        with("\n{% include '/etc/passwd' %}", ""),
        with("\n{% include 'parts/two.html' %}", ""),
        with("{% include 'parts/one.html' %}", "\n\n{{ nothing }}"),
        with("{% include 'parts/one.html' %}", "\n<p {{ title }}>"),
        with(
            "{% extends 'parts/one.html' %}",
            "{% block x %}\n{{ nothing }}{% endblock %}",
        ),
        with(
            "{% import 'parts/one.html' as one %}{{ one.f() }}",
            "\n{% macro f() %}\n{{ nothing }}{% endmacro %}",
        ),
        with(
            "{% include 'parts/one.html' %}",
            "\n{% include 'parts/one.html' %}",
        ),
        with(
            "<div>\n{% include 'parts/one.html' %}</div>",
            "<b>\n\n</i></b>",
        ),
    ];
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn slips_in_mjml_are_told_with_their_line() {
    let told = [
        in_mjml("<mj-sektion></mj-sektion>"),
        in_mjml("<mj-section><mj-column>\n</mj-section>"),
        in_mjml("<mj-section>\n<mj-column></mj-column>"),
        in_mjml("</mj-column>"),
        in_mjml("<mj-section><p>x</p></mj-section>"),
        in_mjml("<mj-text>x</mj-text>"),
        in_mjml(
            "<mj-section><mj-column><mj-image /><mj-text><mj-button>x</mj-button></mj-text></mj-column></mj-section>",
        ),
        in_mjml(
            "<mj-section><mj-column><mj-carousel><mj-carousel-image /></mj-carousel></mj-column></mj-section><![CDATA[x]]>",
        ),
        in_mjml("<mj-section>\nfree text</mj-section>"),
        in_mjml(
            "<mj-section><mj-column>{% for block in blocks %}<mj-text>\n{{ block.kind }}</mj-txt>{% endfor %}",
        ),
        in_mjml("<mj-include path=\"/etc/passwd\" />"),
        in_mjml("<mj-section bg=\"x>"),
        in_mjml("{% for a in range(500) %}<mj-wrapper>{% endfor %}"),
        wrong(
            Markup::Mjml,
            &[(
                "weekly.mjml",
                "<mjml><mj-head>\n<mj-font name=\"X\" href=\"https://x.example/\" /></mj-head></mjml>",
            )],
        ),
        wrong(
            Markup::Mjml,
            &[(
                "weekly.mjml",
                "<mjml><mj-head>\n<mj-style inline=\"inline\">p{color:red}</mj-style></mj-head></mjml>",
            )],
        ),
        wrong(
            Markup::Mjml,
            &[(
                "weekly.mjml",
                "<mjml><mj-head><mj-title x=\"1\">x</mj-title></mj-head></mjml>",
            )],
        ),
        wrong(Markup::Mjml, &[("weekly.mjml", "\n<html></html>")]),
        wrong(Markup::Mjml, &[("weekly.mjml", "{# nothing #}")]),
    ];
    insta::assert_snapshot!(told.join("\n"));
}
