//! Anonymous advice (A4): what somebody asked without saying who she is, put down in a minute.
//!
//! **Invariant:** the form has no field for a name, a phone or an address; what is kept carries a day, a zone and a
//! function, and nothing by which the log of readings would lead to who called.

mod situation;

use crate::plot;
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use axum::Form as FormBody;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use casework::advice::{Asker, Counsel, Length, NOTE_MAX, Theme, read, suppressed};
use casework::record::dates::brussels;
use casework::record::form::{Form, Problem};
use casework::record::id::{DraftId, ZoneCode};
use casework::record::person::Language;
use casework::record::staff::Function;
use jiff::civil::Date;
use journal::{AdviceCounts, new_uuid};
use minijinja::{Value, context};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/advice", get(show).post(keep))
        .route("/advice/promote", post(promote))
        .route(situation::ADDRESS, get(situation::ask).post(situation::answer))
}

#[derive(Debug, Default, Deserialize)]
struct AdviceQuery {
    /// Id of what was kept just now. It names nobody and opens nothing.
    #[serde(default)]
    kept: String,
    #[serde(default)]
    promoted: String,
}

fn today() -> Date {
    now().to_zoned_datetime(brussels()).date()
}

async fn show(
    State(app): State<App>,
    who: SignedIn,
    Query(asked): Query<AdviceQuery>,
) -> Result<Response, WebError> {
    situation::zone_of(&who)?;
    let counted = counted(&app, &who).await?;
    let mut page = Page::of(&app, &who, "/advice").at("/advice".to_owned());
    if !asked.promoted.is_empty() {
        page = page.saying("good", "advice-promoted");
    }
    let is_id = asked.kept.len() == 32 && asked.kept.bytes().all(|b| b.is_ascii_hexdigit());
    let kept = is_id.then_some(asked.kept.as_str());
    form_page(&page, &who, &Form::new(), &[], Beside { kept, counted: Some(counted) })
}

/// What stands beside the form.
#[derive(Default)]
struct Beside<'a> {
    /// Id of what was kept just now.
    kept: Option<&'a str>,
    /// How much advice was given, by month and theme. Not read again to show a mistake.
    counted: Option<Counted>,
}

/// Advice of the last full months.
struct Counted {
    counts: AdviceCounts,
    months: Vec<Date>,
}

/// How much advice was given in her zones, for those who steer by figures; nothing for others.
async fn counted(app: &App, who: &SignedIn) -> Result<Counted, WebError> {
    let months = crate::indicators::last_months(now());
    let zones: &[ZoneCode] = if who.viewer.function.duties().figures { &who.account.zones } else { &[] };
    let from = months.first().map_or(0, |month| i64::from(month.year()) * 100 + i64::from(month.month()));
    Ok(Counted { counts: app.journal.advice_counts(zones, from).await?, months })
}

fn form_page(
    page: &Page<'_>,
    who: &SignedIn,
    typed: &Form,
    problems: &[Problem],
    beside: Beside<'_>,
) -> Result<Response, WebError> {
    let errors: BTreeMap<String, String> =
        problems.iter().map(|one| (one.field.clone(), page.t(&format!("error-{}", one.word)))).collect();
    let label =
        |field: &str| page.t(&format!("field-advice-{}", field.split('.').next().unwrap_or_default()));
    let line = |(field, text): (&String, &String)| {
        context! { field => field.as_str(), text => format::labelled(page.language, label(field).trim_end_matches(['?', ' ', '\u{a0}', '\u{202f}']), text) }
    };
    let summary: Vec<_> = errors.iter().map(line).collect();
    // A box to say that nobody is named is there only where the question was asked.
    let unsure = problems.iter().any(|one| matches!(one.word, "advice-name" | "advice-address"));
    let typed = typed.clone();
    let value = Value::from_function(move |name: String| typed.get(&name).cloned().unwrap_or_default());
    let error = Value::from_function(move |name: String| errors.get(&name).cloned());
    let values = context! {
        v => value, e => error, summary, unsure, kept => beside.kept, figures => beside.counted.and_then(|of| figures(page, &of.counts, &of.months)), note_max => NOTE_MAX,
        writes_reports => who.viewer.function == Function::Intake,
        askers => page.options("asker", Asker::ALL, Asker::word), themes => page.options("theme", Theme::ALL, Theme::word),
        lengths => page.options("length", Length::ALL, Length::word), counsels => page.options("counsel", Counsel::ALL, Counsel::word),
        languages => page.options("language", Language::ALL, Language::word),
    };
    page.html("advice/show.html", "advice-title", values)
}

