//! What lets somebody read beyond the ordinary rules, what takes it back, and what is put right for everybody.
//!
//! A *grant* is a consent, a recorded legal ground, the title of a case conference, or a break-glass. Each names to
//! whom, which classes, and until when; none is without an end. It is recorded in the case like anything else, so what
//! could be read on a day is computed from the case on that day, and a withdrawal ends it for the next reading.

use crate::command::{Refusal, non_empty, require};
use crate::entry::{Author, Body, Class, Sector};
use crate::fold::{Case, Dated};
use crate::id::{CorrectionId, GrantId, PersonId, ReportId, UserId, ZoneCode};
use crate::person::{Language, Role, words};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

words!(
    /// What a grant rests on.
    GrantKind {
        /// The person's own consent.
        Consent = "consent",
        /// A legal ground that somebody recorded.
        Ground = "ground",
        /// The title of a case conference (art. 458ter of the Criminal Code of 1867).
        Title = "title",
        /// Opened by somebody who otherwise may not, in an emergency, under review.
        Glass = "glass",
    }
);

words!(
    /// Legal grounds for speaking without consent. Their conditions are data: `content/sharing`.
    LegalGround {
        /// Serious danger for a minor or vulnerable person: to the public prosecutor only (458bis).
        SeriousDanger = "serious-danger",
        /// Help for somebody in great danger (422bis): help is a duty, speaking is a means.
        GreatDanger = "great-danger",
        /// State of necessity (case law).
        Necessity = "necessity",
        /// Secrecy shared among those who are bound by it and work for the same end (doctrine).
        SharedSecrecy = "shared-secrecy",
        /// An official who learns of an offence tells the public prosecutor (art. 29 of the Code of Criminal Procedure).
        DutyToReport = "duty-to-report",
        /// Police data for a partner (law on the police function, 44/11/4 and following).
        PoliceData = "police-data",
    }
);

words!(
    /// What a review of a break-glass came to.
    Outcome {
        /// It was right.
        Justified = "justified",
        /// It was not, and no harm was meant: the person was spoken to.
        Mistaken = "mistaken",
        /// It was not: it goes to the head of service and the data protection officer.
        Abuse = "abuse",
    }
);

/// An office to which something is shown or said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Recipient {
    /// Its sector.
    pub sector: Sector,
    /// Its zone; `None` for one that works everywhere.
    pub zone: Option<ZoneCode>,
    /// Its name as people know it: see [`Recipient::one_office`].
    pub office: String,
}

impl Recipient {
    /// The office in whose name somebody wrote.
    pub fn of(author: &Author) -> Self {
        Self { sector: author.sector, zone: author.zone.clone(), office: String::new() }
    }

    /// The one office that is meant, where its sector has several in a zone: what she opens to one shelter is not for
    /// another. Police, victim support and prosecution have one in each zone, whatever it is called.
    pub fn one_office(&self) -> Option<&str> {
        let several = !self.sector.has_one_office();
        Some(self.office.as_str()).filter(|office| several && !office.is_empty())
    }

    /// Whether it says which office is meant: nothing new is opened to a whole sector of many services.
    fn is_named(&self) -> bool {
        self.sector.has_one_office() || self.one_office().is_some()
    }

    /// Whether a unit of this sector, these zones and this name is that office.
    pub fn is(&self, sector: Sector, zones: &BTreeSet<ZoneCode>, office: &str) -> bool {
        let there = self.zone.as_ref().is_none_or(|zone| zones.contains(zone));
        self.sector == sector && there && self.one_office().is_none_or(|one| one == office)
    }
}

/// One thing that opens classes of a case to one office, or to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Given once; the offices of one conference title share it.
    pub id: GrantId,
    /// What it rests on.
    pub kind: GrantKind,
    /// To whom.
    pub to: Recipient,
    /// Which classes.
    pub classes: BTreeSet<Class>,
    /// From when.
    pub from: Timestamp,
    /// Until when: at that moment it no longer opens anything.
    pub until: Timestamp,
    /// When it was taken back.
    pub withdrawn: Option<Timestamp>,
    /// The one account for which it holds: of a break-glass, whoever broke it.
    pub user: Option<UserId>,
    /// The legal ground, of a [`GrantKind::Ground`].
    pub ground: Option<LegalGround>,
}

impl Grant {
    /// Whether it opens something at a time.
    pub fn is_live(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until && self.withdrawn.is_none_or(|withdrawn| at < withdrawn)
    }
}

/// Her consent, as she gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Given once.
    pub grant: GrantId,
    /// Who consents.
    pub person: PersonId,
    /// To whom it may be shown: one office a consent, so that each can be taken back alone.
    pub to: Recipient,
    /// What may be shown.
    pub classes: BTreeSet<Class>,
    /// Until when.
    pub until: Timestamp,
    /// In which language it was explained to her, and is printed.
    pub language: Language,
}

