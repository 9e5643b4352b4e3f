//! Every phrase by name, with its arguments. A phrase that is new here is new in `en.ftl` and the other whole files; the
//! tests name what is missing.

use fluent_bundle::FluentValue;

use super::Phrasebook;

macro_rules! phrases {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $kind:ty),*);)*) => {
        impl Phrasebook {
            $($(#[$doc])* pub fn $name(self $(, $argument: $kind)*) -> String {
                self.say(stringify!($name), &[$((stringify!($argument), FluentValue::from($argument))),*])
            })*
        }

        /// The names of all phrases with those of their arguments.
        #[cfg(test)]
        pub(super) const ALL: &[(&str, &[&str])] =
            &[$((stringify!($name), &[$(stringify!($argument)),*])),*];
    };
}

// Mails.
phrases! {
    /// The link to the web version.
    view_in_browser();
    /// Before the credit of a photo.
    photo();
    /// The link under a teaser.
    keep_reading();
    /// The same for who hears the link alone.
    keep_reading_of(title: &str);
    /// The link to the preferences.
    preferences();
    /// The link, and the button, to unsubscribe.
    unsubscribe();
    /// The heading of headlines that found no room above.
    missed();
    /// The heading of pieces that stand in no section.
    more_from(name: &str);
    /// The heading of pieces in other outlets.
    elsewhere();
    /// The heading of events.
    events();
    /// The number of an edition.
    edition_number(number: &str);
    /// What the best of a month calls itself.
    best_of_month(month: &str, year: &str);
    /// How many pieces an edition has, in its subject or preheader.
    pieces(count: u32);
    /// Why the reader gets the mail: the round-up's title, and the publication's name.
    reason(title: &str, name: &str);
    /// The outlets where a piece ran, too.
    also_in(outlets: &str);
    /// The outlet where a piece ran, and the day.
    outlet_on(outlet: &str, date: &str);
    /// What stands before the subject of a proof.
    proof_mark();

    /// A byline of one name.
    by(name: &str);
    /// A name after other names.
    next_name(before: &str, name: &str);
    /// A name after others that have titles.
    next_titled(before: &str, name: &str);
    /// The last name of several; `sound` is what it begins with, where that changes the "and" (see `first_sound`).
    last_name(before: &str, name: &str, sound: &str);
    /// A name and its title.
    titled(name: &str, title: &str);

    /// Weekday, day, month and year.
    date_long(weekday: &str, day: u32, month: &str, year: &str);
    /// Day, month and year.
    date_plain(day: u32, month: &str, year: &str);
    /// Day and month.
    date_short(day: u32, month: &str);
    /// Weekday, day and month.
    date_day(weekday: &str, day: u32, month: &str);
    /// The time of the day: `hour` and `minute` have two digits, `half` is `am` or `pm`.
    clock(hour: &str, hour24: u32, hour12: u32, minute: &str, half: &str);
    /// When something begins.
    time_from(from: &str);
    /// When something begins and ends, on one day.
    time_between(from: &str, to: &str);
    /// A day with a time of the clock.
    moment(day: &str, time: &str);
    /// The first and the last day.
    days_between(from: &str, to: &str);

    /// The heading of the page with the form to join.
    join_title(title: &str);
    /// Why one should, where the publication does not say.
    pitch(title: &str, name: &str);
    /// What one agrees to, where the publication does not say.
    consent_wording(title: &str, name: &str);
    /// The label of the address.
    your_address();
    /// The label of a field that machines fill in.
    leave_empty();
    /// The button, and links to the form.
    sign_up();
    /// The heading after asking.
    look_in_inbox();
    /// What comes now, whoever asked.
    look_in_inbox_text();
    /// The heading for a caller who signs too many up.
    enough();
    /// What that means.
    enough_text();
    /// The heading while the reader's machine works on a puzzle.
    challenge();
    /// What happens meanwhile.
    challenge_text();
    /// What to do where the machine can't.
    challenge_wait(seconds: u32);
    /// What was typed is no address.
    bad_address(address: &str);
    /// The heading of the page behind the mailed link.
    confirm_question();
    /// What pressing the button means.
    agree_to(wording: &str);
    /// The button.
    confirm_button();
    /// The heading of the page that says it is done.
    joined();
    /// What comes now.
    joined_text();
    /// The heading for a link that came too late.
    stale_link();
    /// What that means.
    stale_link_text();
    /// The subject of the mail with the link.
    letter_confirm(title: &str);
    /// What it says.
    letter_confirm_text(title: &str, name: &str, address: &str);
    /// For whom did not ask.
    letter_confirm_small();
    /// The subject of the mail to who is on the list already.
    letter_known(title: &str);
    /// What it says.
    letter_known_text(title: &str, name: &str, address: &str);
    /// For whom did not ask.
    letter_known_small();

    /// The heading of the page that asks.
    unsubscribe_question();
    /// What somebody gets.
    subscription(address: &str, title: &str, name: &str);
    /// What the button does.
    one_press();
    /// The heading of the ways to have less mail rather than none.
    fewer_mails();
    /// The best of each month instead.
    offer_monthly();
    /// Some sections instead.
    offer_sections();
    /// The button that keeps the sections that are ticked.
    offer_these();
    /// A pause instead.
    offer_pause();
    /// The link to all preferences.
    all_choices();
    /// The heading of the page that says it is done.
    unsubscribed();
    /// What somebody will get no more.
    farewell(address: &str, title: &str);
    /// What may still come.
    on_its_way();
    /// Before the way back.
    slip();
    /// The way back.
    subscribe_again();
    /// The link to the publication's site.
    go_to(name: &str);
    /// The heading of the preferences.
    your_preferences();
    /// Gets every edition.
    standing_active(address: &str);
    /// Gets some sections of every edition.
    standing_sections(address: &str, sections: &str);
    /// Gets the best of each month.
    standing_monthly(address: &str);
    /// Gets the best of each month in some sections.
    standing_monthly_sections(address: &str, sections: &str);
    /// Chose sections that are no more.
    standing_nothing(address: &str);
    /// Gets none for now.
    standing_paused(address: &str);
    /// Gets none before a day.
    standing_paused_until(address: &str, date: &str);
    /// Gets none any more.
    standing_unsubscribed(address: &str);
    /// How often there is mail.
    choose_frequency();
    /// Every edition.
    frequency_every();
    /// The best of each month.
    frequency_monthly();
    /// Which sections.
    choose_sections();
    /// What to know about that.
    choose_sections_hint();
    /// The language of our own words.
    choose_language();
    /// What to know about that.
    choose_language_hint();
    /// The language's name in itself.
    language_name();
    /// The form of mails.
    choose_format();
    /// HTML.
    format_html();
    /// Text alone.
    format_text();
    /// The button that keeps it all.
    save();
    /// The heading of the pause.
    pause_heading();
    /// The label of the day on which it ends.
    pause_until();
    /// What no day means.
    pause_open();
    /// The button to have a pause.
    pause();
    /// The button to end it.
    resume();
    /// What was just done.
    now_saved();
    /// No section was ticked.
    no_section();
    /// No day on which a pause can end.
    no_day();
    /// What was just done.
    now_paused();
    /// What was just done.
    now_paused_until(date: &str);
    /// What was just done.
    now_active();
    /// What was just done.
    now_unsubscribed();
    /// What was just done.
    nothing_changed();
    /// The heading of the archive.
    past_editions();
    /// An archive with nothing in it.
    no_edition_yet();
    /// What the links to the edition before and after are, for a screen reader.
    other_editions();
    /// Above the subject of the edition before.
    edition_before();
    /// Above the subject of the edition after.
    edition_after();
    /// The link to newer editions in the list.
    newer_editions();
    /// The link to older editions in the list.
    older_editions();
    /// The link to the feed of the archive.
    feed();
    /// The heading of a correction: the day.
    correction_on(date: &str);
    /// That an edition was corrected.
    corrected();
    /// What whoever reads an edition before others should know.
    proof_note();

    /// A link from a proof, a preview or the archive.
    nobodys_link();
    /// What that means.
    nobodys_link_text();
    /// A link of somebody who was erased.
    erased();
    /// What that means.
    erased_text();
    /// There is no such page.
    not_found();
    /// What that means.
    not_found_text();
    /// A form that is none of ours: its heading is `nothing_changed`.
    bad_form_text();
    /// The store is not there just now.
    unavailable();
    /// What that means.
    unavailable_text();
    /// Our bug.
    broken();
    /// What that means.
    broken_text();
}
