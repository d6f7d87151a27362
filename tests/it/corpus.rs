//! The seeds of the fuzz targets are made from the golden vectors, and everything that was worth keeping is
//! run again: seeds, what fuzzing added to the corpora here, crashes.

use crate::support::root;
use goalpost::cli::foreign;
use goalpost::cli::foreign::READERS;
use goalpost::generate::document::{GoalCase, Secrets};
use goalpost::generate::{ATOMS, TestRequest};
use goalpost::properties::{LAWS, Outcome, of_name};
use goalpost::protocol::json::{Value, write_pretty};
use goalpost::vectors::smoke;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

type Files = BTreeMap<String, Vec<u8>>;

/// The largest seed, in bytes: what is larger is slow to mutate.
const LARGEST: usize = 6000;

/// Vectors that are worth starting from: those of the smoke selection, and one for each note.
fn chosen() -> BTreeSet<String> {
    let mut chosen: BTreeSet<String> =
        smoke::embedded().unwrap().iter().map(|id| id.to_string()).collect();
    let mut flags = BTreeSet::new();
    for file in goalpost::vectors::embedded().unwrap() {
        for entry in file.entries() {
            let new = entry.flags.iter().filter(|flag| flags.insert((*flag).clone())).count() > 0;
            if new {
                chosen.insert(entry.id.to_string());
            }
        }
    }
    chosen
}

fn name(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect()
}

fn document(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_pretty(value, &["request", "signed", "goal", "changed"], &mut bytes);
    bytes
}

/// Every seed, by target and name.
fn seeds() -> BTreeMap<&'static str, Files> {
    let mut seeds: BTreeMap<&'static str, Files> = BTreeMap::new();
    let chosen = chosen();
    let mut last = None;
    for file in goalpost::vectors::embedded().unwrap() {
        for (group, test) in file.sign_tests() {
            let name = name(&test.id);
            let mut add = |target: &'static str, bytes: Vec<u8>| {
                seeds.entry(target).or_default().insert(name.clone(), bytes);
            };
            if let Some(Value::Number(number)) = test.goal.property("value")
                && test.id.starts_with("money/")
                && let Some(text) = number.text()
            {
                add("money", text.as_bytes().to_vec());
            }
            if !chosen.contains(&*test.id) {
                continue;
            }
            let mut case = GoalCase {
                tenant: (*group.tenant).clone(),
                goal: test.goal.clone(),
                changed: None,
                because: None,
            };
            add("canonicalize", document(&case.to_value()));
            add("differential", document(&case.to_value()));
            case.changed = last.replace(test.goal.clone());
            add("sign_verify", document(&case.to_value()));
            case.changed = None;
            case.because = Some("secret-used-as-text".to_owned());
            add("forensics", document(&case.to_value()));
        }
        for (group, test) in file.verify_tests().filter(|(_, test)| chosen.contains(&*test.id)) {
            let name = name(&test.id);
            if test.request.body.len() > LARGEST {
                continue;
            }
            let probe = TestRequest {
                case: test.case(group),
                signed: test.signed.clone(),
                wire: None,
                mutation: "kept",
            };
            let mut add = |target: &'static str, bytes: Vec<u8>| {
                seeds.entry(target).or_default().insert(name.clone(), bytes);
            };
            add("validator", document(&probe.to_value(None, Secrets::Shown)));
            add("json_reader", test.request.body.clone());
            let request = &test.request;
            let mut raw =
                format!("{} {} HTTP/1.1\r\n", request.method, request.target).into_bytes();
            for (name, value) in &request.headers {
                raw.extend_from_slice(&[name.as_bytes(), b": ", value, b"\r\n"].concat());
            }
            raw.extend_from_slice(b"\r\n");
            raw.extend_from_slice(&request.body);
            add("validator_raw", raw);
        }
    }
    // One mistake in each seed of forensics: as many as there are, over and over.
    let mut dialects = goalpost::mistakes::CATALOGUE.iter().step_by(7).cycle();
    for bytes in seeds.entry("forensics").or_default().values_mut() {
        let Some(dialect) = dialects.next() else { break };
        let text = String::from_utf8(std::mem::take(bytes)).unwrap();
        let named = format!("\"because\": {}", Value::from(dialect.id).to_json());
        *bytes = text.replace("\"because\": \"secret-used-as-text\"", &named).into_bytes();
    }
    let cases: Vec<Vec<u8>> = seeds["validator"].values().take(2).cloned().collect();
    seeds.insert("readers", foreign(cases));
    seeds
}

