//! What is counted: the indicators, their sums over zones and months, and what of them may be told.

use super::told::{Base, Told};
use crate::shell::app::App;
use crate::shell::error::WebError;
use casework::record::dates::brussels;
use casework::record::id::ZoneCode;
use casework::tasks::clocks::ClockKind;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use journal::{Contact, Month, MonthZone};
use std::collections::{BTreeMap, BTreeSet};

/// Months shown. All are over: a month that still runs would look like a fall.
pub(super) const MONTHS: usize = 24;
/// Months of the longer figure.
const YEAR: usize = 12;

/// An indicator (tactics-roadmap.txt §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Indicator {
    /// Share of family-dispute reports that became sensitive cases.
    Sensitive,
    /// Time from family-dispute report to contact with victim support.
    Contact,
    /// The same of complaints: shown apart beside it, no indicator of its own.
    Complaints,
    /// Rate of consolidation.
    Consolidated,
    /// Children's presence and impact on record.
    Children,
}

impl Indicator {
    pub(super) const ALL: [Self; 4] = [Self::Sensitive, Self::Contact, Self::Consolidated, Self::Children];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Sensitive => "sensitive",
            Self::Contact => "contact",
            Self::Complaints => "complaints",
            Self::Consolidated => "consolidated",
            Self::Children => "children",
        }
    }

    /// Numerator and denominator of the share.
    pub(super) fn share(self, counts: &Counts) -> (i64, i64) {
        let month = &counts.month;
        match self {
            Self::Sensitive => (month.sensitive, month.disputes),
            // Reports that nobody has reached yet stay in the base: a zone does not get better by not calling. What
            // nobody knows is no no: imported rows that say nothing of a contact are not in it.
            Self::Contact => (month.contact.on_time, counts.timed),
            Self::Complaints => (month.complaints.on_time, counts.timed_complaints),
            Self::Consolidated => (month.consolidated, month.repeated),
            Self::Children => (month.children_recorded, month.children),
        }
    }

    /// The denominator that one zone in one month gives to the share (`timed`: the zone has a target for first contact).
    /// Whether a figure is told is asked of hundreds of sums, and no sum of hours is needed for it.
    pub(super) const fn base(self, month: &Month, timed: bool) -> i64 {
        match self {
            Self::Sensitive => month.disputes,
            Self::Contact if timed => month.contact.known,
            Self::Complaints if timed => month.complaints.known,
            Self::Contact | Self::Complaints => 0,
            Self::Consolidated => month.repeated,
            Self::Children => month.children,
        }
    }

    /// Whether it measures time too, not only a share.
    pub(super) const fn is_of_time(self) -> bool {
        matches!(self, Self::Contact | Self::Complaints)
    }

    /// What is known of contacts, for those that measure time.
    pub(super) fn contact(self, counts: &Counts) -> Option<&Contact> {
        match self {
            Self::Contact => Some(&counts.month.contact),
            Self::Complaints => Some(&counts.month.complaints),
            Self::Sensitive | Self::Consolidated | Self::Children => None,
        }
    }
}

/// Counts of some zones in some months.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) month: Month,
    /// Family-dispute reports of which a contact is known, in zones that have set a target for it.
    pub(super) timed: i64,
    /// The same of complaints.
    pub(super) timed_complaints: i64,
}

/// All counts of the viewer's zones.
pub(super) struct Figures {
    pub(super) counts: BTreeMap<MonthZone, Month>,
    /// Zones with a target for first contact.
    pub(super) timed: BTreeSet<ZoneCode>,
    /// First days of the months, the oldest first.
    pub(super) months: Vec<Date>,
}

impl Figures {
    pub(super) async fn load(app: &App, zones: &[ZoneCode], at: Timestamp) -> Result<Self, WebError> {
        let months = full_months(at);
        let from = months.first().copied().map_or(0, number_of);
        let clocks = &app.journal.rules().timing.clocks;
        let has_target =
            |zone: &&ZoneCode| clocks.of(zone, ClockKind::FirstContact).is_some_and(|c| c.length.is_some());
        let timed = zones.iter().filter(has_target).cloned().collect();
        Ok(Self { counts: app.journal.months(zones, from).await?, timed, months })
    }

    pub(super) fn sum(&self, zones: &[ZoneCode], months: &[Date]) -> Counts {
        let mut sum = Counts::default();
        for zone in zones {
            for month in months {
                let key = MonthZone { zone: zone.clone(), month: number_of(*month) };
                let Some(counts) = self.counts.get(&key) else { continue };
                sum.month.add(counts);
                if self.timed.contains(zone) {
                    sum.timed += counts.contact.known;
                    sum.timed_complaints += counts.complaints.known;
                }
            }
        }
        sum
    }

    /// The denominator of an indicator: that of [`Indicator::share`] of the sum, without summing hours.
    pub(super) fn base(&self, indicator: Indicator, zones: &[ZoneCode], months: &[Date]) -> i64 {
        let of_zone = |zone: &ZoneCode| {
            let timed = self.timed.contains(zone);
            let key = |month: &Date| MonthZone { zone: zone.clone(), month: number_of(*month) };
            let counts = months.iter().filter_map(|month| self.counts.get(&key(month)));
            counts.map(|counts| indicator.base(counts, timed)).sum::<i64>()
        };
        zones.iter().map(of_zone).sum()
    }

    /// What of an indicator is told to whoever sees these zones.
    pub(super) fn told(&self, indicator: Indicator, own: &[ZoneCode]) -> Told {
        let counts = |zone: &&ZoneCode| match indicator {
            Indicator::Contact | Indicator::Complaints => self.timed.contains(zone),
            Indicator::Sensitive | Indicator::Consolidated | Indicator::Children => true,
        };
        let zones: Vec<_> = own.iter().filter(counts).cloned().collect();
        let reports = |some: &[ZoneCode], months: &[Date]| self.base(indicator, some, months);
        // Before somebody began to count there is nothing to tell.
        let first = self.counts.keys().map(|key| key.month).min().unwrap_or(i64::MAX);
        let begun = self.months.iter().position(|month| number_of(*month) >= first);
        let begun = &self.months[begun.unwrap_or(self.months.len())..];
        let (before, last) = begun.split_at(begun.len().saturating_sub(YEAR));
        Told::of(&Base { zones: &zones, blocks: [before, last], reports: &reports })
    }

    pub(super) fn last_month(&self) -> &[Date] {
        &self.months[self.months.len().saturating_sub(1)..]
    }

    pub(super) fn last_year(&self) -> &[Date] {
        &self.months[self.months.len().saturating_sub(YEAR)..]
    }
}

/// `yyyymm`, as the journal keys months.
pub(super) fn number_of(month: Date) -> i64 {
    i64::from(month.year()) * 100 + i64::from(month.month())
}

/// The twelve months that make a year of figures, the oldest first.
pub(crate) fn last_months(at: Timestamp) -> Vec<Date> {
    full_months(at).split_off(MONTHS - YEAR)
}

/// The last months that are over, the oldest first.
pub(super) fn full_months(at: Timestamp) -> Vec<Date> {
    let this = at.to_zoned_datetime(brussels()).date().first_of_month();
    (1..=MONTHS as i64).rev().filter_map(|back| this.checked_sub(back.months()).ok()).collect()
}
