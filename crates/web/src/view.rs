//! Opening a case: the only way to its content.

use crate::app::App;
use crate::error::WebError;
use crate::log;
use crate::now::now;
use crate::session::SignedIn;
use access::{Asked, Audience, CaseFacts, Copy, Purpose};
use casework::case::{Case, Command, Entry, fold, known_at};
use casework::oversight::log::{Reading, ReadingAct, Shown};
use casework::record::facets::Class;
use casework::record::id::{CaseId, ZoneCode};
use casework::record::refusal::{Refusal, Why};
use casework::record::stamp::Stamp;
use jiff::Timestamp;
use journal::RunError;
use std::borrow::Cow;
use std::collections::{BTreeSet, VecDeque};

/// A case as this viewer may see it.
pub(crate) struct OpenCase {
    pub(crate) id: CaseId,
    /// Number of the last entry: what a command must build on.
    pub(crate) seq: i64,
    pub(crate) case: Case,
    /// What of it is shown, for the log.
    pub(crate) shown: Shown,
    /// What decides about the case as a whole, whatever the viewer may read of it.
    pub(crate) facts: CaseFacts,
}

impl OpenCase {
    fn shown_as(&self, what: &str) -> Shown {
        Shown { detail: what.to_owned(), ..self.shown.clone() }
    }
}

/// Cases opened beside another one.
#[derive(Default)]
pub(crate) struct Beside {
    /// Followed together with it.
    pub(crate) together: Vec<OpenCase>,
    /// Followed separately, but with somebody of it in them.
    pub(crate) linked: Vec<OpenCase>,
}

/// More cases than this on one couple are not opened for one page.
const MOST_TOGETHER: usize = 20;

/// How a command ended, for the page.
pub(crate) enum Done {
    /// It is written.
    Written,
    /// The domain says no.
    Refused(Refusal),
    /// Somebody else wrote first.
    Conflict,
}

impl App {
    /// Opens a case: purpose, policies, filter, log, fold. `until` cuts the fold at a time.
    pub(crate) async fn open_case(
        &self,
        who: &SignedIn,
        id: CaseId,
        until: Option<Timestamp>,
        what: &str,
    ) -> Result<OpenCase, WebError> {
        let purpose = Purpose::of(who.viewer.function).ok_or(WebError::NotFound)?;
        let reading = who.reads(ReadingAct::Open).of(id).detail(what);
        match self.readable(who, purpose, id, until).await? {
            Ok(open) => {
                self.journal.log(Reading { shown: open.shown_as(what), ..reading }).await?;
                Ok(open)
            }
            Err(noticed) => {
                self.journal.log(Reading { shown: noticed, ..reading }.detail(what).refused()).await?;
                Err(WebError::NotFound)
            }
        }
    }

    /// What stands beside an open case: the cases followed together with it, near ones first, and those of which
    /// somebody here is somebody. Each is filtered as [`App::open_case`] does and its reading logged; none in which
    /// the viewer takes no part. Only groupings and links that she may read are followed.
    pub(crate) async fn open_beside(
        &self,
        who: &SignedIn,
        open: &OpenCase,
        until: Option<Timestamp>,
    ) -> Result<Beside, WebError> {
        let purpose = Purpose::of(who.viewer.function).ok_or(WebError::NotFound)?;
        let mut seen = BTreeSet::from([open.id]);
        let mut next: VecDeque<CaseId> = open.case.linking.grouped().collect();
        let mut beside = Beside::default();
        while let Some(id) = next.pop_front().filter(|_| beside.together.len() < MOST_TOGETHER) {
            if seen.insert(id)
                && let Ok(other) = self.readable(who, purpose, id, until).await?
            {
                next.extend(other.case.linking.grouped());
                beside.together.push(other);
            }
        }
        for (same, _) in open.case.linking.linked().take(MOST_TOGETHER) {
            if seen.insert(same.case)
                && let Ok(other) = self.readable(who, purpose, same.case, until).await?
            {
                beside.linked.push(other);
            }
        }
        self.log_beside(who, beside.together.iter().chain(&beside.linked), "").await?;
        Ok(beside)
    }

    /// Those of these cases in which the viewer takes part, filtered as [`App::open_case`] does and their reading logged.
    pub(crate) async fn open_each(
        &self,
        who: &SignedIn,
        cases: &[CaseId],
        what: &str,
    ) -> Result<Vec<OpenCase>, WebError> {
        let purpose = Purpose::of(who.viewer.function).ok_or(WebError::NotFound)?;
        let mut opened = Vec::new();
        for id in cases {
            opened.extend(self.readable(who, purpose, *id, None).await?.ok());
        }
        self.log_beside(who, opened.iter(), what).await?;
        Ok(opened)
    }

    async fn log_beside(
        &self,
        who: &SignedIn,
        read: impl Iterator<Item = &OpenCase>,
        what: &str,
    ) -> Result<(), WebError> {
        let line = |one: &OpenCase| Reading {
            shown: one.shown_as(what),
            ..who.reads(ReadingAct::Beside).of(one.id)
        };
        Ok(self.journal.log_all(read.map(line).collect()).await?)
    }

