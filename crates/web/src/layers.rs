//! The router, and what surrounds every request: limits, headers, request ids, error pages.

use crate::follow_up::queue;
use crate::grants::{break_glass, notices, shared};
use crate::oversight::{copy, readings, reason, relations, retention};
use crate::prosecution::{export, tracking_table};
use crate::report::drafts;
use crate::shell::app::App;
use crate::shell::error::{AWAY, Failure};
use crate::shell::page::{Page, menu_of};
use crate::shell::routes::Router;
use crate::shell::sent::{self, BODY_LIMIT, Sent};
use crate::shell::session::SignedIn;
use crate::shell::{health, language, live, static_files};
use crate::tasks::today;
use crate::{access, account, advice, case, flyer, grants, indicators, opening, search, sharing, tour};
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderName, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::oversight::log::ReadingAct;
use casework::record::staff::Function;
use minijinja::context;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

/// All routes of a program in real use.
fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home))
        .route("/static/{hash}/{name}", get(static_files::serve))
        .route("/language/{code}", get(language::choose))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .merge(account::routes())
        .merge(advice::routes())
        .merge(drafts::routes())
        .merge(readings::routes())
        .merge(case::routes())
        .merge(today::routes())
        .merge(queue::routes())
        .merge(tracking_table::routes())
        .merge(export::routes())
        .merge(indicators::routes())
        .merge(search::routes())
        .merge(access::routes())
        .merge(sharing::routes())
        .merge(flyer::routes())
        .merge(live::routes())
        .merge(grants::routes())
        .merge(shared::routes())
        .merge(notices::routes())
        .merge(opening::routes())
        .merge(break_glass::routes())
        .merge(relations::routes())
        .merge(retention::routes())
        .merge(copy::routes())
        .merge(reason::routes())
}

/// The path of every route, as written where it is declared: what the matrix of routes and functions must know.
pub fn paths() -> Vec<&'static str> {
    of_demo().paths().to_vec()
}

/// The routes of a demo: the tour signs people in with one click, so that elsewhere it does not even exist.
fn of_demo() -> Router<App> {
    routes().merge(tour::routes())
}

/// The paths that are there in a demo only.
pub fn paths_of_demo() -> Vec<&'static str> {
    tour::routes().paths().to_vec()
}

/// The pages, with what surrounds every request.
pub fn router(app: App) -> axum::Router {
    let routes = if app.settings.demo { of_demo() } else { routes() };
    routes
        .fallback(|| async { crate::shell::error::WebError::NotFound })
        .layer(middleware::from_fn_with_state(app.clone(), sent::keep))
        .layer(middleware::from_fn_with_state(app.clone(), in_turn))
        // What these four refuse becomes a page too, with the headers of every page.
        .layer(CsrfLayer::new())
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(30)))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(app.clone(), error_pages))
        .layer(middleware::from_fn_with_state(app.clone(), headers))
        .layer(middleware::from_fn(measure))
        .layer(CompressionLayer::new())
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(middleware::from_fn(forget_request_id))
        .with_state(app)
}

/// Pages take turns; what is written does not wait for what is read.
async fn in_turn(State(app): State<App>, request: Request, next: Next) -> Response {
    let waits = request.method() == Method::GET && request.headers().contains_key(header::COOKIE);
    let _turn = if waits { app.memory.turns.at_a_page().await } else { None };
    next.run(request).await
}

/// The number of a request is drawn here: whoever could choose it would make many readings look like one.
async fn forget_request_id(mut request: Request, next: Next) -> Response {
    request.headers_mut().remove("x-request-id");
    next.run(request).await
}

/// Logs name the route and the request id, never the query, a form or a cookie.
fn span(request: &Request) -> tracing::Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or("");
    tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
}

async fn home(who: SignedIn) -> Redirect {
    Redirect::to(home_of(who.viewer.function))
}

/// The page that a function opens first.
pub fn home_of(function: Function) -> &'static str {
    menu_of(function).pages.first().map_or("/account", |(href, _)| href)
}

