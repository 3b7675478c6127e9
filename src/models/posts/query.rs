//! Pages of posts: one statement reads which posts the viewer gets, in which order, and what changes often. What changes
//! seldom comes from [`super::PostCache`].

use diesel::{
    PgConnection, QueryResult, RunQueryDsl, SqliteConnection,
    backend::Backend,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    serialize::ToSql,
    sql_types::{BigInt, HasSqlType, Integer, Nullable, Text},
    sqlite::Sqlite,
};

use crate::{
    db::Conn,
    models::{
        LikeDict, Tag,
        lossy_text::LossyTextOrNull,
        visibility::{
            push_post_is_for, push_post_not_hidden, push_visible_authors_on_postgres,
            push_visible_authors_on_sqlite, push_visible_post,
        },
    },
};

/// A post in a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::models) struct PostEntry {
    pub id: i32,
    /// The version of the cached content; `None` if there is no version.
    pub version: Option<i64>,
    /// The viewer's bookmark of the post.
    pub bookmark_id: Option<i32>,
    /// By time.
    pub likes: Vec<LikeDict>,
}

/// The posts of the viewer and of users whom the viewer follows, newest first. With `EXCEPTIONS`, it asks for mutes and
/// audiences; otherwise it leaves out posts with an audience.
#[derive(Clone, Copy, QueryId)]
pub(in crate::models) struct FeedQuery<P, const EXCEPTIONS: bool> {
    pub viewer_id: i32,
    pub from: P,
    pub limit: i64,
}

/// The posts of an author, if the viewer may see them, newest first.
#[derive(Clone, Copy, QueryId)]
pub(in crate::models) struct AuthorQuery<P> {
    pub viewer_id: i32,
    pub author_id: i32,
    pub from: P,
    pub limit: i64,
}

/// The posts with a tag that the viewer may see, newest first.
#[derive(Clone, QueryId)]
pub(in crate::models) struct TagQuery<P> {
    pub viewer_id: i32,
    pub tag: Tag,
    pub from: P,
    pub limit: i64,
}

/// One post, if the viewer may see it.
#[derive(Clone, Copy, QueryId)]
pub(in crate::models) struct VisiblePostQuery {
    pub viewer_id: i32,
    pub post_id: i32,
}

/// The posts that the viewer has bookmarked and may still see, by the time of the bookmark.
#[derive(Clone, Copy, QueryId)]
pub(in crate::models) struct BookmarksQuery<P> {
    pub viewer_id: i32,
    pub from: P,
    pub limit: i64,
}

/// The statement of a page on SQLite. `choice` is the SQL that selects the `id` of posts, and `at` and `tie` for their
/// descending order.
///
/// SQLite reads the posts of `choice` in its order, and joins the other rows to each. Sorting all rows again would take a
/// third of the time of the statement, so only the likes of each post are sorted, by [`entries`].
#[derive(QueryId)]
struct SqlitePage<C> {
    viewer_id: i32,
    choice: C,
}

/// The statement of a page on PostgreSQL, which also sorts the likes.
#[derive(QueryId)]
struct PostgresPage<C> {
    viewer_id: i32,
    choice: C,
}

type PageSql = (Integer, Nullable<BigInt>, Nullable<Integer>, Nullable<Integer>, Nullable<Integer>);

impl<C> Query for SqlitePage<C> {
    /// The columns of a page, and the time of the like.
    type SqlType = (PageSql, Nullable<Text>);
}

impl<C> Query for PostgresPage<C> {
    type SqlType = PageSql;
}

impl<C> RunQueryDsl<SqliteConnection> for SqlitePage<C> {}
impl<C> RunQueryDsl<PgConnection> for PostgresPage<C> {}

impl<C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for SqlitePage<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("SELECT t.id, v.version, b.id, l.id, l.user_id, l.timestamp FROM (");
        push_joins(out, &self.choice, &self.viewer_id)
    }
}

impl<C: QueryFragment<Pg>> QueryFragment<Pg> for PostgresPage<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT t.id, v.version, b.id, l.id, l.user_id FROM (");
        push_joins(out.reborrow(), &self.choice, &self.viewer_id)?;
        out.push_sql(" ORDER BY t.at DESC, t.tie DESC, l.timestamp, l.id");
        Ok(())
    }
}

fn push_joins<'b, C, DB>(mut out: AstPass<'_, 'b, DB>, choice: &'b C, viewer_id: &'b i32) -> QueryResult<()>
where
    C: QueryFragment<DB>,
    DB: Backend + HasSqlType<Integer>,
    i32: ToSql<Integer, DB>,
{
    choice.walk_ast(out.reborrow())?;
    out.push_sql(
        ") t LEFT JOIN post_versions v ON v.post_id = t.id LEFT JOIN bookmarks b ON b.post_id = t.id AND b.user_id = ",
    );
    out.push_bind_param::<Integer, _>(viewer_id)?;
    out.push_sql(" LEFT JOIN likes_posts l ON l.post_id = t.id");
    Ok(())
}

