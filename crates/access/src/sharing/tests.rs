//! What the rules of `content/sharing/be.toml` say, as sentences: who, with whom, what, about whom, why, danger.

use super::*;
use Verdict::{Depends, May, Must, No, Unasked};
use jiff::civil::date;

fn today() -> Date {
    date(2026, 11, 26)
}

fn rules() -> Rules {
    Rules::embedded().unwrap()
}

/// `who → to | what | about | why | danger | question=answer …`
fn ask(sentence: &str) -> Question {
    let parts: Vec<_> = sentence.split(['→', '|']).map(str::trim).collect();
    let [who, to, what, about, why, danger, given] = parts.as_slice() else { panic!("{sentence}") };
    let answer = |pair: &str| {
        let (id, answer) = pair.split_once('=').unwrap();
        (id.to_owned(), Answer::from_word(answer).unwrap())
    };
    Question {
        who: Who::from_word(who),
        to: To::from_word(to),
        what: what.split(' ').filter_map(Class::from_word).collect(),
        unnamed: *what == "unnamed",
        about: About::from_word(about),
        why: Why::from_word(why),
        danger: Danger::from_word(danger),
        given: given.split_whitespace().map(answer).collect(),
    }
}

/// `rule:kind:standing` of every rule that concerns her, the default prohibitions left out.
fn said(outcome: &Outcome<'_>) -> Vec<String> {
    let rules = outcome.rules.iter().filter(|one| !one.rule.default);
    rules.map(|one| format!("{}:{}:{}", one.rule.id, one.rule.kind, one.standing.word())).collect()
}

