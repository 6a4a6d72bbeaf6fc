//! What the page of a case shows of one report.

use super::acts::Spot;
use super::looking::Looking;
use super::pages::CasePage;
use super::together::Together;
use crate::contact_guard::guard::{At, Guard};
use crate::shell::format;
use crate::shell::page::Page;
use crate::shell::session::SignedIn;
use crate::shell::texts::LANGUAGES;
use casework::case::ReportState;
use casework::record::id::{PersonId, ReportId};
use casework::record::person::{Language, Person, Role};
use casework::record::words::Answer;
use casework::tasks::{Pause, Standing, Subject, Task};
use jiff::Timestamp;
use minijinja::{Value, context};

impl Looking<'_> {
    /// Everything that the pages show of a report.
    pub(super) fn report(&self, id: ReportId, report: &ReportState) -> Value {
        let own = self.offered.iter().filter(|one| one.report == id);
        let channel_acts: Vec<_> =
            own.filter(|one| one.spot == Spot::Channel).map(|one| one.form.clone()).collect();
        let own = self.tasks.iter().filter(|task| task.subject == Subject::Report(id));
        let clocks: Vec<_> = own.filter_map(|task| clock_view(self.page, report, task, self.at)).collect();
        context! { channel_acts, clocks, ..report_view(self.page, self.who, (id, report), (&self.together, &self.guard)) }
    }
}

fn report_view(
    page: &Page<'_>,
    who: &SignedIn,
    (id, report): (ReportId, &ReportState),
    (together, guard): (&Together<'_>, &Guard<'_>),
) -> Value {
    let channels = guard.at(id, report);
    let answer = |answer: Answer| page.t(&format!("answer-{answer}"));
    let head = report.record.signed.as_ref().map(|signed| {
        let head = &signed.what;
        let place = place(page, head);
        context! { kind => page.t(&format!("kind-{}", head.kind)), pv => head.pv.as_str(), zone => head.zone.as_str(), place,
            happened_on => format::date(page.language, head.happened_on), happened_at => head.happened_at.map(|t| t.to_string()[..5].to_owned()),
            received_at => page.moment(head.received_at), signed_by => signed.by.name.as_str(), day_two_agreed => head.day_two_agreed, imported => head.imported }
    });
    let facts = report.record.facts.as_ref().map(|facts| {
        context! { place => facts.place.as_str(), brief => brief(&facts.context), context => facts.context.as_str(), words => facts.words.as_str(), actions => facts.actions.as_str(),
            children_present => facts.children_present.map(answer), children_impact => facts.children_impact.as_str(), relation => facts.relation.map(|relation| page.t(&format!("relation-{relation}"))), measures => facts.measures.as_str(),
            left => (facts.left_spontaneously != Answer::Unknown).then(|| answer(facts.left_spontaneously)), breach => (facts.breach != Answer::Unknown).then(|| answer(facts.breach)), referrals => facts.referrals.iter().map(|r| page.t(&format!("referral-{r}"))).collect::<Vec<_>>() }
    });
    let risk = report.record.risk.as_ref().map(|risk| {
        let factors = risk.factors.iter().map(|(factor, given)| context! { name => page.t(&format!("risk-{factor}")), answer => answer(*given), yes => *given == Answer::Yes, unknown => *given == Answer::Unknown });
        context! { factors => factors.collect::<Vec<_>>(), note => risk.note.as_str() }
    });
    let moments = |at: Timestamp, by: &casework::record::staff::Author| context! { at => page.moment(at), by => by.name.as_str(), function => page.t(&format!("function-{}", by.function)) };
    context! {
        id => id.to_string(), reach => reaches(report), head, facts, risk, flyer => flyer(page, report), takes_letters => guard.takes_letters(channels),
        overrides => report.contact_guard.overrides.iter().map(|o| context! { name => report.record.people.iter().find(|p| p.id == o.what.person).map(Person::name), way => page.t(&format!("way-{}", o.what.mode)), reason => o.what.reason.as_str(), ..moments(o.at, &o.by) }).collect::<Vec<_>>(),
        people => report.record.people.iter().map(|person| context! { also => together.also(person.id), ..person_view(page, who, person, (guard, channels)) }).collect::<Vec<_>>(),
        complaint => crate::complaint::section(page, report), opening => crate::opening::section(page, report),
        people_here => together.people_of(report), links => together.links_of(report),
        children_now => report.record.safe_contact.as_ref().map(|safe| safe.children_now.clone()),
        safe_contact => report.record.safe_contact.as_ref().map(|safe| safe.instructions.clone()),
        amendments => report.record.amendments.iter().map(|a| context! { text => a.what.as_str(), ..moments(a.at, &a.by) }).collect::<Vec<_>>(),
        receipts => report.record.receipts.iter().map(|r| moments(r.at, &r.by)).collect::<Vec<_>>(),
        attempts => report.follow_up.attempts.iter().map(|a| context! { outcome => page.t(&format!("outcome-{}", a.what.outcome)), next_try => page.moments(a.what.next_try), ..moments(a.at, &a.by) }).collect::<Vec<_>>(),
        notes => report.follow_up.notes.iter().map(|n| context! { text => n.what.as_str(), ..moments(n.at, &n.by) }).collect::<Vec<_>>(),
        appointments => report.follow_up.appointments.iter().map(|a| context! { when => page.moment(a.what.0), place => a.what.1.as_str(), ..moments(a.at, &a.by) }).collect::<Vec<_>>(),
        ended => report.follow_up.ended.as_ref().map(|e| context! { reason => page.t(&format!("end-{}", e.what)), ..moments(e.at, &e.by) }),
        day_two => report.follow_up.day_two.as_ref().map(|d| moments(d.at, &d.by)),
        day_two_answers => report.follow_up.day_two_answers.as_ref().map(|d| crate::follow_up::day_two(page, d)),
        taken_back => crate::follow_up::taken_back(page, &report.follow_up),
        decisions => report.prosecution.decisions.iter().map(|d| context! { decision => page.t(&format!("decision-{}", d.what.0)), reason => d.what.1.as_str(), ..moments(d.at, &d.by) }).collect::<Vec<_>>(),
        sensitive => report.prosecution.sensitive.as_ref().map(|s| context! { reason => s.what.as_str(), ..moments(s.at, &s.by) }),
    }
}

