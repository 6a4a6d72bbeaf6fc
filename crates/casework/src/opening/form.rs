//! The form with which a unit begins a case: from the words that were typed to an [`OpenCase`], or to messages at the
//! fields. Fields of people are those of a report: `p0.family_name`, `p0.phone0`, …

use super::command::OpenCase;
use super::entry::{Opening, Origin};
use crate::record::dates::brussels;
use crate::record::form::{Form, Problem};
use crate::record::id::{ReportId, ZoneCode};
use crate::record::staff::Recipient;
use crate::record::text::{BadText, NARRATIVE_MAX, lines};
use crate::report::form::read_people;
use jiff::Timestamp;
use std::collections::BTreeSet;
use uuid::Uuid;

/// What the form does not hold.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    /// Id of the record to be.
    pub record: ReportId,
    /// The unit, whatever its zone.
    pub unit: Recipient,
    /// Its zones; when there is one, nobody is asked which.
    pub zones: &'a BTreeSet<ZoneCode>,
    /// Now.
    pub now: Timestamp,
}

/// Reads a form; `new_id` gives person ids.
///
/// # Errors
/// Messages at their fields, all of them at once.
pub fn read(
    form: &Form,
    context: Context<'_>,
    new_id: impl FnMut() -> Uuid,
) -> Result<OpenCase, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut wrong = |field: &str, word| problems.push(Problem { field: field.to_owned(), word });
    let typed = |field: &str| form.get(field).map_or("", |text| text.trim());
    let origin = Origin::from_word(typed("origin"));
    if origin.is_none() {
        wrong("origin", "choose");
    }
    let told = lines(typed("told"), NARRATIVE_MAX);
    match &told {
        Ok(text) if text.is_empty() => wrong("told", "required"),
        Ok(_) => {}
        Err(BadText::Control) => wrong("told", "control-character"),
        Err(BadText::TooLong(_)) => wrong("told", "too-long"),
    }
    let zone = zone(typed("zone"), context.zones);
    if zone.is_none() {
        wrong("zone", "choose");
    }
    let today = context.now.to_zoned_datetime(brussels()).date();
    let named = read_people(form, today, new_id).map_err(|more| problems.extend(more)).ok();
    let (Some(origin), Ok(told), Some(zone), Some((people, channels)), true) =
        (origin, told, zone, named, problems.is_empty())
    else {
        return Err(problems);
    };
    let unit = Recipient { zone: Some(zone), ..context.unit };
    let opening = Opening { record: context.record, origin, unit, received_at: context.now };
    Ok(OpenCase { opening, told, people, channels })
}

/// The zone that was chosen, or the only one.
fn zone(typed: &str, zones: &BTreeSet<ZoneCode>) -> Option<ZoneCode> {
    let mut all = zones.iter();
    match (all.next(), all.next()) {
        (Some(only), None) => Some(only.clone()),
        _ => ZoneCode::parse(typed).ok().filter(|zone| zones.contains(zone)),
    }
}
