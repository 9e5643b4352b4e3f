//! Groups of things to choose from, as parts of a form.

use maud::{Markup, html};

use crate::view::{ChoiceGroup, HowMany};

/// A group with its legend; big enough for a thumb.
pub(super) fn group(group: &ChoiceGroup) -> Markup {
    let kind = match group.how_many {
        HowMany::One => "radio",
        HowMany::Several => "checkbox",
    };
    html! {
        fieldset {
            legend { (group.legend) }
            @if let Some(hint) = &group.hint { p.quiet { (hint) } }
            @for choice in &group.choices {
                label.choice {
                    input type=(kind) name=(group.name) value=(choice.value) checked[choice.chosen];
                    span lang=[&choice.language] dir=[choice.language.as_ref().map(|_| "auto")] { (choice.label) }
                }
            }
        }
    }
}