#[test]
fn sentences() {
    #[rustfmt::skip]
    let table: &[(&str, &str, Verdict, &[&str])] = &[
        ("An EVA worker tells the prosecutor of serious danger: she may, and she must help",
            "support → prosecutor | facts assessment | partner | protect | this-person | listed-offence=yes able=no", May,
            &["danger-to-prosecutor:right:met", "help:duty:met", "report-offence:duty:unsettled"]),
        ("The same, when she can protect the person with others: no right under 458bis, and still a duty to help",
            "support → prosecutor | facts | partner | protect | this-person | listed-offence=yes able=yes other-way=yes client-victim=no", No,
            &["danger-to-prosecutor:right:not-met", "help:duty:met"]),
        ("The same, asked without having thought of it: it depends",
            "support → prosecutor | facts | partner | protect | this-person |", Depends, &["danger-to-prosecutor:right:to-ask"]),
        ("Danger that nobody knows of is not no danger",
            "doctor → prosecutor | facts | partner | protect | unknown | listed-offence=yes able=no client-victim=no", Depends,
            &["danger-to-prosecutor:right:to-ask"]),
        ("An officer who learns of an offence must inform the prosecutor",
            "police → prosecutor | facts | partner | report | none | in-office=yes", Must, &["report-offence:duty:met"]),
        ("An officer has that duty whomever else he wants to tell",
            "police → social | facts | partner | help | none | in-office=yes legal-basis=no agreed=no", No,
            &["report-offence:duty:met", "police-data:right:not-met"]),
        ("An officer gives police data to a shelter only on a legal basis",
            "police → social | facts | partner | protect | this-person | legal-basis=yes only-needed=yes in-office=yes", May,
            &["police-data:right:met"]),
        ("An officer lets a help service contact her, because she agreed: who she is, not what happened",
            "police → social | identity | partner | help | none | agreed=yes only-needed=yes", May, &["victim-help:right:met"]),
        ("What happened does not travel that way",
            "police → social | facts | partner | help | none | agreed=yes only-needed=yes legal-basis=no", No, &["victim-help:right:not-met"]),
        ("A GP does not tell the police, even what she agrees to",
            "doctor → police | medical | partner | report | none | agreed=yes", No, &[]),
        ("A GP tells the prosecutor of serious danger",
            "doctor → prosecutor | medical | partner | protect | this-person | listed-offence=yes able=no", May,
            &["danger-to-prosecutor:right:met", "help:duty:met"]),
        ("A GP tells the police only in a state of necessity",
            "doctor → police | medical | partner | protect | this-person | other-way=no outweighs=yes only-needed=yes", May,
            &["necessity:right:met", "help:duty:met"]),
        ("A shelter worker works with the CPAS, because the person agreed: shared secrecy",
            "shelter → social | identity psychosocial | partner | help | none | agreed=yes same-task=yes only-needed=yes", May,
            &["shared:right:met"]),
        ("Nobody in danger and no agreement: no",
            "shelter → social | psychosocial | partner | help | none | agreed=no", No, &["shared:right:not-met"]),
        ("Her agreement does not open the secret to the police",
            "shelter → police | facts | partner | report | none | agreed=yes same-task=yes only-needed=yes", No, &[]),
        ("A conference with a title: she may say what is needed, and never must",
            "psychologist → conference | psychosocial | partner | protect | this-person | title=yes on-the-list=yes only-needed=yes", May,
            &["conference:right:met", "help:duty:met"]),
        ("A conference without a title is none",
            "psychologist → conference | psychosocial | partner | protect | this-person | title=no", No, &["conference:right:not-met"]),
        ("More than is needed is not said in a conference",
            "psychologist → conference | psychosocial | partner | protect | none | title=yes on-the-list=yes only-needed=no", No,
            &["conference:right:not-met"]),
        ("A lawyer says nothing that could incriminate the client",
            "lawyer → prosecutor | facts | suspect | protect | this-person | incriminates=yes listed-offence=yes able=no other-way=yes", No,
            &["lawyer:prohibition:met", "danger-to-prosecutor:right:not-met"]),
        ("A lawyer in a conference: the same",
            "lawyer → conference | facts | suspect | protect | none | incriminates=yes title=yes on-the-list=yes only-needed=yes", No,
            &["lawyer:prohibition:met", "conference:right:not-met"]),
        ("A lawyer whose words incriminate nobody may warn the prosecutor as others do",
            "lawyer → prosecutor | facts | partner | protect | this-person | incriminates=no listed-offence=yes able=no", May,
            &["lawyer:prohibition:not-met", "danger-to-prosecutor:right:met"]),
        ("A lawyer who did not think of it has to, first",
            "lawyer → prosecutor | facts | partner | protect | this-person | listed-offence=yes able=no other-way=yes", Depends,
            &["lawyer:prohibition:to-ask", "danger-to-prosecutor:right:to-ask"]),
        ("A psychologist asks a colleague without naming anybody",
            "psychologist → colleague | unnamed | partner | advice | none | recognisable=no", May, &["without-name:right:met"]),
        ("A story by which everybody knows who is meant names her",
            "psychologist → colleague | unnamed | partner | advice | none | recognisable=yes", No, &["without-name:right:not-met"]),
        ("A witness in court may speak",
            "doctor → court | medical | partner | asked | none | summoned=yes", May, &["testimony:right:met"]),
        ("The prosecution shares of a file what the magistrate decided",
            "prosecutor → support | judicial | partner | protect | this-person | decided=yes only-needed=yes", May,
            &["help:duty:met", "magistrate-decides:right:met"]),
        ("An officer tells EVA what it needs for its task",
            "police → support | facts safe-place | partner | help | none | their-task=yes only-needed=yes", May, &["inside-police:right:met"]),
        ("EVA does not tell patrols what she said in confidence",
            "support → police | psychosocial | partner | asked | none |", No, &[]),
        ("Nobody tells the other party anything, in no danger and with no agreement",
            "shelter → other-party | identity | partner | protect | this-person | agreed=yes other-way=no outweighs=yes only-needed=yes", No,
            &["help:duty:met"]),
        ("Whoever has not said with whom gets no answer yet", "doctor → | facts | partner | protect | none |", Unasked, &[]),
        ("Whoever has not said what gets no answer yet", "doctor → police | | partner | protect | none |", Unasked, &[]),
    ];
    let rules = rules();
    for (title, sentence, verdict, expected) in table {
        let asked = ask(sentence);
        let outcome = rules.weigh(&asked, today());
        assert_eq!(outcome.verdict, *verdict, "{title}: {:?}", said(&outcome));
        for rule in *expected {
            assert!(
                said(&outcome).iter().any(|said| said == rule),
                "{title}: {rule} in {:?}",
                said(&outcome)
            );
        }
    }
}

#[test]
fn a_right_is_never_a_duty() {
    let rules = rules();
    for rule in rules.all().iter().filter(|rule| rule.id.contains("danger") || rule.id == "conference") {
        assert_eq!(rule.kind, Kind::Right, "{}", rule.id);
    }
    let asked = ask(
        "shelter → conference | facts | partner | protect | this-person | title=yes on-the-list=yes only-needed=yes",
    );
    assert_eq!(rules.weigh(&asked, today()).verdict, May);
}

