//! Publishes the photos of the demo: in the newest posts and stories that the demo user sees, and in a few profiles.
//!
//! They are processed and stored as uploads are. That takes a few seconds, so [`super::fill`] does not do it: the server
//! starts at once and publishes them afterwards, and benchmarks need none.

use std::{
    cmp::Reverse,
    io::{self, Seek, Write},
    num::NonZero,
    slice,
    thread::available_parallelism,
};

use diesel::prelude::*;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::task::spawn_blocking;

use super::{
    DEMO_USERNAME,
    scenes::{FOLLOWED_POSTS, OWN_POSTS, PROFILES, Photo, PhotoPost, PhotoStory, STORIES},
};
use crate::{
    db::{Conn, Db},
    imaging::ImageError,
    media::{MediaError, MediaStore, StoredImage},
    models::{PostImage, PubDate, User},
    schema::{following, posts, stories, users},
};

/// What shows photos, and whose it is.
struct Target {
    owner: User,
    place: Place,
}

#[derive(Clone, Copy)]
enum Place {
    Profile(&'static Photo),
    Post(i32, &'static PhotoPost),
    Story(i32, &'static PhotoStory),
}

/// Stores the photos, and shows each as soon as it is stored. Returns the number of images.
///
/// # Errors
/// If a photo cannot be stored, or the database is unavailable.
pub async fn publish_photos(db: &Db, media: &MediaStore) -> Result<usize, MediaError> {
    let targets = db.read(find_targets).await?;
    let parallel = available_parallelism().map_or(1, NonZero::get);
    let published = stream::iter(targets).map(|target| publish(db, media, target)).buffered(parallel);
    published.try_fold(0, |total, images| async move { Ok(total + images) }).await
}

async fn publish(db: &Db, media: &MediaStore, target: Target) -> Result<usize, MediaError> {
    let Target { owner, place } = target;
    let mut images = Vec::new();
    for photo in place.photos() {
        images.push(upload(media, &owner, photo.file).await?);
    }
    let count = images.len();
    db.write(move |conn| place.show(conn, owner.id, &images)).await?;
    Ok(count)
}

async fn upload(media: &MediaStore, owner: &User, bytes: &'static [u8]) -> Result<StoredImage, MediaError> {
    let upload = media.start_upload(owner)?;
    let file = spawn_blocking(|| {
        let mut file = tempfile::tempfile()?;
        file.write_all(bytes)?;
        file.rewind()?;
        Ok(file)
    });
    let file = file.await.unwrap_or_else(|why| Err(io::Error::other(why))).map_err(ImageError::Io)?;
    let renditions = media.process(owner, file, upload).await?;
    media.store(owner, renditions).await
}

/// Everything that will show photos, in the order in which the demo user sees it.
fn find_targets(conn: &mut Conn) -> QueryResult<Vec<Target>> {
    let demo_user: User =
        users::table.filter(users::username.eq(DEMO_USERNAME)).select(User::as_select()).get_result(conn)?;
    let followed: Vec<User> = users::table
        .inner_join(following::table.on(following::following_id.eq(users::id)))
        .filter(following::user_id.eq(demo_user.id))
        .order(users::id)
        .select(User::as_select())
        .load(conn)?;
    let followed_ids: Vec<i32> = followed.iter().map(|user| user.id).collect();

    let mut posts = newest_posts(conn, &[demo_user.id], OWN_POSTS)?;
    posts.extend(newest_posts(conn, &followed_ids, FOLLOWED_POSTS)?);
    posts.sort_by_key(|(published, _)| Reverse(published.0));
    let newest_stories: Vec<(i32, User)> = stories::table
        .inner_join(users::table)
        .filter(stories::user_id.eq_any(&followed_ids))
        .order((stories::pub_date.desc(), stories::id.desc()))
        .select((stories::id, User::as_select()))
        .load(conn)?;

    let shown = [demo_user].into_iter().chain(followed).zip(PROFILES);
    let profiles = shown.map(|(owner, photo)| Target { owner, place: Place::Profile(photo) });
    let posts = posts.into_iter().map(|(_, target)| target);
    let stories = newest_stories.into_iter().zip(STORIES);
    let stories = stories.map(|((id, owner), story)| Target { owner, place: Place::Story(id, story) });
    Ok(profiles.chain(posts).chain(stories).collect())
}

/// The newest posts of `authors`, with their times: as many as there are of `contents`.
fn newest_posts(
    conn: &mut Conn,
    authors: &[i32],
    contents: &'static [PhotoPost],
) -> QueryResult<Vec<(PubDate, Target)>> {
    let newest: Vec<(i32, PubDate, User)> = posts::table
        .inner_join(users::table)
        .filter(posts::user_id.eq_any(authors))
        .order((posts::pub_date.desc(), posts::id.desc()))
        .select((posts::id, posts::pub_date, User::as_select()))
        .load(conn)?;
    let pairs = newest.into_iter().zip(contents);
    Ok(pairs.map(|((id, time, owner), post)| (time, Target { owner, place: Place::Post(id, post) })).collect())
}

impl Place {
    fn photos(self) -> &'static [Photo] {
        match self {
            Self::Profile(photo) => slice::from_ref(photo),
            Self::Post(_, post) => post.photos,
            Self::Story(_, story) => slice::from_ref(&story.photo),
        }
    }

    /// Shows `images`, which are the stored photos of this place.
    fn show(self, conn: &mut Conn, owner_id: i32, images: &[StoredImage]) -> QueryResult<()> {
        let Some(first) = images.first() else { return Ok(()) };
        match self {
            Self::Profile(_) => {
                diesel::update(users::table.find(owner_id))
                    .set((users::image_url.eq(&first.image_url), users::thumb_url.eq(&first.thumb_url)))
                    .execute(conn)?;
            }
            Self::Story(id, story) => {
                diesel::update(stories::table.find(id))
                    .set((stories::image_url.eq(&first.image_url), stories::text.eq(story.text)))
                    .execute(conn)?;
            }
            Self::Post(id, post) => {
                let images = images.iter().zip(post.photos).map(|(image, photo)| PostImage {
                    image_url: image.image_url.clone(),
                    alt_text: Some(photo.alt_text.to_owned()),
                });
                let images: Vec<PostImage> = images.collect();
                let updated = diesel::update(posts::table.find(id))
                    .set((
                        posts::image_url.eq(&images[0].image_url),
                        posts::alt_text.eq(&images[0].alt_text),
                        posts::caption.eq(post.caption),
                    ))
                    .execute(conn)?;
                // Its author may have deleted it meanwhile.
                if updated > 0 {
                    PostImage::delete_others(conn, id)?;
                    PostImage::insert_others(conn, id, &images[1..])?;
                }
            }
        }
        Ok(())
    }
}
