//! Proposals: "this may be the same couple as that one". Found by comparing each new report with everybody; decided by
//! people. Nothing is joined by itself.
//!
//! A proposal is what the index says of two cases; what somebody decided about it is an entry in both cases
//! ([`casework::linking`]), kept beside it in the board `case_tie`. The one can be computed anew without the other.

use crate::boards::repeated::{LIKELY, settle_repeated};
use crate::handle::db::{DbError, LOOKED_FOR, Row, Tx, Value, insert, placeholders, sql};
use crate::handle::error::OpenError;
use crate::handle::journal::Journal;
use crate::people::index::{Indexed, PersonKey, ReportPeople, is_crowded, write_keys};
use casework::record::id::{CaseId, PersonId, ReportId, ZoneCode};
use casework::record::person::Role;
use casework::record::staff::{Recipient, Sector};
use futures_util::future::{try_join, try_join_all};
use jiff::Timestamp;
use linkage::{Couple, Key, KeyOf, Lexicon, Match, Model, Record, couple};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// What two cases have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProposalKind {
    /// Both people.
    Couple,
    /// One of them.
    Person,
}

impl ProposalKind {
    /// The word kept in the table and used in messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Couple => "couple",
            Self::Person => "person",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Couple, Self::Person].into_iter().find(|kind| kind.word() == word)
    }
}

/// What became of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalState {
    /// Nobody decided.
    Open,
    /// The cases are followed together.
    Accepted,
    /// Somebody said no, and nothing new speaks for it since.
    Refused,
}

/// A case that may be about the same people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// This case.
    pub case: CaseId,
    /// The other one.
    pub other: CaseId,
    /// The zone that wrote the other one.
    pub other_zone: ZoneCode,
    /// How sure, in tenths of a bit.
    pub score: i32,
    /// Couple or person.
    pub kind: ProposalKind,
    /// What became of it.
    pub state: ProposalState,
    /// Somebody put it off until then.
    pub later: Option<Timestamp>,
    /// When it was found.
    pub found_at: Timestamp,
    /// Whether the other report was received first.
    pub earlier: bool,
}

/// A refused proposal comes back when this much more speaks for it: a phone, a date that was missing.
const SOMETHING_NEW: i64 = 40;

impl Proposal {
    /// Whether somebody should look at it now.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.state == ProposalState::Open && self.later.is_none_or(|later| later <= now)
    }

    /// Nine in ten; otherwise possible.
    pub fn is_likely(&self) -> bool {
        self.score >= LIKELY
    }

    pub(super) fn read(row: &Row) -> Result<Self, DbError> {
        let score = row.int("score")?;
        let refused_at = row.opt_int("refused_at")?.max(row.opt_int("base")?);
        let state = match row.opt_text("state")?.as_deref() {
            Some("together") => ProposalState::Accepted,
            Some("refused") if refused_at.is_none_or(|at| score < at + SOMETHING_NEW) => {
                ProposalState::Refused
            }
            _ => ProposalState::Open,
        };
        Ok(Self {
            case: CaseId(row.parsed("case_id")?),
            other: CaseId(row.parsed("other_id")?),
            other_zone: ZoneCode::parse(&row.text("other_zone")?)
                .map_err(|_| DbError::Unreadable("other_zone"))?,
            score: i32::try_from(score).map_err(|_| DbError::Unreadable("score"))?,
            kind: ProposalKind::from_word(&row.text("kind")?).ok_or(DbError::Unreadable("kind"))?,
            state,
            later: row.opt_time("later")?,
            found_at: row.time("found_at")?,
            earlier: row.flag("earlier")?,
        })
    }
}

/// Two people who were compared.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonPair {
    /// The person of this case.
    pub here: PersonId,
    /// The person of the other one.
    pub there: PersonId,
    /// What is thought of them.
    pub found: Match,
}