/// What each reader of foreign bytes reads, after the byte that chooses it.
fn foreign(cases: Vec<Vec<u8>>) -> Files {
    let root = root();
    let read = |path: &str| std::fs::read(root.join(path)).unwrap();
    let mut of = BTreeMap::from([
        ("case", cases),
        ("goalpost.toml", vec![read("goalpost.toml")]),
        ("tenant file", vec![crate::verify::TENANTS.as_bytes().to_vec()]),
        ("smoke", vec![b"{\"format\":2,\"tests\":[\"money/whole\"]}".to_vec()]),
        ("finding", vec![b"{\"finding\":4,\"rule\":\"accepted\",\"count\":1,\"samples\":[]}".to_vec()]),
        ("sequence", vec![b"{\"mode\":\"in-order\",\"steps\":[{\"connection\":0,\"repeat\":2}]}".to_vec()]),
        ("handshake", vec![b"{\"protocol\":1,\"name\":\"a\",\"runtime\":\"b\",\"ops\":[\"sign\"],\"features\":[]}".to_vec()]),
        ("adapter reply", vec![
            b"{\"id\":1,\"signature\":\"00ff\",\"canonical\":\"7b7d\"}".to_vec(),
            b"{\"id\":1,\"results\":[{\"signature\":\"00ff\"},{\"refused\":\"no\"},{\"unsupported\":\"b\"}]}".to_vec(),
            b"{\"id\":1,\"status\":200,\"body\":\"{}\"}".to_vec(),
        ]),
        ("http answer", vec![
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".to_vec(),
            b"HTTP/1.1 401 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".to_vec(),
        ]),
    ]);
    for name in ["sign vectors", "verify vectors"] {
        let files = goalpost::vectors::embedded().unwrap();
        let file = files
            .iter()
            .find(|file| file.name.starts_with(&name[..4]) && file.entries().next().is_some())
            .unwrap();
        let bytes = file.to_bytes();
        of.insert(name, vec![bytes[..bytes.len().min(LARGEST)].to_vec()]);
    }
    let mut captures: Vec<Vec<u8>> = files(&root.join("tests/captures"))
        .iter()
        .filter(|path| path.is_file())
        .map(|path| std::fs::read(path).unwrap())
        .filter(|bytes| bytes.len() < LARGEST)
        .collect();
    captures.sort_by_key(Vec::len);
    of.insert("capture", captures.into_iter().step_by(4).collect());
    let mut seeds = Files::new();
    for (at, (reader, _)) in READERS.iter().enumerate() {
        for (number, bytes) in of[reader].iter().enumerate() {
            let content = [&[at as u8], &**bytes].concat();
            seeds.insert(format!("{}-{number}", reader.replace([' ', '.'], "-")), content);
        }
    }
    seeds
}

/// Damage as files and networks do it, and worse: bytes changed, cut, repeated, taken out.
fn damaged(bytes: &[u8], seed: u64) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut below = |most: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % most.max(1)
    };
    for _ in 0..=below(4) {
        let at = below(bytes.len().saturating_sub(1)) + 1;
        let end = (at + below(40)).min(bytes.len());
        if at >= bytes.len() {
            continue;
        }
        match below(6) {
            0 => bytes[at] = below(256) as u8,
            1 => bytes.truncate(at),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again.repeat(1 + below(50)));
            }
            4 => drop(bytes.splice(at..end, *b"99999999999999999999999999999999")),
            _ => {
                let bracket = *b"[{\"\\(".get(below(5)).unwrap_or(&b'[');
                bytes.splice(at..at, std::iter::repeat_n(bracket, 1 + below(3000)));
            }
        }
    }
    bytes
}

