//! "May I share?" (M1): a guide through professional secrecy, for anybody who signs in; from a case, also the way to
//! record the ground.
//!
//! Answers travel in the address, as words of choices: no name, no text. The guide itself records nothing.

mod record;
mod view;

use crate::app::App;
use crate::error::WebError;
use crate::now::now;
use crate::page::Page;
use crate::routes::Router;
use crate::session::SignedIn;
use access::Viewer;
use access::sharing::{About, Danger, Question, Rules, To, Who, Why};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use casework::record::dates::brussels;
use casework::record::facets::Class;
use casework::record::id::CaseId;
use casework::record::staff::{Function, Part, Sector};
use casework::record::words::Answer;
use jiff::civil::Date;
use minijinja::{Value, context};
use record::Typed;

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/sharing", get(guide))
        .route("/cases/{case}/sharing", get(of_case))
        .route("/cases/{case}/ground", post(record::record))
}

/// Names and values of an address or a form, in order; a name may come twice.
type Pairs = Vec<(String, String)>;

/// What was answered so far, and how the page is to ask.
struct SharingQuery {
    question: Question,
    /// One question a page.
    by_step: bool,
    /// Nothing was answered yet: choices that fit the function are filled in.
    fresh: bool,
}

impl SharingQuery {
    /// Words that nobody knows count as not answered.
    fn read(pairs: &[(String, String)], rules: &Rules) -> Self {
        let mut question = Question::default();
        for (name, word) in pairs {
            match name.as_str() {
                "who" => question.who = Who::from_word(word),
                "to" => question.to = To::from_word(word),
                "what" if word == "unnamed" => question.unnamed = true,
                "what" => question.what.extend(Class::from_word(word)),
                "about" => question.about = About::from_word(word),
                "why" => question.why = Why::from_word(word),
                "danger" => question.danger = Danger::from_word(word),
                _ => {
                    let known = rules.questions().iter().find(|id| name.strip_prefix("c.") == Some(id));
                    question.given.extend(known.cloned().zip(Answer::from_word(word)));
                }
            }
        }
        let by_step = pairs.iter().any(|(name, _)| name == "step");
        let fresh = pairs.iter().all(|(name, _)| name == "step");
        Self { question, by_step, fresh }
    }

    /// Answers that fit who asks. Danger is never assumed.
    fn filled(mut self, viewer: &Viewer, in_case: bool) -> Self {
        if self.fresh && !self.by_step {
            let question = &mut self.question;
            question.who = professions(viewer).first().copied();
            question.to = usual_recipient(viewer.function);
            question.why = question.to.map(|_| Why::Protect);
            if in_case {
                question.about = Some(About::Partner);
                question.what = [Class::Identity, Class::Facts, Class::Assessment].into();
            }
        }
        self
    }
}

/// The professions that people of a sector have, the most likely first. The guide knows none of justice assistants yet.
const PROFESSIONS: [(Sector, &[Who]); 6] = [
    (Sector::Police, &[Who::Police]),
    (Sector::VictimSupport, &[Who::Support]),
    (Sector::Prosecution, &[Who::Prosecutor]),
    (Sector::Health, &[Who::Doctor, Who::Psychologist, Who::Pharmacist]),
    (Sector::Psychosocial, &[Who::Shelter, Who::Cpas, Who::Psychologist]),
    (Sector::Municipality, &[Who::Municipality]),
];

/// The professions of a viewer; only these record a ground. Who administers or reviews works in no profession of the guide.
fn professions(viewer: &Viewer) -> &'static [Who] {
    let duties = viewer.function.duties();
    let works = duties.part != Part::Nothing || duties.figures;
    let own = PROFESSIONS.iter().find(|(sector, _)| works && *sector == viewer.sector);
    own.map_or(&[], |(_, professions)| professions)
}

/// With whom people of a function have to share most often: nobody, where they open no case.
fn usual_recipient(function: Function) -> Option<To> {
    let usual = if function.is_prosecution() { To::Conference } else { To::Prosecutor };
    (function.part() != Part::Nothing).then_some(usual)
}

fn today() -> Date {
    now().to_zoned_datetime(brussels()).date()
}

async fn guide(
    State(app): State<App>,
    who: SignedIn,
    Query(pairs): Query<Pairs>,
) -> Result<Response, WebError> {
    let asked = SharingQuery::read(&pairs, &app.sharing).filled(&who.viewer, false);
    let page = Page::of(&app, &who, "/sharing");
    let shown = view::Shown { page: &page, asked: &asked, path: "/sharing", on: today() };
    page.html("sharing/show.html", "sharing-title", context! { case => Value::from(()), ..shown.values() })
}

