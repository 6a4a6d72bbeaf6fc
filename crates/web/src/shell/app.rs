//! What every handler has at hand.

use crate::shell::memory::Memory;
use crate::shell::templates::Pages;
use crate::shell::texts::Texts;
use access::Policies;
use axum::http::HeaderValue;
use casework::oversight::anomaly::Thresholds;
use casework::oversight::budget::Budgets;
use directory::Directory;
use identity::Identity;
use journal::Journal;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Prints flyers. The program plugs in the real press; `web` does not know Typst.
pub trait FlyerPress: Send + Sync {
    /// The four-step flyer of a zone as PDF. `Err` says why there is none.
    fn flyer(
        &self,
        language: casework::record::person::Language,
        zone: &casework::record::id::ZoneCode,
        printed_on: jiff::civil::Date,
    ) -> Result<Vec<u8>, String>;
}

/// What an administrator sets.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Demo mode: said on every page.
    pub demo: bool,
    /// Served over HTTPS (own TLS or behind a proxy): cookies are `Secure` with the `__Host-` prefix.
    pub https: bool,
    /// Minutes after which an idle session ends; 0 means 30.
    pub idle_minutes: u32,
    /// Hours after which any session ends; 0 means 12.
    pub absolute_hours: u32,
    /// From when on a reading is unusual.
    pub unusual: Thresholds,
    /// How many cases somebody may open in an hour before she is slowed down and asked why.
    pub budgets: Budgets,
    /// Behind a proxy that says who asks (`X-Forwarded-For`).
    pub behind_proxy: bool,
    /// Sign-in by others.
    pub identity: Arc<Identity>,
    /// What people call the organisation that vouches for them.
    pub organisation: Option<String>,
    /// Who may sign in with a password or a passkey of ours; `None`: everybody.
    pub local: Option<BTreeSet<String>>,
}

/// Why the pages cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Templates.
    #[error("templates: {0}")]
    Templates(#[from] minijinja::Error),
    /// Rules of professional secrecy.
    #[error("sharing/be.toml: {0}")]
    Sharing(#[from] access::sharing::BadRules),
    /// A rule without its text.
    #[error("sharing/be.toml asks for a text that sharing.ftl does not hold: {language}/{key}")]
    NoText {
        /// Language.
        language: &'static str,
        /// Key of the text.
        key: String,
    },
    /// The content policy.
    #[error("content policy: {0}")]
    Policy(#[from] axum::http::header::InvalidHeaderValue),
}

/// Shared by all handlers.
#[derive(Clone)]
pub struct App {
    /// Cases, accounts, boards.
    pub journal: Journal,
    /// Zones, postcodes, numbers.
    pub directory: Arc<Directory>,
    /// Flyers.
    pub press: Arc<dyn FlyerPress>,
    /// Who may see and do what.
    pub policies: Arc<Policies>,
    /// Settings.
    pub settings: Arc<Settings>,
    /// Rules of professional secrecy.
    pub(crate) sharing: Arc<access::sharing::Rules>,
    pub(crate) texts: Arc<Texts>,
    pub(crate) pages: Arc<Pages>,
    pub(crate) memory: Arc<Memory>,
    /// What a page may load, run and send to.
    pub(crate) policy: HeaderValue,
}

impl App {
    /// Checks the templates, and puts everything together.
    pub fn new(
        journal: Journal,
        directory: Arc<Directory>,
        press: Arc<dyn FlyerPress>,
        policies: Arc<Policies>,
        settings: Settings,
        texts: Texts,
    ) -> Result<Self, AppError> {
        let texts = Arc::new(texts);
        let pages = Arc::new(Pages::new(&texts)?);
        let policy = HeaderValue::from_str(&policy(&settings))?;
        let memory = Arc::new(Memory::default());
        let sharing = Arc::new(access::sharing::Rules::embedded()?);
        let settings = Arc::new(settings);
        Ok(Self { journal, directory, press, policies, settings, sharing, texts, pages, memory, policy })
    }

    /// With other rules of professional secrecy (`sharing/be.toml` of a content folder).
    ///
    /// # Errors
    /// The rules make no sense, or one has no text.
    pub fn with_sharing(mut self, rules: &str) -> Result<Self, AppError> {
        let rules = access::sharing::Rules::parse(rules)?;
        for (language, _) in crate::shell::texts::LANGUAGES {
            if let Some(key) = rules.texts().into_iter().find(|key| !self.texts.has(language, key)) {
                return Err(AppError::NoText { language, key });
            }
        }
        self.sharing = Arc::new(rules);
        Ok(self)
    }
}

/// Strict content policy: everything from this host, no inline script or style, never in a frame. The form that signs
/// out ends at the organisation that vouched.
fn policy(settings: &Settings) -> String {
    let organisation = settings.identity.provider.as_ref().map_or("", |provider| provider.origin());
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; form-action 'self' {organisation}; base-uri 'none'; frame-ancestors 'none'"
    )
}
