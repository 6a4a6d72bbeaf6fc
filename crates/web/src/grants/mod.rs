//! Who else may read a case, and what was put right in it: consents, recorded grounds, conference titles, broken glass,
//! corrected roles, and which office has acknowledged what.

pub(crate) mod break_glass;
pub(crate) mod notices;
mod seat;
pub(crate) mod shared;

use crate::case::loader::Loader;
use crate::case::view::{Done, OpenCase};
use crate::shell::answers::{Answers, Refused, Wrong};
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use axum::Form as FormBody;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use casework::case::{Case, Command};
use casework::grants;
use casework::grants::{BreakGlass, Consent, Correction, Grant, GrantKind, Title};
use casework::oversight::log::ReadingOutcome;
use casework::record::facets::Class;
use casework::record::form::Form;
use casework::record::id::{CaseId, CorrectionId, GrantId, PersonId, ReportId, ZoneCode};
use casework::record::person::{Language, Person, Role};
use casework::record::staff::{Function, Recipient, Sector};
use jiff::{Timestamp, ToSpan};
use journal::{ReadingLine, ReadingsOf, new_uuid};
use minijinja::{Value, context};
use seat::Seat;
use std::collections::BTreeSet;
use uuid::Uuid;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/cases/{case}/trust", get(show))
        .route("/cases/{case}/trust/{action}", post(act))
        .route("/cases/{case}/consent/{grant}", get(paper))
}

/// Classes that somebody can let others read. A conference says its own things by its title.
const SHARED: &[Class] = &[
    Class::Identity,
    Class::SafePlace,
    Class::Facts,
    Class::Assessment,
    Class::Psychosocial,
    Class::Medical,
    Class::Judicial,
    Class::Coordination,
];

/// Until when, if nobody says otherwise: she is asked again after three months.
const USUAL_MONTHS: i32 = 3;

async fn show(State(app): State<App>, who: SignedIn, Path(id): Path<String>) -> Result<Response, WebError> {
    let id: CaseId = id.parse().map_err(|_| WebError::NotFound)?;
    page(&app, &who, id, &Refused::default()).await
}

async fn page(app: &App, who: &SignedIn, id: CaseId, refused: &Refused) -> Result<Response, WebError> {
    // The page names the shelters of a zone: not for those who only see, whom no consent is for.
    if who.viewer.function.only_sees() {
        return Err(WebError::NotFound);
    }
    let open = app.open_case(who, id, None, "trust").await?;
    let page = Page::of(app, who, "/cases").at(format!("/cases/{id}/trust"));
    let (summary, v, e) = refused.values_named(&page, question);
    let may = May::of(app, who, &open);
    let at = now();
    let until = at.to_zoned_datetime(casework::record::dates::brussels()).checked_add(USUAL_MONTHS.months());
    let seats = seat::all(app, &who.viewer.zones).await?;
    let values = context! {
        path => format!("/cases/{id}"), summary, v, e, room => refused.room,
        grants => grants(&page, &open, &may, at),
        notices => notices(&page, &open),
        corrections => corrections(&page, &open),
        may => may.view(),
        people => people(&page, &open.case, |person| person.role != Role::OtherParty),
        everybody => everybody(&page, &open.case),
        seats => seats.iter().map(|seat| seat.view(&page)).collect::<Vec<_>>(),
        classes => page.options("class", SHARED, |class| class.word()),
        roles => page.options("role", Role::ALL, |role| role.word()),
        languages => page.options("language", &[Language::Fr, Language::Nl, Language::De, Language::En], |one| one.word()),
        zones => zones(&page),
        until => until.map(|day| format::date(page.language, day.date())).unwrap_or_default(),
    };
    Ok((refused.status(), page.html("trust/show.html", "trust-title", values)?).into_response())
}

/// The question of a field, as it stands above it.
fn question(field: &str) -> Option<&'static str> {
    Some(match field {
        "consent.person" => "consent-person",
        "consent.to" => "trust-office",
        "consent.zone" => "trust-zone",
        "consent.class" => "consent-what",
        "consent.until" | "title.until" => "consent-until",
        "consent.language" => "consent-language",
        "title.reference" => "title-reference",
        "title.purpose" => "title-purpose",
        "title.with" => "title-who",
        "title.zone" => "title-zone",
        "title.class" => "title-what",
        "correct.person" => "correct-person",
        "correct.role" => "correct-role",
        "correct.reason" => "field-reason",
        _ => return None,
    })
}

