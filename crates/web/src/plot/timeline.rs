//! The course of a case as a picture: lanes of work, marks by time.

use super::shape::{draw_mark, draw_stroke};
use super::{Scale, escape, framed, month};
use crate::shell::format;
use casework::record::dates::brussels;
use casework::record::facets::{Mark, Stroke};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::fmt::Write;

/// Something that happened, on the timeline of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TimelineMark {
    /// When.
    pub(crate) at: Timestamp,
    /// In which lane, from 0.
    pub(crate) lane: usize,
    /// `when: what`.
    pub(crate) label: String,
    /// Its strand and its stroke: colour and shape.
    pub(crate) mark: Mark,
}

/// Width at which the timeline is read; below it, the region around scrolls.
const TIMELINE_WIDTH: f64 = 704.0;
const LANE_HEIGHT: f64 = 58.0;
/// Lane names stand above their lane, so that long ones cost no width.
const LANE_NAME: f64 = 16.0;
const EDGE: f64 = 30.0;
/// Six columns; a long name takes two.
const LEGEND_COLUMN: f64 = 115.0;

/// The course of a case: one lane a strand, marks by time, and a legend of the shapes that occur, with the name of each
/// stroke.
pub(crate) fn timeline(
    language: &str,
    title: &str,
    marks: &[TimelineMark],
    lanes: &[String],
    stroke_name: impl Fn(Stroke) -> String,
    from: Timestamp,
    to: Timestamp,
) -> String {
    let time = padded(from, to);
    let seconds = |at: Timestamp| at.as_second() as f64;
    let across = Scale { from: (seconds(time.0), seconds(time.1)), to: (EDGE, TIMELINE_WIDTH - EDGE) };
    let floor = lanes.len() as f64 * LANE_HEIGHT + 6.0;
    let mut body = String::new();
    for (date, text) in date_ticks(language, time.0, time.1) {
        let at = date.to_zoned_datetime(brussels()).map_or(time.0, |midnight| midnight.timestamp());
        let (x, baseline) = (across.place(seconds(at)), floor + 20.0);
        let _ = write!(
            body,
            "<line class=\"ink-grid\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"0\" y2=\"{floor}\"/>\
             <text class=\"ink-label\" text-anchor=\"middle\" x=\"{x:.1}\" y=\"{baseline}\">{}</text>",
            escape(&text)
        );
    }
    for (i, name) in lanes.iter().enumerate() {
        let top = i as f64 * LANE_HEIGHT;
        let _ = write!(
            body,
            "<text class=\"ink-lane\" x=\"4\" y=\"{}\">{}</text>\
             <line class=\"ink-axis\" x1=\"0\" x2=\"{TIMELINE_WIDTH}\" y1=\"{y}\" y2=\"{y}\"/>",
            top + LANE_NAME - 2.0,
            escape(name),
            y = lane_middle(i),
        );
    }
    let placed = place_marks(marks, lanes.len(), |at| across.place(seconds(at)));
    for (mark, x, y) in &placed {
        body.push_str(&draw_mark(mark.mark, *x, *y, &format!("<title>{}</title>", escape(&mark.label))));
    }
    let (legend, height) = legend(&placed, stroke_name, floor + 48.0);
    body.push_str(&legend);
    let count =
        |(i, name): (usize, &String)| format!("{name}: {}.", marks.iter().filter(|m| m.lane == i).count());
    let counts: Vec<_> = lanes.iter().enumerate().map(count).collect();
    let days = format!("{} – {}.", format::day(language, from), format::day(language, to));
    let description = format!("{} {days}", counts.join(" "));
    framed((TIMELINE_WIDTH, height), "plot", (title, &description), &body)
}

fn lane_middle(lane: usize) -> f64 {
    lane as f64 * LANE_HEIGHT + LANE_NAME + 22.0
}