/// Why two cases may be about the same people.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// log2 of the odds.
    pub bits: f32,
    /// Victim and other party have exchanged their places.
    pub exchanged: bool,
    /// The people compared, surest first.
    pub pairs: Vec<PersonPair>,
}

/// The model by which cases are compared.
static MODEL: LazyLock<Result<Model, String>> =
    LazyLock::new(|| Model::shipped().map_err(|error| error.to_string()));

fn model() -> Result<&'static Model, DbError> {
    MODEL.as_ref().map_err(|error| {
        tracing::error!(%error, "the model of linkage is unreadable");
        DbError::Unreadable("model.json")
    })
}

/// A report with its people made comparable.
pub(crate) struct Comparable<'p> {
    report: &'p ReportPeople,
    records: Vec<(&'p Indexed, Record)>,
    /// How many people have the phone or home of its people that most have.
    crowd: usize,
}

impl<'p> Comparable<'p> {
    pub(crate) fn of(report: &'p ReportPeople, lexicon: &mut Lexicon) -> Self {
        let linked = report.people.iter().filter(|indexed| indexed.is_linked());
        Self { report, records: linked.map(|indexed| (indexed, indexed.record(lexicon))).collect(), crowd: 0 }
    }

    pub(crate) fn case(&self) -> CaseId {
        self.report.case
    }

    /// The keys of its people, each once.
    pub(crate) fn keys(&self, lexicon: &Lexicon) -> Vec<Key> {
        let mut keys: Vec<Key> =
            self.records.iter().flat_map(|(_, record)| linkage::index_keys(lexicon, record)).collect();
        keys.sort_unstable();
        keys.dedup_by_key(|key| key.number);
        keys
    }

    /// Takes note of how many people have each phone and home, and forgets what is an institution's.
    pub(crate) fn see_crowds(&mut self, lexicon: &Lexicon, people: impl Fn(&Key) -> usize) {
        for (_, record) in &mut self.records {
            for key in linkage::index_keys(lexicon, record).into_iter().filter(|key| key.of != KeyOf::Several)
            {
                match people(&key) {
                    many if is_crowded(key.of, many) => record.forget(key.of),
                    some => self.crowd = self.crowd.max(some),
                }
            }
        }
    }

    fn first(&self, role: Role) -> Option<&(&'p Indexed, Record)> {
        self.records.iter().find(|(indexed, _)| indexed.person.role == role)
    }
}

/// What the comparison of two reports finds.
fn judge(
    model: &Model,
    lexicon: &Lexicon,
    people: u64,
    here: &Comparable<'_>,
    there: &Comparable<'_>,
) -> Option<(ProposalKind, Explanation)> {
    let mut pairs: Vec<PersonPair> = Vec::new();
    for (x, a) in &here.records {
        for (y, b) in &there.records {
            let found = model.compare(lexicon, a, b, people, here.crowd.max(there.crowd) as u64);
            pairs.push(PersonPair { here: x.person.id, there: y.person.id, found });
        }
    }
    let of = |mine: Role, theirs: Role| {
        let (mine, theirs) = (here.first(mine)?.0.person.id, there.first(theirs)?.0.person.id);
        pairs.iter().find(|pair| pair.here == mine && pair.there == theirs).map(|pair| &pair.found)
    };
    let (victim, other) = (Role::Victim, Role::OtherParty);
    let couple = || -> Option<Couple> {
        let straight = [of(victim, victim)?, of(other, other)?];
        Some(couple(straight, [of(victim, other)?, of(other, victim)?]))
    };
    let couple = couple();
    pairs.sort_by(|x, y| y.found.bits.total_cmp(&x.found.bits));
    let best = pairs.first()?.found.bits;
    let (kind, bits) = match couple {
        Some(couple) if couple.bits >= 0.0 => (ProposalKind::Couple, couple.bits),
        _ if tenths(best) >= LIKELY => (ProposalKind::Person, best),
        _ => return None,
    };
    let exchanged = couple.is_some_and(|couple| couple.exchanged);
    Some((kind, Explanation { bits, exchanged, pairs }))
}

