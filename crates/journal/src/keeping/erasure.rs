//! Erasing a case: its secret is destroyed in the key store, and with it everything that was derived from the case.
//!
//! What stays is the chain (sealed entries that nobody can open, their hashes, the seal on the head), so that
//! `havre verify` still passes, and a certificate. Nothing is erased but what two people agreed on
//! ([`crate::keeping::retention`]).

use crate::boards::BOARDS;
use crate::boards::board::Fate;
use crate::boards::repeated::settle_repeated;
use crate::handle::db::{Db, DbError, LOOKED_FOR, Row, Tx, Value, placeholders, sql};
use crate::handle::error::OpenError;
use crate::handle::guarded::{BARRED_CHANNEL, CONFLICT, ERASURE, ERASURE_PLAN, LEGAL_HOLD};
use crate::handle::journal::Journal;
use crate::handle::pen::{Pen, alarm};
use crate::keeping::retention::is_held;
use crate::outside_cases::draft::{destroy_secret, secret_of_draft};
use casework::reading::retention::{ErasureGround, RecordClass};
use casework::record::id::{CaseId, UserId, ZoneCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Every table that is not a board. A test fails when one is missing here: whoever adds a table says what erasing does.
const TABLES: &[(&str, Fate)] = &[
    ("stream", Fate::Stays("head and hash of the chain; the key is emptied")),
    ("entry", Fate::Stays("sealed with a key that no longer exists; the chain is checked over it")),
    ("key_secret", Fate::Erased),
    ("outbox", Fate::Erased),
    ("month_count", Fate::Stays("how many reports there were; its row of the case is taken off")),
    ("person_row", Fate::Erased),
    ("person_key", Fate::Erased),
    ("unmatched", Fate::Erased),
    ("proposal", Fate::Erased),
    ("conflict", Fate::Erased),
    ("relation", Fate::Stays("what a member of staff declared about kin of hers; it names no case")),
    ("draft", Fate::Erased),
    ("barred_channel", Fate::Erased),
    ("legal_hold", Fate::Erased),
    ("erasure_plan", Fate::Erased),
    ("erasure", Fate::Stays("the certificate: it names no person of the case")),
    ("reading", Fate::Stays("readings of an earlier version, by the opaque number of the case")),
    ("reading_line", Fate::Stays("who read a case, by its opaque number: kept for the supervisor")),
    ("reading_head", Fate::NoCase),
    ("reading_finding", Fate::Stays("what was unusual about readings, sealed: kept for the supervisor")),
    ("reading_review", Fate::Stays("how that was closed, sealed")),
    (
        "reading_hold",
        Fate::Stays("why a list of readers was held back, sealed; names the case by its number"),
    ),
    ("advice", Fate::NoCase),
    ("account", Fate::NoCase),
    ("session", Fate::NoCase),
    ("outside_name", Fate::NoCase),
    ("passkey", Fate::NoCase),
    ("sign_in_step", Fate::NoCase),
    ("attempt", Fate::NoCase),
    ("known_device", Fate::NoCase),
    ("invitation", Fate::NoCase),
    ("register_change", Fate::NoCase),
    ("handover", Fate::NoCase),
    ("register_proposal", Fate::NoCase),
    ("finding_zone", Fate::NoCase),
    ("watch", Fate::NoCase),
    ("setting", Fate::NoCase),
    ("pulse", Fate::NoCase),
    ("ledger", Fate::Stays("keyed hashes of rows and heads, by the opaque number of the case")),
    ("ledger_head", Fate::NoCase),
    ("board_fill", Fate::Stays("how far a board is filled, by the opaque number of a case")),
];

/// Every table of the database, with what becomes of it when a case is erased.
pub fn erased_tables() -> impl Iterator<Item = (&'static str, Fate)> {
    BOARDS.iter().map(|board| (board.table, board.fate)).chain(TABLES.iter().copied())
}

/// The boards that lose their rows of an erased case.
fn erased_boards() -> impl Iterator<Item = &'static str> {
    BOARDS.iter().filter(|board| board.fate == Fate::Erased).map(|board| board.table)
}

