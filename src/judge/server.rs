//! What a server's answer is worth.

use super::leak::in_base64;
use super::resource::Resource;
use super::shown_secret::shows_secret;
use crate::adapter::{HttpFault, ServerAnswer, header};
use crate::case::{ExpectedResponse, Fit, VerifyCase};
use crate::mistakes::base64_encode;
use crate::protocol::Goal;
use crate::protocol::hex;
use crate::protocol::json::{Value, parse};
use crate::protocol::request::{Domain, domain};
use crate::protocol::rules::Rule;

/// In which way an answer is wrong; two findings with the same rule and symptom look alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Symptom {
    /// A status that does not pass.
    Status(u16),
    /// What it tells of the ranking, the bucket or the lag.
    Ranked,
    /// The same of the bucket.
    Bucket,
    /// The same of the lag.
    Lag,
    /// It shows what it must not: a secret, an expected signature, expected bytes.
    Shows,
    /// It repeats personal data, or a domain that is not registered.
    Echoes,
    /// Its 401 reads differently from another one.
    Differs,
    /// It hung up without an answer.
    Dropped,
    /// Nobody listens there any more.
    Gone,
    /// It did not answer in time.
    Hangs,
    /// What came back is not HTTP.
    NotHttp,
    /// Its answer is larger than any answer may be.
    TooLarge,
    /// Interim answers (1xx) without end.
    Endless,
    /// Each request makes the answers to later ones slower.
    SlowsDown,
    /// The server's process takes up more of something with every request.
    Grows(Resource),
    /// Its answer has a member of another type than the protocol says.
    InvalidAnswer,
}

impl Symptom {
    /// The symptom that a fault of the connection or of the answer is.
    pub fn of_fault(fault: &HttpFault) -> Symptom {
        match fault {
            HttpFault::TimedOut => Symptom::Hangs,
            HttpFault::NotHttp(_) | HttpFault::Surplus => Symptom::NotHttp,
            HttpFault::TooLarge => Symptom::TooLarge,
            HttpFault::EndlessInterim => Symptom::Endless,
            HttpFault::InvalidMember(_) => Symptom::InvalidAnswer,
            HttpFault::Unreachable(_) => Symptom::Gone,
            HttpFault::ClosedUnanswered
            | HttpFault::ClosedMidAnswer
            | HttpFault::ConnectionFailed(_) => Symptom::Dropped,
        }
    }

    /// Its name in file names and reports.
    pub fn name(self) -> String {
        match self {
            Symptom::Status(status) => format!("answered-{status}"),
            Symptom::Ranked => "ranked-wrongly".to_owned(),
            Symptom::Bucket => "bucket-told-wrongly".to_owned(),
            Symptom::Lag => "lag-told-wrongly".to_owned(),
            Symptom::Shows => "shows-what-is-secret".to_owned(),
            Symptom::Echoes => "echoes".to_owned(),
            Symptom::Differs => "unauthorized-differs".to_owned(),
            Symptom::Dropped => "dropped".to_owned(),
            Symptom::Gone => "went-away".to_owned(),
            Symptom::Hangs => "hangs".to_owned(),
            Symptom::NotHttp => "not-http".to_owned(),
            Symptom::TooLarge => "answer-too-large".to_owned(),
            Symptom::Endless => "endless-answer".to_owned(),
            Symptom::SlowsDown => "answers-slow-down".to_owned(),
            Symptom::Grows(resource) => format!("growth-of-{}", resource.name()),
            Symptom::InvalidAnswer => "invalid-answer".to_owned(),
        }
    }

    /// The reverse of [`Symptom::name`].
    pub fn of_name(name: &str) -> Option<Symptom> {
        if let Some(status) = name.strip_prefix("answered-") {
            return status.parse().ok().map(Symptom::Status);
        }
        [
            Symptom::Ranked,
            Symptom::Bucket,
            Symptom::Lag,
            Symptom::Shows,
            Symptom::Echoes,
            Symptom::Differs,
            Symptom::Dropped,
            Symptom::Gone,
            Symptom::Hangs,
            Symptom::NotHttp,
            Symptom::TooLarge,
            Symptom::Endless,
            Symptom::SlowsDown,
            Symptom::Grows(Resource::Memory),
            Symptom::Grows(Resource::Descriptors),
            Symptom::Grows(Resource::Threads),
            Symptom::InvalidAnswer,
        ]
        .into_iter()
        .find(|symptom| symptom.name() == name)
    }
}

