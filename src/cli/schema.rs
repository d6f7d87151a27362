//! `goalpost schema`

use super::failure::Failure;
use super::output::to_stdout;
use crate::run::exit;
use clap::{Args, ValueEnum};

/// Print the JSON Schema of a report, of goalpost.toml or of a tenant file
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    goalpost schema goalpost-toml > goalpost.schema.json\n  \
    taplo lint --schema \"file://$PWD/goalpost.schema.json\" goalpost.toml")]
pub(super) struct Schema {
    /// What it describes
    #[arg(value_enum)]
    of: Document,
}

/// A kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Document {
    /// goalpost.toml
    GoalpostToml,
    /// A tenant file
    TenantFile,
    /// Report of goalpost check
    Check,
    /// Report of goalpost fuzz
    Fuzz,
    /// status.json of a campaign
    FuzzStatus,
    /// Report of goalpost replay
    Replay,
    /// Report of goalpost vectors audit
    Audit,
    /// Report of goalpost explain, of one request
    Explain,
    /// Report of goalpost explain, of several requests
    ExplainTable,
    /// Report of goalpost sign
    Sign,
    /// Report of goalpost doubles
    Doubles,
}

macro_rules! schema {
    ($name:literal) => {
        include_str!(concat!("../../docs/reference/schemas/", $name, ".schema.json"))
    };
}

impl Document {
    const fn schema(self) -> &'static str {
        match self {
            Document::GoalpostToml => schema!("goalpost-toml"),
            Document::TenantFile => schema!("tenant-file"),
            Document::Check => schema!("check"),
            Document::Fuzz => schema!("fuzz"),
            Document::FuzzStatus => schema!("fuzz-status"),
            Document::Replay => schema!("replay"),
            Document::Audit => schema!("audit"),
            Document::Explain => schema!("explain"),
            Document::ExplainTable => schema!("explain-table"),
            Document::Sign => schema!("sign"),
            Document::Doubles => schema!("doubles"),
        }
    }
}

impl Schema {
    pub(super) fn run(self) -> Result<u8, Failure> {
        to_stdout(self.of.schema())?;
        Ok(exit::CONFORMS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{config_file, doubles, sign, tenants};
    use crate::report::schemas;
    use schemars::generate::SchemaSettings;
    use std::path::Path;

    /// Derived from the type. Editors know draft 7; what reads a report can know the newest.
    fn derived(of: Document) -> schemars::Schema {
        let settings = SchemaSettings::draft07().into_generator();
        let report = SchemaSettings::draft2020_12().for_serialize().into_generator();
        match of {
            Document::GoalpostToml => config_file::schema(settings),
            Document::TenantFile => tenants::schema(settings),
            Document::Check => schemas::check(report),
            Document::Fuzz => schemas::fuzz(report),
            Document::FuzzStatus => schemas::fuzz_status(report),
            Document::Replay => schemas::replay(report),
            Document::Audit => schemas::audit(report),
            Document::Explain => schemas::explain(report),
            Document::ExplainTable => schemas::explain_table(report),
            Document::Sign => sign::schema(report),
            Document::Doubles => doubles::schema(report),
        }
    }

    /// With GOALPOST_BLESS set, writes them.
    #[test]
    fn the_committed_schemas_are_those_of_the_types() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference/schemas");
        for of in Document::value_variants() {
            let name = of.to_possible_value().unwrap().get_name().to_owned();
            let right = format!("{:#}\n", serde_json::to_value(derived(*of)).unwrap());
            let path = dir.join(format!("{name}.schema.json"));
            if std::env::var_os("GOALPOST_BLESS").is_some() {
                std::fs::write(&path, &right).unwrap();
            }
            let there = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(
                there,
                right,
                "{}: out of date; run GOALPOST_BLESS=1 cargo test --lib schemas",
                path.display()
            );
        }
    }
}
