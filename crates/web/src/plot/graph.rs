//! Who and where, over the reports of cases followed together.
//!
//! Not a web of circles: its lines would cross, and on a phone nobody would read it. Each person, address and phone
//! is a line of its own below its name, each report a column in the order of time; a shape where they meet says in
//! which role. Whoever changes her role from one report to the next changes her shape.

use super::shape::draw;
use super::{escape, framed};
use casework::record::person::Role;
use std::fmt::Write;

/// A report: a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its number in the list beside the picture.
    pub(crate) number: usize,
    /// Its day, shown when the pointer rests on it.
    pub(crate) day: String,
    /// Whether it is of the case of this page.
    pub(crate) here: bool,
}

/// A person, an address or a phone: a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// What stands above it.
    pub(crate) name: String,
    /// In which column (from 0), and in which role. Of an address: the role of whoever lives there.
    pub(crate) meets: Vec<(usize, Role)>,
}

/// Lines of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// What they are: people, addresses, phones.
    pub(crate) title: String,
    /// The lines.
    pub(crate) lines: Vec<Line>,
}

/// Width at which it is read on the narrowest phone; more columns than fit make it wider, and the region scrolls.
const WIDTH: f64 = 324.0;
const EDGE: f64 = 6.0;
/// Narrowest column.
const COLUMN: f64 = 38.0;
/// Widest column: few reports stay near their names.
const WIDEST: f64 = 84.0;
const HEAD: f64 = 40.0;
const TITLE: f64 = 30.0;
const NAME: f64 = 18.0;
const TRACK: f64 = 26.0;
/// Letters of a name that fit in one row, at 13 units without measuring a font.
const LETTERS: usize = 44;

/// Shape and colour of a role. The shape alone tells it.
fn shape(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Victim => ("circle", "ink-1"),
        Role::OtherParty => ("diamond", "ink-2"),
        Role::Child => ("hollow-circle", "ink-3"),
        Role::Witness => ("hollow-square", "ink-3"),
    }
}

/// The picture. `says` is what it says, for those who do not see it; `roles` are the words of the legend.
pub(crate) fn graph(
    (title, says): (&str, &str),
    columns: &[Column],
    groups: &[Group],
    roles: &[(Role, String)],
) -> String {
    let step = ((WIDTH - 2.0 * EDGE) / columns.len().max(1) as f64).clamp(COLUMN, WIDEST);
    let width = WIDTH.max(2.0 * EDGE + step * columns.len() as f64);
    let across = |column: usize| EDGE + step * (column as f64 + 0.5);
    let mut body = String::new();
    let mut y = HEAD;
    for group in groups.iter().filter(|group| !group.lines.is_empty()) {
        y += TITLE;
        let _ = write!(
            body,
            "<text class=\"ink-label\" x=\"{EDGE}\" y=\"{}\">{}</text>",
            y - 9.0,
            escape(&group.title)
        );
        for line in &group.lines {
            y = draw_line(&mut body, line, columns, across, y);
        }
    }
    let stripes = stripes(columns, across, (step, y));
    let (legend, height) = legend(groups, roles, y + 22.0);
    framed((width, height), "plot", (title, says), &format!("{stripes}{body}{legend}"))
}

/// The columns, behind everything: a line each, a stripe for the case of this page, and the numbers above.
fn stripes(columns: &[Column], across: impl Fn(usize) -> f64, (step, floor): (f64, f64)) -> String {
    let mut body = String::new();
    for (i, column) in columns.iter().enumerate() {
        let x = across(i);
        if column.here {
            let _ = write!(
                body,
                "<rect class=\"ink-here\" x=\"{:.1}\" y=\"0\" width=\"{step:.1}\" height=\"{floor:.1}\"/>",
                x - step / 2.0
            );
        }
        let _ = write!(
            body,
            "<line class=\"ink-grid\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{HEAD}\" y2=\"{floor:.1}\"/>\
             <text class=\"ink-lane\" text-anchor=\"middle\" x=\"{x:.1}\" y=\"{}\">{}<title>{}</title></text>",
            HEAD - 14.0,
            column.number,
            escape(&column.day)
        );
    }
    body
}

/// A name, its track from the first to the last report, and its shapes; gives where the next line begins.
fn draw_line(
    body: &mut String,
    line: &Line,
    columns: &[Column],
    across: impl Fn(usize) -> f64,
    top: f64,
) -> f64 {
    let rows = wrapped(&line.name);
    for (i, row) in rows.iter().enumerate() {
        // White behind the letters: the lines of the columns do not run through them.
        let _ = write!(
            body,
            "<text class=\"ink-name\" x=\"{EDGE}\" y=\"{}\">{}</text>",
            top + 13.0 + i as f64 * NAME,
            escape(row)
        );
    }
    let y = top + rows.len() as f64 * NAME + TRACK / 2.0 - 2.0;
    let met: Vec<_> = line.meets.iter().filter(|(column, _)| *column < columns.len()).collect();
    if let (Some(first), Some(last)) =
        (met.iter().map(|meet| meet.0).min(), met.iter().map(|meet| meet.0).max())
    {
        let (from, to) = (across(first), across(last));
        let _ = write!(
            body,
            "<line class=\"ink-track\" x1=\"{from:.1}\" x2=\"{to:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>"
        );
    }
    for (column, role) in &met {
        let beside: Vec<_> = met.iter().filter(|meet| meet.0 == *column).map(|meet| meet.1).collect();
        let place = beside.iter().position(|other| other == role).unwrap_or(0) as f64;
        let aside = (place - (beside.len() as f64 - 1.0) / 2.0) * 15.0;
        body.push_str(&draw(shape(*role), across(*column) + aside, y, ""));
    }
    y + TRACK / 2.0 + 4.0
}

