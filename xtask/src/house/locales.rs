//! The texts of the program: each language has the same files.

use super::Finding;
use super::files::File;
use std::collections::BTreeSet;

/// The languages, as folders of [`FOLDER`].
const LANGUAGES: [&str; 4] = ["fr", "nl", "de", "en"];

const FOLDER: &str = "content/locales/";

/// Finds languages that nobody knows, and files that a language lacks.
pub fn check(files: &[File]) -> Vec<Finding> {
    let all: Vec<_> =
        files.iter().filter_map(|file| file.path.strip_prefix(FOLDER)?.split_once('/')).collect();
    let strange = all.iter().map(|(language, _)| *language).filter(|language| !LANGUAGES.contains(language));
    let strange = strange.collect::<BTreeSet<_>>().into_iter().map(unknown);
    let names: BTreeSet<_> = all.iter().map(|(_, name)| *name).collect();
    let wanted = LANGUAGES.iter().flat_map(|language| names.iter().map(move |name| (*language, *name)));
    let lacking = wanted.filter(|one| !all.contains(one)).map(lacks);
    let nothing = names.is_empty().then(|| Finding::of(FOLDER, "holds no text at all"));
    strange.chain(lacking).chain(nothing).collect()
}

fn unknown(language: &str) -> Finding {
    let what = format!(
        "is a language that xtask/src/house/locales.rs does not know: it knows {}",
        LANGUAGES.join(", ")
    );
    Finding::of(format!("{FOLDER}{language}"), what)
}

fn lacks((language, name): (&str, &str)) -> Finding {
    Finding::of(format!("{FOLDER}{language}"), format!("lacks {name}, which another language has"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(paths: &[&str]) -> Vec<String> {
        let file = |path: &&str| File { path: format!("{FOLDER}{path}"), text: String::new() };
        let files: Vec<_> = paths.iter().map(file).collect();
        check(&files).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn four_equal_languages_are_well() {
        assert!(found(&["fr/a.ftl", "nl/a.ftl", "de/a.ftl", "en/a.ftl"]).is_empty());
    }

    #[test]
    fn a_missing_file_and_a_strange_language_are_found() {
        let findings = found(&["fr/a.ftl", "nl/a.ftl", "de/a.ftl", "en/a.ftl", "en/b.ftl"]);
        let lacking = |language| format!("{FOLDER}{language}: lacks b.ftl, which another language has");
        assert_eq!(findings, ["fr", "nl", "de"].map(lacking));
        assert!(
            found(&["fr/a.ftl", "nl/a.ftl", "de/a.ftl", "en/a.ftl", "es/a.ftl"])[0]
                .contains("/es: is a language")
        );
        assert_eq!(found(&[]).len(), 1);
    }
}