#[test]
fn the_next_question_is_the_first_that_could_change_the_answer() {
    let rules = rules();
    let asked = ask("support → prosecutor | facts | partner | protect | this-person |");
    assert_eq!(rules.weigh(&asked, today()).open[0], "listed-offence");
    let asked = ask(
        "support → prosecutor | facts | partner | protect | this-person | listed-offence=no client-victim=no",
    );
    assert_eq!(rules.weigh(&asked, today()).open, ["other-way", "outweighs", "only-needed"]);
    assert_eq!(rules.weigh(&Question::default(), today()).open, FIRST);
    let asked = ask("doctor → prosecutor | facts | partner | protect | unknown |");
    assert_eq!(rules.weigh(&asked, today()).open[0], "danger");
}

#[test]
fn whoever_may_not_is_told_to_whom_she_may_and_what_else_she_can_do() {
    let rules = rules();
    let asked = ask(
        "doctor → police | medical | partner | protect | this-person | listed-offence=yes able=no other-way=yes",
    );
    let outcome = rules.weigh(&asked, today());
    assert_eq!(outcome.verdict, No);
    let elsewhere: Vec<_> =
        outcome.elsewhere.iter().map(|one| (one.rule.id.as_str(), one.standing)).collect();
    assert!(elsewhere.contains(&("danger-to-prosecutor", Standing::Met)), "{elsewhere:?}");
    let instead: Vec<_> = outcome.instead.iter().map(|one| one.id.as_str()).collect();
    for id in ["ask-her", "without-naming", "keep-helping"] {
        assert!(instead.contains(&id), "{instead:?}");
    }
}

#[test]
fn a_safe_place_is_not_told_where_the_other_party_could_read_it() {
    let rules = rules();
    let asked = ask(
        "support → prosecutor | safe-place facts | partner | protect | this-person | listed-offence=yes able=no",
    );
    let outcome = rules.weigh(&asked, today());
    assert_eq!(outcome.classes, BTreeSet::from([Class::Facts]));
    assert!(outcome.cautions.iter().any(|one| one.id == "place-stays"));
    for rule in
        rules.all().iter().filter(|rule| rule.to.contains(&To::Conference) || rule.id.contains("prosecutor"))
    {
        assert!(!rule.classes.contains(&Class::SafePlace), "{}", rule.id);
    }
}

#[test]
fn every_profession_has_a_default_and_no_rule_allows_the_other_party() {
    let rules = rules();
    for who in Who::ALL {
        assert!(rules.all().iter().any(|rule| rule.default && rule.who.contains(who)), "{who}");
    }
    assert!(rules.all().iter().all(|rule| !rule.to.contains(&To::OtherParty)));
}

#[test]
fn old_numbers_end_the_day_before_the_new_code_begins() {
    let rules = rules();
    for rule in rules.all() {
        assert!(rule.holds(date(2026, 4, 7)) && rule.holds(date(2026, 4, 8)), "{} has a gap", rule.id);
        let code = |article: &&Article| article.law.starts_with("criminal-code");
        for day in [date(2026, 4, 7), date(2026, 4, 8)] {
            let holding = rule.articles.iter().filter(code).filter(|article| article.holds(day)).count();
            assert!(holding <= 1, "{} has two numbers on {day}", rule.id);
        }
    }
}

#[test]
fn a_ground_ends_and_a_conference_ends_with_its_title() {
    let rules = rules();
    assert_eq!(rules.rule("necessity").unwrap().ends(today()), Some(date(2026, 12, 3)));
    assert_eq!(rules.rule("conference").unwrap().ends(today()), None);
}

#[test]
fn the_order_of_the_rules_changes_no_answer() {
    let (rules, mut turned) = (rules(), rules());
    turned.rules.reverse();
    for who in Who::ALL {
        for to in To::ALL {
            for danger in Danger::ALL {
                let asked = ask(&format!(
                    "{who} → {to} | facts | partner | protect | {danger} | able=no only-needed=yes"
                ));
                let (one, other) = (rules.weigh(&asked, today()), turned.weigh(&asked, today()));
                assert_eq!((one.verdict, one.open), (other.verdict, other.open), "{who} {to} {danger}");
            }
        }
    }
}

