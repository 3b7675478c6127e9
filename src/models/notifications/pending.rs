//! Users whom something concerns that is not told to one of their devices yet.

use super::source::{Columns, Source};

/// The condition that the user of a device `d` is a moderator.
const IS_MODERATOR: &str = "EXISTS (SELECT 1 FROM users s WHERE s.id = d.user_id AND s.role <> 'member')";

/// The condition, on a row `d` of a device, that something has happened after `d.told_at`, and not after the bind `until`. What
/// the user may not see or does not want counts, too: it is left out when the message is written.
pub(in crate::models) fn has_news(until: &str) -> String {
    let happened = |source: Source| {
        let Columns { time, actor, rows, owner, .. } = source.columns();
        let by_another = actor.map_or_else(String::new, |actor| format!(" AND {actor} <> d.user_id"));
        let of_owner = owner.map_or_else(String::new, |owner| format!(" AND {owner} = d.user_id"));
        let exists = format!(
            "EXISTS (SELECT 1 FROM {rows} WHERE {time} > d.told_at AND {time} <= {until}{of_owner}{by_another})"
        );
        match owner {
            Some(_) => exists,
            None => format!("{IS_MODERATOR} AND {exists}"),
        }
    };
    format!("({})", Source::ALL.map(happened).join(" OR "))
}
