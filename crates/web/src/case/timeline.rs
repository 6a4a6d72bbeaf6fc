//! What happened to a couple: by day, as a picture, and the last few lines of it.

use super::header::signs;
use super::pages::CasePage;
use super::report_view::brief;
use crate::case::view::{Beside, OpenCase};
use crate::plot::{self, TimelineMark};
use crate::shell::format;
use crate::shell::page::Page;
use crate::{complaint, follow_up, prosecution};
use casework::case::{Event, Kind};
use casework::record::dates::brussels;
use casework::record::facets::Strand;
use casework::record::words::Answer;
use casework::report;
use jiff::Timestamp;
use jiff::civil::Date;
use minijinja::{Value, context};

/// So many events are on the overview.
const LATEST: usize = 5;
/// Shorter silences than this, in weeks, are not said.
const SILENCE: i32 = 2;

/// An event with the case in which it stands.
#[derive(Clone, Copy)]
struct Happened<'a> {
    of: &'a OpenCase,
    event: &'a Event,
}

impl Happened<'_> {
    fn day(&self) -> Date {
        self.event.at.to_zoned_datetime(brussels()).date()
    }

    fn is_receipt(&self) -> bool {
        self.event.kind == Kind::Report(report::Kind::Opened)
    }

    /// Whose work it is; what has no mark in the picture is about who may read.
    fn strand(&self) -> Strand {
        self.event.kind.facets().mark().map_or(Strand::Sharing, |mark| mark.strand)
    }

    fn view(&self, page: &Page<'_>) -> Value {
        let event = self.event;
        context! {
            at => page.moment(event.at), day => format::day(page.language, event.at), time => format::time(event.at), strand => self.strand().word(), by => event.by.name.as_str(),
            function => page.t(&format!("function-{}", event.by.function)), what => page.t(&format!("event-{}", event.kind.word())),
            report => self.report(page), came => self.came(page),
        }
    }

    /// What came of it, in the words of its wing: an attempt without its outcome tells nobody whether to call.
    fn came(&self, page: &Page<'_>) -> Option<String> {
        let report = self.of.case.report(self.event.report?)?;
        let at = self.event.at;
        match self.event.kind {
            Kind::FollowUp(kind) => follow_up::came_of(page, &report.follow_up, kind, at),
            Kind::Prosecution(kind) => prosecution::came_of(page, &report.prosecution, kind, at),
            Kind::Complaint(_) => complaint::came_of(page, report, at),
            _ => None,
        }
    }

    /// The report that was signed, told in a few words.
    fn report(&self, page: &Page<'_>) -> Option<Value> {
        if self.event.kind != Kind::Report(report::Kind::ReportSigned) {
            return None;
        }
        let id = self.event.report?;
        let state = self.of.case.report(id)?;
        let head = state.record.head()?;
        let facts = state.record.facts.as_ref().map(|facts| brief(&facts.context));
        Some(context! {
            kind => page.t(&format!("kind-{}", head.kind)), pv => head.pv.as_str(), zone => head.zone.as_str(),
            happened => format::date(page.language, head.happened_on), facts, signs => signs(page, state, Answer::Yes),
            href => format!("{}#r-{id}", CasePage::Facts.address(self.of.id)),
        })
    }
}

/// The last few events of the case.
pub(super) fn latest(page: &Page<'_>, open: &OpenCase) -> Vec<Value> {
    let events = open.case.timeline.iter().rev().take(LATEST);
    events.map(|event| Happened { of: open, event }.view(page)).collect()
}

/// The events of the case from a moment on.
pub(super) fn since(page: &Page<'_>, open: &OpenCase, since: Timestamp) -> Vec<Value> {
    let events = open.case.timeline.iter().filter(|event| event.at >= since);
    events.map(|event| Happened { of: open, event }.view(page)).collect()
}

/// Everything that happened in the cases of the couple, newest day first. `strand`: only the work of one.
pub(super) fn days(
    page: &Page<'_>,
    (open, beside): (&OpenCase, &Beside),
    strand: Option<Strand>,
) -> Vec<Value> {
    let cases = std::iter::once(open).chain(&beside.together);
    let all = cases.flat_map(|of| of.case.timeline.iter().map(move |event| Happened { of, event }));
    let mut all: Vec<_> = all.filter(|one| strand.is_none_or(|strand| one.strand() == strand)).collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.event.at));
    let mut days = Vec::new();
    let mut before: Option<Date> = None;
    for day in all.chunk_by(|one, next| one.day() == next.day()) {
        let date = day[0].day();
        let weeks = before.map_or(0, |later| (later - date).get_days() / 7);
        before = Some(date);
        days.push(context! {
            day => page.long_day(date), count => day.len(), lines => lines(page, day),
            silence => (weeks >= SILENCE).then(|| page.say("timeline-silence", i64::from(weeks))),
        });
    }
    days
}

/// The lines of a day; receipts that follow each other are one line.
fn lines(page: &Page<'_>, day: &[Happened<'_>]) -> Vec<Value> {
    let folded = day.chunk_by(|one, next| one.is_receipt() && next.is_receipt());
    let line = |lines: &[Happened<'_>]| {
        let first = lines[0].view(page);
        if lines.len() < 2 {
            return first;
        }
        let all: Vec<_> = lines.iter().map(|one| one.view(page)).collect();
        let count = i64::try_from(lines.len()).unwrap_or(i64::MAX);
        context! { folded => all, what => page.say("timeline-read-by", count), ..first }
    };
    folded.map(line).collect()
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

/// The case as lanes from left to right.
pub(super) fn picture(page: &Page<'_>, open: &OpenCase) -> Value {
    let mark = |event: &Event| {
        let label = format!(
            "{}: {}",
            format::moment(page.language, event.at),
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
