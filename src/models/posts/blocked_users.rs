//! Whose comments and likes are left out of posts for a viewer.

use std::collections::HashMap;

use diesel::{dsl::count_star, prelude::*};

use crate::{
    db::{Conn, in_list},
    models::{CurrentUser, visibility::enabled},
    schema::{blocks, comments, users},
};

/// The users whom the viewer blocks or who block the viewer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::models) struct BlockedUsers(Vec<i32>);

impl BlockedUsers {
    /// Reads them. There is no statement if no block or mute concerns the viewer.
    pub fn of(conn: &mut Conn, viewer: &CurrentUser) -> QueryResult<Self> {
        if !viewer.has_blocks_or_mutes {
            return Ok(Self::default());
        }
        let pairs: Vec<(i32, i32)> = blocks::table
            .filter(blocks::user_id.eq(viewer.id).or(blocks::blocked_id.eq(viewer.id)))
            .select((blocks::user_id, blocks::blocked_id))
            .load(conn)?;
        let other = |(by, of)| if by == viewer.id { of } else { by };
        Ok(pairs.into_iter().map(other).collect::<Vec<_>>().into())
    }

    pub fn contains(&self, user_id: i32) -> bool {
        self.0.binary_search(&user_id).is_ok()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of their comments on each of these posts. Those of disabled users do not count, as nobody sees them.
    pub fn count_comments(
        &self,
        conn: &mut Conn,
        post_ids: impl Iterator<Item = i32>,
    ) -> QueryResult<HashMap<i32, usize>> {
        if self.is_empty() {
            return Ok(HashMap::new());
        }
        let rows: Vec<(i32, i64)> = comments::table
            .inner_join(users::table)
            .filter(enabled())
            .filter(in_list(comments::post_id, post_ids))
            .filter(in_list(comments::user_id, self.0.iter().copied()))
            .group_by(comments::post_id)
            .select((comments::post_id, count_star()))
            .load(conn)?;
        Ok(rows.into_iter().map(|(id, number)| (id, usize::try_from(number).unwrap_or_default())).collect())
    }
}

impl From<Vec<i32>> for BlockedUsers {
    fn from(mut ids: Vec<i32>) -> Self {
        ids.sort_unstable();
        Self(ids)
    }
}
