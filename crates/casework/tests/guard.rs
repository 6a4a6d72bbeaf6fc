//! The contact guard: what makes a channel unsafe, and that nothing learned of the other party ever makes it safer.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod scene;

use casework::case::{Body, Case, Command, decide};
use casework::contact_guard::warnings;
use casework::follow_up::ContactOutcome;
use casework::linking::SamePerson;
use casework::reading::guard::{Calling, ContactQuery, Known, Reason, Verdict, calling, masked};
use casework::record::channel_key::{ChannelKey, ContactMode, Key};
use casework::record::form::Form;
use casework::record::id::{CaseId, Postcode, UserId};
use casework::record::person::{Channel, Exposure, Language, Reach, Role, Terms};
use casework::record::refusal::Why;
use casework::record::words::Answer;
use casework::report::SafeContact;
use casework::{contact_guard, follow_up, linking, report};
use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;
use scene::{
    HER, HERE, HIM, THERE, address, ask, call, case_of, folded, has, head, hers, his, id, monday, no, person,
    phone, report, week,
};
use uuid::Uuid;

#[test]
fn what_she_alone_reads_is_safe_in_her_hours() {
    let until = Some(date(2026, 11, 23).at(12, 0, 0, 0));
    assert_eq!(call(&hers(phone("0470 12 34 57")), []), Verdict::Safe { until });
}

#[test]
fn a_channel_about_which_nothing_was_asked_is_not_used() {
    let channel = Channel::new(id(HER), phone("0470 12 34 57"), Exposure::Unknown);
    assert_eq!(call(&channel, []), no(&[Reason::ReaderUnknown, Reason::HoursUnknown]));
    let mail = Channel::new(id(HER), Reach::Email("a@example.org".into()), Exposure::Unknown);
    let verdict = ask(&[(HERE, &case_of(&mail, []))], &mail, ContactMode::Email);
    assert_eq!(verdict, no(&[Reason::ReaderUnknown, Reason::NotAllowed(ContactMode::Email)]));
}

#[test]
fn hours_that_nobody_asked_about_are_asked_first() {
    let channel = Channel::new(id(HER), phone("0470 12 34 57"), Exposure::Nobody);
    assert_eq!(call(&channel, []), Verdict::Ask { reasons: vec![Reason::HoursUnknown] });
}

#[test]
fn his_number_is_no_number_of_hers_however_it_is_written() {
    let channel = hers(phone("0470/12.34.57"));
    assert_eq!(call(&channel, [his(phone("+32 (0)470 12 34 57"))]), no(&[Reason::Shared]));
}

#[test]
fn a_later_report_and_a_case_followed_together_count_at_once() {
    let channel = hers(phone("0470/12.34.57"));
    let him_again = |of: u128| {
        let channel = Channel::new(id(20), phone("0032470123457"), Exposure::Unknown);
        [head(of), person(of, 20, Role::OtherParty, "L. Lambert"), has(of, Role::OtherParty, channel)]
    };
    assert_eq!(call(&channel, him_again(2)), no(&[Reason::Shared]));
    let (here, there) = (case_of(&channel, []), folded(him_again(2)));
    assert!(ask(&[(HERE, &here)], &channel, ContactMode::Call).is_safe());
    assert_eq!(ask(&[(HERE, &here), (THERE, &there)], &channel, ContactMode::Call), no(&[Reason::Shared]));
}

#[test]
fn he_is_known_by_name_and_by_link_where_he_is_the_victim() {
    let channel = hers(phone("0470/12.34.57"));
    let victim = |name: &str| {
        let his = Channel::new(id(20), phone("0470 123457"), Exposure::Nobody);
        [head(2), person(2, 20, Role::Victim, name), has(2, Role::Victim, his)]
    };
    assert_eq!(call(&channel, victim("Lambert Luc")), no(&[Reason::Shared]));
    let link = SamePerson { here: id(HIM), case: HERE, person: id(20) };
    let linked = Body::Linking(linking::Entry::PersonLinked {
        same: link,
        reason: "x".into(),
        stated_at: Timestamp::UNIX_EPOCH,
    });
    assert_eq!(call(&channel, victim("Lucas L.").into_iter().chain([linked])), no(&[Reason::Shared]));
    // Somebody else altogether: it is not she who answers.
    assert_eq!(call(&channel, victim("Zoé Essai")), no(&[Reason::OtherPerson]));
}

#[test]
fn both_reported_each_other_and_each_keeps_an_own_phone_once_they_are_linked() {
    let channel = hers(phone("0470/12.34.57"));
    let back = || {
        let own = Channel::new(id(20), phone("0470 123457"), Exposure::Nobody);
        [head(2), person(2, 20, Role::OtherParty, "Amina Peeters"), has(2, Role::OtherParty, own)]
    };
    assert!(call(&channel, back()).is_no());
    let same = SamePerson { here: id(HER), case: HERE, person: id(20) };
    let linked = Body::Linking(linking::Entry::PersonLinked {
        same,
        reason: "x".into(),
        stated_at: Timestamp::UNIX_EPOCH,
    });
    assert!(call(&channel, back().into_iter().chain([linked])).is_safe());
}

