//! What a server's process takes up, and must not take more and more of.

/// What a process takes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// Resident memory, in KiB.
    Memory,
    /// Open file descriptors.
    Descriptors,
    /// Threads.
    Threads,
}

impl Resource {
    /// Every resource.
    pub const ALL: [Resource; 3] = [Resource::Memory, Resource::Descriptors, Resource::Threads];

    /// Its name in findings.
    pub const fn name(self) -> &'static str {
        match self {
            Resource::Memory => "memory",
            Resource::Descriptors => "descriptors",
            Resource::Threads => "threads",
        }
    }

    /// An amount of it, for people.
    pub fn amount(self, count: u64) -> String {
        match self {
            Resource::Memory => format!("{:.1} MiB", count as f64 / 1024.0),
            Resource::Descriptors => format!("{count} descriptors"),
            Resource::Threads => format!("{count} threads"),
        }
    }
}
