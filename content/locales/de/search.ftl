search-title = Suchen
search-label = Name, Geburtsdatum, Telefon oder PV-Nummer
search-hint = Nur eine Person auf einmal, in beliebiger Reihenfolge, zum Beispiel van der Linden 12.3.1985. Ein Tippfehler schadet nicht. Havre sucht nur in Ihren Zonen.
search-go = Suchen
search-none = Nichts gefunden in Ihren Zonen. Versuchen Sie es mit weniger Wörtern oder nur mit dem Jahr.
search-near = Niemand wird in Ihren Zonen so geschrieben. Meinten Sie:
search-found = { $count ->
    [one] Ein Ergebnis
   *[other] { $count } Ergebnisse, die besten zuerst
}
search-more = Es gibt weitere. Fügen Sie ein Wort, ein Datum oder ein Telefon hinzu.
search-person = Person
search-report = Bericht
search-born = Geburt
search-within-year = in den letzten 12 Monaten
search-earlier = vor mehr als 12 Monaten
search-by-number = PV-Nummer
search-open = Öffnen
search-why = Warum öffnen Sie diese Akte?
search-why-hint = Ihre Antwort wird mit Ihrem Namen vermerkt.
search-why-report = Ich schreibe einen Bericht über diese Personen
search-why-intervention = Ein Einsatz läuft
search-why-follow-up = Ich begleite das Opfer
search-why-decision = Ich bereite eine Entscheidung vor
search-why-asked-victim = Das Opfer hat darum gebeten
search-why-asked-service = Eine andere Dienststelle hat darum gebeten
search-first = Zuerst suchen
search-first-hint = Diese Personen sind vielleicht schon bekannt.
