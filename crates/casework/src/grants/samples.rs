//! One example of each kind of entry and of each command.

use super::{
    BreakGlass, Command, Consent, Correction, Entry, LegalGround, RecordedGround, ReviewOutcome, Title,
};
use crate::record::facets::Class;
use crate::record::id::{CorrectionId, GrantId};
use crate::record::person::{Language, Role};
use crate::record::sample::{GRANT, OTHER_PARTY, REPORT, VICTIM, moment, shelter};
use uuid::Uuid;

const DAY: i64 = 86_400;

fn consent() -> Consent {
    let (classes, until) = ([Class::Facts].into(), moment(30 * DAY));
    Consent { grant: GRANT, person: VICTIM, to: shelter(), classes, until, language: Language::Fr }
}

fn ground() -> RecordedGround {
    RecordedGround {
        grant: GrantId(Uuid::from_u128(0x22)),
        ground: LegalGround::GreatDanger,
        person: Some(VICTIM),
        to: shelter(),
        classes: [Class::Identity].into(),
        until: moment(DAY),
        answers: [("danger".to_owned(), "He said so.".to_owned())].into(),
        reason: "She must be found tonight.".into(),
    }
}

fn title() -> Title {
    Title {
        grant: GrantId(Uuid::from_u128(0x23)),
        reference: "Authorisation of 1 March 2026".into(),
        purpose: "To keep her safe.".into(),
        participants: vec![shelter()],
        classes: [Class::Facts, Class::Assessment].into(),
        from: moment(0),
        until: moment(30 * DAY),
    }
}

fn break_glass() -> BreakGlass {
    let grant = GrantId(Uuid::from_u128(0x24));
    BreakGlass { grant, until: moment(4 * 3_600), reason: "She is missing.".into() }
}

fn correction() -> Correction {
    Correction {
        id: CorrectionId(Uuid::from_u128(0x25)),
        report: REPORT,
        person: OTHER_PARTY,
        from: Role::OtherParty,
        to: Role::Witness,
        reason: "He had called the police.".into(),
        tell: [shelter()].into(),
    }
}

/// One entry of each kind.
pub fn entries() -> Vec<Entry> {
    let (outcome, note) = (ReviewOutcome::Justified, "She was found.".into());
    vec![
        Entry::ConsentGiven(consent()),
        Entry::GroundRecorded(ground()),
        Entry::TitleRecorded(title()),
        Entry::GlassBroken(break_glass()),
        Entry::GlassReviewed { grant: break_glass().grant, outcome, note },
        Entry::RoleCorrected(correction()),
        Entry::GrantWithdrawn { grant: GRANT, unread: false },
        Entry::Acknowledged { notice: GRANT.0, to: shelter() },
    ]
}

/// One command of each kind.
pub fn commands() -> Vec<Command> {
    let (outcome, note) = (ReviewOutcome::Justified, "She was found.".into());
    vec![
        Command::Consent(consent()),
        Command::Ground(ground()),
        Command::Title(title()),
        Command::BreakGlass(break_glass()),
        Command::Review { grant: break_glass().grant, outcome, note },
        Command::Correct(correction()),
        Command::Withdraw { grant: GRANT, unread: false },
        Command::Acknowledge { notice: GRANT.0, to: shelter() },
    ]
}
