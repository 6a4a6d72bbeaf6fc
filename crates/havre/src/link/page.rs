//! A page about what was linked, for whoever decides where to cut: how sure the links are, what they rest on, which
//! clusters to look at, and what another cut would change. One file that asks nobody for anything; it names records by
//! their identifiers only.

use super::reasons::key_of;
use linkage::{Link, Linked, People};
use std::collections::{BTreeMap, HashMap};
use std::fmt::{Display, Write as _};
use web::Texts;

/// Bars of the histogram.
const BARS: usize = 20;
/// Cuts that are compared.
const CUTS: [f64; 6] = [0.3, 0.5, 0.7, 0.9, 0.99, 0.999];
/// Clusters to look at, and reasons, at most.
const SHOWN: usize = 20;
/// Links whose reasons are counted, at most: evenly over all of them.
const ASKED: usize = 20_000;
/// Clusters hold from here on.
const HALF: f64 = 0.5;
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d1d1d}\
    table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #ccc}\
    td.n,th.n{text-align:right}svg{width:100%;height:auto}rect{fill:#2f5d8a}text{font-size:11px;fill:#1d1d1d}\
    @media(prefers-color-scheme:dark){body{background:#161616;color:#eee}text{fill:#eee}rect{fill:#7fb0dd}th,td{border-color:#444}}";

/// What a page is made of.
pub(super) struct Page<'a> {
    pub(super) people: &'a People,
    pub(super) linked: &'a Linked,
    pub(super) texts: &'a Texts,
    pub(super) language: &'static str,
}

/// What another cut would give.
#[derive(Debug, PartialEq)]
struct Cut {
    from: f64,
    links: usize,
    /// Records that are one person with others, and how many people they are.
    records: usize,
    clusters: usize,
    /// Links that are expected to be wrong, by their own probabilities.
    wrong: f64,
}

impl Page<'_> {
    /// The page as HTML.
    pub(super) fn html(&self) -> String {
        let title = self.text("title");
        format!(
            "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
             content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1>\
             <p>{}</p>{}{}{}{}</body></html>\n",
            self.language,
            self.text("note"),
            self.section("certainty", &self.histogram()),
            self.section("cuts", &self.cuts()),
            self.section("reasons", &self.reasons()),
            self.section("look", &self.clusters()),
        )
    }

    fn text(&self, key: &str) -> String {
        escaped(&self.texts.get(self.language, &format!("link-page-{key}"), &Default::default()))
    }

    fn section(&self, key: &str, content: &str) -> String {
        format!("<section><h2>{}</h2>{content}</section>", self.text(key))
    }

    fn table(&self, columns: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
        let mut table = "<table><thead><tr>".to_owned();
        for (at, column) in columns.iter().enumerate() {
            let _ = write!(table, "<th{}>{}</th>", number(at), self.text(column));
        }
        table.push_str("</tr></thead><tbody>");
        for row in rows {
            table.push_str("<tr>");
            for (at, cell) in row.iter().enumerate() {
                let _ = write!(table, "<td{}>{cell}</td>", number(at));
            }
            table.push_str("</tr>");
        }
        table + "</tbody></table>"
    }

    /// How many links there are of each probability.
    fn histogram(&self) -> String {
        let bars = bars(&self.linked.links);
        let most = bars.iter().copied().max().unwrap_or(0).max(1) as f64;
        let mut svg =
            format!("<svg viewBox=\"0 0 640 220\" role=\"img\" aria-label=\"{}\">", self.text("certainty"));
        for (at, links) in bars.iter().enumerate() {
            let (x, height) = (at as f64 * 32.0, 170.0 * *links as f64 / most);
            let from = at as f64 / BARS as f64;
            let _ = write!(
                svg,
                "<rect x=\"{:.0}\" y=\"{:.1}\" width=\"28\" height=\"{height:.1}\"><title>{from:.2} – {:.2}: {links}</title>\
                 </rect><text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"middle\">{links}</text>\
                 <text x=\"{:.0}\" y=\"214\" text-anchor=\"middle\">{from:.2}</text>",
                x + 2.0,
                195.0 - height,
                from + 1.0 / BARS as f64,
                x + 16.0,
                190.0 - height,
                x + 16.0,
            );
        }
        svg + "</svg>"
    }

    fn cuts(&self) -> String {
        let rows = CUTS.iter().map(|from| cut(self.people.records.len(), &self.linked.links, *from));
        let cells = |cut: Cut| -> Vec<String> {
            let Cut { from, links, records, clusters, wrong } = cut;
            let all: [&dyn Display; 5] = [&from, &links, &clusters, &records, &format!("{wrong:.1}")];
            all.iter().map(ToString::to_string).collect()
        };
        self.table(&["from", "links", "people", "records", "wrong"], rows.map(cells))
    }

    /// What the links rest on: how many have a reason, and how many bits it gives on average.
    fn reasons(&self) -> String {
        let links: Vec<&Link> = self.linked.links.iter().filter(|link| link.probability() >= HALF).collect();
        let mut of: BTreeMap<String, (usize, f64)> = BTreeMap::new();
        for link in links.iter().step_by(links.len() / ASKED + 1) {
            for field in self.linked.explain(self.people, link).pair.fields {
                let (times, bits) = of.entry(key_of(&field)).or_default();
                (*times, *bits) = (*times + 1, *bits + f64::from(field.bits));
            }
        }
        let mut of: Vec<_> = of.into_iter().collect();
        of.sort_by(|(x, (n, _)), (y, (m, _))| m.cmp(n).then(x.cmp(y)));
        let cells = |(key, (times, bits)): (String, (usize, f64))| {
            let text = self.texts.get(self.language, &key, &Default::default());
            vec![escaped(&text), times.to_string(), format!("{:+.1}", bits / times as f64)]
        };
        self.table(&["reason", "links", "bits"], of.into_iter().take(SHOWN).map(cells))
    }

    /// The clusters that hold by their weakest link, and the largest ones.
    fn clusters(&self) -> String {
        let clusters = &self.linked.clusters;
        let weakest = weakest(clusters, &self.linked.links);
        let mut by_doubt: Vec<usize> = (0..clusters.len()).collect();
        by_doubt.sort_by(|x, y| weakest[*x].total_cmp(&weakest[*y]).then(x.cmp(y)));
        let mut by_size: Vec<usize> = (0..clusters.len()).collect();
        by_size.sort_by_key(|at| (std::cmp::Reverse(clusters[*at].len()), *at));
        let mut shown: Vec<usize> = by_doubt.into_iter().take(SHOWN).collect();
        shown
            .extend(by_size.into_iter().take(SHOWN / 4).filter(|at| !shown.contains(at)).collect::<Vec<_>>());
        let cells = |at: usize| {
            let ids: Vec<String> =
                clusters[at].iter().take(SHOWN).map(|row| escaped(self.people.id(*row))).collect();
            let more = if clusters[at].len() > SHOWN { " …" } else { "" };
            vec![ids.join(", ") + more, clusters[at].len().to_string(), format!("{:.3}", weakest[at])]
        };
        self.table(&["ids", "records", "weakest"], shown.into_iter().map(cells))
    }
}

/// Numbers stand at the right; the first column names what they are of.
fn number(column: usize) -> &'static str {
    if column == 0 { "" } else { " class=\"n\"" }
}