/// The filters and orders of the lists of a function, as addresses: for measuring each.
pub fn list_addresses(function: Function) -> Vec<String> {
    if function.is_prosecution() {
        tracking_table::addresses()
    } else if function.is_support() {
        queue::addresses(function)
    } else {
        vec![]
    }
}

async fn measure(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let start = std::time::Instant::now();
    let response = next.run(request).await;
    let labels = [
        ("route", route.unwrap_or_else(|| "none".to_owned())),
        ("status", response.status().as_str().to_owned()),
    ];
    metrics::histogram!("havre_request_seconds", &labels).record(start.elapsed().as_secs_f64());
    response
}

async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_static = request.uri().path().starts_with("/static/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set =
        |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if app.settings.https {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000");
    }
    // What was on the screen must not come back with the browser's back button on a shared computer.
    if !is_static {
        set(header::CACHE_CONTROL, "no-store");
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, app.policy.clone());
    response
}

/// The message of a failure that no handler said by itself.
fn word_of(response: &Response) -> Option<&'static str> {
    if let Some(Failure(word)) = response.extensions().get::<Failure>() {
        return Some(word);
    }
    match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => Some("not-found"),
        StatusCode::PAYLOAD_TOO_LARGE => Some("too-large"),
        status if status.is_client_error() && !has_page(response) => Some("bad-request"),
        StatusCode::INTERNAL_SERVER_ERROR | StatusCode::SERVICE_UNAVAILABLE if !has_page(response) => {
            Some("internal")
        }
        _ => None,
    }
}

/// Turns failures into a page in the reader's language, or into problem+json for scripts.
async fn error_pages(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let sent = Sent::default();
    parts.extensions.insert(sent.clone());
    let response = next.run(Request::from_parts(parts.clone(), body)).await;
    let Some(word) = word_of(&response).filter(|_| !parts.uri.path().starts_with("/health/")) else {
        return response;
    };
    let status = response.status();
    let route = parts.extensions.get::<MatchedPath>().map(|route| route.as_str().to_owned());
    // Whoever is signed in reads it in her own language, with her own menu. A database that is away is not asked.
    let is_away = word == AWAY || app.journal.is_database_away();
    let who = if is_away { None } else { SignedIn::from_request_parts(&mut parts, &app).await.ok() };
    if let (Some(who), Some(route), StatusCode::NOT_FOUND) = (&who, &route, status) {
        log_refused(&app, who, route).await;
    }
    let language = who.as_ref().map_or_else(|| app.language_for(&parts), |who| who.language);
    let page = match &who {
        Some(who) => Page::of(&app, who, ""),
        None => Page::signed_out(&app, language, "").at("/".to_owned()),
    };
    let text = page.t(&format!("failure-{word}"));
    if parts
        .headers
        .get(header::ACCEPT)
        .is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"))
    {
        let problem = serde_json::json!({ "type": "about:blank", "title": text, "status": status.as_u16() });
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        return (status, kind, problem.to_string()).into_response();
    }
    let id = parts.headers.get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or("");
    let sent = sent.given_back(&parts.uri).filter(|_| gives_back(status));
    match page.html(
        "failure.html",
        "failure-title",
        context! { text => text.as_str(), id, word, sent, here => page.back.as_str() },
    ) {
        Ok(page) => (status, page).into_response(),
        Err(_) => (status, text).into_response(),
    }
}

/// Whether a failure leaves words that nobody kept. What is not there for her answers as if nothing had been sent.
fn gives_back(status: StatusCode) -> bool {
    status.is_server_error() || matches!(status, StatusCode::CONFLICT | StatusCode::BAD_REQUEST)
}

/// A page that is not there for her was asked for. Attempts on a case are logged where the case is known.
async fn log_refused(app: &App, who: &SignedIn, route: &str) {
    if route.starts_with("/cases/") {
        return;
    }
    if let Err(error) = app.journal.log(who.reading(ReadingAct::Page, "").detail(route).refused()).await {
        tracing::error!(%error, "a refused attempt could not be logged");
    }
}

/// A handler that answered with a page, or with words for a script, keeps them.
fn has_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| {
        kind.as_bytes().starts_with(b"text/html") || kind.as_bytes().starts_with(b"application/json")
    })
}
