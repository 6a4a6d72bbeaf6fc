//! The tracking table as a file, for the prosecution: with a reason, which is logged with every line and told to reviewers.

use super::tracking_table::TableQuery;
use crate::oversight::reason::reasons;
use crate::shell::answers::{Answers, Refused};
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use access::Purpose;
use axum::Form as FormBody;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use casework::oversight::log::{ReadingAct, WhyMany};
use casework::record::form::Form;
use jiff::Timestamp;
use journal::Listed;
use minijinja::context;

/// Most rows of an export: what an officer can look through. Statistics have their own page.
const EXPORT: usize = 5_000;

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/table/export", get(ask).post(take))
}

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Xlsx,
    Csv,
}

impl Kind {
    const ALL: [Self; 2] = [Self::Xlsx, Self::Csv];

    const fn word(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

fn exports(who: &SignedIn) -> Result<(), WebError> {
    if who.viewer.function.is_prosecution() { Ok(()) } else { Err(WebError::NotFound) }
}

async fn ask(
    State(app): State<App>,
    who: SignedIn,
    Query(asked): Query<TableQuery>,
) -> Result<Response, WebError> {
    exports(&who)?;
    form(&app, &who, &asked, &Refused::default()).await
}

async fn form(
    app: &App,
    who: &SignedIn,
    asked: &TableQuery,
    refused: &Refused,
) -> Result<Response, WebError> {
    let page = Page::of(app, who, "/table").at("/table/export".to_owned());
    let (summary, v, e) = refused.values(&page);
    let kinds = page.options("export-kind", &Kind::ALL, Kind::word);
    let filter: Vec<_> = asked.words().map(|(name, value)| context! { name, value }).to_vec();
    let values = context! { summary, v, e, kinds, filter, reasons => reasons(&page), query => asked.query() };
    Ok((refused.status(), page.html("table/export.html", "export-title", values)?).into_response())
}

async fn take(
    State(app): State<App>,
    who: SignedIn,
    FormBody(typed): FormBody<Form>,
) -> Result<Response, WebError> {
    exports(&who)?;
    let asked = TableQuery::of(&typed);
    let mut answers = Answers::of("export", &typed);
    let why = answers.choice("reason", WhyMany::from_word);
    let kind = answers.choice("kind", Kind::from_word);
    let (Some(why), Some(kind)) = (why, kind) else {
        let refused = Refused { room: "export", wrong: answers.wrong, typed: typed.clone() };
        return form(&app, &who, &asked, &refused).await;
    };
    let (rows, more) = export_rows(&app, &who, &asked, why).await?;
    let page = Page::of(&app, &who, "/table");
    match kind {
        Kind::Csv => as_csv(&page, &rows, more),
        Kind::Xlsx => as_xlsx(&page, &rows, more),
    }
}

/// Column heads, as message keys.
const HEADS: [&str; 9] = [
    "table-pv",
    "table-zone",
    "table-kind",
    "table-received",
    "table-victim",
    "table-other",
    "table-seen",
    "table-decision",
    "table-due",
];

fn cells(page: &Page<'_>, row: &Listed) -> [String; 9] {
    let day = |at: Option<Timestamp>| at.map(|at| format::day(page.language, at)).unwrap_or_default();
    [
        row.label.pv.clone(),
        row.zone.to_string(),
        page.t(&format!("kind-{}", row.kind)),
        format::day(page.language, row.received_at),
        row.label.victim.clone(),
        row.label.other.clone(),
        row.label.seen_by.clone(),
        row.decision.map(|decision| page.t(&format!("decision-{decision}"))).unwrap_or_default(),
        day(row.decision_due),
    ]
}

/// A cell that a spreadsheet would run as a formula is quoted.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// The rows of an export, each logged with the reason, and whether there would have been more.
async fn export_rows(
    app: &App,
    who: &SignedIn,
    asked: &TableQuery,
    why: WhyMany,
) -> Result<(Vec<Listed>, bool), WebError> {
    let filter = asked.filter(who, now(), EXPORT)?;
    let page = app.journal.page(&filter).await?;
    tracing::info!(user = %who.user(), rows = page.rows.len(), "the tracking table was exported");
    let line = |row: &Listed| {
        let line = who.reading(ReadingAct::Export, Purpose::Decide.word()).of(row.case);
        line.entries(1).detail(why.word())
    };
    app.journal.log_all(page.rows.iter().map(line).collect()).await?;
    Ok((page.rows, page.next.is_some()))
}

fn as_csv(page: &Page<'_>, rows: &[Listed], more: bool) -> Result<Response, WebError> {
    let mut file = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| WebError::Internal(error.to_string());
    file.write_record(HEADS.map(|key| page.t(key))).map_err(failed)?;
    for row in rows {
        file.write_record(cells(page, row).map(|cell| harmless(&cell))).map_err(failed)?;
    }
    if more {
        let mut last = HEADS.map(|_| String::new());
        last[0] = page.t("table-export-cut");
        file.write_record(last).map_err(failed)?;
    }
    let bytes = file.into_inner().map_err(|error| WebError::Internal(error.to_string()))?;
    Ok(download("text/csv; charset=utf-8", "table.csv", [b"\xef\xbb\xbf".as_slice(), &bytes].concat()))
}

fn as_xlsx(page: &Page<'_>, rows: &[Listed], more: bool) -> Result<Response, WebError> {
    let failed = |error: rust_xlsxwriter::XlsxError| WebError::Internal(error.to_string());
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, HEADS.map(|key| page.t(key))).map_err(failed)?;
    for (line, row) in (1..).zip(rows) {
        // Written as text: a spreadsheet never takes them for formulas.
        for (column, cell) in (0..).zip(cells(page, row)) {
            sheet.write_string(line, column, cell).map_err(failed)?;
        }
    }
    if more {
        let line = u32::try_from(rows.len() + 1).unwrap_or(u32::MAX);
        sheet.write_string(line, 0, page.t("table-export-cut")).map_err(failed)?;
    }
    let bytes = book.save_to_buffer().map_err(failed)?;
    Ok(download("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "table.xlsx", bytes))
}

fn download(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_looks_like_a_formula_does_not_run_in_a_spreadsheet() {
        assert_eq!(harmless("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(harmless("Peeters"), "Peeters");
    }
}