#[test]
fn every_reader_of_foreign_bytes_ends_in_a_value_or_an_error() {
    for (name, seed) in foreign(Vec::new()) {
        for round in 0..200 {
            let bytes = damaged(&seed, round);
            let held = std::panic::catch_unwind(|| foreign::read(&bytes));
            assert!(held.is_ok(), "{name}, round {round}: {:?}", String::from_utf8_lossy(&bytes));
        }
    }
}

/// The dictionary of every target: what implementations drift on.
fn dictionary() -> String {
    let mut lines =
        String::from("# What implementations drift on; written by the test of the corpora.\n");
    for atom in ATOMS {
        let escaped: String = atom
            .bytes()
            .map(|byte| match byte {
                b'"' | b'\\' => format!("\\{}", char::from(byte)),
                0x20..0x7F => char::from(byte).to_string(),
                byte => format!("\\x{byte:02x}"),
            })
            .collect();
        lines.push_str(&format!("\"{escaped}\"\n"));
    }
    lines
}

fn corpus() -> PathBuf {
    root().join("fuzz/corpus")
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(dir) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn the_seeds_are_what_the_vectors_give() {
    let bless = std::env::var_os("GOALPOST_BLESS").is_some();
    let (dictionary, path) = (dictionary(), root().join("fuzz/atoms.dict"));
    if bless {
        std::fs::write(&path, &dictionary).unwrap();
    }
    let hint = "GOALPOST_BLESS=1 cargo test --test it corpus writes it anew";
    assert_eq!(std::fs::read_to_string(&path).unwrap(), dictionary, "{hint}");
    for (target, seeds) in seeds() {
        let dir = corpus().join(target);
        if bless {
            std::fs::create_dir_all(&dir).unwrap();
            for old in files(&dir).iter().filter(|old| !is_found(old)) {
                std::fs::remove_file(old).unwrap();
            }
            seeds.iter().for_each(|(name, bytes)| std::fs::write(dir.join(name), bytes).unwrap());
        }
        let kept: Vec<PathBuf> = files(&dir).into_iter().filter(|path| !is_found(path)).collect();
        assert_eq!(kept.len(), seeds.len(), "{target}: {hint}");
        for (name, bytes) in &seeds {
            assert_eq!(
                std::fs::read(dir.join(name)).ok().as_ref(),
                Some(bytes),
                "{target}/{name}: {hint}"
            );
        }
    }
}

/// Whether a fuzzer put it there: it names inputs by their SHA-1.
fn is_found(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_string_lossy();
    name.len() == 40 && name.bytes().all(|b| b.is_ascii_hexdigit())
}

#[test]
fn every_corpus_and_every_crash_is_run_again() {
    for (target, law) in LAWS {
        let mut held = 0;
        for path in files(&corpus().join(target)) {
            match law(&std::fs::read(&path).unwrap()) {
                Ok(Outcome::Holds) => held += 1,
                Ok(Outcome::Passed) => {}
                Err(broken) => panic!("{}: {broken}", path.display()),
            }
        }
        assert!(held > 10, "{target}: {held} inputs of its corpus say anything");
    }
    // A folder that no law reads would look like one that passes.
    for folder in ["fuzz/corpus", "fuzz/crashes", "fuzz/artifacts"] {
        for dir in files(&root().join(folder)) {
            let target = dir.file_name().unwrap().to_string_lossy().into_owned();
            let law = match target.as_str() {
                "differential" => of_name("canonicalize"),
                "empty" => continue,
                "readers" => {
                    files(&dir)
                        .iter()
                        .for_each(|path| foreign::read(&std::fs::read(path).unwrap()));
                    continue;
                }
                target => of_name(target),
            };
            let law = law.unwrap_or_else(|| panic!("{}: no law is called that", dir.display()));
            for path in files(&dir) {
                if let Err(broken) = law(&std::fs::read(&path).unwrap()) {
                    panic!("{}: {broken}", path.display());
                }
            }
        }
    }
}

#[test]
fn what_is_no_case_is_passed_over_and_not_taken_for_one_that_held() {
    for (name, law) in LAWS {
        // The reader speaks of any bytes; what is too short is no double.
        let expected = if name == "json_reader" { Outcome::Holds } else { Outcome::Passed };
        assert_eq!(law(b"{\xff"), Ok(expected), "{name}");
    }
}
