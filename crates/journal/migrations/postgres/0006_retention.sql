CREATE TABLE key_secret (id TEXT COLLATE "C" PRIMARY KEY, secret BYTEA NOT NULL);
CREATE TABLE retention_row (
  case_id TEXT COLLATE "C" NOT NULL, zone TEXT COLLATE "C" NOT NULL, class TEXT COLLATE "C" NOT NULL, month BIGINT NOT NULL, counts_from BIGINT,
  PRIMARY KEY (case_id, zone)
);
CREATE INDEX retention_row_due ON retention_row (zone, class, counts_from, case_id) WHERE counts_from IS NOT NULL;
CREATE TABLE legal_hold (
  hold_id TEXT COLLATE "C" PRIMARY KEY, case_id TEXT COLLATE "C" NOT NULL, set_at BIGINT NOT NULL, set_by TEXT COLLATE "C" NOT NULL,
  reason BYTEA NOT NULL, lifted_at BIGINT, lifted_by TEXT COLLATE "C", lifted_reason BYTEA
);
CREATE INDEX legal_hold_case ON legal_hold (case_id);
CREATE UNIQUE INDEX legal_hold_standing ON legal_hold (case_id) WHERE lifted_at IS NULL;
CREATE TABLE erasure_plan (
  case_id TEXT COLLATE "C" PRIMARY KEY, ground TEXT COLLATE "C" NOT NULL, rule TEXT COLLATE "C" NOT NULL, proposed_at BIGINT NOT NULL,
  proposed_by TEXT COLLATE "C" NOT NULL, confirmed_at BIGINT, confirmed_by TEXT COLLATE "C",
  CHECK (confirmed_by IS NULL OR confirmed_by <> proposed_by)
);
CREATE INDEX erasure_plan_confirmed ON erasure_plan (confirmed_at) WHERE confirmed_at IS NOT NULL;
CREATE TABLE erasure (
  number BIGINT PRIMARY KEY, case_id TEXT COLLATE "C" NOT NULL UNIQUE, erased_at BIGINT NOT NULL, certificate TEXT COLLATE "C" NOT NULL,
  seal BYTEA NOT NULL
);
