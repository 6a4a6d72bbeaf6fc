//! Pictures as SVG text, made on the server: charts of the indicators, the course of a case, and who and where.
//!
//! **Invariant:** everything that comes from outside is escaped; colours and sizes are classes and presentation
//! attributes, never `style` (the content policy forbids it); each picture has a name and a description of its own.
//! Widths are those at which the text is read at its size: the style sheet lets a picture grow or scroll,
//! never shrink below them.

pub(crate) mod graph;
mod shape;
mod timeline;
mod week;

pub(crate) use timeline::{TimelineMark, timeline};
pub(crate) use week::week;

use crate::shell::format;
use jiff::civil::Date;
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

/// A month as `11/2026`, in all four languages.
pub(crate) fn month(date: Date) -> String {
    format!("{:02}/{}", date.month(), date.year())
}

#[cfg(test)]
mod tests {
    use super::timeline::{date_ticks, place_marks};
    use super::*;
    use casework::record::facets::{Mark, Strand, Stroke};
    use jiff::{SignedDuration, Timestamp};

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

    fn mark(when: &str, stroke: Stroke, what: &str) -> TimelineMark {
        let mark = Mark { strand: Strand::Police, stroke };
        TimelineMark { at: at(when), lane: 0, label: format!("day 10:30: {what}"), mark }
    }

    #[test]
    fn text_from_outside_is_escaped() {
        let hostile = "<script>\"&'";
        let mut chart = series(&[Some(1.0)]);
        chart.title = hostile.to_owned();
        chart.description = hostile.to_owned();
        chart.points[0].at = hostile.to_owned();
        chart.points[0].text = hostile.to_owned();
        let marks = [mark("2026-03-01T10:00:00Z", Stroke::Happens, hostile)];
        let lanes = [hostile.to_owned()];
        let course =
            timeline("fr", hostile, &marks, &lanes, |_| hostile.to_owned(), marks[0].at, marks[0].at);
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
            mark("2026-03-01T10:00:00Z", Stroke::Begins, "Report"),
            mark("2026-03-01T10:05:00Z", Stroke::Happens, "Amended"),
            mark("2026-06-01T10:05:00Z", Stroke::Happens, "Amended"),
        ];
        let places = place_marks(&marks, 1, |at| at.as_second() as f64 / 100_000.0);
        assert_ne!(places[0].2, places[1].2);
        assert_eq!(places[0].2, places[2].2);
    }

    #[test]
    fn the_legend_names_each_shape_once() {
        let marks = [
            mark("2026-03-01T10:00:00Z", Stroke::Begins, "Report"),
            mark("2026-04-01T10:00:00Z", Stroke::Begins, "Report"),
            mark("2026-04-02T10:00:00Z", Stroke::Happens, "Decision"),
        ];
        let svg = timeline(
            "de",
            "Course",
            &marks,
            &["Work".to_owned()],
            |stroke| stroke.to_string(),
            marks[0].at,
            marks[2].at,
        );
        assert_eq!(svg.matches(">begins</text>").count(), 1);
        assert_eq!(svg.matches(">happens</text>").count(), 1);
        assert!(svg.contains("Work: 3. 01.03.2026 – 02.04.2026."), "{svg}");
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
