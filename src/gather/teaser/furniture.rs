//! What stands on a page around its text: credits, share bars, sign-up boxes, "read more", disclaimers.
//!
//! Nearly every phrase of a box can stand in an article, too. A whole sentence is furniture only where it says
//! what no article does, or where two signs agree.

use super::{
    super::text,
    caption,
    phrases::{
        ADDRESSED, ASKED_FOR, BOXES, CALLS, HINTS, LABELS, NETWORKS, NOTES, PAIRS, REPORTED,
    },
};
use crate::sentence;

/// A longer paragraph may be part of the text, however it begins.
const SHORT: usize = 45;

/// A longer note is not one.
const LONGEST_NOTE: usize = 120;

/// A line that is no sentence and has no more words is a label or a button.
const LINE: usize = 14;

/// One that only speaks of what boxes speak of may be longer.
const HINTED_LINE: usize = 25;

/// A whole sentence that begins like a label is one up to this many words: "Comments are closed."
const LABEL: usize = 4;

/// One that asks for something needs no second sign up to this many: "Subscribe now!"
const CALL: usize = 7;

/// Whether a paragraph is no beginning of a piece: page furniture, or a note on the piece.
pub fn is_furniture(paragraph: &str) -> bool {
    let read = Read::new(paragraph);
    read.is_sure()
        // In the text it stays: it says that what stands above it is no beginning.
        || is_attribution(paragraph)
        || (read.is_note() && read.words <= LONGEST_NOTE)
}

/// Whether a paragraph is page furniture beyond doubt, so that it isn't part of the text either.
pub fn is_surely_furniture(paragraph: &str) -> bool {
    Read::new(paragraph).is_sure()
}

/// A paragraph as it is looked at here.
struct Read<'a> {
    whole: &'a str,
    /// In lower case, with straight apostrophes, from the first letter on.
    lower: String,
    words: usize,
    /// Whether it ends as a sentence does.
    finished: bool,
}

impl<'a> Read<'a> {
    fn new(whole: &'a str) -> Self {
        let lower = whole
            .trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©')
            .to_lowercase()
            .replace('’', "'");
        Self {
            whole,
            words: text::words(&lower),
            finished: sentence::is_whole(whole) && !whole.trim_end().ends_with([':', '：']),
            lower,
        }
    }

    fn is_sure(&self) -> bool {
        is_share_bar(self.whole)
            || caption::is_caption(self.whole)
            || (self.words <= SHORT
                && (self.is_note()
                    || self.is_box()
                    || self.is_label()
                    || self.is_call()
                    || self.is_hinted()))
    }

    fn is_note(&self) -> bool {
        NOTES.iter().any(|notes| self.rest_after(notes).is_some())
            && (!self.finished || of_these(&self.lower, REPORTED) == 0 || self.is_labelled())
    }

    /// "Correction: ...", whatever it says then.
    fn is_labelled(&self) -> bool {
        let label = self.lower.split_once(':');
        label.is_some_and(|(label, _)| text::words(label) <= LABEL)
    }

    fn is_box(&self) -> bool {
        BOXES.iter().any(|part| self.lower.contains(part))
            || self.is_origin()
            || self.is_follow()
            || PAIRS.iter().any(|(one, other)| {
                self.lower
                    .split_once(one)
                    .is_some_and(|(_, rest)| rest.contains(other))
            })
    }

    /// "The post Title appeared first on Site."
    fn is_origin(&self) -> bool {
        let rest = self.lower.strip_prefix("the post ");
        let site = rest.and_then(|rest| rest.split_once(" appeared first on "));
        site.is_some_and(|(_, site)| text::words(site) <= CALL)
    }

    /// "Follow The Weir on Facebook"; but not: follow the money.
    fn is_follow(&self) -> bool {
        let rest = self.lower.strip_prefix("follow ");
        let network = rest.and_then(|rest| rest.split_once(" on "));
        let network =
            network.and_then(|(_, after)| after.split(|c: char| !c.is_alphanumeric()).next());
        network.is_some_and(|network| NETWORKS.contains(&network))
            && of_these(&self.lower, REPORTED) == 0
    }

    fn is_label(&self) -> bool {
        let most = if self.finished { LABEL } else { LINE };
        self.words <= most && self.rest_after(LABELS).is_some()
    }

    fn is_call(&self) -> bool {
        // Nobody asks for a subscription in quotation marks.
        let quoted = self
            .whole
            .starts_with(['"', '“', '„', '«', '»', '‘', '「', '『']);
        let Some(rest) = self.rest_after(CALLS).filter(|_| !quoted) else {
            return false;
        };
        let signs = of_these(rest, ASKED_FOR);
        if of_these(&self.lower, REPORTED) > 0 {
            return signs > 1;
        }
        signs > 0 || self.words <= if self.finished { CALL } else { LINE }
    }

