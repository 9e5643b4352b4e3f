//! The audience: frozen once, when the sending of an edition begins, and with it what each reader gets.

use rusqlite::{Connection, params_from_iter, types::Value};

use super::{Store, StoreError, Time, preferences, scribe, segments, variants};
use crate::{
    delivery::DeliveryState,
    edition::{EditionId, EditionState},
    preference::Preferences,
    subscriber::{Actor, SubscriberState},
    variant::Place,
};

/// What came of trying to freeze an audience.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freeze {
    /// So many people are in it.
    Frozen(u64),
    /// The edition was no longer approved: another process or an editor was faster.
    NotApproved,
    /// Nobody is on the list.
    Nobody,
}

impl Store {
    /// Freezes the audience: sets `sending` and makes a delivery for every active subscriber whom the edition is for, in
    /// one transaction, which also fixes what each of them gets: `place` says so for each set of preferences there is.
    /// Those whose pause is over by now are among them.
    ///
    /// `domain` is the right side of the Message-IDs; their left side can't be guessed and never changes again. It
    /// begins with numbers that grow, so that a list of millions fills its index from one end.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn audience_freeze(
        &self,
        id: EditionId,
        domain: &str,
        place: impl Fn(&Preferences) -> Place + Send + 'static,
        now: Time,
    ) -> Result<Freeze, StoreError> {
        let domain = domain.to_owned();
        let freeze = move |ledger: &Connection| {
            let now = scribe::time(now);
            preferences::wake(ledger, &now)?;
            let active = SubscriberState::Active.word();
            let anybody = "select exists(select 1 from subscriber where state = ?1)";
            if !ledger.query_row(anybody, [active], |row| row.get(0))? {
                return Ok(Freeze::Nobody);
            }
            let moved = ledger.execute(
                "update edition set state = ?1, started = ?2, changed = ?2, changed_by = ?5, person = null
                 where id = ?3 and state = ?4",
                (
                    EditionState::Sending.word(),
                    &now,
                    id.0,
                    EditionState::Approved.word(),
                    Actor::Roundup.word(),
                ),
            )?;
            if moved == 0 {
                return Ok(Freeze::NotApproved);
            }
            places(ledger, &place)?;
            let frozen = deliveries(ledger, id, &domain, &now)?;
            ledger.execute_batch("drop table temp.place")?;
            fail::fail_point!("store::before_freeze_commit");
            Ok(Freeze::Frozen(u64::try_from(frozen).unwrap_or(u64::MAX)))
        };
        self.scribe.write(freeze).await
    }
}

/// A table of what each set of preferences means that is not simply the edition's own message.
fn places(ledger: &Connection, place: &impl Fn(&Preferences) -> Place) -> Result<(), StoreError> {
    ledger.execute_batch(
        "create temp table place (sections text not null, frequency text not null, language text not null, format text not null,
            audience integer not null, variant integer, why text,
            primary key (sections, frequency, language, format)) without rowid",
    )?;
    let mut chosen = ledger.prepare(
        "select distinct sections, frequency, language, format from subscriber where state = ?1",
    )?;
    let mut put = ledger.prepare("insert into place values (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    let mut rows = chosen.query([SubscriberState::Active.word()])?;
    while let Some(row) = rows.next()? {
        let sections: Option<String> = row.get(0)?;
        let frequency: String = row.get(1)?;
        let language: Option<String> = row.get(2)?;
        let format: String = row.get(3)?;
        let preferences = variants::preferences_of(
            sections.as_deref(),
            &frequency,
            language.as_deref(),
            &format,
        )?;
        let (audience, variant, why) = match place(&preferences) {
            Place::Own => continue,
            Place::Variant(number) => (true, Some(number.0), None),
            Place::Excluded(why) => (true, None, Some(why)),
            Place::NotTheirs => (false, None, None),
        };
        let sections = sections.unwrap_or_default();
        let language = language.unwrap_or_default();
        put.execute((
            sections, frequency, language, format, audience, variant, why,
        ))?;
    }
    Ok(())
}

/// A delivery for each reader; who gets nothing of it and is accounted for is excluded at once.
fn deliveries(
    ledger: &Connection,
    id: EditionId,
    domain: &str,
    now: &str,
) -> Result<usize, StoreError> {
    let segment: Option<String> =
        ledger.query_row("select segment from edition where id = ?1", [id.0], |row| {
            row.get(0)
        })?;
    let condition = segments::stored(segment.as_deref())?;
    let mut values: Vec<Value> = vec![
        id.0.into(),
        DeliveryState::Queued.word().to_owned().into(),
        DeliveryState::Excluded.word().to_owned().into(),
        domain.to_owned().into(),
        now.to_owned().into(),
        SubscriberState::Active.word().to_owned().into(),
    ];
    let filter = condition.sql(values.len() + 1);
    values.extend(condition.into_values());
    let frozen = ledger.execute(
        &format!(
            "insert into delivery (edition, subscriber, state, message_id, variant, reply, changed)
             select ?1, s.id, case when p.why is null then ?2 else ?3 end,
                printf('e%d.%08x.%s@%s', ?1, s.id, lower(hex(randomblob(8))), ?4), p.variant, p.why, ?5
             from subscriber s left join place p on p.sections = coalesce(s.sections, '') and p.frequency = s.frequency
                and p.language = coalesce(s.language, '') and p.format = s.format
             where s.state = ?6 and coalesce(p.audience, 1) {filter} order by s.id"
        ),
        params_from_iter(values),
    )?;
    Ok(frozen)
}
