//! What is past its period, what is held, what is proposed for erasure, and who agreed.
//!
//! A clock only makes a list. Somebody proposes, somebody else confirms ([`crate::keeping::erasure`] then carries it out), and
//! a case that is held is neither proposed nor erased. Nothing here opens a case: rows hold an opaque number, a zone,
//! a class and a month.

use crate::handle::db::{DbError, LOOKED_FOR, Row, Sql, Tx, Value, placeholders, sql};
use crate::handle::error::OpenError;
use crate::handle::guarded::{ERASURE_PLAN, LEGAL_HOLD};
use crate::handle::hidden::Hidden;
use crate::handle::journal::Journal;
use crate::handle::pen::Pen;
use crate::handle::random::new_uuid;
use casework::reading::retention::{ErasureGround, RecordClass, Rule};
use casework::record::id::{CaseId, UserId, ZoneCode};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// A case that is past its period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Its opaque number.
    pub case: CaseId,
    /// Every zone that wrote in it.
    pub zones: BTreeSet<ZoneCode>,
    /// Class.
    pub class: RecordClass,
    /// Month of the first report, `yyyymm`.
    pub month: i64,
    /// From when the period counts.
    pub counts_from: Timestamp,
    /// When it was over, by the longest of its zones' rules.
    pub due: Timestamp,
}

/// Some of what is due, and where to continue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuePage {
    /// Longest due first.
    pub rows: Vec<Due>,
    /// For the next page.
    pub next: Option<(i64, String)>,
}

/// What stands in the way of a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planned {
    /// It is done.
    Done,
    /// There is no such case in these zones.
    Unknown,
    /// It is held, or it is not held any more.
    Held,
    /// Its period is not over.
    NotDue,
    /// It was proposed or confirmed before.
    Already,
    /// Whoever proposed it may not confirm it.
    SamePerson,
}

/// The cases over whose retention somebody watches.
#[derive(Debug, Clone, Copy)]
pub struct Watched<'a> {
    zones: &'a [ZoneCode],
    /// Whether those are among them in which the police wrote no report.
    openings: bool,
    /// What is hidden from her: neither listed nor decided by her.
    hidden: Option<&'a Hidden>,
}

impl<'a> Watched<'a> {
    /// The cases of some zones in which the police wrote a report.
    pub const fn reported(zones: &'a [ZoneCode]) -> Self {
        Self { zones, openings: false, hidden: None }
    }

    /// The cases of some zones, also those in which the police wrote no report.
    pub const fn all(zones: &'a [ZoneCode]) -> Self {
        Self { zones, openings: true, hidden: None }
    }

    /// Those of them that are not hidden from somebody.
    #[must_use]
    pub const fn without(self, hidden: &'a Hidden) -> Self {
        Self { hidden: Some(hidden), ..self }
    }

    fn classes(self) -> impl Iterator<Item = RecordClass> {
        RecordClass::CASES.into_iter().filter(move |class| self.has(*class))
    }

    /// Whether a case of this class, and of these zones, is among them.
    pub fn is_over(self, zones: &BTreeSet<ZoneCode>, class: Option<RecordClass>) -> bool {
        class.is_none_or(|class| self.has(class)) && zones.iter().any(|zone| self.zones.contains(zone))
    }

    fn has(self, class: RecordClass) -> bool {
        self.openings || class != RecordClass::Opening
    }

    /// Whether the case of a column is one of them, after the first `bound` values; [`Watched::values`] are bound next.
    /// Counted, and not asked for with `EXISTS`: SQLite makes a join of that, and then reads every case of the zones.
    fn watches(self, case: &str, bound: usize) -> String {
        let zones = placeholders(bound, self.zones.len());
        let class = if self.openings { "" } else { " AND class <> 'opening'" };
        let unseen = self.unseen(bound + self.zones.len());
        format!(
            "(SELECT count(*) FROM retention_row WHERE retention_row.case_id = {case} AND zone IN {zones}{class}{unseen}) > 0"
        )
    }

