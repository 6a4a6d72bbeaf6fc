//! Every answer that a form asks for is shown on the case: what is asked and never seen again is asked in vain.
//!
//! The fields come from the form as it is sent to a browser, so a new question is held to it without a line here.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[expect(dead_code, reason = "the matrix asks more of the scene than these tests")]
mod scene;

use axum::http::StatusCode;
use casework::case::Command;
use casework::record::id::{CaseId, PersonId, PvNumber, ReportId};
use casework::record::staff::{Author, Function};
use casework::report;
use scene::{Scene, eva, intake};
use std::collections::{BTreeMap, BTreeSet};

/// A form as typed.
type Typed = BTreeMap<String, String>;

/// What a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Field {
    /// Words, or what has a form of its own.
    Text,
    /// One of these words.
    Choice(Vec<String>),
    /// A tick.
    Tick,
}

/// The value of an attribute of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

/// The fields of a form that people fill in: not the hidden ones, not the buttons.
fn fields(form: &str) -> BTreeMap<String, Field> {
    let mut fields: BTreeMap<String, Field> = BTreeMap::new();
    let mut select = String::new();
    for tag in form.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let (element, name) = (tag.split(' ').next().unwrap(), attribute(tag, "name"));
        match (element, attribute(tag, "type"), name) {
            ("input", Some("hidden"), _) | ("button", ..) => {}
            ("input", Some("radio"), Some(name)) => {
                choice(&mut fields, name, attribute(tag, "value").unwrap());
            }
            ("input", Some("checkbox"), Some(name)) => {
                fields.insert(name.to_owned(), Field::Tick);
            }
            ("input" | "textarea", _, Some(name)) => {
                fields.insert(name.to_owned(), Field::Text);
            }
            ("select", _, Some(name)) => name.clone_into(&mut select),
            ("option", ..) => choice(&mut fields, &select, attribute(tag, "value").unwrap()),
            _ => {}
        }
    }
    fields
}

fn choice(fields: &mut BTreeMap<String, Field>, name: &str, value: &str) {
    let field = fields.entry(name.to_owned()).or_insert_with(|| Field::Choice(vec![]));
    if let Field::Choice(values) = field
        && !value.is_empty()
    {
        values.push(value.to_owned());
    }
}

/// Two values of a text that has a form of its own, both such that nothing is hidden; `None` for plain words.
fn formatted(name: &str) -> Option<[&'static str; 2]> {
    let last = name.rsplit(['.', '_']).next().unwrap();
    Some(match last {
        "on" => ["01/11/2026", "02/11/2026"],
        "at" | "from" => ["00:00", "03:17"],
        "to" => ["23:59", "23:43"],
        "postcode" => ["1030", "1210"],
        "birth" => ["07/03/1985", "08/03/1986"],
        "email" if name.starts_with("p0") => ["hers@mail.example", "other.hers@mail.example"],
        "email" => ["his@mail.example", "other.his@mail.example"],
        phone if phone.starts_with("phone") && name.starts_with("p0") => ["0470 11 22 33", "0471 44 55 66"],
        phone if phone.starts_with("phone") => ["0480 77 88 99", "0481 12 34 56"],
        _ => return None,
    })
}

/// A whole answer in which nothing stands against showing anything.
fn answered(fields: &BTreeMap<String, Field>) -> Typed {
    let mut typed = Typed::new();
    for (number, (name, field)) in fields.iter().enumerate() {
        let value = match field {
            Field::Text => {
                formatted(name).map_or_else(|| format!("Marker{number}x"), |[one, _]| one.to_owned())
            }
            Field::Choice(values) => {
                let safe =
                    ["yes", "nobody", "fr"].into_iter().find(|safe| values.iter().any(|one| one == safe));
                safe.unwrap_or(&values[0]).to_owned()
            }
            Field::Tick => "yes".to_owned(),
        };
        typed.insert(name.clone(), value);
    }
    typed
}

