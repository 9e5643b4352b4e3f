-- What was wrong in an edition that went out, and what is right. One that was taken back is not shown, but counts as a change.
create table correction (
    id integer primary key autoincrement,
    edition integer not null references edition (id),
    text text not null,
    made text not null,
    withdrawn text
) strict;
create index correction_by_edition on correction (edition);
