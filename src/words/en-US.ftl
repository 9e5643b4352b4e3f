date_long = { $weekday }, { $month } { $day }, { $year }
date_plain = { $month } { $day }, { $year }
date_short = { $month } { $day }
date_day = { $weekday }, { $month } { $day }
clock = { $hour12 }:{ $minute }{"\u00A0"}{ $half ->
    [am] AM
   *[pm] PM
}
