CREATE TABLE reading_line (
  seq BIGINT PRIMARY KEY, at BIGINT NOT NULL, user_id TEXT COLLATE "C" NOT NULL, unit TEXT COLLATE "C" NOT NULL, purpose TEXT COLLATE "C" NOT NULL,
  act TEXT COLLATE "C" NOT NULL, case_id TEXT COLLATE "C" NOT NULL, outcome TEXT COLLATE "C" NOT NULL, session_id TEXT COLLATE "C" NOT NULL, request_id TEXT COLLATE "C" NOT NULL,
  sealed BYTEA NOT NULL, hash BYTEA NOT NULL
);
CREATE INDEX reading_line_case ON reading_line (case_id, at) WHERE case_id <> '';
CREATE INDEX reading_line_user ON reading_line (user_id, at);
CREATE INDEX reading_line_at ON reading_line (at);
CREATE INDEX reading_line_search ON reading_line (at) WHERE act = 'search';
CREATE TABLE reading_head (
  one BIGINT PRIMARY KEY, seq BIGINT NOT NULL, hash BYTEA NOT NULL, mac BYTEA NOT NULL
);
CREATE FUNCTION reading_log_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the log of readings is only added to'; END $$;
CREATE TRIGGER reading_line_never_changes BEFORE UPDATE ON reading_line EXECUTE FUNCTION reading_log_is_only_added_to();
CREATE TRIGGER reading_line_never_goes BEFORE DELETE OR TRUNCATE ON reading_line EXECUTE FUNCTION reading_log_is_only_added_to();
CREATE TRIGGER reading_head_never_goes BEFORE DELETE OR TRUNCATE ON reading_head EXECUTE FUNCTION reading_log_is_only_added_to();
CREATE TABLE reading_finding (finding_id TEXT COLLATE "C" PRIMARY KEY, found_at BIGINT NOT NULL, sealed BYTEA NOT NULL);
CREATE INDEX reading_finding_at ON reading_finding (found_at);
CREATE TABLE reading_review (
  finding_id TEXT COLLATE "C" PRIMARY KEY, at BIGINT NOT NULL, user_id TEXT COLLATE "C" NOT NULL, outcome TEXT COLLATE "C" NOT NULL, sealed BYTEA NOT NULL
);
CREATE TABLE reading_hold (
  hold_id TEXT COLLATE "C" PRIMARY KEY, case_id TEXT COLLATE "C" NOT NULL, at BIGINT NOT NULL, user_id TEXT COLLATE "C" NOT NULL, held BIGINT NOT NULL, sealed BYTEA NOT NULL
);
CREATE INDEX reading_hold_case ON reading_hold (case_id, at);
CREATE TRIGGER reading_review_never_changes BEFORE UPDATE ON reading_review EXECUTE FUNCTION reading_log_is_only_added_to();
CREATE TRIGGER reading_review_never_goes BEFORE DELETE OR TRUNCATE ON reading_review EXECUTE FUNCTION reading_log_is_only_added_to();
CREATE TRIGGER reading_hold_never_changes BEFORE UPDATE ON reading_hold EXECUTE FUNCTION reading_log_is_only_added_to();
CREATE TRIGGER reading_hold_never_goes BEFORE DELETE OR TRUNCATE ON reading_hold EXECUTE FUNCTION reading_log_is_only_added_to();
