//! The vector files and their published JSON Schemas.

use crate::support::root;
use goalpost::protocol::Number;
use goalpost::protocol::json::{Value, parse_wire};

/// For the schema validator, which knows neither lone surrogates nor number text; it judges neither.
fn to_serde(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(flag) => (*flag).into(),
        Value::Number(Number::Integer(text)) => {
            text.parse::<i64>().map_or(serde_json::Value::Null, serde_json::Value::from)
        }
        Value::Number(number) => number.to_f64().into(),
        Value::String(text) => text.to_string().into(),
        Value::Array(items) => items.iter().map(to_serde).collect(),
        Value::Object(members) => {
            members.iter().map(|(key, member)| (key.to_string(), to_serde(member))).collect()
        }
    }
}

/// Violations of the schema that a vector file names.
fn faults(bytes: &[u8]) -> Vec<String> {
    let value = parse_wire(bytes).unwrap();
    let name = value.get("schema").and_then(Value::as_str).unwrap();
    let schema = std::fs::read(root().join("vectors").join(name)).unwrap();
    let schema: serde_json::Value = serde_json::from_slice(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let document = to_serde(&value);
    validator.iter_errors(&document).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

fn vector_files() -> Vec<(String, Vec<u8>)> {
    let read = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_vectors = name.ends_with(".json") && !name.ends_with(".schema.json");
        (is_vectors && name != "smoke.json").then(|| (name, std::fs::read(path).unwrap()))
    };
    std::fs::read_dir(root().join("vectors")).unwrap().filter_map(read).collect()
}

#[test]
fn every_vector_file_satisfies_its_schema() {
    let files = vector_files();
    assert!(files.len() >= 15, "{}", files.len());
    for (name, bytes) in files {
        assert_eq!(faults(&bytes), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn the_schemas_refuse_what_they_should() {
    let files = vector_files();
    let of = |name: &str| &files.iter().find(|(known, _)| known == name).unwrap().1;
    for (name, from, to) in [
        ("sign_fields.json", "\"format\": 1", "\"format\": 7"),
        ("sign_fields.json", "\"result\": \"valid\"", "\"result\": \"maybe\""),
        ("verify_contents.json", "\"over\":\"goal\"", "\"over\":\"the goal\""),
        ("verify_contents.json", "\"rule\": \"", "\"ruler\": \""),
        ("verify_sequences.json", "\"send\": \"in-order\"", "\"send\": \"in-turn\""),
        ("verify_sequences.json", "\"connection\": 1", "\"connection\": 0"),
    ] {
        let text = String::from_utf8(of(name).clone()).unwrap();
        let broken = text.replacen(from, to, 1);
        assert_ne!(text, broken, "{name}: {from}");
        assert!(!faults(broken.as_bytes()).is_empty(), "{name}: {to}");
    }
}
