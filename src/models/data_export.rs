//! The data export of a user. It is read page by page, so that its size does not matter. It shows other users as everybody
//! sees them, without e-mail addresses.

use std::iter;

use diesel::prelude::*;
use serde_json::{Value, json};
use url::Url;

use super::{
    Audience, AudienceDict, FollowRequest, GuestLink, GuestLinkDict, Muted, Notice, NoticeDict, Post, PostImage,
    PostImageDict, PubDate, Report, RequestDirection, Story, UserSummary, images_behind_the_first,
    lossy_text::LossyText,
    visibility::{comment_hidden, enabled, not_blocked, post_hidden, story_hidden},
};
use crate::{
    db::{Conn, in_list},
    schema::{
        blocks, bookmarks, comments, following, likes_comments, likes_posts, mutes, posts, push_subscriptions,
        stories, story_views, users,
    },
};

/// The number of rows in a page.
const PAGE: i64 = 200;

/// As [`PAGE`], for rows with long texts.
const TEXT_PAGE: i64 = 25;

/// The lists of a user's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belongings {
    Posts,
    Comments,
    Likes,
    CommentLikes,
    Bookmarks,
    Stories,
    Following,
    Followers,
    RequestsSent,
    RequestsReceived,
    StoryViews,
    Blocks,
    Mutes,
    GuestLinks,
    Reports,
    Audiences,
    Notices,
    PushSubscriptions,
}

/// Rows by id.
pub struct BelongingsPage {
    pub rows: Vec<Value>,
    /// The id behind which the next page begins; `None` after the last page.
    pub next: Option<i32>,
}

impl Belongings {
    pub const ALL: [Self; 18] = [
        Self::Posts,
        Self::Comments,
        Self::Likes,
        Self::CommentLikes,
        Self::Bookmarks,
        Self::Stories,
        Self::Following,
        Self::Followers,
        Self::RequestsSent,
        Self::RequestsReceived,
        Self::StoryViews,
        Self::Blocks,
        Self::Mutes,
        Self::GuestLinks,
        Self::Reports,
        Self::Audiences,
        Self::Notices,
        Self::PushSubscriptions,
    ];

    /// The name of the list.
    pub fn name(self) -> &'static str {
        match self {
            Self::Posts => "posts",
            Self::Comments => "comments",
            Self::Likes => "likes",
            Self::CommentLikes => "comment_likes",
            Self::Bookmarks => "bookmarks",
            Self::Stories => "stories",
            Self::Following => "following",
            Self::Followers => "followers",
            Self::RequestsSent => "follow_requests_sent",
            Self::RequestsReceived => "follow_requests_received",
            Self::StoryViews => "story_views",
            Self::Blocks => "blocks",
            Self::Mutes => "mutes",
            Self::GuestLinks => "guest_links",
            Self::Reports => "reports",
            Self::Audiences => "audiences",
            Self::Notices => "notices",
            Self::PushSubscriptions => "push_subscriptions",
        }
    }

    fn page_size(self) -> i64 {
        match self {
            Self::Posts | Self::Comments | Self::Stories | Self::Reports | Self::Audiences | Self::Notices => {
                TEXT_PAGE
            }
            _ => PAGE,
        }
    }

    /// A page of the user's rows, from behind the id `after`.
    pub fn page(self, conn: &mut Conn, owner_id: i32, after: i32) -> QueryResult<BelongingsPage> {
        let rows = match self {
            Self::Posts => posts(conn, owner_id, after),
            Self::Comments => comments(conn, owner_id, after),
            Self::Likes => likes(conn, owner_id, after),
            Self::CommentLikes => comment_likes(conn, owner_id, after),
            Self::Bookmarks => bookmarks(conn, owner_id, after),
            Self::Stories => stories(conn, owner_id, after),
            Self::Following => following(conn, owner_id, after),
            Self::Followers => followers(conn, owner_id, after),
            Self::RequestsSent => requests(conn, owner_id, after, RequestDirection::Outgoing),
            Self::RequestsReceived => requests(conn, owner_id, after, RequestDirection::Incoming),
            Self::StoryViews => story_views(conn, owner_id, after),
            Self::Blocks => blocks(conn, owner_id, after),
            Self::Mutes => mutes(conn, owner_id, after),
            Self::GuestLinks => guest_links(conn, owner_id, after),
            Self::Reports => reports(conn, owner_id, after),
            Self::Audiences => audiences(conn, owner_id, after),
            Self::Notices => notices(conn, owner_id, after),
            Self::PushSubscriptions => push_subscriptions(conn, owner_id, after),
        }?;
        let full = i64::try_from(rows.len()).is_ok_and(|length| length == self.page_size());
        let next = rows.last().filter(|_| full).map(|(id, _)| *id);
        Ok(BelongingsPage { rows: rows.into_iter().map(|(_, row)| row).collect(), next })
    }
}

