//! Looking at an edition before (or after) it is sent: its bodies, its whole message.

use anyhow::{Result, anyhow};

use super::{Fault, Pipeline};
use crate::{
    deliver::{Recipient, fill},
    delivery::MessageId,
    edition::{Edition, EditionRef},
    message::{Field, Message},
    preference::{Format, Preferences},
    render::{self, Rendered},
    subscriber::{EmailAddress, SubscriberId},
};

/// Nobody's id: links made for it open the page that says so, and change nothing.
pub const SAMPLE_READER: SubscriberId = SubscriberId(0);

/// An edition as files.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The HTML body, where there is one.
    pub html: Option<String>,
    /// The text body.
    pub text: String,
    /// The whole message, as a reader would get it.
    pub eml: Vec<u8>,
}

impl Pipeline {
    /// The edition that a person named, or the newest.
    ///
    /// # Errors
    /// When there is no such edition.
    pub async fn edition(&self, named: Option<EditionRef>) -> Result<Edition> {
        self.store.edition_find(named).await?.ok_or_else(|| {
            let what = match named {
                Some(EditionRef::Number(number)) => format!("there is no edition number {number}"),
                Some(EditionRef::Id(id)) => format!("there is no edition {id}"),
                None => "there is no edition yet; compose one with `roundup draft`".to_owned(),
            };
            Fault::BadData(what).into()
        })
    }

    /// Renders an edition with today's configuration.
    pub(super) fn render(&self, edition: &Edition) -> Result<Rendered> {
        render::render(edition, &self.letterhead()).map_err(|why| {
            anyhow!(why).context(format!("edition {} can't be rendered", edition.id))
        })
    }

    /// Whether the publication's own layout can take an edition: found while it can still be mended, not when it is to go.
    pub(super) fn layout_fits(&self, edition: &Edition) -> Result<()> {
        match self.config.theme.layout_file {
            Some(_) => self.render(edition).map(drop),
            None => Ok(()),
        }
    }

    /// The message of an edition: the sealed one, where it is sealed.
    pub(super) async fn message_of(&self, edition: &Edition) -> Result<Message> {
        match self.store.edition_message(edition.id).await? {
            Some(message) => Ok(message),
            None => Ok(self.render(edition)?.message),
        }
    }

    /// The edition as files, as a reader gets it who chose this.
    ///
    /// # Errors
    /// When it has nothing for them, can't be rendered, or the store fails.
    pub async fn preview(&self, edition: &Edition, reader: &Preferences) -> Result<Preview> {
        let rendered = Rendered::from(self.message_for(edition, reader).await?);
        let links = self.sample_links();
        let address = self.config.publication.from.address.clone();
        let html = rendered.html(&links);
        Ok(Preview {
            html: (reader.format == Format::Html).then_some(html),
            text: rendered.text(&links),
            eml: self.filled(&rendered.message, edition, &address, None),
        })
    }

    /// A message with its gaps filled for somebody who is not on the list.
    pub(super) fn filled(
        &self,
        message: &Message,
        edition: &Edition,
        address: &EmailAddress,
        subject_mark: Option<&str>,
    ) -> Vec<u8> {
        let random: u64 = rand::random();
        let message_id = MessageId(format!("proof.{random:016x}@{}", self.message_domain()));
        fill(
            message,
            &Recipient {
                address,
                name: None,
                message_id: &message_id,
                date: edition.started.unwrap_or_else(|| self.clock.now()),
                unsubscribe_url: &self.unsubscribe_url(SAMPLE_READER),
                preferences_url: &self.preferences_url(SAMPLE_READER),
                subject_mark,
            },
        )
    }

    /// The right side of our Message-IDs: the domain that mail comes from.
    pub(super) fn message_domain(&self) -> &str {
        self.config.publication.from.address.domain()
    }

    fn sample_links(&self) -> impl Fn(Field) -> String {
        let unsubscribe = self.unsubscribe_url(SAMPLE_READER);
        let preferences = self.preferences_url(SAMPLE_READER);
        move |field| match field {
            Field::UnsubscribeUrl => unsubscribe.clone(),
            Field::PreferencesUrl => preferences.clone(),
            Field::To
            | Field::Date
            | Field::MessageId
            | Field::SubjectMark
            | Field::UnsubscribeToken => String::new(),
        }
    }
}
