//! The documents: what they promise is what the program does, and their links lead somewhere.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    basics::url_text,
    cli::{Serving, photo_app, succeeds},
    images::files::{jpeg, textured},
    test_app::{SECRET, new_database},
};

/// A setting in the table or in the help: its flag and its default, where there is one.
#[derive(Debug, PartialEq, Eq)]
struct Setting {
    flag: Option<String>,
    default: Option<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}

/// All Markdown files of the project, by their path.
fn documents() -> BTreeMap<PathBuf, String> {
    let folders = ["", "docs", "react-client", ".github", ".github/ISSUE_TEMPLATE"];
    let entries = folders.into_iter().flat_map(|folder| fs::read_dir(root().join(folder)).expect("a folder"));
    entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| (path.clone(), fs::read_to_string(&path).expect("text")))
        .collect()
}

/// The fenced code blocks of a language.
fn code_blocks(document: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        if let Some(found) = line.strip_prefix("```") {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            if found == language {
                blocks.push(block.join("\n"));
            }
        }
    }
    blocks
}

/// A document without its fenced code blocks.
fn prose(document: &str) -> String {
    let mut is_code = false;
    let lines = document.lines().filter(|line| {
        let is_fence = line.starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_session_in_the_api_document_works_as_it_stands() {
    let document = read("docs/api.md");
    let (db_url, _database) = new_database();
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("holiday.jpg"), jpeg(&textured(64, 48), 64, 48)).expect("an image");
    let mut command = photo_app(folder.path());
    command.env("DB_URL", url_text(&db_url)).env("JWT_SECRET", SECRET).args(["serve", "--demo"]);
    let serving = Serving::start(&mut command);
    let session = code_blocks(&document, "sh").join("\n").replace("http://127.0.0.1:5000", &serving.url);

    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &session])
        .current_dir(folder.path())
        .output()
        .expect("bash");

    let answers = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success(), "{answers}\n{}", String::from_utf8_lossy(&output.stderr));
    let expected_errors = code_blocks(&document, "json");
    let errors: Vec<&str> = answers.lines().filter(|line| line.contains("\"code\":")).collect();
    assert_eq!(errors, expected_errors, "{answers}");
    for part in ["\"username\":\"webdev\"", "Posted without a browser.", "\"following\":", "/large.jpg", "My own"]
    {
        assert!(answers.contains(part), "{part} is missing in {answers}");
    }
}

#[test]
fn the_configuration_document_lists_every_setting_of_the_help() {
    let folder = tempfile::tempdir().expect("a folder");
    let help = settings_in_help(&succeeds(photo_app(folder.path()).arg("--help")));
    let mut documented = settings_in_table(&read("docs/configuration.md"));

    // Secrets have no flag, because other users of a machine can read flags.
    for secret in ["JWT_SECRET", "JWT_SECRET_PREVIOUS"] {
        let setting = documented.remove(secret);
        assert_eq!(setting, Some(Setting { flag: None, default: None }), "{secret}");
    }
    // The help shows the number for this machine.
    let pool_size = documented.get_mut("DB_POOL_SIZE").expect("a row");
    pool_size.default = help["DB_POOL_SIZE"].default.clone();

    assert!(help.len() > 30, "{help:?}");
    for (variable, setting) in &help {
        let found = documented.get(variable).unwrap_or_else(|| panic!("docs/configuration.md lacks {variable}"));
        assert_eq!(found.flag, setting.flag, "{variable}");
        if setting.default.is_some() {
            assert_eq!(found.default, setting.default, "{variable}");
        }
    }
    let unknown: Vec<&String> = documented.keys().filter(|variable| !help.contains_key(*variable)).collect();
    assert!(unknown.is_empty(), "docs/configuration.md has unknown settings: {unknown:?}");
}

#[test]
fn the_template_of_the_settings_lists_all_of_them() {
    let template = read(".env.example");
    for variable in settings_in_table(&read("docs/configuration.md")).keys() {
        assert!(template.contains(&format!("\n#{variable}=")), ".env.example lacks {variable}");
    }
}

#[test]
fn a_setting_that_the_document_or_the_help_lacks_is_found() {
    let help = settings_in_help(
        "Options:\n      --db-url <URL>\n          The database [default: a file]\n          \n          [env: DB_URL]\n\n      \
         --port <PORT>\n          The port [env: PORT=0]\n          [default: 5000]\n\n      --demo\n          Demo data",
    );
    let table = settings_in_table(
        "| variable | flag |\n|---|---|\n| `PORT` | `--port` | `5000` | |\n| `KEY` | | none | |",
    );

    let setting = |flag: Option<&str>, default: Option<&str>| Setting {
        flag: flag.map(str::to_owned),
        default: default.map(str::to_owned),
    };
    let port = || ("PORT".to_owned(), setting(Some("--port"), Some("5000")));
    assert_eq!(help, BTreeMap::from([("DB_URL".to_owned(), setting(Some("--db-url"), None)), port()]));
    assert_eq!(table, BTreeMap::from([("KEY".to_owned(), setting(None, None)), port()]));
}