/// Rows with their ids.
type Rows = QueryResult<Vec<(i32, Value)>>;

fn posts(conn: &mut Conn, owner_id: i32, after: i32) -> Rows {
    // The ids come from the index of the author, so that only the rows of this page are read.
    let ids: Vec<i32> = posts::table
        .filter(posts::user_id.eq(owner_id).and(posts::id.gt(after)))
        .order(posts::id)
        .limit(TEXT_PAGE)
        .select(posts::id)
        .load(conn)?;
    let rows: Vec<(Post, bool)> = posts::table
        .filter(in_list(posts::id, ids))
        .order(posts::id)
        .select((Post::as_select(), post_hidden()))
        .load(conn)?;
    let mut others = images_behind_the_first(conn, rows.iter().map(|(post, _)| post.id))?;
    let mut audiences = Audience::of_posts(conn, rows.iter().map(|(post, _)| post.id))?;
    let row = |(post, is_hidden): (Post, bool)| {
        let first = PostImage { image_url: post.image_url, alt_text: post.alt_text };
        let images: Vec<PostImageDict> = iter::once(&first)
            .chain(&others.remove(&post.id).unwrap_or_default())
            .map(PostImage::to_dict)
            .collect();
        let (audience_ids, names) = audiences.remove(&post.id).unwrap_or_default();
        (
            post.id,
            json!({
                "id": post.id, "image_url": first.image_url, "caption": post.caption, "alt_text": first.alt_text,
                "images": images, "has_audience": post.has_audience, "audience_ids": audience_ids,
                "audiences": names, "is_hidden": is_hidden, "time": post.pub_date,
            }),
        )
    };
    Ok(rows.into_iter().map(row).collect())
}

fn comments(conn: &mut Conn, owner_id: i32, after: i32) -> Rows {
    let rows: Vec<(i32, i32, LossyText, PubDate, bool)> = comments::table
        .filter(comments::user_id.eq(owner_id).and(comments::id.gt(after)))
        .order(comments::id)
        .limit(TEXT_PAGE)
        .select((comments::id, comments::post_id, comments::text, comments::pub_date, comment_hidden()))
        .load(conn)?;
    let row = |(id, post_id, text, at, is_hidden)| {
        let text = String::from(text);
        (id, json!({"id": id, "post_id": post_id, "text": text, "is_hidden": is_hidden, "time": at}))
    };
    Ok(rows.into_iter().map(row).collect())
}

fn likes(conn: &mut Conn, owner_id: i32, after: i32) -> Rows {
    let rows: Vec<(i32, i32, PubDate)> = likes_posts::table
        .filter(likes_posts::user_id.eq(owner_id).and(likes_posts::id.gt(after)))
        .order(likes_posts::id)
        .limit(PAGE)
        .select((likes_posts::id, likes_posts::post_id, likes_posts::timestamp))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, post_id, at)| (id, of_post(id, post_id, at))).collect())
}

fn comment_likes(conn: &mut Conn, owner_id: i32, after: i32) -> Rows {
    let rows: Vec<(i32, i32, PubDate)> = likes_comments::table
        .filter(likes_comments::user_id.eq(owner_id).and(likes_comments::id.gt(after)))
        .order(likes_comments::id)
        .limit(PAGE)
        .select((likes_comments::id, likes_comments::comment_id, likes_comments::timestamp))
        .load(conn)?;
    let row = |(id, comment_id, at)| (id, json!({"id": id, "comment_id": comment_id, "time": at}));
    Ok(rows.into_iter().map(row).collect())
}

