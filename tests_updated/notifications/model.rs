//! Random worlds, and the notifications that a naive model says each user must get.

use std::collections::{BTreeMap, BTreeSet};

use proptest::{collection::vec, prelude::*, sample::Index};

/// Users and what they did, by their positions in these lists.
#[derive(Debug, Clone)]
pub struct World {
    pub users: usize,
    pub disabled: BTreeSet<usize>,
    /// Who blocks or mutes whom.
    pub blocks: BTreeSet<(usize, usize)>,
    pub mutes: BTreeSet<(usize, usize)>,
    /// Who follows whom, and whether the other accepted a request.
    pub follows: BTreeMap<(usize, usize), bool>,
    pub requests: BTreeSet<(usize, usize)>,
    pub posts: Vec<Post>,
    pub comments: Vec<Comment>,
    /// Who likes which post or comment.
    pub likes: BTreeSet<(usize, usize)>,
    pub comment_likes: BTreeSet<(usize, usize)>,
    /// The number of things that users have seen of all that happened, and the kind that they do not want.
    pub seen: usize,
    pub unwanted: Option<&'static str>,
}

#[derive(Debug, Clone)]
pub struct Post {
    pub author: usize,
    pub mentions: Option<usize>,
    /// `None` if all followers see it.
    pub audience: Option<BTreeSet<usize>>,
    pub is_hidden: bool,
}

#[derive(Debug, Clone)]
pub struct Comment {
    pub author: usize,
    pub post: usize,
    /// The user whom it mentions, and whether it begins with that.
    pub mentions: Option<(usize, bool)>,
    pub is_hidden: bool,
}

/// Something that a user did, and what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// The time, as a number that counts up from the first event.
    pub time: usize,
    pub kind: &'static str,
    pub actor: usize,
    pub post: Option<usize>,
    pub comment: Option<usize>,
}

/// A notification as a user must get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    pub newest: Event,
    /// Who acted, those who acted last first.
    pub actors: Vec<usize>,
    pub seen: bool,
}

/// The number of events in a day of a world.
pub const EVENTS_OF_DAY: usize = 9;

/// The times of what happens: one after the other, so that no two are equal.
pub struct Times {
    pub posts: Vec<usize>,
    pub comments: Vec<usize>,
    pub likes: BTreeMap<(usize, usize), usize>,
    pub comment_likes: BTreeMap<(usize, usize), usize>,
    pub follows: BTreeMap<(usize, usize), usize>,
    pub requests: BTreeMap<(usize, usize), usize>,
}

impl Times {
    /// Times that mix the kinds of events: the events of each kind are `step` apart.
    pub fn of(world: &World) -> Self {
        let step = 6;
        let time = |offset: usize| move |position: usize| position * step + offset;
        let all = |pairs: Vec<(usize, usize)>, offset| {
            pairs.into_iter().enumerate().map(|(position, pair)| (pair, time(offset)(position))).collect()
        };
        Self {
            posts: (0..world.posts.len()).map(time(0)).collect(),
            comments: (0..world.comments.len()).map(time(1)).collect(),
            likes: all(world.likes.iter().copied().collect(), 2),
            comment_likes: all(world.comment_likes.iter().copied().collect(), 3),
            follows: all(world.follows.keys().copied().collect(), 4),
            requests: all(world.requests.iter().copied().collect(), 5),
        }
    }
}

impl World {
    fn is_welcome(&self, viewer: usize, actor: usize) -> bool {
        let blocked = self.blocks.contains(&(viewer, actor)) || self.blocks.contains(&(actor, viewer));
        viewer != actor && !self.disabled.contains(&actor) && !blocked && !self.mutes.contains(&(viewer, actor))
    }

    fn sees(&self, viewer: usize, post: usize) -> bool {
        let Post { author, audience, is_hidden, .. } = &self.posts[post];
        let follows = self.follows.contains_key(&(viewer, *author)) && !self.disabled.contains(author);
        let is_for = audience.as_ref().is_none_or(|members| members.contains(&viewer));
        viewer == *author || (follows && is_for && !is_hidden)
    }

    fn events(&self, viewer: usize) -> Vec<Event> {
        let times = Times::of(self);
        let mut events = Vec::new();
        for (post, made) in self.posts.iter().enumerate() {
            if made.mentions == Some(viewer) && self.sees(viewer, post) {
                let time = times.posts[post];
                events.push(Event { time, kind: "mention", actor: made.author, post: Some(post), comment: None });
            }
        }
        for (comment, made) in self.comments.iter().enumerate() {
            let kind = match made.mentions {
                Some((user, true)) if user == viewer => "reply",
                Some((user, false)) if user == viewer => "mention",
                _ if self.posts[made.post].author == viewer => "comment",
                _ => continue,
            };
            if self.sees(viewer, made.post) && !made.is_hidden {
                let (time, post) = (times.comments[comment], Some(made.post));
                events.push(Event { time, kind, actor: made.author, post, comment: Some(comment) });
            }
        }
        for (&(actor, post), &time) in &times.likes {
            if self.posts[post].author == viewer {
                events.push(Event { time, kind: "like", actor, post: Some(post), comment: None });
            }
        }
        for (&(actor, comment), &time) in &times.comment_likes {
            let post = self.comments[comment].post;
            if self.comments[comment].author == viewer && self.sees(viewer, post) {
                let (post, comment) = (Some(post), Some(comment));
                events.push(Event { time, kind: "comment_like", actor, post, comment });
            }
        }
        for (&(follower, followee), &was_requested) in &self.follows {
            let (time, post, comment) = (times.follows[&(follower, followee)], None, None);
            if followee == viewer && !was_requested {
                events.push(Event { time, kind: "follow", actor: follower, post, comment });
            }
            if follower == viewer && was_requested {
                events.push(Event { time, kind: "follow_accepted", actor: followee, post, comment });
            }
        }
        for (&(asker, target), &time) in &times.requests {
            if target == viewer {
                events.push(Event { time, kind: "follow_request", actor: asker, post: None, comment: None });
            }
        }
        events.retain(|event| self.is_welcome(viewer, event.actor) && self.unwanted != Some(event.kind));
        events
    }

