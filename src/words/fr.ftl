# Français, avec « vous ».

# Les espaces que le français met devant les signes doubles et dans les guillemets.
-nb = {"\u00A0"}
-thin = {"\u202F"}

## Le message

view_in_browser = Lire dans le navigateur
photo = Photo{ -nb }:
keep_reading = Lire la suite
keep_reading_of = Lire la suite{ -nb }: { $title }
preferences = Préférences
unsubscribe = Se désabonner
missed = Si vous l’avez manqué
more_from = Aussi dans { $name }
elsewhere = Ailleurs
events = Agenda
edition_number = N°{ -nb }{ $number }
best_of_month = Le meilleur du mois{ -nb }: { $month } { $year }
pieces = { $count ->
    [one] { $count } article
   *[other] { $count } articles
}
reason = Vous recevez ce message à la suite de votre inscription à «{ -nb }{ $title }{ -nb }» ({ $name }).
also_in = Paru aussi dans { $outlets }
outlet_on = { $outlet }, { $date }
proof_mark = [Épreuve]

## Signatures

by = Par { $name }
next_name = { $before }, { $name }
next_titled = { $before }{ -thin }; { $name }
last_name = { $before } et { $name }
titled = { $name }, { $title }

## Dates et heures

date_long = { $weekday } { $day ->
    [1] 1er
   *[other] { $day }
} { $month } { $year }
date_plain = { $day ->
    [1] 1er
   *[other] { $day }
} { $month } { $year }
date_short = { $day ->
    [1] 1er
   *[other] { $day }
} { $month }
date_day = { $weekday } { $day ->
    [1] 1er
   *[other] { $day }
} { $month }
clock = { $hour24 }h{ $minute }
time_from = { $from }
time_between = de { $from } à { $to }
moment = { $day } à { $time }
days_between = du { $from } au { $to }

## Se désabonner

unsubscribe_question = Se désabonner{ -thin }?
subscription = { $address } reçoit «{ -nb }{ $title }{ -nb }» ({ $name }).
one_press = Un clic, et nous n’enverrons plus rien.
fewer_mails = Ou simplement moins de messages{ -thin }?
offer_monthly = Le meilleur, une fois par mois
offer_sections = Quelques rubriques seulement
offer_these = N’envoyer que celles-ci
offer_pause = Une pause d’un mois
all_choices = Toutes les préférences
unsubscribed = Désabonnement confirmé
farewell = { $address } ne recevra plus «{ -nb }{ $title }{ -nb }».
on_its_way = Un message déjà parti peut encore arriver.
slip = Était-ce une erreur{ -thin }?
subscribe_again = Se réabonner
go_to = Consulter { $name }

## Préférences

your_preferences = Vos préférences
standing_active = { $address } reçoit chaque édition.
standing_sections = { $address } reçoit ces rubriques de chaque édition{ -nb }: { $sections }.
standing_monthly = { $address } reçoit le meilleur de chaque mois.
standing_monthly_sections = { $address } reçoit le meilleur de chaque mois dans ces rubriques{ -nb }: { $sections }.
standing_nothing = Les rubriques choisies pour { $address } n’existent plus, et rien n’est envoyé{ -nb }: veuillez choisir de nouveau.
standing_paused = { $address } est en pause{ -nb }: aucun envoi avant la reprise.
standing_paused_until = { $address } est en pause jusqu’au { $date }.
standing_unsubscribed = { $address } n’est plus sur la liste.
choose_frequency = Fréquence
frequency_every = Chaque édition
frequency_monthly = Une fois par mois, le meilleur
choose_sections = Rubriques
choose_sections_hint = Si toutes sont cochées, vous recevrez aussi les nouvelles.
choose_language = Langue
choose_language_hint = C’est celle de nos propres textes{ -nb }; les articles restent tels qu’ils sont écrits.
language_name = Français
choose_format = Présentation
format_html = Avec images
format_text = Texte seul
save = Enregistrer
pause_heading = Faire une pause
pause_until = Jusqu’au
pause_open = Sans date, la pause dure jusqu’à la reprise.
pause = Faire une pause
resume = Reprendre
now_saved = Enregistré.
no_section = Veuillez cocher au moins une rubrique. Rien n’a été modifié.
no_day = Ce n’est pas un jour à venir. Rien n’a été modifié.
now_paused = En pause{ -nb }: vous ne recevrez rien avant la reprise.
now_paused_until = En pause{ -nb }: vous ne recevrez rien avant le { $date }.
now_active = Vous êtes sur la liste.
now_unsubscribed = Vous n’êtes plus sur la liste.
nothing_changed = Rien n’a été modifié.

