//! Anonymous advice (A4): somebody asks what to do without saying who she is. What is kept can be counted and names
//! nobody: there is no field for a name, and the one free text is read for traces of people before it is kept.

use crate::record::form::{Form, Problem};
use crate::record::person::Language;
use crate::record::text::{BadText, line};
use crate::record::words::{Answer, words};

words!(
    /// Who asks.
    Asker {
        /// The person against whom there is violence.
        Victim = "victim",
        /// Family, a friend, a neighbour.
        Relative = "relative",
        /// Somebody who meets it at work.
        Professional = "professional",
        /// Somebody who is violent, or fears to be.
        Perpetrator = "perpetrator",
        /// Anybody else, or not said.
        Other = "other",
    }
);

words!(
    /// What it is about.
    Theme {
        /// Danger now.
        Danger = "danger",
        /// Violence at home, of any form.
        Violence = "violence",
        /// Stalking, also online.
        Stalking = "stalking",
        /// Leaving, and what comes then.
        Separation = "separation",
        /// Children.
        Children = "children",
        /// A place to stay, money.
        Housing = "housing",
        /// Residence permit.
        Residence = "residence",
        /// Reports, complaints, courts.
        Procedure = "procedure",
        /// How to help somebody else.
        HelpingOthers = "helping-others",
        /// Something else.
        Other = "other",
    }
);

words!(
    /// How long it took.
    Length {
        /// Less than ten minutes.
        Short = "short",
        /// Ten to thirty minutes.
        Middle = "middle",
        /// More than half an hour.
        Long = "long",
    }
);

words!(
    /// What was advised.
    Counsel {
        /// Danger was told, and the emergency number given.
        Emergency = "emergency",
        /// A helpline.
        Helpline = "helpline",
        /// Victim support of the police.
        VictimSupport = "victim-support",
        /// How a report or a complaint is made.
        Report = "report",
        /// A sexual violence care centre.
        Cpvs = "cpvs",
        /// A shelter, or another safe place.
        Shelter = "shelter",
        /// Public social welfare centre.
        Cpas = "cpas",
        /// A lawyer, or legal aid.
        Lawyer = "lawyer",
        /// A doctor: care, and a certificate.
        Doctor = "doctor",
        /// What to prepare to be safe.
        SafetyPlan = "safety-plan",
        /// Help for those who are violent.
        PerpetratorHelp = "perpetrator-help",
        /// Something else.
        Other = "other",
    }
);

/// One conversation, as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// Who asked.
    pub asker: Asker,
    /// About what.
    pub theme: Theme,
    /// In which language.
    pub language: Language,
    /// How long.
    pub length: Length,
    /// What was advised.
    pub counsel: Vec<Counsel>,
    /// In a few words that name nobody; often empty.
    pub note: String,
}

/// Longest note, in characters.
pub const NOTE_MAX: usize = 300;

/// What in a text may point at somebody. Each has a message of the same word (`error-advice-…`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trace {
    /// A phone, a birth date, a national or PV number: many digits.
    Number,
    /// A mail address.
    Email,
    /// A street with a house number.
    Address,
    /// Two words that begin like a name and a family name.
    Name,
}

impl Trace {
    /// Whether it is never kept; what only looks like a name may be the name of a service.
    pub const fn is_never_kept(self) -> bool {
        matches!(self, Self::Number | Self::Email)
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Number => "advice-number",
            Self::Email => "advice-email",
            Self::Address => "advice-address",
            Self::Name => "advice-name",
        }
    }
}

/// Reads the form. A note that may name somebody is refused once; the adviser shortens it, or says that it names
/// nobody. Numbers and mail addresses are refused always.
pub fn read(form: &Form) -> Result<Advice, Vec<Problem>> {
    let text = |field: &str| form.get(field).map_or("", |text| text.trim());
    let mut problems = Vec::new();
    let mut problem = |field: &str, word| problems.push(Problem { field: field.to_owned(), word });
    let (asker, theme) = (Asker::from_word(text("asker")), Theme::from_word(text("theme")));
    let (language, length) = (Language::from_word(text("language")), Length::from_word(text("length")));
    let given = [
        ("asker", asker.is_some()),
        ("theme", theme.is_some()),
        ("language", language.is_some()),
        ("length", length.is_some()),
    ];
    for (field, _) in given.into_iter().filter(|(_, given)| !given) {
        problem(field, "choose");
    }
    let ticked = |one: &&Counsel| !text(&format!("counsel.{one}")).is_empty();
    let counsel: Vec<Counsel> = Counsel::ALL.iter().filter(ticked).copied().collect();
    if counsel.is_empty() {
        problem("counsel.emergency", "choose");
    }
    let note = note(form).unwrap_or_else(|one| {
        problems.push(one);
        String::new()
    });
    match (asker, theme, language, length) {
        (Some(asker), Some(theme), Some(language), Some(length)) if problems.is_empty() => {
            Ok(Advice { asker, theme, language, length, counsel, note })
        }
        _ => Err(problems),
    }
}