#[test]
fn what_a_later_report_knows_of_readers_counts_and_her_last_word_holds() {
    let channel = hers(phone("0470/12.34.57"));
    let later = |readers, terms| {
        let again = Channel { terms, ..Channel::new(id(20), phone("0470 123457"), readers) };
        [head(2), person(2, 20, Role::Victim, "Amina Peeters"), has(2, Role::Victim, again)]
    };
    let nothing = Terms::default;
    assert_eq!(call(&channel, later(Exposure::OtherParty, nothing())), no(&[Reason::ReadByOtherParty]));
    assert!(call(&channel, later(Exposure::Unknown, nothing())).is_safe());
    let evening = Terms { hours: week(18, 20), ..Terms::default() };
    let next = Some(date(2026, 11, 23).at(18, 0, 0, 0));
    assert_eq!(call(&channel, later(Exposure::Nobody, evening)), no(&[Reason::OutsideHours { next }]));
}

/// "He reads my phone, but in the morning he works": call then, write nothing, leave no message.
#[test]
fn a_phone_that_he_reads_is_called_at_the_hours_that_she_named_and_in_no_other_way() {
    for reader in [Exposure::OtherParty, Exposure::Household] {
        let read = Channel { exposure: reader, ..hers(phone("0470/12.34.57")) };
        let beside = Verdict::Ask { reasons: vec![Reason::ReadBesideHours] };
        assert_eq!(call(&read, []), beside, "Monday at ten, in her hours");
        let all_yes = Terms { voicemail: Answer::Yes, message: Answer::Yes, ..read.terms.clone() };
        let all_yes = Channel { terms: all_yes, ..read.clone() };
        for way in [ContactMode::Voicemail, ContactMode::Text] {
            let case = case_of(&all_yes, []);
            let verdict = ask(&[(HERE, &case)], &all_yes, way);
            assert!(
                matches!(&verdict, Verdict::No { reasons } if !reasons.contains(&Reason::ReadBesideHours)),
                "{way}: {verdict:?}"
            );
        }
        let evening = Channel { terms: Terms { hours: week(18, 20), ..Terms::default() }, ..read.clone() };
        let next = Some(date(2026, 11, 23).at(18, 0, 0, 0));
        let later = no(&[Reason::OutsideHours { next }, Reason::ReadBesideHours]);
        assert_eq!(call(&evening, []), later);
        let no_hours = Channel { terms: Terms::default(), ..read.clone() };
        assert_eq!(
            call(&no_hours, []),
            no(&[
                match reader {
                    Exposure::OtherParty => Reason::ReadByOtherParty,
                    _ => Reason::ReadByHousehold,
                },
                Reason::HoursUnknown
            ])
        );
        // What somebody else knows of it names no hours of hers, and her new hours open none that she did not name there.
        let also_his = [
            head(2),
            person(2, 20, Role::OtherParty, "Karim Bakkali"),
            has(
                2,
                Role::OtherParty,
                Channel { exposure: reader, ..Channel::new(id(20), phone("0470123457"), reader) },
            ),
        ];
        assert!(matches!(call(&read, also_his), Verdict::No { .. }));
        let again = Channel {
            terms: Terms { hours: week(8, 12), ..Terms::default() },
            ..Channel::new(id(20), phone("0470 123457"), Exposure::Nobody)
        };
        let her_word = [head(2), person(2, 20, Role::Victim, "Amina Peeters"), has(2, Role::Victim, again)];
        assert!(
            matches!(call(&evening, her_word), Verdict::No { .. }),
            "he reads it in the morning, she said first"
        );
        let list = calling(HERE, report(1), &case_of(&read, []));
        assert_eq!(list, Some(Calling::Hours(week(9, 12))));
        assert_eq!(calling(HERE, report(1), &case_of(&no_hours, [])), Some(Calling::Never));
    }
}

#[test]
fn a_childs_phone_and_the_phone_of_a_service_are_not_hers() {
    let channel = hers(phone("0470/12.34.57"));
    let child = Channel::new(id(30), phone("0470123457"), Exposure::Nobody);
    let body = [person(1, 30, Role::Child, "Tom Peeters"), has(1, Role::Child, child)];
    assert_eq!(call(&channel, body), no(&[Reason::OtherPerson]));
    assert_eq!(call(&hers(phone("0800 30 030")), []), no(&[Reason::Institution]));
    let shelter = [Key::of(&phone("02 123 45 67"))];
    let channel = hers(phone("+32 2 1234567"));
    let case = case_of(&channel, []);
    let asked = ContactQuery { at: monday(), mode: ContactMode::Call, speaks: &[] };
    let verdict = Known::new([(HERE, &case)], &shelter).verdict((HERE, report(1)), &channel, asked);
    assert_eq!(verdict, no(&[Reason::Institution]));
}

