//! The characters that new usernames and names may have.
//!
//! A username identifies a user, so it must not look like another username. It only has characters that Unicode Technical
//! Standard 39 recommends for identifiers, and does not mix scripts. A name is free text beside the username, so it may have
//! any visible and readable characters.

use std::{collections::BTreeSet, ops::RangeInclusive};

use unicode_normalization::is_nfkc;
use unicode_properties::{EmojiStatus, GeneralCategoryGroup, UnicodeEmoji, UnicodeGeneralCategory};
use unicode_security::{
    GeneralSecurityProfile, RestrictionLevel, RestrictionLevelDetection, general_security_profile::IdentifierType,
    skeleton,
};

/// Format characters, most of which are invisible, such as those without width or for the direction of text: the general
/// category Cf of Unicode 17 (`DerivedGeneralCategory.txt`).
const FORMAT: [RangeInclusive<char>; 21] = [
    '\u{ad}'..='\u{ad}',
    '\u{600}'..='\u{605}',
    '\u{61c}'..='\u{61c}',
    '\u{6dd}'..='\u{6dd}',
    '\u{70f}'..='\u{70f}',
    '\u{890}'..='\u{891}',
    '\u{8e2}'..='\u{8e2}',
    '\u{180e}'..='\u{180e}',
    '\u{200b}'..='\u{200f}',
    '\u{202a}'..='\u{202e}',
    '\u{2060}'..='\u{2064}',
    '\u{2066}'..='\u{206f}',
    '\u{feff}'..='\u{feff}',
    '\u{fff9}'..='\u{fffb}',
    '\u{110bd}'..='\u{110bd}',
    '\u{110cd}'..='\u{110cd}',
    '\u{13430}'..='\u{1343f}',
    '\u{1bca0}'..='\u{1bca3}',
    '\u{1d173}'..='\u{1d17a}',
    '\u{e0001}'..='\u{e0001}',
    '\u{e0020}'..='\u{e007f}',
];

/// Invisible characters of other categories: the rest of `Default_Ignorable_Code_Point` of Unicode 17
/// (`DerivedCoreProperties.txt`), such as Hangul fillers and variation selectors.
const IGNORABLE: [RangeInclusive<char>; 11] = [
    '\u{34f}'..='\u{34f}',
    '\u{115f}'..='\u{1160}',
    '\u{17b4}'..='\u{17b5}',
    '\u{180b}'..='\u{180f}',
    '\u{2065}'..='\u{2065}',
    '\u{3164}'..='\u{3164}',
    '\u{fe00}'..='\u{fe0f}',
    '\u{ffa0}'..='\u{ffa0}',
    '\u{fff0}'..='\u{fff8}',
    '\u{e0000}'..='\u{e001f}',
    '\u{e0080}'..='\u{e0fff}',
];

/// Characters that are not ignorable but show nothing: the blank Braille pattern, a musical null notehead, and a Khitan
/// filler.
const BLANK: [char; 3] = ['\u{2800}', '\u{1d159}', '\u{16fe4}'];

/// The joiners (ZWNJ, ZWJ), which Persian, some scripts of India and many emoji need.
const JOINERS: RangeInclusive<char> = '\u{200c}'..='\u{200d}';

/// Variation selectors of Mongolian letters, of Chinese characters in Japanese names, and of emoji.
const VARIATION_SELECTORS: [RangeInclusive<char>; 4] =
    ['\u{180b}'..='\u{180d}', '\u{180f}'..='\u{180f}', '\u{fe00}'..='\u{fe0f}', '\u{e0100}'..='\u{e01ef}'];

/// Fullwidth Latin letters and signs.
const FULLWIDTH: [RangeInclusive<char>; 2] = ['\u{ff01}'..='\u{ff60}', '\u{ffe0}'..='\u{ffe6}'];

