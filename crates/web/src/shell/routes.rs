//! A router that knows its own addresses.
//!
//! Every capability gives its routes as this type, so a route that the table of `tests/matrix.tsv` does not know cannot
//! come in unnoticed: `axum::Router` would not fit into [`crate::layers`].

use axum::handler::Handler;
use axum::routing::MethodRouter;

/// Routes, and the list of their paths.
pub(crate) struct Router<S> {
    inner: axum::Router<S>,
    paths: Vec<&'static str>,
}

impl<S: Clone + Send + Sync + 'static> Router<S> {
    pub(crate) fn new() -> Self {
        Self { inner: axum::Router::new(), paths: Vec::new() }
    }

    /// Adds a route.
    pub(crate) fn route(mut self, path: &'static str, methods: MethodRouter<S>) -> Self {
        self.paths.push(path);
        Self { inner: self.inner.route(path, methods), paths: self.paths }
    }

    /// Adds the routes of another capability.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.paths.extend(other.paths);
        Self { inner: self.inner.merge(other.inner), paths: self.paths }
    }

    /// The paths, as they were written.
    pub(crate) fn paths(&self) -> &[&'static str] {
        &self.paths
    }

    /// What answers where there is no route. After it no route can be added.
    pub(crate) fn fallback<H: Handler<T, S>, T: 'static>(self, handler: H) -> axum::Router<S> {
        self.inner.fallback(handler)
    }

    #[cfg(test)]
    pub(crate) fn with_state(self, state: S) -> axum::Router {
        self.inner.with_state(state)
    }
}
