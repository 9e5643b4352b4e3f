//! The variants of an edition: sealed with it, and read back against their seals.

use sqlx::{Sqlite, Transaction, prelude::FromRow};

use super::{Store, StoreError, Time, preferences};
use crate::{
    edition::{EditionId, EditionState, Month, Slot},
    message::{Digest, Message},
    preference::Preferences,
    subscriber::SubscriberState,
    variant::{Group, Issue, Sealed, Variant, VariantNumber},
};

#[derive(FromRow)]
struct Row {
    number: i64,
    issue: String,
    language: Option<String>,
    format: String,
    sections: Option<String>,
    message: String,
    digest: String,
}

impl Store {
    /// The sealed variants of an edition, each held against its seal.
    ///
    /// # Errors
    /// When the store fails, or one is not what was approved.
    pub async fn edition_variants(&self, id: EditionId) -> Result<Vec<Sealed>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "select number, issue, language, format, sections, message, digest from edition_variant
             where edition = $1 order by number",
        )
        .bind(id.0)
        .fetch_all(&self.reader)
        .await?;
        rows.into_iter().map(|row| sealed(id, row)).collect()
    }

    /// The month whose best an edition was sealed with, if it was.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn edition_month(&self, id: EditionId) -> Result<Option<Month>, StoreError> {
        let month: Option<String> = sqlx::query_scalar("select month from edition where id = $1")
            .bind(id.0)
            .fetch_optional(&self.reader)
            .await?
            .flatten();
        month_of(month)
    }

    /// The last month whose best an edition before a slot carries.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn month_carried(&self, slot: Slot) -> Result<Option<Month>, StoreError> {
        let month: Option<String> = sqlx::query_scalar(
            "select max(month) from edition where slot < $1 and state in ($2, $3, $4)",
        )
        .bind(slot.0)
        .bind(EditionState::Approved.word())
        .bind(EditionState::Sending.word())
        .bind(EditionState::Sent.word())
        .fetch_one(&self.reader)
        .await?;
        month_of(month)
    }

    /// The readers who would get an edition now, by what they chose; the largest groups first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn audience_groups(&self, now: Time) -> Result<Vec<Group>, StoreError> {
        type Row = (Option<String>, String, Option<String>, String, i64);
        let rows: Vec<Row> = sqlx::query_as(
            "select sections, frequency, language, format, count(*) from subscriber
             where state = $1 or paused_until <= $2 group by 1, 2, 3, 4 order by 5 desc, 1, 2, 3, 4",
        )
        .bind(SubscriberState::Active.word())
        .bind(now)
        .fetch_all(&self.reader)
        .await?;
        let groups = rows.into_iter();
        groups
            .map(|(sections, frequency, language, format, readers)| {
                Ok(Group {
                    preferences: preferences_of(
                        sections.as_deref(),
                        &frequency,
                        language.as_deref(),
                        &format,
                    )?,
                    readers: u64::try_from(readers).unwrap_or(0),
                })
            })
            .collect()
    }

    pub(super) async fn variants_put(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        id: EditionId,
        variants: &[Sealed],
    ) -> Result<(), StoreError> {
        sqlx::query("delete from edition_variant where edition = $1")
            .bind(id.0)
            .execute(&mut **transaction)
            .await?;
        for Sealed {
            number,
            variant,
            message,
        } in variants
        {
            sqlx::query(
                "insert into edition_variant (edition, number, issue, language, format, sections, message, digest)
                 values ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(id.0)
            .bind(i64::from(number.0))
            .bind(variant.issue.word())
            .bind(variant.language.map(crate::preference::Language::tag))
            .bind(variant.format.word())
            .bind(preferences::json_of(&variant.sections)?)
            .bind(self.json(message)?)
            .bind(message.digest().as_str())
            .execute(&mut **transaction)
            .await?;
        }
        Ok(())
    }
}

fn month_of(column: Option<String>) -> Result<Option<Month>, StoreError> {
    let month = column.map(|month| month.parse());
    month
        .transpose()
        .map_err(|why: String| StoreError::damaged(why))
}

/// What the columns of a subscriber say of what they chose.
pub(super) fn preferences_of(
    sections: Option<&str>,
    frequency: &str,
    language: Option<&str>,
    format: &str,
) -> Result<Preferences, StoreError> {
    let damaged = |why: String| StoreError::damaged(why);
    Ok(Preferences {
        sections: preferences::sections_of(sections)?,
        frequency: frequency.parse().map_err(damaged)?,
        // A language that has lost its words is no language any more.
        language: language.and_then(|tag| tag.parse().ok()),
        format: format.parse().map_err(damaged)?,
    })
}

fn sealed(id: EditionId, row: Row) -> Result<Sealed, StoreError> {
    let number = u32::try_from(row.number).map_err(StoreError::damaged)?;
    let message: Message = serde_json::from_str(&row.message).map_err(StoreError::damaged)?;
    if message.digest() != Digest::from_hex(row.digest) {
        return Err(StoreError::damaged(format_args!(
            "the message of variant {number} of edition {id} is not the one that was approved"
        )));
    }
    let issue = Issue::ALL
        .into_iter()
        .find(|issue| issue.word() == row.issue);
    Ok(Sealed {
        number: VariantNumber(number),
        variant: Variant {
            issue: issue.ok_or_else(|| StoreError::damaged("an unknown issue"))?,
            language: row.language.and_then(|tag| tag.parse().ok()),
            format: row
                .format
                .parse()
                .map_err(|why: String| StoreError::damaged(why))?,
            sections: preferences::sections_of(row.sections.as_deref())?,
        },
        message,
    })
}
