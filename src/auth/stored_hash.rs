//! The formats of password hashes in the database: bcrypt, and those of the original application (Werkzeug).

/// More would make a hash in the table cost memory or time without end.
const COSTLIEST_BCRYPT: u32 = 20;
const MOST_PBKDF2_ROUNDS: u32 = 10_000_000;
const MOST_SCRYPT_BYTES: usize = 256 * 1024 * 1024;

/// A password hash as the table has it.
pub enum StoredHash<'a> {
    Bcrypt { hash: &'a str, cost: u32 },
    Pbkdf2 { rounds: u32, salt: &'a str, expected: Vec<u8> },
    Scrypt { params: scrypt::Params, salt: &'a str, expected: Vec<u8> },
}

impl<'a> StoredHash<'a> {
    /// Reads bcrypt's `$2b$cost$…`, or Werkzeug's `pbkdf2:sha256:rounds$salt$hex` and `scrypt:n:r:p$salt$hex`.
    /// Anything else, or a cost beyond reason, is no hash that anybody could know the password of.
    pub fn parse(hash: &'a str) -> Option<Self> {
        if hash.starts_with('$') {
            let cost = hash.parse::<bcrypt::HashParts>().ok()?.get_cost();
            return (cost <= COSTLIEST_BCRYPT).then_some(Self::Bcrypt { hash, cost });
        }
        let mut parts = hash.splitn(3, '$');
        let (method, salt, digest) = (parts.next()?, parts.next()?, parts.next()?);
        let expected = hex::decode(digest).ok().filter(|bytes| !bytes.is_empty())?;
        match method.split(':').collect::<Vec<_>>()[..] {
            ["pbkdf2", "sha256", rounds] => {
                let rounds = rounds.parse().ok().filter(|rounds| (1..=MOST_PBKDF2_ROUNDS).contains(rounds))?;
                Some(Self::Pbkdf2 { rounds, salt, expected })
            }
            ["scrypt", n, r, p] => {
                let (n, r, p): (u32, u32, u32) = (n.parse().ok()?, r.parse().ok()?, p.parse().ok()?);
                let bytes = 128_usize.checked_mul(n as usize)?.checked_mul(r as usize)?.checked_mul(p as usize)?;
                if !n.is_power_of_two() || bytes > MOST_SCRYPT_BYTES {
                    return None;
                }
                let log_n = u8::try_from(n.ilog2()).ok()?;
                Some(Self::Scrypt { params: scrypt::Params::new(log_n, r, p).ok()?, salt, expected })
            }
            _ => None,
        }
    }

    /// What all hashes that take the same work to check begin with, unless they are bcrypt's.
    pub fn kind(hash: &str) -> &str {
        hash.split('$').next().unwrap_or_default()
    }
}
