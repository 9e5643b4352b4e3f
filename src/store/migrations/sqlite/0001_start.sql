create table setting (
    key text primary key,
    value text not null
) strict;

create table source (
    name text primary key,
    etag text,
    last_modified text,
    gathered text not null,
    failure text
) strict;

create table edition (
    id integer primary key autoincrement,
    number integer unique,
    state text not null check (state in ('draft', 'approved', 'sending', 'sent', 'held', 'skipped', 'cancelled')),
    slot text not null unique,
    window_from text not null,
    window_to text not null,
    composition text not null,
    message text,
    digest text,
    started text,
    finished text,
    why text,
    changed text not null,
    check (state not in ('approved', 'sending', 'sent') or (message is not null and digest is not null and number is not null))
) strict;

create table piece (
    id integer primary key autoincrement,
    url text not null unique,
    link text not null,
    source text not null,
    data text not null,
    fingerprint text,
    moment text not null,
    first_seen text not null,
    changed text not null
) strict;
create index piece_by_source on piece (source, link);
create index piece_by_moment on piece (moment);
create index piece_by_first_seen on piece (first_seen);

create table edition_piece (
    edition integer not null references edition (id),
    piece integer not null references piece (id),
    primary key (edition, piece)
) strict, without rowid;
create index edition_piece_by_piece on edition_piece (piece);

create table subscriber (
    id integer primary key autoincrement,
    address text unique collate nocase,
    hash text unique,
    name text,
    state text not null check (state in ('pending', 'active', 'unsubscribed', 'bounced', 'complained', 'paused', 'forgotten')),
    joined text not null,
    consent text not null,
    changed text not null,
    check ((state = 'forgotten') = (address is null)),
    check ((state = 'forgotten') = (hash is not null))
) strict;
create index subscriber_by_state on subscriber (state);

create table delivery (
    id integer primary key autoincrement,
    edition integer not null references edition (id),
    subscriber integer not null references subscriber (id),
    state text not null check (state in ('queued', 'claimed', 'sending', 'accepted', 'deferred', 'failed', 'uncertain', 'excluded')),
    message_id text not null unique,
    attempts integer not null default 0,
    first_attempt text,
    retry_at text,
    reply text,
    worker text,
    changed text not null,
    unique (edition, subscriber)
) strict;
create index delivery_by_state on delivery (edition, state, id);
