//! Reports: what users find wrong with posts, comments, stories and other users. A report has a copy of what it is about, so
//! that a moderator can judge it without following the author, and after the author has changed it.

use diesel::{
    dsl::not,
    prelude::*,
    sql_types::{Integer, Nullable, Text, Timestamp},
};
use serde::Serialize;
use time::{Duration, OffsetDateTime, PrimitiveDateTime};
use utoipa::ToSchema;

use super::{
    Cursor, PageRequest, PostImage, PubDate, User, images_behind_the_first,
    lossy_text::{LossyText, LossyTextOrNull},
    story::visible_stories,
    visibility::{blocking, comment_not_hidden, enabled, not_blocked, visible_post},
};
use crate::{
    db::Conn,
    schema::{comments, posts, reports, stories, users},
};

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportSubject {
    Post(i32),
    Comment(i32),
    Story(i32),
    User(i32),
}

/// Which reports are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportState {
    Open,
    Closed,
}

/// The reports, as rows.
pub struct Report;

/// A report, for moderators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Report)]
pub struct ReportDict {
    #[schema(example = 3)]
    pub id: i32,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T08:00:00Z")]
    pub created_at: PubDate,
    /// The username; null if the account was deleted.
    #[schema(required, example = "ada")]
    pub reporter: Option<String>,
    /// `post`, `comment`, `story` or `user`.
    #[schema(example = "post")]
    pub subject_kind: String,
    #[schema(example = 12)]
    pub subject_id: i32,
    /// The user who made it.
    #[schema(example = 2)]
    pub author_id: i32,
    #[schema(example = "grace")]
    pub author: String,
    #[schema(example = "Spam")]
    pub reason: String,
    /// The text when it was reported.
    #[schema(example = "The light in this one!")]
    pub text: String,
    /// The addresses of the images when it was reported.
    #[schema(example = json!(["/static/demo/posts/08.svg"]))]
    pub image_urls: Vec<String>,
    /// `dismissed`, `content_hidden`, `content_deleted`, `user_warned` or `user_disabled`; null while the report is open.
    #[schema(required, example = "dismissed")]
    pub decision: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T09:00:00Z")]
    pub closed_at: Option<PubDate>,
    /// The username of the moderator.
    #[schema(required, example = "alan")]
    pub closed_by: Option<String>,
    /// What the author was told.
    #[schema(required, example = "Please be kind to each other.")]
    pub warning: Option<String>,
    /// When the author acknowledged the warning, or that their content is hidden.
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T10:00:00Z")]
    pub acknowledged_at: Option<PubDate>,
    /// When the decision was reversed.
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-12-01T09:00:00Z")]
    pub restored_at: Option<PubDate>,
}

/// See [`ReportDict`].
#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Integer)]
    id: i32,
    #[diesel(sql_type = Timestamp)]
    created_at: PubDate,
    #[diesel(sql_type = Nullable<Text>, deserialize_as = LossyTextOrNull)]
    reporter: Option<String>,
    #[diesel(sql_type = Text)]
    subject_kind: String,
    #[diesel(sql_type = Integer)]
    subject_id: i32,
    #[diesel(sql_type = Integer)]
    author_id: i32,
    #[diesel(sql_type = Text, deserialize_as = LossyText)]
    author: String,
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = Text)]
    text: String,
    #[diesel(sql_type = Text)]
    image_urls: String,
    #[diesel(sql_type = Nullable<Text>)]
    decision: Option<String>,
    #[diesel(sql_type = Nullable<Timestamp>)]
    closed_at: Option<PubDate>,
    #[diesel(sql_type = Nullable<Text>, deserialize_as = LossyTextOrNull)]
    closed_by: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    warning: Option<String>,
    #[diesel(sql_type = Nullable<Timestamp>)]
    acknowledged_at: Option<PubDate>,
    #[diesel(sql_type = Nullable<Timestamp>)]
    restored_at: Option<PubDate>,
}

/// A report in the data export: its id, the kind and the id of its subject, the reason, and the time.
pub(super) type ExportedReport = (i32, String, i32, String, PubDate);

/// A copy of what is reported.
struct Snapshot {
    author_id: i32,
    text: String,
    image_urls: Vec<String>,
}

/// The viewer reports something of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnReport;

