//! The index of people: who else was recorded in a like way, found without opening every case.
//!
//! Each person of a report has a row, sealed with the key of her stream, and keys. A key is made of a few fields
//! ([`linkage::index_keys`]) and kept as an HMAC under a key that is not in the database: whoever has the database alone
//! can neither read a name from it nor test a guess. What one new report costs does not grow with the population:
//! a key that too many people share is passed over.

use crate::db::{DbError, Row, Tx, Value, insert_many, placeholders, sql};
use crate::key::{Key, KeyError, Keyring};
use crate::store::{Journal, OpenError};
use casework::fold::{Case, ReportState};
use casework::id::{CaseId, PersonId, ReportId, ZoneCode};
use casework::person::{Birth, Person, Reach, Role};
use casework::report::ReportKind;
use jiff::Timestamp;
use linkage::{Key as LinkageKey, KeyOf, Lexicon, Record, Written, WrittenAddress};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// More people than this under one key: the value is common, or an institution's.
const CROWD: usize = 40;

/// An address as the index keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Address {
    street: String,
    postcode: String,
    town: String,
}

/// What is compared of a person, as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Indexed {
    pub(crate) person: Person,
    addresses: Vec<Address>,
    phones: Vec<String>,
}

impl Indexed {
    fn of(person: &Person, report: &ReportState) -> Self {
        let mut indexed = Self { person: person.clone(), addresses: vec![], phones: vec![] };
        for channel in report.channels.iter().filter(|channel| channel.person == person.id) {
            match &channel.at {
                Reach::Phone(number) => indexed.phones.push(number.clone()),
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

    /// Keys under which she is found by what somebody types.
    fn found_by(&self) -> Vec<u64> {
        let words = linkage::word_keys(&self.person.name()).into_iter().flatten();
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

/// A key for finding within one zone.
pub(crate) fn find_token(keys: &Keyring, zone: &ZoneCode, number: u64) -> i64 {
    token(keys, &format!("find|{zone}"), number)
}

/// Rows and keys of the people of reports, computed before a transaction writes them.
#[derive(Default)]
pub(crate) struct IndexRows {
    people: Vec<Vec<Value>>,
    keys: Vec<(i64, i64)>,
    reports: Vec<Vec<Value>>,
}

impl IndexRows {
    /// Adds the people of some reports of a case.
    pub(crate) fn add(
        &mut self,
        keyring: &Keyring,
        (id, case, key): (CaseId, &Case, &Key),
        reports: &[ReportId],
    ) -> Result<(), OpenError> {
        let mut lexicon = Lexicon::default();
        for (report, state) in case.reports.iter().filter(|(report, _)| reports.contains(report)) {
            let Some(head) = state.head() else { continue };
            for person in state.people.iter().filter(|person| person.role != Role::Witness) {
                let indexed = Indexed::of(person, state);
                let number = row_number(person.id);
                let found = indexed.found_by().into_iter().map(|key| find_token(keyring, &head.zone, key));
                self.keys.extend(found.map(|token| (token, number)));
                if indexed.is_linked() {
                    let record = indexed.record(&mut lexicon);
                    let keys = linkage::index_keys(&lexicon, &record);
                    self.keys.extend(keys.iter().map(|key| (token(keyring, "link", key.number), number)));
                }
                let plain = serde_json::to_vec(&indexed).map_err(|e| OpenError::Unreadable(e.into()))?;
                self.people.push(vec![
                    number.into(),
                    report.to_string().into(),
                    id.to_string().into(),
                    head.zone.as_str().into(),
                    head.received_at.as_millisecond().into(),
                    head.kind.word().into(),
                    key.seal(&plain, &number.to_be_bytes()).into(),
                ]);
            }
            self.reports.push(vec![report.to_string().into(), id.to_string().into()]);
        }
        Ok(())
    }

    /// Writes the rows of people alone, and gives the keys to whoever writes them later; for measuring.
    pub(crate) async fn write_people(self, tx: &mut Tx, keys: &mut Vec<(i64, i64)>) -> Result<u64, DbError> {
        let people = self.people.len() as u64;
        keys.extend(self.keys);
        Self { people: self.people, ..Self::default() }.write(tx).await?;
        Ok(people)
    }

    /// Writes them. Their reports wait to be compared with all others.
    pub(crate) async fn write(mut self, tx: &mut Tx) -> Result<(), DbError> {
        let columns = ["person", "report_id", "case_id", "zone", "received_at", "kind", "sealed"];
        insert_many(tx, "person_row", &columns, self.people).await?;
        // In order: neighbours in the tree are written together.
        self.keys.sort_unstable();
        self.keys.dedup();
        let keys = self.keys.into_iter().map(|(token, person)| vec![token.into(), person.into()]).collect();
        insert_many(tx, "person_key", &["token", "person"], keys).await?;
        insert_many(tx, "unmatched", &["report_id", "case_id"], self.reports).await
    }
}

/// The people of a report that are compared.
#[derive(Debug, Clone)]
pub(crate) struct ReportPeople {
    pub(crate) case: CaseId,
    pub(crate) zone: ZoneCode,
    pub(crate) received_at: Timestamp,
    pub(crate) people: Vec<Indexed>,
}

/// A row of the index, opened.
pub(crate) struct Opened {
    pub(crate) number: i64,
    pub(crate) report: ReportId,
    pub(crate) case: CaseId,
    pub(crate) zone: ZoneCode,
    pub(crate) received_at: Timestamp,
    pub(crate) kind: ReportKind,
    pub(crate) indexed: Indexed,
}

/// What every reader of the index selects.
pub(crate) const SELECTED: &str = "person, report_id, case_id, zone, received_at, kind, sealed, wrapped_key \
     FROM person_row JOIN stream ON stream_id = case_id";

/// Keys of streams that were unwrapped, so that the people of one case cost one.
#[derive(Default)]
pub(crate) struct Unwrapped(HashMap<String, Key>);

impl Journal {
    /// Opens a row of the index.
    pub(crate) fn opened(&self, keys: &mut Unwrapped, row: &Row) -> Result<Opened, OpenError> {
        let case = row.text("case_id")?;
        if !keys.0.contains_key(&case) {
            let wrapped = row.opt_bytes("wrapped_key")?.ok_or(KeyError::Sealed)?;
            keys.0.insert(case.clone(), self.keys.unwrap(&wrapped, &case)?);
        }
        let number = row.int("person")?;
        let key = keys.0.get(&case).ok_or(KeyError::Sealed)?;
        let plain = key.open(&row.bytes("sealed")?, &number.to_be_bytes())?;
        Ok(Opened {
            number,
            report: ReportId(row.parsed("report_id")?),
            case: CaseId(row.parsed("case_id")?),
            zone: ZoneCode::parse(&row.text("zone")?).map_err(|_| DbError::Unreadable("zone"))?,
            received_at: row.time("received_at")?,
            kind: ReportKind::from_word(&row.text("kind")?).ok_or(DbError::Unreadable("kind"))?,
            indexed: serde_json::from_slice(&plain).map_err(|e| OpenError::Unreadable(e.into()))?,
        })
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
        for chunk in values.chunks(crate::db::LOOKED_FOR) {
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

    /// People who share a key with a record. What is an institution's is forgotten in the record.
    pub(crate) async fn neighbours_of(
        &self,
        lexicon: &Lexicon,
        record: &mut Record,
    ) -> Result<Vec<i64>, DbError> {
        let keys = linkage::index_keys(lexicon, record);
        let of: HashMap<i64, LinkageKey> =
            keys.into_iter().map(|key| (token(&self.keys, "link", key.number), key)).collect();
        let mut found = Vec::new();
        for (token, key) in of {
            let text = "SELECT person FROM person_key WHERE token = $1 LIMIT $2";
            let rows = sql(text).bind(token).bind(CROWD as i64 + 1).fetch(&self.db).await?;
            match rows.len() > CROWD {
                true if key.of != KeyOf::Several => record.forget(key.of),
                true => {}
                false => {
                    found.extend(rows.iter().map(|row| row.int("person")).collect::<Result<Vec<_>, _>>()?)
                }
            }
        }
        Ok(found)
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
