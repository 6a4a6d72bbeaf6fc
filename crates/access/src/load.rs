//! Reading the policies: which files, which hold on which day, and what is wrong with them.

use casework::record::staff::{Function, Purpose, Sector};
use cedar_policy::{
    Effect, EntityUid, ParseErrors, Policy, PolicyId, PolicySet, Schema, SchemaFragment, ValidationMode,
    Validator,
};
use jiff::civil::Date;
use miette::Diagnostic;
use rust_embed::RustEmbed;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::path::Path;
use std::sync::Arc;

#[derive(RustEmbed)]
#[folder = "../../content/policies/"]
struct Files;

/// The file with the words of the policies.
const SCHEMA: &str = "schema.cedarschema";

/// The purpose of somebody who has none.
pub(crate) const NO_PURPOSE: &str = "none";

/// Why the policies cannot be used: file, line and reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("policies/{file}{}: {reason}", .line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct PolicyError {
    /// Name of the file.
    pub file: String,
    /// Line, when it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub reason: String,
}

impl PolicyError {
    fn new(file: &str, line: Option<usize>, reason: impl fmt::Display) -> Self {
        Self { file: file.to_owned(), line, reason: reason.to_string() }
    }

    /// With the line that the library points at, and its advice.
    fn of(file: &str, text: &str, error: &dyn Diagnostic) -> Self {
        let offset = error.labels().and_then(|mut labels| labels.next()).map(|label| label.offset());
        let line = offset.map(|offset| line_of(text, offset));
        let help = error.help().map(|help| format!(" ({help})")).unwrap_or_default();
        Self::new(file, line, format!("{error}{help}"))
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// Name of one policy (`@id`). Kept in the reading log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(Arc<str>);

impl RuleId {
    pub(crate) fn of(id: &PolicyId) -> Self {
        let id: &str = id.as_ref();
        Self(id.into())
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is told of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub id: RuleId,
    /// Article of law, or practice.
    pub rule: String,
    /// Where that was found.
    pub source: String,
    /// First Belgian day on which it holds; `None`: since ever, as far as is known.
    pub holds_from: Option<Date>,
    /// Last Belgian day on which it holds; `None`: until further notice.
    pub holds_until: Option<Date>,
    /// Key of a text in plain words.
    pub summary: String,
    /// The file that holds it.
    pub file: String,
    /// Whether it forbids rather than permits.
    pub forbids: bool,
}

impl Rule {
    fn of(file: &str, policy: &Policy, line: Option<usize>) -> Result<Self, PolicyError> {
        let wrong = |reason: String| PolicyError::new(file, line, reason);
        let text = |key: &str| {
            let said = policy.annotation(key).map(|value| value.trim().to_owned());
            said.ok_or_else(|| wrong(format!("a policy has no @{key}(…)")))
        };
        let needed = |key: &str| {
            text(key).and_then(|said| {
                if said.is_empty() { Err(wrong(format!("@{key} is empty"))) } else { Ok(said) }
            })
        };
        let day = |key: &str| {
            let said = text(key)?;
            let parsed = (!said.is_empty()).then(|| said.parse()).transpose();
            parsed
                .map_err(|_| wrong(format!("@{key}(\"{said}\") is not a day: write 2026-04-08, or nothing")))
        };
        let rule = Self {
            id: RuleId(needed("id")?.into()),
            rule: needed("rule")?,
            source: needed("source")?,
            holds_from: day("holds_from")?,
            holds_until: day("holds_until")?,
            summary: needed("summary")?,
            file: file.to_owned(),
            forbids: policy.effect() == Effect::Forbid,
        };
        match (rule.holds_from, rule.holds_until) {
            (Some(from), Some(until)) if until < from => {
                Err(wrong(format!("{} ends before it begins", rule.id)))
            }
            _ => Ok(rule),
        }
    }

    /// Whether it holds on a Belgian day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.holds_from.is_none_or(|from| from <= day) && self.holds_until.is_none_or(|until| day <= until)
    }
}

/// The policies that hold from one day until those of the next period do.
#[derive(Debug)]
pub(crate) struct Period {
    from: Date,
    whole: PolicySet,
    /// For each action those that can say something about it: a decision need not look at the others.
    by_action: HashMap<EntityUid, PolicySet>,
}

impl Period {
    pub(crate) fn about(&self, action: &EntityUid) -> Option<&PolicySet> {
        self.by_action.get(action)
    }
}

/// All policies, checked, sorted by the days on which they hold.
#[derive(Debug)]
pub struct Policies {
    schema: Schema,
    /// Kinds of entry that the policies tell apart.
    pub(crate) kinds: BTreeSet<String>,
    /// Oldest first; the first begins with time itself.
    periods: Vec<Period>,
    rules: BTreeMap<RuleId, Rule>,
}

impl Policies {
    /// The policies that are part of the program.
    ///
    /// # Errors
    /// None as shipped: a test reads the same files.
    pub fn shipped() -> Result<Self, PolicyError> {
        Self::read(embedded())
    }

    /// The policies that are part of the program, changed by those of `policies/` in a content folder: a file of the
    /// same name replaces ours (an empty one takes it away), a file of another name is added.
    ///
    /// # Errors
    /// A file that cannot be read, or is wrong: its name, the line and the reason.
    pub fn load(content: Option<&Path>) -> Result<Self, PolicyError> {
        let mut files = embedded();
        if let Some(folder) = content.map(|dir| dir.join("policies")).filter(|dir| dir.is_dir()) {
            files.extend(in_folder(&folder)?);
        }
        Self::read(files)
    }

    /// Reads policies from texts, by name of file.
    ///
    /// # Errors
    /// The first thing that is wrong: file, line and reason.
    pub fn read(files: BTreeMap<String, String>) -> Result<Self, PolicyError> {
        let schema_text = files.get(SCHEMA).ok_or_else(|| PolicyError::new(SCHEMA, None, "is missing"))?;
        let schema_text = &format!("{schema_text}\n{}", words_of_staff());
        let (schema, _) = Schema::from_cedarschema_str(schema_text)
            .map_err(|error| PolicyError::of(SCHEMA, schema_text, &error))?;
        let mut found: BTreeMap<RuleId, (Rule, Policy)> = BTreeMap::new();
        for (file, text) in files.iter().filter(|(file, _)| file.ends_with(".cedar")) {
            for (rule, policy) in policies_of(file, text)? {
                if let Some((other, _)) = found.get(&rule.id) {
                    let reason = format!("there is a policy {} in {} already", rule.id, other.file);
                    return Err(PolicyError::new(file, None, reason));
                }
                found.insert(rule.id.clone(), (rule, policy));
            }
        }
        validate(&schema, &files, &found)?;
        let periods = periods(&schema, found.values())?;
        let kinds = words_of(schema_text, "Kind")?;
        let rules = found.into_values().map(|(rule, _)| (rule.id.clone(), rule)).collect();
        Ok(Self { schema, kinds, periods, rules })
    }

    /// Every policy, whenever it holds.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values()
    }

    /// One policy.
    pub fn rule(&self, id: &RuleId) -> Option<&Rule> {
        self.rules.get(id)
    }

    /// The first days of the periods between which other policies hold; the first period begins with time itself.
    pub fn days(&self) -> impl Iterator<Item = Date> {
        self.periods.iter().map(|period| period.from)
    }

    /// The words and the policies of a Belgian day as Cedar knows them: for proofs.
    pub fn cedar(&self, day: Date) -> (&Schema, &PolicySet) {
        (&self.schema, &self.period(day).whole)
    }

    pub(crate) fn period(&self, day: Date) -> &Period {
        let at = self.periods.partition_point(|period| period.from <= day);
        &self.periods[at.saturating_sub(1)]
    }
}

/// The words of staff, which the file of the schema need not repeat: they are those of the domain. They stand after it,
/// so that a line in an error is a line of the file.
fn words_of_staff() -> String {
    let sectors = Sector::ALL.iter().map(|sector| sector.word());
    let functions = Function::ALL.iter().map(|function| function.word());
    let purposes = Purpose::ALL.iter().map(|purpose| purpose.word()).chain([NO_PURPOSE]);
    let list = |name: &str, words: Vec<&str>| format!("entity {name} enum {words:?};\n");
    list("Sector", sectors.collect())
        + &list("Function", functions.collect())
        + &list("Purpose", purposes.collect())
}

fn embedded() -> BTreeMap<String, String> {
    let text = |name: &str| Files::get(name).map(|file| String::from_utf8_lossy(&file.data).into_owned());
    Files::iter().filter_map(|name| Some((name.to_string(), text(&name)?))).collect()
}

fn in_folder(folder: &Path) -> Result<BTreeMap<String, String>, PolicyError> {
    let wrong = |file: &str, error: std::io::Error| PolicyError::new(file, None, error);
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(|error| wrong("", error))? {
        let path = entry.map_err(|error| wrong("", error))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.ends_with(".cedar") || name == SCHEMA {
            files.insert(name.clone(), std::fs::read_to_string(&path).map_err(|error| wrong(&name, error))?);
        }
    }
    Ok(files)
}

fn policies_of(file: &str, text: &str) -> Result<Vec<(Rule, Policy)>, PolicyError> {
    let set: PolicySet = text.parse().map_err(|errors: ParseErrors| {
        let first = errors.iter().next();
        first
            .map_or_else(|| PolicyError::new(file, None, &errors), |first| PolicyError::of(file, text, first))
    })?;
    if set.templates().next().is_some() {
        return Err(PolicyError::new(file, None, "holds a template: write the policy out"));
    }
    let one = |policy: &Policy| {
        let line = place_of(policy, text);
        let rule = Rule::of(file, policy, line)?;
        let id = PolicyId::new(rule.id.as_str());
        Ok((rule, policy.new_id(id)))
    };
    set.policies().map(one).collect()
}

/// The line on which a policy begins, found by its name.
fn place_of(policy: &Policy, text: &str) -> Option<usize> {
    let id = policy.annotation("id")?;
    text.find(&format!("@id(\"{id}\")")).map(|offset| line_of(text, offset))
}

fn validate(
    schema: &Schema,
    files: &BTreeMap<String, String>,
    found: &BTreeMap<RuleId, (Rule, Policy)>,
) -> Result<(), PolicyError> {
    let all = set_of(found.values())?;
    let result = Validator::new(schema.clone()).validate(&all, ValidationMode::Strict);
    let at = |id: &PolicyId, error: &dyn Diagnostic| {
        let rule = found.get(&RuleId::of(id)).map(|(rule, _)| rule);
        let file = rule.map_or("", |rule| rule.file.as_str());
        PolicyError::of(file, files.get(file).map_or("", String::as_str), error)
    };
    if let Some(error) = result.validation_errors().next() {
        return Err(at(error.policy_id(), error));
    }
    // A policy that can never apply is a mistake of whoever wrote it, too.
    if let Some(warning) = result.validation_warnings().next() {
        return Err(at(warning.policy_id(), warning));
    }
    Ok(())
}

fn set_of<'a>(policies: impl IntoIterator<Item = &'a (Rule, Policy)>) -> Result<PolicySet, PolicyError> {
    let mut set = PolicySet::new();
    for (rule, policy) in policies {
        set.add(policy.clone()).map_err(|error| PolicyError::new(&rule.file, None, error))?;
    }
    Ok(set)
}