/// A legal ground, with what must be written down (the questions of the Psychologists' Commission, `belgium.md` §2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ground {
    /// Given once.
    pub grant: GrantId,
    /// Which.
    pub ground: LegalGround,
    /// About whom, when it is about one person.
    pub person: Option<PersonId>,
    /// To whom it is said.
    pub to: Recipient,
    /// What.
    pub classes: BTreeSet<Class>,
    /// Until when they may read.
    pub until: Timestamp,
    /// Answers to the questions of the guide, by the word of the question.
    pub answers: BTreeMap<String, String>,
    /// Why, in words.
    pub reason: String,
}

/// The title of a case conference: who may take part, for what, how (art. 458ter).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// Given once.
    pub grant: GrantId,
    /// The law, decree, ordinance, or reasoned authorisation of the prosecutor: reference and date.
    pub reference: String,
    /// For what.
    pub purpose: String,
    /// Who may take part.
    pub participants: Vec<Recipient>,
    /// Which classes may be said.
    pub classes: BTreeSet<Class>,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// Somebody opened what she otherwise may not, in an emergency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glass {
    /// Given once.
    pub grant: GrantId,
    /// Until when: hours, not days.
    pub until: Timestamp,
    /// Why.
    pub reason: String,
}

/// Somebody was recorded in a wrong role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Given once.
    pub id: CorrectionId,
    /// In which report.
    pub report: ReportId,
    /// Whose.
    pub person: PersonId,
    /// The wrong role.
    pub from: Role,
    /// The right one.
    pub to: Role,
    /// Why.
    pub reason: String,
    /// Every office that had read the wrong one: each is told and acknowledges.
    pub tell: BTreeSet<Recipient>,
}

words!(
    /// Why an office is asked to acknowledge something.
    NoticeKind {
        /// A consent under which it could read was taken back.
        Withdrawal = "withdrawal",
        /// A role that it had read was wrong.
        Correction = "correction",
    }
);

/// Something that an office must acknowledge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Of the grant or the correction.
    pub id: uuid::Uuid,
    /// Which of the two.
    pub kind: NoticeKind,
    /// Who must.
    pub to: Recipient,
    /// Since when.
    pub at: Timestamp,
    /// When somebody of it did, and who.
    pub acknowledged: Option<Dated<()>>,
}

/// Everything of this kind in a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trust {
    /// Consents, oldest first.
    pub consents: Vec<Dated<Consent>>,
    /// Recorded grounds.
    pub grounds: Vec<Dated<Ground>>,
    /// Titles of conferences.
    pub titles: Vec<Dated<Title>>,
    /// Glass that was broken.
    pub glasses: Vec<Dated<Glass>>,
    /// Reviews of it.
    pub reviews: BTreeMap<GrantId, Dated<(Outcome, String)>>,
    /// What was taken back, when and by whom.
    pub withdrawn: BTreeMap<GrantId, Dated<()>>,
    /// Corrected roles.
    pub corrections: Vec<Dated<Correction>>,
    /// Who acknowledged what.
    pub acknowledged: Vec<Dated<(uuid::Uuid, Recipient)>>,
}

impl Trust {
    /// Every grant, one for each office. Whether it is live is for [`Grant::is_live`] to say.
    pub fn grants(&self) -> Vec<Grant> {
        let consents = self.consents.iter().map(|given| {
            let Consent { grant, to, classes, until, .. } = &given.what;
            self.grant(GrantKind::Consent, *grant, to, classes, (given.at, *until))
        });
        let grounds = self.grounds.iter().map(|recorded| {
            let Ground { grant, ground, to, classes, until, .. } = &recorded.what;
            let opened = self.grant(GrantKind::Ground, *grant, to, classes, (recorded.at, *until));
            Grant { ground: Some(*ground), ..opened }
        });
        let titles = self.titles.iter().flat_map(|title| {
            let Title { grant, participants, classes, from, until, .. } = &title.what;
            // A title opens nothing before it was recorded, whatever date it bears.
            let time = ((*from).max(title.at), *until);
            participants.iter().map(move |to| self.grant(GrantKind::Title, *grant, to, classes, time))
        });
        let glasses = self.glasses.iter().map(|broken| {
            let Glass { grant, until, .. } = &broken.what;
            let (to, all) = (Recipient::of(&broken.by), Class::ALL.iter().copied().collect());
            let opened = self.grant(GrantKind::Glass, *grant, &to, &all, (broken.at, *until));
            Grant { user: Some(broken.by.user), ..opened }
        });
        consents.chain(grounds).chain(titles).chain(glasses).collect()
    }

