-- The messages of an edition for readers who chose otherwise, sealed with it. Its own is in its row.
create table edition_variant (
    edition integer not null references edition (id),
    number integer not null check (number > 0),
    issue text not null check (issue in ('edition', 'month')),
    language text check (language glob '[a-z][a-z]'),
    format text not null check (format in ('html', 'text')),
    sections text check (json_valid(sections) and json_type(sections) = 'array' and json_array_length(sections) > 0),
    message text not null,
    digest text not null,
    primary key (edition, number)
) strict, without rowid;

-- Which of them a delivery is of; none is the edition's own message. Fixed when the audience is frozen.
alter table delivery add column variant integer;

-- The month whose best an edition carries for those who want no more than that: 2026-11. And the readers it is for, where
-- it is not for all.
alter table edition add column month text check (month glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]');
alter table edition add column segment text check (json_valid(segment));
