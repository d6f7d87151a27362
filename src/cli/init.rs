//! `goalpost init`

use super::failure::Failure;
use super::output::to_stdout;
use super::starter::{CONFIG_FILE, Starter};
use crate::files::Staged;
use crate::run::exit;
use clap::{Args, ValueEnum};
use std::io::ErrorKind;
use std::path::Path;

/// Write an adapter, goalpost.toml and a CI workflow for the SDK in this folder
///
/// The language is that of the project in the current folder: package.json, go.mod, composer.json, Gemfile,
/// pom.xml, build.gradle, *.csproj or pyproject.toml. Files that exist are not changed. The adapter lacks one
/// thing, the call to your SDK: `goalpost check` fails until you have written it.
#[derive(Args)]
#[command(after_help = "Examples:\n  goalpost init\n  goalpost init --lang go")]
pub(super) struct Init {
    /// Language of the SDK [default: that of the project in the current folder]
    #[arg(long, value_enum, value_name = "LANG")]
    lang: Option<Starter>,
}

impl Init {
    pub(super) fn run(self) -> Result<u8, Failure> {
        let starter = match self.lang {
            Some(lang) => lang,
            None => detected(Path::new("."))?,
        };
        let mut text = String::new();
        let mut to_add = String::new();
        for (path, contents) in starter.files(&project_name()) {
            let is_new = create(Path::new(path), &contents)
                .map_err(|what| Failure::usage(format!("{path}: cannot write: {what}")))?;
            text.push_str(if is_new { "wrote    " } else { "kept     " });
            text.push_str(path);
            text.push_str(if is_new { "\n" } else { " (it exists, and was not changed)\n" });
            if !is_new && path == CONFIG_FILE {
                to_add.push_str("\nTo check this adapter, goalpost.toml needs:\n\n");
                let table = contents.lines().skip_while(|line| !line.starts_with('['));
                table.for_each(|line| to_add.push_str(&format!("    {line}\n")));
            }
        }
        text.push_str(&to_add);
        let adapter = starter.adapter();
        text.push_str(&format!(
            "\nnext     goalpost check\n         It fails until {adapter} calls your SDK: the report names the line.\n"
        ));
        to_stdout(&text)?;
        Ok(exit::CONFORMS)
    }
}

/// The language of the project in a folder.
fn detected(folder: &Path) -> Result<Starter, Failure> {
    let fault = |error: std::io::Error| Failure::usage(format!("{}: {error}", folder.display()));
    let mut found: Vec<(Starter, String)> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fault)? {
        let file = entry.map_err(fault)?.file_name().to_string_lossy().into_owned();
        let languages = Starter::value_variants().iter().filter(|lang| lang.is_shown_by(&file));
        found.extend(languages.map(|lang| (*lang, file.clone())));
    }
    found.sort_by(|(_, a), (_, b)| a.cmp(b));
    let Some((first, _)) = found.first() else {
        let all = Starter::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let all: Vec<String> = all.map(|lang| lang.get_name().to_owned()).collect();
        return Err(Failure::usage(format!(
            "no project found in this folder (package.json, go.mod, composer.json, Gemfile, pom.xml, build.gradle, \
             *.csproj, pyproject.toml): name the language with --lang {}",
            all.join("|")
        )));
    };
    if found.iter().all(|(lang, _)| lang == first) {
        return Ok(*first);
    }
    let both: Vec<String> =
        found.iter().map(|(lang, file)| format!("{file} ({})", lang.title())).collect();
    Err(Failure::usage(format!(
        "this folder holds several languages: {}; name that of the SDK with --lang",
        both.join(", ")
    )))
}

/// The folder's name, in letters that every language and TOML take in quotes.
fn project_name() -> String {
    let folder = std::env::current_dir().ok();
    let name = folder.as_deref().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    match plain.trim_matches('-') {
        "" => "sdk".to_owned(),
        name => name.to_owned(),
    }
}

/// Writes a file where none is; returns whether it did.
fn create(path: &Path, contents: &str) -> std::io::Result<bool> {
    if path.symlink_metadata().is_ok() {
        return Ok(false);
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    match Staged::new(path, contents.as_bytes())?.create() {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}
