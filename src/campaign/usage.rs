//! What a process and its children take up, from /proc.

use crate::judge::Resource;
use std::fs;
use std::path::{Path, PathBuf};

/// So many processes of a family are counted, and so many descriptors of each.
const MOST: usize = 256;
const MOST_DESCRIPTORS: usize = 1 << 20;

/// What a process and its children take up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    memory: u64,
    descriptors: u64,
    threads: u64,
}

impl Usage {
    /// What a process takes up now; `None` where it is not there, or may not be looked at. Memory is counted of a
    /// child, too, as far as it does not share it with its parent.
    pub fn of(pid: u32) -> Option<Usage> {
        let mut usage = Usage::default();
        let mut family = vec![pid];
        let mut at = 0;
        while let Some(pid) = family.get(at).copied() {
            at += 1;
            let path = PathBuf::from(format!("/proc/{pid}"));
            match usage.add(&path) {
                // One that ended in between takes up nothing.
                None if at > 1 => continue,
                added => added?,
            }
            if family.len() < MOST {
                family.extend(children(&path));
            }
        }
        Some(usage)
    }

    /// How much of a resource.
    pub fn get(&self, resource: Resource) -> u64 {
        match resource {
            Resource::Memory => self.memory,
            Resource::Descriptors => self.descriptors,
            Resource::Threads => self.threads,
        }
    }

    fn add(&mut self, path: &Path) -> Option<()> {
        let status = fs::read_to_string(path.join("status")).ok()?;
        let number = |name: &str| -> Option<u64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse().ok()
        };
        let threads = number("Threads:")?;
        let descriptors = fs::read_dir(path.join("fd")).ok()?.take(MOST_DESCRIPTORS).count() as u64;
        // What belongs to it alone; a process that is ending has none.
        self.memory += number("RssAnon:").unwrap_or(0);
        self.descriptors += descriptors;
        self.threads += threads;
        Some(())
    }
}

/// The children of a process: those that each of its threads started.
fn children(path: &Path) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(path.join("task")) else { return Vec::new() };
    let lists = threads
        .take(MOST)
        .filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("children")).ok());
    let numbers = |list: String| -> Vec<u32> {
        list.split_whitespace().filter_map(|word| word.parse().ok()).collect()
    };
    lists.flat_map(numbers).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_takes_up_what_it_opens() {
        let pid = std::process::id();
        let before = Usage::of(pid).unwrap();
        let kept: Vec<fs::File> = (0..300).map(|_| fs::File::open("/dev/null").unwrap()).collect();
        let after = Usage::of(pid).unwrap();
        // Other tests open and close files, too, though not so many.
        assert!(after.descriptors > before.descriptors + 150, "{before:?} {after:?}");
        assert!(after.memory > 0 && after.threads > 0);
        drop(kept);
        assert_eq!(Usage::of(u32::MAX), None);
    }
}