fn bars(links: &[Link]) -> [usize; BARS] {
    let mut bars = [0; BARS];
    for link in links {
        bars[((link.probability() * BARS as f64) as usize).min(BARS - 1)] += 1;
    }
    bars
}

/// What there would be if links held from `from` on, and people were all that links hold together.
fn cut(records: usize, links: &[Link], from: f64) -> Cut {
    let mut of: Vec<u32> = (0..records as u32).collect();
    let kept = || links.iter().filter(|link| link.probability() >= from);
    for link in kept() {
        let (a, b) = (root(&mut of, link.a), root(&mut of, link.b));
        of[a.max(b) as usize] = a.min(b);
    }
    let mut sizes: HashMap<u32, usize> = HashMap::new();
    for record in 0..records as u32 {
        *sizes.entry(root(&mut of, record)).or_default() += 1;
    }
    let several = || sizes.values().filter(|size| **size > 1);
    Cut {
        from,
        links: kept().count(),
        records: several().sum(),
        clusters: several().count(),
        wrong: kept().map(|link| 1.0 - link.probability()).sum(),
    }
}

fn root(of: &mut [u32], record: u32) -> u32 {
    let mut at = record;
    while of[at as usize] != at {
        of[at as usize] = of[of[at as usize] as usize];
        at = of[at as usize];
    }
    at
}

/// The least probability of a link within each cluster; 1 where rows were so many that not all links were given.
fn weakest(clusters: &[Vec<u32>], links: &[Link]) -> Vec<f64> {
    let mut of: HashMap<u32, usize> = HashMap::new();
    for (at, rows) in clusters.iter().enumerate() {
        of.extend(rows.iter().map(|row| (*row, at)));
    }
    let mut weakest = vec![1.0; clusters.len()];
    for link in links {
        match (of.get(&link.a), of.get(&link.b)) {
            (Some(a), Some(b)) if a == b => weakest[*a] = f64::min(weakest[*a], link.probability()),
            (_, _) => {}
        }
    }
    weakest
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkage::Options;

    fn linked() -> (People, Linked) {
        let mut people = People::default();
        let rows = "id,given_name,family_name,birth_date\n\
                    <b>,Sofie,Verhaegen,1986-11-23\nb,Sofie,Verhaegen,1986-11-23\nc,Sophie,Verhagen,1986-11-23\n\
                    d,Karim,Amrani,1971-05-11\ne,Karim,Amrani,1971-05-11\nf,Luc,Peeters,1952-02-01\n";
        people.read(rows.as_bytes()).unwrap();
        let linked = linkage::link(&mut people, &Options { from: 0.1, ..Options::default() }, &|_, _| {});
        (people, linked)
    }

    #[test]
    fn every_link_stands_in_one_bar_and_a_higher_cut_keeps_fewer() {
        let (people, linked) = linked();
        assert_eq!(bars(&linked.links).iter().sum::<usize>(), linked.links.len());
        let cuts: Vec<Cut> =
            CUTS.iter().map(|from| cut(people.records.len(), &linked.links, *from)).collect();
        assert!(cuts.windows(2).all(|two| two[0].links >= two[1].links && two[0].wrong >= two[1].wrong));
        let half = &cuts[1];
        assert_eq!((half.links, half.clusters, half.records), (4, 2, 5));
        let weakest = weakest(&linked.clusters, &linked.links);
        let sofie = linked.clusters.iter().position(|rows| rows.len() == 3).unwrap();
        assert!(weakest[sofie] < weakest[1 - sofie] && weakest[sofie] > 0.5, "{weakest:?}");
    }

    #[test]
    fn the_page_says_everything_in_every_language_and_no_name() {
        let (people, linked) = linked();
        let texts = Texts::load(None).unwrap();
        for (language, _) in web::LANGUAGES {
            let page = Page { people: &people, linked: &linked, texts: &texts, language }.html();
            assert!(!page.contains("link-page-") && !page.contains("evidence-"), "{language}");
            assert!(page.contains("&lt;b&gt;") && !page.contains("<b>"));
            assert!(!page.to_lowercase().contains("verhaegen"));
        }
    }
}
