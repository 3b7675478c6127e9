//! `/api/profile/archive`: a ZIP file that is made while it is sent, so that it takes no more memory for who has much.

use std::{
    cell::RefCell,
    io::{self, Write},
    mem,
    rc::Rc,
};

use actix_web::{
    HttpResponse,
    http::{Method, header::CONTENT_DISPOSITION},
    web::{Bytes, Data},
};
use futures_util::TryStreamExt;
use serde::Serialize;
use zip::{
    CompressionMethod, ZipWriter,
    result::ZipError,
    write::{SimpleFileOptions, StreamWriter},
};

use super::streaming::{Broken, Pieces, stream};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::ApiError,
    media::{MediaError, MediaStore},
    models::{Belongings, Image},
};

/// Bytes of memory that an archive takes while it is sent, about.
const MEMORY: usize = 1 << 20;

/// Bytes of the archive that are sent together, about.
const PIECE: usize = 64 * 1024;

/// `GET /api/profile/archive`: exports your data as a ZIP file with data.json and your images.
#[utoipa::path(
    get, path = "/api/profile/archive", tag = "People",
    responses((
        status = 200, content_type = "application/zip", body = Vec<u8>,
        description = "data.json has your profile and all your posts, comments, likes, bookmarks, stories, followings and \
                       followers; uploaded images are in pictures, named after the end of their address",
    ))
)]
pub async fn download(viewer: CurrentUser, method: Method, db: Data<Db>, media: Data<MediaStore>) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response
        .content_type("application/zip")
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"photo-app.zip\""));
    // The body of an answer to HEAD is not sent, so it is not built.
    if method == Method::HEAD {
        return response.finish();
    }
    stream(response, MEMORY, |pieces| async move { write(Archive::new(pieces), &db, &media, &viewer).await })
}

/// Writes the files of the archive one after another.
async fn write(mut archive: Archive, db: &Db, media: &MediaStore, viewer: &CurrentUser) -> Result<(), Broken> {
    archive.begin("data.json", CompressionMethod::Deflated)?;
    write_data(&mut archive, db, viewer).await?;
    let owner_id = viewer.id;
    for (key, file) in db.read_slow(move |conn| Image::largest_of(conn, owner_id)).await.map_err(ApiError::from)? {
        let mut picture = match media.open(&key, &file).await {
            Ok(picture) => picture.content,
            // It was deleted meanwhile, or its upload goes on.
            Err(MediaError::NotFound) => continue,
            Err(why) => return Err(ApiError::from(why).into()),
        };
        // It is compressed by itself.
        archive.begin(&format!("pictures/{key}/{file}"), CompressionMethod::Stored)?;
        while let Some(part) = picture.try_next().await.map_err(io::Error::other)? {
            archive.write(&part).await?;
        }
    }
    archive.finish().await
}

/// Writes `data.json`: an object with the profile, and a list for each kind of belongings.
async fn write_data(archive: &mut Archive, db: &Db, viewer: &CurrentUser) -> Result<(), Broken> {
    archive.write(b"{\"profile\":").await?;
    archive.write_json(&*viewer.user).await?;
    for kind in Belongings::ALL {
        archive.write(format!(",\n\"{}\":[", kind.name()).as_bytes()).await?;
        let (owner_id, mut next, mut separator) = (viewer.id, Some(0), "\n");
        while let Some(after) = next {
            let page = db.read_slow(move |conn| kind.page(conn, owner_id, after)).await.map_err(ApiError::from)?;
            for row in page.rows {
                archive.write(mem::replace(&mut separator, ",\n").as_bytes()).await?;
                archive.write_json(&row).await?;
            }
            next = page.next;
        }
        archive.write(b"]").await?;
    }
    archive.write(b"}\n").await
}

impl From<ZipError> for Broken {
    fn from(cause: ZipError) -> Self {
        tracing::error!(%cause, "an archive could not be written");
        Self::Failed(ApiError::Unavailable)
    }
}

impl From<io::Error> for Broken {
    fn from(cause: io::Error) -> Self {
        ZipError::Io(cause).into()
    }
}

/// A ZIP file that is read while it is written.
struct Archive {
    zip: ZipWriter<StreamWriter<Outbox>>,
    outbox: Outbox,
    pieces: Pieces,
}

impl Archive {
    fn new(pieces: Pieces) -> Self {
        let outbox = Outbox::default();
        Self { zip: ZipWriter::new_stream(outbox.clone()), outbox, pieces }
    }

    /// Begins a file, after the end of the one before.
    fn begin(&mut self, name: &str, compression: CompressionMethod) -> Result<(), Broken> {
        Ok(self.zip.start_file(name, SimpleFileOptions::default().compression_method(compression))?)
    }

    /// Writes a part of the file, and waits while nobody reads.
    async fn write(&mut self, part: &[u8]) -> Result<(), Broken> {
        self.zip.write_all(part)?;
        if self.outbox.len() >= PIECE { self.pieces.send(self.outbox.take()).await } else { Ok(()) }
    }

    async fn write_json(&mut self, value: &impl Serialize) -> Result<(), Broken> {
        let json = serde_json::to_vec(value).map_err(io::Error::from)?;
        self.write(&json).await
    }

    /// Writes the table of contents.
    async fn finish(self) -> Result<(), Broken> {
        self.zip.finish()?;
        self.pieces.send(self.outbox.take()).await
    }
}

/// What was written and not sent yet.
#[derive(Clone, Default)]
struct Outbox(Rc<RefCell<Vec<u8>>>);

impl Outbox {
    fn len(&self) -> usize {
        self.0.borrow().len()
    }

    fn take(&self) -> Bytes {
        self.0.take().into()
    }
}

impl Write for Outbox {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
