//! What the policies can never do. Each property is proved for the policies of every period, those of the past too.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use casework::record::facets::Class;
use casework::record::staff::{Duties, Function, Part, Sector};
use cedar_policy::{Effect, PolicySet};
use proofs::{ON_CASES, ON_ENTRIES, Prover, periods};

const EVERYTHING: &[&str] = &["open", "read", "add", "share", "export", "print-for"];

/// No request under this condition is allowed; such requests exist.
async fn never(words: &str, actions: &[&str], condition: &str) {
    let mut prover = Prover::start().unwrap();
    for period in periods().unwrap() {
        let possible = prover.possible(&period, actions, condition).await.unwrap();
        assert!(possible, "{words}: no request fulfils the condition, so this proves nothing");
        let found = prover.allowed(&period, actions, condition).await.unwrap();
        assert!(found.is_none(), "Broken ({}): {words}\n{}", period.name, found.unwrap_or_default());
    }
}

/// Some request under this condition is allowed, by the policies of every period.
async fn refuted(words: &str, actions: &[&str], condition: &str) {
    let mut prover = Prover::start().unwrap();
    for period in periods().unwrap() {
        let found = prover.allowed(&period, actions, condition).await.unwrap();
        let found =
            found.unwrap_or_else(|| panic!("{words} ({}): the solver calls a falsehood true", period.name));
        assert!(found.contains("answer   Allow"), "the counterexample is none:\n{found}");
    }
}

/// A grant that is live now, and names the sector of whom we speak.
fn live(grant: &str, sector: &str) -> String {
    format!(
        "(context has {grant} && context.{grant}.from <= context.now && context.now < context.{grant}.until && \
         !(context.{grant} has withdrawn) && context.{grant}.sector == {sector})"
    )
}

/// A grant that is there, and not live: not yet, no longer, or withdrawn.
fn dead(grant: &str) -> String {
    format!(
        "context has {grant} && (context.now < context.{grant}.from || context.{grant}.until <= context.now || \
         context.{grant} has withdrawn)"
    )
}

fn secret(class: &str) -> String {
    format!("[Class::\"psychosocial\", Class::\"medical\"].contains({class})")
}

fn police_or_prosecution(sector: &str) -> String {
    format!("[Sector::\"police\", Sector::\"prosecution\"].contains({sector})")
}

#[tokio::test]
async fn psychosocial_and_medical_entries_never_reach_police_or_prosecution_without_live_consent_or_title() {
    let who = "principal.sector";
    let condition = format!(
        "{} && {} && !{} && !{}",
        secret("resource.class"),
        police_or_prosecution(who),
        live("consent", who),
        live("title", who)
    );
    never("what she told in confidence reaches police or prosecution", ON_ENTRIES, &condition).await;
}

#[tokio::test]
async fn they_are_never_passed_on_to_police_or_prosecution_without_live_consent_or_title() {
    let who = "context.to_sector";
    let condition = format!(
        "{} && {} && !{} && !{}",
        secret("context.class"),
        police_or_prosecution(who),
        live("consent", who),
        live("title", who)
    );
    never("what she told in confidence is passed on to police or prosecution", &["share"], &condition).await;
}

#[tokio::test]
async fn a_safe_address_never_reaches_a_file_copy() {
    let condition = r#"resource.class == Class::"safe-place" && context.copy == Copy::"file-copy""#;
    never("a safe address is in the copy of the file for the other party", &["export"], condition).await;
}

#[tokio::test]
async fn a_safe_address_is_on_no_paper_that_leaves_the_service() {
    let condition = r#"resource.class == Class::"safe-place""#;
    never("a safe address is on a paper that the other party can obtain", &["print-for"], condition).await;
}

#[tokio::test]
async fn nobody_reads_prints_or_copies_in_a_case_from_which_she_is_kept_out() {
    let condition = "resource.case.blocked.contains(principal)";
    never("a party or declared relative reads the case", ON_ENTRIES, condition).await;
}

#[tokio::test]
async fn nobody_opens_or_adds_to_a_case_from_which_she_is_kept_out() {
    let condition = "resource.blocked.contains(principal)";
    never("a party or declared relative opens the case", ON_CASES, condition).await;
}

// What each function can never do follows from its duties (crates/casework/src/record/staff.rs): a function that is added
// there is looked at here.

/// Somebody of a function, in a sector in which it is found.
fn of(function: Function) -> String {
    let Duties { sectors, .. } = function.duties();
    format!(
        "principal.function == Function::\"{function}\" && [{}].contains(principal.sector)",
        words("Sector", sectors, Sector::word)
    )
}

