//! What one request reads of cases: each stream is loaded once, and filtered in memory as often as it is asked for.

use crate::case::view::{Beside, Done, OpenCase};
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::log;
use crate::shell::now::now;
use crate::shell::session::SignedIn;
use access::{Asked, Audience, CaseFacts, Copy, Purpose};
use casework::case::{Case, Command, Entry, fold, known_at};
use casework::oversight::log::{Reading, ReadingAct, Shown};
use casework::record::channel_key::ChannelKey;
use casework::record::id::CaseId;
use casework::record::refusal::{Refusal, Why};
use casework::record::stamp::Stamp;
use jiff::Timestamp;
use journal::{ProposalState, RunError, Stream};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// More cases than this on one couple are not opened for one page.
const MOST_TOGETHER: usize = 20;
/// More cases than this are not read for the contact guard: then nothing is safe, and it says why.
const MOST_GUARDED: usize = 200;

/// A stream, and the case folded of all of it: nothing of it is shown before it was filtered.
pub(crate) struct Loaded {
    pub(crate) stream: Stream,
    pub(crate) whole: Case,
}

/// Cases around one, whole and unfiltered: for the contact guard, which gives nothing away but verdicts.
pub(crate) struct Around {
    /// The case itself, those followed together with it and those with somebody of it, near ones first.
    pub(crate) cases: Vec<(CaseId, Arc<Loaded>)>,
    /// Those that may be about the same people, and what is around them; nobody decided yet.
    pub(crate) suspected: Vec<(CaseId, Arc<Loaded>)>,
    /// Whether that is everything.
    pub(crate) is_all: bool,
    /// Channels against which a case spoke that was erased since.
    pub(crate) barred: BTreeSet<ChannelKey>,
}

/// The cases of one request. Whatever it writes to is loaded again when it is asked for after that.
pub(crate) struct Loader<'a> {
    pub(crate) app: &'a App,
    pub(crate) who: &'a SignedIn,
    loaded: BTreeMap<CaseId, Option<Arc<Loaded>>>,
}

impl App {
    /// What this request will read of cases.
    pub(crate) fn loader<'a>(&'a self, who: &'a SignedIn) -> Loader<'a> {
        Loader { app: self, who, loaded: BTreeMap::new() }
    }

    /// Opens one case, for a page that reads no other: see [`Loader::open`].
    pub(crate) async fn open_case(
        &self,
        who: &SignedIn,
        id: CaseId,
        until: Option<Timestamp>,
        what: &str,
    ) -> Result<OpenCase, WebError> {
        self.loader(who).open(id, until, what).await
    }

    /// Whether a case exists that the viewer may open.
    pub(crate) async fn may_open(&self, who: &SignedIn, id: CaseId) -> Result<bool, WebError> {
        self.loader(who).may_open(id).await
    }

    /// Gives a command to a case, if the viewer may.
    pub(crate) async fn give(
        &self,
        who: &SignedIn,
        id: CaseId,
        expected: Option<i64>,
        command: &Command,
    ) -> Result<Done, WebError> {
        self.loader(who).give(id, expected, command).await
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

    /// What decides about a case as a whole, and whether this viewer is kept out of it.
    async fn facts(&self, who: &SignedIn, id: CaseId, case: &Case) -> Result<CaseFacts, WebError> {
        let people = case.reports.iter().flat_map(|(_, report)| &report.record.people);
        let kept_out = who.hidden.holds(id) || self.journal.is_near(who.user(), people).await?;
        Ok(CaseFacts::of(case).without(kept_out.then_some(who.user())))
    }
}

impl Loader<'_> {
    /// A case, whole and unfiltered; `None` when there is none. Only verdicts may come of it without a filter.
    pub(crate) async fn load(&mut self, id: CaseId) -> Result<Option<Arc<Loaded>>, WebError> {
        if let Some(loaded) = self.loaded.get(&id) {
            return Ok(loaded.clone());
        }
        let stream = self.app.journal.load(id).await?;
        let loaded = stream.map(|stream| Arc::new(Loaded { whole: fold(&stream.entries), stream }));
        self.loaded.insert(id, loaded.clone());
        Ok(loaded)
    }

    /// Opens a case: purpose, policies, filter, log, fold. `until` cuts the fold at a time.
    pub(crate) async fn open(
        &mut self,
        id: CaseId,
        until: Option<Timestamp>,
        what: &str,
    ) -> Result<OpenCase, WebError> {
        let purpose = self.purpose()?;
        self.within_budget(id).await?;
        let opened = self.open_logged(purpose, id, until, what).await;
        if opened.is_err() {
            self.give_back(id).await;
        }
        opened
    }