/// Vowels of Thai and Lao, with the vowel into which compatibility normalization changes the end of each. For this reason
/// the standard does not recommend them, but both languages need them.
const AM_VOWELS: [(char, char); 2] = [('\u{e33}', '\u{e32}'), ('\u{eb3}', '\u{eb2}')];

/// Emoji that are letters in a frame, such as the letters of flags.
const FRAMED: RangeInclusive<char> = '\u{1f100}'..='\u{1f1ff}';

/// The maximum number of marks in a row on a letter.
const MOST_MARKS: usize = 4;

/// Whether a username, in NFC, has only characters that distinguish it from others.
pub(in crate::models) fn suit_username(username: &str) -> bool {
    username.chars().all(suits_username) && !has_odd_marks(username) && has_one_script(username)
}

/// Whether a character may stand in a name.
pub(in crate::models) fn suits_name(letter: char) -> bool {
    if JOINERS.contains(&letter) || is_one_of(&VARIATION_SELECTORS, letter) {
        return true;
    }
    // Private-use and unassigned characters have no type.
    let is_readable = !matches!(
        letter.identifier_type(),
        None | Some(IdentifierType::Not_Character | IdentifierType::Exclusion | IdentifierType::Deprecated)
    );
    is_readable && !is_unseen(letter) && !is_one_of(&FULLWIDTH, letter)
}

/// Whether a character is invisible by itself.
pub(in crate::models) fn is_unseen(letter: char) -> bool {
    is_one_of(&FORMAT, letter) || is_one_of(&IGNORABLE, letter) || BLANK.contains(&letter)
}

/// The skeletons of a username as it is, in lower case and in upper case. Usernames that share a skeleton look alike. Letters
/// that look alike in upper case may differ in lower case, and the other way round.
pub(in crate::models) fn skeletons(username: &str) -> BTreeSet<String> {
    let spellings = [username.to_owned(), username.to_lowercase(), username.to_uppercase()];
    spellings.iter().map(|spelling| skeleton(spelling).collect::<String>().to_lowercase()).collect()
}

/// Letters, marks and digits that the standard recommends, ASCII signs, and emoji that are shown as emoji.
fn suits_username(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_graphic() && letter != '/';
    }
    is_recommended(letter) || is_emoji(letter) || plain_vowel(letter).is_some()
}

fn is_recommended(letter: char) -> bool {
    let group = letter.general_category_group();
    let spells =
        matches!(group, GeneralCategoryGroup::Letter | GeneralCategoryGroup::Mark | GeneralCategoryGroup::Number);
    spells && letter.identifier_allowed() && !is_unseen(letter)
}

fn is_emoji(letter: char) -> bool {
    let shown_as_such = matches!(
        letter.emoji_status(),
        EmojiStatus::EmojiPresentation
            | EmojiStatus::EmojiPresentationAndModifierBase
            | EmojiStatus::EmojiPresentationAndEmojiComponent
            | EmojiStatus::EmojiPresentationAndModifierAndEmojiComponent
    );
    // Other letters in frames are compatibility characters.
    shown_as_such && !FRAMED.contains(&letter) && is_nfkc(letter.encode_utf8(&mut [0; 4]))
}

fn plain_vowel(letter: char) -> Option<char> {
    AM_VOWELS.iter().find(|(vowel, _)| *vowel == letter).map(|(_, plain)| *plain)
}

/// Whether a text begins with a mark, or has the same mark twice in a row or too many marks.
fn has_odd_marks(text: &str) -> bool {
    let (mut last, mut marks) = (None, 0);
    for letter in text.chars() {
        if letter.general_category_group() == GeneralCategoryGroup::Mark {
            marks += 1;
            if last.is_none_or(|last| last == letter) || marks > MOST_MARKS {
                return true;
            }
        } else {
            marks = 0;
        }
        last = Some(letter);
    }
    false
}

/// Whether all letters are of one script, or of the scripts of Chinese, Japanese or Korean ("highly restrictive").
fn has_one_script(username: &str) -> bool {
    let letters: String = username
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || !letter.is_ascii() && !is_emoji(*letter))
        .map(|letter| plain_vowel(letter).unwrap_or(letter))
        .collect();
    letters.check_restriction_level(RestrictionLevel::HighlyRestrictive)
}

