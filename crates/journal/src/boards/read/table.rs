//! Reading boards: pages of the queue and the tracking table, look-ups by PV number and by people, what is late.

use crate::boards::report_row::pv_token;
use crate::handle::db::{Db, DbError, LOOKED_FOR, Row, Sql, Value, placeholders, sql};
use crate::handle::error::OpenError;
use crate::handle::journal::Journal;
use casework::board::Label;
use casework::entry::{ClockKind, Decision};
use casework::id::{CaseId, Nis, ReportId, UserId, ZoneCode};
use casework::report::ReportKind;
use jiff::Timestamp;
use std::collections::{BTreeSet, HashSet};

/// One row as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The report.
    pub report: ReportId,
    /// Its case.
    pub case: CaseId,
    /// Whether it is followed together with others.
    pub grouped: bool,
    /// Zone.
    pub zone: ZoneCode,
    /// Neighbourhood.
    pub neighbourhood: Option<Nis>,
    /// Dispute or complaint.
    pub kind: ReportKind,
    /// Received.
    pub received_at: Timestamp,
    /// First read by victim support.
    pub read_at: Option<Timestamp>,
    /// Contact settled.
    pub contact_at: Option<Timestamp>,
    /// Earliest pending work of victim support.
    pub support_due: Option<Timestamp>,
    /// What it is.
    pub support_next: Option<ClockKind>,
    /// Decision.
    pub decision: Option<Decision>,
    /// Decided.
    pub decided_at: Option<Timestamp>,
    /// Decision due.
    pub decision_due: Option<Timestamp>,
    /// The head of victim support was told that this work is late.
    pub support_told: bool,
    /// The head of the prosecution was told that the decision is late.
    pub decision_told: bool,
    /// Sensitive case.
    pub sensitive: bool,
    /// Children.
    pub children: bool,
    /// Another report on this couple came before.
    pub repeated: bool,
    /// Names and PV number.
    pub label: Label,
}

/// Which rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Every report.
    All,
    /// Without decision.
    Open,
    /// Decision overdue.
    Late,
    /// Decided.
    Decided,
    /// Work pending for victim support.
    Support,
    /// Of that, what nobody in victim support has opened.
    Unread,
    /// Of that, what was brought to the head of victim support because it is late.
    SupportTold,
}

/// Direction in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Latest first.
    NewestFirst,
    /// Earliest first.
    OldestFirst,
}

/// A question to the table.
#[derive(Debug, Clone)]
pub struct RowFilter {
    /// Zones that the viewer takes part in: nothing else is ever looked at.
    pub zones: Vec<ZoneCode>,
    /// Neighbourhoods that somebody else looks after. What nobody looks after (an unknown postcode, a place outside
    /// the zone) is everybody's: a report that is in no queue is a report that nobody reads.
    pub elsewhere: Vec<Nis>,
    /// Who asks: cases in which she has a conflict of interest are neither listed nor counted.
    pub viewer: Option<UserId>,
    /// Only disputes, or only complaints.
    pub kind: Option<ReportKind>,
    /// Which rows.
    pub state: State,
    /// In which order of their time (received, or due).
    pub sort: Sort,
    /// Continue after this row (its time and id).
    pub after: Option<(i64, String)>,
    /// Rows wanted.
    pub limit: usize,
    /// Now, to know what is late.
    pub now: Timestamp,
}

/// A page of rows.
#[derive(Debug, Clone)]
pub struct Page {
    /// Rows.
    pub rows: Vec<Listed>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<(i64, String)>,
}

impl State {
    /// The time by which this state is sorted; each has an index beginning with the zone.
    const fn column(self) -> &'static str {
        match self {
            Self::All | Self::Open => "received_at",
            Self::Late => "decision_due",
            Self::Decided => "decided_at",
            Self::Support | Self::Unread | Self::SupportTold => "support_due",
        }
    }

    /// `$2` is now.
    const fn condition(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Open => " AND decided_at IS NULL",
            Self::Late => " AND decision_due IS NOT NULL AND decision_due < $2",
            Self::Decided => " AND decided_at IS NOT NULL",
            Self::Support => " AND support_due IS NOT NULL",
            Self::Unread => " AND support_due IS NOT NULL AND support_next = 'read'",
            Self::SupportTold => " AND support_due IS NOT NULL AND support_told = 1",
        }
    }
}

