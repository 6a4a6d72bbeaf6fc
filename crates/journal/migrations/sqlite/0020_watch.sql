-- Unusual readings are found by one node at a time, which goes on where the last one was. A reviewer reads of those
-- of her zones.
CREATE TABLE finding_zone (zone TEXT NOT NULL, finding_id TEXT NOT NULL, PRIMARY KEY (zone, finding_id)) STRICT, WITHOUT ROWID;
CREATE INDEX finding_zone_finding ON finding_zone (finding_id);
CREATE TABLE watch (
  name TEXT PRIMARY KEY, holder TEXT NOT NULL, until INTEGER NOT NULL, seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
