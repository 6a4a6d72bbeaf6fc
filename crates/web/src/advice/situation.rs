//! A professional describes a situation without saying whose it is, and gets the guide's answer and what to do next (A4).
//!
//! **Invariant:** nothing is kept, and no text is in the address; words that may name somebody are refused as in a note.

use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::page::Page;
use crate::shell::session::SignedIn;
use access::sharing::Danger;
use axum::Form as FormBody;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casework::advice::{Asker, Length, NOTE_MAX, Theme, next_steps, note};
use casework::record::form::{Form, Problem};
use casework::record::id::ZoneCode;
use minijinja::{Value, context};

/// Where it is asked.
pub(super) const ADDRESS: &str = "/advice/situation";

/// Those whom people ask.
pub(super) fn zone_of(who: &SignedIn) -> Result<ZoneCode, WebError> {
    let asked = who.viewer.function.is_asked();
    who.account.zones.first().filter(|_| asked).cloned().ok_or(WebError::NotFound)
}

/// Answers as they were sent; a name may come twice.
type Pairs = Vec<(String, String)>;

/// What was described.
struct Situation {
    pairs: Pairs,
    theme: Option<Theme>,
    note: Result<String, Problem>,
}

impl Situation {
    fn read(pairs: Pairs) -> Self {
        let form: Form = pairs.iter().cloned().collect();
        let theme = form.get("theme").and_then(|word| Theme::from_word(word));
        Self { theme, note: note(&form), pairs }
    }

    fn typed(&self, name: &str) -> &str {
        self.pairs.iter().find(|(one, _)| one == name).map_or("", |(_, text)| text)
    }

    fn problems(&self) -> Vec<Problem> {
        let theme = self.theme.is_none().then(|| Problem { field: "theme".to_owned(), word: "choose" });
        theme.into_iter().chain(self.note.as_ref().err().cloned()).collect()
    }

    /// Danger that was told, or of which she does not know: not the same as no.
    fn danger(&self) -> bool {
        let told = Danger::from_word(self.typed("danger"));
        told.is_some_and(|danger| danger != Danger::None) || self.theme == Some(Theme::Danger)
    }
}

pub(super) async fn ask(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    let zone = zone_of(&who)?;
    let page = Page::of(&app, &who, "/advice").at(ADDRESS.to_owned());
    shown(&page, &zone, &Situation::read(Vec::new()), &[])
}

pub(super) async fn answer(
    State(app): State<App>,
    who: SignedIn,
    FormBody(pairs): FormBody<Pairs>,
) -> Result<Response, WebError> {
    let zone = zone_of(&who)?;
    let page = Page::of(&app, &who, "/advice").at(ADDRESS.to_owned());
    let situation = Situation::read(pairs);
    let problems = situation.problems();
    let html = shown(&page, &zone, &situation, &problems)?;
    Ok(if problems.is_empty() { html } else { (StatusCode::UNPROCESSABLE_ENTITY, html).into_response() })
}

fn shown(
    page: &Page<'_>,
    zone: &ZoneCode,
    situation: &Situation,
    problems: &[Problem],
) -> Result<Response, WebError> {
    let error = |field: &str| {
        let found = problems.iter().find(|one| one.field == field)?;
        Some(page.t(&format!("error-{}", found.word)))
    };
    let line = |one: &Problem| {
        let label = page.t(&format!("field-advice-{}", one.field));
        let text = page.t(&format!("error-{}", one.word));
        context! { field => one.field.as_str(), text => format::labelled(page.language, label.trim_end_matches(['?', ' ', '\u{a0}', '\u{202f}']), &text) }
    };
    let theme = situation.theme.filter(|_| problems.is_empty());
    let next = theme.map(|theme| next(page, zone, theme, situation.danger()));
    let own = context! {
        summary => problems.iter().map(line).collect::<Vec<_>>(),
        theme => situation.typed("theme"), theme_error => error("theme"), themes => page.options("theme", Theme::ALL, Theme::word),
        note => situation.typed("note"), note_error => error("note"), note_max => NOTE_MAX, nobody => situation.typed("nobody") == "yes",
        unsure => problems.iter().any(|one| matches!(one.word, "advice-name" | "advice-address")),
        next, asker => Asker::Professional.word(), lengths => page.options("length", Length::ALL, Length::word),
    };
    let guide = crate::sharing::answer(page, &situation.pairs, ADDRESS);
    page.html("advice/situation.html", "situation-title", context! { ..own, ..guide })
}

/// What to do next, and whom to call there.
fn next(page: &Page<'_>, zone: &ZoneCode, theme: Theme, danger: bool) -> Value {
    let step = |counsel: casework::advice::Counsel| {
        context! { word => counsel.word(), text => page.t(&format!("counsel-{counsel}")), means => page.t(&format!("situation-next-{counsel}")) }
    };
    let reader = page.reader();
    let number = |one: &directory::Number| {
        let hours = one.hours.as_ref().map(|hours| hours.in_language(reader));
        context! { phone => one.phone.as_str(), name => one.name.in_language(reader), hours }
    };
    let numbers = page.app.directory.numbers_for(zone, page.reader());
    context! {
        steps => next_steps(theme, danger).into_iter().map(step).collect::<Vec<_>>(),
        numbers => numbers.into_iter().map(number).collect::<Vec<_>>(),
    }
}