impl RowFilter {
    /// All rows of these zones in this state, latest first.
    pub fn of(zones: Vec<ZoneCode>, state: State, now: Timestamp) -> Self {
        let sort = Sort::NewestFirst;
        Self { zones, elsewhere: vec![], viewer: None, kind: None, state, sort, after: None, limit: 50, now }
    }

    /// The zones, each once: a zone named twice would show its reports twice.
    fn each_zone(&self) -> BTreeSet<&ZoneCode> {
        self.zones.iter().collect()
    }

    /// Neighbourhood and kind asked for, as values bound after the first `before`.
    fn narrowed(&self, before: usize) -> String {
        let mut text = match self.elsewhere.len() {
            0 => String::new(),
            count => {
                format!(
                    " AND (neighbourhood IS NULL OR neighbourhood NOT IN {})",
                    placeholders(before, count)
                )
            }
        };
        let mut place = before + self.elsewhere.len();
        if self.kind.is_some() {
            place += 1;
            text.push_str(&format!(" AND kind = ${place}"));
        }
        text
    }

    fn narrowed_values(&self) -> impl Iterator<Item = Value> {
        let elsewhere = self.elsewhere.iter().map(|nis| nis.as_str().into());
        elsewhere.chain(self.kind.map(|kind| kind.word().into()))
    }

    /// The place of the viewer, bound after [`RowFilter::narrowed_values`].
    fn viewer_place(&self, before: usize) -> usize {
        before + self.elsewhere.len() + usize::from(self.kind.is_some()) + 1
    }

    /// Without the cases in which the viewer has a conflict of interest.
    fn unconflicted(&self, before: usize) -> String {
        let Some(_) = self.viewer else { return String::new() };
        format!(
            " AND NOT EXISTS (SELECT 1 FROM conflict WHERE conflict.user_id = ${} \
             AND conflict.case_id = report_row.case_id)",
            self.viewer_place(before)
        )
    }

    fn viewer_value(&self) -> Option<Value> {
        self.viewer.map(|viewer| viewer.to_string().into())
    }

    /// How many rows of a zone there are, and of how many the viewer must not even know. Counted apart: the first
    /// comes from an index alone, the second from the few cases in which she has a conflict.
    fn counts_of(&self, zone: &ZoneCode) -> (Sql<'static>, Option<Sql<'static>>) {
        let wanted = format!("WHERE zone = $1 AND $2 = $2{}{}", self.state.condition(), self.narrowed(2));
        let bound = |text: String| {
            let bound = sql(text).bind(zone.as_str()).bind(self.now.as_millisecond());
            bound.bind_all(self.narrowed_values())
        };
        let all = bound(format!("SELECT count(*) AS n FROM report_row {wanted}"));
        // SQLite keeps the order of a cross join; of another one it would walk through the whole zone.
        let hidden = format!(
            "SELECT count(DISTINCT report_id) AS n FROM conflict CROSS JOIN report_row {wanted} \
             AND report_row.case_id = conflict.case_id AND conflict.user_id = ${}",
            self.viewer_place(2)
        );
        (all, self.viewer_value().map(|viewer| bound(hidden).bind(viewer)))
    }

    /// The page of one zone. `$1` zone, `$2` now, `$3` and `$4` where to continue, `$5` limit.
    fn page_text(&self) -> String {
        let (than, order) = match self.sort {
            Sort::NewestFirst => ("<", "DESC"),
            Sort::OldestFirst => (">", "ASC"),
        };
        format!(
            "SELECT report_row.*, wrapped_key, secret FROM report_row JOIN stream ON stream_id = case_id \
             LEFT JOIN key_secret ON id = case_id WHERE zone = $1 AND $2 = $2{condition} AND ({column}, report_id) {than} ($3, $4){narrowed} \
             ORDER BY {column} {order}, report_id {order} LIMIT $5",
            condition = self.state.condition(),
            column = self.state.column(),
            narrowed = self.narrowed(5) + &self.unconflicted(5),
        )
    }

    /// The statement of [`RowFilter::page_text`], after `prefix`.
    fn page_of(&self, prefix: &str, zone: &ZoneCode) -> Sql<'static> {
        let edge = match self.sort {
            Sort::NewestFirst => i64::MAX,
            Sort::OldestFirst => i64::MIN,
        };
        let (time, id) = self.after.clone().unwrap_or((edge, String::new()));
        sql(format!("{prefix}{}", self.page_text()))
            .bind(zone.as_str())
            .bind(self.now.as_millisecond())
            .bind(time)
            .bind(id)
            .bind(i64::try_from(self.limit + 1).unwrap_or(51))
            .bind_all(self.narrowed_values().chain(self.viewer_value()))
    }
}

