# Español, sin tratar de «tú» ni de «usted».

## El correo

view_in_browser = Ver en el navegador
photo = Foto:
keep_reading = Seguir leyendo
keep_reading_of = Seguir leyendo: { $title }
preferences = Preferencias
unsubscribe = Darse de baja
missed = Para ponerse al día
more_from = Más de { $name }
elsewhere = En otros medios
events = Agenda
edition_number = N.º{"\u00A0"}{ $number }
best_of_month = Lo mejor de { $month } de { $year }
pieces = { $count ->
    [one] { $count } artículo
   *[other] { $count } artículos
}
reason = Este correo llega por la suscripción a «{ $title }» de { $name }.
also_in = También en { $outlets }
outlet_on = { $outlet }, { $date }
proof_mark = [Prueba]

## Firmas

by = Por { $name }
next_name = { $before }, { $name }
next_titled = { $before }; { $name }
last_name = { $before } { $sound ->
    [i] e
   *[other] y
} { $name }
titled = { $name }, { $title }

## Fechas y horas

date_long = { $weekday } { $day } de { $month } de { $year }
date_plain = { $day } de { $month } de { $year }
date_short = { $day } de { $month }
date_day = { $weekday } { $day } de { $month }
clock = { $hour24 }:{ $minute }
time_from = { $from }{"\u00A0"}h
time_between = de { $from } a { $to }{"\u00A0"}h
moment = { $day } ({ $time }{"\u00A0"}h)
days_between = del { $from } al { $to }

## La baja

unsubscribe_question = ¿Darse de baja?
subscription = { $address } recibe «{ $title }» de { $name }.
one_press = Un clic, y no enviaremos nada más.
fewer_mails = ¿O solo menos correos?
offer_monthly = Lo mejor, una vez al mes
offer_sections = Solo algunas secciones
offer_these = Enviar solo estas
offer_pause = Una pausa de un mes
all_choices = Todas las preferencias
unsubscribed = Baja confirmada
farewell = { $address } no recibirá más «{ $title }».
on_its_way = Un correo que ya ha salido aún puede llegar.
slip = ¿Ha sido un error?
subscribe_again = Volver a suscribirse
go_to = Ir a { $name }

## Preferencias

your_preferences = Preferencias de la suscripción
standing_active = { $address } recibe todas las ediciones.
standing_sections = { $address } recibe estas secciones de cada edición: { $sections }.
standing_monthly = { $address } recibe lo mejor de cada mes.
standing_monthly_sections = { $address } recibe lo mejor de cada mes en estas secciones: { $sections }.
standing_nothing = Las secciones elegidas para { $address } ya no existen y no se envía nada: hay que elegir de nuevo.
standing_paused = { $address } está en pausa: no se envía ninguna edición hasta reanudar la suscripción.
standing_paused_until = { $address } está en pausa hasta el { $date }.
standing_unsubscribed = { $address } está de baja.
choose_frequency = Frecuencia
frequency_every = Todas las ediciones
frequency_monthly = Una vez al mes, lo mejor
choose_sections = Secciones
choose_sections_hint = Con todas marcadas llegarán también las nuevas.
choose_language = Idioma
choose_language_hint = Es el de nuestros propios textos; los artículos quedan como se escribieron.
language_name = Español
choose_format = Formato
format_html = Con imágenes
format_text = Solo texto
save = Guardar
pause_heading = Hacer una pausa
pause_until = Hasta el
pause_open = Sin fecha, la pausa dura hasta reanudar la suscripción.
pause = Hacer una pausa
resume = Reanudar
now_saved = Guardado.
no_section = Hay que marcar al menos una sección. No se ha cambiado nada.
no_day = Ese no es un día futuro. No se ha cambiado nada.
now_paused = En pausa: no llegará ningún correo hasta reanudar la suscripción.
now_paused_until = En pausa: no llegará ningún correo antes del { $date }.
now_active = La suscripción está activa.
now_unsubscribed = La suscripción está dada de baja.
nothing_changed = No se ha cambiado nada.

