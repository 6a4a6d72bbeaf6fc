//! The contact guard (A8): whether a channel may be used, now, in this way, and if not, why.
//!
//! Every place that shows or uses a phone, a mail address or an address asks here. The default is *no contact*: a
//! channel about which nobody asked is not used. Knowledge about the other party counts whenever and wherever it came,
//! in a later report or in a case followed together: what is his number is no safe number of hers, from that moment. What
//! is not known for sure is never a yes: a case that may be about the same people, a number that cannot be read whole, a
//! part of the cases that was not read.
//!
//! Judged is a human being, over all cases and roles, never a role: she may be the victim in one report and the other party
//! in his.
//!
//! **Invariants** (property tests in `tests/guard.rs`): more knowledge about the other party never makes a channel safer,
//! wherever it comes from; a channel of which nobody knows who reads it is never safe; how a number is written does not
//! matter.

mod calling;

pub use calling::{Calling, calling};

use crate::case::{Case, ReportState};
use crate::contact_guard::Restated;
use crate::follow_up::ContactOutcome;
use crate::record::channel_key::{ChannelKey, ContactMode, Key, Meet, is_institution};
use crate::record::hours::{is_open, next_open, open_until};
use crate::record::id::{CaseId, PersonId, Postcode, ReportId};
use crate::record::person::{Channel, Exposure, Language, Person, Reach, Role, Terms};
use crate::record::stamp::Dated;
use crate::record::text::compare_key;
use crate::record::words::Answer;
use jiff::Timestamp;
use jiff::civil::DateTime;
use std::collections::BTreeSet;
use strum::{EnumDiscriminants, EnumIter, IntoEnumIterator, IntoStaticStr};

/// Why a channel is not used, or what must be done first. Each has a message of the same word (`guard-…`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumDiscriminants)]
#[strum_discriminants(name(ReasonKind), derive(EnumIter, IntoStaticStr), strum(serialize_all = "kebab-case"))]
#[strum_discriminants(doc = "A [`Reason`] without what it holds.", vis(pub(self)))]
pub enum Reason {
    /// Not every case around this one could be looked at.
    NotAllKnown,
    /// A case that was erased since spoke against it.
    Barred,
    /// It was said that it is no way to her any more, or never was.
    Ended,
    /// It is also a phone or mailbox of the other party.
    Shared,
    /// It may also be a phone or mailbox of the other party: one of them cannot be read whole.
    PerhapsShared,
    /// The other party lives there.
    SameAddress,
    /// The same number in the same municipality as the other party: perhaps the same street in the other language.
    PerhapsSameAddress,
    /// Somebody else of a report lives there too.
    LivesThereToo,
    /// A case that may be about the same people speaks against it: decide first whether it is.
    Proposed,
    /// The other party reads it.
    ReadByOtherParty,
    /// A child, relative or housemate reads it.
    ReadByHousehold,
    /// Somebody else reads or hears it, but not at the hours that she named: call then, and leave nothing behind.
    ReadBesideHours,
    /// Nobody asked who reads it.
    ReaderUnknown,
    /// She does not want contact.
    Declined,
    /// It belongs to somebody else of the case.
    OtherPerson,
    /// It belongs to a service or a company.
    Institution,
    /// It is no number that can be called, no mailbox, no address.
    Unreadable,
    /// She did not allow this way of contact, or nobody asked.
    NotAllowed(ContactMode),
    /// Now is not one of her hours.
    OutsideHours {
        /// When the next one begins.
        next: Option<DateTime>,
    },
    /// It is the other party's own: not a way to her.
    OfOtherParty,
    /// Nobody asked when a call is safe: ask that first.
    HoursUnknown,
    /// She said how she wants to be reached: read it first.
    ReadFirst,
    /// She speaks another language.
    Language(Language),
}

impl Reason {
    /// Whether it is only something to do first.
    pub const fn is_first_step(self) -> bool {
        matches!(
            self,
            Self::OfOtherParty
                | Self::HoursUnknown
                | Self::ReadFirst
                | Self::Language(_)
                | Self::PerhapsShared
                | Self::PerhapsSameAddress
                | Self::LivesThereToo
                | Self::Proposed
                | Self::ReadBesideHours
        )
    }

