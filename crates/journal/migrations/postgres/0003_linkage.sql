CREATE TABLE case_tie (
  case_id TEXT COLLATE "C" NOT NULL, other_id TEXT COLLATE "C" NOT NULL, state TEXT COLLATE "C" NOT NULL, score BIGINT, later BIGINT,
  PRIMARY KEY (case_id, other_id)
);
INSERT INTO case_tie (case_id, other_id, state) SELECT case_id, other_id, 'together' FROM case_link;
DROP TABLE case_link;
CREATE TABLE person_row (
  person BIGINT PRIMARY KEY, report_id TEXT COLLATE "C" NOT NULL, case_id TEXT COLLATE "C" NOT NULL, zone TEXT COLLATE "C" NOT NULL,
  received_at BIGINT NOT NULL, kind TEXT COLLATE "C" NOT NULL, sealed BYTEA NOT NULL
);
CREATE INDEX person_row_report ON person_row (report_id);
CREATE TABLE person_key (
  token BIGINT NOT NULL, person BIGINT NOT NULL, PRIMARY KEY (token, person)
);
CREATE TABLE unmatched (report_id TEXT COLLATE "C" PRIMARY KEY, case_id TEXT COLLATE "C" NOT NULL);
CREATE TABLE proposal (
  case_id TEXT COLLATE "C" NOT NULL, other_id TEXT COLLATE "C" NOT NULL, other_zone TEXT COLLATE "C" NOT NULL, kind TEXT COLLATE "C" NOT NULL, score BIGINT NOT NULL,
  earlier BIGINT NOT NULL, found_at BIGINT NOT NULL, PRIMARY KEY (case_id, other_id)
);
DROP TABLE person_token;
DROP INDEX report_row_couple;
ALTER TABLE report_row DROP COLUMN couple_token;
