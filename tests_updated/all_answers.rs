//! What every route of the API that may show another user answers.

use std::io::{Cursor, Read};

use photo_app::api;
use serde_json::{Value, json};
use zip::ZipArchive;

use crate::test_app::{TestUser, ids};

/// An answer as a text, and its status.
pub struct Said {
    pub path: String,
    pub status: u16,
    pub text: String,
}

/// What a viewer is told by every GET route of the API, without those of admins, that may show another user. Events do not.
pub fn all_answers(viewer: &TestUser, other: &TestUser, post: i64, story: &Value) -> Vec<Said> {
    let audience = audience_with(viewer, other);
    let paths = api::routes().into_iter().filter(|(method, ..)| method == "GET").map(|(_, path, _)| path);
    paths
        .filter(|path| !path.contains("{file}") && path != "/api/events" && !path.starts_with("/api/admin"))
        .map(|path| {
            let path = path.replace("/stories/{id}", &format!("/stories/{}", story["id"])).replace("{tag}", "sea");
            let path = path.replace("/audiences/{id}", &format!("/audiences/{audience}"));
            let path = path.replace("{username}", &other.username).replace("{id}", &post.to_string());
            let path = if path == "/api/users" { format!("{path}?q={}", other.username) } else { path };
            let answer = viewer.get(&path);
            let status = answer.status;
            let text = if path == "/api/profile/archive" { unzipped(answer.body) } else { answer.text() };
            Said { path, status, text }
        })
        .collect()
}

/// An audience of the viewer, of which the other is a member if they follow the viewer.
pub fn audience_with(viewer: &TestUser, other: &TestUser) -> i64 {
    if let [first, ..] = ids(&viewer.get("/api/audiences").ok())[..] {
        return first;
    }
    let made = viewer.post("/api/audiences", json!({"name": "Family"})).created();
    viewer.post(&format!("/api/audiences/{}/members", made["id"]), json!({"user_id": other.id}));
    made["id"].as_i64().expect("an id")
}

/// What the files of an archive hold.
fn unzipped(archive: Vec<u8>) -> String {
    let mut archive = ZipArchive::new(Cursor::new(archive)).expect("a ZIP file");
    let mut text = String::new();
    for place in 0..archive.len() {
        archive.by_index(place).expect("a file").read_to_string(&mut text).expect("UTF-8");
    }
    text
}
