//! The images of a post, in their order. The first is in the columns of the post itself, so that programs that know posts
//! with one image only read and write posts as before. The others are rows of `post_images`.

use std::collections::HashMap;

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    db::{Conn, in_list},
    models::{
        Image, ImagePath, NotTheirs,
        lossy_text::{LossyText, LossyTextOrNull},
    },
    schema::post_images,
};

/// An image of a post.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = post_images)]
pub struct PostImage {
    #[diesel(deserialize_as = LossyText)]
    pub image_url: String,
    #[diesel(deserialize_as = LossyTextOrNull)]
    pub alt_text: Option<String>,
}

/// The images of a post: at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostImages {
    pub first: PostImage,
    pub others: Vec<PostImage>,
}

/// An image of a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PostImage)]
pub struct PostImageDict {
    #[schema(example = "/static/demo/posts/08.svg")]
    pub image_url: String,
    #[schema(required, example = "Layered blue mountains in morning mist")]
    pub alt_text: Option<String>,
    /// In pixels; absent if the image was not uploaded here.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 2048)]
    pub width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 1536)]
    pub height: Option<u32>,
}

impl PostImage {
    /// Adds the images behind the first one to a post that has none.
    pub fn insert_others(conn: &mut Conn, post_id: i32, others: &[Self]) -> QueryResult<()> {
        for (position, image) in (2..).zip(others) {
            diesel::insert_into(post_images::table)
                .values((
                    post_images::post_id.eq(post_id),
                    post_images::position.eq(position),
                    post_images::image_url.eq(&image.image_url),
                    post_images::alt_text.eq(&image.alt_text),
                ))
                .execute(conn)?;
        }
        Ok(())
    }

    /// Deletes the images behind the first one.
    pub fn delete_others(conn: &mut Conn, post_id: i32) -> QueryResult<()> {
        let others = post_images::table.filter(post_images::post_id.eq(post_id));
        diesel::delete(others).execute(conn).map(drop)
    }

    pub(in crate::models) fn to_dict(&self) -> PostImageDict {
        let size = ImagePath::parse(&self.image_url).map(|path| path.size());
        PostImageDict {
            image_url: self.image_url.clone(),
            alt_text: self.alt_text.clone(),
            width: size.map(|(width, _)| width),
            height: size.map(|(_, height)| height),
        }
    }
}

impl PostImages {
    /// The maximum number of images in a post.
    pub const MOST: usize = 10;

    /// The maximum size of all URLs and alternative texts of a post together, in bytes. It keeps long pages of posts small.
    pub const MOST_BYTES: usize = 32 * 1024;

    /// The size of all URLs and alternative texts, in bytes.
    pub fn bytes(&self) -> usize {
        let alt_texts =
            std::iter::once(&self.first).chain(&self.others).filter_map(|image| image.alt_text.as_deref());
        self.urls().chain(alt_texts).map(str::len).sum()
    }

    pub(super) fn urls(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.first).chain(&self.others).map(|image| image.image_url.as_str())
    }

    /// Checks that `owner` uploaded those that were uploaded here, and protects them from cleanup: see [`Image::attach`].
    pub(super) fn attach(&self, conn: &mut Conn, owner_id: i32) -> QueryResult<Result<(), NotTheirs>> {
        let mut urls: Vec<&str> = self.urls().collect();
        // Each of them locks a row. In the same order for all transactions, none waits for one that waits for it.
        urls.sort_unstable();
        for url in urls {
            if let Err(refused) = Image::attach(conn, owner_id, "image_url", url)? {
                return Ok(Err(refused));
            }
        }
        Ok(Ok(()))
    }
}

/// The URLs of the images behind the first one.
pub(super) fn other_urls(conn: &mut Conn, post_id: i32) -> QueryResult<Vec<String>> {
    let others = post_images::table.filter(post_images::post_id.eq(post_id));
    let urls: Vec<LossyText> = others.select(post_images::image_url).load(conn)?;
    Ok(urls.into_iter().map(String::from).collect())
}

/// The images behind the first ones of some posts, by post and in their order.
pub(in crate::models) fn images_behind_the_first(
    conn: &mut Conn,
    posts: impl IntoIterator<Item = i32>,
) -> QueryResult<HashMap<i32, Vec<PostImage>>> {
    let rows: Vec<(i32, PostImage)> = post_images::table
        .filter(in_list(post_images::post_id, posts))
        .order((post_images::post_id, post_images::position))
        .select((post_images::post_id, PostImage::as_select()))
        .load(conn)?;
    let mut others: HashMap<i32, Vec<PostImage>> = HashMap::new();
    for (post_id, image) in rows {
        others.entry(post_id).or_default().push(image);
    }
    Ok(others)
}