    fn grant(
        &self,
        kind: GrantKind,
        id: GrantId,
        to: &Recipient,
        classes: &BTreeSet<Class>,
        (from, until): (Timestamp, Timestamp),
    ) -> Grant {
        let withdrawn = self.withdrawn.get(&id).map(|taken| taken.at);
        Grant {
            id,
            kind,
            to: to.clone(),
            classes: classes.clone(),
            from,
            until,
            withdrawn,
            user: None,
            ground: None,
        }
    }

    /// What offices must acknowledge, acknowledged or not.
    pub fn notices(&self) -> Vec<Notice> {
        let withdrawals = self.withdrawn.iter().flat_map(|(grant, taken)| {
            let told = self.grants().into_iter().filter(move |one| one.id == *grant);
            told.map(move |one| (grant.0, NoticeKind::Withdrawal, one.to, taken.at))
        });
        let corrections = self.corrections.iter().flat_map(|correction| {
            let told = correction.what.tell.iter().cloned();
            told.map(move |to| (correction.what.id.0, NoticeKind::Correction, to, correction.at))
        });
        let notice = |(id, kind, to, at)| {
            let acknowledged = self.acknowledgement(id, &to);
            Notice { id, kind, to, at, acknowledged }
        };
        withdrawals.chain(corrections).map(notice).collect()
    }

    fn acknowledgement(&self, id: uuid::Uuid, to: &Recipient) -> Option<Dated<()>> {
        let found = self.acknowledged.iter().find(|dated| dated.what.0 == id && dated.what.1 == *to)?;
        Some(Dated { at: found.at, by: found.by.clone(), what: () })
    }

    /// People who are, or ever were, a victim by a correction: what reaches them is a safe place from then on.
    pub fn made_victims(&self) -> BTreeSet<PersonId> {
        let made = self.corrections.iter().filter(|done| done.what.to == Role::Victim);
        made.map(|done| done.what.person).collect()
    }

    /// Adds an entry of this kind.
    pub(crate) fn add(&mut self, body: &Body, at: Timestamp, by: &Author) {
        fn dated<T>(at: Timestamp, by: &Author, what: T) -> Dated<T> {
            Dated { at, by: by.clone(), what }
        }
        match body {
            Body::ConsentGiven(consent) => self.consents.push(dated(at, by, consent.clone())),
            Body::GroundRecorded(ground) => self.grounds.push(dated(at, by, ground.clone())),
            Body::TitleRecorded(title) => self.titles.push(dated(at, by, title.clone())),
            Body::GlassBroken(glass) => self.glasses.push(dated(at, by, glass.clone())),
            Body::GrantWithdrawn { grant } => {
                self.withdrawn.entry(*grant).or_insert_with(|| dated(at, by, ()));
            }
            Body::GlassReviewed { grant, outcome, note } => {
                self.reviews.insert(*grant, dated(at, by, (*outcome, note.clone())));
            }
            Body::RoleCorrected(correction) => self.corrections.push(dated(at, by, correction.clone())),
            Body::Acknowledged { notice, to } => {
                self.acknowledged.push(dated(at, by, (*notice, to.clone())));
            }
            _ => {}
        }
    }
}

/// Class of an entry in a case that made these people victims: a phone that was recorded as the other party's becomes a
/// safe place when its owner turns out to be the victim.
pub fn class_of(made_victims: &BTreeSet<PersonId>, body: &Body) -> Class {
    match body {
        Body::ChannelRecorded { channel, .. } if made_victims.contains(&channel.person) => Class::SafePlace,
        body => body.class(),
    }
}

/// What somebody wants to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// She consents.
    Consent(Consent),
    /// A ground is recorded.
    Ground(Ground),
    /// A conference has a title.
    Title(Title),
    /// Something is taken back: her consent, or a ground or title that no longer holds.
    Withdraw(GrantId),
    /// The glass is broken.
    BreakGlass(Glass),
    /// A broken glass was reviewed.
    Review {
        /// Which.
        grant: GrantId,
        /// What it came to.
        outcome: Outcome,
        /// In words.
        note: String,
    },
    /// A role was wrong. `from` is read from the case.
    Correct(Correction),
    /// An office acknowledges.
    Acknowledge {
        /// The grant or correction.
        notice: uuid::Uuid,
        /// The office as it was named.
        to: Recipient,
    },
}

/// Longest time for which a consent or a ground opens anything: she is asked again.
pub const LONGEST_GRANT: SignedDuration = SignedDuration::from_hours(24 * 366);
/// Longest time for which broken glass stays open.
pub const LONGEST_GLASS: SignedDuration = SignedDuration::from_hours(24);

