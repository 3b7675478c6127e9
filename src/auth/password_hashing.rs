//! Makes and verifies password hashes. New hashes are bcrypt's; Werkzeug's from the original application also verify.
//!
//! These functions take long on purpose: call them on blocking threads only, as [`super::PasswordQueue`] does.

use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::{
    constant_work::{ConstantWork, rounds_of},
    stored_hash::StoredHash,
};
use crate::models::{LONGEST_PASSWORD, PasswordError, SHORTEST_PASSWORD};

/// The most common passwords of at least the shortest length, in lower case, from zxcvbn 4.4.2.
const COMMON_PASSWORDS: &str = include_str!("common_passwords.txt");

/// Words that a password must not consist of, apart from digits and signs: the service itself suggests them.
const SERVICE_WORDS: [&str; 4] = ["photo", "photos", "photoapp", "webdev"];

/// The result of verifying a password.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// The password is right, and this bcrypt hash should replace the stored one.
    RightButOutdated(String),
}

/// Makes a bcrypt hash of a newly chosen password.
///
/// # Errors
/// If bcrypt cannot hash the password, or it is easy to guess.
pub fn hash_new_password(password: &str, cost: u32) -> Result<String, PasswordError> {
    if !password.is_empty() && password.chars().count() < SHORTEST_PASSWORD {
        return Err(PasswordError::TooShort);
    }
    let lower = password.to_lowercase();
    let letters: String = lower.chars().filter(|c| c.is_alphabetic()).collect();
    if COMMON_PASSWORDS.lines().any(|common| common == lower) || SERVICE_WORDS.contains(&letters.as_str()) {
        return Err(PasswordError::Common);
    }
    hash_password(password, cost)
}

/// Makes a bcrypt hash.
///
/// # Errors
/// If bcrypt cannot hash the password.
pub fn hash_password(password: &str, cost: u32) -> Result<String, PasswordError> {
    match password {
        "" => Err(PasswordError::Empty),
        long if long.len() > LONGEST_PASSWORD => Err(PasswordError::TooLong),
        nul if nul.contains('\0') => Err(PasswordError::Nul),
        valid => bcrypt::non_truncating_hash(valid, cost).map_err(|_| PasswordError::Failed),
    }
}

/// Verifies `password` against a stored hash; `None` stands for an unknown user. `cost` is that of new hashes.
pub fn verify_password(password: &str, hash: Option<&str>, cost: u32) -> Verdict {
    let Some(hash) = hash.and_then(StoredHash::parse) else {
        burn_rounds(cost);
        return Verdict::Wrong;
    };
    let (right, outdated) = match &hash {
        StoredHash::Bcrypt { .. } if password.len() > LONGEST_PASSWORD => {
            burn_rounds(cost);
            (false, false)
        }
        StoredHash::Bcrypt { hash, cost: used } => {
            (bcrypt::non_truncating_verify(password, hash).unwrap_or(false), *used != cost)
        }
        StoredHash::Pbkdf2 { rounds, salt, expected } => {
            let mut derived = vec![0; expected.len()];
            pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), salt.as_bytes(), *rounds, &mut derived);
            (bool::from(derived.ct_eq(expected)), true)
        }
        StoredHash::Scrypt { params, salt, expected } => {
            let mut derived = vec![0; expected.len()];
            let done = scrypt::scrypt(password.as_bytes(), salt.as_bytes(), params, &mut derived).is_ok();
            (done && bool::from(derived.ct_eq(expected)), true)
        }
    };
    match (right, outdated) {
        (false, _) => Verdict::Wrong,
        (true, false) => Verdict::Right,
        // A password that bcrypt cannot hash keeps its old hash.
        (true, true) => hash_password(password, cost).map_or(Verdict::Right, Verdict::RightButOutdated),
    }
}

/// The bcrypt rounds that [`verify_password`] spends on a wrong password, or their equivalent. `None` for a kind of hash
/// that was not in use when `work` was measured.
pub fn rounds_to_verify(password: &str, hash: Option<&str>, cost: u32, work: &ConstantWork) -> Option<u64> {
    match hash.and_then(StoredHash::parse) {
        Some(StoredHash::Bcrypt { cost: used, .. }) if password.len() <= LONGEST_PASSWORD => Some(rounds_of(used)),
        None | Some(StoredHash::Bcrypt { .. }) => Some(rounds_of(cost)),
        Some(_) => hash.and_then(|hash| work.of_kind(StoredHash::kind(hash))),
    }
}

/// Does the work of one bcrypt hash. It hashes a fixed password, because bcrypt refuses some passwords early.
pub fn burn_rounds(cost: u32) {
    let _ = bcrypt::non_truncating_hash_with_salt_bytes("password", cost, [0; 16]);
}

#[cfg(test)]
mod tests {
    use super::{
        super::stored_hash::examples::{PBKDF2, SCRYPT},
        *,
    };

    const COST: u32 = 10;

    #[test]
    fn hashes_of_the_original_verify_and_are_outdated() {
        for hash in [PBKDF2, SCRYPT] {
            let verdict = verify_password("secret word", Some(hash), COST);

            assert!(matches!(verdict, Verdict::RightButOutdated(ref new) if new.starts_with("$2b$10$")), "{hash}");
            assert_eq!(verify_password("Secret word", Some(hash), COST), Verdict::Wrong);
        }
    }

    #[test]
    fn a_password_too_long_for_bcrypt_is_wrong_and_never_truncated() {
        let full = "x".repeat(LONGEST_PASSWORD);
        let hash = hash_password(&full, COST).expect("the longest password fits");

        assert_eq!(verify_password(&full, Some(&hash), COST), Verdict::Right);
        assert_eq!(verify_password(&format!("{full}x"), Some(&hash), COST), Verdict::Wrong);
        assert_eq!(hash_password(&format!("{full}x"), COST), Err(PasswordError::TooLong));
    }

    #[test]
    fn a_new_password_is_long_enough_and_not_common() {
        assert_eq!(hash_new_password("", COST), Err(PasswordError::Empty));
        assert_eq!(hash_new_password("7 Räder", COST), Err(PasswordError::TooShort));
        for common in ["password", "PassWord", "1qaz2wsx", "11234567", "Photo-App-2026!", "webdev123"] {
            assert_eq!(hash_new_password(common, COST), Err(PasswordError::Common), "{common}");
        }
        for valid in ["8 Räder!", "password of mine", "        "] {
            assert!(hash_new_password(valid, COST).is_ok(), "{valid}");
        }
    }

    #[test]
    fn a_bcrypt_hash_of_another_cost_is_renewed() {
        let cheap = hash_password("secret word", COST).expect("a hash");

        assert!(matches!(verify_password("secret word", Some(&cheap), COST + 1), Verdict::RightButOutdated(_)));
    }

    #[test]
    fn an_invalid_or_too_costly_hash_matches_no_password() {
        let invalid = [
            "",
            "password",
            "$2b$31$abcdefghijklmnopqrstuuxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "pbkdf2:sha256:0$a$00",
            "pbkdf2:sha256:99999999$a$00",
            "pbkdf2:md5:1$a$00",
            "scrypt:1048576:64:64$a$00",
            "scrypt:3:8:1$a$00",
            "pbkdf2:sha256:1$a$0g",
            "pbkdf2:sha256:1$a$",
            "pbkdf2:sha256:1",
            "é$é$é",
        ];
        for hash in invalid {
            assert_eq!(verify_password("password", Some(hash), COST), Verdict::Wrong, "{hash}");
        }
    }
}
