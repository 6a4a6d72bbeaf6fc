//! The head of every page of a case: who the couple are, what was observed of the risk, and what to do next.

use super::looking::Looking;
use super::navigation::is_late;
use super::offered::Offered;
use crate::shell::format;
use crate::shell::page::Page;
use crate::wings;
use casework::case::ReportState;
use casework::grants::Grant;
use casework::record::dates::brussels;
use casework::record::id::ReportId;
use casework::record::person::{Birth, Language, Person, Role};
use casework::record::staff::{Function, Recipient};
use casework::record::words::Answer;
use casework::tasks::{Subject, Task};
use jiff::Timestamp;
use minijinja::{Value, context};

impl Looking<'_> {
    /// The head of its pages; `None` when nothing was known yet.
    pub(super) fn header(&self) -> Option<Value> {
        let (id, report) = self.newest()?;
        let name = |role| report.record.first(role).map(|person| self.named(person));
        let year = self.together.in_a_year(self.at);
        Some(context! {
            victim => name(Role::Victim), other => name(Role::OtherParty), lines => self.lines(report),
            signs => signs(self.page, report, Answer::Yes), unasked => signs(self.page, report, Answer::Unknown),
            year => (year > 1).then(|| self.count("case-nth-report", year)), sensitive => report.prosecution.sensitive.is_some(),
            reference => self.who.viewer.function.hears().then(|| self.open.id.reference().to_string()),
            next => self.next(), calling => self.calling(*id, report),
        })
    }

    /// The report that was written last, or what a unit recorded before there was one.
    fn newest(&self) -> Option<&(ReportId, ReportState)> {
        let reports = &self.open.case.reports;
        reports.iter().rfind(|(_, report)| report.record.signed.is_some()).or_else(|| reports.last())
    }

    /// How long the case stays open that the viewer opened in an emergency.
    pub(super) fn emergency(&self) -> Option<String> {
        let hers = |grant: &&Grant| grant.user == Some(self.who.user()) && grant.is_live(self.at);
        let until = self.open.facts.grants.iter().filter(hers).map(|grant| grant.until).max()?;
        let left = until.duration_since(self.at);
        let left = format!("{} h {:02}", left.as_hours(), left.as_mins() % 60);
        Some(self.page.tell("glass-opened", "left", &left))
    }

    /// What is opened to the service of somebody who reads by that alone, and until when: what is missing was not shared.
    pub(super) fn shared(&self) -> Vec<Value> {
        let viewer = &self.who.viewer;
        let to_her = |to: &Recipient| to.is(viewer.sector, &viewer.zones, &viewer.office);
        let grants = self.open.facts.grants.iter().filter(|_| viewer.function.reads_by_grant());
        let live = grants.filter(|grant| grant.is_live(self.at) && to_her(&grant.to));
        let classes = |grant: &Grant| {
            let named = grant.classes.iter().map(|class| self.page.t(&format!("class-{class}")));
            named.collect::<Vec<_>>()
        };
        live.map(|grant| {
            let kind = self.page.t(&format!("grant-{}", grant.kind));
            context! { kind, classes => classes(grant), until => self.page.moment(grant.until) }
        })
        .collect()
    }

    fn named(&self, person: &Person) -> String {
        let name = person.name();
        if name.is_empty() { self.page.t("opening-nameless") } else { name }
    }

    fn count(&self, key: &str, number: usize) -> String {
        self.page.say(key, i64::try_from(number).unwrap_or(i64::MAX))
    }

    /// How they are related, children with their ages, her language, where.
    fn lines(&self, report: &ReportState) -> Vec<String> {
        let classified = report.complaint.classification().map(|known| known.what.relation);
        let told = report.record.facts.as_ref().and_then(|facts| facts.relation);
        let relation = classified.or(told).map(|relation| self.page.t(&format!("relation-{relation}")));
        let language = report.record.first(Role::Victim).map(|victim| victim.language);
        let language = language.filter(|language| *language != Language::Unknown).map(|language| {
            let named = self.page.t(&format!("language-{language}"));
            format::labelled(self.page.language, &self.page.t("case-speaks"), &named)
        });
        let speaks = report.record.first(Role::Victim).filter(|victim| victim.interpreter == Answer::Yes);
        let interpreter = speaks.map(|victim| super::report_view::interpreter(self.page, victim));
        let place = report.record.head().map(|head| super::report_view::place(self.page, head));
        [relation, self.children(report), language, interpreter, place].into_iter().flatten().collect()
    }

    fn children(&self, report: &ReportState) -> Option<String> {
        let children: Vec<_> =
            report.record.people.iter().filter(|person| person.role == Role::Child).collect();
        if children.is_empty() {
            let present = report.record.facts.as_ref().and_then(|facts| facts.children_present);
            return (present == Some(Answer::Yes)).then(|| self.page.t("case-children-present"));
        }
        let mut ages: Vec<_> = children.iter().filter_map(|child| years_old(&child.birth, self.at)).collect();
        ages.sort_unstable_by(|one, other| other.cmp(one));
        let counted = self.count("case-children", children.len());
        let ages: Vec<_> = ages.iter().map(|age| self.page.say("case-age", i64::from(*age))).collect();
        Some(if ages.is_empty() { counted } else { format!("{counted} ({})", ages.join(", ")) })
    }

    /// What the viewer's function must do first.
    fn next(&self) -> Option<Value> {
        let open = self.tasks.iter().filter(|task| task.is_open() && is_hers(task, self.who.viewer.function));
        let task = open.min_by_key(|task| (task.due.is_none(), task.due))?;
        Some(self.task(task))
    }

    /// A task as the pages show it: what, for whom, by when, and the page where it is done.
    pub(super) fn task(&self, task: &Task) -> Value {
        let (page, at) = (self.page, self.at);
        let offer = wings::act_for(task.kind).and_then(|act| {
            let of = |one: &&Offered| one.word == act.word && task.subject == Subject::Report(one.report);
            self.offered.iter().find(of)
        });
        let days = task.due.filter(|_| is_late(task, at)).map(|due| at.duration_since(due).as_hours() / 24);
        context! {
            name => page.t(&format!("clock-{}", task.kind.word())), who => page.t(&format!("function-{}", task.function)),
            due => page.moments(task.due), planned => task.is_planned(), late => days.map(|days| page.say("late-days", days)),
            paused => task.paused_until.filter(|_| task.is_paused(at)).map(|until| format::day(page.language, until)),
            href => offer.map(|offer| offer.href.clone()), go => offer.map(|offer| page.t(&format!("do-{}", offer.word))),
        }
    }

    /// Whether she may be called now, for whoever calls her.
    fn calling(&self, id: ReportId, report: &ReportState) -> Option<Value> {
        if !self.who.viewer.function.is_support() {
            return None;
        }
        self.guard.calling_now(self.page, self.guard.at(id, report))
    }
}

