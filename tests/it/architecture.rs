//! The order of the rooms and of the files in them: imports point one way, without circles.
//!
//! Imports are parsed, not searched for in the text: `use` trees and paths in code, with `super`, `self` and
//! re-exports followed to the file that defines the name. Test modules may look anywhere.

use crate::support::root;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use syn::visit::Visit;

/// The rooms, from the bottom up: nobody imports one further down in this list.
const ROOMS: [&str; 17] = [
    "protocol",
    "mistakes",
    "case",
    "generate",
    "learn",
    "files",
    "vectors",
    "capture",
    "properties",
    "adapter",
    "endpoint",
    "judge",
    "wording",
    "run",
    "campaign",
    "report",
    "cli",
];

/// Rooms that read no file, clock, environment or network: what they know comes in as an argument.
const PURE: [&str; 9] = [
    "protocol",
    "mistakes",
    "case",
    "generate",
    "learn",
    "capture",
    "properties",
    "judge",
    "wording",
];

/// A source file as a module: `["judge", "wire"]`; the parent of files in a folder is its `mod.rs`.
type Module = Vec<String>;

/// One file, parsed.
struct Source {
    path: PathBuf,
    /// Its own imports and the paths in its code, resolved against its place: `["judge", "wire", "Delivery"]`.
    mentions: BTreeSet<Module>,
    /// What it re-exports: the name, and what it stands for.
    exports: BTreeMap<String, Module>,
    /// Modules whose names are all re-exported (`pub use x::*`).
    globs: Vec<Module>,
    /// Names that it defines itself, those of its child modules aside.
    defines: BTreeSet<String>,
}

struct Tree {
    files: BTreeMap<Module, Source>,
}

impl Tree {
    fn read(src: &Path) -> Tree {
        let mut files = BTreeMap::new();
        for path in rust_files(src) {
            let relative = path.strip_prefix(src).unwrap().with_extension("");
            let mut module: Module =
                relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            if module.last().is_some_and(|last| last == "mod") {
                module.pop();
            }
            if module == ["lib"] || module == ["main"] {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let file = syn::parse_file(&text).unwrap();
            files.insert(module.clone(), Source::of(path, &module, &file));
        }
        Tree { files }
    }

    /// The file that defines what a path names. Re-exports are followed.
    fn file_of(&self, path: &Module, steps: usize) -> Option<Module> {
        let length = (1..=path.len()).rev().find(|n| self.files.contains_key(&path[..*n]))?;
        let module = path[..length].to_vec();
        let source = &self.files[&module];
        let Some(name) = path.get(length).filter(|_| steps > 0) else { return Some(module) };
        if source.defines.contains(name) {
            return Some(module);
        }
        if let Some(target) = source.exports.get(name) {
            return self.file_of(target, steps - 1);
        }
        for glob in &source.globs {
            let mut inside = glob.clone();
            inside.push(name.clone());
            if let Some(found) = self.file_of(&inside, steps - 1)
                && self.files[&found].defines.contains(name)
            {
                return Some(found);
            }
        }
        Some(module)
    }

    /// Which files each file imports.
    fn imports(&self) -> BTreeMap<&Module, BTreeSet<Module>> {
        let of = |(module, source): (&'_ Module, &Source)| {
            let mut imported: BTreeSet<Module> =
                source.mentions.iter().filter_map(|path| self.file_of(path, 8)).collect();
            imported.remove(module);
            imported
        };
        self.files.iter().map(|(module, source)| (module, of((module, source)))).collect()
    }

    /// Imports of a room by one below it.
    fn upwards(&self) -> Vec<String> {
        let level = |module: &Module| ROOMS.iter().position(|room| *room == module[0]).unwrap();
        let mut found = Vec::new();
        for (module, imported) in self.imports() {
            for other in imported.iter().filter(|other| level(other) > level(module)) {
                found.push(format!("{} imports {}", module.join("::"), other.join("::")));
            }
        }
        found
    }

    /// Circles of files: for each, the files on it.
    fn circles(&self) -> Vec<String> {
        let imports = self.imports();
        let reaches = |from: &Module| {
            let mut seen = BTreeSet::new();
            let mut next: Vec<&Module> = imports[from].iter().collect();
            while let Some(module) = next.pop() {
                if seen.insert(module.clone()) {
                    next.extend(&imports[module]);
                }
            }
            seen
        };
        let reached: BTreeMap<&Module, BTreeSet<Module>> =
            imports.keys().map(|module| (*module, reaches(module))).collect();
        let mut circles = BTreeSet::new();
        for (module, reached_here) in &reached {
            if reached_here.contains(*module) {
                let on_it: Vec<String> = reached_here
                    .iter()
                    .filter(|other| reached[other].contains(*module))
                    .map(|other| other.join("::"))
                    .collect();
                circles.insert(on_it.join(", "));
            }
        }
        circles.into_iter().collect()
    }
}

impl Source {
    fn of(path: PathBuf, module: &Module, file: &syn::File) -> Source {
        let mut source = Source {
            path,
            mentions: BTreeSet::new(),
            exports: BTreeMap::new(),
            globs: Vec::new(),
            defines: BTreeSet::new(),
        };
        let children: BTreeSet<String> = file
            .items
            .iter()
            .filter_map(|item| match item {
                syn::Item::Mod(child) if child.content.is_none() => Some(child.ident.to_string()),
                _ => None,
            })
            .collect();
        let mut reader = Reader { module, children: &children, source: &mut source };
        reader.visit_file(file);
        source
    }
}

/// Reads imports and paths of one file, its test modules aside.
struct Reader<'a> {
    module: &'a Module,
    children: &'a BTreeSet<String>,
    source: &'a mut Source,
}

