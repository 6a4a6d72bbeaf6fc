//! Pictures as SVG text, made on the server: charts of the indicators, the course of a case, and who and where.
//!
//! **Invariant:** everything that comes from outside is escaped; colours and sizes are classes and presentation
//! attributes, never `style` (the content policy forbids it); each picture has a name and a description of its own.
//! Widths are those at which the text is read at its size: the style sheet lets a picture grow or scroll,
//! never shrink below them.

pub(crate) mod graph;
mod week;

pub(crate) use week::week;

use crate::format;
use casework::clock::brussels;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};

/// One value of a series, in order of time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Point {
    /// When, as it is written below the axis.
    pub(crate) at: String,
    /// Whether the axis says it. Not every month has room.
    pub(crate) tick: bool,
    /// `None` is a gap: too few to tell.
    pub(crate) value: Option<f64>,
    /// The value in words, shown when the pointer rests on it.
    pub(crate) text: String,
}

/// A series to draw.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Series {
    /// Name of the picture.
    pub(crate) title: String,
    /// What it says, for those who do not see it.
    pub(crate) description: String,
    /// Written after the numbers of the axis, e.g. `%` or `h`.
    pub(crate) unit: &'static str,
    /// Largest value that the axis may show; 100 for shares.
    pub(crate) ceiling: Option<f64>,
    /// Values.
    pub(crate) points: Vec<Point>,
}

/// Something that happened, on the timeline of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TimelineMark {
    /// When.
    pub(crate) at: Timestamp,
    /// In which lane, from 0.
    pub(crate) lane: usize,
    /// `when: what`. What follows the first `: ` names the shape in the legend.
    pub(crate) label: String,
    /// Kind of entry; each kind has its own shape.
    pub(crate) kind: &'static str,
}

const LINE_WIDTH: f64 = 512.0;
const LINE_HEIGHT: f64 = 240.0;
/// Room for the numbers of the axis, and for the last month.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 26.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 34.0;

/// From values to places, straight and in one direction.
#[derive(Debug, Clone, Copy)]
struct Scale {
    from: (f64, f64),
    to: (f64, f64),
}

impl Scale {
    /// The place of a value; values outside the range stay at its ends.
    fn place(&self, value: f64) -> f64 {
        let span = self.from.1 - self.from.0;
        let share = if span > 0.0 { ((value - self.from.0) / span).clamp(0.0, 1.0) } else { 0.5 };
        self.to.0 + share * (self.to.1 - self.to.0)
    }
}

