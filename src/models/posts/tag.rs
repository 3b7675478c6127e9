//! Tags in captions, such as #sunset, and which posts have them.

use std::collections::BTreeSet;

use diesel::{dsl::exists, prelude::*, query_builder::QueryId, sql_types::Integer};
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::{
    db::{Conn, in_list, lock_rows},
    models::{lossy_text::LossyTextOrNull, words::is_in_words},
    schema::{post_tags, posts, posts_to_tag},
};

/// A tag without its #, in lower case and NFKC.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, QueryId)]
pub struct Tag(String);

/// The maximum length of a tag in characters.
const LONGEST: usize = 100;

/// The number of different tags of a caption that count: the first ones.
const MOST_OF_POST: usize = 100;

/// The number of posts whose tags are read together.
const BATCH: i64 = 200;

impl Tag {
    /// The tag that `text`, without a #, is; `None` if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let is_tag = (1..=LONGEST).contains(&text.chars().count())
            && text.chars().all(is_in_words)
            && text.chars().any(|letter| letter.general_category_group() != GeneralCategoryGroup::Number);
        is_tag.then(|| Self(text.nfkc().collect::<String>().to_lowercase()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The different tags of a caption.
    fn all_of(caption: &str) -> BTreeSet<Self> {
        let mut tags = BTreeSet::new();
        let (mut rest, mut before) = (caption, None);
        while let Some(start) = rest.find('#') {
            let previous = rest[..start].chars().next_back().or(before);
            let behind = &rest[start + 1..];
            let end = behind.find(|letter| !is_in_words(letter)).unwrap_or(behind.len());
            // As in an address with a fragment, or an entity of HTML.
            let is_attached = previous.is_some_and(|letter| is_in_words(letter) || matches!(letter, '&' | '/'));
            if let Some(tag) = Self::parse(&behind[..end]).filter(|_| !is_attached && tags.len() < MOST_OF_POST) {
                tags.insert(tag);
            }
            (rest, before) = (&behind[end..], behind[..end].chars().next_back().or(Some('#')));
        }
        tags
    }

    /// Whether the tags of some posts are still to be read.
    pub fn are_outdated(conn: &mut Conn) -> QueryResult<bool> {
        diesel::select(exists(posts_to_tag::table.select(posts_to_tag::post_id))).get_result(conn)
    }

    /// Reads the tags of some posts that were published or changed. Needs a transaction.
    pub fn update_some(conn: &mut Conn) -> QueryResult<()> {
        // Waits for another transaction that reads the same captions. So the tags are there when this one ends.
        let lock = if matches!(conn, Conn::Postgres(_)) { "FOR UPDATE" } else { "" };
        let taken: Vec<Taken> = diesel::sql_query(format!(
            "DELETE FROM posts_to_tag WHERE post_id IN \
             (SELECT post_id FROM posts_to_tag ORDER BY post_id LIMIT {BATCH} {lock}) RETURNING post_id"
        ))
        .load(conn)?;
        let ids: Vec<i32> = taken.iter().map(|row| row.post_id).collect();
        // A deletion locks the post before its tags, and so does this, or the two could wait for each other.
        let ids = lock_rows(conn, "posts", &ids)?;
        let captions: Vec<(i32, LossyTextOrNull)> = posts::table
            .filter(in_list(posts::id, ids.iter().copied()))
            .select((posts::id, posts::caption))
            .load(conn)?;
        diesel::delete(post_tags::table.filter(in_list(post_tags::post_id, ids))).execute(conn)?;
        for (post_id, caption) in captions {
            for Self(tag) in Self::all_of(&Option::<String>::from(caption).unwrap_or_default()) {
                diesel::insert_into(post_tags::table)
                    .values((post_tags::tag.eq(tag), post_tags::post_id.eq(post_id)))
                    .execute(conn)?;
            }
        }
        Ok(())
    }
}

/// A post whose tags are to be read.
#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = Integer)]
    post_id: i32,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tags_of(caption: &str) -> Vec<String> {
        Tag::all_of(caption).into_iter().map(|Tag(tag)| tag).collect()
    }

    #[test]
    fn tags_begin_with_a_hash_that_follows_no_word() {
        assert_eq!(
            tags_of("#Sun and (#sea), #SUN! ##deep #été #夏休み #a_1"),
            ["a_1", "deep", "sea", "sun", "été", "夏休み"]
        );
        for none in ["", "#", "# sun", "#1 #2026", "a#b", "é#b", "&#x27;", "https://a.example/#b", "_#b", "#-b"] {
            assert_eq!(tags_of(none), Vec::<String>::new(), "{none}");
        }
    }

    #[test]
    fn a_tag_is_read_in_one_form() {
        assert_eq!(Tag::parse("ＳＵＮ"), Tag::parse("sun"));
        assert_eq!(Tag::parse("E\u{301}te\u{301}"), Tag::parse("été"));
        assert_eq!(Tag::parse(&"a".repeat(101)), None);
        assert_eq!(tags_of(&format!("#{}", "a".repeat(101))), Vec::<String>::new());
    }

    #[test]
    fn a_caption_has_a_limited_number_of_tags() {
        let caption: String = (0..150).map(|number| format!("#t{number} ")).collect();
        assert_eq!(tags_of(&caption).len(), MOST_OF_POST);
    }

    proptest! {
        #[test]
        fn every_tag_of_a_caption_stands_in_it(caption in "[ #a-cé&/_0-9\u{301}]{0,40}") {
            let folded = caption.nfkc().collect::<String>().to_lowercase();
            for tag in tags_of(&caption) {
                let hashed = format!("#{tag}");
                prop_assert!(folded.contains(&hashed), "{}", hashed);
            }
        }
    }
}
