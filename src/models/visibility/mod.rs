//! Who may see what: the one rule that every query uses.
//!
//! Viewers see their own posts and stories, and those of the users they follow. A post or story with audiences is seen by
//! those followers alone who are in one of them ([`audiences`]). A disabled user is hidden from everybody, with everything
//! that they have made, until they are enabled again. Likes that they gave still count, because a like shows ids only.
//!
//! Users who block one another see nothing of each other, also where others see it: no page, no comment, no like. As a block
//! ends following both ways and prevents it, the rule for posts and stories does not need to ask for blocks.
//!
//! What moderators hide is seen by its author only ([`hidden`]). A page of
//! posts chooses hidden posts too, and leaves them out afterwards, like posts without an author: the cached content of a
//! post says whether it is hidden. So the statement of the feed does not ask for it.
//!
//! A viewer is never disabled: [`super::User::load_current_user`] refuses them at every request.
//!
//! The rule has several texts of SQL, because they differ in speed:
//!
//! | text | asks | used by |
//! |---|---|---|
//! | [`visible_post_row`], [`visible_post`], [`push_visible_post`] | a post | single posts, posts of a user, bookmarks, writes |
//! | `push_visible_authors_on_…` | nothing: all authors whom a viewer sees | the feed, with one text for each database |
//! | [`visible_joined`] | an id, beside the joined row of the user | stories, profiles |
//! | [`push_post_is_for`], [`post_is_for_row`], [`story_is_for`] | a post or story, for its audiences | part of the first; the feed, stories, counts in a profile |
//! | [`OWN_OR_FOLLOWED_JOINED`] | a joined row of `following` | counts in a profile |
//! | [`enabled_id`] | whether the user of an id is not disabled | part of the first two |
//! | [`enabled`], [`enabled_row`] | the same of a row of `users` | part of the third; comments, likes, lists of users |
//! | [`post_not_hidden`], [`comment_not_hidden`], [`story_not_hidden`] | whether the viewer made it, or it is not hidden | single posts, writes; comments; stories |
//! | [`not_blocked`], [`not_blocked_row`] | whether no block is between the viewer and a user | comments, likes, lists of users |
//!
//! Without [`super::CurrentUser::has_audiences`], no post or story with an audience is for the viewer. The feed, which is read
//! most, leaves them out then without looking further.
//!
//! A post whose author is gone is left out where authors are joined, and in the cache of post content.

mod audiences;
mod blocks;
mod hidden;

use diesel::{
    backend::Backend,
    dsl::{And, AsExprOf, Eq, Filter, InnerJoin, not},
    expression::{ValidGrouping, is_aggregate},
    pg::Pg,
    prelude::*,
    query_builder::{AstPass, QueryFragment, QueryId},
    serialize::ToSql,
    sql_types::{Bool, HasSqlType, Integer},
    sqlite::Sqlite,
};

use self::audiences::post_is_for;
pub(super) use self::{
    audiences::{post_is_for_row, push_post_is_for, story_is_for},
    blocks::{blocked_by, blocking, not_blocked, not_blocked_around, not_blocked_id, not_blocked_row},
    hidden::{
        comment_hidden, comment_not_hidden, comment_not_hidden_row, post_hidden, post_not_hidden,
        post_not_hidden_row, push_post_not_hidden, story_hidden, story_not_hidden,
    },
};
use crate::schema::{posts, users};

/// What stands before and after the name of a column, in the condition that the user whose id it holds is not disabled.
///
/// The first part does not depend on the row. So a database evaluates it once for each statement, in an index that is
/// mostly empty (`disabled_users`), and reads no user's row unless some user is disabled. A join would read all of them.
/// So would `EXISTS` on PostgreSQL, which assumes that half of all users are disabled until it has statistics; the
/// smallest id it looks up in the index.
const ENABLED_ID: [&str; 2] = [
    "((SELECT min(id) FROM users WHERE is_disabled) IS NULL \
     OR NOT EXISTS (SELECT 1 FROM users d WHERE d.is_disabled AND d.id = ",
    "))",
];

/// The condition that the user whose id is in `column` is not disabled, as SQL.
pub(super) fn enabled_id(column: &str) -> String {
    ENABLED_ID.join(column)
}

/// The condition that the user in the row `alias` is not disabled, as SQL.
pub(super) fn enabled_row(alias: &str) -> String {
    format!("NOT {alias}.is_disabled")
}

/// The condition that the user in the joined table `users` is not disabled.
#[diesel::dsl::auto_type]
pub(super) fn enabled() -> _ {
    not(users::is_disabled)
}

