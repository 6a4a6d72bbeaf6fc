//! Conflicts of interest: people whom a member of staff is near to, and the cases that she therefore never sees.
//!
//! A relation is to a person, not to a case: it blocks what is recorded about that person tomorrow as well. Relations are
//! sealed; the board `conflict` keeps only that an account and a case do not go together, so that lists, searches and
//! counts leave the case out without opening it, and with it whatever is tied to it (`hidden.rs`).

use crate::handle::db::{DbError, Row, Value, insert_missing, sql};
use crate::handle::error::OpenError;
use crate::handle::guarded::{CONFLICT, RELATION};
use crate::handle::journal::Journal;
use crate::handle::random::new_uuid;
use crate::people::index::{Indexed, ReportPeople, Scope};
use crate::people::person_search::Sought;
use casework::record::id::{CaseId, ReportId, UserId, ZoneCode};
use casework::record::person::{Birth, Person};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How somebody of staff is near to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nearness {
    /// She is that person.
    Oneself,
    /// Partner, or was.
    Partner,
    /// Family.
    Family,
    /// Friend, neighbour, colleague.
    Acquaintance,
}

impl Nearness {
    /// Every one, in the order in which people choose.
    pub const ALL: [Self; 4] = [Self::Oneself, Self::Partner, Self::Family, Self::Acquaintance];

    /// Its word in forms and messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Oneself => "oneself",
            Self::Partner => "partner",
            Self::Family => "family",
            Self::Acquaintance => "acquaintance",
        }
    }

    /// The value of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// Somebody to whom a member of staff is near.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Near {
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
    /// Birth date, when it is known: without it everybody of that name is meant.
    pub birth: Birth,
    /// How near.
    pub nearness: Nearness,
}

/// A declared relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub user: UserId,
    /// To whom.
    pub near: Near,
    /// Who declared or set it.
    pub set_by: UserId,
    /// When.
    pub at: Timestamp,
}

/// Names as alike as this are held to be the same: rather one case too many blocked than one too few.
const ALIKE: f32 = 0.92;

impl Near {
    /// Whether a person of a case may be this one. An unknown birth date, on either side, decides nothing.
    pub fn may_be(&self, person: &Person) -> bool {
        let (typed, name) = (format!("{} {}", self.given_names, self.family_name), person.name());
        let alike = linkage::likeness_of(&typed, &name) >= ALIKE;
        alike && births_may_agree(self.birth, person.birth)
    }
}

fn births_may_agree(one: Birth, other: Birth) -> bool {
    match (one, other) {
        // Day and month may be exchanged; anything more is somebody else.
        (Birth::Exact(a), Birth::Exact(b)) => {
            a.year() == b.year()
                && [(b.month(), b.day()), (b.day(), b.month())].contains(&(a.month(), a.day()))
        }
        (Birth::Unknown, _) | (_, Birth::Unknown) => true,
        (Birth::About(a), Birth::About(b)) => a.abs_diff(b) <= 4,
        (Birth::About(year), known) | (known, Birth::About(year)) => {
            known.year().is_none_or(|known| known.abs_diff(year) <= 2)
        }
        // Of the other only the month is known: as with a whole day, the month may be the day.
        (Birth::Month { year, month }, known) | (known, Birth::Month { year, month }) => {
            let months = match known {
                Birth::Exact(day) => vec![day.month(), day.day()],
                Birth::Month { month, .. } => vec![month],
                Birth::About(_) | Birth::Unknown => vec![],
            };
            known.year() == Some(year) && months.contains(&month)
        }
    }
}

fn about(user: &str, id: Uuid) -> String {
    format!("relation|{user}|{id}")
}

impl Journal {
    /// Declares that somebody of staff is near to a person, and blocks the cases in which that person appears.
    pub async fn declare_relation(
        &self,
        user: UserId,
        near: &Near,
        set_by: UserId,
        at: Timestamp,
    ) -> Result<Uuid, OpenError> {
        let id = new_uuid(at);
        let plain = serde_json::to_vec(near).map_err(|error| OpenError::Unreadable(error.into()))?;
        let sealed = self.keys.seal_secret(&plain, &about(&user.to_string(), id));
        let mut tx = self.db.begin().await?;
        let (mut pen, own) = (self.take_pen(&mut tx).await?, user.to_string());
        pen.refuse_altered(&mut tx, &RELATION, &own).await?;
        sql("INSERT INTO relation (relation_id, user_id, set_by, at, sealed) VALUES ($1, $2, $3, $4, $5)")
            .bind(id.to_string())
            .bind(own.as_str())
            .bind(set_by.to_string())
            .bind(at.as_millisecond())
            .bind(sealed)
            .run(&mut tx)
            .await?;
        pen.seal(&mut tx, &RELATION, &own).await?;
        pen.lay_down(&mut tx).await?;
        tx.commit().await?;
        let relation = Relation { id, user, near: near.clone(), set_by, at };
        let cases = self.cases_of(&relation.near).await?;
        self.block(cases.into_iter().map(|case| (&relation, case)).collect()).await?;
        Ok(id)
    }