/// One thing that is wrong with an answer, and the words for it.
pub type Wrong = (Symptom, String);

/// Everything that is wrong with an answer; nothing where it passes. `slack` is how many seconds a lag
/// may be off, where the server has a clock of its own.
pub fn judge_answer(
    case: &VerifyCase,
    expected: &ExpectedResponse,
    answer: &ServerAnswer,
    slack: u64,
) -> Vec<String> {
    wrongs(case, expected, answer, slack).into_iter().map(|(_, what)| what).collect()
}

/// The same with the symptom of each; what it must not repeat is looked for, too.
pub fn wrongs(
    case: &VerifyCase,
    expected: &ExpectedResponse,
    answer: &ServerAnswer,
    slack: u64,
) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let accepted = (200..300).contains(&answer.status);
    if let Some(what) = wrong_status(expected, answer) {
        wrong.push((Symptom::Status(answer.status), what));
    } else if accepted {
        wrong.extend(wrong_effects(expected, answer, slack));
    }
    if !accepted && answer.ranked == Some(true) {
        wrong.push((Symptom::Ranked, "refuses the goal and ranks it".to_owned()));
    }
    wrong.extend(leaks(case, answer, accepted).into_iter().map(|what| (Symptom::Shows, what)));
    wrong
}

fn wrong_status(expected: &ExpectedResponse, answer: &ServerAnswer) -> Option<String> {
    let status = answer.status;
    let may_be_signed = expected.is_hint() && status == 200 && answer.ranked != Some(false);
    if expected.fit(status).passes() && !may_be_signed {
        return None;
    }
    let hint = if may_be_signed { ", or 200 with the word that it is not ranked" } else { "" };
    Some(format!("answers {status}, expected {}{hint}", expected.demanded().join(" or ")))
}

/// What is advised in place of the status of an answer that passes; `None` where it is one that is
/// advised.
pub fn advice(expected: &ExpectedResponse, status: u16) -> Option<String> {
    if expected.fit(status) != Fit::Noted {
        return None;
    }
    let advised: Vec<String> =
        expected.status.iter().filter(|status| **status >= 300).map(u16::to_string).collect();
    Some(format!("answers {status}, advised {}", advised.join(" or ")))
}

fn wrong_effects(expected: &ExpectedResponse, answer: &ServerAnswer, slack: u64) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    if let (Some(wanted), Some(told)) = (expected.ranked, answer.ranked)
        && wanted != told
    {
        wrong.push((Symptom::Ranked, format!("tells ranked {told}, expected {wanted}")));
    }
    if let Some(told) = &answer.bucket
        && !expected.bucket.is_empty()
        && !expected.bucket.contains(told)
    {
        let word = |bucket: &Option<String>| bucket.clone().unwrap_or_else(|| "null".to_owned());
        let wanted: Vec<String> = expected.bucket.iter().map(word).collect();
        let what =
            format!("tells first_touch_bucket {}, expected {}", word(told), wanted.join(" or "));
        wrong.push((Symptom::Bucket, what));
    }
    if let Some(told) = answer.lag_seconds
        && !expected.lag_seconds.is_empty()
    {
        let near = |wanted: &Option<i64>| match (wanted, told) {
            (Some(wanted), Some(told)) => wanted.abs_diff(told) <= slack,
            (wanted, told) => *wanted == told,
        };
        if !expected.lag_seconds.iter().any(near) {
            let word = |lag: &Option<i64>| lag.map_or("null".to_owned(), |lag| lag.to_string());
            let wanted: Vec<String> = expected.lag_seconds.iter().map(word).collect();
            let what =
                format!("tells lag_seconds {}, expected {}", word(&told), wanted.join(" or "));
            wrong.push((Symptom::Lag, what));
        }
    }
    wrong
}

