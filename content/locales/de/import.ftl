# Said by `havre import` on the screen. Never a value of a cell: screens are seen.
import-columns-unread = Spalten, die nicht gelesen werden: { $columns }
import-no-zone = die Datei hat keine Spalte für die Polizeizone: Geben Sie sie mit --zone an
import-dry-run = Probe: nichts wurde geschrieben.
import-rows = { $rows ->
    [one] { $rows } Zeile
   *[other] { $rows } Zeilen
}: { $imported } eingelesen, { $known } schon bekannt, { $refused } abgelehnt.
import-postcodes = { $rows ->
    [one] { $rows } eingelesene Zeile hat eine Postleitzahl, die das Verzeichnis nicht kennt: übernommen und vermerkt.
   *[other] { $rows } eingelesene Zeilen haben eine Postleitzahl, die das Verzeichnis nicht kennt: übernommen und vermerkt.
}
import-refused = Die abgelehnten Zeilen stehen mit dem Grund in { $file }: Berichtigen Sie sie und lesen Sie diese Datei ein.
import-would-refuse = Ohne --dry-run kämen die abgelehnten Zeilen in eine Datei zum Berichtigen.
import-line = Zeile { $line }: { $reason }
import-cell = Zeile { $line }, { $column }: { $reason }
import-rejects-exist = { $file } besteht schon: Geben Sie mit --rejects einen anderen Namen an, oder ersetzen Sie sie mit --replace-rejects
import-not-rejects = { $file } ist keine Datei mit abgelehnten Zeilen: Sie wird nicht ersetzt
import-unreadable = Die Datei kann nicht gelesen werden: { $why }
import-too-big = Die Datei ist zu groß: { $why }
import-empty = Die Datei ist leer: Die erste Zeile muss die Spalten nennen.
import-not-text = Die Datei ist kein Text in einer bekannten Kodierung: Speichern Sie sie als CSV (UTF-8) oder XLSX.
import-old-workbook = Alte Excel-Mappen und solche mit Passwort werden nicht gelesen: Speichern Sie die Datei als XLSX ohne Passwort oder als CSV.
import-json-list = Eine JSON-Liste wird nicht gelesen: Schreiben Sie ein Objekt je Zeile (JSON Lines).
import-many-columns = Die Datei hat zu viele Spalten.
import-twice = „{ $first }“ und „{ $second }“ bedeuten beide { $column }: Behalten Sie eine, oder nennen Sie die andere in einer Zuordnungsdatei „ignore“.
import-missing = Es fehlt: { $missing }; gefunden: { $found }. Benennen Sie eine Spalte um oder geben Sie eine Zuordnungsdatei.
import-old-encoding = Die Datei wurde als { $encoding } gelesen, ein alter Zeichensatz: Prüfen Sie einige Namen mit Akzenten.
import-encoding-damaged = Die Akzente der Datei sind beschädigt (Kodierung): Speichern Sie sie erneut als CSV (UTF-8) oder als XLSX.
import-no-header = Die Datei hat keine Kopfzeile: Die erste Zeile hat { $columns } Zellen, von denen { $known } eine Spalte nennen. Fügen Sie eine Zeile mit den Namen der Spalten hinzu, oder geben Sie eine Zuordnungsdatei an.
import-hidden = { $rows ->
    [one] { $rows } Zeile ist im Blatt ausgeblendet: Sie wurde wie die anderen gelesen.
   *[other] { $rows } Zeilen sind im Blatt ausgeblendet: Sie wurden wie die anderen gelesen.
}