    /// The cases, of any zone, in which a person may appear, however many there are.
    async fn cases_of(&self, near: &Near) -> Result<BTreeSet<CaseId>, OpenError> {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let words = [words(&near.given_names), words(&near.family_name)].concat();
        let by_name = Sought { words, ..Sought::default() };
        // Each of the names may be written otherwise, and the day right.
        let by_day = match near.birth {
            Birth::Exact(day) => Some(Sought { birth: Some(day), ..Sought::default() }),
            _ => None,
        };
        let zones = self.zones().await?.into_iter().map(Scope::Zone);
        let units = self.units_with_openings().await?.into_iter().map(Scope::Unit);
        let (scopes, mut cases) = (zones.chain(units).collect::<Vec<_>>(), BTreeSet::new());
        for sought in std::iter::once(by_name).chain(by_day) {
            let hits = self.everybody_like(&scopes, &sought).await?;
            cases.extend(hits.into_iter().filter(|hit| near.may_be(&hit.person)).map(|hit| hit.case));
        }
        Ok(cases)
    }

    /// Every zone that has a report.
    async fn zones(&self) -> Result<Vec<ZoneCode>, DbError> {
        let mut zones = Vec::new();
        let mut after = String::new();
        loop {
            // One step of the index a zone: not a walk over every report.
            let text = "SELECT zone FROM report_row WHERE zone > $1 ORDER BY zone LIMIT 1";
            let rows = sql(text).bind(after.as_str()).fetch(&self.db).await?;
            let Some(row) = rows.first() else { return Ok(zones) };
            after = row.text("zone")?;
            zones.extend(ZoneCode::parse(&after).ok());
        }
    }

    async fn block(&self, pairs: Vec<(&Relation, CaseId)>) -> Result<(), DbError> {
        if pairs.is_empty() {
            return Ok(());
        }
        let row = |(relation, case): (&Relation, CaseId)| -> Vec<Value> {
            vec![relation.user.to_string().into(), case.to_string().into(), relation.id.to_string().into()]
        };
        let users: BTreeSet<String> = pairs.iter().map(|(relation, _)| relation.user.to_string()).collect();
        let rows = pairs.into_iter().map(row).collect();
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        let mut whole = Vec::with_capacity(users.len());
        for user in users {
            // Rows that were changed outside stay unsealed, and everything stays closed to her.
            if pen.holds(&mut tx, &CONFLICT, &user).await? {
                whole.push(user);
            }
        }
        insert_missing(&mut tx, "conflict", &["user_id", "case_id", "relation_id"], rows).await?;
        for user in &whole {
            pen.seal(&mut tx, &CONFLICT, user).await?;
        }
        pen.lay_down(&mut tx).await?;
        tx.commit().await
    }

    /// Blocks the cases of every relation that holds anew: those that an earlier version, which stopped at a page of a
    /// search, did not find.
    ///
    /// # Errors
    /// The database; a relation that does not open.
    pub async fn block_again(&self) -> Result<(), OpenError> {
        for relation in self.relations(None).await? {
            let mut cases = self.cases_of(&relation.near).await?;
            // What is blocked is not sealed anew.
            let text = "SELECT case_id FROM conflict WHERE relation_id = $1";
            for row in sql(text).bind(relation.id.to_string()).fetch(&self.db).await? {
                cases.remove(&CaseId(row.parsed("case_id")?));
            }
            self.block(cases.into_iter().map(|case| (&relation, case)).collect()).await?;
        }
        Ok(())
    }

