//! The report form: from the words that were typed to a [`Report`], or to messages at the fields.
//!
//! A draft is the form as typed, kept whole: nothing that somebody wrote is lost because it was wrong.
//! Fields of people are `p0.family_name`, `p0.phone1`, …; a person counts once a name, birth date or channel is written.

use super::sections::{Facts, Head, Referral, Report, ReportKind, Risk, RiskFactor, SafeContact};
use crate::record::date_input::{self, BadDate};
use crate::record::dates::brussels;
use crate::record::form::{Form, Problem};
use crate::record::hours::{Day, Slot};
use crate::record::id::{Nis, PersonId, Postcode, PvNumber, ReportId, ZoneCode};
use crate::record::person::{Birth, Channel, Exposure, Language, Person, Reach, Relation, Role, Terms};
use crate::record::phone_input::{self, BadPhone};
use crate::record::text::{BadText, NAME_MAX, NARRATIVE_MAX, line, lines};
use crate::record::words::Answer;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use uuid::Uuid;

/// People that a form shows: at least two (victim and other party), at most this many.
pub const PEOPLE_MAX: usize = 20;
/// Phones of one person, at most.
pub const PHONES_MAX: usize = 5;

/// What the form does not hold.
#[derive(Debug, Clone)]
pub struct Context {
    /// Id of the report to be.
    pub report: ReportId,
    /// Zone of the officer.
    pub zone: ZoneCode,
    /// Now.
    pub now: Timestamp,
}

/// Number of person blocks to show: what was typed, or asked for with "add a person".
pub fn people_shown(form: &Form) -> usize {
    let asked = form.get("people").and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
    let typed = (0..PEOPLE_MAX).rev().find(|i| is_person(form, *i)).map_or(0, |i| i + 1);
    asked.max(typed).clamp(2, PEOPLE_MAX)
}

/// Number of phone fields to show for a person.
pub fn phones_shown(form: &Form, person: usize) -> usize {
    let asked = form.get(&format!("p{person}.phones")).and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
    let typed =
        (0..PHONES_MAX).rev().find(|j| has(form, &format!("p{person}.phone{j}"))).map_or(0, |j| j + 1);
    asked.max(typed).clamp(1, PHONES_MAX)
}

/// Reads a form. `neighbourhood` answers which municipality a postcode is in; `new_id` gives person ids.
pub fn read(
    form: &Form,
    context: &Context,
    neighbourhood: impl Fn(&Postcode) -> Option<Nis>,
    mut new_id: impl FnMut() -> Uuid,
) -> Result<Report, Vec<Problem>> {
    let mut reader = FormReader { form, names_needed: true, problems: Vec::new() };
    let today = context.now.to_zoned_datetime(brussels()).date();
    let pv = reader.required("pv_number", |text| PvNumber::parse(text).map_err(|_| "bad-pv"));
    let postcode = reader.required("postcode", |text| Postcode::parse(text).map_err(|_| "bad-postcode"));
    let happened_on =
        reader.required("happened_on", |text| date_input::past_day(text, today).map_err(word_of));
    let now = context.now.to_zoned_datetime(brussels()).datetime();
    let happened_at = reader.optional("happened_at", |text| hour_of(text, happened_on, now).map_err(word_of));
    let facts = reader.facts(context.report);
    let risk = reader.risk(context.report);
    let day_two = reader.required("day_two_agreed", |text| match Answer::from_word(text) {
        Some(Answer::Yes) => Ok(true),
        Some(Answer::No) => Ok(false),
        _ => Err("choose"),
    });
    let kind = reader.optional("kind", |text| ReportKind::from_word(text).ok_or("choose"));
    let (people, channels) = reader.people(today, &mut new_id);
    if !people.iter().any(|person| person.role == Role::Victim) {
        reader.problem("p0.family_name", "no-victim");
    }
    let (instructions, children_now) = (reader.narrative("safe_contact"), reader.narrative("children_now"));
    let (Some(pv), Some(postcode), Some(happened_on), Some(day_two_agreed), true) =
        (pv, postcode, happened_on, day_two, reader.problems.is_empty())
    else {
        return Err(reader.problems);
    };
    let head = Head {
        id: context.report,
        kind: kind.unwrap_or(ReportKind::FamilyDispute),
        pv,
        zone: context.zone.clone(),
        neighbourhood: neighbourhood(&postcode),
        postcode,
        happened_on,
        happened_at,
        received_at: context.now,
        day_two_agreed,
        imported: false,
    };
    let safe_contact = SafeContact { report: context.report, instructions, children_now };
    Ok(Report { head, facts, risk, people, channels, safe_contact })
}

