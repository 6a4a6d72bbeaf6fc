//! Who can be called about a report.

use super::{ContactQuery, Known, Reason};
use crate::case::Case;
use crate::record::channel_key::ContactMode;
use crate::record::hours::Slot;
use crate::record::id::{CaseId, ReportId};
use crate::record::person::{Channel, Exposure, Reach, Role};
use jiff::civil::DateTime;

/// Hours of a person at which a call is safe, as far as her own case knows: for lists, which open no case.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Calling {
    /// No phone is safe.
    Never,
    /// A phone is, but nobody asked when.
    Ask,
    /// A phone is, at these hours.
    Hours(Vec<Slot>),
}

/// When the victim of a report may be called, by what her case alone knows. The page of the case knows more.
pub fn calling(case: CaseId, id: ReportId, of: &Case) -> Option<Calling> {
    let report = of.report(id)?;
    let known = Known::new([(case, of)], &[]);
    let victim = report.record.first(Role::Victim)?;
    // Asked first because it costs nothing: an import writes a hundred thousand rows.
    let may_be = |channel: &&Channel| {
        let read_by_others = matches!(channel.exposure, Exposure::OtherParty | Exposure::Household);
        let at_hours =
            channel.exposure == Exposure::Nobody || read_by_others && !channel.terms.hours.is_empty();
        channel.person == victim.id && at_hours && matches!(channel.at, Reach::Phone(_))
    };
    let mut best = Calling::Never;
    for channel in report.record.channels.iter().filter(may_be) {
        let asked = ContactQuery { at: DateTime::default(), mode: ContactMode::Call, speaks: &[] };
        let verdict = known.verdict((case, id), channel, asked);
        let hour_only = |reason: &Reason| {
            let hours = matches!(reason, Reason::OutsideHours { .. } | Reason::HoursUnknown);
            hours || matches!(reason, Reason::ReadFirst | Reason::ReadBesideHours)
        };
        if verdict.reasons().iter().all(hour_only) {
            match channel.terms.hours.as_slice() {
                [] => best = Calling::Ask,
                hours => return Some(Calling::Hours(hours.to_vec())),
            }
        }
    }
    Some(best)
}