/// The flyer for a report: in the victim's language, or in the reader's, with the language that it is not in.
fn flyer(page: &Page<'_>, report: &ReportState) -> Value {
    let speaks = report.record.first(Role::Victim).map(|victim| victim.language);
    let speaks = speaks.filter(|language| *language != Language::Unknown);
    let written = |code: &str| LANGUAGES.into_iter().find(|(written, _)| *written == code);
    let own = speaks.and_then(|language| written(language.word()));
    let (code, name) = own.or_else(|| written(page.language)).unwrap_or(LANGUAGES[0]);
    let asked = speaks.filter(|_| own.is_none()).map(|language| page.t(&format!("language-{language}")));
    context! { code, name, asked }
}

/// Whether the viewer may read how a victim is reached.
fn reaches(report: &ReportState) -> bool {
    let victim = |person: PersonId| {
        report.record.people.iter().any(|one| one.id == person && one.role == Role::Victim)
    };
    report.record.safe_contact.is_some()
        || report.record.channels.iter().any(|channel| victim(channel.person))
}

/// The beginning of a narrative: two lines of a summary.
pub(super) fn brief(text: &str) -> String {
    const MOST: usize = 160;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((cut, _)) = line.char_indices().nth(MOST) else { return line };
    let end = line[..cut].rfind(' ').unwrap_or(cut);
    format!("{} …", &line[..end])
}

/// Postcode and town of the facts.
pub(super) fn place(page: &Page<'_>, head: &casework::report::Head) -> String {
    let place = head.neighbourhood.as_ref().and_then(|nis| page.app.directory.municipality(nis));
    let name = place
        .map_or_else(|| page.t("place-unknown"), |place| place.name.in_language(page.reader()).to_owned());
    format!("{} {name}", head.postcode)
}

fn person_view(page: &Page<'_>, who: &SignedIn, person: &Person, (guard, at): (&Guard<'_>, At<'_>)) -> Value {
    let birth = format::birth(page.language, &person.birth);
    let own = at.state.record.channels.iter().filter(|channel| channel.person == person.id);
    let mut channels: Vec<_> = own.map(|channel| guard.channel(page, who, at, channel)).collect();
    // What may be used is read first: whoever calls is in a hurry.
    channels.sort_by_key(|one| {
        let state = one.get_attr("state").map(|state| state.to_string()).unwrap_or_default();
        ["safe", "ask"].iter().position(|word| *word == state).unwrap_or(2)
    });
    let reachable = channels.iter().any(|one| one.get_attr("reachable").is_ok_and(|yes| yes.is_true()));
    // Whoever calls need not say her name.
    let name = if person.name().is_empty() { page.t("opening-nameless") } else { person.name() };
    context! { name, reachable, role => page.t(&format!("role-{}", person.role)), victim => person.role == Role::Victim,
    birth, language => (person.language != Language::Unknown).then(|| page.t(&format!("language-{}", person.language))), interpreter => (person.interpreter != Answer::Unknown).then(|| interpreter(page, person)), channels }
}

/// Whether an interpreter is needed, in a word or two.
pub(super) fn interpreter(page: &Page<'_>, person: &Person) -> String {
    page.t(&format!("interpreter-{}", person.interpreter))
}

/// A clock of a report: running, standing, or an empty slot; `None` for what no clock measures.
fn clock_view(page: &Page<'_>, report: &ReportState, task: &Task, at: Timestamp) -> Option<Value> {
    let clock = task.clock()?;
    let pause = report.clocks.pauses_of(clock).last().filter(|_| task.is_paused(at));
    Some(context! {
        page => CasePage::of_task(task.kind).word(), name => page.t(&format!("clock-{clock}")), set => task.due.is_some(),
        due => page.moments(task.due), planned => task.is_planned(), done => page.moments(task.done_at()),
        needed => task.standing != Standing::NotNeeded,
        paused => pause.map(|pause| pause_view(page, pause)), late => task.is_late(at) && pause.is_none(),
    })
}

/// Until when a clock stands still, and why where the viewer may know.
fn pause_view(page: &Page<'_>, pause: &Pause) -> String {
    format!("{} {}", format::day(page.language, pause.until), pause.reason).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_narrative_is_cut_between_two_words() {
        assert_eq!(brief("Court.\nDeux lignes."), "Court. Deux lignes.");
        let long = "mot ".repeat(80);
        let cut = brief(&long);
        assert!(cut.ends_with("mot …") && cut.chars().count() <= 164, "{cut}");
        assert!(brief(&"é".repeat(400)).chars().count() <= 164);
    }
}