async fn of_case(
    State(app): State<App>,
    who: SignedIn,
    Path(case): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, WebError> {
    let case: CaseId = case.parse().map_err(|_| WebError::NotFound)?;
    case_page(&app, &who, case, &pairs, Typed::default()).await
}

/// The guide beside a case. The case is opened, and that is logged, because its people are named in the form.
async fn case_page(
    app: &App,
    who: &SignedIn,
    case: CaseId,
    pairs: &[(String, String)],
    typed: Typed,
) -> Result<Response, WebError> {
    // Who only sees a case tells nothing of it: for her the guide stands in the menu, without a case.
    if who.viewer.function.only_sees() {
        return Err(WebError::NotFound);
    }
    let open = app.open_case(who, case, None, "sharing").await?;
    let asked = SharingQuery::read(pairs, &app.sharing).filled(&who.viewer, true);
    let path = format!("/cases/{case}/sharing");
    let page = Page::of(app, who, "/cases");
    let page = if typed.is_refused() { page.at(path.clone()) } else { page };
    let shown = view::Shown { page: &page, asked: &asked, path: &path, on: today() };
    let form = record::form(&shown, &who.viewer, &open, &typed);
    let values = context! { case => context! { path => format!("/cases/{case}"), form }, ..shown.values() };
    let html = page.html("sharing/show.html", "sharing-title", values)?;
    Ok(typed.answer(html))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::{LANGUAGES, Texts};
    use access::sharing::FIRST;

    fn words() -> Vec<String> {
        let word = |id: &str, words: Vec<&str>| {
            words.into_iter().map(|word| format!("sharing-{id}-{word}")).collect::<Vec<_>>()
        };
        let mut keys = word("who", Who::ALL.iter().map(|one| one.word()).collect());
        keys.extend(word("to", To::ALL.iter().map(|one| one.word()).collect()));
        keys.extend(word("what", Class::ALL.iter().map(|one| one.word()).collect()));
        keys.extend(word("about", About::ALL.iter().map(|one| one.word()).collect()));
        keys.extend(word("why", Why::ALL.iter().map(|one| one.word()).collect()));
        keys.extend(word("danger", Danger::ALL.iter().map(|one| one.word()).collect()));
        keys.extend(FIRST.map(|id| format!("sharing-{id}")));
        keys.extend(["must", "may", "depends", "no"].map(|word| format!("sharing-verdict-{word}")));
        keys.extend(["met", "to-ask", "not-met", "unsettled"].map(|word| format!("sharing-standing-{word}")));
        keys.extend(["sourced", "own-knowledge"].map(|word| format!("sharing-mark-{word}")));
        for kind in access::sharing::Kind::ALL {
            keys.extend([format!("sharing-kind-{kind}"), format!("sharing-kind-{kind}-means")]);
        }
        keys
    }

    #[test]
    fn every_rule_question_and_choice_has_its_words_in_every_language() {
        let texts = Texts::load(None).unwrap();
        let rules = Rules::embedded().unwrap().texts();
        for (language, _) in LANGUAGES {
            let missing: Vec<_> =
                rules.iter().cloned().chain(words()).filter(|key| !texts.has(language, key)).collect();
            assert!(missing.is_empty(), "{language}: {missing:?}");
        }
    }

    fn pairs(address: &str) -> Pairs {
        let pair = |part: &str| part.split_once('=').map(|(name, word)| (name.to_owned(), word.to_owned()));
        address.split('&').filter_map(pair).collect()
    }

    #[test]
    fn an_address_that_holds_anything_but_words_of_choices_is_not_repeated() {
        let rules = Rules::embedded().unwrap();
        let address =
            "who=doctor&to=Jeanne&what=facts&what=<b>&c.agreed=yes&c.name=yes&c.title=perhaps&why=protect";
        let asked = SharingQuery::read(&pairs(address), &rules);
        let repeated = view::pairs(&asked.question);
        let expected = [("who", "doctor"), ("why", "protect"), ("what", "facts"), ("c.agreed", "yes")];
        assert_eq!(repeated, expected.map(|(name, word)| (name.to_owned(), word)));
    }

    #[test]
    fn every_function_finds_the_guide_in_its_menu() {
        for function in Function::ALL {
            let pages = crate::page::pages_of(*function);
            assert!(pages.contains(&("/sharing", "nav-sharing")), "{function}");
        }
    }

    #[test]
    fn danger_is_never_filled_in_for_anybody() {
        for function in Function::ALL {
            let viewer = Viewer {
                user: casework::record::id::UserId(uuid::Uuid::nil()),
                name: String::new(),
                function: *function,
                sector: Sector::Police,
                zones: Default::default(),
                office: String::new(),
            };
            let asked = SharingQuery::read(&[], &Rules::embedded().unwrap()).filled(&viewer, true);
            assert_eq!(asked.question.danger, None, "{function}");
            assert!(asked.question.given.is_empty(), "{function}");
        }
    }
}