/// What an answer shows that it must not (SRV-9, PII-4).
fn leaks(case: &VerifyCase, answer: &ServerAnswer, accepted: bool) -> Vec<String> {
    let shown = |needle: &[u8]| contains(&answer.raw, needle);
    let mut wrong = Vec::new();
    if shows_secret(case.tenant.secret.as_bytes(), &answer.raw) {
        wrong.push("shows the tenant's secret".to_owned());
    }
    if accepted || !may_show_more(answer) {
        return wrong;
    }
    let goal = parse(&case.request.body).ok().and_then(|value| Goal::from_value(value).ok());
    let mut canonical = Vec::new();
    let signer = case.tenant.signer().ok();
    let right = goal.zip(signer).and_then(|(goal, signer)| signer.sign(&goal, &mut canonical).ok());
    if let Some(right) = right {
        wrong.extend(shown_signature(case, answer, &right.to_string()).map(str::to_owned));
        let quoted = String::from_utf8_lossy(&canonical).replace('\\', "\\\\").replace('"', "\\\"");
        if shown(&canonical)
            || shown(quoted.as_bytes())
            || contains(&answer.raw.to_ascii_lowercase(), hex::encode(&canonical).as_bytes())
        {
            wrong.push("shows the bytes that it expected to be signed".to_owned());
        }
    }
    wrong
}

/// How an answer shows the signature that was right, if it does.
fn shown_signature(case: &VerifyCase, answer: &ServerAnswer, right: &str) -> Option<&'static str> {
    let raw = answer.raw.to_ascii_lowercase();
    let sent: Vec<Vec<u8>> =
        case.request.headers.iter().map(|(_, value)| value.to_ascii_lowercase()).collect();
    // What the caller sent is no news to the caller.
    let is_news = |part: &[u8]| sent.iter().all(|value| !contains(value, part));
    if is_news(right.as_bytes()) && contains(&raw, right.as_bytes()) {
        return Some("shows the signature that it expected");
    }
    let mut parts = right.as_bytes().windows(SIGNATURE_PART);
    if parts.any(|part| is_news(part) && contains(&raw, part)) {
        return Some("shows a part of the signature that it expected");
    }
    let bytes = hex::decode(right.as_bytes())?;
    let plain = base64_encode(&bytes);
    let plain = plain.trim_end_matches('=');
    let for_urls = plain.replace('+', "-").replace('/', "_");
    let of_digits = base64_encode(right.as_bytes());
    [plain, &for_urls, of_digits.trim_end_matches('=')]
        .iter()
        .any(|text| contains(&answer.raw, text.as_bytes()))
        .then_some("shows the signature that it expected, in base64")
}

/// So many digits in a row of a signature are no chance, and so many characters of base64 may hold one.
const SIGNATURE_PART: usize = 16;
const IN_BASE64: usize = 43;

/// Whether an answer repeats what it must not: personal data (PII-4), or a domain that is not
/// registered (SRV-6).
pub fn echoes(case: &VerifyCase, rule: Rule, answer: &ServerAnswer) -> bool {
    let body = answer.body.as_deref().unwrap_or(&answer.raw);
    match rule {
        Rule::Pii(_) => {
            let goal = parse(&case.request.body).ok().and_then(|v| Goal::from_value(v).ok());
            match goal.and_then(|goal| goal.property("plan").cloned()) {
                // A part of it is too much already.
                Some(Value::String(plan)) => {
                    let part = plan.as_bytes().len().min(ECHO);
                    let tells = |part: &[u8]| {
                        // Blanks and marks are those of the answer itself.
                        let count =
                            part.iter().filter(|b| b.is_ascii_alphanumeric() || **b > 0x7F).count();
                        2 * count > part.len()
                    };
                    let mut parts = plan.as_bytes().windows(part.max(1));
                    // Headers tell it too, in an encoding of theirs.
                    let plain = without_percent(&answer.raw);
                    let seen = [body, &answer.raw[..], &plain];
                    let holds = |text: &[u8]| seen.iter().any(|seen| contains(seen, text));
                    parts.any(|part| tells(part) && holds(part))
                        || in_base64(plan.as_bytes()).iter().any(|part| holds(part))
                }
                _ => false,
            }
        }
        Rule::DomainUnknown => {
            let (_, query) = case.request.with(|r| {
                let (path, query) = r.path_and_query();
                (path.to_vec(), query.unwrap_or_default().to_vec())
            });
            match domain(Some(&query)) {
                Domain::Named(name) => name.len() >= ECHO && contains(body, name.as_bytes()),
                _ => false,
            }
        }
        _ => false,
    }
}