    /// Whether it comes of what was written of others, or in another case.
    const fn is_of_others(self) -> bool {
        matches!(
            self,
            Self::NotAllKnown
                | Self::Barred
                | Self::Shared
                | Self::PerhapsShared
                | Self::SameAddress
                | Self::PerhapsSameAddress
                | Self::ReadByOtherParty
                | Self::ReadByHousehold
                | Self::ReadBesideHours
                | Self::OtherPerson
                | Self::LivesThereToo
        )
    }

    /// The word of this reason, for messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotAllowed(ContactMode::Call) => "no-call",
            Self::NotAllowed(ContactMode::Voicemail) => "no-voicemail",
            Self::NotAllowed(ContactMode::Text) => "no-text",
            Self::NotAllowed(ContactMode::Email) => "no-email",
            Self::NotAllowed(ContactMode::Letter) => "no-letter",
            Self::NotAllowed(ContactMode::Visit) => "no-visit",
            other => ReasonKind::from(other).into(),
        }
    }

    /// The words of all of them: what a page must be able to say.
    pub fn words() -> impl Iterator<Item = &'static str> {
        let plain = ReasonKind::iter().filter(|kind| *kind != ReasonKind::NotAllowed).map(Into::into);
        plain.chain(ContactMode::ALL.iter().map(|way| Self::NotAllowed(*way).word()))
    }
}

/// Whether a channel may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Yes.
    Safe {
        /// Until when, when she gave hours.
        until: Option<DateTime>,
    },
    /// Nothing speaks against it, once this was done.
    Ask {
        /// What to do first.
        reasons: Vec<Reason>,
    },
    /// No.
    No {
        /// Why, the gravest first. What to do first, should it be used all the same, comes last.
        reasons: Vec<Reason>,
    },
}

impl Verdict {
    /// Whether it may be used at once.
    pub fn is_safe(&self) -> bool {
        matches!(self, Self::Safe { .. })
    }

    /// Whether it must not be used.
    pub fn is_no(&self) -> bool {
        matches!(self, Self::No { .. })
    }

    /// How far it is from a no.
    fn rank(&self) -> u8 {
        match self {
            Self::No { .. } => 0,
            Self::Ask { .. } => 1,
            Self::Safe { .. } => 2,
        }
    }

    /// The same, when a case that may be about the same people says `doubtful`: it counts as something to find out first.
    fn doubted_by(self, doubtful: &Self) -> Self {
        if doubtful.rank() >= self.rank() {
            return self;
        }
        Self::Ask { reasons: self.reasons().iter().copied().chain([Reason::Proposed]).collect() }
    }

    /// Why not, or what first.
    pub fn reasons(&self) -> &[Reason] {
        match self {
            Self::Safe { .. } => &[],
            Self::Ask { reasons } | Self::No { reasons } => reasons,
        }
    }

    /// When it becomes usable, when only the hour stands against it.
    pub fn next(&self) -> Option<DateTime> {
        let hour = |reason: &Reason| match reason {
            Reason::OutsideHours { next } => *next,
            _ => None,
        };
        let waits = |reason: &Reason| {
            matches!(reason, Reason::OutsideHours { .. } | Reason::ReadFirst | Reason::Language(_))
        };
        self.reasons().iter().all(waits).then(|| self.reasons().iter().find_map(hour)).flatten()
    }
}

/// Who wants to use a channel, and how.
#[derive(Debug, Clone, Copy)]
pub struct ContactQuery<'a> {
    /// Day and hour in Belgium.
    pub at: DateTime,
    /// How.
    pub mode: ContactMode,
    /// Languages in which the caller can speak or write. Empty: not known.
    pub speaks: &'a [Language],
}

/// A person of a case.
type Who = (CaseId, PersonId);

/// What is known: a case and those followed together with it, whole, not only what a viewer may read. Only a verdict
/// leaves here. Made once for a page: numbers are read and names compared while it is made.
pub struct Known<'a> {
    cases: Vec<(CaseId, &'a Case)>,
    institutions: &'a [Key],
    /// Every channel, wherever it is written.
    records: Vec<Record<'a>>,
    /// Who was said to be whom.
    pairs: Vec<(Who, Who)>,
    /// Every other party of these cases, wherever else they or somebody of their name stand.
    parties: BTreeSet<Who>,
    /// The same, with the cases that may be about the same people; nobody decided yet.
    wider: Option<Box<Known<'a>>>,
    /// Whether every case around was read.
    is_all: bool,
    /// Channels against which a case spoke that was erased since.
    barred: BTreeSet<ChannelKey>,
}