/// Marks of a value axis from 0: steps of 1, 2 or 5 times a power of ten, at most five of them, whole numbers.
fn steps(largest: f64, ceiling: Option<f64>) -> Vec<i64> {
    let wanted = (largest.max(1.0) / 5.0).max(1.0);
    let power = 10f64.powf(wanted.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .map(|n| n * power)
        .into_iter()
        .find(|step| *step >= wanted - 1e-9)
        .unwrap_or(wanted);
    let mut top = (largest / step - 1e-9).ceil().max(1.0) * step;
    if let Some(ceiling) = ceiling {
        top = top.min(ceiling);
    }
    // Whole steps of at most a few thousand hours or a hundred percent: no loss in the conversion.
    (0..=(top / step).ceil() as i64).map(|i| i * step as i64).collect()
}

/// Text for SVG, as content or attribute.
fn escape(text: &str) -> String {
    minijinja::HtmlEscape(text).to_string()
}

/// The frame of a picture: name and description, with ids that no other picture of the page has.
fn framed(size: (f64, f64), class: &str, (title, description): (&str, &str), body: &str) -> String {
    let mut hasher = DefaultHasher::new();
    (title, description, class, body).hash(&mut hasher);
    let id = format!("plot-{:016x}", hasher.finish());
    let (width, height) = size;
    let (title, description) = (escape(title), escape(description));
    format!(
        "<svg class=\"{class}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" focusable=\"false\"><title id=\"{id}-t\">{title}</title>\
         <desc id=\"{id}-d\">{description}</desc>{body}</svg>"
    )
}

/// The two axes of a chart.
struct Plane {
    across: Scale,
    up: Scale,
    body: String,
}

impl Plane {
    fn new(language: &str, series: &Series, inset: f64) -> Self {
        let largest = series.points.iter().filter_map(|point| point.value).fold(0.0, f64::max);
        let steps = steps(largest, series.ceiling);
        let top = steps.last().copied().unwrap_or(1) as f64;
        let last = series.points.len().saturating_sub(1) as f64;
        let across = Scale { from: (0.0, last), to: (LEFT + inset, LINE_WIDTH - RIGHT - inset) };
        let up = Scale { from: (0.0, top), to: (LINE_HEIGHT - BOTTOM, TOP) };
        let mut plane = Self { across, up, body: String::new() };
        plane.value_axis(language, &steps, series.unit);
        plane.time_axis(&series.points);
        plane
    }

    fn value_axis(&mut self, language: &str, steps: &[i64], unit: &str) {
        for step in steps {
            let y = self.up.place(*step as f64);
            let class = if *step == 0 { "ink-axis" } else { "ink-grid" };
            let text = format!("{}\u{a0}{unit}", format::number(language, *step));
            let (end, baseline) = (LINE_WIDTH - RIGHT + 12.0, y + 4.0);
            self.draw(format_args!(
                "<line class=\"{class}\" x1=\"{LEFT}\" x2=\"{end}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
                 <text class=\"ink-label\" text-anchor=\"end\" x=\"{x}\" y=\"{baseline:.1}\">{text}</text>",
                x = LEFT - 7.0,
                text = escape(&text),
            ));
        }
    }

    fn time_axis(&mut self, points: &[Point]) {
        let floor = LINE_HEIGHT - BOTTOM;
        for (i, point) in points.iter().enumerate().filter(|(_, point)| point.tick) {
            let x = self.across.place(i as f64);
            self.draw(format_args!(
                "<line class=\"ink-axis\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{floor}\" y2=\"{end}\"/>\
                 <text class=\"ink-label\" text-anchor=\"middle\" x=\"{x:.1}\" y=\"{baseline}\">{text}</text>",
                end = floor + 5.0,
                baseline = floor + 20.0,
                text = escape(&point.at),
            ));
        }
    }

    fn draw(&mut self, what: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.body.write_fmt(what);
    }

    /// What a pointer shows over a value.
    fn hint(point: &Point) -> String {
        format!("<title>{}: {}</title>", escape(&point.at), escape(&point.text))
    }
}

/// Paths through the values; a gap lifts the pen.
fn path(values: impl Iterator<Item = Option<f64>>, across: Scale, up: Scale) -> String {
    let mut path = String::new();
    let mut pen = 'M';
    for (i, value) in values.enumerate() {
        let Some(value) = value else {
            pen = 'M';
            continue;
        };
        let _ = write!(path, "{pen}{:.1} {:.1}", across.place(i as f64), up.place(value));
        pen = 'L';
    }
    path
}

/// A line over time, with a dot at each value so that a value between two gaps is seen too.
pub(crate) fn line_chart(language: &str, series: &Series) -> String {
    let mut plane = Plane::new(language, series, 0.0);
    let (across, up) = (plane.across, plane.up);
    let line = path(series.points.iter().map(|point| point.value), across, up);
    if !line.is_empty() {
        plane.draw(format_args!("<path class=\"ink-1 ink-line\" d=\"{line}\"/>"));
    }
    for (i, point) in series.points.iter().enumerate() {
        let Some(value) = point.value else { continue };
        let (x, y) = (across.place(i as f64), up.place(value));
        plane.draw(format_args!(
            "<circle class=\"ink-1\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\">{}</circle>",
            Plane::hint(point)
        ));
    }
    framed((LINE_WIDTH, LINE_HEIGHT), "plot", (&series.title, &series.description), &plane.body)
}

/// Bars over time.
pub(crate) fn bar_chart(language: &str, series: &Series) -> String {
    let room = (LINE_WIDTH - LEFT - RIGHT) / series.points.len().max(1) as f64;
    let width = (room * 0.66).min(40.0);
    let mut plane = Plane::new(language, series, room / 2.0);
    let (across, up) = (plane.across, plane.up);
    for (i, point) in series.points.iter().enumerate() {
        let Some(value) = point.value else { continue };
        let (x, y) = (across.place(i as f64) - width / 2.0, up.place(value));
        // A value of nought is a thin bar, to tell it from a gap.
        let height = (up.place(0.0) - y).max(2.0);
        let y = up.place(0.0) - height;
        plane.draw(format_args!(
            "<rect class=\"ink-1\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\">{}</rect>",
            Plane::hint(point)
        ));
    }
    framed((LINE_WIDTH, LINE_HEIGHT), "plot", (&series.title, &series.description), &plane.body)
}

/// A line without axes, for a card. Its last value has a dot.
pub(crate) fn sparkline(series: &Series) -> String {
    let (width, height) = (200.0, 44.0);
    let values: Vec<_> = series.points.iter().map(|point| point.value).collect();
    let largest = values.iter().flatten().copied().fold(1.0, f64::max);
    let across = Scale { from: (0.0, values.len().saturating_sub(1) as f64), to: (5.0, width - 6.0) };
    let up = Scale { from: (0.0, largest), to: (height - 5.0, 6.0) };
    let mut body =
        format!("<line class=\"ink-axis\" x1=\"0\" x2=\"{width}\" y1=\"{y}\" y2=\"{y}\"/>", y = height - 2.0);
    let line = path(values.iter().copied(), across, up);
    if !line.is_empty() {
        let _ = write!(body, "<path class=\"ink-1 ink-line\" d=\"{line}\"/>");
    }
    if let Some((i, value)) =
        values.iter().enumerate().rev().find_map(|(i, value)| value.map(|value| (i, value)))
    {
        let (x, y) = (across.place(i as f64), up.place(value));
        let _ = write!(body, "<circle class=\"ink-1\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>");
    }
    framed((width, height), "plot spark", (&series.title, &series.description), &body)
}

/// Width at which the timeline is read; below it, the region around scrolls.
const TIMELINE_WIDTH: f64 = 704.0;
const LANE_HEIGHT: f64 = 58.0;
/// Lane names stand above their lane, so that long ones cost no width.
const LANE_NAME: f64 = 16.0;
const EDGE: f64 = 30.0;
/// Six columns; a long name takes two.
const LEGEND_COLUMN: f64 = 115.0;

/// The shape and colour of a kind. Shapes differ without colour: on paper, and for people who see colours otherwise.
fn shape(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "report-signed" => ("square", "ink-1"),
        "amended" => ("hollow-square", "ink-1"),
        "opened" => ("hollow-circle", "ink-3"),
        "contact-attempted" => ("circle", "ink-3"),
        "appointment-booked" => ("ring", "ink-3"),
        "day-two-done" => ("half", "ink-3"),
        "follow-up-ended" => ("cross", "ink-3"),
        "decided" => ("diamond", "ink-2"),
        "marked-sensitive" => ("triangle", "ink-late"),
        "escalated" => ("point-down", "ink-late"),
        "contact-overridden" => ("hollow-point-down", "ink-late"),
        "grouped" => ("plus", "ink-2"),
        "separated" => ("minus", "ink-2"),
        "person-linked" => ("pair", "ink-2"),
        "person-unlinked" => ("hollow-pair", "ink-2"),
        "match-refused" => ("hollow-diamond", "ink-2"),
        "role-corrected" => ("hollow-triangle", "ink-late"),
        "glass-broken" => ("star", "ink-late"),
        _ => ("bar", "ink-axis"),
    }
}

