//! The three indicators of the roadmap and the one of justice (L1), by zone and month.
//!
//! **Invariant:** only zones of the viewer's own account are counted, and nothing is told on fewer than [`told::FEWEST`]
//! reports, nor what such a figure could be computed from. Only counts leave the journal here: no case is opened.

mod figures;
mod told;

pub(crate) use figures::last_months;

use crate::plot::{self, Point, Series};
use crate::shell::app::App;
use crate::shell::error::WebError;
use crate::shell::format;
use crate::shell::now::now;
use crate::shell::page::Page;
use crate::shell::routes::Router;
use crate::shell::session::SignedIn;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use casework::record::id::ZoneCode;
use casework::record::staff::Function;
use figures::{Counts, Figures, Indicator};
use fluent_bundle::{FluentArgs, FluentValue};
use jiff::civil::Date;
use journal::Contact;
use minijinja::{Value, context};
use serde::Deserialize;
use std::collections::BTreeMap;
use told::{FEWEST, Period, Told};

/// Routes of this capability.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/indicators", get(show))
}

#[derive(Debug, Default, Deserialize)]
struct IndicatorsQuery {
    #[serde(default)]
    zone: String,
}

/// A share as a number.
fn percent_of((part, whole): (i64, i64)) -> f64 {
    part as f64 * 100.0 / whole.max(1) as f64
}

/// The median wait as a number, or nothing on too small a base.
fn hours_of(contact: &Contact) -> Option<i64> {
    contact.median_hours().filter(|_| contact.settled() >= FEWEST)
}

/// One figure: what is counted, and whether it is told.
struct Figure<'a> {
    counts: &'a Counts,
    told: bool,
}

impl Figure<'_> {
    fn share(&self, indicator: Indicator) -> Option<(i64, i64)> {
        self.told.then(|| indicator.share(self.counts))
    }

    fn hours(&self, indicator: Indicator) -> Option<i64> {
        // A median is no sum: nothing is had by subtracting it.
        indicator.contact(self.counts).and_then(hours_of)
    }
}

/// Writes figures in the language of a page.
struct Words<'a> {
    page: &'a Page<'a>,
}

impl Words<'_> {
    fn say(&self, key: &str, named: &[(&'static str, String)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in named {
            args.set(*name, FluentValue::from(value.clone()));
        }
        self.page.app.texts.get(self.page.language, key, &args)
    }

    fn number(&self, number: i64) -> String {
        format::number(self.page.language, number)
    }

    fn few(&self) -> String {
        self.say("indicators-few", &[])
    }

    /// `33,3 %`, or that it is not told.
    fn share(&self, share: Option<(i64, i64)>) -> String {
        share.map_or_else(|| self.few(), |(part, whole)| format::percent(self.page.language, part, whole))
    }

    /// `12 of 36`.
    fn of(&self, (part, whole): (i64, i64)) -> String {
        self.say("indicators-of", &[("part", self.number(part)), ("whole", self.number(whole))])
    }

    /// `33,3 % (12 of 36)`.
    fn full_share(&self, share: Option<(i64, i64)>) -> String {
        let Some(counts) = share else { return self.few() };
        // A narrow column breaks between the share and its counts, never within them.
        format!("{} ({})", self.share(share), self.of(counts).replace(' ', "\u{a0}"))
    }

    /// `14 h`.
    fn hours(&self, hours: Option<i64>) -> String {
        hours.map_or_else(|| self.few(), |hours| format!("{}\u{a0}h", self.number(hours)))
    }

    fn zone(&self, code: &ZoneCode) -> String {
        let name =
            self.page.app.directory.zone(code).map_or("", |zone| zone.name.in_language(self.page.reader()));
        format!("{code} {name}").trim_end().to_owned()
    }
}

/// What is shown: which zones together, and how they are called.
struct Scope<'a> {
    words: Words<'a>,
    figures: &'a Figures,
    own: &'a [ZoneCode],
    chosen: &'a [ZoneCode],
    name: String,
    /// What of each is told, by its word.
    told: BTreeMap<&'static str, Told>,
    /// Every sum of the page, made once: pictures, cards and tables show the same ones.
    sums: BTreeMap<(Option<ZoneCode>, Period), Counts>,
}

