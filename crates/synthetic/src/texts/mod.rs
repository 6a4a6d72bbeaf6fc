//! Sentences of reports: facts, words in quotes, actions. No judgement, no label, no doubt.
//!
//! Slots: `{v}` the victim and `{o}` the other party ("Mme Dubois"), `{va}` and `{oa}` as an object (German
//! *Herrn*), `{V}` and `{O}` at the start of a sentence, `{h}` the hour, `{1}` and `{2}` quotations.
//!
//! A sentence may begin with what must hold, so that no report contradicts itself by chance: `{k}` there are minor
//! children, `{t}` the two live together, `{a}` they live apart. [`Holds::fitting`] takes it off.

mod de;
mod fr;
mod nl;
mod sentences;

use casework::record::person::Language;
use jiff::civil::Time;
pub(crate) use sentences::Texts;
use std::fmt::Write as _;

/// The sentences of a language; French for a language in which no report is written.
pub(crate) fn texts(language: Language) -> &'static Texts {
    match language {
        Language::Nl => &nl::NL,
        Language::De => &de::DE,
        _ => &fr::FR,
    }
}

/// What holds of a couple when sentences about it are chosen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Holds {
    /// There are minor children.
    pub children: bool,
    /// They live apart.
    pub apart: bool,
}

impl Holds {
    /// The sentences that do not contradict it, without what they ask for. Never empty where one asks for nothing.
    pub fn fitting(self, sentences: &[&'static str]) -> Vec<&'static str> {
        let fits = |sentence: &&'static str| match sentence.get(..3) {
            Some("{k}") => self.children.then(|| &sentence[3..]),
            Some("{t}") => (!self.apart).then(|| &sentence[3..]),
            Some("{a}") => self.apart.then(|| &sentence[3..]),
            _ => Some(*sentence),
        };
        sentences.iter().filter_map(fits).collect()
    }
}

/// What fills the slots.
pub(crate) struct Slots<'a> {
    pub language: Language,
    /// Family name, and whether a woman.
    pub victim: (&'a str, bool),
    /// Family name, and whether a woman.
    pub other: (&'a str, bool),
    pub hour: Time,
    pub quotes: [&'a str; 2],
}

impl Slots<'_> {
    /// Adds a sentence, after a blank when there is already one.
    pub fn add(&self, text: &mut String, template: &str) {
        if !text.is_empty() && !template.is_empty() {
            text.push(' ');
        }
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let (slot, after) = after.split_once('}').unwrap_or(("", after));
            self.slot(text, slot);
            rest = after;
        }
        text.push_str(rest);
    }

    /// One sentence.
    pub fn fill(&self, template: &str) -> String {
        let mut text = String::with_capacity(template.len() + 40);
        self.add(&mut text, template);
        text
    }

    fn slot(&self, text: &mut String, slot: &str) {
        match slot {
            "v" => self.person(text, self.victim, 0),
            "va" => self.person(text, self.victim, 1),
            "V" => self.person(text, self.victim, 2),
            "o" => self.person(text, self.other, 0),
            "oa" => self.person(text, self.other, 1),
            "O" => self.person(text, self.other, 2),
            "h" => self.hour(text),
            "1" => text.push_str(self.quotes[0]),
            "2" => text.push_str(self.quotes[1]),
            _ => {}
        }
    }

    fn person(&self, text: &mut String, (name, woman): (&str, bool), form: usize) {
        let titles = &texts(self.language).titles;
        text.push_str(titles[form + if woman { 0 } else { 3 }]);
        text.push(' ');
        text.push_str(name);
    }

    fn hour(&self, text: &mut String) {
        let (hour, minute) = (self.hour.hour(), self.hour.minute());
        // Writing to a string cannot fail.
        let _ = match self.language {
            Language::Nl => write!(text, "{hour}.{minute:02} uur"),
            Language::De => write!(text, "{hour}.{minute:02} Uhr"),
            _ => write!(text, "{hour} h {minute:02}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;

    #[test]
    fn a_sentence_that_contradicts_the_couple_is_not_chosen() {
        let all = &["{k}children", "{t}together", "{a}apart", "all"];
        let of = |children, apart| Holds { children, apart }.fitting(all);
        assert_eq!(of(true, false), ["children", "together", "all"]);
        assert_eq!(of(false, true), ["apart", "all"]);
    }

    #[test]
    fn slots_follow_the_language() {
        let slots = Slots {
            language: Language::De,
            victim: ("Jost", false),
            other: ("Palm", true),
            hour: time(21, 5, 0, 0),
            quotes: ["", ""],
        };
        assert_eq!(slots.fill("{O} stieß {va} um {h}."), "Frau Palm stieß Herrn Jost um 21.05 Uhr.");
    }
}
