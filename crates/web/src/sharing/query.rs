//! What was answered so far.

use crate::shell::now::now;
use access::Viewer;
use access::sharing::{About, Danger, Question, Rules, To, Who, Why};
use casework::record::dates::brussels;
use casework::record::facets::Class;
use casework::record::staff::{Function, Part, Sector};
use casework::record::words::Answer;
use jiff::civil::Date;

/// Names and values of an address or a form, in order; a name may come twice.
pub(super) type Pairs = Vec<(String, String)>;

/// What was answered so far, and how the page is to ask.
pub(super) struct SharingQuery {
    pub(super) question: Question,
    /// One question a page.
    pub(super) by_step: bool,
    /// Nothing was answered yet: choices that fit the function are filled in.
    pub(super) fresh: bool,
}

impl SharingQuery {
    /// Words that nobody knows count as not answered.
    pub(super) fn read(pairs: &[(String, String)], rules: &Rules) -> Self {
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
    pub(super) fn filled(mut self, viewer: &Viewer, in_case: bool) -> Self {
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
pub(super) const PROFESSIONS: [(Sector, &[Who]); 6] = [
    (Sector::Police, &[Who::Police]),
    (Sector::VictimSupport, &[Who::Support]),
    (Sector::Prosecution, &[Who::Prosecutor]),
    (Sector::Health, &[Who::Doctor, Who::Psychologist, Who::Pharmacist]),
    (Sector::Psychosocial, &[Who::Shelter, Who::Cpas, Who::Psychologist]),
    (Sector::Municipality, &[Who::Municipality]),
];

/// The professions of a viewer; only these record a ground. Who administers or reviews works in no profession of the guide.
pub(super) fn professions(viewer: &Viewer) -> &'static [Who] {
    let duties = viewer.function.duties();
    let works = duties.part != Part::Nothing || duties.figures;
    let own = PROFESSIONS.iter().find(|(sector, _)| works && *sector == viewer.sector);
    own.map_or(&[], |(_, professions)| professions)
}

/// With whom people of a function have to share most often: nobody, where they open no case.
pub(super) fn usual_recipient(function: Function) -> Option<To> {
    let usual = if function.is_prosecution() { To::Conference } else { To::Prosecutor };
    (function.part() != Part::Nothing).then_some(usual)
}

pub(super) fn today() -> Date {
    now().to_zoned_datetime(brussels()).date()
}
