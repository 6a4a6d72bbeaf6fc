-- Who looks for unusual readings, and how far, is sealed: a row that somebody put there orders nothing. Where an earlier
-- version stood was sealed by nobody: it is looked for anew from the day before.
ALTER TABLE watch ADD COLUMN seal BLOB;
DELETE FROM watch;