impl Reader<'_> {
    /// A path as it is written, from the crate's root; `None` where it leads out of the crate, or is local.
    fn resolve(&self, parts: &[String]) -> Option<Module> {
        let first = parts.first()?;
        let mut base = match first.as_str() {
            "crate" => Vec::new(),
            "self" => self.module.clone(),
            "super" => self.module[..self.module.len() - 1].to_vec(),
            name if self.children.contains(name) => {
                let mut child = self.module.clone();
                child.push(name.to_owned());
                child
            }
            _ => return None,
        };
        let mut rest = &parts[1..];
        while rest.first().is_some_and(|part| part == "super") {
            base.pop();
            rest = &rest[1..];
        }
        base.extend(rest.iter().filter(|part| *part != "self").cloned());
        // The crate's own façade names everything.
        (!base.is_empty()).then_some(base)
    }

    fn take_tree(&mut self, tree: &syn::UseTree, prefix: &mut Vec<String>, public: bool) {
        match tree {
            syn::UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.take_tree(&path.tree, prefix, public);
                prefix.pop();
            }
            syn::UseTree::Group(group) => {
                for item in &group.items {
                    self.take_tree(item, prefix, public);
                }
            }
            syn::UseTree::Glob(_) => {
                if let Some(target) = self.resolve(prefix) {
                    match public {
                        true => self.source.globs.push(target),
                        false => drop(self.source.mentions.insert(target)),
                    }
                }
            }
            syn::UseTree::Name(name) => self.take_name(prefix, &name.ident, &name.ident, public),
            syn::UseTree::Rename(rename) => {
                self.take_name(prefix, &rename.ident, &rename.rename, public);
            }
        }
    }

    fn take_name(&mut self, prefix: &[String], of: &syn::Ident, name: &syn::Ident, public: bool) {
        let mut parts = prefix.to_vec();
        parts.push(of.to_string());
        let Some(target) = self.resolve(&parts) else { return };
        if public {
            self.source.exports.insert(name.to_string(), target);
        } else {
            self.source.mentions.insert(target);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let (attributes, name) = match item {
            syn::Item::Mod(item) => (&item.attrs, None),
            syn::Item::Fn(item) => (&item.attrs, Some(&item.sig.ident)),
            syn::Item::Struct(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Enum(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Trait(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Type(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Const(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Static(item) => (&item.attrs, Some(&item.ident)),
            _ => return syn::visit::visit_item(self, item),
        };
        let is_test = attributes.iter().any(|attribute| {
            attribute.path().is_ident("cfg")
                && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
        });
        if is_test {
            return;
        }
        self.source.defines.extend(name.map(ToString::to_string));
        syn::visit::visit_item(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let public = !matches!(item.vis, syn::Visibility::Inherited);
        self.take_tree(&item.tree, &mut Vec::new(), public);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<String> = path.segments.iter().map(|part| part.ident.to_string()).collect();
        if parts.len() > 1
            && let Some(target) = self.resolve(&parts)
        {
            self.source.mentions.insert(target);
        }
        syn::visit::visit_path(self, path);
    }
}

fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

#[test]
fn imports_point_down_and_never_round() {
    let tree = Tree::read(&root().join("src"));
    assert!(tree.files.len() > 150, "{}", tree.files.len());
    let (upwards, circles) = (tree.upwards(), tree.circles());
    assert!(upwards.is_empty(), "imports upwards:\n{}", upwards.join("\n"));
    assert!(circles.is_empty(), "circles:\n{}", circles.join("\n"));
}

/// The test above can fail: one import upwards, one circle of two files, each planted in a copy.
#[test]
fn a_planted_import_upwards_and_a_planted_circle_are_found() {
    let planted = |file: &str, line: &str| {
        let copy = tempfile::tempdir().unwrap();
        let src = root().join("src");
        for path in rust_files(&src) {
            let to = copy.path().join(path.strip_prefix(&src).unwrap());
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::copy(path, to).unwrap();
        }
        let target = copy.path().join(file);
        let text = std::fs::read_to_string(&target).unwrap();
        std::fs::write(&target, format!("{text}\n{line}\n")).unwrap();
        Tree::read(copy.path())
    };
    let tree = planted("protocol/money.rs", "use crate::judge::verdict::judge;");
    assert_eq!(tree.upwards(), ["protocol::money imports judge::verdict"]);
    // Through a re-export, and by a path in code.
    let tree = planted("protocol/hex.rs", "fn f() { crate::judge::Namer::new(0); }");
    assert_eq!(tree.upwards(), ["protocol::hex imports judge::naming"]);
    let tree = planted("judge/finding.rs", "use super::verdict::Judgement;");
    let circles = tree.circles();
    assert!(
        circles.len() == 1
            && circles[0].contains("judge::finding")
            && circles[0].contains("judge::verdict"),
        "{circles:?}"
    );
}

#[test]
fn the_pure_rooms_touch_nothing_outside() {
    let tree = Tree::read(&root().join("src"));
    let mut looked_at = 0;
    for (_, source) in tree.files.iter().filter(|(module, _)| PURE.contains(&module[0].as_str())) {
        // Threads that end before the call returns change nothing outside.
        let text = std::fs::read_to_string(&source.path).unwrap().replace("std::thread::scope", "");
        for outside in [
            "std::fs",
            "std::env",
            "std::process",
            "std::net",
            "std::time",
            "std::thread",
            "println!",
        ] {
            assert!(!text.contains(outside), "{} uses {outside}", source.path.display());
        }
        looked_at += 1;
    }
    assert!(looked_at > 80, "{looked_at}");
}

#[test]
fn every_room_is_listed() {
    let mut rooms: Vec<String> = std::fs::read_dir(root().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    rooms.sort();
    let mut listed = ROOMS.map(str::to_owned).to_vec();
    listed.sort();
    assert_eq!(rooms, listed);
}