    async fn open_logged(
        &mut self,
        purpose: Purpose,
        id: CaseId,
        until: Option<Timestamp>,
        what: &str,
    ) -> Result<OpenCase, WebError> {
        let reading = self.who.reads(ReadingAct::Open).of(id).detail(what);
        match self.readable(purpose, id, until).await? {
            Ok(open) => {
                self.app.journal.log(Reading { shown: open.shown_as(what), ..reading }).await?;
                Ok(open)
            }
            Err(noticed) => {
                let refused = Reading { shown: noticed, ..reading }.detail(what).refused();
                self.app.journal.log(refused).await?;
                Err(WebError::NotFound)
            }
        }
    }

    /// What stands beside an open case: the cases followed together with it, near ones first, and those of which
    /// somebody here is somebody. Each is filtered as [`Loader::open`] does and its reading logged; none in which
    /// the viewer takes no part. Only groupings and links that she may read are followed.
    pub(crate) async fn open_beside(
        &mut self,
        open: &OpenCase,
        until: Option<Timestamp>,
    ) -> Result<Beside, WebError> {
        let purpose = self.purpose()?;
        let mut seen = BTreeSet::from([open.id]);
        let mut next: VecDeque<CaseId> = open.case.linking.grouped().collect();
        let mut beside = Beside::default();
        while let Some(id) = next.pop_front().filter(|_| beside.together.len() < MOST_TOGETHER) {
            if seen.insert(id)
                && let Ok(other) = self.readable(purpose, id, until).await?
            {
                next.extend(other.case.linking.grouped());
                beside.together.push(other);
            }
        }
        for (same, _) in open.case.linking.linked().take(MOST_TOGETHER) {
            if seen.insert(same.case)
                && let Ok(other) = self.readable(purpose, same.case, until).await?
            {
                beside.linked.push(other);
            }
        }
        self.log_beside(beside.together.iter().chain(&beside.linked), "").await?;
        Ok(beside)
    }

    /// Those of these cases in which the viewer takes part, filtered as [`Loader::open`] does and their reading logged.
    pub(crate) async fn open_each(
        &mut self,
        cases: &[CaseId],
        what: &str,
    ) -> Result<Vec<OpenCase>, WebError> {
        let purpose = self.purpose()?;
        let mut opened = Vec::new();
        for id in cases {
            opened.extend(self.readable(purpose, *id, None).await?.ok());
        }
        self.log_beside(opened.iter(), what).await?;
        Ok(opened)
    }

    /// A case with what of it may stand in a copy that is given to somebody. The caller logs what was given; the reading
    /// of the case is logged here.
    pub(crate) async fn open_for_copy(
        &mut self,
        id: CaseId,
        copy: (Audience, Copy),
        what: &str,
    ) -> Result<(OpenCase, Vec<Entry>), WebError> {
        let open = self.open(id, None, what).await?;
        let asked = Asked::of(&self.who.viewer, now(), &open.facts);
        let loaded = self.load(id).await?.ok_or(WebError::NotFound)?;
        // What was done may be told where its reason may not.
        let copyable = self.app.policies.copyable(&asked, &loaded.stream.entries, copy);
        let printed = copyable.entries.into_iter().map(Cow::into_owned).collect();
        Ok((open, printed))
    }

    /// What the contact guard looks at. A number that is his in a case that the viewer may not read is no safe number of
    /// hers all the same; nor is one of a case of which it is only proposed that it is about them.
    pub(crate) async fn whole(&mut self, id: CaseId) -> Result<Around, WebError> {
        let mut seen = BTreeSet::from([id]);
        let (cases, is_all) = self.spread(VecDeque::from([id]), &mut seen, MOST_GUARDED).await?;
        let ids: Vec<_> = cases.iter().map(|(id, _)| *id).collect();
        let proposals = self.app.journal.proposals(&ids).await?;
        let likely = proposals.iter().filter(|one| one.is_likely() && one.state == ProposalState::Open);
        let next = likely.map(|one| one.other).filter(|other| seen.insert(*other)).collect();
        let room = MOST_GUARDED.saturating_sub(cases.len());
        let (suspected, are_all) = self.spread(next, &mut seen, room).await?;
        let mut barred = BTreeSet::new();
        for id in ids {
            barred.extend(self.app.journal.barred(id).await?);
        }
        Ok(Around { cases, suspected, is_all: is_all && are_all, barred })
    }

    /// Loads cases, and what is followed together with them or has somebody of them, up to so many; and whether that is
    /// all of them.
    async fn spread(
        &mut self,
        mut next: VecDeque<CaseId>,
        seen: &mut BTreeSet<CaseId>,
        most: usize,
    ) -> Result<(Vec<(CaseId, Arc<Loaded>)>, bool), WebError> {
        let mut cases = Vec::new();
        while let Some(id) = next.pop_front() {
            if cases.len() >= most {
                return Ok((cases, false));
            }
            let Some(loaded) = self.load(id).await? else { continue };
            let linking = &loaded.whole.linking;
            let linked = linking.linked().map(|(same, _)| same.case);
            next.extend(linking.grouped().chain(linked).filter(|other| seen.insert(*other)));
            cases.push((id, loaded));
        }
        Ok((cases, true))
    }