fn bookmarks(conn: &mut Conn, owner_id: i32, after: i32) -> Rows {
    let rows: Vec<(i32, i32, PubDate)> = bookmarks::table
        .filter(bookmarks::user_id.eq(owner_id).and(bookmarks::id.gt(after)))
        .order(bookmarks::id)
        .limit(PAGE)
        .select((bookmarks::id, bookmarks::post_id, bookmarks::timestamp))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, post_id, at)| (id, of_post(id, post_id, at))).collect())
}

fn stories(conn: &mut Conn, owner_id: i32, after: i32) -> Rows {
    let rows: Vec<(Story, bool)> = stories::table
        .filter(stories::user_id.eq(owner_id).and(stories::id.gt(after)))
        .order(stories::id)
        .limit(TEXT_PAGE)
        .select((Story::as_select(), story_hidden()))
        .load(conn)?;
    let mut audiences = Audience::of_stories(conn, rows.iter().map(|(story, _)| story.id))?;
    let row = |(story, is_hidden): (Story, bool)| {
        let (audience_ids, names) = audiences.remove(&story.id).unwrap_or_default();
        (
            story.id,
            json!({
                "id": story.id, "text": story.text, "image_url": story.image_url, "has_audience": story.has_audience,
                "audience_ids": audience_ids, "audiences": names, "is_hidden": is_hidden, "time": story.pub_date,
            }),
        )
    };
    Ok(rows.into_iter().map(row).collect())
}

fn following(conn: &mut Conn, owner_id: i32, after: i32) -> Rows {
    let rows: Vec<(i32, UserSummary)> = following::table
        .inner_join(users::table.on(users::id.eq(following::following_id)))
        .filter(following::user_id.eq(owner_id).and(following::id.gt(after)).and(enabled()))
        .order(following::id)
        .limit(PAGE)
        .select((following::id, UserSummary::as_select()))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, person)| (id, json!({"id": id, "following": person}))).collect())
}

fn followers(conn: &mut Conn, owner_id: i32, after: i32) -> Rows {
    let rows: Vec<(i32, UserSummary)> = following::table
        .inner_join(users::table.on(users::id.eq(following::user_id)))
        .filter(following::following_id.eq(owner_id).and(following::id.gt(after)).and(enabled()))
        .order(following::id)
        .limit(PAGE)
        .select((following::id, UserSummary::as_select()))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, person)| (id, json!({"id": id, "follower": person}))).collect())
}

/// The pending follow requests of a user.
fn requests(conn: &mut Conn, owner_id: i32, after: i32, direction: RequestDirection) -> Rows {
    let rows = FollowRequest::export(conn, owner_id, after, direction, PAGE)?;
    Ok(rows.into_iter().map(|(id, user, at)| (id, json!({"id": id, "user": user, "time": at}))).collect())
}

fn story_views(conn: &mut Conn, owner_id: i32, after: i32) -> Rows {
    let rows: Vec<(i32, i32, PubDate)> = story_views::table
        .filter(story_views::user_id.eq(owner_id).and(story_views::id.gt(after)))
        .order(story_views::id)
        .limit(PAGE)
        .select((story_views::id, story_views::story_id, story_views::seen_at))
        .load(conn)?;
    let row = |(id, story_id, at)| (id, json!({"id": id, "story_id": story_id, "time": at}));
    Ok(rows.into_iter().map(row).collect())
}

fn blocks(conn: &mut Conn, owner_id: i32, after: i32) -> Rows {
    let rows: Vec<(i32, UserSummary, PubDate)> = blocks::table
        .inner_join(users::table.on(users::id.eq(blocks::blocked_id)))
        .filter(blocks::user_id.eq(owner_id).and(blocks::id.gt(after)).and(enabled()))
        .order(blocks::id)
        .limit(PAGE)
        .select((blocks::id, UserSummary::as_select(), blocks::created_at))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, user, at)| (id, json!({"id": id, "user": user, "time": at}))).collect())
}

