//! The demo world, before it is written anywhere. People and posts are known by their places in it.

use std::collections::HashSet;

use fake::{
    Fake,
    faker::name::en::{FirstName, LastName},
};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::SliceRandom};
use time::{Duration, OffsetDateTime, PrimitiveDateTime};

use super::words::{self, Picture};

/// How many people one follows, if there are enough that some remain to be suggested.
const FOLLOWED: usize = 10;

/// How many people at least somebody must not follow, to have suggestions and posts that they may not see.
const STRANGERS: usize = 8;

/// Posts of the last so many days.
const DAYS: i64 = 30;

pub struct World {
    pub people: Vec<Person>,
    /// (who follows, whom)
    pub following: Vec<(usize, usize)>,
    pub stories: Vec<Story>,
    /// Oldest first, as they would have got their ids.
    pub posts: Vec<Post>,
    pub likes: Vec<Reaction>,
    pub bookmarks: Vec<Reaction>,
    pub comments: Vec<(&'static str, Reaction)>,
}

pub struct Person {
    pub first_name: String,
    pub last_name: String,
    pub username: String,
    pub picture: String,
}

pub struct Story {
    pub author: usize,
    pub text: &'static str,
    pub time: PrimitiveDateTime,
}

pub struct Post {
    pub author: usize,
    pub picture: String,
    pub caption: &'static str,
    pub alt_text: &'static str,
    pub time: PrimitiveDateTime,
}

/// Somebody likes, bookmarks or comments on a post.
pub struct Reaction {
    pub person: usize,
    pub post: usize,
    pub time: PrimitiveDateTime,
}

impl World {
    /// `users` people, at least two, and their doings up to this moment.
    pub fn new(users: usize, seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let now = OffsetDateTime::now_utc();
        let people = people(users, &mut rng);
        let mut circle: Vec<usize> = (0..users).collect();
        circle.shuffle(&mut rng);
        let following = following(&circle, &mut rng);
        let stories = stories(&circle, now, &mut rng);
        let posts = posts(users, now, &mut rng);
        let mut world = Self {
            people,
            following,
            stories,
            posts,
            likes: Vec::new(),
            bookmarks: Vec::new(),
            comments: Vec::new(),
        };
        for person in 0..users {
            world.react(person, now, &mut rng);
        }
        world.likes.sort_by_key(|like| like.time);
        world.bookmarks.sort_by_key(|bookmark| bookmark.time);
        world.comments.sort_by_key(|(_, comment)| comment.time);
        world
    }

    /// Rows in all.
    pub fn len(&self) -> usize {
        let own = self.people.len() + self.following.len() + self.stories.len() + self.posts.len();
        own + self.likes.len() + self.bookmarks.len() + self.comments.len()
    }

    /// Likes, bookmarks and comments of one person, on posts that they see.
    fn react(&mut self, person: usize, now: OffsetDateTime, rng: &mut StdRng) {
        let followed: HashSet<usize> =
            self.following.iter().filter(|(who, _)| *who == person).map(|(_, whom)| *whom).collect();
        let mut seen: Vec<usize> =
            (0..self.posts.len()).filter(|&post| followed.contains(&self.posts[post].author)).collect();
        let mut choose = |least: usize, most: usize, rng: &mut StdRng| {
            seen.shuffle(rng);
            let chosen = seen.iter().copied().take(rng.random_range(least..=most));
            let chosen =
                chosen.map(|post| Reaction { person, post, time: after(self.posts[post].time, now, rng) });
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

fn people(users: usize, rng: &mut StdRng) -> Vec<Person> {
    let mut taken = HashSet::from(["webdev".to_owned()]);
    let mut faces: Vec<usize> = (1..=words::FACES).collect();
    faces.shuffle(rng);
    (0..users)
        .map(|place| {
            let first_name: String = FirstName().fake_with_rng(rng);
            let last_name: String = LastName().fake_with_rng(rng);
            let username = match place {
                0 => "webdev".to_owned(),
                _ => free_username(&first_name, &last_name, &mut taken),
            };
            let picture = words::face(faces[place % faces.len()]);
            Person { first_name, last_name, username, picture }
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

/// Everybody follows the next two in a circle, so that nobody is without followers, and others at random.
fn following(circle: &[usize], rng: &mut StdRng) -> Vec<(usize, usize)> {
    let users = circle.len();
    let followed = FOLLOWED.min(users.saturating_sub(STRANGERS)).clamp(1, users - 1);
    let mut pairs = Vec::with_capacity(users * followed);
    for (place, &person) in circle.iter().enumerate() {
        let next = (1..users).map(|step| circle[(place + step) % users]);
        let mut chosen: Vec<usize> = next.collect();
        let neighbours = 2.min(followed);
        chosen[neighbours..].shuffle(rng);
        chosen.truncate(followed);
        pairs.extend(chosen.into_iter().map(|whom| (person, whom)));
    }
    // In an order in which it may have happened, not person by person.
    pairs.shuffle(rng);
    pairs
}

/// Two of three in the circle have a story; as everybody follows their next two, everybody sees two at least.
fn stories(circle: &[usize], now: OffsetDateTime, rng: &mut StdRng) -> Vec<Story> {
    let tellers = circle.iter().enumerate().filter(|(place, _)| place % 3 != 2);
    let mut stories: Vec<Story> = tellers
        .map(|(_, &author)| {
            let age = Duration::minutes(rng.random_range(2..23 * 60));
            Story { author, text: pick(words::STORIES, rng), time: whole_seconds(now - age) }
        })
        .collect();
    stories.sort_by_key(|story| story.time);
    stories
}

fn posts(users: usize, now: OffsetDateTime, rng: &mut StdRng) -> Vec<Post> {
    let pictures = words::pictures();
    let mut deck: Vec<&Picture> = Vec::new();
    let mut posts = Vec::new();
    for author in 0..users {
        for _ in 0..rng.random_range(6..=12) {
            if deck.is_empty() {
                deck = pictures.iter().collect();
                deck.shuffle(rng);
            }
            let Some(picture) = deck.pop() else { continue };
            // Squared, so that there is more of the last days than of the first.
            let age = rng.random::<f64>().powi(2) * (DAYS * 24 * 3600) as f64;
            posts.push(Post {
                author,
                picture: picture.path.clone(),
                caption: pick(&picture.captions, rng),
                alt_text: picture.alt_text,
                time: whole_seconds(now - Duration::seconds_f64(age)),
            });
        }
    }
    posts.sort_by_key(|post| post.time);
    posts
}

/// Some moment since `time`, sooner rather than later.
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
