//! What strangers write stays text in a publication's own layout, too.

use proptest::prelude::*;

use super::*;
use crate::render::gap::marker;

const TITLES: [&str; 8] = [
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% include '/etc/passwd' %}{# x #}",
    "\" onerror=\"alert(1)\" x='y' `z`",
    "]]></mj-text><mj-button href=\"https://evil.example\">x</mj-button>",
    "</mj-raw><!--[if mso]><b>x</b><![endif]--><!-- x",
    "</title></style><img src=x onerror=y>",
    "back\\slash \u{200D}👩‍🌾 &amp; &#xE000; &lt;b&gt;",
    "مرحبا שלום",
];

fn hostile(markup: Markup, text: &str) -> String {
    let mut own = example(starting(markup));
    own.edition.composition.subject = text.to_owned();
    own.edition.composition.preheader = text.to_owned();
    own.edition.composition.note = Some(text.to_owned());
    own.publication.name = text.to_owned();
    let lead = own.lead();
    lead.title = text.to_owned();
    lead.dek = Some(text.to_owned());
    lead.kind = Some(text.to_owned());
    lead.authors[0].name = text.to_owned();
    lead.teaser = vec![text.to_owned()];
    lead.image.as_mut().unwrap().alt = Some(text.to_owned());
    lead.language = Some(text.to_owned());
    own.render().html(&value)
}

/// The names of all tags, in their order, and of their attributes.
fn markup_of(html: &str) -> Vec<String> {
    let document = dom_query::Document::from(html);
    document
        .select("*")
        .nodes()
        .iter()
        .map(|node| {
            let attributes = node.attrs();
            let names: Vec<_> = attributes
                .iter()
                .map(|a| a.name.local.to_string())
                .collect();
            format!("{:?} {names:?}", node.node_name())
        })
        .collect()
}

#[rstest]
fn a_title_stays_text(#[values(Markup::Mjml, Markup::Html)] markup: Markup) {
    let expected = markup_of(&hostile(markup, "plain"));
    for title in TITLES {
        let html = hostile(markup, title);
        assert_eq!(markup_of(&html), expected, "{title}");
        let shown = dom_query::Document::from(html.as_str());
        let headline = shown.select("h2").first().text().to_string();
        assert_eq!(headline.trim(), crate::mime::one_line(title));
        let alt = shown
            .select("h2 ~ img, img")
            .first()
            .attr("alt")
            .unwrap()
            .to_string();
        assert_eq!(alt, crate::mime::one_line(title), "in an attribute");
    }
}

#[rstest]
fn nothing_gathered_can_forge_a_gap(#[values(Markup::Mjml, Markup::Html)] markup: Markup) {
    let gap = marker(Field::UnsubscribeUrl);
    let mut own = example(starting(markup));
    own.lead().title = format!("Click {gap} &#xE004; here");
    assert_eq!(
        own.render()
            .html(&|_| "GAP".to_owned())
            .matches("GAP")
            .count(),
        2
    );
}

#[test]
fn a_picture_s_address_can_not_leave_a_style() {
    let url = "https://weir.example/a'b)c(d.jpg";
    let mut own = example(layout(
        Markup::Html,
        &[(
            "w.html",
            "{% for b in blocks %}{% if b.kind == 'lead' %}<p style=\"background:url('{{ b.teaser.photo.url }}')\">x</p>{% endif %}{% endfor %}",
        )],
    ));
    own.lead().image.as_mut().unwrap().url = url.parse().unwrap();
    let html = own.render().html(&value);
    assert!(html.contains("a%27b%29c%28d.jpg"), "{html}");
}

#[test]
fn values_stay_whole_on_the_way_through_mjml() {
    let text = "<mjml lang=\"de\"><mj-body><mj-section><mj-column>\
        <mj-image src='https://x.example/ü.jpg?a=1&amp;b=\"' alt='a \"b\" \\ ü\u{200B}' />\
        <mj-button href=\"{{ footer.unsubscribe_url }}\">Grüße\n<b>a</b>\n<b>b</b></mj-button>\
        <mj-raw><!--[if mso]><p>{{ footer.unsubscribe_url }}</p><![endif]--></mj-raw><!-- not sent -->\
        </mj-column></mj-section></mj-body></mjml>";
    let own = example(layout(Markup::Mjml, &[("w.mjml", text)]));
    let html = own.render().html(&|_| "GAP".to_owned());
    assert_eq!(html.matches("GAP").count(), 2, "{html}");
    assert!(
        html.contains("alt=\"a &quot;b&quot; \\ ü\u{200B}\""),
        "{html}"
    );
    assert!(html.contains("Grüße <b>a</b> <b>b</b>"), "{html}");
    assert!(
        !html.contains("not sent") && html.contains("<html lang=\"de\""),
        "{html}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_text_comes_through(text in "(\\PC|[\r\n<>&\"' .={}%#\\\\]){0,120}") {
        for markup in [Markup::Mjml, Markup::Html] {
            let html = hostile(markup, &text);
            let shown = dom_query::Document::from(html.as_str());
            let headline = shown.select("h2").first().text().to_string();
            let written = crate::mime::one_line(&text);
            // A piece without a headline has its address for one.
            if !written.is_empty() {
                prop_assert_eq!(headline.trim(), written.trim());
            }
        }
    }

    /// Whatever a layout says, it is filled or refused; nothing is out of bounds, and nothing goes on for ever.
    #[test]
    fn any_layout_is_filled_or_refused(parts in prop::collection::vec(part(), 0..24)) {
        let text = parts.concat();
        let whole = format!("<mjml><mj-body>{text}</mj-body></mjml>");
        for (markup, text) in [(Markup::Mjml, &text), (Markup::Mjml, &whole), (Markup::Html, &text)] {
            let own = example(layout(markup, &[("w", text)]));
            let _ = render(&own.edition, &own.letterhead());
        }
    }
}

/// A bit of a layout.
fn part() -> impl Strategy<Value = String> {
    let bits = prop::sample::select(vec![
        "<mj-section>",
        "</mj-section>",
        "<mj-column width='",
        "<mj-column>",
        "</mj-column>",
        "<mj-text>",
        "</mj-text>",
        "<mj-raw>",
        "</mj-raw>",
        "<mj-image src=\"",
        "<mj-style>",
        "</mj-style>",
        "<mj-",
        "<mjml>",
        "\" />",
        "'>",
        "<p>",
        "</p>",
        "<b",
        "</",
        "<!--",
        "-->",
        "<!--[if mso]>",
        "<![endif]-->",
        "<!--<![endif]-->",
        "<![CDATA[",
        "]]>",
        "{{ title }}",
        "{{ footer.unsubscribe_url }}",
        "{% if note %}",
        "{% endif %}",
        "{% for b in blocks %}",
        "{% endfor %}",
        "{% raw %}",
        "{% endraw %}",
        "{#",
        "#}",
        "{{",
        "{%",
        "}}",
        "%}",
        "&#x",
        "<style>",
        "</style>",
        "<br>",
        "ü",
        "\u{200D}",
        "\n",
        " ",
    ]);
    prop_oneof![8 => bits.prop_map(str::to_owned), 1 => "\\PC{0,8}"]
}
