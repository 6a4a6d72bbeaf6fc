//! What the page shows: questions, the answer with its rules, and how sure we are of each.

use super::query::SharingQuery;
use crate::shell::format;
use crate::shell::page::Page;
use access::sharing::{
    About, Article, Danger, FIRST, Hint, Kind, Mark, Obstacle, Outcome, Question, Rule, Rules, Standing, To,
    Verdict, Weighed, Who, Why,
};
use casework::record::facets::Class;
use casework::record::words::Answer;
use fluent_bundle::FluentArgs;
use jiff::civil::Date;
use minijinja::{Value, context};
use std::collections::BTreeSet;

/// A question and its page.
pub(super) struct Shown<'a> {
    pub(super) page: &'a Page<'a>,
    pub(super) asked: &'a SharingQuery,
    /// Where the questions are sent.
    pub(super) path: &'a str,
    pub(super) on: Date,
}

impl Shown<'_> {
    pub(super) fn rules(&self) -> &Rules {
        &self.page.app.sharing
    }

    pub(super) fn outcome(&self) -> Outcome<'_> {
        self.rules().weigh(&self.asked.question, self.on)
    }

    fn t(&self, key: &str) -> String {
        self.page.t(key)
    }

    fn say(&self, key: &str, named: &[(&'static str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, text) in named {
            args.set(*name, (*text).to_owned());
        }
        self.page.app.texts.get(self.page.language, key, &args)
    }

    /// Everything that the template needs.
    pub(super) fn values(&self) -> Value {
        let outcome = self.outcome();
        let question = &self.asked.question;
        let missing = if self.asked.fresh { Vec::new() } else { question.unanswered() };
        let step = self.asked.by_step.then(|| self.next(&outcome)).flatten();
        context! {
            path => self.path, by_step => self.asked.by_step,
            emergency => self.page.app.directory.numbers().iter().filter(|one| one.is_emergency()).map(|one| context! { phone => one.phone.as_str(), name => one.name.in_language(self.page.reader()) }).collect::<Vec<_>>(),
            questions => FIRST.map(|id| self.first(id)).to_vec(),
            missing => missing.into_iter().map(|id| context! { id, text => self.t(&format!("sharing-{id}")) }).collect::<Vec<_>>(),
            step, kept => self.kept(step_of(self.asked, &outcome)),
            query => query(question, None),
            open => outcome.open.iter().filter(|id| !FIRST.contains(id)).map(|id| self.condition(id)).collect::<Vec<_>>(),
            answer => (outcome.verdict != Verdict::Unasked).then(|| self.answer(&outcome)),
        }
    }

    /// One of the six questions with its choices.
    fn first(&self, id: &'static str) -> Value {
        let question = &self.asked.question;
        let (words, chosen) = match id {
            "who" => (words(Who::ALL, Who::word), question.who.map(Who::word)),
            "to" => (words(To::ALL, To::word), question.to.map(To::word)),
            "about" => (words(About::ALL, About::word), question.about.map(About::word)),
            "why" => (words(Why::ALL, Why::word), question.why.map(Why::word)),
            "danger" => (words(Danger::ALL, Danger::word), question.danger.map(Danger::word)),
            _ => (std::iter::once("unnamed").chain(words(Class::ALL, Class::word)).collect(), None),
        };
        let options: Vec<_> = words
            .iter()
            .map(|word| context! { value => *word, text => self.t(&format!("sharing-{id}-{word}")) })
            .collect();
        let many = id == "what";
        let values: Vec<_> = if many { told(question) } else { chosen.into_iter().collect() };
        context! { id, text => self.t(&format!("sharing-{id}")), many, options, values }
    }

    /// A question about a condition: yes, no, not known.
    fn condition(&self, id: &str) -> Value {
        let key = format!("sharing-ask-{id}");
        let hint_key = format!("{key}-hint");
        let hint = self.page.app.texts.has(self.page.language, &hint_key).then(|| self.t(&hint_key));
        let given = self.asked.question.given.get(id).map(|answer| answer.word());
        let options: Vec<_> = Answer::ALL
            .iter()
            .map(|answer| context! { value => answer.word(), text => self.t(&format!("answer-{answer}")) })
            .collect();
        let values: Vec<_> = given.into_iter().collect();
        context! { id => format!("c.{id}"), text => self.t(&key), hint, many => false, options, values }
    }

    /// The question that comes next when they come one at a time, with its number.
    fn next(&self, outcome: &Outcome<'_>) -> Option<Value> {
        let id = step_of(self.asked, outcome)?;
        let question = FIRST.into_iter().find(|first| *first == id);
        let number = question.map_or(FIRST.len() + 1 + self.asked.question.given.len(), |id| {
            1 + FIRST.iter().position(|first| *first == id).unwrap_or(0)
        });
        let ask = question.map_or_else(|| self.condition(id), |id| self.first(id));
        let number = i64::try_from(number).unwrap_or(0);
        Some(context! { ask, title => self.page.say("sharing-step", number) })
    }

    /// Answers that a form carries along, except those that it asks for.
    fn kept(&self, asks: Option<&str>) -> Vec<Value> {
        let pairs = pairs(&self.asked.question);
        let asks_for = |name: &str| asks.is_some_and(|id| name == id || name.strip_prefix("c.") == Some(id));
        let kept = pairs.into_iter().filter(|(name, _)| !asks_for(name));
        kept.map(|(name, value)| context! { name, value }).collect()
    }

    fn answer(&self, outcome: &Outcome<'_>) -> Value {
        let question = &self.asked.question;
        let duty = |one: &&Weighed<'_>| one.rule.kind == Kind::Duty && one.standing == Standing::Met;
        let also: Vec<_> = outcome.rules.iter().filter(duty).filter(|one| !one.opens).collect();
        let opened = matches!(outcome.verdict, Verdict::Must | Verdict::May) && !question.what.is_empty();
        let left_out: BTreeSet<_> = question.what.difference(&outcome.classes).copied().collect();
        context! {
            verdict => outcome.verdict.word(),
            text => self.t(&format!("sharing-verdict-{}", outcome.verdict.word())),
            as_of => self.say("sharing-as-of", &[("day", &self.day(self.on))]),
            only => if opened { self.classes(&outcome.classes) } else { Vec::new() },
            left_out => if opened { self.classes(&left_out) } else { Vec::new() },
            also_duty => also.iter().map(|one| self.t(&format!("sharing-rule-{}", one.rule.id))).collect::<Vec<_>>(),
            given => self.given(),
            groups => self.groups(outcome),
            notes => self.notes(outcome),
            elsewhere => outcome.elsewhere.iter().map(|one| self.elsewhere(one)).collect::<Vec<_>>(),
            cautions => self.hints("caution", &outcome.cautions),
            instead => self.hints("instead", &outcome.instead),
        }
    }

    fn hints(&self, kind: &str, hints: &[&Hint]) -> Vec<String> {
        hints.iter().map(|hint| self.t(&format!("sharing-{kind}-{}", hint.id))).collect()
    }

    pub(super) fn classes(&self, classes: &BTreeSet<Class>) -> Vec<String> {
        classes.iter().map(|class| self.t(&format!("sharing-what-{class}"))).collect()
    }

    /// The answers that were given, in words.
    fn given(&self) -> Vec<Value> {
        let question = &self.asked.question;
        let line = |id: &str, words: Vec<&str>| {
            let texts: Vec<_> = words.iter().map(|word| self.t(&format!("sharing-{id}-{word}"))).collect();
            context! { key => self.t(&format!("sharing-{id}")), value => texts.join("; ") }
        };
        let mut lines = vec![
            line("who", question.who.map(Who::word).into_iter().collect()),
            line("to", question.to.map(To::word).into_iter().collect()),
            line("what", told(question)),
            line("about", question.about.map(About::word).into_iter().collect()),
            line("why", question.why.map(Why::word).into_iter().collect()),
            line("danger", question.danger.map(Danger::word).into_iter().collect()),
        ];
        let conditions = self.rules().questions().iter().filter_map(|id| {
            let given = question.given.get(id)?;
            let (key, value) = (self.t(&format!("sharing-ask-{id}")), self.t(&format!("answer-{given}")));
            Some(context! { key, value })
        });
        lines.extend(conditions);
        lines
    }

    /// The rules, what allows it first.
    fn groups(&self, outcome: &Outcome<'_>) -> Vec<Value> {
        let group = |title: &str, wanted: &dyn Fn(&Weighed<'_>) -> bool| {
            let rules: Vec<_> =
                outcome.rules.iter().filter(|one| wanted(one)).map(|one| self.weighed(one)).collect();
            let first = matches!(title, "sharing-grounds" | "sharing-duties");
            let quiet = title == "sharing-not-applied";
            (!rules.is_empty()).then(|| context! { title => self.t(title), first, quiet, rules })
        };
        let met = |one: &Weighed<'_>| one.standing == Standing::Met;
        let forbids = |one: &Weighed<'_>| one.rule.kind == Kind::Prohibition;
        let groups = [
            group("sharing-grounds", &|one| met(one) && one.opens),
            group("sharing-duties", &|one| met(one) && !one.opens && one.rule.kind == Kind::Duty),
            group("sharing-possible", &|one| one.standing == Standing::ToAsk),
            group("sharing-limits", &|one| met(one) && forbids(one)),
            group("sharing-unsettled", &|one| one.standing == Standing::Unsettled),
            group("sharing-not-applied", &|one| one.standing == Standing::NotMet),
        ];
        groups.into_iter().flatten().collect()
    }

    fn weighed(&self, one: &Weighed<'_>) -> Value {
        let (rule, standing) = (one.rule, one.standing.word());
        let tone = match (rule.kind, one.standing) {
            (Kind::Prohibition, Standing::Met) => "late",
            (_, Standing::Met) => "good",
            (_, Standing::ToAsk | Standing::Unsettled) => "soon",
            (_, Standing::NotMet) => "neutral",
        };
        let why = one.obstacles.iter().map(|obstacle| self.obstacle(obstacle));
        let ends = rule.end_days.filter(|_| one.standing == Standing::Met && one.opens);
        context! {
            title => self.t(&format!("sharing-rule-{}", rule.id)),
            kind => self.t(&format!("sharing-kind-{}", rule.kind)), kind_means => self.t(&format!("sharing-kind-{}-means", rule.kind)),
            tone, standing => (!rule.default).then(|| self.t(&format!("sharing-standing-{standing}"))),
            means => self.t(&format!("sharing-rule-{}-means", rule.id)),
            articles => rule.articles.iter().map(|article| self.article(article)).collect::<Vec<_>>(),
            sure => self.sure(rule),
            why => why.collect::<Vec<_>>(),
            ends => ends.map(|days| self.ends(days)),
        }
    }

    fn ends(&self, days: u16) -> String {
        let mut args = FluentArgs::new();
        args.set("days", i64::from(days));
        self.page.app.texts.get(self.page.language, "sharing-ends", &args)
    }

    fn obstacle(&self, obstacle: &Obstacle<'_>) -> String {
        match obstacle {
            Obstacle::About => self.t("sharing-not-about"),
            Obstacle::Why => self.t("sharing-not-why"),
            Obstacle::Danger => self.t("sharing-not-danger"),
            Obstacle::Named => self.t("sharing-not-named"),
            Obstacle::Classes => self.t("sharing-not-classes"),
            Obstacle::Barred(id) => {
                let rule = self.t(&format!("sharing-rule-{id}"));
                self.say("sharing-not-barred", &[("rule", &rule)])
            }
            Obstacle::Condition(id) => {
                let given = self.asked.question.given.get(*id).copied().unwrap_or(Answer::Unknown);
                let answer = self.t(&format!("answer-{given}"));
                let question = self.t(&format!("sharing-ask-{id}"));
                self.say("sharing-not-condition", &[("question", &question), ("answer", &answer)])
            }
        }
    }

    fn day(&self, day: Date) -> String {
        format::date(self.page.language, day)
    }

    /// "Criminal Code of 1867, article 458 (until 07/04/2026)", or that the number is not known.
    fn article(&self, article: &Article) -> String {
        let law = self.t(&format!("sharing-law-{}", article.law));
        let text = match article.number.as_deref() {
            None => law,
            // A code that began on a known day, while its number is not known, is the new one.
            Some("") if article.from.is_some() => self.say("sharing-article-unknown-new", &[("law", &law)]),
            Some("") => self.say("sharing-article-unknown", &[("law", &law)]),
            Some(number) => self.say("sharing-article", &[("law", &law), ("number", number)]),
        };
        let bound = |key: &str, day: Option<Date>| day.map(|day| self.say(key, &[("day", &self.day(day))]));
        let bounds: Vec<_> = bound("sharing-from", article.from)
            .into_iter()
            .chain(bound("sharing-until", article.until))
            .collect();
        if bounds.is_empty() { text } else { format!("{text} ({})", bounds.join(", ")) }
    }

    /// How sure we are of a rule.
    fn sure(&self, rule: &Rule) -> Value {
        if let Some(day) = rule.verified_on {
            return context! { kind => "good", text => self.say("sharing-mark-verified", &[("day", &self.day(day))]) };
        }
        let key = match (rule.mark, rule.source.is_empty()) {
            (Mark::OwnKnowledge, false) => "sharing-mark-own-knowledge-in-part".to_owned(),
            (mark, _) => format!("sharing-mark-{}", mark.word()),
        };
        let named = [("source", rule.source.as_str()), ("day", &self.day(rule.written_on))];
        let kind = if rule.mark == Mark::Sourced { "info" } else { "soon" };
        context! { kind, text => self.say(&key, &named) }
    }

    /// What to write down under the rules that are met, each point once.
    fn notes(&self, outcome: &Outcome<'_>) -> Vec<String> {
        let met = outcome.rules.iter().filter(|one| one.standing == Standing::Met);
        let mut seen = BTreeSet::new();
        let notes = met.flat_map(|one| &one.rule.note).filter(|note| seen.insert(note.as_str()));
        notes.map(|note| self.note(note)).collect()
    }

    pub(super) fn note(&self, id: &str) -> String {
        self.t(&format!("sharing-note-{id}"))
    }

    /// A rule under which it could be told to others, with links that ask so.
    fn elsewhere(&self, one: &Weighed<'_>) -> Value {
        let link = |to: &To| {
            let text = self.t(&format!("sharing-to-{to}"));
            context! { href => format!("{}?{}", self.path, query(&self.asked.question, Some(*to))), text }
        };
        context! { title => self.t(&format!("sharing-rule-{}", one.rule.id)), links => one.rule.to.iter().map(link).collect::<Vec<_>>() }
    }
}

