//! A strip of a week: the hours at which it is safe to call, a row a day.

use super::{escape, framed};
use casework::record::hours::{Day, Slot};
use jiff::civil::{DateTime, Time};
use std::fmt::Write;

/// Narrower than the smallest phone.
const WIDTH: f64 = 292.0;
const LEFT: f64 = 40.0;
const RIGHT: f64 = 8.0;
const ROW: f64 = 15.0;
const BAR: f64 = 9.0;

fn place(hour: f64) -> f64 {
    LEFT + hour / 24.0 * (WIDTH - LEFT - RIGHT)
}

fn hour_of(time: Time) -> f64 {
    f64::from(time.hour()) + f64::from(time.minute()) / 60.0
}

/// The safe hours, and where the hand of the clock stands. `days`: their names, Monday first.
pub(crate) fn week((title, says): (&str, &str), days: &[String], hours: &[Slot], now: DateTime) -> String {
    let floor = ROW * 7.0 + 4.0;
    let mut body = String::new();
    for hour in [0, 6, 12, 18, 24] {
        let x = place(f64::from(hour));
        let _ = write!(
            body,
            "<line class=\"ink-grid\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"2\" y2=\"{floor}\"/>\
             <text class=\"ink-label\" text-anchor=\"{}\" x=\"{x:.1}\" y=\"{}\">{hour}</text>",
            if hour == 24 { "end" } else { "middle" },
            floor + 13.0,
        );
    }
    for (row, (day, name)) in Day::ALL.iter().zip(days).enumerate() {
        let y = row as f64 * ROW + 4.0;
        let _ = write!(body, "<text class=\"ink-label\" x=\"0\" y=\"{}\">{}</text>", y + BAR, escape(name));
        for slot in hours.iter().filter(|slot| slot.days().contains(day)) {
            let (from, to) = (place(hour_of(slot.from())), place(hour_of(slot.to())));
            let _ = write!(
                body,
                "<rect class=\"ink-good\" x=\"{from:.1}\" y=\"{y}\" width=\"{:.1}\" height=\"{BAR}\"/>",
                to - from
            );
        }
        if *day == Day::of(now.date()) {
            let x = place(hour_of(now.time()));
            let (top, end) = (y - 3.0, y + BAR + 3.0);
            let _ = write!(
                body,
                "<line class=\"ink-1 ink-line\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{top}\" y2=\"{end}\"/>"
            );
        }
    }
    framed((WIDTH, floor + 18.0), "week", (title, says), &body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn each_safe_hour_is_a_bar_on_its_day_and_now_stands_in_its_row() {
        let days = Day::ALL.iter().map(|day| format!("<{day}>")).collect::<Vec<_>>();
        let slot = Slot::new(vec![Day::Mon, Day::Wed], time(9, 0, 0, 0), time(12, 0, 0, 0)).unwrap();
        let svg = week(("Hours", "Mon"), &days, &[slot], date(2026, 11, 24).at(12, 0, 0, 0));
        assert_eq!(svg.matches("<rect").count(), 2);
        assert_eq!(svg.matches("ink-line").count(), 1);
        assert!(svg.contains("&lt;mon&gt;") && !svg.contains("<mon>") && !svg.contains(" style="));
    }
}
