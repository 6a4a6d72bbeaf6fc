//! What somebody sent, kept until she has her answer: when nothing could be written, the page gives back every word of
//! the form, ready to be sent again. It works for every form alike, and without JavaScript.

use crate::shell::app::App;
use crate::shell::error::WebError;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use minijinja::{Value, context};
use std::sync::{Arc, OnceLock};
use uuid::Uuid;

/// Largest form that is taken: a long narrative with twenty people is far below.
pub(crate) const BODY_LIMIT: usize = 1024 * 1024;
/// Longest text that is shown beside others on one line, in characters.
const SHORT: usize = 40;

/// A form as it was sent: empty until its body was read, and for whatever is no form. Shared between the layer that reads
/// it and the one that makes pages of failures.
#[derive(Clone, Default)]
pub(crate) struct Sent(Arc<OnceLock<Bytes>>);

impl Sent {
    fn fields(&self) -> Vec<(String, String)> {
        let body = self.0.get().map_or(&[][..], |body| body);
        // It was read as a form before, or refused as none: then there are no words to give back.
        serde_urlencoded::from_bytes(body).unwrap_or_default()
    }

    /// For the page of a failure: what was typed, to be read; and the same fields, to be sent again to the same address.
    /// `None` when nothing was typed.
    pub(crate) fn given_back(&self, to: &Uri) -> Option<Value> {
        let fields = self.fields();
        let (secret, open): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(name, _)| is_secret(name));
        let words = open.iter().map(|(_, text)| text.trim().to_owned()).filter(|text| is_typed(text));
        let is_short = |text: &String| text.chars().count() <= SHORT && !text.contains(['\n', '\r']);
        let (short, long): (Vec<_>, Vec<_>) = words.partition(is_short);
        if short.is_empty() && long.is_empty() {
            return None;
        }
        let field = |(name, text): &(String, String)| context! { name, text };
        // Without her password the form would only be refused: she types it again on its own page.
        let again = secret.is_empty().then(|| open.iter().map(field).collect::<Vec<_>>());
        let address = to.path_and_query().map_or(to.path(), |address| address.as_str());
        Some(context! { short => short.join(" · "), long, again, address })
    }
}

/// Never given back: whoever looks over her shoulder would read it. Names of fields for passwords, codes, invitations and
/// what devices and organisations send.
fn is_secret(name: &str) -> bool {
    const SECRETS: [&str; 7] = ["new", "repeat", "current", "code", "key", "credential", "logout_token"];
    name.contains("password") || SECRETS.contains(&name)
}

/// Empty answers and numbers of things were typed by nobody.
fn is_typed(text: &str) -> bool {
    !text.is_empty() && text.parse::<Uuid>().is_err()
}

/// Keeps what is sent, then lets it be answered, but waits for no database that is away: she has her words back within
/// two seconds. What was being written then is not known to be written; sent again, it is written once.
pub(crate) async fn keep(State(app): State<App>, request: Request, next: Next) -> Response {
    let needs_no_database =
        ["/static/", "/health/"].iter().any(|path| request.uri().path().starts_with(path));
    let request = match read(request).await {
        Ok(request) => request,
        Err(status) => return status.into_response(),
    };
    if needs_no_database {
        return next.run(request).await;
    }
    tokio::select! {
        biased;
        () = app.journal.database_away() => WebError::Away("it does not answer".to_owned()).into_response(),
        response = next.run(request) => response,
    }
}

/// Reads a form whole, so that it is there when its answer fails. Other bodies go on as they come.
async fn read(request: Request) -> Result<Request, StatusCode> {
    let kind = request.headers().get(CONTENT_TYPE).map_or(&[][..], |kind| kind.as_bytes());
    let is_form = request.method() == Method::POST && kind.starts_with(b"application/x-www-form-urlencoded");
    let Some(sent) = request.extensions().get::<Sent>().cloned().filter(|_| is_form) else {
        return Ok(request);
    };
    let (parts, body) = request.into_parts();
    // A body that ends early has nobody left to hear the difference.
    let body = to_bytes(body, BODY_LIMIT).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
    let body = sent.0.get_or_init(|| body).clone();
    Ok(Request::from_parts(parts, Body::from(body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of fields in a template that hide what is typed, or hold a code that works once.
    fn secrets(text: &str) -> Vec<&str> {
        let calls = text.match_indices("form.").filter_map(|(at, _)| text[at..].split("}}").next());
        let secret = |call: &&str| call.starts_with("form.password(") || call.contains("one-time-code");
        calls.filter(secret).filter_map(|call| call.split('"').nth(1)).collect()
    }

    #[test]
    fn no_password_and_no_code_is_ever_given_back() {
        let mut found = 0;
        for (file, text) in
            crate::shell::templates::template_sources().filter(|(file, _)| !file.starts_with("components/"))
        {
            for name in secrets(&text) {
                assert!(is_secret(name), "{file}: {name}");
                found += 1;
            }
        }
        assert!(found > 5, "the forms with passwords were found: {found}");
    }

    #[test]
    fn every_word_comes_back_and_a_form_with_a_password_is_not_sent_again_for_her() {
        let sent = |body: &'static str| Sent(Arc::new(OnceLock::from(Bytes::from_static(body.as_bytes()))));
        let to: Uri = "/cases/1/2/amend?a=b".parse().unwrap();
        let back = sent("a=Anja&b=&c=two+words&d=1%0A2").given_back(&to).unwrap();
        let shown = back.to_string();
        assert!(
            ["Anja", "two words", "1\\n2", "/cases/1/2/amend?a=b"].iter().all(|word| shown.contains(word)),
            "{shown}"
        );
        let secret = sent("username=anja&password=geheim").given_back(&to).unwrap().to_string();
        assert!(secret.contains("anja") && !secret.contains("geheim"), "{secret}");
        assert!(sent("password=geheim").given_back(&to).is_none());
        assert!(Sent::default().given_back(&to).is_none());
    }
}
