//! Who is asking: the session cookie, and the extractor that every page of a signed-in person begins with.

use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::texts::language_of;
use access::Viewer;
use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts;
use casework::record::id::UserId;
use casework::record::staff::Author;
use jiff::{SignedDuration, Timestamp};
use journal::{Account, Hidden, Session};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use uuid::Uuid;

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    pub(crate) account: Account,
    pub(crate) viewer: Viewer,
    pub(crate) session: Session,
    pub(crate) language: &'static str,
    /// Address of the page that is asked for; `None` when a form was sent, whose address may answer to nothing else.
    pub(crate) here: Option<String>,
    /// The request, as in the technical log.
    pub(crate) request: Option<Uuid>,
    /// The cases that she must not see: no list, count or search of hers tells that they are there.
    pub(crate) hidden: Hidden,
    /// How much waits for her office to acknowledge, or for her to review.
    pub(crate) waiting: i64,
    /// How much of the lists is there, in per cent.
    pub(crate) filled: i64,
    /// Somebody else changed her account, and she has not read of it.
    pub(crate) untold: bool,
}

impl SignedIn {
    /// As author of entries. The zone is the unit's when it has exactly one.
    pub(crate) fn author(&self) -> Author {
        let zone = if self.account.zones.len() == 1 { self.account.zones.first().cloned() } else { None };
        Author {
            user: self.viewer.user,
            name: self.viewer.name.clone(),
            function: self.viewer.function,
            sector: self.viewer.sector,
            zone,
        }
    }

    pub(crate) fn user(&self) -> UserId {
        self.viewer.user
    }
}

/// The unit of somebody, for what is there for it and may be seen by her.
pub(crate) fn unit<'a>(viewer: &'a Viewer, hidden: &'a Hidden) -> journal::AskingUnit<'a> {
    journal::AskingUnit { sector: viewer.sector, zones: &viewer.zones, office: &viewer.office, hidden }
}

/// The language in which to answer somebody who may not be signed in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lang(pub(crate) &'static str);

/// The connection on which a request came: the program that holds connections puts one into the extensions of each
/// request, and keeps a reserve for people who are signed in.
#[derive(Debug, Clone, Default)]
pub struct Seat(Arc<AtomicBool>);

impl Seat {
    /// Somebody who is signed in asked for something on it.
    pub fn is_hers(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody who is signed in asked for something on it.
    pub fn is_of_somebody_signed_in(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Name of the session cookie. `__Host-` binds it to this host over HTTPS.
pub(crate) fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-havre" } else { "havre" }
}

/// Whether a page asks by itself: a list that renews itself says so in a header, a stream of events by what it accepts.
fn is_background(parts: &Parts) -> bool {
    let stream =
        parts.headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/event-stream"));
    stream || parts.headers.contains_key("x-background")
}

/// A cookie of this request.
pub(crate) fn cookie<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    let cookies = parts.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|line| line.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then_some(value)
    })
}

/// What is kept of a token: its hash. A thief of the database cannot sign in with it.
pub(crate) fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

impl App {
    /// Idle and absolute limits of sessions.
    pub(crate) fn session_limits(&self) -> (SignedDuration, SignedDuration) {
        let or = |value: u32, default: u32| i64::from(if value == 0 { default } else { value });
        let idle = SignedDuration::from_mins(or(self.settings.idle_minutes, 30));
        (idle, SignedDuration::from_hours(or(self.settings.absolute_hours, 12)))
    }

    /// How much waits for somebody: to acknowledge in the name of her office, to review, or to confirm in the register.
    async fn waiting(&self, viewer: &Viewer, hidden: &Hidden) -> Result<i64, WebError> {
        if viewer.function.is_reviewer() {
            Ok(self.journal.unreviewed_glass(&viewer.zones, hidden).await?)
        } else if viewer.function.keeps_register() {
            Ok(self.journal.count_register_proposals().await?)
        } else if viewer.function.hears() {
            Ok(self.journal.waiting_notices(unit(viewer, hidden)).await?)
        } else {
            Ok(0)
        }
    }

