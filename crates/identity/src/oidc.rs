//! Signing in with an organisation: OpenID Connect, code flow with PKCE.
//!
//! The provider is asked for its documents when they are first needed, so that Havre starts without it. Its keys are
//! asked for anew when a token is signed with an unknown one, at most once a minute.

use crate::address::{Address, AddressError};
use crate::http::Http;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreJwsSigningAlgorithm};
use openidconnect::{
    AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, HttpRequest, IssuerUrl, JsonWebTokenType, LogoutRequest, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl,
    ProviderMetadataWithLogout, RedirectUrl, Scope, TokenResponse,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::Arc;
use std::time::SystemTime;
use tokio::sync::Mutex;

/// Clocks of two organisations differ; a token counts a minute longer and a minute earlier.
const SKEW: SignedDuration = SignedDuration::from_secs(60);
/// Keys are not asked for more often, whatever tokens arrive.
const BETWEEN: SignedDuration = SignedDuration::from_secs(60);
/// After so long the documents are asked for anew: a key that was withdrawn must not count for ever.
const LASTING: SignedDuration = SignedDuration::from_hours(24);
/// Signatures that are taken. Never `none`, never one made with a shared secret.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 7] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];
/// Where the provider sends people back to.
const BACK: &str = "/sign-in/organisation/back";
/// Where it sends them after signing out.
const OUT: &str = "/sign-in";
/// What makes a token a logout token (OpenID Connect Back-Channel Logout 1.0, §2.4).
const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// What an administrator says of the provider.
#[derive(Debug, Clone)]
pub struct ProviderSettings {
    /// Issuer, as it stands in its tokens.
    pub issuer: String,
    /// Name of Havre at the provider.
    pub client_id: String,
    /// Secret of Havre at the provider; none for a public client.
    pub client_secret: Option<String>,
    /// The claim that names a person, to be compared with what the administrator entered. `None`: `preferred_username`,
    /// or the subject when there is none.
    pub claim: Option<String>,
    /// Where people reach Havre.
    pub address: Address,
}

/// Why the settings are not taken.
#[derive(Debug, thiserror::Error)]
pub enum SettingError {
    /// Issuer or own address.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// Empty client id or secret.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// The client could not be made.
    #[error("requests to the provider cannot be made: {0}")]
    Client(String),
}

/// Why somebody could not be signed in, for the log. None of it holds a token or a name.
#[derive(Debug, thiserror::Error)]
pub enum OidcError {
    /// The provider gives no answer, or none that can be read.
    #[error("the provider cannot be reached: {0}")]
    Unreachable(String),
    /// The provider says no.
    #[error("the provider refused: {0}")]
    Refused(String),
    /// What came back does not belong to what was asked, or does not hold.
    #[error("not believed: {0}")]
    NotBelieved(String),
}

/// What must be remembered between leaving for the provider and coming back; kept on the server, used once.
#[derive(Clone, Serialize, Deserialize)]
pub struct Pending {
    state: String,
    nonce: String,
    verifier: String,
}

/// What the provider sent the browser back with.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Answer {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    error: String,
    /// RFC 9207: who answers. Havre knows one provider; if this is another, something is wrong.
    iss: Option<String>,
}

/// Somebody for whom the provider vouches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// The provider.
    pub issuer: String,
    /// Who it is there; never given to somebody else.
    pub subject: String,
    /// The claim that names a person. `None` when the provider does not say it, or says that an e-mail address was
    /// not verified.
    pub name: Option<String>,
}

/// What the provider said of itself.
struct Known {
    metadata: ProviderMetadataWithLogout,
    at: Timestamp,
}

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// An OpenID provider.
pub struct Provider {
    settings: ProviderSettings,
    issuer: IssuerUrl,
    origin: String,
    back: RedirectUrl,
    out: PostLogoutRedirectUrl,
    http: Http,
    state: Mutex<State>,
}

