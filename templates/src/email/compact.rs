//! The `compact` layout: no photos, a headline and one line for each piece.

use maud::{Markup, html};

use crate::{
    part,
    view::{Block, Email},
};

/// The rows between masthead and footer.
pub(super) fn rows(email: &Email) -> Markup {
    html! { @for block in &email.blocks { (row(block, email)) } }
}

fn row(block: &Block, email: &Email) -> Markup {
    html! {
        @match block {
            Block::Lead(teaser) => {
                tr { td.pad.rule {
                    (part::label(&teaser.label))
                    (part::story(teaser, &email.words, part::Rank::Lead))
                } }
            }
            Block::Section { title, teasers } => {
                tr { td.pad.rule {
                    h2.section { (title) }
                    @for (index, teaser) in teasers.iter().enumerate() {
                        div.brief.ruled[index > 0] { (part::brief(teaser)) }
                    }
                } }
            }
            Block::Promo(promo) => {
                tr { td.pad.rule { (part::promo(promo, None)) } }
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
