//! A raw row becomes a typed one, or the list of everything that is wrong with it.

use crate::cell::{NOT_COMPUTED, is_formula, is_sheet_error};
use crate::columns::{Column, Columns};
use crate::dates::{self, Moment};
use crate::layout::RawRow;
use crate::names;
use crate::reason::{Reason, Reject};
use crate::signs;
use casework::prosecution::Decision;
use casework::record::date_input;
use casework::record::id::{Postcode, PvNumber, ZoneCode};
use casework::record::person::{Birth, Language};
use casework::record::phone_input::{self, BadPhone};
use casework::record::text;
use casework::record::text::{BadText, NAME_MAX, NARRATIVE_MAX};
use casework::record::words::Answer;
use casework::report::{ReportKind, RiskFactor};
use jiff::civil::{Date, DateTime, Time};

/// What a row cannot know by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Day and hour in Belgium: later ones are refused.
    pub now: DateTime,
    /// Zone of rows that name none.
    pub zone_default: Option<ZoneCode>,
}

/// A person as an extract names one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPerson {
    /// Family name as written.
    pub family_name: String,
    /// Given names as written; empty when unknown, or when a merged name could not be split.
    pub given_names: String,
    /// Birth date as well as it is known.
    pub birth: Birth,
}

/// A row that can be imported. Whether its postcode exists, and whether its PV number is new, is for the
/// importer to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtractRow {
    /// Line in the file, from 1.
    pub line: u64,
    /// Number of the report.
    pub pv: PvNumber,
    /// Zone that wrote it.
    pub zone: ZoneCode,
    /// Dispute (when not said) or complaint.
    pub kind: ReportKind,
    /// Day of the facts.
    pub facts_date: Date,
    /// Hour of the facts, local time.
    pub facts_time: Option<Time>,
    /// When the report was made; when not said, day and hour of the facts.
    pub received: Moment,
    /// Postcode of the facts.
    pub postcode: Postcode,
    /// Street of the facts; may be empty.
    pub street: String,
    /// The victim.
    pub victim: NamedPerson,
    /// Her phones as written; two numbers in one cell are two. Who else reads them is unknown.
    pub victim_phones: Vec<String>,
    /// Her language; `None` when nobody wrote it down.
    pub victim_language: Option<Language>,
    /// The other party, when named.
    pub other: Option<NamedPerson>,
    /// Children present; `None` when nobody wrote it down, which is not the same as unknown.
    pub children_present: Option<Answer>,
    /// What happened; may be empty.
    pub facts: String,
    /// The risk factors about which something was written.
    pub risk: Vec<(RiskFactor, Answer)>,
    /// An earlier order or measure was breached; unknown when nobody wrote it down.
    pub breach: Answer,
    /// She agrees to be called on day 2. Only a clear yes counts.
    pub day_two_agreed: bool,
    /// Followed as a sensitive case.
    pub sensitive: bool,
    /// First contact with her.
    pub first_contact: Option<Moment>,
    /// Decision of the prosecution with its day.
    pub decision: Option<(Decision, Moment)>,
}

const STREET_MAX: usize = 300;
const WORD_MAX: usize = 200;

const RISK: [(Column, RiskFactor); 7] = [
    (Column::Weapons, RiskFactor::Weapons),
    (Column::Threats, RiskFactor::Threats),
    (Column::AlcoholDrugs, RiskFactor::AlcoholDrugs),
    (Column::Escalation, RiskFactor::Escalation),
    (Column::Isolation, RiskFactor::Isolation),
    (Column::Stalking, RiskFactor::Stalking),
    (Column::History, RiskFactor::History),
];

/// Reads a row.
///
/// # Errors
/// Every refused cell, not only the first: whoever corrects the file wants to see them all.
pub fn parse_row(row: &RawRow, context: &Context) -> Result<ExtractRow, Vec<Reject>> {
    let mut cells = Cells { row, words: &row.layout.words, now: context.now, rejects: Vec::new() };
    match (cells.read(context), cells.rejects) {
        (Some(read), rejects) if rejects.is_empty() => Ok(read),
        (_, rejects) => Err(rejects),
    }
}

