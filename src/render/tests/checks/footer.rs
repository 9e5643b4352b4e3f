//! The way to leave and the postal address in layouts of somebody's own: seen, or hidden in one of many ways.

use rstest::rstest;

use super::{super::example::Example, signed};
use crate::{
    message::Field,
    render::{Level, Rendered, gap::marker, lint},
};

/// What the checks say of the way to leave and the address in a layout of somebody's own.
fn footer_findings(style: &str, footer: &str) -> Vec<String> {
    let example = Example::new();
    let leave = format!(
        "<a href=\"{}\" style=\"color:#222222\">Unsubscribe</a>",
        marker(Field::UnsubscribeUrl)
    );
    let footer = footer.replace("LEAVE", &leave).replace(
        "ADDRESS",
        "The Weir Review, 1 Mill Lane, Weirbridge WB1 2AA",
    );
    let html = format!(
        "<html lang=\"en\" dir=\"ltr\"><head><title>x</title><style>{style}</style></head>\
         <body style=\"background-color:#ffffff\"><p>Words</p>{footer}</body></html>"
    );
    let text = example.render().text(&|field| marker(field).to_string());
    let message = crate::render::assemble::message(
        &example.edition,
        &example.letterhead(),
        &text,
        Some(&html),
    );
    let found = lint(
        &Rendered::from(message),
        &example.edition,
        &example.letterhead(),
        &signed(),
    );
    let errors = found
        .into_iter()
        .filter(|found| found.level == Level::Error);
    errors.map(|found| found.message).collect()
}

#[rstest]
#[case::plain("", "<p>LEAVE ADDRESS</p>")]
#[case::small("", "<p style='font-size:11px;color:#777777'>LEAVE ADDRESS</p>")]
#[case::brought_back(
    "",
    "<div style='visibility:hidden'><p style='visibility:visible'>LEAVE ADDRESS</p></div>"
)]
#[case::gap_closed(
    "",
    "<div style='font-size:0'><p style='font-size:14px'>LEAVE ADDRESS</p></div>"
)]
#[case::shown_by_day_and_night(
    "@media (prefers-color-scheme:dark){body{background-color:#111!important}a,p{color:#eee!important}}",
    "<p>LEAVE ADDRESS</p>"
)]
#[case::picture(
    "",
    "<p><a href='\u{E004}'><img src='https://weir.example/x.png' alt='Unsubscribe' width='90' height='20'></a> ADDRESS</p>"
)]
fn a_footer_that_is_seen_is_enough(#[case] style: &str, #[case] footer: &str) {
    let errors = footer_findings(style, footer);
    assert!(errors.is_empty(), "{errors:?}");
}

#[rstest]
#[case::display("", "<div style='display:none'>LEAVE ADDRESS</div>", "see")]
#[case::visibility("", "<div style='visibility:hidden'>LEAVE ADDRESS</div>", "see")]
#[case::outlook("", "<div style='mso-hide:all'>LEAVE ADDRESS</div>", "see")]
#[case::no_type("", "<div style='font-size:0'>LEAVE ADDRESS</div>", "see")]
#[case::one_pixel("", "<div style='font:1px/1px serif'>LEAVE ADDRESS</div>", "see")]
#[case::glass("", "<div style='opacity:0'>LEAVE ADDRESS</div>", "see")]
#[case::attribute("", "<div hidden>LEAVE ADDRESS</div>", "see")]
#[case::folded(
    "",
    "<div style='max-height:0;overflow:hidden'>LEAVE ADDRESS</div>",
    "see"
)]
#[case::far_off("", "<div style='text-indent:-9999px'>LEAVE ADDRESS</div>", "see")]
#[case::camouflage(
    "",
    "<div style='background-color:#222222;color:#222222'>LEAVE ADDRESS</div>",
    "see"
)]
#[case::class(".x{display:none}", "<div class='x'>LEAVE ADDRESS</div>", "see")]
#[case::phone(
    "@media (max-width:600px){.x{display:none!important}}",
    "<div class='x'>LEAVE ADDRESS</div>",
    "see on a phone"
)]
#[case::night(
    "@media (prefers-color-scheme:dark){body{background-color:#1c1c1c!important}}",
    "<div>LEAVE ADDRESS</div>",
    "see in dark mode"
)]
#[case::bare(
    ".x{visibility:visible!important}",
    "<div class='x' style='visibility:hidden'>LEAVE ADDRESS</div>",
    "see whose program drops style blocks"
)]
fn a_hidden_footer_is_none(#[case] style: &str, #[case] footer: &str, #[case] who: &str) {
    let errors = footer_findings(style, footer);
    let wanted = [
        format!("there is no way to unsubscribe in what readers {who}"),
        format!("the postal address is not in what readers {who}"),
    ];
    assert_eq!(errors, wanted, "{footer}");
}

#[rstest]
#[case::nothing("<a href='\u{E004}'></a>")]
#[case::blank("<a href='\u{E004}'>&nbsp;&zwnj;</a>")]
#[case::label_alone("<a href='\u{E004}' aria-label='Unsubscribe'></a>")]
#[case::dot(
    "<a href='\u{E004}'><img src='https://weir.example/x.gif' alt='Unsubscribe' width='1' height='1'></a>"
)]
#[case::nameless_picture(
    "<a href='\u{E004}'><img src='https://weir.example/x.gif' alt='' width='90' height='20'></a>"
)]
fn a_link_without_words_is_no_way_to_leave(#[case] link: &str) {
    let errors = footer_findings("", &format!("<p>{link} ADDRESS</p>"));
    assert_eq!(
        errors,
        ["there is no way to unsubscribe in what readers see"],
        "{link}"
    );
}