fn words<T: Copy>(list: &str, all: &[T], word: fn(T) -> &'static str) -> String {
    let all = all.iter().map(|one| format!("{list}::\"{}\"", word(*one)));
    all.collect::<Vec<_>>().join(", ")
}

/// No live grant of any of these kinds is there for who asks.
fn without(grants: &[&str]) -> String {
    let none = grants.iter().map(|grant| format!("!{}", live(grant, "principal.sector")));
    none.collect::<Vec<_>>().join(" && ")
}

/// The functions of which something is to be proved.
fn functions(whose: impl Fn(Duties) -> bool) -> impl Iterator<Item = Function> {
    Function::ALL.iter().copied().filter(move |function| whose(function.duties()))
}

#[tokio::test]
async fn a_function_without_cases_reads_no_entry_and_opens_no_case() {
    for function in functions(|duties| duties.part == Part::Nothing) {
        let who = format!("principal.function == Function::\"{function}\"");
        let actions = &["open", "read", "share", "export", "print-for"];
        never(&format!("{function} has no cases and reads one"), actions, &who).await;
    }
}

#[tokio::test]
async fn a_function_to_which_grants_open_cases_opens_nothing_without_a_live_one() {
    for function in functions(|duties| duties.part == Part::Granted) {
        let none = without(&["consent", "ground", "title", "glass"]);
        for (action, case) in [("open", "resource"), ("read", "resource.case")] {
            // What its own unit began without a report of the police is its own.
            let began = if function.duties().begins {
                format!(" && !{case}.unit.contains(principal)")
            } else {
                String::new()
            };
            let condition = format!("principal.function == Function::\"{function}\" && {none}{began}");
            never(&format!("{function} reads without a grant"), &[action], &condition).await;
        }
    }
}

#[tokio::test]
async fn a_function_whose_units_begin_no_case_never_begins_one() {
    for function in functions(|duties| !duties.begins) {
        let condition = format!(
            r#"context.command == Command::"open-case" && principal.function == Function::"{function}""#
        );
        never(&format!("{function} begins a case"), &["add"], &condition).await;
    }
}

#[tokio::test]
async fn a_function_that_only_sees_adds_tells_copies_and_prints_nothing() {
    for function in functions(|duties| duties.part == Part::Sees) {
        let who = format!("principal.function == Function::\"{function}\"");
        let actions = &["add", "share", "export", "print-for"];
        never(&format!("{function} does more than see"), actions, &who).await;
    }
}

#[tokio::test]
async fn a_function_that_only_sees_opens_nothing_of_another_zone_whatever_is_granted() {
    for function in functions(|duties| duties.part == Part::Sees) {
        for (action, zones) in [("open", "resource.zones"), ("read", "resource.case.zones")] {
            let condition = format!(
                "principal.function == Function::\"{function}\" && !{zones}.containsAny(principal.zones)"
            );
            never(&format!("{function} sees another zone"), &[action], &condition).await;
        }
    }
}

#[tokio::test]
async fn what_nothing_opens_to_a_function_it_never_reads_whatever_is_granted() {
    for function in functions(|duties| !duties.never.is_empty()) {
        let classes = words("Class", function.duties().never, Class::word);
        let condition = format!("{} && [{classes}].contains(resource.class)", of(function));
        never(&format!("{function} reads what is shut to it"), &["read"], &condition).await;
    }
}

#[tokio::test]
async fn what_her_leave_opens_to_a_function_it_never_reads_by_a_ground_or_broken_glass() {
    for function in functions(|duties| !duties.by_leave.is_empty()) {
        let classes = words("Class", function.duties().by_leave, Class::word);
        let none = without(&["consent", "title"]);
        let condition = format!("{} && [{classes}].contains(resource.class) && {none}", of(function));
        never(&format!("{function} reads what was confided"), ON_ENTRIES, &condition).await;
    }
}

#[tokio::test]
async fn what_her_leave_opens_to_a_function_is_never_passed_on_to_its_sector_without_her_leave() {
    let to = "context.to_sector";
    for function in functions(|duties| !duties.by_leave.is_empty()) {
        let Duties { sectors, by_leave, .. } = function.duties();
        let condition = format!(
            "[{}].contains(context.class) && [{}].contains({to}) && !{} && !{}",
            words("Class", by_leave, Class::word),
            words("Sector", sectors, Sector::word),
            live("consent", to),
            live("title", to)
        );
        never(&format!("what was confided is passed on to {function}"), &["share"], &condition).await;
    }
}

#[tokio::test]
async fn nobody_reads_another_zone_without_a_live_grant() {
    let who = "principal.sector";
    let condition = format!(
        "!resource.case.zones.containsAny(principal.zones) && !resource.case.unit.contains(principal) && \
         !{} && !{} && !{} && !{}",
        live("consent", who),
        live("ground", who),
        live("title", who),
        live("glass", who)
    );
    never("a unit reads a case in which it takes no part", &["read"], &condition).await;
}