/// A few words that name nobody.
///
/// # Errors
/// They may name somebody and nobody said that they do not, or they are too long.
pub fn note(form: &Form) -> Result<String, Problem> {
    let text = |field: &str| form.get(field).map_or("", |text| text.trim());
    let problem = |word| Problem { field: "note".to_owned(), word };
    let note = line(text("note"), NOTE_MAX)
        .map_err(|bad| problem(if bad == BadText::Control { "control-character" } else { "too-long" }))?;
    let sure = Answer::from_word(text("nobody")) == Some(Answer::Yes);
    match traces(&note).into_iter().find(|trace| trace.is_never_kept() || !sure) {
        Some(trace) => Err(problem(trace.word())),
        None => Ok(note),
    }
}

/// To whom to turn next, the most urgent first. Where to find them is in the directory of a zone; nothing here is a rule.
pub fn next_steps(theme: Theme, danger: bool) -> Vec<Counsel> {
    use Counsel::{
        Cpas, Doctor, Emergency, Helpline, Lawyer, PerpetratorHelp, Report, SafetyPlan, Shelter,
        VictimSupport,
    };
    let steps: &[Counsel] = match theme {
        Theme::Danger => &[Emergency, Report, VictimSupport, Shelter, SafetyPlan],
        Theme::Violence => &[VictimSupport, Doctor, Report, SafetyPlan, Helpline],
        Theme::Stalking => &[Report, VictimSupport, SafetyPlan, Lawyer],
        Theme::Separation => &[SafetyPlan, VictimSupport, Lawyer, Shelter],
        Theme::Children => &[VictimSupport, Report, Helpline],
        Theme::Housing => &[Shelter, Cpas, VictimSupport],
        Theme::Residence => &[Lawyer, VictimSupport, Cpas],
        Theme::Procedure => &[VictimSupport, Lawyer, Report],
        Theme::HelpingOthers => &[Helpline, VictimSupport, SafetyPlan, PerpetratorHelp],
        Theme::Other => &[Helpline, VictimSupport],
    };
    let first = Some(Emergency).filter(|first| danger && !steps.contains(first));
    first.into_iter().chain(steps.iter().copied()).collect()
}

/// What in a text may point at somebody, the gravest first.
pub fn traces(text: &str) -> Vec<Trace> {
    let found = [
        (Trace::Number, has_number(text)),
        (Trace::Email, text.split_whitespace().any(|word| word.contains('@'))),
        (Trace::Address, has_address(text)),
        (Trace::Name, has_name(text)),
    ];
    found.into_iter().filter_map(|(trace, is)| is.then_some(trace)).collect()
}

/// Six digits or more, with whatever people write between them. A year and a number of children are fewer.
fn has_number(text: &str) -> bool {
    let mut digits = 0;
    for c in text.chars() {
        match c {
            // Also the digits of other scripts.
            c if c.is_numeric() => digits += 1,
            c if c.is_whitespace() || "+./-()_:,".contains(c) => {}
            _ => digits = 0,
        }
        if digits >= 6 {
            return true;
        }
    }
    false
}

/// A word for "street" with a number near it.
fn has_address(text: &str) -> bool {
    let plain = deunicode::deunicode(text).to_lowercase();
    let words: Vec<&str> =
        plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let is_number = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit()) && word.len() <= 5;
    words.iter().enumerate().any(|(at, word)| {
        linkage::normal::is_street(word) && words.iter().skip(at + 1).take(6).any(&is_number)
    })
}

/// Two words in a row that begin with a capital letter. Names of services have their own capitals: it is asked, not known.
fn has_name(text: &str) -> bool {
    let word = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphabetic());
        let mut letters = bare.chars();
        let capital = letters.next().is_some_and(char::is_uppercase);
        // CPAS, EVA, ITR: all capitals are no name of a person, unless long.
        let shout = bare.chars().count() <= 5 && bare.chars().all(char::is_uppercase);
        (capital && letters.next().is_some() && !shout, word.ends_with(['.', ',', ';', ':', '!', '?']))
    };
    let words: Vec<(bool, bool)> = text.split_whitespace().map(word).collect();
    words.windows(2).any(|pair| pair[0].0 && !pair[0].1 && pair[1].0)
}

