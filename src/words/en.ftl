# English, whole: what no other language has comes from here.
# Names of months and weekdays are given, the words around them are ours.

## The mail

view_in_browser = View in browser
photo = Photo:
keep_reading = Keep reading
keep_reading_of = Keep reading: { $title }
preferences = Preferences
unsubscribe = Unsubscribe
missed = In case you missed it
more_from = More from { $name }
elsewhere = Elsewhere
events = Events
edition_number = No. { $number }
best_of_month = The best of { $month } { $year }
pieces = { $count ->
    [one] { $count } piece
   *[other] { $count } pieces
}
reason = You get this mail because you signed up for “{ $title }” of { $name }.
also_in = Also in { $outlets }
outlet_on = { $outlet }, { $date }
# Before the subject of a proof; at most 11 characters.
proof_mark = [Proof]

## Bylines: "By A, B and C"; "By A, Staff Writer; B and C"

by = By { $name }
next_name = { $before }, { $name }
next_titled = { $before }; { $name }
# $sound is "i" where the name begins with that sound, as Spanish needs to know.
last_name = { $before } and { $name }
titled = { $name }, { $title }

## Dates and times

date_long = { $weekday }, { $day } { $month } { $year }
date_plain = { $day } { $month } { $year }
date_short = { $day } { $month }
date_day = { $weekday }, { $day } { $month }
# 9:05 has the $hour 09, the $hour24 9, the $hour12 9, the $minute 05 and the $half am.
clock = { $hour }:{ $minute }
time_from = { $from }
time_between = { $from }–{ $to }
moment = { $day }, { $time }
days_between = { $from } – { $to }

## Joining

join_title = Get { $title }
pitch = { $title } brings you what { $name } published, in one mail.
consent_wording = Yes, send me { $title } by { $name }. I can leave at any time with one click.
your_address = Your e-mail address
leave_empty = Leave this empty
sign_up = Sign up
look_in_inbox = Look into your inbox
look_in_inbox_text = A mail is on its way to you. You are on the list when you have pressed the button behind its link. If nothing comes within some minutes, look into the folder for spam.
enough = That is enough for now
enough_text = Many people were signed up from where you are. Please try it again in an hour.
challenge = One moment, please
challenge_text = So that nobody signs others up by the thousand, your browser does a short sum first. This takes a few seconds, and then the page goes on by itself.
challenge_wait = Your browser can’t do it here. Wait { $seconds } seconds, then press the button.
bad_address = “{ $address }” is not an e-mail address. Please look at it again.
confirm_question = Join the list?
agree_to = You agree to this: “{ $wording }”
confirm_button = Yes, I join
joined = You are on the list
joined_text = The next edition comes to you.
stale_link = This link is too old
stale_link_text = It can’t put you on the list any more. Ask for a new one, if you like.

# The mail with the link, and the one to who is on the list already.
letter_confirm = Please confirm: { $title }
letter_confirm_text = Somebody, you we hope, asked for { $title } by { $name } to be sent to { $address }. One press on the page behind this link, and you are on the list.
letter_confirm_small = If it was not you, do nothing: you get no more mail from us, and the address is erased.
letter_known = You are on the list: { $title }
letter_known_text = Somebody, you perhaps, asked for { $title } by { $name } to be sent to { $address }. You are on the list already, so there is nothing to do. If you had a break, you can end it in your preferences.
letter_known_small = If it was not you, do nothing: nothing was changed.

## Leaving

unsubscribe_question = Unsubscribe?
subscription = { $address } gets { $title } from { $name }.
one_press = One press, and we send no more.
fewer_mails = Or just less mail?
offer_monthly = The best of it, once a month
offer_sections = Only some sections
offer_these = Send me only these
offer_pause = Pause for a month
all_choices = All preferences
unsubscribed = You are unsubscribed
farewell = { $address } will get no more of { $title }.
on_its_way = A mail that is already on its way may still arrive.
slip = Was that a slip?
subscribe_again = Subscribe again
go_to = Go to { $name }

## Preferences

your_preferences = Your preferences
standing_active = { $address } gets every edition.
standing_sections = { $address } gets these sections of every edition: { $sections }.
standing_monthly = { $address } gets the best of each month.
standing_monthly_sections = { $address } gets the best of each month in these sections: { $sections }.
standing_nothing = { $address } chose sections that no longer exist, and gets nothing: please choose again.
standing_paused = { $address } is paused: no edition is sent until you resume.
standing_paused_until = { $address } is paused until { $date }.
standing_unsubscribed = { $address } is unsubscribed.
choose_frequency = How often
frequency_every = Every edition
frequency_monthly = Once a month, the best of it
choose_sections = Sections
choose_sections_hint = With all of them ticked you get new ones, too.
choose_language = Language
choose_language_hint = It is that of our own words; articles stay as they were written.
language_name = English
choose_format = Form
format_html = With pictures
format_text = Text only
save = Save
pause_heading = Take a break
pause_until = Until
pause_open = Without a date it lasts until you resume.
pause = Pause
resume = Resume
now_saved = Saved.
no_section = Please tick at least one section. Nothing was changed.
no_day = That is not a day to come. Nothing was changed.
now_paused = Paused: you get no mail until you resume.
now_paused_until = Paused: you get no mail before { $date }.
now_active = You are on the list.
now_unsubscribed = You are off the list.
nothing_changed = Nothing was changed.

## The archive

past_editions = Past editions
no_edition_yet = No edition has been sent yet.
other_editions = Other editions
# Above the subject of that edition.
edition_before = The edition before
edition_after = The edition after
newer_editions = Newer editions
older_editions = Older editions
# The link to the Atom feed.
feed = Feed
# Above what was wrong in an edition, on its page.
correction_on = Correction, { $date }
# Behind the date of such an edition in the list.
corrected = corrected
proof_note = Proof: this edition has not been sent yet, and may change. Please pass the link on to nobody.

## Where there is no page

nobodys_link = This link belongs to nobody
nobodys_link_text = In a reader’s own mail this link opens their page. A proof, a preview and the archive belong to nobody, so there is nothing to change here.
erased = You are not on the list
erased_text = This address has been erased from our list. You get no mail from us.
not_found = This page is not here
not_found_text = If a link of a mail brought you, it may have been cut on the way: try it again from the mail itself.
bad_form_text = This form was not one of ours.
unavailable = This does not work just now
unavailable_text = Nothing was changed. Please try it again in a minute.
broken = Something is broken on our side
broken_text = It has been noted. Please try it again later.
