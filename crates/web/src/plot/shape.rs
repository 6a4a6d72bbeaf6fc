//! Marks that differ in shape as well as in colour.

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
pub(super) fn draw_shape(kind: &str, x: f64, y: f64, hint: &str) -> String {
    draw(shape(kind), x, y, hint)
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
}
