//! The imports of the crate run one way: between its layers, and between the modules of each layer.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use syn::{Item, UseTree, visit::Visit};

/// From the ground up. A layer imports only layers above it in this list.
const LAYERS: &[&str] = &[
    "schema",
    "telemetry",
    "db",
    "imaging",
    "models",
    "media",
    "push",
    "config",
    "error",
    "auth",
    "api",
    "web",
    "seed",
    "server",
    "cli",
];

/// A module of the crate, as the names of its path: `["models", "posts", "query"]`.
type ModulePath = Vec<String>;

/// Every module of `src`, and the modules that it imports.
struct Imports(BTreeMap<ModulePath, BTreeSet<ModulePath>>);

impl Imports {
    /// Reads the modules in a source folder.
    fn of(root: &Path) -> Self {
        let files: BTreeMap<ModulePath, PathBuf> =
            sources(root).into_iter().map(|file| (module_path(root, &file), file)).collect();
        let modules: BTreeSet<ModulePath> = files.keys().cloned().collect();
        let imports = files.iter().map(|(module, file)| {
            let source = fs::read_to_string(file).expect("a source file");
            (module.clone(), imports_of(&source, module, &modules))
        });
        Self(imports.collect())
    }

    /// A cycle of modules that import each other. An import of a module by its own submodule, or of a submodule by its
    /// parent, is none: a parent re-exports what its submodules define.
    fn cycle(&self) -> Option<Vec<ModulePath>> {
        let mut finished = BTreeSet::new();
        self.0.keys().find_map(|module| self.cycle_from(module, &mut Vec::new(), &mut finished))
    }

    fn cycle_from(
        &self,
        module: &ModulePath,
        path: &mut Vec<ModulePath>,
        finished: &mut BTreeSet<ModulePath>,
    ) -> Option<Vec<ModulePath>> {
        if let Some(start) = path.iter().position(|visited| visited == module) {
            return Some(path[start..].to_vec());
        }
        if finished.contains(module) {
            return None;
        }
        path.push(module.clone());
        let imported = self.0.get(module).into_iter().flatten();
        let found = imported
            .filter(|import| !import.starts_with(module) && !module.starts_with(import))
            .find_map(|import| self.cycle_from(import, path, finished));
        path.pop();
        finished.insert(module.clone());
        found
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a source folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

fn module_path(root: &Path, file: &Path) -> ModulePath {
    let inside = file.strip_prefix(root).expect("a file below the root").with_extension("");
    let mut names: ModulePath = inside.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    if names.last().is_some_and(|name| name == "mod") {
        names.pop();
    }
    names
}

/// The modules that `source` imports or names by a path, except in tests.
fn imports_of(source: &str, module: &ModulePath, modules: &BTreeSet<ModulePath>) -> BTreeSet<ModulePath> {
    let mut collector = PathCollector { paths: Vec::new() };
    collector.visit_file(&syn::parse_file(source).expect("Rust"));
    let absolute = collector.paths.into_iter().filter_map(|path| absolute(module, path));
    let imported = absolute.filter_map(|path| {
        let longest = (1..=path.len()).rev().map(|length| path[..length].to_vec());
        longest.into_iter().find(|prefix| modules.contains(prefix))
    });
    imported.filter(|import| import != module).collect()
}

/// A path that begins with `crate`, `self` or `super`, from the root of the crate.
fn absolute(module: &ModulePath, path: Vec<String>) -> Option<ModulePath> {
    let mut names = path.into_iter().peekable();
    let mut base = match names.next()?.as_str() {
        "crate" => Vec::new(),
        "self" => module.clone(),
        "super" => {
            let mut parent = module.clone();
            parent.pop()?;
            parent
        }
        _ => return None,
    };
    while names.next_if(|name| name == "super").is_some() {
        base.pop()?;
    }
    base.extend(names);
    Some(base)
}

/// Collects the paths in `use` items and elsewhere.
struct PathCollector {
    paths: Vec<Vec<String>>,
}

impl PathCollector {
    fn add_use(&mut self, prefix: &[String], tree: &UseTree) {
        let with = |name: String| prefix.iter().cloned().chain([name]).collect::<Vec<_>>();
        match tree {
            UseTree::Path(path) => self.add_use(&with(path.ident.to_string()), &path.tree),
            UseTree::Name(name) if name.ident == "self" => self.paths.push(prefix.to_vec()),
            UseTree::Name(name) => self.paths.push(with(name.ident.to_string())),
            UseTree::Rename(rename) => self.paths.push(with(rename.ident.to_string())),
            UseTree::Glob(_) => self.paths.push(prefix.to_vec()),
            UseTree::Group(group) => group.items.iter().for_each(|item| self.add_use(prefix, item)),
        }
    }
}

impl<'ast> Visit<'ast> for PathCollector {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = match item {
            Item::Mod(module) => &module.attrs,
            _ => return syn::visit::visit_item(self, item),
        };
        let only_for_tests = attributes.iter().any(|attribute| attribute.path().is_ident("cfg"));
        if !only_for_tests {
            syn::visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_use(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.paths.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        syn::visit::visit_path(self, path);
    }
}

fn names(modules: &[ModulePath]) -> Vec<String> {
    modules.iter().map(|module| module.join("::")).collect()
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

#[test]
fn layers_import_only_layers_below_them() {
    let layer = |module: &ModulePath| {
        let position = LAYERS.iter().position(|layer| *layer == module[0]);
        position.unwrap_or_else(|| panic!("{} has no place in LAYERS", module[0]))
    };
    let mut checked = 0;
    for (module, imports) in Imports::of(&src()).0 {
        if matches!(module[0].as_str(), "lib" | "main") {
            continue;
        }
        for import in imports.iter().filter(|import| import[0] != module[0]) {
            assert!(
                layer(import) < layer(&module),
                "{} imports {}, which is not below it",
                module.join("::"),
                import.join("::")
            );
            checked += 1;
        }
    }
    assert!(checked > 100, "only {checked} imports were found");
}

#[test]
fn no_modules_import_each_other_in_a_cycle() {
    let cycle = Imports::of(&src()).cycle();
    assert_eq!(cycle.map(|cycle| names(&cycle)), None);
}

#[test]
fn a_cycle_of_imports_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |file: &str, source: &str| fs::write(folder.path().join(file), source).expect("a file");
    fs::create_dir(folder.path().join("posts")).expect("a folder");
    write("posts/mod.rs", "mod cache;\nmod query;\npub use cache::Cache;");
    write("posts/cache.rs", "use super::{query::{self, Query}};");
    write("posts/query.rs", "#[cfg(test)]\nmod tests { use crate::posts::cache::Cache; }\npub struct Query;");
    assert_eq!(Imports::of(folder.path()).cycle(), None);

    write("posts/query.rs", "fn size() -> usize { crate::posts::cache::SIZE }");
    let cycle = Imports::of(folder.path()).cycle().map(|cycle| names(&cycle));
    assert_eq!(cycle, Some(vec!["posts::cache".to_owned(), "posts::query".to_owned()]));
}

#[test]
fn layers_below_error_do_not_use_http_and_handlers_do_not_use_sql() {
    let without = |folder: &str, words: &[&str]| {
        for file in sources(&src().join(folder)) {
            let source = fs::read_to_string(&file).expect("a source file");
            for word in words {
                assert!(!source.contains(word), "{} mentions {word}", file.display());
            }
        }
    };

    for layer in LAYERS.iter().take_while(|layer| **layer != "error").filter(|layer| src().join(layer).is_dir()) {
        without(layer, &["actix_web::"]);
    }
    without("api", &["diesel", "schema::"]);
}
