-- The keys that sign links and return paths, and what each is still good for. None is ever deleted: a link of years ago
-- must still let its reader leave. The first also makes the hashes that remain of forgotten addresses.
create table signing_key (
    number integer primary key check (number between 1 and 255),
    secret text not null unique,
    made text not null,
    withdrawn text
) strict;
insert into signing_key (number, secret, made)
    select 1, value, '1970-01-01T00:00:00+00:00' from setting where key = 'secret';
drop table setting;
