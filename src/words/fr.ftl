date_long = { $weekday } { $day } { $month } { $year }
date_plain = { $day } { $month } { $year }
date_short = { $day } { $month }
date_day = { $weekday } { $day } { $month }
