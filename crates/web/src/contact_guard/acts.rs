//! Asking to be shown a channel that is not safe.

use crate::case::acts::{Act, Offer, Place, Spot, Target, Wanted};
use crate::case::pages::CasePage;
use crate::shell::answers::Answers;
use casework::contact_guard::Command;
use casework::record::channel_key::{ChannelKey, ContactMode};
use casework::record::id::{PersonId, ReportId};
use casework::record::person::{Channel, Reach};
use minijinja::context;
use uuid::Uuid;

/// The acts of this wing.
pub(crate) const ACTS: &[Act] = &[SHOW];

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
