//! Asking the policies: a viewer, a case and an entry in their words, and the answer with the rules behind it.

use crate::facts::{Asked, CaseFacts};
use crate::load::{NO_PURPOSE, Period, Policies, RuleId};
use crate::words::{Audience, Copy, Viewer};
use casework::case::{Body, Command, Entry};
use casework::grants::{Grant, GrantKind};
use casework::record::dates::brussels;
use casework::record::facets::Class;
use casework::record::id::{GrantId, UserId, ZoneCode};
use casework::record::staff::{Recipient, Sector};
use casework::{grants, opening, report, tasks};
use cedar_policy::{
    Authorizer, Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, Request,
    RestrictedExpression as Value,
};
use jiff::Timestamp;
use std::borrow::Cow;
use std::collections::hash_map::Entry as Found;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;
use uuid::Uuid;

/// Yes or no, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyDecision {
    /// Whether it is allowed.
    pub allowed: bool,
    /// The policies that decided: those that permit, or those that forbid. Empty when no policy permits.
    pub because: Vec<RuleId>,
    /// The grant without which the answer would be no.
    pub grant: Option<GrantId>,
}

impl PolicyDecision {
    const NO: Self = Self { allowed: false, because: Vec::new(), grant: None };

    /// Both must allow; the reasons of both count.
    fn and(mut self, then: impl FnOnce() -> Self) -> Self {
        if !self.allowed {
            return self;
        }
        let mut second = then();
        if second.allowed {
            self.because.append(&mut second.because);
            second.because = self.because;
            second.grant = second.grant.or(self.grant);
        }
        second
    }
}

/// What somebody may read of a case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Readable<'a> {
    /// The entries, in their order. One that is as facts as its reason may be there without it.
    pub entries: Vec<Cow<'a, Entry>>,
    /// The policies that opened them.
    pub because: BTreeSet<RuleId>,
    /// The grants without which something would be missing.
    pub grants: BTreeSet<GrantId>,
}

impl Readable<'_> {
    /// The entries, for the fold.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().map(AsRef::as_ref)
    }
}

impl Policies {
    /// Whether the case may be opened at all. What may be read in it is decided entry by entry.
    pub fn opens(&self, asked: &Asked<'_>) -> PolicyDecision {
        Query::of(self, asked).and_then(|query| query.on_case("open", vec![])).unwrap_or_refuse()
    }

    /// Whether an entry may be read, whole.
    pub fn may_read(&self, asked: &Asked<'_>, entry: &Entry) -> PolicyDecision {
        self.may_read_entry_facts(asked, &EntryFacts::of(self, asked, entry))
    }

    pub(crate) fn may_read_entry_facts(&self, asked: &Asked<'_>, facts: &EntryFacts<'_>) -> PolicyDecision {
        Query::of(self, asked).and_then(|query| query.on_entry("read", facts, vec![])).unwrap_or_refuse()
    }

    /// What may be read of these entries. A decision is made once for all entries that are alike to the policies.
    pub fn readable<'a>(&self, asked: &Asked<'_>, entries: &'a [Entry]) -> Readable<'a> {
        self.sifted(asked, entries, &[("read", vec![])])
    }

    /// What may be read of these entries, and printed on a paper for somebody: decided as [`Policies::readable`] does.
    pub fn printable<'a>(&self, asked: &Asked<'_>, entries: &'a [Entry], audience: Audience) -> Readable<'a> {
        let more = vec![("reader", word("Reader", audience.word()))];
        self.sifted(asked, entries, &[("read", vec![]), ("print-for", more)])
    }