/// The condition that the user whose id is in a column is the viewer or followed by the viewer.
#[derive(Debug, Clone, Copy, QueryId)]
pub(super) struct OwnOrFollowed<C> {
    column: C,
    viewer_id: i32,
}

/// [`OwnOrFollowed`], for users who are not disabled.
#[derive(Debug, Clone, Copy, QueryId)]
pub(super) struct VisibleTo<C>(OwnOrFollowed<C>);

/// As [`VisibleTo`], for a query that joins `users`.
pub(super) type VisibleJoined<C> = And<OwnOrFollowed<C>, enabled>;

/// The condition that the viewer may see what the user whose id is in `column` has made for all followers.
fn visible_to<C>(column: C, viewer_id: i32) -> VisibleTo<C> {
    VisibleTo(OwnOrFollowed { column, viewer_id })
}

/// The condition that the viewer may see the post in the table `posts`.
#[diesel::dsl::auto_type]
pub(super) fn visible_post_row(viewer_id: i32) -> _ {
    let author: VisibleTo<posts::user_id> = visible_to(posts::user_id, viewer_id);
    let is_for: post_is_for = post_is_for(viewer_id);
    let not_hidden: post_not_hidden = post_not_hidden(viewer_id);
    author.and(is_for).and(not_hidden)
}

/// As [`visible_to`], for a query that joins `users` by that column.
pub(super) fn visible_joined<C>(column: C, viewer_id: i32) -> VisibleJoined<C>
where
    C: Expression<SqlType = Integer>,
{
    OwnOrFollowed { column, viewer_id }.and(enabled())
}

impl<C: Expression> Expression for OwnOrFollowed<C> {
    type SqlType = Bool;
}

impl<C: Expression> Expression for VisibleTo<C> {
    type SqlType = Bool;
}

impl<C, From> AppearsOnTable<From> for OwnOrFollowed<C> where C: AppearsOnTable<From> {}
impl<C, From> SelectableExpression<From> for OwnOrFollowed<C> where C: SelectableExpression<From> {}
impl<C, From> AppearsOnTable<From> for VisibleTo<C> where C: AppearsOnTable<From> {}
impl<C, From> SelectableExpression<From> for VisibleTo<C> where C: SelectableExpression<From> {}

impl<C> ValidGrouping<()> for OwnOrFollowed<C> {
    type IsAggregate = is_aggregate::No;
}

impl<C> ValidGrouping<()> for VisibleTo<C> {
    type IsAggregate = is_aggregate::No;
}

impl<C, DB> QueryFragment<DB> for OwnOrFollowed<C>
where
    C: QueryFragment<DB>,
    DB: Backend + HasSqlType<Integer>,
    i32: ToSql<Integer, DB>,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        push_own_or_followed(out, |out| self.column.walk_ast(out), &self.viewer_id)
    }
}

impl<C, DB> QueryFragment<DB> for VisibleTo<C>
where
    C: QueryFragment<DB>,
    DB: Backend + HasSqlType<Integer>,
    i32: ToSql<Integer, DB>,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        push_visible_column(out, |out| self.0.column.walk_ast(out), &self.0.viewer_id)
    }
}

type VisiblePost = Filter<Filter<InnerJoin<posts::table, users::table>, Eq<posts::id, i32>>, visible_post_row>;

/// The post, if the viewer may see it.
pub(super) fn visible_post(viewer_id: i32, post_id: i32) -> VisiblePost {
    let post = posts::table.inner_join(users::table).filter(posts::id.eq(post_id));
    post.filter(visible_post_row(viewer_id))
}

/// Selects the viewer's id and the post's, if the viewer may see the post: the columns of a like or bookmark.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn viewer_and_visible_post(viewer_id: i32, post_id: i32) -> _ {
    let viewer: AsExprOf<i32, Integer> = viewer_id.into_sql::<Integer>();
    let post: VisiblePost = visible_post(viewer_id, post_id);
    post.select((viewer, posts::id))
}

/// Writes [`visible_post_row`] as SQL, for the post `p`, without whether it is hidden: pages of posts leave hidden ones out
/// afterwards.
pub(super) fn push_visible_post<'b, DB>(mut out: AstPass<'_, 'b, DB>, viewer_id: &'b i32) -> QueryResult<()>
where
    DB: Backend + HasSqlType<Integer>,
    i32: ToSql<Integer, DB>,
{
    let column = |mut out: AstPass<'_, 'b, DB>| {
        out.push_sql("p.user_id");
        Ok(())
    };
    push_visible_column(out.reborrow(), column, viewer_id)?;
    out.push_sql(" AND ");
    push_post_is_for(out, viewer_id)
}

