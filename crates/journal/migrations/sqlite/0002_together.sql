CREATE TABLE case_link (
  case_id TEXT NOT NULL, other_id TEXT NOT NULL, PRIMARY KEY (case_id, other_id)
) STRICT, WITHOUT ROWID;
INSERT INTO case_link
  SELECT case_id, group_id FROM report_row WHERE grouped = 1 AND group_id <> case_id
  UNION SELECT group_id, case_id FROM report_row WHERE grouped = 1 AND group_id <> case_id;
DROP INDEX report_row_group;
ALTER TABLE report_row DROP COLUMN group_id;
