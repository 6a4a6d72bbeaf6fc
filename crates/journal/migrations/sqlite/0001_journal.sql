CREATE TABLE stream (
  stream_id TEXT PRIMARY KEY, wrapped_key BLOB, head_seq INTEGER NOT NULL, head_hash BLOB NOT NULL,
  head_mac BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE entry (
  stream_id TEXT NOT NULL REFERENCES stream(stream_id), seq INTEGER NOT NULL, version INTEGER NOT NULL,
  at INTEGER NOT NULL, sealed BLOB NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (stream_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE outbox (
  stream_id TEXT NOT NULL, seq INTEGER NOT NULL, tries INTEGER NOT NULL, PRIMARY KEY (stream_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE report_row (
  report_id TEXT PRIMARY KEY, case_id TEXT NOT NULL, group_id TEXT NOT NULL, zone TEXT NOT NULL,
  neighbourhood TEXT, kind TEXT NOT NULL, month INTEGER NOT NULL, received_at INTEGER NOT NULL, read_at INTEGER,
  contact_at INTEGER, contact_hours INTEGER, day_two_at INTEGER,
  support_due INTEGER, support_next TEXT, decision TEXT, decided_at INTEGER, decision_due INTEGER,
  support_told INTEGER NOT NULL, decision_told INTEGER NOT NULL, sensitive INTEGER NOT NULL, children INTEGER NOT NULL,
  grouped INTEGER NOT NULL, repeated INTEGER NOT NULL, tally INTEGER NOT NULL,
  pv_token BLOB NOT NULL, couple_token BLOB, label BLOB NOT NULL
) STRICT;
CREATE TABLE person_token (
  token BLOB NOT NULL, report_id TEXT NOT NULL, case_id TEXT NOT NULL, received_at INTEGER NOT NULL,
  PRIMARY KEY (token, report_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX report_row_pv ON report_row (pv_token);
CREATE INDEX report_row_case ON report_row (case_id);
CREATE INDEX report_row_couple ON report_row (couple_token, received_at) WHERE couple_token IS NOT NULL;
CREATE INDEX report_row_group ON report_row (group_id) WHERE grouped = 1;
CREATE INDEX report_row_received ON report_row (zone, received_at, report_id);
CREATE INDEX report_row_open ON report_row (zone, received_at, report_id) WHERE decided_at IS NULL;
CREATE INDEX report_row_late ON report_row (zone, decision_due, report_id) WHERE decision_due IS NOT NULL;
CREATE INDEX report_row_decided ON report_row (zone, decided_at, report_id) WHERE decided_at IS NOT NULL;
CREATE INDEX report_row_support ON report_row (zone, support_due, report_id) WHERE support_due IS NOT NULL;
CREATE INDEX report_row_support_untold ON report_row (support_due) WHERE support_told = 0 AND support_due IS NOT NULL;
CREATE INDEX report_row_decision_untold ON report_row (decision_due) WHERE decision_told = 0 AND decision_due IS NOT NULL;
CREATE INDEX report_row_tally ON report_row (zone, month, tally);
CREATE INDEX report_row_waited ON report_row (zone, month, contact_hours) WHERE contact_hours IS NOT NULL;
CREATE INDEX person_token_case ON person_token (case_id);

CREATE TABLE draft (
  draft_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, version INTEGER NOT NULL, saved_at INTEGER NOT NULL,
  wrapped_key BLOB NOT NULL, sealed BLOB NOT NULL
) STRICT;
CREATE INDEX draft_user ON draft (user_id, saved_at);

CREATE TABLE account (
  user_id TEXT PRIMARY KEY, username TEXT NOT NULL UNIQUE, name TEXT NOT NULL, function TEXT NOT NULL,
  sector TEXT NOT NULL, zones TEXT NOT NULL, neighbourhoods TEXT NOT NULL, language TEXT NOT NULL,
  password_hash TEXT NOT NULL, totp_sealed BLOB, totp_step INTEGER NOT NULL, failures INTEGER NOT NULL,
  locked_until INTEGER NOT NULL, active INTEGER NOT NULL
) STRICT;
CREATE TABLE session (
  token_hash BLOB PRIMARY KEY, session_id TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL REFERENCES account(user_id),
  created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, second_factor INTEGER NOT NULL, device TEXT NOT NULL
) STRICT;
CREATE INDEX session_of_user ON session (user_id);
CREATE TABLE reading (
  at INTEGER NOT NULL, user_id TEXT NOT NULL, case_id TEXT NOT NULL, purpose TEXT NOT NULL, what TEXT NOT NULL
) STRICT;
CREATE INDEX reading_case ON reading (case_id, at);
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
