//! Notifications: what other users have done that concerns a user.
//!
//! They are computed when they are read: [`events`] reads likes, comments and so on from their tables, [`groups`] puts those
//! together that are one notification. The only row that is written is that of [`state`], when a user has seen them.

mod dict;
mod events;
mod groups;
mod kind;
mod pending;
mod source;
mod state;

pub use dict::{NotificationCountDict, NotificationDict, NotificationSettingsDict};
pub use kind::NotificationKind;
pub(in crate::models) use pending::has_new_events;

use diesel::QueryResult;
use time::{Duration, OffsetDateTime, PrimitiveDateTime, Time};

use self::{
    events::{Amount, Between, Event, Events},
    groups::Group,
    state::NotificationState,
};
use crate::{
    db::Conn,
    models::{CurrentUser, Cursor, Mention, PageRequest, PubDate},
};

/// The notifications of a user, which are no rows.
pub struct Notification;

/// The newest notification of a user, for a push message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LatestNotification {
    pub notification: NotificationDict,
    /// The number of notifications that the user has not seen, with this one.
    pub unseen: usize,
}

/// How often events are read for one page. A page that is still short then has a next one all the same.
const MOST_READS: usize = 6;

/// What was read, unless mentions in new texts had to be read first: see [`super::Mention::update_some`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fresh<T> {
    Read(T),
    MentionsAreOutdated,
}

impl Notification {
    /// A page of the notifications of `viewer`, newest first, and where the next one begins.
    ///
    /// The number in the cursor says how many notifications of its time came before.
    pub fn list(
        conn: &mut Conn,
        viewer: &CurrentUser,
        page: PageRequest,
    ) -> QueryResult<Fresh<(Vec<NotificationDict>, Option<Cursor>)>> {
        let (state, is_outdated) = NotificationState::load(conn, viewer.id)?;
        if is_outdated {
            return Ok(Fresh::MentionsAreOutdated);
        }
        let from = page.before.unwrap_or(Cursor::LATEST);
        let limit = usize::try_from(page.limit).unwrap_or_default();
        let mut reader = Reader { viewer, before: end_of_day(from.at), amount: Amount::Usual };
        let mut groups = Vec::new();
        let mut more = true;
        for _ in 0..MOST_READS {
            let mut read = reader.next(conn, &state)?;
            drop_shown(&mut read, from);
            groups.extend(read);
            more = !reader.is_at_end();
            if groups.len() > limit || !more {
                break;
            }
        }
        let next = if groups.len() > limit {
            groups.truncate(limit);
            groups.last().map(|last| behind(&groups, last.at(), from))
        } else {
            more.then(|| Cursor::new(PubDate(reader.before - Duration::MICROSECOND), 0))
        };
        Ok(Fresh::Read((NotificationDict::all_of(conn, viewer, &state, &groups)?, next)))
    }

    /// The number of notifications that `viewer` has not seen. Of very many, not all are counted.
    pub fn count_unseen(conn: &mut Conn, viewer: &CurrentUser) -> QueryResult<Fresh<NotificationCountDict>> {
        let (state, is_outdated) = NotificationState::load(conn, viewer.id)?;
        if is_outdated {
            return Ok(Fresh::MentionsAreOutdated);
        }
        let events = unseen_events(conn, viewer, &state)?;
        let wanted = events.into_iter().filter(|event| state.wants(event));
        Ok(Fresh::Read(NotificationCountDict { unseen: Group::all_of(wanted).len() }))
    }

    /// The newest notification that `viewer` has not seen, unless all of it happened until `notified_until`. Nothing after
    /// `until` counts.
    pub fn latest(
        conn: &mut Conn,
        viewer: &CurrentUser,
        notified_until: PrimitiveDateTime,
        until: PrimitiveDateTime,
    ) -> QueryResult<Fresh<Option<LatestNotification>>> {
        let (state, is_outdated) = NotificationState::load(conn, viewer.id)?;
        if is_outdated {
            return Ok(Fresh::MentionsAreOutdated);
        }
        let before = until.saturating_add(Duration::MICROSECOND);
        let between = Between { after: state.seen_at, before };
        let events = Events::load(conn, viewer, between, now(), Amount::Usual)?.events;
        let groups = Group::all_of(events.into_iter().filter(|event| state.wants(event)));
        let unseen = groups.len();
        let newest: Vec<Group> = groups.into_iter().take(1).filter(|group| group.at() > notified_until).collect();
        let notification = NotificationDict::all_of(conn, viewer, &state, &newest)?.pop();
        Ok(Fresh::Read(notification.map(|notification| LatestNotification { notification, unseen })))
    }

