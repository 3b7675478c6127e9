//! The condition that no block is between the viewer and another user.

use diesel::{dsl::not, prelude::*};

use crate::schema::{blocks, users};

/// The users whom a user blocks.
#[diesel::dsl::auto_type]
pub(in crate::models) fn blocked_by(user_id: i32) -> _ {
    blocks::table.filter(blocks::user_id.eq(user_id)).select(blocks::blocked_id)
}

/// The users who block a user.
#[diesel::dsl::auto_type]
pub(in crate::models) fn blocking(user_id: i32) -> _ {
    blocks::table.filter(blocks::blocked_id.eq(user_id)).select(blocks::user_id)
}

/// The condition that no block is between the viewer and the user in the joined table `users`.
#[diesel::dsl::auto_type]
pub(in crate::models) fn not_blocked(viewer_id: i32) -> _ {
    // PostgreSQL hashes the ids for `NOT (… = ANY …)`, but compares them one by one for `<> ALL`, which is `ne_all`.
    let blocked_by: blocked_by = blocked_by(viewer_id);
    let blocking: blocking = blocking(viewer_id);
    not(users::id.eq_any(blocked_by)).and(not(users::id.eq_any(blocking)))
}

/// What stands before, between and after the binds of the viewer's id, in the condition that no block is between the viewer
/// and the user whose id is in `column`.
pub(in crate::models) fn not_blocked_around(column: &str) -> [String; 3] {
    [
        format!("{column} NOT IN (SELECT blocked_id FROM blocks WHERE user_id = "),
        " UNION ALL SELECT user_id FROM blocks WHERE blocked_id = ".to_owned(),
        ")".to_owned(),
    ]
}

/// The condition that no block is between the viewer, the bind `$1`, and the user whose id is in `column`, as SQL.
pub(in crate::models) fn not_blocked_id(column: &str) -> String {
    not_blocked_around(column).join("$1")
}

/// The same of the user in the row `alias`.
pub(in crate::models) fn not_blocked_row(alias: &str) -> String {
    not_blocked_id(&format!("{alias}.id"))
}