/// Who proposed or confirmed, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// Account.
    pub user: UserId,
    /// Name of the member of staff at that time.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// What is known of a case that was erased. It names nobody but the two who agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Counts up.
    pub number: i64,
    /// The opaque number of the case.
    pub case: CaseId,
    /// Zones that had written in it.
    pub zones: BTreeSet<ZoneCode>,
    /// What kind of record it was; `None` when it had no signed report.
    pub class: Option<RecordClass>,
    /// Month of its first report, `yyyymm`.
    pub month: Option<i64>,
    /// Why.
    pub ground: ErasureGround,
    /// Under which rule, in words: period, event, source. Empty when the ground is not a period.
    pub rule: String,
    /// Who proposed it.
    pub proposed: Signed,
    /// Who confirmed it: somebody else.
    pub confirmed: Signed,
    /// When it was erased.
    pub erased_at: Timestamp,
    /// How many entries its chain has.
    pub entries: i64,
    /// Hash of the last one, in hexadecimal.
    pub last_hash: String,
    /// Rows destroyed, by table.
    pub destroyed: BTreeMap<String, u64>,
    /// Cases whose own journal or board still names this one by its opaque number.
    pub named_by: u64,
}

impl Certificate {
    /// Hash of the last entry, as bytes; empty when it is no hexadecimal.
    pub(crate) fn hash(&self) -> Vec<u8> {
        let pairs = self.last_hash.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap_or(""));
        pairs.map(|pair| u8::from_str_radix(pair, 16)).collect::<Result<_, _>>().unwrap_or_default()
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the tables hold of one case.
struct Traces {
    case: CaseId,
    reports: Vec<String>,
    people: Vec<i64>,
    /// Rows of `person_key`.
    keys: Vec<(i64, i64)>,
}

/// Cases erased with one look through the index of people.
const LOT: usize = 60;
/// The setting that says that freed pages still have to be cleaned.
const SWEEP: &str = "sweep";

impl Journal {
    /// Erases what two people agreed on, some cases at a time; gives how many were erased. A case whose reports were
    /// not yet compared with others waits: its keys in the index may be on their way.
    pub async fn erase_confirmed(&self, now: Timestamp) -> Result<usize, OpenError> {
        let text = "SELECT * FROM erasure_plan WHERE confirmed_at IS NOT NULL AND NOT EXISTS \
                    (SELECT 1 FROM unmatched WHERE unmatched.case_id = erasure_plan.case_id) ORDER BY confirmed_at, case_id";
        let judged = self.guarded_each(&ERASURE_PLAN, || sql(text)).await?;
        let agreed = judged.iter().filter(|(_, holds)| *holds).take(LOT);
        let cases =
            agreed.map(|(row, _)| row.parsed("case_id").map(CaseId)).collect::<Result<Vec<_>, _>>()?;
        let mut erased = 0;
        for traces in self.traces(&cases).await? {
            erased += usize::from(self.erase_one(&traces, now).await?);
        }
        if self.setting(SWEEP).await?.as_deref() == Some("due") {
            self.sweep().await?;
        }
        if erased > 0 {
            self.changes.tell();
        }
        Ok(erased)
    }

    /// Erases again what a certificate names and this database still holds: after an older copy was restored. A row of
    /// the table `erasure` that the program did not seal erases nothing.
    pub async fn erase_again(&self) -> Result<usize, OpenError> {
        let text =
            "SELECT case_id FROM erasure JOIN stream ON stream_id = case_id WHERE wrapped_key IS NOT NULL";
        let rows = sql(text).fetch(&self.db).await?;
        if rows.is_empty() {
            return Ok(0);
        }
        let named =
            rows.iter().map(|row| row.parsed("case_id").map(CaseId)).collect::<Result<Vec<_>, _>>()?;
        let sealed = self.sealed_certificates().await?;
        let cases: Vec<_> = named.into_iter().filter(|case| sealed.contains(case)).collect();
        for lot in cases.chunks(LOT) {
            for traces in self.traces(lot).await? {
                let mut tx = self.db.begin().await?;
                let mut pen = self.take_pen(&mut tx).await?;
                destroy(&mut pen, &mut tx, &traces).await?;
                pen.lay_down(&mut tx).await?;
                tx.commit().await?;
            }
        }
        if !cases.is_empty() {
            self.sweep().await?;
        }
        Ok(cases.len())
    }

    /// The cases whose certificates this program sealed, each on the one before.
    async fn sealed_certificates(&self) -> Result<BTreeSet<CaseId>, DbError> {
        let rows = sql("SELECT * FROM erasure ORDER BY number").fetch(&self.db).await?;
        let (mut cases, mut before) = (BTreeSet::new(), Vec::new());
        for row in &rows {
            match self.sealed_certificate(row, &before)? {
                Some(certificate) => drop(cases.insert(certificate.case)),
                None => alarm(&ERASURE),
            }
            before = row.bytes("seal")?;
        }
        Ok(cases)
    }

