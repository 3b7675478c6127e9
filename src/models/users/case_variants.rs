//! Variants of a text in other letter cases, for databases that only know the cases of ASCII.

use unicode_normalization::UnicodeNormalization;

/// The text in NFC, as most keyboards write it.
pub fn composed(text: &str) -> String {
    text.nfc().collect()
}

/// The case variants of `text` that may be stored, after a `lower` that only knows ASCII, as SQLite's: unchanged, in lower case,
/// in upper case, and with the first letter of the text or of each word in upper case; each also in NFD. The list has no
/// duplicates.
pub(in crate::models) fn case_variants(text: &str) -> Vec<String> {
    let typed = composed(text);
    let small = typed.to_lowercase();
    let first_large = capitalised(&small, |_| false);
    let words_large = capitalised(&small, |letter| letter.is_whitespace() || letter == '-');
    let mut found = Vec::new();
    for way in [typed, small.to_uppercase(), first_large, words_large, small] {
        for way in [way.nfd().collect(), way] {
            let way = way.to_ascii_lowercase();
            if !found.contains(&way) {
                found.push(way);
            }
        }
    }
    found
}

/// `small` with its first letter in upper case, and each letter after a character for which `ends_word` is true.
fn capitalised(small: &str, ends_word: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(small.len());
    let mut starts = true;
    for letter in small.chars() {
        match starts {
            true => out.extend(letter.to_uppercase()),
            false => out.push(letter),
        }
        starts = ends_word(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(text: &str) -> Vec<String> {
        let mut all = case_variants(text);
        all.sort();
        all
    }

    #[test]
    fn an_ascii_text_has_one_variant() {
        assert_eq!(case_variants("Ada Lovelace"), ["ada lovelace"]);
        assert_eq!(case_variants("50%_\\"), ["50%_\\"]);
    }

    #[test]
    fn letters_beyond_ascii_are_small_large_and_as_they_were_typed() {
        assert_eq!(
            sorted("жаннаД петрова-ж"),
            ["ЖАННАД ПЕТРОВА-Ж", "Жаннад Петрова-Ж", "Жаннад петрова-ж", "жаннаД петрова-ж", "жаннад петрова-ж"]
        );
        assert_eq!(sorted("Ñu"), ["n\u{303}u", "Ñu", "ñu"]);
        assert!(case_variants("İpek").contains(&"İpek".to_owned()));
    }

    #[test]
    fn marks_are_in_their_letters_or_beside_them() {
        assert_eq!(composed("e\u{301}"), "é");
        assert_eq!(sorted("e\u{301}a"), ["e\u{301}a", "Éa", "éa"]);
        assert_eq!(sorted("ёж").len(), 6);
    }
}
