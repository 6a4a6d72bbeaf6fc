CREATE TABLE barred_channel (case_id TEXT COLLATE "C" PRIMARY KEY, sealed BYTEA NOT NULL);
