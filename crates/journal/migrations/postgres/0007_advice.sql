CREATE TABLE advice (
  advice_id TEXT COLLATE "C" PRIMARY KEY, day TEXT COLLATE "C" NOT NULL, month BIGINT NOT NULL, zone TEXT COLLATE "C" NOT NULL, function TEXT COLLATE "C" NOT NULL,
  asker TEXT COLLATE "C" NOT NULL, theme TEXT COLLATE "C" NOT NULL, language TEXT COLLATE "C" NOT NULL, length TEXT COLLATE "C" NOT NULL, counsel TEXT COLLATE "C" NOT NULL,
  promoted BIGINT NOT NULL, wrapped_key BYTEA NOT NULL, sealed BYTEA NOT NULL
);
CREATE INDEX advice_count ON advice (zone, month, theme);
