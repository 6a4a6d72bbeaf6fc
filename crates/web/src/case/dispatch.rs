//! Doing something to a report: one way for every act.

use super::act_page::act_page;
use super::acts::{Act, Other, Target};
use super::offered::Refused;
use super::page::{Asked, case_page};
use crate::case::loader::Loader;
use crate::case::view::Done;
use crate::shell::answers::Answers;
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::session::SignedIn;
use crate::wings;
use axum::extract::{Form as FormBody, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::case::Command;
use casework::record::form::Form;
use casework::record::id::CaseId;
use casework::record::refusal::Refusal;
use jiff::Timestamp;

/// `POST /cases/{case}/{report}/{action}`: what was typed is kept when it is refused or came too late.
pub(super) async fn act(
    State(app): State<App>,
    who: SignedIn,
    Path((case, report, action)): Path<(String, String, String)>,
    FormBody(typed): FormBody<Form>,
) -> Result<Response, WebError> {
    let case = case.parse().map_err(|_| WebError::NotFound)?;
    let to = Target { case, report: report.parse().map_err(|_| WebError::NotFound)? };
    let act = wings::act(&action).filter(|_| !who.viewer.function.only_sees()).ok_or(WebError::NotFound)?;
    let mut loader = app.loader(&who);
    if let Some(what) = act.shows {
        loader.open(to.case, None, what).await?;
    }
    let room = act.room(&typed);
    let mut refused = Refused { room: room.clone(), report: Some(to.report), ..Refused::default() };
    let mut answers = Answers::of(&room, &typed);
    let wanted = (act.read)(to, &mut answers);
    refused.wrong = answers.wrong;
    if !refused.wrong.is_empty() {
        return again(&mut loader, to, act, Refused { typed, ..refused }).await;
    }
    let wanted = wanted.ok_or(WebError::NotFound)?;
    if let Some(other) = wanted.other
        && !is_seen(&mut loader, &other).await?
    {
        refused.wrong = vec![(other.field, "choose")];
        return again(&mut loader, to, act, Refused { typed, ..refused }).await;
    }
    let seen = typed.get("seq").and_then(|seq| seq.parse().ok());
    match give(&mut loader, act, (to, seen), &wanted.command).await {
        Ok(Given::Written) => {
            let page = act.page.address(to.case);
            let shown = format!("{page}?done={}#r-{}", act.word, to.report);
            Ok(Redirect::to(&list_to_go_on(&typed, act, to.case).unwrap_or(shown)).into_response())
        }
        Ok(Given::Refused(refusal)) => {
            refused.wrong = vec![(refusal.field, refusal.why.word())];
            again(&mut loader, to, act, Refused { typed, ..refused }).await
        }
        Ok(Given::Conflict(since)) => {
            again(&mut loader, to, act, Refused { typed, conflict: Some(since), ..refused }).await
        }
        Err(why) => Err(why),
    }
}

/// Where somebody goes on who did it from a list: only lists of Havre are gone to. The list says in which case it was
/// done: another one is open by then.
fn list_to_go_on(typed: &Form, act: &Act, case: CaseId) -> Option<String> {
    let list = typed.get("then").filter(|then| then.starts_with("/table?"))?;
    Some(format!("{list}&done={}&of={case}", act.word))
}

/// The page that holds the form, with what is wrong and what was typed.
async fn again(
    loader: &mut Loader<'_>,
    to: Target,
    act: &'static Act,
    refused: Refused,
) -> Result<Response, WebError> {
    if !act.spot.has_page() {
        return case_page(loader, to.case, Asked::plain(act.page), refused).await;
    }
    let which = act.which.and_then(|field| refused.typed.get(field)).cloned().unwrap_or_default();
    act_page(loader, to, (act, &which), refused).await
}

/// Whether the viewer may open the other case that a form names, and sees there whom it names.
async fn is_seen(loader: &mut Loader<'_>, other: &Other) -> Result<bool, WebError> {
    if !loader.may_open(other.case).await? || !loader.may_be_named(other.case).await? {
        return Ok(false);
    }
    match other.person {
        Some(person) => Ok(loader.open(other.case, None, "link").await?.case.person(person).is_some()),
        None => Ok(true),
    }
}

/// What came of an act.
enum Given {
    Written,
    Refused(Refusal),
    /// Since then, somebody wrote what the act builds on.
    Conflict(Timestamp),
}

/// Entries on which the act does not build, such as receipts of others, are no conflict.
async fn give(
    loader: &mut Loader<'_>,
    act: &Act,
    (to, seen): (Target, Option<i64>),
    command: &Command,
) -> Result<Given, WebError> {
    let mut seen = seen.filter(|_| !act.builds_on.is_empty());
    loop {
        match loader.give(to.case, seen, command).await? {
            Done::Written => return Ok(Given::Written),
            Done::Refused(refusal) => return Ok(Given::Refused(refusal)),
            Done::Conflict => {
                let now = loader.load(to.case).await?.ok_or(WebError::NotFound)?;
                let before = seen.and_then(|seen| usize::try_from(seen).ok()).unwrap_or(0);
                let mut since = now.stream.entries.iter().skip(before);
                if let Some(clash) = since.find(|entry| act.builds_on.contains(&entry.body.kind())) {
                    return Ok(Given::Conflict(clash.at));
                }
                seen = Some(now.stream.seq);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::answers::Wrong;
    use casework::record::id::{CaseId, ReportId};
    use std::collections::BTreeSet;
    use uuid::Uuid;

    fn wrong(action: &str, fields: &[(&str, &str)]) -> Wrong {
        let typed: Form = fields.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
        let act = wings::act(action).unwrap();
        let room = act.room(&typed);
        let mut answers = Answers::of(&room, &typed);
        let to = Target { case: CaseId(Uuid::nil()), report: ReportId(Uuid::nil()) };
        (act.read)(to, &mut answers);
        answers.wrong
    }

    #[test]
    fn everything_that_is_missing_is_said_at_once() {
        assert_eq!(wrong("decide", &[]), [("decision", "choose"), ("reason", "reason-needed")]);
        assert_eq!(wrong("appointment", &[])[0], ("at", "required"));
        assert_eq!(wrong("appointment", &[])[1], ("place", "required"));
        assert_eq!(wrong("end", &[]), [("why", "choose"), ("note", "reason-needed")]);
        assert_eq!(wrong("separate", &[]), [("with", "choose"), ("reason", "reason-needed")]);
        assert_eq!(wrong("unlink", &[]), [("which", "choose"), ("reason", "reason-needed")]);
        let link = [("here", "choose"), ("there", "choose"), ("reason", "reason-needed")];
        assert_eq!(wrong("link", &[("link.there", "not:a person")]), link);
    }

    #[test]
    fn each_question_of_day_two_has_an_answer_and_not_known_is_one() {
        let asked = ["framework", "hearing", "companion", "housing", "income"];
        assert_eq!(wrong("day-two", &[("day-two.note", "x")]), asked.map(|field| (field, "choose")));
        let unknown = asked.map(|field| (format!("day-two.{field}"), "unknown"));
        let unknown = unknown.each_ref().map(|(name, answer)| (name.as_str(), *answer));
        assert!(wrong("day-two", &unknown).is_empty());
    }

    #[test]
    fn what_is_taken_back_and_why_are_both_said() {
        assert_eq!(wrong("take-back", &[]), [("what", "choose"), ("reason", "reason-needed")]);
    }

    #[test]
    fn a_follow_up_is_not_ended_as_an_archive_by_hand() {
        assert_eq!(wrong("end", &[("end.why", "archived"), ("end.note", "x")]), [("why", "choose")]);
    }

    #[test]
    fn a_time_that_is_none_and_a_character_that_no_keyboard_types_are_refused_at_their_fields() {
        let fields =
            [("contact.outcome", "reached"), ("contact.next_try", "soon"), ("contact.note", "a\u{7}b")];
        assert_eq!(wrong("contact", &fields), [("next_try", "bad-date"), ("note", "control-character")]);
    }

    #[test]
    fn each_clock_has_a_reason_of_its_own() {
        let fields = [
            ("clock", "decision"),
            ("pause-decision.until", "1/12/2026"),
            ("pause-first-contact.reason", "x"),
        ];
        assert_eq!(wrong("pause", &fields), [("reason", "reason-needed")]);
        assert_eq!(wrong("pause", &[("clock", "decision")])[0], ("until", "required"));
    }

    #[test]
    fn each_act_has_a_word_of_its_own_and_a_template() {
        let words: Vec<_> = wings::acts().map(|(_, act)| act.word).collect();
        let different: BTreeSet<_> = words.iter().collect();
        assert_eq!(words.len(), different.len(), "two acts share a word: {words:?}");
        let templates: BTreeSet<_> =
            crate::shell::templates::template_sources().map(|(name, _)| name).collect();
        for (folder, act) in wings::acts() {
            let template = format!("{folder}/{}.html", act.word);
            assert!(templates.contains(&template), "no template {template}");
        }
    }

    #[test]
    fn an_act_that_is_sent_twice_knows_what_it_has_seen() {
        for (folder, act) in wings::acts().filter(|(_, act)| act.spot.has_page()) {
            assert!(!act.builds_on.is_empty(), "{} builds on nothing", act.word);
            let name = format!("{folder}/{}.html", act.word);
            let (_, source) =
                crate::shell::templates::template_sources().find(|(template, _)| *template == name).unwrap();
            assert!(
                source.contains(r#"name="seq" value="{{ seq }}""#),
                "{name} does not say what it has seen"
            );
        }
    }

    #[test]
    fn from_a_list_one_goes_on_in_it_and_nowhere_else() {
        let act = wings::act("decide").unwrap();
        let case = CaseId(Uuid::nil());
        let then =
            |address: &str| list_to_go_on(&[("then".to_owned(), address.to_owned())].into(), act, case);
        assert_eq!(then("/table?open=x"), Some(format!("/table?open=x&done=decide&of={case}")));
        assert_eq!(then("https://example.org/table?"), None);
        assert_eq!(then("//example.org/table?"), None);
        assert_eq!(list_to_go_on(&Form::new(), act, case), None);
    }

    #[test]
    fn there_is_no_act_of_another_name() {
        assert!(wings::act("erase").is_none() && wings::act("").is_none());
    }
}
