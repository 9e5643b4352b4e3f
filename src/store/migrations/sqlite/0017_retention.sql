-- What is erased when its time is over is found without reading what stays. Who left, by when; network addresses, by when
-- the consent was asked for; the trails, by time.
create index subscriber_left on subscriber (changed) where state = 'unsubscribed' or state = 'bounced';
create index consent_with_caller on consent (asked) where caller is not null or confirmer is not null;
create index subscriber_change_by_time on subscriber_change (changed);
create index preference_change_by_time on preference_change (changed);

-- When the relays' answers about the deliveries of an edition were erased.
alter table edition add column hushed text;
