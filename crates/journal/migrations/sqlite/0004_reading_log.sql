CREATE TABLE reading_line (
  seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, user_id TEXT NOT NULL, unit TEXT NOT NULL, purpose TEXT NOT NULL,
  act TEXT NOT NULL, case_id TEXT NOT NULL, outcome TEXT NOT NULL, session_id TEXT NOT NULL, request_id TEXT NOT NULL,
  sealed BLOB NOT NULL, hash BLOB NOT NULL
) STRICT;
CREATE INDEX reading_line_case ON reading_line (case_id, at) WHERE case_id <> '';
CREATE INDEX reading_line_user ON reading_line (user_id, at);
CREATE INDEX reading_line_at ON reading_line (at);
CREATE INDEX reading_line_search ON reading_line (at) WHERE act = 'search';
CREATE TABLE reading_head (
  one INTEGER PRIMARY KEY, seq INTEGER NOT NULL, hash BLOB NOT NULL, mac BLOB NOT NULL
) STRICT;
CREATE TRIGGER reading_line_never_changes BEFORE UPDATE ON reading_line BEGIN SELECT RAISE(ABORT, 'the log of readings is only added to'); END;
CREATE TRIGGER reading_line_never_goes BEFORE DELETE ON reading_line BEGIN SELECT RAISE(ABORT, 'the log of readings is only added to'); END;
CREATE TRIGGER reading_head_never_goes BEFORE DELETE ON reading_head BEGIN SELECT RAISE(ABORT, 'the log of readings is only added to'); END;
CREATE TABLE reading_finding (finding_id TEXT PRIMARY KEY, found_at INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX reading_finding_at ON reading_finding (found_at);
CREATE TABLE reading_review (
  finding_id TEXT PRIMARY KEY, at INTEGER NOT NULL, user_id TEXT NOT NULL, outcome TEXT NOT NULL, sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE reading_hold (
  hold_id TEXT PRIMARY KEY, case_id TEXT NOT NULL, at INTEGER NOT NULL, user_id TEXT NOT NULL, held INTEGER NOT NULL, sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX reading_hold_case ON reading_hold (case_id, at);
CREATE TRIGGER reading_review_never_changes BEFORE UPDATE ON reading_review BEGIN SELECT RAISE(ABORT, 'reviews are only added to'); END;
CREATE TRIGGER reading_review_never_goes BEFORE DELETE ON reading_review BEGIN SELECT RAISE(ABORT, 'reviews are only added to'); END;
CREATE TRIGGER reading_hold_never_changes BEFORE UPDATE ON reading_hold BEGIN SELECT RAISE(ABORT, 'holds are only added to'); END;
CREATE TRIGGER reading_hold_never_goes BEFORE DELETE ON reading_hold BEGIN SELECT RAISE(ABORT, 'holds are only added to'); END;
