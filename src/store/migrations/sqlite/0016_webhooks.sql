-- What programs elsewhere want to be told, each under the name that the configuration gives it.
create table webhook_wish (
    webhook text not null,
    event text not null,
    primary key (webhook, event)
) strict, without rowid;

-- What they are told: a row for each event and program. A try is counted, and the next one set, before it is made. Of people
-- there is a number and no address: what a message says is looked up when it is sent.
create table webhook_message (
    id integer primary key autoincrement,
    webhook text not null,
    event text not null check (event in ('subscriber.subscribed', 'subscriber.unsubscribed', 'subscriber.bounced', 'edition.sent')),
    message_id text not null default ('msg_' || lower(hex(randomblob(16)))),
    subject integer not null,
    was text not null,
    became text not null,
    at text not null,
    state text not null default 'waiting' check (state in ('waiting', 'taken', 'dead')),
    attempts integer not null default 0,
    due text not null,
    reply text,
    changed text not null
) strict;
create index webhook_message_by_due on webhook_message (webhook, due) where state = 'waiting';
create index webhook_message_done on webhook_message (changed) where state <> 'waiting';

-- The tables queue the messages themselves, within every transaction that makes a change, so that no way around it is left.
-- But for who is new: a trigger would cost each row of a list that is taken in, of which nobody is told.
-- Who never confirmed was never on the list, and nobody is told of them. Who is erased is told of even when they had left.
create trigger subscriber_webhooks after update of state on subscriber when old.state <> new.state
begin
    insert into webhook_message (webhook, event, subject, was, became, at, due, changed)
    select webhook, event, new.id, old.state, new.state, new.changed, new.changed, new.changed from webhook_wish
    where event = case
        when new.state = 'active' and old.state <> 'paused' then 'subscriber.subscribed'
        when new.state = 'bounced' and old.state in ('active', 'paused') then 'subscriber.bounced'
        when new.state in ('unsubscribed', 'complained') and old.state in ('active', 'paused') then 'subscriber.unsubscribed'
        when new.state = 'forgotten' and old.state <> 'pending' then 'subscriber.unsubscribed'
    end;
end;

create trigger edition_webhooks after update of state on edition when old.state <> 'sent' and new.state = 'sent'
begin
    insert into webhook_message (webhook, event, subject, was, became, at, due, changed)
    select webhook, event, new.id, old.state, new.state, new.changed, new.changed, new.changed from webhook_wish
    where event = 'edition.sent';
end;