#[tokio::test]
async fn a_ground_under_458bis_opens_to_the_prosecution_only() {
    // Every other way is shut, so that what is left is the ground.
    let condition = r#"context has ground && context.ground has ground &&
        context.ground.ground == LegalGround::"serious-danger" && !(context has consent) && !(context has title) &&
        !(context has glass) && principal.sector != Sector::"prosecution" &&
        !resource.case.zones.containsAny(principal.zones) && !resource.case.unit.contains(principal)"#;
    never("the right to inform the prosecutor opens a case to somebody else", &["read"], condition).await;
}

#[tokio::test]
async fn broken_glass_opens_to_nobody_but_who_broke_it() {
    let condition = r#"context has glass && !(context.glass has user && context.glass.user == principal) &&
        !(context has consent) && !(context has title) && !(context has ground) &&
        !resource.case.zones.containsAny(principal.zones) && !resource.case.unit.contains(principal)"#;
    never("somebody reads through glass that another one broke", &["read"], condition).await;
}

#[tokio::test]
async fn the_reason_of_a_decision_stays_with_the_prosecution_unless_granted() {
    let condition = r#"resource.kind == Kind::"decision-reasoned" && resource.class == Class::"judicial" &&
        principal.sector != Sector::"prosecution" && resource.author != principal &&
        !(context has consent) && !(context has title) && !(context has ground) && !(context has glass)"#;
    never("police or victim support read why", &["read"], condition).await;
}

#[tokio::test]
async fn nobody_reviews_the_glass_that_she_broke() {
    let condition =
        r#"context.command == Command::"review" && context has user && context.user == principal"#;
    never("a reviewer reviews herself", &["add"], condition).await;
}

#[tokio::test]
async fn only_the_outbox_mirrors_and_escalates() {
    let condition = r#"[Command::"mirror", Command::"escalate"].contains(context.command)"#;
    never("a person gives a command of the background", &["add"], condition).await;
}

#[tokio::test]
async fn a_grant_that_is_over_or_withdrawn_opens_nothing() {
    let mut prover = Prover::start().unwrap();
    for period in periods().unwrap() {
        for grant in ["consent", "ground", "title", "glass"] {
            let dead = dead(grant);
            assert!(prover.possible(&period, EVERYTHING, &dead).await.unwrap());
            let found = prover.sees(&period, grant, &dead).await.unwrap();
            assert!(
                found.is_none(),
                "Broken ({}): a dead {grant} changes an answer\n{}",
                period.name,
                found.unwrap_or_default()
            );
        }
    }
}

#[tokio::test]
async fn what_is_opened_to_one_office_opens_nothing_to_another() {
    for grant in ["consent", "ground", "title", "glass"] {
        let condition = format!(
            "context has {grant} && context.{grant} has office && context.{grant}.office != principal.office && \
             !({})",
            ["consent", "ground", "title", "glass"]
                .map(|other| format!("context has {other}"))
                .iter()
                .filter(|one| !one.ends_with(grant))
                .cloned()
                .collect::<Vec<_>>()
                .join(" || "),
        );
        let zones = "!resource.zones.containsAny(principal.zones) && !resource.unit.contains(principal)";
        never(
            &format!("a {grant} for another office opens a case"),
            &["open"],
            &format!("{condition} && {zones}"),
        )
        .await;
        let zones =
            "!resource.case.zones.containsAny(principal.zones) && !resource.case.unit.contains(principal)";
        let own = "resource.author != principal";
        never(
            &format!("a {grant} for another office opens an entry"),
            &["read"],
            &format!("{condition} && {zones} && {own}"),
        )
        .await;
    }
}

/// Whoever asks is not of the unit that began the case, and neither consent nor ground nor title names her sector.
fn outside(case: &str) -> String {
    let who = "principal.sector";
    format!(
        "{case}.unreported && !{case}.unit.contains(principal) && !{} && !{} && !{}",
        live("consent", who),
        live("ground", who),
        live("title", who)
    )
}

#[tokio::test]
async fn nobody_outside_its_unit_reads_a_case_before_the_police_wrote_a_report() {
    let words = "somebody outside the unit reads a case in which the police wrote no report";
    never(words, ON_ENTRIES, &outside("resource.case")).await;
}

#[tokio::test]
async fn nobody_outside_its_unit_opens_it_or_passes_it_on() {
    let words = "somebody outside the unit opens a case in which the police wrote no report";
    never(words, &["open", "share"], &outside("resource")).await;
}

