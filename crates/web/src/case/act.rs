//! What somebody does to a case: from a form to a command, or to a message at each field.
//!
//! Fields are named after their form (`decide.reason`), so that no two of a page have the same id.

use crate::answers::{Answers, Wrong};
use casework::case::Command;
use casework::follow_up::{ContactOutcome, DayTwo, EndReason};
use casework::linking::SamePerson;
use casework::prosecution::Decision;
use casework::record::channel_key::{ChannelKey, ContactMode};
use casework::record::form::Form;
use casework::record::id::{CaseId, PersonId, ReportId};
use casework::record::person::Reach;
use casework::record::words::Answer;
use casework::tasks::clocks::ClockKind;
use casework::{contact_guard, follow_up, linking, prosecution, report, tasks};
use jiff::Timestamp;
use std::ops::{Deref, DerefMut};

/// The room of the fields of a form: its action, and the clock or the other case where there are several.
pub(super) fn room(action: &str, typed: &Form) -> String {
    let which = match action {
        "pause" => typed.get("clock"),
        "accept" | "refuse" => typed.get("with"),
        "show" => typed.get("which"),
        _ => None,
    };
    which.map_or_else(|| action.to_owned(), |which| format!("{action}-{which}"))
}

/// A wish to be shown some channel, to ask whether it is the viewer's to have.
pub(super) fn show_anything(report: ReportId) -> Command {
    let channel = ChannelKey::of(&Reach::Phone(String::new()));
    let (person, mode, reason) = (PersonId(uuid::Uuid::nil()), ContactMode::Call, String::new());
    Command::ContactGuard(contact_guard::Command::OverrideContact { report, person, channel, mode, reason })
}

/// From a form to a command; `None` when there is no such action.
pub(super) fn read(
    case: CaseId,
    report: ReportId,
    action: &str,
    typed: &Form,
) -> Result<Option<Command>, Wrong> {
    let room = room(action, typed);
    let mut acts = Acts(Answers::of(&room, typed));
    let command = acts.command(case, report, action);
    if acts.wrong.is_empty() { Ok(command) } else { Err(acts.0.wrong) }
}

/// A form of a case.
struct Acts<'a>(Answers<'a>);

impl<'a> Deref for Acts<'a> {
    type Target = Answers<'a>;

    fn deref(&self) -> &Answers<'a> {
        &self.0
    }
}