    /// Records that `viewer` has seen all notifications that there are. Needs a transaction.
    pub fn set_seen(conn: &mut Conn, viewer: &CurrentUser) -> QueryResult<NotificationCountDict> {
        let (state, is_outdated) = NotificationState::load(conn, viewer.id)?;
        if is_outdated {
            Mention::update_some(conn)?;
        }
        // Not the time of this moment: an event of an earlier time may be committed later.
        if let Some(newest) = unseen_events(conn, viewer, &state)?.first() {
            NotificationState::set_seen(conn, viewer.id, newest.at)?;
        }
        Ok(NotificationCountDict { unseen: 0 })
    }

    /// The kinds of notifications that a user does not want.
    pub fn settings(conn: &mut Conn, viewer_id: i32) -> QueryResult<NotificationSettingsDict> {
        let (state, _) = NotificationState::load(conn, viewer_id)?;
        Ok(NotificationSettingsDict { unwanted_kinds: state.unwanted })
    }

    /// Replaces the kinds of notifications that a user does not want.
    pub fn set_settings(
        conn: &mut Conn,
        viewer_id: i32,
        unwanted_kinds: &[NotificationKind],
    ) -> QueryResult<NotificationSettingsDict> {
        NotificationState::set_unwanted(conn, viewer_id, unwanted_kinds)?;
        Ok(NotificationSettingsDict { unwanted_kinds: unwanted_kinds.to_vec() })
    }
}

/// What `viewer` has not seen, newest first; the usual number of events at most.
fn unseen_events(conn: &mut Conn, viewer: &CurrentUser, state: &NotificationState) -> QueryResult<Vec<Event>> {
    let between = Between { after: state.seen_at, before: Cursor::LAST };
    Ok(Events::load(conn, viewer, between, now(), Amount::Usual)?.events)
}

/// Reads groups of whole days, from new to old.
struct Reader<'a> {
    viewer: &'a CurrentUser,
    /// Where the next read begins.
    before: PrimitiveDateTime,
    amount: Amount,
}

impl Reader<'_> {
    /// The groups of the next days. There is at least one day, unless it has more events than are read at once: then the
    /// next read reads more.
    fn next(&mut self, conn: &mut Conn, state: &NotificationState) -> QueryResult<Vec<Group>> {
        let between = Between { after: Cursor::FIRST, before: self.before };
        let read = Events::load(conn, self.viewer, between, now(), self.amount)?;
        let begin = read.complete_until.map_or(Cursor::FIRST, end_of_day);
        let is_whole_day = begin < self.before && read.events.iter().any(|event| event.at >= begin);
        if !is_whole_day && read.complete_until.is_some() && self.amount != Amount::Most {
            self.before = self.before.min(begin);
            self.amount = self.amount.more();
            return Ok(Vec::new());
        }
        let begin = begin.min(start_of_day(self.before - Duration::MICROSECOND)).max(Cursor::FIRST);
        self.before = begin;
        self.amount = Amount::Usual;
        Ok(Group::all_of(read.events.into_iter().filter(|event| event.at >= begin && state.wants(event))))
    }

    fn is_at_end(&self) -> bool {
        self.before <= Cursor::FIRST
    }
}

/// Drops the groups that earlier pages showed.
fn drop_shown(groups: &mut Vec<Group>, from: Cursor) {
    let mut same = 0;
    groups.retain(|group| {
        same += i32::from(group.at() == from.at);
        group.at() < from.at || (group.at() == from.at && same > from.id)
    });
}

/// The position behind the last group of a page, whose time is `at`.
fn behind(page: &[Group], at: PrimitiveDateTime, from: Cursor) -> Cursor {
    let before = if from.at == at { from.id } else { 0 };
    let here = page.iter().filter(|group| group.at() == at).count();
    Cursor::new(PubDate(at), before.saturating_add(i32::try_from(here).unwrap_or(i32::MAX)))
}

fn start_of_day(at: PrimitiveDateTime) -> PrimitiveDateTime {
    at.replace_time(Time::MIDNIGHT)
}

/// The midnight that ends the day of a time.
fn end_of_day(at: PrimitiveDateTime) -> PrimitiveDateTime {
    start_of_day(at).checked_add(Duration::DAY).map_or(Cursor::LAST, |end| end.min(Cursor::LAST))
}

/// In seconds since 1970.
fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}