/// What is written for a count that might point at somebody: nothing below five, and never one gap alone that a total
/// would fill.
pub fn suppressed(counts: &[i64]) -> Vec<Option<i64>> {
    const FEWEST: i64 = 5;
    let mut shown: Vec<Option<i64>> =
        counts.iter().map(|count| (*count >= FEWEST).then_some(*count)).collect();
    if shown.iter().filter(|count| count.is_none()).count() == 1 {
        let smallest =
            shown.iter().enumerate().filter(|(_, count)| count.is_some()).min_by_key(|(_, count)| **count);
        if let Some(at) = smallest.map(|(at, _)| at) {
            shown[at] = None;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(more: &[(&str, &str)]) -> Form {
        let base = [
            ("asker", "relative"),
            ("theme", "danger"),
            ("language", "nl"),
            ("length", "short"),
            ("counsel.emergency", "yes"),
        ];
        base.iter().chain(more).map(|(name, text)| (name.to_string(), text.to_string())).collect()
    }

    #[test]
    fn where_there_is_danger_the_emergency_number_comes_first() {
        for theme in Theme::ALL {
            let (calm, danger) = (next_steps(*theme, false), next_steps(*theme, true));
            assert!(calm.len() >= 2 && danger.first() == Some(&Counsel::Emergency), "{theme}");
        }
    }

    fn refused(more: &[(&str, &str)]) -> Vec<(String, &'static str)> {
        read(&form(more)).unwrap_err().into_iter().map(|one| (one.field, one.word)).collect()
    }

    #[test]
    fn five_answers_are_an_advice() {
        let advice = read(&form(&[])).unwrap();
        assert_eq!((advice.theme, advice.counsel), (Theme::Danger, vec![Counsel::Emergency]));
        assert_eq!(read(&Form::new()).unwrap_err().len(), 5);
    }

    #[test]
    fn numbers_and_mail_addresses_are_never_kept() {
        for note in [
            "call 0470/12.34.57",
            "85.03.07-123.45",
            "née le 7/3/1985 à",
            "٠٤٧٠١٢٣٤٥٧",
            "BN.43.L3.000123/2026",
        ] {
            assert_eq!(
                refused(&[("note", note), ("nobody", "yes")]),
                [("note".into(), "advice-number")],
                "{note}"
            );
        }
        let mail = refused(&[("note", "amina@example"), ("nobody", "yes")]);
        assert_eq!(mail, [("note".into(), "advice-email")]);
    }

    #[test]
    fn what_looks_like_a_name_or_an_address_is_asked_about() {
        for note in ["ruft für Amina Peeters an", "Mme Lambert demande", "de zus van El Amrani"] {
            assert_eq!(refused(&[("note", note)]), [("note".into(), "advice-name")], "{note}");
            assert!(read(&form(&[("note", note), ("nobody", "yes")])).is_ok(), "{note}");
        }
        for note in ["woont Kerkstraat 12", "habite rue de l’église, au 12", "Hauptstraße 3a"] {
            assert!(traces(note).contains(&Trace::Address), "{note}");
        }
    }

    #[test]
    fn ordinary_words_pass() {
        for note in [
            "Deux enfants de 3 et 7 ans, depuis 2019. Veut partir avant Noël.",
            "The neighbour hears shouting at night. CPAS knows.",
            "Buurvrouw, al 3 keer politie. Gaf 112 en 1712.",
            "",
        ] {
            assert_eq!(traces(note), [], "{note}");
        }
    }

    #[test]
    fn a_long_note_is_refused() {
        assert_eq!(refused(&[("note", &"a ".repeat(200))]), [("note".into(), "too-long")]);
    }

    #[test]
    fn small_counts_are_not_told_and_no_total_fills_one_gap() {
        assert_eq!(suppressed(&[9, 4, 0]), [Some(9), None, None]);
        assert_eq!(suppressed(&[9, 7, 4]), [Some(9), None, None]);
        assert_eq!(suppressed(&[5, 6]), [Some(5), Some(6)]);
        assert_eq!(suppressed(&[]), Vec::<Option<i64>>::new());
    }
}
