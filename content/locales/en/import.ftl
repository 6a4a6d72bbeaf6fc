# Said by `havre import` on the screen. Never a value of a cell: screens are seen.
import-columns-unread = Columns that are not read: { $columns }
import-no-zone = the file has no column for the police zone: give it with --zone
import-dry-run = Dry run: nothing was written.
import-rows = { $rows ->
    [one] { $rows } row
   *[other] { $rows } rows
}: { $imported } imported, { $known } already known, { $refused } refused.
import-postcodes = { $rows ->
    [one] { $rows } of the imported rows has a postcode unknown to the directory: taken, flagged.
   *[other] { $rows } of the imported rows have a postcode unknown to the directory: taken, flagged.
}
import-refused = The refused rows are in { $file } with their reasons: correct them and import that file.
import-would-refuse = Without --dry-run the refused rows would go into a file, to be corrected.
import-line = line { $line }: { $reason }
import-cell = line { $line }, { $column }: { $reason }
import-rejects-exist = { $file } exists already: give another name with --rejects, or replace it with --replace-rejects
import-not-rejects = { $file } is no file of refused rows: it is not replaced
import-unreadable = The file cannot be read: { $why }
import-too-big = The file is too big: { $why }
import-empty = The file is empty: the first line must name the columns.
import-not-text = The file is not text in a known encoding: save it as CSV (UTF-8) or as XLSX.
import-old-workbook = Old or password-protected Excel workbooks are not read: save the file as XLSX, without password, or as CSV.
import-json-list = A JSON list is not read: write one object per line (JSON Lines).
import-many-columns = The file has too many columns.
import-twice = “{ $first }” and “{ $second }” both mean { $column }: keep one, or call the other “ignore” in a mapping file.
import-missing = Missing: { $missing }; found: { $found }. Rename a header or give a mapping file.
import-old-encoding = The file was read as { $encoding }, an old set of letters: look at a few names with accents.
import-encoding-damaged = The accents of the file are damaged (encoding): save it again as CSV (UTF-8) or as XLSX.
import-no-header = The file has no header: its first row has { $columns } cells, of which { $known } name a column. Add a row with the names of the columns, or give a mapping file.
import-hidden = { $rows ->
    [one] { $rows } row is hidden in the sheet: it was read as the others.
   *[other] { $rows } rows are hidden in the sheet: they were read as the others.
}
