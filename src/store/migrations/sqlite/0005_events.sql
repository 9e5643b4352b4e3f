create table event (
    source text not null,
    uid text not null,
    data text not null,
    first_seen text not null,
    changed text not null,
    primary key (source, uid)
) strict, without rowid;
