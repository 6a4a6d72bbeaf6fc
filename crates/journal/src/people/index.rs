//! The index of people: who else was recorded in a like way, found without opening every case.
//!
//! Each person of a report has a row, sealed with the key of her stream, and keys. A key is made of a few fields
//! ([`linkage::index_keys`]) and kept as an HMAC under a key that is not in the database: whoever has the database alone
//! can neither read a name from it nor test a guess. What one new report costs does not grow with the population:
//! a key that too many people share is passed over.

use crate::boards::repeated::settle_repeated;
use crate::handle::db::{DbError, Row, Tx, Value, insert_many, insert_missing, placeholders, sql};
use crate::handle::error::OpenError;
use crate::handle::journal::Journal;
use crate::handle::key::{Key, KeyError, Keyring};
use casework::case::{Case, ReportState};
use casework::record::id::{CaseId, PersonId, ReportId, ZoneCode};
use casework::record::person::{Birth, Person, Reach, Role};
use casework::record::staff::Recipient;
use casework::report::{Report, ReportKind};
use jiff::Timestamp;
use linkage::{KeyOf, Lexicon, Record, Written, WrittenAddress};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// More people than this under one key: the value is common, and the pair has a narrower key or is none.
const CROWD: usize = 25;
/// More people than this with one phone or at one home: it is an institution's, and links nobody. Less is learned from
/// a phone the more people have it.
const INSTITUTION: usize = 15;

/// Whether a key that so many people share is passed over.
pub(crate) fn is_crowded(of: KeyOf, people: usize) -> bool {
    people > if of == KeyOf::Several { CROWD } else { INSTITUTION }
}

/// An address as the index keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Address {
    street: String,
    postcode: String,
    town: String,
}

/// Within what people are found and compared. Its word is a part of every key: no key of one scope is one of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The reports that the police of a zone wrote. They are compared with those of all zones.
    Zone(ZoneCode),
    /// What one unit recorded in cases without a report.
    Unit(Recipient),
}

impl Scope {
    fn of_unit(unit: &Recipient) -> String {
        let zone = unit.zone.as_ref().map_or("", ZoneCode::as_str);
        format!("unit|{}|{zone}|{}", unit.sector, unit.one_office().unwrap_or_default())
    }

    fn word(&self) -> String {
        match self {
            Self::Zone(zone) => zone.to_string(),
            Self::Unit(unit) => Self::of_unit(unit),
        }
    }
}

/// What is compared of a person, as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Indexed {
    pub(crate) person: Person,
    addresses: Vec<Address>,
    phones: Vec<String>,
    /// The unit to which the case belongs alone. Absent in rows of an older Havre.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) unit: Option<Recipient>,
}

impl Indexed {
    fn of(person: &Person, report: &ReportState, unit: Option<&Recipient>) -> Self {
        let unit = unit.cloned();
        let mut indexed = Self { person: person.clone(), addresses: vec![], phones: vec![], unit };
        for channel in report.record.channels.iter().filter(|channel| channel.person == person.id) {
            match &channel.at {
                Reach::Phone(number) => indexed.phones.push(number.clone()),
                Reach::Email(_) => {}
                Reach::Address { street, postcode, town } => indexed.addresses.push(Address {
                    street: street.clone(),
                    postcode: postcode.as_ref().map(ToString::to_string).unwrap_or_default(),
                    town: town.clone(),
                }),
            }
        }
        indexed
    }

    /// Made comparable.
    pub(crate) fn record(&self, lexicon: &mut Lexicon) -> Record {
        let addresses: Vec<WrittenAddress<'_>> = self
            .addresses
            .iter()
            .map(|a| WrittenAddress {
                street: &a.street,
                number: &a.street,
                postcode: &a.postcode,
                town: &a.town,
            })
            .collect();
        let phones: Vec<&str> = self.phones.iter().map(String::as_str).collect();
        lexicon.read(&Written {
            given: &self.person.given_names,
            family: &self.person.family_name,
            birth: birth(self.person.birth),
            addresses: &addresses,
            phones: &phones,
            ..Written::default()
        })
    }

    /// Whether links are looked for: of the two people of whom the report tells.
    pub(crate) fn is_linked(&self) -> bool {
        matches!(self.person.role, Role::Victim | Role::OtherParty)
    }

