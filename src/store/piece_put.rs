//! Keeping a gathered piece: which stored piece it is, and what is new about it.

use chrono::{NaiveTime, TimeDelta};
use sqlx::{Sqlite, Transaction, prelude::FromRow};

use super::{Store, StoreError, Time};
use crate::piece::{Gathered, Piece, PieceKey};

/// A piece that moves and is dated anew keeps its headline and moves by less than this; the next of a column does not.
const SAME_DAYS: TimeDelta = TimeDelta::days(3);

/// What became of a gathered piece.
pub(super) enum Put {
    New,
    Updated,
    Unchanged,
}

/// A stored piece that may be the gathered one.
#[derive(FromRow)]
struct Known {
    id: i64,
    url: String,
    key: Option<String>,
    link: String,
    data: String,
    source: String,
    gone: Option<i64>,
}

/// How sure it is that a stored piece is the gathered one, the surest last.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// The feed's own name for it, over what is recognisably the same piece.
    Guid,
    /// The link in the same feed, which leads to another address now.
    Link,
    /// The address, but for how the page is delivered.
    Key,
    /// The very address.
    Url,
}

impl Known {
    fn likeness(&self, gathered: &Gathered, key: &PieceKey) -> Option<Likeness> {
        let piece = &gathered.piece;
        let same_source = self.source == piece.source.0;
        if self.url == piece.url.as_str() {
            Some(Likeness::Url)
        } else if self.key.as_deref() == Some(key.as_str()) {
            Some(Likeness::Key)
        } else if same_source && self.link == gathered.link.as_str() {
            Some(Likeness::Link)
        } else if same_source && self.moved_to(piece) {
            Some(Likeness::Guid)
        } else {
            None
        }
    }

    /// Whether a piece with the same GUID at another address is this one. Feeds use a GUID again for another piece, too,
    /// and a column has one headline for years: the text tells them apart, and where that is another one, the date.
    fn moved_to(&self, piece: &Piece) -> bool {
        let Ok(old) = serde_json::from_str::<Piece>(&self.data) else {
            return false;
        };
        if old.guid.is_none() || old.guid != piece.guid {
            return false;
        }
        if old.opens_like(piece) {
            return true;
        }
        let (Some(then), Some(now)) = (old.published, piece.published) else {
            return old.title == piece.title;
        };
        let same_days = (now - then).abs() < SAME_DAYS && old.title == piece.title;
        // A day alone is shared by all that came out on it.
        let same_moment = now == then && now.time() != NaiveTime::MIN;
        same_moment || same_days
    }
}

impl Store {
    pub(super) async fn piece_put(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        gathered: &Gathered,
        now: Time,
    ) -> Result<Put, StoreError> {
        let piece = &gathered.piece;
        let Some(known) = known(transaction, gathered).await? else {
            insert(transaction, gathered, now).await?;
            return Ok(Put::New);
        };
        // Two sources that carry one piece: the first keeps it, or it would change hands at every gather.
        if known.source != piece.source.0 {
            entry_seen(transaction, gathered).await?;
            return Ok(Put::Unchanged);
        }
        if let Some(status) = gathered.gone {
            return unpublish(transaction, &known, status, now).await;
        }
        // A page that could not be read just now says nothing about whether it is back.
        let gone = known.gone.filter(|_| gathered.fingerprint.is_none());
        let data = serde_json::to_string(piece).map_err(StoreError::damaged)?;
        let changed = known.data != data || known.gone != gone;
        sqlx::query(
            "update piece set url = $1, link = $2, data = $3, fingerprint = $4, key = $5, guid = $6, gone = $7,
             moment = case when $8 then $9 else moment end, changed = case when $10 then $11 else changed end
             where id = $12",
        )
        .bind(piece.url.as_str())
        .bind(gathered.link.as_str())
        .bind(data)
        .bind(gathered.fingerprint.as_ref().map(|print| print.0.as_str()))
        .bind(PieceKey::of(&piece.url).as_str())
        .bind(&piece.guid)
        .bind(gone)
        .bind(piece.published.is_some())
        .bind(piece.published.unwrap_or(now))
        .bind(changed)
        .bind(now)
        .bind(known.id)
        .execute(&mut **transaction)
        .await?;
        if known.url != piece.url.as_str() {
            follow(transaction, &known.url, piece.url.as_str()).await?;
        }
        Ok(if changed {
            Put::Updated
        } else {
            Put::Unchanged
        })
    }

