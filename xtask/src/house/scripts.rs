//! Templates hold no script and no style: the content policy of the pages would stop them, silently.

use super::Finding;
use super::files::File;
use super::template::{Tag, read, templates, without};

/// Finds scripts without a file, styles, and handlers.
pub fn check(files: &[File]) -> Vec<Finding> {
    templates(files).flat_map(of_one).collect()
}

fn of_one(file: &File) -> Vec<Finding> {
    let page = read(&without(&file.text, |_| true));
    let with =
        |tag: &Tag| wrongs(tag).into_iter().map(|what| Finding::at(file, tag.at, what)).collect::<Vec<_>>();
    page.tags.iter().flat_map(with).collect()
}

fn wrongs(tag: &Tag) -> Vec<String> {
    let has = |wanted: &str| tag.attributes.iter().any(|(name, _)| name == wanted);
    let mut all = Vec::new();
    if tag.name == "script" && !has("src") {
        all.push("holds a script: put it into crates/web/assets/src/havre.js".to_owned());
    }
    if tag.name == "style" || has("style") {
        all.push("holds a style: put it into a class of crates/web/assets/src".to_owned());
    }
    all.extend(tag.attributes.iter().filter_map(|(name, value)| wrong_attribute(name, value)));
    all
}

fn wrong_attribute(name: &str, value: &str) -> Option<String> {
    let event = name
        .strip_prefix("on")
        .is_some_and(|event| event.starts_with(|letter: char| letter.is_ascii_alphabetic()));
    // htmx runs the text of these as a script.
    let event = event || name.starts_with("hx-on");
    let address = value.trim_start().to_ascii_lowercase().starts_with("javascript:");
    (event || address).then(|| format!("`{name}` holds a script: put it into crates/web/assets/src/havre.js"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        check(&[File { path: "crates/web/templates/a.html".into(), text: text.into() }]).len()
    }

    #[test]
    fn scripts_styles_and_handlers_are_found() {
        for text in [
            "<script>a()</script>",
            "<script type=\"module\">a()</script>",
            "<style>p{}</style>",
            "<p class=\"a\" style=\"color: red\">",
            "<p{% if a %} style=\"{{ b }}\"{% endif %}>",
            "<p\nonClick = 'a()'>",
            "<p hx-on:click=\"a()\">",
            "<a href=\" JavaScript:a()\">",
        ] {
            assert_eq!(found(text), 1, "{text}");
        }
    }

    #[test]
    fn files_of_script_and_words_are_not() {
        for text in [
            "<script src=\"{{ asset(\"havre.js\") }}\" defer></script>",
            "<p class=\"on\" data-once=\"1\">on = style= a</p>",
            "{{ input(\"a\", once=true, style=\"wide\") }}",
            "{# <script>a()</script> #}",
            "<svg font-style=\"italic\"></svg>",
        ] {
            assert_eq!(found(text), 0, "{text}");
        }
    }
}
