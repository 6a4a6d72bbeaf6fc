CREATE INDEX proposal_zone ON proposal (other_zone, found_at);
