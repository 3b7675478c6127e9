//! `/api/profile/archive`: a ZIP file that is generated while it is sent, so that a large export needs no more memory.

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

use super::streaming::{BodySender, StreamError, stream_response};
use crate::{
    auth::CurrentUser,
    db::Db,
    error::ApiError,
    media::{MediaError, MediaStore},
    models::{Belongings, Image, Notification, OwnProfile},
};

/// The approximate memory that an export takes while it is sent.
const MEMORY_BYTES: usize = 1 << 20;

/// The approximate size of a chunk of the ZIP file.
const CHUNK_BYTES: usize = 64 * 1024;

/// `GET /api/profile/archive`: exports your data as a ZIP file with data.json and your images.
#[utoipa::path(
    get, path = "/api/profile/archive", tag = "People",
    responses((
        status = 200, content_type = "application/zip", body = Vec<u8>,
        description = "data.json has your profile and all your posts, comments, likes, bookmarks, stories, followings, \
                       followers, follow requests, views of stories and notification settings; the folder pictures has your uploaded images, named after the \
                       end of their URL",
    ))
)]
pub async fn download(viewer: CurrentUser, method: Method, db: Data<Db>, media: Data<MediaStore>) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response
        .content_type("application/zip")
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"photo-app.zip\""));
    // The response to HEAD has no body.
    if method == Method::HEAD {
        return response.finish();
    }
    let write = |sender| async move { write_export(ZipStream::new(sender), &db, &media, &viewer).await };
    stream_response(response, MEMORY_BYTES, write)
}

/// Writes `data.json` and the images.
async fn write_export(
    mut zip: ZipStream,
    db: &Db,
    media: &MediaStore,
    viewer: &CurrentUser,
) -> Result<(), StreamError> {
    zip.begin("data.json", CompressionMethod::Deflated)?;
    write_data(&mut zip, db, viewer).await?;
    let owner_id = viewer.id;
    for (key, file) in db.read_slow(move |conn| Image::largest_of(conn, owner_id)).await.map_err(ApiError::from)? {
        let mut image = match media.open(&key, &file).await {
            Ok(image) => image.content,
            // The image was deleted meanwhile, or is still being uploaded.
            Err(MediaError::NotFound) => continue,
            Err(why) => return Err(ApiError::from(why).into()),
        };
        // Images are already compressed.
        zip.begin(&format!("pictures/{key}/{file}"), CompressionMethod::Stored)?;
        while let Some(part) = image.try_next().await.map_err(io::Error::other)? {
            zip.write(&part).await?;
        }
    }
    zip.finish().await
}

/// Writes `data.json`: an object with the profile, the notification settings, and a list for each kind of belongings.
async fn write_data(zip: &mut ZipStream, db: &Db, viewer: &CurrentUser) -> Result<(), StreamError> {
    zip.write(b"{\"profile\":").await?;
    let user = viewer.clone();
    let profile = OwnProfile::from(user);
    zip.write_json(&profile).await?;
    zip.write(b",\n\"notification_settings\":").await?;
    let viewer_id = viewer.id;
    let settings =
        db.read_slow(move |conn| Notification::settings(conn, viewer_id)).await.map_err(ApiError::from)?;
    zip.write_json(&settings).await?;
    for kind in Belongings::ALL {
        zip.write(format!(",\n\"{}\":[", kind.name()).as_bytes()).await?;
        let (owner_id, mut next, mut separator) = (viewer.id, Some(0), "\n");
        while let Some(after) = next {
            let page = db.read_slow(move |conn| kind.page(conn, owner_id, after)).await.map_err(ApiError::from)?;
            for row in page.rows {
                zip.write(mem::replace(&mut separator, ",\n").as_bytes()).await?;
                zip.write_json(&row).await?;
            }
            next = page.next;
        }
        zip.write(b"]").await?;
    }
    zip.write(b"}\n").await
}

impl From<ZipError> for StreamError {
    fn from(cause: ZipError) -> Self {
        tracing::error!(%cause, "cannot write a data export");
        Self::Failed(ApiError::Unavailable)
    }
}

impl From<io::Error> for StreamError {
    fn from(cause: io::Error) -> Self {
        ZipError::Io(cause).into()
    }
}

/// A ZIP file that is sent while it is written.
struct ZipStream {
    writer: ZipWriter<StreamWriter<ZipBuffer>>,
    buffer: ZipBuffer,
    sender: BodySender,
}

impl ZipStream {
    fn new(sender: BodySender) -> Self {
        let buffer = ZipBuffer::default();
        Self { writer: ZipWriter::new_stream(buffer.clone()), buffer, sender }
    }

    /// Ends the current file and begins another.
    fn begin(&mut self, name: &str, compression: CompressionMethod) -> Result<(), StreamError> {
        Ok(self.writer.start_file(name, SimpleFileOptions::default().compression_method(compression))?)
    }

    /// Writes a part of the file, and waits while the client does not read.
    async fn write(&mut self, part: &[u8]) -> Result<(), StreamError> {
        self.writer.write_all(part)?;
        if self.buffer.len() >= CHUNK_BYTES { self.sender.send(self.buffer.take()).await } else { Ok(()) }
    }

    async fn write_json(&mut self, value: &impl Serialize) -> Result<(), StreamError> {
        let json = serde_json::to_vec(value).map_err(io::Error::from)?;
        self.write(&json).await
    }

    /// Writes the central directory.
    async fn finish(self) -> Result<(), StreamError> {
        self.writer.finish()?;
        self.sender.send(self.buffer.take()).await
    }
}

/// Bytes that are not sent yet.
#[derive(Clone, Default)]
struct ZipBuffer(Rc<RefCell<Vec<u8>>>);

impl ZipBuffer {
    fn len(&self) -> usize {
        self.0.borrow().len()
    }

    fn take(&self) -> Bytes {
        self.0.take().into()
    }
}

impl Write for ZipBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
