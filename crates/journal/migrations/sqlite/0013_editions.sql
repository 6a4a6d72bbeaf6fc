ALTER TABLE proposal ADD COLUMN base INTEGER;
ALTER TABLE proposal ADD COLUMN stale INTEGER;
CREATE INDEX proposal_stale ON proposal (case_id) WHERE stale IS NOT NULL;