    fn is_hinted(&self) -> bool {
        let hints = HINTS
            .iter()
            .filter(|hint| self.lower.contains(**hint))
            .count();
        if !self.finished {
            return hints > 0 && self.words <= HINTED_LINE;
        }
        (hints > 1 || (hints > 0 && self.words <= CALL))
            && of_these(&self.lower, ADDRESSED) > 0
            && of_these(&self.lower, REPORTED) == 0
    }

    /// What follows the first of these beginnings that it has.
    fn rest_after(&self, starts: &[&str]) -> Option<&str> {
        starts.iter().find_map(|start| {
            let rest = self.lower.strip_prefix(start)?;
            let whole_word = !start.ends_with(char::is_alphanumeric)
                || !rest.starts_with(char::is_alphanumeric)
                // Where words are not spaced there is no telling.
                || start.starts_with(sentence::is_unspaced);
            whole_word.then_some(rest)
        })
    }
}

/// How many words of a text are among these, each counted once.
fn of_these(lower: &str, these: &[&str]) -> usize {
    let mut found: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| these.contains(word))
        .collect();
    found.sort_unstable();
    found.dedup();
    found.len()
}

/// "Facebook Twitter WhatsApp": nothing but the names of networks and what to do there.
fn is_share_bar(paragraph: &str) -> bool {
    let lower = paragraph.to_lowercase();
    let mut words = 0;
    lower
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .all(|word| {
            words += 1;
            words <= 14 && NETWORKS.contains(&word)
        })
        && words > 1
}