fn tenths(bits: f32) -> i32 {
    (bits.clamp(-60.0, 60.0) * 10.0).round() as i32
}

/// A case, the zone of its report, when that was received.
type Side = (CaseId, ZoneCode, Timestamp);

fn is_earlier(one: &Side, other: &Side) -> bool {
    (one.2, one.0) < (other.2, other.0)
}

/// Two cases and what was found, to be written from both sides.
pub(crate) struct Found {
    pub(crate) here: Side,
    pub(crate) there: Side,
    pub(crate) kind: ProposalKind,
    pub(crate) score: i32,
    /// Only `here` is told: `there` must not show that a unit recorded something without a report.
    pub(crate) one_sided: bool,
}

impl Found {
    /// What two records have in common, told on the sides that may know it; `None` when neither may.
    fn between(here: &ReportPeople, there: &ReportPeople, kind: ProposalKind, bits: f32) -> Option<Self> {
        if may_be_told(here, there) {
            Some(Self::of(here, there, kind, bits))
        } else {
            may_be_told(there, here).then(|| Self::of(there, here, kind, bits))
        }
    }

    fn of(here: &ReportPeople, there: &ReportPeople, kind: ProposalKind, bits: f32) -> Self {
        let side = |report: &ReportPeople| (report.case, report.zone.clone(), report.received_at);
        let one_sided = here.unit() != there.unit();
        Self { here: side(here), there: side(there), kind, score: tenths(bits), one_sided }
    }

    /// The later of two cases that are likely about the same couple.
    fn repeats(&self) -> Option<CaseId> {
        let likely = self.kind == ProposalKind::Couple && self.score >= LIKELY && !self.one_sided;
        let later = if is_earlier(&self.there, &self.here) { self.here.0 } else { self.there.0 };
        likely.then_some(later)
    }

    fn rows(&self, now: Timestamp) -> impl Iterator<Item = Vec<Value>> {
        let row = |this: &Side, other: &Side| {
            let earlier = is_earlier(other, this);
            vec![
                this.0.to_string().into(),
                other.0.to_string().into(),
                other.1.as_str().into(),
                self.kind.word().into(),
                i64::from(self.score).into(),
                earlier.into(),
                now.as_millisecond().into(),
            ]
        };
        let back = (!self.one_sided).then(|| row(&self.there, &self.here));
        std::iter::once(row(&self.here, &self.there)).chain(back)
    }
}

/// Among whom a record is looked for: among all reports (`None`), and among what one unit recorded without a report. That
/// is the same unit, or for a report victim support of its zone, which is told of it.
fn compared_with(record: &ReportPeople) -> [Option<Recipient>; 2] {
    let support = || {
        let (sector, zone) = (Sector::VictimSupport, Some(record.zone.clone()));
        Recipient { sector, zone, office: String::new() }
    };
    [None, Some(record.unit().cloned().unwrap_or_else(support))]
}

/// Whether what a record has in common with another one may be told in its case. A unit that recorded something without
/// a report learns of reports of its own zone only, and only if it reads them there: victim support does.
fn may_be_told(here: &ReportPeople, there: &ReportPeople) -> bool {
    match (here.unit(), there.unit()) {
        (None, None) => true,
        (None, Some(_)) => false,
        (Some(unit), Some(other)) => unit == other,
        (Some(unit), None) => unit.sector == Sector::VictimSupport && unit.zone.as_ref() == Some(&there.zone),
    }
}

/// Most reports that a new one is compared with: those that share most keys with it.
const COMPARED: usize = 60;
/// So many reports wait: they are compared among all at once.
const MANY: usize = 400;

