//! Two columns that fall under each other where the screen is narrow.

use maud::{Markup, html};

use crate::{
    email::{for_outlook, style::Split},
    view::Look,
};

/// Two blocks on one line that wrap by themselves, so that it works without media queries, too; Outlook, which doesn't
/// know such blocks, is given a table.
pub(super) fn split(split: Split, look: &Look, first: &Markup, second: &Markup) -> Markup {
    let [before, after] = split.widths(look.width);
    let [left, right] = split.classes();
    let dir = look.direction.word();
    html! {
        (for_outlook(&format!(
            r#"<table role="presentation" dir="{dir}" cellpadding="0" cellspacing="0" border="0"><tr><td width="{before}" valign="top">"#
        )))
        div.(left) { (first) }
        (for_outlook(&format!(r#"</td><td width="{after}" valign="top">"#)))
        div.(right) { (second) }
        (for_outlook("</td></tr></table>"))
    }
}
