ALTER TABLE proposal ADD COLUMN base BIGINT;
ALTER TABLE proposal ADD COLUMN stale BIGINT;
CREATE INDEX proposal_stale ON proposal (case_id) WHERE stale IS NOT NULL;
