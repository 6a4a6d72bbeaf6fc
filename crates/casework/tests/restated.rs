//! How somebody is reached is said anew: the last word holds, wherever it is asked for, and what is known of the other
//! party holds against it all the same.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[expect(dead_code, reason = "the tests of the guard ask more of the scene")]
mod scene;

use casework::case::{Body, Case, Command, decide};
use casework::contact_guard::{self, Entry};
use casework::reading::guard::{Calling, ContactQuery, Known, Reason, Verdict, calling};
use casework::record::channel_key::{ChannelKey, ContactMode};
use casework::record::facets::Class;
use casework::record::person::{Channel, Exposure, Reach, Role, Terms};
use casework::record::refusal::Why;
use casework::record::words::Answer;
use scene::{
    HER, HERE, HIM, address, ask, case_of, folded, has, head, hers, his, id, monday, no, person, phone,
    report, week,
};

const OLD: &str = "0470 12 34 56";
const NEW: &str = "0471 65 43 21";

fn stated(of: u128, channel: Channel) -> Body {
    let role = if channel.person == id(HIM) { Role::OtherParty } else { Role::Victim };
    Body::ContactGuard(Entry::ChannelStated {
        report: report(of),
        role,
        channel,
        reason: "She said so.".into(),
    })
}

fn ended(of: u128, at: &Reach) -> Body {
    let channel = ChannelKey::of(at);
    let (role, person, reason) = (Role::Victim, id(HER), "A wrong number.".into());
    Body::ContactGuard(Entry::ChannelEnded { report: report(of), role, person, channel, reason })
}

fn reach(channels: Vec<Channel>, ended: Option<ChannelKey>) -> contact_guard::Command {
    let (report, person, reason) = (report(1), id(HER), "She said so.".into());
    contact_guard::Command::Reach { report, person, channels, ended, reason }
}

/// What comes of a command, as the case is then.
fn after(case: &Case, bodies: Vec<Body>, command: contact_guard::Command) -> Result<Case, Why> {
    let entries =
        decide(case, &Command::from(command), jiff::Timestamp::UNIX_EPOCH).map_err(|refusal| refusal.why)?;
    Ok(folded(bodies.into_iter().chain(entries)))
}

fn bodies(channel: &Channel) -> Vec<Body> {
    let her = person(1, HER, Role::Victim, "Amina Peeters");
    let him = person(1, HIM, Role::OtherParty, "Luc Lambert");
    vec![head(1), her, him, has(1, Role::Victim, channel.clone())]
}

#[test]
fn a_new_number_is_a_way_to_her_and_the_old_one_is_none_any_more() {
    let (old, new) = (hers(phone(OLD)), hers(phone(NEW)));
    let known = bodies(&old);
    let command = reach(vec![new.clone()], Some(ChannelKey::of(&old.at)));
    let case = after(&folded(known.clone()), known, command).unwrap();
    assert_eq!(case.report(report(1)).unwrap().record.channels, [old.clone(), new.clone()]);
    assert!(ask(&[(HERE, &case)], &new, ContactMode::Call).is_safe());
    assert_eq!(ask(&[(HERE, &case)], &old, ContactMode::Call), no(&[Reason::Ended]));
    assert_eq!(calling(HERE, report(1), &case), Some(Calling::Hours(week(9, 12))));
}

#[test]
fn what_is_said_anew_of_a_known_number_takes_the_place_of_what_the_report_said() {
    let old = hers(phone(OLD));
    let read =
        Channel { exposure: Exposure::OtherParty, terms: Terms::default(), ..hers(phone("+32470123456")) };
    let case = case_of(&old, [stated(1, read.clone())]);
    assert_eq!(
        case.report(report(1)).unwrap().record.channels,
        std::slice::from_ref(&read),
        "written otherwise, the same"
    );
    assert!(ask(&[(HERE, &case)], &read, ContactMode::Call).reasons().contains(&Reason::ReadByOtherParty));
    assert_eq!(calling(HERE, report(1), &case), Some(Calling::Never));
    let again = case_of(&old, [stated(1, read), stated(1, old.clone())]);
    assert!(ask(&[(HERE, &again)], &old, ContactMode::Call).is_safe(), "the last word counts");
}

#[test]
fn a_number_that_was_none_any_more_is_one_again_when_she_says_so() {
    let old = hers(phone(OLD));
    let gone = case_of(&old, [ended(1, &old.at)]);
    assert!(ask(&[(HERE, &gone)], &old, ContactMode::Call).is_no());
    let back = case_of(&old, [ended(1, &old.at), stated(1, old.clone())]);
    assert!(ask(&[(HERE, &back)], &old, ContactMode::Call).is_safe());
}

