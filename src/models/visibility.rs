//! Who may see what: the one rule that every query uses.
//!
//! Viewers see their own posts and stories, and those of the people they follow. A disabled user is hidden from
//! everybody, with everything that they have made, until they are enabled again. Likes that they gave still count,
//! because a like shows ids only.
//!
//! A viewer is never disabled: [`super::User::load_current_user`] refuses them at every request.

use diesel::{
    backend::Backend,
    dsl::AsExprOf,
    expression::{ValidGrouping, is_aggregate},
    pg::Pg,
    prelude::*,
    query_builder::{AstPass, QueryFragment, QueryId},
    serialize::ToSql,
    sql_types::{Bool, HasSqlType, Integer},
};

use crate::schema::{following, posts, users};

/// What stands before and after the name of a column, in the condition that the user whose id it holds is not disabled.
///
/// The first part does not depend on the row. So a database asks it once for each statement, in an index that is mostly
/// empty (`disabled_users`), and looks at no user's row unless some user is disabled. A join would look at all of them, and
/// so would `EXISTS` on PostgreSQL, which takes half of all users for disabled until it has statistics; the smallest id
/// it looks up in the index.
const SHOWN: [&str; 2] = [
    "((SELECT min(id) FROM users WHERE is_disabled) IS NULL \
     OR NOT EXISTS (SELECT 1 FROM users d WHERE d.is_disabled AND d.id = ",
    "))",
];

/// The condition that the user whose id is in `column` is not disabled, as SQL.
pub(super) fn shown(column: &str) -> String {
    SHOWN.join(column)
}

/// Writes [`shown`].
pub(super) fn push_shown<DB: Backend>(out: &mut AstPass<'_, '_, DB>, column: &str) {
    out.push_sql(SHOWN[0]);
    out.push_sql(column);
    out.push_sql(SHOWN[1]);
}

/// Writes [`shown`] as PostgreSQL answers it fastest where no user is disabled: it prepares for the second part in any case.
pub(super) fn push_shown_on_postgres(out: &mut AstPass<'_, '_, Pg>, column: &str) {
    out.push_sql("((SELECT min(id) FROM users WHERE is_disabled) IS NULL OR ");
    out.push_sql(column);
    out.push_sql(" <> ALL (ARRAY(SELECT id FROM users WHERE is_disabled)))");
}

/// The condition that the author of a post is not disabled.
#[derive(Debug, Clone, Copy, QueryId)]
pub(super) struct AuthorIsShown;

impl Expression for AuthorIsShown {
    type SqlType = Bool;
}

impl<From> AppearsOnTable<From> for AuthorIsShown where posts::user_id: AppearsOnTable<From> {}
impl<From> SelectableExpression<From> for AuthorIsShown where posts::user_id: SelectableExpression<From> {}

impl ValidGrouping<()> for AuthorIsShown {
    type IsAggregate = is_aggregate::No;
}

impl<DB: Backend> QueryFragment<DB> for AuthorIsShown {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        push_shown(&mut out, "posts.user_id");
        Ok(())
    }
}

/// The ids of the users whom the viewer follows.
#[diesel::dsl::auto_type]
pub(super) fn followed_by(viewer_id: i32) -> _ {
    following::table.filter(following::user_id.eq(viewer_id)).select(following::following_id)
}

/// Posts by the viewer, or by a user whom the viewer follows, who is not disabled.
#[diesel::dsl::auto_type]
pub(super) fn visible_to(viewer_id: i32) -> _ {
    let followed: followed_by = followed_by(viewer_id);
    posts::user_id.eq(viewer_id).or(posts::user_id.eq_any(followed)).and(AuthorIsShown)
}

/// Selects the viewer's id and the post's, if the viewer may see it: what a row that ties the two together holds.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn visible_post(viewer_id: i32, post_id: i32) -> _ {
    let visible: visible_to = visible_to(viewer_id);
    let post = posts::table.inner_join(users::table).filter(posts::id.eq(post_id)).filter(visible);
    let viewer: AsExprOf<i32, Integer> = viewer_id.into_sql::<Integer>();
    post.select((viewer, posts::id))
}

/// Writes [`visible_to`] as SQL, for the posts of the alias `p`.
pub(super) fn push_visible<'b, DB>(mut out: AstPass<'_, 'b, DB>, viewer_id: &'b i32) -> QueryResult<()>
where
    DB: Backend + HasSqlType<Integer>,
    i32: ToSql<Integer, DB>,
{
    out.push_sql("(p.user_id = ");
    out.push_bind_param::<Integer, _>(viewer_id)?;
    out.push_sql(" OR p.user_id IN (SELECT following_id FROM following WHERE user_id = ");
    out.push_bind_param::<Integer, _>(viewer_id)?;
    out.push_sql(")) AND ");
    push_shown(&mut out, "p.user_id");
    Ok(())
}
