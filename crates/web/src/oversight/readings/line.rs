//! A line of the log as people see it, and whose line it is.

use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::session::SignedIn;
use casework::oversight::anomaly::Pattern;
use casework::oversight::log::{Reading, ReadingAct, ReadingOutcome};
use casework::record::dates::brussels;
use casework::record::id::{UserId, ZoneCode};
use jiff::Timestamp;
use jiff::civil::Date;
use journal::{Account, ReadingLine};
use minijinja::{Value, context};
use std::collections::BTreeMap;

/// Lines shown at most.
pub(super) const LINES: usize = 200;
/// Reviewers only; everybody else finds nothing here, and her trying is logged.
pub(super) fn reviews(who: &SignedIn) -> Result<(), WebError> {
    if who.viewer.function.is_reviewer() { Ok(()) } else { Err(WebError::NotFound) }
}

/// Whether a reviewer answers for one of these zones.
pub(super) fn answers_for<'z>(who: &SignedIn, zones: impl IntoIterator<Item = &'z ZoneCode>) -> bool {
    zones.into_iter().any(|zone| who.viewer.zones.contains(zone))
}

/// Whether a line lies in the zones of a reviewer: the case does, or the unit does when it is about no case. What somebody
/// without a zone did about none is every reviewer's.
pub(super) fn in_scope(who: &SignedIn, reading: &Reading) -> bool {
    let shown = &reading.shown.zones;
    let units = reading.unit.iter().flat_map(|unit| &unit.zones);
    if shown.is_empty() && reading.unit.as_ref().is_some_and(|unit| unit.zones.is_empty()) {
        return true;
    }
    if shown.is_empty() { answers_for(who, units) } else { answers_for(who, shown) }
}

/// Who the accounts are.
pub(super) async fn staff(app: &App) -> Result<BTreeMap<UserId, Account>, WebError> {
    let accounts = app.journal.accounts().await?;
    Ok(accounts.into_iter().map(|account| (account.id, account)).collect())
}

pub(super) fn name_of(staff: &BTreeMap<UserId, Account>, user: UserId) -> &str {
    staff.get(&user).map_or("–", |account| account.name.as_str())
}

pub(super) fn zones_text<'z>(zones: impl IntoIterator<Item = &'z ZoneCode>) -> String {
    let all: Vec<_> = zones.into_iter().map(ZoneCode::as_str).collect();
    if all.len() > 3 { format!("{} …", all[..3].join(", ")) } else { all.join(", ") }
}

/// A purpose as a word that has a text: one that came later, or in an earlier version, is another reason.
pub(super) fn known_purpose(purpose: &str) -> &str {
    let known = ["record", "follow-up", "decide", "statistics", "review"];
    if known.contains(&purpose) { purpose } else { "other" }
}

/// A line as shown. Names of staff for reviewers only.
pub(super) fn line_view(
    page: &Page<'_>,
    line: &ReadingLine,
    staff: Option<&BTreeMap<UserId, Account>>,
) -> Value {
    let ReadingLine { seq, reading } = line;
    let unit = reading.unit.as_ref();
    let flags = reading.shown.flags.iter().map(|flag| page.t(&format!("reading-flag-{flag}")));
    context! {
        seq, at => page.moment(reading.at),
        name => staff.map(|staff| name_of(staff, reading.user)), user => reading.user.to_string(),
        function => unit.map(|unit| page.t(&format!("function-{}", unit.function))),
        unit => unit.map(|unit| zones_text(&unit.zones)),
        act => page.t(&format!("reading-act-{}", reading.act)), purpose => (!reading.purpose.is_empty()).then(|| page.t(&format!("reading-purpose-{}", known_purpose(&reading.purpose)))),
        case => reading.case.map(|case| case.to_string()), reference => reading.case.map(|case| case.reference().to_string()),
        zones => zones_text(&reading.shown.zones), refused => reading.outcome == ReadingOutcome::Refused,
        route => (reading.act == ReadingAct::Page).then_some(reading.shown.detail.as_str()), entries => reading.shown.entries, hits => reading.shown.hits,
        flags => if staff.is_some() { flags.collect::<Vec<_>>() } else { vec![] },
    }
}

/// The beginning and end of a day in Belgium.
pub(super) fn day_bounds(day: Date) -> Option<(Timestamp, Timestamp)> {
    let start = |day: Date| day.at(0, 0, 0, 0).to_zoned_datetime(brussels()).ok().map(|at| at.timestamp());
    Some((start(day)?, start(day.tomorrow().ok()?)?))
}

pub(super) fn today() -> Date {
    now().to_zoned_datetime(brussels()).date()
}

/// Patterns that are not looked for, because nobody gave a number.
pub(super) fn empty_slots(page: &Page<'_>) -> Vec<String> {
    let thresholds = &page.app.settings.unusual;
    let empty = Pattern::ALL.iter().filter(|pattern| thresholds.of(**pattern).is_none());
    empty.map(|pattern| page.t(&format!("unusual-{pattern}"))).collect()
}
