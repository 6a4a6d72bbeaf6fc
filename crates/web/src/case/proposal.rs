//! "The same couple as …" on the case page (B2), and what another area may learn of it (B4).
//!
//! A proposal shows what the viewer may read of both cases, and nothing else. Of a case in which she takes part in
//! nothing, she learns that its zone holds something and whom to call there: not even its id is in the page, which
//! would tell the day on which it was written.

use crate::case::loader::Loader;
use crate::case::view::OpenCase;
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::page::Page;
use crate::shell::session::SignedIn;
use casework::case::{Case, Command};
use casework::linking;
use casework::reading::area;
use casework::record::id::{CaseId, PersonId, Postcode, ZoneCode};
use casework::record::person::{Person, Reach, Role};
use directory::Municipality;
use jiff::Timestamp;
use journal::{Explanation, PersonPair, Proposal, ProposalKind, ProposalState};
use linkage::{Evidence, Field, Match};
use minijinja::{Value, context};
use std::collections::{BTreeMap, BTreeSet};

/// Proposals that a page shows, surest first. The others come when these are decided.
const MOST: usize = 8;
/// Bits from which two people beside a couple are linked with it: nine in ten.
const LIKELY: f32 = 3.2;

/// Proposals of an open case.
pub(super) struct Proposals {
    near: Vec<Near>,
    /// How many more wait for a decision.
    more: usize,
    /// Zones in which the viewer takes no part, and what they hold.
    elsewhere: Elsewhere,
}

/// What zones in which the viewer takes no part hold on these people.
#[derive(Default)]
struct Elsewhere {
    /// Those that may be named: the viewer calls them.
    named: BTreeMap<ZoneCode, Held>,
    /// What others hold together. They are told, and call: somebody may live there or have fled there.
    unnamed: Option<Held>,
}

/// A proposal whose other case the viewer may open.
struct Near {
    proposal: Proposal,
    other: OpenCase,
    why: Option<Explanation>,
}

/// What another zone holds.
#[derive(Clone, Copy)]
struct Held {
    kind: ProposalKind,
    /// Whether it can be put off: nobody decided yet.
    open: bool,
}

impl Loader<'_> {
    /// What is proposed of an open case, as far as this viewer may know, at a time.
    pub(super) async fn proposals_of(
        &mut self,
        open: &OpenCase,
        at: Timestamp,
    ) -> Result<Proposals, WebError> {
        let (journal, zones) = (&self.app.journal, &self.who.viewer.zones);
        // Who only sees is sent to people of one case: others are not compared for her.
        let only_sees = self.who.viewer.function.only_sees();
        let mut all = if only_sees { vec![] } else { journal.proposals(&[open.id]).await? };
        all.retain(|proposal| proposal.found_at <= at && !self.who.hidden.holds(proposal.other));
        let (mine, theirs): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|proposal| zones.contains(&proposal.other_zone));
        let mut mine: Vec<_> = mine.into_iter().filter(|one| one.state != ProposalState::Accepted).collect();
        mine.sort_by_key(|proposal| !proposal.is_open(at));
        let more = mine.iter().skip(MOST).filter(|proposal| proposal.is_open(at)).count();
        mine.truncate(MOST);
        let others: Vec<_> = mine.iter().map(|one| one.other).collect();
        let opened = self.open_each(&others, "proposal").await?;
        let mut near = Vec::with_capacity(opened.len());
        for other in opened {
            let Some(proposal) = mine.iter().find(|one| one.other == other.id).cloned() else { continue };
            let why = journal.explain(open.id, other.id).await?;
            near.push(Near { proposal, other, why });
        }
        let unnamed = self.unnamed(open.id, &theirs).await?;
        Ok(Proposals { near, more, elsewhere: held(&theirs, &unnamed, at) })
    }

    /// The zones of these proposals of a case that may not be named in it.
    pub(super) async fn unnamed(
        &mut self,
        id: CaseId,
        theirs: &[Proposal],
    ) -> Result<BTreeSet<ZoneCode>, WebError> {
        let mut unnamed = BTreeSet::new();
        for one in theirs.iter().filter(|one| one.is_likely()) {
            if !self.may_name(id, one).await? {
                unnamed.insert(one.other_zone.clone());
            }
        }
        Ok(unnamed)
    }

    /// Whether the zone of another case may be named in this one: only that verdict comes of the other case.
    async fn may_name(&mut self, id: CaseId, one: &Proposal) -> Result<bool, WebError> {
        let (Some(here), Some(there)) = (self.load(id).await?, self.load(one.other).await?) else {
            return Ok(false);
        };
        let Some(why) = self.app.journal.explain(id, one.other).await? else { return Ok(false) };
        let is_victim = |id| here.whole.person(id).is_some_and(|person| person.role == Role::Victim);
        let hers = why.pairs.iter().filter(|pair| pair.found.bits >= LIKELY && is_victim(pair.here));
        let hers = hers.map(|pair| pair.there).collect();
        let directory = &self.app.directory;
        let zone_of = |place: &Municipality| directory.zone_of(&place.nis).map(|zone| &zone.code);
        let lies_there = |postcode: &Postcode| {
            let mut zones = directory.municipalities_of(postcode).map(zone_of).peekable();
            zones.peek()?;
            Some(zones.any(|zone| zone == Some(&one.other_zone)))
        };
        Ok(area::may_be_named(&there.whole, &hers, lies_there))
    }
}

