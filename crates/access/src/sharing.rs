//! "May I share?" (M1): from answers to plain questions to the rules of professional secrecy that apply.
//!
//! The rules are data (`content/sharing/be.toml`); their meaning in plain words is in `content/locales/*/sharing.ftl`.
//! [`Rules::weigh`] is pure: it reads no clock and decides nothing for anybody. A rule is *met* only when every
//! condition was answered; what nobody answered is asked, never assumed.

use casework::grants::LegalGround;
use casework::record::facets::Class;
use casework::record::words::Answer;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

mod check;
mod choices;

pub use choices::{About, Danger, Kind, To, Who, Why};

/// The rules that come with the program.
const EMBEDDED: &str = include_str!("../../../content/sharing/be.toml");

/// How sure we are of a rule. That a lawyer confirmed it is another thing: see [`Rule::verified_on`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Found in the source that it names.
    Sourced,
    /// Written from memory: a lawyer has to confirm it.
    OwnKnowledge,
}

impl Mark {
    /// The word of message keys.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sourced => "sourced",
            Self::OwnKnowledge => "own-knowledge",
        }
    }
}

/// A place in a law, and the days on which that number holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Article {
    /// Word of the law, as in message keys.
    pub law: String,
    /// The number; empty = not known to us; `None` = there is no article.
    pub number: Option<String>,
    /// First day; `None` = not known.
    pub from: Option<Date>,
    /// Last day; `None` = no end known.
    pub until: Option<Date>,
}

impl Article {
    /// Whether the number holds on a day.
    pub fn holds(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.until.is_none_or(|until| on <= until)
    }
}

/// One rule of law or practice. The fields are explained at the top of the file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rule {
    /// Its word in files, addresses and message keys.
    pub id: String,
    /// Right, duty or prohibition.
    pub kind: Kind,
    /// The prohibition that holds as long as nothing opens it.
    #[serde(default)]
    pub default: bool,
    /// Where it stands.
    pub articles: Vec<Article>,
    /// Where this was found; empty = nowhere yet.
    pub source: String,
    /// How sure we are.
    pub mark: Mark,
    /// When it was written.
    pub written_on: Date,
    /// When a lawyer confirmed it; `None` = never.
    pub verified_on: Option<Date>,
    /// Whom it binds or allows; empty = anybody.
    #[serde(default)]
    pub who: Vec<Who>,
    /// For whom it is not settled whether it binds them.
    #[serde(default)]
    pub disputed: Vec<Who>,
    /// To whom one may, must or must not speak; empty = anybody.
    #[serde(default)]
    pub to: Vec<To>,
    /// Shown whoever is to be told: she has this duty anyway.
    #[serde(default)]
    pub whatever_recipient: bool,
    /// About whom; empty = anybody.
    #[serde(default)]
    pub about: Vec<About>,
    /// For which purposes; empty = any.
    #[serde(default)]
    pub why: Vec<Why>,
    /// In which danger; empty = danger does not matter.
    #[serde(default)]
    pub danger: Vec<Danger>,
    /// Only when nobody is named.
    #[serde(default)]
    pub unnamed: bool,
    /// Question and the answer that it needs.
    #[serde(default)]
    pub conditions: BTreeMap<String, Answer>,
    /// Prohibitions that switch it off.
    #[serde(default)]
    pub unless: Vec<String>,
    /// What may be told at most; empty = anything that is needed.
    #[serde(default)]
    pub classes: BTreeSet<Class>,
    /// As what it is recorded in a case; `None` = it is not.
    pub ground: Option<LegalGround>,
    /// Days after which such a ground ends.
    pub end_days: Option<u16>,
    /// What to write down.
    #[serde(default)]
    pub note: Vec<String>,
}

impl Rule {
    /// Last day of a ground that is recorded on a day; `None` when the rule is not recorded as one.
    pub fn ends(&self, on: Date) -> Option<Date> {
        on.checked_add(i64::from(self.end_days?).days()).ok()
    }

    /// Whether one of its articles holds on a day.
    pub fn holds(&self, on: Date) -> bool {
        self.articles.iter().any(|article| article.holds(on))
    }

    /// Whether it lets her speak to this recipient, once it is met.
    fn opens(&self, to: To) -> bool {
        let meant = self.to.contains(&to) || self.to.is_empty() && !self.whatever_recipient;
        self.kind != Kind::Prohibition && meant
    }
}

