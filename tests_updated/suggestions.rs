//! `/api/suggestions`

use crate::test_app::{TestApp, ids};

#[test]
fn seven_people_are_suggested_by_id_whom_one_neither_is_nor_follows() {
    let app = TestApp::start(|_| {});
    let users: Vec<_> = (0..12).map(|_| app.user("somebody")).collect();
    let viewer = &users[3];
    for followed in [&users[0], &users[5]] {
        viewer.follow(followed);
    }

    let suggestions = viewer.get("/api/suggestions").ok();

    let expected: Vec<i64> = [1, 2, 4, 6, 7, 8, 9].map(|place: usize| i64::from(users[place].id)).to_vec();
    assert_eq!(ids(&suggestions), expected);
    assert_eq!(suggestions[0], users[1].as_shown());
    assert_eq!(viewer.get("/api/suggestions/").ok(), suggestions);
}

#[test]
fn there_are_fewer_only_when_there_are_no_more() {
    let app = TestApp::start(|_| {});
    let users: Vec<_> = (0..5).map(|_| app.user("somebody")).collect();

    assert_eq!(users[0].get("/api/suggestions").ok().as_array().map(Vec::len), Some(4));

    users[1..]
        .iter()
        .for_each(|other| drop(users[0].post("/api/following", serde_json::json!({"user_id": other.id}))));
    assert_eq!(users[0].get("/api/suggestions").ok(), serde_json::json!([]));
}
