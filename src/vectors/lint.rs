//! What every vector file must satisfy, beyond being the file that would be written.

use super::file::VectorFile;
use super::schema::is_vector_file;
use super::smoke;
use super::smoke::SMOKE_FILE;
use crate::protocol::json::{Value, parse_wire};
use crate::protocol::{Secret, Signer, requirement};
use std::collections::{BTreeMap, BTreeSet};

/// Every fault of a set of vector files, given as name and bytes; a line each, with the file and the
/// place in it.
pub fn lint(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut covered: BTreeSet<String> = BTreeSet::new();
    for (name, bytes) in files.iter().filter(|(name, _)| is_vector_file(name)) {
        let file = match VectorFile::from_bytes(name, bytes) {
            Ok(file) => file,
            Err(fault) => {
                faults.push(format!("{name}: {fault}"));
                continue;
            }
        };
        faults.extend(self_consistency(&file).into_iter().map(|fault| format!("{name}: {fault}")));
        faults
            .extend(note_faults(&file, bytes).into_iter().map(|fault| format!("{name}: {fault}")));
        for test in file.entries() {
            if let Some(other) = seen.insert(test.id.to_string(), name.clone()) {
                faults.push(format!("{name}: {}: duplicate id, also in {other}", test.id));
            }
            for id in test.requirements {
                if !requirement::is_known(id) {
                    faults.push(format!("{name}: {}: unknown requirement {id}", test.id));
                }
                covered.insert(id.clone());
            }
        }
    }
    match files.get(SMOKE_FILE).map(|bytes| smoke::read(bytes)) {
        None => {
            faults.push(format!("{SMOKE_FILE}: missing; goalpost vectors audit --write makes it"))
        }
        Some(Err(what)) => faults.push(format!("{SMOKE_FILE}: {what}")),
        Some(Ok(ids)) => {
            let unknown = ids.iter().filter(|id| !seen.contains_key(&***id));
            faults.extend(unknown.map(|id| format!("{SMOKE_FILE}: unknown vector {id}")));
        }
    }
    let uncovered = requirement::REQUIREMENTS.iter().filter(|(id, _)| !covered.contains(*id));
    faults.extend(uncovered.map(|(id, what)| format!("no vector rests on {id} ({what})")));
    faults
}

/// Whether each output is what its own canonical bytes, secret and result say: what a reader of one
/// file alone can check. A line a fault.
pub fn self_consistency(file: &VectorFile) -> Vec<String> {
    let mut faults = Vec::new();
    for (group, test) in file.sign_tests() {
        let Ok(secret) = Secret::from_hex(&group.tenant.secret) else { continue };
        let signer = Signer::new(group.tenant.tenant_id.clone(), &secret);
        for output in test.expectation.outputs() {
            if !signer.sign_bytes(&output.canonical).matches(output.signature.as_bytes()) {
                faults.push(format!(
                    "{}: the signature is not that of canonical under the group's secret",
                    test.id
                ));
            }
        }
    }
    let steps = file.sequence_tests().flat_map(|(group, test)| {
        test.steps.iter().map(move |step| (group.home(step).clone(), &step.test))
    });
    let single = file.verify_tests().map(|(group, test)| (group.home(), test));
    for (home, test) in single.chain(steps) {
        let rule = test.case_at(&home).decision().rule;
        if rule != test.expected.rule {
            let told = test.expected.rule.id();
            faults.push(format!("{}: rule is {told}, but {} decides", test.id, rule.id()));
        }
        let Some(signed) = &test.signed else { continue };
        let signature = signed.signature(&home.tenant, &test.request.body);
        let is_sent = |signature: String| {
            let sent = |value: &[u8]| value.to_ascii_lowercase();
            let signature = signature.to_ascii_lowercase();
            test.request.headers.iter().any(|(_, value)| {
                sent(value).windows(signature.len()).any(|w| w == signature.as_bytes())
            })
        };
        if !signature.is_some_and(is_sent) {
            faults.push(format!("{}: no header holds what \"signed\" makes", test.id));
        }
    }
    faults
}

fn note_faults(file: &VectorFile, bytes: &[u8]) -> Vec<String> {
    let Ok(value) = parse_wire(bytes) else { return Vec::new() };
    let explained: BTreeSet<String> = match value.get("notes") {
        Some(Value::Object(notes)) => notes.iter().map(|(flag, _)| flag.to_string()).collect(),
        _ => BTreeSet::new(),
    };
    let mut faults = Vec::new();
    let mut used = BTreeSet::new();
    for test in file.entries() {
        for flag in test.flags {
            if !explained.contains(flag) {
                faults.push(format!("{}: the flag {flag} has no note", test.id));
            }
            used.insert(flag.clone());
        }
    }
    faults.extend(explained.difference(&used).map(|flag| format!("no test has the flag {flag}")));
    let told = value.get("number_of_tests").cloned();
    let count = file.entries().count();
    if told != Some(Value::from(count as i64)) {
        faults.push(format!("number_of_tests is not {count}"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::store::generated;

    fn faults_after(from: &str, to: &str) -> Vec<String> {
        let mut files = generated(&BTreeMap::new()).unwrap();
        let bytes = &files["sign_money.json"];
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains(from), "{from}");
        files.insert("sign_money.json".into(), text.replacen(from, to, 1).into_bytes());
        lint(&files)
    }

    #[test]
    fn what_is_generated_has_no_fault() {
        let mut files = generated(&BTreeMap::new()).unwrap();
        assert_eq!(lint(&files).len(), 1, "the smoke selection is missing");
        let smoke = smoke::to_bytes(&smoke::embedded().unwrap());
        files.insert(SMOKE_FILE.to_owned(), smoke);
        assert_eq!(lint(&files), Vec::<String>::new());
    }

    #[test]
    fn each_rule_finds_its_fault() {
        for (from, to, fault) in [
            ("\"money/tie/0.125\"", "\"money/tie/0.375\"", "duplicate id, also in sign_money.json"),
            ("\"MON-2\"", "\"MON-99\"", "unknown requirement MON-99"),
            ("[\"MoneyTie\"]", "[\"Unheard\"]", "the flag Unheard has no note"),
            ("\"result\": \"valid\"", "\"result\": \"maybe\"", "result is"),
            ("\\\"99.50\\\"", "\\\"99.51\\\"", "canonical and canonical_hex differ"),
            ("\"number_of_tests\": ", "\"number_of_tests\": 1", "number_of_tests is not"),
            ("\"comment\": ", "\"remark\": ", "comment is"),
            ("\"signature\": \"", "\"signature\": \"A", "signature is not"),
        ] {
            let faults = faults_after(from, to);
            assert!(faults.iter().any(|f| f.contains(fault)), "{fault}: {faults:#?}");
        }
    }
}