    fn values(self) -> Vec<Value> {
        let hidden = self.hidden.map(Hidden::cases).unwrap_or_default();
        self.zones.iter().map(|zone| zone.as_str().into()).chain(hidden).collect()
    }

    /// What leaves out what is hidden.
    fn unseen(self, bound: usize) -> String {
        self.hidden.map(|hidden| hidden.condition("retention_row.case_id", bound)).unwrap_or_default()
    }

    fn hides(self, case: CaseId) -> bool {
        self.hidden.is_some_and(|hidden| hidden.holds(case))
    }
}

/// A case that somebody proposed to erase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The case.
    pub case: CaseId,
    /// Why.
    pub ground: ErasureGround,
    /// The rule, in words.
    pub rule: String,
    /// By whom.
    pub proposed_by: UserId,
    /// Her name.
    pub proposer: String,
    /// When.
    pub proposed_at: Timestamp,
    /// Whether somebody else confirmed: it will be erased.
    pub is_confirmed: bool,
    /// Whether it is held meanwhile.
    pub is_held: bool,
    /// Zones, class and month, when it has a signed report.
    pub of: Option<(BTreeSet<ZoneCode>, RecordClass, i64)>,
}

/// A case that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalHold {
    /// The case.
    pub case: CaseId,
    /// Since when.
    pub set_at: Timestamp,
    /// By whom.
    pub set_by: UserId,
    /// Her name.
    pub holder: String,
    /// Why, in her words: sealed with the key of the case.
    pub reason: String,
}

/// One line of `retention_row`.
struct Line {
    zone: ZoneCode,
    class: RecordClass,
    month: i64,
    counts_from: Option<Timestamp>,
}

impl Line {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            zone: ZoneCode::parse(&row.text("zone")?).map_err(|_| DbError::Unreadable("zone"))?,
            class: RecordClass::from_word(&row.text("class")?).ok_or(DbError::Unreadable("class"))?,
            month: row.int("month")?,
            counts_from: row.opt_time("counts_from")?,
        })
    }
}

impl Journal {
    fn rule(&self, zone: &ZoneCode, class: RecordClass) -> Option<&Rule> {
        self.rules.retention.of(zone, class)
    }

    /// When a case is due: when every zone that wrote in it says so. `None` while one of them has no period.
    fn due_of(&self, case: CaseId, lines: &[Line]) -> Option<Due> {
        let first = lines.iter().min_by_key(|line| line.month)?;
        let mut due = None;
        for line in lines {
            due = due.max(Some(self.rule(&line.zone, line.class)?.due(line.counts_from?)?));
        }
        Some(Due {
            case,
            zones: lines.iter().map(|line| line.zone.clone()).collect(),
            class: first.class,
            month: first.month,
            counts_from: lines.iter().filter_map(|line| line.counts_from).max()?,
            due: due?,
        })
    }

    /// The lines of some cases.
    async fn lines(&self, cases: &[String]) -> Result<BTreeMap<String, Vec<Line>>, DbError> {
        let mut lines: BTreeMap<String, Vec<Line>> = BTreeMap::new();
        for chunk in cases.chunks(LOOKED_FOR) {
            let text =
                format!("SELECT * FROM retention_row WHERE case_id IN {}", placeholders(0, chunk.len()));
            let ids = chunk.iter().map(|id| id.as_str().into());
            for row in sql(text).bind_all(ids).many(chunk.len()).fetch(&self.db).await? {
                lines.entry(row.text("case_id")?).or_default().push(Line::read(&row)?);
            }
        }
        Ok(lines)
    }

