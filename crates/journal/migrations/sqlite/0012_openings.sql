CREATE TABLE opening_row (
  case_id TEXT NOT NULL PRIMARY KEY, report_id TEXT NOT NULL, sector TEXT NOT NULL, zone TEXT NOT NULL, office BLOB,
  origin TEXT NOT NULL, received_at INTEGER NOT NULL, reported INTEGER NOT NULL, sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX opening_row_unit ON opening_row (sector, zone, received_at);
