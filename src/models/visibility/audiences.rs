//! The condition that a post or story is for the viewer: it has no audience, the viewer made it, or the viewer is in one of
//! its audiences. It does not ask whether the viewer follows the author.

use diesel::{
    backend::Backend,
    dsl::{exists, not},
    prelude::*,
    query_builder::AstPass,
    serialize::ToSql,
    sql_types::{HasSqlType, Integer},
};

use crate::schema::{audience_members, post_audiences, posts, stories, story_audiences};

/// What stands before, between and after the binds of the viewer's id, for the post `p`. Few posts have an audience, so the
/// databases seldom look further than the first part.
const POST_IS_FOR: [&str; 3] = [
    "(NOT p.has_audience OR p.user_id = ",
    " OR EXISTS (SELECT 1 FROM post_audiences a JOIN audience_members m ON m.audience_id = a.audience_id \
     WHERE a.post_id = p.id AND m.user_id = ",
    "))",
];

/// The condition for the post `p`, as SQL, with the viewer as the bind `$1`.
pub(in crate::models) fn post_is_for_row() -> String {
    POST_IS_FOR.join("$1")
}

/// Writes the condition for the post `p`.
pub(in crate::models) fn push_post_is_for<'b, DB>(
    mut out: AstPass<'_, 'b, DB>,
    viewer_id: &'b i32,
) -> QueryResult<()>
where
    DB: Backend + HasSqlType<Integer>,
    i32: ToSql<Integer, DB>,
{
    let [before, between, after] = POST_IS_FOR;
    out.push_sql(before);
    out.push_bind_param::<Integer, _>(viewer_id)?;
    out.push_sql(between);
    out.push_bind_param::<Integer, _>(viewer_id)?;
    out.push_sql(after);
    Ok(())
}

/// The condition for a row of the table `posts`.
#[diesel::dsl::auto_type]
pub(super) fn post_is_for(viewer_id: i32) -> _ {
    let shared = post_audiences::table
        .inner_join(audience_members::table.on(audience_members::audience_id.eq(post_audiences::audience_id)))
        .filter(post_audiences::post_id.eq(posts::id))
        .filter(audience_members::user_id.eq(viewer_id));
    not(posts::has_audience).or(posts::user_id.eq(viewer_id)).or(exists(shared))
}

/// The condition for a row of the table `stories`.
#[diesel::dsl::auto_type]
pub(in crate::models) fn story_is_for(viewer_id: i32) -> _ {
    let shared = story_audiences::table
        .inner_join(audience_members::table.on(audience_members::audience_id.eq(story_audiences::audience_id)))
        .filter(story_audiences::story_id.eq(stories::id))
        .filter(audience_members::user_id.eq(viewer_id));
    not(stories::has_audience).or(stories::user_id.eq(viewer_id)).or(exists(shared))
}
