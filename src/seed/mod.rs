//! Demo data: people who follow each other, and what they post, like, bookmark and say.
//!
//! The same seed makes the same world again; only its times move along, so that it always looks lived in.

mod words;
mod world;

use std::fmt;

use diesel::prelude::*;
use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    auth::hash_password,
    db::Conn,
    models::{NewUser, PasswordError, UserCredentials},
    schema::{bookmarks, comments, following, likes_posts, posts, stories},
};
use world::World;

/// Everybody's password in the demo data.
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
    #[error("the database has users already, and demo data is for an empty one: name another with --db-url")]
    NotEmpty,
    #[error("{0}")]
    Password(#[from] PasswordError),
    #[error("the demo data could not be written: {0}")]
    Query(#[from] diesel::result::Error),
}

/// What [`fill`] made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    pub users: usize,
    pub posts: usize,
    pub comments: usize,
}

impl fmt::Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { users, posts, comments } = self;
        write!(f, "Made {users} people with {posts} posts and {comments} comments.")
    }
}

/// Fills an empty database, all of it or nothing.
///
/// # Errors
/// If it is not empty, or refuses.
pub fn fill(conn: &mut Conn, size: Size, seed: u64, bcrypt_cost: u32) -> Result<Made, SeedError> {
    // One hash for all: its salt is no secret where the password is none.
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
    Ok(Made { users: world.people.len(), posts: world.posts.len(), comments: world.comments.len() })
}

/// Writes row by row. The ids that people and posts get are looked up by their places in the world.
fn insert(conn: &mut Conn, world: &World, password_hash: &str) -> QueryResult<()> {
    let bar = progress_bar(world.len());
    let mut user_ids = Vec::with_capacity(world.people.len());
    for person in &world.people {
        let new = NewUser {
            first_name: person.first_name.clone(),
            last_name: person.last_name.clone(),
            username: person.username.clone(),
            password_hash: password_hash.to_owned(),
            email: format!("{}@example.org", person.username),
            image_url: Some(person.picture.clone()),
            thumb_url: Some(person.picture.clone()),
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
                posts::image_url.eq(&post.picture),
                posts::caption.eq(post.caption),
                posts::alt_text.eq(post.alt_text),
                posts::user_id.eq(user_ids[post.author]),
                posts::pub_date.eq(post.time),
            ))
            .returning(posts::id)
            .get_result(conn)?;
        post_ids.push(id);
        bar.inc(1);
    }
    for like in &world.likes {
        diesel::insert_into(likes_posts::table)
            .values((
                likes_posts::user_id.eq(user_ids[like.person]),
                likes_posts::post_id.eq(post_ids[like.post]),
                likes_posts::timestamp.eq(like.time),
            ))
            .execute(conn)?;
        bar.inc(1);
    }
    for bookmark in &world.bookmarks {
        diesel::insert_into(bookmarks::table)
            .values((
                bookmarks::user_id.eq(user_ids[bookmark.person]),
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
                comments::user_id.eq(user_ids[comment.person]),
                comments::post_id.eq(post_ids[comment.post]),
                comments::pub_date.eq(comment.time),
            ))
            .execute(conn)?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

/// Shown at a terminal only.
fn progress_bar(rows: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("Making demo data {bar:40} {pos}/{len} rows, {eta} left");
    ProgressBar::new(rows as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