/// One request at a time asks the provider; the others wait for its answer.
#[derive(Default)]
struct State {
    known: Option<Arc<Known>>,
    asked_at: Option<Timestamp>,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Provider").field("issuer", &self.settings.issuer).finish_non_exhaustive()
    }
}

impl Provider {
    /// Checks the settings. Asks nobody.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn new(settings: ProviderSettings) -> Result<Self, SettingError> {
        let address = Address::parse(&settings.issuer)?;
        if settings.client_id.trim().is_empty() {
            return Err(SettingError::Empty("client_id"));
        }
        if settings.client_secret.as_ref().is_some_and(|secret| secret.trim().is_empty()) {
            return Err(SettingError::Empty("the client secret"));
        }
        // Compared letter by letter with the tokens: as it was written, not as it was understood.
        let issuer = IssuerUrl::new(settings.issuer.clone())
            .map_err(|_| AddressError::NotAnAddress(settings.issuer.clone()))?;
        let back = RedirectUrl::from_url(settings.address.page(BACK)?);
        let out = PostLogoutRedirectUrl::from_url(settings.address.page(OUT)?);
        let http = Http::to(&address).map_err(|error| SettingError::Client(error.to_string()))?;
        let origin = address.origin();
        Ok(Self { settings, issuer, origin, back, out, http, state: Mutex::default() })
    }

    /// The issuer.
    pub fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    /// Scheme, host and port of the issuer.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Where to send the browser, and what to remember until it comes back.
    ///
    /// # Errors
    /// A provider that cannot be reached.
    pub async fn begin(&self, now: Timestamp) -> Result<(String, Pending), OidcError> {
        let client = self.client(&*self.known(now).await?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .set_pkce_challenge(challenge)
            .add_scope(Scope::new("profile".to_owned()));
        let by_mail = self.settings.claim.as_deref() == Some("email");
        let request = if by_mail { request.add_scope(Scope::new("email".to_owned())) } else { request };
        let (url, state, nonce) = request.url();
        let pending = Pending {
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
        };
        Ok((url.into(), pending))
    }

    /// Who came back.
    ///
    /// # Errors
    /// Why nobody did.
    pub async fn finish(
        &self,
        pending: Pending,
        answer: Answer,
        now: Timestamp,
    ) -> Result<Visitor, OidcError> {
        if answer.state != pending.state {
            return Err(OidcError::NotBelieved("the state is not the one of this browser".to_owned()));
        }
        if answer.iss.as_ref().is_some_and(|iss| iss != self.issuer.as_str()) {
            return Err(OidcError::NotBelieved("another issuer answers".to_owned()));
        }
        if !answer.error.is_empty() || answer.code.is_empty() {
            let word: String = answer.error.chars().filter(char::is_ascii_graphic).take(40).collect();
            return Err(OidcError::Refused(word));
        }
        let client = self.client(&*self.known(now).await?);
        let token = client
            .exchange_code(AuthorizationCode::new(answer.code))
            .map_err(|error| OidcError::Unreachable(error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier))
            .request_async(&self.http)
            .await
            .map_err(exchange_failed)?;
        let id = token.id_token().ok_or_else(|| OidcError::NotBelieved("no ID token".to_owned()))?;
        let said = self.believed(id, Expected::Nonce(pending.nonce), now).await?;
        let subject = text(&said, "sub").ok_or_else(|| OidcError::NotBelieved("no subject".to_owned()))?;
        let name = match self.name(&said) {
            Some(name) => Some(name),
            None => self.name(&self.ask_about(&subject, token.access_token().secret(), now).await?),
        };
        // Without a setting of its own, the subject is the name of somebody who has no other.
        let name = name.or_else(|| self.settings.claim.is_none().then(|| subject.clone()));
        Ok(Visitor { issuer: self.issuer.to_string(), subject, name })
    }

    /// Whose sessions a logout token ends: the subject.
    ///
    /// # Errors
    /// A token that does not hold. One without subject is not taken.
    pub async fn logged_out(&self, token: &str, now: Timestamp) -> Result<String, OidcError> {
        let token: CoreIdToken =
            token.parse().map_err(|_| OidcError::NotBelieved("not a logout token".to_owned()))?;
        let said = self.believed(&token, Expected::LogoutEvent, now).await?;
        text(&said, "sub").ok_or_else(|| OidcError::NotBelieved("no subject".to_owned()))
    }

    /// Where to send a browser that signs out, when the provider wants to know. The address holds no name: the
    /// provider's own cookie says who it is.
    pub async fn sign_out(&self, now: Timestamp) -> Option<String> {
        let known = self.known(now).await.ok()?;
        let end = known.metadata.additional_metadata().end_session_endpoint.clone()?;
        let request = LogoutRequest::from(end)
            .set_client_id(ClientId::new(self.settings.client_id.clone()))
            .set_post_logout_redirect_uri(self.out.clone());
        let url = request.http_get_url();
        // A form may lead there only when the content policy names the host.
        (url.origin().ascii_serialization() == self.origin).then(|| url.into())
    }

    fn client(&self, known: &Known) -> Client {
        let secret = self.settings.client_secret.clone().map(ClientSecret::new);
        let id = ClientId::new(self.settings.client_id.clone());
        CoreClient::from_provider_metadata(known.metadata.clone(), id, secret)
            .set_redirect_uri(self.back.clone())
    }

    /// The provider's documents, asked for when there are none or they are a day old.
    async fn known(&self, now: Timestamp) -> Result<Arc<Known>, OidcError> {
        let mut state = self.state.lock().await;
        match &state.known {
            Some(known) if now.duration_since(known.at) < LASTING => Ok(Arc::clone(known)),
            // An old key set is better than nobody signing in while the provider is away for a moment.
            Some(known) => {
                let old = Arc::clone(known);
                Ok(self.ask(&mut state, now).await.unwrap_or(old))
            }
            None => self.ask(&mut state, now).await,
        }
    }

    /// Documents newer than these, unless they are less than a minute old.
    async fn newer(&self, than: Timestamp, now: Timestamp) -> Result<Option<Arc<Known>>, OidcError> {
        let mut state = self.state.lock().await;
        if let Some(known) = state.known.as_ref().filter(|known| known.at > than) {
            return Ok(Some(Arc::clone(known)));
        }
        let just = state.asked_at.is_some_and(|at| now.duration_since(at) < BETWEEN);
        if just { Ok(None) } else { self.ask(&mut state, now).await.map(Some) }
    }

    async fn ask(&self, state: &mut State, now: Timestamp) -> Result<Arc<Known>, OidcError> {
        state.asked_at = Some(now);
        let metadata = ProviderMetadataWithLogout::discover_async(self.issuer.clone(), &self.http)
            .await
            .map_err(|error| OidcError::Unreachable(chain(&error)))?;
        let known = Arc::new(Known { metadata, at: now });
        state.known = Some(Arc::clone(&known));
        Ok(known)
    }

    /// What a token says, once it is believed.
    async fn believed(
        &self,
        token: &CoreIdToken,
        expected: Expected,
        now: Timestamp,
    ) -> Result<Map<String, Value>, OidcError> {
        let known = self.known(now).await?;
        let first = self.check(&known, token, &expected, now);
        let checked = match first {
            Err(ClaimsVerificationError::SignatureVerification(_)) => {
                match self.newer(known.at, now).await? {
                    Some(newer) => self.check(&newer, token, &expected, now),
                    None => first,
                }
            }
            other => other,
        };
        checked.map_err(|error| OidcError::NotBelieved(chain(&error)))?;
        let said = payload(token).ok_or_else(|| OidcError::NotBelieved("no claims".to_owned()))?;
        if matches!(expected, Expected::LogoutEvent) && !is_logout(&said) {
            return Err(OidcError::NotBelieved("not a logout token".to_owned()));
        }
        Ok(said)
    }

    fn check(
        &self,
        known: &Known,
        token: &CoreIdToken,
        expected: &Expected,
        now: Timestamp,
    ) -> Result<(), ClaimsVerificationError> {
        let client = self.client(known);
        let (early, late) = (system_time(now - SKEW), system_time(now + SKEW));
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || early.into())
            .set_issue_time_verifier_fn(move |issued| {
                if SystemTime::from(issued) <= late { Ok(()) } else { Err("issued in the future".to_owned()) }
            });
        match expected {
            Expected::Nonce(nonce) => token.claims(&verifier, &Nonce::new(nonce.clone())).map(|_| ()),
            Expected::LogoutEvent => {
                let kinds = ["JWT", "logout+jwt"].map(|kind| JsonWebTokenType::new(kind.to_owned()));
                let verifier =
                    verifier.set_allowed_jose_types(kinds.iter().filter_map(|kind| kind.normalize().ok()));
                let none = |nonce: Option<&Nonce>| match nonce {
                    None => Ok(()),
                    Some(_) => Err("a logout token has no nonce".to_owned()),
                };
                token.claims(&verifier, none).map(|_| ())
            }
        }
    }

    /// The claim that names a person. An e-mail address that nobody verified is no name.
    fn name(&self, said: &Map<String, Value>) -> Option<String> {
        let claim = self.settings.claim.as_deref().unwrap_or("preferred_username");
        let verified = claim != "email" || said.get("email_verified") == Some(&Value::Bool(true));
        text(said, claim).filter(|_| verified)
    }

    /// What the provider's userinfo says, when the ID token does not say it.
    async fn ask_about(
        &self,
        subject: &str,
        access_token: &str,
        now: Timestamp,
    ) -> Result<Map<String, Value>, OidcError> {
        let known = self.known(now).await?;
        let Some(address) = known.metadata.userinfo_endpoint() else { return Ok(Map::new()) };
        let request: HttpRequest = openidconnect::http::Request::get(address.as_str())
            .header("accept", "application/json")
            .header("authorization", format!("Bearer {access_token}"))
            .body(vec![])
            .map_err(|error| OidcError::Unreachable(error.to_string()))?;
        let answer =
            self.http.send(request).await.map_err(|error| OidcError::Unreachable(error.to_string()))?;
        let said: Map<String, Value> = serde_json::from_slice(answer.body()).unwrap_or_default();
        // OpenID Connect Core §5.3.2: otherwise somebody else's answer could be put in its place.
        if answer.status().is_success() && text(&said, "sub").as_deref() == Some(subject) {
            Ok(said)
        } else {
            Err(OidcError::NotBelieved("userinfo is about somebody else".to_owned()))
        }
    }
}