/// The zones that an office can have, everywhere first.
pub(crate) fn zones(page: &Page<'_>) -> Vec<Value> {
    let name = |zone: &directory::Zone| {
        context! { value => zone.code.as_str(), text => format!("{} {}", zone.code, zone.name.in_language(page.reader())) }
    };
    let everywhere = context! { value => "all", text => page.t("trust-everywhere") };
    std::iter::once(everywhere).chain(page.app.directory.zones().iter().map(name)).collect()
}

fn people(page: &Page<'_>, case: &Case, which: impl Fn(&Person) -> bool) -> Vec<Value> {
    let all = case.reports.iter().flat_map(|(_, report)| &report.record.people);
    let option = |person: &Person| {
        let name = if person.name().is_empty() { page.t("opening-nameless") } else { person.name() };
        let text = format!("{name} · {}", page.t(&format!("role-{}", person.role)));
        context! { value => person.id.to_string(), text }
    };
    all.filter(|person| which(person)).map(option).collect()
}

/// Everybody, by report: a role is a fact about one report.
fn everybody(page: &Page<'_>, case: &Case) -> Vec<Value> {
    let of = |(id, report): &(ReportId, casework::case::ReportState)| {
        let pv = report.record.head().map(|head| head.pv.as_str().to_owned()).unwrap_or_default();
        let option = |person: &Person| {
            let role = page.t(&format!("role-{}", person.role));
            context! { value => format!("{id}:{}", person.id), text => format!("{} · {role} · {pv}", person.name()) }
        };
        report.record.people.iter().map(option).collect::<Vec<_>>()
    };
    case.reports.iter().flat_map(of).collect()
}

/// What the viewer may do here.
struct May {
    consent: bool,
    title: bool,
    withdraw: bool,
    correct: bool,
}

impl May {
    fn of(app: &App, who: &SignedIn, open: &OpenCase) -> Self {
        let may = |wish: grants::Command| app.may(who, &open.facts, &Command::Grants(wish));
        let (grant, nil, until) = (GrantId(Uuid::nil()), Uuid::nil(), Timestamp::MAX);
        let to = Recipient { sector: Sector::Police, zone: None, office: String::new() };
        let classes = BTreeSet::new();
        let text = String::new;
        Self {
            consent: may(grants::Command::Consent(Consent {
                grant,
                person: PersonId(nil),
                to,
                classes: classes.clone(),
                until,
                language: Language::Fr,
            })),
            title: may(grants::Command::Title(Title {
                grant,
                reference: text(),
                purpose: text(),
                participants: vec![],
                classes,
                from: Timestamp::MIN,
                until,
            })),
            withdraw: may(grants::Command::Withdraw { grant, unread: false }),
            correct: may(grants::Command::Correct(Correction {
                id: CorrectionId(nil),
                report: ReportId(nil),
                person: PersonId(nil),
                from: Role::Victim,
                to: Role::Victim,
                reason: text(),
                tell: BTreeSet::new(),
            })),
        }
    }

    fn view(&self) -> Value {
        context! { consent => self.consent, title => self.title, correct => self.correct }
    }
}

/// An office in words.
pub(crate) fn office(page: &Page<'_>, to: &Recipient) -> String {
    let zone = to.zone.as_ref().map(|zone| format!(" {zone}")).unwrap_or_default();
    let sector = page.t(&format!("sector-{}", to.sector));
    if to.office.is_empty() { format!("{sector}{zone}") } else { format!("{} ({sector}{zone})", to.office) }
}

fn grants(page: &Page<'_>, open: &OpenCase, may: &May, at: Timestamp) -> Vec<Value> {
    let mut grants = open.case.grants.grants();
    grants.sort_by_key(|grant| (!grant.is_live(at), std::cmp::Reverse(grant.from)));
    let view = |grant: &Grant| {
        let live = grant.is_live(at);
        let classes: Vec<_> = match grant.kind {
            GrantKind::BreakGlass => vec![],
            _ => grant.classes.iter().map(|class| page.t(&format!("class-{class}"))).collect(),
        };
        context! {
            id => grant.id.to_string(), kind => page.t(&format!("grant-{}", grant.kind)), consent => grant.kind == GrantKind::Consent,
            ground => grant.ground.map(|ground| page.t(&format!("ground-{ground}"))),
            to => office(page, &grant.to), classes, live, from => page.moment(grant.from), until => page.moment(grant.until),
            withdrawn => page.moments(grant.withdrawn), may_withdraw => live && may.withdraw && grant.kind != GrantKind::BreakGlass,
            soon => grant.from > at,
        }
    };
    grants.iter().map(view).collect()
}

