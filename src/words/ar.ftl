# العربية. الأرقام أوروبية (1 2 3) كما في التواريخ والأوقات.

## الرسالة

view_in_browser = العرض في المتصفح
photo = صورة:
keep_reading = متابعة القراءة
keep_reading_of = متابعة القراءة: { $title }
preferences = التفضيلات
unsubscribe = إلغاء الاشتراك
missed = في حال فاتك
more_from = المزيد من { $name }
elsewhere = في منابر أخرى
events = فعاليات
edition_number = العدد { $number }
best_of_month = أفضل ما في شهر { $month } { $year }
pieces = { $count ->
    [zero] لا مقالات
    [one] مقال واحد
    [two] مقالان
    [few] { $count } مقالات
    [many] { $count } مقالًا
   *[other] { $count } مقال
}
reason = تصلك هذه الرسالة لأنك اشتركت في «{ $title }» من { $name }.
also_in = نُشر أيضًا في { $outlets }
outlet_on = { $outlet }، { $date }
proof_mark = [بروفة]

## أسماء الكتّاب

by = بقلم { $name }
next_name = { $before }، { $name }
next_titled = { $before }؛ { $name }
last_name = { $before } و{ $name }
titled = { $name }، { $title }

## التواريخ والأوقات

date_long = { $weekday }، { $day } { $month } { $year }
date_plain = { $day } { $month } { $year }
date_short = { $day } { $month }
date_day = { $weekday } { $day } { $month }
clock = { $hour }:{ $minute }
time_from = الساعة { $from }
time_between = من { $from } إلى { $to }
moment = { $day }، الساعة { $time }
days_between = من { $from } إلى { $to }

## إلغاء الاشتراك

unsubscribe_question = إلغاء الاشتراك؟
subscription = العنوان { $address } مشترك في «{ $title }» من { $name }.
one_press = ضغطة واحدة، ولن نرسل المزيد.
fewer_mails = أم رسائل أقل فقط؟
offer_monthly = الأفضل مرة في الشهر
offer_sections = بعض الأقسام فقط
offer_these = إرسال هذه فقط
offer_pause = إيقاف مؤقت لمدة شهر
all_choices = كل التفضيلات
unsubscribed = أُلغي الاشتراك
farewell = لن نرسل «{ $title }» إلى العنوان { $address } بعد الآن.
on_its_way = وقد تصل رسالة كانت في طريقها.
slip = هل كان ذلك خطأً؟
subscribe_again = الاشتراك من جديد
go_to = الانتقال إلى { $name }

## التفضيلات

your_preferences = تفضيلاتك
standing_active = يصل كل عدد إلى العنوان { $address }.
standing_sections = تصل هذه الأقسام من كل عدد إلى العنوان { $address }: { $sections }.
standing_monthly = يصل أفضل ما في كل شهر إلى العنوان { $address }.
standing_monthly_sections = يصل أفضل ما في كل شهر من هذه الأقسام إلى العنوان { $address }: { $sections }.
standing_nothing = الأقسام المختارة للعنوان { $address } لم تعد موجودة، ولن يُرسل شيء: يُرجى الاختيار من جديد.
standing_paused = اشتراك العنوان { $address } متوقف مؤقتًا: لن يُرسل أي عدد حتى استئنافه.
standing_paused_until = اشتراك العنوان { $address } متوقف مؤقتًا حتى { $date }.
standing_unsubscribed = اشتراك العنوان { $address } ملغى.
choose_frequency = عدد المرات
frequency_every = كل عدد
frequency_monthly = مرة في الشهر، الأفضل
choose_sections = الأقسام
choose_sections_hint = إذا اختيرت كلها وصلتك الأقسام الجديدة أيضًا.
choose_language = اللغة
choose_language_hint = هي لغة عباراتنا نحن؛ أما المقالات فتبقى كما كُتبت.
language_name = العربية
choose_format = الشكل
format_html = مع الصور
format_text = نص فقط
save = حفظ
pause_heading = إيقاف مؤقت
pause_until = حتى
pause_open = من دون تاريخ يستمر الإيقاف حتى استئنافه.
pause = إيقاف مؤقت
resume = استئناف
now_saved = حُفظت التفضيلات.
no_section = يُرجى اختيار قسم واحد على الأقل. لم يتغير شيء.
no_day = هذا ليس يومًا قادمًا. لم يتغير شيء.
now_paused = الاشتراك متوقف مؤقتًا: لن تصلك أي رسالة حتى استئنافه.
now_paused_until = الاشتراك متوقف مؤقتًا: لن تصلك أي رسالة قبل { $date }.
now_active = الاشتراك قائم.
now_unsubscribed = أُلغي الاشتراك.
nothing_changed = لم يتغير شيء.