/// A channel where it was written.
struct Record<'a> {
    case: CaseId,
    report: &'a ReportState,
    owner: Option<&'a Person>,
    channel: &'a Channel,
    key: Key,
}

impl Record<'_> {
    fn who(&self) -> Who {
        (self.case, self.channel.person)
    }

    /// When it was said: with the report, or later.
    fn said_at(&self) -> Option<Timestamp> {
        let later = self.restated().map(|said| said.at);
        later.or_else(|| self.report.record.head().map(|head| head.received_at))
    }

    fn restated(&self) -> Option<&'_ Dated<Restated>> {
        let said = &self.report.contact_guard;
        (!said.restated.is_empty())
            .then(|| said.restated(self.channel.person, &ChannelKey::of(&self.channel.at)))?
    }

    fn is_ended(&self) -> bool {
        self.restated().is_some_and(|last| !last.what.holds)
    }
}

impl<'a> Known<'a> {
    /// The case itself first. `institutions`: numbers of services, of the police and of lines that help.
    pub fn new(cases: impl IntoIterator<Item = (CaseId, &'a Case)>, institutions: &'a [Key]) -> Self {
        let cases: Vec<_> = cases.into_iter().collect();
        let links = |(id, case): &(CaseId, &'a Case)| {
            let id = *id;
            case.linking
                .linked()
                .map(move |(same, _)| ((id, same.here), (same.case, same.person)))
                .collect::<Vec<_>>()
        };
        let pairs = cases.iter().flat_map(links).collect();
        let mut known = Self {
            cases,
            institutions,
            records: Vec::new(),
            pairs,
            parties: BTreeSet::new(),
            wider: None,
            is_all: true,
            barred: BTreeSet::new(),
        };
        known.records = known.all_records().collect();
        known.parties = known.all_parties();
        known
    }

    /// With cases that may be about the same people, as long as nobody decided whether they are.
    pub fn suspecting(mut self, others: impl IntoIterator<Item = (CaseId, &'a Case)>) -> Self {
        let others: Vec<_> = others.into_iter().collect();
        if !others.is_empty() {
            let all = self.cases.iter().copied().chain(others);
            self.wider = Some(Box::new(Self::new(all, self.institutions)));
        }
        self
    }

    /// Not every case around could be read: nothing is safe then.
    pub fn in_part(self) -> Self {
        Self { is_all: false, ..self }
    }

    /// With channels of the first case against which a case spoke that was erased since.
    pub fn barring(self, barred: BTreeSet<ChannelKey>) -> Self {
        Self { barred, ..self }
    }

    fn reports(&self) -> impl Iterator<Item = (CaseId, &'a ReportState)> {
        self.cases.iter().flat_map(|(id, case)| case.reports.iter().map(|(_, report)| (*id, report)))
    }

    fn all_records(&self) -> impl Iterator<Item = Record<'a>> {
        self.reports().flat_map(|(case, report)| {
            let owner = |of: PersonId| report.record.people.iter().find(move |person| person.id == of);
            let record = move |channel: &'a Channel| {
                let key = Key::of(&channel.at);
                Record { case, report, owner: owner(channel.person), channel, key }
            };
            report.record.channels.iter().map(record)
        })
    }

    fn all_parties(&self) -> BTreeSet<Who> {
        let people: Vec<(Who, Role, BTreeSet<String>)> = self
            .reports()
            .flat_map(|(case, report)| {
                report
                    .record
                    .people
                    .iter()
                    .map(move |person| ((case, person.id), person.role, words_of(person)))
            })
            .collect();
        let parties = || people.iter().filter(|(_, role, _)| *role == Role::OtherParty);
        // One word is no name to know somebody by.
        let named = |words: &BTreeSet<String>| words.len() > 1 && parties().any(|(_, _, of)| of == words);
        let namesakes = people.iter().filter(|(_, _, words)| named(words));
        parties().chain(namesakes).flat_map(|(who, _, _)| self.one_with(*who)).collect()
    }

    /// Everybody who was said to be the same human being as somebody; herself among them.
    fn one_with(&self, who: Who) -> BTreeSet<Who> {
        let (mut one, mut next) = (BTreeSet::from([who]), vec![who]);
        while let Some(person) = next.pop() {
            for (a, b) in &self.pairs {
                let other = if *a == person { b } else { a };
                if (*a == person || *b == person) && one.insert(*other) {
                    next.push(*other);
                }
            }
        }
        one
    }