impl ReportSubject {
    /// The subject of a row.
    pub(super) fn of_row(kind: &str, id: i32) -> Option<Self> {
        match kind {
            "post" => Some(Self::Post(id)),
            "comment" => Some(Self::Comment(id)),
            "story" => Some(Self::Story(id)),
            "user" => Some(Self::User(id)),
            _ => None,
        }
    }

    /// As the table names it, with its id.
    fn columns(self) -> (&'static str, i32) {
        match self {
            Self::Post(id) => ("post", id),
            Self::Comment(id) => ("comment", id),
            Self::Story(id) => ("story", id),
            Self::User(id) => ("user", id),
        }
    }

    /// Copies the subject, which is not found if `viewer` may not see it.
    fn snapshot(self, conn: &mut Conn, viewer: &User) -> QueryResult<Snapshot> {
        match self {
            Self::Post(id) => {
                let columns = (posts::user_id, posts::image_url, posts::caption, posts::alt_text);
                let (author_id, first, caption, alt_text): (i32, LossyText, LossyTextOrNull, LossyTextOrNull) =
                    visible_post(viewer.id, id).select(columns).get_result(conn)?;
                let others = images_behind_the_first(conn, [id])?.remove(&id).unwrap_or_default();
                let first = PostImage { image_url: first.into(), alt_text: alt_text.into() };
                let (mut texts, mut image_urls) = (vec![Option::from(caption)], Vec::new());
                for image in std::iter::once(first).chain(others) {
                    image_urls.push(image.image_url);
                    texts.push(image.alt_text);
                }
                Ok(Snapshot { author_id, text: lines(texts), image_urls })
            }
            Self::Comment(id) => {
                let (author_id, post_id, text): (i32, i32, LossyText) = comments::table
                    .inner_join(users::table)
                    .filter(comments::id.eq(id))
                    .filter(enabled().and(not_blocked(viewer.id)).and(comment_not_hidden(viewer.id)))
                    .select((comments::user_id, comments::post_id, comments::text))
                    .get_result(conn)?;
                visible_post(viewer.id, post_id).select(posts::id).get_result::<i32>(conn)?;
                Ok(Snapshot { author_id, text: text.into(), image_urls: Vec::new() })
            }
            Self::Story(id) => {
                let (author_id, text, image_url): (i32, LossyText, LossyTextOrNull) =
                    visible_stories(viewer.id, OffsetDateTime::now_utc().unix_timestamp())
                        .filter(stories::id.eq(id))
                        .select((stories::user_id, stories::text, stories::image_url))
                        .get_result(conn)?;
                let image_urls = Option::<String>::from(image_url).into_iter().collect();
                Ok(Snapshot { author_id, text: text.into(), image_urls })
            }
            Self::User(id) => {
                // A user whom the viewer blocks may well be reported.
                let found = enabled().and(not(users::id.eq_any(blocking(viewer.id))));
                let (user, bio): (User, LossyTextOrNull) = users::table
                    .find(id)
                    .filter(found)
                    .select((User::as_select(), users::bio))
                    .get_result(conn)?;
                let name = format!("{} {}", user.first_name, user.last_name);
                let text = lines([Some(name), bio.into()]);
                Ok(Snapshot { author_id: id, text, image_urls: user.image_url.into_iter().collect() })
            }
        }
    }
}

/// The length limit of the text in a report, in characters.
const LONGEST_COPY: usize = 5_000;

/// How long a closed report keeps its copy.
const COPIES_KEPT: Duration = Duration::days(90);

/// The columns of a report without a copy.
const NO_TEXT: &str = "";
const NO_IMAGES: &str = "[]";

/// The texts that are there, one below the other, up to the limit.
fn lines(texts: impl IntoIterator<Item = Option<String>>) -> String {
    let given = texts.into_iter().flatten().filter(|text| !text.trim().is_empty());
    given.collect::<Vec<_>>().join("\n").chars().take(LONGEST_COPY).collect()
}

