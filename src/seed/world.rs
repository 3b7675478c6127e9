//! The demo data in memory, before it is written. A user or post is identified by its index.

use std::collections::HashSet;

use fake::{
    Fake,
    faker::name::en::{FirstName, LastName},
};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::SliceRandom};
use time::{Duration, OffsetDateTime, PrimitiveDateTime};

use super::{
    DEMO_USERNAME,
    words::{self, DemoImage},
};
use crate::models::PostImage;

/// The number of users that each user follows, if [`NOT_FOLLOWED`] others remain.
const FOLLOWED: usize = 10;

/// The least number of users that a user does not follow, so that there are suggestions and invisible posts.
const NOT_FOLLOWED: usize = 8;

/// Days that the posts spread over.
const DAYS: i64 = 30;

pub struct World {
    pub users: Vec<User>,
    /// (follower, followed user)
    pub following: Vec<(usize, usize)>,
    pub stories: Vec<Story>,
    /// Oldest first, so that ids follow the time.
    pub posts: Vec<Post>,
    pub likes: Vec<Reaction>,
    pub bookmarks: Vec<Reaction>,
    pub comments: Vec<(&'static str, Reaction)>,
}

pub struct User {
    pub first_name: String,
    pub last_name: String,
    pub username: String,
    pub image_url: String,
}

pub struct Story {
    pub author: usize,
    pub text: &'static str,
    pub time: PrimitiveDateTime,
}

pub struct Post {
    pub author: usize,
    pub image_url: String,
    pub caption: &'static str,
    pub alt_text: &'static str,
    /// The images behind the first.
    pub others: Vec<PostImage>,
    pub time: PrimitiveDateTime,
}

/// A like, bookmark or comment.
pub struct Reaction {
    pub user: usize,
    pub post: usize,
    pub time: PrimitiveDateTime,
}

impl World {
    /// Generates the data of `user_count` users, at least two.
    pub fn new(user_count: usize, seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let now = OffsetDateTime::now_utc();
        let users = users(user_count, &mut rng);
        let mut circle: Vec<usize> = (0..user_count).collect();
        circle.shuffle(&mut rng);
        let following = following(&circle, &mut rng);
        let stories = stories(&circle, now, &mut rng);
        let posts = posts(user_count, now, &mut rng);
        let mut world = Self {
            users,
            following,
            stories,
            posts,
            likes: Vec::new(),
            bookmarks: Vec::new(),
            comments: Vec::new(),
        };
        for user in 0..user_count {
            world.react(user, now, &mut rng);
        }
        world.add_images(&mut rng);
        world.likes.sort_by_key(|like| like.time);
        world.bookmarks.sort_by_key(|bookmark| bookmark.time);
        world.comments.sort_by_key(|(_, comment)| comment.time);
        world
    }

    /// The total number of rows.
    pub fn len(&self) -> usize {
        let own = self.users.len() + self.following.len() + self.stories.len() + self.posts.len();
        own + self.likes.len() + self.bookmarks.len() + self.comments.len()
    }

    /// Adds images to one of six posts.
    fn add_images(&mut self, rng: &mut StdRng) {
        let mut images = words::images();
        for post in &mut self.posts {
            if rng.random_ratio(1, 6) {
                images.shuffle(rng);
                let others = images.iter().filter(|image| image.path != post.image_url);
                let image = |image: &DemoImage| PostImage {
                    image_url: image.path.clone(),
                    alt_text: Some(image.alt_text.to_owned()),
                };
                post.others = others.take(rng.random_range(1..=4)).map(image).collect();
            }
        }
    }

