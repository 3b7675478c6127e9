//! What a viewer is shown of users, requests and audiences, compared with the model.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::rows::Rows;
use crate::test_app::ids;

impl Rows<'_> {
    pub fn check_requests(&self, viewer: usize) {
        let (user, world) = (&self.users[viewer], self.world);
        for direction in ["incoming", "outgoing"] {
            let ends = |(by, to): (usize, usize)| if direction == "incoming" { (to, by) } else { (by, to) };
            let own = self.requests.iter().filter(|(pair, _)| ends(**pair).0 == viewer);
            let shown = own.filter(|(pair, _)| world.is_active(ends(**pair).1));
            let mut expected: Vec<_> =
                shown.map(|(pair, id)| (*id, i64::from(self.users[ends(*pair).1].id))).collect();
            expected.sort_unstable_by(|one, other| other.cmp(one));
            let found = user.get(&format!("/api/follow-requests?direction={direction}")).ok();
            let found = found.as_array().expect("a list").iter();
            let found: Vec<_> = found.map(|one| (one["id"].as_i64(), one["user"]["id"].as_i64())).collect();
            let expected: Vec<_> = expected.into_iter().map(|(id, user)| (Some(id), Some(user))).collect();
            assert_eq!(found, expected, "{direction}");
        }
        for ((by, to), id) in &self.requests {
            if *to != viewer {
                user.post(&format!("/api/follow-requests/{id}/accept"), json!({})).expect(404);
            }
            if *by != viewer && *to != viewer {
                user.delete(&format!("/api/follow-requests/{id}")).expect(404);
            }
        }
    }

    pub fn check_audiences(&self, viewer: usize) {
        let (user, world) = (&self.users[viewer], self.world);
        let mut own = Vec::new();
        for ((owner, members), id) in world.audiences.iter().zip(&self.audiences) {
            let path = format!("/api/audiences/{id}");
            if *owner != viewer {
                user.get(&format!("{path}/members")).expect(404);
                user.patch(&path, json!({"name": "x"})).expect(404);
                user.delete(&path).expect(404);
                user.post("/api/stories", json!({"text": "x", "audience_ids": [id]})).expect(404);
                continue;
            }
            let shown = members.iter().filter(|one| world.is_active(**one) && world.follows(**one, viewer));
            let shown: BTreeSet<_> = shown.map(|one| Some(i64::from(self.users[*one].id))).collect();
            let found = user.get(&format!("{path}/members")).ok();
            let found = found.as_array().expect("a list").iter().map(|one| one["user"]["id"].as_i64());
            assert_eq!(found.collect::<BTreeSet<_>>(), shown);
            own.push(json!([id, shown.len()]));
        }
        own.reverse();
        let found = user.get("/api/audiences").ok();
        let found = found.as_array().expect("a list").iter().map(|one| json!([one["id"], one["members_count"]]));
        assert_eq!(found.collect::<Vec<_>>(), own);
        for (post, id) in world.posts.iter().zip(&self.posts) {
            let answer = user.get(&format!("/api/posts/{id}/audiences"));
            if post.author != viewer {
                answer.expect(404);
                continue;
            }
            let expected = post.audiences.iter().flatten().map(|audience| self.audiences[*audience]);
            let found: BTreeSet<i64> = ids(&answer.ok()).into_iter().collect();
            assert_eq!(found, expected.collect());
        }
    }

    pub fn check_users(&self, viewer: usize) {
        let (user, world) = (&self.users[viewer], self.world);
        let new =
            |other: &usize| *other != viewer && world.finds(viewer, *other) && !world.follows(viewer, *other);
        let suggested: Vec<i64> = world.users().filter(new).map(|other| self.users[other].id.into()).collect();
        assert_eq!(ids(&user.get("/api/suggestions").ok()), suggested);

        let friends = user.get("/api/suggestions/friends").ok();
        let friends = friends.as_array().expect("a list").iter();
        let friends: BTreeSet<_> =
            friends.map(|one| (one["id"].as_i64(), one["followed_by_count"].as_u64())).collect();
        let expected = world.friends_of_friends(viewer).into_iter();
        let expected: BTreeSet<_> =
            expected.map(|(other, count)| (Some(self.users[other].id.into()), Some(count as u64))).collect();
        assert_eq!(friends, expected);

        let found = user.get("/api/users?q=tester").ok();
        let found = found.as_array().expect("a list").iter();
        let found: BTreeMap<_, _> = found.map(|one| (one["id"].as_i64(), one["following_id"].as_i64())).collect();
        let expected = world.users().filter(|other| world.finds(viewer, *other));
        let following = |other: usize| self.follows.get(&(viewer, other)).copied();
        let expected: BTreeMap<_, _> =
            expected.map(|other| (Some(self.users[other].id.into()), following(other))).collect();
        assert_eq!(found, expected);

        for other in world.users() {
            let answer = user.get(&format!("/api/users/{}", self.users[other].username));
            if !world.finds(viewer, other) {
                answer.expect(404);
                continue;
            }
            let profile = answer.ok();
            let counts = [
                world.posts.iter().filter(|post| post.author == other && world.sees_shared(viewer, post)).count(),
                self.follows.keys().filter(|(by, of)| *of == other && world.finds(viewer, *by)).count(),
                self.follows.keys().filter(|(by, of)| *by == other && world.finds(viewer, *of)).count(),
            ];
            for (field, count) in ["posts_count", "followers_count", "following_count"].iter().zip(counts) {
                let expected = world.sees_author(viewer, other).then_some(json!(count));
                assert_eq!(profile.get(field), expected.as_ref(), "{field}");
            }
            let requests = [("follow_request_id", (viewer, other)), ("incoming_request_id", (other, viewer))];
            for (field, pair) in requests {
                assert_eq!(
                    profile.get(field).and_then(Value::as_i64),
                    self.requests.get(&pair).copied(),
                    "{field}"
                );
            }
            assert_eq!(profile.get("following_id").and_then(Value::as_i64), following(other));
        }
    }
}