#[test]
fn what_is_no_number_is_not_called() {
    assert_eq!(call(&hers(phone("0470 12")), []), no(&[Reason::Unreadable]));
}

#[test]
fn she_declined_until_she_was_spoken_with_again() {
    let channel = hers(phone("0470 12 34 57"));
    let said = |outcome| {
        Body::FollowUp(follow_up::Entry::ContactAttempted { report: report(1), outcome, next_try: None })
    };
    assert_eq!(call(&channel, [said(ContactOutcome::Declined)]), no(&[Reason::Declined]));
    assert_eq!(
        call(&channel, [said(ContactOutcome::Declined), said(ContactOutcome::NoAnswer)]),
        no(&[Reason::Declined])
    );
}

#[test]
fn what_she_said_in_words_is_read_first() {
    let channel = hers(phone("0470 12 34 57"));
    let words = SafeContact {
        report: report(1),
        instructions: "Ring once, hang up, ring again.".into(),
        children_now: String::new(),
    };
    let verdict = call(&channel, [Body::Report(report::Entry::SafeContactRecorded(words))]);
    assert_eq!(verdict, Verdict::Ask { reasons: vec![Reason::ReadFirst] });
}

#[test]
fn a_voicemail_and_a_message_need_a_word_of_their_own() {
    let mut channel = hers(phone("0470 12 34 57"));
    for way in [ContactMode::Voicemail, ContactMode::Text] {
        let verdict = ask(&[(HERE, &case_of(&channel, []))], &channel, way);
        assert_eq!(verdict, no(&[Reason::NotAllowed(way)]));
    }
    channel.terms.message = Answer::Yes;
    assert!(ask(&[(HERE, &case_of(&channel, []))], &channel, ContactMode::Text).is_safe());
    assert!(
        ask(&[(HERE, &case_of(&channel, []))], &channel, ContactMode::Letter).is_no(),
        "no letter to a phone"
    );
}

#[test]
fn a_letter_goes_only_where_she_said_and_never_to_the_common_home() {
    let mut channel = Channel::new(id(HER), address("Rue de l'Église 12"), Exposure::Nobody);
    let letter = |channel: &Channel, more: Vec<Body>| {
        ask(&[(HERE, &case_of(channel, more))], channel, ContactMode::Letter)
    };
    assert_eq!(letter(&channel, vec![]), no(&[Reason::NotAllowed(ContactMode::Letter)]));
    channel.terms.letter = Answer::Yes;
    assert!(letter(&channel, vec![]).is_safe());
    let common = letter(&channel, vec![his(address("rue de l’eglise, 12 bte 3"))]);
    assert_eq!(common, no(&[Reason::SameAddress]));
    let dutch = letter(&channel, vec![his(address("Kerkstraat 12"))]);
    assert_eq!(dutch, no(&[Reason::SameAddress]));
    let unknown = letter(&channel, vec![his(address("Vooruitgangsstraat 12"))]);
    assert_eq!(unknown, Verdict::Ask { reasons: vec![Reason::PerhapsSameAddress] });
}