    /// Blocks the cases of new reports for whoever is near to somebody in them.
    pub(crate) async fn block_in(
        &self,
        reports: impl Iterator<Item = (&ReportId, &ReportPeople)>,
    ) -> Result<(), OpenError> {
        let relations = self.relations(None).await?;
        if relations.is_empty() {
            return Ok(());
        }
        let near = |people: &[Indexed], relation: &Relation| {
            people.iter().any(|one| relation.near.may_be(&one.person))
        };
        let mut pairs = Vec::new();
        for (_, report) in reports {
            let found = relations.iter().filter(|relation| near(&report.people, relation));
            pairs.extend(found.map(|relation| (relation, report.case)));
        }
        Ok(self.block(pairs).await?)
    }

    /// The relations that hold, of one account or of all. Of an account whose relations were changed outside the program
    /// all that open hold, also those that were lifted.
    ///
    /// # Errors
    /// The database; a relation that does not open; relations of this account that were changed outside the program.
    pub async fn relations(&self, of: Option<UserId>) -> Result<Vec<Relation>, OpenError> {
        let users = match of {
            Some(user) => vec![user.to_string()],
            None => self.users_with_relations().await?,
        };
        let mut relations = Vec::new();
        for user in users {
            let (rows, holds) = self.guarded(&RELATION, &user).await?;
            if of.is_some() && !holds {
                return Err(DbError::Altered(RELATION.table).into());
            }
            for row in &rows {
                match (self.relation(row), holds) {
                    (Ok(relation), true) if row.opt_int("lifted_at")?.is_none() => relations.push(relation),
                    (Ok(_), true) => {}
                    (Ok(relation), false) => relations.push(relation),
                    (Err(error), true) => return Err(error),
                    (Err(_), false) => {}
                }
            }
        }
        relations.sort_by_key(|relation| (relation.at, relation.id));
        Ok(relations)
    }

    async fn users_with_relations(&self) -> Result<Vec<String>, DbError> {
        let rows = sql("SELECT DISTINCT user_id FROM relation").fetch(&self.db).await?;
        rows.iter().map(|row| row.text("user_id")).collect()
    }

    fn relation(&self, row: &Row) -> Result<Relation, OpenError> {
        let (id, user) = (row.parsed::<Uuid>("relation_id")?, row.text("user_id")?);
        let plain = self.keys.open_secret(&row.bytes("sealed")?, &about(&user, id))?;
        let near = serde_json::from_slice(&plain).map_err(|error| OpenError::Unreadable(error.into()))?;
        let at = Timestamp::from_millisecond(row.int("at")?).map_err(|_| DbError::Unreadable("at"))?;
        let user = UserId(user.parse().map_err(|_| DbError::Unreadable("user_id"))?);
        Ok(Relation { id, user, near, set_by: UserId(row.parsed("set_by")?), at })
    }

    /// Lifts a relation; `false` when it does not hold.
    pub async fn lift_relation(&self, id: Uuid, by: UserId, at: Timestamp) -> Result<bool, DbError> {
        let mut tx = self.db.begin().await?;
        let mut pen = self.take_pen(&mut tx).await?;
        let rows = sql("SELECT user_id FROM relation WHERE relation_id = $1").bind(id.to_string());
        let rows = rows.all(&mut tx).await?;
        let Some(user) = rows.first().map(|row| row.text("user_id")).transpose()? else { return Ok(false) };
        for table in [&RELATION, &CONFLICT] {
            pen.refuse_altered(&mut tx, table, &user).await?;
        }
        let text =
            "UPDATE relation SET lifted_at = $1, lifted_by = $2 WHERE relation_id = $3 AND lifted_at IS NULL";
        let lifted = sql(text)
            .bind(at.as_millisecond())
            .bind(by.to_string())
            .bind(id.to_string())
            .run(&mut tx)
            .await?;
        sql("DELETE FROM conflict WHERE relation_id = $1").bind(id.to_string()).run(&mut tx).await?;
        for table in [&RELATION, &CONFLICT] {
            pen.seal(&mut tx, table, &user).await?;
        }
        pen.lay_down(&mut tx).await?;
        tx.commit().await?;
        Ok(lifted == 1)
    }

    /// Whether somebody among these people may be one of the relations of an account. Asked of a case beside
    /// [`Journal::hidden_from`]: the board learns of a new report a moment after it was signed.
    pub async fn is_near<'p>(
        &self,
        user: UserId,
        mut people: impl Iterator<Item = &'p Person>,
    ) -> Result<bool, OpenError> {
        let relations = self.relations(Some(user)).await?;
        Ok(!relations.is_empty() && people.any(|person| relations.iter().any(|one| one.near.may_be(person))))
    }
}