#[tokio::test]
async fn nobody_outside_its_unit_writes_in_it() {
    // Whoever begins a case is not of its unit yet; an office acknowledges what it was told.
    let condition = format!(
        r#"{} && ![Command::"open-case", Command::"acknowledge"].contains(context.command)"#,
        outside("resource")
    );
    never(
        "somebody outside the unit writes in a case in which the police wrote no report",
        &["add"],
        &condition,
    )
    .await;
}

#[tokio::test]
async fn police_and_prosecution_read_nothing_in_it_that_no_grant_names() {
    let condition = format!(
        "resource.case.unreported && {} && !(context has consent) && !(context has ground) && !(context has title)",
        police_or_prosecution("principal.sector")
    );
    // A unit is never of the police or the prosecution: `open-case` is for victim support and partner services.
    let condition = format!("{condition} && !resource.case.unit.contains(principal)");
    never("police or prosecution read a case in which the police wrote no report", ON_ENTRIES, &condition)
        .await;
}

#[tokio::test]
async fn nobody_begins_a_case_in_the_name_of_another_sector_or_of_police_and_prosecution() {
    let condition = format!(
        r#"context.command == Command::"open-case" &&
        ((if context has to_sector then context.to_sector != principal.sector else true) || {})"#,
        police_or_prosecution("principal.sector")
    );
    never("a case is begun in the name of another", &["add"], &condition).await;
}

#[tokio::test]
async fn every_permit_needs_a_purpose() {
    let mut prover = Prover::start().unwrap();
    for period in periods().unwrap() {
        for permit in period.policies.policies().filter(|one| one.effect() == Effect::Permit) {
            let alone = proofs::Period {
                name: period.name.clone(),
                schema: period.schema.clone(),
                policies: PolicySet::from_policies([permit.clone()]).unwrap(),
            };
            let found =
                prover.allowed(&alone, EVERYTHING, "context.purpose == Purpose::\"none\"").await.unwrap();
            assert!(
                found.is_none(),
                "Broken ({}): {} permits without a purpose\n{}",
                period.name,
                permit.id(),
                found.unwrap_or_default()
            );
        }
    }
    never("something is allowed without a purpose", EVERYTHING, "context.purpose == Purpose::\"none\"").await;
}

#[tokio::test]
async fn no_policy_has_an_error_on_any_well_formed_request() {
    let mut prover = Prover::start().unwrap();
    for period in periods().unwrap() {
        for one in period.policies.policies() {
            let found = prover.error_in(&period, one).await.unwrap();
            assert!(
                found.is_none(),
                "Broken ({}): {} has an error\n{}",
                period.name,
                one.id(),
                found.unwrap_or_default()
            );
        }
    }
}

// What follows is false, and must be found false: a solver that says yes to everything would not notice.

#[tokio::test]
async fn refuted_nobody_reads_what_she_told_victim_support() {
    refuted("nobody reads psychosocial", &["read"], r#"resource.class == Class::"psychosocial""#).await;
}

#[tokio::test]
async fn refuted_consent_opens_nothing_to_the_police() {
    let condition = r#"resource.class == Class::"psychosocial" && principal.sector == Sector::"police""#;
    refuted("consent opens nothing to the police", &["read"], condition).await;
}

#[tokio::test]
async fn refuted_a_partner_reads_nothing() {
    refuted("a partner reads nothing", &["read"], r#"principal.function == Function::"partner""#).await;
}

#[tokio::test]
async fn refuted_a_patrol_reads_nothing() {
    refuted("a patrol reads nothing", &["read"], r#"principal.function == Function::"patrol""#).await;
}

#[tokio::test]
async fn refuted_a_house_of_justice_reads_nothing_that_was_confided() {
    let who =
        r#"principal.function == Function::"house-of-justice" && resource.class == Class::"psychosocial""#;
    refuted("consent opens nothing to a house of justice", &["read"], who).await;
}

#[tokio::test]
async fn refuted_nothing_but_a_safe_address_is_on_a_paper_either() {
    refuted("no paper at all", &["print-for"], r#"resource.class != Class::"safe-place""#).await;
}

#[tokio::test]
async fn refuted_nobody_reads_a_case_in_which_the_police_wrote_no_report() {
    refuted("nobody reads it", &["read"], "resource.case.unreported").await;
}

#[tokio::test]
async fn refuted_each_action_is_always_refused() {
    for action in EVERYTHING {
        refuted("always refused", &[action], "true").await;
    }
}

#[tokio::test]
async fn refuted_a_live_consent_changes_nothing() {
    let mut prover = Prover::start().unwrap();
    for period in periods().unwrap() {
        let found = prover.sees(&period, "consent", "context has consent").await.unwrap();
        assert!(found.is_some(), "the solver calls two different policies equal");
    }
}
