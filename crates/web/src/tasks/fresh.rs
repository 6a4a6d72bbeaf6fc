//! Which of the new reports of Today are shown: a morning has fifteen, and one begins somewhere.

use super::waiting::Line;
use crate::shell::page::Page;
use casework::record::person::Language;
use casework::tasks::TaskKind;
use casework::tasks::clocks::ClockKind;
use journal::Listed;
use minijinja::{Value, context};
use std::collections::BTreeSet;

/// A choice among the new reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fresh {
    /// All of them.
    All,
    /// Those with a sign of risk.
    Risk,
    /// Those with children.
    Children,
    /// Those on which day 2 waits.
    DayTwo,
    /// Those whose victim speaks this language.
    Speaking(Language),
}

impl Fresh {
    /// By its word in the address; anything else is all of them.
    pub(super) fn from_word(word: &str) -> Self {
        match word {
            "risk" => Self::Risk,
            "children" => Self::Children,
            "day-two" => Self::DayTwo,
            other => Language::from_word(other).map_or(Self::All, Self::Speaking),
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Risk => "risk",
            Self::Children => "children",
            Self::DayTwo => "day-two",
            Self::Speaking(language) => language.word(),
        }
    }

    /// The address of Today with this choice.
    pub(super) fn address(self) -> String {
        if self == Self::All { "/today".to_owned() } else { format!("/today?new={}", self.word()) }
    }

    /// Whether a report is one of them.
    pub(super) fn takes(self, line: &Line) -> bool {
        let is = |what: fn(&Listed) -> bool| line.row.as_ref().is_some_and(what);
        match self {
            Self::All => true,
            Self::Risk => is(|row| !row.label.risk.is_empty()),
            Self::Children => is(|row| row.children || row.label.children > 0),
            Self::DayTwo => line.waits_for(TaskKind::Clock(ClockKind::DayTwo)),
            Self::Speaking(language) => line.language() == Some(language),
        }
    }

    /// The choices that the new reports of this page allow, each with its number: none that would be empty, and none at
    /// all when there is nothing to choose.
    pub(super) fn choices(self, page: &Page<'_>, new: &[&Line]) -> Vec<Value> {
        let languages: BTreeSet<_> = new.iter().filter_map(|line| line.language()).collect();
        let languages = languages.into_iter().map(Self::Speaking);
        let all = [Self::All, Self::Risk, Self::Children, Self::DayTwo].into_iter().chain(languages);
        let choice = |one: Self| {
            let count = new.iter().filter(|line| one.takes(line)).count();
            let text = match one {
                Self::All => page.t("today-new-all"),
                Self::Speaking(language) => page.t(&format!("language-{language}")),
                other => page.t(&format!("today-new-{}", other.word())),
            };
            (count > 0).then(|| {
                context! { href => format!("{}#new", one.address()), text, count, current => one == self }
            })
        };
        let choices: Vec<_> = all.filter_map(choice).collect();
        if choices.len() > 2 { choices } else { vec![] }
    }
}
