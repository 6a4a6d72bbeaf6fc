//! Deciding on a proposal (B2): accepting, refusing, putting off.

use super::act_page::act_page;
use super::acts::{Target, room};
use super::offered::Refused;
use super::page::{Asked, case_page};
use super::pages::CasePage;
use crate::case::loader::Loader;
use crate::case::view::Done;
use crate::linking::acts::LINK;
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::now::now;
use crate::shell::session::SignedIn;
use axum::extract::{Form as FormBody, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::linking::{Command, SamePerson};
use casework::record::form::Form;
use casework::record::id::{CaseId, PersonId};
use casework::record::refusal::{Refusal, Why};
use casework::record::text::{BadText, NARRATIVE_MAX, lines};
use casework::words;
use jiff::SignedDuration;
use journal::Proposal;

/// How long "later" is.
const LATER: SignedDuration = SignedDuration::from_hours(7 * 24);

words!(
    /// What can be answered to a proposal: the last part of the address.
    ProposalAnswer {
        /// They are the same.
        Accept = "accept",
        /// They are not.
        Refuse = "refuse",
        /// Not now.
        Later = "later",
    }
);

/// Accepting, refusing, putting off.
pub(super) async fn decide(
    State(app): State<App>,
    who: SignedIn,
    Path((case, action)): Path<(String, String)>,
    FormBody(typed): FormBody<Form>,
) -> Result<Response, WebError> {
    let case: CaseId = case.parse().map_err(|_| WebError::NotFound)?;
    let answer = ProposalAnswer::from_word(&action).ok_or(WebError::NotFound)?;
    let mut loader = app.loader(&who);
    if !loader.may_open(case).await? {
        return Err(WebError::NotFound);
    }
    if let Some(zone) = typed.get("zone").filter(|_| answer == ProposalAnswer::Later) {
        return put_off_zone(&mut loader, case, zone).await;
    }
    let with: CaseId = typed.get("with").and_then(|with| with.parse().ok()).ok_or(WebError::NotFound)?;
    let proposals = app.journal.proposals(&[case]).await?;
    let proposal = proposals.iter().find(|one| one.other == with).ok_or(WebError::NotFound)?;
    if !loader.may_open(with).await? || !loader.may_be_named(with).await? {
        return Err(WebError::NotFound);
    }
    let room = room(answer.word(), Some("with"), &typed);
    let command = match command(proposal, answer, (&room, &typed)) {
        Ok(command) => command.into(),
        Err(word) => return refused(&mut loader, case, (room, word), typed).await,
    };
    match loader.give(case, None, &command).await {
        Ok(Done::Written) if answer == ProposalAnswer::Accept => {
            link(&mut loader, proposal, (&room, &typed)).await
        }
        Ok(Done::Written) => Ok(Redirect::to(&CasePage::People.address(case)).into_response()),
        Ok(Done::Refused(refusal)) => refused(&mut loader, case, (room, refusal.why.word()), typed).await,
        Ok(Done::Conflict) => {
            let conflict = Refused { room, conflict: Some(now()), typed, ..Refused::default() };
            case_page(&mut loader, case, Asked::plain(CasePage::People), conflict).await
        }
        Err(why) => Err(why),
    }
}

/// From a form to a command, or the word of what is wrong with the reason.
fn command(
    proposal: &Proposal,
    answer: ProposalAnswer,
    typed: (&str, &Form),
) -> Result<Command, &'static str> {
    let (this, with) = (proposal.case, proposal.other);
    Ok(match answer {
        ProposalAnswer::Accept => Command::Group { this, with, reason: reason(typed)? },
        ProposalAnswer::Refuse => {
            Command::RefuseMatch { this, with, score: proposal.score, reason: reason(typed)? }
        }
        ProposalAnswer::Later => Command::PostponeMatch { this, with, until: now() + LATER },
    })
}

fn reason((room, typed): (&str, &Form)) -> Result<String, &'static str> {
    let field = format!("{room}.reason");
    match lines(typed.get(&field).map_or("", String::as_str), NARRATIVE_MAX) {
        Ok(text) if text.is_empty() => Err("reason-needed"),
        Ok(text) => Ok(text),
        Err(BadText::Control) => Err("control-character"),
        Err(BadText::TooLong(_)) => Err("too-long"),
    }
}

