//! What happened in a case: a list, and a picture.

use crate::case::view::OpenCase;
use crate::plot::{self, TimelineMark};
use crate::shell::page::Page;
use casework::case::Event;
use casework::record::facets::Strand;
use minijinja::{Value, context};

pub(super) fn events(page: &Page<'_>, open: &OpenCase) -> Vec<Value> {
    let line = |event: &Event| {
        context! { at => page.moment(event.at), by => event.by.name.as_str(), function => page.t(&format!("function-{}", event.by.function)), what => page.t(&format!("event-{}", event.kind.word())) }
    };
    open.case.timeline.iter().rev().map(line).collect()
}

/// The lane of a strand.
const fn lane(strand: Strand) -> usize {
    match strand {
        Strand::Police => 0,
        Strand::Support => 1,
        Strand::Justice => 2,
        Strand::Sharing => 3,
    }
}

pub(super) fn picture(page: &Page<'_>, open: &OpenCase) -> Value {
    let mark = |event: &Event| {
        let label = format!(
            "{}: {}",
            crate::shell::format::moment(page.language, event.at),
            page.t(&format!("event-{}", event.kind.word()))
        );
        let mark = event.kind.facets().mark()?;
        Some(TimelineMark { at: event.at, lane: lane(mark.strand), label, mark })
    };
    let marks: Vec<_> = open.case.timeline.iter().filter_map(mark).collect();
    let (Some(first), Some(last)) = (marks.first().map(|m| m.at), marks.last().map(|m| m.at)) else {
        return Value::from_safe_string(String::new());
    };
    let lanes = Strand::ALL.iter().map(|strand| page.t(&format!("strand-{strand}"))).collect::<Vec<_>>();
    Value::from_safe_string(plot::timeline(
        page.language,
        &page.t("timeline-title"),
        &marks,
        &lanes,
        |stroke| page.t(&format!("stroke-{stroke}")),
        first,
        last,
    ))
}