#[test]
fn her_last_word_on_a_voicemail_counts_from_when_it_was_said_and_not_from_when_its_report_was() {
    let allows = |said: Answer| Channel {
        terms: Terms { voicemail: said, ..hers(phone(OLD)).terms },
        ..hers(phone(OLD))
    };
    // A second report, later than the first, allowed it; then she said no, and it was written at the first one.
    let second = [head(2), person(2, HER + 10, Role::Victim, "Amina Peeters"), {
        let channel = Channel { person: id(HER + 10), ..allows(Answer::Yes) };
        has(2, Role::Victim, channel)
    }];
    let case = case_of(&hers(phone(OLD)), second.into_iter().chain([stated(1, allows(Answer::No))]));
    let asked = ContactQuery { at: monday(), mode: ContactMode::Voicemail, speaks: &[] };
    let known = Known::new([(HERE, &case)], &[]);
    let other = Channel { person: id(HER + 10), ..allows(Answer::Yes) };
    for (of, channel) in [(1, &allows(Answer::No)), (2, &other)] {
        let verdict = known.verdict((HERE, report(of)), channel, asked);
        assert!(verdict.reasons().contains(&Reason::NotAllowed(ContactMode::Voicemail)), "{of}: {verdict:?}");
    }
}

#[test]
fn that_a_number_is_none_any_more_holds_in_every_report_that_names_it() {
    let old = hers(phone(OLD));
    let other = Channel { person: id(HER + 10), ..old.clone() };
    let second =
        [head(2), person(2, HER + 10, Role::Victim, "Amina Peeters"), has(2, Role::Victim, other.clone())];
    let case = case_of(&old, second.into_iter().chain([ended(1, &old.at)]));
    let asked = ContactQuery { at: monday(), mode: ContactMode::Call, speaks: &[] };
    let verdict = Known::new([(HERE, &case)], &[]).verdict((HERE, report(2)), &other, asked);
    assert!(verdict.reasons().contains(&Reason::Ended), "{verdict:?}");
}

#[test]
fn what_was_once_a_number_of_his_is_no_safe_number_of_hers_whatever_is_said_anew() {
    let hers_too = hers(phone(OLD));
    let case = case_of(&hers(phone(NEW)), [his(phone(OLD)), stated(1, hers_too.clone())]);
    assert_eq!(ask(&[(HERE, &case)], &hers_too, ContactMode::Call), no(&[Reason::Shared]));
    let his_new = Channel::new(id(HIM), phone(NEW), Exposure::Unknown);
    let case = case_of(&hers(phone(NEW)), [stated(1, his_new)]);
    assert_eq!(ask(&[(HERE, &case)], &hers(phone(NEW)), ContactMode::Call), no(&[Reason::Shared]));
}

#[test]
fn nothing_said_somebody_unknown_or_a_number_that_is_not_hers_is_refused() {
    let old = hers(phone(OLD));
    let case = case_of(&old, []);
    let refused = |command| after(&case, bodies(&old), command).unwrap_err();
    assert_eq!(refused(reach(vec![], None)), Why::NothingSaid);
    assert_eq!(refused(reach(vec![], Some(ChannelKey::of(&phone(NEW))))), Why::UnknownChannel);
    let of_him = Channel { person: id(HIM), ..hers(phone(NEW)) };
    assert_eq!(refused(reach(vec![of_him], None)), Why::UnknownPerson);
    let (channels, reason) = (vec![hers(phone(NEW))], String::new());
    let (nobody, her) = (id(99), id(HER));
    let unknown = vec![Channel { person: nobody, ..hers(phone(NEW)) }];
    let command = |person, channels, reason| contact_guard::Command::Reach {
        report: report(1),
        person,
        channels,
        ended: None,
        reason,
    };
    assert_eq!(refused(command(nobody, unknown, "She said so.".into())), Why::UnknownPerson);
    assert_eq!(refused(command(her, channels, reason)), Why::ReasonNeeded);
}

#[test]
fn where_he_lives_is_no_safe_place_and_where_she_does_is_one() {
    let of = |person, at| stated(1, Channel::new(id(person), at, Exposure::Unknown)).class();
    assert_eq!(of(HER, address("Rue A 1")), Class::SafePlace);
    assert_eq!(of(HIM, address("Rue B 2")), Class::Identity);
    assert_eq!(ended(1, &phone(OLD)).class(), Class::SafePlace);
    let his = stated(1, Channel::new(id(HIM), address("Rue B 2"), Exposure::Unknown));
    assert_eq!(his.class_in(&[id(HIM)].into()), Class::SafePlace, "he turned out to be the victim");
    assert!(matches!(
        ask(&[(HERE, &case_of(&hers(phone(OLD)), [his]))], &hers(phone(OLD)), ContactMode::Call),
        Verdict::Safe { .. }
    ));
}
