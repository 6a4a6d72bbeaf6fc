//! Keys: one master key outside the database, one key a stream inside it, locked.
//!
//! The key of a stream or a draft is locked with two things: the master key, and a secret of its own that lies in the
//! key store (table `key_secret`), which no backup holds. Erasing a case is destroying its secret: a backup made before
//! and the master key do not open it together (`docs/retention.md`).
//!
//! Composition only: XChaCha20-Poly1305 seals, HKDF-SHA-256 derives, HMAC-SHA-256 makes tokens.

use crate::handle::random;
use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

const NONCE: usize = 24;

/// Why something sealed cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Not 32 bytes in base64.
    #[error("the master key is not 32 bytes in base64")]
    NotAKey,
    /// Wrong key, or the sealed bytes were changed.
    #[error("sealed data does not open: wrong key, or it was changed")]
    Sealed,
}

/// The key from which all others derive. Lives in a file with mode 0600 or in the environment.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct MasterKey([u8; 32]);

impl MasterKey {
    /// Draws a new one.
    pub fn generate() -> Self {
        Self(random::bytes())
    }

    /// Reads the text form.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let bytes = STANDARD.decode(text.trim()).map_err(|_| KeyError::NotAKey)?;
        Ok(Self(bytes.try_into().map_err(|_| KeyError::NotAKey)?))
    }

    /// The text form, to be kept in a file that only the service reads.
    pub fn to_text(&self) -> String {
        STANDARD.encode(self.0)
    }

    fn derive(&self, purpose: &str) -> Key {
        let mut out = [0; 32];
        #[expect(clippy::expect_used, reason = "HKDF-SHA-256 gives up to 8160 bytes; 32 cannot fail")]
        Hkdf::<Sha256>::new(None, &self.0).expand(purpose.as_bytes(), &mut out).expect("32 bytes");
        Key(out)
    }
}

/// A symmetric key of 256 bits.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Key([u8; 32]);

impl Key {
    pub(crate) fn generate() -> Self {
        Self(random::bytes())
    }

    /// Seals bytes, bound to `about`: the same bytes elsewhere do not open.
    pub(crate) fn seal(&self, plain: &[u8], about: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE] = random::bytes();
        let cipher = XChaCha20Poly1305::new((&self.0).into());
        #[expect(clippy::expect_used, reason = "sealing fails only above 256 GiB")]
        let body =
            cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: about }).expect("short text");
        [&nonce[..], &body].concat()
    }

    pub(crate) fn open(&self, sealed: &[u8], about: &[u8]) -> Result<Vec<u8>, KeyError> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE>().ok_or(KeyError::Sealed)?;
        let cipher = XChaCha20Poly1305::new((&self.0).into());
        cipher.decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: about }).map_err(|_| KeyError::Sealed)
    }

    fn mac(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.0).expect("any length");
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac
    }
}

/// The secret of one stream or draft, as the key store keeps it.
pub(crate) fn new_secret() -> Vec<u8> {
    random::bytes::<32>().to_vec()
}

/// The derived keys of a running program.
pub(crate) struct Keyring {
    wrap: Key,
    token: Key,
    head: Key,
    secret: Key,
    reading: Key,
    checkpoint: Key,
    row: Key,
}

impl Keyring {
    pub(crate) fn new(master: &MasterKey) -> Self {
        Self {
            wrap: master.derive("havre/1/wrap"),
            token: master.derive("havre/1/token"),
            head: master.derive("havre/1/head"),
            secret: master.derive("havre/1/account-secret"),
            reading: master.derive("havre/1/reading"),
            checkpoint: master.derive("havre/1/checkpoint"),
            row: master.derive("havre/1/row"),
        }
    }

    /// Wraps a key with the master key alone: for what identifies nobody. Streams were kept so before there were secrets.
    pub(crate) fn wrap(&self, key: &Key, about: &str) -> Vec<u8> {
        self.wrap.seal(&key.0, about.as_bytes())
    }

    /// What locks a key: made of the master key and of the secret that erasing destroys.
    fn lock_of(&self, secret: &[u8]) -> Key {
        let mut out = [0; 32];
        #[expect(clippy::expect_used, reason = "HKDF-SHA-256 gives up to 8160 bytes; 32 cannot fail")]
        Hkdf::<Sha256>::new(Some(secret), &self.wrap.0).expand(b"havre/1/lock", &mut out).expect("32 bytes");
        Key(out)
    }

    /// Locks a key with the master key and a secret.
    pub(crate) fn lock(&self, key: &Key, about: &str, secret: &[u8]) -> Vec<u8> {
        self.lock_of(secret).seal(&key.0, about.as_bytes())
    }