    /// The certificate of a row, if this program sealed it on the seal before, and every column says the same.
    pub(crate) fn sealed_certificate(
        &self,
        row: &Row,
        before: &[u8],
    ) -> Result<Option<Certificate>, DbError> {
        let (number, text) = (row.int("number")?, row.text("certificate")?);
        if self.keys.certificate_seal(before, number, &text) != row.bytes("seal")? {
            return Ok(None);
        }
        let certificate = read_certificate(row)?;
        let same = certificate.number == number
            && certificate.case.to_string() == row.text("case_id")?
            && certificate.erased_at.as_millisecond() == row.int("erased_at")?;
        Ok(Some(certificate).filter(|_| same))
    }

    /// What the tables hold of these cases. Keys of people have no index by person, so that writing them is cheap:
    /// they are found by one look through all of them, while others go on writing.
    async fn traces(&self, cases: &[CaseId]) -> Result<Vec<Traces>, DbError> {
        let mut traces = Vec::with_capacity(cases.len());
        for case in cases {
            let id = case.to_string();
            let rows = sql("SELECT report_id FROM report_row WHERE case_id = $1 \
                 UNION SELECT report_id FROM opening_row WHERE case_id = $1");
            let rows = rows.bind(id.as_str()).fetch(&self.db).await?;
            let reports = rows.iter().map(|row| row.text("report_id")).collect::<Result<Vec<_>, _>>()?;
            let mut people = Vec::new();
            for report in &reports {
                let rows = sql("SELECT person FROM person_row WHERE report_id = $1").bind(report.as_str());
                for row in rows.fetch(&self.db).await? {
                    people.push(row.int("person")?);
                }
            }
            traces.push(Traces { case: *case, reports, people, keys: vec![] });
        }
        let all: Vec<i64> = traces.iter().flat_map(|one| one.people.iter().copied()).collect();
        for chunk in all.chunks(LOOKED_FOR) {
            let places = placeholders(0, chunk.len());
            let text = format!("SELECT token, person FROM person_key WHERE person IN {places}");
            let numbers = chunk.iter().map(|person| (*person).into());
            for row in sql(text).bind_all(numbers).many(chunk.len()).fetch(&self.db).await? {
                let key = (row.int("token")?, row.int("person")?);
                if let Some(owner) = traces.iter_mut().find(|one| one.people.contains(&key.1)) {
                    owner.keys.push(key);
                }
            }
        }
        Ok(traces)
    }

    /// Erases one case, if two people still agree on it and nobody holds it.
    async fn erase_one(&self, traces: &Traces, now: Timestamp) -> Result<bool, OpenError> {
        let bars = self.bars_without(traces.case).await?;
        let mut tx = self.db.begin().await?;
        let id = traces.case.to_string();
        let lock = if matches!(tx, Tx::Postgres(_)) { " FOR UPDATE" } else { "" };
        let text = format!("SELECT head_seq, head_hash FROM stream WHERE stream_id = $1{lock}");
        let heads = sql(text).bind(id.as_str()).all(&mut tx).await?;
        let mut pen = self.take_pen(&mut tx).await?;
        // Two people agreed, and the program wrote both; what nobody agreed to is no plan.
        if is_held(&pen, &mut tx, &id).await? || !pen.holds(&mut tx, &ERASURE_PLAN, &id).await? {
            return Ok(false);
        }
        let plans = sql("SELECT plan.*, p.name AS proposer, c.name AS confirmer FROM erasure_plan AS plan \
             JOIN account AS p ON p.user_id = proposed_by JOIN account AS c ON c.user_id = confirmed_by \
             WHERE case_id = $1 AND proposed_by <> confirmed_by");
        let plans = plans.bind(id.as_str()).all(&mut tx).await?;
        let (Some(head), Some(plan)) = (heads.first(), plans.first()) else { return Ok(false) };
        let mut certificate = self.certificate_of(&mut tx, traces.case, head, plan, now).await?;
        self.keep_bars(&mut pen, &mut tx, &bars).await?;
        certificate.destroyed = destroy(&mut pen, &mut tx, traces).await?;
        self.write_certificate(&mut tx, certificate).await?;
        pen.lay_down(&mut tx).await?;
        let due = "INSERT INTO setting (name, value) VALUES ($1, 'due') \
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        sql(due).bind(SWEEP).run(&mut tx).await?;
        tx.commit().await?;
        tracing::info!(case = %traces.case, "a case was erased");
        Ok(true)
    }

