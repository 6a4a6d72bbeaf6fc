//! Conflicts of interest (M5): to whom staff are near. They declare it themselves, or a reviewer sets it; only a reviewer
//! lifts it, and never her own.

use crate::shell::answers::{Answers, Refused};
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use axum::Form as FormBody;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use casework::record::form::Form;
use casework::record::id::UserId;
use casework::record::person::Birth;
use journal::{Account, Near, Nearness, Relation};
use minijinja::{Value, context};
use serde::Deserialize;
use uuid::Uuid;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/account/relations", get(own).post(declare))
        .route("/conflicts", get(all).post(set))
        .route("/conflicts/lift", post(lift))
}

async fn own(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    own_page(&app, &who, &Refused::default()).await
}

async fn own_page(app: &App, who: &SignedIn, refused: &Refused) -> Result<Response, WebError> {
    let page = Page::of(app, who, "/account").at("/account/relations".to_owned());
    let own = app.journal.relations(Some(who.user())).await?;
    let own: Vec<_> = own.iter().map(|relation| relation_view(&page, relation)).collect();
    let (summary, v, e) = refused.values(&page);
    let values = context! { own, summary, v, e, nearness => nearness(&page) };
    Ok((refused.status(), page.html("relations/own.html", "relations-title", values)?).into_response())
}

fn nearness(page: &Page<'_>) -> Vec<Value> {
    let option =
        |one: Nearness| context! { value => one.word(), text => page.t(&format!("nearness-{}", one.word())) };
    Nearness::ALL.into_iter().map(option).collect()
}

fn relation_view(page: &Page<'_>, relation: &Relation) -> Value {
    let near = &relation.near;
    let birth = match near.birth {
        Birth::Exact(day) => format::date(page.language, day),
        Birth::Month { year, month } => format!("{month:02}/{year}"),
        Birth::About(year) => year.to_string(),
        Birth::Unknown => String::new(),
    };
    context! {
        id => relation.id.to_string(), name => format!("{} {}", near.given_names, near.family_name), birth,
        nearness => page.t(&format!("nearness-{}", near.nearness.word())), at => page.moment(relation.at),
    }
}

/// A person as typed; messages at the fields otherwise.
fn near(answers: &mut Answers<'_>) -> Option<Near> {
    let (given_names, family_name) = (answers.line_needed("given"), answers.line_needed("family"));
    let birth = if answers.raw("birth").is_empty() {
        Some(Birth::Unknown)
    } else {
        answers.day("birth").map(Birth::Exact)
    };
    let nearness = answers.choice("nearness", Nearness::from_word);
    Some(Near { family_name, given_names, birth: birth?, nearness: nearness? })
}

async fn declare(
    State(app): State<App>,
    who: SignedIn,
    FormBody(typed): FormBody<Form>,
) -> Result<Response, WebError> {
    let mut answers = Answers::of("relation", &typed);
    let near = near(&mut answers);
    let (Some(near), true) = (near, answers.wrong.is_empty()) else {
        let wrong = answers.wrong;
        return own_page(&app, &who, &Refused { room: "relation", wrong, typed }).await;
    };
    app.journal.declare_relation(who.user(), &near, who.user(), now()).await?;
    Ok(Redirect::to("/account/relations").into_response())
}

fn reviews(who: &SignedIn) -> Result<(), WebError> {
    if who.viewer.function.is_reviewer() { Ok(()) } else { Err(WebError::NotFound) }
}

/// Staff whom a reviewer looks after: those of her zones, herself excepted.
async fn staff(app: &App, who: &SignedIn) -> Result<Vec<Account>, WebError> {
    let mut staff = app.journal.accounts().await?;
    let shares = |account: &Account| account.zones.iter().any(|zone| who.viewer.zones.contains(zone));
    staff.retain(|account| account.active && account.id != who.user() && shares(account));
    Ok(staff)
}

async fn all(State(app): State<App>, who: SignedIn) -> Result<Response, WebError> {
    all_page(&app, &who, &Refused::default()).await
}

async fn all_page(app: &App, who: &SignedIn, refused: &Refused) -> Result<Response, WebError> {
    reviews(who)?;
    let page = Page::of(app, who, "/conflicts").at("/conflicts".to_owned());
    let (staff, accounts) = (staff(app, who).await?, app.journal.accounts().await?);
    let name =
        |user: UserId| accounts.iter().find(|account| account.id == user).map(|account| account.name.clone());
    let (mut relations, mut seen) = (Vec::new(), Vec::new());
    for relation in app.journal.relations(None).await? {
        // Of others' staff, and of herself, a reviewer reviews nothing.
        if staff.iter().any(|account| account.id == relation.user) {
            seen.push(relation.id);
            let by = (relation.set_by != relation.user).then(|| name(relation.set_by)).flatten();
            let more = context! { staff => name(relation.user), by, may_lift => true };
            relations.push(context! { ..more, ..relation_view(&page, &relation) });
        }
    }
    app.log_list(who, "conflicts", seen).await?;
    let option = |account: &Account| {
        let text = format!("{} ({})", account.name, account.username);
        context! { value => account.id.to_string(), text }
    };
    let staff: Vec<_> = staff.iter().map(option).collect();
    let (summary, v, e) = refused.values(&page);
    let values = context! { relations, staff, summary, v, e, nearness => nearness(&page) };
    Ok((refused.status(), page.html("relations/review.html", "conflicts-title", values)?).into_response())
}

async fn set(
    State(app): State<App>,
    who: SignedIn,
    FormBody(typed): FormBody<Form>,
) -> Result<Response, WebError> {
    reviews(&who)?;
    let staff = staff(&app, &who).await?;
    let mut answers = Answers::of("relation", &typed);
    let known =
        |word: &str| staff.iter().find(|account| account.id.to_string() == word).map(|account| account.id);
    let user = answers.choice("user", known);
    let near = near(&mut answers);
    let (Some(user), Some(near), true) = (user, near, answers.wrong.is_empty()) else {
        let wrong = answers.wrong;
        return all_page(&app, &who, &Refused { room: "relation", wrong, typed }).await;
    };
    app.journal.declare_relation(user, &near, who.user(), now()).await?;
    Ok(Redirect::to("/conflicts").into_response())
}

#[derive(Deserialize)]
struct Lift {
    relation: Uuid,
}

async fn lift(
    State(app): State<App>,
    who: SignedIn,
    FormBody(Lift { relation }): FormBody<Lift>,
) -> Result<Response, WebError> {
    reviews(&who)?;
    let staff = staff(&app, &who).await?;
    let all = app.journal.relations(None).await?;
    let held =
        all.iter().find(|one| one.id == relation && staff.iter().any(|account| account.id == one.user));
    held.ok_or(WebError::NotFound)?;
    app.journal.lift_relation(relation, who.user(), now()).await?;
    Ok(Redirect::to("/conflicts").into_response())
}
