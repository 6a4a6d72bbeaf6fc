-- What gives much power is asked for by one person and confirmed by another, and whoever it is about is told.
CREATE TABLE register_proposal (
  proposal_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, proposed_by TEXT NOT NULL, proposed_at INTEGER NOT NULL,
  what TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX register_proposal_user ON register_proposal (user_id);
ALTER TABLE account ADD COLUMN told_at INTEGER NOT NULL DEFAULT 0;