/// Reads what clap prints: `--flag <VALUE>`, a description, then `[env: NAME=value]` and `[default: value]`.
fn settings_in_help(help: &str) -> BTreeMap<String, Setting> {
    let mut options: Vec<(String, String)> = Vec::new();
    for line in help.lines().map(str::trim) {
        if let Some(start) = line.find("--").filter(|start| *start == 0 || line.starts_with('-')) {
            let flag = line[start..].split([' ', '=', '<']).next().unwrap_or_default();
            options.push((flag.to_owned(), String::new()));
        } else if let Some((_, text)) = options.last_mut() {
            text.push_str(line);
            text.push(' ');
        }
    }
    let setting = |(flag, text): (String, String)| {
        let (_, rest) = text.split_once("[env: ")?;
        let variable = rest.split(['=', ']']).next()?.to_owned();
        let default = rest.split_once("[default: ").and_then(|(_, rest)| rest.split(']').next());
        Some((variable, Setting { flag: Some(flag), default: default.map(str::to_owned) }))
    };
    options.into_iter().filter_map(setting).collect()
}

/// Reads the rows of a table with the columns variable, flag and default.
fn settings_in_table(document: &str) -> BTreeMap<String, Setting> {
    let code = |cell: &str| Some(cell.trim().strip_prefix('`')?.strip_suffix('`')?.to_owned());
    let row = |line: &str| {
        let mut cells = line.strip_prefix('|')?.split('|');
        let variable = code(cells.next()?)?;
        Some((variable, Setting { flag: code(cells.next()?), default: code(cells.next()?) }))
    };
    document.lines().filter_map(row).collect()
}

#[test]
fn links_between_documents_lead_to_files_and_headings_that_exist() {
    let documents = documents();
    let mut checked = 0;
    for (path, document) in &documents {
        for link in links(document) {
            checked += 1;
            if let Some(why) = broken(&link, path, document) {
                panic!("{}: {link}: {why}", path.display());
            }
        }
    }
    assert!(checked > 40, "only {checked} links were found");
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let path = root().join("docs/example.md");
    let document = "# A title: `x`, and more\n\n[a](#a-title-x-and-more) [b](api.md#errors) [c](../README.md)\n\
         ```\n[d](missing.md)\n```\n[e](https://example.org/x.md) [f](#a-title) [g](missing.md) [h](api.md#nothing)";

    let found: Vec<String> =
        links(document).into_iter().filter(|link| broken(link, &path, document).is_some()).collect();

    assert_eq!(found, ["#a-title", "missing.md", "api.md#nothing"]);
}

/// The targets of links in the prose of a document, except those of other sites.
fn links(document: &str) -> Vec<String> {
    let prose = prose(document);
    let targets = prose.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    targets.filter(|target| !target.contains("://")).map(str::to_owned).collect()
}

/// What is wrong with a link in the document at `path`, if something is.
fn broken(link: &str, path: &Path, document: &str) -> Option<&'static str> {
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = path.parent().unwrap_or(root()).join(file);
    if !file.is_empty() && !target.exists() {
        return Some("there is no such file");
    }
    if anchor.is_empty() {
        return None;
    }
    let text = if file.is_empty() { document.to_owned() } else { fs::read_to_string(target).unwrap_or_default() };
    let missing = !prose(&text).lines().any(|line| line.starts_with('#') && slug(line) == anchor);
    missing.then_some("there is no such heading")
}

/// The anchor that GitHub makes of a heading.
fn slug(heading: &str) -> String {
    let title = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = title.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

#[test]
fn documents_name_only_files_that_exist() {
    let known: BTreeSet<&str> = ["rs", "sql", "ts", "tsx", "js", "html", "toml", "yaml", "py", "txt"].into();
    let mut checked = 0;
    for document in ["CONTRIBUTING.md", "docs/ARCHITECTURE.md", "docs/ASVS.md", "docs/RELIABILITY.md"] {
        for name in prose(&read(document)).split('`').skip(1).step_by(2) {
            let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
            let is_path =
                name.contains('/') && known.contains(extension) && !name.contains([' ', '*', '{', '<', '…']);
            if !is_path {
                continue;
            }
            checked += 1;
            let exists = ["", "src"].iter().any(|folder| root().join(folder).join(name).exists());
            assert!(exists, "{document} names {name}, which does not exist");
        }
    }
    assert!(checked > 100, "only {checked} files are named");
}