    /// What may be read of these entries, printed for somebody, and taken out of Havre in this copy.
    pub fn copyable<'a>(
        &self,
        asked: &Asked<'_>,
        entries: &'a [Entry],
        (audience, copy): (Audience, Copy),
    ) -> Readable<'a> {
        let print = vec![("reader", word("Reader", audience.word()))];
        let export = vec![("copy", word("Copy", copy.word()))];
        self.sifted(asked, entries, &[("read", vec![]), ("print-for", print), ("export", export)])
    }

    /// The entries of which every action is allowed. When the policies cannot be asked, none.
    fn sifted<'a>(&self, asked: &Asked<'_>, entries: &'a [Entry], actions: &[(&str, More)]) -> Readable<'a> {
        self.try_sifted(asked, entries, actions).unwrap_or_else(|error| {
            error.tell();
            Readable::default()
        })
    }

    fn try_sifted<'a>(
        &self,
        asked: &Asked<'_>,
        entries: &'a [Entry],
        actions: &[(&str, More)],
    ) -> Result<Readable<'a>, PolicyFailure> {
        let query = Query::of(self, asked)?;
        let in_context = |(action, more): &(&'_ str, More)| Ok(((*action).to_owned(), query.contexts(more)?));
        let actions = actions.iter().map(in_context).collect::<Result<Vec<_>, PolicyFailure>>()?;
        let mut known: HashMap<EntryFacts<'a>, PolicyDecision> = HashMap::new();
        let mut readable = Readable::default();
        for entry in entries {
            let facts = EntryFacts::of(self, asked, entry);
            let mut shown = Cow::Borrowed(entry);
            if !query.all_allowed(&actions, facts, &mut known)?.allowed {
                let Some(body) = entry.body.without_reason() else { continue };
                let (kind, class) = (self.kind_of(&body), asked.case.class_of(&body));
                shown = Cow::Owned(Entry { body, ..entry.clone() });
                if !query.all_allowed(&actions, EntryFacts { kind, class, ..facts }, &mut known)?.allowed {
                    continue;
                }
            }
            readable.entries.push(shown);
        }
        for decision in known.into_values().filter(|decision| decision.allowed) {
            readable.because.extend(decision.because);
            readable.grants.extend(decision.grant);
        }
        Ok(readable)
    }

    /// Whether a viewer may read a class of what the police of a zone wrote in their reports: for lists that name
    /// people of cases which nobody has opened yet.
    pub fn may_read_report(
        &self,
        viewer: &Viewer,
        now: Timestamp,
        zone: &ZoneCode,
        class: Class,
    ) -> PolicyDecision {
        let case = CaseFacts::in_zone(zone.clone());
        let facts =
            EntryFacts { class, kind: OTHER, origin: Sector::Police, zone: Some(zone), author: NOBODY };
        self.may_read_entry_facts(&Asked::of(viewer, now, &case), &facts)
    }

    /// Whether a command may be given to the case.
    pub fn may_add(&self, asked: &Asked<'_>, command: &Command) -> PolicyDecision {
        let mut more = vec![("command", word("Command", command.word()))];
        match command {
            Command::Report(report::Command::Sign(report)) => {
                more.push(("zone", word("Zone", report.head.zone.as_str())))
            }
            Command::Report(report::Command::AcknowledgeReceipt { user, .. }) => {
                more.push(("user", staff(*user)))
            }
            Command::Tasks(tasks::Command::Pause { clock, .. })
            | Command::Tasks(tasks::Command::Resume { clock, .. }) => {
                more.push(("clock", word("Clock", clock.word())));
            }
            Command::Grants(grants::Command::Review { grant, .. }) => {
                let glass = asked.case.grants.iter().find(|one| one.id == *grant);
                more.extend(glass.and_then(|glass| glass.user).map(|user| ("user", staff(user))));
            }
            Command::Grants(grants::Command::Acknowledge { to, .. }) => more.extend(to_office(to)),
            Command::Opening(opening::Command::OpenCase(open)) => more.extend(to_office(&open.opening.unit)),
            _ => {}
        }
        Query::of(self, asked).and_then(|query| query.on_case("add", more)).unwrap_or_refuse()
    }

    /// Whether what is of a class may be passed on to a recipient.
    pub fn may_share(&self, asked: &Asked<'_>, class: Class, to: &Recipient) -> PolicyDecision {
        let mut more = vec![("class", word("Class", class.word()))];
        more.extend(to_office(to));
        Query::of(self, asked).and_then(|query| query.on_case("share", more)).unwrap_or_refuse()
    }

    /// The first class that may not be passed on to the office that a grant names, although the grant is recorded; `None`
    /// when all of them may.
    pub fn unshared(&self, asked: &Asked<'_>, grant: &Grant) -> Option<Class> {
        let mut case = asked.case.clone();
        case.grants.push(grant.clone());
        // A title may begin later: what it will allow is decided for the day on which it begins.
        let now = asked.now.max(grant.from);
        let recorded = Asked { case: &case, now, ..*asked };
        let refused = |class: &&Class| !self.may_share(&recorded, **class, &grant.to).allowed;
        grant.classes.iter().find(refused).copied()
    }

    /// Whether an entry may be read, and go into a copy that leaves Havre.
    pub fn may_export(&self, asked: &Asked<'_>, entry: &Entry, what: Copy) -> PolicyDecision {
        self.may_read(asked, entry).and(|| {
            let more = vec![("copy", word("Copy", what.word()))];
            Query::of(self, asked)
                .and_then(|query| query.on_entry("export", &EntryFacts::of(self, asked, entry), more))
                .unwrap_or_refuse()
        })
    }

    /// Whether an entry may be read, and printed on a paper for somebody.
    pub fn may_print_for(&self, asked: &Asked<'_>, entry: &Entry, audience: Audience) -> PolicyDecision {
        self.may_read(asked, entry).and(|| {
            let more = vec![("reader", word("Reader", audience.word()))];
            Query::of(self, asked)
                .and_then(|query| query.on_entry("print-for", &EntryFacts::of(self, asked, entry), more))
                .unwrap_or_refuse()
        })
    }

    /// The kind of an entry, if the policies tell it apart. What holds a reason is as secret as that reason.
    fn kind_of(&self, body: &Body) -> &'static str {
        let kind = if body.without_reason().is_some() { "decision-reasoned" } else { body.kind().word() };
        if self.kinds.contains(kind) { kind } else { OTHER }
    }
}

