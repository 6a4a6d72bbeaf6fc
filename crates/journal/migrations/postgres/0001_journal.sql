CREATE TABLE stream (
  stream_id TEXT COLLATE "C" PRIMARY KEY, wrapped_key BYTEA, head_seq BIGINT NOT NULL, head_hash BYTEA NOT NULL,
  head_mac BYTEA NOT NULL
);
CREATE TABLE entry (
  stream_id TEXT COLLATE "C" NOT NULL REFERENCES stream(stream_id), seq BIGINT NOT NULL, version BIGINT NOT NULL,
  at BIGINT NOT NULL, sealed BYTEA NOT NULL, hash BYTEA NOT NULL, PRIMARY KEY (stream_id, seq)
);
CREATE TABLE outbox (
  stream_id TEXT COLLATE "C" NOT NULL, seq BIGINT NOT NULL, tries BIGINT NOT NULL, PRIMARY KEY (stream_id, seq)
);

CREATE TABLE report_row (
  report_id TEXT COLLATE "C" PRIMARY KEY, case_id TEXT COLLATE "C" NOT NULL, group_id TEXT COLLATE "C" NOT NULL, zone TEXT COLLATE "C" NOT NULL,
  neighbourhood TEXT COLLATE "C", kind TEXT COLLATE "C" NOT NULL, month BIGINT NOT NULL, received_at BIGINT NOT NULL, read_at BIGINT,
  contact_at BIGINT, contact_hours BIGINT, day_two_at BIGINT,
  support_due BIGINT, support_next TEXT COLLATE "C", decision TEXT COLLATE "C", decided_at BIGINT, decision_due BIGINT,
  support_told BIGINT NOT NULL, decision_told BIGINT NOT NULL, sensitive BIGINT NOT NULL, children BIGINT NOT NULL,
  grouped BIGINT NOT NULL, repeated BIGINT NOT NULL, tally BIGINT NOT NULL,
  pv_token BYTEA NOT NULL, couple_token BYTEA, label BYTEA NOT NULL
);
CREATE TABLE person_token (
  token BYTEA NOT NULL, report_id TEXT COLLATE "C" NOT NULL, case_id TEXT COLLATE "C" NOT NULL, received_at BIGINT NOT NULL,
  PRIMARY KEY (token, report_id)
);

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
  draft_id TEXT COLLATE "C" PRIMARY KEY, user_id TEXT COLLATE "C" NOT NULL, version BIGINT NOT NULL, saved_at BIGINT NOT NULL,
  wrapped_key BYTEA NOT NULL, sealed BYTEA NOT NULL
);
CREATE INDEX draft_user ON draft (user_id, saved_at);

CREATE TABLE account (
  user_id TEXT COLLATE "C" PRIMARY KEY, username TEXT COLLATE "C" NOT NULL UNIQUE, name TEXT COLLATE "C" NOT NULL, function TEXT COLLATE "C" NOT NULL,
  sector TEXT COLLATE "C" NOT NULL, zones TEXT COLLATE "C" NOT NULL, neighbourhoods TEXT COLLATE "C" NOT NULL, language TEXT COLLATE "C" NOT NULL,
  password_hash TEXT COLLATE "C" NOT NULL, totp_sealed BYTEA, totp_step BIGINT NOT NULL, failures BIGINT NOT NULL,
  locked_until BIGINT NOT NULL, active BIGINT NOT NULL
);
CREATE TABLE session (
  token_hash BYTEA PRIMARY KEY, session_id TEXT COLLATE "C" NOT NULL UNIQUE, user_id TEXT COLLATE "C" NOT NULL REFERENCES account(user_id),
  created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, second_factor BIGINT NOT NULL, device TEXT COLLATE "C" NOT NULL
);
CREATE INDEX session_of_user ON session (user_id);
CREATE TABLE reading (
  at BIGINT NOT NULL, user_id TEXT COLLATE "C" NOT NULL, case_id TEXT COLLATE "C" NOT NULL, purpose TEXT COLLATE "C" NOT NULL, what TEXT COLLATE "C" NOT NULL
);
CREATE INDEX reading_case ON reading (case_id, at);
CREATE TABLE setting (name TEXT COLLATE "C" PRIMARY KEY, value TEXT COLLATE "C" NOT NULL);
