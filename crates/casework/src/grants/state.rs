//! What is open to whom, and what offices must acknowledge.
//!
//! A *grant* is a consent, a recorded legal ground, the title of a case conference, or a break-glass. Each names to
//! whom, which classes, and until when; none is without an end. It is recorded in the case like anything else, so what
//! could be read on a day is computed from the case on that day, and a withdrawal ends it for the next reading.

use super::entry::{
    BreakGlass, Consent, Correction, Entry, GrantKind, LegalGround, RecordedGround, ReviewOutcome, Title,
};
use crate::record::facets::Class;
use crate::record::id::{GrantId, PersonId, UserId};
use crate::record::person::Role;
use crate::record::staff::Recipient;
use crate::record::stamp::{Dated, Stamp};
use crate::record::words::words;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

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
pub struct State {
    /// Consents, oldest first.
    pub consents: Vec<Dated<Consent>>,
    /// Recorded grounds.
    pub grounds: Vec<Dated<RecordedGround>>,
    /// Titles of conferences.
    pub titles: Vec<Dated<Title>>,
    /// Uses of break-glass.
    pub break_glasses: Vec<Dated<BreakGlass>>,
    /// Reviews of it.
    pub reviews: BTreeMap<GrantId, Dated<(ReviewOutcome, String)>>,
    /// What was taken back, when, and whether nobody had read by it.
    pub withdrawn: BTreeMap<GrantId, Dated<bool>>,
    /// Corrected roles.
    pub corrections: Vec<Dated<Correction>>,
    /// Who acknowledged what.
    pub acknowledged: Vec<Dated<(uuid::Uuid, Recipient)>>,
}

impl State {
    /// Every grant, one for each office. Whether it is live is for [`Grant::is_live`] to say.
    pub fn grants(&self) -> Vec<Grant> {
        let consents = self.consents.iter().map(|given| {
            let Consent { grant, to, classes, until, .. } = &given.what;
            self.grant(GrantKind::Consent, *grant, to, classes, (given.at, *until))
        });
        let grounds = self.grounds.iter().map(|recorded| {
            let RecordedGround { grant, ground, to, classes, until, .. } = &recorded.what;
            let opened = self.grant(GrantKind::Ground, *grant, to, classes, (recorded.at, *until));
            Grant { ground: Some(*ground), ..opened }
        });
        let titles = self.titles.iter().flat_map(|title| {
            let Title { grant, participants, classes, from, until, .. } = &title.what;
            // A title opens nothing before it was recorded, whatever date it bears.
            let time = ((*from).max(title.at), *until);
            participants.iter().map(move |to| self.grant(GrantKind::Title, *grant, to, classes, time))
        });
        let glasses = self.break_glasses.iter().map(|broken| {
            let BreakGlass { grant, until, .. } = &broken.what;
            let (to, all) = (Recipient::of(&broken.by), Class::ALL.iter().copied().collect());
            let opened = self.grant(GrantKind::BreakGlass, *grant, &to, &all, (broken.at, *until));
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
        let read = self.withdrawn.iter().filter(|(_, taken)| !taken.what);
        let withdrawals = read.flat_map(|(grant, taken)| {
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

    /// Adds the next entry.
    pub(crate) fn add(&mut self, entry: &Entry, stamp: Stamp<'_>) {
        match entry {
            Entry::ConsentGiven(consent) => self.consents.push(stamp.dated(consent.clone())),
            Entry::GroundRecorded(ground) => self.grounds.push(stamp.dated(ground.clone())),
            Entry::TitleRecorded(title) => self.titles.push(stamp.dated(title.clone())),
            Entry::GlassBroken(glass) => self.break_glasses.push(stamp.dated(glass.clone())),
            Entry::GrantWithdrawn { grant, unread } => {
                self.withdrawn.entry(*grant).or_insert_with(|| stamp.dated(*unread));
            }
            Entry::GlassReviewed { grant, outcome, note } => {
                self.reviews.insert(*grant, stamp.dated((*outcome, note.clone())));
            }
            Entry::RoleCorrected(correction) => self.corrections.push(stamp.dated(correction.clone())),
            Entry::Acknowledged { notice, to } => {
                self.acknowledged.push(stamp.dated((*notice, to.clone())));
            }
        }
    }
}