    /// Opens what [`Keyring::lock`] locked. Without a secret: what was wrapped before there were secrets.
    pub(crate) fn unlock(&self, locked: &[u8], about: &str, secret: Option<&[u8]>) -> Result<Key, KeyError> {
        let lock = secret.map(|secret| self.lock_of(secret));
        let mut plain = lock.as_ref().unwrap_or(&self.wrap).open(locked, about.as_bytes())?;
        let key = plain.as_slice().try_into().map(Key).map_err(|_| KeyError::Sealed);
        plain.zeroize();
        key
    }

    /// A seal on the certificates of erasure: each stands on the one before.
    pub(crate) fn certificate_seal(&self, before: &[u8], number: i64, text: &str) -> Vec<u8> {
        let parts: [&[u8]; 4] = [b"erasure", before, &number.to_be_bytes(), text.as_bytes()];
        self.head.mac(&parts).finalize().into_bytes().to_vec()
    }

    /// A keyed token: equal texts give equal tokens, and nobody without the key can test a guess.
    pub(crate) fn token(&self, kind: &str, text: &str) -> Vec<u8> {
        self.token.mac(&[kind.as_bytes(), text.as_bytes()]).finalize().into_bytes()[..16].to_vec()
    }

    /// Seal on the head of a chain: entries cut off at the end are noticed.
    pub(crate) fn head_mac(&self, stream: &str, seq: i64, hash: &[u8]) -> Vec<u8> {
        self.head.mac(&[stream.as_bytes(), &seq.to_be_bytes(), hash]).finalize().into_bytes().to_vec()
    }

    pub(crate) fn head_holds(&self, stream: &str, seq: i64, hash: &[u8], mac: &[u8]) -> bool {
        self.head.mac(&[stream.as_bytes(), &seq.to_be_bytes(), hash]).verify_slice(mac).is_ok()
    }

    /// A seal on rows that grant, forbid or order something: nobody without the key makes one.
    pub(crate) fn row_seal(&self, parts: &[&[u8]]) -> Vec<u8> {
        self.row.mac(parts).finalize().into_bytes().to_vec()
    }

    pub(crate) fn row_holds(&self, parts: &[&[u8]], seal: &[u8]) -> bool {
        self.row.mac(parts).verify_slice(seal).is_ok()
    }

    /// Seals what a line of the log of readings says of what was shown.
    pub(crate) fn seal_reading(&self, plain: &[u8], about: &[u8]) -> Vec<u8> {
        self.reading.seal(plain, about)
    }

    pub(crate) fn open_reading(&self, sealed: &[u8], about: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.reading.open(sealed, about)
    }

    /// The key that signs checkpoints: whoever has its public half can check them without the master key.
    pub(crate) fn checkpoint_key(&self) -> ed25519_dalek::SigningKey {
        ed25519_dalek::SigningKey::from_bytes(&self.checkpoint.0)
    }

    pub(crate) fn seal_secret(&self, plain: &[u8], about: &str) -> Vec<u8> {
        self.secret.seal(plain, about.as_bytes())
    }

    pub(crate) fn open_secret(&self, sealed: &[u8], about: &str) -> Result<Vec<u8>, KeyError> {
        self.secret.open(sealed, about.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_for_one_case_does_not_open_in_another() {
        let key = Key::generate();
        let sealed = key.seal(b"a phone", b"case 1");
        assert_eq!(key.open(&sealed, b"case 1").unwrap(), b"a phone");
        assert!(key.open(&sealed, b"case 2").is_err());
        assert!(key.open(&sealed[..10], b"case 1").is_err());
    }

    #[test]
    fn the_master_key_alone_does_not_open_what_was_locked_with_a_secret() {
        let (keys, key, secret) = (Keyring::new(&MasterKey::generate()), Key::generate(), new_secret());
        let locked = keys.lock(&key, "case 1", &secret);
        assert_eq!(keys.unlock(&locked, "case 1", Some(&secret)).unwrap().0, key.0);
        assert!(keys.unlock(&locked, "case 1", None).is_err());
        assert!(keys.unlock(&locked, "case 1", Some(&new_secret())).is_err());
        assert!(keys.unlock(&locked, "case 2", Some(&secret)).is_err());
    }

    #[test]
    fn the_text_of_a_master_key_gives_the_same_key() {
        let key = MasterKey::generate();
        assert_eq!(MasterKey::parse(&key.to_text()).unwrap().0, key.0);
        assert!(MasterKey::parse("c2hvcnQ=").is_err());
    }

    #[test]
    fn a_token_says_nothing_without_the_key() {
        let one = Keyring::new(&MasterKey::generate());
        let other = Keyring::new(&MasterKey::generate());
        assert_eq!(one.token("pv", "5344|BN1"), one.token("pv", "5344|BN1"));
        assert_ne!(one.token("pv", "5344|BN1"), other.token("pv", "5344|BN1"));
        assert_ne!(one.token("pv", "x"), one.token("person", "x"));
    }
}
