//! The complaint (A2): how it was classified, on the case and in the table.

pub(crate) mod acts;

use crate::shell::format;
use crate::shell::page::Page;
use casework::case::ReportState;
use casework::complaint::Classification;
use jiff::Timestamp;
use minijinja::{Value, context};

/// A classification in one line: `Partner violence: physical, psychological`.
pub(crate) fn says(page: &Page<'_>, of: &Classification) -> String {
    let kind = match (of.relation.is_partner(), of.relation.is_domestic()) {
        (true, _) => "complaint-partner",
        (false, true) => "complaint-domestic",
        (false, false) => "complaint-neither",
    };
    let forms: Vec<_> = of.forms.iter().map(|form| page.t(&format!("form-of-{form}"))).collect();
    format::labelled(page.language, &page.t(kind), &forms.join(", ").to_lowercase())
}

/// What a case shows of a complaint; nothing of a report that was not classified.
pub(crate) fn section(page: &Page<'_>, report: &ReportState) -> Option<Value> {
    let known = report.complaint.classification()?;
    Some(context! {
        says => says(page, &known.what), relation => page.t(&format!("relation-{}", known.what.relation)),
        at => page.moment(known.at), by => known.by.name.as_str(),
    })
}

/// How a complaint was classified.
pub(crate) fn came_of(page: &Page<'_>, report: &ReportState, at: Timestamp) -> Option<String> {
    let known = report.complaint.classifications.iter().find(|known| known.at == at)?;
    Some(says(page, &known.what))
}
