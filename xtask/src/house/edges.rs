//! Which crate may depend on which: the domain knows no other room but how writing is read, and only the program knows everybody.

use super::Finding;
use crate::workspace::{Crate, Need};

/// Each crate, and what it may need of ours.
const ALLOWED: [(&str, &[&str]); 13] = [
    // The domain asks nobody but how names, streets and phones are read: there is one way for all.
    ("casework", &["linkage"]),
    // Also a tool of its own: it knows nothing of cases.
    ("linkage", &[]),
    ("access", &["casework"]),
    // Proves what the policies promise; needed by nobody.
    ("proofs", &["access", "casework"]),
    // Sign-in by others: it knows nothing of accounts.
    ("identity", &[]),
    ("directory", &["casework"]),
    ("exchange", &["casework"]),
    ("documents", &["casework"]),
    ("journal", &["casework", "linkage"]),
    ("synthetic", &["casework", "directory"]),
    ("web", &["casework", "access", "identity", "journal", "linkage", "directory"]),
    (
        "havre",
        &[
            "casework",
            "access",
            "directory",
            "exchange",
            "documents",
            "identity",
            "journal",
            "linkage",
            "synthetic",
            "web",
        ],
    ),
    // The runner must build when nothing else does.
    ("xtask", &[]),
];

/// What the tests of every crate may need besides.
const FOR_TESTS: [&str; 2] = ["casework", "journal"];

/// Finds dependencies in a forbidden direction.
pub fn check(crates: &[Crate]) -> Vec<Finding> {
    let ours = |need: &&Need| crates.iter().any(|one| one.name == need.name);
    let of_one = |one: &Crate| {
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == one.name) else {
            return vec![unknown(one)];
        };
        let needs = one.needs.iter().filter(ours);
        needs.filter(|need| !is_allowed(allowed, need)).map(|need| forbidden(one, need)).collect()
    };
    crates.iter().flat_map(of_one).collect()
}

fn is_allowed(allowed: &[&str], need: &Need) -> bool {
    let name = need.name.as_str();
    allowed.contains(&name) || (need.for_tests && FOR_TESTS.contains(&name))
}

fn forbidden(one: &Crate, need: &Need) -> Finding {
    let kind = if need.for_tests { " in its tests" } else { "" };
    Finding::of(&one.name, format!("must not depend on {}{kind}", need.name))
}

fn unknown(one: &Crate) -> Finding {
    Finding::of(&one.name, "is not in the table of xtask/src/house/edges.rs: say there what it may depend on")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: &str, needs: &[(&str, bool)]) -> Crate {
        let need = |(name, for_tests): &(&str, bool)| Need { name: (*name).into(), for_tests: *for_tests };
        Crate { name: name.into(), needs: needs.iter().map(need).collect() }
    }

    fn found(crates: &[Crate]) -> Vec<String> {
        check(crates).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_table_decides() {
        let crates = [
            one("casework", &[("serde", false), ("journal", false)]),
            one("journal", &[("casework", false), ("web", true)]),
            one("web", &[("casework", false), ("journal", false), ("tempfile", true)]),
        ];
        let expected =
            ["casework: must not depend on journal", "journal: must not depend on web in its tests"];
        assert_eq!(found(&crates), expected);
    }

    #[test]
    fn tests_may_use_the_domain_and_the_journal() {
        let crates =
            [one("casework", &[("journal", true)]), one("journal", &[]), one("access", &[("journal", true)])];
        assert!(found(&crates).is_empty());
    }

    #[test]
    fn a_crate_that_nobody_thought_about_is_found() {
        assert!(found(&[one("new", &[])])[0].contains("is not in the table"));
    }

    #[test]
    fn nobody_may_need_the_program_the_proofs_or_the_runner() {
        assert!(ALLOWED.iter().all(|(_, needs)| !needs.contains(&"havre")
            && !needs.contains(&"proofs")
            && !needs.contains(&"xtask")));
    }
}
