//! The contact guard at its edges: what each word of a rule decides when everything else says yes.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod scene;

use casework::case::Body;
use casework::contact_guard;
use casework::follow_up::{self, ContactOutcome};
use casework::linking::{self, SamePerson};
use casework::reading::guard::{Calling, ContactQuery, Known, Reason, Verdict, calling, masked};
use casework::record::channel_key::{ChannelKey, ContactMode};
use casework::record::person::{Channel, Exposure, Language, Reach, Role, Terms};
use casework::record::words::Answer;
use jiff::Timestamp;
use scene::{
    HER, HERE, HIM, THERE, address, ask, call, case_of, folded, has, head, hers, his, id, monday, no, person,
    phone, report, week,
};
use std::collections::BTreeSet;

const PHONE: &str = "0470 12 34 57";
const OTHER: &str = "0485 98 76 55";

fn linked(here: u128, case: casework::record::id::CaseId, there: u128) -> Body {
    Body::Linking(linking::Entry::PersonLinked {
        same: SamePerson { here: id(here), case, person: id(there) },
        reason: "x".into(),
        stated_at: Timestamp::UNIX_EPOCH,
    })
}

/// Messages are found by these words: two reasons with one word would be told as one.
#[test]
fn every_reason_has_a_word_of_its_own() {
    let all: Vec<_> = Reason::words().collect();
    let words: BTreeSet<_> = all.iter().collect();
    assert_eq!(words.len(), all.len(), "{words:?}");
    assert!(words.iter().all(|word| word.starts_with(|c: char| c.is_ascii_lowercase())), "{words:?}");
}

#[test]
fn a_verdict_is_one_of_three() {
    let unasked = Channel::new(id(HER), phone(PHONE), Exposure::Nobody);
    let said =
        [call(&hers(phone(PHONE)), []), call(&unasked, []), call(&hers(phone(PHONE)), [his(phone(PHONE))])];
    assert_eq!(said.each_ref().map(Verdict::is_safe), [true, false, false]);
    assert_eq!(said.each_ref().map(Verdict::is_no), [false, false, true]);
}

/// One word is no name: half of a town is called Amina.
#[test]
fn nobody_is_known_by_one_word() {
    let channel = hers(phone(PHONE));
    let named_like_him = [
        head(2),
        person(2, 20, Role::OtherParty, "Amina"),
        head(3),
        person(3, 30, Role::Victim, "Amina"),
        has(3, Role::Victim, Channel::new(id(30), phone(PHONE), Exposure::Nobody)),
    ];
    assert!(call(&channel, named_like_him).is_safe(), "she, as a later report names her");
    let own = Channel::new(id(20), phone(OTHER), Exposure::Unknown);
    let case = folded([
        head(2),
        person(2, 20, Role::OtherParty, "Lambert"),
        has(2, Role::OtherParty, own.clone()),
        head(3),
        person(3, 30, Role::Victim, "Lambert"),
    ]);
    assert!(Known::new([(HERE, &case)], &[]).is_open((HERE, report(2)), &own), "a victim of his name");
}

#[test]
fn people_are_one_by_link_or_by_whole_name_and_by_nothing_else() {
    let case = folded([
        head(1),
        person(1, HER, Role::Victim, "Amina Peeters"),
        person(1, HIM, Role::OtherParty, "Luc Lambert"),
        head(2),
        person(2, 20, Role::Victim, "Peeters Amina"),
        person(2, 21, Role::OtherParty, "L. L."),
        linked(HIM, HERE, 21),
    ]);
    let known = Known::new([(HERE, &case)], &[]);
    let one = |people: &[u128]| known.are_one(people.iter().map(|who| (HERE, id(*who))));
    assert!(one(&[]) && one(&[HER]) && one(&[HER, 20]) && one(&[HIM, 21]));
    assert!(!one(&[HER, HIM]) && !one(&[20, 21]) && !one(&[HER, 20, HIM]));
}

/// What outlives an erased case is what it said of others. What she left unsaid herself is said anew or not at all.
#[test]
fn of_an_erased_case_only_what_others_were_written_to_know_is_kept() {
    let unasked = Channel::new(id(HER), phone(PHONE), Exposure::Unknown);
    let here = case_of(&unasked, []);
    assert_eq!(Known::new([(HERE, &here)], &[]).spoken_against(HERE), BTreeSet::new());
    let there = folded([
        head(2),
        person(2, 20, Role::Victim, "Zoé Essai"),
        person(2, 21, Role::OtherParty, "Luc Lambert"),
        has(2, Role::Victim, Channel::new(id(20), phone(OTHER), Exposure::OtherParty)),
    ]);
    let known = Known::new([(HERE, &here), (THERE, &there)], &[]);
    assert_eq!(known.spoken_against(HERE), BTreeSet::new(), "of another case");
    assert_eq!(known.spoken_against(THERE), BTreeSet::from([ChannelKey::of(&phone(OTHER))]));
}