/// A shape around a place, 12 units wide.
fn draw_shape(kind: &str, x: f64, y: f64, hint: &str) -> String {
    draw(shape(kind), x, y, hint)
}

/// A shape in a colour around a place.
fn draw((shape, ink): (&str, &str), x: f64, y: f64, hint: &str) -> String {
    let place = format!("transform=\"translate({x:.1} {y:.1})\"");
    let filled = |d: &str| format!("<path class=\"{ink}\" {place} d=\"{d}\">{hint}</path>");
    let hollow = |d: &str| format!("<path class=\"{ink} ink-hollow\" {place} d=\"{d}\">{hint}</path>");
    const CIRCLE: &str = "M-6 0A6 6 0 1 0 6 0A6 6 0 1 0 -6 0Z";
    match shape {
        "square" => filled("M-6 -6H6V6H-6Z"),
        "hollow-square" => hollow("M-5.5 -5.5H5.5V5.5H-5.5Z"),
        "circle" => filled(CIRCLE),
        "hollow-circle" => hollow("M-5.5 0A5.5 5.5 0 1 0 5.5 0A5.5 5.5 0 1 0 -5.5 0Z"),
        "ring" => hollow("M-6 0A6 6 0 1 0 6 0A6 6 0 1 0 -6 0ZM-2 0A2 2 0 1 0 2 0A2 2 0 1 0 -2 0Z"),
        "half" => format!(
            "<g {place}>{hint}<path class=\"{ink} ink-hollow\" d=\"{CIRCLE}\"/><path class=\"{ink}\" d=\"M0 -6A6 6 0 0 1 0 6Z\"/></g>"
        ),
        "diamond" => filled("M0 -7.5L7.5 0L0 7.5L-7.5 0Z"),
        "triangle" => filled("M0 -7L7 6H-7Z"),
        "hollow-point-down" => hollow("M0 6.5L6.5 -5.5H-6.5Z"),
        "point-down" => filled("M0 7L7 -6H-7Z"),
        "cross" => filled("M-6 -4L-4 -6L0 -2L4 -6L6 -4L2 0L6 4L4 6L0 2L-4 6L-6 4L-2 0Z"),
        "minus" => filled("M-7 -2H7V2H-7Z"),
        "pair" => filled("M-7 0A4 4 0 1 0 1 0A4 4 0 1 0 -7 0ZM-1 0A4 4 0 1 0 7 0A4 4 0 1 0 -1 0Z"),
        "hollow-pair" => {
            hollow("M-7 0A3.5 3.5 0 1 0 0 0A3.5 3.5 0 1 0 -7 0ZM0 0A3.5 3.5 0 1 0 7 0A3.5 3.5 0 1 0 0 0Z")
        }
        "hollow-diamond" => hollow("M0 -7L7 0L0 7L-7 0Z"),
        "hollow-triangle" => hollow("M0 -6.5L6.5 5.5H-6.5Z"),
        "star" => filled("M0 -7L1.8 -2.2L7 -2L3 1.2L4.4 6.3L0 3.4L-4.4 6.3L-3 1.2L-7 -2L-1.8 -2.2Z"),
        "plus" => filled("M-2 -7H2V-2H7V2H2V7H-2V2H-7V-2H-2Z"),
        _ => filled("M-1.5 -7H1.5V7H-1.5Z"),
    }
}

