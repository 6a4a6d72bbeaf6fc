//! Reading a form: what was typed becomes values, or messages at the fields; everything typed is kept.

use casework::record::date_input;
use casework::record::dates::brussels;
use casework::record::form::Form;
use casework::record::text::{BadText, NAME_MAX, NARRATIVE_MAX, line, lines};
use jiff::Timestamp;
use jiff::civil::Date;
use minijinja::Value;
use std::collections::BTreeMap;

use crate::shell::format::labelled;
use crate::shell::page::Page;

/// Field and word of each message (`error-<word>`).
pub(crate) type Wrong = Vec<(&'static str, &'static str)>;

/// A form, of which the fields of one room are read: `consent.until` is `until` in the room `consent`.
pub(crate) struct Answers<'a> {
    pub(crate) room: &'a str,
    pub(crate) typed: &'a Form,
    pub(crate) wrong: Wrong,
}

impl<'a> Answers<'a> {
    pub(crate) fn of(room: &'a str, typed: &'a Form) -> Self {
        Self { room, typed, wrong: Wrong::new() }
    }

    pub(crate) fn raw(&self, field: &str) -> &'a str {
        self.typed.get(&format!("{}.{field}", self.room)).map_or("", |text| text.trim())
    }

    /// One of several; none is a message.
    pub(crate) fn choice<T>(&mut self, field: &'static str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let found = parse(self.raw(field));
        if found.is_none() {
            self.wrong.push((field, "choose"));
        }
        found
    }

    /// Whether a box was ticked.
    pub(crate) fn is_ticked(&self, field: &str, word: &str) -> bool {
        !self.raw(&format!("{field}-{word}")).is_empty()
    }

    /// Those of some values whose box was ticked (`room.field-word`); none is a message.
    pub(crate) fn ticked<T: Copy>(
        &mut self,
        field: &'static str,
        of: &[T],
        word: impl Fn(T) -> &'static str,
    ) -> Vec<T> {
        let ticked: Vec<T> = of.iter().copied().filter(|one| self.is_ticked(field, word(*one))).collect();
        if ticked.is_empty() {
            self.wrong.push((field, "choose"));
        }
        ticked
    }

    fn read(&mut self, field: &'static str, read: Result<String, BadText>) -> String {
        read.unwrap_or_else(|bad| {
            self.wrong.push((field, if bad == BadText::Control { "control-character" } else { "too-long" }));
            String::new()
        })
    }

    /// A narrative.
    pub(crate) fn text(&mut self, field: &'static str) -> String {
        self.read(field, lines(self.raw(field), NARRATIVE_MAX))
    }

    /// A narrative that must be there.
    pub(crate) fn needed(&mut self, field: &'static str, word: &'static str) -> String {
        if self.raw(field).is_empty() {
            self.wrong.push((field, word));
        }
        self.text(field)
    }

    /// A name, on one line.
    pub(crate) fn line(&mut self, field: &'static str) -> String {
        self.read(field, line(self.raw(field), NAME_MAX))
    }

    /// A name that must be there.
    pub(crate) fn line_needed(&mut self, field: &'static str) -> String {
        if self.raw(field).is_empty() {
            self.wrong.push((field, "required"));
        }
        self.line(field)
    }

    /// A day, as people write it.
    pub(crate) fn day(&mut self, field: &'static str) -> Option<Date> {
        let day = date_input::day(self.raw(field)).ok();
        if day.is_none() {
            self.wrong.push((field, if self.raw(field).is_empty() { "required" } else { "not-a-date" }));
        }
        day
    }

    /// Day and hour in Belgium, where some were written.
    pub(crate) fn when(&mut self, field: &'static str) -> Option<Timestamp> {
        let written = self.raw(field);
        let (empty, at) = (written.is_empty(), crate::shell::format::parse_local(written));
        if !empty && at.is_none() {
            self.wrong.push((field, "bad-date"));
        }
        at
    }

    /// Day and hour in Belgium that must be there.
    pub(crate) fn when_needed(&mut self, field: &'static str) -> Option<Timestamp> {
        if self.raw(field).is_empty() {
            self.wrong.push((field, "required"));
        }
        self.when(field)
    }

    /// The end of a day in Belgium.
    pub(crate) fn end_of_day(&mut self, field: &'static str) -> Option<Timestamp> {
        let start = self.day(field)?.at(0, 0, 0, 0).to_zoned_datetime(brussels()).ok()?;
        start.end_of_day().ok().map(|end| end.timestamp())
    }
}

/// A form that was refused: its room, its messages, and what was typed.
#[derive(Default)]
pub(crate) struct Refused {
    pub(crate) room: &'static str,
    pub(crate) wrong: Wrong,
    pub(crate) typed: Form,
}

impl Refused {
    /// For the template: messages above, `v(name)` what was typed, `e(name)` the message at a field.
    pub(crate) fn values(&self, page: &Page<'_>) -> (Vec<Value>, Value, Value) {
        self.values_named(page, |_| None)
    }

    /// The same, for a form of many fields: above, each message says which question it is about. `label` gives the key
    /// of the question of a field (`room.field`).
    pub(crate) fn values_named(
        &self,
        page: &Page<'_>,
        label: impl Fn(&str) -> Option<&'static str>,
    ) -> (Vec<Value>, Value, Value) {
        let message = |(field, word): &(&str, &str)| {
            (format!("{}.{field}", self.room), page.t(&format!("error-{word}")))
        };
        let errors: BTreeMap<String, String> = self.wrong.iter().map(message).collect();
        let line = |(field, text): (&String, &String)| {
            let named = label(field).map(|key| labelled(page.language, &page.t(key), text));
            minijinja::context! { field => field.as_str(), text => named.unwrap_or_else(|| text.clone()) }
        };
        let summary = errors.iter().map(line).collect();
        let typed = self.typed.clone();
        let value = Value::from_function(move |name: String| typed.get(&name).cloned().unwrap_or_default());
        (summary, value, Value::from_function(move |name: String| errors.get(&name).cloned()))
    }

    pub(crate) fn status(&self) -> axum::http::StatusCode {
        match self.wrong.is_empty() {
            true => axum::http::StatusCode::OK,
            false => axum::http::StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}