    /// What the viewer may read of a case that she may open; else what is to be noticed of her trying. The
    /// caller logs that it was read or refused.
    async fn readable(
        &self,
        who: &SignedIn,
        purpose: Purpose,
        id: CaseId,
        until: Option<Timestamp>,
    ) -> Result<Result<OpenCase, Shown>, WebError> {
        let mut noticed = Shown::default();
        let Some(stream) = self.journal.load(id).await? else { return Ok(Err(noticed)) };
        let whole = fold(&stream.entries);
        self.noticed(who, &whole, &mut noticed).await?;
        let facts = self.facts(who, id, &whole).await?;
        let asked = Asked { purpose: Some(purpose), ..Asked::of(&who.viewer, now(), &facts) };
        let opened = self.policies.opens(&asked);
        if !opened.allowed {
            return Ok(Err(noticed));
        }
        let readable = self.policies.readable(&asked, &stream.entries);
        let read = log::shown(&stream.entries, &readable.iter().collect::<Vec<_>>());
        let case = fold(known_at(readable.iter(), until.unwrap_or(Timestamp::MAX)));
        let rules: BTreeSet<_> = opened.because.iter().chain(&readable.because).collect();
        let rules = rules.into_iter().map(ToString::to_string).collect();
        let shown = Shown { zones: noticed.zones, flags: noticed.flags, rules, ..read };
        Ok(Ok(OpenCase { id, seq: stream.seq, case, shown, facts }))
    }

    /// A case with what of it may stand in a copy that is given to somebody. The caller logs what was given; the reading
    /// of the case is logged here.
    pub(crate) async fn open_for_copy(
        &self,
        who: &SignedIn,
        id: CaseId,
        copy: (Audience, Copy),
        what: &str,
    ) -> Result<(OpenCase, Vec<Entry>), WebError> {
        let open = self.open_case(who, id, None, what).await?;
        let asked = Asked::of(&who.viewer, now(), &open.facts);
        let stream = self.journal.load(id).await?.ok_or(WebError::NotFound)?;
        // What was done may be told where its reason may not.
        let copyable = self.policies.copyable(&asked, &stream.entries, copy);
        let printed = copyable.entries.into_iter().map(Cow::into_owned).collect();
        Ok((open, printed))
    }

    /// A case with those followed together with it, and those with somebody of it, whole and unfiltered: for the
    /// contact guard, which gives nothing away but verdicts. A number that is his in a case that the viewer may not
    /// read is no safe number of hers all the same.
    pub(crate) async fn whole(&self, id: CaseId) -> Result<Vec<(CaseId, Case)>, WebError> {
        let (mut seen, mut next) = (BTreeSet::from([id]), VecDeque::from([id]));
        let mut cases: Vec<(CaseId, Case)> = Vec::new();
        while let Some(id) = next.pop_front().filter(|_| cases.len() < MOST_TOGETHER) {
            let Some(stream) = self.journal.load(id).await? else { continue };
            let case = fold(&stream.entries);
            let linked = case.linking.linked().map(|(same, _)| same.case);
            next.extend(case.linking.grouped().chain(linked).filter(|other| seen.insert(*other)));
            cases.push((id, case));
        }
        Ok(cases)
    }

    /// What decides about a case as a whole, and whether this viewer is kept out of it.
    async fn facts(&self, who: &SignedIn, id: CaseId, case: &Case) -> Result<CaseFacts, WebError> {
        let people = case.reports.iter().flat_map(|(_, report)| &report.record.people);
        let kept_out = self.journal.is_in_conflict(who.user(), id, people).await?;
        Ok(CaseFacts::of(case).without(kept_out.then_some(who.user())))
    }

    /// Whether a list may show the viewer a class of what police reported in a zone.
    pub(crate) fn lists(&self, who: &SignedIn, zone: &ZoneCode, class: Class) -> bool {
        self.policies.may_read_report(&who.viewer, now(), zone, class).allowed
    }

    /// Whether the viewer may give a command to a case that she opened.
    pub(crate) fn may(&self, who: &SignedIn, facts: &CaseFacts, command: &Command) -> bool {
        self.policies.may_add(&Asked::of(&who.viewer, now(), facts), command).allowed
    }

    /// Whether a case exists that the viewer may open.
    pub(crate) async fn may_open(&self, who: &SignedIn, id: CaseId) -> Result<bool, WebError> {
        let stream = self.journal.load(id).await?;
        let Some(stream) = stream else { return Ok(false) };
        let facts = self.facts(who, id, &fold(&stream.entries)).await?;
        Ok(self.policies.opens(&Asked::of(&who.viewer, now(), &facts)).allowed)
    }

    /// Why what a command would open to an office may not be passed on to it: the policies on sharing hold whatever
    /// somebody records.
    fn not_to_be_shared(&self, who: &SignedIn, facts: &CaseFacts, command: &Command) -> Option<Refusal> {
        let Command::Grants(command) = command else { return None };
        let (at, by) = (now(), who.author());
        let asked = Asked::of(&who.viewer, at, facts);
        let opened = command.opens(Stamp { at, by: &by });
        let refused = opened.iter().any(|grant| self.policies.unshared(&asked, grant).is_some());
        refused.then_some(Why::NotToBeShared.at("class"))
    }

    /// Gives a command to a case, if the viewer may.
    pub(crate) async fn give(
        &self,
        who: &SignedIn,
        id: CaseId,
        expected: Option<i64>,
        command: &Command,
    ) -> Result<Done, WebError> {
        let stream = self.journal.load(id).await?.ok_or(WebError::NotFound)?;
        let facts = self.facts(who, id, &fold(&stream.entries)).await?;
        if !self.policies.may_add(&Asked::of(&who.viewer, now(), &facts), command).allowed {
            self.journal.log(who.reads(ReadingAct::Write).of(id).refused()).await?;
            return Err(WebError::NotFound);
        }
        if let Some(refusal) = self.not_to_be_shared(who, &facts, command) {
            return Ok(Done::Refused(refusal));
        }
        match self.journal.run(id, &who.author(), now(), expected, command).await {
            Ok(_) => Ok(Done::Written),
            Err(RunError::Refused(refusal)) => Ok(Done::Refused(refusal)),
            Err(RunError::Conflict) => Ok(Done::Conflict),
            Err(error) => Err(error.into()),
        }
    }
}