    /// All keys under which she is in the index.
    pub(crate) fn keys(&self, keyring: &Keyring, zone: &ZoneCode, lexicon: &mut Lexicon) -> Vec<PersonKey> {
        let number = row_number(self.person.id);
        let scope = self.unit.clone().map_or_else(|| Scope::Zone(zone.clone()), Scope::Unit);
        let mut keys: Vec<i64> =
            self.found_by().into_iter().map(|key| find_token(keyring, &scope, key)).collect();
        if self.is_linked() {
            let record = self.record(lexicon);
            let linked = linkage::index_keys(lexicon, &record);
            keys.extend(linked.iter().map(|key| link_token(keyring, self.unit.as_ref(), key)));
        }
        keys.into_iter().map(|token| (token, number)).collect()
    }

    /// Keys under which she is found by what somebody types.
    fn found_by(&self) -> Vec<u64> {
        let words = linkage::name_keys(&self.person.given_names, &self.person.family_name).into_iter();
        let births = linkage::birth_keys(birth(self.person.birth));
        let phones = self.phones.iter().filter_map(|phone| linkage::phone_key(phone));
        words.chain(births).chain(phones).collect()
    }
}

/// A birth date as linkage reads it.
pub(crate) fn birth(birth: Birth) -> linkage::Birth {
    let part = |part: i8| u8::try_from(part).ok();
    match birth {
        Birth::Exact(day) => linkage::Birth::new(day.year(), part(day.month()), part(day.day())),
        Birth::Month { year, month } => linkage::Birth::new(year, part(month), None),
        Birth::About(year) => linkage::Birth::new(year, None, None),
        Birth::Unknown => linkage::Birth::default(),
    }
}

/// The row number of a person: drawn with her identifier, so that a rebuilt index equals the live one.
fn row_number(person: PersonId) -> i64 {
    i64::from_be_bytes((person.0.as_u128() as u64 & i64::MAX as u64).to_be_bytes())
}

/// A key as the database keeps it.
pub(crate) fn token(keys: &Keyring, what: &str, number: u64) -> i64 {
    let mut head = [0; 8];
    head.copy_from_slice(&keys.token(what, &format!("{number:x}"))[..8]);
    i64::from_be_bytes(head)
}

/// A key for finding within one scope.
pub(crate) fn find_token(keys: &Keyring, scope: &Scope, number: u64) -> i64 {
    token(keys, &format!("find|{}", scope.word()), number)
}

/// A key for comparing: among all reports, or among what one unit recorded without a report.
fn link_token(keys: &Keyring, unit: Option<&Recipient>, key: &linkage::Key) -> i64 {
    match unit {
        None => token(keys, "link", key.number),
        Some(unit) => token(keys, &format!("link|{}", Scope::of_unit(unit)), key.number),
    }
}

/// Rows of the people of reports, computed before a transaction writes them. Their keys follow when they are compared
/// with others: whoever signs or imports does not wait for that.
#[derive(Default)]
pub(crate) struct IndexRows {
    people: Vec<Vec<Value>>,
    reports: Vec<Vec<Value>>,
    /// Reports, with their cases, whose people were in the index already and are put there anew.
    again: Vec<(ReportId, CaseId)>,
}

impl IndexRows {
    /// Adds the people of some reports of a case.
    pub(crate) fn add(
        &mut self,
        (id, case, key): (CaseId, &Case, &Key),
        reports: &[ReportId],
    ) -> Result<(), OpenError> {
        let alone = case.unit_alone();
        for (report, state) in case.reports.iter().filter(|(report, _)| reports.contains(report)) {
            let Some((zone, received_at, kind)) = recorded(state) else { continue };
            for person in state.record.people.iter().filter(|person| person.role != Role::Witness) {
                let number = row_number(person.id);
                let plain = serde_json::to_vec(&Indexed::of(person, state, alone));
                let plain = plain.map_err(|e| OpenError::Unreadable(e.into()))?;
                self.people.push(vec![
                    number.into(),
                    report.to_string().into(),
                    id.to_string().into(),
                    zone.as_str().into(),
                    received_at.as_millisecond().into(),
                    kind.into(),
                    key.seal(&plain, &number.to_be_bytes()).into(),
                ]);
            }
            self.reports.push(vec![report.to_string().into(), id.to_string().into()]);
        }
        Ok(())
    }