impl ExtractRow {
    /// When the report was made, local time. Where nobody wrote the hour it is noon, or the hour of the facts when that
    /// came later on the same day: no clock runs before the facts.
    pub fn received_from(&self) -> DateTime {
        let noon = self.received.at_or(Time::constant(12, 0, 0, 0));
        match (self.received.time, self.facts_time) {
            (None, Some(time)) => noon.max(self.facts_date.to_datetime(time)),
            _ => noon,
        }
    }
}

/// What a spreadsheet wrote because it could give no value.
fn nothing_computed(cell: &str) -> Option<Reason> {
    if is_sheet_error(cell) && cell != NOT_COMPUTED {
        Some(Reason::SheetError)
    } else {
        is_formula(cell).then_some(Reason::Formula)
    }
}

/// Signs of a text that was read with the wrong encoding, here or on the way here.
fn damaged(column: Column, cell: &str) -> Option<Reason> {
    let undecoded = cell.chars().any(|c| matches!(c, '\u{fffd}' | '\u{80}'..='\u{9f}'));
    let signs = if column == Column::Facts { signs::in_narrative(cell) } else { signs::in_name(cell) };
    (undecoded || signs).then_some(Reason::Undecodable)
}

struct Cells<'a> {
    row: &'a RawRow,
    words: &'a Columns,
    now: DateTime,
    rejects: Vec<Reject>,
}

