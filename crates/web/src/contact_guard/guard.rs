//! The contact guard on pages (A8): what of a channel is shown, and why not more.
//!
//! **Invariant:** no page or paper shows a phone, mail address or address of a person but through [`Guard::channel`],
//! [`Guard::name`] or [`Guard::may_print`]. A number can be touched to call it only while that is safe; what is not safe is hidden until
//! somebody says why she needs it, and that is written before it is shown.

use crate::case::loader::{Around, Loader};
use crate::plot;
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::session::SignedIn;
use casework::case::ReportState;
use casework::reading::guard::{Calling, ContactQuery, Known, Reason, Verdict, masked};
use casework::record::channel_key::{ChannelKey, ContactMode, Key};
use casework::record::dates::brussels;
use casework::record::hours::{Day, Slot, next_open, open_until};
use casework::record::id::{CaseId, PersonId, ReportId};
use casework::record::person::{Channel, Exposure, Language, Reach, Role};
use jiff::Timestamp;
use jiff::civil::DateTime;
use minijinja::{Value, context};
use std::collections::BTreeSet;

/// What is known of a case and of those around it, whole; only verdicts leave here.
pub(crate) struct Guard<'a> {
    /// The case that is looked at.
    case: CaseId,
    known: Known<'a>,
    speaks: Vec<Language>,
    now: Timestamp,
    at: DateTime,
}

fn local(at: Timestamp) -> DateTime {
    at.to_zoned_datetime(brussels()).datetime()
}

/// What the guard of a case knows. All that was ever written, also when somebody looks at an earlier day: a number that
/// became unsafe since is not safe because she looks back.
pub(crate) struct Whole {
    around: Around,
    institutions: Vec<Key>,
}

impl Whole {
    /// Of a case that the viewer has opened.
    pub(crate) async fn of(loader: &mut Loader<'_>, case: CaseId) -> Result<Self, WebError> {
        let (app, around) = (loader.app, loader.whole(case).await?);
        let numbers = app.directory.numbers().iter().map(|number| number.phone.clone());
        let evas = app.directory.zones().iter().filter_map(|zone| app.directory.eva_of(&zone.code));
        let evas = evas.filter_map(|eva| eva.phone.clone());
        let institutions = numbers.chain(evas).map(|phone| Key::of(&Reach::Phone(phone))).collect();
        Ok(Self { around, institutions })
    }

    fn known(&self) -> Known<'_> {
        let Around { cases, suspected, is_all, barred } = &self.around;
        let known = Known::new(cases.iter().map(|(id, loaded)| (*id, &loaded.whole)), &self.institutions)
            .suspecting(suspected.iter().map(|(id, loaded)| (*id, &loaded.whole)))
            .barring(barred.clone());
        if *is_all { known } else { known.in_part() }
    }

    /// For a viewer, now. The languages are those that she reads and that her zones work in.
    pub(crate) fn guard(&self, app: &App, who: &SignedIn, case: CaseId) -> Guard<'_> {
        let zones = who.account.zones.iter().filter_map(|code| app.directory.zone(code));
        let mut speaks: Vec<Language> = zones.flat_map(|zone| zone.languages.iter().copied()).collect();
        speaks.extend(Language::from_word(who.language));
        let now = now();
        let known = self.known();
        Guard { case, known, speaks, now, at: local(now) }
    }
}

/// A channel where it is written.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    case: CaseId,
    report: ReportId,
    pub(crate) state: &'a ReportState,
}

