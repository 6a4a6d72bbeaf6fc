table-title = Verlaufstabelle
table-pv = PV-Nummer
table-zone = Zone
table-kind = Art
table-received = Eingegangen
table-victim = Opfer
table-other = Andere Partei
table-seen = Von der Staatsanwaltschaft gelesen
table-read = Gelesen von
table-decision = Entscheidung
table-due = Entscheiden vor
table-state = Welche Berichte
table-sort = Reihenfolge
table-show = Anzeigen
table-all-zones = Alle meine Zonen
state-open = Ohne Entscheidung
state-late = Entscheidung überfällig
state-decided = Entschieden
state-all = Alle
sort-newest = Neueste zuerst
sort-oldest = Älteste zuerst
table-count = { $count ->
    [0] Kein Bericht
    [one] Ein Bericht
   *[other] { $count } Berichte
}
table-late = { $count ->
    [one] Eine Entscheidung ist überfällig.
   *[other] { $count } Entscheidungen sind überfällig.
}
table-show-late = Anzeigen
table-before = vor { $at }
table-no-clock = Keine Frist festgelegt
table-empty = Kein Bericht gefunden.
table-all-kinds = Alle Arten
table-export-cut = Nur die ersten 5.000 Zeilen: Wählen Sie eine Zone oder weniger Berichte für die übrigen
table-opened = Der geöffnete Bericht
table-close = Schließen
table-open = Öffnen
table-keys-row = nächste, vorige Zeile (einmal in der Tabelle)
table-keys-decide = entscheiden
state-due = Zu entscheiden, nach Frist
export-title = Die Tabelle mitnehmen
export-text = Die Datei enthält Namen und verlässt Havre: Niemand kann sie mehr schützen. Sagen Sie warum. Der Grund wird bei jeder Akte vermerkt, und die Kontrolle der Akteneinsicht wird informiert.
export-kind = Art der Datei
export-kind-xlsx = Tabellenblatt (XLSX)
export-kind-csv = Text (CSV)
export-button = Mitnehmen
export-back = Zurück zur Tabelle
export-link = Als Datei mitnehmen
