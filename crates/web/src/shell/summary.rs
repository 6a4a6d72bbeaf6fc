//! The summary of what is wrong with a form: in the order of the page, whatever the order in which it was found.

/// Where the lines of a summary begin: `components/form.html` writes one a line.
const LIST: &str = "<ul class=\"govuk-list govuk-error-summary__list\">\n";
const LINE: &str = "<li><a href=\"#";

/// A page whose summary names fields in the order in which one meets them below: the page itself says which that is.
pub(crate) fn in_page_order(html: String) -> String {
    let Some((before, rest)) = html.split_once(LIST) else { return html };
    let Some((list, after)) = rest.split_once("</ul>") else { return html };
    let place = |line: &&str| {
        let id = line.strip_prefix(LINE).and_then(|line| line.split_once('"')).map(|(id, _)| id);
        // What is about no field stands first, as it was said.
        id.map(|id| after.find(&format!(" id=\"{id}\"")).unwrap_or(usize::MAX))
    };
    let mut lines: Vec<_> = list.lines().collect();
    lines.sort_by_key(place);
    let lines: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
    [before, LIST, &lines, "</ul>", after].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_in_the_order_of_the_page() {
        let line = |id: &str| format!("{LINE}{id}\">Choose</a></li>\n");
        let page = |lines: &[&str]| {
            let list: String = lines.iter().map(|id| line(id)).collect();
            format!(
                "<main>{LIST}<li>Refused</li>\n{list}</ul><input id=\"b\"><input id=\"a\"><p id=\"a-hint\">"
            )
        };
        assert_eq!(in_page_order(page(&["a", "b"])), page(&["b", "a"]));
        assert_eq!(in_page_order(page(&["gone", "a"])), page(&["a", "gone"]), "what is not there comes last");
        let plain = "<main><ul><li>b</li></ul>".to_owned();
        assert_eq!(in_page_order(plain.clone()), plain);
    }
}
