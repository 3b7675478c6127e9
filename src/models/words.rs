//! What words consist of, in tags and mentions. The client knows the same characters (`react-client/src/lib/linkify.ts`).

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// Whether a character is a letter, a mark, a digit or _.
pub(in crate::models) fn is_in_words(letter: char) -> bool {
    use GeneralCategoryGroup::{Letter, Mark, Number};
    letter == '_' || matches!(letter.general_category_group(), Letter | Mark | Number)
}
