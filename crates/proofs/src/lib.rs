//! Proofs that the policies can never do certain things, whatever a case, a viewer and a grant look like.
//!
//! Cedar's symbolic compiler turns the policies into formulas, and the solver cvc5 looks for a request that breaks a
//! property. When it finds none, there is none. When it finds one, that is the counterexample: it is asked again, as
//! an ordinary request, and told in words. The properties are in `tests/`, each in words beside its check; among them
//! are false ones that must be refuted, so that a solver which says yes to everything is noticed.
//!
//! Needs cvc5: the variable `CVC5` names it, or it is on the path. Nothing else of Havre needs this crate.
#![expect(clippy::result_large_err, reason = "errors of Cedar are large, and these are met once a run")]

use access::{Policies, PolicyError};
use cedar_policy::{
    Authorizer, Effect, Entities, Entity, EntityUid, EvalResult, ParseErrors, Policy, PolicyId, PolicySet,
    Request, RequestEnv, Schema,
};
use cedar_policy_symcc::solver::LocalSolver;
use cedar_policy_symcc::{CedarSymCompiler, CompiledPolicy, CompiledPolicySet, Env};
use std::fmt::Write as _;
use std::path::Path;

/// Why a property could not be looked at. It is never a proof.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// The policies themselves.
    #[error(transparent)]
    Policies(#[from] PolicyError),
    /// What is asked is not Cedar.
    #[error("the condition of a property is wrong: {0}")]
    Condition(#[from] ParseErrors),
    /// The same, found later.
    #[error("the condition of a property is wrong: {0}")]
    Set(#[from] cedar_policy::PolicySetError),
    /// The symbolic compiler, or the solver.
    #[error("cvc5 (set the variable CVC5, or put it on the path): {0}")]
    Solver(#[from] cedar_policy_symcc::err::Error),
    /// The solver did not start.
    #[error("cvc5 does not start (set the variable CVC5, or put it on the path): {0}")]
    Start(#[from] cedar_policy_symcc::solver::SolverError),
}

/// The policies of one period, to be proved.
pub struct Period {
    /// First day of the period, as shown.
    pub name: String,
    /// The words.
    pub schema: Schema,
    /// The policies.
    pub policies: PolicySet,
}

/// The policies of every period: those of the past, and those of today. `HAVRE_CONTENT` names a content folder of an
/// office that changed some.
///
/// # Errors
/// Policies that cannot be read.
pub fn periods() -> Result<Vec<Period>, ProofError> {
    let content = std::env::var_os("HAVRE_CONTENT").filter(|path| !path.is_empty());
    let policies = Policies::load(content.as_ref().map(Path::new))?;
    let period = |day: jiff::civil::Date| {
        let (schema, set) = policies.cedar(day);
        Period { name: format!("from {day}"), schema: schema.clone(), policies: set.clone() }
    };
    Ok(policies.days().map(period).collect())
}

impl Period {
    /// The permits and the prohibitions that can say something about a kind of request.
    fn about(&self, env: &RequestEnv) -> (Vec<Policy>, Vec<Policy>) {
        let speaks = |one: &&Policy| {
            one.get_valid_request_envs(&self.schema).any(|other| other.action() == env.action())
        };
        self.policies.policies().filter(speaks).cloned().partition(|one| one.effect() == Effect::Permit)
    }
}

/// The actions in which an entry is the resource.
pub const ON_ENTRIES: &[&str] = &["read", "export", "print-for"];
/// The actions in which a case is the resource.
pub const ON_CASES: &[&str] = &["open", "add", "share"];

/// The solver, and the library that speaks to it.
pub struct Prover(CedarSymCompiler<LocalSolver>);

impl Prover {
    /// Starts the solver.
    ///
    /// # Errors
    /// It is not there.
    pub fn start() -> Result<Self, ProofError> {
        // A question takes milliseconds on an idle machine. On a busy one it may wait.
        Ok(Self(CedarSymCompiler::new(LocalSolver::cvc5_with_args(["--tlimit=600000"])?)?))
    }

    /// Looks for a request, for one of these actions and under this condition, that is allowed. `None`: there is none.
    ///
    /// # Errors
    /// The condition is not Cedar, or the solver cannot say.
    pub async fn allowed(
        &mut self,
        period: &Period,
        actions: &[&str],
        condition: &str,
    ) -> Result<Option<String>, ProofError> {
        let only =
            policy("only-if", &format!("forbid (principal, action, resource) unless {{ {condition} }};"))?;
        for env in envs(period, actions) {
            let (permits, mut forbids) = period.about(&env);
            forbids.push(only.clone());
            // A request is allowed when one permit matches and no prohibition does: so each permit is looked at alone,
            // with all prohibitions, which the solver finds much easier than all at once.
            for permit in permits {
                let set = PolicySet::from_policies(forbids.iter().cloned().chain([permit]))?;
                let compiled = CompiledPolicySet::compile(&set, &env, &period.schema)?;
                if let Some(found) = self.0.check_always_denies_with_counterexample_opt(&compiled).await? {
                    return Ok(Some(tell(&found, &set)));
                }
            }
        }
        Ok(None)
    }

    /// Whether there is a request for each of these actions that fulfils a condition: a property of requests that
    /// cannot be would be true and worthless.
    ///
    /// # Errors
    /// The condition is not Cedar, or the solver cannot say.
    pub async fn possible(
        &mut self,
        period: &Period,
        actions: &[&str],
        condition: &str,
    ) -> Result<bool, ProofError> {
        for env in envs(period, actions) {
            let any =
                policy("any", &format!("permit (principal, action, resource) when {{ {condition} }};"))?;
            let any = PolicySet::from_policies([any])?;
            let compiled = CompiledPolicySet::compile(&any, &env, &period.schema)?;
            if self.0.check_always_denies_opt(&compiled).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Looks for a request under this condition on which a policy and its like without any grant of a kind (see
    /// `blind`) do not say the same. When no policy has one, the answer of all together is the same, too.
    ///
    /// # Errors
    /// The condition is not Cedar, or the solver cannot say.
    pub async fn sees(
        &mut self,
        period: &Period,
        grant: &str,
        condition: &str,
    ) -> Result<Option<String>, ProofError> {
        for one in period.policies.policies() {
            let (seeing, blind) = (under(one, "seeing", condition)?, blind(one, grant, condition)?);
            for env in seeing.get_valid_request_envs(&period.schema) {
                let first = CompiledPolicy::compile(&seeing, &env, &period.schema)?;
                let second = CompiledPolicy::compile(&blind, &env, &period.schema)?;
                let found = self.0.check_matches_equivalent_with_counterexample_opt(&first, &second).await?;
                if let Some(found) = found {
                    return Ok(Some(format!("  policy   {}\n{}", one.id(), tell(&found, &period.policies))));
                }
            }
        }
        Ok(None)
    }

    /// Looks for a well-formed request on which a policy has an error.
    ///
    /// # Errors
    /// The solver cannot say.
    pub async fn error_in(&mut self, period: &Period, one: &Policy) -> Result<Option<String>, ProofError> {
        for env in one.get_valid_request_envs(&period.schema) {
            let compiled = CompiledPolicy::compile(one, &env, &period.schema)?;
            let found = self.0.check_never_errors_with_counterexample_opt(&compiled).await?;
            if let Some(found) = found {
                return Ok(Some(tell(&found, &period.policies)));
            }
        }
        Ok(None)
    }
}

fn envs<'a>(period: &'a Period, actions: &'a [&str]) -> impl Iterator<Item = RequestEnv> + 'a {
    let asked = |env: &RequestEnv| {
        let id: &str = env.action().id().as_ref();
        actions.contains(&id)
    };
    period.schema.request_envs().filter(asked)
}

/// One policy of a text.
///
/// # Errors
/// It is not Cedar.
pub fn policy(id: &str, text: &str) -> Result<Policy, ParseErrors> {
    Policy::parse(Some(PolicyId::new(id)), text)
}

fn under(one: &Policy, id: &str, condition: &str) -> Result<Policy, ParseErrors> {
    let text = one.to_cedar().unwrap_or_default();
    let text = text.trim_end().trim_end_matches(';');
    policy(id, &format!("{text} when {{ {condition} }};"))
}

/// The same policy under a condition, which cannot see a kind of grant: as if it were never in the context.
fn blind(one: &Policy, grant: &str, condition: &str) -> Result<Policy, ParseErrors> {
    let text = one.to_cedar().unwrap_or_default().replace(&format!("context has {grant}"), "false");
    under(&policy("blind", &text)?, "blind", condition)
}

/// A counterexample in words: who asks what of which, when and with what, and the policies that answered.
fn tell(found: &Env, policies: &PolicySet) -> String {
    let Env { request, entities } = found;
    let answer = Authorizer::new().is_authorized(request, policies, entities);
    let because: Vec<_> = answer.diagnostics().reason().map(ToString::to_string).collect();
    let errors: Vec<_> = answer.diagnostics().errors().map(ToString::to_string).collect();
    let mut text = String::new();
    let name = |uid: Option<&EntityUid>| uid.map_or_else(String::new, ToString::to_string);
    let _ = writeln!(text, "  action   {}", name(request.action()));
    for (role, uid) in [("who", request.principal()), ("what", request.resource())] {
        let _ = writeln!(text, "  {role:<8} {}", name(uid));
        attributes(&mut text, entities, uid);
    }
    let case = request.resource().and_then(|uid| entities.get(uid)).and_then(case_of);
    if let Some(case) = case {
        let _ = writeln!(text, "  case     {case}");
        attributes(&mut text, entities, Some(&case));
    }
    let _ = writeln!(text, "  context  {}", context(request));
    let _ = writeln!(text, "  answer   {:?}, because of {because:?}{}", answer.decision(), errors.join("; "));
    text
}

fn case_of(entity: &Entity) -> Option<EntityUid> {
    match entity.attr("case") {
        Some(Ok(EvalResult::EntityUid(uid))) => Some(uid),
        _ => None,
    }
}

fn attributes(text: &mut String, entities: &Entities, uid: Option<&EntityUid>) {
    for (key, value) in uid.and_then(|uid| entities.get(uid)).into_iter().flat_map(Entity::attrs) {
        let value = value.map_or_else(|error| error.to_string(), |value| value.to_string());
        let _ = writeln!(text, "             {key}: {value}");
    }
}

fn context(request: &Request) -> String {
    let json = request.context().and_then(|context| context.to_json_value().ok());
    json.map_or_else(String::new, |json| json.to_string())
}
