clock = { $hour12 }:{ $minute }{"\u00A0"}{ $half ->
    [am] AM
   *[pm] PM
}
