CREATE TABLE case_tie (
  case_id TEXT NOT NULL, other_id TEXT NOT NULL, state TEXT NOT NULL, score INTEGER, later INTEGER,
  PRIMARY KEY (case_id, other_id)
) STRICT, WITHOUT ROWID;
INSERT INTO case_tie (case_id, other_id, state) SELECT case_id, other_id, 'together' FROM case_link;
DROP TABLE case_link;
CREATE TABLE person_row (
  person INTEGER PRIMARY KEY, report_id TEXT NOT NULL, case_id TEXT NOT NULL, zone TEXT NOT NULL,
  received_at INTEGER NOT NULL, kind TEXT NOT NULL, sealed BLOB NOT NULL
) STRICT;
CREATE INDEX person_row_report ON person_row (report_id);
CREATE TABLE person_key (
  token INTEGER NOT NULL, person INTEGER NOT NULL, PRIMARY KEY (token, person)
) STRICT, WITHOUT ROWID;
CREATE TABLE unmatched (report_id TEXT PRIMARY KEY, case_id TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE proposal (
  case_id TEXT NOT NULL, other_id TEXT NOT NULL, other_zone TEXT NOT NULL, kind TEXT NOT NULL, score INTEGER NOT NULL,
  earlier INTEGER NOT NULL, found_at INTEGER NOT NULL, PRIMARY KEY (case_id, other_id)
) STRICT, WITHOUT ROWID;
DROP TABLE person_token;
DROP INDEX report_row_couple;
ALTER TABLE report_row DROP COLUMN couple_token;
