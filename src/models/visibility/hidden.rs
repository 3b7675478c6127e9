//! The conditions that moderators have hidden content, or have not hidden it from the viewer. Authors see what is hidden.

use diesel::{
    backend::Backend,
    dsl::{exists, not},
    prelude::*,
    query_builder::AstPass,
    serialize::ToSql,
    sql_types::{HasSqlType, Integer},
};

use crate::schema::{comments, hidden_comments, hidden_posts, hidden_stories, posts, stories};

/// Whether the row of `posts` is hidden.
#[diesel::dsl::auto_type]
pub(in crate::models) fn post_hidden() -> _ {
    exists(hidden_posts::table.filter(hidden_posts::post_id.eq(posts::id)))
}

/// The condition that the row of `posts` is not hidden from the viewer.
#[diesel::dsl::auto_type]
pub(in crate::models) fn post_not_hidden(viewer_id: i32) -> _ {
    not(post_hidden()).or(posts::user_id.eq(viewer_id))
}

/// What stands before and after the bind of the viewer's id, in the condition that the post `p` is not hidden from the viewer.
const POST_NOT_HIDDEN: [&str; 2] =
    ["(p.user_id = ", " OR NOT EXISTS (SELECT 1 FROM hidden_posts h WHERE h.post_id = p.id))"];

/// The condition that the post `p` is not hidden from the viewer, the bind `$1`, as SQL.
pub(in crate::models) fn post_not_hidden_row() -> String {
    POST_NOT_HIDDEN.join("$1")
}

/// Writes the condition that the post `p` is not hidden from the viewer.
pub(in crate::models) fn push_post_not_hidden<'b, DB>(
    mut out: AstPass<'_, 'b, DB>,
    viewer_id: &'b i32,
) -> QueryResult<()>
where
    DB: Backend + HasSqlType<Integer>,
    i32: ToSql<Integer, DB>,
{
    let [before, after] = POST_NOT_HIDDEN;
    out.push_sql(before);
    out.push_bind_param::<Integer, _>(viewer_id)?;
    out.push_sql(after);
    Ok(())
}

/// Whether the row of `comments` is hidden.
#[diesel::dsl::auto_type]
pub(in crate::models) fn comment_hidden() -> _ {
    exists(hidden_comments::table.filter(hidden_comments::comment_id.eq(comments::id)))
}

/// The condition that the row of `comments` is not hidden from the viewer.
#[diesel::dsl::auto_type]
pub(in crate::models) fn comment_not_hidden(viewer_id: i32) -> _ {
    not(comment_hidden()).or(comments::user_id.eq(viewer_id))
}

/// The condition that the comment in the row `alias` is not hidden, as SQL.
pub(in crate::models) fn comment_not_hidden_row(alias: &str) -> String {
    format!("NOT EXISTS (SELECT 1 FROM hidden_comments h WHERE h.comment_id = {alias}.id)")
}

/// Whether the row of `stories` is hidden.
#[diesel::dsl::auto_type]
pub(in crate::models) fn story_hidden() -> _ {
    exists(hidden_stories::table.filter(hidden_stories::story_id.eq(stories::id)))
}

/// The condition that the row of `stories` is not hidden from the viewer.
#[diesel::dsl::auto_type]
pub(in crate::models) fn story_not_hidden(viewer_id: i32) -> _ {
    not(story_hidden()).or(stories::user_id.eq(viewer_id))
}