fn is_one_of(ranges: &[RangeInclusive<char>], letter: char) -> bool {
    ranges.iter().any(|range| range.contains(&letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_can_be_judged() {
        for letter in '\0'..=char::MAX {
            let in_username = suits_username(letter);
            assert!(!in_username || suits_name(letter), "{letter:?}");
        }
    }

    #[test]
    fn usernames_are_written_in_what_languages_are_written_in() {
        for fine in [
            "ada.lovelace",
            "ada@home",
            "it's_50%+*",
            "Zoë",
            "Đặng-Thị",
            "Łukasz",
            "Ștefan_Țîrlea",
            "əli",
            "Straße",
            "Ĥoŝŭ",
            "Жанна",
            "Ґалаґан_2",
            "Ωρίων",
            "שלום",
            "سارة",
            "नमस्ते",
            "สวัสดีน้ำ",
            "ລາວຈໍາ",
            "田中さくら",
            "カナ",
            "홍길동",
            "李小龙",
            "ada田中さくら",
            "ada홍길동",
            "🦊",
            "fox🦊🦊",
            "Жанна🦊",
        ] {
            assert!(suit_username(fine), "{fine}");
        }
    }

    #[test]
    fn usernames_do_not_look_like_others() {
        for odd in [
            "\u{2800}ada",
            "ada\u{1d159}",
            "ada\u{16fe4}",
            "ada\u{e000}",
            "ada\u{f0000}",
            "ada\u{378}",
            "ada\u{ffff}",
            "ａｄａ",
            "ada＿1",
            "ﾊﾅｺ",
            "𝐚𝐝𝐚",
            "ⓐⓓⓐ",
            "🅰da",
            "🆎",
            "🇦🇩🇦",
            "🈁",
            "ada™",
            "ada²",
            "ﬁona",
            "ada‐b",
            "ada’s",
            "ada∕b",
            "аda",
            "adа",
            "αda",
            "ada_Жанна",
            "ada_שלום",
            "ᏚᏔ",
            "𐌀𐌁",
            "ada\u{fe0f}",
            "\u{301}ada",
            "a\u{323}\u{323}da",
            "q\u{300}\u{301}\u{302}\u{303}\u{304}",
            "ada\u{3164}",
            "ada\u{200d}",
        ] {
            assert!(!suit_username(odd), "{odd:?}");
        }
    }

    #[test]
    fn names_have_what_people_write_and_nothing_that_is_not_seen() {
        for fine in
            "Ada Lovelace-O’Brien, Jr. “Countess” ㎏ Жанна 田中 ᏣᎳᎩ ⵜⴰⵎⴰⵣⵉⵖⵜ Paral·lel ❤️ 👩‍💻 🇫🇷 \u{3000}".chars()
        {
            assert!(suits_name(fine), "{fine:?}");
        }
        for odd in
            "\u{2800}\u{1d159}\u{16fe4}\u{e000}\u{f0000}\u{378}Ａ１＿￥\u{3164}\u{34f}\u{200b}\u{202e}𐌀\u{149}"
                .chars()
        {
            assert!(!suits_name(odd), "{odd:?}");
        }
    }

    #[test]
    fn what_looks_alike_has_the_same_skeleton() {
        let alike = |one: &str, other: &str| !skeletons(one).is_disjoint(&skeletons(other));

        assert!(alike("сосо", "coco"));
        assert!(alike("Вера", "Bepa"));
        assert!(alike("Сосо", "coco"));
        // Alike in upper case only.
        for (cyrillic, latin) in [("ТОМ", "tom"), ("КАТЕ", "kate"), ("нос", "HOC")] {
            assert!(alike(cyrillic, latin), "{cyrillic} {latin}");
        }
        assert!(!alike("Жанна", "Zanna"));
    }
}
