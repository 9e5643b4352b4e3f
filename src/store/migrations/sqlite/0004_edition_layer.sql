-- What is laid over the pieces whenever an edition is composed: the editors' changes, and what was seen of the live pages.
create table edition_layer (
    edition integer primary key references edition (id),
    edits text not null,
    seen text not null
) strict;