/// What comes of it. A reviewer's own glass, and an office's own notice, are for the access rules to look at.
pub(crate) fn decide(case: &Case, wish: &Wish, now: Timestamp) -> Result<Vec<Body>, Refusal> {
    require(!case.reports.is_empty(), Refusal::UnknownReport)?;
    let trust = &case.trust;
    let known = |grant: GrantId| trust.grants().into_iter().find(|one| one.id == grant);
    match wish {
        Wish::Consent(consent) => {
            require(case.person(consent.person).is_some(), Refusal::UnknownPerson)?;
            require(consent.to.is_named(), Refusal::OfficeNeeded)?;
            opens(case, consent.grant, &consent.classes, (now, consent.until, LONGEST_GRANT), now)?;
            Ok(vec![Body::ConsentGiven(consent.clone())])
        }
        Wish::Ground(ground) => {
            let person = ground.person.is_none_or(|person| case.person(person).is_some());
            require(person, Refusal::UnknownPerson)?;
            require(ground.to.is_named(), Refusal::OfficeNeeded)?;
            non_empty(&ground.reason, Refusal::ReasonNeeded)?;
            opens(case, ground.grant, &ground.classes, (now, ground.until, LONGEST_GRANT), now)?;
            Ok(vec![Body::GroundRecorded(ground.clone())])
        }
        Wish::Title(title) => {
            non_empty(&title.reference, Refusal::Empty)?;
            non_empty(&title.purpose, Refusal::ReasonNeeded)?;
            require(!title.participants.is_empty(), Refusal::Empty)?;
            require(title.participants.iter().all(Recipient::is_named), Refusal::OfficeNeeded)?;
            opens(case, title.grant, &title.classes, (title.from, title.until, LONGEST_GRANT), now)?;
            Ok(vec![Body::TitleRecorded(title.clone())])
        }
        Wish::Withdraw(grant) => {
            let given = known(*grant).ok_or(Refusal::NothingToUndo)?;
            require(given.withdrawn.is_none(), Refusal::AlreadyDone)?;
            Ok(vec![Body::GrantWithdrawn { grant: *grant }])
        }
        Wish::BreakGlass(glass) => {
            non_empty(&glass.reason, Refusal::ReasonNeeded)?;
            opens(
                case,
                glass.grant,
                &Class::ALL.iter().copied().collect(),
                (now, glass.until, LONGEST_GLASS),
                now,
            )?;
            Ok(vec![Body::GlassBroken(glass.clone())])
        }
        Wish::Review { grant, outcome, note } => {
            let broken = known(*grant).filter(|grant| grant.kind == GrantKind::Glass);
            require(broken.is_some(), Refusal::NothingToUndo)?;
            require(!trust.reviews.contains_key(grant), Refusal::AlreadyDone)?;
            non_empty(note, Refusal::ReasonNeeded)?;
            Ok(vec![Body::GlassReviewed { grant: *grant, outcome: *outcome, note: note.clone() }])
        }
        Wish::Correct(correction) => correct(case, correction),
        Wish::Acknowledge { notice, to } => {
            let asked = trust.notices().into_iter().find(|one| one.id == *notice && one.to == *to);
            let asked = asked.ok_or(Refusal::NothingToUndo)?;
            let body = Body::Acknowledged { notice: *notice, to: to.clone() };
            Ok(if asked.acknowledged.is_some() { vec![] } else { vec![body] })
        }
    }
}

/// What holds of everything that opens classes: new, not empty, and with an end that is near enough.
fn opens(
    case: &Case,
    grant: GrantId,
    classes: &BTreeSet<Class>,
    (from, until, longest): (Timestamp, Timestamp, SignedDuration),
    now: Timestamp,
) -> Result<(), Refusal> {
    require(case.trust.grants().iter().all(|known| known.id != grant), Refusal::AlreadyDone)?;
    require(!classes.is_empty(), Refusal::Empty)?;
    require(until > now && until > from, Refusal::InThePast)?;
    require(until.duration_since(now) <= longest, Refusal::TooFar)
}

fn correct(case: &Case, correction: &Correction) -> Result<Vec<Body>, Refusal> {
    let report = case.report(correction.report).ok_or(Refusal::UnknownReport)?;
    let person = report.people.iter().find(|person| person.id == correction.person);
    let from = person.ok_or(Refusal::UnknownPerson)?.role;
    require(from != correction.to, Refusal::AlreadyDone)?;
    non_empty(&correction.reason, Refusal::ReasonNeeded)?;
    Ok(vec![Body::RoleCorrected(Correction { from, ..correction.clone() })])
}
