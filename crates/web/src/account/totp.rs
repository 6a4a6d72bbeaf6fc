//! Codes of an authenticator app.

use jiff::Timestamp;
use totp_rs::{Algorithm, Builder};

/// The time step to which a code belongs: this one, the one before or the one after. Blanks in the code are dropped.
/// SHA-1, six digits, thirty seconds: what every app can do.
pub(super) fn step_of(secret: &[u8], code: &str, at: Timestamp) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(at.as_second()).ok()?;
    let builder =
        Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_skew(1).with_step_duration(30);
    let totp = builder.with_secret(secret.to_vec()).build().ok()?;
    i64::try_from(totp.check(&code, seconds)?).ok()
}

/// The address that an authenticator app reads.
pub(super) fn address(username: &str, secret: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    let encode = |byte: u8| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    let name: String = username.bytes().map(encode).collect();
    format!("otpauth://totp/Havre:{name}?secret={secret}&issuer=Havre&algorithm=SHA1&digits=6&period=30")
}
