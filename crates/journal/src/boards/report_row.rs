//! One row a report: queue, tracking table, look-ups and indicators. Names and PV numbers in it are sealed.

use crate::boards::board::{Board, Column, Fate, SetBy, Source, Values, plain};
use crate::boards::read::month::{hours, tally};
use crate::handle::db::Value;
use crate::handle::error::OpenError;
use crate::handle::key::Keyring;
use casework::reading::rows::ReportRow;
use casework::record::dates::brussels;
use casework::record::id::{ZoneCode, compared_pv};
use jiff::Timestamp;

/// Read by `read/report_list.rs` and `read/indicator.rs`.
pub(crate) const BOARD: Board = Board {
    table: "report_row",
    version: 5,
    fate: Fate::Erased,
    key: 1,
    columns: &[
        Column::text("report_id"),
        Column::text("case_id").bound(),
        Column::text("zone").bound(),
        Column::text("neighbourhood").bound(),
        Column::text("kind"),
        Column::number("month"),
        Column::number("received_at"),
        Column::number("read_at"),
        Column::number("contact_at"),
        Column::number("contact_hours"),
        Column::number("day_two_at"),
        Column::number("support_due"),
        Column::text("support_next"),
        Column::text("decision"),
        Column::number("decided_at"),
        Column::number("decision_due"),
        Column::number("support_told"),
        Column::number("decision_told"),
        Column::number("sensitive"),
        Column::number("children"),
        Column::number("grouped"),
        // Another case may make a report a repeated one: `boards::repeated` keeps this mark, and its part of the tally.
        Column::number("repeated").set(SetBy::Others),
        Column::number("tally").set(SetBy::Both { flag: "repeated", weight: tally::REPEATED }),
        Column::token("pv_token"),
        Column::token("pv_key"),
        LABEL,
    ],
    rows,
};

/// Names and PV number.
pub(crate) const LABEL: Column = Column::sealed("label");

/// Token of a PV number in its zone.
pub(crate) fn pv_token(keys: &Keyring, zone: &ZoneCode, pv: &str) -> Vec<u8> {
    keys.token("pv", &format!("{zone}|{pv}"))
}

/// Token of a PV number as compared, in its zone: numbers that are written in two ways share it.
pub(crate) fn pv_key(keys: &Keyring, zone: &ZoneCode, pv: &str) -> Vec<u8> {
    keys.token("pv-key", &format!("{zone}|{}", compared_pv(pv)))
}

/// Finds a row of before, whose column `pv_key` waits to be filled: while there is one, numbers are also looked for as
/// they were written.
pub(crate) const UNFILLED: &str = "SELECT report_id FROM report_row WHERE pv_key IS NULL LIMIT 1";

fn rows(of: &Source<'_>) -> Result<Vec<Values>, OpenError> {
    casework::reading::rows::rows(of.id, of.case, &of.rules.timing)
        .iter()
        .map(|report| row(of.keys, report))
        .collect()
}

fn row(keys: &Keyring, row: &ReportRow) -> Result<Values, OpenError> {
    let millis = |at: Option<Timestamp>| Value::from(at.map(Timestamp::as_millisecond));
    let waited = row.contact_at.map(|at| at.duration_since(row.received_at).as_hours().max(0));
    let waited = waited.map(|hours| hours::of(row.kind, hours));
    let on_time = row.contact_at.zip(row.contact_due).is_some_and(|(at, due)| at <= due);
    let local = row.received_at.to_zoned_datetime(brussels());
    Ok(vec![
        row.report.to_string().into(),
        row.case.to_string().into(),
        row.zone.as_str().into(),
        row.neighbourhood.as_ref().map(ToString::to_string).into(),
        row.kind.word().into(),
        (i64::from(local.year()) * 100 + i64::from(local.month())).into(),
        row.received_at.as_millisecond().into(),
        millis(row.read_at),
        millis(row.contact_at),
        waited.into(),
        millis(row.day_two_at),
        millis(row.support_due),
        row.support_next.map(|clock| clock.word().to_owned()).into(),
        row.decision.map(|decision| decision.word().to_owned()).into(),
        millis(row.decided_at),
        millis(row.decision_due),
        row.support_told.into(),
        row.decision_told.into(),
        row.sensitive.into(),
        row.children.into(),
        row.grouped.into(),
        false.into(),
        tally::of(row, on_time).into(),
        pv_token(keys, &row.zone, &row.label.pv).into(),
        pv_key(keys, &row.zone, &row.label.pv).into(),
        plain(&row.label)?,
    ])
}