impl DerefMut for Acts<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl Acts<'_> {
    /// `None` when there is no such action, or when something is wrong.
    fn command(&mut self, case: CaseId, report: ReportId, action: &str) -> Option<Command> {
        match action {
            "show" => {
                let which = self.typed.get("which").and_then(|which| which.split_once('_'));
                let way = self.typed.get("way").and_then(|word| ContactMode::from_word(word));
                let reason = self.needed("reason", "reason-needed");
                let (person, channel) = which?;
                let (person, channel) = (person.parse().ok()?, channel.parse().ok()?);
                Some(Command::ContactGuard(contact_guard::Command::OverrideContact {
                    report,
                    person,
                    channel,
                    mode: way?,
                    reason,
                }))
            }
            "amend" => {
                Some(Command::Report(report::Command::Amend { report, text: self.needed("text", "empty") }))
            }
            "contact" => {
                let outcome = self.choice("outcome", ContactOutcome::from_word);
                let (next_try, note) = (self.when("next_try"), self.text("note"));
                Some(Command::FollowUp(follow_up::Command::Contact {
                    report,
                    outcome: outcome?,
                    next_try,
                    note,
                }))
            }
            "appointment" => {
                let (at, place) = (self.when_needed("at"), self.needed("place", "required"));
                Some(Command::FollowUp(follow_up::Command::BookAppointment { report, at: at?, place }))
            }
            "end" => {
                let reason =
                    self.choice("why", EndReason::from_word).filter(|why| *why != EndReason::Archived);
                let note = self.needed("note", "reason-needed");
                Some(Command::FollowUp(follow_up::Command::EndFollowUp { report, reason: reason?, note }))
            }
            "day-two" => Some(Command::FollowUp(follow_up::Command::DayTwo(self.day_two(report)))),
            "decide" => {
                let decision = self.choice("decision", Decision::from_word);
                let reason = self.needed("reason", "reason-needed");
                Some(Command::Prosecution(prosecution::Command::Decide {
                    report,
                    decision: decision?,
                    reason,
                }))
            }
            "sensitive" => Some(Command::Prosecution(prosecution::Command::MarkSensitive {
                report,
                reason: self.needed("reason", "reason-needed"),
            })),
            "pause" => {
                let (until, reason) = (self.end_of_day("until"), self.needed("reason", "reason-needed"));
                Some(Command::Tasks(tasks::Command::Pause {
                    report,
                    clock: self.clock()?,
                    until: until?,
                    reason,
                }))
            }
            "resume" => Some(Command::Tasks(tasks::Command::Resume { report, clock: self.clock()? })),
            "separate" => {
                let with = self.choice("with", |word| word.parse().ok());
                let reason = self.needed("reason", "reason-needed");
                Some(Command::Linking(linking::Command::Separate { this: case, with: with?, reason }))
            }
            "link" => {
                let here: Option<PersonId> = self.choice("here", |word| word.parse().ok());
                let there = self.choice("there", person_there);
                let reason = self.needed("reason", "reason-needed");
                let (other, person) = there?;
                let same = SamePerson { here: here?, case: other, person };
                Some(Command::Linking(linking::Command::LinkPerson { this: case, same, reason }))
            }
            "unlink" => {
                let same = self.choice("which", same_person);
                let reason = self.needed("reason", "reason-needed");
                Some(Command::Linking(linking::Command::UnlinkPerson { this: case, same: same?, reason }))
            }
            _ => None,
        }
    }

    fn day_two(&mut self, report: ReportId) -> DayTwo {
        let answer = |field: &str| Answer::from_word(self.raw(field)).unwrap_or(Answer::Unknown);
        DayTwo {
            report,
            framework_explained: answer("framework"),
            hearing_prepared: answer("hearing"),
            companion_wanted: answer("companion"),
            housing_safe: answer("housing"),
            own_income: answer("income"),
            note: self.text("note"),
        }
    }

    fn clock(&self) -> Option<ClockKind> {
        self.typed.get("clock").and_then(|word| ClockKind::from_word(word))
    }

    fn when(&mut self, field: &'static str) -> Option<Timestamp> {
        let written = self.raw(field);
        let (empty, at) = (written.is_empty(), crate::format::parse_local(written));
        if !empty && at.is_none() {
            self.wrong.push((field, "bad-date"));
        }
        at
    }

    fn when_needed(&mut self, field: &'static str) -> Option<Timestamp> {
        if self.raw(field).is_empty() {
            self.wrong.push((field, "required"));
        }
        self.when(field)
    }
}

/// `case:person`.
fn person_there(word: &str) -> Option<(CaseId, PersonId)> {
    let (case, person) = word.split_once(':')?;
    Some((case.parse().ok()?, person.parse().ok()?))
}

/// `here:case:person`.
fn same_person(word: &str) -> Option<SamePerson> {
    let (here, there) = word.split_once(':')?;
    let (case, person) = person_there(there)?;
    Some(SamePerson { here: here.parse().ok()?, case, person })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn wrong(action: &str, fields: &[(&str, &str)]) -> Wrong {
        let typed = fields.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
        read(CaseId(Uuid::nil()), ReportId(Uuid::nil()), action, &typed).unwrap_err()
    }

    #[test]
    fn everything_that_is_missing_is_said_at_once() {
        assert_eq!(wrong("decide", &[]), [("decision", "choose"), ("reason", "reason-needed")]);
        assert_eq!(wrong("appointment", &[]), [("at", "required"), ("place", "required")]);
        assert_eq!(wrong("end", &[]), [("why", "choose"), ("note", "reason-needed")]);
        assert_eq!(wrong("separate", &[]), [("with", "choose"), ("reason", "reason-needed")]);
        assert_eq!(wrong("unlink", &[]), [("which", "choose"), ("reason", "reason-needed")]);
        let link = [("here", "choose"), ("there", "choose"), ("reason", "reason-needed")];
        assert_eq!(wrong("link", &[("link.there", "not:a person")]), link);
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
    fn there_is_no_action_of_another_name() {
        assert_eq!(read(CaseId(Uuid::nil()), ReportId(Uuid::nil()), "erase", &Form::new()), Ok(None));
    }
}
