//! The OpenAPI document and the explorer that shows it.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Value, json};

use crate::{
    cli::{photo_app, succeeds},
    test_app::app,
};

fn document() -> Value {
    app().user("reader").get("/api/openapi.json").ok()
}

/// Every operation, as (method, path, operation).
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().expect("paths").iter();
    let all = paths.flat_map(|(path, item)| {
        let methods = item.as_object().expect("methods").iter();
        methods.map(move |(method, operation)| (method.to_uppercase(), path.clone(), operation.clone()))
    });
    all.collect()
}

#[test]
fn the_document_has_every_route_and_no_other() {
    let documented: BTreeSet<(String, String)> =
        operations(&document()).into_iter().map(|(method, path, _)| (method, path)).collect();

    let files_of_the_explorer = "/api/explorer/{file}";
    let routes = photo_app::api::routes().into_iter().map(|(method, path, _)| (method.to_string(), path));
    let routes: BTreeSet<_> = routes.filter(|(_, path)| path != files_of_the_explorer).collect();

    assert_eq!(documented, routes);
}

#[test]
fn every_operation_says_what_it_takes_and_answers() {
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations(&document()) {
        let context = format!("{method} {path}");
        assert!(operation["tags"].as_array().is_some_and(|tags| tags.len() == 1), "{context}");
        assert!(operation["summary"].as_str().is_some_and(|summary| summary.len() > 10), "{context}");
        assert!(ids.insert(operation["operationId"].as_str().expect("an id").to_owned()), "{context}");
        let responses = operation["responses"].as_object().expect("responses");
        let creates = method == "POST"
            && !path.starts_with("/api/token")
            && !path.ends_with("/seen")
            && !path.ends_with("/accept")
            && !path.ends_with("/acknowledge")
            && !path.ends_with("/restore")
            && !path.ends_with("able")
            && !path.ends_with("/sign-out-everywhere")
            && !path.ends_with("/close");
        let success = if creates { "201" } else { "200" };
        for status in [success, "401", "422", "503"] {
            let exempt = [
                ("/api/token", "422"),
                ("/api/token/revoke", "401"),
                ("/api/users", "401"),
                ("/api/users", "422"),
            ]
            .contains(&(path.as_str(), status));
            assert!(exempt || responses.contains_key(status), "{context} lacks {status}");
        }
        if path.starts_with("/api/admin/") {
            assert!(responses.contains_key("403"), "{context}");
        }
        if path.contains('{') {
            assert!(responses.contains_key("404"), "{context}");
        }
        if operation["requestBody"].is_object() {
            assert!(["400", "413", "415"].iter().all(|status| responses.contains_key(*status)), "{context}");
        }
        for (status, response) in responses {
            let kind = match (path.as_str(), status.as_str()) {
                ("/api/profile/archive", "200") => "application/zip",
                ("/api/events", "200") => "text/event-stream",
                _ => "application/json",
            };
            assert!(response["content"][kind]["schema"].is_object(), "{context} {status}");
        }
    }
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, field)| match field.as_str() {
                Some(target) if name == "$ref" => found.push(target.to_owned()),
                _ => references(field, found),
            }),
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = Vec::new();

    references(&document, &mut found);

    assert!(found.len() > 50, "{}", found.len());
    for target in found {
        let pointer = target.trim_start_matches('#');
        assert!(document.pointer(pointer).is_some_and(Value::is_object), "{target}");
    }
}

#[test]
fn the_committed_document_is_up_to_date() {
    let folder = tempfile::tempdir().expect("a folder");
    let committed = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/openapi.json"));

    let printed = succeeds(photo_app(folder.path()).arg("openapi"));

    let is_current = committed.is_ok_and(|committed| committed == printed);
    assert!(is_current, "docs/openapi.json is out of date: run `make api-types`, and commit what it changes");
}

#[test]
fn the_program_prints_the_document_that_it_serves_and_creates_no_file() {
    let folder = tempfile::tempdir().expect("a folder");

    let printed = succeeds(photo_app(folder.path()).arg("openapi"));

    assert_eq!(serde_json::from_str::<Value>(&printed).expect("JSON"), document());
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0);
}

#[test]
fn only_the_post_in_a_bookmark_has_no_comments() {
    let document = document();
    let fields = |schema: &str| {
        let schema = &document["components"]["schemas"][schema];
        let properties = schema["properties"].as_object().expect("properties").keys().cloned();
        let required = schema["required"].as_array().expect("fields").iter().map(|field| field.as_str());
        let required = required.map(|field| field.expect("a name").to_owned());
        (properties.collect::<BTreeSet<_>>(), required.collect::<BTreeSet<_>>())
    };

    let (mut properties, mut required) = fields("Post");
    assert!(properties.remove("comments") && required.remove("comments"));
    assert_eq!(fields("BookmarkedPost"), (properties, required));
}

#[test]
fn errors_have_a_code_that_the_document_lists_and_name_the_wrong_field() {
    let document = document();
    let listed = document["components"]["schemas"]["ErrorCode"]["enum"].as_array().expect("the codes").clone();
    let reader = app().user("reader");
    let post = |path: &str, body: Value| reader.post(path, body);

    for (answer, status, code, field) in [
        (post("/api/posts", json!({})), 400, "missing_field", json!("image_url")),
        (post("/api/posts", json!({"image_url": null})), 400, "missing_field", json!("image_url")),
        (post("/api/posts", json!({"image_url": 5})), 400, "invalid_field", json!("image_url")),
        (post("/api/posts", json!([])), 400, "malformed_body", Value::Null),
        (post("/api/likes", json!({"post_id": "x"})), 400, "invalid_field", json!("post_id")),
        (post("/api/stories", json!({})), 400, "missing_field", json!("text")),
        (post("/api/likes", json!({"post_id": 2_000_000_000})), 404, "not_found", Value::Null),
        (post("/api/following", json!({"user_id": reader.id})), 400, "self_follow", Value::Null),
        (reader.get("/api/posts?limit=51"), 400, "invalid_field", json!("limit")),
        (reader.get("/api/users?q="), 400, "invalid_field", json!("q")),
        (reader.get("/api/users"), 400, "missing_field", json!("q")),
        (reader.patch("/api/posts", json!({})), 405, "method_not_allowed", Value::Null),
        (reader.patch("/api/profile", json!({"email": "x@example.org"})), 400, "missing_field", json!("password")),
        (app().get("/api/posts"), 401, "unauthenticated", Value::Null),
    ] {
        let body = answer.expect(status);
        assert_eq!((&body["code"], &body["field"]), (&json!(code), &field), "{body}");
        assert!(listed.contains(&json!(code)), "{code}");
    }
}

#[test]
fn the_explorer_and_its_files_are_for_the_signed_in() {
    let reader = app().user("reader");

    let page = reader.get("/api").text();
    assert!(page.contains("/api/explorer/swagger-ui-bundle.js") && !page.contains("//cdn"), "{page}");
    for (file, kind) in [("swagger-ui.css", "text/css"), ("swagger-ui-bundle.js", "text/javascript")] {
        let path = format!("/api/explorer/{file}");
        let answer = reader.get(&path);
        assert_eq!(answer.status, 200);
        assert!(answer.header("content-type").is_some_and(|found| found.starts_with(kind)), "{answer:?}");
        app().get(&path).expect(401);
    }
    reader.get("/api/explorer/index.html").expect(404);
    app().get("/api/openapi.json").expect(401);
}
