ALTER TABLE account ADD COLUMN office TEXT NOT NULL DEFAULT '';
CREATE TABLE grant_row (
  case_id TEXT NOT NULL, grant_id TEXT NOT NULL, place INTEGER NOT NULL, kind TEXT NOT NULL, sector TEXT NOT NULL,
  zone TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, reviewed INTEGER, office BLOB, sealed BLOB NOT NULL,
  PRIMARY KEY (case_id, grant_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX grant_row_open ON grant_row (sector, until);
CREATE INDEX grant_row_glass ON grant_row (kind, since) WHERE kind = 'glass';
CREATE TABLE notice (
  case_id TEXT NOT NULL, notice_id TEXT NOT NULL, place INTEGER NOT NULL, kind TEXT NOT NULL, sector TEXT NOT NULL,
  zone TEXT NOT NULL, at INTEGER NOT NULL, acknowledged INTEGER, office BLOB, sealed BLOB NOT NULL,
  PRIMARY KEY (case_id, notice_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_waiting ON notice (sector, at) WHERE acknowledged IS NULL;
CREATE TABLE relation (
  relation_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, set_by TEXT NOT NULL, at INTEGER NOT NULL,
  lifted_at INTEGER, lifted_by TEXT, sealed BLOB NOT NULL
) STRICT;
CREATE INDEX relation_of_user ON relation (user_id);
CREATE TABLE conflict (
  user_id TEXT NOT NULL, case_id TEXT NOT NULL, relation_id TEXT NOT NULL, PRIMARY KEY (user_id, case_id, relation_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX conflict_relation ON conflict (relation_id);
