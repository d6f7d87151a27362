//! How it is done right, in the reader's language.

/// A language that signers are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)] // The names are the languages'.
pub enum Language {
    Python,
    JavaScript,
    Go,
    Php,
    Ruby,
    Java,
    CSharp,
    /// A shell.
    Shell,
}

use Language::*;

impl Language {
    /// The language of a runtime, as adapters name it: `CPython 3.11.7`, `Node 20.20.2`.
    pub fn of_runtime(runtime: &str) -> Option<Language> {
        let name = runtime.split_whitespace().next()?.to_ascii_lowercase();
        match &*name {
            "cpython" | "pypy" | "python" => Some(Python),
            "node" | "deno" | "bun" => Some(JavaScript),
            "go" => Some(Go),
            "php" => Some(Php),
            "ruby" | "jruby" | "truffleruby" => Some(Ruby),
            "java" => Some(Java),
            "mono" | ".net" => Some(CSharp),
            "bash" => Some(Shell),
            _ => None,
        }
    }

    /// Those that fixes are written for.
    pub const ALL: [Language; 7] = [Python, JavaScript, Go, Php, Ruby, Java, CSharp];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Python => "Python",
            JavaScript => "JavaScript",
            Go => "Go",
            Php => "PHP",
            Ruby => "Ruby",
            Java => "Java",
            CSharp => "C#",
            Shell => "shell",
        }
    }
}

/// What there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FixSnippet {
    /// Build the canonical bytes: an object of its own, sorted, compact, ASCII.
    Canonical,
    /// Escape everything from U+007F up.
    Escape,
    /// Sort the keys of both levels.
    Sort,
    /// No blanks, no line ends.
    Compact,
    /// `value` with two decimals, as text.
    Money,
    /// `""` where there is no session.
    Session,
    /// First-touch keys whenever they are sent, and verbatim.
    FirstTouch,
    /// The tenant's id, as the dashboard shows it.
    TenantId,
    /// Texts as they are.
    Verbatim,
    /// The key out of the hex text.
    Key,
    /// HMAC with SHA-256.
    Hmac,
    /// 64 lower-case hex digits.
    Hex,
    /// Refuse more than two decimals, then format.
    Rounding,
    /// Minor units to units.
    Cents,
    /// No other properties than those that are known.
    KnownKeys,
    /// Texts or nothing.
    Texts,
    /// Refuse what is not an amount.
    Refuse,
}

/// A function that does a part of signing right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Function {
    /// Builds the signed text out of what the caller passed.
    Canonical,
    /// Signs it with the secret.
    Signature,
}

impl Function {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Function::Canonical => "canonical",
            Function::Signature => "signature",
        }
    }

    /// Its code. Each is run by the tests, in the place of a wrong one.
    pub const fn code(self, language: Language) -> &'static str {
        match (self, language) {
            (Function::Canonical, Python) => include_str!("../../scripts/recipes/canonical.py"),
            (Function::Signature, Python) => include_str!("../../scripts/recipes/signature.py"),
            (Function::Canonical, JavaScript) => {
                include_str!("../../scripts/recipes/canonical.mjs")
            }
            (Function::Signature, JavaScript) => {
                include_str!("../../scripts/recipes/signature.mjs")
            }
            (Function::Canonical, Go) => include_str!("../../scripts/recipes/canonical.go"),
            (Function::Signature, Go) => include_str!("../../scripts/recipes/signature.go"),
            (Function::Canonical, Php) => include_str!("../../scripts/recipes/canonical.php"),
            (Function::Signature, Php) => include_str!("../../scripts/recipes/signature.php"),
            (Function::Canonical, Ruby) => include_str!("../../scripts/recipes/canonical.rb"),
            (Function::Signature, Ruby) => include_str!("../../scripts/recipes/signature.rb"),
            (Function::Canonical, Java) => include_str!("../../scripts/recipes/canonical.java"),
            (Function::Signature, Java) => include_str!("../../scripts/recipes/signature.java"),
            (Function::Canonical, CSharp) => include_str!("../../scripts/recipes/canonical.cs"),
            (Function::Signature, CSharp) => include_str!("../../scripts/recipes/signature.cs"),
            (_, Shell) => "goalpost sign",
        }
    }
}

impl FixSnippet {
    /// The function in which it is done.
    pub const fn function(self) -> Function {
        match self {
            FixSnippet::Key | FixSnippet::Hmac | FixSnippet::Hex => Function::Signature,
            _ => Function::Canonical,
        }
    }
}