## الأرشيف

past_editions = الأعداد السابقة
no_edition_yet = لم يُرسل أي عدد بعد.
other_editions = أعداد أخرى
edition_before = العدد السابق
edition_after = العدد التالي
newer_editions = أعداد أحدث
older_editions = أعداد أقدم
feed = التلقيمات
correction_on = تصحيح، { $date }
corrected = مُصحَّح
proof_note = بروفة: لم يُرسَل هذا العدد بعد، وقد يتغيّر. يُرجى عدم مشاركة الرابط مع أحد.

## حيث لا صفحة

nobodys_link = هذا الرابط لا يخص أحدًا
nobodys_link_text = في رسالة كل قارئ يفتح هذا الرابط صفحته الخاصة. أما البروفة والمعاينة والأرشيف فلا تخص أحدًا، فليس هنا ما يمكن تغييره.
erased = هذا العنوان ليس في القائمة
erased_text = حُذف هذا العنوان من قائمتنا، ولن تصله أي رسالة منا.
not_found = هذه الصفحة غير موجودة
not_found_text = إن كان رابط في رسالة قد قادك إلى هنا فربما انقطع في الطريق: يُرجى فتحه مرة أخرى من الرسالة نفسها.
bad_form_text = هذا النموذج ليس من نماذجنا.
unavailable = هذا لا يعمل الآن
unavailable_text = لم يتغير شيء. يُرجى إعادة المحاولة بعد دقيقة.
broken = حدث خطأ لدينا
broken_text = سُجّل الخطأ. يُرجى إعادة المحاولة لاحقًا.

## الاشتراك

join_title = الاشتراك في { $title }
pitch = تحمل إليك «{ $title }» ما نشرته { $name } في رسالة واحدة.
consent_wording = نعم، أرغب في تلقي «{ $title }» من { $name }. ويمكنني إلغاء الاشتراك في أي وقت بضغطة واحدة.
your_address = عنوان بريدك الإلكتروني
leave_empty = يُترك هذا الحقل فارغًا
sign_up = اشتراك
look_in_inbox = الخطوة التالية في بريدك
look_in_inbox_text = رسالة في طريقها إليك. يبدأ الاشتراك عند الضغط على الزر في الصفحة التي يفتحها رابطها. إن لم يصل شيء خلال دقائق فيُرجى البحث في مجلد الرسائل غير المرغوب فيها.
enough = هذا يكفي الآن
enough_text = سُجّلت عناوين كثيرة من هذا الاتصال. يُرجى إعادة المحاولة بعد ساعة.
challenge = لحظة من فضلك
challenge_text = حتى لا يسجّل أحد الآخرين بالآلاف، يحلّ متصفحك مسألة حسابية قصيرة أولًا. يستغرق ذلك بضع ثوانٍ ثم تتابع الصفحة من تلقاء نفسها.
challenge_wait = لا يستطيع متصفحك ذلك هنا. يُرجى الانتظار { $seconds } ثانية ثم الضغط على الزر.
bad_address = «{ $address }» ليس عنوان بريد إلكتروني. يُرجى التحقق منه.
confirm_question = تأكيد الاشتراك؟
agree_to = بهذا تتم الموافقة على ما يلي: «{ $wording }»
confirm_button = نعم، أؤكد الاشتراك
joined = تم الاشتراك
joined_text = سيصلك العدد القادم.
stale_link = هذا الرابط قديم جدًا
stale_link_text = لم يعد صالحًا لتأكيد الاشتراك، ويمكن طلب رابط جديد.

letter_confirm = يُرجى التأكيد: { $title }
letter_confirm_text = طلب شخص ما، ونرجو أن تكون أنت، إرسال «{ $title }» من { $name } إلى { $address }. ضغطة واحدة في الصفحة التي يفتحها هذا الرابط، ويبدأ الاشتراك.
letter_confirm_small = إن لم يكن الطلب منك فلا حاجة إلى فعل شيء: لن تصلك منا رسائل أخرى، وسيُحذف العنوان.
letter_known = الاشتراك قائم: { $title }
letter_known_text = طلب شخص ما، وربما أنت، إرسال «{ $title }» من { $name } إلى { $address }. العنوان مسجّل في القائمة من قبل، فلا حاجة إلى فعل شيء. وإن كان الاشتراك متوقفًا مؤقتًا فيمكن استئنافه من التفضيلات.
letter_known_small = إن لم يكن الطلب منك فلا حاجة إلى فعل شيء: لم يتغير شيء.
