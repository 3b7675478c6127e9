//! The events of a stream, and the ids by which a stream continues after an interruption.

use std::{fmt, str::FromStr};

use serde::Serialize;

use crate::{
    api::streaming::write_json,
    error::ApiError,
    models::{LivePost, LiveState, NotificationCountDict},
};

/// What a client knows. As a text it is the id of the event that told it last: a client that connects again, perhaps to
/// another process, sends it back, and gets what has changed since.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Known {
    unseen: Option<usize>,
    newest_post_id: Option<i32>,
    post: Option<LivePost>,
}

/// The data of the event `posts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct NewestPost {
    post_id: i32,
}

/// A text that is not an id of this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UnknownId;

impl Known {
    /// The events that tell a client what it does not know yet, as text. It knows them then.
    pub fn update(&mut self, state: LiveState) -> Result<Vec<u8>, ApiError> {
        let mut text = Vec::new();
        if self.unseen != Some(state.unseen) {
            self.unseen = Some(state.unseen);
            self.push(&mut text, "notifications", &NotificationCountDict { unseen: state.unseen })?;
        }
        if let Some(post_id) = state.newest_post_id.filter(|id| self.newest_post_id != Some(*id)) {
            self.newest_post_id = Some(post_id);
            self.push(&mut text, "posts", &NewestPost { post_id })?;
        }
        if let Some(post) = state.post.filter(|post| self.post != Some(*post)) {
            self.post = Some(post);
            self.push(&mut text, "post", &post)?;
        }
        Ok(text)
    }

    fn push(&self, text: &mut Vec<u8>, name: &str, data: &impl Serialize) -> Result<(), ApiError> {
        text.extend_from_slice(format!("id: {self}\nevent: {name}\ndata: ").as_bytes());
        write_json(text, data)?;
        text.extend_from_slice(b"\n\n");
        Ok(())
    }
}

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |number: Option<String>| number.unwrap_or_default();
        let (unseen, newest) = (self.unseen.map(|n| n.to_string()), self.newest_post_id.map(|id| id.to_string()));
        write!(f, "{}.{}", number(unseen), number(newest))?;
        match self.post {
            Some(LivePost { post_id, likes_count, comments_count }) => {
                write!(f, ".{post_id}.{likes_count}.{comments_count}")
            }
            None => Ok(()),
        }
    }
}

impl FromStr for Known {
    type Err = UnknownId;

    fn from_str(text: &str) -> Result<Self, UnknownId> {
        fn number<T: FromStr>(text: &str) -> Result<T, UnknownId> {
            text.parse().map_err(|_| UnknownId)
        }
        fn optional<T: FromStr>(text: &str) -> Result<Option<T>, UnknownId> {
            if text.is_empty() { Ok(None) } else { number(text).map(Some) }
        }
        let parts: Vec<&str> = text.split('.').collect();
        let (unseen, newest, post) = match parts[..] {
            [unseen, newest] => (unseen, newest, None),
            [unseen, newest, post_id, likes, comments] => {
                let (likes_count, comments_count) = (number(likes)?, number(comments)?);
                (unseen, newest, Some(LivePost { post_id: number(post_id)?, likes_count, comments_count }))
            }
            _ => return Err(UnknownId),
        };
        Ok(Self { unseen: optional(unseen)?, newest_post_id: optional(newest)?, post })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POST: LivePost = LivePost { post_id: 12, likes_count: 5, comments_count: 2 };

    fn told(known: &mut Known, state: LiveState) -> String {
        String::from_utf8(known.update(state).expect("JSON")).expect("UTF-8")
    }

    #[test]
    fn a_client_is_told_what_it_does_not_know() {
        let mut known = Known::default();
        let state = LiveState { unseen: 3, newest_post_id: Some(7), post: Some(POST) };
        assert_eq!(
            told(&mut known, state),
            "id: 3.\nevent: notifications\ndata: {\"unseen\":3}\n\n\
             id: 3.7\nevent: posts\ndata: {\"post_id\":7}\n\n\
             id: 3.7.12.5.2\nevent: post\ndata: {\"post_id\":12,\"likes_count\":5,\"comments_count\":2}\n\n"
        );
        assert_eq!(told(&mut known, state), "");
        // A post that is gone is no news.
        assert_eq!(told(&mut known, LiveState { newest_post_id: None, post: None, ..state }), "");

        let mut again: Known = "3.7.12.5.2".parse().expect("an id");
        assert_eq!(again, known);
        assert_eq!(
            told(&mut again, LiveState { unseen: 0, ..state }),
            "id: 0.7.12.5.2\nevent: notifications\ndata: {\"unseen\":0}\n\n"
        );
    }

    #[test]
    fn ids_can_be_read_again_and_others_are_none() {
        for id in [".", "3.", ".7", "3.7", "3.7.12.5.2", "..12.5.2"] {
            assert_eq!(id.parse::<Known>().map(|known| known.to_string()), Ok(id.to_owned()));
        }
        for other in ["", "3", "3.7.", "3.7.12", "a.b", "-1.7", "3.7.12.5.x", "3.7.12.5.2.1", "3.99999999999"] {
            assert_eq!(other.parse::<Known>(), Err(UnknownId), "{other}");
        }
    }
}