    async fn certificate_of(
        &self,
        tx: &mut Tx,
        case: CaseId,
        head: &Row,
        plan: &Row,
        now: Timestamp,
    ) -> Result<Certificate, DbError> {
        let id = case.to_string();
        let kept = sql("SELECT zone, class, month FROM retention_row WHERE case_id = $1 ORDER BY month");
        let kept = kept.bind(id.as_str()).all(tx).await?;
        let zone = |row: &Row| ZoneCode::parse(&row.text("zone")?).map_err(|_| DbError::Unreadable("zone"));
        let others = sql("SELECT count(*) AS n FROM case_tie WHERE other_id = $1").bind(id);
        let signed = |who: &'static str, name: &str, at| {
            let (user, name) = (UserId(plan.parsed(who)?), plan.text(name)?);
            Ok::<_, DbError>(Signed { user, name, at: plan.time(at)? })
        };
        Ok(Certificate {
            number: 0,
            case,
            zones: kept.iter().map(zone).collect::<Result<_, _>>()?,
            class: kept.first().and_then(|row| RecordClass::from_word(&row.text("class").ok()?)),
            month: kept.first().map(|row| row.int("month")).transpose()?,
            ground: ErasureGround::from_word(&plan.text("ground")?).ok_or(DbError::Unreadable("ground"))?,
            rule: plan.text("rule")?,
            proposed: signed("proposed_by", "proposer", "proposed_at")?,
            confirmed: signed("confirmed_by", "confirmer", "confirmed_at")?,
            erased_at: now,
            entries: head.int("head_seq")?,
            last_hash: hexadecimal(&head.bytes("head_hash")?),
            destroyed: BTreeMap::new(),
            named_by: others.all(tx).await?.first().map_or(Ok(0), |row| row.int("n"))?.unsigned_abs(),
        })
    }

