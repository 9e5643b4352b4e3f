# Deutsch, mit „Sie“.

## Die E-Mail

view_in_browser = Im Browser ansehen
photo = Foto:
keep_reading = Weiterlesen
keep_reading_of = Weiterlesen: { $title }
preferences = Einstellungen
unsubscribe = Abbestellen
missed = Falls Sie es verpasst haben
more_from = Mehr von { $name }
elsewhere = Anderswo
events = Termine
edition_number = Nr. { $number }
best_of_month = Das Beste im { $month } { $year }
pieces = { $count ->
    [one] { $count } Beitrag
   *[other] { $count } Beiträge
}
reason = Sie erhalten diese E-Mail, weil Sie „{ $title }“ ({ $name }) abonniert haben.
also_in = Auch erschienen in { $outlets }
outlet_on = { $outlet }, { $date }
proof_mark = [Probe]

## Autorenzeilen

by = Von { $name }
next_name = { $before }, { $name }
next_titled = { $before }; { $name }
last_name = { $before } und { $name }
titled = { $name }, { $title }

## Datum und Uhrzeit

date_long = { $weekday }, { $day }. { $month } { $year }
date_plain = { $day }. { $month } { $year }
date_short = { $day }. { $month }
date_day = { $weekday }, { $day }. { $month }
clock = { $hour }:{ $minute }
time_from = { $from }{"\u00A0"}Uhr
time_between = { $from }–{ $to }{"\u00A0"}Uhr
moment = { $day }, { $time }{"\u00A0"}Uhr
days_between = { $from } – { $to }

## Abbestellen

unsubscribe_question = Abbestellen?
subscription = { $address } hat „{ $title }“ ({ $name }) abonniert.
one_press = Ein Klick, und wir schicken nichts mehr.
fewer_mails = Oder nur weniger E-Mails?
offer_monthly = Einmal im Monat das Beste
offer_sections = Nur einige Rubriken
offer_these = Nur diese schicken
offer_pause = Einen Monat pausieren
all_choices = Alle Einstellungen
unsubscribed = Sie sind abgemeldet
farewell = { $address } erhält „{ $title }“ nicht mehr.
on_its_way = Eine Ausgabe, die schon unterwegs ist, kann noch ankommen.
slip = War das ein Versehen?
subscribe_again = Wieder abonnieren
go_to = Weiter zu { $name }

## Einstellungen

your_preferences = Ihre Einstellungen
standing_active = { $address } erhält jede Ausgabe.
standing_sections = { $address } erhält aus jeder Ausgabe diese Rubriken: { $sections }.
standing_monthly = { $address } erhält einmal im Monat das Beste.
standing_monthly_sections = { $address } erhält einmal im Monat das Beste aus diesen Rubriken: { $sections }.
standing_nothing = Die Rubriken, die für { $address } gewählt sind, gibt es nicht mehr, und es kommt nichts: Bitte wählen Sie neu.
standing_paused = { $address } pausiert: Es kommt keine Ausgabe, bis Sie die Pause beenden.
standing_paused_until = { $address } pausiert bis zum { $date }.
standing_unsubscribed = { $address } ist abgemeldet.
choose_frequency = Wie oft
frequency_every = Jede Ausgabe
frequency_monthly = Einmal im Monat das Beste
choose_sections = Rubriken
choose_sections_hint = Sind alle angekreuzt, kommen auch neue zu Ihnen.
choose_language = Sprache
choose_language_hint = So schreiben wir selbst; die Beiträge bleiben, wie sie sind.
language_name = Deutsch
choose_format = Form
format_html = Mit Bildern
format_text = Nur Text
save = Speichern
pause_heading = Pausieren
pause_until = Bis zum
pause_open = Ohne Datum gilt die Pause, bis Sie sie beenden.
pause = Pausieren
resume = Pause beenden
now_saved = Gespeichert.
no_section = Bitte kreuzen Sie mindestens eine Rubrik an. Es wurde nichts geändert.
no_day = Das ist kein künftiger Tag. Es wurde nichts geändert.
now_paused = Pausiert: Sie erhalten nichts, bis Sie die Pause beenden.
now_paused_until = Pausiert: Vor dem { $date } erhalten Sie nichts.
now_active = Sie stehen auf der Liste.
now_unsubscribed = Sie stehen nicht mehr auf der Liste.
nothing_changed = Es wurde nichts geändert.

## Das Archiv