/// The author of what somebody else wrote, or was not opened yet: no account has this id.
const NOBODY: UserId = UserId(Uuid::nil());

/// Every kind of entry that the policies do not tell apart.
pub(crate) const OTHER: &str = "other";

/// What the policies see of an entry. Entries that are equal here get the same answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct EntryFacts<'a> {
    pub(crate) class: Class,
    pub(crate) kind: &'static str,
    pub(crate) origin: Sector,
    pub(crate) zone: Option<&'a ZoneCode>,
    pub(crate) author: UserId,
}

impl<'a> EntryFacts<'a> {
    /// Of the author the policies ask only whether it is who asks (`own-words.cedar`): all others are one to them, so
    /// that a case of many hands needs no more decisions than one of few.
    fn of(policies: &Policies, asked: &Asked<'_>, entry: &'a Entry) -> Self {
        let Entry { by, body, .. } = entry;
        let author = if by.user == asked.viewer.user { by.user } else { NOBODY };
        let (class, kind) = (asked.case.class_of(body), policies.kind_of(body));
        Self { class, kind, origin: by.sector, zone: by.zone.as_ref(), author }
    }

    fn entity(&self) -> Result<Entity, PolicyFailure> {
        let mut about = vec![
            ("case", Value::new_entity_uid(case_uid())),
            ("class", word("Class", self.class.word())),
            ("kind", word("Kind", self.kind)),
            ("origin", word("Sector", self.origin.word())),
            ("author", staff(self.author)),
        ];
        about.extend(self.zone.map(|zone| ("zone", word("Zone", zone.as_str()))));
        entity(uid("Entry", "entry"), about)
    }
}

/// Why no answer could be had. It is always a refusal, and never quiet.
#[derive(Debug)]
struct PolicyFailure(String);

impl PolicyFailure {
    fn of(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }

    fn tell(&self) {
        tracing::error!(why = self.0, "a policy could not be asked: refused");
    }
}

trait OrRefuse {
    fn unwrap_or_refuse(self) -> PolicyDecision;
}

impl OrRefuse for Result<PolicyDecision, PolicyFailure> {
    fn unwrap_or_refuse(self) -> PolicyDecision {
        self.unwrap_or_else(|failure| {
            failure.tell();
            PolicyDecision::NO
        })
    }
}

/// What is added to the context of every question of an action.
type More = Vec<(&'static str, Value)>;

/// One context, and the grant that is in it.
type Candidate<'a> = (Option<&'a Grant>, Context);

/// One viewer before the policies of one day, about one case.
struct Query<'a> {
    period: &'a Period,
    asked: &'a Asked<'a>,
    /// She and the case.
    known: [Entity; 2],
}

impl<'a> Query<'a> {
    fn of(policies: &'a Policies, asked: &'a Asked<'a>) -> Result<Self, PolicyFailure> {
        let day = asked.now.to_zoned_datetime(brussels()).date();
        let known = [viewer_entity(asked.viewer)?, case_entity(asked)?];
        Ok(Self { period: policies.period(day), asked, known })
    }

