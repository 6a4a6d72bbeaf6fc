//! What a decision needs to know of a case, and of who asks.

use crate::words::Viewer;
use casework::case::{Body, Case};
use casework::grants::Grant;
use casework::record::facets::Class;
use casework::record::id::{PersonId, UserId, ZoneCode};
use casework::record::staff::{Purpose, Recipient};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// What decides about a case as a whole: taken from all its entries, before any filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFacts {
    /// Zones in which its reports were written: their units take part.
    pub zones: BTreeSet<ZoneCode>,
    /// Consents, grounds, titles and broken glasses, also those that are over.
    pub grants: Vec<Grant>,
    /// Staff who are kept out of it.
    pub blocked: BTreeSet<UserId>,
    /// The unit that began it without a report of the police.
    pub unit: Option<Recipient>,
    /// Whether the police have written no report in it yet: then it is that unit's alone.
    pub unreported: bool,
    /// People who turned out to be victims: what reaches them is a safe place, whatever was written first.
    pub victims: BTreeSet<PersonId>,
}

impl CaseFacts {
    /// The facts of a case that was folded from *all* its entries.
    pub fn of(case: &Case) -> Self {
        let heads = case.reports.iter().filter_map(|(_, report)| report.record.head());
        let zones = heads.map(|head| head.zone.clone()).collect();
        Self {
            zones,
            grants: case.grants.grants(),
            blocked: BTreeSet::new(),
            unit: case.opening().map(|opened| opened.what.unit.clone()),
            unreported: case.unit_alone().is_some(),
            victims: case.grants.made_victims(),
        }
    }

    /// With staff who are kept out of the case.
    pub fn without(mut self, blocked: impl IntoIterator<Item = UserId>) -> Self {
        self.blocked.extend(blocked);
        self
    }

    /// Whether somebody is of the unit that began it without a report of the police.
    pub fn is_of_unit(&self, viewer: &Viewer) -> bool {
        self.unit.as_ref().is_some_and(|unit| unit.is(viewer.sector, &viewer.zones, &viewer.office))
    }

    /// Class of an entry in this case.
    pub(crate) fn class_of(&self, body: &Body) -> Class {
        body.class_in(&self.victims)
    }

    /// A case of which no more is known than that a report was written in this zone.
    pub fn in_zone(zone: ZoneCode) -> Self {
        Self { zones: BTreeSet::from([zone]), ..Self::default() }
    }
}

/// Who asks, why and when, about which case.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Who.
    pub viewer: &'a Viewer,
    /// Why; `None` is refused whatever is asked.
    pub purpose: Option<Purpose>,
    /// When: decides which policies hold, and which grants.
    pub now: Timestamp,
    /// The case.
    pub case: &'a CaseFacts,
}

impl<'a> Asked<'a> {
    /// Asked for the purpose of the viewer's function.
    pub fn of(viewer: &'a Viewer, now: Timestamp, case: &'a CaseFacts) -> Self {
        Self { viewer, purpose: Purpose::of(viewer.function), now, case }
    }
}