const COLUMNS: [&str; 7] = ["case_id", "other_id", "other_zone", "kind", "score", "earlier", "found_at"];
/// A proposal that was found before is replaced by a surer one only; one of another edition of linkage by whatever is
/// found now. Where somebody refused that one, the score is kept against which something new is told: another way of
/// counting tells nothing new.
fn surer() -> String {
    format!(
        " ON CONFLICT (case_id, other_id) DO UPDATE SET kind = excluded.kind, score = excluded.score, stale = NULL, \
         base = CASE WHEN proposal.stale = {STALE_REFUSED} THEN excluded.score ELSE proposal.base END \
         WHERE excluded.score > proposal.score OR proposal.stale IS NOT NULL"
    )
}

/// How proposals of another edition of linkage are marked: those that nobody refused, or of which something new was told
/// since, and those that are refused.
const STALE: i64 = 1;
const STALE_REFUSED: i64 = 2;

/// Marks all proposals as those of another edition: they are seen until all reports are compared anew.
pub(crate) async fn outdate_proposals(tx: &mut Tx) -> Result<(), DbError> {
    let text = format!(
        "UPDATE proposal SET stale = CASE WHEN EXISTS (SELECT 1 FROM case_tie WHERE case_tie.case_id = \
         proposal.case_id AND case_tie.other_id = proposal.other_id AND state = 'refused' AND (proposal.score < \
         case_tie.score + {SOMETHING_NEW} OR proposal.score < proposal.base + {SOMETHING_NEW})) \
         THEN {STALE_REFUSED} ELSE {STALE} END"
    );
    sql(text).run(tx).await.map(|_| ())
}

impl Journal {
    /// Proposals of cases, surest first.
    pub async fn proposals(&self, cases: &[CaseId]) -> Result<Vec<Proposal>, DbError> {
        self.proposals_by("case_id", cases).await
    }

    /// Proposals of other cases that lead to these, surest first.
    pub(crate) async fn proposals_to(&self, cases: &[CaseId]) -> Result<Vec<Proposal>, DbError> {
        self.proposals_by("other_id", cases).await
    }

    async fn proposals_by(&self, side: &str, cases: &[CaseId]) -> Result<Vec<Proposal>, DbError> {
        let mut proposals = Vec::new();
        for chunk in cases.chunks(LOOKED_FOR) {
            let text = format!(
                "SELECT proposal.*, case_tie.state, case_tie.score AS refused_at, case_tie.later FROM proposal \
                 LEFT JOIN case_tie ON case_tie.case_id = proposal.case_id AND case_tie.other_id = proposal.other_id \
                 WHERE proposal.{side} IN {}",
                placeholders(0, chunk.len())
            );
            let ids = chunk.iter().map(|case| case.to_string().into());
            for row in sql(text).bind_all(ids).many(chunk.len()).fetch(&self.db).await? {
                proposals.push(Proposal::read(&row)?);
            }
        }
        proposals.sort_by_key(|proposal| (-proposal.score, proposal.case, proposal.other));
        Ok(proposals)
    }

    /// Why two cases may be about the same people, computed anew from both; `None` when one of them does not open.
    pub async fn explain(&self, case: CaseId, other: CaseId) -> Result<Option<Explanation>, OpenError> {
        let rows = sql("SELECT report_id FROM report_row WHERE case_id IN ($1, $2) \
             UNION SELECT report_id FROM opening_row WHERE case_id IN ($1, $2)");
        let rows = rows.bind(case.to_string()).bind(other.to_string()).fetch(&self.db).await?;
        let reports = rows.iter().map(|row| row.text("report_id").map(Value::from));
        let people = self.people_of("report_id", reports.collect::<Result<Vec<_>, _>>()?).await?;
        let of = |id: CaseId| people.values().filter(move |report| report.case == id);
        let (model, many) = (model()?, self.people().await?);
        let mut lexicon = Lexicon::default();
        let here: Vec<_> = of(case).map(|report| Comparable::of(report, &mut lexicon)).collect();
        let there: Vec<_> = of(other).map(|report| Comparable::of(report, &mut lexicon)).collect();
        let found = here.iter().flat_map(|x| there.iter().map(move |y| (x, y)));
        let found = found.filter_map(|(x, y)| judge(model, &lexicon, many, x, y)).map(|(_, found)| found);
        Ok(found.max_by(|x, y| x.bits.total_cmp(&y.bits)))
    }