/// What was said against one phone in an erased case says nothing of another.
#[test]
fn a_channel_is_barred_and_not_the_one_beside_it() {
    let channel = hers(phone(PHONE));
    let case = case_of(&channel, []);
    let asked = ContactQuery { at: monday(), mode: ContactMode::Call, speaks: &[] };
    let barring = |at: &str| {
        let known = Known::new([(HERE, &case)], &[]).barring([ChannelKey::of(&phone(at))].into());
        known.verdict((HERE, report(1)), &channel, asked)
    };
    assert!(barring(PHONE).is_no() && barring(OTHER).is_safe());
}

/// Of each thing the last word that she said of it, in whichever report; of what she did not speak of again, the first.
#[test]
fn what_she_allowed_is_her_last_word_on_each_thing() {
    let first = hers(phone(PHONE));
    let (voicemail, word) = (Answer::No, "The dentist".to_owned());
    let terms = Terms { voicemail, word, ..Terms::default() };
    let later = Channel { terms, ..Channel::new(id(20), phone(PHONE), Exposure::Nobody) };
    let again = [head(2), person(2, 20, Role::Victim, "Amina Peeters"), has(2, Role::Victim, later.clone())];
    let case = case_of(&first, again);
    let known = Known::new([(HERE, &case)], &[]);
    let both = Terms { hours: week(9, 12), ..later.terms.clone() };
    assert_eq!(known.terms((HERE, report(1)), &first), both);
    assert_eq!(known.terms((HERE, report(2)), &later), both);
    assert_eq!(
        known.terms((HERE, report(9)), &later),
        later.terms,
        "a report that is not here says nothing more"
    );
}

/// A mother and her daughter may both be called Amina. In two reports a shorter name may be hers, in one it is not.
#[test]
fn two_people_of_one_report_are_two_whatever_their_names() {
    let channel = hers(phone(PHONE));
    let of = |report: u128| {
        let own = Channel::new(id(20), phone(PHONE), Exposure::Nobody);
        [person(report, 20, Role::Victim, "Amina"), has(report, Role::Victim, own)]
    };
    assert_eq!(call(&channel, of(1)), no(&[Reason::OtherPerson]));
    assert!(call(&channel, [head(2)].into_iter().chain(of(2))).is_safe());
}

#[test]
fn a_masked_number_shows_its_end_only_when_there_is_more_of_it() {
    let shown = |digits: &str| masked(&phone(digits));
    assert_eq!(["1", "1234", "12345"].map(shown), ["••••", "••••", "•••• 45"]);
    assert_eq!(masked(&Reach::Email("amina@example.org".into())), "••••@••••");
    let nowhere = Reach::Address { street: "Rue Haute 1".into(), postcode: None, town: "Luik".into() };
    assert_eq!(masked(&nowhere), "••••");
}

/// A yes to letters is a yes to one door: said in a later report, it opens no letter that this one does not allow. A no
/// holds wherever it was said.
#[test]
fn a_letter_is_allowed_by_this_record_and_refused_by_any() {
    let home = |person: u128, letter: Answer| {
        let terms = Terms { letter, visit: letter, ..Terms::default() };
        Channel { terms, ..Channel::new(id(person), address("Rue Haute 5"), Exposure::Nobody) }
    };
    for (here, later, allowed) in [
        (Answer::Yes, Answer::Yes, true),
        (Answer::Yes, Answer::Unknown, true),
        (Answer::Yes, Answer::No, false),
        (Answer::Unknown, Answer::Yes, false),
        (Answer::No, Answer::Yes, false),
    ] {
        let channel = home(HER, here);
        let again =
            [head(2), person(2, 20, Role::Victim, "Amina Peeters"), has(2, Role::Victim, home(20, later))];
        let case = case_of(&channel, again);
        for way in [ContactMode::Letter, ContactMode::Visit] {
            let verdict = ask(&[(HERE, &case)], &channel, way);
            let refused = verdict.reasons().contains(&Reason::NotAllowed(way));
            assert_eq!(refused, !allowed, "{here} here, {later} later, {way}: {verdict:?}");
        }
    }
}