/// A row of a page: a post, and one of its likes if it has any.
type PageRow = (i32, Option<i64>, Option<i32>, Option<i32>, Option<i32>);

/// The posts of `choice`, in its order, with the bookmarks of the viewer.
pub(in crate::models) fn entries<C>(conn: &mut Conn, viewer_id: i32, choice: C) -> QueryResult<Vec<PostEntry>>
where
    C: QueryFragment<Sqlite> + QueryFragment<Pg> + QueryId + 'static,
{
    let mut entries: Vec<PostEntry> = Vec::new();
    match conn {
        Conn::Postgres(conn) => {
            let rows: Vec<PageRow> = PostgresPage { viewer_id, choice }.load(conn)?;
            for row in rows {
                let like = add_row(&mut entries, row);
                if let (Some(entry), Some(like)) = (entries.last_mut(), like) {
                    entry.likes.push(like);
                }
            }
        }
        Conn::Sqlite(conn) => {
            let mut likes: Vec<(Option<String>, LikeDict)> = Vec::new();
            let rows: Vec<(PageRow, LossyTextOrNull)> = SqlitePage { viewer_id, choice }.load(conn)?;
            let mut rows = rows.into_iter().peekable();
            while let Some((row, liked_at)) = rows.next() {
                let post_id = row.0;
                likes.extend(add_row(&mut entries, row).map(|like| (liked_at.into(), like)));
                if rows.peek().is_none_or(|(next, _)| next.0 != post_id) {
                    likes.sort_by(|(at, like), (other_at, other)| (at, like.id).cmp(&(other_at, other.id)));
                    if let Some(entry) = entries.last_mut() {
                        entry.likes = likes.drain(..).map(|(_, like)| like).collect();
                    }
                }
            }
        }
    }
    Ok(entries)
}

/// Adds the post of a row, unless it is the last one already, and returns the like of the row.
fn add_row(entries: &mut Vec<PostEntry>, row: PageRow) -> Option<LikeDict> {
    let (id, version, bookmark_id, like_id, liker_id) = row;
    if entries.last().is_none_or(|last| last.id != id) {
        entries.push(PostEntry { id, version, bookmark_id, likes: Vec::new() });
    }
    like_id.zip(liker_id).map(|(id_of_like, user_id)| LikeDict { id: id_of_like, user_id, post_id: id })
}

impl<P, const EXCEPTIONS: bool> FeedQuery<P, EXCEPTIONS> {
    /// Writes the condition that the post `p` of a visible author is for the viewer.
    fn push_audiences<'b, DB>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        DB: Backend + HasSqlType<Integer>,
        i32: ToSql<Integer, DB>,
    {
        if !EXCEPTIONS {
            out.push_sql(" AND NOT has_audience");
            return Ok(());
        }
        out.push_sql(" AND ");
        push_post_is_for(out, &self.viewer_id)
    }
}

impl<P: QueryFragment<Sqlite>, const EXCEPTIONS: bool> QueryFragment<Sqlite> for FeedQuery<P, EXCEPTIONS> {
    /// SQLite reads each author's posts from the index, newest first, and leaves an author as soon as the page is
    /// full of newer ones.
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("SELECT id, pub_date AS at, id AS tie FROM posts p WHERE user_id IN (");
        push_visible_authors_on_sqlite(out.reborrow(), &self.viewer_id, EXCEPTIONS)?;
        out.push_sql(")");
        self.push_audiences(out.reborrow())?;
        self.from.walk_ast(out.reborrow())?;
        push_newest(out, &self.limit)
    }
}