impl<'a> Scope<'a> {
    fn new(words: Words<'a>, figures: &'a Figures, own: &'a [ZoneCode], chosen: &'a [ZoneCode]) -> Self {
        let name = match chosen {
            [one] => words.zone(one),
            _ => words.say("indicators-all", &[]),
        };
        let each = Indicator::ALL.into_iter().chain([Indicator::Complaints]);
        let told = each.map(|indicator| (indicator.word(), figures.told(indicator, own))).collect();
        Self { words, figures, own, chosen, name, told, sums: sums(figures, chosen) }
    }
}

/// One zone alone, or nothing for all that are chosen together.
fn alone(zones: &[ZoneCode]) -> Option<ZoneCode> {
    match zones {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// The chosen zones together in each month and in the year, and each of them in the last month and in the year.
fn sums(figures: &Figures, chosen: &[ZoneCode]) -> BTreeMap<(Option<ZoneCode>, Period), Counts> {
    let of = |zones: &[ZoneCode], period: Period| {
        let counts = match &period {
            Period::Month(month) => figures.sum(zones, std::slice::from_ref(month)),
            Period::Year => figures.sum(zones, figures.last_year()),
        };
        ((alone(zones), period), counts)
    };
    let periods = |months: &[Date]| {
        let months = months.iter().copied().map(Period::Month).collect::<Vec<_>>();
        months.into_iter().chain([Period::Year])
    };
    let together = periods(&figures.months).map(|period| of(chosen, period));
    let each = chosen.iter().flat_map(|zone| {
        periods(figures.last_month()).map(move |period| of(std::slice::from_ref(zone), period))
    });
    each.chain(together).collect()
}

impl Scope<'_> {
    fn key(&self, indicator: Indicator, part: &str) -> String {
        self.words.say(&format!("indicators-{}-{part}", indicator.word()), &[])
    }

    /// A figure of some of the zones.
    fn figure(&self, indicator: Indicator, zones: &[ZoneCode], period: Period) -> Figure<'_> {
        let one = zones.first().filter(|_| zones.len() < self.own.len());
        // Of one's only zone that is told which is told of all.
        let told = self.told.get(indicator.word()).is_some_and(|told| told.holds(one, period));
        Figure { counts: &self.sums[&(alone(zones), period)], told }
    }

    /// Within the target; zones without a target have no share.
    fn in_target(&self, indicator: Indicator, zones: &[ZoneCode], figure: &Figure<'_>) -> String {
        if !zones.iter().any(|zone| self.figures.timed.contains(zone)) {
            return self.words.say("indicators-no-target", &[]);
        }
        self.words.full_share(figure.share(indicator))
    }

    /// The last full month.
    fn last_month(&self) -> Option<Period> {
        self.figures.last_month().first().copied().map(Period::Month)
    }

    /// A series over all months of the chosen zones.
    fn series(
        &self,
        indicator: Indicator,
        (title, unit): (&str, &'static str),
        value: impl Fn(&Figure<'_>) -> (Option<f64>, String),
    ) -> Series {
        let point = |month: &Date| {
            let (value, text) = value(&self.figure(indicator, self.chosen, Period::Month(*month)));
            // January, April, July, October: what has room below the axis.
            Point { at: plot::month(*month), tick: (month.month() - 1) % 3 == 0, value, text }
        };
        let points: Vec<_> = self.figures.months.iter().map(point).collect();
        let described = |point: &Point| format!("{}: {}", point.at, point.text);
        let ends: Vec<_> = [points.first(), points.last()].into_iter().flatten().map(described).collect();
        let description =
            format!("{}. {}. {}", self.name, ends.join(" – "), self.words.say("indicators-see-table", &[]));
        Series { title: title.to_owned(), description, unit, ceiling: (unit == "%").then_some(100.0), points }
    }

    fn share_series(&self, indicator: Indicator, title: &str) -> Series {
        self.series(indicator, (title, "%"), |figure| {
            let share = figure.share(indicator);
            (share.map(percent_of), self.words.share(share))
        })
    }

    fn hours_series(&self, title: &str) -> Series {
        let indicator = Indicator::Contact;
        self.series(indicator, (title, "h"), |figure| {
            let hours = figure.hours(indicator);
            (hours.map(|hours| hours as f64), self.words.hours(hours))
        })
    }

    fn charts(&self, indicator: Indicator) -> Vec<Value> {
        let language = self.words.page.language;
        let chart = |caption: &str, svg: String| {
            let caption = format!("{caption}, {}", self.name);
            context! { caption, svg => Value::from_safe_string(svg) }
        };
        let share = self.key(indicator, "share");
        let line = chart(&share, plot::line_chart(language, &self.share_series(indicator, &share)));
        if indicator != Indicator::Contact {
            return vec![line];
        }
        let median = self.key(indicator, "median");
        vec![chart(&median, plot::bar_chart(language, &self.hours_series(&median))), line]
    }

    /// The card: the figure of the last full month, with its small picture.
    fn card(&self, indicator: Indicator) -> Value {
        let last = self.last_month().unwrap_or(Period::Year);
        let of_month = self.figure(indicator, self.chosen, last);
        let title = self.key(indicator, "title");
        let (hours, share) = (of_month.hours(indicator), of_month.share(indicator));
        let (figure, below, series, small) = if indicator == Indicator::Contact {
            let share = self.in_target(indicator, self.chosen, &of_month);
            let below = self.words.say("indicators-contact-card", &[("share", share)]);
            (self.words.hours(hours), below, self.hours_series(&title), hours.is_none())
        } else {
            let below = share.map(|counts| self.words.of(counts)).unwrap_or_default();
            (self.words.share(share), below, self.share_series(indicator, &title), share.is_none())
        };
        let picture = Value::from_safe_string(plot::sparkline(&series));
        context! { word => indicator.word(), title, figure, below, small, picture }
    }

    fn heads(&self, indicator: Indicator, first: &str) -> Vec<Value> {
        let text = |key: &str| self.words.say(key, &[]);
        let month = self.figures.last_month().first().copied().map(plot::month).unwrap_or_default();
        let periods = [month, text("indicators-year")];
        if !indicator.is_of_time() {
            // One measure: the section is named after it.
            return heads(text(first), periods);
        }
        let measures = self.measures(indicator);
        let both = periods
            .iter()
            .flat_map(|period| measures.iter().map(move |measure| format!("{measure}, {period}")));
        heads(text(first), both)
    }

    fn measures(&self, indicator: Indicator) -> Vec<String> {
        let median = indicator.is_of_time().then(|| self.words.say("indicators-median", &[]));
        median.into_iter().chain([self.key(indicator, "share")]).collect()
    }

    fn cells(&self, indicator: Indicator, zones: &[ZoneCode], period: Period) -> Vec<String> {
        let figure = self.figure(indicator, zones, period);
        match indicator.is_of_time() {
            true => {
                vec![self.words.hours(figure.hours(indicator)), self.in_target(indicator, zones, &figure)]
            }
            false => vec![self.words.full_share(figure.share(indicator))],
        }
    }

    /// A row a zone, all of them together first: last full month and last twelve months.
    fn zone_table(&self, indicator: Indicator) -> Value {
        let row = |name: String, zones: &[ZoneCode]| {
            let periods = self.last_month().into_iter().chain([Period::Year]);
            let cells = periods.flat_map(|period| self.cells(indicator, zones, period));
            std::iter::once(name).chain(cells).collect::<Vec<_>>()
        };
        let together =
            (self.chosen.len() > 1).then(|| row(self.words.say("indicators-all", &[]), self.chosen));
        let each = self.chosen.iter().map(|zone| row(self.words.zone(zone), std::slice::from_ref(zone)));
        let rows: Vec<_> = together.into_iter().chain(each).collect();
        context! { heads => self.heads(indicator, "indicators-zone"), rows }
    }

    /// A row a month, the newest first: the numbers of the picture.
    fn month_table(&self, indicator: Indicator) -> Value {
        let row = |month: &Date| {
            let cells = self.cells(indicator, self.chosen, Period::Month(*month));
            std::iter::once(plot::month(*month)).chain(cells).collect::<Vec<_>>()
        };
        let rows: Vec<_> = self.figures.months.iter().rev().map(row).collect();
        context! { heads => heads(self.words.say("indicators-month", &[]), self.measures(indicator)), rows }
    }

    fn section(&self, indicator: Indicator) -> Value {
        let part = |part: &str| self.key(indicator, part);
        context! {
            word => indicator.word(),
            title => part("title"),
            definition => context! {
                formula => part("formula"), numerator => part("numerator"), denominator => part("denominator"),
                source => part("source"), caution => part("caution"),
            },
            charts => self.charts(indicator),
            zones => self.zone_table(indicator),
            months => self.month_table(indicator),
            apart => (indicator == Indicator::Contact).then(|| self.complaints()),
        }
    }

    /// Time to contact after complaints: known, and in no indicator.
    fn complaints(&self) -> Value {
        let complaints = Indicator::Complaints;
        context! { title => self.key(complaints, "title"), table => self.zone_table(complaints) }
    }

    fn values(&self) -> Value {
        let option = |zone: &ZoneCode| context! { value => zone.as_str(), text => self.words.zone(zone) };
        let chosen = if self.chosen.len() == self.own.len() {
            ""
        } else {
            self.chosen.first().map_or("", |z| z.as_str())
        };
        context! {
            cards => Indicator::ALL.map(|indicator| self.card(indicator)).to_vec(),
            sections => Indicator::ALL.map(|indicator| self.section(indicator)).to_vec(),
            zones => if self.own.len() > 1 { self.own.iter().map(option).collect() } else { Vec::new() },
            zone => chosen,
            scope => self.name.as_str(),
            month => self.figures.last_month().first().copied().map(plot::month),
            few => self.words.few(),
        }
    }
}

fn heads(first: String, rest: impl IntoIterator<Item = String>) -> Vec<Value> {
    let number = |text: String| context! { text, number => true };
    std::iter::once(context! { text => first, number => false }).chain(rest.into_iter().map(number)).collect()
}

/// Intake works on single reports and the administrator on accounts: neither steers by figures.
fn may_see(function: Function) -> bool {
    function.duties().figures
}

async fn show(
    State(app): State<App>,
    who: SignedIn,
    Query(asked): Query<IndicatorsQuery>,
) -> Result<Response, WebError> {
    if !may_see(who.viewer.function) {
        return Err(WebError::NotFound);
    }
    let own: Vec<ZoneCode> = who.viewer.zones.iter().cloned().collect();
    // A zone of somebody else looks like a zone that does not exist.
    let wanted = |zone: &&ZoneCode| asked.zone.is_empty() || zone.as_str() == asked.zone;
    let chosen: Vec<ZoneCode> = own.iter().filter(wanted).cloned().collect();
    if chosen.is_empty() && !asked.zone.is_empty() {
        return Err(WebError::NotFound);
    }
    let figures = Figures::load(&app, &own, now()).await?;
    let page = Page::of(&app, &who, "/indicators");
    let values = Scope::new(Words { page: &page }, &figures, &own, &chosen).values();
    page.html("indicators/show.html", "indicators-title", values)
}

#[cfg(test)]
mod tests {
    use super::figures::{MONTHS, full_months, number_of};
    use super::*;
    use crate::shell::texts::{LANGUAGES, Texts};
    use journal::{Month, MonthZone};
    use std::collections::BTreeSet;

    fn zone(code: &str) -> ZoneCode {
        ZoneCode::parse(code).unwrap()
    }

    fn figures() -> Figures {
        let month = |reports, on_time| {
            let contact = Contact { known: reports, on_time, ..Contact::default() };
            Month { reports, contact, ..Month::default() }
        };
        let key = |code, month| MonthZone { zone: zone(code), month };
        Figures {
            counts: BTreeMap::from([
                (key("5344", 202601), month(10, 8)),
                (key("5344", 202602), month(4, 4)),
                (key("5340", 202602), month(6, 0)),
            ]),
            timed: BTreeSet::from([zone("5344")]),
            months: full_months("2026-03-01T00:30:00+01:00".parse().unwrap()),
        }
    }

    #[test]
    fn the_months_end_with_the_last_one_that_is_over_in_belgium() {
        let months = full_months("2026-02-28T23:30:00Z".parse().unwrap());
        assert_eq!(months.len(), MONTHS);
        assert_eq!((number_of(months[0]), number_of(months[23])), (202403, 202602));
        // Half an hour earlier by Belgian time it is still February there.
        let before = full_months("2026-02-28T22:30:00Z".parse().unwrap());
        assert_eq!(number_of(before[23]), 202601);
    }

    #[test]
    fn reports_that_nobody_reached_stay_in_the_base_and_zones_without_a_target_do_not() {
        let figures = figures();
        let both = figures.sum(&[zone("5344"), zone("5340")], &figures.months);
        assert_eq!(both.month.reports, 20);
        assert_eq!(Indicator::Contact.share(&both), (12, 14));
    }

    #[test]
    fn the_base_by_which_figures_are_told_is_that_of_the_share() {
        let figures = figures();
        let places = [vec![], vec![zone("5344")], vec![zone("5340")], vec![zone("5344"), zone("5340")]];
        for indicator in Indicator::ALL.into_iter().chain([Indicator::Complaints]) {
            for (zones, months) in
                places.iter().zip([&figures.months[..], &figures.months[20..]].into_iter().cycle())
            {
                let share = indicator.share(&figures.sum(zones, months)).1;
                assert_eq!(figures.base(indicator, zones, months), share, "{indicator:?} {zones:?}");
            }
        }
    }

    #[test]
    fn a_share_of_fewer_than_five_is_not_told() {
        let (figures, own) = (figures(), [zone("5344")]);
        let told = figures.told(Indicator::Contact, &own);
        let last = Period::Month(figures.last_month()[0]);
        assert!(!told.holds(None, last), "four reports");
        assert!(told.holds(None, Period::Year), "fourteen");
        assert_eq!(percent_of((1, 5)), 20.0);
        let four = Contact { waited: BTreeMap::from([(3, 4)]), ..Contact::default() };
        assert_eq!(hours_of(&four), None);
    }

    #[test]
    fn an_imported_row_that_says_nothing_of_a_contact_is_not_late() {
        let mut figures = figures();
        let key = MonthZone { zone: zone("5344"), month: 202601 };
        let month = figures.counts.get_mut(&key).unwrap();
        (month.reports, month.contact.known) = (59, 10);
        let sum = figures.sum(&[zone("5344")], &figures.months);
        assert_eq!(Indicator::Contact.share(&sum), (12, 14), "49 old rows change nothing");
    }

    #[test]
    fn figures_are_for_those_who_steer() {
        assert!(
            may_see(Function::Coordinator) && may_see(Function::Eva) && may_see(Function::ProsecutorHead)
        );
        assert!(!may_see(Function::Intake) && !may_see(Function::Administrator));
    }

    struct NoPress;

    impl crate::shell::app::FlyerPress for NoPress {
        fn flyer(
            &self,
            _: casework::record::person::Language,
            _: &ZoneCode,
            _: Date,
        ) -> Result<Vec<u8>, String> {
            Err("none".to_owned())
        }
    }

    async fn app(folder: &std::path::Path) -> App {
        let rules = casework::rules::Rules::parse(
            include_str!("../../../content/calendar/be.toml"),
            include_str!("../../../content/clocks/be.toml"),
            include_str!("../../../content/retention/be.toml"),
        )
        .unwrap();
        let db = journal::Db::sqlite(&folder.join("test.db")).await.unwrap();
        let journal = journal::Journal::new(db, &journal::MasterKey::generate(), rules);
        let directory = std::sync::Arc::new(directory::Directory::embedded().unwrap());
        let texts = crate::shell::texts::Texts::load(None).unwrap();
        let policies = std::sync::Arc::new(access::Policies::shipped().unwrap());
        let settings = crate::shell::app::Settings::default();
        App::new(journal, directory, std::sync::Arc::new(NoPress), policies, settings, texts).unwrap()
    }

    async fn html(page: &Page<'_>, figures: &Figures, own: &[ZoneCode]) -> String {
        let values = Scope::new(Words { page }, figures, own, own).values();
        let answer = page.html("indicators/show.html", "indicators-title", values).unwrap();
        let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn the_page_shows_five_charts_four_cards_and_no_missing_text_in_every_language() {
        let folder = tempfile::tempdir().unwrap();
        let app = app(folder.path()).await;
        for (language, _) in LANGUAGES {
            let page = Page::signed_out(&app, language, "/indicators");
            let html = html(&page, &figures(), &[zone("5344"), zone("5340")]).await;
            assert_eq!(html.matches("role=\"img\"").count(), 9, "{language}");
            assert!(!html.contains(">indicators-") && !html.contains(" style="), "{language}");
            let mut ids: Vec<_> =
                html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            let all = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), all, "{language}: two elements share an id");
        }
    }

    #[test]
    fn every_text_of_every_indicator_exists() {
        let texts = Texts::load(None).unwrap();
        let parts = ["title", "share", "formula", "numerator", "denominator", "source", "caution"];
        let of = |indicator: Indicator| parts.map(|part| format!("indicators-{}-{part}", indicator.word()));
        let words = [
            "complaints-title",
            "complaints-share",
            "all",
            "contact-card",
            "contact-median",
            "few",
            "median",
            "month",
            "no-target",
            "of",
            "see-table",
            "year",
            "zone",
        ];
        let fixed = words.iter().map(|word| format!("indicators-{word}"));
        for key in Indicator::ALL.into_iter().flat_map(of).chain(fixed) {
            for (language, _) in LANGUAGES {
                assert!(texts.has(language, &key), "{language}: {key}");
            }
        }
    }
}