/// What zones in which the viewer takes no part hold on these people: whether, never what or how much.
fn held(others: &[Proposal], unnamed: &BTreeSet<ZoneCode>, at: Timestamp) -> Elsewhere {
    let mut elsewhere = Elsewhere::default();
    for one in others.iter().filter(|one| one.is_likely()) {
        let open = one.is_open(at);
        if open || one.state == ProposalState::Accepted {
            let fresh = Held { kind: one.kind, open };
            let held = match unnamed.contains(&one.other_zone) {
                true => elsewhere.unnamed.get_or_insert(fresh),
                false => elsewhere.named.entry(one.other_zone.clone()).or_insert(fresh),
            };
            held.kind = held.kind.min(one.kind);
            held.open |= open;
        }
    }
    elsewhere
}

impl Proposals {
    /// For the page. `together` tells which cases are followed together with this one already.
    pub(super) fn view(
        &self,
        page: &Page<'_>,
        (who, open): (&SignedIn, &OpenCase),
        together: impl Fn(CaseId) -> bool,
        at: Timestamp,
    ) -> Value {
        let (with, reason) = (open.id, String::new());
        let may = page.app.may(
            who,
            &open.facts,
            &Command::Linking(linking::Command::Group { this: open.id, with, reason }),
        );
        let near = self.near.iter().filter(|near| !together(near.other.id));
        let near: Vec<_> = near.map(|near| near.view(page, open, at)).collect();
        // Not for whoever only writes reports: a false report would tell an officer that somebody fled.
        let zones = self.elsewhere.named.iter().filter(|_| may);
        let zones: Vec<_> = zones.map(|(zone, held)| zone_view(page, zone, held)).collect();
        let unnamed = self.elsewhere.unnamed.filter(|_| may);
        let unnamed = unnamed.map(|held| context! { kind => held.kind.word(), open => held.open });
        context! { near, zones, unnamed, may, more => self.more }
    }
}

fn zone_view(page: &Page<'_>, zone: &ZoneCode, held: &Held) -> Value {
    let name = page.app.directory.zone(zone).map_or("", |zone| zone.name.in_language(page.reader()));
    let office = page.app.directory.eva_of(zone);
    context! {
        zone => zone.as_str(), name, kind => held.kind.word(), open => held.open,
        office => office.map(|office| office.name.in_language(page.reader())),
        phone => office.and_then(|office| office.phone.clone()),
    }
}

impl Near {
    fn view(&self, page: &Page<'_>, open: &OpenCase, at: Timestamp) -> Value {
        let Proposal { kind, state, later, .. } = &self.proposal;
        let tie = open.case.linking.cases.get(&self.other.id);
        let later = later.filter(|later| *later > at && *state == ProposalState::Open);
        let head = self.other.case.reports.iter().find_map(|(_, report)| report.record.head());
        let pairs = self.pairs(&open.case);
        let shown: Vec<_> = pairs.iter().filter_map(|pair| self.pair_view(page, &open.case, pair)).collect();
        let links: Vec<_> = pairs.iter().filter_map(|pair| self.link_view(&open.case, pair)).collect();
        context! {
            other => self.other.id.to_string(), kind => kind.word(),
            sure => if self.proposal.is_likely() { "likely" } else { "possible" },
            day => head.map(|head| format::day(page.language, head.received_at)),
            what => head.map(|head| page.t(&format!("kind-{}", head.kind))),
            zone => self.proposal.other_zone.as_str(),
            refused => *state == ProposalState::Refused,
            separated => tie.is_some_and(|tie| tie.separated().is_some()),
            later => later.map(|later| format::day(page.language, later)),
            exchanged => self.why.as_ref().is_some_and(|why| why.exchanged) && *kind == ProposalKind::Couple,
            pairs => shown, links,
        }
    }