## El archivo

past_editions = Ediciones anteriores
no_edition_yet = Aún no se ha enviado ninguna edición.
other_editions = Otras ediciones
edition_before = Edición anterior
edition_after = Edición siguiente
newer_editions = Ediciones más recientes
older_editions = Ediciones más antiguas
feed = Canal Atom
correction_on = Corrección, { $date }
corrected = con corrección
proof_note = Prueba: esta edición aún no se ha enviado y puede cambiar. Este enlace no debe compartirse.

## Donde no hay página

nobodys_link = Este enlace no es de nadie
nobodys_link_text = En el correo de cada lector, este enlace abre su propia página. Una prueba, una vista previa y el archivo no son de nadie, así que aquí no hay nada que cambiar.
erased = Esta dirección no está en la lista
erased_text = La dirección se ha borrado de nuestra lista y no recibe ningún correo nuestro.
not_found = Esta página no existe
not_found_text = Si se ha llegado aquí desde el enlace de un correo, puede que haya quedado cortado por el camino: conviene abrirlo de nuevo desde el propio correo.
bad_form_text = Este formulario no es de los nuestros.
unavailable = Esto no funciona en este momento
unavailable_text = No se ha cambiado nada. Conviene volver a intentarlo dentro de un minuto.
broken = Se ha producido un error por nuestra parte
broken_text = Ha quedado registrado. Conviene volver a intentarlo más tarde.

## Suscribirse

join_title = Recibir { $title }
pitch = «{ $title }» reúne en un solo correo lo que ha publicado { $name }.
consent_wording = Sí, quiero recibir «{ $title }» de { $name }. Puedo darme de baja en cualquier momento con un clic.
your_address = Dirección de correo
leave_empty = Dejar en blanco
sign_up = Suscribirse
look_in_inbox = Falta un paso: el correo de confirmación
look_in_inbox_text = Hay un correo en camino. La suscripción empieza al pulsar el botón de la página enlazada. Si no llega nada en unos minutos, conviene mirar en la carpeta de correo no deseado.
enough = Suficiente por ahora
enough_text = Se han inscrito muchas direcciones desde esta conexión. Se puede volver a intentar dentro de una hora.
challenge = Un momento, por favor
challenge_text = Para que nadie inscriba a otras personas por millares, el navegador resuelve antes un pequeño cálculo. Tarda unos segundos y después continúa por sí solo.
challenge_wait = El navegador no puede hacerlo aquí. Hay que esperar { $seconds } segundos y pulsar después el botón.
bad_address = «{ $address }» no es una dirección de correo. Por favor, conviene revisarla.
confirm_question = ¿Entrar en la lista?
agree_to = Se acepta lo siguiente: «{ $wording }»
confirm_button = Sí, quiero suscribirme
joined = Suscripción confirmada
joined_text = El próximo número llegará a su correo.
stale_link = Este enlace es demasiado antiguo
stale_link_text = Ya no sirve para entrar en la lista. Se puede pedir uno nuevo.

letter_confirm = Por favor, confirme: { $title }
letter_confirm_text = Alguien, esperamos que usted, ha pedido que «{ $title }» de { $name } se envíe a { $address }. Con un clic en la página de este enlace la suscripción queda confirmada.
letter_confirm_small = Si no ha sido usted, no hace falta hacer nada: no recibirá más correos nuestros y la dirección se borrará.
letter_known = Ya está en la lista: { $title }
letter_known_text = Alguien, quizá usted, ha pedido que «{ $title }» de { $name } se envíe a { $address }. La dirección ya está en la lista, así que no hay nada que hacer. Si la suscripción está en pausa, puede reanudarla en sus preferencias.
letter_known_small = Si no ha sido usted, no hace falta hacer nada: no se ha cambiado nada.
