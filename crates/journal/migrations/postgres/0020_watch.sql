-- Unusual readings are found by one node at a time, which goes on where the last one was. A reviewer reads of those
-- of her zones.
CREATE TABLE finding_zone (
  zone TEXT COLLATE "C" NOT NULL, finding_id TEXT COLLATE "C" NOT NULL, PRIMARY KEY (zone, finding_id)
);
CREATE INDEX finding_zone_finding ON finding_zone (finding_id);
CREATE TABLE watch (
  name TEXT COLLATE "C" PRIMARY KEY, holder TEXT COLLATE "C" NOT NULL, until BIGINT NOT NULL, seen BIGINT NOT NULL
);
