//! What the public web pages show.

use super::look::Look;

/// What every page shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The language of the pages (BCP 47).
    pub language: String,
    /// The language of the publication's own words, where that is another.
    pub own_language: Option<String>,
    /// The publication's name.
    pub name: String,
    /// What the round-up calls itself: "Weekly Round-Up".
    pub roundup: String,
    /// The publication's site.
    pub home: String,
    /// Colours and measures.
    pub look: Look,
    /// The fixed words.
    pub words: PageWords,
}

/// The fixed words of the pages, in their language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageWords {
    /// The heading of the page that asks.
    pub unsubscribe_question: String,
    /// The button, there and in the preferences.
    pub unsubscribe: String,
    /// What the button does.
    pub one_press: String,
    /// The heading of the ways to have less mail instead.
    pub fewer_mails: String,
    /// The best of each month instead.
    pub offer_monthly: String,
    /// Some sections instead.
    pub offer_sections: String,
    /// The button of that.
    pub offer_these: String,
    /// A pause instead.
    pub offer_pause: String,
    /// The link to all choices.
    pub all_choices: String,
    /// The heading of the page that says it is done.
    pub unsubscribed: String,
    /// That mail may still be on its way.
    pub on_its_way: String,
    /// Before the way back.
    pub slip: String,
    /// The way back.
    pub subscribe_again: String,
    /// The link to the publication's site.
    pub go_home: String,
    /// The heading of the preferences.
    pub preferences: String,
    /// The button that keeps what was chosen.
    pub save: String,
    /// The heading of the pause.
    pub pause_heading: String,
    /// The label of the day on which the pause ends.
    pub pause_until: String,
    /// What no day means.
    pub pause_open: String,
    /// The button to have a pause.
    pub pause: String,
    /// The button to end it.
    pub resume: String,
    /// The heading of the archive.
    pub past_editions: String,
    /// Instead of a list of none.
    pub no_edition_yet: String,
    /// What the links to the edition before and after are, for a screen reader.
    pub other_editions: String,
    /// Above the subject of the edition before.
    pub edition_before: String,
    /// Above the subject of the edition after.
    pub edition_after: String,
    /// The link to newer editions in the list.
    pub newer_editions: String,
    /// The link to older editions in the list.
    pub older_editions: String,
    /// The link to the feed.
    pub feed: String,
}

/// A sentence about somebody. The address may run the other way than the sentence, and is set apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// What stands before the address.
    pub before: String,
    /// The address.
    pub address: String,
    /// What stands after it.
    pub after: String,
}

/// A link to go on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its text.
    pub text: String,
    /// Where it goes.
    pub url: String,
}

/// The question before unsubscribing: a GET changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsubscribePage {
    /// The publication.
    pub site: Site,
    /// What the reader gets; none where the link may be somebody else's.
    pub subscription: Option<About>,
    /// Where the form posts to.
    pub action: String,
    /// Ways to have less mail rather than none.
    pub offers: Option<Offers>,
}

/// Ways to have less mail rather than none, beneath the way to have none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offers {
    /// Where each of them posts to, and where all choices are.
    pub preferences_url: String,
    /// Whether the best of each month is less than they get now.
    pub monthly: bool,
    /// The sections they can choose from, with what they have now.
    pub sections: Option<ChoiceGroup>,
}

/// Things to choose from, of which one or several can be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceGroup {
    /// The name of the field.
    pub name: &'static str,
    /// What is chosen.
    pub legend: String,
    /// What one should know about it.
    pub hint: Option<String>,
    /// Whether several can be taken.
    pub how_many: HowMany,
    /// The things.
    pub choices: Vec<Choice>,
}

/// How many things of a group can be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HowMany {
    /// One of them.
    One,
    /// Any number.
    Several,
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the form says for it.
    pub value: String,
    /// What the reader sees.
    pub label: String,
    /// The language of that, where it is another than that of the page.
    pub language: Option<String>,
    /// Whether it is chosen now.
    pub chosen: bool,
}

