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
    [0] Geen verslag
    [one] Eén verslag
   *[other] { $count } verslagen
}
table-late = { $count ->
    [one] Eén beslissing is te laat.
   *[other] { $count } beslissingen zijn te laat.
}
table-show-late = Tonen
table-before = vóór { $at }
table-no-clock = Geen termijn bepaald
table-empty = Geen enkel verslag gevonden.
table-all-kinds = Alle soorten
table-export-cut = Alleen de eerste 5.000 rijen: kies een zone of minder verslagen voor de andere
table-opened = Het geopende verslag
table-close = Sluiten
table-open = Openen
table-keys-row = volgende, vorige rij (eenmaal in de tabel)
table-keys-decide = beslissen
state-due = Te beslissen, volgens termijn
export-title = De tabel meenemen
export-text = Het bestand bevat namen en verlaat Havre: niemand kan het nog beschermen. Zeg waarom. De reden wordt bij elk dossier genoteerd, en de controleurs worden ingelicht.
export-kind = Soort bestand
export-kind-xlsx = Rekenblad (XLSX)
export-kind-csv = Tekst (CSV)
export-button = Meenemen
export-back = Terug naar de tabel
export-link = Als bestand meenemen