impl Guard<'_> {
    /// A report of the case that is looked at.
    pub(crate) fn at<'a>(&self, report: ReportId, state: &'a ReportState) -> At<'a> {
        At { case: self.case, report, state }
    }

    fn ask(&self, at: At<'_>, channel: &Channel, mode: ContactMode) -> Verdict {
        let asked = ContactQuery { at: self.at, mode, speaks: &self.speaks };
        self.known.verdict((at.case, at.report), channel, asked)
    }

    /// What a page shows of a channel. `channel` is the viewer's to read.
    pub(crate) fn channel(&self, page: &Page<'_>, who: &SignedIn, at: At<'_>, channel: &Channel) -> Value {
        let ways = ContactMode::of(&channel.at);
        let verdicts: Vec<_> = ways.iter().map(|way| (*way, self.ask(at, channel, *way))).collect();
        let Some((_, verdict)) = verdicts.first() else { return Value::UNDEFINED };
        let terms = self.known.terms((at.case, at.report), channel);
        let shown =
            ways.iter().any(|way| at.state.contact_guard.is_overridden(channel, *way, who.user(), self.now));
        let written = written(&channel.at);
        let is_phone = matches!(channel.at, Reach::Phone(_));
        // The home that both know is no secret; that he lives there is said beside it.
        let common = verdict.reasons().contains(&Reason::SameAddress);
        let open = shown || common || verdicts.iter().any(|(_, verdict)| !verdict.is_no());
        let dial = match (&verdict, Key::of(&channel.at)) {
            (Verdict::Safe { .. }, Key::Phone(number)) => number,
            _ => String::new(),
        };
        let until = match verdict {
            Verdict::Safe { until } => until.map(|until| until.strftime("%H:%M").to_string()),
            _ => None,
        };
        // What stands against every way is said once.
        let own = verdict.reasons();
        let others = verdicts.iter().skip(1).map(|(way, verdict)| {
            let reasons = reasons_of(page, verdict, shown).filter(|(reason, _)| !own.contains(reason));
            let said: Vec<_> = reasons.map(|(_, said)| said).collect();
            context! { name => page.t(&format!("way-{way}")), state => state_of(verdict), reasons => said }
        });
        let strip = (!terms.hours.is_empty()).then(|| self.strip(page, &terms.hours));
        context! {
            is_phone, kind => kind_of(&channel.at), text => open.then(|| written.clone()), masked => masked(&channel.at),
            struck => verdict.is_no() && !shown, dial, state => state_of(verdict), shown, until,
            reasons => reasons_of(page, verdict, shown).map(|(_, said)| said).collect::<Vec<_>>(), next => verdict.next().map(|next| moment(page, next)),
            others => others.collect::<Vec<_>>(), strip,
            word => terms.word, which => format!("{}_{}", channel.person, ChannelKey::of(&channel.at)),
            hers => verdict.reasons() != [Reason::OfOtherParty],
            readers => (channel.exposure != Exposure::Unknown).then(|| page.t(&format!("reader-{}", channel.exposure))),
            reachable => !verdict.is_no(), said => restated(page, at.state, channel),
        }
    }

    /// Whether the victim of a report may be called now, by whichever of her phones the viewer may read; `None` when
    /// that is none.
    pub(crate) fn calling_now(&self, page: &Page<'_>, at: At<'_>) -> Option<Value> {
        let victim = at.state.record.first(Role::Victim)?.id;
        let own = at.state.record.channels.iter().filter(|channel| channel.person == victim);
        let phones = own.filter(|channel| matches!(channel.at, Reach::Phone(_)));
        let asked = |channel: &Channel| {
            let hours = self.known.terms((at.case, at.report), channel).hours;
            (self.ask(at, channel, ContactMode::Call), open_until(&hours, self.at))
        };
        let (verdicts, open): (Vec<_>, Vec<_>) = phones.map(asked).unzip();
        // In her hours, but something must be read first.
        let first = verdicts.iter().zip(&open).find_map(|(verdict, until)| {
            let asks = matches!(verdict, Verdict::Ask { .. });
            until.filter(|_| asks)
        });
        let until = verdicts.iter().find_map(|verdict| match verdict {
            Verdict::Safe { until } => Some(until),
            Verdict::Ask { .. } | Verdict::No { .. } => None,
        });
        let next = verdicts.iter().filter_map(Verdict::next).min();
        let (kind, text) = match (until, next) {
            (Some(Some(until)), _) => {
                ("good", page.tell("calling-until", "at", &until.strftime("%H:%M").to_string()))
            }
            (Some(None), _) => ("good", page.t("calling-now")),
            (None, _) if first.is_some() => {
                let until = first.map(|until| until.strftime("%H:%M").to_string()).unwrap_or_default();
                ("good", page.tell("calling-until-first", "at", &until))
            }
            (None, Some(next)) => {
                ("neutral", format::labelled(page.language, &page.t("calling-next"), &moment(page, next)))
            }
            (None, None) if verdicts.iter().any(|verdict| !verdict.is_no()) => {
                ("neutral", page.t("calling-ask"))
            }
            (None, None) => ("late", page.t("calling-never")),
        };
        (!verdicts.is_empty()).then(|| context! { kind, text })
    }

    /// Whether a paper may be sent to somebody of a report: an address that she gave for letters.
    pub(crate) fn takes_letters(&self, at: At<'_>) -> bool {
        let victim = at.state.record.first(Role::Victim).map(|person| person.id);
        let mut own = at.state.record.channels.iter().filter(|channel| Some(channel.person) == victim);
        own.any(|channel| {
            self.ask(at, channel, ContactMode::Letter).is_safe()
                || self.ask(at, channel, ContactMode::Email).is_safe()
        })
    }

    /// How a channel is named beside others, as in a picture or a list: whole only where nothing is given away by it, else
    /// too little of it to be used.
    pub(crate) fn name(&self, of: (CaseId, ReportId), channel: &Channel, whole: String) -> String {
        if self.known.is_open(of, channel) { whole } else { masked(&channel.at) }
    }

    /// Whether a channel of one of these people may stand on a paper that is given to somebody who is `role` in this case.
    /// To her, what is her own, as long as nobody else of that role could be meant; to him, what gives nothing away.
    pub(crate) fn may_print(
        &self,
        report: ReportId,
        channel: &Channel,
        (role, people): (Role, &BTreeSet<PersonId>),
    ) -> bool {
        let of_one = self.known.are_one(people.iter().map(|person| (self.case, *person)));
        of_one && (role == Role::Victim || self.known.is_open((self.case, report), channel))
    }

    fn strip(&self, page: &Page<'_>, hours: &[Slot]) -> Value {
        let days: Vec<String> = Day::ALL.iter().map(|day| page.t(&format!("day-{day}"))).collect();
        let says = hours_in_words(page, hours);
        Value::from_safe_string(plot::week((&page.t("guard-week"), &says), &days, hours, self.at))
    }
}

