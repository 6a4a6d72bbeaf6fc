//! The threat model names tests: each of them exists.

use std::path::Path;

/// Pairs of file and test, in the order of the page: `` `file` › `test` › `test` ``.
fn named(page: &str) -> Vec<(String, String)> {
    let (mut pairs, mut file) = (Vec::new(), "");
    for line in page.lines().filter(|line| line.starts_with('|')) {
        let parts: Vec<_> = line.split('`').collect();
        for pair in parts.chunks_exact(2) {
            let [before, quoted] = pair else { continue };
            if before.ends_with("› ") {
                pairs.push((file.to_owned(), (*quoted).to_owned()));
            } else if quoted.contains('/') {
                file = quoted;
            }
        }
    }
    pairs
}

#[test]
fn every_test_that_the_threat_model_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs/threat-model.md")).unwrap();
    let pairs = named(&page);
    assert!(pairs.len() > 60, "the page was read: {}", pairs.len());
    let gone: Vec<_> = pairs
        .iter()
        .filter(|(file, test)| {
            let text = std::fs::read_to_string(root.join(file)).unwrap_or_default();
            !text.contains(&format!("fn {test}")) && !text.contains(&format!("test(\"{test}\""))
        })
        .collect();
    assert!(gone.is_empty(), "docs/threat-model.md names tests that are not there: {gone:#?}");
}
