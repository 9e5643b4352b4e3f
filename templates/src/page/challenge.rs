//! A moment's work before somebody is signed up.

use maud::{Markup, html};

use super::shell::{private, shell};
use crate::view::ChallengePage;

/// What solves the puzzle of [`challenge`] and sends its form: JavaScript, loaded by that page alone.
pub const CHALLENGE: &str = include_str!("challenge.js");

/// The form once more, with a puzzle in it. Where no script runs, its button does after a while.
pub fn challenge(page: &ChallengePage) -> Markup {
    let head = html! {
        (private())
        script src=(page.script) defer {}
    };
    let content = html! {
        p role="status" { (page.text) }
        p #wait { (page.without_script) }
        form method="post" action=(page.action) data-bits=(page.bits) {
            input type="hidden" name="email" value=(page.address);
            input type="hidden" name="name" value=(page.name);
            @if let Some(language) = &page.language { input type="hidden" name="language" value=(language); }
            input type="hidden" name="page" value=(page.page);
            input type="hidden" name="puzzle" value=(page.puzzle);
            input type="hidden" name="solution" value="";
            button.main type="submit" { (page.button) }
        }
    };
    shell(&page.site, &page.title, &head, &content)
}
