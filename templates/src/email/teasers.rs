//! The `teasers` layout: photos, deks, bylines and first paragraphs.

use maud::{Markup, html};

use crate::{
    part,
    view::{Block, Email, Teaser},
};

/// The rows between masthead and footer.
pub(super) fn rows(email: &Email) -> Markup {
    html! { @for block in &email.blocks { (row(block, email)) } }
}

fn row(block: &Block, email: &Email) -> Markup {
    html! {
        @match block {
            Block::Lead(teaser) => {
                tr { td.pad.rule { (part::lead(teaser, &email.words)) } }
            }
            Block::Section { title, teasers } => {
                tr { td.pad.rule {
                    h2.section { (title) }
                    @for (index, teaser) in teasers.iter().enumerate() {
                        (item(teaser, index > 0, email))
                    }
                } }
            }
            Block::Promo(promo) => {
                tr { td.pad.rule { (part::promo(promo, Some(&email.words))) } }
            }
            Block::Events { title, events } => {
                tr { td.pad.rule { (part::events(title, events)) } }
            }
            Block::Headlines { title, headlines, .. } => {
                tr { td.pad.rule { (part::headlines(title, headlines)) } }
            }
        }
    }
}

/// Teasers after the first have a hairline above them, as wide as the text.
fn item(teaser: &Teaser, ruled: bool, email: &Email) -> Markup {
    html! {
        div.item.ruled[ruled] { (part::teaser(teaser, &email.look, &email.words)) }
    }
}