/// Everything of the scene is written on the first of February: what she said of an earlier report is over with a later
/// one, and a no to this one holds until she was spoken with.
#[test]
fn she_declined_this_report_and_was_not_spoken_with_since() {
    let received = |at: &str| match head(1) {
        Body::Report(casework::report::Entry::ReportSigned(head)) => {
            let received_at = at.parse().unwrap();
            Body::Report(casework::report::Entry::ReportSigned(casework::report::Head {
                received_at,
                ..head
            }))
        }
        other => other,
    };
    let said = |outcome| {
        Body::FollowUp(follow_up::Entry::ContactAttempted { report: report(1), outcome, next_try: None })
    };
    let channel = hers(phone(PHONE));
    let declines = |received_at: &str, outcomes: &[ContactOutcome]| {
        let outcomes = outcomes.iter().map(|outcome| said(*outcome));
        let verdict = call(&channel, [received(received_at)].into_iter().chain(outcomes));
        assert!(verdict.is_safe() || verdict == no(&[Reason::Declined]), "{verdict:?}");
        verdict.is_no()
    };
    let before = "2026-01-31T23:59:59Z";
    assert!(declines(before, &[ContactOutcome::Declined]));
    assert!(declines("2026-02-01T00:00:00Z", &[ContactOutcome::Declined]));
    assert!(!declines("2026-02-01T00:00:01Z", &[ContactOutcome::Declined]), "of an earlier report");
    assert!(!declines(before, &[ContactOutcome::Declined, ContactOutcome::Reached]));
    assert!(declines(before, &[ContactOutcome::Reached, ContactOutcome::Declined]));
    assert!(!declines(before, &[ContactOutcome::Reached]));
}

/// A mailbox may be read at night; a bell rings.
#[test]
fn her_hours_bind_what_is_heard_and_nothing_else() {
    let all = |at: Reach| {
        let [voicemail, message, letter, visit] = [Answer::Yes; 4];
        let terms = Terms { voicemail, message, letter, visit, hours: week(18, 20), ..Terms::default() };
        Channel { terms, ..Channel::new(id(HER), at, Exposure::Nobody) }
    };
    for at in [phone(PHONE), Reach::Email("amina@example.org".into()), address("Rue Haute 5")] {
        for way in ContactMode::of(&at) {
            let channel = all(at.clone());
            let verdict = ask(&[(HERE, &case_of(&channel, []))], &channel, *way);
            match way {
                ContactMode::Email | ContactMode::Letter => {
                    assert_eq!(verdict, Verdict::Safe { until: None }, "{way}");
                }
                _ => {
                    assert!(matches!(verdict.reasons(), [Reason::OutsideHours { .. }]), "{way}: {verdict:?}")
                }
            }
        }
    }
}

#[test]
fn an_interpreter_is_asked_for_only_when_both_languages_are_known_and_differ() {
    let channel = hers(phone(PHONE));
    for (hers, speaks, foreign) in [
        (Language::Fr, vec![Language::Nl], true),
        (Language::Fr, vec![Language::Nl, Language::Fr], false),
        (Language::Fr, vec![], false),
        (Language::Unknown, vec![Language::Nl], false),
    ] {
        let in_language = |body| match body {
            Body::Report(casework::report::Entry::PersonRecorded { report, mut person }) => {
                person.language = hers;
                Body::Report(casework::report::Entry::PersonRecorded { report, person })
            }
            other => other,
        };
        let her = in_language(person(1, HER, Role::Victim, "Amina Peeters"));
        let case = folded([head(1), her, has(1, Role::Victim, channel.clone())]);
        let asked = ContactQuery { at: monday(), mode: ContactMode::Call, speaks: &speaks };
        let verdict = Known::new([(HERE, &case)], &[]).verdict((HERE, report(1)), &channel, asked);
        let expected = [Reason::Language(hers)];
        assert_eq!(verdict.reasons(), if foreign { &expected[..] } else { &[] }, "{hers} {speaks:?}");
    }
}