    /// Adds other rows.
    pub(crate) fn extend(&mut self, other: Self) {
        self.people.extend(other.people);
        self.reports.extend(other.reports);
        self.again.extend(other.again);
    }

    /// Puts the people of a case there anew: somebody's role in it was wrong, so she is compared in another one; or the
    /// police wrote a report in a case that a unit had begun, so that its people are compared with everybody.
    pub(crate) fn renew(&mut self, (id, case, key): (CaseId, &Case, &Key)) -> Result<(), OpenError> {
        self.again.extend(case.reports.iter().map(|(report, _)| (*report, id)));
        self.add_all((id, case, key))
    }

    /// Puts every person of a case there.
    pub(crate) fn add_all(&mut self, (id, case, key): (CaseId, &Case, &Key)) -> Result<(), OpenError> {
        let reports: Vec<_> = case.reports.iter().map(|(report, _)| *report).collect();
        self.add((id, case, key), &reports)
    }

    /// Writes them. Their reports wait to be compared with all others.
    pub(crate) async fn write(self, tx: &mut Tx) -> Result<(), DbError> {
        let mut unsettled = Vec::new();
        for (report, case) in &self.again {
            unsettled.extend(forget(tx, *report, *case).await?);
        }
        settle_repeated(tx, &unsettled).await?;
        insert_many(tx, "person_row", &PERSON_COLUMNS, self.people).await?;
        insert_many(tx, "unmatched", &UNMATCHED_COLUMNS, self.reports).await
    }

    /// Writes those that are not there yet: while the index is made anew, others may have been first.
    pub(crate) async fn write_missing(self, tx: &mut Tx) -> Result<(), DbError> {
        insert_missing(tx, "person_row", &PERSON_COLUMNS, self.people).await?;
        insert_missing(tx, "unmatched", &UNMATCHED_COLUMNS, self.reports).await
    }
}

/// Zone, time and word of what stands in the index for a report, or for what a unit recorded without one.
fn recorded(state: &ReportState) -> Option<(&ZoneCode, Timestamp, &'static str)> {
    let report = state.record.head().map(|head| (&head.zone, head.received_at, head.kind.word()));
    report.or_else(|| {
        let opening = &state.opening.opened.as_ref()?.what;
        Some((opening.unit.zone.as_ref()?, opening.received_at, WITHOUT_REPORT))
    })
}

/// The word of what a unit recorded without a report.
const WITHOUT_REPORT: &str = "opening";

const PERSON_COLUMNS: [&str; 7] = ["person", "report_id", "case_id", "zone", "received_at", "kind", "sealed"];
const UNMATCHED_COLUMNS: [&str; 2] = ["report_id", "case_id"];

/// The tables of the index, and what follows from it. All of it can be made anew from the cases.
pub(crate) const INDEX_TABLES: [&str; 4] = ["person_row", "person_key", "unmatched", "proposal"];

/// Takes the people of a report, and what was proposed of its case, out of the index; gives the cases of which reports
/// may be repeated no more.
async fn forget(tx: &mut Tx, report: ReportId, case: CaseId) -> Result<Vec<CaseId>, DbError> {
    for text in [
        "DELETE FROM person_key WHERE person IN (SELECT person FROM person_row WHERE report_id = $1)",
        "DELETE FROM person_row WHERE report_id = $1",
        "DELETE FROM unmatched WHERE report_id = $1",
    ] {
        sql(text).bind(report.to_string()).run(tx).await?;
    }
    let others =
        sql("SELECT other_id FROM proposal WHERE case_id = $1").bind(case.to_string()).all(tx).await?;
    for text in [
        "DELETE FROM proposal WHERE other_id = $1 AND case_id IN (SELECT other_id FROM proposal WHERE case_id = $1)",
        "DELETE FROM proposal WHERE case_id = $1",
    ] {
        sql(text).bind(case.to_string()).run(tx).await?;
    }
    let others = others.iter().map(|row| row.parsed("other_id").map(CaseId));
    others.chain([Ok(case)]).collect()
}

/// A key of a person: token and row.
pub(crate) type PersonKey = (i64, i64);