    fn is_only_other_party(&self, humans: &BTreeSet<Who>) -> bool {
        let roles = self.roles(&self.with_namesakes(humans));
        !roles.is_empty() && roles.iter().all(|role| *role == Role::OtherParty)
    }

    fn roles(&self, humans: &BTreeSet<Who>) -> BTreeSet<Role> {
        let of = |(case, report): (CaseId, &'a ReportState)| {
            let here = report.record.people.iter().filter(move |person| humans.contains(&(case, person.id)));
            here.map(|person| person.role).collect::<Vec<_>>()
        };
        self.reports().flat_map(of).collect()
    }

    /// Whether a channel of a report may be used.
    pub fn verdict(&self, of: (CaseId, ReportId), channel: &Channel, asked: ContactQuery<'_>) -> Verdict {
        let verdict = self.verdict_of_these(of, channel, asked);
        match &self.wider {
            Some(wider) => verdict.doubted_by(&wider.verdict_of_these(of, channel, asked)),
            None => verdict,
        }
    }

    fn verdict_of_these(
        &self,
        of: (CaseId, ReportId),
        channel: &Channel,
        asked: ContactQuery<'_>,
    ) -> Verdict {
        match self.judge(of, channel, asked) {
            // Of a report that is not here nothing is known.
            None => Verdict::No { reasons: vec![Reason::ReaderUnknown] },
            Some(judge) if judge.is_about_other_party() => {
                Verdict::Ask { reasons: vec![Reason::OfOtherParty] }
            }
            Some(judge) => judge.verdict(),
        }
    }

    /// Whether a channel may be named whole beside others, in a picture, a list or on a paper: its owner is the other party
    /// wherever she or he is named, and nobody else has it. Of the home that both know, that is no secret.
    pub fn is_open(&self, of: (CaseId, ReportId), channel: &Channel) -> bool {
        let asked = ContactQuery { at: DateTime::default(), mode: ContactMode::Call, speaks: &[] };
        let open = self.judge(of, channel, asked).is_some_and(|judge| judge.is_open());
        open && self.is_all && self.wider.as_ref().is_none_or(|wider| wider.is_open(of, channel))
    }

    /// Whether these people are one human being, as far as is known: linked, or of one name.
    pub fn are_one(&self, people: impl IntoIterator<Item = (CaseId, PersonId)>) -> bool {
        let people: BTreeSet<Who> = people.into_iter().collect();
        people.first().is_none_or(|first| people.is_subset(&self.with_namesakes(&self.one_with(*first))))
    }

    /// Everybody who is one of these, or is called like one of them.
    fn with_namesakes(&self, humans: &BTreeSet<Who>) -> BTreeSet<Who> {
        let people = || {
            self.reports().flat_map(|(case, report)| {
                report.record.people.iter().map(move |person| ((case, person.id), person))
            })
        };
        let names: Vec<_> =
            people().filter(|(who, _)| humans.contains(who)).map(|(_, person)| words_of(person)).collect();
        // One word is no name to know somebody by.
        let named = |person: &Person| {
            let words = words_of(person);
            words.len() > 1 && names.contains(&words)
        };
        let namesakes = people().filter(|(_, person)| named(person)).flat_map(|(who, _)| self.one_with(who));
        humans.iter().copied().chain(namesakes).collect()
    }

    /// Channels of a case against which something speaks that was written of others, or elsewhere.
    pub fn spoken_against(&self, case: CaseId) -> BTreeSet<ChannelKey> {
        let here = self.cases.iter().filter(|(id, _)| *id == case).flat_map(|(_, of)| &of.reports);
        let channels =
            here.flat_map(|(id, report)| report.record.channels.iter().map(|channel| (*id, channel)));
        let against = |(report, channel): &(ReportId, &Channel)| {
            let asked = |mode| ContactQuery { at: DateTime::default(), mode, speaks: &[] };
            let reasons = ContactMode::of(&channel.at)
                .iter()
                .flat_map(|mode| self.verdict((case, *report), channel, asked(*mode)).reasons().to_vec());
            reasons.into_iter().any(|reason| reason.is_of_others())
        };
        channels.filter(against).map(|(_, channel)| ChannelKey::of(&channel.at)).collect()
    }

