DROP TABLE in_hand;
DELETE FROM board_fill WHERE board = 'in_hand';
CREATE TABLE task (
  case_id TEXT COLLATE "C" NOT NULL, subject TEXT COLLATE "C" NOT NULL, kind TEXT COLLATE "C" NOT NULL, function TEXT COLLATE "C" NOT NULL, zone TEXT COLLATE "C" NOT NULL,
  neighbourhood TEXT COLLATE "C", holder TEXT COLLATE "C", due BIGINT, paused_until BIGINT, told BIGINT NOT NULL,
  PRIMARY KEY (case_id, subject, kind)
);
CREATE INDEX task_waiting ON task (function, zone, due, subject);
CREATE INDEX task_holder ON task (holder, due) WHERE holder IS NOT NULL;