/// The next question when they come one at a time.
fn step_of<'a>(asked: &SharingQuery, outcome: &Outcome<'a>) -> Option<&'a str> {
    // Once there is an answer nobody is asked on. A danger that nobody knows was asked already.
    let more = match outcome.verdict {
        Verdict::Unasked => true,
        Verdict::Depends => false,
        Verdict::Must | Verdict::May | Verdict::No => return None,
    };
    let asks = |id: &&&str| more || !FIRST.contains(*id) && !asked.question.given.contains_key(**id);
    outcome.open.iter().find(asks).copied().filter(|_| asked.by_step)
}

fn words<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|one| word(*one)).collect()
}

/// The words of what is to be told.
fn told(question: &Question) -> Vec<&'static str> {
    let unnamed = question.unnamed.then_some("unnamed");
    unnamed.into_iter().chain(question.what.iter().map(|class| class.word())).collect()
}

/// The answers as they travel in an address or a form.
pub(super) fn pairs(question: &Question) -> Vec<(String, &'static str)> {
    let one = |name: &str, word: Option<&'static str>| word.map(|word| (name.to_owned(), word));
    let first = [
        one("who", question.who.map(Who::word)),
        one("to", question.to.map(To::word)),
        one("about", question.about.map(About::word)),
        one("why", question.why.map(Why::word)),
        one("danger", question.danger.map(Danger::word)),
    ];
    let what = told(question).into_iter().map(|word| ("what".to_owned(), word));
    let given = question.given.iter().map(|(id, answer)| (format!("c.{id}"), answer.word()));
    first.into_iter().flatten().chain(what).chain(given).collect()
}

/// The answers as an address; `to`: with another recipient, for whom conditions are asked anew.
fn query(question: &Question, to: Option<To>) -> String {
    let question = Question { to: to.or(question.to), ..question.clone() };
    let parts: Vec<_> = pairs(&question).into_iter().map(|(name, word)| format!("{name}={word}")).collect();
    parts.join("&")
}
