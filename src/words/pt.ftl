date_long = { $weekday }, { $day } de { $month } de { $year }
date_plain = { $day } de { $month } de { $year }
date_short = { $day } de { $month }
date_day = { $weekday }, { $day } de { $month }
