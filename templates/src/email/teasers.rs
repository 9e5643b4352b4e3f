//! The `teasers` layout: photos, deks, bylines and first paragraphs.

use maud::{Markup, html};

use crate::{
    part,
    view::{Block, Email},
};

/// The rows between masthead and footer.
pub(super) fn rows(email: &Email) -> Markup {
    html! { @for block in &email.blocks { tr { td.pad { (row(block, email)) } } } }
}

fn row(block: &Block, email: &Email) -> Markup {
    match block {
        Block::Lead(teaser) => part::lead(teaser, email),
        Block::Section { title, teasers } => part::section(
            title,
            email.own_language.as_ref(),
            teasers,
            "item",
            |teaser| part::teaser(teaser, email),
        ),
        other => part::common(other, email, part::Pictures::Shown),
    }
}