/// Bytes with what is percent-encoded decoded.
fn without_percent(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, behind @ ..] = rest {
        let encoded = behind.get(..2).filter(|_| *first == b'%').and_then(hex::decode);
        match encoded.as_deref() {
            Some([byte]) => {
                out.push(*byte);
                rest = &behind[2..];
            }
            _ => {
                out.push(*first);
                rest = behind;
            }
        }
    }
    out
}

/// So many characters in a row are an echo.
const ECHO: usize = 8;

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    !needle.is_empty() && memchr::memmem::find(haystack, needle).is_some()
}

/// Whether an answer could hold a signature or canonical bytes at all: nearly none does, and then nothing
/// has to be signed to look for it.
fn may_show_more(answer: &ServerAnswer) -> bool {
    let (mut run, mut letters) = (0, 0);
    let digits = answer.raw.iter().any(|b| {
        run = if b.is_ascii_hexdigit() { run + 1 } else { 0 };
        let is_letter = b.is_ascii_alphanumeric() || b"+/-_".contains(b);
        letters = if is_letter { letters + 1 } else { 0 };
        run >= SIGNATURE_PART || letters >= IN_BASE64
    });
    // Canonical bytes hold both names, and no fixed text does.
    digits || contains(&answer.raw, b"event_name") && contains(&answer.raw, b"tenant_id")
}

/// Every 401 has the same text (SRV-9): the first one is remembered, and each is held against it.
#[derive(Debug, Default)]
pub struct Uniform(Option<(String, Vec<u8>, String)>);

impl Uniform {
    /// What is wrong with the body of an answer, where another 401 had another. What is compressed is not compared.
    pub fn check(&mut self, id: &str, answer: &ServerAnswer) -> Option<String> {
        let body = answer.body.as_ref().filter(|_| answer.status == 401)?;
        if header(answer, "content-encoding").is_some() {
            return None;
        }
        let gate = &answer.gate;
        let (first, known, known_gate) =
            self.0.get_or_insert_with(|| (id.to_owned(), body.clone(), gate.clone()));
        let is_other = steady(known) != steady(body);
        let differs = is_other || known_gate != gate;
        differs.then(|| {
            let begin = common_begin(body, known);
            let how = match (is_other, shown(body, begin), shown(known, begin)) {
                (true, Some(own), Some(other)) => format!(": {own:?} in place of {other:?}"),
                (true, ..) => String::new(),
                (false, ..) => {
                    ": the text is the same, and the reason phrase or WWW-Authenticate is not"
                        .to_owned()
                }
            };
            format!("its 401 reads differently from that of {first}{how}")
        })
    }
}

/// A body without what is new in every answer: the number of a request, the time, a UUID. These are runs of letters, digits
/// and what stands between them, with so many digits that they tell no reason.
fn steady(body: &[u8]) -> Vec<u8> {
    let is_joined = |byte: &u8| byte.is_ascii_alphanumeric() || b".:_-+".contains(byte);
    let runs = body.chunk_by(|a, b| is_joined(a) == is_joined(b));
    let kept = runs.map(|run| match run.iter().filter(|b| b.is_ascii_digit()).count() {
        digits if digits >= NUMBERED && is_joined(&run[0]) => &b"#"[..],
        _ => run,
    });
    kept.collect::<Vec<_>>().concat()
}

/// From so many digits on.
const NUMBERED: usize = 8;

/// So much of a text is shown, in characters, and nothing that holds so many hex digits in a row.
const SHOWN: usize = 80;
const DIGITS: usize = 24;

/// Where two texts are shown from: a little before they differ, in bytes; 0 where that is near their beginning.
fn common_begin(one: &[u8], other: &[u8]) -> usize {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    if same < SHOWN / 2 { 0 } else { same - BEFORE }
}

/// So many bytes are shown before two texts differ.
const BEFORE: usize = 16;