    /// Whether a case exists that the viewer may open.
    pub(crate) async fn may_open(&mut self, id: CaseId) -> Result<bool, WebError> {
        let Some(loaded) = self.load(id).await? else { return Ok(false) };
        let facts = self.app.facts(self.who, id, &loaded.whole).await?;
        Ok(self.app.policies.opens(&Asked::of(&self.who.viewer, now(), &facts)).allowed)
    }

    /// Whether another case may name this one. One in which the police wrote no report may not be named: whoever reads
    /// the other would learn that it is there.
    pub(crate) async fn may_be_named(&mut self, id: CaseId) -> Result<bool, WebError> {
        Ok(self.load(id).await?.is_some_and(|loaded| loaded.whole.unit_alone().is_none()))
    }

    /// Gives a command to a case, if the viewer may.
    pub(crate) async fn give(
        &mut self,
        id: CaseId,
        expected: Option<i64>,
        command: &Command,
    ) -> Result<Done, WebError> {
        let (app, who) = (self.app, self.who);
        let loaded = self.load(id).await?.ok_or(WebError::NotFound)?;
        let facts = app.facts(who, id, &loaded.whole).await?;
        if !app.may(who, &facts, command) {
            app.journal.log(who.reads(ReadingAct::Write).of(id).refused()).await?;
            return Err(WebError::NotFound);
        }
        if let Some(refusal) = app.not_to_be_shared(who, &facts, command) {
            return Ok(Done::Refused(refusal));
        }
        let written = app.journal.run(id, &who.author(), now(), expected, command).await;
        if !matches!(written, Err(RunError::Refused(_))) {
            self.loaded.remove(&id);
        }
        match written {
            Ok(_) => Ok(Done::Written),
            Err(RunError::Refused(refusal)) => Ok(Done::Refused(refusal)),
            Err(RunError::Conflict) => Ok(Done::Conflict),
            Err(error) => Err(error.into()),
        }
    }

    fn purpose(&self) -> Result<Purpose, WebError> {
        Purpose::of(self.who.viewer.function).ok_or(WebError::NotFound)
    }

    async fn log_beside(&self, read: impl Iterator<Item = &OpenCase>, what: &str) -> Result<(), WebError> {
        let line = |one: &OpenCase| Reading {
            shown: one.shown_as(what),
            ..self.who.reads(ReadingAct::Beside).of(one.id)
        };
        Ok(self.app.journal.log_all(read.map(line).collect()).await?)
    }

    /// What the viewer may read of a case that she may open; else what is to be noticed of her trying. The
    /// caller logs that it was read or refused.
    async fn readable(
        &mut self,
        purpose: Purpose,
        id: CaseId,
        until: Option<Timestamp>,
    ) -> Result<Result<OpenCase, Shown>, WebError> {
        let (app, who) = (self.app, self.who);
        let mut noticed = Shown::default();
        let Some(loaded) = self.load(id).await? else { return Ok(Err(noticed)) };
        let Loaded { stream, whole } = &*loaded;
        app.noticed(who, whole, &mut noticed).await?;
        let facts = app.facts(who, id, whole).await?;
        let asked = Asked { purpose: Some(purpose), ..Asked::of(&who.viewer, now(), &facts) };
        let opened = app.policies.opens(&asked);
        if !opened.allowed {
            return Ok(Err(noticed));
        }
        let mut readable = app.policies.readable(&asked, &stream.entries);
        // What was said of a case that is hidden from her would tell that it is there.
        readable.entries.retain(|entry| entry.body.other_case().is_none_or(|other| !who.hidden.holds(other)));
        let read = log::shown(&stream.entries, &readable.iter().collect::<Vec<_>>());
        let mut case = fold(known_at(readable.iter(), until.unwrap_or(Timestamp::MAX)));
        if until.is_none() {
            case.take_roles_of(whole);
        }
        let rules: BTreeSet<_> = opened.because.iter().chain(&readable.because).collect();
        let rules = rules.into_iter().map(ToString::to_string).collect();
        let shown = Shown { zones: noticed.zones, flags: noticed.flags, rules, ..read };
        Ok(Ok(OpenCase { id, seq: stream.seq, case, shown, facts }))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    fn sources(folder: &Path) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(sources(&path));
            } else {
                found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
        found
    }

    #[test]
    fn streams_are_loaded_here_and_nowhere_else() {
        let load = concat!("journal", ".load(");
        let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        let loads: Vec<_> =
            sources.iter().filter(|(_, text)| text.contains(load)).map(|(file, _)| file).collect();
        assert!(loads.len() == 1 && loads[0].ends_with("loader.rs"), "a stream is loaded again in {loads:?}");
    }
}
