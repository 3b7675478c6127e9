//! Users with events that one of their devices was not sent yet.

use super::source::{Columns, Source};

/// The condition that the user of a device `d` is a moderator.
const IS_MODERATOR: &str = "EXISTS (SELECT 1 FROM users s WHERE s.id = d.user_id AND s.role <> 'member')";

/// The condition, on a row `d` of `push_subscriptions`, that something concerns its user that happened after
/// `d.notified_until`, and not after the bind `until`. What the user may not see or does not want counts, too: it is left out
/// when the message is written.
pub(in crate::models) fn has_new_events(until: &str) -> String {
    let happened = |source: Source| {
        let Columns { time, actor, rows, owner, .. } = source.columns();
        let by_another = actor.map_or_else(String::new, |actor| format!(" AND {actor} <> d.user_id"));
        let of_owner = owner.map_or_else(String::new, |owner| format!(" AND {owner} = d.user_id"));
        let exists = format!(
            "EXISTS (SELECT 1 FROM {rows} WHERE {time} > d.notified_until AND {time} <= {until}{of_owner}{by_another})"
        );
        match owner {
            Some(_) => exists,
            None => format!("{IS_MODERATOR} AND {exists}"),
        }
    };
    format!("({})", Source::ALL.map(happened).join(" OR "))
}
