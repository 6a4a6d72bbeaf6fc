-- Numbers of reports as they are compared, whatever signs part them. Not unique: two reports of before may have been
-- signed under one number written in two ways.
ALTER TABLE report_row ADD COLUMN pv_key BLOB;
CREATE INDEX report_row_pv_key ON report_row (pv_key);
