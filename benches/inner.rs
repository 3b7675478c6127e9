//! Measures the parts of a request between the socket and the database, on an SQLite file with demo data.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use photo_app::{
    auth::{IssueTime, Kind, Subject, Tokens},
    config::{SecretString, TokenSettings},
    db::{Conn, DbUrl, migrate},
    models::{Emails, Included, PageRequest, Post, PostCache, TokenId, User},
    seed::{self, Size},
};
use time::Duration;

fn tokens(criterion: &mut Criterion) {
    let tokens = Tokens::new(&TokenSettings {
        secret: SecretString::from("a secret that signs only tokens of a benchmark"),
        previous_secret: None,
        access_life: Duration::minutes(15),
        refresh_life: Duration::days(30),
        session_life: Duration::hours(12),
    });
    let token = tokens
        .issue(Kind::Access, &IssueTime::before_call(|| ()).0.grant(Subject::of_user(12)))
        .expect("a token")
        .token;

    criterion.bench_function("verify a token", |bencher| {
        bencher.iter(|| tokens.verify(black_box(&token), Kind::Access).expect("a valid token"));
    });
}

fn feed(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let url = DbUrl::Sqlite(folder.path().join("bench.sqlite"));
    migrate(&url).expect("a migration");
    let mut conn = Conn::open(&url).expect("a database");
    seed::fill(&mut conn, Size { users: 200 }, 1, 10).expect("demo data");
    let token_id = TokenId { jti: "the-jti-of-a-token".to_owned(), issued: 1 };
    let emails = Emails::default();
    let viewer =
        User::load_current_user(&mut conn, 1, &token_id, emails).expect("a query").expect("the first user");
    let page = PageRequest { limit: 20, before: None, included: Included::ALL };
    let cache = PostCache::default();

    criterion.bench_function("load a user", |bencher| {
        bencher.iter(|| User::load_current_user(&mut conn, black_box(1), &token_id, emails));
    });
    criterion.bench_function("read a feed", |bencher| {
        bencher.iter(|| Post::feed(&mut conn, &cache, &viewer, page).expect("a feed"));
    });
    criterion.bench_function("read a feed with an empty cache", |bencher| {
        bencher.iter(|| Post::feed(&mut conn, &PostCache::default(), &viewer, page).expect("a feed"));
    });
    let posts = Post::feed(&mut conn, &cache, &viewer, page).expect("a feed");
    criterion.bench_function("write a feed as JSON", |bencher| {
        bencher.iter(|| serde_json::to_vec(black_box(&posts)).expect("JSON"));
    });
}

criterion_group!(inner, tokens, feed);
criterion_main!(inner);
