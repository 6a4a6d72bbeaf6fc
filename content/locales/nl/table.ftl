table-title = Opvolgingstabel
table-pv = Pv-nummer
table-zone = Zone
table-kind = Soort
table-received = Ontvangen
table-victim = Slachtoffer
table-other = Andere partij
table-seen = Gelezen door het parket
table-read = Gelezen door
table-decision = Beslissing
table-due = Beslissen vóór
table-state = Welke verslagen
table-sort = Volgorde
table-show = Tonen
table-all-zones = Al mijn zones
state-open = Zonder beslissing
state-late = Beslissing te laat
state-decided = Beslist
state-all = Alle
sort-newest = Nieuwste eerst
sort-oldest = Oudste eerst
table-count = { $count ->
    [one] Eén verslag
   *[other] { $count } verslagen
}
table-late = { $count ->
    [one] Eén beslissing is te laat.
   *[other] { $count } beslissingen zijn te laat.
}
table-show-late = Tonen
table-before = vóór { $at }
table-no-clock = Geen termijn bepaald door het parket
table-empty = Geen enkel verslag past.
table-all-kinds = Alle soorten
