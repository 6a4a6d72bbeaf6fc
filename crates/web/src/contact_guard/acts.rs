//! Asking to be shown a channel that is not safe, and saying anew how somebody is reached.

use crate::case::acts::{Act, Offer, Place, Spot, Target, Wanted};
use crate::case::pages::CasePage;
use crate::shell::answers::Answers;
use casework::case::Kind;
use casework::contact_guard::{self, Command};
use casework::grants;
use casework::reading::guard::masked;
use casework::record::channel_key::{ChannelKey, ContactMode};
use casework::record::form::Form;
use casework::record::hours::Day;
use casework::record::id::{PersonId, ReportId};
use casework::record::person::{Channel, Exposure, Person, Reach};
use casework::record::words::Answer;
use casework::report;
use minijinja::{Value, context};
use uuid::Uuid;

/// The acts of this wing.
pub(crate) const ACTS: &[Act] = &[SHOW, REACH];

const SHOW: Act = Act {
    word: "show",
    spot: Spot::Channel,
    page: CasePage::People,
    which: Some("which"),
    offers: |place| place.state.record.channels.iter().filter_map(|channel| offer(place, channel)).collect(),
    read,
    builds_on: &[],
    // Whoever is shown a channel that is not safe is in the log of readings, like whoever opens a case.
    shows: Some("channel"),
};

/// A form for each channel, by the first way in which it can be used.
fn offer(place: &Place<'_>, channel: &Channel) -> Option<Offer> {
    let (key, mode) = (ChannelKey::of(&channel.at), ContactMode::of(&channel.at).first()?);
    let values = context! { way => mode.word() };
    Some(Offer { which: format!("{}_{key}", channel.person), asks: show_any(place.report).into(), values })
}

/// The same question for every channel: who may be shown one may be shown each that she reads of.
fn show_any(report: ReportId) -> Command {
    let channel = ChannelKey::of(&Reach::Phone(String::new()));
    let (person, mode, reason) = (PersonId(Uuid::nil()), ContactMode::Call, String::new());
    Command::OverrideContact { report, person, channel, mode, reason }
}

fn read(to: Target, form: &mut Answers<'_>) -> Option<Wanted> {
    let which = form.typed.get("which").and_then(|which| which.split_once('_'));
    let mode = form.typed.get("way").and_then(|word| ContactMode::from_word(word));
    let reason = form.needed("reason", "reason-needed");
    let (person, channel) = which?;
    let (person, channel) = (person.parse().ok()?, channel.parse().ok()?);
    Wanted::only(Command::OverrideContact { report: to.report, person, channel, mode: mode?, reason })
}

/// The fields of [`REACH`] that say how somebody is reached, named as in a report.
const FIELDS: [&str; 17] = [
    "phone0",
    "phone0_readers",
    "phone0_day.mon",
    "phone0_from",
    "phone0_to",
    "phone0_voicemail",
    "phone0_message",
    "phone0_word",
    "email",
    "email_readers",
    "email_message",
    "street",
    "address_postcode",
    "town",
    "address_readers",
    "address_letter",
    "address_visit",
];

const REACH: Act = Act {
    word: "reach",
    spot: Spot::Report,
    page: CasePage::People,
    which: None,
    offers: offer_reach,
    read: reach,
    // A colleague may have written the same number, or said that it is none; or somebody turned out to be the victim.
    builds_on: &[
        Kind::ContactGuard(contact_guard::Kind::ChannelStated),
        Kind::ContactGuard(contact_guard::Kind::ChannelEnded),
        Kind::Grants(grants::Kind::RoleCorrected),
    ],
    shows: None,
};

fn offer_reach(place: &Place<'_>) -> Vec<Offer> {
    let record = &place.state.record;
    let Some(first) = record.people.first() else { return vec![] };
    let named = |person: &Person| {
        let role = place.page.t(&format!("role-{}", person.role));
        format!("{} · {role}", person.name()).trim_start_matches([' ', '·']).to_owned()
    };
    let person = |person: &Person| context! { value => person.id.to_string(), text => named(person) };
    // Too little of each to use it: whoever says that it is none any more knows which one is meant.
    let known = |channel: &Channel| {
        let owner = record.people.iter().find(|person| person.id == channel.person)?;
        let key = ChannelKey::of(&channel.at);
        let stands = !place.state.contact_guard.is_ended(owner.id, &key);
        let text = format!("{}, {}", masked(&channel.at), named(owner));
        stands.then(|| context! { value => format!("{}_{key}", owner.id), text })
    };
    let (report, person_id, channels, ended) = (place.report, first.id, vec![], None);
    let asks = Command::Reach { report, person: person_id, channels, ended, reason: String::new() };
    let values = context! {
        people => record.people.iter().map(person).collect::<Vec<_>>(),
        known => record.channels.iter().filter_map(known).collect::<Vec<Value>>(),
        readers => place.choices("reader", Exposure::ALL.iter().map(|reader| reader.word())),
        answers => place.choices("answer", Answer::ALL.iter().map(|answer| answer.word())),
        days => place.choices("day", Day::ALL.iter().map(|day| day.word())),
    };
    Offer::one(asks, values)
}

fn reach(to: Target, form: &mut Answers<'_>) -> Option<Wanted> {
    let person: Option<PersonId> = form.choice("person", |id| id.parse().ok());
    let reason = form.needed("reason", "reason-needed");
    let ended = form.raw("ended").split_once('_');
    let of_her = ended.filter(|(owner, _)| person.is_some_and(|person| person.to_string() == *owner));
    if ended.is_some() && of_her.is_none() {
        form.wrong.push(("ended", "unknown-channel"));
    }
    let ended = of_her.and_then(|(_, key)| key.parse().ok());
    let person = person?;
    let channels = channels(form, person)?;
    Wanted::only(Command::Reach { report: to.report, person, channels, ended, reason })
}

/// What the form says of channels, read as a report reads those of its first person.
fn channels(form: &mut Answers<'_>, person: PersonId) -> Option<Vec<Channel>> {
    let prefix = format!("{}.", form.room);
    let own = form
        .typed
        .iter()
        .filter_map(|(field, typed)| Some((format!("p0.{}", field.strip_prefix(&prefix)?), typed.clone())));
    match report::form::channels(&own.collect::<Form>(), person) {
        Ok(channels) => Some(channels),
        Err(problems) => {
            for problem in problems {
                let at = FIELDS.into_iter().find(|field| problem.field.strip_prefix("p0.") == Some(*field));
                form.wrong.push((at.unwrap_or("phone0"), problem.word));
            }
            None
        }
    }
}
