//! Random worlds: users and what they have made, by their positions in lists.

use std::collections::{BTreeMap, BTreeSet};

use proptest::{collection::vec, prelude::*, sample::Index};

#[derive(Debug, Clone)]
pub struct World {
    pub users: Vec<Member>,
    /// Who follows whom. Rows written beside the server may say that users follow themselves.
    pub follows: BTreeSet<(usize, usize)>,
    /// Who blocks whom. Of two users, one blocks the other.
    pub blocks: BTreeSet<(usize, usize)>,
    /// Who has asked to follow whom. This changes nothing that anybody sees.
    pub requests: BTreeSet<(usize, usize)>,
    /// Who mutes whom, and what of them.
    pub mutes: BTreeMap<(usize, usize), Muted>,
    /// The owner of each audience, and its members. They may have stopped following.
    pub audiences: Vec<(usize, BTreeSet<usize>)>,
    pub posts: Vec<Shared>,
    pub stories: Vec<Shared>,
    pub comments: Vec<Comment>,
    /// Who likes or has bookmarked which post, and who likes which comment.
    pub likes: BTreeSet<(usize, usize)>,
    pub bookmarks: BTreeSet<(usize, usize)>,
    pub comment_likes: BTreeSet<(usize, usize)>,
    /// Who reports what. No moderator decides, so this changes nothing that anybody sees.
    pub reports: BTreeSet<(usize, Subject)>,
}

#[derive(Debug, Clone, Copy)]
pub struct Member {
    pub is_disabled: bool,
    /// Whether the account was deleted, after all that the world says of the user.
    pub is_deleted: bool,
    /// This changes nothing that anybody sees.
    pub is_private: bool,
}

/// A post or story.
#[derive(Debug, Clone)]
pub struct Shared {
    pub author: usize,
    /// `None` if all followers see it; otherwise audiences of the author, which may be none.
    pub audiences: Option<BTreeSet<usize>>,
    /// Whether moderators have hidden it.
    pub is_hidden: bool,
}

#[derive(Debug, Clone, Copy)]
pub struct Comment {
    pub author: usize,
    pub post: usize,
    /// Whether moderators have hidden it.
    pub is_hidden: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Muted {
    Posts,
    Stories,
    Both,
}

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    Post(usize),
    Story(usize),
    Comment(usize),
    User(usize),
}

/// A position in a list of this length, if it has any.
fn position(index: Index, length: usize) -> Option<usize> {
    (length > 0).then(|| index.index(length))
}

/// Pairs of positions in lists of these lengths.
fn pairs<T: FromIterator<(usize, usize)>>(all: &[(Index, Index)], first: usize, second: usize) -> T {
    all.iter().filter_map(|(a, b)| Some((position(*a, first)?, position(*b, second)?))).collect()
}

pub fn worlds() -> impl Strategy<Value = World> {
    let any_pairs = |most| vec(any::<(Index, Index)>(), 0..=most);
    let is_hidden = || prop::bool::weighted(0.2);
    let shared = (any::<Index>(), prop::option::weighted(0.4, vec(any::<Index>(), 0..=2)), is_hidden());
    let comments = vec((any::<(Index, Index)>(), is_hidden()), 0..=8);
    let lists = (vec(shared.clone(), 0..=5), vec(shared, 0..=4), comments);
    let audiences = vec((any::<Index>(), vec(any::<Index>(), 0..=3)), 0..=4);
    let marks = (any_pairs(8), any_pairs(8), any_pairs(6));
    let muted = prop_oneof![Just(Muted::Posts), Just(Muted::Stories), Just(Muted::Both)];
    let between = (any_pairs(14), any_pairs(4), any_pairs(3), vec((any::<(Index, Index)>(), muted), 0..=4));
    let reports = vec((any::<Index>(), 0..4, any::<Index>()), 0..=4);
    let member = (prop::bool::weighted(0.25), prop::bool::weighted(0.1), any::<bool>());
    let member =
        member.prop_map(|(is_disabled, is_deleted, is_private)| Member { is_disabled, is_deleted, is_private });
    (vec(member, 1..=5), between, audiences, lists, marks, reports).prop_map(
        |(members, (follows, requests, blocks, mutes), audiences, lists, marks, reports)| {
            let users = members.len();
            let audiences: Vec<(usize, BTreeSet<usize>)> = audiences
                .into_iter()
                .map(|(owner, members)| (owner.index(users), members.iter().map(|one| one.index(users)).collect()))
                .collect();
            let shared = |list: Vec<(Index, Option<Vec<Index>>, bool)>| {
                let shared = |(author, chosen, is_hidden): (Index, Option<Vec<Index>>, bool)| {
                    let author = author.index(users);
                    let own: Vec<usize> = (0..audiences.len()).filter(|one| audiences[*one].0 == author).collect();
                    let of = |one: Index| position(one, own.len()).map(|position| own[position]);
                    let audiences = chosen.map(|chosen| chosen.into_iter().filter_map(of).collect());
                    Shared { author, audiences, is_hidden }
                };
                list.into_iter().map(shared).collect::<Vec<_>>()
            };
            let (posts, stories) = (shared(lists.0), shared(lists.1));
            let comment = |((author, post), is_hidden): ((Index, Index), bool)| {
                Some(Comment { author: author.index(users), post: position(post, posts.len())?, is_hidden })
            };
            let comments: Vec<Comment> = lists.2.into_iter().filter_map(comment).collect();
            let report = |(reporter, kind, subject): (Index, i32, Index)| {
                let subject = match kind {
                    0 => Subject::Post(position(subject, posts.len())?),
                    1 => Subject::Story(position(subject, stories.len())?),
                    2 => Subject::Comment(position(subject, comments.len())?),
                    _ => Subject::User(subject.index(users)),
                };
                Some((reporter.index(users), subject))
            };
            let mutes = mutes.iter().map(|((by, of), muted)| ((by.index(users), of.index(users)), *muted));
            let mut blocks: BTreeSet<_> = pairs(&blocks, users, users);
            let both_ways = blocks.clone();
            blocks.retain(|(by, of)| by < of || (by > of && !both_ways.contains(&(*of, *by))));
            let follows: BTreeSet<_> = pairs(&follows, users, users);
            let mut requests: BTreeSet<_> = pairs(&requests, users, users);
            requests.retain(|pair| pair.0 != pair.1 && members[pair.1].is_private && !follows.contains(pair));
            World {
                mutes: mutes.filter(|((by, of), _)| by != of).collect(),
                likes: pairs(&marks.0, users, posts.len()),
                bookmarks: pairs(&marks.1, users, posts.len()),
                comment_likes: pairs(&marks.2, users, comments.len()),
                reports: reports.into_iter().filter_map(report).collect(),
                users: members,
                follows,
                blocks,
                requests,
                audiences,
                posts,
                stories,
                comments,
            }
        },
    )
}