/// Who the two people are.
fn roles() -> [(String, String); 2] {
    [("p0.role", "victim"), ("p1.role", "other-party")].map(|(name, role)| (name.to_owned(), role.to_owned()))
}

/// The same with one answer changed, in each way in which it can be.
fn changed(typed: &Typed, name: &str, field: &Field) -> Vec<Typed> {
    let with = |value: &str| {
        let mut other = typed.clone();
        other.insert(name.to_owned(), value.to_owned());
        other
    };
    match field {
        Field::Text => formatted(name).map(|[_, other]| with(other)).into_iter().collect(),
        Field::Choice(values) => {
            values.iter().filter(|value| **value != typed[name]).take(3).map(|value| with(value)).collect()
        }
        Field::Tick => vec![with("")],
    }
}

fn encoded(typed: &Typed) -> String {
    let plain = |text: &str| {
        let byte = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        };
        text.bytes().map(byte).collect::<String>()
    };
    typed
        .iter()
        .map(|(name, value)| format!("{}={}", plain(name), plain(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// The words of a page of a case beside its navigation and what can be done.
fn words(page: &str) -> String {
    let content = page.split("class=\"case-frame__content\"").nth(1).unwrap();
    let content = content.split("<aside").next().unwrap();
    let texts = content.split('<').map(|rest| rest.split_once('>').map_or("", |(_, text)| text.trim()));
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The same without hours, which differ from one report to the next.
fn timeless(words: &str) -> String {
    let is_hour = |word: &str| word.contains(':') && word.chars().any(|c| c.is_ascii_digit());
    words.split_whitespace().filter(|word| !is_hour(word)).collect::<Vec<_>>().join(" ")
}

struct Desk {
    scene: Scene,
    signed: u32,
}

impl Desk {
    /// Signs a report; the address of its case, or `None` when the form was refused.
    async fn sign(&mut self, typed: &Typed) -> Option<String> {
        let draft = self.scene.ask(intake(), "POST", "/reports/new", "").await.location();
        self.signed += 1;
        let mut typed = typed.clone();
        typed.insert("pv_number".to_owned(), format!("TE.43.L3.{:06}/2026", 900_000 + self.signed));
        let form = format!("version=1&do=sign&{}", encoded(&typed));
        let answer = self.scene.ask(intake(), "POST", &draft, &form).await;
        let signed = answer.status == StatusCode::SEE_OTHER;
        signed.then(|| answer.location().split(['?', '#']).next().unwrap().to_owned())
    }

    /// What victim support reads on the pages of a case that its navigation names.
    async fn read(&mut self, case: &str) -> String {
        // The timeline says when something happened, not what was answered.
        let pages = self.scene.case_pages(eva(), case).await;
        let pages = pages.iter().filter(|(link, _)| !link.ends_with("/timeline"));
        let read: String = pages.map(|(_, page)| words(page)).collect();
        read.replace(&format!("TE.43.L3.{:06}", 900_000 + self.signed), "PV")
    }

    /// A report that the police wrote long enough ago for day 2: the address of its case, and its number.
    async fn older(&mut self) -> (String, String) {
        self.signed += 1;
        let mut report = casework::report::samples::report().unwrap();
        let id = ReportId(journal::new_uuid(web::now::now()));
        report.head.id = id;
        report.head.pv = PvNumber::parse(&format!("TE.43.L3.{:06}/2026", 900_000 + self.signed)).unwrap();
        (report.facts.report, report.risk.report, report.safe_contact.report) = (id, id, id);
        for person in &mut report.people {
            let new = PersonId(journal::new_uuid(web::now::now()));
            let own = report.channels.iter_mut().filter(|channel| channel.person == person.id);
            own.for_each(|channel| channel.person = new);
            person.id = new;
        }
        let (at, case) = (report.head.received_at, CaseId(id.0));
        let sign = Command::Report(report::Command::Sign(Box::new(report)));
        let officer = Author {
            function: Function::Intake,
            sector: Function::Intake.usual_sector(),
            ..casework::record::sample::author()
        };
        self.scene.app.journal.run(case, &officer, at, None, &sign).await.unwrap();
        (format!("/cases/{case}"), id.to_string())
    }

    /// The fields that an officer is asked once the second person is the other party.
    async fn asked(&mut self) -> BTreeMap<String, Field> {
        let draft = self.scene.ask(intake(), "POST", "/reports/new", "").await.location();
        let roles = "version=1&do=save&p0.role=victim&p1.role=other-party&p1.family_name=x";
        self.scene.ask(intake(), "POST", &draft, roles).await;
        let page = self.scene.ask(intake(), "GET", &draft, "").await.body;
        fields(page.split("class=\"report__body\"").nth(1).unwrap().split("</form>").next().unwrap())
    }
}

#[tokio::test]
async fn every_answer_of_the_report_is_shown_on_the_case() {
    let mut desk = Desk { scene: Scene::set().await, signed: 0 };
    let asked = desk.asked().await;
    assert!(asked.len() > 60, "the form was found: {asked:?}");
    let mut typed = answered(&asked);
    typed.extend(roles());
    let case = desk.sign(&typed).await.expect("the whole form is taken");
    let whole = desk.read(&case).await;
    let case = desk.sign(&typed).await.unwrap();
    assert_eq!(timeless(&desk.read(&case).await), timeless(&whole), "the same answers read the same");
    let mut unseen: BTreeSet<String> = BTreeSet::new();
    for (name, field) in asked.iter().filter(|(name, _)| *name != "pv_number") {
        if *field == Field::Text && formatted(name).is_none() && !whole.contains(typed[name].as_str()) {
            unseen.insert(name.clone());
        }
        for other in changed(&typed, name, field) {
            // What must be as it is (there is a victim) cannot be told by changing it.
            let Some(case) = desk.sign(&other).await else { continue };
            let read = desk.read(&case).await;
            let hour = Some(other[name].as_str()).filter(|value| value.contains(':'));
            let seen = hour.map_or_else(|| timeless(&read) != timeless(&whole), |hour| read.contains(hour));
            if !seen {
                unseen.insert(format!("{name}={}", other[name]));
            }
        }
    }
    assert!(whole.contains("PV"), "the number of the report is shown");
    assert!(unseen.is_empty(), "asked in a report, and not shown on its case: {unseen:#?}");
}

#[tokio::test]
async fn every_answer_of_day_two_is_shown_on_the_case() {
    let mut desk = Desk { scene: Scene::set().await, signed: 0 };
    let (case, report) = desk.older().await;
    let page = desk.scene.ask(eva(), "GET", &format!("{case}/{report}/day-two"), "").await.body;
    let own = |name: &String| name.starts_with("day-two.");
    let asked: BTreeMap<_, _> = fields(&page).into_iter().filter(|(name, _)| own(name)).collect();
    assert!(asked.len() > 4, "the form was found: {asked:?}");
    let typed = answered(&asked);
    let whole = desk.day_two(&typed).await;
    assert_eq!(timeless(&desk.day_two(&typed).await), timeless(&whole), "the same answers read the same");
    let mut unseen = BTreeSet::new();
    for (name, field) in &asked {
        if *field == Field::Text && !whole.contains(typed[name].as_str()) {
            unseen.insert(name.clone());
        }
        for other in changed(&typed, name, field) {
            if timeless(&desk.day_two(&other).await) == timeless(&whole) {
                unseen.insert(format!("{name}={}", other[name]));
            }
        }
    }
    assert!(unseen.is_empty(), "asked on day 2, and not shown on the case: {unseen:#?}");
}

impl Desk {
    /// What victim support reads of a report after she recorded these answers of day 2.
    async fn day_two(&mut self, answers: &Typed) -> String {
        let (case, report) = self.older().await;
        let address = format!("{case}/{report}/day-two");
        let answer = self.scene.ask(eva(), "POST", &address, &encoded(answers)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        self.read(&case).await
    }
}