async fn keep(
    State(app): State<App>,
    who: SignedIn,
    FormBody(typed): FormBody<Form>,
) -> Result<Response, WebError> {
    let zone = situation::zone_of(&who)?;
    let page = Page::of(&app, &who, "/advice").at("/advice".to_owned());
    let advice = match read(&typed) {
        Ok(advice) => advice,
        Err(problems) => {
            let html = form_page(&page, &who, &typed, &problems, Beside::default())?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response());
        }
    };
    match app.journal.keep_advice(today(), &zone, who.viewer.function, &advice).await {
        Ok(id) => Ok(Redirect::to(&format!("/advice?kept={id}")).into_response()),
        Err(why) => Err(why.into()),
    }
}

/// She wants a report after all. Who writes reports gets a draft that knows the theme and nothing else; the advice says
/// only that it was promoted.
async fn promote(
    State(app): State<App>,
    who: SignedIn,
    FormBody(typed): FormBody<Form>,
) -> Result<Response, WebError> {
    let zone = situation::zone_of(&who)?;
    let id = typed.get("kept").map_or("", String::as_str);
    let theme = app.journal.promote_advice(id, today(), &zone, who.viewer.function).await?;
    let theme = theme.ok_or(WebError::NotFound)?;
    if who.viewer.function != Function::Intake {
        return Ok(Redirect::to("/advice?promoted=yes").into_response());
    }
    let page = Page::of(&app, &who, "/advice");
    let about = page.t(&format!("theme-{theme}"));
    let start =
        [("p0.role", "victim"), ("p1.role", "other-party"), ("kind", "family-dispute"), ("facts", &about)];
    let form: Form = start.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let at = now();
    let draft = DraftId(new_uuid(at));
    app.journal.new_draft(draft, who.user(), at, &form).await?;
    Ok(Redirect::to(&format!("/drafts/{draft}")).into_response())
}

/// What is said of advice as a whole: by month, and by theme over the same months. Small numbers are not told.
fn figures(page: &Page<'_>, counts: &AdviceCounts, months: &[Date]) -> Option<Value> {
    if counts.is_empty() {
        return None;
    }
    let few = page.t("advice-few");
    let written =
        |count: Option<i64>| count.map_or_else(|| few.clone(), |n| format::number(page.language, n));
    let number = |month: &Date| i64::from(month.year()) * 100 + i64::from(month.month());
    let by_month: Vec<i64> = months
        .iter()
        .rev()
        .map(|month| counts.iter().filter(|((of, _), _)| *of == number(month)).map(|(_, n)| n).sum())
        .collect();
    let shown = suppressed(&by_month);
    let month_rows: Vec<_> = months
        .iter()
        .rev()
        .zip(shown)
        .map(|(month, count)| vec![plot::month(*month), written(count)])
        .collect();
    let themes: Vec<i64> = Theme::ALL
        .iter()
        .map(|theme| counts.iter().filter(|((_, of), _)| of == theme).map(|(_, n)| n).sum())
        .collect();
    let theme_rows: Vec<_> = Theme::ALL
        .iter()
        .zip(suppressed(&themes))
        .map(|(theme, count)| vec![page.t(&format!("theme-{theme}")), written(count)])
        .collect();
    let heads = |first: &str| {
        vec![
            context! { text => page.t(first), number => false },
            context! { text => page.t("advice-number"), number => true },
        ]
    };
    Some(context! {
        months => context! { heads => heads("indicators-month"), rows => month_rows },
        themes => context! { heads => heads("field-advice-theme"), rows => theme_rows },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::texts::{LANGUAGES, Texts};

    #[test]
    fn every_answer_has_its_words_in_every_language() {
        let texts = Texts::load(None).unwrap();
        let askers = Asker::ALL.iter().map(|word| format!("asker-{word}"));
        let themes = Theme::ALL.iter().map(|word| format!("theme-{word}"));
        let lengths = Length::ALL.iter().map(|word| format!("length-{word}"));
        let counsels = Counsel::ALL.iter().map(|word| format!("counsel-{word}"));
        let fields = ["asker", "theme", "language", "length", "counsel", "note"];
        let next = Counsel::ALL.iter().map(|word| format!("situation-next-{word}"));
        let fields = fields.iter().map(|word| format!("field-advice-{word}"));
        let errors = ["number", "email", "address", "name"].map(|word| format!("error-advice-{word}"));
        for key in askers.chain(themes).chain(lengths).chain(counsels).chain(fields).chain(errors).chain(next)
        {
            for (language, _) in LANGUAGES {
                assert!(texts.has(language, &key), "{language}: {key}");
            }
        }
    }
}