    /// The notifications of a viewer, newest first.
    pub fn notifications(&self, viewer: usize) -> Vec<Expected> {
        let mut groups: BTreeMap<_, Vec<Event>> = BTreeMap::new();
        for event in self.events(viewer) {
            let subject = if event.kind == "comment_like" { event.comment } else { event.post };
            groups.entry((event.kind, subject, event.time / EVENTS_OF_DAY)).or_default().push(event);
        }
        let group = |mut events: Vec<Event>| {
            events.sort_unstable();
            events.reverse();
            let mut actors: Vec<usize> = Vec::new();
            for event in &events {
                if !actors.contains(&event.actor) {
                    actors.push(event.actor);
                }
            }
            Expected { newest: events[0], actors, seen: events[0].time < self.seen }
        };
        let mut all: Vec<Expected> = groups.into_values().map(group).collect();
        all.sort_by_key(|one| std::cmp::Reverse(one.newest.time));
        all
    }
}

fn pairs(all: &[(Index, Index)], first: usize, second: usize) -> BTreeSet<(usize, usize)> {
    let pairs = all.iter().filter(|_| first > 0 && second > 0);
    pairs.map(|(a, b)| (a.index(first), b.index(second))).collect()
}

pub fn worlds() -> impl Strategy<Value = World> {
    let any_pairs = |most| vec(any::<(Index, Index)>(), 0..=most);
    let post = (
        any::<Index>(),
        prop::option::of(any::<Index>()),
        prop::option::weighted(0.3, vec(any::<Index>(), 0..=3)),
        prop::bool::weighted(0.2),
    );
    let comment =
        (any::<(Index, Index)>(), prop::option::of((any::<Index>(), any::<bool>())), prop::bool::weighted(0.2));
    let people = (vec(prop::bool::weighted(0.15), 2..=5), any_pairs(2), any_pairs(2));
    let follows = (vec((any::<(Index, Index)>(), any::<bool>()), 0..=14), any_pairs(3));
    let made = (vec(post, 0..=5), vec(comment, 0..=9), any_pairs(12), any_pairs(8));
    let kinds = ["like", "comment", "mention", "reply", "comment_like", "follow", "follow_request"];
    let state = (0..60_usize, prop::option::weighted(0.3, prop::sample::select(kinds.to_vec())));
    (people, follows, made, state).prop_map(|(people, follows, made, (seen, unwanted))| {
        let (disabled, blocks, mutes) = people;
        let users = disabled.len();
        let others = |pairs: BTreeSet<(usize, usize)>| pairs.into_iter().filter(|(a, b)| a != b);
        let blocks: BTreeSet<_> = others(pairs(&blocks, users, users)).filter(|(a, b)| a < b).collect();
        let apart = |a: usize, b: usize| blocks.contains(&(a, b)) || blocks.contains(&(b, a));
        let (follows, requests) = follows;
        let follows: BTreeMap<_, _> = follows
            .into_iter()
            .map(|((a, b), was_requested)| ((a.index(users), b.index(users)), was_requested))
            .filter(|((a, b), _)| a != b && !apart(*a, *b))
            .collect();
        let (posts, comments, likes, comment_likes) = made;
        let posts: Vec<Post> = posts
            .into_iter()
            .map(|(author, mentions, audience, is_hidden)| Post {
                author: author.index(users),
                mentions: mentions.map(|user| user.index(users)),
                audience: audience.map(|members| members.iter().map(|user| user.index(users)).collect()),
                is_hidden,
            })
            .collect();
        let comments: Vec<Comment> = comments
            .into_iter()
            .filter(|_| !posts.is_empty())
            .map(|((author, post), mentions, is_hidden)| Comment {
                author: author.index(users),
                post: post.index(posts.len()),
                mentions: mentions.map(|(user, is_reply)| (user.index(users), is_reply)),
                is_hidden,
            })
            .collect();
        World {
            users,
            disabled: (0..users).filter(|user| disabled[*user]).collect(),
            mutes: others(pairs(&mutes, users, users)).filter(|(a, b)| !apart(*a, *b)).collect(),
            requests: others(pairs(&requests, users, users))
                .filter(|(a, b)| !apart(*a, *b) && !follows.contains_key(&(*a, *b)))
                .collect(),
            likes: pairs(&likes, users, posts.len()),
            comment_likes: pairs(&comment_likes, users, comments.len()),
            follows,
            blocks,
            posts,
            comments,
            seen,
            unwanted,
        }
    })
}