/// A hit of a search, or an earlier report on the same people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The case.
    pub case: CaseId,
    /// The report.
    pub report: ReportId,
    /// Zone.
    pub zone: ZoneCode,
    /// Received.
    pub received_at: Timestamp,
    /// Dispute or complaint.
    pub kind: ReportKind,
    /// Whether it is followed together with others.
    pub grouped: bool,
}

impl Journal {
    /// A page of the queue or of the tracking table. Each zone is read from its own index and the heads are
    /// merged, so that page 5,000 costs what page 1 costs.
    pub async fn page(&self, filter: &RowFilter) -> Result<Page, OpenError> {
        let column = filter.state.column();
        let mut rows = Vec::new();
        for zone in filter.each_zone() {
            rows.extend(filter.page_of("", zone).fetch(&self.db).await?);
        }
        let time = |row: &Row| Ok::<_, DbError>((row.int(column)?, row.text("report_id")?));
        let mut timed =
            rows.into_iter().map(|row| Ok((time(&row)?, row))).collect::<Result<Vec<_>, DbError>>()?;
        timed.sort_by(|a, b| a.0.cmp(&b.0));
        if filter.sort == Sort::NewestFirst {
            timed.reverse();
        }
        let more = timed.len() > filter.limit;
        timed.truncate(filter.limit);
        let next = timed.last().map(|(time, _)| time.clone()).filter(|_| more);
        let rows = timed.iter().map(|(_, row)| self.listed(row)).collect::<Result<_, _>>()?;
        Ok(Page { rows, next })
    }

    /// How many rows a filter has in all.
    pub async fn count(&self, filter: &RowFilter) -> Result<i64, DbError> {
        let mut total = 0;
        for zone in filter.each_zone() {
            let (all, hidden) = filter.counts_of(zone);
            total += self.number(all).await?;
            if let Some(hidden) = hidden {
                total -= self.number(hidden).await?;
            }
        }
        Ok(total)
    }

    /// The number `n` that a statement counts.
    async fn number(&self, statement: Sql<'_>) -> Result<i64, DbError> {
        statement.fetch(&self.db).await?.first().map_or(Ok(0), |row| row.int("n"))
    }

    pub(crate) fn listed(&self, row: &Row) -> Result<Listed, OpenError> {
        let (case, report) = (row.text("case_id")?, row.text("report_id")?);
        let key = self.key_of(row, &case)?.ok_or(OpenError::Erased)?;
        let label = key.open(&row.bytes("label")?, report.as_bytes())?;
        let word = |column, text: Option<String>| text.ok_or(DbError::Unreadable(column));
        let kind = ReportKind::from_word(&row.text("kind")?).ok_or(DbError::Unreadable("kind"))?;
        let decision =
            row.opt_text("decision")?.map(|w| Decision::from_word(&w)).map(|d| d.ok_or("decision"));
        let next =
            row.opt_text("support_next")?.map(|w| ClockKind::from_word(&w)).map(|c| c.ok_or("support_next"));
        Ok(Listed {
            report: row.parsed("report_id")?,
            case: row.parsed("case_id")?,
            grouped: row.flag("grouped")?,
            zone: ZoneCode::parse(&word("zone", Some(row.text("zone")?))?)
                .map_err(|_| DbError::Unreadable("zone"))?,
            neighbourhood: row.opt_text("neighbourhood")?.and_then(|nis| Nis::parse(&nis).ok()),
            kind,
            received_at: row.time("received_at")?,
            read_at: row.opt_time("read_at")?,
            contact_at: row.opt_time("contact_at")?,
            support_due: row.opt_time("support_due")?,
            support_next: next.transpose().map_err(DbError::Unreadable)?,
            decision: decision.transpose().map_err(DbError::Unreadable)?,
            decided_at: row.opt_time("decided_at")?,
            decision_due: row.opt_time("decision_due")?,
            support_told: row.flag("support_told")?,
            decision_told: row.flag("decision_told")?,
            sensitive: row.flag("sensitive")?,
            children: row.flag("children")?,
            repeated: row.flag("repeated")?,
            label: serde_json::from_slice(&label).map_err(|e| OpenError::Unreadable(e.into()))?,
        })
    }