    fn is_live(&self, session: &Session, now: Timestamp) -> bool {
        let (idle, absolute) = self.session_limits();
        now.duration_since(session.seen_at) < idle && now.duration_since(session.created_at) < absolute
    }

    /// The session of a request, when it lives and its account may still sign in.
    pub(crate) async fn who(&self, parts: &Parts) -> Result<Option<(Account, Session)>, WebError> {
        let Some(token) = cookie(parts, cookie_name(self.settings.https)) else { return Ok(None) };
        let found = self.journal.session_and_account(&token_hash(token)).await?;
        let at = now();
        let may_sign_in =
            |(account, session): &(Account, Session)| account.active && self.is_live(session, at);
        let Some((account, session)) = found.filter(may_sign_in) else { return Ok(None) };
        // A list that renews itself is nobody's hand: only what a person does keeps a session alive.
        let by_hand = !is_background(parts);
        // Once a minute is enough for the idle limit, and spares a write per request.
        if by_hand && at.duration_since(session.seen_at) > SignedDuration::from_secs(60) {
            // A full disk must not keep anybody from reading, nor swallow what she sends.
            if let Err(error) = self.journal.touch_session(session.id, at).await {
                tracing::warn!(%error, "a session could not be touched");
            }
        }
        Ok(Some((account, session)))
    }
}

/// Sessions whose language is remembered; when there are more, all are forgotten and learned again.
const LANGUAGES_KEPT: usize = 10_000;

impl App {
    /// The language in which to answer without asking the database: as chosen in the browser, as the session had it when
    /// it was last seen here, or as the browser asks.
    pub(crate) fn language_for(&self, parts: &Parts) -> &'static str {
        let session = cookie(parts, cookie_name(self.settings.https)).map(token_hash);
        let seen = session.and_then(|session| self.memory.languages().get(&session).copied());
        let chosen = cookie(parts, "lang").map(language_of);
        chosen.or(seen).unwrap_or_else(|| lang_of(parts).0)
    }

    /// Remembers the language of a session.
    fn saw_language(&self, parts: &Parts, language: &'static str) {
        let Some(token) = cookie(parts, cookie_name(self.settings.https)) else { return };
        let mut languages = self.memory.languages();
        if languages.len() >= LANGUAGES_KEPT {
            languages.clear();
        }
        languages.insert(token_hash(token), language);
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        let (account, session) = app.who(parts).await?.ok_or(WebError::SignIn)?;
        if account.has_totp && !session.second_factor {
            return Err(WebError::SignIn);
        }
        let viewer = Viewer {
            user: account.id,
            name: account.name.clone(),
            function: account.function,
            sector: account.sector,
            zones: account.zones.iter().cloned().collect(),
            office: account.office.clone(),
        };
        let hidden = app.journal.hidden_from(viewer.user).await?;
        // A list that renews itself shows no menu.
        let shows_menu = parts.method == Method::GET && !is_background(parts);
        let waiting = if shows_menu { app.waiting(&viewer, &hidden).await? } else { 0 };
        let untold = shows_menu && app.journal.is_untold(&account).await?;
        let filled = app.journal.filled().await?;
        let language = cookie(parts, "lang").map_or_else(|| language_of(&account.language), language_of);
        app.saw_language(parts, language);
        if let Some(seat) = parts.extensions.get::<Seat>() {
            seat.is_hers();
        }
        let here = (parts.method == Method::GET)
            .then(|| parts.uri.path_and_query().map(ToString::to_string))
            .flatten();
        let request = parts.headers.get("x-request-id").and_then(|id| id.to_str().ok()?.parse().ok());
        Ok(Self { account, viewer, session, language, here, request, hidden, waiting, filled, untold })
    }
}

impl FromRequestParts<App> for Lang {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        Ok(lang_of(parts))
    }
}

/// Language by cookie, else by the browser, else French.
pub(crate) fn lang_of(parts: &Parts) -> Lang {
    if let Some(code) = cookie(parts, "lang") {
        return Lang(language_of(code));
    }
    let asked = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("fr");
    Lang(language_of(asked))
}
