//! The fixed words of mails and pages, as the templates take them.

use roundup_templates::view::{PageWords, Words};

use crate::words::Phrasebook;

pub(super) fn of_mails(words: Phrasebook) -> Words {
    Words {
        view_in_browser: words.view_in_browser(),
        photo: words.photo(),
        keep_reading: words.keep_reading(),
        preferences: words.preferences(),
        unsubscribe: words.unsubscribe(),
    }
}

/// `name` is the publication's.
pub(super) fn of_pages(words: Phrasebook, name: &str) -> PageWords {
    PageWords {
        unsubscribe_question: words.unsubscribe_question(),
        unsubscribe: words.unsubscribe(),
        one_press: words.one_press(),
        fewer_mails: words.fewer_mails(),
        offer_monthly: words.offer_monthly(),
        offer_sections: words.offer_sections(),
        offer_these: words.offer_these(),
        offer_pause: words.offer_pause(),
        all_choices: words.all_choices(),
        unsubscribed: words.unsubscribed(),
        on_its_way: words.on_its_way(),
        slip: words.slip(),
        subscribe_again: words.subscribe_again(),
        go_home: words.go_to(name),
        preferences: words.your_preferences(),
        save: words.save(),
        pause_heading: words.pause_heading(),
        pause_until: words.pause_until(),
        pause_open: words.pause_open(),
        pause: words.pause(),
        resume: words.resume(),
        past_editions: words.past_editions(),
        no_edition_yet: words.no_edition_yet(),
        other_editions: words.other_editions(),
        edition_before: words.edition_before(),
        edition_after: words.edition_after(),
        newer_editions: words.newer_editions(),
        older_editions: words.older_editions(),
        feed: words.feed(),
    }
}