/// Something to think of, or to do instead.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Hint {
    /// Its word in message keys.
    pub id: String,
    /// For whom; empty = anybody.
    #[serde(default)]
    pub who: Vec<Who>,
    /// With whom; empty = anybody.
    #[serde(default)]
    pub to: Vec<To>,
    /// About whom; empty = anybody.
    #[serde(default)]
    pub about: Vec<About>,
    /// When something of these classes is told; empty = anything.
    #[serde(default)]
    pub what: Vec<Class>,
}

impl Hint {
    fn concerns(&self, asked: &Complete<'_>) -> bool {
        let told = self.what.is_empty() || self.what.iter().any(|class| asked.what.contains(class));
        told && is_for(&self.who, asked.who) && is_for(&self.to, asked.to) && is_for(&self.about, asked.about)
    }
}

fn is_for<T: PartialEq>(listed: &[T], given: T) -> bool {
    listed.is_empty() || listed.contains(&given)
}

/// What somebody answered so far. `None` = not yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// Who asks.
    pub who: Option<Who>,
    /// With whom.
    pub to: Option<To>,
    /// What kinds of information, when somebody is named.
    pub what: BTreeSet<Class>,
    /// Only the situation is told: nobody can be recognised.
    pub unnamed: bool,
    /// About whom.
    pub about: Option<About>,
    /// Why.
    pub why: Option<Why>,
    /// Is there danger?
    pub danger: Option<Danger>,
    /// Answers to the questions of [`Rules::questions`].
    pub given: BTreeMap<String, Answer>,
}

/// The first questions, in the order of asking.
pub const FIRST: [&str; 6] = ["who", "to", "what", "about", "why", "danger"];

/// A question whose first six are all answered.
struct Complete<'a> {
    who: Who,
    to: To,
    what: &'a BTreeSet<Class>,
    about: About,
    why: Why,
    danger: Danger,
    given: &'a BTreeMap<String, Answer>,
}

impl Question {
    /// Which of [`FIRST`] are not answered.
    pub fn unanswered(&self) -> Vec<&'static str> {
        let answered = [
            self.who.is_some(),
            self.to.is_some(),
            self.unnamed || !self.what.is_empty(),
            self.about.is_some(),
            self.why.is_some(),
            self.danger.is_some(),
        ];
        FIRST.iter().zip(answered).filter(|(_, answered)| !answered).map(|(word, _)| *word).collect()
    }

    fn complete(&self) -> Option<Complete<'_>> {
        if !self.unnamed && self.what.is_empty() {
            return None;
        }
        Some(Complete {
            who: self.who?,
            to: self.to?,
            what: &self.what,
            about: self.about?,
            why: self.why?,
            danger: self.danger?,
            given: &self.given,
        })
    }
}

/// Whether a rule is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Every condition holds.
    Met,
    /// Something was not answered.
    ToAsk,
    /// A condition does not hold.
    NotMet,
    /// Lawyers do not agree whether it binds this profession.
    Unsettled,
}

impl Standing {
    /// The word of message keys.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::ToAsk => "to-ask",
            Self::NotMet => "not-met",
            Self::Unsettled => "unsettled",
        }
    }
}

/// Why a rule is not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle<'a> {
    /// It is about other people.
    About,
    /// It is for another purpose.
    Why,
    /// There is no danger.
    Danger,
    /// It is only for a situation without names.
    Named,
    /// Nothing of what is to be told falls under it.
    Classes,
    /// A question was answered otherwise than it needs.
    Condition(&'a str),
    /// A prohibition comes before it.
    Barred(&'a str),
}

/// A rule, held against the answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Whether it is met.
    pub standing: Standing,
    /// Whether it lets her speak to the recipient she asked about.
    pub opens: bool,
    /// Why not.
    pub obstacles: Vec<Obstacle<'a>>,
    /// What was not answered, in the order of asking.
    pub missing: Vec<&'a str>,
    /// What of it may be told.
    pub classes: BTreeSet<Class>,
}

/// The answer in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// One of the first questions is open.
    Unasked,
    /// She must speak.
    Must,
    /// She may speak, and need not.
    May,
    /// It depends on answers that are still open.
    Depends,
    /// She must not.
    No,
}

impl Verdict {
    /// The word of message keys.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unasked => "unasked",
            Self::Must => "must",
            Self::May => "may",
            Self::Depends => "depends",
            Self::No => "no",
        }
    }
}

/// What the rules say to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome<'a> {
    /// In one word.
    pub verdict: Verdict,
    /// The rules that concern her, in the order of the file.
    pub rules: Vec<Weighed<'a>>,
    /// Rules under which she could speak to somebody else.
    pub elsewhere: Vec<Weighed<'a>>,
    /// What may be told under the rules that are met.
    pub classes: BTreeSet<Class>,
    /// What to think of.
    pub cautions: Vec<&'a Hint>,
    /// What she can do when the answer is no, or not yet.
    pub instead: Vec<&'a Hint>,
    /// Questions that are open, in the order of asking; the first is the next one.
    pub open: Vec<&'a str>,
}