/// Reads only those who are named and the ways to reach them; nobody has to be.
///
/// # Errors
/// Messages at their fields.
pub fn read_people(
    form: &Form,
    today: Date,
    mut new_id: impl FnMut() -> Uuid,
) -> Result<(Vec<Person>, Vec<Channel>), Vec<Problem>> {
    let mut reader = FormReader { form, names_needed: false, problems: Vec::new() };
    let named = reader.people(today, &mut new_id);
    if reader.problems.is_empty() { Ok(named) } else { Err(reader.problems) }
}

/// Whether a person is a child of whom only name and birth are asked: nothing else was typed.
pub fn is_child(form: &Form, i: usize) -> bool {
    let child = form.get(&format!("p{i}.role")).is_some_and(|role| role == Role::Child.word());
    let reached = |i| {
        let own = ["email", "street", "town", "address_postcode"];
        own.iter().any(|field| has(form, &format!("p{i}.{field}")))
            || (0..PHONES_MAX).any(|phone| has(form, &format!("p{i}.phone{phone}")))
    };
    child && !reached(i)
}

/// An hour of the day of the facts: one that was, and that is over.
fn hour_of(text: &str, day: Option<Date>, now: DateTime) -> Result<Time, BadDate> {
    let hour = date_input::hour(text)?;
    match day.map(|day| day.to_datetime(hour)) {
        Some(at) if !date_input::exists(at) => Err(BadDate::NoSuchHour),
        Some(at) if at > now => Err(BadDate::Future),
        _ => Ok(hour),
    }
}

/// The word of the message about a day or an hour that cannot be.
fn word_of(bad: BadDate) -> &'static str {
    match bad {
        BadDate::NotADate => "not-a-date",
        BadDate::NoSuchDay | BadDate::TooOld => "bad-date",
        BadDate::TwoDigitYear => "two-digit-year",
        BadDate::Future => "future-date",
        BadDate::NotATime => "bad-time",
        BadDate::NoSuchHour => "no-such-hour",
    }
}

fn has(form: &Form, field: &str) -> bool {
    form.get(field).is_some_and(|text| !text.trim().is_empty())
}

/// The address of the first person, of somebody who is said to live there too.
pub fn shared_address(form: &Form, i: usize) -> Option<Reach> {
    let text = |part: &str| form.get(&format!("p0.{part}")).map_or("", |text| text.trim()).to_owned();
    let (street, town) = (text("street"), text("town"));
    let postcode = Postcode::parse(&text("address_postcode")).ok();
    let shared = i > 0 && has(form, &format!("p{i}.same_address"));
    let written = !street.is_empty() || !town.is_empty() || postcode.is_some();
    (shared && written).then_some(Reach::Address { street, postcode, town })
}

fn is_person(form: &Form, i: usize) -> bool {
    let own = ["family_name", "given_names", "birth", "email", "street", "town", "address_postcode"];
    let named = own.iter().any(|field| has(form, &format!("p{i}.{field}")));
    named || (0..PHONES_MAX).any(|phone| has(form, &format!("p{i}.phone{phone}")))
}

struct FormReader<'a> {
    form: &'a Form,
    /// Whether somebody of whom only a phone is known is no person yet.
    names_needed: bool,
    problems: Vec<Problem>,
}

