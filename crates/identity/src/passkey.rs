//! Passkeys (WebAuthn): a key that stays in a device and is used with its owner's finger, face or PIN.
//!
//! The verification of the person by the device is required, so that a passkey is two factors in one.

use crate::address::Address;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// Why a passkey is not taken, for the log.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// The address of Havre has no name: a passkey belongs to a name.
    #[error("passkeys need an address with a name, not with a number: {0}")]
    NoName(String),
    /// What the browser sent cannot be read.
    #[error("not a credential: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// Signature, origin, challenge, or the device did not verify the person.
    #[error("not believed: {0}")]
    NotBelieved(String),
}

/// A ceremony that began: what the browser gets, and what the server keeps and uses once. Both are JSON.
pub struct Ceremony {
    /// For `navigator.credentials`.
    pub options: String,
    /// For the end of the ceremony.
    pub state: String,
}

/// A passkey as kept: public, but it says which devices somebody has.
pub struct Credential {
    /// Its id, base64url.
    pub id: String,
    /// Key and counter, JSON.
    pub key: String,
}

/// What a browser presents to sign in, before it is believed.
pub struct Presented {
    /// The account that the device names.
    pub user: Uuid,
    /// The id of the passkey, base64url.
    pub credential: String,
    answer: PublicKeyCredential,
}

/// The passkeys of one address.
pub struct Passkeys(Webauthn);

impl std::fmt::Debug for Passkeys {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Passkeys")
    }
}

impl Passkeys {
    /// For this address.
    ///
    /// # Errors
    /// An address without a name.
    pub fn new(address: &Address) -> Result<Self, PasskeyError> {
        let name = address.domain().ok_or_else(|| PasskeyError::NoName(address.origin()))?;
        let builder = WebauthnBuilder::new(name, address.url()).map_err(not_believed)?;
        Ok(Self(builder.rp_name("Havre").build().map_err(not_believed)?))
    }

    /// Begins to make a passkey. `others` are the ids of those she has: a device makes one only.
    ///
    /// # Errors
    /// The library refuses.
    pub fn register(
        &self,
        user: Uuid,
        username: &str,
        name: &str,
        others: &[String],
    ) -> Result<Ceremony, PasskeyError> {
        let others = others.iter().filter_map(|id| URL_SAFE_NO_PAD.decode(id).ok()).collect();
        let (options, state) =
            self.0.start_passkey_registration(user, username, name, Some(others)).map_err(not_believed)?;
        let mut options = serde_json::to_value(&options)?;
        // The device must find it by itself: who signs in types no name.
        let wanted = &mut options["publicKey"]["authenticatorSelection"];
        wanted["residentKey"] = "required".into();
        wanted["requireResidentKey"] = true.into();
        ceremony(&options, &state)
    }

    /// Ends it.
    ///
    /// # Errors
    /// Why it is not believed.
    pub fn registered(&self, answer: &str, state: &str) -> Result<Credential, PasskeyError> {
        let answer: RegisterPublicKeyCredential = serde_json::from_str(answer)?;
        let state: PasskeyRegistration = serde_json::from_str(state)?;
        let key = self.0.finish_passkey_registration(&answer, &state).map_err(not_believed)?;
        Ok(Credential { id: encoded(key.cred_id().as_ref()), key: serde_json::to_string(&key)? })
    }

    /// Begins to sign in. Nobody is named: the device knows.
    ///
    /// # Errors
    /// The library refuses.
    pub fn sign_in(&self) -> Result<Ceremony, PasskeyError> {
        let (mut options, state) = self.0.start_discoverable_authentication().map_err(not_believed)?;
        // Asked for with a button, not while a name is typed.
        options.mediation = None;
        ceremony(&options, &state)
    }

    /// Which passkey of whom a browser presents; nothing of it is believed yet.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn presented(&self, answer: &str) -> Result<Presented, PasskeyError> {
        let answer: PublicKeyCredential = serde_json::from_str(answer)?;
        let (user, id) = self.0.identify_discoverable_authentication(&answer).map_err(not_believed)?;
        Ok(Presented { user, credential: encoded(id), answer })
    }

    /// Ends the sign-in with the passkey as kept; gives it as it must be kept from now on (its counter went up).
    ///
    /// # Errors
    /// Why it is not believed: also a counter that did not go up, which means that there is a copy.
    pub fn signed_in(&self, presented: &Presented, state: &str, key: &str) -> Result<String, PasskeyError> {
        let state: DiscoverableAuthentication = parsed(state)?;
        let mut key: Passkey = parsed(key)?;
        let done = self
            .0
            .finish_discoverable_authentication_v2(&presented.answer, state, &key)
            .map_err(not_believed)?;
        if !done.user_verified() {
            return Err(PasskeyError::NotBelieved("the device did not verify the person".to_owned()));
        }
        key.update_credential(&done);
        Ok(serde_json::to_string(&key)?)
    }
}

fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, PasskeyError> {
    Ok(serde_json::from_str(text)?)
}

fn ceremony(options: &impl Serialize, state: &impl Serialize) -> Result<Ceremony, PasskeyError> {
    Ok(Ceremony { options: serde_json::to_string(options)?, state: serde_json::to_string(state)? })
}

fn encoded(id: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(id)
}

fn not_believed(error: impl std::fmt::Debug) -> PasskeyError {
    PasskeyError::NotBelieved(format!("{error:?}"))
}
