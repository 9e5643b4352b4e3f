-- The ledger, cheaper to write. A list of eight in a check makes SQLite build a table of its own for each row, a row of
-- comparisons does not. And only what is not done yet is ever looked for by its state: a message that was sent leaves no
-- trace in an index, and a commit writes fewer pages.
create table delivery_cheaper (
    id integer primary key autoincrement,
    edition integer not null references edition (id),
    subscriber integer not null references subscriber (id),
    state text not null check (state = 'accepted' or state = 'sending' or state = 'claimed' or state = 'queued'
        or state = 'deferred' or state = 'failed' or state = 'uncertain' or state = 'excluded'),
    message_id text not null,
    attempts integer not null default 0,
    first_attempt text,
    retry_at text,
    reply text,
    sender integer references sender (id),
    changed text not null,
    unique (edition, subscriber)
) strict;
insert into delivery_cheaper (id, edition, subscriber, state, message_id, attempts, first_attempt, retry_at, reply, sender, changed)
    select id, edition, subscriber, state, message_id, attempts, first_attempt, retry_at, reply, sender, changed from delivery;
drop table delivery;
alter table delivery_cheaper rename to delivery;
create index delivery_waiting on delivery (edition, state, id) where state = 'queued' or state = 'deferred';
create index delivery_in_hand on delivery (edition, id) where state = 'claimed' or state = 'sending';
