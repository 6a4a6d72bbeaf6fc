ALTER TABLE account DROP COLUMN failures;
ALTER TABLE account DROP COLUMN locked_until;
DROP INDEX session_of_user;
DROP TABLE session;
CREATE TABLE session (
  token_hash BLOB PRIMARY KEY, session_id TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL REFERENCES account(user_id),
  created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, second_factor INTEGER NOT NULL, device TEXT NOT NULL,
  way TEXT NOT NULL
) STRICT;
CREATE INDEX session_account ON session (user_id);

CREATE TABLE outside_name (
  user_id TEXT PRIMARY KEY REFERENCES account(user_id), issuer TEXT NOT NULL, expected TEXT NOT NULL, subject TEXT,
  bound_at INTEGER
) STRICT;
CREATE UNIQUE INDEX outside_name_expected ON outside_name (issuer, expected) WHERE subject IS NULL;
CREATE UNIQUE INDEX outside_name_subject ON outside_name (issuer, subject) WHERE subject IS NOT NULL;
CREATE TABLE passkey (
  credential_id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES account(user_id), name TEXT NOT NULL,
  created_at INTEGER NOT NULL, used_at INTEGER, sealed BLOB NOT NULL
) STRICT;
CREATE INDEX passkey_user ON passkey (user_id, created_at);
CREATE TABLE sign_in_step (
  token_hash BLOB PRIMARY KEY, kind TEXT NOT NULL, expires_at INTEGER NOT NULL, sealed BLOB NOT NULL
) STRICT;
CREATE INDEX sign_in_step_expires ON sign_in_step (expires_at);
CREATE TABLE attempt (token BLOB PRIMARY KEY, failures INTEGER NOT NULL, last_at INTEGER NOT NULL) STRICT;
CREATE INDEX attempt_last ON attempt (last_at);
CREATE TABLE known_device (
  token_hash BLOB NOT NULL, user_id TEXT NOT NULL REFERENCES account(user_id), seen_at INTEGER NOT NULL,
  PRIMARY KEY (token_hash, user_id)
) STRICT;
CREATE INDEX known_device_user ON known_device (user_id);
CREATE TABLE invitation (
  user_id TEXT PRIMARY KEY REFERENCES account(user_id), token_hash BLOB NOT NULL, expires_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX invitation_token ON invitation (token_hash);

CREATE TABLE register_change (
  change_id TEXT PRIMARY KEY, at INTEGER NOT NULL, by_user TEXT, user_id TEXT NOT NULL, what TEXT NOT NULL
) STRICT;
CREATE INDEX register_change_at ON register_change (at, change_id);
CREATE INDEX register_change_user ON register_change (user_id, at);
CREATE TABLE handover (
  leaver TEXT PRIMARY KEY REFERENCES account(user_id), heir TEXT NOT NULL REFERENCES account(user_id), at INTEGER NOT NULL
) STRICT;
CREATE INDEX handover_heir ON handover (heir, at);
CREATE TABLE in_hand (
  report_id TEXT NOT NULL, user_id TEXT NOT NULL, case_id TEXT NOT NULL, what TEXT NOT NULL, due INTEGER,
  PRIMARY KEY (report_id, user_id, what)
) STRICT;
CREATE INDEX in_hand_user ON in_hand (user_id, due);
CREATE INDEX in_hand_case ON in_hand (case_id);
CREATE TRIGGER register_change_never_changes BEFORE UPDATE ON register_change BEGIN SELECT RAISE(ABORT, 'changes of the register are only added'); END;
CREATE TRIGGER register_change_never_goes BEFORE DELETE ON register_change BEGIN SELECT RAISE(ABORT, 'changes of the register are only added'); END;