/// A little time on both sides, so that no mark sits on the edge; a day at least.
fn padded(from: Timestamp, to: Timestamp) -> (Timestamp, Timestamp) {
    let (from, to) = (from.min(to), from.max(to));
    let room = SignedDuration::from_hours((to.duration_since(from).as_hours() / 40).max(12));
    (from.checked_sub(room).unwrap_or(from), to.checked_add(room).unwrap_or(to))
}

/// Marks with their places. Those that would cover the one before step aside, up and down.
pub(super) fn place_marks(
    marks: &[TimelineMark],
    lanes: usize,
    across: impl Fn(Timestamp) -> f64,
) -> Vec<(&TimelineMark, f64, f64)> {
    let mut sorted: Vec<_> = marks.iter().filter(|mark| mark.lane < lanes).collect();
    sorted.sort_by_key(|mark| (mark.lane, mark.at));
    let mut placed: Vec<(&TimelineMark, f64, f64)> = Vec::with_capacity(sorted.len());
    let mut crowd = 0;
    for mark in sorted {
        let x = across(mark.at);
        let close = placed.last().is_some_and(|(last, at, _)| last.lane == mark.lane && x - at < 15.0);
        crowd = if close { (crowd + 1) % 3 } else { 0 };
        placed.push((mark, x, lane_middle(mark.lane) + [0.0, -13.0, 13.0][crowd]));
    }
    placed
}

/// The shapes that occur, each with its name; and the height down to which it reaches.
fn legend(
    placed: &[(&TimelineMark, f64, f64)],
    stroke_name: impl Fn(Stroke) -> String,
    top: f64,
) -> (String, f64) {
    let occurs = |stroke: &&Stroke| placed.iter().any(|(mark, _, _)| mark.mark.stroke == **stroke);
    let (mut x, mut y, mut body) = (12.0, top, String::new());
    for stroke in Stroke::ALL.iter().filter(occurs) {
        let text = stroke_name(*stroke);
        // No font is measured on the server: 7.5 units a letter is wide enough at 13 units. In columns.
        let width = ((36.0 + text.chars().count() as f64 * 7.5) / LEGEND_COLUMN).ceil() * LEGEND_COLUMN;
        if x + width > TIMELINE_WIDTH && x > 12.0 {
            (x, y) = (12.0, y + 24.0);
        }
        body.push_str(&draw_stroke(*stroke, x, y));
        let _ = write!(body, "<text x=\"{}\" y=\"{}\">{}</text>", x + 13.0, y + 4.5, escape(&text));
        x += width;
    }
    (body, y + 16.0)
}

/// Days at which the time axis has a line, with their text: at most nine, on round days.
pub(super) fn date_ticks(language: &str, from: Timestamp, to: Timestamp) -> Vec<(Date, String)> {
    let day = |at: Timestamp| at.to_zoned_datetime(brussels()).date();
    let (first, last) = (day(from), day(to));
    let days = to.duration_since(from).as_hours() / 24;
    let in_days = |step: i64| (first + 1.day(), step.days());
    let in_months = |step: i64| (first.first_of_month() + 1.month(), step.months());
    let (start, step) = match days {
        ..=8 => in_days(1),
        9..=16 => in_days(2),
        17..=56 => in_days(7),
        57..=120 => in_days(14),
        121..=270 => in_months(1),
        271..=800 => in_months(3),
        801..=1600 => in_months(6),
        _ => in_months(12 * (days / 2900 + 1)),
    };
    let written = |date: Date| {
        let whole = format::date(language, date);
        // The year goes; German keeps its last point.
        let short = whole.get(..5).unwrap_or(&whole).to_owned();
        if days > 120 {
            month(date)
        } else if language == "de" {
            short + "."
        } else {
            short
        }
    };
    let dates = (0..9).map_while(|i| start.checked_add(step * i).ok()).take_while(|date| *date <= last);
    dates.map(|date| (date, written(date))).collect()
}
