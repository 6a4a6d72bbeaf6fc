CREATE TABLE key_secret (id TEXT PRIMARY KEY, secret BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE retention_row (
  case_id TEXT NOT NULL, zone TEXT NOT NULL, class TEXT NOT NULL, month INTEGER NOT NULL, counts_from INTEGER,
  PRIMARY KEY (case_id, zone)
) STRICT, WITHOUT ROWID;
CREATE INDEX retention_row_due ON retention_row (zone, class, counts_from, case_id) WHERE counts_from IS NOT NULL;
CREATE TABLE legal_hold (
  hold_id TEXT PRIMARY KEY, case_id TEXT NOT NULL, set_at INTEGER NOT NULL, set_by TEXT NOT NULL,
  reason BLOB NOT NULL, lifted_at INTEGER, lifted_by TEXT, lifted_reason BLOB
) STRICT;
CREATE INDEX legal_hold_case ON legal_hold (case_id);
CREATE UNIQUE INDEX legal_hold_standing ON legal_hold (case_id) WHERE lifted_at IS NULL;
CREATE TABLE erasure_plan (
  case_id TEXT PRIMARY KEY, ground TEXT NOT NULL, rule TEXT NOT NULL, proposed_at INTEGER NOT NULL,
  proposed_by TEXT NOT NULL, confirmed_at INTEGER, confirmed_by TEXT,
  CHECK (confirmed_by IS NULL OR confirmed_by <> proposed_by)
) STRICT, WITHOUT ROWID;
CREATE INDEX erasure_plan_confirmed ON erasure_plan (confirmed_at) WHERE confirmed_at IS NOT NULL;
CREATE TABLE erasure (
  number INTEGER PRIMARY KEY, case_id TEXT NOT NULL UNIQUE, erased_at INTEGER NOT NULL, certificate TEXT NOT NULL,
  seal BLOB NOT NULL
) STRICT;
