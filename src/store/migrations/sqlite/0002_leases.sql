-- A sender is a process that claims deliveries; its claims hold for as long as its lease does.
create table sender (
    id integer primary key autoincrement,
    name text not null,
    started text not null,
    expires text not null
) strict;

alter table delivery drop column worker;
alter table delivery add column sender integer references sender (id);

-- Since when an editor or operator has had the sending of an edition wait.
alter table edition add column paused text;