impl FormReader<'_> {
    fn text(&self, field: &str) -> &str {
        self.form.get(field).map_or("", |text| text.trim())
    }

    fn problem(&mut self, field: &str, word: &'static str) {
        self.problems.push(Problem { field: field.to_owned(), word });
    }

    fn optional<T>(&mut self, field: &str, parse: impl Fn(&str) -> Result<T, &'static str>) -> Option<T> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        parse(text).map_err(|word| self.problem(field, word)).ok()
    }

    fn required<T>(&mut self, field: &str, parse: impl Fn(&str) -> Result<T, &'static str>) -> Option<T> {
        if self.text(field).is_empty() {
            self.problem(field, "required");
            return None;
        }
        self.optional(field, parse)
    }

    fn taken(&mut self, field: &str, text: Result<String, BadText>) -> String {
        text.unwrap_or_else(|bad| {
            self.problem(field, if bad == BadText::Control { "control-character" } else { "too-long" });
            String::new()
        })
    }

    fn name(&mut self, field: &str) -> String {
        let text = line(self.text(field), NAME_MAX);
        self.taken(field, text)
    }

    fn narrative(&mut self, field: &str) -> String {
        let text = lines(self.text(field), NARRATIVE_MAX);
        self.taken(field, text)
    }

    fn answer(&self, field: &str) -> Answer {
        Answer::from_word(self.text(field)).unwrap_or(Answer::Unknown)
    }

    fn facts(&mut self, report: ReportId) -> Facts {
        if self.text("facts").is_empty() {
            self.problem("facts", "required");
        }
        let children_present =
            self.required("children_present", |text| Answer::from_word(text).ok_or("choose"));
        Facts {
            report,
            relation: self.optional("relation", |text| Relation::from_word(text).ok_or("choose")),
            place: self.name("place"),
            context: self.narrative("facts"),
            words: self.narrative("words"),
            actions: self.narrative("actions"),
            children_present,
            children_impact: self.narrative("children_impact"),
            measures: self.narrative("measures"),
            left_spontaneously: self.answer("left_spontaneously"),
            breach: self.answer("breach"),
            referrals: self.referrals(),
        }
    }

    fn referrals(&self) -> Vec<Referral> {
        let ticked = |r: &&Referral| !self.text(&format!("referral.{r}")).is_empty();
        Referral::ALL.iter().filter(ticked).copied().collect()
    }

    fn risk(&mut self, report: ReportId) -> Risk {
        let factors = RiskFactor::ALL.iter().map(|f| (*f, self.answer(&format!("risk.{f}")))).collect();
        Risk { report, factors, note: self.narrative("risk_note") }
    }

    fn people(&mut self, today: Date, new_id: &mut impl FnMut() -> Uuid) -> (Vec<Person>, Vec<Channel>) {
        let (mut people, mut channels) = (Vec::new(), Vec::new());
        for i in 0..PEOPLE_MAX {
            if is_person(self.form, i) {
                let person = self.person(i, today, PersonId(new_id()));
                channels.extend(self.channels(i, person.id));
                people.push(person);
            }
        }
        (people, channels)
    }

    fn person(&mut self, i: usize, today: Date, id: PersonId) -> Person {
        let field = |name: &str| format!("p{i}.{name}");
        let role = self.required(&field("role"), |text| Role::from_word(text).ok_or("choose"));
        let family_name = self.name(&field("family_name"));
        let given_names = self.name(&field("given_names"));
        if self.names_needed && family_name.is_empty() && given_names.is_empty() {
            self.problem(&field("family_name"), "name-needed");
        }
        let birth = self.optional(&field("birth"), |text| date_input::birth(text, today).map_err(word_of));
        Person {
            id,
            role: role.unwrap_or(Role::Witness),
            family_name,
            given_names,
            birth: birth.unwrap_or(Birth::Unknown),
            language: Language::from_word(self.text(&field("language"))).unwrap_or(Language::Unknown),
            interpreter: self.answer(&field("interpreter")),
        }
    }

    fn channels(&mut self, i: usize, person: PersonId) -> Vec<Channel> {
        let mut channels = Vec::new();
        for j in 0..PHONES_MAX {
            let field = format!("p{i}.phone{j}");
            channels.extend(self.phones(&field, person));
        }
        channels.extend(self.email(&format!("p{i}.email"), person));
        channels.extend(self.address(i, person));
        let shared = shared_address(self.form, i);
        channels.extend(shared.map(|at| Channel::new(person, at, Exposure::Unknown)));
        channels
    }

    /// Two numbers in one field are two channels. What was asked was asked of one number: a yes holds for neither, so
    /// that each gets a field of its own before anybody may rely on it.
    fn phones(&mut self, field: &str, person: PersonId) -> Vec<Channel> {
        let numbers = self.optional(field, phones).unwrap_or_default();
        let exposure = self.exposure(&format!("{field}_readers"));
        let terms = if numbers.is_empty() { Terms::default() } else { self.terms(field) };
        if numbers.len() > 1 && (exposure == Exposure::Nobody || terms != Terms::default()) {
            self.problem(field, "two-phones");
        }
        let channel = |number| Channel { person, at: Reach::Phone(number), exposure, terms: terms.clone() };
        numbers.into_iter().map(channel).collect()
    }

    fn email(&mut self, field: &str, person: PersonId) -> Option<Channel> {
        let at = Reach::Email(self.optional(field, email)?);
        let exposure = self.exposure(&format!("{field}_readers"));
        Some(Channel { person, at, exposure, terms: self.terms(field) })
    }

    fn address(&mut self, i: usize, person: PersonId) -> Option<Channel> {
        let field = |name: &str| format!("p{i}.{name}");
        let street = self.name(&field("street"));
        let town = self.name(&field("town"));
        let postcode = self
            .optional(&field("address_postcode"), |text| Postcode::parse(text).map_err(|_| "bad-postcode"));
        let exposure = self.exposure(&field("address_readers"));
        let terms = self.terms(&field("address"));
        let written = !street.is_empty() || !town.is_empty() || postcode.is_some();
        let at = Reach::Address { street, postcode, town };
        written.then_some(Channel { person, at, exposure, terms })
    }

    fn exposure(&self, field: &str) -> Exposure {
        Exposure::from_word(self.text(field)).unwrap_or(Exposure::Unknown)
    }

    /// What she allowed: the fields are named after the one of the channel (`p0.phone0_voicemail`).
    fn terms(&mut self, field: &str) -> Terms {
        let name = |what: &str| format!("{field}_{what}");
        Terms {
            hours: self.slot(&name("day"), &name("from"), &name("to")).into_iter().collect(),
            voicemail: self.answer(&name("voicemail")),
            message: self.answer(&name("message")),
            letter: self.answer(&name("letter")),
            visit: self.answer(&name("visit")),
            word: self.name(&name("word")),
        }
    }

    fn slot(&mut self, days: &str, from: &str, to: &str) -> Option<Slot> {
        let ticked = |day: &&Day| !self.text(&format!("{days}.{day}")).is_empty();
        let chosen: Vec<Day> = Day::ALL.iter().filter(ticked).copied().collect();
        if chosen.is_empty() && self.text(from).is_empty() && self.text(to).is_empty() {
            return None;
        }
        let begin = self.required(from, |text| date_input::hour(text).map_err(word_of));
        let end = self.required(to, |text| date_input::hour(text).map_err(word_of));
        if chosen.is_empty() {
            self.problem(&format!("{days}.mon"), "choose");
            return None;
        }
        let (begin, end) = (begin?, end?);
        let slot = Slot::new(chosen, begin, end);
        if slot.is_none() {
            self.problem(to, "hours-order");
        }
        slot
    }
}

