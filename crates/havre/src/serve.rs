//! Serving: logs, metrics, background work, TLS, an orderly end.

use crate::config::Config;
use crate::doors::{Doors, House, Limits, be_patient_no_longer};
use crate::pdf::Flyers;
use crate::{metrics, open, unusual, worker};
use access::Policies;
use anyhow::Context;
use axum_server::Handle;
use axum_server::accept::DefaultAcceptor;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use jiff::SignedDuration;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use web::{App, Settings, Texts};

/// `havre serve`.
pub(crate) async fn run(config: Config) -> anyhow::Result<()> {
    logs();
    let journal = open::journal(&config).await?;
    let demo = journal.is_demo().await?;
    let config = Config { demo, ..config };
    let journal = if demo { open::journal(&config).await? } else { journal };
    serve(config, journal).await
}

/// Structured logs on standard error; `HAVRE_LOG` sets the level.
pub(crate) fn logs() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("HAVRE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,sqlx=warn"));
    let started =
        tracing_subscriber::fmt().json().with_writer(std::io::stderr).with_env_filter(filter).try_init();
    if started.is_err() {
        eprintln!("havre: logs were set up already");
    }
}

/// The pages over a journal.
pub(crate) fn app(config: &Config, journal: journal::Journal) -> anyhow::Result<App> {
    let directory = Arc::new(open::directory(config)?);
    let press = Arc::new(Flyers::new(Arc::clone(&directory), config.content.as_deref())?);
    let settings = Settings {
        demo: config.demo,
        https: config.tls.is_some() || config.behind_https_proxy,
        idle_minutes: config.idle_minutes,
        absolute_hours: config.absolute_hours,
        unusual: open::unusual(config)?,
        budgets: open::budgets(config)?,
        behind_proxy: config.behind_https_proxy,
        identity: Arc::new(config.identity()?),
        organisation: config.organisation_name(),
        local: config.local(),
    };
    let texts = Texts::load(config.content.as_deref()).map_err(|why| anyhow::anyhow!(why))?;
    let sharing = open::content(config, "sharing/be.toml", include_str!("../../../content/sharing/be.toml"))?;
    let policies = Arc::new(Policies::load(config.content.as_deref())?);
    Ok(App::new(journal, directory, press, policies, settings, texts)?.with_sharing(&sharing)?)
}

/// Serves until told to stop.
pub(crate) async fn serve(config: Config, journal: journal::Journal) -> anyhow::Result<()> {
    let prepared = tokio::task::spawn_blocking(casework::record::channel_key::prepare);
    journal.begin_log(web::now::now()).await.context("beginning the log of readings")?;
    // Everything that speaks TLS, to people or to a provider, does it with the same code.
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| anyhow::anyhow!("TLS was set up already"))?;
    let app = app(&config, journal.clone())?;
    if config.local().is_some_and(|only| only.is_empty()) {
        tracing::warn!("nobody may sign in when the organisation is away: set break_glass");
    }
    let idle = SignedDuration::from_mins(i64::from(config.idle_minutes.max(30)));
    let absolute = SignedDuration::from_hours(i64::from(config.absolute_hours.max(12)));
    if let Some(listen) = config.metrics_listen {
        metrics::serve(listen).await?;
    }
    let watched = journal.clone();
    tokio::spawn(async move { watched.watch_database().await });
    tokio::spawn(worker::hear(journal.clone()));
    tokio::spawn(worker::fill(journal.clone()));
    tokio::spawn(unusual::run(journal.clone(), open::unusual(&config)?));
    tokio::spawn(worker::run(journal, config.data(), config.key_copy.clone(), idle, absolute));
    let service = web::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let handle = Handle::new();
    tokio::spawn(stop(handle.clone()));
    let listener = std::net::TcpListener::bind(config.listen)
        .with_context(|| format!("listening on {} (another program may use it: --listen)", config.listen))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    prepared.await.context("reading the numbering plans")?;
    tracing::info!(%address, demo = config.demo, "ready");
    let house = House::new(Limits::of_this_process(config.behind_https_proxy));
    let mut server = axum_server::from_tcp(listener)?.handle(handle);
    be_patient_no_longer(server.http_builder());
    match &config.tls {
        Some((certificate, key)) => {
            let tls = RustlsConfig::from_pem_file(certificate, key).await;
            let tls = RustlsAcceptor::new(tls.context("tls_certificate and tls_key")?);
            server.acceptor(Doors::new(house, tls)).serve(service).await?;
        }
        None => server.acceptor(Doors::new(house, DefaultAcceptor::new())).serve(service).await?,
    }
    Ok(())
}

/// Ends on Ctrl-C or SIGTERM: requests under way are finished.
async fn stop(handle: Handle<SocketAddr>) {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        match terminated {
            Ok(mut terminated) => tokio::select! { _ = interrupted => {}, _ = terminated.recv() => {} },
            Err(_) => drop(interrupted.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupted.await);
    tracing::info!("stopping");
    handle.graceful_shutdown(Some(Duration::from_secs(10)));
}