/// The answer after unsubscribing, with the way back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsubscribedPage {
    /// The publication.
    pub site: Site,
    /// What the reader will get no more; none where the link may be somebody else's.
    pub farewell: Option<About>,
    /// Where the form that undoes it posts `change=resubscribe` to.
    pub undo_action: Option<String>,
}

/// Where a reader stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership {
    /// Gets every edition.
    Active,
    /// Gets none for now.
    Paused,
    /// Left.
    Unsubscribed,
}

/// A reader's preferences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreferencesPage {
    /// The publication.
    pub site: Site,
    /// Where the reader stands, in words.
    pub standing: About,
    /// Where the reader stands.
    pub membership: Membership,
    /// Where the forms post to: `change` is `save`, `pause`, `resume`, `unsubscribe` or `resubscribe`.
    pub action: String,
    /// What can be chosen; nothing for who left.
    pub groups: Vec<ChoiceGroup>,
    /// The first day on which a pause can end, as a form has it: `2026-12-01`.
    pub earliest: String,
    /// What was just done, if anything.
    pub notice: Option<String>,
}

/// A page that says one thing: not found, a link that no longer works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessagePage {
    /// The publication.
    pub site: Site,
    /// What is the matter.
    pub title: String,
    /// What that means for the reader, and what to do.
    pub paragraphs: Vec<String>,
    /// Where to go on.
    pub link: Option<Link>,
}

/// The form to join, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinPage {
    /// The publication.
    pub site: Site,
    /// The heading.
    pub title: String,
    /// Why one should, a paragraph each.
    pub pitch: Vec<String>,
    /// The language of that, where it is another than that of the page.
    pub pitch_language: Option<String>,
    /// What is agreed to by sending the form.
    pub wording: String,
    /// The language of that, where it is another than that of the page.
    pub wording_language: Option<String>,
    /// The language of the page, where it is not the publication's: the form says so, too.
    pub language: Option<String>,
    /// Where the form posts to.
    pub action: String,
    /// Past editions, where everybody may find them.
    pub archive_url: Option<String>,
    /// What was wrong with what was sent.
    pub fault: Option<String>,
    /// What was typed then.
    pub typed: Option<String>,
    /// The fixed words.
    pub words: JoinWords,
}

/// The fixed words of the form to join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinWords {
    /// The label of the address.
    pub address: String,
    /// The label of the field that is to stay empty.
    pub trap: String,
    /// The button.
    pub button: String,
    /// The link to past editions.
    pub archive: String,
}

/// A moment's work before somebody is signed up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChallengePage {
    /// The publication.
    pub site: Site,
    /// The heading.
    pub title: String,
    /// What happens now.
    pub text: String,
    /// What to do where no script runs, or none that can hash.
    pub without_script: String,
    /// The button.
    pub button: String,
    /// Where the form posts to.
    pub action: String,
    /// The address of the script.
    pub script: String,
    /// Whom it signs up.
    pub address: String,
    /// What they are called, or nothing.
    pub name: String,
    /// The language of the form before it, where that said so.
    pub language: Option<String>,
    /// The page of the form before it.
    pub page: String,
    /// The puzzle.
    pub puzzle: String,
    /// How many leading zero bits SHA-256 of `puzzle:solution` has to have.
    pub bits: u32,
}

/// The question behind the mailed link: a GET changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmPage {
    /// The publication.
    pub site: Site,
    /// The heading.
    pub title: String,
    /// What pressing the button does, a paragraph each.
    pub paragraphs: Vec<String>,
    /// The button.
    pub button: String,
    /// Where the form posts to.
    pub action: String,
}

/// A form to join that stands on another site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastedForm {
    /// Where it posts to.
    pub action: String,
    /// Its language, where it is not the publication's.
    pub language: Option<String>,
    /// What is agreed to by sending it.
    pub wording: String,
    /// The label of the address.
    pub address: String,
    /// The label of the field that is to stay empty.
    pub trap: String,
    /// The button.
    pub button: String,
    /// Whether a script shows the answer in its place.
    pub script: bool,
}
