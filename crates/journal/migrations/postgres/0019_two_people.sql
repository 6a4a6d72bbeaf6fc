-- What gives much power is asked for by one person and confirmed by another, and whoever it is about is told.
CREATE TABLE register_proposal (
  proposal_id TEXT COLLATE "C" PRIMARY KEY, user_id TEXT COLLATE "C" NOT NULL, proposed_by TEXT COLLATE "C" NOT NULL,
  proposed_at BIGINT NOT NULL, what TEXT COLLATE "C" NOT NULL
);
CREATE INDEX register_proposal_user ON register_proposal (user_id);
ALTER TABLE account ADD COLUMN told_at BIGINT NOT NULL DEFAULT 0;