#[test]
fn silence_opens_nothing() {
    let rules = rules();
    for who in Who::ALL {
        for to in To::ALL {
            let silent = ask(&format!("{who} → {to} | facts | partner | protect | this-person |"));
            let verdict = rules.weigh(&silent, today()).verdict;
            assert!(matches!(verdict, Depends | No), "{who} {to}: {verdict:?}");
        }
    }
}

#[test]
fn a_file_that_makes_no_sense_says_where() {
    let refused = |from: &str, to: &str| {
        let text = EMBEDDED.replacen(from, to, 1);
        assert_ne!(text, EMBEDDED, "{from}");
        Rules::parse(&text).unwrap_err().to_string()
    };
    assert!(refused("kind = \"right\"", "kind = \"rigth\"").contains("line"));
    assert!(refused("conditions = { incriminates", "conditions = { incriminate").contains("rule lawyer"));
    assert!(refused("unless = [\"lawyer\"]", "unless = [\"secrecy\"]").contains("no prohibition"));
    assert!(refused("id = \"help\"", "id = \"secrecy\"").contains("used twice"));
    assert!(refused("until = \"2026-04-07\"", "until = \"2026-04-31\"").contains("line"));
    assert!(refused("source = \"e2.law\"", "source = \"\"").contains("names no source"));
    assert!(refused("note = [\"what-was-told\"]\n", "").contains("write down"));
    assert!(refused("\"incriminates\",\n]", "\"incriminates\", \"idle\",\n]").contains("no rule asks it"));
}

/// The table of `docs/sharing.md`, as the rules are now.
fn table(rules: &Rules) -> String {
    fn list<T: std::fmt::Display>(all: &[T], none: &str) -> String {
        if all.is_empty() {
            none.to_owned()
        } else {
            all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
    }
    let article = |one: &Article| {
        let number = match one.number.as_deref() {
            None => "no article",
            Some("") => "number not known",
            Some(number) => number,
        };
        let from = one.from.map(|day| format!(", from {day}")).unwrap_or_default();
        let until = one.until.map(|day| format!(", until {day}")).unwrap_or_default();
        format!("{}: {number}{from}{until}", one.law)
    };
    let sure = |rule: &Rule| match (rule.verified_on, rule.mark) {
        (Some(day), _) => format!("verified {day}"),
        (None, mark) => format!("{}, written {}", mark.word(), rule.written_on),
    };
    let mut text =
        "| Rule | Kind | Article | Who | With whom | Only if | At most | Ground ends | Source | How sure |\n\
                    | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
            .to_owned();
    for rule in rules.all() {
        let articles: Vec<_> = rule.articles.iter().map(article).collect();
        let mut only: Vec<_> = rule.conditions.iter().map(|(id, needs)| format!("{id}: {needs}")).collect();
        only.extend((!rule.about.is_empty()).then(|| format!("about {}", list(&rule.about, ""))));
        only.extend((!rule.why.is_empty()).then(|| format!("to {}", list(&rule.why, ""))));
        only.extend((!rule.danger.is_empty()).then(|| format!("danger for {}", list(&rule.danger, ""))));
        only.extend(rule.unnamed.then(|| "nobody is named".to_owned()));
        only.extend(rule.unless.iter().map(|id| format!("not: {id}")));
        let who = if rule.disputed.is_empty() {
            list(&rule.who, "anybody")
        } else {
            format!("{} (not settled: {})", list(&rule.who, "anybody"), list(&rule.disputed, ""))
        };
        let classes: Vec<_> = rule.classes.iter().collect();
        let ends = rule.end_days.map_or("–".to_owned(), |days| format!("{days} days"));
        let source = if rule.source.is_empty() { "–" } else { rule.source.as_str() };
        text += &format!(
            "| `{}` | {} | {} | {who} | {} | {} | {} | {ends} | {source} | {} |\n",
            rule.id,
            rule.kind,
            articles.join("; "),
            list(&rule.to, "anybody"),
            list(&only, "–"),
            list(&classes, "what is needed"),
            sure(rule),
        );
    }
    text
}

#[test]
fn the_table_for_lawyers_is_what_the_rules_say() {
    let page = include_str!("../../../../docs/sharing.md");
    let expected = table(&rules());
    assert!(page.contains(&expected), "put this table into docs/sharing.md:\n{expected}");
}
