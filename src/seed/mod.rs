//! Demo data: users who follow each other, with posts, stories, likes, bookmarks and comments.
//!
//! The same seed gives the same data again. Only the times are relative to now.

mod photos;
mod scenes;
mod words;
mod world;

pub use photos::publish_photos;

use std::fmt;

use diesel::prelude::*;
use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    auth::hash_password,
    db::Conn,
    models::{NewUser, PasswordError, PostImage, UserCredentials},
    schema::{bookmarks, comments, following, likes_posts, posts, stories},
};
use world::World;

/// User 1 of the demo data, who signs in.
pub const DEMO_USERNAME: &str = "webdev";

/// The password of all demo users.
const PASSWORD: &str = "password";

/// How much demo data.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub users: u32,
}

impl Size {
    pub const DEFAULT_USERS: u32 = 30;
}

impl Default for Size {
    fn default() -> Self {
        Self { users: Self::DEFAULT_USERS }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    #[error("the database already has users, but demo data needs an empty database: choose another with --db-url")]
    NotEmpty,
    #[error("{0}")]
    Password(#[from] PasswordError),
    #[error("cannot write the demo data: {0}")]
    Query(#[from] diesel::result::Error),
}

/// The number of rows that [`fill`] created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeedReport {
    pub users: usize,
    pub posts: usize,
    pub comments: usize,
}

impl fmt::Display for SeedReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { users, posts, comments } = self;
        write!(f, "Created {users} users with {posts} posts and {comments} comments.")
    }
}

/// Fills an empty database in one transaction.
///
/// # Errors
/// If the database is not empty, or cannot be written.
pub fn fill(conn: &mut Conn, size: Size, seed: u64, bcrypt_cost: u32) -> Result<SeedReport, SeedError> {
    // All users share one hash: the password is public, so separate salts would protect nothing.
    let password_hash = hash_password(PASSWORD, bcrypt_cost)?;
    let world = World::new(size.users as usize, seed);
    let filled = conn.writing(|conn| {
        if !UserCredentials::none_exist(conn)? {
            return Ok(false);
        }
        insert(conn, &world, &password_hash)?;
        Ok(true)
    })?;
    if !filled {
        return Err(SeedError::NotEmpty);
    }
    Ok(SeedReport { users: world.users.len(), posts: world.posts.len(), comments: world.comments.len() })
}

/// Inserts all rows. In `world`, users and posts are numbers; here these become the ids from the database.
fn insert(conn: &mut Conn, world: &World, password_hash: &str) -> QueryResult<()> {
    let bar = progress_bar(world.len());
    let mut user_ids = Vec::with_capacity(world.users.len());
    for user in &world.users {
        let new = NewUser {
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            username: user.username.clone(),
            password_hash: password_hash.to_owned(),
            email: format!("{}@example.org", user.username),
            image_url: Some(user.image_url.clone()),
            thumb_url: Some(user.image_url.clone()),
            is_private: false,
        };
        user_ids.push(UserCredentials::create(conn, &new)?);
        bar.inc(1);
    }
    for &(follower, followee) in &world.following {
        diesel::insert_into(following::table)
            .values((following::user_id.eq(user_ids[follower]), following::following_id.eq(user_ids[followee])))
            .execute(conn)?;
        bar.inc(1);
    }
    for story in &world.stories {
        diesel::insert_into(stories::table)
            .values((
                stories::text.eq(story.text),
                stories::user_id.eq(user_ids[story.author]),
                stories::pub_date.eq(story.time),
            ))
            .execute(conn)?;
        bar.inc(1);
    }
    let mut post_ids = Vec::with_capacity(world.posts.len());
    for post in &world.posts {
        let id: i32 = diesel::insert_into(posts::table)
            .values((
                posts::image_url.eq(&post.image_url),
                posts::caption.eq(post.caption),
                posts::alt_text.eq(post.alt_text),
                posts::user_id.eq(user_ids[post.author]),
                posts::pub_date.eq(post.time),
            ))
            .returning(posts::id)
            .get_result(conn)?;
        PostImage::insert_others(conn, id, &post.others)?;
        post_ids.push(id);
        bar.inc(1);
    }
    for like in &world.likes {
        diesel::insert_into(likes_posts::table)
            .values((
                likes_posts::user_id.eq(user_ids[like.user]),
                likes_posts::post_id.eq(post_ids[like.post]),
                likes_posts::timestamp.eq(like.time),
            ))
            .execute(conn)?;
        bar.inc(1);
    }
    for bookmark in &world.bookmarks {
        diesel::insert_into(bookmarks::table)
            .values((
                bookmarks::user_id.eq(user_ids[bookmark.user]),
                bookmarks::post_id.eq(post_ids[bookmark.post]),
                bookmarks::timestamp.eq(bookmark.time),
            ))
            .execute(conn)?;
        bar.inc(1);
    }
    for (text, comment) in &world.comments {
        diesel::insert_into(comments::table)
            .values((
                comments::text.eq(*text),
                comments::user_id.eq(user_ids[comment.user]),
                comments::post_id.eq(post_ids[comment.post]),
                comments::pub_date.eq(comment.time),
            ))
            .execute(conn)?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

/// The bar is visible only at a terminal.
fn progress_bar(rows: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("Creating demo data {bar:40} {pos}/{len} rows, {eta} left");
    ProgressBar::new(rows as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