/// Every message is about the reason: nothing else is asked.
async fn refused(
    loader: &mut Loader<'_>,
    case: CaseId,
    (room, word): (String, &'static str),
    typed: Form,
) -> Result<Response, WebError> {
    let refused = Refused { room, wrong: vec![("reason", word)], typed, ..Refused::default() };
    case_page(loader, case, Asked::plain(CasePage::People), refused).await
}

/// After two cases were brought together: the people who were ticked are one, as far as the viewer sees them in both.
async fn link(
    loader: &mut Loader<'_>,
    proposal: &Proposal,
    (room, typed): (&str, &Form),
) -> Result<Response, WebError> {
    let Proposal { case: this, other, .. } = *proposal;
    let opened = loader.open_each(&[this, other], "link").await?;
    let [here, there] = opened.as_slice() else { return Err(WebError::NotFound) };
    let reason = reason((room, typed)).unwrap_or_default();
    let mut clash = None;
    for (person, same) in ticked(typed, room) {
        if here.case.person(person).is_none() || there.case.person(same).is_none() {
            continue;
        }
        let same = SamePerson { here: person, case: other, person: same };
        let command = Command::LinkPerson { this, same, reason: reason.clone() };
        match loader.give(this, None, &command.into()).await? {
            Done::Refused(Refusal { why: Why::AlreadyDone, .. }) | Done::Written => {}
            Done::Refused(refusal) => clash = Some(refusal.why.word()),
            Done::Conflict => clash = Some("already-done"),
        }
    }
    let report = here.case.reports.first().map(|(report, _)| *report);
    let (Some(word), Some(report)) = (clash, report) else {
        return Ok(Redirect::to(&format!("{}#h-together", CasePage::People.address(this))).into_response());
    };
    // Who is whom is for the act that links people to say: its form opens with the message.
    let (room, wrong) = (LINK.word.to_owned(), vec![("there", word)]);
    let refused = Refused { room, report: Some(report), wrong, ..Refused::default() };
    act_page(loader, Target { case: this, report }, (&LINK, ""), refused).await
}

/// The pairs that were ticked: `<room>.link.<here>:<there>`.
fn ticked(typed: &Form, room: &str) -> Vec<(PersonId, PersonId)> {
    let start = format!("{room}.link.");
    let pair = |name: &String| {
        let (here, there) = name.strip_prefix(&start)?.split_once(':')?;
        Some((here.parse().ok()?, there.parse().ok()?))
    };
    typed.keys().filter_map(pair).collect()
}

/// Puts off whatever a zone in which the viewer takes no part holds on these people; with no zone, whatever those hold
/// that are not named. Who tries out zones puts nothing off, and learns nothing.
async fn put_off_zone(loader: &mut Loader<'_>, this: CaseId, zone: &str) -> Result<Response, WebError> {
    let at = now();
    let mut theirs = loader.app.journal.proposals(&[this]).await?;
    theirs.retain(|one| !loader.who.viewer.zones.contains(&one.other_zone) && one.is_open(at));
    let unnamed = loader.unnamed(this, &theirs).await?;
    let is_meant = |one: &&Proposal| match zone {
        "" => unnamed.contains(&one.other_zone),
        _ => one.other_zone.as_str() == zone && !unnamed.contains(&one.other_zone),
    };
    for one in theirs.iter().filter(is_meant) {
        let command = Command::PostponeMatch { this, with: one.other, until: at + LATER };
        loader.give(this, None, &command.into()).await?;
    }
    Ok(Redirect::to(&CasePage::People.address(this)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    #[test]
    fn only_pairs_of_ids_are_linked() {
        let good = format!("accept-x.link.{}:{}", person(1).0, person(2).0);
        let typed: Form = [&good, "accept-x.link.1:2", "accept-y.link.a", "accept-x.reason"]
            .map(|name| (name.to_string(), "yes".to_owned()))
            .into();
        assert_eq!(ticked(&typed, "accept-x"), [(person(1), person(2))]);
    }
}
