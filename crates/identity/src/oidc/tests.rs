//! Against a provider that stands on this machine and says whatever a test wants; a real one is asked in
//! `tests/browser/identity.test.mjs`.

use super::*;
use openidconnect::core::CoreEdDsaPrivateSigningKey;
use openidconnect::{JsonWebKeyId, PrivateSigningKey};
use serde_json::json;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Mutex as Lock;

/// Keys of nobody, made for these tests.
const ONE: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIP8xKhJnZzQr+lcfunADl2EhaUItPKY3kxMznVL4jGdb\n-----END PRIVATE KEY-----\n";
const TWO: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINXVZS6UlgSf0AxHconAiM/6DWiP0g+nINzVWIc/AMf/\n-----END PRIVATE KEY-----\n";

fn key(pem: &str, id: &str) -> CoreEdDsaPrivateSigningKey {
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(pem, Some(JsonWebKeyId::new(id.to_owned()))).unwrap()
}

/// What the provider answers, by path, and how often it was asked for its keys.
#[derive(Default)]
struct Said {
    answers: HashMap<String, Value>,
    asked_for_keys: usize,
}

struct Fake {
    issuer: String,
    said: Arc<Lock<Said>>,
}

impl Fake {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let said = Arc::new(Lock::new(Said::default()));
        let shared = Arc::clone(&said);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                answer(stream, &shared);
            }
        });
        let fake = Self { issuer, said };
        fake.say(
            "/.well-known/openid-configuration",
            json!({
                "issuer": fake.issuer, "authorization_endpoint": format!("{}/auth", fake.issuer),
                "token_endpoint": format!("{}/token", fake.issuer), "jwks_uri": format!("{}/keys", fake.issuer),
                "userinfo_endpoint": format!("{}/me", fake.issuer),
                "end_session_endpoint": format!("{}/end", fake.issuer),
                "response_types_supported": ["code"], "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["EdDSA", "HS256"],
            }),
        );
        fake.show_key(ONE, "one");
        fake
    }

    fn say(&self, path: &str, answer: Value) {
        self.said.lock().unwrap().answers.insert(path.to_owned(), answer);
    }

    fn show_key(&self, pem: &str, id: &str) {
        let shown = serde_json::to_value(key(pem, id).as_verification_key()).unwrap();
        self.say("/keys", json!({ "keys": [shown] }));
    }

    fn asked_for_keys(&self) -> usize {
        self.said.lock().unwrap().asked_for_keys
    }

    fn provider(&self, claim: Option<&str>) -> Provider {
        let settings = ProviderSettings {
            issuer: self.issuer.clone(),
            client_id: "havre".to_owned(),
            client_secret: Some("secret".to_owned()),
            claim: claim.map(str::to_owned),
            address: Address::parse("http://localhost:8750").unwrap(),
        };
        Provider::new(settings).unwrap()
    }

    /// The claims of a good ID token.
    fn claims(&self, nonce: &str) -> Value {
        let at = now().as_second();
        json!({
            "iss": self.issuer, "aud": "havre", "sub": "s-1", "iat": at, "exp": at + 300, "nonce": nonce,
            "preferred_username": "lina.maes",
        })
    }
}