fn push_visible_column<'b, DB>(
    mut out: AstPass<'_, 'b, DB>,
    push_column: impl Fn(AstPass<'_, 'b, DB>) -> QueryResult<()>,
    viewer_id: &'b i32,
) -> QueryResult<()>
where
    DB: Backend + HasSqlType<Integer>,
    i32: ToSql<Integer, DB>,
{
    out.push_sql("(");
    push_own_or_followed(out.reborrow(), &push_column, viewer_id)?;
    out.push_sql(" AND ");
    out.push_sql(ENABLED_ID[0]);
    push_column(out.reborrow())?;
    out.push_sql(ENABLED_ID[1]);
    out.push_sql(")");
    Ok(())
}

fn push_own_or_followed<'b, DB>(
    mut out: AstPass<'_, 'b, DB>,
    push_column: impl Fn(AstPass<'_, 'b, DB>) -> QueryResult<()>,
    viewer_id: &'b i32,
) -> QueryResult<()>
where
    DB: Backend + HasSqlType<Integer>,
    i32: ToSql<Integer, DB>,
{
    out.push_sql("(");
    push_column(out.reborrow())?;
    out.push_sql(" = ");
    out.push_bind_param::<Integer, _>(viewer_id)?;
    out.push_sql(" OR ");
    push_column(out.reborrow())?;
    out.push_sql(" IN (SELECT following_id FROM following WHERE user_id = ");
    out.push_bind_param::<Integer, _>(viewer_id)?;
    out.push_sql("))");
    Ok(())
}

/// The condition that the user `u` is the viewer, the bind `$1`, or followed by the viewer, as SQL. The query must join the
/// rows `f` of `following` that the viewer has for them, and leave out disabled users by itself.
pub(super) const OWN_OR_FOLLOWED_JOINED: &str = "(u.id = $1 OR f.id IS NOT NULL)";

/// Writes a query for the ids of the users whose posts the viewer may see, for SQLite. Its column is `author`. With
/// `without_muted`, it leaves out users whose posts the viewer mutes.
pub(super) fn push_visible_authors_on_sqlite<'b>(
    mut out: AstPass<'_, 'b, Sqlite>,
    viewer_id: &'b i32,
    without_muted: bool,
) -> QueryResult<()> {
    out.push_sql("SELECT following_id AS author FROM following WHERE user_id = ");
    out.push_bind_param::<Integer, _>(viewer_id)?;
    out.push_sql(" AND ");
    out.push_sql(ENABLED_ID[0]);
    out.push_sql("following_id");
    out.push_sql(ENABLED_ID[1]);
    if without_muted {
        push_not_muted(out.reborrow(), viewer_id)?;
    }
    out.push_sql(" UNION ALL SELECT ");
    out.push_bind_param::<Integer, _>(viewer_id)
}

/// As [`push_visible_authors_on_sqlite`], for PostgreSQL. The viewer comes once, also if a row says that they follow
/// themself. PostgreSQL prepares for the second part of [`ENABLED_ID`] in any case, so it gets a form that costs less
/// where no user is disabled.
pub(super) fn push_visible_authors_on_postgres<'b>(
    mut out: AstPass<'_, 'b, Pg>,
    viewer_id: &'b i32,
    without_muted: bool,
) -> QueryResult<()> {
    out.push_sql("SELECT following_id AS author FROM following WHERE user_id = ");
    out.push_bind_param::<Integer, _>(viewer_id)?;
    out.push_sql(
        " AND following_id <> user_id AND ((SELECT min(id) FROM users WHERE is_disabled) IS NULL \
         OR following_id <> ALL (ARRAY(SELECT id FROM users WHERE is_disabled)))",
    );
    if without_muted {
        push_not_muted(out.reborrow(), viewer_id)?;
    }
    out.push_sql(" UNION ALL SELECT ");
    out.push_bind_param::<Integer, _>(viewer_id)
}

fn push_not_muted<'b, DB>(mut out: AstPass<'_, 'b, DB>, viewer_id: &'b i32) -> QueryResult<()>
where
    DB: Backend + HasSqlType<Integer>,
    i32: ToSql<Integer, DB>,
{
    out.push_sql(" AND following_id NOT IN (SELECT muted_id FROM mutes WHERE mutes_posts AND user_id = ");
    out.push_bind_param::<Integer, _>(viewer_id)?;
    out.push_sql(")");
    Ok(())
}