/// What makes a token the expected one.
enum Expected {
    /// An ID token that answers this nonce.
    Nonce(String),
    /// A logout token.
    LogoutEvent,
}

fn system_time(at: Timestamp) -> SystemTime {
    let since = at.duration_since(Timestamp::UNIX_EPOCH);
    SystemTime::UNIX_EPOCH + std::time::Duration::try_from(since).unwrap_or_default()
}

fn is_logout(said: &Map<String, Value>) -> bool {
    said.get("events").and_then(|events| events.get(LOGOUT_EVENT)).is_some_and(Value::is_object)
}

/// The claims of a token whose signature was checked.
fn payload(token: &CoreIdToken) -> Option<Map<String, Value>> {
    let text = token.to_string();
    let part = text.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn text(said: &Map<String, Value>, claim: &str) -> Option<String> {
    said.get(claim)?.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A code that is used twice or made up is refused by the provider; everything else is a provider that fails.
fn exchange_failed<E: std::error::Error + 'static, T: openidconnect::ErrorResponse + 'static>(
    error: openidconnect::RequestTokenError<E, T>,
) -> OidcError {
    match error {
        openidconnect::RequestTokenError::ServerResponse(_) => OidcError::Refused("code".to_owned()),
        other => OidcError::Unreachable(chain(&other)),
    }
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests;
