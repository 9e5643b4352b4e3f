-- What the entries of a source were whose pieces another source brought first: they need not be read again and again.
create table entry_seen (
    source text not null,
    link text not null,
    fingerprint text not null,
    primary key (source, link)
) strict, without rowid;

-- How the source was read last (selectors, length of teasers, ...). Read in another way, all of it is to be asked for anew.
alter table source add column reading text;
