-- What somebody agreed to when they asked to join; confirmed when they pressed the button behind the mailed link.
create table consent (
    id integer primary key autoincrement,
    subscriber integer not null references subscriber (id),
    wording text not null,
    page text not null,
    caller text,
    asked text not null,
    confirmed text,
    confirmer text
) strict;
create index consent_by_subscriber on consent (subscriber);
create index consent_by_asked on consent (asked) where confirmed is null;

-- Mails to one person, waiting to be sent. A try is counted, and the next one set, before it is made.
create table notice (
    id integer primary key autoincrement,
    kind text not null check (kind in ('confirm', 'known')),
    state text not null check (state in ('waiting', 'sent', 'failed')),
    subscriber integer not null references subscriber (id),
    consent integer references consent (id),
    message_id text not null unique,
    queued text not null,
    attempts integer not null default 0,
    due text not null,
    reply text,
    changed text not null,
    check ((kind = 'confirm') = (consent is not null))
) strict;
create index notice_by_due on notice (due) where state = 'waiting';
create index notice_by_subscriber on notice (subscriber, queued);