## Les archives

past_editions = Éditions précédentes
no_edition_yet = Aucune édition n’a encore paru.
other_editions = Autres éditions
edition_before = Édition précédente
edition_after = Édition suivante
newer_editions = Éditions plus récentes
older_editions = Éditions plus anciennes
feed = Flux
correction_on = Rectification, { $date }
corrected = rectifiée
proof_note = Épreuve : cette édition n’est pas encore envoyée et peut changer. Merci de ne pas transmettre le lien.

## Là où il n’y a pas de page

nobodys_link = Ce lien n’est à personne
nobodys_link_text = Dans le message de chaque lecteur, ce lien ouvre sa propre page. Une épreuve, un aperçu et les archives ne sont à personne{ -nb }: il n’y a donc rien à modifier ici.
erased = Vous n’êtes pas sur la liste
erased_text = Cette adresse a été effacée de notre liste. Vous ne recevez aucun message de notre part.
not_found = Cette page n’existe pas
not_found_text = Si vous avez suivi le lien d’un message, il a peut-être été coupé en chemin{ -nb }: rouvrez-le depuis le message lui-même.
bad_form_text = Ce formulaire n’est pas l’un des nôtres.
unavailable = Cela ne fonctionne pas en ce moment
unavailable_text = Rien n’a été modifié. Merci de réessayer dans une minute.
broken = Une erreur s’est produite de notre côté
broken_text = Elle a été consignée. Merci de réessayer plus tard.

## S’abonner

join_title = Recevoir { $title }
pitch = « { $title } » vous apporte, en un seul e-mail, ce que { $name } a publié.
consent_wording = Oui, je souhaite recevoir « { $title } » de { $name }. Je peux me désabonner à tout moment, en un clic.
your_address = Votre adresse e-mail
leave_empty = Laissez ce champ vide
sign_up = S’abonner
look_in_inbox = Consultez votre boîte de réception
look_in_inbox_text = Un e-mail est en route. Vous serez sur la liste dès que vous aurez pressé le bouton de la page indiquée. Si rien n’arrive d’ici quelques minutes, regardez dans le dossier des indésirables.
enough = C’est assez pour l’instant
enough_text = Beaucoup d’adresses ont été inscrites depuis votre connexion. Veuillez réessayer dans une heure.
challenge = Un instant, s’il vous plaît
challenge_text = Pour que personne n’en inscrive d’autres par milliers, votre navigateur résout d’abord un petit calcul. Cela prend quelques secondes, puis la suite vient d’elle-même.
challenge_wait = Votre navigateur ne peut pas le faire ici. Attendez { $seconds } secondes, puis appuyez sur le bouton.
bad_address = « { $address } » n’est pas une adresse e-mail. Veuillez la vérifier.
confirm_question = Rejoindre la liste ?
agree_to = Vous acceptez ceci : « { $wording } »
confirm_button = Oui, je m’abonne
joined = Vous êtes sur la liste
joined_text = Vous recevrez le prochain numéro.
stale_link = Ce lien est trop ancien
stale_link_text = Il ne peut plus vous inscrire sur la liste. Vous pouvez en demander un nouveau.

letter_confirm = À confirmer : { $title }
letter_confirm_text = Quelqu’un, vous sans doute, a demandé que « { $title } » de { $name } soit envoyé à { $address }. Un clic sur la page de ce lien, et vous êtes sur la liste.
letter_confirm_small = Si ce n’était pas vous, ne faites rien : vous ne recevrez plus d’e-mail de notre part, et l’adresse sera effacée.
letter_known = Vous êtes sur la liste : { $title }
letter_known_text = Quelqu’un, vous peut-être, a demandé que « { $title } » de { $name } soit envoyé à { $address }. Vous êtes déjà sur la liste : il n’y a rien à faire. Si vous avez demandé une pause, vous pouvez y mettre fin dans vos préférences.
letter_known_small = Si ce n’était pas vous, ne faites rien : rien n’a été modifié.