/// A name in rows of at most [`LETTERS`], broken between words where there are some.
fn wrapped(name: &str) -> Vec<String> {
    let mut rows = vec![String::new()];
    for word in name.split_whitespace() {
        let letters: Vec<char> = word.chars().collect();
        for piece in letters.chunks(LETTERS) {
            let fits = |row: &String| row.chars().count() + 1 + piece.len() <= LETTERS;
            match rows.last_mut() {
                Some(row) if row.is_empty() => row.extend(piece),
                Some(row) if fits(row) => {
                    row.push(' ');
                    row.extend(piece);
                }
                _ => rows.push(piece.iter().collect()),
            }
        }
    }
    rows
}

/// The roles that occur, in two columns; and the height down to which they reach.
fn legend(groups: &[Group], roles: &[(Role, String)], top: f64) -> (String, f64) {
    let occurs = |role: Role| {
        groups.iter().flat_map(|group| &group.lines).any(|line| line.meets.iter().any(|meet| meet.1 == role))
    };
    let (mut body, mut y) = (String::new(), top);
    for (i, (role, word)) in roles.iter().filter(|(role, _)| occurs(*role)).enumerate() {
        let x = 14.0 + (i % 2) as f64 * (WIDTH / 2.0 - EDGE);
        y = top + (i / 2) as f64 * 22.0;
        body.push_str(&draw(shape(*role), x, y, ""));
        let _ = write!(body, "<text x=\"{}\" y=\"{}\">{}</text>", x + 12.0, y + 4.5, escape(word));
    }
    (body, y + 14.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(count: usize) -> Vec<Column> {
        (0..count).map(|i| Column { number: i + 1, day: "24/11/2026".to_owned(), here: i == 0 }).collect()
    }

    fn line(name: &str, meets: &[(usize, Role)]) -> Line {
        Line { name: name.to_owned(), meets: meets.to_vec() }
    }

    fn people(lines: Vec<Line>) -> Vec<Group> {
        vec![Group { title: "People".to_owned(), lines }]
    }

    fn roles() -> Vec<(Role, String)> {
        Role::ALL.iter().map(|role| (*role, role.to_string())).collect()
    }

    #[test]
    fn what_is_written_is_escaped_and_nothing_has_a_style() {
        let hostile = "<script>\"&'";
        let mut columns = columns(1);
        columns[0].day = hostile.to_owned();
        let groups =
            vec![Group { title: hostile.to_owned(), lines: vec![line(hostile, &[(0, Role::Victim)])] }];
        let svg = graph((hostile, hostile), &columns, &groups, &[(Role::Victim, hostile.to_owned())]);
        assert!(
            !svg.contains("<script") && svg.contains("&lt;script&gt;") && !svg.contains(" style="),
            "{svg}"
        );
    }

    #[test]
    fn somebody_whose_role_turns_round_changes_shape_on_one_line() {
        let groups = people(vec![line("Amina", &[(0, Role::Victim), (1, Role::OtherParty)])]);
        let svg = graph(("G", "d"), &columns(2), &groups, &roles());
        assert_eq!(svg.matches("ink-track").count(), 1);
        // One shape each on the line and in the legend; nobody is a child or a witness here.
        assert_eq!((svg.matches("\"ink-1\"").count(), svg.matches("\"ink-2\"").count()), (2, 2), "{svg}");
        assert!(!svg.contains("ink-3"));
    }

    #[test]
    fn two_who_share_an_address_stand_beside_each_other() {
        let groups = people(vec![line("Rue Haute 1", &[(0, Role::Victim), (0, Role::OtherParty)])]);
        let svg = graph(("G", "d"), &columns(1), &groups, &[]);
        let places: Vec<_> = svg.split("translate(").skip(1).map(|s| s.split(' ').next().unwrap()).collect();
        assert!(places.len() == 2 && places[0] != places[1], "{places:?}");
    }

    #[test]
    fn it_fits_a_phone_up_to_eight_reports_and_scrolls_beyond() {
        let width = |count| {
            let svg = graph(("G", "d"), &columns(count), &people(vec![line("A", &[(0, Role::Child)])]), &[]);
            let text = svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
            text.parse::<f64>().unwrap()
        };
        assert!((1..=8).all(|count| width(count) == WIDTH));
        assert!(width(20) > 700.0);
    }

    #[test]
    fn a_long_name_takes_more_rows_and_loses_no_letter() {
        let long = "Marie-Christine van den Broecke-Vandenplassche de la Tour d’Auvergne";
        let rows = wrapped(long);
        assert!(rows.len() == 2 && rows.iter().all(|row| row.chars().count() <= LETTERS));
        assert_eq!(rows.join(" "), long);
        assert_eq!(wrapped(&"x".repeat(100)).concat(), "x".repeat(100));
        assert_eq!(wrapped(""), [""]);
    }

    #[test]
    fn nobody_at_all_is_an_empty_picture() {
        let svg = graph(("G", "d"), &[], &[], &[]);
        assert!(svg.starts_with("<svg") && !svg.contains("NaN"), "{svg}");
    }
}