past_editions = Frühere Ausgaben
no_edition_yet = Es ist noch keine Ausgabe erschienen.
other_editions = Weitere Ausgaben
edition_before = Vorige Ausgabe
edition_after = Nächste Ausgabe
newer_editions = Neuere Ausgaben
older_editions = Ältere Ausgaben
feed = Feed
correction_on = Berichtigung, { $date }
corrected = berichtigt
proof_note = Probe: Diese Ausgabe ist noch nicht verschickt und kann sich noch ändern. Bitte geben Sie den Link nicht weiter.

## Wo es keine Seite gibt

nobodys_link = Dieser Link gehört niemandem
nobodys_link_text = In den E-Mails an unsere Leserinnen und Leser öffnet dieser Link deren eigene Seite. Probe, Vorschau und Archiv gehören niemandem; hier gibt es also nichts zu ändern.
erased = Sie stehen nicht auf der Liste
erased_text = Diese Adresse wurde aus unserer Liste gelöscht. Sie erhalten keine Post von uns.
not_found = Diese Seite gibt es nicht
not_found_text = Falls ein Link aus einer E-Mail Sie hergeführt hat, wurde er vielleicht unterwegs abgeschnitten: Bitte öffnen Sie ihn noch einmal direkt aus der E-Mail.
bad_form_text = Dieses Formular ist keines von unseren.
unavailable = Das geht gerade nicht
unavailable_text = Es wurde nichts geändert. Bitte versuchen Sie es in einer Minute noch einmal.
broken = Bei uns ist ein Fehler aufgetreten
broken_text = Er ist vermerkt. Bitte versuchen Sie es später noch einmal.

## Abonnieren

join_title = { $title } abonnieren
pitch = „{ $title }“ bringt Ihnen in einer E-Mail, was { $name } veröffentlicht hat.
consent_wording = Ja, ich möchte „{ $title }“ von { $name } erhalten. Ich kann mich jederzeit mit einem Klick abmelden.
your_address = Ihre E-Mail-Adresse
leave_empty = Bitte leer lassen
sign_up = Abonnieren
look_in_inbox = Sehen Sie in Ihr Postfach
look_in_inbox_text = Eine E-Mail ist unterwegs zu Ihnen. Sie stehen auf der Liste, sobald Sie den Knopf hinter ihrem Link gedrückt haben. Kommt in den nächsten Minuten nichts an, sehen Sie bitte auch im Spam-Ordner nach.
enough = Das genügt fürs Erste
enough_text = Von Ihrem Anschluss aus wurden viele Adressen angemeldet. Bitte versuchen Sie es in einer Stunde noch einmal.
challenge = Einen Augenblick, bitte
challenge_text = Damit niemand andere zu Tausenden anmeldet, löst Ihr Browser zuerst eine kleine Rechenaufgabe. Das dauert einige Sekunden, dann geht es von selbst weiter.
challenge_wait = Ihr Browser kann das hier nicht. Bitte warten Sie { $seconds } Sekunden und drücken Sie dann den Knopf.
bad_address = „{ $address }“ ist keine E-Mail-Adresse. Bitte sehen Sie noch einmal nach.
confirm_question = Auf die Liste?
agree_to = Sie stimmen dem zu: „{ $wording }“
confirm_button = Ja, ich bin dabei
joined = Sie stehen auf der Liste
joined_text = Die nächste Ausgabe kommt zu Ihnen.
stale_link = Dieser Link ist zu alt
stale_link_text = Er kann Sie nicht mehr auf die Liste bringen. Wenn Sie möchten, fordern Sie einen neuen an.

letter_confirm = Bitte bestätigen: { $title }
letter_confirm_text = Jemand, hoffentlich Sie, möchte „{ $title }“ von { $name } an { $address } schicken lassen. Ein Klick auf der Seite hinter diesem Link, und Sie stehen auf der Liste.
letter_confirm_small = Wenn Sie das nicht waren, brauchen Sie nichts zu tun: Sie erhalten keine weitere E-Mail von uns, und die Adresse wird gelöscht.
letter_known = Sie stehen auf der Liste: { $title }
letter_known_text = Jemand, vielleicht Sie, möchte „{ $title }“ von { $name } an { $address } schicken lassen. Sie stehen schon auf der Liste, es ist also nichts zu tun. Falls Sie pausieren, können Sie die Pause in Ihren Einstellungen beenden.
letter_known_small = Wenn Sie das nicht waren, brauchen Sie nichts zu tun: Es wurde nichts geändert.