    /// The people who would be one, of those whom the viewer may see in both cases.
    fn pairs(&self, here: &Case) -> Vec<&PersonPair> {
        let Some(why) = &self.why else { return vec![] };
        let role = |case: &Case, id| case.person(id).map(|person| person.role);
        matched(self.proposal.kind, why, |id| role(here, id), |id| role(&self.other.case, id))
    }

    fn people<'a>(&'a self, here: &'a Case, pair: &PersonPair) -> Option<(&'a Person, &'a Person)> {
        Some((here.person(pair.here)?, self.other.case.person(pair.there)?))
    }

    fn link_view(&self, here: &Case, pair: &PersonPair) -> Option<Value> {
        let (one, other) = self.people(here, pair)?;
        Some(context! { value => pair_word(pair), here => one.name(), there => other.name() })
    }

    fn pair_view(&self, page: &Page<'_>, here: &Case, pair: &PersonPair) -> Option<Value> {
        let (one, other) = self.people(here, pair)?;
        let known = |evidence: &&Evidence| {
            [(here, one), (&self.other.case, other)]
                .iter()
                .all(|(case, of)| may_see(case, of, evidence.field))
        };
        let fields = &pair.found.fields;
        let shown: Vec<_> = fields.iter().filter(known).filter(|one| one.word != "straight").collect();
        let exchanged = fields.iter().any(|one| one.field == Field::Order && one.word == "exchanged");
        let line = |evidence: &&Evidence| {
            let says = page.t(&format!("evidence-{}-{}", evidence.field.word(), evidence.word));
            let there = value(page, other, if exchanged { exchange(evidence.field) } else { evidence.field });
            context! { says, here => value(page, one, evidence.field), there, ..weight(page, evidence.bits) }
        };
        let hidden = fields.iter().filter(known).count() < fields.len();
        let side = |of: &Person| context! { name => of.name(), role => page.t(&format!("role-{}", of.role)) };
        Some(context! {
            here => side(one), there => side(other), hidden,
            lines => shown.iter().map(line).collect::<Vec<_>>(), household => may_be_kin(&pair.found),
        })
    }
}

/// Whether another member of the household is an explanation to think of. What it takes away from the weight
/// ([`Match::kinship`]) does not tell: two records that agree in everything lose much, and are one person all the same.
fn may_be_kin(found: &Match) -> bool {
    found.household > 0.1
}

/// Whether the viewer sees of somebody what a field compares: a phone or an address that was filtered away must not
/// show itself by comparison.
fn may_see(case: &Case, person: &Person, field: Field) -> bool {
    let channels = case.reports.iter().flat_map(|(_, report)| &report.record.channels);
    let mut own = channels.filter(|channel| channel.person == person.id).map(|channel| &channel.at);
    match field {
        Field::Phone => own.any(|at| matches!(at, Reach::Phone(_))),
        Field::Address => own.any(|at| matches!(at, Reach::Address { .. })),
        _ => true,
    }
}

/// Where the other report has a name whose place was exchanged.
fn exchange(field: Field) -> Field {
    match field {
        Field::Given => Field::Family,
        Field::Family => Field::Given,
        other => other,
    }
}

/// What is written of somebody; nothing for places and phones, which the case page shows with who else reads them.
fn value(page: &Page<'_>, person: &Person, field: Field) -> String {
    match field {
        Field::Given => person.given_names.clone(),
        Field::Family => person.family_name.clone(),
        Field::Birth => format::birth(page.language, &person.birth).unwrap_or_default(),
        _ => String::new(),
    }
}

/// How much something speaks for one person, in words and as the length of a bar.
fn weight(page: &Page<'_>, bits: f32) -> Value {
    let word = match bits {
        6.0.. => "weight-strongly-for",
        1.5.. => "weight-for",
        -1.5.. => "weight-little",
        -6.0.. => "weight-against",
        _ => "weight-strongly-against",
    };
    let bar = (bits.abs().min(12.0) / 12.0 * 40.0).round();
    context! { weight => page.t(word), bar, against => bits < 0.0 }
}