    /// Gives a key to the pieces that are from before there were keys.
    pub(super) async fn piece_keys(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
    ) -> Result<(), StoreError> {
        let rows: Vec<(i64, String)> =
            sqlx::query_as("select id, url from piece where key is null")
                .fetch_all(&mut **transaction)
                .await?;
        for (id, url) in rows {
            let url = url.parse().map_err(StoreError::damaged)?;
            sqlx::query("update piece set key = $1 where id = $2")
                .bind(PieceKey::of(&url).as_str())
                .bind(id)
                .execute(&mut **transaction)
                .await?;
        }
        Ok(())
    }
}

/// The stored piece that a gathered one is.
async fn known(
    transaction: &mut Transaction<'static, Sqlite>,
    gathered: &Gathered,
) -> Result<Option<Known>, StoreError> {
    let piece = &gathered.piece;
    let key = PieceKey::of(&piece.url);
    // A feed that names all its entries alike is not read through for each of them.
    let rows: Vec<Known> = sqlx::query_as(
        "select id, url, key, link, data, source, gone from piece
         where url = $1 or key = $2 or (source = $3 and link = $4)
         union all
         select * from (select id, url, key, link, data, source, gone from piece
         where source = $3 and guid = $5 order by id desc limit 10)",
    )
    .bind(piece.url.as_str())
    .bind(key.as_str())
    .bind(&piece.source.0)
    .bind(gathered.link.as_str())
    .bind(&piece.guid)
    .fetch_all(&mut **transaction)
    .await?;
    let like = rows
        .into_iter()
        .filter_map(|row| Some((row.likeness(gathered, &key)?, row)));
    Ok(like
        .max_by(|one, other| one.0.cmp(&other.0))
        .map(|(_, row)| row))
}

/// Notes what an entry said whose piece another source keeps, so that it is read again only when it says something else.
async fn entry_seen(
    transaction: &mut Transaction<'static, Sqlite>,
    gathered: &Gathered,
) -> Result<(), StoreError> {
    let Some(print) = &gathered.fingerprint else {
        return Ok(());
    };
    sqlx::query(
        "insert into entry_seen (source, link, fingerprint) values ($1, $2, $3)
         on conflict (source, link) do update set fingerprint = excluded.fingerprint",
    )
    .bind(&gathered.piece.source.0)
    .bind(gathered.link.as_str())
    .bind(&print.0)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// What editors changed about a piece, and what was seen of its page, goes along to its new address.
async fn follow(
    transaction: &mut Transaction<'static, Sqlite>,
    old: &str,
    new: &str,
) -> Result<(), StoreError> {
    let json = |url: &str| serde_json::to_string(url).map_err(StoreError::damaged);
    sqlx::query(
        "update edition_layer set edits = replace(edits, $1, $2), seen = replace(seen, $1, $2)
         where instr(edits, $1) > 0 or instr(seen, $1) > 0",
    )
    .bind(json(old)?)
    .bind(json(new)?)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn insert(
    transaction: &mut Transaction<'static, Sqlite>,
    gathered: &Gathered,
    now: Time,
) -> Result<(), StoreError> {
    let piece = &gathered.piece;
    let data = serde_json::to_string(piece).map_err(StoreError::damaged)?;
    sqlx::query(
        "insert into piece (url, link, source, data, fingerprint, moment, first_seen, changed, key, guid, gone)
         values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10)",
    )
    .bind(piece.url.as_str())
    .bind(gathered.link.as_str())
    .bind(&piece.source.0)
    .bind(data)
    .bind(gathered.fingerprint.as_ref().map(|print| print.0.as_str()))
    .bind(piece.published.or(piece.updated).unwrap_or(now))
    .bind(now)
    .bind(PieceKey::of(&piece.url).as_str())
    .bind(&piece.guid)
    .bind(gathered.gone.map(i64::from))
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Marks a piece whose page is gone. What it said stays as it was: the feed alone knows less than its page did.
async fn unpublish(
    transaction: &mut Transaction<'static, Sqlite>,
    known: &Known,
    status: u16,
    now: Time,
) -> Result<Put, StoreError> {
    if known.gone == Some(i64::from(status)) {
        return Ok(Put::Unchanged);
    }
    // Without a fingerprint it is looked at again at every gather, and may come back.
    sqlx::query("update piece set gone = $1, fingerprint = null, changed = $2 where id = $3")
        .bind(i64::from(status))
        .bind(now)
        .bind(known.id)
        .execute(&mut **transaction)
        .await?;
    Ok(Put::Updated)
}
