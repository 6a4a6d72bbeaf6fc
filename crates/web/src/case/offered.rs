//! What a viewer is offered to do with a report, and how a form that was refused comes back.

use super::acts::{Act, Offer, Place, Spot};
use super::pages::CasePage;
use crate::shell::answers::Wrong;
use crate::shell::format;
use crate::shell::page::Page;
use crate::shell::session::SignedIn;
use crate::wings;
use access::CaseFacts;
use axum::http::StatusCode;
use casework::case::Command;
use casework::record::form::Form;
use casework::record::id::ReportId;
use jiff::Timestamp;
use minijinja::{Value, context};
use std::collections::BTreeMap;

/// A form that was refused: shown again with its messages and what was typed.
#[derive(Default)]
pub(super) struct Refused {
    /// The room of its fields.
    pub(super) room: String,
    /// The report that it was about; `None` when it was about the case.
    pub(super) report: Option<ReportId>,
    pub(super) wrong: Wrong,
    /// Somebody else was first: when the first thing was written that the form had not seen.
    pub(super) conflict: Option<Timestamp>,
    pub(super) typed: Form,
}

impl Refused {
    /// For the template: messages above, `v(name)` what was typed, `e(name)` the message at a field.
    pub(super) fn values(&self, page: &Page<'_>) -> Value {
        let named = |(field, word): &(&str, &str)| {
            let (text, question) = (page.t(&format!("error-{word}")), format!("{}-{field}", self.room));
            // Of several questions that want the same, each is named.
            let text = match page.app.texts.has(page.language, &question) {
                true => format::labelled(page.language, &page.t(&question), &text),
                false => text,
            };
            (format!("{}.{field}", self.room), text)
        };
        let errors: BTreeMap<String, String> = self.wrong.iter().map(named).collect();
        let line =
            |(field, text): (&String, &String)| context! { field => field.as_str(), text => text.as_str() };
        let summary: Vec<_> = errors.iter().map(line).collect();
        let typed = self.typed.clone();
        let v = Value::from_function(move |name: String| typed.get(&name).cloned().unwrap_or_default());
        let e = Value::from_function(move |name: String| errors.get(&name).cloned());
        // Words of a choice and ids have no blank: nobody typed them.
        let words: Vec<_> = self.typed.values().filter(|text| text.trim().contains(' ')).cloned().collect();
        context! { summary, v, e, words, refused => self.room.as_str() }
    }

    pub(super) fn status(&self) -> StatusCode {
        match (self.conflict.is_some(), self.wrong.is_empty()) {
            (true, _) => StatusCode::CONFLICT,
            (false, true) => StatusCode::OK,
            (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

/// Questions to the policies, each asked once for a report: several forms of an act ask the same.
struct Rights<'a> {
    page: &'a Page<'a>,
    who: &'a SignedIn,
    facts: &'a CaseFacts,
    answered: Vec<(Command, bool)>,
}

impl Rights<'_> {
    fn may(&mut self, command: &Command) -> bool {
        if let Some((_, may)) = self.answered.iter().find(|(asked, _)| asked == command) {
            return *may;
        }
        let may = self.page.app.may(self.who, self.facts, command);
        self.answered.push((command.clone(), may));
        may
    }
}

/// A form of an act that the viewer may use.
pub(super) struct Offered {
    pub(super) word: &'static str,
    pub(super) report: ReportId,
    /// Which of several forms; empty where there is one.
    pub(super) which: String,
    pub(super) spot: Spot,
    /// The page of the case that offers it.
    pub(super) page: CasePage,
    /// The page of the act.
    pub(super) href: String,
    /// Its name.
    pub(super) text: String,
    /// What its template shows.
    pub(super) form: Value,
}

impl Offered {
    /// The link to its page.
    pub(super) fn link(&self) -> Value {
        context! { href => self.href.as_str(), text => self.text.as_str(), word => self.word }
    }
}

/// The forms that a report as it stands offers to the viewer.
pub(super) fn offered(
    place: &Place<'_>,
    (who, facts): (&SignedIn, &CaseFacts),
    refused: &Refused,
) -> Vec<Offered> {
    let mut rights = Rights { page: place.page, who, facts, answered: vec![] };
    let mut forms = Vec::new();
    for (folder, act) in wings::acts().filter(|(_, act)| act.spot.fits(place.state)) {
        let offers = (act.offers)(place).into_iter().filter(|offer| rights.may(&offer.asks));
        forms.extend(offers.map(|offer| form(place, (folder, act), offer, refused)));
    }
    forms
}

fn form(place: &Place<'_>, (folder, act): (&str, &Act), offer: Offer, refused: &Refused) -> Offered {
    let room = act.which.map_or_else(|| act.word.to_owned(), |_| format!("{}-{}", act.word, offer.which));
    let (word, case, report) = (act.word, place.case, place.report);
    let open = refused.report == Some(report) && refused.room == room;
    let action = format!("/cases/{case}/{report}/{word}");
    let name = offer.values.get_attr("name").ok().and_then(|name| name.as_str().map(str::to_owned));
    let name = name.as_deref().unwrap_or_default();
    let text = if act.spot.has_page() {
        place.page.tell(&format!("act-{word}"), "clock", name)
    } else {
        String::new()
    };
    let href =
        if offer.which.is_empty() { action.clone() } else { format!("{action}?which={}", offer.which) };
    let form = context! {
        template => format!("{folder}/{word}.html"), action, which => offer.which.as_str(), room, open, text => text.as_str(), ..offer.values
    };
    Offered { word, report, which: offer.which, spot: act.spot, page: act.page, href, text, form }
}
