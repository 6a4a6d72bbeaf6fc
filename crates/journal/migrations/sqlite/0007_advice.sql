CREATE TABLE advice (
  advice_id TEXT PRIMARY KEY, day TEXT NOT NULL, month INTEGER NOT NULL, zone TEXT NOT NULL, function TEXT NOT NULL,
  asker TEXT NOT NULL, theme TEXT NOT NULL, language TEXT NOT NULL, length TEXT NOT NULL, counsel TEXT NOT NULL,
  promoted INTEGER NOT NULL, wrapped_key BLOB NOT NULL, sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX advice_count ON advice (zone, month, theme);
