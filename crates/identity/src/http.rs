//! Asking the provider: no redirects, little patience, small answers.

use crate::address::Address;
use openidconnect::{HttpRequest, HttpResponse};
use reqwest::redirect::Policy;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// A discovery document or a set of keys is far below.
const LARGEST: usize = 1024 * 1024;

/// Why there was no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HttpError {
    #[error("{0}")]
    Client(#[from] reqwest::Error),
    #[error("the answer could not be put together: {0}")]
    Answer(#[from] openidconnect::http::Error),
    #[error("the answer is larger than {LARGEST} bytes")]
    TooLarge,
}

/// A client for one provider.
#[derive(Debug, Clone)]
pub(crate) struct Http(reqwest::Client);

impl Http {
    /// A provider on this machine may speak plain HTTP; any other not, whatever its documents say.
    pub(crate) fn to(provider: &Address) -> Result<Self, HttpError> {
        // Whoever came first has set up the same one.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(10))
            .https_only(!provider.is_loopback())
            .build()?;
        Ok(Self(client))
    }

    pub(crate) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let mut answer = self.0.execute(request.try_into()?).await?;
        let mut built = openidconnect::http::Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            built = built.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > LARGEST {
                return Err(HttpError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(built.body(body)?)
    }
}

impl<'c> openidconnect::AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