/// Who is whom: victim and other party of a couple, exchanged or not; then everybody else who is likely one person.
fn matched(
    kind: ProposalKind,
    why: &Explanation,
    role_here: impl Fn(PersonId) -> Option<Role>,
    role_there: impl Fn(PersonId) -> Option<Role>,
) -> Vec<&PersonPair> {
    let expected = |role: Role| match (role, why.exchanged) {
        (Role::Victim, true) => Role::OtherParty,
        (Role::OtherParty, true) => Role::Victim,
        _ => role,
    };
    let of = |role: Role| {
        let fits = |pair: &&PersonPair| {
            role_here(pair.here) == Some(role) && role_there(pair.there) == Some(expected(role))
        };
        why.pairs.iter().find(fits)
    };
    let couple =
        [Role::Victim, Role::OtherParty].map(|role| of(role).filter(|_| kind == ProposalKind::Couple));
    let likely = why.pairs.iter().filter(|pair| pair.found.bits >= LIKELY);
    let (mut here, mut there) = (BTreeSet::new(), BTreeSet::new());
    let fresh = |pair: &&PersonPair| {
        let fresh = !here.contains(&pair.here) && !there.contains(&pair.there);
        if fresh {
            here.insert(pair.here);
            there.insert(pair.there);
        }
        fresh
    };
    couple.into_iter().flatten().chain(likely).filter(fresh).collect()
}

fn pair_word(pair: &PersonPair) -> String {
    format!("{}:{}", pair.here, pair.there)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn pair(here: u128, there: u128, bits: f32) -> PersonPair {
        let found = Match { bits, household: 0.0, before: -20.0, kinship: 0.0, fields: vec![] };
        PersonPair { here: person(here), there: person(there), found }
    }

    /// 1 and 11 are victims, 2 and 12 the other parties, 3 and 13 children.
    fn role(id: PersonId) -> Option<Role> {
        Some(match id.0.as_u128() % 10 {
            1 => Role::Victim,
            2 => Role::OtherParty,
            _ => Role::Child,
        })
    }

    fn numbers(kind: ProposalKind, exchanged: bool, pairs: Vec<PersonPair>) -> Vec<(u128, u128)> {
        let why = Explanation { bits: 9.0, exchanged, pairs };
        let found = matched(kind, &why, role, role);
        found.iter().map(|pair| (pair.here.0.as_u128(), pair.there.0.as_u128())).collect()
    }

    #[test]
    fn both_of_a_couple_are_one_even_when_one_of_them_is_a_weak_match() {
        let pairs = || {
            vec![pair(1, 11, 12.0), pair(3, 13, 5.0), pair(3, 11, 4.0), pair(2, 12, -3.0), pair(2, 11, -9.0)]
        };
        assert_eq!(numbers(ProposalKind::Couple, false, pairs()), [(1, 11), (2, 12), (3, 13)]);
        assert_eq!(numbers(ProposalKind::Person, false, pairs()), [(1, 11), (3, 13)]);
    }

    #[test]
    fn a_couple_whose_roles_are_exchanged_is_matched_crosswise() {
        let pairs = vec![pair(1, 12, 9.0), pair(2, 11, 8.0), pair(1, 11, -30.0), pair(2, 12, -30.0)];
        assert_eq!(numbers(ProposalKind::Couple, true, pairs), [(1, 12), (2, 11)]);
    }

    fn elsewhere(zone: &str, kind: ProposalKind, state: ProposalState, later: Option<&str>) -> Proposal {
        let case = CaseId(Uuid::nil());
        let (other_zone, found_at) = (ZoneCode::parse(zone).unwrap(), Timestamp::UNIX_EPOCH);
        let later = later.map(|later| later.parse().unwrap());
        Proposal { case, other: case, other_zone, score: 90, kind, state, later, found_at, earlier: true }
    }

    #[test]
    fn a_zone_is_named_once_and_what_was_refused_or_put_off_is_not() {
        let at = "2026-12-01T00:00:00Z".parse().unwrap();
        let (couple, one) = (ProposalKind::Couple, ProposalKind::Person);
        let said = held(
            &[
                elsewhere("5345", one, ProposalState::Open, None),
                elsewhere("5345", couple, ProposalState::Accepted, None),
                elsewhere("5339", couple, ProposalState::Refused, None),
                elsewhere("5340", couple, ProposalState::Open, Some("2026-12-02T00:00:00Z")),
                elsewhere("5341", couple, ProposalState::Accepted, None),
                elsewhere("5342", one, ProposalState::Open, None),
                elsewhere("5343", couple, ProposalState::Accepted, None),
            ],
            &["5342", "5343"].map(|zone| ZoneCode::parse(zone).unwrap()).into(),
            at,
        );
        let named: Vec<_> =
            said.named.iter().map(|(zone, held)| (zone.as_str(), held.kind, held.open)).collect();
        assert_eq!(named, [("5341", couple, false), ("5345", couple, true)]);
        let unnamed = said.unnamed.map(|held| (held.kind, held.open));
        assert_eq!(unnamed, Some((couple, true)), "those that are not named are told once");
    }
}