/// The observations of a report that were answered so, as signs of one or two words.
pub(super) fn signs(page: &Page<'_>, report: &ReportState, answer: Answer) -> Vec<String> {
    let Some(risk) = &report.record.risk else { return vec![] };
    let so = risk.factors.iter().filter(|(_, given)| *given == answer);
    so.map(|(factor, _)| page.t(&format!("risk-sign-{factor}"))).collect()
}

/// Full years at a time; `None` when nobody knows the year.
fn years_old(birth: &Birth, at: Timestamp) -> Option<i16> {
    let today = at.to_zoned_datetime(brussels()).date();
    match birth {
        Birth::Exact(day) => {
            let before = (today.month(), today.day()) < (day.month(), day.day());
            Some(today.year() - day.year() - i16::from(before))
        }
        Birth::Month { year, month } => Some(today.year() - year - i16::from(today.month() < *month)),
        Birth::About(year) => Some(today.year() - year),
        Birth::Unknown => None,
    }
    .filter(|years| *years >= 0)
}

/// Whether a task is for the viewer's function; a head acts in the place of hers.
fn is_hers(task: &Task, function: Function) -> bool {
    let both = |one: fn(Function) -> bool| one(task.function) && one(function);
    task.function == function || both(Function::is_support) || both(Function::is_prosecution)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_child_is_a_year_older_on_its_birthday_and_not_before() {
        let at = "2026-11-30T12:00:00Z".parse().unwrap();
        let born = |day| years_old(&Birth::Exact(day), at);
        assert_eq!(born(date(2017, 11, 30)), Some(9));
        assert_eq!(born(date(2017, 12, 1)), Some(8));
        assert_eq!(born(date(2027, 1, 1)), None, "a date that cannot be is no age");
        assert_eq!(years_old(&Birth::About(2020), at), Some(6));
        assert_eq!(years_old(&Birth::Unknown, at), None);
    }
}
