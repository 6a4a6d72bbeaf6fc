search-title = Einen Bericht finden
search-hint = Die ganze Nummer. Gesucht wird nur in Ihren Zonen.
search-go = Suchen
search-none = Kein Bericht mit dieser Nummer in Ihren Zonen.