impl<'a> Outcome<'a> {
    fn unasked(open: Vec<&'a str>) -> Self {
        let (rules, elsewhere, cautions, instead) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self {
            verdict: Verdict::Unasked,
            rules,
            elsewhere,
            classes: BTreeSet::new(),
            cautions,
            instead,
            open,
        }
    }

    /// The rules by which she may or must speak.
    pub fn grounds(&self) -> impl Iterator<Item = &Weighed<'a>> {
        self.rules.iter().filter(|one| one.opens && one.standing == Standing::Met)
    }
}

/// Every rule, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Questions about conditions, in the order of asking.
    questions: Vec<String>,
    rules: Vec<Rule>,
    cautions: Vec<Hint>,
    instead: Vec<Hint>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    question: Vec<String>,
    rule: Vec<Rule>,
    #[serde(default)]
    caution: Vec<Hint>,
    #[serde(default)]
    instead: Vec<Hint>,
}

/// A file that cannot be used: the rule and the reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadRules(String);

impl Rules {
    /// The rules that come with the program.
    ///
    /// # Errors
    /// None that the tests would let through.
    pub fn embedded() -> Result<Self, BadRules> {
        Self::parse(EMBEDDED)
    }

    /// Reads and checks a file of rules.
    ///
    /// # Errors
    /// A mistake of writing with its line, or the rule that does not make sense and why.
    pub fn parse(text: &str) -> Result<Self, BadRules> {
        let File { question: questions, rule: rules, caution: cautions, instead } =
            toml::from_str(text).map_err(|error| BadRules(error.to_string()))?;
        let all = Self { questions, rules, cautions, instead };
        all.check().map(|()| all).map_err(BadRules)
    }

    /// The rules, in the order of the file.
    pub fn all(&self) -> &[Rule] {
        &self.rules
    }

    /// A rule by its word.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// Questions about conditions, in the order of asking.
    pub fn questions(&self) -> &[String] {
        &self.questions
    }

    /// The keys of every text that these rules need.
    pub fn texts(&self) -> BTreeSet<String> {
        let of_rule = |rule: &Rule| {
            let mut keys =
                vec![format!("sharing-rule-{}", rule.id), format!("sharing-rule-{}-means", rule.id)];
            keys.extend(rule.note.iter().map(|note| format!("sharing-note-{note}")));
            keys.extend(rule.articles.iter().map(|article| format!("sharing-law-{}", article.law)));
            keys
        };
        let rules = self.rules.iter().flat_map(of_rule);
        let questions = self.questions.iter().map(|id| format!("sharing-ask-{id}"));
        let cautions = self.cautions.iter().map(|one| format!("sharing-caution-{}", one.id));
        let instead = self.instead.iter().map(|one| format!("sharing-instead-{}", one.id));
        rules.chain(questions).chain(cautions).chain(instead).collect()
    }