    /// Asks for what of a class is past its period in a zone; `None` when nothing ever is.
    fn due_in(
        &self,
        of: Watched<'_>,
        (zone, class): (&ZoneCode, RecordClass),
        now: Timestamp,
        after: Option<&(i64, String)>,
        limit: usize,
    ) -> Option<Sql<'static>> {
        let cutoff = self.rule(zone, class).and_then(|rule| rule.cutoff(now))?;
        let (from, id) = after.cloned().unwrap_or((i64::MIN, String::new()));
        let text = format!(
            "SELECT case_id, counts_from FROM retention_row WHERE zone = $1 AND class = $2 \
                    AND counts_from <= $3 AND (counts_from, case_id) > ($4, $5) \
                    AND NOT EXISTS (SELECT 1 FROM legal_hold WHERE legal_hold.case_id = retention_row.case_id \
                    AND lifted_at IS NULL) AND NOT EXISTS (SELECT 1 FROM erasure_plan \
                    WHERE erasure_plan.case_id = retention_row.case_id) \
                    {} ORDER BY counts_from, case_id LIMIT $6",
            of.unseen(6)
        );
        let hidden = of.hidden.map(Hidden::cases).unwrap_or_default();
        let asked = sql(text).bind(zone.as_str()).bind(class.word()).bind(cutoff.as_millisecond());
        let asked = asked.bind(from).bind(id).bind(limit as i64 + 1);
        Some(asked.many(hidden.len().max(1)).bind_all(hidden))
    }

    /// What is past its period in some zones, longest first: neither held nor proposed yet.
    pub async fn due_for_erasure(
        &self,
        of: Watched<'_>,
        now: Timestamp,
        after: Option<&(i64, String)>,
        limit: usize,
    ) -> Result<DuePage, DbError> {
        let of_zones = of.zones.iter().flat_map(|zone| of.classes().map(move |class| (zone, class)));
        // Side by side: there are several readers.
        let rows = try_join_all(
            of_zones
                .filter_map(|(zone, class)| self.due_in(of, (zone, class), now, after, limit))
                .map(|statement| statement.fetch(&self.db)),
        )
        .await?;
        let named = |row: &Row| Ok((row.int("counts_from")?, row.text("case_id")?));
        let found: BTreeSet<(i64, String)> =
            rows.iter().flatten().map(named).collect::<Result<_, DbError>>()?;
        let more = found.len() > limit;
        let found: Vec<_> = found.into_iter().take(limit).collect();
        let next = found.last().cloned().filter(|_| more);
        let mut ids: Vec<String> = Vec::new();
        for (_, id) in found {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        let lines = self.lines(&ids).await?;
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            let case = CaseId(id.parse().map_err(|_| DbError::Unreadable("case_id"))?);
            // Another zone of the case may keep it for longer.
            rows.extend(
                lines.get(&id).and_then(|lines| self.due_of(case, lines)).filter(|due| due.due <= now),
            );
        }
        Ok(DuePage { rows, next })
    }

    /// Proposes to erase a case of some zones.
    pub async fn propose_erasure(
        &self,
        of: Watched<'_>,
        case: CaseId,
        ground: ErasureGround,
        by: UserId,
        now: Timestamp,
    ) -> Result<Planned, DbError> {
        let id = case.to_string();
        let lines = self.lines(std::slice::from_ref(&id)).await?.remove(&id).unwrap_or_default();
        if of.hides(case) || !lines.iter().any(|line| of.zones.contains(&line.zone) && of.has(line.class)) {
            return Ok(Planned::Unknown);
        }
        if ground == ErasureGround::Period && self.due_of(case, &lines).is_none_or(|due| due.due > now) {
            return Ok(Planned::NotDue);
        }
        let rule = if ground == ErasureGround::Period { self.rule_in_words(&lines) } else { String::new() };
        let mut tx = self.db.begin().await?;
        lock_stream(&mut tx, &id).await?;
        let mut pen = self.take_pen(&mut tx).await?;
        if is_held(&pen, &mut tx, &id).await? {
            return Ok(Planned::Held);
        }
        pen.refuse_altered(&mut tx, &ERASURE_PLAN, &id).await?;
        let text = "INSERT INTO erasure_plan (case_id, ground, rule, proposed_at, proposed_by) \
                    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
        let at = now.as_millisecond();
        let plan = sql(text).bind(id.as_str()).bind(ground.word()).bind(rule).bind(at).bind(by.to_string());
        let added = plan.run(&mut tx).await?;
        pen.seal(&mut tx, &ERASURE_PLAN, &id).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await?;
        Ok(if added == 1 { Planned::Done } else { Planned::Already })
    }

    /// The rules under which a case is due, for the certificate.
    fn rule_in_words(&self, lines: &[Line]) -> String {
        let rule = |line: &Line| {
            let rule = self.rule(&line.zone, line.class)?;
            let (class, period) = (line.class, rule.period?);
            Some(format!("{class}, {period} from {}. {}", rule.counts_from, rule.source))
        };
        let rules: BTreeSet<String> = lines.iter().filter_map(rule).collect();
        rules.into_iter().collect::<Vec<_>>().join(" / ")
    }

    /// Confirms a proposal of somebody else: the case will be erased.
    pub async fn confirm_erasure(
        &self,
        of: Watched<'_>,
        case: CaseId,
        by: UserId,
        now: Timestamp,
    ) -> Result<Planned, DbError> {
        let id = case.to_string();
        if of.hides(case) || !self.is_of(of, &id).await? {
            return Ok(Planned::Unknown);
        }
        let mut tx = self.db.begin().await?;
        lock_stream(&mut tx, &id).await?;
        let mut pen = self.take_pen(&mut tx).await?;
        if is_held(&pen, &mut tx, &id).await? {
            return Ok(Planned::Held);
        }
        pen.refuse_altered(&mut tx, &ERASURE_PLAN, &id).await?;
        let text = "SELECT proposed_by, confirmed_at FROM erasure_plan WHERE case_id = $1";
        let rows = sql(text).bind(id.as_str()).all(&mut tx).await?;
        let Some(row) = rows.first() else { return Ok(Planned::Unknown) };
        if row.opt_int("confirmed_at")?.is_some() {
            return Ok(Planned::Already);
        }
        if row.text("proposed_by")? == by.to_string() {
            return Ok(Planned::SamePerson);
        }
        let text = "UPDATE erasure_plan SET confirmed_at = $1, confirmed_by = $2 WHERE case_id = $3";
        sql(text).bind(now.as_millisecond()).bind(by.to_string()).bind(id.as_str()).run(&mut tx).await?;
        pen.seal(&mut tx, &ERASURE_PLAN, &id).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await?;
        self.changes.tell();
        Ok(Planned::Done)
    }

    /// Takes a proposal back that nobody confirmed.
    pub async fn withdraw_erasure(&self, of: Watched<'_>, case: CaseId) -> Result<Planned, DbError> {
        let id = case.to_string();
        if of.hides(case) || !self.is_of(of, &id).await? {
            return Ok(Planned::Unknown);
        }
        let text = "DELETE FROM erasure_plan WHERE case_id = $1 AND confirmed_at IS NULL";
        let mut tx = self.db.begin().await?;
        lock_stream(&mut tx, &id).await?;
        let mut pen = self.take_pen(&mut tx).await?;
        let gone = sql(text).bind(id.as_str()).run(&mut tx).await?;
        if gone == 1 {
            // The one row of a case is gone: also one that nobody proposed.
            pen.seal(&mut tx, &ERASURE_PLAN, &id).await?;
            pen.lay_down(&mut tx).await?;
            tx.commit().await?;
        }
        Ok(if gone == 1 { Planned::Done } else { Planned::Already })
    }

    async fn is_of(&self, of: Watched<'_>, id: &str) -> Result<bool, DbError> {
        let text = "SELECT * FROM retention_row WHERE case_id = $1";
        let lines = sql(text).bind(id).fetch(&self.db).await?;
        let lines = lines.iter().map(Line::read).collect::<Result<Vec<_>, _>>()?;
        Ok(lines.iter().any(|line| of.zones.contains(&line.zone) && of.has(line.class)))
    }

    /// What is proposed or confirmed and not yet erased, in some zones; oldest first, at most so many.
    pub async fn plans(&self, of: Watched<'_>, limit: i64) -> Result<Vec<Plan>, DbError> {
        if of.zones.is_empty() {
            return Ok(vec![]);
        }
        let text = format!(
            "SELECT plan.*, account.name, (SELECT count(*) FROM legal_hold WHERE legal_hold.case_id = plan.case_id \
             AND lifted_at IS NULL) AS held FROM erasure_plan AS plan \
             JOIN account ON account.user_id = proposed_by WHERE {} \
             ORDER BY proposed_at, plan.case_id LIMIT $1",
            of.watches("plan.case_id", 1)
        );
        let make = || {
            let named = of.values();
            let count = named.len();
            sql(text.clone()).bind(limit).bind_all(named).many(count)
        };
        let judged = self.guarded_each(&ERASURE_PLAN, make).await?;
        // What nobody proposed is on no list: it would have people agree to it.
        let rows: Vec<Row> = judged.into_iter().filter(|(_, holds)| *holds).map(|(row, _)| row).collect();
        let ids = rows.iter().map(|row| row.text("case_id")).collect::<Result<Vec<_>, _>>()?;
        let lines = self.lines(&ids).await?;
        let plan = |row: &Row| {
            let of = lines.get(&row.text("case_id")?).and_then(|lines| {
                let first = lines.iter().min_by_key(|line| line.month)?;
                let zones = lines.iter().map(|line| line.zone.clone()).collect();
                Some((zones, first.class, first.month))
            });
            Ok(Plan {
                case: CaseId(row.parsed("case_id")?),
                ground: ErasureGround::from_word(&row.text("ground")?)
                    .ok_or(DbError::Unreadable("ground"))?,
                rule: row.text("rule")?,
                proposed_by: UserId(row.parsed("proposed_by")?),
                proposer: row.text("name")?,
                proposed_at: row.time("proposed_at")?,
                is_confirmed: row.opt_int("confirmed_at")?.is_some(),
                is_held: row.int("held")? > 0,
                of,
            })
        };
        rows.iter().map(plan).collect()
    }

    /// How many confirmed cases still wait to be erased.
    pub async fn erasing(&self) -> Result<i64, DbError> {
        let rows =
            sql("SELECT count(*) AS n FROM erasure_plan WHERE confirmed_at IS NOT NULL").fetch(&self.db);
        rows.await?.first().map_or(Ok(0), |row| row.int("n"))
    }

    /// Holds a case: it is neither proposed nor erased until somebody lifts it. A proposal that waits is taken back.
    pub async fn set_hold(
        &self,
        of: Watched<'_>,
        case: CaseId,
        by: UserId,
        now: Timestamp,
        reason: &str,
    ) -> Result<Planned, OpenError> {
        let id = case.to_string();
        if of.hides(case) || !self.is_of(of, &id).await? {
            return Ok(Planned::Unknown);
        }
        let mut tx = self.db.begin().await?;
        lock_stream(&mut tx, &id).await?;
        let mut pen = self.take_pen(&mut tx).await?;
        pen.refuse_altered(&mut tx, &LEGAL_HOLD, &id).await?;
        if is_held(&pen, &mut tx, &id).await? {
            return Ok(Planned::Already);
        }
        let key = self.key_in(&mut tx, &id).await?;
        let hold = new_uuid(now).to_string();
        let sealed = key.seal(reason.as_bytes(), hold.as_bytes());
        let text =
            "INSERT INTO legal_hold (hold_id, case_id, set_at, set_by, reason) VALUES ($1, $2, $3, $4, $5)";
        let row = sql(text).bind(hold).bind(id.as_str()).bind(now.as_millisecond()).bind(by.to_string());
        row.bind(sealed).run(&mut tx).await?;
        sql("DELETE FROM erasure_plan WHERE case_id = $1").bind(id.as_str()).run(&mut tx).await?;
        for table in [&LEGAL_HOLD, &ERASURE_PLAN] {
            pen.seal(&mut tx, table, &id).await?;
        }
        pen.lay_down(&mut tx).await?;
        tx.commit().await?;
        Ok(Planned::Done)
    }

    /// Lifts a hold.
    pub async fn lift_hold(
        &self,
        of: Watched<'_>,
        case: CaseId,
        by: UserId,
        now: Timestamp,
        reason: &str,
    ) -> Result<Planned, OpenError> {
        let id = case.to_string();
        if of.hides(case) || !self.is_of(of, &id).await? {
            return Ok(Planned::Unknown);
        }
        let mut tx = self.db.begin().await?;
        lock_stream(&mut tx, &id).await?;
        let mut pen = self.take_pen(&mut tx).await?;
        pen.refuse_altered(&mut tx, &LEGAL_HOLD, &id).await?;
        let text = "SELECT hold_id FROM legal_hold WHERE case_id = $1 AND lifted_at IS NULL";
        let rows = sql(text).bind(id.as_str()).all(&mut tx).await?;
        let Some(hold) = rows.first().map(|row| row.text("hold_id")).transpose()? else {
            return Ok(Planned::Held);
        };
        let sealed = self.key_in(&mut tx, &id).await?.seal(reason.as_bytes(), hold.as_bytes());
        let text =
            "UPDATE legal_hold SET lifted_at = $1, lifted_by = $2, lifted_reason = $3 WHERE hold_id = $4";
        let row = sql(text).bind(now.as_millisecond()).bind(by.to_string()).bind(sealed).bind(hold);
        row.run(&mut tx).await?;
        pen.seal(&mut tx, &LEGAL_HOLD, &id).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await?;
        Ok(Planned::Done)
    }

    /// The holds that stand in some zones, newest first, at most so many.
    pub async fn holds(&self, of: Watched<'_>, limit: i64) -> Result<Vec<LegalHold>, OpenError> {
        if of.zones.is_empty() {
            return Ok(vec![]);
        }
        // CROSS JOIN: without it SQLite begins with every case to find the few that are held.
        let text = format!(
            "SELECT hold.*, name, wrapped_key, secret FROM (SELECT * FROM legal_hold WHERE lifted_at IS NULL AND {} \
             ORDER BY set_at DESC LIMIT $1) AS hold JOIN account ON account.user_id = set_by \
             CROSS JOIN stream LEFT JOIN key_secret ON id = case_id WHERE stream_id = case_id ORDER BY set_at DESC",
            of.watches("legal_hold.case_id", 1)
        );
        let named = of.values();
        let count = named.len();
        let rows = sql(text).bind(limit).bind_all(named).many(count).fetch(&self.db).await?;
        let mut holds = Vec::with_capacity(rows.len());
        for row in &rows {
            let id = row.text("case_id")?;
            let key = self.key_of(row, &id)?.ok_or(OpenError::Erased)?;
            let reason = key.open(&row.bytes("reason")?, row.text("hold_id")?.as_bytes())?;
            holds.push(LegalHold {
                case: CaseId(row.parsed("case_id")?),
                set_at: row.time("set_at")?,
                set_by: UserId(row.parsed("set_by")?),
                holder: row.text("name")?,
                reason: String::from_utf8_lossy(&reason).into_owned(),
            });
        }
        Ok(holds)
    }

    /// The key of a stream, inside a transaction.
    async fn key_in(&self, tx: &mut Tx, id: &str) -> Result<crate::handle::key::Key, OpenError> {
        let text = "SELECT wrapped_key, secret FROM stream LEFT JOIN key_secret ON id = stream_id \
                    WHERE stream_id = $1";
        let rows = sql(text).bind(id).all(tx).await?;
        rows.first().map(|row| self.key_of(row, id)).transpose()?.flatten().ok_or(OpenError::Erased)
    }
}

/// Holding, proposing and confirming one case wait for each other, and for whoever writes to it.
async fn lock_stream(tx: &mut Tx, id: &str) -> Result<(), DbError> {
    if let Tx::Postgres(_) = tx {
        sql("SELECT stream_id FROM stream WHERE stream_id = $1 FOR UPDATE").bind(id).all(tx).await?;
    }
    Ok(())
}

/// Whether something keeps a case from being erased: a hold that stands, or holds that were changed outside the program.
pub(crate) async fn is_held(pen: &Pen<'_>, tx: &mut Tx, id: &str) -> Result<bool, DbError> {
    let text = "SELECT hold_id FROM legal_hold WHERE case_id = $1 AND lifted_at IS NULL";
    let standing = !sql(text).bind(id).all(tx).await?.is_empty();
    Ok(standing || !pen.holds(tx, &LEGAL_HOLD, id).await?)
}