/// His channel and hers, written in two ways that may be one.
#[test]
fn no_way_of_writing_makes_a_channel_of_his_safe() {
    let place = |street: &str, postcode: &str, town: &str| Reach::Address {
        street: street.into(),
        postcode: Postcode::parse(postcode).ok(),
        town: town.into(),
    };
    let mail = |written: &str| Reach::Email(written.into());
    let pairs = [
        (place("Rue Neuve 12", "1050", "Ixelles"), place("Rue Neuve n°12", "1050", "Ixelles")),
        (place("Rue Neuve 12", "1050", "Ixelles"), place("Rue Neuve 10-14", "1050", "Ixelles")),
        (place("Rue Neuve 12", "1050", "Ixelles"), place("Nieuwstraat 12", "", "Elsene")),
        (place("Rue Neuve 12", "4000", "Liège"), place("Nieuwstraat 12", "", "Luik")),
        (place("Rue Neuve 12", "1060", "Saint-Gilles"), place("Nieuwstraat 12", "", "Sint-Gillis")),
        (place("Rue Neuve 12", "1050", "Ixelles"), place("Rue Neuve 12", "", "1050 Ixelles")),
        (place("Rue Neuve 12", "1050", "Ixelles"), place("Rue Neuve 12, 1050 Ixelles", "", "")),
        (place("Rue Neuve 12", "1050", "Ixelles"), place("Rue Neuve", "1050", "Ixelles")),
        (place("Rue Neuve 12", "1000", "Bruxelles"), place("Rue Neuve 12", "1020", "Bruxelles")),
        (place("Rue Neuve 12", "1050", "Ixelles"), place("idem", "", "")),
        (phone("02 123 45 67"), phone("02/123.45.67-68")),
        (phone("02 123 45 68"), phone("02/123.45.67-68")),
        (phone("02 123 45 67"), phone("02 123 45 67 (12)")),
        (phone("0470 12 34 58"), phone("0470/12.34.57-58")),
        (phone("0033 6 12 34 56 78"), phone("(+33) 6 12 34 56 78")),
        (phone("0485 98 76 55"), phone("0470123457/0485987655")),
        (phone("0470 12 34 57"), phone("0470 12 34")),
        (phone("0470 12 34 57"), phone("le même")),
        (mail("a.mina@gmail.com"), mail("amina+x@googlemail.com")),
        (mail("amina@example.org"), mail("<Amina@example.org>")),
        (mail("amina@example.org"), mail("mailto:amina@example.org.")),
        (mail("amina@example.org"), mail("amina at example")),
    ];
    for (hers_at, his_at) in pairs {
        let yes = Terms {
            letter: Answer::Yes,
            visit: Answer::Yes,
            message: Answer::Yes,
            hours: week(9, 12),
            ..Terms::default()
        };
        let channel = Channel { terms: yes, ..Channel::new(id(HER), hers_at.clone(), Exposure::Nobody) };
        for way in ContactMode::of(&hers_at).iter().filter(|way| **way != ContactMode::Voicemail) {
            assert!(ask(&[(HERE, &case_of(&channel, []))], &channel, *way).is_safe(), "{hers_at:?} {way}");
            let verdict = ask(&[(HERE, &case_of(&channel, [his(his_at.clone())]))], &channel, *way);
            assert!(!verdict.is_safe(), "{hers_at:?} beside {his_at:?}: {way}");
        }
    }
}

#[test]
fn what_cannot_be_read_whole_is_asked_first_and_other_channels_stay_safe() {
    let channel = hers(phone("0470 12 34 57"));
    let ask_first = Verdict::Ask { reasons: vec![Reason::PerhapsShared] };
    assert_eq!(call(&channel, [his(phone("0470 12 34"))]), ask_first);
    assert_eq!(call(&channel, [his(phone("0470 12 34 55-57"))]), ask_first);
    assert!(call(&channel, [his(phone("0485 98 76 55"))]).is_safe());
    assert!(call(&channel, [his(Reach::Email("nobody knows".into()))]).is_safe(), "a mailbox is no phone");
}

#[test]
fn where_not_every_case_was_read_nothing_is_safe() {
    let channel = hers(phone("0470 12 34 57"));
    let case = case_of(&channel, []);
    let asked = ContactQuery { at: monday(), mode: ContactMode::Call, speaks: &[] };
    let known = Known::new([(HERE, &case)], &[]).in_part();
    assert_eq!(known.verdict((HERE, report(1)), &channel, asked), no(&[Reason::NotAllKnown]));
    assert!(
        !known.is_open((HERE, report(1)), &Channel::new(id(HIM), phone("0485 98 76 55"), Exposure::Unknown))
    );
}

#[test]
fn a_case_that_may_be_about_them_is_decided_on_first() {
    let channel = hers(phone("0470/12.34.57"));
    let there = |role, name: &str| {
        let channel = Channel::new(id(20), phone("0032470123457"), Exposure::Nobody);
        folded([head(2), person(2, 20, role, name), has(2, role, channel)])
    };
    let here = case_of(&channel, []);
    let asked = ContactQuery { at: monday(), mode: ContactMode::Call, speaks: &[] };
    let verdict = |other: &Case| {
        let known = Known::new([(HERE, &here)], &[]).suspecting([(THERE, other)]);
        known.verdict((HERE, report(1)), &channel, asked)
    };
    let first = Verdict::Ask { reasons: vec![Reason::Proposed] };
    assert_eq!(verdict(&there(Role::OtherParty, "Luk Lambeir")), first);
    assert_eq!(verdict(&there(Role::Victim, "Luk Lambeir")), first);
    assert!(verdict(&there(Role::Victim, "Amina Peeters")).is_safe(), "her own number in her other case");
}

/// She is the victim here, and the other party in the report that he made: nobody linked her with herself.
fn complaint_of_his(name: &str) -> (Case, Channel, Channel) {
    let her_there = Channel::new(id(30), phone("0485 98 76 55"), Exposure::Unknown);
    let him_there = Channel::new(id(31), address("Rue Haute 5"), Exposure::Nobody);
    let case = folded([
        head(3),
        person(3, 30, Role::OtherParty, name),
        person(3, 31, Role::Victim, "Luc Lambert"),
        has(3, Role::OtherParty, her_there.clone()),
        has(3, Role::Victim, him_there.clone()),
    ]);
    (case, her_there, him_there)
}