    /// Compares the reports that wait for it with all others; gives how many were compared. A few are looked up in
    /// the index, many are compared all at once.
    pub async fn match_waiting(&self, now: Timestamp) -> Result<usize, OpenError> {
        let text = "SELECT report_id, case_id FROM unmatched ORDER BY report_id LIMIT $1";
        let rows = sql(text).bind(MANY as i64).fetch(&self.db).await?;
        if rows.len() == MANY {
            return self.match_everybody(now).await;
        }
        if rows.is_empty() {
            self.drop_outdated().await?;
        }
        for row in &rows {
            let report = ReportId(row.parsed("report_id")?);
            match self.index_and_match(report).await {
                Ok((keys, found)) => self.write_matches(&keys, &found, &[report], now).await?,
                // One case that does not open must not keep the others from being compared.
                Err(error @ (OpenError::Key(_) | OpenError::Unreadable(_))) => {
                    tracing::error!(%report, %error, "a report is not compared with others");
                    self.write_matches(&[], &[], &[report], now).await?;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(rows.len())
    }

    /// Takes away what another edition of linkage proposed and this one, every report compared, does not.
    async fn drop_outdated(&self) -> Result<(), DbError> {
        let text = "SELECT DISTINCT case_id FROM proposal WHERE stale IS NOT NULL \
                    AND NOT EXISTS (SELECT 1 FROM board_fill WHERE board = 'index' AND filled = 0)";
        let told = sql(text).fetch(&self.db).await?;
        if told.is_empty() {
            return Ok(());
        }
        let told: Vec<CaseId> =
            told.iter().map(|row| row.parsed("case_id").map(CaseId)).collect::<Result<_, _>>()?;
        let mut tx = self.db.begin().await?;
        sql("DELETE FROM proposal WHERE stale IS NOT NULL").run(&mut tx).await?;
        settle_repeated(&mut tx, &told).await?;
        tx.commit().await?;
        self.changes.tell();
        Ok(())
    }

    /// The keys of a report, and what it has in common with all others.
    pub(crate) async fn index_and_match(
        &self,
        report: ReportId,
    ) -> Result<(Vec<PersonKey>, Vec<Found>), OpenError> {
        let own = self.people_of("report_id", [report.to_string().into()]).await?;
        self.block_in(own.iter()).await?;
        let Some(own) = own.get(&report) else { return Ok((vec![], vec![])) };
        Ok((own.keys(&self.keys, &mut Lexicon::default()), self.matches_of(report, own).await?))
    }

    /// What one report has in common with all others.
    pub(crate) async fn matches_of(
        &self,
        report: ReportId,
        own: &ReportPeople,
    ) -> Result<Vec<Found>, OpenError> {
        let mut lexicon = Lexicon::default();
        let mut here = Comparable::of(own, &mut lexicon);
        let mut shared: BTreeMap<i64, usize> = BTreeMap::new();
        for unit in compared_with(own) {
            let unit = unit.as_ref();
            if let Some(unit) = unit
                && !self.has_openings(unit).await?
            {
                continue;
            }
            // What a unit recorded without a report teaches nothing about reports: not even that a phone is common.
            let mut alone: Vec<Record> = here.records.iter().map(|(_, record)| *record).collect();
            let records = here.records.iter_mut().map(|(_, record)| record).zip(&mut alone);
            let near = records.map(|(record, copy)| {
                self.neighbours_of(&lexicon, if unit.is_none() { record } else { copy }, unit)
            });
            for (near, crowd) in try_join_all(near).await? {
                here.crowd = if unit.is_none() { here.crowd.max(crowd) } else { here.crowd };
                for person in near {
                    *shared.entry(person).or_default() += 1;
                }
            }
        }
        let others = self.reports_of(&shared, report).await?;
        let others = others.into_iter().map(|id| id.to_string().into());
        let many = async { self.people().await.map_err(OpenError::from) };
        let (there, many) = try_join(self.people_of("report_id", others), many).await?;
        let model = model()?;
        let mut found = Vec::new();
        for report in there.values().filter(|report| report.case != own.case) {
            let there = Comparable::of(report, &mut lexicon);
            if let Some((kind, explanation)) = judge(model, &lexicon, many, &here, &there) {
                found.extend(Found::between(here.report, report, kind, explanation.bits));
            }
        }
        Ok(found)
    }

    /// The reports of people, those first that share most keys.
    async fn reports_of(
        &self,
        shared: &BTreeMap<i64, usize>,
        own: ReportId,
    ) -> Result<Vec<ReportId>, DbError> {
        let people: Vec<i64> = shared.keys().copied().collect();
        let mut reports: BTreeMap<ReportId, usize> = BTreeMap::new();
        for chunk in people.chunks(LOOKED_FOR) {
            let text = format!(
                "SELECT person, report_id FROM person_row WHERE person IN {}",
                placeholders(0, chunk.len())
            );
            let numbers = chunk.iter().map(|number| (*number).into());
            for row in sql(text).bind_all(numbers).many(chunk.len()).fetch(&self.db).await? {
                let keys = shared.get(&row.int("person")?).copied().unwrap_or(0);
                *reports.entry(ReportId(row.parsed("report_id")?)).or_default() += keys;
            }
        }
        reports.remove(&own);
        let mut reports: Vec<_> = reports.into_iter().collect();
        reports.sort_by_key(|(report, keys)| (std::cmp::Reverse(*keys), *report));
        Ok(reports.into_iter().take(COMPARED).map(|(report, _)| report).collect())
    }

    pub(crate) async fn write_matches(
        &self,
        keys: &[PersonKey],
        found: &[Found],
        compared: &[ReportId],
        now: Timestamp,
    ) -> Result<(), DbError> {
        let mut tx = self.db.begin().await?;
        write_keys(&mut tx, keys).await?;
        // Two pairs of reports may tie the same two cases: the surer one counts.
        let mut best: BTreeMap<(CaseId, CaseId), &Found> = BTreeMap::new();
        for found in found {
            let pair = (found.here.0.min(found.there.0), found.here.0.max(found.there.0));
            best.entry(pair)
                .and_modify(|kept| *kept = if found.score > kept.score { found } else { kept })
                .or_insert(found);
        }
        let rows = best.values().flat_map(|found| found.rows(now)).collect();
        insert(&mut tx, "proposal", &COLUMNS, rows, &surer()).await?;
        for chunk in compared.chunks(LOOKED_FOR) {
            let text = format!("DELETE FROM unmatched WHERE report_id IN {}", placeholders(0, chunk.len()));
            let ids = chunk.iter().map(|report| report.to_string().into());
            sql(text).bind_all(ids).many(chunk.len()).run(&mut tx).await?;
        }
        let cases: BTreeSet<CaseId> = found.iter().filter_map(Found::repeats).collect();
        settle_repeated(&mut tx, &cases.into_iter().collect::<Vec<_>>()).await?;
        tx.commit().await?;
        if !found.is_empty() {
            self.changes.tell();
        }
        Ok(())
    }

    /// One statement of a comparison: for whoever compares all at once.
    pub(crate) fn judged(
        lexicon: &Lexicon,
        people: u64,
        here: &Comparable<'_>,
        there: &Comparable<'_>,
    ) -> Result<Option<Found>, DbError> {
        let found = judge(model()?, lexicon, people, here, there);
        Ok(found.and_then(|(kind, explanation)| {
            Found::between(here.report, there.report, kind, explanation.bits)
        }))
    }
}
