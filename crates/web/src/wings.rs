//! The wings of the pages: one line a wing, in the order in which a case offers what can be done.

use crate::case::acts::Act;
use crate::{complaint, contact_guard, follow_up, linking, opening, prosecution, report, tasks};
use casework::tasks::TaskKind;
use casework::tasks::clocks::ClockKind;

/// A wing: the folder of its templates, and its acts.
struct Wing {
    folder: &'static str,
    acts: &'static [Act],
}

const WINGS: &[Wing] = &[
    Wing { folder: "follow_up", acts: follow_up::acts::ACTS },
    Wing { folder: "prosecution", acts: prosecution::acts::ACTS },
    Wing { folder: "tasks", acts: tasks::acts::ACTS },
    Wing { folder: "linking", acts: linking::acts::ACTS },
    Wing { folder: "complaint", acts: complaint::acts::ACTS },
    Wing { folder: "opening", acts: opening::acts::ACTS },
    Wing { folder: "report", acts: report::acts::ACTS },
    Wing { folder: "contact_guard", acts: contact_guard::acts::ACTS },
];

/// Every act, with the folder of its template.
pub(crate) fn acts() -> impl Iterator<Item = (&'static str, &'static Act)> {
    WINGS.iter().flat_map(|wing| wing.acts.iter().map(|act| (wing.folder, act)))
}

/// The act of a word; `None` when there is none.
pub(crate) fn act(word: &str) -> Option<&'static Act> {
    acts().map(|(_, act)| act).find(|act| act.word == word)
}

/// The act that does what a task asks for; `None` where reading or another page does it.
pub(crate) fn act_for(task: TaskKind) -> Option<&'static Act> {
    match task {
        TaskKind::Clock(ClockKind::FirstContact | ClockKind::CallBack) | TaskKind::Appointment => {
            act("contact")
        }
        TaskKind::Clock(ClockKind::DayTwo) => act("day-two"),
        TaskKind::Clock(ClockKind::Decision) => act("decide"),
        TaskKind::Clock(ClockKind::Classification) => act("classify"),
        TaskKind::Clock(ClockKind::Read) | TaskKind::ReviewBreakGlass => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::texts::{LANGUAGES, Texts};

    #[test]
    fn every_act_with_a_page_says_what_it_is_what_comes_next_and_how_a_mistake_is_put_right() {
        let texts = Texts::load(None).unwrap();
        for (_, act) in acts().filter(|(_, act)| act.spot.has_page()) {
            // An act of several forms is named by each of them.
            let title = act.which.is_none().then(|| format!("act-{}", act.word));
            let said = [format!("next-{}", act.word), format!("mend-{}", act.word)];
            for key in said.into_iter().chain(title) {
                for (language, _) in LANGUAGES {
                    assert!(texts.has(language, &key), "{language}: {key}");
                }
            }
        }
    }

    #[test]
    fn every_task_but_reading_and_reviewing_has_an_act() {
        let without: Vec<_> = TaskKind::all().filter(|task| act_for(*task).is_none()).collect();
        assert_eq!(without, [TaskKind::Clock(ClockKind::Read), TaskKind::ReviewBreakGlass]);
    }
}