/// A text that may be shown, from about there on.
fn shown(body: &[u8], begin: usize) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let secret = body.split(|b| !b.is_ascii_hexdigit()).any(|run| run.len() >= DIGITS);
    let begin = (0..=begin).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let part = text[begin..].trim().chars().take(SHOWN).collect::<String>();
    (!secret).then(|| if begin > 0 { format!("\u{2026}{part}") } else { part })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(id: &str, answer: ServerAnswer) -> Vec<String> {
        let files = crate::vectors::embedded().unwrap();
        let (group, test) =
            files.iter().flat_map(|f| f.verify_tests()).find(|(_, test)| &*test.id == id).unwrap();
        judge_answer(&test.case(group), &test.expected, &answer, 0)
    }

    fn status(status: u16) -> ServerAnswer {
        ServerAnswer { status, ..ServerAnswer::default() }
    }

    #[test]
    fn statuses_and_effects() {
        let ranked = "verify/first-touch/counted/a-day";
        assert_eq!(judged(ranked, status(200)), Vec::<String>::new());
        assert_eq!(judged(ranked, status(201)), Vec::<String>::new());
        assert_eq!(judged(ranked, status(401)), ["answers 401, expected 2xx"]);
        let told = ServerAnswer {
            ranked: Some(false),
            bucket: Some(None),
            lag_seconds: Some(Some(86_399)),
            ..status(200)
        };
        assert_eq!(
            judged(ranked, told),
            [
                "tells ranked false, expected true",
                "tells first_touch_bucket null, expected ai_search",
                "tells lag_seconds 86399, expected 86400",
            ]
        );
        let hint = "verify/hint/ranked-bucket";
        assert_eq!(judged(hint, status(202)), Vec::<String>::new());
        assert_eq!(judged(hint, status(200)).len(), 1, "it may have been taken as signed");
        assert!(judged(hint, ServerAnswer { ranked: Some(false), ..status(200) }).is_empty());
        assert!(judged(hint, status(204)).is_empty());
        assert_eq!(judged(hint, ServerAnswer { ranked: Some(true), ..status(202) }).len(), 1);
    }

    #[test]
    fn a_401_that_differs_is_named_with_both_texts() {
        let answer = |body: &str, gate: &str| ServerAnswer {
            body: Some(body.as_bytes().to_vec()),
            gate: gate.to_owned(),
            ..status(401)
        };
        let differs = |body: &str, gate: &str| {
            let mut uniform = Uniform::default();
            assert_eq!(uniform.check("first", &answer("invalid signature", "")), None);
            uniform.check("second", &answer(body, gate))
        };
        assert_eq!(differs("invalid signature", ""), None);
        let text = differs("signature missing", "").unwrap();
        assert!(text.contains("\"signature missing\" in place of \"invalid signature\""), "{text}");
        let digits = "0123456789abcdef".repeat(4);
        let text = differs(&format!("wanted {digits}"), "").unwrap();
        assert!(!text.contains(&digits[..24]), "{text}");
        assert!(differs("invalid signature", "Basic").unwrap().contains("WWW-Authenticate"));
        // The number of a request and the time are no reason.
        let answers =
            ["req_000000000182, 2026-11-27T23:53:30Z", "req_000000000187, 2026-11-27T23:53:31Z"];
        let mut uniform = Uniform::default();
        assert_eq!(uniform.check("first", &answer(answers[0], "")), None);
        assert_eq!(uniform.check("second", &answer(answers[1], "")), None);
        assert!(uniform.check("third", &answer("req_17", "")).is_some());
    }

    #[test]
    fn what_an_answer_must_not_show() {
        let files = crate::vectors::embedded().unwrap();
        let id = "verify/tampered/plan";
        let (group, test) =
            files.iter().flat_map(|f| f.verify_tests()).find(|(_, test)| &*test.id == id).unwrap();
        let mut canonical = Vec::new();
        let goal = Goal::from_value(parse(&test.request.body).unwrap()).unwrap();
        let right = group.tenant.signer().unwrap().sign(&goal, &mut canonical).unwrap();
        let quoted = serde_json::json!(String::from_utf8(canonical.clone()).unwrap()).to_string();
        for (raw, what) in [
            (right.to_string(), "the signature"),
            (right.to_string().to_uppercase(), "the signature"),
            (String::from_utf8(canonical.clone()).unwrap(), "the bytes"),
            (quoted, "the bytes"),
            (hex::encode(&canonical), "the bytes"),
            (group.tenant.secret.to_string(), "the tenant's secret"),
        ] {
            let wrong = judged(id, ServerAnswer { raw: raw.into_bytes(), ..status(401) });
            assert!(wrong.len() == 1 && wrong[0].contains(what), "{what}: {wrong:?}");
        }
        assert!(
            judged(id, ServerAnswer { raw: b"invalid signature".to_vec(), ..status(401) })
                .is_empty()
        );
    }
}