/// When it was said anew, by whom, and how it is known.
fn restated(page: &Page<'_>, of: &ReportState, channel: &Channel) -> Option<Value> {
    let said = of.contact_guard.restated(channel.person, &ChannelKey::of(&channel.at))?;
    Some(
        context! { at => page.moment(said.at), by => said.by.name.as_str(), reason => said.what.reason.as_str() },
    )
}

fn written(at: &Reach) -> String {
    match at {
        Reach::Phone(written) | Reach::Email(written) => written.clone(),
        Reach::Address { street, postcode, town } => {
            let place = format!("{} {town}", postcode.as_ref().map_or("", |code| code.as_str()));
            let parts = [street.trim(), place.trim()].into_iter().filter(|part| !part.is_empty());
            parts.collect::<Vec<_>>().join(", ")
        }
    }
}

const fn kind_of(at: &Reach) -> &'static str {
    match at {
        Reach::Phone(_) => "phone",
        Reach::Email(_) => "email",
        Reach::Address { .. } => "address",
    }
}

const fn state_of(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Safe { .. } => "safe",
        Verdict::Ask { .. } => "ask",
        Verdict::No { .. } => "no",
    }
}

/// Reasons with their words. Of a channel that is not used for a graver reason than the hour, what to do first is left
/// out: tired people read three lines.
fn reasons_of<'a>(
    page: &'a Page<'_>,
    verdict: &'a Verdict,
    shown: bool,
) -> impl Iterator<Item = (Reason, String)> + 'a {
    let said = |reason: &Reason| match reason {
        Reason::Language(language) => {
            let named = page.t(&format!("language-{language}"));
            format::labelled(page.language, &page.t("guard-language"), &named)
        }
        Reason::OutsideHours { next: Some(next) } => {
            format::labelled(page.language, &page.t("guard-outside-hours"), &moment(page, *next))
        }
        other => page.t(&format!("guard-{}", other.word())),
    };
    let all = shown || !verdict.is_no() || verdict.next().is_some();
    let told = verdict.reasons().iter().filter(move |reason| all || !reason.is_first_step());
    told.map(move |reason| (*reason, said(reason)))
}

/// A day of the week, its date and the hour.
fn moment(page: &Page<'_>, at: DateTime) -> String {
    let day = page.t(&format!("day-{}", Day::of(at.date())));
    format!("{day} {} {}", format::date(page.language, at.date()), at.strftime("%H:%M"))
}

/// `Mon, Tue 9:00–12:00`.
fn hours_in_words(page: &Page<'_>, hours: &[Slot]) -> String {
    let one = |slot: &Slot| {
        let days: Vec<_> = slot.days().iter().map(|day| page.t(&format!("day-{day}"))).collect();
        format!("{} {}–{}", days.join(", "), slot.from().strftime("%H:%M"), slot.to().strftime("%H:%M"))
    };
    hours.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// What a list says of calling her, by her own case alone; `None` when the list knows nothing of it.
pub(crate) fn calling(page: &Page<'_>, calling: Option<&Calling>, now: Timestamp) -> Option<Value> {
    let (kind, text) = match calling? {
        Calling::Never => ("late", page.t("calling-never")),
        Calling::Ask => ("neutral", page.t("calling-ask")),
        Calling::Hours(hours) => {
            let at = local(now);
            let next = next_open(hours, at)?;
            if next == at {
                ("good", page.t("calling-now"))
            } else {
                ("neutral", format::labelled(page.language, &page.t("calling-next"), &moment(page, next)))
            }
        }
    };
    Some(context! { kind, text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::texts::{LANGUAGES, Texts};

    #[test]
    fn every_reason_has_its_words_in_every_language() {
        let texts = Texts::load(None).unwrap();
        let guards = Reason::words().map(|word| format!("guard-{word}"));
        let ways = ContactMode::ALL.iter().map(|way| format!("way-{way}"));
        let days = Day::ALL.iter().map(|day| format!("day-{day}"));
        let warnings = [
            "also-his-number",
            "also-his-email",
            "also-his-address",
            "perhaps-his-number",
            "perhaps-his-email",
            "perhaps-his-address",
        ];
        let warnings = warnings.iter().map(|word| format!("warning-{word}"));
        for key in guards.chain(ways).chain(days).chain(warnings) {
            for (language, _) in LANGUAGES {
                assert!(texts.has(language, &key), "{language}: {key}");
            }
        }
    }
}