/// What offices were told, and who has not acknowledged: those first.
fn notices(page: &Page<'_>, open: &OpenCase) -> Vec<Value> {
    let mut notices = open.case.grants.notices();
    notices.sort_by_key(|notice| (notice.acknowledged.is_some(), notice.at));
    let view = |notice: &casework::grants::Notice| {
        let done = notice.acknowledged.as_ref();
        context! {
            kind => page.t(&format!("notice-{}", notice.kind)), to => office(page, &notice.to), at => page.moment(notice.at),
            done => done.map(|done| page.moment(done.at)), by => done.map(|done| done.by.name.clone()),
        }
    };
    notices.iter().map(view).collect()
}

fn corrections(page: &Page<'_>, open: &OpenCase) -> Vec<Value> {
    let view = |done: &casework::record::stamp::Dated<Correction>| {
        let name = open.case.person(done.what.person).map(Person::name).unwrap_or_default();
        let role = |role: Role| page.t(&format!("role-{role}"));
        context! {
            name, from => role(done.what.from), to => role(done.what.to), reason => done.what.reason.as_str(),
            at => page.moment(done.at), by => done.by.name.as_str(),
        }
    };
    open.case.grants.corrections.iter().rev().map(view).collect()
}

/// The forms of this page.
fn room(action: &str) -> Option<&'static str> {
    ["consent", "title", "withdraw", "correct"].into_iter().find(|room| *room == action)
}

async fn act(
    State(app): State<App>,
    who: SignedIn,
    Path((id, action)): Path<(String, String)>,
    FormBody(typed): FormBody<Form>,
) -> Result<Response, WebError> {
    let id: CaseId = id.parse().map_err(|_| WebError::NotFound)?;
    let room = room(&action).ok_or(WebError::NotFound)?;
    let mut loader = app.loader(&who);
    let open = loader.open(id, None, "trust").await?;
    let mut answers = Answers::of(room, &typed);
    let wish = wish(&mut loader, &open, &mut answers).await?;
    let refused = |wrong: Wrong| Refused { room, wrong, typed: typed.clone() };
    let Some(wish) = wish.filter(|_| answers.wrong.is_empty()) else {
        return page(&app, &who, id, &refused(answers.wrong)).await;
    };
    match loader.give(id, None, &Command::Grants(wish)).await? {
        Done::Written => Ok(Redirect::to(&format!("/cases/{id}/trust")).into_response()),
        Done::Refused(why) => page(&app, &who, id, &refused(vec![(why.field, why.why.word())])).await,
        Done::Conflict => Err(WebError::Internal("a wish without a number cannot conflict".to_owned())),
    }
}

async fn wish(
    loader: &mut Loader<'_>,
    open: &OpenCase,
    answers: &mut Answers<'_>,
) -> Result<Option<grants::Command>, WebError> {
    let (app, who) = (loader.app, loader.who);
    let grant = GrantId(new_uuid(now()));
    Ok(match answers.room {
        "consent" => {
            consent(grant, &seat::all(app, &who.viewer.zones).await?, answers).map(grants::Command::Consent)
        }
        "title" => {
            title(grant, &seat::all(app, &who.viewer.zones).await?, answers).map(grants::Command::Title)
        }
        "withdraw" => match answers.choice("grant", |word| word.parse().ok()) {
            None => None,
            Some(grant) => {
                let unread = is_unread(app, open, grant).await?;
                Some(grants::Command::Withdraw { grant, unread })
            }
        },
        _ => match correction(answers) {
            None => None,
            Some(correction) => {
                let tell = offices_that_read(loader, open).await?;
                Some(grants::Command::Correct(Correction { tell, ..correction }))
            }
        },
    })
}

fn zone_choice(word: &str) -> Option<Option<ZoneCode>> {
    if word == "all" { Some(None) } else { ZoneCode::parse(word).ok().map(Some) }
}

fn consent(grant: GrantId, seats: &[Seat], answers: &mut Answers<'_>) -> Option<Consent> {
    let person = answers.choice("person", |word| word.parse().ok());
    let to = seat::chosen(seats, "to", zone_choice, answers);
    let classes = answers.ticked("class", SHARED, |class| class.word()).into_iter().collect();
    let until = answers.end_of_day("until");
    let language = answers.choice("language", Language::from_word);
    Some(Consent { grant, person: person?, to: to?, classes, until: until?, language: language? })
}

