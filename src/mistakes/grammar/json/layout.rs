//! White space between the tokens of JSON.

/// White space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::mistakes::grammar) struct Layout {
    pub(in crate::mistakes::grammar) comma: &'static str,
    pub(in crate::mistakes::grammar) colon: &'static str,
    /// Before and after what stands in braces.
    pub(in crate::mistakes::grammar) inside: &'static str,
    /// One level of indentation; `None` for one line.
    pub(in crate::mistakes::grammar) indent: Option<&'static str>,
    pub(in crate::mistakes::grammar) line: &'static str,
    /// Whether members are indented from where their brace stands, and not from the line before.
    pub(in crate::mistakes::grammar) aligned: bool,
}

pub(in crate::mistakes::grammar) const COMPACT: Layout =
    Layout { comma: ",", colon: ":", inside: "", indent: None, line: "\n", aligned: false };
