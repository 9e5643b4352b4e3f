-- The language in which somebody was asked to confirm; none is the publication's.
alter table consent add column language text check (language glob '[a-z][a-z]');
