//! Passwords, tokens and keys: made, hashed, checked. What is kept is always a hash.

use std::fmt::Write;
use std::io::Read;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use sha2::{Digest, Sha256};

/// Shortest password, characters (NIST SP 800-63B rev. 4, 3.1.1.2: 15 where it is the only factor; 8 with a limit on attempts was the rule
/// before and is what French CNIL deliberation 2022-100 accepts at 12 without composition rules).
pub const SHORTEST_PASSWORD: usize = 12;

/// Longest password, bytes: hashing takes all of it.
pub const LONGEST_PASSWORD: usize = 256;

/// Letters of a generated password: none that is read as another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Beginning of a key, so that it is recognised where it was left by mistake.
pub const KEY_PREFIX: &str = "tqk_";

/// Random bytes of the system.
fn random<const N: usize>() -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing into a text does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A token of 256 random bits.
///
/// # Errors
/// The system gives no random bytes.
pub fn token() -> std::io::Result<String> {
    Ok(hexadecimal(&random::<32>()?))
}

/// A key of a program.
///
/// # Errors
/// The system gives no random bytes.
pub fn key() -> std::io::Result<String> {
    Ok(format!("{KEY_PREFIX}{}", token()?))
}

/// A password for a person to type once: four groups of four letters, 80 random bits.
///
/// # Errors
/// The system gives no random bytes.
pub fn password() -> std::io::Result<String> {
    let letters: Vec<char> = random::<16>()?.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    Ok(letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

/// What is kept of a token or key: it has 256 random bits, so a plain hash tells nothing of it.
pub fn token_hash(token: &str) -> String {
    hexadecimal(&Sha256::digest(token.as_bytes()))
}

/// What a page of ours sends with a change to show that it is ours; made from the token, so nothing more is kept.
pub fn csrf_token(token: &str) -> String {
    hexadecimal(&Sha256::digest(format!("csrf {token}").as_bytes())[..16])
}

/// What is kept of a password. Takes tens of milliseconds on purpose: call it off the runtime.
///
/// # Errors
/// The system gives no random salt.
pub fn password_hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    let salt = SaltString::encode_b64(&random::<16>().map_err(|_| argon2::password_hash::Error::Crypto)?)?;
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt)?.to_string())
}

/// True when the password is the one of the hash. Takes as long as making the hash.
pub fn is_password(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_by_its_hash_alone() {
        let hash = password_hash("correct horse battery").unwrap();
        assert!(hash.starts_with("$argon2id$") && !hash.contains("horse"), "{hash}");
        assert!(is_password("correct horse battery", &hash) && !is_password("correct horse", &hash));
        assert_ne!(hash, password_hash("correct horse battery").unwrap(), "each has a salt of its own");
        assert!(!is_password("anything", "not a hash"));
    }

    #[test]
    fn what_is_generated_is_new_and_long_enough() {
        let (first, second) = (password().unwrap(), password().unwrap());
        assert!(first != second && first.len() == 19 && first.len() >= SHORTEST_PASSWORD, "{first}");
        let key = key().unwrap();
        assert!(key.starts_with(KEY_PREFIX) && key.len() == 68);
        assert_ne!(csrf_token("a"), csrf_token("b"));
        assert_eq!(token_hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
