//! What `goalpost init` writes for each language: the glue, an adapter without its call, a configuration.

use clap::ValueEnum;
use std::path::Path;

/// A language that has glue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Starter {
    /// Go: go.mod
    Go,
    /// PHP: composer.json
    Php,
    /// Ruby: Gemfile
    Ruby,
    /// Java: pom.xml, build.gradle or build.gradle.kts
    Java,
    /// C#: *.csproj
    Csharp,
    /// Python: pyproject.toml
    Python,
    /// JavaScript and TypeScript under Node: package.json
    Node,
}

/// A file to write: its path in the project's folder, and a template.
type Template = (&'static str, &'static str);

/// The configuration that `goalpost check` looks for.
pub(super) const CONFIG_FILE: &str = "goalpost.toml";

const CONFIG: &str = include_str!("../../scripts/adapters/init/goalpost.toml");
const WORKFLOW: &str = include_str!("../../scripts/adapters/init/workflow.yml");

impl Starter {
    /// Its name in sentences.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Starter::Go => "Go",
            Starter::Php => "PHP",
            Starter::Ruby => "Ruby",
            Starter::Java => "Java",
            Starter::Csharp => "C#",
            Starter::Python => "Python",
            Starter::Node => "Node",
        }
    }

    /// Whether a file of that name shows that a folder holds a project in this language.
    pub(super) fn is_shown_by(self, file: &str) -> bool {
        match self {
            Starter::Go => file == "go.mod",
            Starter::Php => file == "composer.json",
            Starter::Ruby => file == "Gemfile",
            Starter::Java => matches!(file, "pom.xml" | "build.gradle" | "build.gradle.kts"),
            Starter::Csharp => Path::new(file).extension().is_some_and(|end| end == "csproj"),
            Starter::Python => file == "pyproject.toml",
            Starter::Node => file == "package.json",
        }
    }

    /// The file that the author edits.
    pub(super) const fn adapter(self) -> &'static str {
        self.sources()[0].0
    }

    /// The adapter without its call, then the glue and what starts them.
    const fn sources(self) -> &'static [Template] {
        match self {
            Starter::Go => &[
                ("goalpost/main.go", include_str!("../../scripts/adapters/init/main.go")),
                (
                    "goalpost/goalpost_adapter.go",
                    include_str!("../../scripts/adapters/goalpost_adapter.go"),
                ),
            ],
            Starter::Php => &[
                ("goalpost/adapter.php", include_str!("../../scripts/adapters/init/adapter.php")),
                (
                    "goalpost/goalpost_adapter.php",
                    include_str!("../../scripts/adapters/goalpost_adapter.php"),
                ),
            ],
            Starter::Ruby => &[
                ("goalpost/adapter.rb", include_str!("../../scripts/adapters/init/adapter.rb")),
                (
                    "goalpost/goalpost_adapter.rb",
                    include_str!("../../scripts/adapters/goalpost_adapter.rb"),
                ),
            ],
            Starter::Java => &[
                ("goalpost/Adapter.java", include_str!("../../scripts/adapters/init/Adapter.java")),
                (
                    "goalpost/GoalpostAdapter.java",
                    include_str!("../../scripts/adapters/GoalpostAdapter.java"),
                ),
                ("goalpost/run.sh", include_str!("../../scripts/adapters/init/run-java.sh")),
                ("goalpost/.gitignore", "out/\n"),
            ],
            Starter::Csharp => &[
                ("goalpost/Adapter.cs", include_str!("../../scripts/adapters/init/Adapter.cs")),
                (
                    "goalpost/GoalpostAdapter.cs",
                    include_str!("../../scripts/adapters/GoalpostAdapter.cs"),
                ),
                ("goalpost/run.sh", include_str!("../../scripts/adapters/init/run-csharp.sh")),
                ("goalpost/.gitignore", "out/\n"),
            ],
            Starter::Python => &[
                ("goalpost/adapter.py", include_str!("../../scripts/adapters/init/adapter.py")),
                (
                    "goalpost/goalpost_adapter.py",
                    include_str!("../../scripts/adapters/goalpost_adapter.py"),
                ),
            ],
            Starter::Node => &[
                ("goalpost/adapter.mjs", include_str!("../../scripts/adapters/init/adapter.mjs")),
                (
                    "goalpost/goalpost_adapter.mjs",
                    include_str!("../../scripts/adapters/goalpost_adapter.mjs"),
                ),
            ],
        }
    }

    /// The command of the adapter, as TOML.
    const fn command(self) -> &'static str {
        match self {
            Starter::Go => r#"["go", "run", "./goalpost"]"#,
            Starter::Php => r#"["php", "goalpost/adapter.php"]"#,
            Starter::Ruby => r#"["ruby", "goalpost/adapter.rb"]"#,
            Starter::Java | Starter::Csharp => r#"["sh", "goalpost/run.sh"]"#,
            Starter::Python => r#"["python3", "goalpost/adapter.py"]"#,
            Starter::Node => r#"["node", "goalpost/adapter.mjs"]"#,
        }
    }

    /// Every file to write, with its text, for a project of that name.
    pub(super) fn files(self, name: &str) -> Vec<(&'static str, String)> {
        let shared = [(CONFIG_FILE, CONFIG), (".github/workflows/goalpost.yml", WORKFLOW)];
        let all = self.sources().iter().chain(&shared);
        all.map(|(path, template)| (*path, self.filled(path, template, name))).collect()
    }

    fn filled(self, path: &str, template: &str, name: &str) -> String {
        let lines = template.lines().zip(1..).map(|(line, number)| {
            line.replace("{{here}}", &format!("{path}:{number}"))
                .replace("{{name}}", name)
                .replace("{{command}}", self.command())
                .replace("{{language}}", self.title())
                + "\n"
        });
        lines.collect()
    }
}
