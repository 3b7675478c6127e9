//! The imports of the crate run one way.

use std::{fs, path::Path};

/// From the ground up; a module may use those on lines before its own.
const LAYERS: &[&[&str]] = &[
    &["schema", "logging", "metrics", "health"],
    &["db", "pictures", "storage"],
    &["config", "models"],
    &["error"],
    &["album", "auth", "rate_limits", "unread_body"],
    &["outgoing"],
    &["routing"],
    &["api"],
    &["exporter", "pages"],
    &["envelope"],
    &["seed", "server"],
    &["cli"],
    &["main"],
];

fn layer(module: &str) -> usize {
    let place = LAYERS.iter().position(|modules| modules.contains(&module));
    place.unwrap_or_else(|| panic!("{module} has no layer: give it one"))
}

/// The modules of this crate that `source` names after `crate::`, alone or in braces.
fn imports(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for rest in source.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            None => found.push(word(rest)),
            Some(list) => {
                let mut depth = 0;
                let mut start = true;
                for (place, character) in list.char_indices() {
                    match character {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => start = true,
                        letter if start && letter.is_alphabetic() => {
                            found.push(word(&list[place..]));
                            start = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    found
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(&path).expect("a source")));
        }
    }
    found
}

#[test]
fn imports_run_one_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let root_text = root.display().to_string();
    let mut checked = 0;
    for (path, source) in sources(&root) {
        let inside = path[root_text.len() + 1..].to_owned();
        let module = word(&inside);
        if module == "lib" || module == "main" {
            continue;
        }
        for import in imports(&source).iter().filter(|import| **import != module) {
            assert!(layer(import) < layer(&module), "{inside} imports {import}, which is not below {module}");
            checked += 1;
        }
    }
    assert!(checked > 50, "only {checked} imports were found");
}

#[test]
fn models_know_no_http_and_handlers_no_sql() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let without = |folder: &str, words: &[&str]| {
        for (path, source) in sources(&root.join(folder)) {
            for word in words {
                assert!(!source.contains(word), "{path} mentions {word}");
            }
        }
    };

    without("models", &["actix"]);
    without("db", &["actix"]);
    without("api", &["diesel", "schema::"]);
}
