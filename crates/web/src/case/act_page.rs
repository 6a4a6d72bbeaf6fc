//! The page of an act: what it is for, its form, what happens next, and how it is put right.

use super::acts::{Act, Target};
use super::looking::{Looking, Opened};
use super::offered::{Offered, Refused};
use super::pages::CasePage;
use super::timeline;
use crate::case::loader::Loader;
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::page::Page;
use crate::shell::session::SignedIn;
use crate::wings;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use casework::tasks::Subject;
use minijinja::context;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(super) struct ActQuery {
    /// Which of several forms.
    #[serde(default)]
    which: String,
}

/// `GET /cases/{case}/{report}/{action}`.
pub(super) async fn show(
    State(app): State<App>,
    who: SignedIn,
    Path((case, report, action)): Path<(String, String, String)>,
    Query(asked): Query<ActQuery>,
) -> Result<Response, WebError> {
    let case = case.parse().map_err(|_| WebError::NotFound)?;
    let to = Target { case, report: report.parse().map_err(|_| WebError::NotFound)? };
    let act = wings::act(&action).filter(|act| act.spot.has_page()).ok_or(WebError::NotFound)?;
    let refused = Refused { report: Some(to.report), ..Refused::default() };
    act_page(&mut app.loader(&who), to, (act, &asked.which), refused).await
}

/// The page of an act on a report, with what was typed when it was refused. `which`: of several forms, that one.
pub(super) async fn act_page(
    loader: &mut Loader<'_>,
    to: Target,
    (act, which): (&'static Act, &str),
    refused: Refused,
) -> Result<Response, WebError> {
    let (app, who) = (loader.app, loader.who);
    let opened = Opened::of(loader, to.case, None, act.page).await?;
    let back = act.page.address(to.case);
    let mut page = Page::of(app, who, "/cases").at(format!("/cases/{}/{}/{}", to.case, to.report, act.word));
    if refused.conflict.is_some() {
        page = page.saying("late", "case-conflict");
    }
    let looking = Looking::new(&page, who, &opened, &refused);
    let open = looking.open;
    let asked = |one: &&Offered| {
        one.word == act.word && one.report == to.report && (which.is_empty() || one.which == which)
    };
    let forms: Vec<_> = looking.offered.iter().filter(asked).map(|one| one.form.clone()).collect();
    let state = open.case.report(to.report).filter(|_| !forms.is_empty() || !refused.typed.is_empty());
    // Nobody is shown an act that is not hers; who sent a form is given her words back, whatever happened meanwhile.
    let state = state.ok_or(WebError::NotFound)?;
    let task = looking.tasks.iter().find(|task| {
        let does = wings::act_for(task.kind).is_some_and(|does| does.word == act.word);
        does && task.is_open() && task.subject == Subject::Report(to.report)
    });
    let task = task.map(|task| looking.task(task));
    let meanwhile = refused.conflict.map(|since| timeline::since(&page, open, since));
    let values = context! {
        meanwhile, id => to.case.to_string(), case_path => format!("/cases/{}", to.case), seq => open.seq, header => looking.header(), forms, task,
        report => looking.report(to.report, state), calls => act.page == CasePage::FollowUp, word => act.word,
        back => context! { href => back, text => page.t(&act.page.title()) }, ..refused.values(&page)
    };
    // A name that says which clock has no place in a title: only fixed texts have.
    let title = if act.which.is_none() { format!("act-{}", act.word) } else { "case-act".to_owned() };
    let html = page.html("case/act.html", &title, values)?;
    Ok((refused.status(), html).into_response())
}