    /// Holds the rules that are in force on a day against the answers.
    pub fn weigh<'a>(&'a self, asked: &'a Question, on: Date) -> Outcome<'a> {
        let Some(full) = asked.complete() else { return Outcome::unasked(asked.unanswered()) };
        let in_force = || self.rules.iter().filter(|rule| rule.holds(on));
        let bars: BTreeMap<_, _> = in_force()
            .filter(|rule| rule.kind == Kind::Prohibition && !rule.default && is_for(&rule.to, full.to))
            .filter_map(|rule| Some((rule.id.as_str(), self.hold(rule, &full, &BTreeMap::new())?)))
            .collect();
        let held: Vec<_> = in_force().filter_map(|rule| self.hold(rule, &full, &bars)).collect();
        let here = |one: &Weighed<'_>| is_for(&one.rule.to, full.to) || one.rule.whatever_recipient;
        let (rules, others): (Vec<_>, Vec<_>) = held.into_iter().partition(here);
        let verdict = verdict(&rules);
        let classes = rules.iter().filter(|one| one.opens && one.standing == Standing::Met);
        let classes = classes.flat_map(|one| one.classes.iter().copied()).collect();
        let closed = matches!(verdict, Verdict::No | Verdict::Depends);
        let possible = |one: &Weighed<'_>| {
            closed && one.rule.kind == Kind::Right && matches!(one.standing, Standing::Met | Standing::ToAsk)
        };
        let concerns = |hints: &'a [Hint], wanted: bool| {
            hints.iter().filter(|hint| wanted && hint.concerns(&full)).collect::<Vec<_>>()
        };
        Outcome {
            verdict,
            open: self.open(&rules),
            elsewhere: others.into_iter().filter(possible).collect(),
            cautions: concerns(&self.cautions, true),
            instead: concerns(&self.instead, closed),
            classes,
            rules,
        }
    }

    /// Open questions of the rules that could still open something, or forbid it.
    fn open<'a>(&'a self, rules: &[Weighed<'a>]) -> Vec<&'a str> {
        let decides = |one: &&Weighed<'_>| one.opens || one.rule.kind == Kind::Prohibition;
        let open: BTreeSet<_> =
            rules.iter().filter(decides).flat_map(|one| one.missing.iter().copied()).collect();
        let asked = std::iter::once("danger").chain(self.questions.iter().map(String::as_str));
        asked.filter(|id| open.contains(id)).collect()
    }

    /// A rule held against the answers, the recipient left aside; `None` when it does not concern who asks.
    fn hold<'a>(
        &'a self,
        rule: &'a Rule,
        asked: &Complete<'_>,
        bars: &BTreeMap<&'a str, Weighed<'a>>,
    ) -> Option<Weighed<'a>> {
        let disputed = rule.disputed.contains(&asked.who);
        // Who names nobody needs no other permission; duties remain.
        let idle = asked.what.is_empty() && rule.kind == Kind::Right && !rule.unnamed;
        if idle || !disputed && !is_for(&rule.who, asked.who) {
            return None;
        }
        let allowed = |class: &&Class| rule.classes.is_empty() || rule.classes.contains(class);
        let classes: BTreeSet<_> = asked.what.iter().filter(allowed).copied().collect();
        let (mut obstacles, mut missing) = (Vec::new(), Vec::new());
        let mut stop = |stopped: bool, why| {
            if stopped {
                obstacles.push(why);
            }
        };
        stop(!is_for(&rule.about, asked.about), Obstacle::About);
        stop(!is_for(&rule.why, asked.why), Obstacle::Why);
        stop(!is_for(&rule.danger, asked.danger) && asked.danger != Danger::Unknown, Obstacle::Danger);
        stop(rule.unnamed && !asked.what.is_empty(), Obstacle::Named);
        stop(classes.is_empty() && !asked.what.is_empty(), Obstacle::Classes);
        let barring = || rule.unless.iter().filter_map(|id| bars.get(id.as_str()));
        for bar in barring() {
            stop(bar.standing == Standing::Met, Obstacle::Barred(&bar.rule.id));
        }
        if !rule.danger.is_empty() && asked.danger == Danger::Unknown {
            missing.push("danger");
        }
        for (id, needs) in self.conditions(rule) {
            let given = asked.given.get(id).copied().unwrap_or(Answer::Unknown);
            stop(given != Answer::Unknown && given != needs, Obstacle::Condition(id));
            if given == Answer::Unknown {
                missing.push(id);
            }
        }
        let doubt = barring().any(|bar| bar.standing == Standing::ToAsk);
        let standing = match (disputed, obstacles.is_empty(), missing.is_empty() && !doubt) {
            (true, _, _) => Standing::Unsettled,
            (_, false, _) => Standing::NotMet,
            (_, true, true) => Standing::Met,
            (_, true, false) => Standing::ToAsk,
        };
        if standing != Standing::ToAsk {
            missing.clear();
        }
        Some(Weighed {
            rule,
            standing,
            opens: rule.opens(asked.to) && !disputed,
            obstacles,
            missing,
            classes,
        })
    }

    /// The conditions of a rule in the order of asking.
    fn conditions<'a>(&'a self, rule: &'a Rule) -> impl Iterator<Item = (&'a str, Answer)> {
        self.questions.iter().filter_map(|id| Some((id.as_str(), *rule.conditions.get(id)?)))
    }
}

/// A duty comes before a right, and a right before what is still open.
fn verdict(rules: &[Weighed<'_>]) -> Verdict {
    let any = |kind: Kind, standing: Standing| {
        rules.iter().any(|one| one.opens && one.rule.kind == kind && one.standing == standing)
    };
    if any(Kind::Duty, Standing::Met) {
        Verdict::Must
    } else if any(Kind::Right, Standing::Met) {
        Verdict::May
    } else if any(Kind::Duty, Standing::ToAsk) || any(Kind::Right, Standing::ToAsk) {
        Verdict::Depends
    } else {
        Verdict::No
    }
}

#[cfg(test)]
mod tests;