/// The ways to reach a person that a form names, in the fields of its first person (`p0.phone0`, `p0.email`,
/// `p0.street`, …).
///
/// # Errors
/// What to say at which field.
pub fn channels(form: &Form, person: PersonId) -> Result<Vec<Channel>, Vec<Problem>> {
    let mut reader = FormReader { form, names_needed: false, problems: Vec::new() };
    let channels = reader.channels(0, person);
    if reader.problems.is_empty() { Ok(channels) } else { Err(reader.problems) }
}

/// A mail address as typed: one sign of it tells, the rest is tried by whoever writes.
fn email(text: &str) -> Result<String, &'static str> {
    let text = line(text, NAME_MAX).map_err(|_| "bad-email")?;
    let good = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.contains('@') && !text.contains(char::is_whitespace)
    });
    if good { Ok(text) } else { Err("bad-email") }
}

/// The phone numbers of a field, each as typed.
fn phones(text: &str) -> Result<Vec<String>, &'static str> {
    phone_input::phones(text).map_err(|bad| match bad {
        BadPhone::NotAPhone => "bad-phone",
        BadPhone::Text(BadText::Control) => "control-character",
        BadPhone::Text(BadText::TooLong(_)) => "too-long",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context() -> Context {
        Context {
            report: ReportId(Uuid::from_u128(1)),
            zone: ZoneCode::parse("5344").unwrap(),
            now: "2026-11-24T10:00:00Z".parse().unwrap(),
        }
    }

    fn form(extra: &[(&str, &str)]) -> Form {
        let base = [
            ("pv_number", "BN.43.L3.000001/2026"),
            ("postcode", "1210"),
            ("happened_on", "2026-11-23"),
            ("facts", "Neighbours called."),
            ("children_present", "yes"),
            ("day_two_agreed", "yes"),
            ("p0.role", "victim"),
            ("p0.family_name", "Peeters"),
            ("p0.given_names", "Amina"),
        ];
        base.iter().chain(extra).map(|(k, v)| (k.to_string(), v.to_string())).collect()
    }

    fn read_form(extra: &[(&str, &str)]) -> Result<Report, Vec<Problem>> {
        read(&form(extra), &context(), |_| None, || Uuid::from_u128(7))
    }

    fn words(result: Result<Report, Vec<Problem>>) -> Vec<(String, &'static str)> {
        result.unwrap_err().into_iter().map(|p| (p.field, p.word)).collect()
    }

    #[test]
    fn nine_answers_are_enough_to_sign() {
        let report = read_form(&[]).unwrap();
        assert_eq!(report.people.len(), 1);
        assert_eq!(report.head.neighbourhood, None);
    }

    #[test]
    fn an_empty_form_says_what_is_needed_and_at_which_field() {
        let problems = read(&Form::new(), &context(), |_| None, || Uuid::from_u128(7)).unwrap_err();
        let fields: Vec<_> = problems.iter().map(|p| p.field.as_str()).collect();
        assert!(fields.contains(&"pv_number") && fields.contains(&"p0.family_name"));
        assert!(problems.len() <= 12, "at most 12 required answers (A1)");
    }

    #[test]
    fn facts_of_tomorrow_are_refused() {
        assert_eq!(
            words(read_form(&[("happened_on", "2026-11-25")])),
            [("happened_on".into(), "future-date")]
        );
    }

    #[test]
    fn the_29th_of_february_of_a_common_year_is_refused_and_of_a_leap_year_taken() {
        assert_eq!(words(read_form(&[("happened_on", "2025-02-29")])), [("happened_on".into(), "bad-date")]);
        assert!(read_form(&[("happened_on", "2024-02-29")]).is_ok());
    }

    #[test]
    fn a_name_of_ten_thousand_letters_is_refused_at_its_field() {
        let long = "x".repeat(10_000);
        assert_eq!(words(read_form(&[("p0.family_name", &long)]))[0], ("p0.family_name".into(), "too-long"));
    }

    #[test]
    fn who_lives_at_the_same_address_has_it_without_typing_it_again_beside_what_was_typed() {
        let home = [("p0.street", "Rue Haute 1"), ("p0.address_postcode", "1000"), ("p0.town", "Bruxelles")];
        let him = [("p1.role", "other-party"), ("p1.family_name", "Lambert"), ("p1.same_address", "yes")];
        let places = |extra: &[(&str, &str)]| {
            let form: Vec<_> = home.iter().chain(&him).chain(extra).copied().collect();
            let report = read_form(&form).unwrap();
            let streets = report.channels.into_iter().filter_map(|channel| match channel.at {
                Reach::Address { street, .. } => Some(street),
                Reach::Phone(_) | Reach::Email(_) => None,
            });
            streets.collect::<Vec<_>>()
        };
        assert_eq!(places(&[]), ["Rue Haute 1", "Rue Haute 1"]);
        assert_eq!(places(&[("p1.street", "Rue Basse 2")]), ["Rue Haute 1", "Rue Basse 2", "Rue Haute 1"]);
    }

    #[test]
    fn a_child_is_name_and_birth_alone_until_something_else_is_typed() {
        let child = [("p2.role", "child"), ("p2.given_names", "Ilyas"), ("p2.birth", "2018")];
        assert!(is_child(&form(&child), 2) && !is_child(&form(&child), 0));
        let reached = [child.as_slice(), &[("p2.phone0", "0400 00 00 02")]].concat();
        assert!(!is_child(&form(&reached), 2), "what was typed must stay in sight");
    }

    #[test]
    fn what_she_allows_is_read_with_its_channel() {
        let report = read_form(&[
            ("p0.phone0", "0400 00 00 01"),
            ("p0.phone0_readers", "nobody"),
            ("p0.phone0_day.mon", "yes"),
            ("p0.phone0_day.fri", "yes"),
            ("p0.phone0_from", "9h"),
            ("p0.phone0_to", "12:30"),
            ("p0.phone0_voicemail", "no"),
            ("p0.phone0_word", "the dentist"),
            ("p0.email", "amina@example.org"),
            ("p0.street", "Rue Haute 1"),
            ("p0.address_letter", "yes"),
        ]);
        let channels = report.unwrap().channels;
        let [phone, email, address] = channels.as_slice() else { panic!("{channels:?}") };
        assert_eq!(phone.terms.hours[0].days(), [Day::Mon, Day::Fri]);
        assert_eq!((phone.terms.voicemail, phone.terms.word.as_str()), (Answer::No, "the dentist"));
        assert_eq!((email.exposure, &email.terms), (Exposure::Unknown, &Terms::default()));
        assert_eq!((address.terms.letter, address.terms.visit), (Answer::Yes, Answer::Unknown));
    }

    #[test]
    fn hours_are_days_and_two_hours_in_order() {
        let hours =
            |fields: &[(&str, &str)]| words(read_form(&[&[("p0.phone0", "0400 00 00 01")], fields].concat()));
        assert_eq!(hours(&[("p0.phone0_from", "9h"), ("p0.phone0_to", "12h")])[0].0, "p0.phone0_day.mon");
        assert_eq!(hours(&[("p0.phone0_day.mon", "yes")]).len(), 2);
        let night = [("p0.phone0_day.mon", "yes"), ("p0.phone0_from", "22h"), ("p0.phone0_to", "6h")];
        assert_eq!(hours(&night), [("p0.phone0_to".into(), "hours-order")]);
        assert_eq!(words(read_form(&[("p0.email", "amina")])), [("p0.email".into(), "bad-email")]);
    }

    #[test]
    fn a_second_empty_person_is_not_a_person() {
        let report = read_form(&[("p1.role", "other-party"), ("p1.phone0_readers", "unknown")]).unwrap();
        assert_eq!(report.people.len(), 1);
    }

    #[test]
    fn two_numbers_in_a_field_are_two_channels_and_a_damaged_one_is_refused() {
        let numbers = |extra: &[(&str, &str)]| {
            let channels = read_form(extra).map(|report| report.channels);
            channels.map(|all| all.into_iter().map(|one| (one.at, one.exposure)).collect::<Vec<_>>())
        };
        let phone = |text: &str| Reach::Phone(text.to_owned());
        let two = ("p0.phone0", "0400/00.12.04 / 0400/00.12.05");
        assert_eq!(
            numbers(&[two, ("p0.phone0_readers", "household")]).unwrap(),
            [(phone("0400/00.12.04"), Exposure::Household), (phone("0400/00.12.05"), Exposure::Household)]
        );
        // What was said of one number is not said of two.
        for said in [("p0.phone0_readers", "nobody"), ("p0.phone0_voicemail", "yes")] {
            assert_eq!(words(read_form(&[two, said])), [("p0.phone0".into(), "two-phones")]);
        }
        assert_eq!(numbers(&[("p0.phone0", "geen")]).unwrap(), []);
        for damaged in ["3,24E+10", "0400 00 12 1", "O400001213", "0400.00.12.14 poste 12", "112"] {
            assert_eq!(words(read_form(&[("p0.phone0", damaged)])), [("p0.phone0".into(), "bad-phone")]);
        }
    }

    #[test]
    fn an_hour_of_the_facts_was_and_is_over() {
        let at = |day, hour| read_form(&[("happened_on", day), ("happened_at", hour)]);
        let time = |hour, minute| Some(jiff::civil::time(hour, minute, 0, 0));
        assert_eq!(at("2026-11-23", "24:00").unwrap().head.happened_at, time(23, 59));
        assert_eq!(at("2026-10-25", "2:30").unwrap().head.happened_at, time(2, 30));
        assert_eq!(words(at("2026-03-29", "2:30")), [("happened_at".into(), "no-such-hour")]);
        assert_eq!(at("2026-11-24", "10:59").unwrap().head.happened_at, time(10, 59));
        assert_eq!(words(at("2026-11-24", "11:30")), [("happened_at".into(), "future-date")]);
    }

    #[test]
    fn a_birth_is_a_day_or_only_a_year() {
        let birth = |text: &str| read_form(&[("p0.birth", text)]).unwrap().people[0].birth;
        assert_eq!(birth("7.3.1985"), Birth::Exact(jiff::civil::date(1985, 3, 7)));
        assert_eq!(birth("1985"), Birth::About(1985));
        assert_eq!(birth("00/03/1985"), Birth::Month { year: 1985, month: 3 });
        assert_eq!(birth("03/1985"), Birth::Month { year: 1985, month: 3 });
        assert_eq!(words(read_form(&[("p0.birth", "7/3/85")])), [("p0.birth".into(), "two-digit-year")]);
    }
}
