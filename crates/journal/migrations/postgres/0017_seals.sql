CREATE TABLE ledger (
  chain BIGINT NOT NULL, seq BIGINT NOT NULL, subject TEXT COLLATE "C" NOT NULL, value BYTEA NOT NULL, hash BYTEA NOT NULL,
  PRIMARY KEY (chain, seq)
);
CREATE TABLE ledger_head (
  chain BIGINT PRIMARY KEY, seq BIGINT NOT NULL, hash BYTEA NOT NULL, mac BYTEA NOT NULL
);
CREATE FUNCTION ledger_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the ledger is only added to'; END $$;
CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON ledger EXECUTE FUNCTION ledger_is_only_added_to();
CREATE TRIGGER ledger_never_goes BEFORE DELETE OR TRUNCATE ON ledger EXECUTE FUNCTION ledger_is_only_added_to();
CREATE TRIGGER ledger_head_never_goes BEFORE DELETE OR TRUNCATE ON ledger_head EXECUTE FUNCTION ledger_is_only_added_to();
DELETE FROM session;
ALTER TABLE session ADD COLUMN epoch BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN seal BYTEA;
DELETE FROM known_device;
DELETE FROM sign_in_step;
