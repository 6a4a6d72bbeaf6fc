ALTER TABLE account ADD COLUMN office TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE TABLE grant_row (
  case_id TEXT COLLATE "C" NOT NULL, grant_id TEXT COLLATE "C" NOT NULL, place BIGINT NOT NULL, kind TEXT COLLATE "C" NOT NULL, sector TEXT COLLATE "C" NOT NULL,
  zone TEXT COLLATE "C" NOT NULL, since BIGINT NOT NULL, until BIGINT NOT NULL, reviewed BIGINT, office BYTEA, sealed BYTEA NOT NULL,
  PRIMARY KEY (case_id, grant_id, place)
);
CREATE INDEX grant_row_open ON grant_row (sector, until);
CREATE INDEX grant_row_glass ON grant_row (kind, since) WHERE kind = 'glass';
CREATE TABLE notice (
  case_id TEXT COLLATE "C" NOT NULL, notice_id TEXT COLLATE "C" NOT NULL, place BIGINT NOT NULL, kind TEXT COLLATE "C" NOT NULL, sector TEXT COLLATE "C" NOT NULL,
  zone TEXT COLLATE "C" NOT NULL, at BIGINT NOT NULL, acknowledged BIGINT, office BYTEA, sealed BYTEA NOT NULL,
  PRIMARY KEY (case_id, notice_id, place)
);
CREATE INDEX notice_waiting ON notice (sector, at) WHERE acknowledged IS NULL;
CREATE TABLE relation (
  relation_id TEXT COLLATE "C" PRIMARY KEY, user_id TEXT COLLATE "C" NOT NULL, set_by TEXT COLLATE "C" NOT NULL, at BIGINT NOT NULL,
  lifted_at BIGINT, lifted_by TEXT COLLATE "C", sealed BYTEA NOT NULL
);
CREATE INDEX relation_of_user ON relation (user_id);
CREATE TABLE conflict (
  user_id TEXT COLLATE "C" NOT NULL, case_id TEXT COLLATE "C" NOT NULL, relation_id TEXT COLLATE "C" NOT NULL, PRIMARY KEY (user_id, case_id, relation_id)
);
CREATE INDEX conflict_relation ON conflict (relation_id);
