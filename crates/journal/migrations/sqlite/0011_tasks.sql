DROP TABLE in_hand;
DELETE FROM board_fill WHERE board = 'in_hand';
CREATE TABLE task (
  case_id TEXT NOT NULL, subject TEXT NOT NULL, kind TEXT NOT NULL, function TEXT NOT NULL, zone TEXT NOT NULL,
  neighbourhood TEXT, holder TEXT, due INTEGER, paused_until INTEGER, told INTEGER NOT NULL,
  PRIMARY KEY (case_id, subject, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_waiting ON task (function, zone, due, subject);
CREATE INDEX task_holder ON task (holder, due) WHERE holder IS NOT NULL;