    /// Adds likes, bookmarks and comments of a user, on posts that the user may see.
    fn react(&mut self, user: usize, now: OffsetDateTime, rng: &mut StdRng) {
        let followed: HashSet<usize> = self
            .following
            .iter()
            .filter(|(follower, _)| *follower == user)
            .map(|(_, followed)| *followed)
            .collect();
        let mut visible: Vec<usize> =
            (0..self.posts.len()).filter(|&post| followed.contains(&self.posts[post].author)).collect();
        let mut choose = |min: usize, max: usize, rng: &mut StdRng| {
            visible.shuffle(rng);
            let chosen = visible.iter().copied().take(rng.random_range(min..=max));
            let chosen = chosen.map(|post| Reaction { user, post, time: after(self.posts[post].time, now, rng) });
            chosen.collect::<Vec<_>>()
        };
        let likes = choose(15, 35, rng);
        let bookmarks = choose(2, 6, rng);
        let comments = choose(6, 14, rng);
        self.likes.extend(likes);
        self.bookmarks.extend(bookmarks);
        self.comments.extend(comments.into_iter().map(|comment| (pick(words::COMMENTS, rng), comment)));
    }
}

fn users(count: usize, rng: &mut StdRng) -> Vec<User> {
    let mut taken = HashSet::from([DEMO_USERNAME.to_owned()]);
    let mut portraits: Vec<usize> = (1..=words::PORTRAITS).collect();
    portraits.shuffle(rng);
    (0..count)
        .map(|index| {
            let first_name: String = FirstName().fake_with_rng(rng);
            let last_name: String = LastName().fake_with_rng(rng);
            let username = match index {
                0 => DEMO_USERNAME.to_owned(),
                _ => free_username(&first_name, &last_name, &mut taken),
            };
            let image_url = words::portrait(portraits[index % portraits.len()]);
            User { first_name, last_name, username, image_url }
        })
        .collect()
}

fn free_username(first_name: &str, last_name: &str, taken: &mut HashSet<String>) -> String {
    let name: String = format!("{first_name}_{last_name}")
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    let mut username = name.clone();
    let mut number = 1;
    while !taken.insert(username.clone()) {
        number += 1;
        username = format!("{name}{number}");
    }
    username
}

/// Each user follows the next two in a circle, so that everyone has followers, and others at random.
fn following(circle: &[usize], rng: &mut StdRng) -> Vec<(usize, usize)> {
    let users = circle.len();
    let count = FOLLOWED.min(users.saturating_sub(NOT_FOLLOWED)).clamp(1, users - 1);
    let mut pairs = Vec::with_capacity(users * count);
    for (position, &follower) in circle.iter().enumerate() {
        let next = (1..users).map(|step| circle[(position + step) % users]);
        let mut chosen: Vec<usize> = next.collect();
        let neighbours = 2.min(count);
        chosen[neighbours..].shuffle(rng);
        chosen.truncate(count);
        pairs.extend(chosen.into_iter().map(|followed| (follower, followed)));
    }
    // In a realistic order, not user by user.
    pairs.shuffle(rng);
    pairs
}

/// Two of three users in the circle have a story. Each user follows the next two, so each sees a story of another user.
fn stories(circle: &[usize], now: OffsetDateTime, rng: &mut StdRng) -> Vec<Story> {
    let authors = circle.iter().enumerate().filter(|(position, _)| position % 3 != 2);
    let mut stories: Vec<Story> = authors
        .map(|(_, &author)| {
            let age = Duration::minutes(rng.random_range(2..23 * 60));
            Story { author, text: pick(words::STORIES, rng), time: whole_seconds(now - age) }
        })
        .collect();
    stories.sort_by_key(|story| story.time);
    stories
}

fn posts(users: usize, now: OffsetDateTime, rng: &mut StdRng) -> Vec<Post> {
    let images = words::images();
    let mut deck: Vec<&DemoImage> = Vec::new();
    let mut posts = Vec::new();
    for author in 0..users {
        for _ in 0..rng.random_range(6..=12) {
            if deck.is_empty() {
                deck = images.iter().collect();
                deck.shuffle(rng);
            }
            let Some(image) = deck.pop() else { continue };
            // Squared, so that most posts are from the last days.
            let age = rng.random::<f64>().powi(2) * (DAYS * 24 * 3600) as f64;
            posts.push(Post {
                author,
                image_url: image.path.clone(),
                caption: pick(&image.captions, rng),
                alt_text: image.alt_text,
                others: Vec::new(),
                time: whole_seconds(now - Duration::seconds_f64(age)),
            });
        }
    }
    posts.sort_by_key(|post| post.time);
    posts
}

/// A random time after `time`, more often an early one.
fn after(time: PrimitiveDateTime, now: OffsetDateTime, rng: &mut StdRng) -> PrimitiveDateTime {
    let passed = (now - time.assume_utc()).as_seconds_f64().max(0.0);
    whole_seconds(time.assume_utc() + Duration::seconds_f64(passed * rng.random::<f64>().powi(3)))
}

fn whole_seconds(time: OffsetDateTime) -> PrimitiveDateTime {
    let time = time.truncate_to_second();
    PrimitiveDateTime::new(time.date(), time.time())
}

fn pick(words: &[&'static str], rng: &mut StdRng) -> &'static str {
    words[rng.random_range(0..words.len())]
}