/// Names of the partners who use Havre, each once: what is opened to one of them must bear its very name.
pub(crate) async fn offices(app: &App) -> Result<BTreeSet<String>, WebError> {
    let accounts = app.journal.accounts().await?;
    let used = accounts.into_iter().filter(|account| account.active && !account.office.is_empty());
    Ok(used.map(|account| account.office).collect())
}

/// The name of a known office, however its accents and capitals were typed.
pub(crate) fn known_office(offices: &BTreeSet<String>, typed: String) -> String {
    let key = casework::record::text::compare_key(&typed);
    let known = offices.iter().find(|office| casework::record::text::compare_key(office) == key);
    known.cloned().unwrap_or(typed)
}

fn title(grant: GrantId, seats: &[Seat], answers: &mut Answers<'_>) -> Option<Title> {
    let (reference, purpose) =
        (answers.needed("reference", "required"), answers.needed("purpose", "reason-needed"));
    let zone = answers.choice("zone", zone_choice);
    let participants = seat::ticked(seats, zone.as_ref(), answers);
    let classes = answers.ticked("class", SHARED, |class| class.word()).into_iter().collect();
    let until = answers.end_of_day("until");
    Some(Title {
        grant,
        reference,
        purpose,
        participants: participants?,
        classes,
        from: now(),
        until: until?,
    })
}

/// `report:person`.
fn report_person(word: &str) -> Option<(ReportId, PersonId)> {
    let (report, person) = word.split_once(':')?;
    Some((report.parse().ok()?, person.parse().ok()?))
}

fn correction(answers: &mut Answers<'_>) -> Option<Correction> {
    let who = answers.choice("person", report_person);
    let to = answers.choice("role", Role::from_word);
    let reason = answers.needed("reason", "reason-needed");
    let (report, person) = who?;
    let id = CorrectionId(new_uuid(now()));
    Some(Correction { id, report, person, from: to?, to: to?, reason, tell: BTreeSet::new() })
}

/// Lines of the log that are looked at for who read a case: far more than any case has.
const READINGS: usize = 20_000;

/// Readings of a case that showed something.
async fn given_readings(app: &App, case: CaseId) -> Result<Vec<ReadingLine>, WebError> {
    let ever = (Timestamp::UNIX_EPOCH, Timestamp::MAX);
    let mut lines = app.journal.readings(ReadingsOf::Case(case), ever, READINGS).await?;
    lines.retain(|line| line.reading.outcome == ReadingOutcome::Given);
    Ok(lines)
}

/// Whether an office has been shown something. The log names a sector and zones: of a sector of many services it may be
/// another one that read.
fn has_read(lines: &[ReadingLine], to: &Recipient) -> bool {
    let mut units = lines.iter().filter_map(|line| line.reading.unit.as_ref());
    units
        .any(|unit| unit.sector == to.sector && to.zone.as_ref().is_none_or(|zone| unit.zones.contains(zone)))
}

/// Whether a grant is taken back by which nobody read, in a case that is one unit's alone: telling the office would tell
/// it that there is such a case.
async fn is_unread(app: &App, open: &OpenCase, grant: GrantId) -> Result<bool, WebError> {
    if !open.facts.unreported {
        return Ok(false);
    }
    let lines = given_readings(app, open.id).await?;
    let mut given = open.facts.grants.iter().filter(|one| one.id == grant);
    Ok(!given.any(|one| has_read(&lines, &one.to)))
}

