-- What the addresses of one piece have in common, the feed's own name for it, and the status with which its site took it
-- back. Keys are made by the program, for what was here before with the first harvest that comes.
alter table piece add column key text;
alter table piece add column guid text;
alter table piece add column gone integer;
update piece set guid = json_extract(data, '$.guid');
create index piece_by_key on piece (key);
create index piece_by_guid on piece (source, guid) where guid is not null;

-- Hosts that asked to be left alone, with which status, and until when.
create table host_rest (
    host text primary key,
    status integer not null,
    until text not null
) strict;

-- Addresses of sources that moved for good.
create table source_move (
    old text primary key,
    new text not null,
    since text not null
) strict;

-- Photos that were looked at: their size, the copy of them that was kept, or why they can't be shown.
create table image (
    url text primary key,
    width integer,
    height integer,
    hash text,
    fault text,
    seen text not null
) strict;