/// Writes keys, those that are there already excepted. In order: neighbours in the tree are written together.
pub(crate) async fn write_keys(tx: &mut Tx, keys: &[PersonKey]) -> Result<(), DbError> {
    let rows = keys.iter().map(|(token, person)| vec![(*token).into(), (*person).into()]).collect();
    insert_missing(tx, "person_key", &["token", "person"], rows).await
}

/// The people of a report that are compared.
#[derive(Debug, Clone)]
pub(crate) struct ReportPeople {
    pub(crate) case: CaseId,
    pub(crate) zone: ZoneCode,
    pub(crate) received_at: Timestamp,
    pub(crate) people: Vec<Indexed>,
}

impl ReportPeople {
    /// The unit to which its case belongs alone.
    pub(crate) fn unit(&self) -> Option<&Recipient> {
        self.people.iter().find_map(|indexed| indexed.unit.as_ref())
    }
}

/// A row of the index, opened.
pub(crate) struct Opened {
    pub(crate) number: i64,
    pub(crate) report: ReportId,
    pub(crate) case: CaseId,
    pub(crate) zone: ZoneCode,
    pub(crate) received_at: Timestamp,
    /// `None`: a unit recorded it without a report.
    pub(crate) kind: Option<ReportKind>,
    pub(crate) indexed: Indexed,
}

/// What every reader of the index selects.
pub(crate) const SELECTED: &str = "person, report_id, case_id, zone, received_at, kind, sealed, wrapped_key, secret \
     FROM person_row JOIN stream ON stream_id = case_id LEFT JOIN key_secret ON id = case_id";

/// Keys of streams that were unwrapped, so that the people of one case cost one.
#[derive(Default)]
pub(crate) struct Unwrapped(HashMap<String, Key>);

impl ReportPeople {
    /// The people of a report that was not written yet.
    pub(crate) fn of(case: CaseId, folded: &Case, report: &Report) -> Self {
        let people = folded.report(report.head.id).into_iter().flat_map(|state| {
            let known = state.record.people.iter().filter(|person| person.role != Role::Witness);
            known.map(|person| Indexed::of(person, state, folded.unit_alone()))
        });
        Self {
            case,
            zone: report.head.zone.clone(),
            received_at: report.head.received_at,
            people: people.collect(),
        }
    }