#[test]
fn a_human_being_is_judged_and_not_a_role() {
    let channel = hers(phone("0470/12.34.57"));
    let his_own = Channel::new(id(HIM), phone("0499 11 22 33"), Exposure::Unknown);
    let here = case_of(&channel, [has(1, Role::OtherParty, his_own.clone())]);
    let (there, her_there, _) = complaint_of_his("Amina Peeters");
    let alone = Known::new([(HERE, &here)], &[]);
    assert!(alone.is_open((HERE, report(1)), &his_own) && !alone.is_open((HERE, report(1)), &channel));
    let both = Known::new([(HERE, &here), (THERE, &there)], &[]);
    assert!(!both.is_open((THERE, report(3)), &her_there), "what is hers is named whole nowhere");
    let asked = ContactQuery { at: monday(), mode: ContactMode::Call, speaks: &[] };
    assert!(both.verdict((THERE, report(3)), &her_there, asked).is_no(), "nobody asked who reads it");
    // He made a report himself: he is a victim, too.
    assert!(!both.is_open((HERE, report(1)), &his_own));
    // Proposed is enough to keep it back.
    let proposed = Known::new([(THERE, &there)], &[]).suspecting([(HERE, &here)]);
    assert!(!proposed.is_open((THERE, report(3)), &her_there));
}

#[test]
fn a_number_that_is_also_hers_is_named_whole_nowhere_and_the_home_that_both_know_is() {
    let shared = hers(phone("0470/12.34.57"));
    let his_phone = Channel::new(id(HIM), phone("0032470123457"), Exposure::Unknown);
    let his_home = Channel::new(id(HIM), address("Rue Haute 5"), Exposure::Unknown);
    let her_home = Channel::new(id(HER), address("rue haute, 5"), Exposure::Nobody);
    let more = [
        has(1, Role::OtherParty, his_phone.clone()),
        has(1, Role::OtherParty, his_home.clone()),
        has(1, Role::Victim, her_home),
    ];
    let case = case_of(&shared, more);
    let known = Known::new([(HERE, &case)], &[]);
    assert!(!known.is_open((HERE, report(1)), &his_phone));
    assert!(known.is_open((HERE, report(1)), &his_home));
}

#[test]
fn a_letter_to_the_common_home_is_not_safe_when_he_is_the_victim_of_his_own_report() {
    let mut home = Channel::new(id(HER), address("Rue Haute 5"), Exposure::Nobody);
    home.terms.letter = Answer::Yes;
    let here = case_of(&home, []);
    // His name is written otherwise, and nobody linked him.
    let there = folded([
        head(3),
        person(3, 31, Role::Victim, "Lucas Lambrecht"),
        has(3, Role::Victim, Channel::new(id(31), address("rue haute 5"), Exposure::Nobody)),
    ]);
    assert!(ask(&[(HERE, &here)], &home, ContactMode::Letter).is_safe());
    let verdict = ask(&[(HERE, &here), (THERE, &there)], &home, ContactMode::Letter);
    assert_eq!(verdict, Verdict::Ask { reasons: vec![Reason::LivesThereToo] });
}

#[test]
fn a_role_that_was_corrected_in_one_case_only_counts_in_both() {
    // Here she is the victim again; in the case followed together she still is the other party, linked or not.
    let channel = hers(phone("0470/12.34.57"));
    let here = case_of(&channel, []);
    let again = Channel::new(id(30), phone("0470 12 34 57"), Exposure::Unknown);
    let link = |name: &str, linked: bool| {
        let same = SamePerson { here: id(30), case: HERE, person: id(HER) };
        let body = Body::Linking(linking::Entry::PersonLinked {
            same,
            reason: "x".into(),
            stated_at: Timestamp::UNIX_EPOCH,
        });
        let bodies =
            [head(3), person(3, 30, Role::OtherParty, name), has(3, Role::OtherParty, again.clone())];
        folded(bodies.into_iter().chain(linked.then_some(body)))
    };
    for (name, linked) in [("Amina Peeters", false), ("A. P.", true)] {
        let there = link(name, linked);
        let known = Known::new([(HERE, &here), (THERE, &there)], &[]);
        assert!(!known.is_open((THERE, report(3)), &again), "{name} {linked}");
        assert!(!known.is_open((HERE, report(1)), &channel), "{name} {linked}");
    }
}

