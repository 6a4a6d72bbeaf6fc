//! Where an attempt comes from: the network address, and the device when somebody signed in on it before.

use crate::shell::app::App;
use crate::shell::session::{cookie, token_hash};
use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// A year, in seconds: a device is forgotten when nobody used it for so long.
const REMEMBERED: u32 = 31_536_000;

/// What a browser keeps so that it is known again. It opens nothing.
#[derive(Debug, Clone)]
pub(super) struct Device(String);

impl Device {
    fn name(https: bool) -> &'static str {
        if https { "__Host-havre-device" } else { "havre-device" }
    }

    fn of(app: &App, parts: &Parts) -> Option<Self> {
        let token = cookie(parts, Self::name(app.settings.https))?;
        (token.len() == 43 && token.is_ascii()).then(|| Self(token.to_owned()))
    }

    fn fresh() -> Self {
        Self(URL_SAFE_NO_PAD.encode(journal::new_token()))
    }

    pub(super) fn token(&self) -> &str {
        &self.0
    }

    pub(super) fn hash(&self) -> Vec<u8> {
        token_hash(&self.0)
    }

    pub(super) fn cookie(&self, https: bool) -> String {
        let secure = if https { "; Secure" } else { "" };
        let name = Self::name(https);
        format!("{name}={}; Path=/; Max-Age={REMEMBERED}; HttpOnly; SameSite=Lax{secure}", self.0)
    }
}

/// Where an attempt comes from.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) address: String,
    pub(super) device: Option<Device>,
}

impl Source {
    pub(super) fn of(app: &App, parts: &Parts) -> Self {
        Self { address: network(address(app, parts)), device: Device::of(app, parts) }
    }

    /// The device as it is known from now on.
    pub(super) fn device_or_fresh(&self) -> Device {
        self.device.clone().unwrap_or_else(Device::fresh)
    }
}

/// Behind a proxy the last address that it added; what stands before it may be made up.
fn address(app: &App, parts: &Parts) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    if !app.settings.behind_proxy {
        return peer;
    }
    let last = parts.headers.get_all("x-forwarded-for").iter().next_back();
    let said = last.and_then(|value| value.to_str().ok()).and_then(|line| line.rsplit(',').next());
    said.and_then(|text| text.trim().parse().ok()).or(peer)
}

/// What one subscriber has: an IPv4 address, or the first half of an IPv6 address.
fn network(address: Option<IpAddr>) -> String {
    match address.map(|address| address.to_canonical()) {
        Some(IpAddr::V4(ip)) => ip.to_string(),
        Some(IpAddr::V6(ip)) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_a_whole_network_is_counted_as_one() {
        let of = |text: &str| network(Some(text.parse().unwrap()));
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