    fn judge<'k>(
        &'k self,
        (case, report): (CaseId, ReportId),
        channel: &'k Channel,
        asked: ContactQuery<'k>,
    ) -> Option<Judge<'a, 'k>> {
        let here = self.cases.iter().find(|(id, _)| *id == case).and_then(|(_, of)| of.report(report))?;
        let own = self.one_with((case, channel.person));
        let adverse = self.parties.difference(&own).copied().collect();
        Some(Judge { known: self, key: self.key_of(channel), own, adverse, case, here, channel, asked })
    }

    /// Numbers are read once: reading one costs more than all the rest of a question.
    fn key_of(&self, channel: &Channel) -> Key {
        let known = self.records.iter().find(|record| std::ptr::eq(record.channel, channel));
        known.map_or_else(|| Key::of(&channel.at), |record| record.key.clone())
    }

    /// What she said last of a channel, in whichever report.
    pub fn terms(&self, of: (CaseId, ReportId), channel: &Channel) -> Terms {
        let asked = ContactQuery { at: DateTime::default(), mode: ContactMode::Call, speaks: &[] };
        self.judge(of, channel, asked).map_or_else(|| channel.terms.clone(), |judge| judge.terms())
    }
}

/// The words of a name as compared.
fn words_of(person: &Person) -> BTreeSet<String> {
    let name = person.name();
    name.split([' ', '-', '\'', '’']).map(compare_key).filter(|word| !word.is_empty()).collect()
}

/// Whether the names allow two people to be one: of one, less may be known.
fn may_be_one(a: &Person, b: &Person) -> bool {
    let (a, b) = (words_of(a), words_of(b));
    a.is_subset(&b) || b.is_subset(&a)
}

/// One question.
struct Judge<'a, 'k> {
    known: &'k Known<'a>,
    key: Key,
    /// She, wherever she is named.
    own: BTreeSet<Who>,
    /// Those from whom she is protected. She herself is not one, when it is written that she is one of them: both
    /// reported each other.
    adverse: BTreeSet<Who>,
    case: CaseId,
    here: &'a ReportState,
    channel: &'k Channel,
    asked: ContactQuery<'k>,
}