impl<P: QueryFragment<Pg>, const EXCEPTIONS: bool> QueryFragment<Pg> for FeedQuery<P, EXCEPTIONS> {
    /// PostgreSQL would read and sort all posts of all authors, or a page of each. So it takes the newest two of each
    /// (`newest`), and the next ones only of those authors whose second made it into the page: nobody else can have
    /// a third in it.
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "WITH newest AS (SELECT id, pub_date, author, \
             row_number() OVER (PARTITION BY author ORDER BY pub_date DESC, id DESC) AS position \
             FROM (SELECT n.id, n.pub_date, f.author FROM (",
        );
        push_visible_authors_on_postgres(out.reborrow(), &self.viewer_id, EXCEPTIONS)?;
        out.push_sql(") f, LATERAL (SELECT id, pub_date FROM posts p WHERE user_id = f.author");
        self.push_audiences(out.reborrow())?;
        self.from.walk_ast(out.reborrow())?;
        out.push_sql(" ORDER BY pub_date DESC, id DESC LIMIT 2) n ORDER BY n.pub_date DESC, n.id DESC LIMIT ");
        out.push_bind_param::<BigInt, _>(&self.limit)?;
        out.push_sql(
            ") n) SELECT id, pub_date AS at, id AS tie FROM newest \
             UNION ALL SELECT m.id, m.pub_date, m.id FROM newest, LATERAL (SELECT id, pub_date FROM posts p \
             WHERE user_id = newest.author AND (pub_date, id) < (newest.pub_date, newest.id)",
        );
        self.push_audiences(out.reborrow())?;
        out.push_sql(" ORDER BY pub_date DESC, id DESC LIMIT ");
        out.push_bind_param::<BigInt, _>(&self.limit)?;
        out.push_sql(") m WHERE newest.position = 2 ORDER BY at DESC, tie DESC LIMIT ");
        out.push_bind_param::<BigInt, _>(&self.limit)
    }
}

impl<P, DB> QueryFragment<DB> for AuthorQuery<P>
where
    P: QueryFragment<DB>,
    DB: Backend + HasSqlType<Integer> + HasSqlType<BigInt>,
    i32: ToSql<Integer, DB>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT id, pub_date AS at, id AS tie FROM posts p WHERE user_id = ");
        out.push_bind_param::<Integer, _>(&self.author_id)?;
        out.push_sql(" AND ");
        push_visible_post(out.reborrow(), &self.viewer_id)?;
        self.from.walk_ast(out.reborrow())?;
        push_newest(out, &self.limit)
    }
}

impl<P, DB> QueryFragment<DB> for TagQuery<P>
where
    P: QueryFragment<DB>,
    DB: Backend + HasSqlType<Integer> + HasSqlType<BigInt> + HasSqlType<Text>,
    i32: ToSql<Integer, DB>,
    i64: ToSql<BigInt, DB>,
    str: ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(
            "SELECT id, pub_date AS at, id AS tie FROM posts p WHERE id IN (SELECT post_id FROM post_tags WHERE tag = ",
        );
        out.push_bind_param::<Text, _>(self.tag.as_str())?;
        out.push_sql(") AND ");
        push_visible_post(out.reborrow(), &self.viewer_id)?;
        self.from.walk_ast(out.reborrow())?;
        push_newest(out, &self.limit)
    }
}

/// Writes the order of a page of posts and its limit.
fn push_newest<'b, DB>(mut out: AstPass<'_, 'b, DB>, limit: &'b i64) -> QueryResult<()>
where
    DB: Backend + HasSqlType<BigInt>,
    i64: ToSql<BigInt, DB>,
{
    out.push_sql(" ORDER BY pub_date DESC, id DESC");
    push_limit(out, limit)
}

/// Writes the limit of a page. With a bare bind, SQLite would plan the statement again at each run.
fn push_limit<'b, DB>(mut out: AstPass<'_, 'b, DB>, limit: &'b i64) -> QueryResult<()>
where
    DB: Backend + HasSqlType<BigInt>,
    i64: ToSql<BigInt, DB>,
{
    out.push_sql(" LIMIT 0 + ");
    out.push_bind_param::<BigInt, _>(limit)
}

impl<DB> QueryFragment<DB> for VisiblePostQuery
where
    DB: Backend + HasSqlType<Integer>,
    i32: ToSql<Integer, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT p.id, p.pub_date AS at, p.id AS tie FROM posts p WHERE p.id = ");
        out.push_bind_param::<Integer, _>(&self.post_id)?;
        out.push_sql(" AND ");
        push_visible_post(out.reborrow(), &self.viewer_id)?;
        out.push_sql(" AND ");
        push_post_not_hidden(out, &self.viewer_id)
    }
}

impl<P, DB> QueryFragment<DB> for BookmarksQuery<P>
where
    P: QueryFragment<DB>,
    DB: Backend + HasSqlType<Integer> + HasSqlType<BigInt>,
    i32: ToSql<Integer, DB>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(
            "SELECT p.id, k.timestamp AS at, k.id AS tie FROM bookmarks k JOIN posts p ON p.id = k.post_id \
             WHERE k.user_id = ",
        );
        out.push_bind_param::<Integer, _>(&self.viewer_id)?;
        out.push_sql(" AND ");
        push_visible_post(out.reborrow(), &self.viewer_id)?;
        self.from.walk_ast(out.reborrow())?;
        out.push_sql(" ORDER BY k.timestamp DESC, k.id DESC");
        push_limit(out, &self.limit)
    }
}
