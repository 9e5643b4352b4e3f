-- Who changed the state of a subscriber, kept by the table itself so that no way around it is left.
alter table subscriber add column changed_by text not null default 'roundup'
    check (changed_by in ('reader', 'operator', 'import', 'relay', 'roundup'));

create table subscriber_change (
    id integer primary key autoincrement,
    subscriber integer not null references subscriber (id),
    was text not null,
    state text not null,
    changed_by text not null,
    changed text not null
) strict;
create index subscriber_change_by_subscriber on subscriber_change (subscriber);

create trigger subscriber_changes after update of state on subscriber when old.state <> new.state
begin
    insert into subscriber_change (subscriber, was, state, changed_by, changed)
    values (new.id, old.state, new.state, new.changed_by, new.changed);
end;
