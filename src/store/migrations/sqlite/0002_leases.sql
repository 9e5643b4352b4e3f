-- A sender is a process that claims deliveries; its claims hold for as long as its lease does.
create table sender (
    id integer primary key autoincrement,
    name text not null,
    started text not null,
    expires text not null
) strict;

-- Deliveries name their sender. A Message-ID needs no index of its own: it says which edition and subscriber it is of, and
-- a list of millions is frozen the faster without one.
create table delivery_of_sender (
    id integer primary key autoincrement,
    edition integer not null references edition (id),
    subscriber integer not null references subscriber (id),
    state text not null check (state in ('queued', 'claimed', 'sending', 'accepted', 'deferred', 'failed', 'uncertain', 'excluded')),
    message_id text not null,
    attempts integer not null default 0,
    first_attempt text,
    retry_at text,
    reply text,
    sender integer references sender (id),
    changed text not null,
    unique (edition, subscriber)
) strict;
insert into delivery_of_sender (id, edition, subscriber, state, message_id, attempts, first_attempt, retry_at, reply, changed)
    select id, edition, subscriber, state, message_id, attempts, first_attempt, retry_at, reply, changed from delivery;
drop table delivery;
alter table delivery_of_sender rename to delivery;
create index delivery_by_state on delivery (edition, state, id);

-- Since when an editor or operator has had the sending of an edition wait.
alter table edition add column paused text;
