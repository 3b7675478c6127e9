//! The paths of uploaded images.

use percent_encoding::percent_decode_str;
use url::Url;

/// The beginning of the path of an image.
pub(super) const PREFIX: &str = "/images/";

/// The parts of the path of an image file, `/images/KEY/large.jpg`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImagePath<'a> {
    pub key: &'a str,
    /// `large.jpg`
    pub file: &'a str,
    pub(super) extension: &'a str,
}

impl<'a> ImagePath<'a> {
    /// Combines a key and a file name, if they are as this program makes them.
    pub fn of(key: &'a str, file: &'a str) -> Option<Self> {
        let (size, extension) = file.split_once('.')?;
        let known = matches!(size, "large" | "medium" | "thumb") && matches!(extension, "jpg" | "webp" | "png");
        (known && is_key(key)).then_some(Self { key, file, extension })
    }

    /// Reads a path on this server.
    pub fn parse(path: &'a str) -> Option<Self> {
        let (key, file) = path.strip_prefix(PREFIX)?.split_once('/')?;
        Self::of(key, file)
    }

    /// The width and height of the large size, in pixels.
    pub fn size(&self) -> (u32, u32) {
        let number = |text: &str| text.parse().unwrap_or_default();
        let sizes = self.key.split('-').nth(1).and_then(|sizes| sizes.split_once('x'));
        sizes.map_or((0, 0), |(width, height)| (number(width), number(height)))
    }

    /// The path of a file, as text.
    pub fn text(key: &str, file: &str) -> String {
        format!("{PREFIX}{key}/{file}")
    }
}

/// The most characters of a ThumbHash in base64: it has 25 bytes at most.
const MAX_PREVIEW: usize = 34;

/// Whether `text` is `{32 hex digits}-{width}x{height}-{6 hex digits}-{preview}`. The preview is a ThumbHash in base64url.
/// Keys of earlier versions have none.
pub(super) fn is_key(text: &str) -> bool {
    let hex = |part: &str, length| {
        part.len() == length && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let size = |part: &str| {
        (1..=5).contains(&part.len()) && !part.starts_with('0') && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let base64url = |part: &str| {
        (1..=MAX_PREVIEW).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    // A hyphen may also be part of the preview, which is the last part.
    let mut parts = text.splitn(4, '-');
    let [Some(random), Some(sizes), Some(colour), preview] = [(); 4].map(|()| parts.next()) else { return false };
    let sized = sizes.split_once('x').is_some_and(|(width, height)| size(width) && size(height));
    hex(random, 32) && sized && hex(colour, 6) && preview.is_none_or(base64url)
}

/// Whether browsers or servers may find an image by this path on this server. Browsers resolve `.` and `..` first, also
/// if they are written as `%2e`, and the server decodes afterwards. A proxy in between may resolve again, and treat many
/// slashes as one.
pub(super) fn leads_to_images(path: &str) -> bool {
    let Ok(url) = Url::parse("http://localhost").and_then(|base| base.join(path)) else { return false };
    let decoded = percent_decode_str(url.path()).decode_utf8_lossy();
    let mut folders = Vec::new();
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(folders.pop()),
            folder => folders.push(folder),
        }
    }
    folders.len() > 1 && folders[0] == PREFIX.trim_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "0123456789abcdef0123456789abcdef-2048x1536-a0b1c2-3OcRJYB4d3h_iIeHeEh3eIhw-j_2";
    const KEY_WITHOUT_PREVIEW: &str = "0123456789abcdef0123456789abcdef-2048x1536-a0b1c2";

    #[test]
    fn only_paths_as_this_program_makes_them_are_paths_of_images() {
        let path = ImagePath::text(KEY, "thumb.png");
        assert_eq!(ImagePath::parse(&path), ImagePath::of(KEY, "thumb.png"));
        for key in [KEY, KEY_WITHOUT_PREVIEW] {
            assert_eq!(ImagePath::of(key, "large.jpg").map(|path| path.size()), Some((2048, 1536)));
        }

        for file in [
            "",
            "large",
            "large.",
            "large.gif",
            "huge.jpg",
            "large.jpg/",
            "large.jpg.jpg",
            "LARGE.jpg",
            "../x.jpg",
        ] {
            assert_eq!(ImagePath::of(KEY, file), None, "{file}");
        }
        for key in [
            "",
            "..",
            "0123456789abcdef0123456789abcdef",
            "0123456789ABCDEF0123456789abcdef-1x1-000000",
            "0123456789abcdef0123456789abcde-1x1-000000",
            "0123456789abcdef0123456789abcdef-0x1-000000",
            "0123456789abcdef0123456789abcdef-1x-000000",
            "0123456789abcdef0123456789abcdef-100000x1-000000",
            "0123456789abcdef0123456789abcdef-1x1-00000g",
            "0123456789abcdef0123456789abcdef-1x1-000000-",
            "0123456789abcdef0123456789abcdef-1x1-000000/..",
            "0123456789abcdef0123456789abcdef-1x1-000000-a/..",
            "0123456789abcdef0123456789abcdef-1x1-000000-a=",
            "0123456789abcdef0123456789abcdef-1x1-000000-%2e",
            "0123456789abcdef0123456789abcdef-1x1-000000-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ] {
            assert_eq!(ImagePath::of(key, "large.jpg"), None, "{key}");
        }
    }
}
