DROP INDEX report_row_received;
DROP INDEX report_row_open;
DROP INDEX report_row_late;
DROP INDEX report_row_decided;
DROP INDEX report_row_support;
CREATE INDEX list_all ON report_row (zone, kind, received_at, report_id);
CREATE INDEX list_open ON report_row (zone, kind, received_at, report_id, decided_at) WHERE decided_at IS NULL;
CREATE INDEX list_late ON report_row (zone, kind, decision_due, report_id) WHERE decision_due IS NOT NULL;
CREATE INDEX list_decided ON report_row (zone, kind, decided_at, report_id) WHERE decided_at IS NOT NULL;
CREATE INDEX list_support ON report_row (zone, kind, support_due, report_id, neighbourhood) WHERE support_due IS NOT NULL;
CREATE INDEX list_unread ON report_row (zone, kind, support_due, report_id, neighbourhood, support_next) WHERE support_due IS NOT NULL AND support_next = 'read';
CREATE INDEX list_told ON report_row (zone, kind, support_due, report_id, neighbourhood, support_told) WHERE support_due IS NOT NULL AND support_told = 1;

DROP INDEX report_row_tally;
DROP INDEX report_row_waited;
CREATE TABLE month_count (
  zone TEXT COLLATE "C" NOT NULL, month BIGINT NOT NULL, what TEXT COLLATE "C" NOT NULL, value BIGINT NOT NULL, reports BIGINT NOT NULL,
  PRIMARY KEY (zone, month, what, value)
);
INSERT INTO month_count SELECT zone, month, 'tally', tally, count(*) FROM report_row GROUP BY zone, month, tally;
INSERT INTO month_count SELECT zone, month, 'hours', contact_hours, count(*) FROM report_row WHERE contact_hours IS NOT NULL GROUP BY zone, month, contact_hours;
CREATE FUNCTION month_count_add() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(key) FROM (SELECT DISTINCT hashtextextended(zone || month, 4853) AS key FROM added ORDER BY key) AS months; INSERT INTO month_count AS kept SELECT zone, month, what, value, count(*) FROM (SELECT zone, month, 'tally' AS what, tally AS value FROM added UNION ALL SELECT zone, month, 'hours', contact_hours FROM added) AS counted WHERE value IS NOT NULL GROUP BY zone, month, what, value ON CONFLICT (zone, month, what, value) DO UPDATE SET reports = kept.reports + excluded.reports; RETURN NULL; END $$;
CREATE FUNCTION month_count_take() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(key) FROM (SELECT DISTINCT hashtextextended(zone || month, 4853) AS key FROM gone ORDER BY key) AS months; INSERT INTO month_count AS kept SELECT zone, month, what, value, -count(*) FROM (SELECT zone, month, 'tally' AS what, tally AS value FROM gone UNION ALL SELECT zone, month, 'hours', contact_hours FROM gone) AS counted WHERE value IS NOT NULL GROUP BY zone, month, what, value ON CONFLICT (zone, month, what, value) DO UPDATE SET reports = kept.reports + excluded.reports; RETURN NULL; END $$;
CREATE TRIGGER month_count_added AFTER INSERT ON report_row REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION month_count_add();
CREATE TRIGGER month_count_gone AFTER DELETE ON report_row REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION month_count_take();
CREATE TRIGGER month_count_before AFTER UPDATE ON report_row REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION month_count_take();
CREATE TRIGGER month_count_after AFTER UPDATE ON report_row REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION month_count_add();
