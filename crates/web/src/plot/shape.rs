//! Marks that differ in shape as well as in colour.

use casework::record::facets::{Mark, Strand, Stroke};

/// The shape of a stroke. Shapes differ without colour: on paper, and for people who see colours otherwise.
const fn shape(stroke: Stroke) -> &'static str {
    match stroke {
        Stroke::Begins => "ring",
        Stroke::Happens => "circle",
        Stroke::Ends => "cross",
        Stroke::Alarm => "triangle",
    }
}

/// The colour of a mark: red where somebody must look, else that of its strand.
const fn ink(mark: Mark) -> &'static str {
    match (mark.stroke, mark.strand) {
        (Stroke::Alarm, _) => "ink-late",
        (_, Strand::Police) => "ink-1",
        (_, Strand::Justice | Strand::Sharing) => "ink-2",
        (_, Strand::Support) => "ink-3",
    }
}

/// The shape of a mark around a place, 12 units wide.
pub(super) fn draw_mark(mark: Mark, x: f64, y: f64, hint: &str) -> String {
    draw((shape(mark.stroke), ink(mark)), x, y, hint)
}

/// The shape of a stroke in the legend, where colour says nothing.
pub(super) fn draw_stroke(stroke: Stroke, x: f64, y: f64) -> String {
    let ink = if stroke == Stroke::Alarm { "ink-late" } else { "ink-axis" };
    draw((shape(stroke), ink), x, y, "")
}

/// A shape in a colour around a place.
pub(super) fn draw((shape, ink): (&str, &str), x: f64, y: f64, hint: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stroke_has_a_shape_of_its_own() {
        let shapes: std::collections::BTreeSet<_> = Stroke::ALL.iter().map(|stroke| shape(*stroke)).collect();
        assert_eq!(shapes.len(), Stroke::ALL.len());
    }
}
