//! Questions to the lists: which rows, in which order, how many; and the statements that answer them.
//!
//! A list is a merge of **runs**. A run is what one zone wrote of one kind, in one state: it has an index that begins
//! with zone and kind and goes on with the time by which the list is sorted. The database merges the runs row by row and
//! stops at the end of the page, so that page 5,000 of 2,500,000 reports costs what page 1 of 10,000 costs, whatever is
//! filtered; and it needs no statistics to find that way.

use crate::boards::read::report_list::{Listed, Page};
use crate::boards::read::shown;
use crate::handle::db::{Db, DbError, Row, Sql, Value, sql};
use crate::handle::error::OpenError;
use crate::handle::hidden::Hidden;
use crate::handle::journal::Journal;
use casework::record::id::{Nis, ZoneCode};
use casework::report::ReportKind;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// An enum that knows all its values, so that no list of them is kept by hand.
macro_rules! listed {
    ($(#[$about:meta])* $name:ident { $($(#[$of:meta])* $value:ident),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$of])* $value),+ }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];
        }
    };
}

listed!(
    /// Which rows.
    State {
        /// Every report.
        All,
        /// Without decision.
        Open,
        /// A decision is due, on whatever day.
        Due,
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
);

listed!(
    /// Direction in time.
    Sort {
        /// Latest first.
        NewestFirst,
        /// Earliest first.
        OldestFirst,
    }
);

/// How many rows a list has. Nobody reads on to the thousandth: beyond [`Count::CAP`] counting would cost more than the
/// page itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Exactly(i64),
    /// So many, and more.
    MoreThan(i64),
}

impl Count {
    /// Up to here, rows are counted.
    pub const CAP: i64 = 1_000;

    /// Of a count that stopped one beyond the cap.
    pub(crate) fn of(counted: i64) -> Self {
        if counted > Self::CAP { Self::MoreThan(Self::CAP) } else { Self::Exactly(counted) }
    }

    /// Whether there is none.
    pub fn is_zero(self) -> bool {
        self == Self::Exactly(0)
    }
}

/// A question to the table.
#[derive(Debug, Clone)]
pub struct RowFilter {
    /// Zones that the viewer takes part in: nothing else is ever looked at.
    pub zones: Vec<ZoneCode>,
    /// Neighbourhoods that somebody else looks after. What nobody looks after (an unknown postcode, a place outside
    /// the zone) is everybody's: a report that is in no queue is a report that nobody reads.
    pub elsewhere: Vec<Nis>,
    /// What is hidden from the viewer: neither listed nor counted.
    pub hidden: Hidden,
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

/// Runs of one statement: SQLite takes 500 parts of a `UNION` at most.
const RUNS: usize = 200;

/// A row, led by its place in the list: its time and id.
type Placed = ((i64, String), Row);

/// One zone and one kind.
type Run<'f> = (&'f ZoneCode, ReportKind);

impl State {
    /// The time by which this state is sorted; each has an index that begins with zone and kind.
    const fn column(self) -> &'static str {
        match self {
            Self::All | Self::Open => "received_at",
            Self::Due | Self::Late => "decision_due",
            Self::Decided => "decided_at",
            Self::Support | Self::Unread | Self::SupportTold => "support_due",
        }
    }

    /// What holds of its rows, written as the index of the state writes it: else SQLite does not use that index.
    fn condition(self, now: Timestamp, values: &mut Values) -> String {
        let fixed = match self {
            Self::All => "",
            Self::Open => " AND decided_at IS NULL",
            Self::Due => " AND decision_due IS NOT NULL",
            Self::Late => {
                let now = values.put(now.as_millisecond());
                return format!(" AND decision_due IS NOT NULL AND decision_due < {now}");
            }
            Self::Decided => " AND decided_at IS NOT NULL",
            Self::Support => " AND support_due IS NOT NULL",
            Self::Unread => " AND support_due IS NOT NULL AND support_next = 'read'",
            Self::SupportTold => " AND support_due IS NOT NULL AND support_told = 1",
        };
        fixed.to_owned()
    }
}

