-- Names and tags leave a trail, as what readers choose does, and it says which key a program had.
alter table subscriber add column named_by text check (named_by in ('reader', 'operator', 'import', 'relay', 'roundup'));
alter table subscriber add column named text;
alter table subscriber_tag add column changed_by text not null default 'roundup'
    check (changed_by in ('reader', 'operator', 'import', 'relay', 'roundup'));
alter table subscriber_tag add column changed text;

drop trigger subscriber_prefers;
drop trigger subscriber_pauses;
create table preference_trail (
    id integer primary key autoincrement,
    subscriber integer not null references subscriber (id),
    what text not null check (what in ('sections', 'frequency', 'language', 'format', 'paused_until', 'name', 'tag')),
    was text,
    value text,
    changed_by text not null,
    api_key integer references api_key (id),
    changed text not null
) strict;
insert into preference_trail (id, subscriber, what, was, value, changed_by, changed)
select id, subscriber, what, was, value, changed_by, changed from preference_change;
drop table preference_change;
alter table preference_trail rename to preference_change;
create index preference_change_by_subscriber on preference_change (subscriber);
create index preference_change_by_time on preference_change (changed);

create trigger subscriber_prefers after update of sections, frequency, language, format on subscriber
begin
    insert into preference_change (subscriber, what, was, value, changed_by, changed)
    select new.id, 'sections', old.sections, new.sections, new.preferences_by, new.preferences_changed
    where old.sections is not new.sections;
    insert into preference_change (subscriber, what, was, value, changed_by, changed)
    select new.id, 'frequency', old.frequency, new.frequency, new.preferences_by, new.preferences_changed
    where old.frequency <> new.frequency;
    insert into preference_change (subscriber, what, was, value, changed_by, changed)
    select new.id, 'language', old.language, new.language, new.preferences_by, new.preferences_changed
    where old.language is not new.language;
    insert into preference_change (subscriber, what, was, value, changed_by, changed)
    select new.id, 'format', old.format, new.format, new.preferences_by, new.preferences_changed
    where old.format <> new.format;
end;

-- The end of a pause is a change of state, and told there.
create trigger subscriber_pauses after update of paused_until on subscriber
when new.paused_until is not null and old.paused_until is not new.paused_until
begin
    insert into preference_change (subscriber, what, was, value, changed_by, changed)
    values (new.id, 'paused_until', old.paused_until, new.paused_until, new.changed_by, new.changed);
end;

-- Of who is erased nothing is written down.
create trigger subscriber_is_named after update of name on subscriber
when old.name is not new.name and new.address is not null
begin
    insert into preference_change (subscriber, what, was, value, changed_by, changed)
    values (new.id, 'name', old.name, new.name, new.named_by, new.named);
end;

-- What a list says of somebody new is their beginning and no change: it has no time, and costs an import nothing.
create trigger subscriber_is_tagged after insert on subscriber_tag when new.changed is not null
begin
    insert into preference_change (subscriber, what, was, value, changed_by, changed)
    values (new.subscriber, 'tag', null, new.tag, new.changed_by, new.changed);
end;

-- Who takes a tag back signs it before.
create trigger subscriber_is_untagged after delete on subscriber_tag
when exists (select 1 from subscriber where id = old.subscriber and address is not null)
begin
    insert into preference_change (subscriber, what, was, value, changed_by, changed)
    values (old.subscriber, 'tag', old.tag, null, old.changed_by, old.changed);
end;

-- Who sealed, held, cancelled, sent an edition: an operator, by the name they had on their machine, or this program.
alter table edition add column changed_by text not null default 'roundup' check (changed_by in ('operator', 'roundup'));
alter table edition add column person text;

create table edition_change (
    id integer primary key autoincrement,
    edition integer not null references edition (id),
    was text not null,
    state text not null,
    digest text,
    why text,
    changed_by text not null,
    person text,
    changed text not null
) strict;
create index edition_change_by_edition on edition_change (edition);
create index edition_change_by_time on edition_change (changed);

create trigger edition_changes after update of state on edition when old.state <> new.state
begin
    insert into edition_change (edition, was, state, digest, why, changed_by, person, changed)
    values (new.id, old.state, new.state, case when new.state = 'approved' then new.digest end, new.why,
        new.changed_by, new.person, new.changed);
end;
