-- What the ledger says last of a case, asked whenever the case is opened.
CREATE INDEX ledger_subject ON ledger (subject, seq);