impl Report {
    /// Reports something that `reporter` may see. A second open report about the same is a unique violation. The inner
    /// result is an error if it is the reporter's own.
    pub fn create(
        conn: &mut Conn,
        reporter: &User,
        subject: ReportSubject,
        reason: &str,
    ) -> QueryResult<Result<(), OwnReport>> {
        let snapshot = subject.snapshot(conn, reporter)?;
        if snapshot.author_id == reporter.id {
            return Ok(Err(OwnReport));
        }
        let (kind, id) = subject.columns();
        let image_urls = serde_json::Value::from(snapshot.image_urls).to_string();
        diesel::insert_into(reports::table)
            .values((
                reports::reporter_id.eq(reporter.id),
                reports::subject_kind.eq(kind),
                reports::subject_id.eq(id),
                reports::author_id.eq(snapshot.author_id),
                reports::reason.eq(reason),
                reports::text.eq(snapshot.text),
                reports::image_urls.eq(image_urls),
            ))
            .execute(conn)?;
        Ok(Ok(()))
    }

    /// A page of reports, newest first, and where the next page begins. Reports about `viewer` are left out, so that they do
    /// not learn who reported them.
    pub fn list(
        conn: &mut Conn,
        viewer: &User,
        state: ReportState,
        page: PageRequest,
    ) -> QueryResult<(Vec<ReportDict>, Option<Cursor>)> {
        let not = if state == ReportState::Closed { "NOT " } else { "" };
        let before = page.before.map_or(i32::MAX, |cursor| cursor.id);
        let rows: Vec<Row> = diesel::sql_query(format!(
            "SELECT r.id, r.created_at, reporter.username AS reporter, r.subject_kind, r.subject_id, r.author_id, \
             author.username AS author, r.reason, r.text, r.image_urls, r.decision, r.closed_at, \
             moderator.username AS closed_by, r.warning, r.acknowledged_at, r.restored_at FROM reports r JOIN users author ON author.id = r.author_id \
             LEFT JOIN users reporter ON reporter.id = r.reporter_id \
             LEFT JOIN users moderator ON moderator.id = r.closed_by_id \
             WHERE r.author_id <> $1 AND {not}r.decision IS NULL AND r.id < $2 ORDER BY r.id DESC LIMIT {}",
            page.limit
        ))
        .bind::<Integer, _>(viewer.id)
        .bind::<Integer, _>(before)
        .load(conn)?;
        let next = page.next(&rows, |last| Cursor::new(last.created_at, last.id));
        Ok((rows.into_iter().map(ReportDict::from).collect(), next))
    }

    /// Deletes the copies in reports that were closed long before `now`. What was decided, when and by whom stays.
    pub fn delete_old_copies(conn: &mut Conn, now: OffsetDateTime) -> QueryResult<usize> {
        let before = now - COPIES_KEPT;
        let old = reports::closed_at.lt(PrimitiveDateTime::new(before.date(), before.time()));
        let no_copy = (reports::text.eq(NO_TEXT), reports::image_urls.eq(NO_IMAGES));
        let has_copy = reports::text.ne(NO_TEXT).or(reports::image_urls.ne(NO_IMAGES));
        diesel::update(reports::table.filter(old).filter(has_copy)).set(no_copy).execute(conn)
    }

    /// Deletes the copy in a report.
    pub(super) fn delete_copy(conn: &mut Conn, id: i32) -> QueryResult<()> {
        let no_copy = (reports::text.eq(NO_TEXT), reports::image_urls.eq(NO_IMAGES));
        diesel::update(reports::table.find(id)).set(no_copy).execute(conn).map(drop)
    }

    /// Reports that a user made, by id, from behind the id `after`.
    pub(super) fn export(
        conn: &mut Conn,
        reporter_id: i32,
        after: i32,
        limit: i64,
    ) -> QueryResult<Vec<ExportedReport>> {
        reports::table
            .filter(reports::reporter_id.eq(reporter_id).and(reports::id.gt(after)))
            .order(reports::id)
            .limit(limit)
            .select((
                reports::id,
                reports::subject_kind,
                reports::subject_id,
                reports::reason,
                reports::created_at,
            ))
            .load(conn)
    }
}

impl From<Row> for ReportDict {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            created_at: row.created_at,
            reporter: row.reporter,
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            author_id: row.author_id,
            author: row.author,
            reason: row.reason,
            text: row.text,
            image_urls: serde_json::from_str(&row.image_urls).unwrap_or_default(),
            decision: row.decision,
            closed_at: row.closed_at,
            closed_by: row.closed_by,
            warning: row.warning,
            acknowledged_at: row.acknowledged_at,
            restored_at: row.restored_at,
        }
    }
}
