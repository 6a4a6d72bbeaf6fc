//! Templates: one environment a language, so that `t("key")` speaks it everywhere, macros included.

use crate::shell::texts::{LANGUAGES, Texts};
use crate::shell::{format, static_files};
use fluent_bundle::{FluentArgs, FluentValue};
use minijinja::value::Kwargs;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use rust_embed::RustEmbed;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Templates;

/// Template environments by language.
pub(crate) struct Pages {
    environments: BTreeMap<&'static str, Environment<'static>>,
}

impl Pages {
    pub(crate) fn new(texts: &Arc<Texts>) -> Result<Self, minijinja::Error> {
        let mut environments = BTreeMap::new();
        for (language, _) in LANGUAGES {
            environments.insert(language, environment(language, texts)?);
        }
        Ok(Self { environments })
    }

    pub(crate) fn render(
        &self,
        language: &str,
        template: &str,
        values: Value,
    ) -> Result<String, minijinja::Error> {
        let environment = self.environments.get(language).or_else(|| self.environments.get("fr"));
        let missing = || minijinja::Error::new(minijinja::ErrorKind::TemplateNotFound, "no environment");
        environment.ok_or_else(missing)?.get_template(template)?.render(values)
    }
}

/// Every template with its source, for the tests that read them.
pub(crate) fn template_sources() -> impl Iterator<Item = (String, String)> {
    Templates::iter().filter_map(|name| {
        let file = Templates::get(&name)?;
        Some((name.into_owned(), String::from_utf8_lossy(&file.data).into_owned()))
    })
}

fn environment(language: &'static str, texts: &Arc<Texts>) -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let texts = Arc::clone(texts);
    environment.add_function("t", move |key: &str, named: Kwargs| translate(&texts, language, key, &named));
    environment.add_function("asset", |name: String| static_files::url(&name));
    environment
        .add_filter("phone", |number: String, dial: Option<String>| format::phone(&number, dial.as_deref()));
    environment.add_filter("number", move |number: i64| format::number(language, number));
    for (name, source) in template_sources() {
        environment.add_template_owned(name, source)?;
    }
    Ok(environment)
}

fn translate(texts: &Texts, language: &str, key: &str, named: &Kwargs) -> Result<Value, minijinja::Error> {
    if named.args().next().is_none() {
        return Ok(Value::from(texts.plain(language, key)));
    }
    let mut args = FluentArgs::new();
    for name in named.args() {
        let value: Value = named.get(name)?;
        let value = match i64::try_from(value.clone()) {
            Ok(number) => FluentValue::from(number),
            Err(_) => FluentValue::from(value.to_string()),
        };
        args.set(name.to_owned(), value);
    }
    Ok(Value::from(texts.get(language, key, &args)))
}
