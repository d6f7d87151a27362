//! The order of the rooms: nobody imports one above its own.

use crate::support::root;
use std::path::{Path, PathBuf};

const ROOMS: [&str; 15] = [
    "protocol",
    "mistakes",
    "case",
    "generate",
    "learn",
    "vectors",
    "capture",
    "properties",
    "adapter",
    "endpoint",
    "judge",
    "run",
    "campaign",
    "report",
    "cli",
];

fn sources(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[test]
fn imports_point_down() {
    let mut looked_at = 0;
    for (level, room) in ROOMS.iter().enumerate() {
        for path in sources(&root().join("src").join(room)) {
            let text = std::fs::read_to_string(&path).unwrap();
            for above in &ROOMS[level + 1..] {
                assert!(
                    !text.contains(&format!("crate::{above}")),
                    "{} imports {above}",
                    path.display()
                );
            }
            looked_at += 1;
        }
    }
    assert!(looked_at > 40, "{looked_at}");
}

#[test]
fn the_pure_rooms_touch_nothing_outside() {
    for room in ["protocol", "mistakes", "case", "generate", "learn", "capture", "properties", "judge"] {
        for path in sources(&root().join("src").join(room)) {
            let text = std::fs::read_to_string(&path).unwrap();
            for outside in [
                "std::fs",
                "std::env",
                "std::process",
                "std::net",
                "std::time",
                "std::thread",
                "println!",
            ] {
                assert!(!text.contains(outside), "{} uses {outside}", path.display());
            }
        }
    }
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