#[test]
fn what_an_erased_case_spoke_against_stays_unsafe() {
    let channel = hers(phone("0470/12.34.57"));
    let him_again = [
        head(2),
        person(2, 20, Role::OtherParty, "L. Lambert"),
        has(2, Role::OtherParty, Channel::new(id(20), phone("0032470123457"), Exposure::Unknown)),
    ];
    let (here, there) = (case_of(&channel, []), folded(him_again));
    let before = Known::new([(HERE, &here), (THERE, &there)], &[]);
    let against = before.spoken_against(HERE);
    assert_eq!(against.iter().copied().collect::<Vec<_>>(), [ChannelKey::of(&phone("0470 12 34 57"))]);
    let after = Known::new([(HERE, &here)], &[]).barring(against);
    let asked = ContactQuery { at: monday(), mode: ContactMode::Call, speaks: &[] };
    assert_eq!(after.verdict((HERE, report(1)), &channel, asked), no(&[Reason::Barred]));
}

#[test]
fn a_caller_who_does_not_speak_her_language_finds_an_interpreter_first() {
    let channel = hers(phone("0470 12 34 57"));
    let case = case_of(&channel, []);
    let known = Known::new([(HERE, &case)], &[]);
    let asked = |speaks| ContactQuery { at: monday(), mode: ContactMode::Call, speaks };
    let verdict = known.verdict((HERE, report(1)), &channel, asked(&[Language::Nl, Language::En]));
    assert_eq!(verdict, Verdict::Ask { reasons: vec![Reason::Language(Language::Fr)] });
    assert!(known.verdict((HERE, report(1)), &channel, asked(&[Language::Nl, Language::Fr])).is_safe());
}

#[test]
fn outside_her_hours_the_next_one_is_said_when_nothing_else_stands_against_it() {
    let mut channel = hers(phone("0470 12 34 57"));
    channel.terms.hours = week(13, 15);
    let next = date(2026, 11, 23).at(13, 0, 0, 0);
    assert_eq!(call(&channel, []).next(), Some(next));
    assert_eq!(call(&channel, [his(phone("0470123457"))]).next(), None);
}

#[test]
fn his_own_number_is_no_way_to_her() {
    let channel = Channel::new(id(HIM), phone("0470 99 99 99"), Exposure::Nobody);
    let verdict = ask(&[(HERE, &case_of(&hers(phone("0470 1")), []))], &channel, ContactMode::Call);
    assert_eq!(verdict, Verdict::Ask { reasons: vec![Reason::OfOtherParty] });
}

#[test]
fn an_override_names_a_channel_that_is_there_and_a_reason_and_holds_for_a_while_for_one() {
    let channel = hers(phone("0470 12 34 57"));
    let give = |at: &Reach, reason: &str| {
        Command::ContactGuard(contact_guard::Command::OverrideContact {
            report: report(1),
            person: id(HER),
            channel: ChannelKey::of(at),
            mode: ContactMode::Call,
            reason: reason.into(),
        })
    };
    let case = case_of(&channel, []);
    let now: Timestamp = "2026-02-01T00:10:00Z".parse().unwrap();
    let refused = |at: &Reach, reason: &str| decide(&case, &give(at, reason), now).unwrap_err().why;
    assert_eq!(refused(&channel.at, " "), Why::ReasonNeeded);
    assert_eq!(refused(&phone("0470 12 34 58"), "x"), Why::UnknownChannel);
    let bodies = decide(&case, &give(&phone("0032 470123457"), "She is at the station"), now).unwrap();
    assert!(!serde_json::to_string(&bodies).unwrap().contains("1234"), "the entry holds no number");
    let case = case_of(&channel, bodies);
    let shown = |by: u128, at: &str| {
        let by = UserId(Uuid::from_u128(by));
        let state = case.report(report(1)).unwrap();
        state.contact_guard.is_overridden(&channel, ContactMode::Call, by, at.parse().unwrap())
    };
    assert!(shown(7, "2026-02-01T00:20:00Z"));
    assert!(!shown(8, "2026-02-01T00:20:00Z") && !shown(7, "2026-02-01T00:31:00Z"));
}

#[test]
fn a_list_knows_whether_she_may_be_called() {
    let of = |channel: &Channel, more: Vec<Body>| calling(HERE, report(1), &case_of(channel, more));
    let channel = hers(phone("0470 12 34 57"));
    assert_eq!(of(&channel, vec![]), Some(Calling::Hours(week(9, 12))));
    assert_eq!(of(&channel, vec![his(phone("0470123457"))]), Some(Calling::Never));
    let unasked = Channel::new(id(HER), phone("0470 12 34 57"), Exposure::Nobody);
    assert_eq!(of(&unasked, vec![]), Some(Calling::Ask));
    assert_eq!(of(&Channel::new(id(HER), phone("0470 1"), Exposure::Nobody), vec![]), Some(Calling::Never));
}

