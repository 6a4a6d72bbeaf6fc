//! Metrics in the text format of Prometheus, on an address of their own: how often which page is opened is nobody
//! else's business, so it never stands beside the pages.

use anyhow::Context;
use axum::Router;
use axum::routing::get;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};
use std::net::SocketAddr;
use std::time::Duration;

/// Seconds: the promises are 25 ms, 50 ms and 200 ms.
const BUCKETS: [f64; 9] = [0.005, 0.010, 0.025, 0.050, 0.100, 0.200, 0.500, 1.0, 5.0];

/// Answers `GET /metrics` on `listen` from now on.
pub(crate) async fn serve(listen: SocketAddr) -> anyhow::Result<()> {
    let requests = Matcher::Full("havre_request_seconds".to_owned());
    let handle = PrometheusBuilder::new().set_buckets_for_metric(requests, &BUCKETS)?.install_recorder()?;
    let upkeep = handle.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(5)).await;
            upkeep.run_upkeep();
        }
    });
    let listener =
        tokio::net::TcpListener::bind(listen).await.with_context(|| format!("metrics_listen {listen}"))?;
    let router = Router::new().route("/metrics", get(move || std::future::ready(handle.render())));
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "metrics are no longer served");
        }
    });
    Ok(())
}
