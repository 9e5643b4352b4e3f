//! What mails are made of. A part fills a cell that the layout opens.

mod events;
mod frame;
mod headlines;
mod link;
mod photo;
mod promo;
mod section;
mod split;
mod teaser;

pub use self::{
    events::events,
    frame::{footer, masthead, note},
    headlines::headlines,
    promo::promo,
    section::{Pictures, common, section},
    teaser::{Story, brief, label, lead, paragraph, story, teaser, text_lead},
};
