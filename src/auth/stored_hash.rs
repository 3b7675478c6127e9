//! The formats of stored password hashes: bcrypt, and Werkzeug's from the original application.

/// The limits of stored hashes. Larger parameters could exhaust time or memory.
const MAX_BCRYPT_COST: u32 = 20;
const MAX_PBKDF2_ROUNDS: u32 = 10_000_000;
const MAX_SCRYPT_BYTES: usize = 256 * 1024 * 1024;

/// A password hash from the database.
pub enum StoredHash<'a> {
    Bcrypt { hash: &'a str, cost: u32 },
    Pbkdf2 { rounds: u32, salt: &'a str, expected: Vec<u8> },
    Scrypt { params: scrypt::Params, salt: &'a str, expected: Vec<u8> },
}

impl<'a> StoredHash<'a> {
    /// Reads bcrypt's `$2b$cost$…`, or Werkzeug's `pbkdf2:sha256:rounds$salt$hex` and `scrypt:n:r:p$salt$hex`.
    /// `None` for other formats and for excessive parameters: no password matches them.
    pub fn parse(hash: &'a str) -> Option<Self> {
        if hash.starts_with('$') {
            let cost = hash.parse::<bcrypt::HashParts>().ok()?.get_cost();
            return (cost <= MAX_BCRYPT_COST).then_some(Self::Bcrypt { hash, cost });
        }
        let mut parts = hash.splitn(3, '$');
        let (method, salt, digest) = (parts.next()?, parts.next()?, parts.next()?);
        let expected = hex::decode(digest).ok().filter(|bytes| !bytes.is_empty())?;
        match method.split(':').collect::<Vec<_>>()[..] {
            ["pbkdf2", "sha256", rounds] => {
                let rounds = rounds.parse().ok().filter(|rounds| (1..=MAX_PBKDF2_ROUNDS).contains(rounds))?;
                Some(Self::Pbkdf2 { rounds, salt, expected })
            }
            ["scrypt", n, r, p] => {
                let (n, r, p): (u32, u32, u32) = (n.parse().ok()?, r.parse().ok()?, p.parse().ok()?);
                let bytes = 128_usize.checked_mul(n as usize)?.checked_mul(r as usize)?.checked_mul(p as usize)?;
                if !n.is_power_of_two() || bytes > MAX_SCRYPT_BYTES {
                    return None;
                }
                let log_n = u8::try_from(n.ilog2()).ok()?;
                Some(Self::Scrypt { params: scrypt::Params::new(log_n, r, p).ok()?, salt, expected })
            }
            _ => None,
        }
    }

    /// The method and parameters of a hash other than bcrypt. Hashes of the same kind take the same work.
    pub fn kind(hash: &str) -> &str {
        hash.split('$').next().unwrap_or_default()
    }
}

/// Werkzeug's hashes of the password `secret word`, as `generate_password_hash` makes them.
#[cfg(test)]
pub mod examples {
    pub const PBKDF2: &str =
        "pbkdf2:sha256:1000$Pq3hKx9ZtR7mW2cV$e521b0096e4b31c8bc130dc04448a8eaa0af91b10e40143b19a9be3f1b232bee";
    pub const SCRYPT: &str = "scrypt:32768:8:1$Pq3hKx9ZtR7mW2cV$7989431609c8d5b37a2134a74f99042179bf2b4916e7cecbee4df0a9e3658d0285dea5b9b4740e58ed358f4b6769ecbbf5eec9f07be12ea6c786acfc0debff05";
}
