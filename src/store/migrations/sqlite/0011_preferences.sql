-- What readers choose for themselves. No sections is all of them, no language the publication's.
alter table subscriber add column sections text check (json_valid(sections) and json_type(sections) = 'array' and json_array_length(sections) > 0);
alter table subscriber add column frequency text not null default 'every' check (frequency in ('every', 'monthly'));
alter table subscriber add column language text check (language glob '[a-z][a-z]');
alter table subscriber add column format text not null default 'html' check (format in ('html', 'text'));
-- When somebody who asked for a break comes back by themselves.
alter table subscriber add column paused_until text check (paused_until is null or state = 'paused');
alter table subscriber add column preferences_by text check (preferences_by in ('reader', 'operator', 'import', 'relay', 'roundup'));
alter table subscriber add column preferences_changed text;
create index subscriber_by_pause on subscriber (paused_until) where paused_until is not null;

-- Who changed what was chosen, kept by the table itself as the changes of states are.
create table preference_change (
    id integer primary key autoincrement,
    subscriber integer not null references subscriber (id),
    what text not null check (what in ('sections', 'frequency', 'language', 'format', 'paused_until')),
    was text,
    value text,
    changed_by text not null,
    changed text not null
) strict;
create index preference_change_by_subscriber on preference_change (subscriber);

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

-- Words by which the publication knows some of its readers.
create table subscriber_tag (
    tag text not null check (length(tag) between 1 and 64),
    subscriber integer not null references subscriber (id),
    primary key (subscriber, tag)
) strict, without rowid;
create index subscriber_tag_by_tag on subscriber_tag (tag);