/// Every office that may have read the role as it was: whoever wrote in the case, whoever the log says was shown
/// something of it, be it a name among what a search found, and whoever a grant opened it to.
async fn offices_that_read(
    loader: &mut Loader<'_>,
    open: &OpenCase,
) -> Result<BTreeSet<Recipient>, WebError> {
    let (app, who) = (loader.app, loader.who);
    let loaded = loader.load(open.id).await?.ok_or(WebError::NotFound)?;
    let lines = given_readings(app, open.id).await?;
    let wrote = loaded.stream.entries.iter().map(|entry| &entry.by);
    let wrote = wrote.filter(|by| by.function != Function::Administrator);
    let read = lines.iter().filter_map(|line| line.reading.unit.as_ref());
    let mut units: Vec<(Sector, BTreeSet<ZoneCode>)> =
        wrote.map(|by| (by.sector, by.zone.iter().cloned().collect())).collect();
    units.extend(read.map(|unit| (unit.sector, unit.zones.iter().cloned().collect())));
    units.extend([(who.viewer.sector, BTreeSet::new()), (Sector::Police, BTreeSet::new())]);
    let mut offices: BTreeSet<Recipient> = BTreeSet::new();
    // Of a sector of many services only those read to whom something was opened: they are named below.
    for (sector, zones) in units.into_iter().filter(|(sector, _)| sector.has_one_office()) {
        let named = |zone| Recipient { sector, zone: Some(zone), office: String::new() };
        offices.extend(told_in(zones, &open.facts.zones).into_iter().map(named));
    }
    let granted = open.facts.grants.iter().filter(|grant| grant.kind != GrantKind::BreakGlass);
    offices.extend(granted.map(|grant| grant.to.clone()));
    if open.facts.unreported {
        // Nobody else knows of the case: only who was shown something is told.
        offices.retain(|office| has_read(&lines, office));
    }
    Ok(offices)
}

/// In which zones a unit is told: where the case is, as far as it works there, so that no other office is told; else
/// wherever it works.
fn told_in(unit: BTreeSet<ZoneCode>, here: &BTreeSet<ZoneCode>) -> BTreeSet<ZoneCode> {
    let both: BTreeSet<_> = unit.intersection(here).cloned().collect();
    match (both.is_empty(), unit.is_empty()) {
        (false, _) => both,
        (true, false) => unit,
        (true, true) => here.clone(),
    }
}

/// The consent on paper, in the language in which it was explained to her.
async fn paper(
    State(app): State<App>,
    who: SignedIn,
    Path((id, grant)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let id: CaseId = id.parse().map_err(|_| WebError::NotFound)?;
    let grant: GrantId = grant.parse().map_err(|_| WebError::NotFound)?;
    let open = app.open_case(&who, id, None, "consent paper").await?;
    let given = open.case.grants.consents.iter().find(|given| given.what.grant == grant);
    let given = given.ok_or(WebError::NotFound)?;
    let consent = &given.what;
    let page = Page::of(&app, &who, "/cases").at(format!("/cases/{id}/consent/{grant}"));
    // The page speaks the language of whoever prints it, the paper hers.
    let language = crate::shell::texts::language_of(consent.language.word());
    let hers = Page { language, ..Page::of(&app, &who, "/cases") };
    let classes: Vec<_> =
        consent.classes.iter().map(|class| hers.t(&format!("class-plain-{class}"))).collect();
    let texts = ["nothing-else", "take-back", "free"].map(|key| hers.t(&format!("consent-{key}"))).to_vec();
    let withdrawn = open.case.grants.withdrawn.get(&grant).map(|taken| hers.moment(taken.at));
    let values = context! {
        back => format!("/cases/{id}/trust"), language, title => hers.t("consent-title"), classes, texts,
        withdrawn => withdrawn.map(|at| hers.tell("consent-withdrawn", "at", &at)),
        says => hers.tell("consent-says", "to", &office(&hers, &consent.to)),
        ends => hers.tell("consent-ends", "at", &hers.moment(consent.until)),
        given => hers.tell("consent-given", "at", &hers.moment(given.at)),
        keep_safe => hers.t("consent-keep-safe"), signature => hers.t("consent-signature"),
    };
    page.html("trust/consent.html", "consent-title", values)
}

/// For how long broken glass stays open.
pub(crate) const GLASS_HOURS: i64 = 4;

/// A break-glass that begins now.
pub(crate) fn glass(reason: String) -> grants::Command {
    let until = now() + GLASS_HOURS.hours();
    grants::Command::BreakGlass(BreakGlass { grant: GrantId(new_uuid(now())), until, reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_told_where_the_case_is_or_else_where_it_works() {
        let zones = |codes: &[&str]| codes.iter().filter_map(|code| ZoneCode::parse(code).ok()).collect();
        let told = |unit: &[&str]| told_in(zones(unit), &zones(&["5344", "5341"]));
        assert_eq!(
            told(&["5339", "5344"]),
            zones(&["5344"]),
            "no other office of the prosecution's district"
        );
        assert_eq!(told(&["5345"]), zones(&["5345"]), "whoever found it from elsewhere is told there");
        assert_eq!(told(&[]), zones(&["5341", "5344"]));
    }
}
