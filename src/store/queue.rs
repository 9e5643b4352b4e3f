//! What the queues of the store have in common: mails about joining, and messages to programs elsewhere. A try is counted,
//! and the next one set, before it is made; how one is taken is each queue's own.

use sqlx::{AssertSqlSafe, query::Query, sqlite::SqliteArguments};

use super::{Store, StoreError, Time};

/// A queue, by what waits in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Queue {
    /// Mails to one person.
    Notices,
    /// Messages to webhooks.
    Webhooks,
}

impl Queue {
    fn table(self) -> &'static str {
        match self {
            Self::Notices => "notice",
            Self::Webhooks => "webhook_message",
        }
    }
}

impl Store {
    /// This one was taken, or is given up, with what was said to it.
    pub(super) async fn queue_done(
        &self,
        queue: Queue,
        id: i64,
        state: &'static str,
        reply: &str,
        now: Time,
    ) -> Result<(), StoreError> {
        let done = format!(
            "update {} set state = $1, reply = $2, changed = $3 where id = $4",
            queue.table()
        );
        let done = sqlx::query(AssertSqlSafe(done));
        self.carry_out(done.bind(state).bind(reply).bind(now).bind(id))
            .await
    }

    /// This one is tried again then.
    pub(super) async fn queue_put_off(
        &self,
        queue: Queue,
        id: i64,
        until: Time,
        reply: &str,
        now: Time,
    ) -> Result<(), StoreError> {
        let put_off = format!(
            "update {} set due = $1, reply = $2, changed = $3 where id = $4",
            queue.table()
        );
        let put_off = sqlx::query(AssertSqlSafe(put_off));
        self.carry_out(put_off.bind(until).bind(reply).bind(now).bind(id))
            .await
    }

    /// Forgets what was done with before this.
    pub(super) async fn queue_clear(&self, queue: Queue, before: Time) -> Result<(), StoreError> {
        let clear = format!(
            "delete from {} where state <> 'waiting' and changed < $1",
            queue.table()
        );
        self.carry_out(sqlx::query(AssertSqlSafe(clear)).bind(before))
            .await
    }

    async fn carry_out(
        &self,
        change: Query<'_, sqlx::Sqlite, SqliteArguments>,
    ) -> Result<(), StoreError> {
        change.execute(self.writer()?).await?;
        Ok(())
    }
}
