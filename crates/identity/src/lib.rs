//! Who somebody is, as others vouch for it: an organisation (OpenID Connect) or a device (passkeys).
//!
//! **Invariants.** What comes in is believed only after its signature, issuer, audience, times, state and nonce were
//! checked, and it says *who* only: function, unit and zones come from Havre's own register. Nothing is kept here but
//! the provider's public keys; what a sign-in must remember between two requests is given to the caller, who keeps it
//! on the server and uses it once.

mod address;
mod http;
mod oidc;
mod passkey;

pub use address::{Address, AddressError};
pub use oidc::{Answer, OidcError, Pending, Provider, ProviderSettings, SettingError, Visitor};
pub use passkey::{Ceremony, Credential, PasskeyError, Passkeys, Presented};

/// The ways to sign in that others vouch for. None unless configured.
#[derive(Debug, Default)]
pub struct Identity {
    /// The organisation.
    pub provider: Option<Provider>,
    /// Passkeys.
    pub passkeys: Option<Passkeys>,
}
