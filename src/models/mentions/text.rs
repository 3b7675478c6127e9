//! Finds mentions such as @ada in captions and comments, by the grammar by which the client links them
//! (`react-client/src/lib/linkify.ts`).

use crate::models::words::is_in_words;

/// The number of different mentions of a text that count: the first ones.
const MOST_OF_TEXT: usize = 50;

/// The usernames that a text mentions, without @, in their order, and each once.
pub(super) fn mentioned(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    let (mut position, mut previous) = (0, None);
    while let Some(found) = text[position..].find('@') {
        let at = position + found;
        let before = text[..at].chars().next_back().or(previous);
        let behind = &text[at + 1..];
        let word = &behind[..behind.find(|letter| !is_in_mentions(letter)).unwrap_or(behind.len())];
        // As in an e-mail address, a path, or the name of a user of another service, such as @ada@example.org.
        let is_attached = before
            .is_some_and(|letter| is_in_words(letter) || matches!(letter, '+' | '%' | '&' | '/' | '@' | '-'))
            || behind[word.len()..].starts_with('@');
        let name = word.trim_end_matches('.');
        if !is_attached && name.contains(is_in_words) && !names.contains(&name) && names.len() < MOST_OF_TEXT {
            names.push(name);
        }
        position = at + 1 + word.len();
        previous = text[..position].chars().next_back();
    }
    names
}

/// Whether a text begins with the mention of a username.
pub(super) fn begins_with(text: &str, name: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('@') && mentioned(text).first() == Some(&name) && text[1..].starts_with(name)
}

fn is_in_mentions(letter: char) -> bool {
    is_in_words(letter) || matches!(letter, '.' | '-')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn mentions_begin_with_an_at_sign_that_follows_no_word() {
        assert_eq!(
            mentioned("@ada, (@ben.b) and @жанна: look! @ada. @c-d_1... @_"),
            ["ada", "ben.b", "жанна", "c-d_1", "_"]
        );
        for none in
            ["", "@", "@ ada", "ada@example.org", "@ada@example.org", "a/@ada", "@@ada", "@...", "-@ada", "@-."]
        {
            assert_eq!(mentioned(none), Vec::<&str>::new(), "{none}");
        }
    }

    #[test]
    fn a_text_has_a_limited_number_of_mentions() {
        let text: String = (0..80).map(|number| format!("@u{number} ")).collect();
        assert_eq!(mentioned(&text).len(), MOST_OF_TEXT);
    }

    #[test]
    fn a_reply_begins_with_the_mention() {
        assert!(begins_with("@ada thanks", "ada"));
        assert!(begins_with("\n @ada. @ben", "ada"));
        for other in ["thanks @ada", "@ben @ada", "@adam", "ada", ""] {
            assert!(!begins_with(other, "ada"), "{other}");
        }
    }

    proptest! {
        #[test]
        fn every_mention_of_a_text_stands_in_it(text in "[ @a-cé./_0-9\u{301}-]{0,40}") {
            for name in mentioned(&text) {
                let mention = format!("@{name}");
                prop_assert!(text.contains(&mention), "{}", mention);
            }
        }
    }
}