fn mutes(conn: &mut Conn, owner_id: i32, after: i32) -> Rows {
    let rows: Vec<(i32, UserSummary, Muted, PubDate)> = mutes::table
        .inner_join(users::table.on(users::id.eq(mutes::muted_id)))
        .filter(mutes::user_id.eq(owner_id).and(mutes::id.gt(after)).and(enabled()).and(not_blocked(owner_id)))
        .order(mutes::id)
        .limit(PAGE)
        .select((mutes::id, UserSummary::as_select(), Muted::as_select(), mutes::created_at))
        .load(conn)?;
    let row = |(id, user, Muted { posts, stories }, at)| {
        (id, json!({"id": id, "user": user, "posts": posts, "stories": stories, "time": at}))
    };
    Ok(rows.into_iter().map(row).collect())
}

/// The devices of a user, without their keys. Their addresses identify them, so only the push service is named.
fn push_subscriptions(conn: &mut Conn, owner_id: i32, after: i32) -> Rows {
    let rows: Vec<(i32, LossyText, LossyText, PubDate)> = push_subscriptions::table
        .filter(push_subscriptions::user_id.eq(owner_id).and(push_subscriptions::id.gt(after)))
        .order(push_subscriptions::id)
        .limit(PAGE)
        .select((
            push_subscriptions::id,
            push_subscriptions::endpoint,
            push_subscriptions::device,
            push_subscriptions::created_at,
        ))
        .load(conn)?;
    let row = |(id, endpoint, device, at): (i32, LossyText, LossyText, PubDate)| {
        let service =
            Url::parse(&String::from(endpoint)).map_or(String::new(), |url| url.origin().ascii_serialization());
        (id, json!({"id": id, "service": service, "device": String::from(device), "time": at}))
    };
    Ok(rows.into_iter().map(row).collect())
}

/// The guest links of a user, without what their addresses and passphrases are checked with.
fn guest_links(conn: &mut Conn, owner_id: i32, after: i32) -> Rows {
    let rows = GuestLink::export(conn, owner_id, after, PAGE)?;
    let row = |(link, post_ids): (GuestLinkDict, Vec<i32>)| {
        let row = json!({
            "id": link.id, "title": link.title, "post_ids": post_ids, "has_passphrase": link.has_passphrase,
            "openings": link.openings, "time": link.created_at, "expires_at": link.expires_at,
        });
        (link.id, row)
    };
    Ok(rows.into_iter().map(row).collect())
}

/// The reports that a user made.
fn reports(conn: &mut Conn, owner_id: i32, after: i32) -> Rows {
    let rows = Report::export(conn, owner_id, after, TEXT_PAGE)?;
    let row = |(id, kind, subject_id, reason, at)| {
        (id, json!({"id": id, "subject_kind": kind, "subject_id": subject_id, "reason": reason, "time": at}))
    };
    Ok(rows.into_iter().map(row).collect())
}

/// The audiences of a user, with the ids of their members.
fn audiences(conn: &mut Conn, owner_id: i32, after: i32) -> Rows {
    let rows = Audience::export(conn, owner_id, after, TEXT_PAGE)?;
    let row = |(audience, user_ids): (AudienceDict, Vec<i32>)| {
        let row = json!({
            "id": audience.id, "name": audience.name, "user_ids": user_ids, "time": audience.created_at,
        });
        (audience.id, row)
    };
    Ok(rows.into_iter().map(row).collect())
}

/// What the moderators told a user.
fn notices(conn: &mut Conn, owner_id: i32, after: i32) -> Rows {
    let rows = Notice::export(conn, owner_id, after, TEXT_PAGE)?;
    let row = |(notice, read_at): (NoticeDict, Option<PubDate>)| {
        let row = json!({
            "id": notice.id, "decision": notice.decision, "subject_kind": notice.subject_kind,
            "subject_id": notice.subject_id, "warning": notice.warning, "text": notice.text,
            "time": notice.created_at, "acknowledged_at": read_at,
        });
        (notice.id, row)
    };
    Ok(rows.into_iter().map(row).collect())
}

fn of_post(id: i32, post_id: i32, at: PubDate) -> Value {
    json!({"id": id, "post_id": post_id, "time": at})
}
