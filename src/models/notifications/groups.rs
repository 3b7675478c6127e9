//! Events that belong together are one notification: what users did with the same post or comment on the same day, in UTC.
//! So earlier notifications do not change when something new happens.

use std::collections::{HashMap, HashSet};

use time::{Date, PrimitiveDateTime};

use super::{Event, NotificationKind};

/// The number of actors that a notification names.
const NAMED: usize = 3;

/// What the events of a notification have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct GroupKey {
    pub kind: NotificationKind,
    /// The id of the post, comment or report; 0 if the kind has none.
    pub subject_id: i32,
    pub day: Date,
}

/// Events that are one notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub key: GroupKey,
    pub newest: Event,
    /// All users, those who acted last first.
    actor_ids: Vec<i32>,
}

impl GroupKey {
    pub fn of(event: &Event) -> Self {
        use NotificationKind as Kind;

        let subject_id = match event.kind {
            Kind::Like | Kind::Comment | Kind::Mention | Kind::Reply => event.post_id,
            Kind::CommentLike => event.comment_id,
            Kind::Follow | Kind::FollowRequest | Kind::FollowAccepted => None,
            Kind::Report | Kind::Notice => event.report_id,
        };
        Self { kind: event.kind, subject_id: subject_id.unwrap_or_default(), day: event.at.date() }
    }

    /// A text that differs from those of all other notifications of a user.
    pub fn id(&self) -> String {
        format!("{}-{}-{}", self.kind.name(), self.subject_id, self.day.to_julian_day())
    }
}

impl Group {
    /// The groups of `events`, which are sorted from new to old. The groups are sorted by their newest event.
    pub fn all_of(events: impl IntoIterator<Item = Event>) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        let mut positions: HashMap<GroupKey, usize> = HashMap::new();
        for event in events {
            let key = GroupKey::of(&event);
            let position = *positions.entry(key).or_insert_with(|| {
                groups.push(Self { key, newest: event, actor_ids: Vec::new() });
                groups.len() - 1
            });
            if let Some(group) = groups.get_mut(position) {
                group.actor_ids.extend(event.actor_id);
            }
        }
        for group in &mut groups {
            group.keep_first_of_each_actor();
        }
        // Of the same time, in an order that does not depend on the database.
        groups.sort_by(|a, b| {
            (b.newest.at, a.key.kind, a.key.subject_id).cmp(&(a.newest.at, b.key.kind, b.key.subject_id))
        });
        groups
    }

    pub fn at(&self) -> PrimitiveDateTime {
        self.newest.at
    }

    /// The users who acted last, and how many acted.
    pub fn actors(&self) -> (&[i32], usize) {
        (&self.actor_ids[..self.actor_ids.len().min(NAMED)], self.actor_ids.len())
    }

    fn keep_first_of_each_actor(&mut self) {
        let mut known = HashSet::new();
        self.actor_ids.retain(|id| known.insert(*id));
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn like(at: PrimitiveDateTime, actor_id: i32, post_id: i32) -> Event {
        Event {
            kind: NotificationKind::Like,
            at,
            actor_id: Some(actor_id),
            post_id: Some(post_id),
            comment_id: None,
            report_id: None,
        }
    }

    #[test]
    fn likes_of_a_post_on_one_day_are_one_notification() {
        let groups = Group::all_of([
            like(datetime!(2026-03-02 08:00), 5, 1),
            like(datetime!(2026-03-01 12:00), 4, 1),
            like(datetime!(2026-03-01 11:00), 3, 2),
            like(datetime!(2026-03-01 10:00), 4, 1),
            like(datetime!(2026-03-01 09:00), 6, 1),
        ]);

        let seen: Vec<_> = groups.iter().map(|group| (group.key.id(), group.actors())).collect();
        assert_eq!(
            seen,
            [
                ("like-1-2461102".to_owned(), (&[5][..], 1)),
                ("like-1-2461101".to_owned(), (&[4, 6][..], 2)),
                ("like-2-2461101".to_owned(), (&[3][..], 1)),
            ]
        );
    }

    #[test]
    fn a_notification_names_three_users_and_counts_all() {
        let likes = (1..=9).map(|actor| like(datetime!(2026-03-01 12:00), actor, 1));

        assert_eq!(Group::all_of(likes)[0].actors(), (&[1, 2, 3][..], 9));
    }
}
