ALTER TABLE account DROP COLUMN failures;
ALTER TABLE account DROP COLUMN locked_until;
DROP INDEX session_of_user;
DROP TABLE session;
CREATE TABLE session (
  token_hash BYTEA PRIMARY KEY, session_id TEXT COLLATE "C" NOT NULL UNIQUE, user_id TEXT COLLATE "C" NOT NULL REFERENCES account(user_id),
  created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, second_factor BIGINT NOT NULL, device TEXT COLLATE "C" NOT NULL,
  way TEXT COLLATE "C" NOT NULL
);
CREATE INDEX session_account ON session (user_id);

CREATE TABLE outside_name (
  user_id TEXT COLLATE "C" PRIMARY KEY REFERENCES account(user_id), issuer TEXT COLLATE "C" NOT NULL, expected TEXT COLLATE "C" NOT NULL, subject TEXT COLLATE "C",
  bound_at BIGINT
);
CREATE UNIQUE INDEX outside_name_expected ON outside_name (issuer, expected) WHERE subject IS NULL;
CREATE UNIQUE INDEX outside_name_subject ON outside_name (issuer, subject) WHERE subject IS NOT NULL;
CREATE TABLE passkey (
  credential_id TEXT COLLATE "C" PRIMARY KEY, user_id TEXT COLLATE "C" NOT NULL REFERENCES account(user_id), name TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL, used_at BIGINT, sealed BYTEA NOT NULL
);
CREATE INDEX passkey_user ON passkey (user_id, created_at);
CREATE TABLE sign_in_step (
  token_hash BYTEA PRIMARY KEY, kind TEXT COLLATE "C" NOT NULL, expires_at BIGINT NOT NULL, sealed BYTEA NOT NULL
);
CREATE INDEX sign_in_step_expires ON sign_in_step (expires_at);
CREATE TABLE attempt (token BYTEA PRIMARY KEY, failures BIGINT NOT NULL, last_at BIGINT NOT NULL);
CREATE INDEX attempt_last ON attempt (last_at);
CREATE TABLE known_device (
  token_hash BYTEA NOT NULL, user_id TEXT COLLATE "C" NOT NULL REFERENCES account(user_id), seen_at BIGINT NOT NULL,
  PRIMARY KEY (token_hash, user_id)
);
CREATE INDEX known_device_user ON known_device (user_id);
CREATE TABLE invitation (
  user_id TEXT COLLATE "C" PRIMARY KEY REFERENCES account(user_id), token_hash BYTEA NOT NULL, expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX invitation_token ON invitation (token_hash);

CREATE TABLE register_change (
  change_id TEXT COLLATE "C" PRIMARY KEY, at BIGINT NOT NULL, by_user TEXT COLLATE "C", user_id TEXT COLLATE "C" NOT NULL, what TEXT COLLATE "C" NOT NULL
);
CREATE INDEX register_change_at ON register_change (at, change_id);
CREATE INDEX register_change_user ON register_change (user_id, at);
CREATE TABLE handover (
  leaver TEXT COLLATE "C" PRIMARY KEY REFERENCES account(user_id), heir TEXT COLLATE "C" NOT NULL REFERENCES account(user_id), at BIGINT NOT NULL
);
CREATE INDEX handover_heir ON handover (heir, at);
CREATE TABLE in_hand (
  report_id TEXT COLLATE "C" NOT NULL, user_id TEXT COLLATE "C" NOT NULL, case_id TEXT COLLATE "C" NOT NULL, what TEXT COLLATE "C" NOT NULL, due BIGINT,
  PRIMARY KEY (report_id, user_id, what)
);
CREATE INDEX in_hand_user ON in_hand (user_id, due);
CREATE INDEX in_hand_case ON in_hand (case_id);
CREATE FUNCTION register_change_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'changes of the register are only added'; END $$;
CREATE TRIGGER register_change_never_changes BEFORE UPDATE OR DELETE ON register_change FOR EACH ROW EXECUTE FUNCTION register_change_stays();
CREATE TRIGGER register_change_never_empties BEFORE TRUNCATE ON register_change FOR EACH STATEMENT EXECUTE FUNCTION register_change_stays();