fn answer(mut stream: TcpStream, said: &Lock<Said>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut first, mut length) = (String::new(), 0);
    reader.read_line(&mut first).unwrap();
    let mut line = String::new();
    while reader.read_line(&mut line).unwrap() > 2 {
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    reader.take(length).read_to_end(&mut vec![]).unwrap();
    let path = first.split(' ').nth(1).unwrap();
    let mut said = said.lock().unwrap();
    said.asked_for_keys += usize::from(path == "/keys");
    let (status, body) = match said.answers.get(path) {
        Some(body) => ("200 OK", body.to_string()),
        None => ("404 Not Found", "{}".to_owned()),
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
}

fn now() -> Timestamp {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

fn part(json: &Value) -> String {
    URL_SAFE_NO_PAD.encode(json.to_string())
}

/// A token signed with a key.
fn signed(pem: &str, id: &str, kind: &str, claims: &Value) -> String {
    let text = format!("{}.{}", part(&json!({ "alg": "EdDSA", "kid": id, "typ": kind })), part(claims));
    let signature = key(pem, id).sign(&CoreJwsSigningAlgorithm::EdDsa, text.as_bytes()).unwrap();
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

async fn try_token(provider: &Provider, token: &str, at: Timestamp) -> Result<Map<String, Value>, OidcError> {
    provider.believed(&token.parse().unwrap(), Expected::Nonce("n".to_owned()), at).await
}

fn not_believed<T>(result: Result<T, OidcError>) -> bool {
    matches!(result, Err(OidcError::NotBelieved(_)))
}

#[tokio::test]
async fn leaving_takes_a_state_a_nonce_and_a_proof_along() {
    let fake = Fake::start();
    let (url, pending) = fake.provider(None).begin(now()).await.unwrap();
    assert!(url.starts_with(&format!("{}/auth?", fake.issuer)), "{url}");
    for piece in ["response_type=code", "code_challenge_method=S256", "scope=openid+profile", "back"] {
        assert!(url.contains(piece), "{piece} in {url}");
    }
    assert!(url.contains(&pending.state) && url.contains(&pending.nonce) && !url.contains(&pending.verifier));
}

#[tokio::test]
async fn whoever_comes_back_is_who_the_token_says() {
    let fake = Fake::start();
    let provider = fake.provider(None);
    let (_, pending) = provider.begin(now()).await.unwrap();
    let token = signed(ONE, "one", "JWT", &fake.claims(&pending.nonce));
    fake.say("/token", json!({ "access_token": "a", "token_type": "Bearer", "id_token": token }));
    let answer = |state: &str| Answer { code: "c".into(), state: state.into(), ..Answer::default() };
    let visitor = provider.finish(pending.clone(), answer(&pending.state), now()).await.unwrap();
    assert_eq!((visitor.subject.as_str(), visitor.name.as_deref()), ("s-1", Some("lina.maes")));
    // Another browser's state, another issuer, a refusal, a token for another nonce.
    assert!(not_believed(provider.finish(pending.clone(), answer("x"), now()).await));
    let other = Answer { iss: Some("https://other.example".into()), ..answer(&pending.state) };
    assert!(not_believed(provider.finish(pending.clone(), other, now()).await));
    let refused = Answer { error: "access_denied".into(), ..answer(&pending.state) };
    assert!(matches!(provider.finish(pending, refused, now()).await, Err(OidcError::Refused(_))));
    let (_, next) = provider.begin(now()).await.unwrap();
    let state = next.state.clone();
    assert!(not_believed(provider.finish(next, answer(&state), now()).await), "the nonce of the last time");
}

#[tokio::test]
async fn a_token_that_does_not_hold_is_not_believed() {
    let fake = Fake::start();
    let provider = fake.provider(None);
    let good = fake.claims("n");
    let with = |claim: &str, value: Value| {
        let mut claims = good.clone();
        claims[claim] = value;
        signed(ONE, "one", "JWT", &claims)
    };
    let at = now().as_second();
    assert!(try_token(&provider, &with("sub", "s-2".into()), now()).await.is_ok());
    assert!(
        try_token(&provider, &with("exp", (at - 30).into()), now()).await.is_ok(),
        "half a minute of skew"
    );
    assert!(try_token(&provider, &with("iat", (at + 30).into()), now()).await.is_ok());
    for (claim, value) in [
        ("exp", json!(at - 61)),
        ("iat", json!(at + 90)),
        ("aud", json!("another")),
        ("aud", json!(["havre", "another"])),
        ("iss", json!("https://other.example")),
        ("nonce", json!("m")),
    ] {
        assert!(not_believed(try_token(&provider, &with(claim, value), now()).await), "{claim}");
    }
    // Signed with the shared secret, or not at all, or by somebody else under a known name.
    let forged = signed(TWO, "one", "JWT", &good);
    assert!(not_believed(try_token(&provider, &forged, now()).await));
    let bare = format!("{}.{}.", part(&json!({ "alg": "none" })), part(&good));
    assert!(bare.parse::<CoreIdToken>().is_err() || not_believed(try_token(&provider, &bare, now()).await));
    let shared = format!("{}.{}.AAAA", part(&json!({ "alg": "HS256" })), part(&good));
    assert!(not_believed(try_token(&provider, &shared, now()).await));
}

#[tokio::test]
async fn a_new_key_is_asked_for_but_not_more_than_once_a_minute() {
    let fake = Fake::start();
    let provider = fake.provider(None);
    let long = |seconds: i64| {
        let mut claims = fake.claims("n");
        claims["exp"] = (now().as_second() + seconds).into();
        claims
    };
    try_token(&provider, &signed(ONE, "one", "JWT", &long(300)), now()).await.unwrap();
    fake.show_key(TWO, "two");
    let renewed = signed(TWO, "two", "JWT", &long(9_000));
    for _ in 0..5 {
        assert!(not_believed(try_token(&provider, &renewed, now() + SignedDuration::from_secs(59)).await));
    }
    assert_eq!(fake.asked_for_keys(), 1, "made-up keys do not make Havre ask");
    let later = now() + SignedDuration::from_secs(60);
    try_token(&provider, &renewed, later).await.unwrap();
    assert_eq!(fake.asked_for_keys(), 2);
    assert!(
        not_believed(try_token(&provider, &signed(ONE, "one", "JWT", &long(9_000)), later).await),
        "withdrawn"
    );
    // A day later the documents are asked for anew by themselves.
    let tomorrow = now() + SignedDuration::from_hours(25);
    provider.begin(tomorrow).await.unwrap();
    assert_eq!(fake.asked_for_keys(), 3);
}

#[tokio::test]
async fn a_name_is_taken_from_userinfo_when_it_is_about_the_same_and_verified() {
    let fake = Fake::start();
    let ask = async |claim: Option<&str>, about: Value| {
        let provider = fake.provider(claim);
        let (_, pending) = provider.begin(now()).await.unwrap();
        let mut claims = fake.claims(&pending.nonce);
        claims.as_object_mut().unwrap().remove("preferred_username");
        let token = signed(ONE, "one", "JWT", &claims);
        fake.say("/token", json!({ "access_token": "a", "token_type": "Bearer", "id_token": token }));
        fake.say("/me", about);
        let answer = Answer { code: "c".into(), state: pending.state.clone(), ..Answer::default() };
        provider.finish(pending, answer, now()).await.map(|visitor| visitor.name)
    };
    let about = json!({ "sub": "s-1", "preferred_username": "lina.maes", "email": "l@x.example", "employee": "0071" });
    assert_eq!(ask(None, about.clone()).await.unwrap().as_deref(), Some("lina.maes"));
    assert_eq!(ask(Some("employee"), about.clone()).await.unwrap().as_deref(), Some("0071"));
    assert_eq!(ask(Some("email"), about.clone()).await.unwrap(), None, "nobody verified it");
    assert_eq!(ask(None, json!({ "sub": "s-1" })).await.unwrap().as_deref(), Some("s-1"), "the subject");
    assert!(not_believed(ask(None, json!({ "sub": "s-2", "preferred_username": "lina.maes" })).await));
    let mut verified = about;
    verified["email_verified"] = true.into();
    assert_eq!(ask(Some("email"), verified).await.unwrap().as_deref(), Some("l@x.example"));
}

#[tokio::test]
async fn only_a_logout_token_signs_somebody_out() {
    let fake = Fake::start();
    let provider = fake.provider(None);
    let at = now().as_second();
    let logout = json!({
        "iss": fake.issuer, "aud": "havre", "sub": "s-1", "iat": at, "exp": at + 120, "jti": "j",
        "events": { LOGOUT_EVENT: {} },
    });
    let token = |claims: &Value| signed(ONE, "one", "logout+jwt", claims);
    assert_eq!(provider.logged_out(&token(&logout), now()).await.unwrap(), "s-1");
    let mut named = logout.clone();
    named["nonce"] = "n".into();
    assert!(not_believed(provider.logged_out(&token(&named), now()).await), "it has no nonce");
    let mut plain = logout.clone();
    plain.as_object_mut().unwrap().remove("events");
    assert!(not_believed(provider.logged_out(&token(&plain), now()).await), "an ID token is none");
    assert!(not_believed(provider.logged_out("x", now()).await));
    assert!(not_believed(provider.logged_out(&signed(TWO, "one", "logout+jwt", &logout), now()).await));
    // And the other way round: a logout token signs nobody in.
    let provider = fake.provider(None);
    assert!(not_believed(try_token(&provider, &signed(ONE, "one", "JWT", &logout), now()).await));
}

#[tokio::test]
async fn signing_out_there_names_nobody_in_the_address() {
    let fake = Fake::start();
    let url = fake.provider(None).sign_out(now()).await.unwrap();
    assert!(url.starts_with(&format!("{}/end?", fake.issuer)) && url.contains("client_id=havre"), "{url}");
    assert!(!url.contains("id_token_hint") && !url.contains("logout_hint"), "{url}");
}

#[tokio::test]
async fn a_provider_that_is_away_is_said_to_be_away() {
    let fake = Fake::start();
    let provider = fake.provider(None);
    fake.said.lock().unwrap().answers.clear();
    assert!(matches!(provider.begin(now()).await, Err(OidcError::Unreachable(_))));
    assert_eq!(provider.sign_out(now()).await, None);
}
