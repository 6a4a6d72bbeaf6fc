//! "May I share?" (M1): a guide through professional secrecy, for anybody who signs in; from a case, also the way to
//! record the ground.
//!
//! Answers travel in the address, as words of choices: no name, no text. The guide itself records nothing.

mod query;
mod record;
mod view;

use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use casework::record::id::CaseId;
use minijinja::{Value, context};
use query::{Pairs, SharingQuery, today};
use record::{Typed, case_page};

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/sharing", get(guide))
        .route("/cases/{case}/sharing", get(of_case))
        .route("/cases/{case}/ground", post(record::record))
}

/// What the guide answers to a question that somebody else asks, for a page of another capability: the values of its
/// template. Nothing is filled in.
pub(crate) fn answer(page: &Page<'_>, pairs: &[(String, String)], path: &str) -> Value {
    let asked = SharingQuery::read(pairs, &page.app.sharing);
    view::Shown { page, asked: &asked, path, on: today() }.values()
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

#[cfg(test)]
mod tests {
    use super::query::{Pairs, SharingQuery};
    use super::view;
    use crate::shell::texts::{LANGUAGES, Texts};
    use access::Viewer;
    use access::sharing::{About, Danger, FIRST, Rules, To, Who, Why};
    use casework::record::facets::Class;
    use casework::record::staff::{Function, Sector};

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
            let menu = crate::shell::page::menu_of(*function);
            assert!(menu.tools.contains(&("/sharing", "nav-sharing")), "{function}");
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