impl Sort {
    /// What comes after a row, and the order.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NewestFirst => ("<", "DESC"),
            Self::OldestFirst => (">", "ASC"),
        }
    }
}

/// Values to be bound, each named by its place.
#[derive(Default)]
struct Values(Vec<Value>);

impl Values {
    fn put(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }

    fn put_all(&mut self, values: impl Iterator<Item = Value>) -> String {
        format!("({})", values.map(|value| self.put(value)).collect::<Vec<_>>().join(", "))
    }
}

impl RowFilter {
    /// All rows of these zones in this state, latest first.
    pub fn of(zones: Vec<ZoneCode>, state: State, now: Timestamp) -> Self {
        let sort = Sort::NewestFirst;
        let hidden = Hidden::default();
        Self { zones, elsewhere: vec![], hidden, kind: None, state, sort, after: None, limit: 50, now }
    }

    /// Its runs. Each zone once: one named twice would show its reports twice.
    fn runs(&self) -> Vec<Run<'_>> {
        let zones: BTreeSet<_> = self.zones.iter().collect();
        let wanted = |kind: &ReportKind| self.kind.is_none_or(|only| only == *kind);
        let kinds = || ReportKind::ALL.iter().copied().filter(wanted);
        zones.into_iter().flat_map(|zone| kinds().map(move |kind| (zone, kind))).collect()
    }

    /// The reports that the viewer must not even know of: few, and looked up once for all runs.
    fn hidden(&self, values: &mut Values) -> String {
        let cases = self.hidden.cases();
        if cases.is_empty() {
            return String::new();
        }
        let cases = values.put_all(cases.into_iter());
        format!("WITH hidden AS MATERIALIZED (SELECT report_id FROM report_row WHERE case_id IN {cases}) ")
    }

    /// What leaves them out of a run.
    fn unseen(&self) -> &'static str {
        match &self.hidden {
            Hidden::Everything => " AND 1 = 0",
            Hidden::These(cases) if cases.is_empty() => "",
            Hidden::These(_) => " AND report_id NOT IN (SELECT report_id FROM hidden)",
        }
    }

    /// What holds in every run.
    fn condition(&self, values: &mut Values) -> String {
        let mut text = self.state.condition(self.now, values);
        if !self.elsewhere.is_empty() {
            let elsewhere = values.put_all(self.elsewhere.iter().map(|nis| nis.as_str().into()));
            text.push_str(&format!(" AND (neighbourhood IS NULL OR neighbourhood NOT IN {elsewhere})"));
        }
        text + self.unseen()
    }

    /// The runs one after the other, with what is selected of each.
    fn merged(&self, selected: &str, condition: &str, runs: &[Run<'_>], values: &mut Values) -> String {
        let run = |(zone, kind): &Run<'_>| {
            let (zone, kind) = (values.put(zone.as_str()), values.put(kind.word()));
            format!("SELECT {selected} FROM report_row WHERE zone = {zone} AND kind = {kind}{condition}")
        };
        runs.iter().map(run).collect::<Vec<_>>().join(" UNION ALL ")
    }

    /// A page: first its rows are found in the indexes alone, then only those are read.
    fn page_statement(&self, prefix: &str, runs: &[Run<'_>]) -> Sql<'static> {
        let (mut values, column, (than, order)) = (Values::default(), self.state.column(), self.sort.words());
        let hidden = self.hidden(&mut values);
        let with = if hidden.is_empty() { "WITH ".to_owned() } else { hidden.trim_end().to_owned() + ", " };
        let mut condition = self.condition(&mut values);
        if let Some((time, id)) = &self.after {
            let (time, id) = (values.put(*time), values.put(id.as_str()));
            condition.push_str(&format!(" AND ({column}, report_id) {than} ({time}, {id})"));
        }
        let limit = values.put(i64::try_from(self.limit + 1).unwrap_or(i64::MAX));
        let runs = self.merged(&format!("{column} AS listed_at, report_id"), &condition, runs, &mut values);
        let text = format!(
            "{prefix}{with}listed AS MATERIALIZED ({runs} ORDER BY listed_at {order}, report_id {order} LIMIT {limit}) \
             SELECT listed_at, report_row.*, wrapped_key, secret FROM listed \
             JOIN report_row ON report_row.report_id = listed.report_id JOIN stream ON stream_id = report_row.case_id \
             LEFT JOIN key_secret ON id = report_row.case_id"
        );
        sql(text).bind_all(values.0)
    }

    /// How many rows there are, up to one beyond the cap.
    fn count_statement(&self, prefix: &str, runs: &[Run<'_>]) -> Sql<'static> {
        let mut values = Values::default();
        let hidden = self.hidden(&mut values);
        let condition = self.condition(&mut values);
        let limit = values.put(Count::CAP + 1);
        let runs = self.merged("1 AS one", &condition, runs, &mut values);
        sql(format!("{prefix}{hidden}SELECT count(*) AS n FROM ({runs} LIMIT {limit}) AS counted"))
            .bind_all(values.0)
    }

    /// Rows of several statements in the order of the list.
    fn in_order(&self, rows: Vec<Row>) -> Result<Vec<Placed>, DbError> {
        let place = |row: &Row| Ok::<_, DbError>((row.int("listed_at")?, row.text("report_id")?));
        let placed = rows.into_iter().map(|row| Ok((place(&row)?, row)));
        let mut placed = placed.collect::<Result<Vec<_>, DbError>>()?;
        placed.sort_by(|a, b| match self.sort {
            Sort::NewestFirst => b.0.cmp(&a.0),
            Sort::OldestFirst => a.0.cmp(&b.0),
        });
        Ok(placed)
    }
}

impl Journal {
    /// A page of the queue or of the tracking table.
    pub async fn page(&self, filter: &RowFilter) -> Result<Page, OpenError> {
        let mut rows = Vec::new();
        for runs in filter.runs().chunks(RUNS) {
            rows.extend(filter.page_statement("", runs).fetch(&self.db).await?);
        }
        let mut placed = filter.in_order(rows)?;
        let more = placed.len() > filter.limit;
        placed.truncate(filter.limit);
        let next = placed.last().map(|(place, _)| place.clone()).filter(|_| more);
        let rows = placed.iter().filter_map(|(_, row)| shown(self.listed(row)).transpose());
        let rows = rows.collect::<Result<Vec<Listed>, _>>()?;
        Ok(Page { rows, next })
    }

    /// How many rows a filter has in all.
    pub async fn count(&self, filter: &RowFilter) -> Result<Count, DbError> {
        let mut counted = 0;
        for runs in filter.runs().chunks(RUNS) {
            let rows = filter.count_statement("", runs).fetch(&self.db).await?;
            counted += rows.first().map_or(Ok(0), |row| row.int("n"))?;
        }
        Ok(Count::of(counted))
    }

    /// How the database would answer a page of the tracking table: for the test that its indexes are used.
    pub async fn explain_page(&self, filter: &RowFilter) -> Result<String, DbError> {
        self.explained(filter, RowFilter::page_statement).await
    }

    /// How the database would count: for the test that its indexes are used.
    pub async fn explain_count(&self, filter: &RowFilter) -> Result<String, DbError> {
        self.explained(filter, RowFilter::count_statement).await
    }

    async fn explained(
        &self,
        filter: &RowFilter,
        statement: impl Fn(&RowFilter, &str, &[Run<'_>]) -> Sql<'static>,
    ) -> Result<String, DbError> {
        let (prefix, column) = match self.db {
            Db::Sqlite { .. } => ("EXPLAIN QUERY PLAN ", "detail"),
            Db::Postgres(_) => ("EXPLAIN ", "QUERY PLAN"),
        };
        let rows = statement(filter, prefix, &filter.runs()).fetch(&self.db).await?;
        let lines = rows.iter().map(|row| row.text(column)).collect::<Result<Vec<_>, _>>()?;
        Ok(lines.join("\n"))
    }
}
