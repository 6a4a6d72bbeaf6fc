//! Whether a file of rules makes sense.

use super::{Article, Kind, Mark, Rule, Rules};
use casework::record::words::Answer;
use std::collections::BTreeSet;

impl Rules {
    /// The first thing that makes no sense.
    pub(super) fn check(&self) -> Result<(), String> {
        let mut ids = BTreeSet::new();
        let hints = self.cautions.iter().map(|one| ("caution", &one.id));
        let hints = hints.chain(self.instead.iter().map(|one| ("instead", &one.id)));
        let rules = self.rules.iter().map(|rule| ("rule", &rule.id));
        let questions = self.questions.iter().map(|one| ("question", one));
        for (kind, id) in rules.chain(hints).chain(questions) {
            if !ids.insert((kind, id)) {
                return Err(format!("{kind} {id}: used twice"));
            }
        }
        for rule in &self.rules {
            self.check_rule(rule).map_err(|why| format!("rule {}: {why}", rule.id))?;
        }
        let asks = |question: &&String| self.rules.iter().any(|rule| rule.conditions.contains_key(*question));
        match self.questions.iter().find(|question| !asks(question)) {
            Some(idle) => Err(format!("question {idle}: no rule asks it")),
            None => Ok(()),
        }
    }

    fn check_rule(&self, rule: &Rule) -> Result<(), String> {
        if rule.articles.is_empty() {
            return Err("has no article: write one with number = \"\" when it is not known".to_owned());
        }
        if rule.mark == Mark::Sourced && rule.source.is_empty() {
            return Err("is marked as sourced and names no source".to_owned());
        }
        let turned = |one: &Article| one.from.zip(one.until).is_some_and(|(from, until)| until < from);
        if let Some(article) = rule.articles.iter().find(|one| turned(one)) {
            return Err(format!("an article of {} ends before it begins", article.law));
        }
        if let Some(unknown) = rule.conditions.keys().find(|id| !self.questions.contains(id)) {
            return Err(format!("condition {unknown} is not in the list of questions"));
        }
        if let Some(id) =
            rule.conditions.iter().find(|(_, needs)| **needs == Answer::Unknown).map(|one| one.0)
        {
            return Err(format!("condition {id} needs yes or no"));
        }
        if rule.default && (rule.kind != Kind::Prohibition || !rule.conditions.is_empty()) {
            return Err("only a prohibition without conditions can be the default".to_owned());
        }
        let bars = |id: &String| {
            self.rules.iter().any(|one| one.id == *id && one.kind == Kind::Prohibition && !one.default)
        };
        if let Some(unknown) = rule.unless.iter().find(|id| !bars(id)) {
            return Err(format!("unless {unknown}: there is no prohibition of this name"));
        }
        if rule.end_days.is_some() != rule.ground.is_some() {
            return Err("ground and end-days go together".to_owned());
        }
        if rule.ground.is_some() && rule.note.is_empty() {
            return Err("gives a ground, but says not what to write down".to_owned());
        }
        Ok(())
    }
}
