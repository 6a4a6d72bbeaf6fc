CREATE TABLE ledger (
  chain INTEGER NOT NULL, seq INTEGER NOT NULL, subject TEXT NOT NULL, value BLOB NOT NULL, hash BLOB NOT NULL,
  PRIMARY KEY (chain, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE ledger_head (
  chain INTEGER PRIMARY KEY, seq INTEGER NOT NULL, hash BLOB NOT NULL, mac BLOB NOT NULL
) STRICT;
CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER ledger_never_goes BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER ledger_head_never_goes BEFORE DELETE ON ledger_head BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
DELETE FROM session;
ALTER TABLE session ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN seal BLOB;
DELETE FROM known_device;
DELETE FROM sign_in_step;