/// "— A. Writer (@awriter) November 5, 2026": who wrote the post that stands above.
pub fn is_attribution(paragraph: &str) -> bool {
    let handle = paragraph
        .strip_prefix(['—', '–', '-'])
        .and_then(|rest| rest.split_once("(@"))
        .and_then(|(name, rest)| Some((name, rest.split_once(')')?.0)));
    handle.is_some_and(|(name, handle)| {
        name.chars().count() <= 80 && handle.chars().count() <= 60 && !handle.contains(' ')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_and_signatures() {
        for furniture in [
            "WhatsApp Facebook Pint",
            "Share | Tweet | E-mail",
            "Lesen Sie auch: Der andere Text, den Sie lesen sollten",
            "À lire aussi : l’autre texte",
            "Leia também: o outro texto",
            "Читайте также: другой текст",
            "関連記事：水の話",
        ] {
            assert!(is_furniture(furniture), "{furniture}");
            assert!(is_surely_furniture(furniture), "{furniture}");
        }
        let signature = "— A. Writer (@awriter) November 5, 2026";
        assert!(is_furniture(signature) && !is_surely_furniture(signature));
        for text in [
            "Facebook said on Monday that it would share more.",
            "— It rained, she said (and it did), for a week.",
            "Print",
            "",
        ] {
            assert!(!is_furniture(text), "{text}");
        }
    }

    #[test]
    fn ordinary_sentences_that_say_what_boxes_say_are_text() {
        for text in [
            "More than two million people have rushed to sign up for health insurance in the first week of open enrolment, the government said on Tuesday.",
            "Meta will change its privacy policy next month to let it train its models on the posts of Europeans, the company said on Monday.",
            "Meta will change its privacy policy and terms of service, it told you and us.",
            "The founder of the newsletter that broke the story of the harbour was arrested on Tuesday night at his home in the old town.",
            "Getty Images sued the maker of a picture generator on Monday, saying that it had copied twelve million of its photographs.",
            "Millions of voters will have to log in to a new portal before they can register, the election commission said on Thursday.",
            "Loading of ships at the port of Weirbridge stopped on Monday.",
            "Donate your old boats, the harbour master told the town on Monday.",
            "Join us or leave, the party told its rebels on Tuesday evening.",
            "“Join us or leave our harbour.” That was all.",
            "Copyright law is to be rewritten, the minister said on Tuesday.",
            "Comments by the minister on Friday caused an outcry in the town.",
            "Recommended speeds on the canal are to fall, officials said Monday.",
            "Subscribe to the theory that trees talk, and you will find friends in every forest.",
            "The mayor told a reporter (Getty Images was there) that he would not go.",
            "When you sign up for a gym, you pay for a dream.",
            "Warning: the tide comes faster than a horse, the coastguard says.",
            "Published on Monday, the report finds that the gates are past saving.",
            "Please enable the town to breathe, the mayor begged the government on Tuesday.",
            "This site uses more water than the whole of the town, according to the board.",
            "You may also like the smell of tar, if you have grown up by a harbour.",
            "The views expressed from the tower on a clear day reach as far as the islands.",
            "This story contains no heroes, only a lock and the men who shut it.",
            "The post he wrote on Monday appeared first on his own site, and by noon half the country had read it.",
            "Follow the money on Monday, and you are in the old town.",
            "Follow us into the tunnels beneath the town, and you will see where the water goes.",
            "Support us or lose us, the director of the museum told the council on Tuesday night.",
            "Newsletter writers are leaving the platform in droves, and the company does not mind.",
            "Werbung für Schnaps soll verboten werden, teilte die Regierung am Montag mit.",
            "Recevez un roi chez vous et vous saurez ce que coûte la gloire.",
            "Реклама алкоголя вернётся на телевидение, сообщил министр в понедельник.",
            "Abonnieren wird teurer, sagte der Verlag am Montag in einer Mitteilung an alle.",
        ] {
            assert!(!is_furniture(text), "{text}");
            assert!(!is_surely_furniture(text), "{text}");
        }
    }

    #[test]
    fn boxes_in_sentences() {
        for furniture in [
            "Sign up for our weekly newsletter and never miss a story.",
            "Subscribe for unlimited access to every piece, wherever you are in the world tonight.",
            "You have 3 free articles remaining this month. Subscribe for unlimited access to all of our stories.",
            "Follow us on X and Facebook for more stories like this one every day of the week.",
            "Click here to share this article with your friends on Facebook, X and WhatsApp.",
            "Support independent journalism. Donate today so that we can keep reporting on the harbour.",
            "This post may contain affiliate links, for which we earn a commission at no cost to you.",
            "By sending this you accept the privacy policy and the terms of use that bind you.",
            "Reading time: 5 minutes and a little more than that for slow readers.",
            "This is a developing story and will be updated as more information becomes available to us.",
            "The post Title appeared first on Site.",
            "Comments are closed.",
            "Subscribe to The Weir Weekly for the best of the harbour every Friday.",
            "This article appeared in the print edition under the headline “Shut”.",
            "To continue reading, subscribe or log in.",
            "This content is for subscribers only.",
            "Thank you for reading. Please consider a gift.",
            "If you enjoyed this piece, share it with your friends.",
            "The author is a professor at the University of Weirbridge. The views are his own.",
            "Republished with permission from The Estuary Post.",
            "Follow The Weir Review on Facebook and Twitter.",
            "Warning: This story contains graphic descriptions of violence.",
            "Erhalten Sie jeden Freitag die besten Geschichten mit unserem Newsletter.",
            "Regístrate en nuestro boletín y recibe cada viernes las mejores historias.",
            "Zapisz się do newslettera i czytaj najlepsze historie co tydzień.",
            "Subscribe now!",
            "You’re reading a free preview.",
            "This post is for paid subscribers.",
            "Your browser does not support the audio element.",
            "Las opiniones expresadas en este artículo son responsabilidad exclusiva del autor.",
            "Les propos tenus n’engagent que leur auteur.",
            "Gastbeiträge geben nicht unbedingt die Meinung der Redaktion wieder.",
            "المقال يعبر عن رأي كاتبه و لا يعبر بالضرورة عن رأي الصحيفة.",
            "Newsletter abonnieren: Jeden Freitag die besten Geschichten in Ihr Postfach.",
            "Suscríbete a nuestro boletín para recibir cada semana las mejores historias en tu correo.",
            "Подпишитесь на нашу рассылку, чтобы каждую неделю получать лучшие истории на почту.",
            "اشترك في نشرتنا البريدية لتصلك أفضل القصص كل أسبوع في بريدك الإلكتروني.",
            "הירשמו לניוזלטר שלנו וקבלו בכל שבוע את הסיפורים הטובים ביותר לתיבת הדואר.",
            "メールマガジンに登録すると毎週おすすめの記事をお届けします。",
        ] {
            assert!(is_surely_furniture(furniture), "{furniture}");
        }
    }

    #[test]
    fn a_long_note_is_no_beginning_but_may_be_text() {
        let note = format!(
            "Editor’s note: This story was updated to correct the name of the lock keeper{}.",
            " and of his dog".repeat(10)
        );
        assert!(is_furniture(&note) && !is_surely_furniture(&note));
        for note in [
            "Editor’s note: This story was updated on Tuesday to correct the name of the lock keeper and his age.",
            "Disclosure: The author owns shares in the harbour company that is named in this story and its partners.",
        ] {
            assert!(is_furniture(note), "{note}");
        }
    }
}