impl<'a> Judge<'a, '_> {
    /// Whether she or he is the other party wherever named: also where somebody of the same name is, whom nobody linked.
    fn is_about_other_party(&self) -> bool {
        self.known.is_only_other_party(&self.own)
    }

    fn is_open(&self) -> bool {
        let is_of_another = |record: &Record<'_>| {
            let meets = self.key.meets(&record.key);
            // Both know their home.
            let home = meets == Some(Meet::Same) && matches!(self.channel.at, Reach::Address { .. });
            meets.is_some() && !home && !self.known.is_only_other_party(&self.known.one_with(record.who()))
        };
        self.is_about_other_party() && !self.known.records.iter().any(is_of_another)
    }

    fn verdict(&self) -> Verdict {
        let ContactQuery { mode, at, .. } = self.asked;
        let terms = self.terms();
        let other_party = self.other_party();
        let readers = self.readers(&terms);
        let (first, readers): (Vec<_>, Vec<_>) =
            readers.into_iter().partition(|reason| reason.is_first_step());
        let mut no = Vec::new();
        no.extend((!self.known.is_all).then_some(Reason::NotAllKnown));
        no.extend(self.is_barred().then_some(Reason::Barred));
        no.extend(self.is_ended().then_some(Reason::Ended));
        no.extend(other_party.filter(|reason| !reason.is_first_step()));
        no.extend(readers);
        no.extend(self.declined().then_some(Reason::Declined));
        no.extend(self.is_of_another().then_some(Reason::OtherPerson));
        no.extend(self.is_of_institution().then_some(Reason::Institution));
        no.extend((!self.key.is_readable()).then_some(Reason::Unreadable));
        let possible = ContactMode::of(&self.channel.at).contains(&mode);
        let allowed = possible && mode.allowed(&terms) == Answer::Yes;
        no.extend((!allowed).then_some(Reason::NotAllowed(mode)));
        let bound = mode.is_heard() && !terms.hours.is_empty();
        if bound && !is_open(&terms.hours, at) {
            no.push(Reason::OutsideHours { next: next_open(&terms.hours, at) });
        }
        let mut ask = first;
        ask.extend(other_party.filter(|reason| reason.is_first_step()));
        ask.extend(self.lives_there_too().then_some(Reason::LivesThereToo));
        ask.extend(self.has_instructions().then_some(Reason::ReadFirst));
        ask.extend((mode.is_heard() && terms.hours.is_empty()).then_some(Reason::HoursUnknown));
        ask.extend(self.foreign().map(Reason::Language));
        match (no.is_empty(), ask.is_empty()) {
            (true, true) => Verdict::Safe { until: open_until(&terms.hours, at).filter(|_| bound) },
            (true, false) => Verdict::Ask { reasons: ask },
            (false, _) => {
                no.extend(ask);
                Verdict::No { reasons: no }
            }
        }
    }

    fn is_barred(&self) -> bool {
        !self.known.barred.is_empty() && self.known.barred.contains(&ChannelKey::of(&self.channel.at))
    }

    /// What was said last of it, in whichever report, is that it is no way to her.
    fn is_ended(&self) -> bool {
        self.hers().first().is_some_and(|last| last.is_ended())
    }

    /// Records of the same channel, wherever it is written.
    fn same(&self) -> impl Iterator<Item = &Record<'a>> {
        self.known.records.iter().filter(|record| self.key.meets(&record.key) == Some(Meet::Same))
    }

    fn other_party(&self) -> Option<Reason> {
        let theirs = self.known.records.iter().filter(|record| self.adverse.contains(&record.who()));
        let meets = theirs.filter_map(|record| self.key.meets(&record.key)).min()?;
        Some(match (&self.channel.at, meets) {
            (Reach::Address { .. }, Meet::Same) => Reason::SameAddress,
            (Reach::Address { .. }, Meet::Perhaps) => Reason::PerhapsSameAddress,
            (_, Meet::Same) => Reason::Shared,
            (_, Meet::Perhaps) => Reason::PerhapsShared,
        })
    }

    /// Another victim or other party of whom nobody said who that is to her: perhaps she herself, perhaps he.
    fn lives_there_too(&self) -> bool {
        let is_party = |record: &Record<'_>| {
            record.owner.is_some_and(|owner| matches!(owner.role, Role::Victim | Role::OtherParty))
        };
        let other = |record: &Record<'_>| {
            !self.is_hers(record) && !self.adverse.contains(&record.who()) && is_party(record)
        };
        matches!(self.channel.at, Reach::Address { .. }) && self.same().any(other)
    }

    /// Whoever reads it by this record; and what a later report knows of it counts too. `terms` is what she said last.
    fn readers(&self, terms: &Terms) -> Vec<Reason> {
        let said = self.same().map(|record| (record.channel.exposure, self.spares_hours(record, terms)));
        let mut readers: BTreeSet<_> = said.collect();
        // That nobody asked a second time takes nothing away from the first answer.
        readers.retain(|(reader, _)| *reader != Exposure::Unknown);
        let own = (self.channel.exposure, self.keeps_hours(&self.channel.terms, terms));
        readers.insert(own);
        let reason = |(reader, spared): (Exposure, bool)| match reader {
            Exposure::Nobody => None,
            Exposure::OtherParty | Exposure::Household if spared => Some(Reason::ReadBesideHours),
            Exposure::OtherParty => Some(Reason::ReadByOtherParty),
            Exposure::Household => Some(Reason::ReadByHousehold),
            Exposure::Unknown => Some(Reason::ReaderUnknown),
        };
        let mut reasons = Vec::new();
        for reason in readers.into_iter().filter_map(reason) {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        reasons
    }

    /// Whether whoever reads it by this record does not at the hours of which she said so herself.
    fn spares_hours(&self, record: &Record<'_>, terms: &Terms) -> bool {
        self.is_hers(record) && self.keeps_hours(&record.channel.terms, terms)
    }

    /// Whether a call, and nothing that stays behind, keeps to the hours that she named beside that reader. Her last word
    /// on hours decides when she is called; it opens no hour that she did not name there.
    fn keeps_hours(&self, named: &Terms, terms: &Terms) -> bool {
        let at = self.asked.at;
        let closed = !is_open(&terms.hours, at);
        let named = !named.hours.is_empty() && (closed || is_open(&named.hours, at));
        self.asked.mode == ContactMode::Call && !terms.hours.is_empty() && named
    }

    /// Whether a record is of her: by a link, or by name and part in another report.
    fn is_hers(&self, record: &Record<'_>) -> bool {
        let here = record.case == self.case && std::ptr::eq(record.report, self.here);
        let her = self.here.record.people.iter().find(|person| person.id == self.channel.person);
        let alike = her
            .zip(record.owner)
            .is_some_and(|(her, owner)| her.role == owner.role && may_be_one(her, owner));
        self.own.contains(&record.who()) || !here && alike
    }

    /// Her own records of this channel, the latest first.
    fn hers(&self) -> Vec<&Record<'a>> {
        let mut records: Vec<_> = self.same().filter(|record| self.is_hers(record)).collect();
        records.sort_by_key(|record| std::cmp::Reverse(record.said_at()));
        records
    }

    /// What she said last about each thing. Of two answers in one report a no counts; and a letter or a visit is allowed
    /// by this very record only, never by what stands beside another one.
    fn terms(&self) -> Terms {
        let records = self.hers();
        let own = &self.channel.terms;
        let all = || records.iter().map(|record| &record.channel.terms).chain([own]);
        let hours = all().map(|terms| &terms.hours).find(|hours| !hours.is_empty());
        let word = all().map(|terms| &terms.word).find(|word| !word.is_empty());
        let here_too = |said: Answer, own: Answer| if said == Answer::Yes { own } else { said };
        let said = |of: fn(&Terms) -> Answer| last_said(&records, of).unwrap_or(of(own));
        Terms {
            hours: hours.cloned().unwrap_or_default(),
            voicemail: said(|terms| terms.voicemail),
            message: said(|terms| terms.message),
            letter: here_too(said(|terms| terms.letter), own.letter),
            visit: here_too(said(|terms| terms.visit), own.visit),
            word: word.cloned().unwrap_or_default(),
        }
    }

    /// A child's, or a friend's: whoever answers is not she. The other party is another reason.
    fn is_of_another(&self) -> bool {
        let other = |record: &Record<'_>| !self.is_hers(record) && !self.adverse.contains(&record.who());
        !matches!(self.channel.at, Reach::Address { .. }) && self.same().any(other)
    }

    fn is_of_institution(&self) -> bool {
        let named = self.known.institutions.iter().any(|key| self.key.meets(key) == Some(Meet::Same));
        named || matches!(&self.channel.at, Reach::Phone(written) if is_institution(written))
    }

    /// She said no, and nobody spoke with her since; what she said before this report is over.
    fn declined(&self) -> bool {
        let since = self.here.record.head().map(|head| head.received_at);
        let hers = self.known.reports().filter(|(case, report)| {
            report.record.people.iter().any(|person| self.own.contains(&(*case, person.id)))
        });
        let said = hers
            .flat_map(|(_, report)| &report.follow_up.attempts)
            .filter(|attempt| attempt.what.outcome.settles());
        let last = said.max_by_key(|attempt| attempt.at);
        last.is_some_and(|last| {
            last.what.outcome == ContactOutcome::Declined && since.is_none_or(|at| last.at >= at)
        })
    }

    fn has_instructions(&self) -> bool {
        self.here.record.safe_contact.as_ref().is_some_and(|safe| !safe.instructions.trim().is_empty())
    }

    /// Her language, when the caller does not speak it.
    fn foreign(&self) -> Option<Language> {
        let person = self.here.record.people.iter().find(|person| person.id == self.channel.person)?;
        let speaks = self.asked.speaks;
        let foreign =
            !speaks.is_empty() && person.language != Language::Unknown && !speaks.contains(&person.language);
        foreign.then_some(person.language)
    }
}

/// A channel that is not to be read: enough to tell it from another one, too little to use it.
pub fn masked(at: &Reach) -> String {
    match at {
        Reach::Phone(written) => {
            let digits: Vec<char> = written.chars().filter(char::is_ascii_digit).collect();
            let end: String = digits.iter().skip(digits.len().saturating_sub(2)).collect();
            if digits.len() > 4 { format!("•••• {end}") } else { "••••".to_owned() }
        }
        Reach::Email(_) => "••••@••••".to_owned(),
        Reach::Address { postcode, .. } => {
            format!("•••• {}", postcode.as_ref().map_or("", Postcode::as_str)).trim_end().to_owned()
        }
    }
}

/// The last answer among records, the latest first; a no among those of one moment.
fn last_said(records: &[&Record<'_>], of: fn(&Terms) -> Answer) -> Option<Answer> {
    let told = |record: &&&Record<'_>| of(&record.channel.terms) != Answer::Unknown;
    let last = records.iter().find(told)?.said_at();
    let answers =
        records.iter().filter(|record| record.said_at() == last).map(|record| of(&record.channel.terms));
    answers.filter(|said| *said != Answer::Unknown).min_by_key(|said| *said != Answer::No)
}