/// A list says when *she* may be called. That her child has a phone of his own, or that he has one, is no way to her.
#[test]
fn a_list_tells_no_hours_at_which_somebody_else_may_be_called() {
    let hidden = Channel::new(id(HER), phone(PHONE), Exposure::OtherParty);
    let child = Channel { person: id(30), ..hers(phone(OTHER)) };
    let his = Channel { person: id(HIM), ..hers(phone("0499 11 22 33")) };
    let more = [
        person(1, 30, Role::Child, "Tom Peeters"),
        has(1, Role::Child, child),
        has(1, Role::OtherParty, his),
        has(1, Role::Victim, hers(Reach::Email("amina@example.org".into()))),
    ];
    assert_eq!(calling(HERE, report(1), &case_of(&hidden, more)), Some(Calling::Never));
}

/// A channel that was shown although it is not safe is shown to one person, for one way, of one owner, for half an hour.
#[test]
fn an_override_shows_one_channel_of_one_person_in_one_way_to_one_account_for_half_an_hour() {
    use casework::record::id::UserId;
    let (mode, reason) = (ContactMode::Call, "She is at the station.".to_owned());
    let shown = contact_guard::Entry::ContactOverridden {
        report: report(1),
        person: id(HER),
        channel: ChannelKey::of(&phone(PHONE)),
        mode,
        reason,
    };
    let case = case_of(&hers(phone(PHONE)), [Body::ContactGuard(shown)]);
    let state = &case.report(report(1)).unwrap().contact_guard;
    // By the account that writes in the scene, at the moment at which it writes.
    let (user, then) =
        (UserId(uuid::Uuid::from_u128(7)), "2026-02-01T00:00:00Z".parse::<Timestamp>().unwrap());
    let after = |seconds| then + jiff::SignedDuration::from_secs(seconds);
    let hers_then = hers(phone(PHONE));
    assert!(state.is_overridden(&hers_then, mode, user, after(29 * 60 + 59)));
    assert!(!state.is_overridden(&hers_then, mode, user, after(30 * 60)), "half an hour is over");
    assert!(!state.is_overridden(&hers_then, ContactMode::Voicemail, user, then), "another way");
    assert!(!state.is_overridden(&hers(phone(OTHER)), mode, user, then), "another phone");
    assert!(!state.is_overridden(&Channel { person: id(HIM), ..hers_then.clone() }, mode, user, then), "his");
    assert!(
        !state.is_overridden(&hers_then, mode, UserId(uuid::Uuid::from_u128(8)), then),
        "to somebody else"
    );
}

#[test]
fn a_channel_is_ended_by_the_last_word_on_it_and_by_no_word_on_another() {
    let said = |ended: bool| {
        let (report, role, reason) = (report(1), Role::Victim, "She said so.".to_owned());
        let (person, channel) = (id(HER), hers(phone(PHONE)));
        Body::ContactGuard(match ended {
            true => {
                let channel = ChannelKey::of(&channel.at);
                contact_guard::Entry::ChannelEnded { report, role, person, channel, reason }
            }
            false => contact_guard::Entry::ChannelStated { report, role, channel, reason },
        })
    };
    let ended = |words: &[bool], person: u128, at: &str| {
        let case = case_of(&hers(phone(PHONE)), words.iter().map(|word| said(*word)));
        case.report(report(1)).unwrap().contact_guard.is_ended(id(person), &ChannelKey::of(&phone(at)))
    };
    assert!(!ended(&[], HER, PHONE) && ended(&[true], HER, PHONE) && ended(&[false, true], HER, PHONE));
    assert!(!ended(&[false], HER, PHONE) && !ended(&[true, false], HER, PHONE));
    assert!(!ended(&[true], HER, OTHER) && !ended(&[true], HIM, PHONE));
}

/// Of two answers given in one report a no counts; what nobody answered takes no answer back.
#[test]
fn of_two_answers_of_one_moment_a_no_counts_and_silence_does_not() {
    let with =
        |voicemail| Channel { terms: Terms { voicemail, ..hers(phone(PHONE)).terms }, ..hers(phone(PHONE)) };
    for (first, second, allowed) in [
        (Answer::Yes, Answer::Unknown, true),
        (Answer::Unknown, Answer::Yes, true),
        (Answer::Yes, Answer::No, false),
        (Answer::No, Answer::Yes, false),
        (Answer::No, Answer::Unknown, false),
    ] {
        let case = case_of(&with(first), [has(1, Role::Victim, with(second))]);
        let known = Known::new([(HERE, &case)], &[]);
        let said = known.terms((HERE, report(1)), &with(first)).voicemail;
        assert_eq!(said == Answer::Yes, allowed, "{first}, {second}: {said}");
    }
}