    /// The report with this PV number in one of these zones.
    pub async fn by_pv(&self, zones: &[ZoneCode], pv: &str) -> Result<Vec<Found>, DbError> {
        let tokens: Vec<_> = zones.iter().map(|zone| pv_token(&self.keys, zone, pv).into()).collect();
        self.found("pv_token", tokens).await
    }

    /// Which of these zone and PV pairs are known already, in the order asked.
    pub async fn known_pvs(&self, pairs: &[(ZoneCode, String)]) -> Result<Vec<bool>, DbError> {
        let tokens: Vec<_> = pairs.iter().map(|(zone, pv)| pv_token(&self.keys, zone, pv)).collect();
        let mut known = HashSet::new();
        for chunk in tokens.chunks(LOOKED_FOR) {
            let text =
                format!("SELECT pv_token FROM report_row WHERE pv_token IN {}", placeholders(0, chunk.len()));
            let statement =
                sql(text).bind_all(chunk.iter().map(|token| token.clone().into())).many(chunk.len());
            for row in statement.fetch(&self.db).await? {
                known.insert(row.bytes("pv_token")?);
            }
        }
        Ok(tokens.iter().map(|token| known.contains(token)).collect())
    }

    async fn found(&self, column: &str, values: Vec<Value>) -> Result<Vec<Found>, DbError> {
        if values.is_empty() {
            return Ok(vec![]);
        }
        let text = format!(
            "SELECT case_id, report_id, zone, received_at, kind, grouped FROM report_row WHERE {column} IN {} \
             ORDER BY received_at DESC",
            placeholders(0, values.len())
        );
        let rows = sql(text).bind_all(values).fetch(&self.db).await?;
        rows.iter().map(found_row).collect()
    }

    /// Reports whose work is late and of which nobody above was told yet: clock, zone, case, report.
    pub async fn late(
        &self,
        now: Timestamp,
        limit: i64,
    ) -> Result<Vec<(ClockKind, ZoneCode, CaseId, ReportId)>, DbError> {
        let mut late = Vec::new();
        for (column, next, told) in
            [("support_due", "support_next", "support_told"), ("decision_due", "'decision'", "decision_told")]
        {
            let text = format!(
                "SELECT {next} AS clock, zone, case_id, report_id FROM report_row \
                 WHERE {told} = 0 AND {column} IS NOT NULL AND {column} < $1 \
                 ORDER BY {column} LIMIT $2"
            );
            for row in sql(text).bind(now.as_millisecond()).bind(limit).fetch(&self.db).await? {
                let clock =
                    ClockKind::from_word(&row.text("clock")?).ok_or(DbError::Unreadable("support_next"))?;
                let zone = ZoneCode::parse(&row.text("zone")?).map_err(|_| DbError::Unreadable("zone"))?;
                late.push((clock, zone, row.parsed("case_id")?, row.parsed("report_id")?));
            }
        }
        Ok(late)
    }

    /// How the database would answer a page of the tracking table: used by the test that its indexes are used.
    pub async fn explain_page(&self, filter: &RowFilter) -> Result<String, DbError> {
        let (prefix, column) = match self.db {
            Db::Sqlite { .. } => ("EXPLAIN QUERY PLAN ", "detail"),
            Db::Postgres(_) => ("EXPLAIN ", "QUERY PLAN"),
        };
        let mut lines = Vec::new();
        for zone in filter.each_zone() {
            let rows = filter.page_of(prefix, zone).fetch(&self.db).await?;
            lines.extend(rows.iter().map(|row| row.text(column)).collect::<Result<Vec<_>, _>>()?);
        }
        Ok(lines.join("\n"))
    }
}

fn found_row(row: &Row) -> Result<Found, DbError> {
    Ok(Found {
        case: row.parsed("case_id")?,
        report: row.parsed("report_id")?,
        zone: ZoneCode::parse(&row.text("zone")?).map_err(|_| DbError::Unreadable("zone"))?,
        received_at: row.time("received_at")?,
        kind: ReportKind::from_word(&row.text("kind")?).ok_or(DbError::Unreadable("kind"))?,
        grouped: row.flag("grouped")?,
    })
}
