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
  zone TEXT NOT NULL, month INTEGER NOT NULL, what TEXT NOT NULL, value INTEGER NOT NULL, reports INTEGER NOT NULL,
  PRIMARY KEY (zone, month, what, value)
) STRICT, WITHOUT ROWID;
INSERT INTO month_count SELECT zone, month, 'tally', tally, count(*) FROM report_row GROUP BY zone, month, tally;
INSERT INTO month_count SELECT zone, month, 'hours', contact_hours, count(*) FROM report_row WHERE contact_hours IS NOT NULL GROUP BY zone, month, contact_hours;
CREATE TRIGGER month_count_added AFTER INSERT ON report_row BEGIN INSERT INTO month_count SELECT NEW.zone, NEW.month, counted.what, counted.value, 1 FROM (SELECT 'tally' AS what, NEW.tally AS value UNION ALL SELECT 'hours', NEW.contact_hours) AS counted WHERE counted.value IS NOT NULL ON CONFLICT (zone, month, what, value) DO UPDATE SET reports = reports + 1; END;
CREATE TRIGGER month_count_gone AFTER DELETE ON report_row BEGIN INSERT INTO month_count SELECT OLD.zone, OLD.month, counted.what, counted.value, -1 FROM (SELECT 'tally' AS what, OLD.tally AS value UNION ALL SELECT 'hours', OLD.contact_hours) AS counted WHERE counted.value IS NOT NULL ON CONFLICT (zone, month, what, value) DO UPDATE SET reports = reports - 1; END;
CREATE TRIGGER month_count_changed AFTER UPDATE OF zone, month, tally, contact_hours ON report_row BEGIN INSERT INTO month_count SELECT OLD.zone, OLD.month, counted.what, counted.value, -1 FROM (SELECT 'tally' AS what, OLD.tally AS value UNION ALL SELECT 'hours', OLD.contact_hours) AS counted WHERE counted.value IS NOT NULL ON CONFLICT (zone, month, what, value) DO UPDATE SET reports = reports - 1; INSERT INTO month_count SELECT NEW.zone, NEW.month, counted.what, counted.value, 1 FROM (SELECT 'tally' AS what, NEW.tally AS value UNION ALL SELECT 'hours', NEW.contact_hours) AS counted WHERE counted.value IS NOT NULL ON CONFLICT (zone, month, what, value) DO UPDATE SET reports = reports + 1; END;
