-- Keys for the API. Of the key itself only a hash of its secret half is kept.
create table api_key (
    id integer primary key autoincrement,
    name text not null,
    hash text not null,
    scopes text not null,
    made text not null,
    expires text,
    used text,
    revoked text
) strict;

-- Which key it was, where an operator's program changed the state of a subscriber.
alter table subscriber_change add column api_key integer references api_key (id);

-- Consents are erased by the thousand, and each time it is asked which notices are of them.
create index notice_by_consent on notice (consent) where consent is not null;
create index notice_done on notice (changed) where state <> 'waiting';
