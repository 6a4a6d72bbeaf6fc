//! Finding people by what somebody types (B1): words of a name in any order, a date, a year, a phone. Within zones.

use crate::handle::db::{DbError, LOOKED_FOR, Value, placeholders, sql};
use crate::handle::error::OpenError;
use crate::handle::hidden::Hidden;
use crate::handle::journal::Journal;
use crate::people::index::{Opened, SELECTED, Scope, Unwrapped, birth, find_token};
use casework::record::id::{CaseId, ReportId, ZoneCode};
use casework::record::person::{Birth, Person};
use casework::report::ReportKind;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What is looked for. Empty parts do not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// Words of names, in any order.
    pub words: Vec<String>,
    /// Birth date.
    pub birth: Option<Date>,
    /// Birth year, when no date is known.
    pub year: Option<i16>,
    /// Phone, as typed.
    pub phone: Option<String>,
}

/// A person of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The case.
    pub case: CaseId,
    /// The report.
    pub report: ReportId,
    /// Its zone.
    pub zone: ZoneCode,
    /// When it was received.
    pub received_at: Timestamp,
    /// What it is; `None`: a unit recorded it without a report.
    pub kind: Option<ReportKind>,
    /// The person as written.
    pub person: Person,
    /// How near to what was typed, 0 to 1.
    pub score: f32,
}

/// Hits that a page shows.
const SHOWN: usize = 50;
/// People who are looked at.
const LOOKED_AT: usize = 300;

impl Sought {
    /// For each thing that was typed, the keys under any of which it is found.
    fn keys(&self) -> Vec<Vec<u64>> {
        let words = linkage::sought_keys(&self.words).into_iter();
        let day = self.birth.map(|day| linkage::birth_keys(birth(Birth::Exact(day))));
        // A day is found by the day alone; its year would find everybody of that age.
        let day = day.map(|keys| keys.into_iter().take(1).collect());
        let year = self.year.map(|year| linkage::birth_keys(birth(Birth::About(year))));
        let phone = self.phone.as_deref().and_then(linkage::phone_key).map(|key| vec![key]);
        words.chain(day).chain(year).chain(phone).collect()
    }

    /// How near a person is to what was typed. What found her was right already; the words tell how well.
    fn score(&self, person: &Person) -> f32 {
        if self.words.is_empty() { 1.0 } else { linkage::likeness_of(&self.words.join(" "), &person.name()) }
    }
}

/// The things typed without one of them.
fn without(wanted: &[Vec<u64>], left_out: usize) -> Vec<Vec<u64>> {
    wanted.iter().enumerate().filter(|(i, _)| *i != left_out).map(|(_, keys)| keys.clone()).collect()
}

impl Journal {
    /// People of what was recorded in these scopes, best first, and whether there were more than are given. Whoever is
    /// in a case that is hidden is not there: neither found, nor counted, nor the reason why nobody else is proposed.
    pub async fn search_people(
        &self,
        scopes: &[Scope],
        sought: &Sought,
        hidden: &Hidden,
    ) -> Result<(Vec<Hit>, bool), OpenError> {
        let wanted = sought.keys();
        if wanted.is_empty() || scopes.is_empty() {
            return Ok((vec![], false));
        }
        if *hidden == Hidden::Everything {
            return Ok((vec![], false));
        }
        let some = Some((hidden, LOOKED_AT));
        let mut people = self.with_all(scopes, &wanted, some).await?;
        // Nobody has all: one of the things typed may be wrong.
        for left_out in (0..wanted.len()).filter(|_| wanted.len() > 1) {
            if !people.is_empty() && left_out == 0 {
                break;
            }
            people.extend(self.with_all(scopes, &without(&wanted, left_out), some).await?);
        }
        people.sort_unstable();
        people.dedup();
        let mut more = people.len() >= LOOKED_AT;
        let mut hits = self.hits(&people, sought).await?;
        hits.sort_by(|x, y| y.score.total_cmp(&x.score).then(y.received_at.cmp(&x.received_at)));
        more |= hits.len() > SHOWN;
        hits.truncate(SHOWN);
        Ok((hits, more))
    }

    /// Everybody in these scopes who has all of the things typed but one, without a limit: for whoever must be kept from
    /// them. One of the things may be written otherwise.
    pub(crate) async fn everybody_like(
        &self,
        scopes: &[Scope],
        sought: &Sought,
    ) -> Result<Vec<Hit>, OpenError> {
        let wanted = sought.keys();
        if wanted.is_empty() || scopes.is_empty() {
            return Ok(vec![]);
        }
        let mut people = BTreeSet::new();
        for left_out in 0..wanted.len() {
            let rest = without(&wanted, left_out);
            let looked_for = if rest.is_empty() { &wanted } else { &rest };
            people.extend(self.with_all(scopes, looked_for, None).await?);
        }
        self.hits(&people.into_iter().collect::<Vec<_>>(), sought).await
    }

    /// People who have one key of each thing. `seen`: what is hidden from whoever looks, and how many are looked at.
    async fn with_all(
        &self,
        scopes: &[Scope],
        wanted: &[Vec<u64>],
        seen: Option<(&Hidden, usize)>,
    ) -> Result<Vec<i64>, DbError> {
        let mut values: Vec<Value> = Vec::new();
        let mut parts = Vec::with_capacity(wanted.len());
        for keys in wanted {
            let own: Vec<Value> = scopes
                .iter()
                .flat_map(|scope| keys.iter().map(move |key| find_token(&self.keys, scope, *key).into()))
                .collect();
            parts.push(format!(
                "SELECT person FROM person_key WHERE token IN {}",
                placeholders(values.len(), own.len())
            ));
            values.extend(own);
        }
        let mut text = parts.join(" INTERSECT ");
        if let Some((hidden, most)) = seen {
            let cases = hidden.cases();
            if !cases.is_empty() {
                let places = placeholders(values.len(), cases.len());
                text.push_str(&format!(
                    " EXCEPT SELECT person FROM person_row WHERE report_id IN (SELECT report_id FROM report_row \
                     WHERE case_id IN {places} UNION SELECT report_id FROM opening_row WHERE case_id IN {places})"
                ));
            }
            values.extend(cases);
            text.push_str(&format!(" LIMIT {most}"));
        }
        let count = values.len();
        let rows = sql(text).bind_all(values).many(count).fetch(&self.db).await?;
        rows.iter().map(|row| row.int("person")).collect()
    }

    async fn hits(&self, people: &[i64], sought: &Sought) -> Result<Vec<Hit>, OpenError> {
        let mut hits = Vec::new();
        let mut keys = Unwrapped::default();
        for chunk in people.chunks(LOOKED_FOR) {
            let text = format!("SELECT {SELECTED} WHERE person IN {}", placeholders(0, chunk.len()));
            let numbers = chunk.iter().map(|number| (*number).into());
            for row in sql(text).bind_all(numbers).many(chunk.len()).fetch(&self.db).await? {
                let Opened { report, case, zone, received_at, kind, indexed, .. } =
                    self.opened(&mut keys, &row)?;
                let score = sought.score(&indexed.person);
                hits.push(Hit { case, report, zone, received_at, kind, person: indexed.person, score });
            }
        }
        Ok(hits)
    }
}
