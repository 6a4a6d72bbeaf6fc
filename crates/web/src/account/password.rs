//! Passwords: what is accepted, and how they are kept (argon2id).

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::LazyLock;

/// Shortest password, in characters. NIST SP 800-63B asks for length, not for kinds of characters.
const SHORTEST: usize = 12;
/// Longest password, in characters: far above any pass phrase.
const LONGEST: usize = 200;

/// Why a password is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Below 12 characters.
    #[error("a password has at least {SHORTEST} characters")]
    TooShort,
    /// Above 200 characters.
    #[error("a password has at most {LONGEST} characters")]
    TooLong,
    /// It is the username.
    #[error("a password is not the username")]
    IsUsername,
    /// The hash could not be made: no memory or no randomness.
    #[error("the password could not be hashed: {0}")]
    Hash(String),
}

impl PasswordError {
    /// Message key.
    pub(super) fn key(&self) -> &'static str {
        match self {
            Self::TooShort => "account-password-too-short",
            Self::TooLong => "account-password-too-long",
            Self::IsUsername => "account-password-is-username",
            Self::Hash(_) => "failure-internal",
        }
    }
}

/// Whether a password may be set for a username: 12 to 200 characters, not the username in any case.
///
/// # Errors
/// The rule it breaks.
pub fn check_password(username: &str, password: &str) -> Result<(), PasswordError> {
    check_length(password)?;
    let same = password.trim().to_lowercase() == username.trim().to_lowercase();
    if same { Err(PasswordError::IsUsername) } else { Ok(()) }
}

fn check_length(password: &str) -> Result<(), PasswordError> {
    match password.chars().count() {
        ..SHORTEST => Err(PasswordError::TooShort),
        SHORTEST..=LONGEST => Ok(()),
        _ => Err(PasswordError::TooLong),
    }
}

/// Hashes a password with argon2id, 19 MiB, two passes (OWASP Password Storage Cheat Sheet), as PHC text. It takes
/// tens of milliseconds: not on a thread that serves requests. The caller compares it with the username
/// ([`check_password`]).
///
/// # Errors
/// When the length is refused or hashing fails.
pub fn hash_password(password: &str) -> Result<String, PasswordError> {
    check_length(password)?;
    hash(password)
}

fn hash(password: &str) -> Result<String, PasswordError> {
    let failed = |error: &dyn std::fmt::Display| PasswordError::Hash(error.to_string());
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|error| failed(&error))?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    Ok(argon.hash_password(password.as_bytes()).map_err(|error| failed(&error))?.to_string())
}

/// Whether the password belongs to the hash. Costs as much as the parameters in the hash say.
pub(super) fn verify(password: &str, phc: &str) -> bool {
    PasswordHash::new(phc)
        .is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
}

/// A hash that no password is known for: an unknown account costs what a known one costs.
pub(super) fn nobodys_hash() -> &'static str {
    static HASH: LazyLock<String> = LazyLock::new(|| {
        let secret: String = journal::new_token().iter().map(|byte| format!("{byte:02x}")).collect();
        hash(&secret).unwrap_or_default()
    });
    &HASH
}