    fn on_case(&self, action: &str, more: More) -> Result<PolicyDecision, PolicyFailure> {
        let entities = Entities::from_entities(self.known.clone(), None).map_err(PolicyFailure::of)?;
        self.decide(action, case_uid(), &entities, &self.contexts(&more)?)
    }

    fn on_entry(
        &self,
        action: &str,
        facts: &EntryFacts<'_>,
        more: More,
    ) -> Result<PolicyDecision, PolicyFailure> {
        self.entry_in(action, facts, &self.contexts(&more)?)
    }

    fn entry_in(
        &self,
        action: &str,
        facts: &EntryFacts<'_>,
        contexts: &[Candidate<'a>],
    ) -> Result<PolicyDecision, PolicyFailure> {
        let [viewer, case] = self.known.clone();
        let entities =
            Entities::from_entities([viewer, case, facts.entity()?], None).map_err(PolicyFailure::of)?;
        self.decide(action, uid("Entry", "entry"), &entities, contexts)
    }

    /// Whether every action on an entry is allowed: asked once of entries that are alike.
    fn all_allowed<'k, 's>(
        &self,
        actions: &[(String, Vec<Candidate<'a>>)],
        facts: EntryFacts<'s>,
        known: &'k mut HashMap<EntryFacts<'s>, PolicyDecision>,
    ) -> Result<&'k PolicyDecision, PolicyFailure> {
        Ok(match known.entry(facts) {
            Found::Occupied(found) => found.into_mut(),
            Found::Vacant(new) => {
                let mut all = PolicyDecision { allowed: true, ..PolicyDecision::NO };
                for (action, contexts) in actions {
                    let next = self.entry_in(action, &facts, contexts)?;
                    all = all.and(|| next);
                }
                new.insert(all)
            }
        })
    }

    /// Without any grant, and with each grant alone. One that is over opens nothing, which is proved of the policies
    /// (`crates/proofs`): it is not even put to them.
    fn contexts(&self, more: &[(&'static str, Value)]) -> Result<Vec<Candidate<'a>>, PolicyFailure> {
        let Asked { purpose, now, case, .. } = self.asked;
        let live = case.grants.iter().filter(|grant| grant.withdrawn.is_none() && *now < grant.until);
        let context = |grant: Option<&'a Grant>| {
            let mut pairs = vec![
                ("purpose", word("Purpose", purpose.map_or(NO_PURPOSE, |purpose| purpose.word()))),
                ("now", moment(*now)),
            ];
            if let Some(grant) = grant {
                pairs.push((slot(grant.kind), grant_value(grant)?));
            }
            pairs.extend(more.iter().cloned());
            let pairs = pairs.into_iter().map(|(key, value)| (key.to_owned(), value));
            Ok((grant, Context::from_pairs(pairs).map_err(PolicyFailure::of)?))
        };
        std::iter::once(None).chain(live.map(Some)).map(context).collect()
    }

    fn decide(
        &self,
        action: &str,
        resource: EntityUid,
        entities: &Entities,
        contexts: &[Candidate<'a>],
    ) -> Result<PolicyDecision, PolicyFailure> {
        let action = uid("Action", action);
        let policies =
            self.period.about(&action).ok_or_else(|| PolicyFailure(format!("{action} is unknown")))?;
        let mut refused = None;
        for (grant, context) in contexts {
            let principal = staff_uid(self.asked.viewer.user);
            let request = Request::new(principal, action.clone(), resource.clone(), context.clone(), None)
                .map_err(PolicyFailure::of)?;
            let answer = Authorizer::new().is_authorized(&request, policies, entities);
            if let Some(error) = answer.diagnostics().errors().next() {
                return Err(PolicyFailure::of(error));
            }
            let mut because: Vec<_> = answer.diagnostics().reason().map(RuleId::of).collect();
            because.sort_unstable();
            let allowed = answer.decision() == cedar_policy::Decision::Allow;
            let decision = PolicyDecision { allowed, because, grant: grant.map(|grant| grant.id) };
            if allowed {
                return Ok(decision);
            }
            refused.get_or_insert(decision);
        }
        Ok(refused.unwrap_or(PolicyDecision::NO))
    }
}

fn viewer_entity(viewer: &Viewer) -> Result<Entity, PolicyFailure> {
    let zones = viewer.zones.iter().map(|zone| word("Zone", zone.as_str()));
    let about = vec![
        ("sector", word("Sector", viewer.sector.word())),
        ("function", word("Function", viewer.function.word())),
        ("zones", Value::new_set(zones)),
        ("office", Value::new_string(viewer.office.clone())),
    ];
    entity(staff_uid(viewer.user), about)
}

/// Of the staff of its unit only whoever asks is named: of others no policy asks.
fn case_entity(asked: &Asked<'_>) -> Result<Entity, PolicyFailure> {
    let (case, viewer) = (asked.case, asked.viewer);
    let unit = case.is_of_unit(viewer).then(|| staff(viewer.user));
    let zones = Value::new_set(case.zones.iter().map(|zone| word("Zone", zone.as_str())));
    let blocked = Value::new_set(case.blocked.iter().map(|user| staff(*user)));
    let about = vec![
        ("zones", zones),
        ("blocked", blocked),
        ("unit", Value::new_set(unit)),
        ("unreported", Value::new_bool(case.unreported)),
    ];
    entity(case_uid(), about)
}

fn grant_value(grant: &Grant) -> Result<Value, PolicyFailure> {
    let mut fields = vec![
        ("from", moment(grant.from)),
        ("until", moment(grant.until)),
        ("sector", word("Sector", grant.to.sector.word())),
        ("classes", Value::new_set(grant.classes.iter().map(|class| word("Class", class.word())))),
    ];
    fields.extend(grant.withdrawn.map(|at| ("withdrawn", moment(at))));
    fields.extend(grant.to.zone.as_ref().map(|zone| ("zone", word("Zone", zone.as_str()))));
    fields.extend(office(&grant.to).map(|office| ("office", office)));
    fields.extend(grant.user.map(|user| ("user", staff(user))));
    fields.extend(grant.ground.map(|ground| ("ground", word("LegalGround", ground.word()))));
    Value::new_record(fields.into_iter().map(|(key, value)| (key.to_owned(), value)))
        .map_err(PolicyFailure::of)
}

/// An office in a question.
fn to_office(to: &Recipient) -> More {
    let mut more = vec![("to_sector", word("Sector", to.sector.word()))];
    more.extend(to.zone.as_ref().map(|zone| ("to_zone", word("Zone", zone.as_str()))));
    more.extend(office(to).map(|office| ("to_office", office)));
    more
}

/// The one office that is meant.
fn office(to: &Recipient) -> Option<Value> {
    to.one_office().map(|office| Value::new_string(office.to_owned()))
}

/// Where the policies look for a grant of this kind.
const fn slot(kind: GrantKind) -> &'static str {
    match kind {
        GrantKind::Consent => "consent",
        GrantKind::Ground => "ground",
        GrantKind::Title => "title",
        GrantKind::BreakGlass => "glass",
    }
}

/// In whole milliseconds, which is what Cedar knows.
fn moment(at: Timestamp) -> Value {
    Value::new_datetime(format!("{at:.3}"))
}

fn entity(uid: EntityUid, about: Vec<(&'static str, Value)>) -> Result<Entity, PolicyFailure> {
    let about = about.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    Entity::new(uid, about, HashSet::new()).map_err(PolicyFailure::of)
}

fn word(list: &'static str, word: &str) -> Value {
    Value::new_entity_uid(uid(list, word))
}

fn staff(user: UserId) -> Value {
    Value::new_entity_uid(staff_uid(user))
}

fn staff_uid(user: UserId) -> EntityUid {
    uid("Staff", &user.to_string())
}

/// There is one case in a question.
fn case_uid() -> EntityUid {
    uid("Case", "case")
}

fn uid(list: &'static str, id: &str) -> EntityUid {
    static TYPES: LazyLock<HashMap<&'static str, EntityTypeName>> = LazyLock::new(|| {
        let name = |list: &'static str| Some((list, list.parse().ok()?));
        TYPE_NAMES.into_iter().filter_map(name).collect()
    });
    EntityUid::from_type_name_and_id(TYPES[list].clone(), EntityId::new(id))
}

/// The lists of the schema.
const TYPE_NAMES: [&str; 15] = [
    "Action",
    "Staff",
    "Case",
    "Entry",
    "Zone",
    "Sector",
    "Function",
    "Purpose",
    "Class",
    "Kind",
    "Command",
    "Clock",
    "Reader",
    "Copy",
    "LegalGround",
];
