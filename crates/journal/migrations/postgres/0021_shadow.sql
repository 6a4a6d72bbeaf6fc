-- Somebody of the one case is somebody of the other, whether the two are followed together or not.
ALTER TABLE case_tie ADD COLUMN linked BIGINT NOT NULL DEFAULT 0;
-- What is hidden from somebody is followed from both sides.
CREATE INDEX case_tie_other ON case_tie (other_id);
CREATE INDEX proposal_other ON proposal (other_id);
-- The newest matches of a zone are read in this order, and no further than a page: many are found in one moment.
DROP INDEX proposal_zone;
CREATE INDEX proposal_newest ON proposal (other_zone, found_at, case_id, other_id);