/// The periods between which other policies hold.
fn periods<'a>(
    schema: &Schema,
    all: impl Iterator<Item = &'a (Rule, Policy)> + Clone,
) -> Result<Vec<Period>, PolicyError> {
    let mut days = BTreeSet::from([Date::MIN]);
    for (rule, _) in all.clone() {
        days.extend(rule.holds_from);
        days.extend(rule.holds_until.and_then(|last| last.tomorrow().ok()));
    }
    let period = |from: Date| {
        let hold: Vec<_> = all.clone().filter(|(rule, _)| rule.holds_on(from)).collect();
        let mut by_action = HashMap::new();
        for action in schema.actions() {
            let speaks =
                |policy: &Policy| policy.get_valid_request_envs(schema).any(|env| env.action() == action);
            let about = hold.iter().copied().filter(|(_, policy)| speaks(policy));
            by_action.insert(action.clone(), set_of(about)?);
        }
        Ok(Period { from, whole: set_of(hold)?, by_action })
    };
    days.into_iter().map(period).collect()
}

/// The words of a closed list in the schema.
fn words_of(schema: &str, list: &str) -> Result<BTreeSet<String>, PolicyError> {
    let (fragment, _) = SchemaFragment::from_cedarschema_str(schema)
        .map_err(|error| PolicyError::of(SCHEMA, schema, &error))?;
    let json = fragment.to_json_value().map_err(|error| PolicyError::new(SCHEMA, None, error))?;
    let words = json.pointer(&format!("//entityTypes/{list}/enum")).and_then(|words| words.as_array());
    let words = words.ok_or_else(|| PolicyError::new(SCHEMA, None, format!("there is no list {list}")))?;
    Ok(words.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect())
}