    /// The keys of its people, in order.
    pub(crate) fn keys(&self, keyring: &Keyring, lexicon: &mut Lexicon) -> Vec<PersonKey> {
        let mut keys: Vec<PersonKey> =
            self.people.iter().flat_map(|indexed| indexed.keys(keyring, &self.zone, lexicon)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// The kind of report that a word says; `None` when a unit recorded it without one.
fn kind_of(word: &str) -> Result<Option<ReportKind>, DbError> {
    if word == WITHOUT_REPORT {
        return Ok(None);
    }
    ReportKind::from_word(word).map(Some).ok_or(DbError::Unreadable("kind"))
}

impl Journal {
    /// Opens a row of the index.
    pub(crate) fn opened(&self, keys: &mut Unwrapped, row: &Row) -> Result<Opened, OpenError> {
        let case = row.text("case_id")?;
        if !keys.0.contains_key(&case) {
            keys.0.insert(case.clone(), self.key_of(row, &case)?.ok_or(OpenError::Erased)?);
        }
        let number = row.int("person")?;
        let key = keys.0.get(&case).ok_or(KeyError::Sealed)?;
        let plain = key.open(&row.bytes("sealed")?, &number.to_be_bytes())?;
        let mut indexed: Indexed =
            serde_json::from_slice(&plain).map_err(|e| OpenError::Unreadable(e.into()))?;
        indexed.phones.retain(|phone| !self.is_institution(phone));
        Ok(Opened {
            number,
            report: ReportId(row.parsed("report_id")?),
            case: CaseId(row.parsed("case_id")?),
            zone: ZoneCode::parse(&row.text("zone")?).map_err(|_| DbError::Unreadable("zone"))?,
            received_at: row.time("received_at")?,
            kind: kind_of(&row.text("kind")?)?,
            indexed,
        })
    }

    fn is_institution(&self, phone: &str) -> bool {
        linkage::phone_key(phone).is_some_and(|key| self.institutions.contains(&key))
    }

    /// The people of some reports.
    pub(crate) async fn people_of(
        &self,
        column: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<BTreeMap<ReportId, ReportPeople>, OpenError> {
        let values: Vec<Value> = values.into_iter().collect();
        let mut found: BTreeMap<ReportId, ReportPeople> = BTreeMap::new();
        let mut keys = Unwrapped::default();
        for chunk in values.chunks(crate::handle::db::LOOKED_FOR) {
            let places = placeholders(0, chunk.len());
            let text = format!("SELECT {SELECTED} WHERE {column} IN {places} ORDER BY report_id, person");
            let rows = sql(text).bind_all(chunk.iter().cloned()).many(chunk.len()).fetch(&self.db).await?;
            for row in &rows {
                let Opened { report, case, zone, received_at, indexed, .. } = self.opened(&mut keys, row)?;
                let people = || ReportPeople { case, zone, received_at, people: vec![] };
                found.entry(report).or_insert_with(people).people.push(indexed);
            }
        }
        Ok(found)
    }

    /// People who share a key with a record, among all reports or among what a unit recorded without one; and how many
    /// have the phone or home that most have. What is an institution's is forgotten in the record.
    pub(crate) async fn neighbours_of(
        &self,
        lexicon: &Lexicon,
        record: &mut Record,
        unit: Option<&Recipient>,
    ) -> Result<(Vec<i64>, usize), DbError> {
        let keys = linkage::index_keys(lexicon, record);
        let people = self.people_under(&keys, unit).await?;
        let (mut found, mut crowd) = (Vec::new(), 0);
        for (key, people) in keys.iter().zip(people) {
            if is_crowded(key.of, people.len()) {
                record.forget(key.of);
                continue;
            }
            if key.of != KeyOf::Several {
                crowd = crowd.max(people.len());
            }
            found.extend(people);
        }
        Ok((found, crowd))
    }

    /// The people under each key, one more than is looked at. One statement: a server is asked once.
    async fn people_under(
        &self,
        keys: &[linkage::Key],
        unit: Option<&Recipient>,
    ) -> Result<Vec<Vec<i64>>, DbError> {
        let mut people = vec![Vec::new(); keys.len()];
        if keys.is_empty() {
            return Ok(people);
        }
        let one = |at: usize| {
            let place = at + 1;
            format!(
                "SELECT * FROM (SELECT CAST({at} AS BIGINT) AS at, person FROM person_key WHERE token = ${place} LIMIT {}) AS k{at}",
                CROWD + 1
            )
        };
        let text = (0..keys.len()).map(one).collect::<Vec<_>>().join(" UNION ALL ");
        let tokens = keys.iter().map(|key| link_token(&self.keys, unit, key).into());
        for row in sql(text).bind_all(tokens).many(keys.len()).fetch(&self.db).await? {
            let at = usize::try_from(row.int("at")?).map_err(|_| DbError::Unreadable("at"))?;
            people.get_mut(at).ok_or(DbError::Unreadable("at"))?.push(row.int("person")?);
        }
        Ok(people)
    }

    /// How many people the index holds, about. Row numbers are drawn at random: how far the thousandth one reaches
    /// tells how many there are, and costs the same among millions.
    pub(crate) async fn people(&self) -> Result<u64, DbError> {
        let text = "SELECT person FROM person_row ORDER BY person LIMIT 1 OFFSET $1";
        let rows = sql(text).bind(SAMPLED).fetch(&self.db).await?;
        let reached = rows.first().map(|row| row.int("person")).transpose()?;
        let about = reached.map_or(0.0, |reached| SAMPLED as f64 * DRAWN / (reached.max(1) as f64));
        Ok((about as u64).clamp(FEW, MANY))
    }
}

/// Rows by which the rest is judged: three in a hundred off is good enough for how rare a match is.
const SAMPLED: i64 = 1_000;
/// Row numbers are drawn from so many (the 62 random bits of a version 7 identifier).
const DRAWN: f64 = (1_u64 << 62) as f64;
/// More people than any register has.
const MANY: u64 = 1_000_000_000;
/// A match is at least as rare as among so many people: a new zone has few reports and many inhabitants.
const FEW: u64 = 20_000;
