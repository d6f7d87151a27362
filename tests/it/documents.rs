//! The documents say what the code does.

use crate::support::{root, run};
use goalpost::dialect::CATALOGUE;
use goalpost::spec::requirement::REQUIREMENTS;

fn document(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

#[test]
fn every_requirement_is_stated() {
    let text = document("docs/protocol.md");
    for (id, _) in REQUIREMENTS {
        assert!(text.contains(&format!("**{id}**")), "{id}");
    }
}

#[test]
fn every_dialect_is_listed() {
    let text = document("docs/dialects.md");
    for dialect in &CATALOGUE {
        assert!(text.contains(&format!("`{}`", dialect.id)), "{}", dialect.id);
    }
}

#[test]
fn every_command_shows_an_example() {
    for command in [
        &["check"][..],
        &["vectors"],
        &["vectors", "write"],
        &["vectors", "check"],
        &["reference"],
        &["sign"],
        &["serve"],
        &[],
    ] {
        let mut arguments = command.to_vec();
        arguments.push("--help");
        let ran = run(&arguments);
        assert_eq!(ran.code, 0, "{command:?}");
        assert!(ran.out.contains("Example"), "{command:?}: {}", ran.out);
    }
}
