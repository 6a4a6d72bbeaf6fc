# Said by `havre import` on the screen. Never a value of a cell: screens are seen.
import-columns-unread = Spalten, die nicht gelesen werden: { $columns }
import-no-zone = die Datei hat keine Spalte für die Polizeizone: geben Sie sie mit --zone an
import-dry-run = Probe: nichts wurde geschrieben.
import-rows = { $rows ->
    [one] { $rows } Zeile
   *[other] { $rows } Zeilen
}: { $imported } eingelesen, { $known } schon bekannt, { $refused } abgelehnt.
import-postcodes = { $rows ->
    [one] { $rows } eingelesene Zeile hat eine Postleitzahl, die das Verzeichnis nicht kennt: übernommen und vermerkt.
   *[other] { $rows } eingelesene Zeilen haben eine Postleitzahl, die das Verzeichnis nicht kennt: übernommen und vermerkt.
}
import-refused = Die abgelehnten Zeilen stehen mit dem Grund in { $file }: berichtigen Sie sie und lesen Sie diese Datei ein.
import-would-refuse = Ohne --dry-run kämen die abgelehnten Zeilen in eine Datei zum Berichtigen.
import-line = Zeile { $line }: { $reason }
import-cell = Zeile { $line }, { $column }: { $reason }
import-rejects-exist = { $file } besteht schon: geben Sie mit --rejects einen anderen Namen an, oder ersetzen Sie sie mit --replace-rejects
import-not-rejects = { $file } ist keine Datei mit abgelehnten Zeilen: sie wird nicht ersetzt