impl Cells<'_> {
    /// `None` only after a reject was noted.
    fn read(&mut self, context: &Context) -> Option<ExtractRow> {
        let pv = self.required(Column::PvNumber, |t| PvNumber::parse(t).map_err(|_| Reason::NotAPvNumber));
        let zone = self.zone(context);
        let kind = self.word(Column::Kind, |w, t| w.kind(t).ok_or(Reason::NotAKind));
        let happened = self.happened();
        let facts_date = happened.map(|facts| facts.date);
        let received = self.after(Column::ReceivedAt, happened, None);
        let postcode =
            self.required(Column::Postcode, |t| Postcode::parse(t).map_err(|_| Reason::NotAPostcode));
        let street = self.line(Column::Street, STREET_MAX);
        let victim = self.victim(facts_date);
        let other = self.other(facts_date);
        let victim_phones = self.phones();
        let victim_language = self.word(Column::VictimLanguage, |w, t| Ok(w.language(t)));
        let children_present = self.answer(Column::ChildrenPresent);
        let facts = self.narrative();
        let risk =
            RISK.iter().filter_map(|(column, factor)| Some((*factor, self.answer(*column)?))).collect();
        let breach = self.answer(Column::Breach).unwrap_or(Answer::Unknown);
        let day_two_agreed = self.answer(Column::DayTwoAgreed) == Some(Answer::Yes);
        let sensitive = self.answer(Column::Sensitive) == Some(Answer::Yes);
        let first_contact = self.after(Column::FirstContactAt, happened, received);
        let decision = self.decision(happened, received);
        let happened = happened?;
        Some(ExtractRow {
            line: self.row.line,
            pv: pv?,
            zone: zone?,
            kind: kind.unwrap_or(ReportKind::FamilyDispute),
            facts_date: happened.date,
            facts_time: happened.time,
            received: received.unwrap_or(happened),
            postcode: postcode?,
            street,
            victim,
            victim_phones,
            victim_language,
            other,
            children_present,
            facts,
            risk,
            breach,
            day_two_agreed,
            sensitive,
            first_contact,
            decision,
        })
    }

    fn reject(&mut self, column: Column, reason: Reason) {
        let (header, value) = (self.row.header(column), self.row.get(column));
        self.rejects.push(Reject::new(self.row.line, header, &value, reason));
    }

    /// The text of a cell, made harmless; empty when it is refused.
    fn clean(&mut self, column: Column, take: impl Fn(&str) -> Result<String, BadText>) -> Option<String> {
        let cell = self.row.get(column);
        let taken = match nothing_computed(&cell).or(damaged(column, &cell)) {
            Some(reason) => Err(reason),
            None => take(&cell).map_err(|bad| match bad {
                BadText::TooLong(_) => Reason::TooLong,
                BadText::Control => Reason::Control,
            }),
        };
        taken.map_err(|reason| self.reject(column, reason)).ok()
    }

    fn line(&mut self, column: Column, max: usize) -> String {
        self.clean(column, |t| text::line(t, max)).unwrap_or_default()
    }

    fn narrative(&mut self) -> String {
        self.clean(Column::Facts, |t| text::lines(t, NARRATIVE_MAX)).unwrap_or_default()
    }

    fn parsed<T>(
        &mut self,
        column: Column,
        needed: bool,
        parse: impl FnOnce(&str) -> Result<T, Reason>,
    ) -> Option<T> {
        let text = self.clean(column, |t| text::line(t, WORD_MAX))?;
        let read = match text.as_str() {
            "" if needed => Err(Reason::Missing),
            "" => return None,
            text => parse(text),
        };
        read.map_err(|reason| self.reject(column, reason)).ok()
    }

    fn required<T>(&mut self, column: Column, parse: impl FnOnce(&str) -> Result<T, Reason>) -> Option<T> {
        self.parsed(column, true, parse)
    }

    fn optional<T>(&mut self, column: Column, parse: impl FnOnce(&str) -> Result<T, Reason>) -> Option<T> {
        self.parsed(column, false, parse)
    }

    fn word<T>(
        &mut self,
        column: Column,
        find: impl FnOnce(&Columns, &str) -> Result<T, Reason>,
    ) -> Option<T> {
        let words = self.words;
        self.optional(column, |text| find(words, text))
    }

    fn answer(&mut self, column: Column) -> Option<Answer> {
        self.word(column, |w, t| w.answer(t).ok_or(Reason::NotAnAnswer))
    }

    fn zone(&mut self, context: &Context) -> Option<ZoneCode> {
        let parse = |t: &str| ZoneCode::parse(t).map_err(|_| Reason::NotAZone);
        match &context.zone_default {
            Some(default) if self.row.get(Column::Zone).is_empty() => Some(default.clone()),
            _ => self.required(Column::Zone, parse),
        }
    }

    /// Day and hour of the facts. An hour may stand in a column of its own.
    fn happened(&mut self) -> Option<Moment> {
        let now = self.now;
        let facts = self.required(Column::FactsDate, |t| dates::moment(t, now));
        let own = self.optional(Column::FactsTime, |t| {
            let time = date_input::hour(t)?;
            // A date cell of a spreadsheet has midnight beside it.
            let other = facts.and_then(|facts| facts.time).filter(|other| *other != Time::midnight());
            match facts.map(|facts| Moment { time: Some(time), ..facts }) {
                _ if other.is_some_and(|other| other != time) => Err(Reason::TwoHours),
                Some(facts) => facts.checked(now).map(|_| time),
                None => Ok(time),
            }
        });
        facts.map(|facts| Moment { time: own.or(facts.time), ..facts })
    }

    /// A moment that cannot lie before the facts, nor before the report was made.
    fn after(&mut self, column: Column, facts: Option<Moment>, received: Option<Moment>) -> Option<Moment> {
        let now = self.now;
        self.optional(column, |text| {
            let found = dates::moment(text, now)?;
            if facts.is_some_and(|facts| found.is_before(facts)) {
                Err(Reason::BeforeFacts)
            } else if received.is_some_and(|received| found.is_before(received)) {
                Err(Reason::BeforeReceived)
            } else {
                Ok(found)
            }
        })
    }

    fn birth(&mut self, column: Column, facts: Option<Date>) -> Birth {
        let (now, words) = (self.now, self.words);
        let found = self.optional(column, |text| {
            if words.answer(text) == Some(Answer::Unknown) {
                return Ok(Birth::Unknown);
            }
            let birth = dates::birth(text, now)?;
            let after = facts.is_some_and(|facts| birth.is_after(facts));
            if after { Err(Reason::BornAfterFacts) } else { Ok(birth) }
        });
        found.unwrap_or(Birth::Unknown)
    }

    /// Family and given names: the separate columns, or the merged one when both are empty. Where a name stands beside
    /// given names ("Nom victime", "Prénom victime"), it is the family name: there is nothing to split.
    fn names(&mut self, family: Column, given: Column, merged: Column) -> (String, String) {
        let (has_family, has_given) = (!self.row.get(family).is_empty(), !self.row.get(given).is_empty());
        if !has_family && !has_given {
            // Each half has its own limit; the whole may hold both.
            let whole = self.line(merged, 2 * NAME_MAX + 2);
            let (family, given) = names::split(&whole);
            if family.chars().count() > NAME_MAX || given.chars().count() > NAME_MAX {
                self.reject(merged, Reason::TooLong);
            }
            return (family, given);
        }
        let family = if has_family { family } else { merged };
        (self.line(family, NAME_MAX), self.line(given, NAME_MAX))
    }

    fn victim(&mut self, facts: Option<Date>) -> NamedPerson {
        let before = self.rejects.len();
        let (family_name, given_names) =
            self.names(Column::VictimFamilyName, Column::VictimGivenNames, Column::VictimName);
        // Some have one name only: one is enough, whichever it is.
        if family_name.is_empty() && given_names.is_empty() && self.rejects.len() == before {
            let separate = self.row.layout.at.contains_key(&Column::VictimFamilyName);
            self.reject(
                if separate { Column::VictimFamilyName } else { Column::VictimName },
                Reason::Missing,
            );
        }
        NamedPerson { family_name, given_names, birth: self.birth(Column::VictimBirthDate, facts) }
    }

    fn other(&mut self, facts: Option<Date>) -> Option<NamedPerson> {
        let (family_name, given_names) =
            self.names(Column::OtherFamilyName, Column::OtherGivenNames, Column::OtherName);
        let birth = self.birth(Column::OtherBirthDate, facts);
        let nobody = family_name.is_empty() && given_names.is_empty() && birth == Birth::Unknown;
        (!nobody).then_some(NamedPerson { family_name, given_names, birth })
    }

    /// The phones of a cell, by the rule of the form.
    fn phones(&mut self) -> Vec<String> {
        let words = self.words;
        let found = self.optional(Column::VictimPhone, |text| match words.answer(text) {
            Some(Answer::Unknown | Answer::No) => Ok(vec![]),
            _ => phone_input::phones(text).map_err(|bad| match bad {
                BadPhone::NotAPhone => Reason::NotAPhone,
                BadPhone::Text(BadText::TooLong(_)) => Reason::TooLong,
                BadPhone::Text(BadText::Control) => Reason::Control,
            }),
        });
        found.unwrap_or_default()
    }

    /// A decision has a day, and a day of decision has a decision: the indicators need both.
    fn decision(&mut self, facts: Option<Moment>, received: Option<Moment>) -> Option<(Decision, Moment)> {
        let before = self.rejects.len();
        let decision = self.word(Column::Decision, |w, t| w.decision(t).ok_or(Reason::NotADecision));
        let decided = self.after(Column::DecidedAt, facts, received);
        match (decision, decided) {
            (Some(decision), Some(decided)) => return Some((decision, decided)),
            _ if self.rejects.len() > before => {}
            (Some(_), None) => self.reject(Column::DecidedAt, Reason::Missing),
            (None, Some(_)) => self.reject(Column::Decision, Reason::Missing),
            (None, None) => {}
        }
        None
    }
}
