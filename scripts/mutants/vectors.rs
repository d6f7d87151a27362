//! Every golden vector, held against the protocol room alone.

use protocol_mutants::protocol::json::{Value, parse, parse_wire};
use protocol_mutants::protocol::request::{OwnedRequest, Request};
use protocol_mutants::protocol::validator::{Tenants, answer_to, decide};
use protocol_mutants::protocol::{Goal, Tenant, Text};

const VECTORS: &str = env!("GOALPOST_VECTORS");

fn files(prefix: &str) -> Vec<Value> {
    let entries = std::fs::read_dir(VECTORS).unwrap().map(|entry| entry.unwrap().path());
    let ours = entries.filter(|path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with(prefix) && name.ends_with(".json") && !name.contains("schema")
    });
    ours.map(|path| parse(&std::fs::read(path).unwrap()).unwrap()).collect()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    match value.get(key) {
        Some(Value::Array(items)) => items,
        _ => &[],
    }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap()).collect()
}

fn whole(value: &Value, key: &str) -> Text {
    match value.get(key) {
        Some(Value::String(text)) => text.clone(),
        other => panic!("{key}: {other:?}"),
    }
}

fn tenant(value: &Value) -> Tenant {
    Tenant { tenant_id: whole(value, "tenant_id"), secret: whole(value, "secret") }
}

#[test]
fn every_goal_is_signed_as_its_vector_says() {
    let mut seen = 0;
    for file in files("sign_") {
        for group in list(&file, "groups") {
            let tenant = tenant(group);
            for test in list(group, "tests") {
                let (id, mut line) = (text(test, "id"), Vec::new());
                let input = test.get("input").unwrap();
                protocol_mutants::protocol::json::write_wire(input, &mut line);
                let goal = Goal::from_value(parse_wire(&line).unwrap());
                let mut bytes = Vec::new();
                let signed = goal.ok().and_then(|goal| {
                    let signer = tenant.signer().ok()?;
                    let signature = signer.sign(&goal, &mut bytes).ok()?;
                    Some(signature.as_str().to_owned())
                });
                match text(test, "canonical_hex") {
                    "" => assert_eq!(signed, None, "{id}"),
                    canonical => {
                        assert_eq!(signed.as_deref(), Some(text(test, "signature")), "{id}");
                        assert_eq!(bytes, hex(canonical), "{id}");
                    }
                }
                seen += 1;
            }
        }
    }
    assert!(seen > 1_000, "{seen}");
}

fn request(value: &Value) -> OwnedRequest {
    let headers = list(value, "headers").iter().map(|pair| match pair {
        Value::Array(pair) => {
            // Latin-1: a code point is a byte.
            let [name, value] = pair.as_slice() else { panic!("{pair:?}") };
            let bytes = value.as_str().unwrap().chars().map(|c| u8::try_from(u32::from(c)).unwrap());
            (name.as_str().unwrap().to_owned(), bytes.collect())
        }
        other => panic!("{other:?}"),
    });
    OwnedRequest {
        method: text(value, "method").to_owned(),
        target: text(value, "target").to_owned(),
        headers: headers.collect(),
        body: hex(text(value, "body")),
    }
}

#[test]
fn every_request_is_decided_as_its_vector_says() {
    let (mut seen, mut unauthorized) = (0, None);
    for file in files("verify_") {
        for group in list(&file, "groups") {
            let mut tenants = Tenants::default();
            let listed = list(group, "tenants");
            let one = std::slice::from_ref(group);
            for account in if listed.is_empty() { one } else { listed } {
                tenants.register(text(account, "domain"), &tenant(account));
            }
            for test in list(group, "tests") {
                let steps = list(test, "steps");
                let alone = std::slice::from_ref(test);
                let now = text(test, "now").parse().unwrap();
                for step in if steps.is_empty() { alone } else { steps } {
                    let id = text(test, "id");
                    let request = request(step.get("request").unwrap());
                    let decision = request.with(|request: &Request<'_>| decide(request, &tenants, now));
                    let answer = answer_to(&decision);
                    assert_eq!(decision.rule.id(), text(step, "rule"), "{id}");
                    if decision.status() == 401 {
                        assert_eq!(unauthorized.get_or_insert(answer.clone()), &answer, "{id}");
                    }
                    let status = decision.status().to_string();
                    let class = format!("{}xx", decision.status() / 100);
                    let demanded = list(step, "status").iter().filter_map(Value::as_str);
                    assert!(demanded.into_iter().any(|one| one == status || one == class), "{id}: {status}");
                    if decision.status() >= 300 {
                        assert!(!decision.ranked, "{id}");
                    } else if let Some(Value::Bool(ranked)) = step.get("ranked") {
                        assert_eq!(decision.ranked, *ranked, "{id}");
                        let bucket = Value::from_bucket(decision.bucket);
                        assert!(list(step, "first_touch_bucket").contains(&bucket), "{id}: {bucket:?}");
                        let lag = decision.lag_seconds.map_or(Value::Null, |lag| parse(lag.to_string().as_bytes()).unwrap());
                        assert!(list(step, "lag_seconds").contains(&lag), "{id}: {lag:?}");
                        if let Some(seconds) = decision.lag_seconds {
                            assert_eq!(decision.lag_days(), Some(seconds.div_euclid(86_400)), "{id}");
                        }
                    }
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 900, "{seen}");
}

trait FromBucket {
    fn from_bucket(bucket: Option<&str>) -> Value;
}

impl FromBucket for Value {
    fn from_bucket(bucket: Option<&str>) -> Value {
        bucket.map_or(Value::Null, |bucket| Value::String(bucket.into()))
    }
}
