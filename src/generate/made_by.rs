//! Which mutation made a request.

/// Which mutation made a request: its place in [`super::MUTATIONS`], and its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MadeBy {
    /// The place.
    pub place: usize,
    /// The name.
    pub name: &'static str,
}

impl MadeBy {
    /// None: an ordinary request.
    pub const NONE: MadeBy = MadeBy { place: 0, name: "valid" };
}
