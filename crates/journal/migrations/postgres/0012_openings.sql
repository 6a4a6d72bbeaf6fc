CREATE TABLE opening_row (
  case_id TEXT COLLATE "C" NOT NULL PRIMARY KEY, report_id TEXT COLLATE "C" NOT NULL, sector TEXT COLLATE "C" NOT NULL, zone TEXT COLLATE "C" NOT NULL, office BYTEA,
  origin TEXT COLLATE "C" NOT NULL, received_at BIGINT NOT NULL, reported BIGINT NOT NULL, sealed BYTEA NOT NULL
);
CREATE INDEX opening_row_unit ON opening_row (sector, zone, received_at);
