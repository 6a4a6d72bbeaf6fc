//! The address at which people reach Havre, or Havre reaches a provider.

use openidconnect::url::{Host, Url};

/// An origin or issuer that may be trusted with sign-in: `https`, or `http` on the machine itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(Url);

/// Why an address is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not an address.
    #[error("{0} is not an address such as https://havre.example")]
    NotAnAddress(String),
    /// Whoever listens on the way could take over the sign-in.
    #[error("{0} must begin with https:// (http:// only on this machine: localhost, 127.0.0.1, [::1])")]
    NotPrivate(String),
    /// Names, passwords, questions and marks do not belong in it.
    #[error("{0} must hold nothing but scheme, host, port and path")]
    TooMuch(String),
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let url = Url::parse(text.trim()).map_err(|_| AddressError::NotAnAddress(text.to_owned()))?;
        let address = Self(url);
        if address.0.host().is_none() {
            return Err(AddressError::NotAnAddress(text.to_owned()));
        }
        if address.0.scheme() != "https" && !(address.0.scheme() == "http" && address.is_loopback()) {
            return Err(AddressError::NotPrivate(text.to_owned()));
        }
        let url = &address.0;
        let bare = url.username().is_empty() && url.password().is_none();
        if !bare || url.query().is_some() || url.fragment().is_some() {
            return Err(AddressError::TooMuch(text.to_owned()));
        }
        Ok(address)
    }

    /// Whether it is this machine.
    pub fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        }
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// A page of this host.
    pub(crate) fn page(&self, path: &str) -> Result<Url, AddressError> {
        self.0.join(path).map_err(|_| AddressError::NotAnAddress(path.to_owned()))
    }

    pub(crate) fn url(&self) -> &Url {
        &self.0
    }

    /// The name of the host, when it has one: an IP address cannot hold passkeys.
    pub(crate) fn domain(&self) -> Option<&str> {
        self.0.domain()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_may_be_reached_without_tls() {
        for good in [
            "https://login.example/realms/zone",
            "http://127.0.0.1:4000",
            "http://localhost:1/x",
            "http://[::1]:9",
        ] {
            assert!(Address::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://login.example",
            "http://127.0.0.1.example",
            "http://localhost.example",
            "ftp://x.example",
        ] {
            assert!(matches!(Address::parse(bad), Err(AddressError::NotPrivate(_))), "{bad}");
        }
        for bad in ["", "login.example", "https://", "/x"] {
            assert!(matches!(Address::parse(bad), Err(AddressError::NotAnAddress(_))), "{bad}");
        }
        for bad in ["https://a:b@x.example", "https://x.example?y=1", "https://x.example#y"] {
            assert!(matches!(Address::parse(bad), Err(AddressError::TooMuch(_))), "{bad}");
        }
    }
}
