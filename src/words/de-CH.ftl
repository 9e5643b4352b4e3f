# In der Schweiz stehen andere Anführungszeichen.

reason = Sie erhalten diese E-Mail, weil Sie «{ $title }» ({ $name }) abonniert haben.
subscription = { $address } hat «{ $title }» ({ $name }) abonniert.
farewell = { $address } erhält «{ $title }» nicht mehr.
