//! What all tests with a server need: its secret, a user, and access to its database.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use diesel::{RunQueryDsl, sql_types};
use jsonwebtoken::{EncodingKey, Header};
use photo_app::db::{Conn, DbUrl};
use serde_json::{Value, json};

pub const SECRET: &str = "a secret of the integration tests, long enough to be one";

/// bcrypt of "password". Its cost is the lowest that there is, so that sign-ins take no time.
pub const PASSWORD_HASH: &str = "$2b$04$5qsWAsfk1lr7AYbZ5OU25OlzhaLdhhbO74gD68qgGRX2jDZqubKp.";

pub fn next_number() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
    i64::try_from(since.as_secs()).expect("a clock before the end of time")
}

/// The claims of an access token for a user whom nobody knows, as a harness would mint it; `changes` overrides them,
/// and a claim set to null is left out.
pub fn access_claims(changes: &Value) -> Value {
    let now = now();
    let mut claims = json!({
        "fresh": false, "iat": now, "jti": format!("jti-{}", next_number()), "type": "access", "sub": 0,
        "nbf": now, "csrf": "the-csrf-claim", "exp": now + 900,
    });
    let inner = claims.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().expect("changes as an object") {
        inner.insert(name.clone(), value.clone());
    }
    inner.retain(|_, value| !value.is_null());
    claims
}

/// Any JSON as the payload of a token signed with `secret`.
pub fn sign(secret: &str, payload: &impl serde::Serialize) -> String {
    let key = EncodingKey::from_secret(secret.as_bytes());
    jsonwebtoken::encode(&Header::default(), payload, &key).expect("a token")
}

/// Puts somebody called something like `name` into the database, and gives the id and the username.
pub fn add_person(conn: &mut Conn, name: &str) -> (i32, String) {
    let username = format!("{name}-{}-{}", std::process::id(), next_number());
    diesel::sql_query(format!(
        "INSERT INTO users (first_name, last_name, username, password_hash, email) VALUES \
         ('{name}', 'Tester', '{username}', '{PASSWORD_HASH}', '{username}@example.org')"
    ))
    .execute(conn)
    .expect("a new user");
    let id = number(conn, &format!("SELECT id AS n FROM users WHERE username = '{username}'"));
    (i32::try_from(id).expect("an id of 32 bits"), username)
}

/// One number that `sql` selects as `n`.
pub fn number(conn: &mut Conn, sql: &str) -> i64 {
    #[derive(diesel::QueryableByName)]
    struct Number {
        #[diesel(sql_type = sql_types::BigInt)]
        n: i64,
    }

    let sql = format!("SELECT CAST(n AS bigint) AS n FROM ({sql}) AS one");
    diesel::sql_query(sql).get_result::<Number>(conn).expect("one number").n
}

/// The URL as a setting of the program; unlike what is shown to users, it has the password.
pub fn url_text(url: &DbUrl) -> String {
    match url {
        DbUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DbUrl::Postgres(url) => url.to_string(),
    }
}
