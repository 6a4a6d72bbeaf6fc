//! A page: who sees it, in which language, with which menu.

use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::now::now;
use crate::shell::session::SignedIn;
use crate::shell::summary::in_page_order;
use crate::shell::texts::LANGUAGES;
use access::Viewer;
use axum::response::{Html, IntoResponse, Response};
use casework::record::hours::Day;
use casework::record::person::Language;
use casework::record::staff::Function;
use fluent_bundle::{FluentArgs, FluentValue};
use jiff::Timestamp;
use jiff::civil::Date;
use journal::Count;
use minijinja::{Value, context};

/// Said once at the top of a page.
#[derive(Debug, Clone)]
pub(crate) struct Notice {
    /// `info`, `good`, `soon` or `late`.
    pub(crate) kind: &'static str,
    pub(crate) text: String,
}

/// A page to render: who sees it, in which language, where.
pub(crate) struct Page<'a> {
    pub(crate) app: &'a App,
    pub(crate) language: &'static str,
    pub(crate) viewer: Option<&'a Viewer>,
    /// Which link of the menu is the present one.
    pub(crate) path: &'a str,
    /// Where a change of language comes back to.
    pub(crate) back: String,
    pub(crate) notice: Option<Notice>,
    /// How much waits for the viewer to acknowledge or review: said in the menu.
    pub(crate) waiting: i64,
    /// How much of the lists is there, in per cent: less than all for a while after some updates.
    pub(crate) filled: i64,
    /// Somebody else changed her account, and she has not read of it.
    pub(crate) untold: bool,
}

impl<'a> Page<'a> {
    /// A page for somebody who is signed in.
    pub(crate) fn of(app: &'a App, who: &'a SignedIn, path: &'a str) -> Self {
        let back = who.here.clone().unwrap_or_else(|| path.to_owned());
        Self {
            app,
            language: who.language,
            viewer: Some(&who.viewer),
            path,
            back,
            notice: None,
            waiting: who.waiting,
            filled: who.filled,
            untold: who.untold,
        }
    }

    /// A page for somebody who is not signed in.
    pub(crate) fn signed_out(app: &'a App, language: &'static str, path: &'a str) -> Self {
        Self {
            app,
            language,
            viewer: None,
            path,
            back: path.to_owned(),
            notice: None,
            waiting: 0,
            filled: 100,
            untold: false,
        }
    }

    /// Shown at an address of its own, whatever was asked.
    pub(crate) fn at(mut self, address: String) -> Self {
        self.back = address;
        self
    }

    /// With a notice.
    pub(crate) fn saying(self, kind: &'static str, key: &str) -> Self {
        let text = self.t(key);
        self.saying_text(kind, text)
    }

    /// The same, of a text that is made already.
    pub(crate) fn saying_text(mut self, kind: &'static str, text: String) -> Self {
        self.notice = Some(Notice { kind, text });
        self
    }

    /// A text in the language of the page.
    pub(crate) fn t(&self, key: &str) -> String {
        self.app.texts.plain(self.language, key).to_string()
    }

    /// A text with a number in it, named `number`.
    pub(crate) fn say(&self, key: &str, number: i64) -> String {
        let mut args = FluentArgs::new();
        args.set("number", FluentValue::from(number));
        self.app.texts.get(self.language, key, &args)
    }

    /// A text with another one in it, by its name.
    pub(crate) fn tell(&self, key: &str, name: &'static str, text: &str) -> String {
        let mut args = FluentArgs::new();
        args.set(name, FluentValue::from(text.to_owned()));
        self.app.texts.get(self.language, key, &args)
    }

    /// `Mon 30/11/2026`.
    pub(crate) fn long_day(&self, day: Date) -> String {
        format!("{} {}", self.t(&format!("day-{}", Day::of(day))), format::date(self.language, day))
    }

    /// How many rows a list has, for a text that chooses its words by the number.
    pub(crate) fn count(&self, count: Count) -> Value {
        match count {
            Count::Exactly(rows) => Value::from(rows),
            Count::MoreThan(_) => Value::from(format::count(self.language, count)),
        }
    }

    /// The values of a closed list, to choose from; their texts are `<texts>-<word>`.
    pub(crate) fn options<T: Copy>(
        &self,
        texts: &str,
        of: &[T],
        word: impl Fn(T) -> &'static str,
    ) -> Vec<Value> {
        let option =
            |one: &T| context! { value => word(*one), text => self.t(&format!("{texts}-{}", word(*one))) };
        of.iter().map(option).collect()
    }

    /// Day and time in Belgium, as the language writes it.
    pub(crate) fn moment(&self, at: Timestamp) -> String {
        format::moment(self.language, at)
    }

    /// Day and time, when there is one.
    pub(crate) fn moments(&self, at: Option<Timestamp>) -> Option<String> {
        at.map(|at| self.moment(at))
    }

    /// The language of the page, for names of places.
    pub(crate) fn reader(&self) -> Language {
        Language::from_word(self.language).unwrap_or(Language::Fr)
    }

    /// Renders a template; `title` is a message key. Titles and addresses never hold personal data.
    pub(crate) fn html(&self, template: &str, title: &str, values: Value) -> Result<Response, WebError> {
        let page = context! {
            lang => self.language,
            dir => "ltr",
            title => self.t(title),
            path => self.path,
            version => env!("CARGO_PKG_VERSION"),
            demo => self.app.settings.demo,
            demo_at => self.app.settings.demo.then(|| self.demo_at()),
            idle_minutes => self.app.session_limits().0.as_mins(),
            user => self.viewer.map(|viewer| self.user(viewer)),
            nav => self.viewer.map(|viewer| self.nav(viewer)).unwrap_or_default(),
            languages => self.languages(),
            filling => (self.filled < 100).then(|| self.say("layout-filling", self.filled)),
            untold => self.untold && self.path != "/account",
            notice => self.notice.as_ref().map(|notice| context! { kind => notice.kind, text => notice.text.as_str() }),
        };
        let html = self.app.pages.render(self.language, template, context! { page, ..values })?;
        Ok(Html(in_page_order(html)).into_response())
    }

