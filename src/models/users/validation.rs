//! The rules for usernames, names, e-mail addresses and passwords.

use crate::models::users::{
    case_variants::composed,
    characters::{is_unseen, suit_username, suits_name},
};

/// The maximum length of a password in bytes: bcrypt reads 72, with the terminating zero.
pub const LONGEST_PASSWORD: usize = 71;

/// The minimum length of a password in characters.
pub const SHORTEST_PASSWORD: usize = 8;

/// The maximum length of a username, an e-mail address or a name in characters.
const LONGEST_NAME: usize = 80;

/// Why a password cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    #[error("A password must not be empty.")]
    Empty,
    #[error("A password must be at least {SHORTEST_PASSWORD} characters long.")]
    TooShort,
    #[error("This password is too common. Please choose another.")]
    Common,
    #[error("A password may be at most {LONGEST_PASSWORD} bytes long.")]
    TooLong,
    #[error("A password must not contain a NUL character.")]
    Nul,
    #[error("The password could not be hashed.")]
    Failed,
}

/// A rule that a value breaks, with a message for the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ValidationError {
    #[error(
        "A username must be 1 to {LONGEST_NAME} characters long, without spaces, slashes or invisible characters, and not of dots alone. Its letters must be in common use, and of one script."
    )]
    Username,
    #[error(
        "An e-mail address must look like name@example.org, without invisible characters, and have at most {LONGEST_NAME} characters."
    )]
    Email,
    #[error(
        "A name must be at most {LONGEST_NAME} characters long, on one line, and without invisible characters or fullwidth letters."
    )]
    Name,
    #[error("A password must not be the username or the e-mail address.")]
    PasswordIsKnown,
    #[error(transparent)]
    Password(#[from] PasswordError),
}

impl ValidationError {
    /// Checks the username, e-mail address, first and last name of a new user, and returns them in NFC.
    ///
    /// # Errors
    /// The first broken rule.
    pub fn of_account(texts: [String; 4]) -> Result<[String; 4], Self> {
        let texts = texts.map(|text| composed(&text));
        let [username, email, first_name, last_name] = &texts;
        Self::of_username(username)?;
        Self::of_email(email)?;
        Self::of_name(first_name)?;
        Self::of_name(last_name)?;
        Ok(texts)
    }

    /// Checks a username, in NFC. See [`super::characters`]; it is also part of URLs.
    ///
    /// # Errors
    /// If it breaks the rule.
    pub fn of_username(username: &str) -> Result<(), Self> {
        let fine = is_short_line(username) && suit_username(username) && username.contains(|letter| letter != '.');
        if fine { Ok(()) } else { Err(Self::Username) }
    }

    /// # Errors
    /// If it cannot be an e-mail address. Only a message to it could show more.
    pub fn of_email(email: &str) -> Result<(), Self> {
        let parts = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
        let odd = |letter: char| letter.is_whitespace() || is_unseen(letter) || !suits_name(letter);
        let fine = parts && is_short_line(email) && !email.contains(odd);
        if fine { Ok(()) } else { Err(Self::Email) }
    }

    /// Checks a first or a last name, which may be empty.
    ///
    /// # Errors
    /// If it breaks the rule.
    pub fn of_name(name: &str) -> Result<(), Self> {
        if is_short_line(name) && name.chars().all(suits_name) { Ok(()) } else { Err(Self::Name) }
    }

    /// Checks a password for a user with this username and e-mail address.
    ///
    /// # Errors
    /// See [`PasswordError`].
    pub fn of_password(password: &str, username: &str, email: &str) -> Result<(), Self> {
        let known = [username, email].iter().any(|known| known.to_lowercase() == password.to_lowercase());
        if known { Err(Self::PasswordIsKnown) } else { Ok(()) }
    }

    /// The field that breaks the rule.
    pub fn field(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::Email => "email",
            Self::Name => "name",
            Self::PasswordIsKnown | Self::Password(_) => "password",
        }
    }
}

fn is_short_line(text: &str) -> bool {
    text.chars().count() <= LONGEST_NAME && !text.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usernames_stand_in_addresses() {
        for fine in ["a", "Ada.Lovelace", "ada@home", "Жанна", "..a", "नमस्ते", "🦊", &"x".repeat(80)]
        {
            assert_eq!(ValidationError::of_username(fine), Ok(()), "{fine}");
        }
        for odd in ["", ".", "..", "a b", "a/b", "a\u{a0}b", "a\0b", "a\nb", &"x".repeat(81)] {
            assert_eq!(ValidationError::of_username(odd), Err(ValidationError::Username), "{odd:?}");
        }
    }

    #[test]
    fn what_is_not_seen_is_in_no_username_and_joiners_are_in_names_alone() {
        for unseen in
            ["\u{ad}", "\u{200b}", "\u{200c}", "\u{200d}", "\u{202e}", "\u{2066}", "\u{feff}", "\u{e0041}"]
        {
            let name = format!("a{unseen}b");
            let joins = ["\u{200c}", "\u{200d}"].contains(&unseen);
            assert_eq!(ValidationError::of_username(&name), Err(ValidationError::Username), "{name:?}");
            assert_eq!(
                ValidationError::of_email(&format!("{name}@example.org")),
                Err(ValidationError::Email),
                "{name:?}"
            );
            assert_eq!(ValidationError::of_name(&name).is_ok(), joins, "{name:?}");
        }
        for (unseen, chooses) in [("\u{34f}", false), ("\u{3164}", false), ("\u{fe0f}", true), ("\u{e0100}", true)]
        {
            let name = format!("a{unseen}b");
            assert_eq!(ValidationError::of_username(&name), Err(ValidationError::Username), "{name:?}");
            assert_eq!(ValidationError::of_name(&name).is_ok(), chooses, "{name:?}");
        }
    }

    #[test]
    fn e_mail_addresses_have_two_sides() {
        assert_eq!(ValidationError::of_email("ada@example.org"), Ok(()));
        for odd in ["", "ada", "@", "ada@", "@example.org", "a da@example.org", "ada@example.org\n"] {
            assert_eq!(ValidationError::of_email(odd), Err(ValidationError::Email), "{odd:?}");
        }
    }

    #[test]
    fn a_password_is_not_what_others_know_of_its_owner() {
        let check = |password: &str| ValidationError::of_password(password, "ada.lovelace", "ada@example.org");

        assert_eq!(check("ada.lovelace and more"), Ok(()));
        assert_eq!(check("Ada.Lovelace"), Err(ValidationError::PasswordIsKnown));
        assert_eq!(check("ada@EXAMPLE.org"), Err(ValidationError::PasswordIsKnown));
    }
}
