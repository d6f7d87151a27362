//! Languages of advice.

use crate::mistakes::Language;
use clap::ValueEnum;

/// A language that advice is given in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    Python,
    #[value(alias = "js", alias = "node", alias = "typescript", alias = "ts")]
    Javascript,
    #[value(alias = "golang")]
    Go,
    Php,
    Ruby,
    #[value(alias = "kotlin")]
    Java,
    #[value(alias = "c#", alias = "cs", alias = "dotnet")]
    Csharp,
}

impl Lang {
    /// The same, as the catalogue of mistakes knows it.
    pub(super) fn language(self) -> Language {
        match self {
            Lang::Python => Language::Python,
            Lang::Javascript => Language::JavaScript,
            Lang::Go => Language::Go,
            Lang::Php => Language::Php,
            Lang::Ruby => Language::Ruby,
            Lang::Java => Language::Java,
            Lang::Csharp => Language::CSharp,
        }
    }
}