/// The course of a case: one lane a kind of work, marks by time, and a legend of the shapes that occur.
pub(crate) fn timeline(
    language: &str,
    title: &str,
    marks: &[TimelineMark],
    lanes: &[String],
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
        body.push_str(&draw_shape(mark.kind, *x, *y, &format!("<title>{}</title>", escape(&mark.label))));
    }
    let (legend, height) = legend(&placed, floor + 48.0);
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
fn place_marks(
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

/// The shapes that occur, each with its words; and the height down to which it reaches.
fn legend(placed: &[(&TimelineMark, f64, f64)], top: f64) -> (String, f64) {
    let mut kinds: Vec<(&str, &str)> = Vec::new();
    for (mark, _, _) in placed {
        if !kinds.iter().any(|(kind, _)| *kind == mark.kind) {
            kinds
                .push((mark.kind, mark.label.split_once(": ").map_or(mark.label.as_str(), |(_, what)| what)));
        }
    }
    let (mut x, mut y, mut body) = (12.0, top, String::new());
    for (kind, text) in kinds {
        // No font is measured on the server: 7.5 units a letter is wide enough at 13 units. In columns.
        let width = ((36.0 + text.chars().count() as f64 * 7.5) / LEGEND_COLUMN).ceil() * LEGEND_COLUMN;
        if x + width > TIMELINE_WIDTH && x > 12.0 {
            (x, y) = (12.0, y + 24.0);
        }
        body.push_str(&draw_shape(kind, x, y, ""));
        let _ = write!(body, "<text x=\"{}\" y=\"{}\">{}</text>", x + 13.0, y + 4.5, escape(text));
        x += width;
    }
    (body, y + 16.0)
}

/// A month as `11/2026`, in all four languages.
pub(crate) fn month(date: Date) -> String {
    format!("{:02}/{}", date.month(), date.year())
}

/// Days at which the time axis has a line, with their text: at most nine, on round days.
fn date_ticks(language: &str, from: Timestamp, to: Timestamp) -> Vec<(Date, String)> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn series(values: &[Option<f64>]) -> Series {
        let point = |(i, value): (usize, &Option<f64>)| Point {
            at: format!("{:02}/2026", i + 1),
            tick: i % 3 == 0,
            value: *value,
            text: "some".to_owned(),
        };
        Series {
            title: "Share".to_owned(),
            description: "By month".to_owned(),
            unit: "%",
            ceiling: Some(100.0),
            points: values.iter().enumerate().map(point).collect(),
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn mark(when: &str, kind: &'static str, what: &str) -> TimelineMark {
        TimelineMark { at: at(when), lane: 0, label: format!("day 10:30: {what}"), kind }
    }

    #[test]
    fn text_from_outside_is_escaped() {
        let hostile = "<script>\"&'";
        let mut chart = series(&[Some(1.0)]);
        chart.title = hostile.to_owned();
        chart.description = hostile.to_owned();
        chart.points[0].at = hostile.to_owned();
        chart.points[0].text = hostile.to_owned();
        let marks = [mark("2026-03-01T10:00:00Z", "decided", hostile)];
        let lanes = [hostile.to_owned()];
        let course = timeline("fr", hostile, &marks, &lanes, marks[0].at, marks[0].at);
        for svg in [line_chart("fr", &chart), bar_chart("fr", &chart), sparkline(&chart), course] {
            assert!(!svg.contains("<script") && svg.contains("&lt;script&gt;"), "{svg}");
            assert!(!svg.contains(" style="));
        }
    }

    #[test]
    fn an_empty_series_gives_a_picture_without_values() {
        for svg in
            [line_chart("fr", &series(&[])), bar_chart("fr", &series(&[])), sparkline(&series(&[None, None]))]
        {
            assert!(svg.starts_with("<svg") && svg.ends_with("</svg>"));
            assert!(!svg.contains("NaN") && !svg.contains("<circle") && !svg.contains("<rect"), "{svg}");
        }
    }

    #[test]
    fn a_single_value_is_a_dot_in_the_middle() {
        let svg = line_chart("fr", &series(&[Some(40.0)]));
        assert_eq!(svg.matches("<circle").count(), 1);
        assert!(!svg.contains("NaN") && svg.contains("cx=\"269.0\""), "{svg}");
    }

    #[test]
    fn a_gap_lifts_the_pen() {
        let svg = line_chart("fr", &series(&[Some(1.0), Some(2.0), None, Some(4.0)]));
        let line = svg.split(" d=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!((line.matches('M').count(), line.matches('L').count()), (2, 1));
        assert_eq!(svg.matches("<circle").count(), 3);
    }

    #[test]
    fn a_larger_value_is_never_lower() {
        let scale = Scale { from: (0.0, 80.0), to: (200.0, 10.0) };
        let places: Vec<_> = (-10..120).map(|value| scale.place(f64::from(value))).collect();
        assert!(places.windows(2).all(|pair| pair[1] <= pair[0]));
        assert_eq!((scale.place(0.0), scale.place(80.0)), (200.0, 10.0));
    }

    #[test]
    fn an_axis_has_few_round_marks_and_covers_every_value() {
        assert_eq!(steps(0.0, None), [0, 1]);
        assert_eq!(steps(8.3, Some(100.0)), [0, 2, 4, 6, 8, 10]);
        assert_eq!(steps(100.0, Some(100.0)), [0, 20, 40, 60, 80, 100]);
        for largest in 1..3000 {
            let marks = steps(f64::from(largest), None);
            assert!(marks.len() <= 7 && *marks.last().unwrap() >= i64::from(largest), "{largest}: {marks:?}");
        }
    }

    #[test]
    fn two_pictures_of_a_page_share_no_id() {
        let one = series(&[Some(1.0)]);
        let other = Series { title: "Other".to_owned(), ..one.clone() };
        let id =
            |svg: String| svg.split("<title id=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_ne!(id(line_chart("fr", &one)), id(line_chart("fr", &other)));
        assert_ne!(id(line_chart("fr", &one)), id(sparkline(&one)));
    }

    #[test]
    fn marks_of_the_same_hour_do_not_cover_each_other() {
        let marks = [
            mark("2026-03-01T10:00:00Z", "report-signed", "Report"),
            mark("2026-03-01T10:05:00Z", "amended", "Amended"),
            mark("2026-06-01T10:05:00Z", "amended", "Amended"),
        ];
        let places = place_marks(&marks, 1, |at| at.as_second() as f64 / 100_000.0);
        assert_ne!(places[0].2, places[1].2);
        assert_eq!(places[0].2, places[2].2);
    }

    #[test]
    fn the_legend_names_each_shape_once() {
        let marks = [
            mark("2026-03-01T10:00:00Z", "report-signed", "Report"),
            mark("2026-04-01T10:00:00Z", "report-signed", "Report"),
            mark("2026-04-02T10:00:00Z", "decided", "Decision"),
        ];
        let svg = timeline("de", "Course", &marks, &["Work".to_owned()], marks[0].at, marks[2].at);
        assert_eq!(svg.matches(">Report</text>").count(), 1);
        assert_eq!(svg.matches(">Decision</text>").count(), 1);
        assert!(svg.contains("Work: 3. 01.03.2026 – 02.04.2026."), "{svg}");
    }

    #[test]
    fn every_kind_has_a_shape_of_its_own() {
        let kinds = [
            "report-signed",
            "amended",
            "opened",
            "contact-attempted",
            "contact-overridden",
            "appointment-booked",
            "day-two-done",
            "follow-up-ended",
            "decided",
            "marked-sensitive",
            "escalated",
            "grouped",
            "separated",
            "person-linked",
            "person-unlinked",
            "match-refused",
            "role-corrected",
            "glass-broken",
        ];
        let shapes: std::collections::BTreeSet<_> = kinds.iter().map(|kind| shape(kind).0).collect();
        assert_eq!(shapes.len(), kinds.len());
    }

    #[test]
    fn the_time_axis_has_one_to_nine_days_whatever_the_span() {
        let from = at("2020-01-15T08:00:00Z");
        for days in [1, 3, 8, 15, 30, 60, 200, 400, 1000, 2000, 4000, 9000] {
            let to = from + SignedDuration::from_hours(days * 24);
            let ticks = date_ticks("de", from, to);
            assert!((1..=9).contains(&ticks.len()), "{days}: {ticks:?}");
            assert!(ticks.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
    }
}