    async fn write_certificate(&self, tx: &mut Tx, mut certificate: Certificate) -> Result<(), OpenError> {
        let last = sql("SELECT number, seal FROM erasure ORDER BY number DESC LIMIT 1").all(tx).await?;
        let (number, before) = match last.first() {
            Some(row) => (row.int("number")? + 1, row.bytes("seal")?),
            None => (1, vec![]),
        };
        certificate.number = number;
        let text = serde_json::to_string(&certificate).map_err(|e| OpenError::Unreadable(e.into()))?;
        let seal = self.keys.certificate_seal(&before, number, &text);
        sql(
            "INSERT INTO erasure (number, case_id, erased_at, certificate, seal) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(number)
        .bind(certificate.case.to_string())
        .bind(certificate.erased_at.as_millisecond())
        .bind(text)
        .bind(seal)
        .run(tx)
        .await?;
        Ok(())
    }

    /// Cleans what was freed: SQLite overwrites it with zeros and the write-ahead log is emptied; a server forgets its
    /// dead rows, and the key store is written anew.
    pub async fn sweep(&self) -> Result<(), DbError> {
        match &self.db {
            Db::Sqlite { write, .. } => {
                // A reader that still looks at an older state keeps the log: it is tried again with the next turn.
                let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(write).await?;
                if Row::Sqlite(row).int("busy")? != 0 {
                    tracing::info!("freed pages are cleaned as soon as nobody reads an older state");
                    return Ok(());
                }
            }
            Db::Postgres(_) => {
                sql("VACUUM FULL key_secret").execute(&self.db).await?;
                let emptied =
                    erased_tables().filter(|(_, fate)| *fate == Fate::Erased).map(|(table, _)| table);
                for table in emptied.chain(["stream"]) {
                    sql(format!("VACUUM {table}")).execute(&self.db).await?;
                }
            }
        }
        self.set_setting(SWEEP, "done").await
    }

    /// Certificates, newest first, before a number: those that this program sealed.
    pub async fn certificates(&self, before: i64, limit: i64) -> Result<Vec<Certificate>, DbError> {
        let text = format!("{CERTIFICATE} WHERE one.number < $1 ORDER BY one.number DESC LIMIT $2");
        let rows = sql(text).bind(before).bind(limit).fetch(&self.db).await?;
        let mut certificates = Vec::with_capacity(rows.len());
        for row in &rows {
            certificates.extend(self.certificate_in(row)?);
        }
        Ok(certificates)
    }

    /// One certificate, if this program sealed it.
    pub async fn certificate(&self, case: CaseId) -> Result<Option<Certificate>, DbError> {
        let rows = sql(format!("{CERTIFICATE} WHERE one.case_id = $1")).bind(case.to_string());
        rows.fetch(&self.db).await?.first().map_or(Ok(None), |row| self.certificate_in(row))
    }

    fn certificate_in(&self, row: &Row) -> Result<Option<Certificate>, DbError> {
        let certificate = self.sealed_certificate(row, &row.opt_bytes("seal_before")?.unwrap_or_default())?;
        if certificate.is_none() {
            alarm(&ERASURE);
        }
        Ok(certificate)
    }
}

/// Certificates with the seal on which each stands.
const CERTIFICATE: &str = "SELECT one.*, (SELECT seal FROM erasure AS last WHERE last.number = one.number - 1) \
                           AS seal_before FROM erasure AS one";

fn read_certificate(row: &Row) -> Result<Certificate, DbError> {
    serde_json::from_str(&row.text("certificate")?).map_err(|_| DbError::Unreadable("certificate"))
}

/// Destroys key and traces of a case; gives the rows destroyed, by table.
async fn destroy(pen: &mut Pen<'_>, tx: &mut Tx, traces: &Traces) -> Result<BTreeMap<String, u64>, DbError> {
    let id = traces.case.to_string();
    let kept_out = kept_out(pen, tx, &id).await?;
    let mut gone: BTreeMap<String, u64> = BTreeMap::new();
    let mut count = |table: &str, rows: u64| *gone.entry(table.to_owned()).or_default() += rows;
    sql("UPDATE stream SET wrapped_key = NULL WHERE stream_id = $1").bind(id.as_str()).run(tx).await?;
    count("key_secret", destroy_secret(tx, &id).await?);
    for report in &traces.reports {
        // A draft has the number of its report: one that was kept after signing goes with it.
        let drafts = sql("DELETE FROM draft WHERE draft_id = $1").bind(report.as_str()).run(tx).await?;
        count("draft", drafts);
        count("key_secret", destroy_secret(tx, &secret_of_draft(report)).await?);
        for table in ["person_row", "unmatched"] {
            let text = format!("DELETE FROM {table} WHERE report_id = $1");
            count(table, sql(text).bind(report.as_str()).run(tx).await?);
        }
    }
    for (token, person) in &traces.keys {
        let text = "DELETE FROM person_key WHERE token = $1 AND person = $2";
        count("person_key", sql(text).bind(*token).bind(*person).run(tx).await?);
    }
    let others = sql("SELECT other_id FROM proposal WHERE case_id = $1").bind(id.as_str()).all(tx).await?;
    let others =
        others.iter().map(|row| row.parsed("other_id").map(CaseId)).collect::<Result<Vec<_>, _>>()?;
    for other in &others {
        let text = "DELETE FROM proposal WHERE case_id = $1 AND other_id = $2";
        let own: [Value; 2] = [other.to_string().into(), id.as_str().into()];
        count("proposal", sql(text).bind_all(own).run(tx).await?);
    }
    let of_case = ["proposal", "conflict", "legal_hold", "erasure_plan", "barred_channel"];
    for table in erased_boards().chain(of_case) {
        let text = format!("DELETE FROM {table} WHERE case_id = $1");
        count(table, sql(text).bind(id.as_str()).run(tx).await?);
    }
    count("outbox", sql("DELETE FROM outbox WHERE stream_id = $1").bind(id.as_str()).run(tx).await?);
    // Nothing of these tables is left about the case.
    for table in [&LEGAL_HOLD, &ERASURE_PLAN, &BARRED_CHANNEL] {
        pen.seal(tx, table, &id).await?;
    }
    for user in &kept_out {
        pen.seal(tx, &CONFLICT, user).await?;
    }
    settle_repeated(tx, &others).await?;
    Ok(gone)
}

/// Who is kept out of a case, by rows that the program wrote: others stay as they are, and alarm.
async fn kept_out(pen: &Pen<'_>, tx: &mut Tx, id: &str) -> Result<Vec<String>, DbError> {
    let rows = sql("SELECT DISTINCT user_id FROM conflict WHERE case_id = $1").bind(id).all(tx).await?;
    let mut users = Vec::with_capacity(rows.len());
    for row in &rows {
        let user = row.text("user_id")?;
        if pen.holds(tx, &CONFLICT, &user).await? {
            users.push(user);
        }
    }
    Ok(users)
}