    /// The hour of the demo, which is not that of the machine: for people, and for programs.
    fn demo_at(&self) -> Value {
        let at = now();
        context! { text => self.moment(at), machine => at.to_string() }
    }

    fn user(&self, viewer: &Viewer) -> Value {
        let zones: Vec<_> = viewer.zones.iter().map(ToString::to_string).collect();
        let unit = if zones.len() > 3 { format!("{} …", zones[..3].join(", ")) } else { zones.join(", ") };
        context! { name => viewer.name.as_str(), function => self.t(&format!("function-{}", viewer.function)), unit }
    }

    fn nav(&self, viewer: &Viewer) -> Vec<Value> {
        let menu = menu_of(viewer.function);
        let here = |href: &str| self.path == href || self.path.starts_with(&format!("{href}/"));
        let item = |href: &'static str, key: &str| {
            let current = here(href) || (href == "/tools" && menu.tools.iter().any(|(tool, _)| here(tool)));
            let waits = href == waits_at(viewer.function) && self.waiting > 0;
            let text = if waits { format!("{} ({})", self.t(key), self.waiting) } else { self.t(key) };
            context! { href, text, current }
        };
        let mut items: Vec<_> = menu.pages.iter().map(|(href, key)| item(href, key)).collect();
        // What nobody waits for takes no place in the menu.
        if self.waiting > 0 && waits_at(viewer.function) == "/notices" {
            items.push(item("/notices", "nav-notices"));
        }
        items.push(item("/tools", "nav-tools"));
        items
    }

    fn languages(&self) -> Vec<Value> {
        let link = |(code, name): (&'static str, &'static str)| {
            context! { code, name, href => format!("/language/{code}"), back => self.back.as_str(), current => code == self.language }
        };
        LANGUAGES.map(link).to_vec()
    }
}

/// Where what waits is listed.
fn waits_at(function: Function) -> &'static str {
    match function {
        Function::Administrator => "/register",
        _ if function.is_reviewer() => "/reviews",
        _ => "/notices",
    }
}

/// The menu of a function: five entries at most, home first; everything else is under Tools.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Menu {
    /// Address and message of each entry.
    pub(crate) pages: &'static [(&'static str, &'static str)],
    /// What stands on the page of tools.
    pub(crate) tools: &'static [(&'static str, &'static str)],
}

const TODAY: (&str, &str) = ("/today", "nav-today");
const AGENDA: (&str, &str) = ("/agenda", "nav-agenda");
const MATCHES: (&str, &str) = ("/matches", "nav-matches");
const SEARCH: (&str, &str) = ("/search", "nav-search");
const OPENINGS: (&str, &str) = ("/openings", "nav-openings");
const QUEUE: (&str, &str) = ("/queue", "nav-queue");
const TABLE: (&str, &str) = ("/table", "nav-table");
const SHARED: (&str, &str) = ("/shared", "nav-shared");
const INDICATORS: (&str, &str) = ("/indicators", "nav-indicators");
const ADVICE: (&str, &str) = ("/advice", "nav-advice");
const SHARING: (&str, &str) = ("/sharing", "nav-sharing");
const FLYER: (&str, &str) = ("/flyer", "nav-flyer");
const REGISTER: (&str, &str) = ("/register", "nav-register");
const RETENTION: (&str, &str) = ("/retention", "nav-retention");

/// The pages of a function.
pub(crate) fn menu_of(function: Function) -> Menu {
    let (pages, tools): (&'static [_], &'static [_]) = match function {
        Function::Intake => (&[TODAY, ("/reports", "nav-reports"), TABLE, SEARCH], &[ADVICE, SHARING, FLYER]),
        Function::Patrol => (&[SEARCH], &[SHARING, FLYER]),
        Function::Eva => {
            (&[TODAY, QUEUE, AGENDA, SEARCH], &[MATCHES, OPENINGS, ADVICE, SHARING, INDICATORS, FLYER])
        }
        Function::EvaHead => (
            &[TODAY, QUEUE, MATCHES, INDICATORS],
            &[SEARCH, AGENDA, OPENINGS, ADVICE, SHARING, RETENTION, FLYER],
        ),
        Function::Prosecutor => (&[TODAY, TABLE, SEARCH], &[MATCHES, SHARING, INDICATORS, FLYER]),
        Function::ProsecutorHead => {
            (&[TODAY, TABLE, SEARCH, INDICATORS], &[MATCHES, SHARING, RETENTION, FLYER])
        }
        Function::Coordinator => (&[INDICATORS], &[SHARING, FLYER]),
        Function::Administrator => (&[TODAY, REGISTER, ("/account/people", "nav-people")], &[SHARING, FLYER]),
        Function::HouseOfJustice => (&[TODAY, SHARED], &[ADVICE, SHARING, FLYER]),
        Function::Partner => (&[TODAY, SHARED, OPENINGS, SEARCH], &[ADVICE, SHARING, FLYER]),
        Function::Reviewer => (
            &[
                TODAY,
                ("/reviews", "nav-reviews"),
                ("/readings", "nav-readings"),
                ("/conflicts", "nav-conflicts"),
            ],
            &[REGISTER, RETENTION, SHARING],
        ),
    };
    Menu { pages, tools }
}