#[test]
fn a_form_says_at_once_what_is_also_his() {
    let fields = [
        ("p0.role", "victim"),
        ("p0.phone0", "0470/12.34.57"),
        ("p0.phone1", "0470/12.34.58"),
        ("p0.street", "Rue Haute 1"),
        ("p0.address_postcode", "1000"),
        ("p1.role", "other-party"),
        ("p1.phone0", "+32470123457"),
        ("p1.street", "rue haute, 1"),
        ("p1.address_postcode", "1000"),
        ("p2.role", "child"),
        ("p2.phone0", "0032 470 123457"),
    ];
    let form: Form = fields.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
    let said: Vec<_> = warnings(&form).into_iter().map(|one| (one.field, one.word)).collect();
    let expected = [
        ("p0.phone0", "also-his-number"),
        ("p0.street", "also-his-address"),
        ("p2.phone0", "also-his-number"),
    ];
    assert_eq!(said, expected.map(|(field, word)| (field.to_owned(), word)));
    assert_eq!(warnings(&Form::new()), []);
}

#[test]
fn a_masked_channel_cannot_be_used() {
    assert_eq!(masked(&phone("0470/12.34.57")), "•••• 57");
    assert_eq!(masked(&phone("112")), "••••");
    assert_eq!(masked(&address("Rue Haute 1")), "•••• 1030");
}

/// A few numbers, so that they meet, each written in several ways.
fn written(number: u8, form: u8) -> String {
    let end = format!("{:02}", number % 3);
    match form % 5 {
        0 => format!("0470 12 34 {end}"),
        1 => format!("+32 470/12.34.{end}"),
        2 => format!("0032 (0)470 12.34.{end}"),
        3 => format!("047012 34{end}"),
        _ => format!("+32-470-12-34-{end}"),
    }
}

fn reach() -> impl Strategy<Value = Reach> {
    let phone = (0_u8..3, 0_u8..5).prop_map(|(number, form)| phone(&written(number, form)));
    let streets = ["Rue Haute 1", "rue haute 1 bte 2", "Hoogstraat 1", "Rue Basse 3", "Rue Haute"];
    let place = prop::sample::select(streets.to_vec()).prop_map(address);
    prop_oneof![3 => phone, 1 => place]
}

fn channel(of: u128) -> impl Strategy<Value = Channel> {
    let answer = || prop::sample::select(Answer::ALL);
    let hours = prop::sample::select(vec![vec![], week(9, 12), week(13, 15)]);
    (reach(), prop::sample::select(Exposure::ALL), hours, answer(), answer()).prop_map(
        move |(at, readers, hours, letter, voicemail)| {
            let terms = Terms { hours, letter, voicemail, ..Terms::default() };
            Channel { terms, ..Channel::new(id(of), at, readers) }
        },
    )
}

const ROLES: [Role; 3] = [Role::Victim, Role::OtherParty, Role::Child];

/// A report with up to three people and their channels.
fn written_report(n: u128, roles: &'static [Role]) -> impl Strategy<Value = Vec<Body>> {
    let names = ["Amina Peeters", "Luc Lambert", "Tom Peeters", ""];
    let who = (prop::sample::select(roles), prop::sample::select(names.to_vec()));
    let people = prop::collection::vec(who, 1..4);
    (people, prop::collection::vec((0_usize..3, channel(0)), 0..5)).prop_map(move |(people, channels)| {
        let of = |i: usize| n * 100 + (i % people.len()) as u128;
        let all = people.iter().enumerate().map(|(i, (role, name))| person(n, of(i), *role, name));
        let channels = channels.into_iter().map(|(i, mut channel)| {
            channel.person = id(of(i));
            has(n, people[i % people.len()].0, channel)
        });
        [head(n)].into_iter().chain(all).chain(channels).collect()
    })
}

/// No, ask, safe.
fn safety(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::No { .. } => 0,
        Verdict::Ask { .. } => 1,
        Verdict::Safe { .. } => 2,
    }
}

