//! The published table "who sees what" is what the policies say. `UPDATE=1 cargo test -p access --test who_sees_what` writes
//! it anew; whoever does that reads the difference before it is committed.

use access::Policies;
use jiff::civil::date;
use std::path::Path;

const HEAD: &str = "# Who sees what

Made from `content/policies` and reviewed; a test fails when the policies say something else. One table for each
function, one line for each kind of secret. **written-…**: the reader's unit takes part in the case, and a unit of that
sector in the same zone wrote it. **unit**: the reader's unit began the case, in which the police wrote no report, and
wrote it. The other columns: the unit takes part in nothing, and this was granted to its sector
for every class, and is live. A cell names the rules that decide; *no* alone means that no rule opens it. How to read
and change a rule: [access.md](access.md).
";

#[test]
fn the_published_table_is_what_the_policies_say() {
    let policies = Policies::shipped().unwrap();
    let mut text = String::from(HEAD);
    for (title, day) in [
        ("Since 8 April 2026", date(2026, 11, 26)),
        ("Until 7 April 2026 (Criminal Code of 1867)", date(2026, 4, 7)),
    ] {
        text += &format!("\n## {title}\n{}", policies.table_as_markdown(day));
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/access-table.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let reviewed = std::fs::read_to_string(&file).unwrap_or_default();
    let lines = reviewed.lines().zip(text.lines()).enumerate();
    for (at, (reviewed, says)) in lines {
        assert_eq!(reviewed, says, "docs/access-table.md:{}", at + 1);
    }
    assert_eq!(reviewed.lines().count(), text.lines().count(), "docs/access-table.md");
}