/// Every channel of the first case, asked for in every way.
fn all(cases: &[(CaseId, &Case)]) -> Vec<(Channel, ContactMode, Verdict)> {
    let known = Known::new(cases.iter().copied(), &[]);
    let mut verdicts = Vec::new();
    for (of, state) in &cases[0].1.reports {
        for channel in &state.record.channels {
            for way in ContactMode::of(&channel.at) {
                let asked = ContactQuery { at: monday(), mode: *way, speaks: &[] };
                verdicts.push((channel.clone(), *way, known.verdict((HERE, *of), channel, asked)));
            }
        }
    }
    verdicts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn knowing_more_about_the_other_party_never_makes_a_channel_safer(
        here in written_report(1, &ROLES),
        there in written_report(2, &ROLES),
        more in written_report(3, &[Role::OtherParty]),
        together in any::<bool>(),
        link in prop::option::of((0_u128..3, 0_u128..3)),
    ) {
        let (first, second, news) = (folded(here.clone()), folded(there.clone()), folded(more.clone()));
        let before = all(&[(HERE, &first), (THERE, &second)]);
        // In a third case followed together, or in a later report of the other one; he perhaps linked with himself.
        let linked = link.map(|(a, b)| Body::Linking(linking::Entry::PersonLinked {
            same: SamePerson { here: id(300 + a), case: CaseId(Uuid::from_u128(3)), person: id(300 + b) },
            reason: "x".into(),
            stated_at: Timestamp::UNIX_EPOCH,
        }));
        let after = if together {
            let news = folded(more.into_iter().chain(linked));
            all(&[(HERE, &first), (THERE, &second), (CaseId(Uuid::from_u128(3)), &news)])
        } else {
            let more = folded(there.into_iter().chain(more));
            all(&[(HERE, &first), (THERE, &more)])
        };
        prop_assert!(!news.reports.is_empty());
        for (old, new) in before.iter().zip(&after) {
            prop_assert!(safety(&new.2) <= safety(&old.2), "{old:?}\n{new:?}");
        }
    }

    #[test]
    fn nothing_that_is_only_proposed_or_was_erased_makes_a_channel_safer(
        here in written_report(1, &ROLES),
        there in written_report(2, &ROLES),
        more in written_report(3, &ROLES),
    ) {
        let (first, second, third) = (folded(here), folded(there), folded(more));
        let grouped = [(HERE, &first), (THERE, &second)];
        let third_id = CaseId(Uuid::from_u128(3));
        let asked = |mode| ContactQuery { at: monday(), mode, speaks: &[] };
        let certain = Known::new(grouped, &[]);
        let proposed = Known::new(grouped, &[]).suspecting([(third_id, &third)]);
        let whole = Known::new(grouped.into_iter().chain([(third_id, &third)]), &[]);
        let erased = Known::new(grouped, &[]).barring(whole.spoken_against(HERE));
        for (of, state) in &first.reports {
            for channel in &state.record.channels {
                for way in ContactMode::of(&channel.at) {
                    let say = |known: &Known<'_>| known.verdict((HERE, *of), channel, asked(*way));
                    let before = say(&certain);
                    prop_assert!(safety(&say(&proposed)) <= safety(&before), "{channel:?} {way}");
                    prop_assert!(safety(&say(&erased)) <= safety(&before), "{channel:?} {way}");
                    let open = |known: &Known<'_>| known.is_open((HERE, *of), channel);
                    prop_assert!(!open(&proposed) || open(&certain), "{channel:?}");
                }
            }
        }
    }

    #[test]
    fn one_more_channel_of_his_in_the_same_report_never_makes_a_channel_safer(
        here in written_report(1, &ROLES),
        his in channel(199),
    ) {
        let before = folded(here.clone());
        let him = [person(1, 199, Role::OtherParty, "Luc Lambert"), has(1, Role::OtherParty, his)];
        let after = folded(here.into_iter().chain(him));
        for (old, new) in all(&[(HERE, &before)]).iter().zip(&all(&[(HERE, &after)])) {
            prop_assert!(safety(&new.2) <= safety(&old.2), "{old:?}\n{new:?}");
        }
    }

    #[test]
    fn an_unknown_reader_is_never_safe(here in written_report(1, &ROLES), there in written_report(2, &ROLES)) {
        let (here, there) = (folded(here), folded(there));
        for (channel, way, verdict) in all(&[(HERE, &here), (THERE, &there)]) {
            prop_assert!(channel.exposure != Exposure::Unknown || !verdict.is_safe(), "{channel:?} {way}");
        }
    }

    #[test]
    fn a_letter_is_never_safe_unless_she_said_so(here in written_report(1, &ROLES)) {
        for (channel, way, verdict) in all(&[(HERE, &folded(here))]) {
            let said = channel.terms.letter == Answer::Yes;
            prop_assert!(way != ContactMode::Letter || said || !verdict.is_safe(), "{channel:?}");
        }
    }

    #[test]
    fn how_a_number_is_written_does_not_matter(here in written_report(1, &ROLES), form in 0_u8..5) {
        let rewritten = here.iter().cloned().map(|body| match body {
            Body::Report(report::Entry::ChannelRecorded { report, role, mut channel }) => {
                if let Reach::Phone(old) = &channel.at {
                    let number: u8 = old[old.len() - 2..].parse().unwrap();
                    channel.at = phone(&written(number, form));
                }
                Body::Report(report::Entry::ChannelRecorded { report, role, channel })
            }
            other => other,
        });
        let other = folded(rewritten);
        for (old, new) in all(&[(HERE, &folded(here))]).iter().zip(&all(&[(HERE, &other)])) {
            prop_assert_eq!(&old.2, &new.2);
        }
    }
}
